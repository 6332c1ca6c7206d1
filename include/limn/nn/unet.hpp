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
#include <limn/nn/detail/tiles.hpp>
#include <limn/nn/prediction.hpp>
#include <limn/nn/safetensors.hpp>
#include <limn/nn/stretch.hpp>
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
  bool stretched = false;  ///< takes the tensors that stretch_with_root makes
  Head head = Head::sigmoid;
  mutable Pool pool;
};

/// What the file's metadata says of input and head: "limn.input" may be "stretched with root", "limn.head" "sigmoid",
/// "softmax" or "instances". Without it, several outputs are classes.
inline void read_metadata(const SafeTensors& file, Model& model) {
  model.head = model.engine.head.outputs == 1 ? Head::sigmoid : Head::softmax;
  const auto text = [&](const char* key) {
    const auto found = file.metadata.find(key);
    return found == file.metadata.end() ? std::string() : found->second;
  };
  const std::string input = text("limn.input"), head = text("limn.head");
  model.stretched = input == "stretched with root";
  if (head == "sigmoid") model.head = Head::sigmoid;
  if (head == "softmax") model.head = Head::softmax;
  if (head == "instances") model.head = Head::instances;
  if ((!input.empty() && !model.stretched) || (model.stretched && model.engine.inputs != 4)) {
    throw IoError(file.path, "has " + std::to_string(model.engine.inputs) + " inputs and metadata 'limn.input' of '" +
                                 input + "', which do not go together");
  }
  const bool known = head.empty() || head == "sigmoid" || head == "softmax" || head == "instances";
  if (!known || (head == "instances" && model.engine.head.outputs != 3)) {
    throw IoError(file.path, "has " + std::to_string(model.engine.head.outputs) +
                                 " outputs and metadata 'limn.head' of '" + head + "', which do not go together");
  }
}

[[nodiscard]] inline std::shared_ptr<const void> load_model(const std::string& path) {
  const SafeTensors file = open_safetensors(path);
  const Network network = read_network(file);
  auto model = std::make_shared<Model>();
  model->engine = prepare(network);
  model->any_size = network.any_size;
  read_metadata(file, *model);
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

/// The tensor padded to multiples of `step`.
[[nodiscard]] inline Tensor pad_to_step(const Tensor& picture, Index step) {
  return pad(picture, (picture.dimension(1) + step - 1) / step * step, (picture.dimension(2) + step - 1) / step * step);
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
    return part_of(run(model, pad_to_step(picture, step), executor), 0, 0, height, width);
  }
  Tensor result(model.engine.head.outputs, height, width);
  Run<E>(model.engine, model.pool, executor)(picture.data(), height, width, result.data());
  return result;
}

/// A picture as the network's input; gray where it takes colors becomes three equal channels.
template <class I>
[[nodiscard]] Tensor input_of(const Model& model, const I& image) {
  if (model.stretched) return stretch_with_root(image);
  Tensor picture = to_tensor(image);
  if (picture.dimension(0) != 1 || model.engine.inputs != 3) return picture;
  return picture.broadcast(Eigen::array<Index, 3>{3, 1, 1});
}

/// How far a pixel's result sees: two convolutions a level on the way down, two on the way up, and what pooling and
/// upsampling move.
[[nodiscard]] LIMN_INLINE Index reach_of(const Engine& engine) {
  const Index lowest = Index{1} << engine.up.size();
  return 4 * (lowest - 1) + 2 * lowest + (engine.raise.empty() ? 3 : 1) * (lowest - 1);
}

template <class E>
[[nodiscard]] Prediction segment(const Model& model, const Tensor& picture, const SegmentOptions& options,
                                 E& executor) {
  const Index step = Index{1} << model.engine.up.size();
  const Index overlap = (options.overlap + step - 1) / step * step;
  if (options.overlap < 0 || options.tile / step * step <= overlap) {
    limn::detail::throw_invalid_argument("limn::nn::UNet::segment: tile is ", options.tile, " and overlap is ",
                                         options.overlap, ": in steps of ", step,
                                         " the tile must be larger and the overlap not negative");
  }
  const Tiling tiling{options.tile, options.overlap, step, reach_of(model.engine), options.augment};
  const Tensor logits = run_tiles(
      pad_to_step(picture, step), tiling, [&](const Tensor& tile) { return run(model, tile, executor); },
      [&options](Index done, Index all) {
        if (options.progress) options.progress(done, all);
      });
  Tensor cropped = part_of(logits, 0, 0, picture.dimension(1), picture.dimension(2));
  return {model.head == Head::softmax ? softmax(std::move(cropped)) : sigmoid(std::move(cropped)), model.head};
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
  /// \returns        outputs() x height x width. The same for every executor, and on every processor
  ///                 that has fused multiply-add; without, the last bits may differ. NaN reaches what it touches.
  /// \throws std::invalid_argument  if the picture is empty or has another number of channels.
  /// \complexity     about a quarter of the multiplications of the 3x3 convolutions as they are written; memory by
  ///                 arena_bytes, kept for the next run.
  template <Executor E = const Sequential&>
  [[nodiscard]] LIMN_INLINE Tensor operator()(const Tensor& picture, E&& executor = sequential) const {
    return detail::run(model(), picture, executor);
  }

  /// How many pixels away a pixel of the picture may be and still change a result.
  [[nodiscard]] LIMN_INLINE Index reach() const { return detail::reach_of(model().engine); }

  /// What the network finds in a picture.
  ///
  /// The picture is padded to a multiple of 2^depth, mirrored, and run in tiles where it is larger than one; tiles
  /// start at multiples of 2^depth and go over into each other smoothly.
  ///
  /// \param image    2-D, gray or color, of any type, as `to_tensor` or, if the weights file asks for it,
  ///                 `stretch_with_root` reads it. Gray fits a network that takes three channels.
  /// \param options  see SegmentOptions.
  /// \returns        probabilities of the picture's size, which convert to `Mask` and `Labeling<>`.
  /// \throws std::invalid_argument  if the picture is empty or has another number of channels, or the tile is not
  ///                 larger than the overlap.
  template <class I, Executor E = const Sequential&>
  requires((GrayImage<I> || ColorImage<I>)&&rank_v<I> == 2) [[nodiscard]] LIMN_INLINE Prediction
      segment(const I& image, const SegmentOptions& options = {}, E&& executor = sequential) const {
    return detail::segment(model(), detail::input_of(model(), image), options, executor);
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
