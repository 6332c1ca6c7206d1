"""Prints the results of scikit-image 0.19's superpixels that the tests of tests/superpixel hold.

python3 tests/peers/superpixel.py
"""
import numpy as np
from skimage import segmentation
from skimage.future import graph


def picture(height, width, channels=1):
    """Smooth waves with a step: bytes that the tests make by the same integer arithmetic."""
    y, x = np.mgrid[:height, :width]
    planes = [(x * (5 + 2 * c) + y * (3 + c) + 70 * ((x // 5 + y // 4 + c) % 2) + x * y % 7) % 256
              for c in range(channels)]
    return np.stack(planes, axis=-1).astype(np.uint8)


def slopes(height, width):
    """Colors that rise slowly, with wide steps and little noise."""
    y, x = np.mgrid[:height, :width]
    planes = [(x * (2 + c) + 3 * y) // 4 + 40 * ((x // 17 + y // 13 + c) % 2) + x * y % 7 for c in range(3)]
    return np.stack(planes, axis=-1).astype(np.uint8)


def numbered(labels):
    """Labels counted from 1 in raster order."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    number = np.empty(len(first), int)
    number[np.argsort(first)] = np.arange(1, len(first) + 1)
    return number[inverse].reshape(labels.shape)


def show(title, labels):
    """A character for each label: 1 to 9, then a to z."""
    print(title)
    for row in numbered(labels).reshape(-1, labels.shape[-1]):
        print('"' + ''.join('0123456789abcdefghijklmnopqrstuvwxyz'[label] for label in row) + '",')


def fingerprint(title, labels):
    """As tests/support/fingerprint.hpp."""
    value = 14695981039346656037
    for label in numbered(labels).ravel().tolist():
        for byte in range(8):
            value = (value ^ (label >> (8 * byte) & 255)) * 1099511628211 % 2**64
    print(title, f'{labels.max()} labels, {labels.size} pixels: {hex(value)}')


gray = picture(12, 16)[..., 0].astype(float)
rgb = picture(12, 16, 3).astype(float) / 255
volume = np.stack([picture(7, 8)[..., 0], picture(8, 8)[1:, :, 0], picture(9, 8)[2:, :, 0]]).astype(float)
show('slic gray', segmentation.slic(gray, 12, 0.3, channel_axis=None))
show('slic gray, pieces apart', segmentation.slic(gray, 12, 0.1, enforce_connectivity=False, channel_axis=None))
show('slic rgb', segmentation.slic(rgb, 12, 20.0))
show('slic rgb, sigma 1, slico', segmentation.slic(rgb, 12, 20.0, sigma=1, slic_zero=True))
show('slic volume', segmentation.slic(volume, 8, 0.3, spacing=[2, 1, 1], channel_axis=None))
large = slopes(90, 120).astype(float) / 255
fingerprint('slic large gray', segmentation.slic(large[..., 0], 60, 0.2, channel_axis=None))
fingerprint('slic large rgb', segmentation.slic(large, 60, 20.0))
fingerprint('slic large rgb, slico', segmentation.slic(large, 60, 20.0, slic_zero=True, max_size_factor=1.1))
show('felzenszwalb gray', segmentation.felzenszwalb(gray / 255, 30, 0.8, 4, channel_axis=None))
show('felzenszwalb rgb', segmentation.felzenszwalb(rgb, 60, 0.6, 6))
fingerprint('felzenszwalb large gray', segmentation.felzenszwalb(large[..., 0], 20, 0.8, 20, channel_axis=None))
fingerprint('felzenszwalb large rgb', segmentation.felzenszwalb(large, 20, 1.2, 20))


def mean_color_graph(colors, labels):
    """What rag_mean_color makes with two connected neighbors; that of 0.19 finds no edges beside a newer SciPy."""
    made = graph.RAG()
    for label in np.unique(labels):
        mean = colors[labels == label].mean(axis=0)
        count = np.count_nonzero(labels == label)
        made.add_node(label, labels=[label], **{'pixel count': count, 'total color': mean * count, 'mean color': mean})
    for dy, dx in ((0, 1), (1, 0), (1, 1), (1, -1)):
        here = labels[:labels.shape[0] - dy, max(0, -dx):labels.shape[1] - max(0, dx)]
        there = labels[dy:, max(0, dx):labels.shape[1] - max(0, -dx)]
        for a, b in {pair for pair in zip(here.ravel().tolist(), there.ravel().tolist()) if pair[0] != pair[1]}:
            weight = np.linalg.norm(made.nodes[a]['mean color'] - made.nodes[b]['mean color'])
            made.add_edge(min(a, b), max(a, b), weight=weight)
    return made


def weight_of_means(graph, source, target, neighbor):
    return {'weight': np.linalg.norm(graph.nodes[target]['mean color'] - graph.nodes[neighbor]['mean color'])}


def add_means(graph, source, target):
    for name in ('total color', 'pixel count'):
        graph.nodes[target][name] = graph.nodes[target][name] + graph.nodes[source][name]
    graph.nodes[target]['mean color'] = graph.nodes[target]['total color'] / graph.nodes[target]['pixel count']


pieces = segmentation.slic(large, 60, 20.0)
bytes_ = slopes(90, 120).astype(float)
regions = mean_color_graph(bytes_, pieces)
weights = sorted((a, b, data['weight']) for a, b, data in regions.edges(data=True))
print('edges:', len(weights), 'sum of weights:', repr(sum(weight for _, _, weight in weights)))
for threshold in (10, 25):
    fingerprint(f'cut_threshold {threshold}', graph.cut_threshold(pieces, regions, threshold, in_place=False))
    merged = graph.merge_hierarchical(pieces, regions, threshold, rag_copy=True, in_place_merge=True,
                                      merge_func=add_means, weight_func=weight_of_means)
    fingerprint(f'merge_hierarchical {threshold}', merged)


def quick(colors, **options):
    """The same whatever noise parts equal densities."""
    found = [numbered(segmentation.quickshift(colors, random_seed=seed, **options)) for seed in range(5)]
    assert all((other == found[0]).all() for other in found)
    return found[0]


show('quickshift rgb', quick(picture(12, 16, 3), ratio=0.4, kernel_size=1.5, max_dist=8))
fingerprint('quickshift waves', quick(picture(40, 50, 3), ratio=0.4, kernel_size=2, max_dist=10))
fingerprint('quickshift gray', quick(picture(40, 50)[..., :1] / 8.0, convert2lab=False, kernel_size=2, max_dist=6))
