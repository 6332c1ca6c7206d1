"""How good weights are on a folder of pictures with labels:
evaluate.py WEIGHTS FOLDER [--mean-with OTHER] [--tune N] [--export OUT]

WEIGHTS is a .safetensors file or a .pt of train.py, of which the averaged weights are taken. --mean-with OTHER takes the
mean of both files' weights. --tune tries thresholds on every N-th picture of FOLDER (which should be the one that was
trained on) and prints the best. --export writes the weights as safetensors.
"""
import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "2")

import numpy as np
import torch

import instances
import network
import pictures
import train


def load(path):
    net = network.UNet()
    if path.endswith(".pt"):
        state = torch.load(path, map_location="cpu")
        print("step %d, %.1f minutes" % (state["step"], state["spent"] / 60))
        net.load_state_dict(state["average"])
    else:
        net.load_state_dict(network.load_safetensors(path), strict=False)
    return net.eval().to(memory_format=torch.channels_last)


def tune(net, examples):
    """Coordinate descent over the thresholds, from the defaults."""
    predictions = [train.predict(net, e.picture) for e in examples]
    kinds = [e.kind for e in examples]
    choices = {"marker": (0.2, 0.25, 0.3, 0.35, 0.4, 0.5), "contact": (0, 0.1, 0.25, 0.5), "seed": (3, 6, 10, 15),
               "certainty": (0, 0.7, 0.75, 0.8, 0.85), "foreground": (0.4, 0.45, 0.5, 0.55), "area": (15, 20, 25)}
    tried = {}

    def merit(options):
        key = tuple(sorted(options.items()))
        if key not in tried:
            results = [instances.score(instances.separate(*p, options), e.labels)
                       for p, e in zip(predictions, examples)]
            tried[key] = train.merit(instances.summary(results, kinds))
        return tried[key]

    best = dict(instances.DEFAULTS)
    for name in choices:
        best = max(({**best, name: value} for value in choices[name]), key=merit)
        print("%s %.4f" % (best, merit(best)), flush=True)
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights")
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--mean-with")
    parser.add_argument("--tune", type=int, default=0)
    parser.add_argument("--export")
    options = parser.parse_args()
    net = load(options.weights)
    if options.mean_with:
        other = load(options.mean_with).state_dict()
        with torch.no_grad():
            for name, values in net.state_dict().items():
                if values.is_floating_point():
                    values.add_(other[name]).div_(2)
    if options.export:
        network.save_safetensors(net.state_dict(), options.export)
    if options.folder and options.tune:
        tune(net, pictures.load(options.folder)[::options.tune])
    elif options.folder:
        print(instances.show(train.evaluate(net, pictures.load(options.folder))))


if __name__ == "__main__":
    main()
