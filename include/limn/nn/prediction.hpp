#pragma once
/// \file
/// What a network found in a picture, as probabilities, a mask, classes or instances.

#include <limn/core/config.hpp>
#include <limn/core/image.hpp>
#include <limn/label/components.hpp>
#include <limn/nn/heads.hpp>
#include <limn/nn/instances.hpp>
#include <limn/nn/tensor.hpp>

#include <functional>

namespace limn::nn {

struct SegmentOptions {
  Index tile = 512;      ///< larger pictures are run in tiles of at most this width and height, in pixels
  Index overlap = 64;    ///< of neighboring tiles; where it is twice the network's reach, tiles change nothing
  bool augment = false;  ///< the mean over the eight rotations and reflections of the picture, at eight times the cost
  /// Called after each part of the work with what is done and what there is to do; what it throws ends the run.
  std::function<void(Index done, Index all)> progress = {};
};

/// What the channels of a network mean.
enum class Head {
  sigmoid,   ///< each channel is a probability of its own; the first one is that of the foreground
  softmax,   ///< classes that exclude each other; the first one is the background
  instances  ///< foreground, relative depth and contact: see separate_instances
};

/// Converts to what the caller asks for: `Mask mask = net.segment(image)`, `Labeling<> found = net.segment(image)`.
struct Prediction {
  Tensor probabilities;  ///< channels x height x width
  Head head = Head::sigmoid;

  /// Where the foreground is more probable than 0.5; with softmax, where the background is not the most probable.
  [[nodiscard]] LIMN_INLINE Mask mask() const {
    if (head == Head::softmax) {
      return transform(argmax(probabilities), [](std::int32_t label) { return to_binary(label != 0); });
    }
    Mask result(Size<2>{probabilities.dimension(2), probabilities.dimension(1)}, uninitialized);
    Index i = 0;
    for (Binary& pixel : result.pixels()) pixel = to_binary(probabilities.data()[i++] > 0.5F);
    return result;
  }

  /// The class of every pixel: the most probable channel with softmax; else 1 in the foreground and 0 outside.
  [[nodiscard]] LIMN_INLINE LabelImage<> classes() const {
    if (head == Head::softmax) return argmax(probabilities);
    return transform(mask(), [](Binary pixel) { return std::int32_t{is_foreground(pixel)}; });
  }

  /// One label for each object: touching ones told apart if the network says where; else the components of the mask.
  [[nodiscard]] LIMN_INLINE Labeling<> instances(const InstanceOptions& options = {}) const {
    if (head == Head::instances) return separate_instances(probabilities, options);
    return label_components(mask());
  }

  LIMN_INLINE operator Mask() const { return mask(); }             // NOLINT(google-explicit-constructor)
  LIMN_INLINE operator Labeling<>() const { return instances(); }  // NOLINT(google-explicit-constructor)
};

}  // namespace limn::nn
