"""Prints what scikit-image 0.19 says of the pictures of tests/threshold/*_test.cpp: the stored results of those tests.

    python3 tests/peers/thresholds.py
"""
import numpy as np
from skimage import filters


def picture(width=97, height=61):
    """A bright disk with a soft rim on a slope, and noise of a linear congruential generator: bytes."""
    state, pixels = 1, np.zeros((height, width), np.uint8)
    for y in range(height):
        for x in range(width):
            state = (state * 1664525 + 1013904223) % 2**32
            apart = (x - 40) ** 2 + (y - 30) ** 2
            base = 180 if apart < 300 else 60 + (500 - apart) // 2 if apart < 500 else 40 + x // 4
            pixels[y, x] = base + (state >> 24) % 32
    return pixels


def pictures():
    gray = picture()
    yield 'uint8', gray
    yield 'uint16', gray.astype(np.uint16) ** 2
    yield 'float', gray.astype(np.float32) / 255


def global_thresholds():
    names = ['otsu', 'triangle', 'li', 'yen', 'isodata', 'minimum', 'mean']
    for kind, gray in pictures():
        for name in names:
            try:
                print(kind, name, repr(getattr(filters, 'threshold_' + name)(gray)))
            except RuntimeError as error:
                print(kind, name, error)
        if kind != 'uint16':
            for classes in (2, 3, 4):
                print(kind, 'multiotsu', classes, filters.threshold_multiotsu(gray, classes).tolist())
    counts = np.array([500, 20, 15, 30, 22, 9, 14, 30, 41, 17, 5, 2])
    for classes in (2, 3, 4):
        print('multiotsu of a histogram', classes, filters.threshold_multiotsu(hist=counts, classes=classes))


def yen_of_many_bins():
    state, counts = 11, []
    for _ in range(4000):
        state = (state * 1664525 + 1013904223) % 2**32
        counts.append(1 + (state >> 30))
    print('yen of 4000 bins', filters.threshold_yen(hist=(np.array(counts), np.arange(4000))))


def local_thresholds():
    """The lines of tests/threshold/local_test.cpp."""
    methods = {
        'mean': lambda gray, window: filters.threshold_local(gray, window, 'mean'),
        'gaussian': lambda gray, window: filters.threshold_local(gray, window, 'gaussian'),
        'niblack': filters.threshold_niblack,
        'sauvola': filters.threshold_sauvola,
    }
    images = {'uint8': 'gray', 'uint16': 'shorts', 'float': 'floats'}
    for kind, gray in pictures():
        for name, level in methods.items():
            for window in (7, 31):
                levels = level(gray, window)
                values = ', '.join('%.9g' % levels[y, x] for y, x in ((0, 0), (13, 41), (60, 96)))
                print('check(%s, {LocalMethod::%s, %d, %d, {%s}});' %
                      (images[kind], name, window, (gray > levels).sum(), values))


if __name__ == '__main__':
    global_thresholds()
    yen_of_many_bins()
    local_thresholds()
