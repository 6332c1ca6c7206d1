"""Times what scikit-image and scipy do, for the rows of the benchmark that OpenCV has no counterpart of: least processor
time of several calls, on one thread. Prints `row TAB milliseconds TAB function` lines.

    python3 bench/peers_skimage.py [PART OF A NAME]
"""
import os
import sys
import time

os.environ.setdefault('OMP_NUM_THREADS', '1')

import numpy as np
from scipy import ndimage, sparse
from scipy.sparse import csgraph
from skimage import filters, io, measure, metrics, morphology, segmentation, transform

IMAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'examples', 'images')


def natural(size):
    """examples/images/camera.png, resampled, as bytes."""
    gray = io.imread(os.path.join(IMAGES, 'camera.png'))
    return np.round(transform.resize(gray, (size, size), order=1, preserve_range=True)).astype(np.uint8)


def mosaic(size):
    """The picture in its own resolution, mirrored at its borders."""
    gray = io.imread(os.path.join(IMAGES, 'camera.png'))
    within = [np.arange(size) % (2 * length) for length in gray.shape]
    rows, columns = (np.where(i < length, i, 2 * length - 1 - i) for i, length in zip(within, gray.shape))
    return gray[np.ix_(rows, columns)]


def relief(size, fine):
    """The gradient and the markers of bench/region_watershed.cpp."""
    gray = natural(size).astype(np.int32)
    gradient = np.zeros((size, size), np.int32)
    dx, dy = gray[1:-1, 2:] - gray[1:-1, :-2], gray[2:, 1:-1] - gray[:-2, 1:-1]
    gradient[1:-1, 1:-1] = (np.abs(dx) + np.abs(dy)) // 2
    if fine is not None:
        gradient = gradient * 64 + np.random.default_rng(1).integers(0, 64, gradient.shape)
    markers = np.zeros((size, size), np.int32)
    grid = markers[16::32, 16::32]
    grid[:] = np.arange(1, grid.size + 1).reshape(grid.shape)
    return gradient.astype(fine or np.uint8), markers


def disks(size, found):
    """The label image of bench/metrics.cpp."""
    y, x = np.mgrid[:size, :size]
    cells = (size + 40) // 41
    i = y // 41 * cells + x // 41
    radius = 12 + i * i * 7 % 7
    dx = x % 41 - 20 - (i % 5 - 2 if found else 0)
    dy = y % 41 - 20 - (i % 3 - 1 if found else 0)
    inside = dx * dx + dy * dy <= radius * radius
    return np.where(inside & (i % 17 != 0) if found else inside, i + 1, 0).astype(np.int32)


