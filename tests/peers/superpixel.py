"""Prints the results of scikit-image 0.19's superpixels that the tests of tests/superpixel hold.

python3 tests/peers/superpixel.py
"""
import numpy as np
from skimage import segmentation


def picture(height, width, channels=1):
    """Smooth waves with a step: bytes that the tests make by the same integer arithmetic."""
    y, x = np.mgrid[:height, :width]
    planes = [(x * (5 + 2 * c) + y * (3 + c) + 70 * ((x // 5 + y // 4 + c) % 2) + x * y % 7) % 256
              for c in range(channels)]
    return np.stack(planes, axis=-1).astype(np.uint8)


def numbered(labels):
    """Labels counted from 1 in raster order."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    number = np.empty(len(first), int)
    number[np.argsort(first)] = np.arange(1, len(first) + 1)
    return number[inverse].reshape(labels.shape)


def show(title, labels):
    """A character for each label: 1 to 9, then a to z."""
    print(title)
    for row in numbered(labels).reshape(-1, labels.shape[-1]):
        print('"' + ''.join('0123456789abcdefghijklmnopqrstuvwxyz'[label] for label in row) + '",')


def fingerprint(title, labels):
    """As tests/support/fingerprint.hpp."""
    value = 14695981039346656037
    for label in numbered(labels).ravel().tolist():
        for byte in range(8):
            value = (value ^ (label >> (8 * byte) & 255)) * 1099511628211 % 2**64
    print(title, f'{labels.size} pixels: {hex(value)}')


gray = picture(12, 16)[..., 0].astype(float)
rgb = picture(12, 16, 3).astype(float) / 255
volume = np.stack([picture(7, 8)[..., 0], picture(8, 8)[1:, :, 0], picture(9, 8)[2:, :, 0]]).astype(float)
show('slic gray', segmentation.slic(gray, 12, 0.3, channel_axis=None))
show('slic gray, pieces apart', segmentation.slic(gray, 12, 0.1, enforce_connectivity=False, channel_axis=None))
show('slic rgb', segmentation.slic(rgb, 12, 20.0))
show('slic rgb, sigma 1, slico', segmentation.slic(rgb, 12, 20.0, sigma=1, slic_zero=True))
show('slic volume', segmentation.slic(volume, 8, 0.3, spacing=[2, 1, 1], channel_axis=None))
large = picture(90, 120, 3).astype(float) / 255
fingerprint('slic large gray', segmentation.slic(large[..., 0], 60, 0.2, channel_axis=None))
fingerprint('slic large rgb', segmentation.slic(large, 60, 20.0))
fingerprint('slic large rgb, slico', segmentation.slic(large, 60, 20.0, slic_zero=True, max_size_factor=1.1))
show('felzenszwalb gray', segmentation.felzenszwalb(gray / 255, 30, 0.8, 4, channel_axis=None))
show('felzenszwalb rgb', segmentation.felzenszwalb(rgb, 60, 0.6, 6))
fingerprint('felzenszwalb large gray', segmentation.felzenszwalb(large[..., 0], 50, 0.8, 20, channel_axis=None))
fingerprint('felzenszwalb large rgb', segmentation.felzenszwalb(large, 50, 1.2, 20))
