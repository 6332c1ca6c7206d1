#!/usr/bin/env python3
"""The results of scikit-image 0.19 that tests/region/random_walker_test.cpp holds."""
import numpy as np
from skimage.segmentation import random_walker

y, x = np.mgrid[:12, :16]
noise = (x * x * 7 + y * y * y * 11 + x * y * 5) % 61
image = (noise + 90 * ((x - 8) ** 2 + (y - 6) ** 2 < 20)).astype(np.uint8)
seeds = np.zeros(image.shape, np.int32)
seeds[6, 8], seeds[0, 0], seeds[11, 15] = 2, 5, 7

for options in ({"beta": 130}, {"beta": 20, "spacing": (2, 1)}):
    print(options)
    for row in random_walker(image, seeds, mode="bf", **options):
        print('"' + "".join(str(v) for v in row) + '",')
    probabilities = random_walker(image, seeds, mode="bf", return_full_prob=True, **options)
    for at in ((3, 3), (6, 4), (2, 12), (9, 9)):
        print(at, ", ".join("%.9f" % p[at] for p in probabilities))
color = np.stack([image, 255 - image, noise.astype(np.uint8)], axis=-1)
probabilities = random_walker(color, seeds, beta=50, mode="bf", return_full_prob=True, channel_axis=-1)
print("color", ", ".join("%.9f" % p[3, 3] for p in probabilities), ", ".join("%.9f" % p[9, 9] for p in probabilities))