def corner_and_middle(size):
    """The picture and the seeds of bench/region_curves.cpp."""
    seeds = np.zeros((size, size), np.int32)
    seeds[size // 2, size // 2], seeds[0, 0] = 1, 2
    return natural(size), seeds


def pair_of_labels(size):
    return disks(size, True), disks(size, False)


def pair_of_masks(size):
    return tuple(labels != 0 for labels in pair_of_labels(size))


def colors(size):
    """examples/images/astronaut.png, resampled, as bytes."""
    rgb = io.imread(os.path.join(IMAGES, 'astronaut.png'))[..., :3]
    return np.round(transform.resize(rgb, (size, size), order=1, preserve_range=True)).astype(np.uint8)


def bright(size):
    """Otsu's foreground."""
    gray = natural(size)
    return gray > filters.threshold_otsu(gray)


def objects(size):
    return measure.label(bright(size), connectivity=2)


def objects_and_gray(size):
    return objects(size), natural(size)


def dice(pair):
    both = np.count_nonzero(pair[0] & pair[1])
    return 2 * both / (np.count_nonzero(pair[0]) + np.count_nonzero(pair[1]))


def average_precision(pair):
    """IoU of all pairs that overlap, by a sparse table; then the matching of the most that reach 0.5."""
    found, truth = pair
    table = sparse.coo_matrix((np.ones(found.size, np.int64), (found.ravel(), truth.ravel()))).tocsr()
    areas, real = np.asarray(table.sum(axis=1)).ravel(), np.asarray(table.sum(axis=0)).ravel()
    table = table.tocoo()
    keep = (table.row > 0) & (table.col > 0)
    rows, columns, both = table.row[keep], table.col[keep], table.data[keep]
    good = both >= 0.5 * (areas[rows] + real[columns] - both)
    reached = sparse.coo_matrix((np.ones(np.count_nonzero(good)), (rows[good], columns[good]))).tocsr()
    right = np.count_nonzero(csgraph.maximum_bipartite_matching(reached) >= 0)
    return right / (np.count_nonzero(areas[1:]) + np.count_nonzero(real[1:]) - right)


def surface_distances(pair, spacing):
    a, b = (mask & ~ndimage.binary_erosion(mask) for mask in pair)
    there = ndimage.distance_transform_edt(~b, sampling=spacing)[a]
    return np.concatenate([there, ndimage.distance_transform_edt(~a, sampling=spacing)[b]])


def hausdorff(pair):
    return metrics.hausdorff_distance(*(mask & ~ndimage.binary_erosion(mask) for mask in pair))


SHAPES = ('area', 'bbox', 'centroid', 'orientation', 'major_axis_length', 'minor_axis_length', 'eccentricity',
          'perimeter', 'euler_number', 'solidity', 'extent', 'equivalent_diameter', 'feret_diameter_max', 'moments_hu')
VALUES = ('area', 'bbox', 'centroid', 'min_intensity', 'mean_intensity', 'max_intensity')


def rows():
    """Names as in bench/*.cpp, what makes the input of a size, what to call, and what that is."""
    shorts = lambda size: natural(size).astype(np.uint16) ** 2
    floats = lambda size: natural(size).astype(np.float32) / 255
    clear = lambda size: mosaic(size) > 100
    local = lambda method: lambda gray: gray > filters.threshold_local(gray, 31, method)
    sauvola = lambda gray: gray > filters.threshold_sauvola(gray, 31)
    li = lambda gray: filters.threshold_li(gray.copy())
    pit = lambda gray: np.pad(np.full((gray.shape[0] - 2, gray.shape[1] - 2), gray.max(), gray.dtype), 1)
    flooded = lambda gray: morphology.reconstruction(np.maximum(pit(gray), gray), gray, method='erosion')
    lowered = lambda gray: morphology.reconstruction(np.maximum(gray, 40) - 40, gray)
    watershed = lambda both: segmentation.watershed(both[0], both[1])
    return [
        ('threshold/adaptive_mean=31/uint8', natural, local('mean'), 'threshold_local'),
        ('threshold/adaptive_gaussian=31/uint8', natural, local('gaussian'), 'threshold_local'),
        ('threshold/local_mean=31/uint16', shorts, local('mean'), 'threshold_local'),
        ('threshold/local_mean=31/float', floats, local('mean'), 'threshold_local'),
        ('threshold/sauvola=31/uint8', natural, sauvola, 'threshold_sauvola'),
        ('threshold/sauvola=31/uint16', shorts, sauvola, 'threshold_sauvola'),
        ('threshold/sauvola=31/float', floats, sauvola, 'threshold_sauvola'),
        ('threshold/li/uint8', natural, li, 'threshold_li'),
        ('threshold/li/float', floats, li, 'threshold_li'),
        ('filter/reconstruct/minus_40', mosaic, lowered, 'reconstruction'),
        ('filter/fill_holes/gray', mosaic, flooded, 'reconstruction'),
        ('filter/local_maxima', mosaic, morphology.local_maxima, 'local_maxima'),
        ('filter/h_maxima/40', mosaic, lambda gray: morphology.h_maxima(gray, 40), 'h_maxima'),
        ('filter/skeleton', clear, morphology.skeletonize, 'skeletonize'),
        ('label/fill_holes', clear, ndimage.binary_fill_holes, 'scipy, binary_fill_holes'),
        ('label/clear_border', clear, segmentation.clear_border, 'clear_border'),
        ('label/remove_small', clear, lambda mask: morphology.remove_small_objects(mask, 64), 'remove_small_objects'),
        ('label/equal', natural, lambda gray: measure.label(gray, background=-1), 'label'),
        ('label/region_shapes', objects, lambda labels: measure.regionprops_table(labels, properties=SHAPES),
         'regionprops_table'),
        ('label/regions,values', objects_and_gray, lambda both: measure.regionprops_table(*both, properties=VALUES),
         'regionprops_table'),
        ('label/iso_contours', natural, lambda gray: measure.find_contours(gray, 127.5), 'find_contours'),
        ('label/relabel', objects, segmentation.relabel_sequential, 'relabel_sequential'),
        ('label/find_boundaries', objects, segmentation.find_boundaries, 'find_boundaries'),
        ('label/expand_labels,10', objects, lambda labels: segmentation.expand_labels(labels, 10), 'expand_labels'),
        ('region/watershed_value/uint8', lambda size: relief(size, None), watershed, 'watershed'),
        ('region/watershed_value/uint16', lambda size: relief(size, np.uint16), watershed, 'watershed'),
        ('region/watershed_value/float', lambda size: relief(size, np.float32), watershed, 'watershed'),
        ('region/chan_vese', natural, lambda gray: segmentation.chan_vese(gray, max_num_iter=10, tol=0), 'chan_vese'),
        ('region/morphological_chan_vese', natural, lambda gray: segmentation.morphological_chan_vese(gray, 10),
         'morphological_chan_vese'),
        ('region/morphological_geodesic', natural,
         lambda gray: segmentation.morphological_geodesic_active_contour(gray.astype(float), 10, balloon=-1,
                                                                         threshold=100),
         'morphological_geodesic_active_contour'),
        ('region/random_walker', corner_and_middle, lambda both: segmentation.random_walker(*both), 'random_walker'),
        ('superpixel/slic/rgb8', colors, lambda rgb: segmentation.slic(rgb, (len(rgb) // 32)**2), 'slic'),
        ('superpixel/felzenszwalb/rgb8', colors, lambda rgb: segmentation.felzenszwalb(rgb, 300, 0.8, 50), 'felzenszwalb'),
        ('superpixel/quickshift/rgb8', colors, lambda rgb: segmentation.quickshift(rgb, 0.5, 3, 6), 'quickshift'),
        ('metrics/overlap', pair_of_masks, dice, 'numpy'),
        ('metrics/variation_of_information', pair_of_labels,
         lambda pair: metrics.variation_of_information(pair[1], pair[0]), 'variation_of_information'),
        ('metrics/adapted_rand_error', pair_of_labels, lambda pair: metrics.adapted_rand_error(pair[1], pair[0]),
         'adapted_rand_error'),
        ('metrics/average_precision_dsb', pair_of_labels, average_precision, 'scipy, sparse'),
        ('metrics/hausdorff', pair_of_masks, hausdorff, 'hausdorff_distance'),
        ('metrics/average_surface_distance', pair_of_masks, lambda pair: surface_distances(pair, None).mean(),
         'scipy, distance_transform_edt'),
        ('metrics/average_surface_distance/spacing', pair_of_masks,
         lambda pair: surface_distances(pair, (2, 1)).mean(), 'scipy, distance_transform_edt'),
    ]


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ''
    for size in (512, 4096):
        for name, prepare, call, function in rows():
            if wanted not in name or (size > 512 and ('quickshift' in name or 'walker' in name)):
                continue
            picture, best = prepare(size), float('inf')
            for _ in range(5 if size == 512 else 1):
                start = time.process_time()
                call(picture)
                best = min(best, time.process_time() - start)
            print('%s/%d\t%.3f\t%s' % (name, size, best * 1e3, function), flush=True)


if __name__ == '__main__':
    main()
