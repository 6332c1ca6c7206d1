#pragma once
/// \file
/// Instance segmentation: which thing every pixel belongs to, and of what kind each thing is.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/label/equal.hpp>
#include <limn/label/relabel.hpp>
#include <limn/task/semantic.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace limn {

/// An object for every pixel: 0 is the background, objects are 1..count.
template <std::size_t R>
struct BasicInstanceMap {
  LabelImage<std::int32_t, R> labels;
  std::vector<std::int32_t> classes;     ///< object i is of class `classes[i - 1]`
  std::vector<std::string> class_names;  ///< `class_names[0]` is the background's

  /// The number of objects.
  [[nodiscard]] LIMN_INLINE Index count() const { return static_cast<Index>(classes.size()); }
};
using InstanceMap = BasicInstanceMap<2>;

inline namespace LIMN_ABI {
namespace detail {

/// The objects numbered in raster order of their first pixels; that must not be more than an int32 can count.
template <LabelsImage I>
[[nodiscard]] LabelImage<std::int32_t, rank_v<I>> numbered_objects(const I& labels) {
  if constexpr (sizeof(pixel_t<I>) < sizeof(std::int32_t)) {
    return transform(relabel(labels).labels, [](pixel_t<I> label) { return static_cast<std::int32_t>(label); });
  } else {
    auto numbered = relabel(labels);
    require_count_fits<std::int32_t>("limn::instances", numbered.count);
    if constexpr (std::is_same_v<pixel_t<I>, std::int32_t>) return std::move(numbered.labels);
    else return transform(numbered.labels, [](pixel_t<I> label) { return static_cast<std::int32_t>(label); });
  }
}

/// How many objects there are: the greatest label.
template <std::size_t R>
[[nodiscard]] std::size_t greatest_label(const LabelImage<std::int32_t, R>& labels) {
  std::int32_t greatest = 0;
  for (const std::int32_t label : labels.pixels()) greatest = label > greatest ? label : greatest;
  return static_cast<std::size_t>(greatest);
}

}  // namespace detail

/// The objects of a semantic map: the connected pieces of equal class. Objects of one class that touch are one; if you
/// can tell them apart, give their labels too.
///
/// \param map      2-D or 3-D; class 0 is the background.
/// \param options  which pixels are connected.
/// \returns        objects in raster order of their first pixels.
/// \complexity     that of `label_equal`, and one pass.
template <std::size_t R>
[[nodiscard]] BasicInstanceMap<R> instances(const BasicSemanticMap<R>& map, const ComponentsOptions& options = {}) {
  auto found = label_equal(map.classes, {.connectivity = options.connectivity, .background = {0}});
  BasicInstanceMap<R> result{std::move(found.labels), {}, map.class_names};
  result.classes.resize(static_cast<std::size_t>(found.count));
  detail::for_each_row(
      [&](Index length, const std::int32_t* labels, const std::int32_t* classes) {
        for (Index x = 0; x < length; ++x) {
          if (labels[x] > 0) result.classes[static_cast<std::size_t>(labels[x]) - 1] = classes[x];
        }
      },
      const_view(result.labels), const_view(map.classes));
  return result;
}

/// Objects that are told apart already, by `separate_touching`, `watershed` or a network, and their classes from a
/// semantic map: that of most of an object's pixels, the smallest of those that are as many.
///
/// \param map     2-D or 3-D.
/// \param labels  of the same size, any integers; 0 and negative ones are background. An object need not be connected.
/// \returns       objects in raster order of their first pixels. Background within an object does not count for its
///                class; an object that lies on background alone is of class 0.
/// \throws std::invalid_argument  if the sizes differ, or a class of an object's pixels has no name.
/// \throws std::overflow_error    if there are more than 2^31 - 1 objects.
/// \complexity    three passes; memory of 8 bytes for every object and class.
template <std::size_t R, LabelsImage I>
requires(rank_v<I> == R) [[nodiscard]] BasicInstanceMap<R> instances(const BasicSemanticMap<R>& map, const I& labels) {
  detail::require_same_size("limn::instances", "the label image", const_view(labels).size(), "the semantic map",
                            map.classes.size());
  BasicInstanceMap<R> result{detail::numbered_objects(labels), {}, map.class_names};
  const std::size_t count = detail::greatest_label(result.labels), kinds = map.class_names.size();
  std::vector<Index> votes(count * kinds, 0);
  detail::for_each_row(
      [&](Index length, const std::int32_t* objects, const std::int32_t* classes) {
        for (Index x = 0; x < length; ++x) {
          if (objects[x] == 0) continue;
          const auto kind = static_cast<std::size_t>(classes[x]);
          if (kind >= kinds) {
            detail::throw_invalid_argument("limn::instances: class ", classes[x], " has no name, there are ", kinds);
          }
          ++votes[(static_cast<std::size_t>(objects[x]) - 1) * kinds + kind];
        }
      },
      const_view(result.labels), const_view(map.classes));
  for (std::size_t object = 0; object < count; ++object) {
    std::size_t best = 0;
    for (std::size_t kind = 1; kind < kinds; ++kind) {
      const Index most = best == 0 ? 0 : votes[object * kinds + best];
      if (votes[object * kinds + kind] > most) best = kind;
    }
    result.classes.push_back(static_cast<std::int32_t>(best));
  }
  return result;
}

/// Objects that are all of one class.
///
/// \param labels      2-D or 3-D, any integers; 0 and negative ones are background.
/// \param class_name  of the objects; that of the background is "background".
/// \returns           objects in raster order of their first pixels: labels of this library stay as they are.
/// \throws std::overflow_error  if there are more than 2^31 - 1 objects.
/// \complexity        three passes.
template <LabelsImage I>
[[nodiscard]] BasicInstanceMap<rank_v<I>> instances(const I& labels, std::string class_name = "object") {
  BasicInstanceMap<rank_v<I>> result{detail::numbered_objects(labels), {}, {"background", std::move(class_name)}};
  result.classes.assign(detail::greatest_label(result.labels), 1);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
