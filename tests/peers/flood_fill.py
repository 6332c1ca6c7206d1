"""Prints the results of scikit-image's flood that tests/region/flood_fill_test.cpp holds.

python3 tests/peers/flood_fill.py
"""
import numpy as np
from skimage.segmentation import flood

gray = np.random.default_rng(3).integers(10, 30, (6, 10)).astype(np.uint8)
print(np.array2string(gray, separator=", "))
for title, seed, options in [
    ("face, exact", (0, 9), {"connectivity": 1}),
    ("face, tolerance 6", (0, 9), {"connectivity": 1, "tolerance": 6}),
    ("full, tolerance 4", (0, 9), {"connectivity": 2, "tolerance": 4}),
]:
    print(title, "from (x, y) =", seed[::-1])
    for row in flood(gray, seed, **options):
        print('"' + "".join("#" if v else "." for v in row) + '",')
