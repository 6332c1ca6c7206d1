"""Times what scikit-image does, for the rows of the benchmark that OpenCV has no counterpart of: least processor time of
several calls, in milliseconds, on one thread.

    python3 bench/peers_skimage.py [PART OF A NAME]
"""
import os
import sys
import time

os.environ.setdefault('OMP_NUM_THREADS', '1')

import numpy as np
from skimage import filters, io, transform

IMAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'examples', 'images')


def natural(size):
    """examples/images/camera.png, resampled, as bytes."""
    gray = io.imread(os.path.join(IMAGES, 'camera.png'))
    return np.round(transform.resize(gray, (size, size), order=1, preserve_range=True)).astype(np.uint8)


def rows():
    """Names as in bench/*.cpp, and what to call on a picture in bytes."""
    shorts = lambda gray: gray.astype(np.uint16) ** 2
    floats = lambda gray: gray.astype(np.float32) / 255
    same = lambda gray: gray
    mean = lambda gray: gray > filters.threshold_local(gray, 31, 'mean')
    gaussian = lambda gray: gray > filters.threshold_local(gray, 31, 'gaussian')
    sauvola = lambda gray: gray > filters.threshold_sauvola(gray, 31)
    return [
        ('threshold/adaptive_mean=31/uint8', same, mean),
        ('threshold/adaptive_gaussian=31/uint8', same, gaussian),
        ('threshold/local_mean=31/uint16', shorts, mean),
        ('threshold/local_mean=31/float', floats, mean),
        ('threshold/sauvola=31/uint8', same, sauvola),
        ('threshold/sauvola=31/uint16', shorts, sauvola),
        ('threshold/sauvola=31/float', floats, sauvola),
        ('threshold/li/uint8', same, lambda gray: filters.threshold_li(gray.copy())),
        ('threshold/li/float', floats, lambda gray: filters.threshold_li(gray.copy())),
        ('threshold/multi_otsu=3/uint8', same, lambda gray: filters.threshold_multiotsu(gray, 3)),
    ]


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ''
    for size in (512, 4096):
        gray = natural(size)
        for name, prepare, call in rows():
            if wanted not in name:
                continue
            picture, best = prepare(gray), float('inf')
            for _ in range(5 if size == 512 else 2):
                start = time.process_time()
                call(picture)
                best = min(best, time.process_time() - start)
            print('%-42s %10.3f ms' % ('%s/%d' % (name, size), best * 1e3), flush=True)


if __name__ == '__main__':
    main()
