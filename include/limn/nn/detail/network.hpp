#pragma once
/// \file
/// A U-Net as its layers say, read from the tensors of a file by their names and shapes, batch normalization folded.
///
/// Sources: the names of milesial/Pytorch-UNet and of mateuszbuda/brain-segmentation-pytorch; S. Ioffe, C. Szegedy,
/// "Batch normalization", ICML 2015.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/nn/safetensors.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace limn::nn {
inline namespace LIMN_ABI {
namespace detail {

/// A convolution of `size` x `size` taps; weights by (output, input, y, x), a transposed one's by (input, output, y,
/// x).
struct Convolution {
  Index inputs = 0;
  Index outputs = 0;
  Index size = 0;
  std::vector<float> weights;
  std::vector<float> bias;
};

struct DoubleConvolution {
  Convolution first;
  Convolution second;
};

/// Level 0 is the picture's own resolution. Up-path `i` leads to level i; its first convolution takes the channels of
/// the skip connection, then those that come from below.
struct Network {
  std::vector<DoubleConvolution> down;
  std::vector<DoubleConvolution> up;
  std::vector<Convolution> raise;  ///< transposed convolutions; none where the network upsamples bilinearly
  Convolution head;
  bool any_size = false;  ///< else pictures are padded to a multiple of 2^depth, as the original asks
};

/// Reads the layers of one file, and tells which tensor is wrong.
class LayerReader {
 public:
  LIMN_INLINE explicit LayerReader(const SafeTensors& file) : file_(file) {}

  [[nodiscard]] LIMN_INLINE bool has(const std::string& name) const { return file_.tensors.count(name) != 0; }
  [[nodiscard]] LIMN_INLINE const std::string& path() const { return file_.path; }

  /// A convolution with `size` x `size` taps. Unless `inputs` or `outputs` is 0, the shape must say the same.
  [[nodiscard]] LIMN_INLINE Convolution convolution(const std::string& name, Index size, Index inputs,
                                                    Index outputs = 0, bool transposed = false) const {
    const std::vector<Index>& shape = require(name + ".weight").shape;
    const std::size_t in = transposed ? 0 : 1, out = transposed ? 1 : 0;
    const bool fits = shape.size() == 4 && shape[2] == size && shape[3] == size && shape[in] > 0 && shape[out] > 0 &&
                      shape[in] < channel_limit && shape[out] < channel_limit;
    if (!fits || (inputs > 0 && shape[in] != inputs) || (outputs > 0 && shape[out] != outputs)) {
      std::vector<Index> expected = {size, size, size, size};
      expected[in] = inputs;
      expected[out] = outputs;
      throw IoError(path(), "tensor '" + name + ".weight' has shape " + shape_text(shape) + " instead of " +
                                shape_text(expected) + " (0 stands for any number)");
    }
    Convolution result{shape[in], shape[out], size, values(file_, name + ".weight"), {}};
    result.bias.assign(static_cast<std::size_t>(result.outputs), 0.0F);
    if (has(name + ".bias")) result.bias = vector(name + ".bias", result.outputs);
    return result;
  }

  /// The same, with the batch normalization that follows it folded in.
  [[nodiscard]] LIMN_INLINE Convolution normalized(const std::string& name, const std::string& norm,
                                                   Index inputs) const {
    Convolution result = convolution(name, 3, inputs);
    const std::vector<float> gain = vector(norm + ".weight", result.outputs);
    const std::vector<float> shift = vector(norm + ".bias", result.outputs);
    const std::vector<float> mean = vector(norm + ".running_mean", result.outputs);
    const std::vector<float> variance = vector(norm + ".running_var", result.outputs);
    constexpr double epsilon = 1e-5;
    const std::size_t taps = static_cast<std::size_t>(result.inputs * 9);
    for (std::size_t c = 0; c < gain.size(); ++c) {
      if (variance[c] < 0) throw IoError(path(), "tensor '" + norm + ".running_var' has a negative value");
      const double factor = gain[c] / std::sqrt(static_cast<double>(variance[c]) + epsilon);
      result.bias[c] = static_cast<float>((static_cast<double>(result.bias[c]) - mean[c]) * factor + shift[c]);
      for (std::size_t i = c * taps; i < (c + 1) * taps; ++i) {
        result.weights[i] = static_cast<float>(result.weights[i] * factor);
      }
    }
    return result;
  }

 private:
  static constexpr Index channel_limit = Index{1} << 20;

  [[nodiscard]] LIMN_INLINE const StoredTensor& require(const std::string& name) const {
    const auto found = file_.tensors.find(name);
    if (found == file_.tensors.end()) throw IoError(path(), "has no tensor '" + name + "'");
    return found->second;
  }

  [[nodiscard]] LIMN_INLINE std::vector<float> vector(const std::string& name, Index length) const {
    const std::vector<Index>& shape = require(name).shape;
    if (shape != std::vector<Index>{length}) {
      throw IoError(path(),
                    "tensor '" + name + "' has shape " + shape_text(shape) + " instead of " + shape_text({length}));
    }
    return values(file_, name);
  }

  const SafeTensors& file_;
};

[[nodiscard]] inline DoubleConvolution read_milesial(const LayerReader& reader, const std::string& name, Index inputs) {
  DoubleConvolution result;
  result.first = reader.normalized(name + ".double_conv.0", name + ".double_conv.1", inputs);
  result.second = reader.normalized(name + ".double_conv.3", name + ".double_conv.4", result.first.outputs);
  return result;
}

/// inc, down1..downN, up1..upN, outc; up1 leads to the level above the lowest. Without transposed convolutions among
/// the names the network upsamples bilinearly, corners aligned.
[[nodiscard]] inline Network read_milesial(const LayerReader& reader) {
  Network net;
  net.any_size = true;
  net.down.push_back(read_milesial(reader, "inc", 0));
  for (int i = 1; reader.has("down" + std::to_string(i) + ".maxpool_conv.1.double_conv.0.weight"); ++i) {
    const Index inputs = net.down.back().second.outputs;
    net.down.push_back(read_milesial(reader, "down" + std::to_string(i) + ".maxpool_conv.1", inputs));
  }
  const std::size_t depth = net.down.size() - 1;
  if (depth == 0) throw IoError(reader.path(), "has no tensor 'down1.maxpool_conv.1.double_conv.0.weight'");
  const bool transposed = reader.has("up1.up.weight");
  net.up.resize(depth);
  if (transposed) net.raise.resize(depth);
  Index below = net.down.back().second.outputs;
  for (std::size_t level = depth; level-- > 0;) {
    const std::string name = "up" + std::to_string(depth - level);
    if (transposed) {
      net.raise[level] = reader.convolution(name + ".up", 2, below, 0, true);
      below = net.raise[level].outputs;
    }
    net.up[level] = read_milesial(reader, name + ".conv", net.down[level].second.outputs + below);
    below = net.up[level].second.outputs;
  }
  net.head = reader.convolution("outc.conv", 1, below);
  return net;
}

[[nodiscard]] inline DoubleConvolution read_mateuszbuda(const LayerReader& reader, const std::string& block,
                                                        const std::string& layer, Index inputs) {
  const std::string start = block + "." + layer;
  DoubleConvolution result;
  result.first = reader.normalized(start + "conv1", start + "norm1", inputs);
  result.second = reader.normalized(start + "conv2", start + "norm2", result.first.outputs);
  return result;
}

/// Brings the inputs of a convolution from (below, skip), as that network concatenates them, to (skip, below).
inline void put_skip_first(Convolution& convolution, Index skip) {
  const std::size_t taps = static_cast<std::size_t>(convolution.size * convolution.size);
  const std::size_t row = static_cast<std::size_t>(convolution.inputs) * taps;
  const auto middle = static_cast<std::ptrdiff_t>(row - static_cast<std::size_t>(skip) * taps);
  for (auto first = convolution.weights.begin(); first != convolution.weights.end();
       first += static_cast<std::ptrdiff_t>(row)) {
    std::rotate(first, first + middle, first + static_cast<std::ptrdiff_t>(row));
  }
}

/// encoder1..encoderN, bottleneck, upconvN..upconv1 with decoderN..decoder1, conv.
[[nodiscard]] inline Network read_mateuszbuda(const LayerReader& reader) {
  Network net;
  for (int i = 1; reader.has("encoder" + std::to_string(i) + ".enc" + std::to_string(i) + "conv1.weight"); ++i) {
    const std::string number = std::to_string(i);
    const Index inputs = net.down.empty() ? 0 : net.down.back().second.outputs;
    net.down.push_back(read_mateuszbuda(reader, "encoder" + number, "enc" + number, inputs));
  }
  const std::size_t depth = net.down.size();
  net.down.push_back(read_mateuszbuda(reader, "bottleneck", "bottleneck", net.down.back().second.outputs));
  net.up.resize(depth);
  net.raise.resize(depth);
  Index below = net.down.back().second.outputs;
  for (std::size_t level = depth; level-- > 0;) {
    const std::string number = std::to_string(level + 1);
    const Index skip = net.down[level].second.outputs;
    net.raise[level] = reader.convolution("upconv" + number, 2, below, 0, true);
    net.up[level] = read_mateuszbuda(reader, "decoder" + number, "dec" + number, net.raise[level].outputs + skip);
    put_skip_first(net.up[level].first, skip);
    below = net.up[level].second.outputs;
  }
  net.head = reader.convolution("conv", 1, below);
  return net;
}

/// \throws IoError  naming the tensor that is missing, misshapen or not finite.
[[nodiscard]] inline Network read_network(const SafeTensors& file) {
  const LayerReader reader(file);
  Network net;
  if (reader.has("inc.double_conv.0.weight")) net = read_milesial(reader);
  else if (reader.has("encoder1.enc1conv1.weight")) net = read_mateuszbuda(reader);
  else
    throw IoError(
        file.path,
        "has neither a tensor 'inc.double_conv.0.weight' nor 'encoder1.enc1conv1.weight': no U-Net that is known");
  if (net.down.size() > 17) throw IoError(file.path, "has " + std::to_string(net.down.size()) + " levels");
  // Folding may have left the range of floats.
  const auto check = [&](const Convolution& convolution) {
    for (const float value : convolution.weights)
      if (!std::isfinite(value)) throw IoError(file.path, "has weights that overflow");
    for (const float value : convolution.bias)
      if (!std::isfinite(value)) throw IoError(file.path, "has biases that overflow");
  };
  for (const auto* const side : {&net.down, &net.up}) {
    for (const DoubleConvolution& pair : *side) {
      check(pair.first);
      check(pair.second);
    }
  }
  return net;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn::nn
