"""Prints what scikit-image 0.19 and scipy give for the pictures of tests/filter/{laplacian,laplacian_of_gaussian,median,
color,integral}_test.cpp: the numbers they hold.

    python3 tests/peers/filters.py
"""
import numpy as np
from scipy import ndimage
from skimage import color, filters

gray = np.array([[1, 5, 2, 8], [0, 3, 9, 4], [7, 6, 2, 2]], float)
np.set_printoptions(precision=9, suppress=True, linewidth=120)
print("laplace\n", filters.laplace(gray))
print("gaussian_laplace 0.8\n", ndimage.gaussian_laplace(gray, 0.8))
print("gaussian_laplace 1.5 mirror\n", ndimage.gaussian_laplace(gray, 1.5, mode="mirror"))
volume = np.stack([gray, gray[::-1], 2 * gray])
print("gaussian_laplace 0.8, volume, slice 1\n", ndimage.gaussian_laplace(volume, 0.8)[1])
print("median_filter 3\n", ndimage.median_filter(gray, 3))
print("median_filter 5 x 1, nearest\n", ndimage.median_filter(gray, (1, 5), mode="nearest"))
print("median_filter 3, volume, slice 1\n", ndimage.median_filter(volume, 3)[1])

print("rgb2hsv", color.rgb2hsv(np.array([[[0.2, 0.7, 0.4]]])) * [360, 1, 1])
for lab in [(50, 20, -30), (5, -2, 3), (90, 90, 90)]:
    print("lab2rgb", lab, color.lab2rgb(np.array([[lab]], float)))
