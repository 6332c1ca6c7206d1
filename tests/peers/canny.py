"""Confirms that limn's canny is scikit-image 0.19's, and prints the stored results of tests/edge/canny_test.cpp.

    python3 tests/peers/canny.py                       prints
    python3 tests/peers/canny.py LIMN PICTURE...       compares with the tool LIMN on gray pictures of 8 or 16 bits
"""
import os
import subprocess
import sys
import tempfile

import numpy as np
from skimage import feature, io


def drawing(width=97, height=61):
    """A disk, a box with a gradient, stripes and a little noise: bytes."""
    state, pixels = 1, np.zeros((height, width), np.uint8)
    for y in range(height):
        for x in range(width):
            state = (state * 1664525 + 1013904223) % 2**32
            value = 60 + x // 2
            if (x - 30) ** 2 + (y - 28) ** 2 < 400:
                value = 190 - y
            if 55 <= x < 85 and 10 <= y < 50:
                value = 30 + 2 * y
            if (x + 2 * y) % 37 < 3:
                value += 40
            pixels[y, x] = value + (state >> 28)
    return pixels


def fingerprint(mask):
    value = 2166136261
    for pixel in mask.ravel():
        value = (value ^ int(pixel)) * 16777619 % 2**32
    return value


def show(name, edges):
    print(name, 'edges', edges.sum(), 'hash', fingerprint(edges))


def stored_results():
    gray = drawing()
    for sigma in (0.8, 1, 2):
        show('uint8 sigma %g' % sigma, feature.canny(gray, sigma, 20, 60))
    show('uint8 defaults', feature.canny(gray))
    show('float32', feature.canny((gray / 255.0).astype(np.float32), 1, 0.08, 0.24))
    show('uint16', feature.canny(gray.astype(np.uint16) * 257, 1.5, 20 * 257, 60 * 257))
    show('uint16 defaults', feature.canny(gray.astype(np.uint16) * 257, 1.5))
    y, x = np.mgrid[:61, :97]
    inside = ((x - 40) ** 2 + 2 * (y - 30) ** 2 < 1400) & (x * y % 61 != 7)
    unit = (gray / 255.0).astype(np.float32)
    show('uint8 mask', feature.canny(gray, 1.2, 20, 60, inside))
    show('float32 mask', feature.canny(unit, 1, 0.08, 0.24, inside))
    show('uint8 quantiles', feature.canny(gray, 1.5, 0.7, 0.93, use_quantiles=True))
    show('float32 quantiles', feature.canny(unit, 1, 0.7, 0.93, use_quantiles=True))
    show('uint8 quantiles, defaults', feature.canny(gray, use_quantiles=True))
    show('uint8 mask and quantiles', feature.canny(gray, 2, 0.6, 0.8, inside, use_quantiles=True))
    show('float64', feature.canny(gray / 255.0, 1.5, 0.08, 0.24))


def compare(limn, paths):
    differing = total = 0
    for path in paths:
        gray = io.imread(path)
        if gray.ndim != 2:
            print(path, 'is no gray picture')
            continue
        top = np.iinfo(gray.dtype).max
        for sigma, low, high in ((1, None, None), (2, 0.02, 0.08), (0.7, 0.1, 0.3), (3.3, 0.01, 0.03)):
            levels = [None if level is None else round(level * top) for level in (low, high)]
            with tempfile.TemporaryDirectory() as folder:
                options = ['--sigma', str(sigma)]
                for name, level in zip(('--low', '--high'), levels):
                    options += [] if level is None else [name, str(level)]
                subprocess.run([limn, 'segment', path, '--method', 'canny', '--out', folder, '--quiet'] + options,
                               check=True)
                stem = os.path.splitext(os.path.basename(path))[0]
                ours = io.imread(os.path.join(folder, stem + '_mask.png')) > 0
            theirs = feature.canny(gray, sigma, *levels)
            total += 1
            if (ours != theirs).any():
                differing += 1
                print(path, sigma, levels, (ours != theirs).sum(), 'pixels of', theirs.sum(), 'differ')
    print(differing, 'of', total, 'results differ')


if __name__ == '__main__':
    if len(sys.argv) > 2:
        compare(sys.argv[1], sys.argv[2:])
    else:
        stored_results()
