"""Pictures with label pictures, and crops of them as training examples."""
import csv
import os

import numpy as np
from PIL import Image
from scipy import ndimage

from network import level_range, with_root

FAVOR = {"fluorescence": 1.0, "brightfield_grey": 3.0, "histology_pink": 3.0}  # any other kind: 1.7
EDGE = 16  # pixels mirrored around each picture, so that crops may reach beyond its border as padding does later


class Example:
    """One picture with its labels and the relative depth of each pixel inside its nucleus."""

    def __init__(self, folder, name, kind):
        self.name = name
        self.kind = kind
        self.picture = np.array(Image.open(os.path.join(folder, name + ".png")).convert("RGB"))
        labels = np.array(Image.open(os.path.join(folder, name + "_labels.png"))).astype(np.int32)
        self.labels = np.unique(labels, return_inverse=True)[1].reshape(labels.shape).astype(np.int32)
        if labels.min() > 0:
            self.labels += 1
        self.gray = bool((self.picture == self.picture[..., :1]).all())

    def prepare(self):
        self.range = level_range(self.picture)
        self.depth = np.round(255 * relative_depth(self.labels)).astype(np.uint8)
        self.areas = np.bincount(self.labels.reshape(-1))
        self.areas[0] = 0
        self.centers = np.array(ndimage.center_of_mass(self.labels > 0, self.labels, np.arange(1, len(self.areas))))
        chance = self.areas[1:].astype(np.float64) ** -0.5
        self.chance = chance / chance.sum() if len(chance) else chance
        pad = ((EDGE, EDGE), (EDGE, EDGE))
        self.picture = np.pad(self.picture, pad + ((0, 0),), mode="reflect")
        self.labels = np.pad(self.labels, pad, mode="reflect")
        self.depth = np.pad(self.depth, pad, mode="reflect")
        return self


def relative_depth(labels):
    """Distance to the nearest pixel that is not of the nucleus, divided by the largest of that nucleus."""
    # Beyond the picture's border its pixels go on: a nucleus that the border cuts is not shallow there.
    padded = np.pad(labels, 1, mode="edge")
    rim = np.zeros(labels.shape, bool)
    for dy, dx in ((0, 1), (2, 1), (1, 0), (1, 2)):
        rim |= padded[dy:dy + labels.shape[0], dx:dx + labels.shape[1]] != labels
    distance = np.where(labels > 0, ndimage.distance_transform_edt(~rim) + 0.5, 0)
    largest = ndimage.maximum(distance, labels, np.arange(labels.max() + 1))
    return distance / np.maximum(largest, 0.5)[labels]


def load(folder):
    """All pictures X.png of a folder that have an X_labels.png; kinds from its index.csv where there is one."""
    kinds = {}
    index = os.path.join(folder, "index.csv")
    if os.path.exists(index):
        with open(index, newline="") as file:
            kinds = {row["id"]: row["modality"] for row in csv.DictReader(file)}
    names = sorted(n[:-len("_labels.png")] for n in os.listdir(folder) if n.endswith("_labels.png"))
    return [Example(folder, name, kinds.get(name, "unknown")) for name in names]


def chances(examples):
    weights = np.array([FAVOR.get(e.kind, 1.7) for e in examples])
    return weights / weights.sum()


def crop(example, side, random):
    """A random crop (side x side) of a prepared example, changed in scale, orientation and levels.

    Returns the input (4, side, side), the targets (3, side, side): foreground, depth, contact; and the weight of each
    pixel.
    """
    height, width = example.labels.shape
    scale = float(np.exp(random.uniform(np.log(0.75), np.log(1.35))))
    stretch = float(np.exp(random.uniform(-0.1, 0.1)))
    if random.random() < 0.3:
        scale, stretch = 1.0, 1.0  # exact pixels: the outlines of small nuclei decide
    tall = min(int(round(side / scale * stretch)), height)
    wide = min(int(round(side / scale / stretch)), width)
    if len(example.chance) and random.random() < 0.5:
        y, x = example.centers[random.choice(len(example.chance), p=example.chance)] + EDGE
        y, x = int(y - random.uniform(0.2, 0.8) * tall), int(x - random.uniform(0.2, 0.8) * wide)
    else:
        y, x = random.integers(0, height - tall + 1), random.integers(0, width - wide + 1)
    y, x = min(max(y, 0), height - tall), min(max(x, 0), width - wide)
    picture = example.picture[y:y + tall, x:x + wide]
    labels = example.labels[y:y + tall, x:x + wide]
    depth = example.depth[y:y + tall, x:x + wide]

    weight = np.clip(np.sqrt(160.0 / np.maximum(example.areas, 1)), 1.0, 2.5).astype(np.float32)
    weight[0] = 1.0
    if (tall, wide) != (side, side):
        size = (side, side)
        picture = np.array(Image.fromarray(picture).resize(size, Image.BILINEAR))
        depth = np.array(Image.fromarray(depth).resize(size, Image.BILINEAR))
        labels = np.array(Image.fromarray(labels, "I").resize(size, Image.NEAREST))
    turns, mirrored = random.integers(4), random.random() < 0.5
    picture, labels, depth = (np.rot90(a, turns) for a in (picture, labels, depth))
    if mirrored:
        picture, labels, depth = (a[:, ::-1] for a in (picture, labels, depth))

    foreground = labels > 0
    largest = ndimage.maximum_filter(labels, 5)
    smallest = ndimage.minimum_filter(np.where(foreground, labels, 1 << 30), 5)
    contact = (largest > smallest) & (smallest < (1 << 30))
    # The resized depth mixes neighbors where they touch; a pixel of the background has none.
    target = np.stack([foreground, np.where(foreground, depth / 255.0, 0), contact]).astype(np.float32)
    weights = weight[labels] + 2.0 * contact
    return shade(picture, example, random), target, weights.astype(np.float32)


def shade(picture, example, random):
    """The picture as the network's input, with levels, colors and noise changed at random."""
    low, high = example.range
    span = max(high - low, 8.0)
    x = np.moveaxis(picture, 2, 0).astype(np.float32)
    if not example.gray:
        if random.random() < 0.15:
            x = np.repeat(np.tensordot([0.299, 0.587, 0.114], x, 1)[None].astype(np.float32), 3, axis=0)
        elif random.random() < 0.7:
            gain = random.uniform(0.85, 1.15, (3, 1, 1)).astype(np.float32)
            mix = np.eye(3, dtype=np.float32) + random.normal(0, 0.06, (3, 3)).astype(np.float32)
            x = np.tensordot(mix, x * gain, 1)
            if random.random() < 0.1:
                x = x[random.permutation(3)]
    x = (x - low) / span
    if random.random() < 0.8:
        x = np.clip(x, 0, None) ** np.float32(np.exp(random.normal(0, 0.25))) + np.minimum(x, 0)
        x = x * np.float32(np.exp(random.normal(0, 0.2))) + np.float32(random.normal(0, 0.03))
    if random.random() < 0.08:
        x = 1 - x
    if random.random() < 0.25:
        amount = random.uniform(0.3, 1.0)
        x = np.stack([ndimage.gaussian_filter(c, amount) for c in x]) if not example.gray else np.repeat(
            ndimage.gaussian_filter(x[0], amount)[None], 3, axis=0)
    if random.random() < 0.35:
        noise = random.normal(0, random.uniform(0.005, 0.05), x.shape[1:]).astype(np.float32)
        x = x + noise
    return with_root(np.clip(x, -0.1, 1.5).astype(np.float32))
