"""Times what scikit-image does, for the rows of the benchmark that OpenCV has no counterpart of: least processor time of
several calls, in milliseconds, on one thread.

    python3 bench/peers_skimage.py [PART OF A NAME]
"""
import os
import sys
import time

os.environ.setdefault('OMP_NUM_THREADS', '1')

import numpy as np
from scipy import ndimage, sparse
from scipy.sparse import csgraph
from skimage import filters, io, metrics, transform

IMAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'examples', 'images')


def natural(size):
    """examples/images/camera.png, resampled, as bytes."""
    gray = io.imread(os.path.join(IMAGES, 'camera.png'))
    return np.round(transform.resize(gray, (size, size), order=1, preserve_range=True)).astype(np.uint8)


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


def pair_of_labels(gray):
    return disks(len(gray), True), disks(len(gray), False)


def pair_of_masks(gray):
    return tuple(labels != 0 for labels in pair_of_labels(gray))


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


def rows():
    """Names as in bench/*.cpp, and what to call on a picture in bytes."""
    shorts = lambda gray: gray.astype(np.uint16) ** 2
    floats = lambda gray: gray.astype(np.float32) / 255
    same = lambda gray: gray
    mean = lambda gray: gray > filters.threshold_local(gray, 31, 'mean')
    gaussian = lambda gray: gray > filters.threshold_local(gray, 31, 'gaussian')
    sauvola = lambda gray: gray > filters.threshold_sauvola(gray, 31)
    return [
        ('threshold/adaptive_mean=31/uint8', same, mean),
        ('threshold/adaptive_gaussian=31/uint8', same, gaussian),
        ('threshold/local_mean=31/uint16', shorts, mean),
        ('threshold/local_mean=31/float', floats, mean),
        ('threshold/sauvola=31/uint8', same, sauvola),
        ('threshold/sauvola=31/uint16', shorts, sauvola),
        ('threshold/sauvola=31/float', floats, sauvola),
        ('threshold/li/uint8', same, lambda gray: filters.threshold_li(gray.copy())),
        ('threshold/li/float', floats, lambda gray: filters.threshold_li(gray.copy())),
        ('threshold/multi_otsu=3/uint8', same, lambda gray: filters.threshold_multiotsu(gray, 3)),
        ('metrics/overlap', pair_of_masks, dice),
        ('metrics/variation_of_information', pair_of_labels,
         lambda pair: metrics.variation_of_information(pair[1], pair[0])),
        ('metrics/adapted_rand_error', pair_of_labels, lambda pair: metrics.adapted_rand_error(pair[1], pair[0])),
        ('metrics/average_precision_dsb', pair_of_labels, average_precision),
        ('metrics/hausdorff', pair_of_masks, hausdorff),
        ('metrics/average_surface_distance', pair_of_masks, lambda pair: surface_distances(pair, None).mean()),
        ('metrics/average_surface_distance/spacing', pair_of_masks,
         lambda pair: surface_distances(pair, (2, 1)).mean()),
    ]


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ''
    for size in (512, 4096):
        gray = natural(size)
        for name, prepare, call in rows():
            if wanted not in name:
                continue
            picture, best = prepare(gray), float('inf')
            for _ in range(5 if size == 512 else 2):
                start = time.process_time()
                call(picture)
                best = min(best, time.process_time() - start)
            print('%-42s %10.3f ms' % ('%s/%d' % (name, size), best * 1e3), flush=True)


if __name__ == '__main__':
    main()
