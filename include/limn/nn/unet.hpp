#pragma once
/// \file
/// U-Net: an encoder and a decoder of convolutions with skip connections, run on the CPU from a file of weights.
///
/// Sources: O. Ronneberger, P. Fischer, T. Brox, "U-Net: convolutional networks for biomedical image segmentation",
/// MICCAI 2015; for the convolutions see detail/winograd.hpp.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/nn/detail/engine.hpp>
#include <limn/nn/detail/network.hpp>
#include <limn/nn/safetensors.hpp>
#include <limn/nn/tensor.hpp>

#include <memory>
#include <string>
#include <utility>

namespace limn::nn {
inline namespace LIMN_ABI {
namespace detail {

/// What a UNet points to: the engine, and memory that its runs share.
struct Model {
  Engine engine;
  bool any_size = false;
  mutable Pool pool;
};

[[nodiscard]] inline std::shared_ptr<const void> load_model(const std::string& path) {
  const Network network = read_network(open_safetensors(path));
  auto model = std::make_shared<Model>();
  model->engine = prepare(network);
  model->any_size = network.any_size;
  return model;
}

/// Position `at` of a line of `count` values that goes on mirrored: dcba|abcd|dcba.
[[nodiscard]] LIMN_INLINE Index mirrored(Index at, Index count) {
  const Index period = 2 * count;
  at = (at % period + period) % period;
  return at < count ? at : period - 1 - at;
}

/// The tensor with rows and columns added at the end, mirrored.
[[nodiscard]] inline Tensor pad(const Tensor& picture, Index height, Index width) {
  Tensor result(picture.dimension(0), height, width);
  for (Index c = 0; c < picture.dimension(0); ++c) {
    for (Index y = 0; y < height; ++y) {
      const Index from = mirrored(y, picture.dimension(1));
      for (Index x = 0; x < width; ++x) result(c, y, x) = picture(c, from, mirrored(x, picture.dimension(2)));
    }
  }
  return result;
}

/// The first rows and columns of each channel.
[[nodiscard]] inline Tensor crop(const Tensor& picture, Index height, Index width) {
  const Eigen::array<Index, 3> start{0, 0, 0}, size{picture.dimension(0), height, width};
  return picture.slice(start, size);
}

template <class E>
[[nodiscard]] Tensor run(const Model& model, const Tensor& picture, E& executor) {
  const Index channels = picture.dimension(0), height = picture.dimension(1), width = picture.dimension(2);
  if (channels != model.engine.inputs) {
    limn::detail::throw_invalid_argument("limn::nn::UNet: the picture has ", channels,
                                         " channels but the network takes ", model.engine.inputs);
  }
  if (height == 0 || width == 0) limn::detail::throw_invalid_argument("limn::nn::UNet: the picture is empty");
  const Index step = Index{1} << model.engine.up.size();
  const bool fits = model.any_size ? height >= step && width >= step : height % step == 0 && width % step == 0;
  if (!fits) {
    const Tensor padded = pad(picture, (height + step - 1) / step * step, (width + step - 1) / step * step);
    return crop(run(model, padded, executor), height, width);
  }
  Tensor result(model.engine.head.outputs, height, width);
  Run<E>(model.engine, model.pool, executor)(picture.data(), height, width, result.data());
  return result;
}

}  // namespace detail
}  // namespace LIMN_ABI

/// A network of a weights file. Copies are cheap and share the weights; one network may run on several threads at once.
class UNet {
 public:
  /// Reads a safetensors file with the tensors of milesial/Pytorch-UNet (`inc.double_conv.0.weight`, ..., with
  /// transposed convolutions or bilinear) or of mateuszbuda/brain-segmentation-pytorch (`encoder1.enc1conv1.weight`,
  /// ...). Depth, widths, inputs and outputs are what names and shapes say; batch normalization is folded.
  ///
  /// \throws IoError  if the file cannot be read, is hostile, or a tensor is missing, misshapen or not finite.
  [[nodiscard]] LIMN_INLINE static UNet load(const std::string& path) { return UNet(detail::load_model(path)); }

  /// Channels that a picture must have.
  [[nodiscard]] LIMN_INLINE Index inputs() const { return model().engine.inputs; }
  /// Channels of the result.
  [[nodiscard]] LIMN_INLINE Index outputs() const { return model().engine.head.outputs; }
  /// How often the resolution is halved.
  [[nodiscard]] LIMN_INLINE Index depth() const { return static_cast<Index>(model().engine.up.size()); }
  /// Bytes of the tensors of one run: placed by their lifetimes, so about a third of their sum.
  [[nodiscard]] LIMN_INLINE Index arena_bytes(Index height, Index width) const {
    return detail::plan(model().engine, height, width, nullptr).floats * static_cast<Index>(sizeof(float));
  }

  /// The network's output before any sigmoid or softmax.
  ///
  /// \param picture  inputs() x height x width, of any size. A network of milesial's takes it as it is, as the original
  ///                 does: a level of odd size is pooled rounding down, and what comes back up gets a row of zeros.
  ///                 Else, and below 2^depth pixels, it is padded to a multiple of 2^depth, mirrored, and the result
  ///                 cropped.
  /// \returns        outputs() x height x width. The same for every executor. NaN reaches what it touches.
  /// \throws std::invalid_argument  if the picture is empty or has another number of channels.
  /// \complexity     about a quarter of the multiplications of the 3x3 convolutions as they are written; memory by
  ///                 arena_bytes, kept for the next run.
  template <Executor E = const Sequential&>
  [[nodiscard]] LIMN_INLINE Tensor operator()(const Tensor& picture, E&& executor = sequential) const {
    return detail::run(model(), picture, executor);
  }

 private:
  LIMN_INLINE explicit UNet(std::shared_ptr<const void> model) : model_(std::move(model)) {}
  [[nodiscard]] LIMN_INLINE const detail::Model& model() const {
    return *static_cast<const detail::Model*>(model_.get());
  }

  // Without its type, which is another one in a file compiled with other flags.
  std::shared_ptr<const void> model_;
};

}  // namespace limn::nn
