#!/usr/bin/env python3
"""The results of scikit-image 0.19 that tests/region/chan_vese_test.cpp holds."""
import numpy as np
from skimage.segmentation import chan_vese

y, x = np.mgrid[:19, :29]
noise = (x * x * 7 + y * y * y * 11 + x * y * 5) % 61
image = (noise + 70 * ((x - 14) ** 2 + (y - 9) ** 2 < 50)).astype(np.uint8)

for options in ({"mu": 0.1, "max_num_iter": 40, "tol": 0},
                {"mu": 0.02, "lambda2": 1.5, "init_level_set": "disk", "max_num_iter": 25, "tol": 0, "dt": 0.3},
                {"mu": 0.05, "init_level_set": "small disk", "max_num_iter": 60, "tol": 4e-3}):
    mask, levels, energies = chan_vese(image, extended_output=True, **options)
    print(options, len(energies), "steps", int(mask.sum()))
    print(", ".join("%.9f" % levels[9, column] for column in (0, 5, 14, 20, 28)))
    for row in mask:
        print('"' + "".join(".#"[int(v)] for v in row) + '",')
