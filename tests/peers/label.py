#!/usr/bin/env python3
"""Prints what scikit-image 0.19 gives for the pictures of tests/label, as the literals that those tests hold.

Usage: label.py equal
"""
import sys

import numpy as np
from skimage import measure


def random_bytes(shape, seed, levels):
    """random_image<std::uint8_t> of tests/support/images.hpp; the shape is (height, width) or (depth, height, width)."""
    raw = np.random.RandomState(seed).randint(0, 2**32, size=int(np.prod(shape)), dtype=np.uint32)
    return np.floor((raw % levels) / levels * 256).astype(np.uint8).reshape(shape)


def equal():
    for rank, cases in ((2, ((200, 150), (63, 64), (65, 64), (1, 300), (300, 1))), (3, ((40, 30, 20), (65, 9, 7)))):
        for size in cases:
            for levels in (2, 3, 10):
                picture = random_bytes(size[::-1], 7, levels)
                counts = [measure.label(picture, background=-1, connectivity=c).max() for c in range(1, rank + 1)]
                print("{{%s}, %d, {%s}}," % (", ".join(map(str, size)), levels, ", ".join(map(str, counts))))


if __name__ == "__main__":
    globals()[sys.argv[1]]()
