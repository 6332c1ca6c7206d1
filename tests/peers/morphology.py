"""Prints what scikit-image 0.19 and scipy give for the pictures of tests/filter/{morphology,reconstruct,extrema,
skeleton,distance}_test.cpp and tests/label/{fill_holes,clear_border,remove_small}_test.cpp: the fingerprints they hold.

    python3 tests/peers/morphology.py
"""
import numpy as np
from scipy import ndimage
from skimage import morphology, segmentation

WIDTH, HEIGHT, DEPTH = 97, 61, 9


def draws(shape, seed):
    """The numbers of std::mt19937, which tests/support/images.hpp draws from."""
    count = int(np.prod(shape))
    return np.random.RandomState(seed).randint(0, 2**32, size=count, dtype=np.uint32).reshape(shape)


def random_image(shape, seed, levels, dtype):
    unit = (draws(shape, seed) % levels) / levels
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    return np.trunc(low + unit * (high - low + 1.0)).astype(dtype)


def random_mask(shape, seed, density):
    return draws(shape, seed) < density * 4294967296.0


def fingerprint(image):
    hash, prime, mask = 14695981039346656037, 1099511628211, 2**64 - 1
    for byte in np.asarray(image).astype(np.int64).astype("<i8").tobytes():
        hash = ((hash ^ byte) * prime) & mask
    return "0x%016xU" % hash


def show(name, image):
    print("%-32s %s" % (name, fingerprint(image)))


plane, volume = (HEIGHT, WIDTH), (DEPTH, 31, 37)
gray = random_image(plane, 1, 40, np.uint8)
deep = random_image(plane, 2, 1000, np.uint16)
block = random_image(volume, 3, 30, np.int16)
disk, box = morphology.disk(3), np.ones((5, 7), np.uint8)
for name, operation in [("erosion", morphology.erosion), ("dilation", morphology.dilation),
                        ("opening", morphology.opening), ("closing", morphology.closing),
                        ("white_tophat", morphology.white_tophat), ("black_tophat", morphology.black_tophat)]:
    show(name + " disk uint8", operation(gray, disk))
    show(name + " box uint16", operation(deep, box))
show("erosion 4x6 uint8", morphology.erosion(gray, np.ones((4, 6), np.uint8)))
show("dilation 4x6 uint8", morphology.dilation(gray, np.ones((4, 6), np.uint8)))
show("erosion ball int16", morphology.erosion(block, morphology.ball(2)))
show("dilation ball int16", morphology.dilation(block, morphology.ball(2)))

marker = np.where(draws(plane, 4) % 40 == 0, deep, 0).astype(np.uint16)
show("reconstruction full", morphology.reconstruction(marker, deep))
show("reconstruction face", morphology.reconstruction(marker, deep, footprint=ndimage.generate_binary_structure(2, 1)))
show("reconstruction erosion", morphology.reconstruction(65535 - marker, 65535 - deep, method="erosion"))
low = np.where(draws(volume, 5) % 40 == 0, block, -32768).astype(np.int16)
show("reconstruction 3-D edge", morphology.reconstruction(low, block, footprint=ndimage.generate_binary_structure(3, 2)))

for connectivity in (1, 2):
    show("local_maxima %d" % connectivity, morphology.local_maxima(gray, connectivity=connectivity))
    show("local_minima %d" % connectivity, morphology.local_minima(gray, connectivity=connectivity))
    footprint = ndimage.generate_binary_structure(2, connectivity)
    show("h_maxima 30 %d" % connectivity, morphology.h_maxima(gray, 30, footprint))
    show("h_minima 80 %d" % connectivity, morphology.h_minima(gray, 80, footprint))
show("local_maxima 3-D", morphology.local_maxima(block))
distances = ndimage.distance_transform_edt(morphology.dilation(random_mask(plane, 6, 0.02), morphology.disk(4)))
show("h_maxima 0.75 distance", morphology.h_maxima(distances.astype(np.float32), 0.75, np.ones((3, 3))))

blobs = morphology.dilation(random_mask(plane, 6, 0.02), morphology.disk(4))
show("skeletonize blobs", morphology.skeletonize(blobs))
for percent in (30, 60, 80, 95):
    show("skeletonize %d" % percent, morphology.skeletonize(random_mask(plane, percent, percent / 100)))

show("skeletonize_3d 60", morphology.skeletonize_3d(random_mask(volume, 11, 0.6)) > 0)
boxes = ndimage.binary_dilation(random_mask(volume, 12, 0.004), np.ones((5, 5, 5)))
show("skeletonize_3d boxes", morphology.skeletonize_3d(boxes) > 0)

mask = random_mask(plane, 7, 0.6)
rooms = random_mask(volume, 8, 0.7)
show("binary_fill_holes", ndimage.binary_fill_holes(mask))
show("binary_fill_holes full", ndimage.binary_fill_holes(mask, np.ones((3, 3))))
show("binary_fill_holes 3-D", ndimage.binary_fill_holes(rooms))
sparse = random_mask(plane, 9, 0.3)
show("clear_border", segmentation.clear_border(sparse))
show("remove_small_objects 5 face", morphology.remove_small_objects(sparse, 5, connectivity=1))
show("remove_small_objects 9 full", morphology.remove_small_objects(sparse, 9, connectivity=2))
show("remove_small_holes 5 face", morphology.remove_small_holes(mask, 5, connectivity=1))

far = ~random_mask(plane, 10, 0.01)
deep_far = ~random_mask(volume, 11, 0.01)
show("edt squared", np.rint(ndimage.distance_transform_edt(far) ** 2))
show("edt squared 3-D", np.rint(ndimage.distance_transform_edt(deep_far) ** 2))
show("edt spacing, thousandths", np.floor(ndimage.distance_transform_edt(far, sampling=(0.7, 2.3)).astype(np.float32) * np.float32(1000)))
show("taxicab", ndimage.distance_transform_cdt(far, "taxicab"))
show("chessboard 3-D", ndimage.distance_transform_cdt(deep_far, "chessboard"))
