#!/usr/bin/env python3
"""COCO's formats, written anew from their description with numpy: no code of limn or of pycocotools.

Usage: annotate.py strings               prints the strings that tests/annotate/rle_test.cpp holds
       annotate.py check FILE LABELS...  for a COCO file and the 16-bit label PNGs of its images, in order: do run
                                         lengths decode, and polygons rasterize, to the same objects?
"""
import json
import sys

import numpy as np


def counts_of(mask):
    """The lengths of the runs of a mask, column by column; the first is of background."""
    flat = np.concatenate(([0], mask.astype(np.int8).ravel(order="F"), [2]))
    edges = np.flatnonzero(np.diff(flat) != 0)
    if mask.size == 0:
        return [0]
    if edges[0] != 0:  # begins with background
        edges = np.concatenate(([0], edges))
        return np.diff(edges).tolist()
    return [0] + np.diff(edges).tolist()


def string_of(counts):
    """Five bits to a character, lowest first, from the fourth count on the difference from the one two before."""
    text = ""
    for i, count in enumerate(counts):
        value = count - counts[i - 2] if i > 2 else count
        while True:
            low, value = value & 31, value >> 5
            done = value == (-1 if low & 16 else 0)
            text += chr(48 + low + (0 if done else 32))
            if done:
                break
    return text


def counts_from(text):
    counts, value, shift = [], 0, 0
    for c in text.encode():
        value |= ((c - 48) & 31) << shift
        shift += 5
        if (c - 48) & 32:
            continue
        if (c - 48) & 16:
            value -= 1 << shift
        counts.append(value + (counts[-2] if len(counts) > 2 else 0))
        value = shift = 0
    return counts


def mask_from(counts, height, width):
    return np.repeat(np.arange(len(counts)) % 2, counts).astype(bool).reshape((height, width), order="F")


def rasterize(outline, height, width):
    """Even-odd at the centers of pixels, a vertical line at a time: an edge toggles all that is below it."""
    xy = np.asarray(outline, float).reshape(-1, 2)
    toggles = np.zeros((height + 1, width), int)
    for (ax, ay), (bx, by) in zip(xy, np.roll(xy, -1, axis=0)):
        for x in range(max(0, int(np.floor(min(ax, bx)))), min(width, int(np.ceil(max(ax, bx))) + 1)):
            if min(ax, bx) <= x + 0.5 < max(ax, bx):
                y = ay + (x + 0.5 - ax) * (by - ay) / (bx - ax)
                toggles[int(np.clip(np.ceil(y - 0.5), 0, height)), x] += 1
    return (np.cumsum(toggles, axis=0)[:height] % 2).astype(bool)


def decode(segmentation, height, width):
    if isinstance(segmentation, dict):
        counts = segmentation["counts"]
        counts = counts_from(counts) if isinstance(counts, str) else counts
        assert segmentation["size"] == [height, width]
        return mask_from(counts, height, width)
    mask = np.zeros((height, width), bool)
    for outline in segmentation:
        mask |= rasterize(outline, height, width)
    return mask


def random_mask(shape, seed, density):
    """random_mask of tests/support/images.hpp; the shape is (height, width)."""
    raw = np.random.RandomState(seed).randint(0, 2**32, size=int(np.prod(shape)), dtype=np.uint32)
    return (raw < density * 2**32).reshape(shape)


def strings():
    for width, height, seed, density in ((1, 1, 1, 1), (1, 1, 1, 0), (5, 3, 1, 0), (5, 3, 1, 1), (7, 5, 2, 0.5),
                                         (9, 1, 3, 0.5), (1, 9, 3, 0.5), (40, 30, 4, 0.02), (300, 200, 5, 0.0003)):
        text = string_of(counts_of(random_mask((height, width), seed, density)))
        print('{{%d, %d}, %d, %g, R"(%s)"},' % (width, height, seed, density, text))
    disk = np.add.outer((np.arange(300) - 140) ** 2, (np.arange(400) - 190) ** 2) < 110**2
    print("disk:", string_of(counts_of(disk))[:60], len(string_of(counts_of(disk))))


def check(path, label_files):
    from skimage import io

    data = json.load(open(path))
    objects = kinds = 0
    for image, file in zip(data["images"], label_files):
        labels = io.imread(file)
        height, width = image["height"], image["width"]
        assert labels.shape == (height, width)
        found = [a for a in data["annotations"] if a["image_id"] == image["id"]]
        wanted = [labels == i for i in np.unique(labels) if i > 0]
        assert len(found) == len(wanted), (len(found), len(wanted))
        for annotation, mask in zip(found, wanted):
            assert (decode(annotation["segmentation"], height, width) == mask).all(), annotation["id"]
            assert annotation["area"] == mask.sum() and annotation["iscrowd"] == 0
            ys, xs = np.nonzero(mask)
            assert annotation["bbox"] == [xs.min(), ys.min(), xs.max() - xs.min() + 1, ys.max() - ys.min() + 1]
            if isinstance(annotation["segmentation"], dict):
                assert string_of(counts_of(mask)) == annotation["segmentation"]["counts"]
                kinds += 1
            objects += 1
    print("%d objects, %d of them as run lengths, are those of the labels" % (objects, kinds))


if __name__ == "__main__":
    if sys.argv[1:] == ["strings"]:
        strings()
    elif len(sys.argv) > 3 and sys.argv[1] == "check":
        check(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(__doc__)
