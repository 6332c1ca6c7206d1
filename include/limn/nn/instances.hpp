#pragma once
/// \file
/// From what a network says about objects that touch to one label for each: markers, then a watershed between them.
///
/// Sources: the depth after P. Naylor et al., "Segmentation of nuclei in histopathology images by deep regression of
/// the distance map", IEEE Trans. Medical Imaging 38(2), 2019; the contact class after the winning entry of the Data
/// Science Bowl 2018; the flooding of region/watershed.hpp.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/math.hpp>
#include <limn/label/components.hpp>
#include <limn/label/remove_small.hpp>
#include <limn/nn/tensor.hpp>
#include <limn/region/watershed.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

namespace limn::nn {

struct InstanceOptions {
  float foreground = 0.5F;  ///< what is more probable than this is an object
  float marker = 0.3F;      ///< a marker's depth is over this, after the contact was taken off
  float contact = 0.1F;     ///< how much depth a sure contact takes off
  Index seed = 10;          ///< smaller markers do not count, in pixels
  Index area = 20;          ///< smaller objects are removed, in pixels
  float certainty = 0.8F;   ///< objects whose pixels are less probable on average are removed
};

inline namespace LIMN_ABI {
namespace detail {

/// The relief to flood, low where objects are deep, in 256 levels; and what of it is deep enough for a marker.
struct Relief {
  Mask mask;
  Mask deep;
  Image<std::uint8_t> levels;
};

[[nodiscard]] inline Relief relief_of(const Tensor& p, const InstanceOptions& options) {
  const Size<2> size{p.dimension(2), p.dimension(1)};
  Relief result{Mask(size, uninitialized), Mask(size, uninitialized), Image<std::uint8_t>(size, uninitialized)};
  const Index plane = limn::pixel_count(size);
  const float* const foreground = p.data();
  const float* const depth = p.data() + plane;
  const float* const contact = p.data() + 2 * plane;
  const float scale = 255.0F / (1.0F + options.contact);
  Binary* const mask = result.mask.pixels().data();
  Binary* const deep = result.deep.pixels().data();
  std::uint8_t* const levels = result.levels.pixels().data();
  for (Index i = 0; i < plane; ++i) {
    const float height = depth[i] - options.contact * contact[i];
    const bool inside = foreground[i] > options.foreground;
    mask[i] = to_binary(inside);
    deep[i] = to_binary(inside && height > options.marker);
    const float level = (1.0F - height) * scale + 0.5F;
    levels[i] = static_cast<std::uint8_t>(level < 255 ? (level > 0 ? level : 0) : 255);  // NaN is shallow
  }
  return result;
}

/// Removes objects of fewer pixels than `area`, or whose mean probability is below `certainty`; numbers the others in
/// raster order of their first pixels.
inline Labeling<> keep_certain(LabelImage<> labels, const float* foreground, Index area, float certainty) {
  const std::span<std::int32_t> pixels = labels.pixels();
  struct Object {
    Index area = 0;
    double probability = 0;  // the sum
    std::int32_t name = -1;  // not given yet
  };
  std::vector<Object> objects(1);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const auto label = static_cast<std::size_t>(pixels[i]);
    if (label >= objects.size()) objects.resize(label + 1);
    ++objects[label].area;
    objects[label].probability += static_cast<double>(foreground[i]);
  }
  Labeling<> result{std::move(labels), 0};
  objects[0].name = 0;
  for (std::int32_t& pixel : result.labels.pixels()) {
    Object& object = objects[static_cast<std::size_t>(pixel)];
    if (object.name < 0) {
      const double mean = object.probability / static_cast<double>(object.area);
      object.name = object.area >= area && mean >= static_cast<double>(certainty) ? ++result.count : 0;
    }
    pixel = object.name;
  }
  return result;
}

}  // namespace detail

/// One label for each object.
///
/// Markers are the parts, connected by faces, of the foreground whose depth less `contact` times the probability of
/// contact is over `marker`. A part of the foreground that has no marker is an object too shallow for one, and gets one
/// label. The markers then flood the foreground, the deepest first.
///
/// \param probabilities  3 x height x width: foreground; depth relative to the object's largest; contact of two
///                       objects. A NaN is outside, or shallow.
/// \param options        see InstanceOptions.
/// \returns              objects of at least `area` pixels and mean probability `certainty`, numbered in raster order
///                       of their first pixels.
/// \throws std::invalid_argument  unless there are three channels and the options are finite, contact, seed and
///                       area not negative.
/// \complexity           linear.
[[nodiscard]] inline Labeling<> separate_instances(const Tensor& probabilities, const InstanceOptions& options = {}) {
  if (probabilities.dimension(0) != 3) {
    limn::detail::throw_invalid_argument("limn::nn::separate_instances: there are ", probabilities.dimension(0),
                                         " channels instead of foreground, depth and contact");
  }
  if (options.seed < 0 || options.area < 0) {
    limn::detail::throw_invalid_argument("limn::nn::separate_instances: seed is ", options.seed, " and area ",
                                         options.area, " but neither may be negative");
  }
  bool finite = true;
  for (const float level : {options.foreground, options.marker, options.contact, options.certainty}) {
    finite = finite && limn::detail::math::isfinite(level);
  }
  if (!finite || options.contact < 0) {
    limn::detail::throw_invalid_argument("limn::nn::separate_instances: foreground is ", options.foreground,
                                         ", marker is ", options.marker, ", contact is ", options.contact,
                                         ", certainty is ", options.certainty, ": not finite, or contact negative");
  }
  const detail::Relief relief = detail::relief_of(probabilities, options);
  Labeling<> markers = label_components(relief.deep, {.connectivity = Connectivity::face});
  markers.labels = remove_small(markers.labels, options.seed);

  const Labeling<> parts = label_components(relief.mask);
  std::vector<bool> marked(static_cast<std::size_t>(parts.count) + 1, false);
  marked[0] = true;
  const std::span<std::int32_t> marker = markers.labels.pixels();
  const std::span<const std::int32_t> part = parts.labels.pixels();
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (marker[i] > 0) marked[static_cast<std::size_t>(part[i])] = true;
  }
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (!marked[static_cast<std::size_t>(part[i])]) marker[i] = markers.count + part[i];
  }
  watershed_into(relief.levels, markers.labels, markers.labels, {}, relief.mask);
  return detail::keep_certain(std::move(markers.labels), probabilities.data(), options.area, options.certainty);
}

}  // namespace LIMN_ABI
}  // namespace limn::nn
