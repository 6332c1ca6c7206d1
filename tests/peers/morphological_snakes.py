#!/usr/bin/env python3
"""The results of scikit-image 0.19 that tests/region/morphological_snakes_test.cpp holds."""
import numpy as np
from skimage.segmentation import morphsnakes


def level(x, y, z=0):
    """Noise of 0 to 60, and 70 more in a disk, or ball, around the middle."""
    noise = (x * x * 7 + y * y * y * 11 + z * 29 + x * y * 5) % 61
    return noise + 70 * ((x - 14) ** 2 + (y - 9) ** 2 + 4 * (z - 3) ** 2 * (z > 0) < 50)


def show(name, bits):
    print(name, int(bits.sum()))
    if bits.ndim == 2:
        for row in bits:
            print('"' + "".join(".#"[v] for v in row) + '",')
    else:
        print("slices:", [int(plane.sum()) for plane in bits])


def begin():
    """scikit-image goes on where the call before left the order of the operators."""
    morphsnakes._curvop = morphsnakes._fcycle([
        lambda u: morphsnakes.sup_inf(morphsnakes.inf_sup(u)), lambda u: morphsnakes.inf_sup(morphsnakes.sup_inf(u))])


y, x = np.mgrid[:19, :29]
plane = level(x, y).astype(np.uint8)
z, y, x = np.mgrid[:7, :19, :29]
space = level(x, y, z).astype(np.uint8)

for name, image in (("plane", plane), ("space", space)):
    middle = "disk"
    if image.ndim == 3:  # a ball of 3/8 of seven slices is soon gone
        middle = np.zeros(image.shape, np.int8)
        middle[1:6, 3:16, 5:24] = 1
    begin()
    show(name + " chan-vese", morphsnakes.morphological_chan_vese(image, 6, smoothing=1))
    begin()
    show(name + " chan-vese, middle, lambda2 = 2",
         morphsnakes.morphological_chan_vese(image, 3, middle, smoothing=2, lambda2=2))
    flat = 255.0 - image
    begin()
    show(name + " geodesic", morphsnakes.morphological_geodesic_active_contour(flat, 4, middle, smoothing=1))
    begin()
    show(name + " geodesic, growing",
         morphsnakes.morphological_geodesic_active_contour(flat, 5, middle, smoothing=1, balloon=1))
    begin()
    show(name + " geodesic, shrinking",
         morphsnakes.morphological_geodesic_active_contour(flat, 3, middle, smoothing=1, balloon=-2, threshold=300))
