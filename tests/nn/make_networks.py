"""Makes the networks, inputs and outputs that unet_test.cpp holds limn::nn against: make_networks.py FOLDER

Small random networks in the two layouts that limn reads, run by PyTorch in double precision. For each NAME it writes
NAME.safetensors and NAME.txt: height, width, outputs, then the values of the output. The input is a fixed function of
the position, so that it needs no file. `make_networks.py FOLDER all` makes many more, up to the usual widths, with
inputs and outputs as float32 files NAME.in and NAME.out, for an examination by hand.
"""
import json
import os
import struct
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional


def block(inputs, middle, outputs):
    return nn.Sequential(
        nn.Conv2d(inputs, middle, 3, padding=1, bias=False), nn.BatchNorm2d(middle), nn.ReLU(),
        nn.Conv2d(middle, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


class Stages(nn.Module):
    """The layers of a U-Net, named as milesial's or as mateuszbuda's when they are written."""

    def __init__(self, inputs, outputs, base, depth, bilinear, below_first):
        super().__init__()
        self.bilinear, self.below_first = bilinear, below_first
        widths = [base << i for i in range(depth + 1)]
        if bilinear:
            widths[-1] //= 2
        self.down = nn.ModuleList(block(inputs if i == 0 else widths[i - 1], w, w) for i, w in enumerate(widths))
        self.raise_, self.up = nn.ModuleList(), nn.ModuleList()
        below = widths[-1]
        for i in reversed(range(depth)):
            if bilinear:
                joined = widths[i] + below
                out = widths[i] // 2 if i > 0 else widths[i]
                self.up.append(block(joined, joined // 2, out))
                below = out
            else:
                self.raise_.append(nn.ConvTranspose2d(below, widths[i], 2, 2))
                self.up.append(block(2 * widths[i], widths[i], widths[i]))
                below = widths[i]
        self.head = nn.Conv2d(base, outputs, 1)

    def forward(self, x):
        skips = []
        for i, down in enumerate(self.down):
            x = down(functional.max_pool2d(x, 2) if i > 0 else x)
            skips.append(x)
        skips.pop()
        for i, up in enumerate(self.up):
            if self.bilinear:
                x = functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True)
            else:
                x = self.raise_[i](x)
            skip = skips.pop()
            dy, dx = skip.shape[2] - x.shape[2], skip.shape[3] - x.shape[3]
            x = functional.pad(x, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
            x = up(torch.cat([x, skip] if self.below_first else [skip, x], 1))
        return self.head(x)

    def names(self):
        """Tensors by the names of the layout."""
        depth = len(self.up)
        state = {}

        def put(prefix, module):
            for key, value in module.state_dict().items():
                state[prefix + key] = value

        if self.below_first:
            def put_pair(stage, short, pair):
                for kind, index in (("conv1", 0), ("norm1", 1), ("conv2", 3), ("norm2", 4)):
                    put("%s.%s%s." % (stage, short, kind), pair[index])
            for i in range(depth):
                put_pair("encoder%d" % (i + 1), "enc%d" % (i + 1), self.down[i])
                put_pair("decoder%d" % (depth - i), "dec%d" % (depth - i), self.up[i])
                put("upconv%d." % (depth - i), self.raise_[i])
            put_pair("bottleneck", "bottleneck", self.down[depth])
            put("conv.", self.head)
        else:
            put("inc.double_conv.", self.down[0])
            for i in range(depth):
                put("down%d.maxpool_conv.1.double_conv." % (i + 1), self.down[i + 1])
                put("up%d.conv.double_conv." % (i + 1), self.up[i])
                if not self.bilinear:
                    put("up%d.up." % (i + 1), self.raise_[i])
            put("outc.conv.", self.head)
        return state


TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}


def write_safetensors(path, state, kind):
    header, data = {}, b""
    for name, tensor in state.items():
        stored = "I64" if not tensor.is_floating_point() else kind
        tensor = tensor.to(TYPES[stored]).contiguous()
        raw = (tensor.view(torch.int16) if stored == "BF16" else tensor).numpy().tobytes()
        header[name] = {"dtype": stored, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def network(seed, inputs, outputs, base, depth, bilinear=False, below_first=False, kind="F32"):
    torch.manual_seed(seed)
    net = Stages(inputs, outputs, base, depth, bilinear, below_first).eval()
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            module.weight.data.uniform_(0.7, 1.6)
            module.bias.data.normal_(0, 0.2)
    for value in list(net.parameters()) + list(net.buffers()):
        if value.is_floating_point():
            value.data.copy_(value.data.to(TYPES[kind]))
    return net


def position_input(channels, height, width):
    i = np.arange(channels * height * width, dtype=np.int64)
    return torch.from_numpy(((i * 7919 + 13) % 256 / 255.0).reshape(1, channels, height, width))


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    if sys.argv[2:] == ["all"]:
        cases = {}
        for bilinear in (False, True):
            for base in (4, 8, 12, 16, 32, 64):
                for inputs in (1, 2, 3, 4):
                    size = (37 + 8 * inputs, 83) if base < 64 else (35, 50)
                    cases["m%d_%d_%d" % (bilinear, base, inputs)] = (
                        dict(inputs=inputs, outputs=inputs, base=base, depth=4, bilinear=bilinear), size)
        for base in (4, 32):
            cases["b%d" % base] = (dict(inputs=3, outputs=1, base=base, depth=4, below_first=True), (48, 80))
        cases["wide"] = (dict(inputs=1, outputs=20, base=20, depth=2), (33, 65))
    else:
        cases = {
            "transposed": (dict(inputs=2, outputs=3, base=4, depth=2), (13, 22)),
            "bilinear": (dict(inputs=1, outputs=1, base=4, depth=2, bilinear=True), (11, 17)),
            "below_first": (dict(inputs=3, outputs=1, base=4, depth=2, below_first=True), (12, 20)),
            "half": (dict(inputs=1, outputs=2, base=4, depth=1, kind="F16"), (9, 10)),
            "brain": (dict(inputs=1, outputs=2, base=4, depth=1, kind="BF16"), (9, 10)),
        }
    for seed, (name, (options, (height, width))) in enumerate(cases.items()):
        net = network(seed, **options)
        write_safetensors(os.path.join(folder, name + ".safetensors"), net.names(), options.get("kind", "F32"))
        x = position_input(options["inputs"], height, width)
        with torch.no_grad():
            y = net.double()(x)[0].numpy()
        if sys.argv[2:]:
            x.numpy().astype("<f4").tofile(os.path.join(folder, name + ".in"))
            y.astype("<f8").tofile(os.path.join(folder, name + ".out"))
            print(name, height, width)
        else:
            with open(os.path.join(folder, name + ".txt"), "w") as file:
                file.write("%d %d %d\n" % (height, width, y.shape[0]))
                file.write(" ".join("%.6g" % v for v in y.reshape(-1)) + "\n")


if __name__ == "__main__":
    main()
