"""Prints the results of scikit-image 0.19's watershed that tests/region/watershed_test.cpp holds.

python3 tests/peers/watershed.py
"""
import numpy as np
from skimage.segmentation import watershed

random = np.random.default_rng(11)


def show(title, array):
    print(title)
    print(np.array2string(array, separator=", ", max_line_width=120).replace("[", "{").replace("]", "}"))


def case(name, relief, markers, mask):
    """Markers as (x, y, label); their values must differ."""
    marks = np.zeros(relief.shape, np.int32)
    for x, y, label in markers:
        marks[y, x] = label
    values = relief[marks > 0]
    assert len(np.unique(values)) == len(values)
    show(name, relief)
    for row in mask:
        print('"' + "".join("#" if v else "." for v in row) + '",')
    for connectivity in (1, 2):
        show(f"connectivity {connectivity}", watershed(relief, marks, connectivity, mask=mask))


shape = (6, 9)
wide = random.integers(0, 60, shape) * 1000
case("16-bit", wide.astype(np.uint16), [(1, 1, 2), (7, 1, 3), (4, 4, 1)], random.random(shape) < 0.85)
case("float", (wide / 64000 - 0.5).astype(np.float32).round(2), [(0, 5, 4), (8, 0, 1), (4, 2, 2)],
     random.random(shape) < 0.85)
