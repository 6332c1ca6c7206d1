"""3x3 convolution, batch normalization and ReLU as one layer in C++, for training on a CPU; see fast_layers.cpp."""
import ctypes
import hashlib
import os
import platform
import subprocess

import torch

HERE = os.path.dirname(os.path.abspath(__file__))


def build():
    """The library, compiled once for this source and machine; None where there is no compiler."""
    source = os.path.join(HERE, "fast_layers.cpp")
    with open(source, "rb") as file:
        name = hashlib.sha256(file.read() + platform.node().encode()).hexdigest()[:16] + ".so"
    folder = os.path.join(os.path.expanduser("~"), ".cache", "limn")
    path = os.path.join(folder, name)
    try:
        if not os.path.exists(path):
            os.makedirs(folder, exist_ok=True)
            unfinished = "%s.%d" % (path, os.getpid())
            subprocess.run([os.environ.get("CXX", "c++"), "-std=c++20", "-O3", "-march=native", "-mprefer-vector-width=512",
                            "-fno-math-errno", "-shared", "-fPIC", source, "-o", unfinished],
                           check=True, stderr=subprocess.PIPE)
            os.replace(unfinished, path)
        return ctypes.CDLL(path)
    except (OSError, subprocess.CalledProcessError):
        return None


compiled = build()
try:
    # Large tensors come and go: without this, each would be fresh pages of the system every time.
    libc = ctypes.CDLL(None)
    libc.mallopt(-3, 32 << 20)  # M_MMAP_THRESHOLD
    libc.mallopt(-1, 1 << 30)  # M_TRIM_THRESHOLD
except (OSError, AttributeError):
    pass


def pointer(tensor):
    return ctypes.c_void_p(tensor.data_ptr())


def sizes(*values):
    return [ctypes.c_ssize_t(v) for v in values]


def last(tensor):
    return tensor.contiguous(memory_format=torch.channels_last)


def empty(images, channels, height, width):
    return torch.empty(images, channels, height, width, memory_format=torch.channels_last)


class ConvNormRelu(torch.autograd.Function):
    """relu(batch_norm(conv(x))) in training; returns it with the mean and variance of the convolution's output."""

    @staticmethod
    def forward(context, x, weight, gain, shift, epsilon):
        x, weight = last(x), weight.contiguous()
        (images, inputs, height, width), outputs = x.shape, weight.shape[0]
        y, z = empty(images, outputs, height, width), empty(images, outputs, height, width)
        compiled.limn_convolve(pointer(x), pointer(weight), pointer(y), *sizes(images, height, width, inputs, outputs), 0)
        mean, variance = torch.empty(outputs), torch.empty(outputs)
        pixels = images * height * width
        compiled.limn_statistics(pointer(y), *sizes(pixels, outputs), pointer(mean), pointer(variance))
        inverse = (variance + epsilon).rsqrt()
        scale = gain * inverse
        offset = shift - mean * scale
        compiled.limn_affine_relu(pointer(y), *sizes(pixels, outputs), pointer(scale), pointer(offset), pointer(z))
        context.save_for_backward(x, weight, y, scale, offset, mean, inverse)
        context.mark_non_differentiable(mean, variance)
        return z, mean, variance

    @staticmethod
    def backward(context, dz, _mean, _variance):
        x, weight, y, scale, offset, mean, inverse = context.saved_tensors
        dz = last(dz)
        (images, inputs, height, width), outputs = x.shape, weight.shape[0]
        pixels = images * height * width
        dshift, dgain, dy = torch.empty(outputs), torch.empty(outputs), torch.empty_like(y)
        compiled.limn_normalize_backward(pointer(dz), pointer(y), *sizes(pixels, outputs), pointer(scale), pointer(offset),
                                        pointer(mean), pointer(inverse), pointer(dshift), pointer(dgain), pointer(dy))
        dw = torch.empty_like(weight)
        compiled.limn_weight_gradient(pointer(x), pointer(dy), pointer(dw), *sizes(images, height, width, inputs, outputs))
        dx = None
        if context.needs_input_grad[0]:
            dx = empty(images, inputs, height, width)
            compiled.limn_convolve(pointer(dy), pointer(weight), pointer(dx), *sizes(images, height, width, outputs, inputs), 1)
        return dx, dw, dgain, dshift, None


def conv_norm_relu(x, conv, norm):
    """The three layers with PyTorch's modules as the owners of weights and statistics."""
    inputs = x.shape[1]
    weight = conv.weight
    if inputs % 16:
        # The picture's own channels: zeros fill the block.
        pad = 16 - inputs % 16
        x = torch.cat([x, x.new_zeros(x.shape[0], pad, *x.shape[2:])], 1)
        weight = torch.nn.functional.pad(weight, (0, 0, 0, 0, 0, pad))
    z, mean, variance = ConvNormRelu.apply(x, weight, norm.weight, norm.bias, norm.eps)
    with torch.no_grad():
        count = z.numel() / z.shape[1]
        norm.running_mean.lerp_(mean, norm.momentum)
        norm.running_var.lerp_(variance * (count / max(count - 1, 1)), norm.momentum)
    return z
