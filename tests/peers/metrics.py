#!/usr/bin/env python3
"""Prints what numpy, scipy, scikit-image and scikit-learn make of the label pairs of tests/metrics/peers_test.cpp.

Usage: metrics.py > ../metrics/data/peers.hpp
"""
import numpy as np
from scipy import ndimage, optimize
from skimage import metrics, segmentation
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import pair_confusion_matrix


def random_bytes(count, seed):
    """random_image<std::uint8_t> of tests/support/images.hpp."""
    raw = np.random.RandomState(seed).randint(0, 2**32, size=count, dtype=np.uint32)
    return np.floor(raw / 2**32 * 256).astype(np.uint8)


def blocks(size, seed, side, shift, labels):
    """blocks() of tests/metrics/peers_test.cpp; sizes are (x, y[, z])."""
    coarse_size = [(n + shift) // side + 1 for n in size]
    coarse = random_bytes(int(np.prod(coarse_size)), seed).reshape(coarse_size[::-1])
    where = np.meshgrid(*[(np.arange(n) + shift) // side for n in size[::-1]], indexing='ij')
    return (coarse[tuple(where)] % labels).astype(np.int64)


def pairs():
    return [
        (blocks((61, 47), 1, 5, 0, 7), blocks((61, 47), 2, 6, 2, 5)),
        (blocks((70, 33), 3, 4, 1, 200), blocks((70, 33), 4, 4, 2, 200)),
        (blocks((40, 40), 5, 8, 0, 250), blocks((40, 40), 5, 8, 4, 250)),  # ties: all overlap by a quarter
        (blocks((64, 50), 12, 8, 0, 250), blocks((64, 50), 12, 8, 1, 250)),  # of one grid, a pixel apart
        (blocks((25, 19, 9), 13, 6, 2, 90), blocks((25, 19, 9), 13, 6, 3, 90)),
        (blocks((24, 18), 6, 1, 0, 3), blocks((24, 18), 7, 2, 0, 3)),
        (blocks((21, 17, 13), 8, 4, 0, 6), blocks((21, 17, 13), 9, 5, 1, 4)),
        (blocks((30, 20), 1, 30, 0, 1), blocks((30, 20), 1, 30, 0, 1)),  # nothing in either
        (blocks((30, 20), 1, 30, 0, 1), blocks((30, 20), 10, 7, 0, 4)),  # nothing found
        (blocks((30, 20), 11, 7, 0, 4), blocks((30, 20), 1, 30, 0, 1)),  # nothing there
    ]


def surface(objects):
    """Of each object, what an erosion takes from it; outside of the image lies background."""
    edge = np.zeros(objects.shape, bool)
    for label in np.unique(objects[objects != 0]):
        one = objects == label
        edge |= one & ~ndimage.binary_erosion(one)
    return edge


def distances(start, end, spacing):
    if not end.any():
        return np.full(np.count_nonzero(start), np.inf)
    return ndimage.distance_transform_edt(~end, sampling=spacing)[start]


def f_score(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0


def share(values):
    return np.mean(values) if len(values) else 1.0


def percentile(values):
    return 0.0 if not len(values) else np.inf if np.isinf(values).any() else np.percentile(values, 95)


def surfaces(found, truth, spacing):
    a, b = surface(found), surface(truth)
    there, back = distances(a, b, spacing), distances(b, a, spacing)
    both = np.concatenate([there, back])
    farthest = both.max() if len(both) else 0.0
    if a.any() and b.any() and set(spacing) == {1}:
        assert np.isclose(farthest, metrics.hausdorff_distance(a, b), rtol=1e-12)
    return [farthest, percentile(both), max(percentile(there), percentile(back)), both.mean() if len(both) else 0.0,
            f_score(share(there <= 1.5), share(back <= 1.5))]


def overlap_of_objects(found, truth):
    labels, truths = np.unique(found[found != 0]), np.unique(truth[truth != 0])
    both = np.array([[np.count_nonzero((found == x) & (truth == y)) for y in truths] for x in labels], float)
    both = both.reshape(len(labels), len(truths))
    areas = np.array([np.count_nonzero(found == x) for x in labels], float)
    real = np.array([np.count_nonzero(truth == y) for y in truths], float)
    either = areas[:, None] + real[None, :] - both
    return both, either, areas, real


def average_precision_dsb(iou, threshold):
    good = (iou >= threshold) & (iou > 0)
    rows, columns = optimize.linear_sum_assignment(-(good * (1 + 1e-6 * iou)))
    right = np.count_nonzero(good[rows, columns])
    count = sum(iou.shape) - right
    return right / count if count else 1.0


def panoptic(iou):
    good = iou[iou > 0.5]
    total = len(good) + (sum(iou.shape) - 2 * len(good)) / 2
    return good.sum() / total if total else 1.0


def aji(both, either, areas, real):
    iou = both / either
    inner = outer = 0.0
    taken = set()
    for j in range(len(real)):
        i = int(np.argmax(iou[:, j])) if len(areas) else -1
        if i < 0 or both[i, j] == 0:
            outer += real[j]
            continue
        inner, outer = inner + both[i, j], outer + either[i, j]
        taken.add(i)
    outer += sum(area for i, area in enumerate(areas) if i not in taken)
    return inner / outer if outer else 1.0


def aji_plus(both, either, areas, real):
    """Where several matchings reach the largest sum of IoU, the index may depend on which is taken: not in these pairs."""
    rows, columns = optimize.linear_sum_assignment(-both / either)
    inner = both[rows, columns].sum()
    outer = areas.sum() + real.sum() - inner
    return inner / outer if outer else 1.0


def average_precision_coco(iou, scores):
    """By the rules of pycocotools: greedy matching, 101 recalls, ten thresholds."""
    if iou.shape[1] == 0:
        return 1.0 if iou.shape[0] == 0 else 0.0
    order = np.argsort(-scores, kind='mergesort')[:100]
    result = []
    for threshold in np.linspace(0.5, 0.95, 10):
        taken, right = set(), []
        for i in order:
            best, match = min(threshold, 1 - 1e-10), -1
            for j in range(iou.shape[1]):
                if j not in taken and iou[i, j] >= best:
                    best, match = iou[i, j], j
            right.append(match >= 0)
            if match >= 0:
                taken.add(match)
        hits = np.cumsum(right)
        recall = hits / iou.shape[1]
        precision = hits / (np.arange(1, len(right) + 1) + np.spacing(1))
        precision = np.maximum.accumulate(precision[::-1])[::-1]
        at = np.searchsorted(recall, np.linspace(0, 1, 101), side='left')
        result.append(np.mean([precision[k] if k < len(precision) else 0.0 for k in at]))
    return float(np.mean(result))


def partitions(found, truth):
    split, merge = metrics.variation_of_information(truth, found)
    keep = truth != 0
    if keep.any():
        with np.errstate(all='ignore'):
            error, one, other = metrics.adapted_rand_error(truth, found)
        # What this version calls precision divides by the pairs of the truth.
        recall, precision = one, other
    else:
        error, precision, recall = 0.0, 1.0, 1.0
    (apart, only_found), (only_truth, together) = pair_confusion_matrix(truth.ravel(), found.ravel())
    rand = (apart + together) / (apart + together + only_found + only_truth)
    return [split, merge, error, precision, recall, rand, adjusted_rand_score(truth.ravel(), found.ravel())]


def superpixels(found, truth):
    a, b = (segmentation.find_boundaries(x, connectivity=1, mode='thick') for x in (found, truth))
    recall = share(distances(b, a, [1] * found.ndim) <= 1.5)
    leaks = 0
    for y in np.unique(truth):
        for x in np.unique(found[truth == y]):
            inside = np.count_nonzero((found == x) & (truth == y))
            leaks += min(inside, np.count_nonzero(found == x) - inside)
    return [recall, leaks / found.size]


def masks(found, truth):
    a, b = found != 0, truth != 0
    both, sum_ = np.count_nonzero(a & b), np.count_nonzero(a) + np.count_nonzero(b)
    ratio = lambda part, whole: part / whole if whole else 1.0
    return [ratio(both, sum_ - both), ratio(2 * both, sum_), np.mean(a == b)]


def spell(value):
    return 'infinity' if np.isinf(value) else repr(float(value))


def main():
    print('#pragma once')
    print('// What numpy, scipy 1.10, scikit-image 0.19.3 and scikit-learn make of the pairs of')
    print('// tests/metrics/peers_test.cpp: made by tests/peers/metrics.py.')
    print()
    print('#include <limits>')
    print()
    print('// clang-format off')
    print('namespace limn_test {')
    print('inline constexpr double infinity = std::numeric_limits<double>::infinity();')
    print('inline constexpr double stored[][29] = {')
    for found, truth in pairs():
        both, either, areas, real = overlap_of_objects(found, truth)
        iou = both / either
        scores = np.arange(len(areas)) * 7 % 5
        spacing = (0.7, 1.3, 2.1)[:found.ndim][::-1]
        row = masks(found, truth)
        row += surfaces(found, truth, [1] * found.ndim) + surfaces(found, truth, spacing)
        row += [average_precision_dsb(iou, t) for t in (0.1, 0.3, 0.5)]
        row += [panoptic(iou), aji(both, either, areas, real), aji_plus(both, either, areas, real), average_precision_coco(iou, scores)]
        row += partitions(found, truth) + superpixels(found, truth)
        print('    {' + ', '.join(map(spell, row)) + '},')
    print('};')
    print('}  // namespace limn_test')


if __name__ == '__main__':
    main()
