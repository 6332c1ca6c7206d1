#pragma once
// U-Net layer by layer in double, by the definitions.

#include <limn/nn/detail/network.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

namespace limn_reference {

using limn::Index;
using limn::nn::detail::Convolution;
using limn::nn::detail::DoubleConvolution;
using limn::nn::detail::Network;

/// [channel][y][x].
struct Planes {
  Index channels = 0, height = 0, width = 0;
  std::vector<double> values{};

  Planes(Index c, Index h, Index w) : channels(c), height(h), width(w), values(static_cast<std::size_t>(c * h * w)) {}
  double& at(Index c, Index y, Index x) { return values[static_cast<std::size_t>((c * height + y) * width + x)]; }
  double at(Index c, Index y, Index x) const { return values[static_cast<std::size_t>((c * height + y) * width + x)]; }
};

/// Same size, zeros around, weights by (output, input, y, x).
inline Planes convolve(const Planes& in, const Convolution& layer, bool relu) {
  Planes out(layer.outputs, in.height, in.width);
  const Index half = layer.size / 2;
  for (Index o = 0; o < out.channels; ++o) {
    for (Index y = 0; y < out.height; ++y) {
      for (Index x = 0; x < out.width; ++x) {
        double sum = layer.bias[static_cast<std::size_t>(o)];
        for (Index i = 0; i < in.channels; ++i) {
          for (Index dy = 0; dy < layer.size; ++dy) {
            for (Index dx = 0; dx < layer.size; ++dx) {
              const Index fy = y + dy - half, fx = x + dx - half;
              if (fy < 0 || fx < 0 || fy >= in.height || fx >= in.width) continue;
              const auto tap = static_cast<std::size_t>(((o * in.channels + i) * layer.size + dy) * layer.size + dx);
              sum += in.at(i, fy, fx) * static_cast<double>(layer.weights[tap]);
            }
          }
        }
        out.at(o, y, x) = relu ? (std::max)(sum, 0.0) : sum;
      }
    }
  }
  return out;
}

inline Planes convolve(const Planes& in, const DoubleConvolution& layers) {
  return convolve(convolve(in, layers.first, true), layers.second, true);
}

/// The maximum of each 2x2; an odd last row or column is dropped.
inline Planes pool(const Planes& in) {
  Planes out(in.channels, in.height / 2, in.width / 2);
  for (Index c = 0; c < out.channels; ++c) {
    for (Index y = 0; y < out.height; ++y) {
      for (Index x = 0; x < out.width; ++x) {
        out.at(c, y, x) = (std::max)({in.at(c, 2 * y, 2 * x), in.at(c, 2 * y, 2 * x + 1), in.at(c, 2 * y + 1, 2 * x),
                                      in.at(c, 2 * y + 1, 2 * x + 1)});
      }
    }
  }
  return out;
}

/// Stride 2, weights by (input, output, y, x); zeros up to the given size.
inline Planes raise(const Planes& in, const Convolution& layer, Index height, Index width) {
  Planes out(layer.outputs, height, width);
  for (Index o = 0; o < out.channels; ++o) {
    for (Index y = 0; y < 2 * in.height; ++y) {
      for (Index x = 0; x < 2 * in.width; ++x) {
        double sum = layer.bias[static_cast<std::size_t>(o)];
        for (Index i = 0; i < in.channels; ++i) {
          const auto tap = static_cast<std::size_t>(((i * layer.outputs + o) * 2 + y % 2) * 2 + x % 2);
          sum += in.at(i, y / 2, x / 2) * static_cast<double>(layer.weights[tap]);
        }
        out.at(o, y, x) = sum;
      }
    }
  }
  return out;
}

/// Bilinear to twice the size, corners on corners; zeros up to the given size.
inline Planes upsample(const Planes& in, Index height, Index width) {
  Planes out(in.channels, height, width);
  const auto sample = [](Index at, Index count, Index& before, Index& after) {
    const double exact = static_cast<double>(at) * static_cast<double>(count - 1) / static_cast<double>(2 * count - 1);
    before = (std::min)(static_cast<Index>(exact), count - 1);
    after = (std::min)(before + 1, count - 1);
    return exact - static_cast<double>(before);
  };
  for (Index c = 0; c < out.channels; ++c) {
    for (Index y = 0; y < 2 * in.height; ++y) {
      for (Index x = 0; x < 2 * in.width; ++x) {
        Index y0 = 0, y1 = 0, x0 = 0, x1 = 0;
        const double fy = sample(y, in.height, y0, y1), fx = sample(x, in.width, x0, x1);
        out.at(c, y, x) = (1 - fy) * ((1 - fx) * in.at(c, y0, x0) + fx * in.at(c, y0, x1)) +
                          fy * ((1 - fx) * in.at(c, y1, x0) + fx * in.at(c, y1, x1));
      }
    }
  }
  return out;
}

inline Planes run(const Network& net, Planes x) {
  std::vector<Planes> skips;
  for (std::size_t i = 0; i < net.down.size(); ++i) {
    x = convolve(i > 0 ? pool(x) : x, net.down[i]);
    skips.push_back(x);
  }
  for (std::size_t i = net.up.size(); i-- > 0;) {
    const Planes& skip = skips[i];
    const Planes below =
        net.raise.empty() ? upsample(x, skip.height, skip.width) : raise(x, net.raise[i], skip.height, skip.width);
    Planes joined(skip.channels + below.channels, skip.height, skip.width);
    std::copy(below.values.begin(), below.values.end(),
              std::copy(skip.values.begin(), skip.values.end(), joined.values.begin()));
    x = convolve(joined, net.up[i]);
  }
  return convolve(x, net.head, false);
}

/// A network with random weights that keep the size of what passes through.
inline Network random_network(unsigned seed, Index inputs, Index outputs, Index base, std::size_t depth,
                              bool bilinear) {
  std::mt19937 generator(seed);
  const auto unit = [&] { return static_cast<float>(generator()) / 4294967296.0F * 2 - 1; };
  const auto layer = [&](Index in, Index out, Index size, bool transposed) {
    Convolution result{in, out, size, {}, {}};
    const float scale = 2.0F / static_cast<float>(transposed ? in : in * size * size);
    for (Index i = 0; i < in * out * size * size; ++i) result.weights.push_back(unit() * std::sqrt(scale * 3));
    for (Index i = 0; i < out; ++i) result.bias.push_back(unit() * 0.1F);
    return result;
  };
  const auto pair = [&](Index in, Index out) {
    return DoubleConvolution{layer(in, out, 3, false), layer(out, out, 3, false)};
  };
  Network net;
  net.any_size = true;
  for (std::size_t i = 0; i <= depth; ++i) net.down.push_back(pair(i == 0 ? inputs : base << (i - 1), base << i));
  net.up.resize(depth);
  if (!bilinear) net.raise.resize(depth);
  Index below = base << depth;
  for (std::size_t i = depth; i-- > 0;) {
    if (!bilinear) {
      net.raise[i] = layer(below, base << i, 2, true);
      below = base << i;
    }
    net.up[i] = pair((base << i) + below, base << i);
    below = base << i;
  }
  net.head = layer(base, outputs, 1, false);
  return net;
}

}  // namespace limn_reference
