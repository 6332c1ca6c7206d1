#!/usr/bin/env python3
"""Prints what scikit-image 0.19 gives for the pictures of tests/label, as the literals that those tests hold.

Usage: label.py equal
       label.py shapes > ../label/data/regionprops.hpp
       label.py boundaries > ../label/data/boundaries.hpp
       label.py iso_contours > ../label/data/iso_contours.hpp
       label.py simplify
"""
import sys

import numpy as np
from skimage import measure, segmentation


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


def random_mask(shape, seed, density):
    """random_mask of tests/support/images.hpp."""
    raw = np.random.RandomState(seed).randint(0, 2**32, size=int(np.prod(shape)), dtype=np.uint32)
    return (raw < density * 2**32).reshape(shape)


def plane_of_shapes():
    """plane_of_shapes() of tests/label/shapes.hpp."""
    y, x = np.mgrid[:30, :40]
    labels = np.zeros((30, 40), np.int32)
    labels[random_mask((30, 40), 5, 0.6) & (x >= 18) & (y >= 17)] = 4
    labels[3 * (x - 8) ** 2 + 2 * (x - 8) * (y - 7) + 4 * (y - 7) ** 2 <= 160] = 1
    ring = (x - 30) ** 2 + (y - 8) ** 2
    labels[(ring >= 9) & (ring <= 49)] = 2
    labels[((x >= 2) & (x <= 5) & (y >= 18)) | ((x >= 2) & (x <= 14) & (y >= 25))] = 3
    labels[1, 17] = 5
    labels[16, 7:16] = 6
    labels[0, 0] = labels[1, 1] = 7
    return labels


def volume_of_shapes():
    """volume_of_shapes() of tests/label/shapes.hpp."""
    z, y, x = np.mgrid[:12, :16, :24]
    labels = np.zeros((12, 16, 24), np.int32)
    labels[random_mask((12, 16, 24), 6, 0.4) & (x >= 14) & (y >= 8)] = 4
    labels[2 * (x - 6) ** 2 + 5 * (y - 4) ** 2 + 3 * (z - 5) ** 2 + 2 * (x - 6) * (y - 4) <= 50] = 1
    labels[(x >= 14) & (y <= 6) & (z <= 6)] = 2
    labels[(x >= 16) & (x <= 18) & (y >= 2) & (y <= 4) & (z >= 2) & (z <= 4)] = 0
    labels[(x <= 8) & (y >= 10) & (y <= 14) & (z >= 9) & (z <= 10)] = 3
    labels[(x >= 2) & (x <= 5) & (y >= 11) & (y <= 12) & (z >= 9) & (z <= 10)] = 0
    return labels


def shapes():
    print("#pragma once")
    print("// What skimage.measure.regionprops 0.19.3 gives for the pictures of tests/label/shapes.hpp: made by")
    print("// tests/peers/label.py shapes.")
    print()
    print("// clang-format off")
    print("namespace limn_test {")
    number = "{:.15g}".format
    rows = []
    plane = plane_of_shapes()
    y, x = np.mgrid[:30, :40]
    for r in measure.regionprops(plane, (x * 3 + y * 7) % 11 - 2.5):
        mu = r.moments_central
        values = [r.area, r.centroid[1], r.centroid[0], r.axis_major_length, r.axis_minor_length, r.orientation,
                  r.eccentricity, r.equivalent_diameter_area, r.extent, r.perimeter, r.perimeter_crofton,
                  measure.euler_number(r.image, 1), r.euler_number, r.area_convex, r.solidity, r.feret_diameter_max,
                  mu[0, 2], mu[1, 1], mu[2, 0], mu[0, 3], mu[1, 2], mu[2, 1], mu[3, 0], *r.moments_hu,
                  r.intensity_min, r.intensity_max, r.intensity_mean]
        rows.append("    {" + ", ".join(map(number, values)) + "},")
    print("inline constexpr double stored_plane[][%d] = {" % len(values))
    print("\n".join(rows) + "};")
    rows = []
    for r in measure.regionprops(volume_of_shapes()):
        values = [r.area, r.centroid[2], r.centroid[1], r.centroid[0], r.axis_major_length, r.axis_minor_length,
                  r.equivalent_diameter_area, r.extent, measure.euler_number(r.image, 1), r.euler_number]
        rows.append("    {" + ", ".join(map(number, values)) + "},")
    print("inline constexpr double stored_volume[][%d] = {" % len(values))
    print("\n".join(rows) + "};")
    print("}  // namespace limn_test")


def boundaries():
    print("#pragma once")
    print("// What skimage.segmentation.find_boundaries 0.19.3 gives for plane_of_shapes() of tests/label/shapes.hpp: made")
    print("// by tests/peers/label.py boundaries.")
    print()
    print("// clang-format off")
    print("namespace limn_test {")
    plane = plane_of_shapes()[:20, :26]
    for mode, connectivity in (("thick", 1), ("thick", 2), ("inner", 1), ("inner", 2), ("outer", 1), ("outer", 2),
                               ("subpixel", 1)):
        found = segmentation.find_boundaries(plane, connectivity=connectivity, mode=mode)
        print("inline constexpr const char* stored_%s_%d[] = {" % (mode, connectivity))
        print("\n".join('    "%s",' % "".join(".#"[int(v)] for v in row) for row in found))
        print("};")
    print("}  // namespace limn_test")


def iso_contours():
    print("#pragma once")
    print("// What skimage.measure.find_contours 0.19.3 gives for the picture of tests/label/iso_contours_test.cpp: line, x")
    print("// and y of each vertex. Made by tests/peers/label.py iso_contours.")
    print()
    print("#include <cstddef>")
    print("#include <vector>")
    print()
    print("// clang-format off")
    print("namespace limn_test {")
    print("struct StoredVertex {")
    print("  std::size_t line;")
    print("  double x, y;")
    print("};")
    y, x = np.mgrid[:11, :14]
    picture = ((x * x * 3 + y * y * 5 + x * y * 7) % 17).astype(float)
    for saddle in ("low", "high"):
        print("inline const std::vector<StoredVertex> stored_%s{" % saddle)
        for i, line in enumerate(measure.find_contours(picture, 8.5, fully_connected=saddle)):
            print("    " + ", ".join("{%d, %r, %r}" % (i, float(x), float(y)) for y, x in line) + ",")
        print("};")
    print("}  // namespace limn_test")


def simplify():
    line = [(0, 0), (1, 0.1), (2, -0.1), (3, 5), (4, 6), (5, 7), (6, 8.1), (7, 9), (8, 9), (9, 9)]
    for tolerance in (1, 0.05):
        print(measure.approximate_polygon(np.array(line), tolerance).tolist())


if __name__ == "__main__":
    globals()[sys.argv[1]]()
