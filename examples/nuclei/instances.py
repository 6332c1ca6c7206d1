"""From the network's three outputs to one label per nucleus, and how good the labels are."""
import numpy as np
from scipy import ndimage, optimize
from skimage.segmentation import watershed

DEFAULTS = {"foreground": 0.5, "marker": 0.3, "contact": 0.1, "area": 20, "seed": 10, "certainty": 0.8}


def separate(foreground, depth, contact, options):
    """Labels from probabilities: the markers are the deep parts without contact, flooded downwards within the mask."""
    mask = foreground > options["foreground"]
    relief = depth - options["contact"] * contact
    markers, count = ndimage.label((relief > options["marker"]) & mask)
    if count:
        areas = np.bincount(markers.reshape(-1), minlength=count + 1)
        markers[areas[markers] < options["seed"]] = 0
    # A part of the mask without a marker is a nucleus too shallow to have one.
    parts, count = ndimage.label(mask, np.ones((3, 3)))
    seen = np.zeros(count + 1, bool)
    seen[parts[markers > 0]] = True
    seen[0] = True
    lonely = ~seen[parts]
    markers[lonely] = parts[lonely] + markers.max()
    labels = watershed(-relief, markers, mask=mask)
    areas = np.bincount(labels.reshape(-1))
    means = np.bincount(labels.reshape(-1), foreground.reshape(-1)) / np.maximum(areas, 1)
    kept = (areas >= options["area"]) & (means >= options["certainty"])
    kept[0] = False
    names = np.cumsum(kept) * kept
    return names[labels]


def overlaps(labels, truth):
    """Intersection over union of each label (rows) with each true one (columns)."""
    rows, columns = int(labels.max()) + 1, int(truth.max()) + 1
    table = np.bincount(labels.reshape(-1).astype(np.int64) * columns + truth.reshape(-1), minlength=rows * columns)
    table = table.reshape(rows, columns).astype(np.float64)
    union = table.sum(1, keepdims=True) + table.sum(0, keepdims=True) - table
    return (table / np.maximum(union, 1))[1:, 1:]


def score(labels, truth, levels=(0.5, 0.7, 0.9)):
    """(found, false, missed) at each level by optimal matching, and the Dice of the masks."""
    iou = overlaps(labels, truth)
    counts = []
    for level in levels:
        allowed = iou >= level
        found = int(allowed[optimize.linear_sum_assignment(-(allowed + iou * 1e-3))].sum()) if iou.size else 0
        counts.append((found, iou.shape[0] - found, iou.shape[1] - found))
    a, b = labels > 0, truth > 0
    total = a.sum() + b.sum()
    dice = 2.0 * (a & b).sum() / total if total else 1.0
    return counts, dice


def summary(results, kinds):
    """Means over pictures by kind: AP at 0.5, 0.7, 0.9 and Dice; then counts at 0.5."""
    def row(selected):
        ap = [np.mean([c[i][0] / max(sum(c[i]), 1) if sum(c[i]) else 1.0 for c, _ in selected]) for i in range(3)]
        total = np.sum([c[0] for c, _ in selected], axis=0)
        return ap + [np.mean([d for _, d in selected])] + total.tolist()

    table = {"all": row(results)}
    for kind in sorted(set(kinds)):
        table[kind] = row([r for r, k in zip(results, kinds) if k == kind])
    return table


def show(table):
    lines = ["%-30s %6s %6s %6s %6s  found false missed" % ("", "AP.5", "AP.7", "AP.9", "Dice")]
    for kind, (a, b, c, d, found, false, missed) in table.items():
        lines.append("%-30s %6.3f %6.3f %6.3f %6.3f  %5d %5d %5d" % (kind, a, b, c, d, found, false, missed))
    return "\n".join(lines)
