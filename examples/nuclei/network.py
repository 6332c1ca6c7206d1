"""The network of the nuclei example: a U-Net of the layout of milesial/Pytorch-UNet, 1.9 million parameters.

The names and shapes of its tensors are those of that layout with transposed convolutions (Ronneberger et al. 2015, here
with padding and batch normalization), so that limn::nn::UNet::load reads the exported file by names alone.
"""
import json
import struct

import numpy as np
import torch
from torch import nn
from torch.nn import functional

import fast_layers

CHANNELS = 4  # red, green, blue, and the square root of their mean: faint nuclei beside bright ones
OUTPUTS = 3  # foreground, relative depth inside a nucleus, contact of two nuclei
BASE = 16


class DoubleConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))

    def forward(self, x):
        if self.training and fast_layers.compiled:
            x = fast_layers.conv_norm_relu(x, self.double_conv[0], self.double_conv[1])
            return fast_layers.conv_norm_relu(x, self.double_conv[3], self.double_conv[4])
        return self.double_conv(x)


class Down(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(inputs, outputs))

    def forward(self, x):
        return self.maxpool_conv(x)


class TransposedConv(nn.Module):
    """A transposed 2x2 convolution of stride 2 written as a 1x1 convolution and a shuffle: several times faster here."""

    def __init__(self, inputs, outputs):
        super().__init__()
        bound = (inputs * 4) ** -0.5
        self.weight = nn.Parameter(torch.empty(inputs, outputs, 2, 2).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        inputs, outputs = self.weight.shape[:2]
        weight = self.weight.permute(1, 2, 3, 0).reshape(4 * outputs, inputs, 1, 1)
        return functional.pixel_shuffle(functional.conv2d(x, weight, self.bias.repeat_interleave(4)), 2)


class Up(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.up = TransposedConv(inputs, inputs // 2)
        self.conv = DoubleConv(inputs, outputs)

    def forward(self, x, skip):
        return self.conv(torch.cat([skip, self.up(x)], dim=1))


class OutConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x):
        return self.conv(x)


class UNet(nn.Module):
    def __init__(self, base=BASE):
        super().__init__()
        self.inc = DoubleConv(CHANNELS, base)
        self.down1 = Down(base, base * 2)
        self.down2 = Down(base * 2, base * 4)
        self.down3 = Down(base * 4, base * 8)
        self.down4 = Down(base * 8, base * 16)
        self.up1 = Up(base * 16, base * 8)
        self.up2 = Up(base * 8, base * 4)
        self.up3 = Up(base * 4, base * 2)
        self.up4 = Up(base * 2, base)
        self.outc = OutConv(base, OUTPUTS)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down1(x1)
        x3 = self.down2(x2)
        x4 = self.down3(x3)
        x = self.up1(self.down4(x4), x4)
        x = self.up2(x, x3)
        x = self.up3(x, x2)
        return self.outc(self.up4(x, x1))


def prepare(picture):
    """A picture, uint8 (height, width, 3), as the network's input: float32 (4, height, width).

    The levels between the 1st and the 99.8th percentile of all channels together become 0 to 1, clipped at -0.1 and 1.5.
    """
    low, high = level_range(picture)
    x = np.clip((picture.astype(np.float32) - low) / max(high - low, 8.0), -0.1, 1.5)
    return with_root(np.moveaxis(x, 2, 0))


def with_root(x):
    root = np.sqrt(np.clip(x.mean(axis=0, keepdims=True), 0.0, None))
    return np.concatenate([x, root]).astype(np.float32)


def level_range(picture):
    """The smallest levels that at least 1 % and at least 99.8 % of all values do not exceed."""
    cumulative = np.cumsum(np.bincount(picture.reshape(-1), minlength=256))
    low = int(np.searchsorted(cumulative, 0.01 * cumulative[-1]))
    high = int(np.searchsorted(cumulative, 0.998 * cumulative[-1]))
    return float(low), float(high)


def save_safetensors(state, path, half=True):
    """The tensors of a state dict as a safetensors file: 8 bytes of length, a JSON header, the data."""
    header = {"__metadata__": {"format": "pt", "limn.input": "stretched with root", "limn.head": "instances"}}
    blobs, offset = [], 0
    for name, tensor in state.items():
        if name.endswith("num_batches_tracked"):
            continue
        # The variances stay float: a half has no room for very small ones.
        keep = not half or name.endswith("running_var")
        data = tensor.detach().cpu().contiguous().numpy().astype("<f4" if keep else "<f2")
        header[name] = {"dtype": "F32" if keep else "F16", "shape": list(data.shape),
                        "data_offsets": [offset, offset + data.nbytes]}
        blobs.append(data.tobytes())
        offset += data.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for blob in blobs:
            file.write(blob)


def load_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    state = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[begin:end], "<f4" if entry["dtype"] == "F32" else "<f2")
            state[name] = torch.from_numpy(values.astype(np.float32).reshape(entry["shape"]))
    return state
