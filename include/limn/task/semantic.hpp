#pragma once
/// \file
/// Semantic segmentation: what kind of thing every pixel shows.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace limn {

/// A class for every pixel. Class 0 is the background.
template <std::size_t R>
struct BasicSemanticMap {
  LabelImage<std::int32_t, R> classes;   ///< each in [0, class_names.size())
  std::vector<std::string> class_names;  ///< `class_names[0]` is the background's
};
using SemanticMap = BasicSemanticMap<2>;

inline namespace LIMN_ABI {

/// The semantic map of classes that are numbered already: those of `quantize`, `kmeans`, or a network's.
///
/// \param classes      2-D or 3-D, any integers from 0 to the number of names less one; 0 is the background.
/// \param class_names  a name for each class, the background's first; any text in UTF-8, at least one.
/// \throws std::invalid_argument  if there are no names or a pixel's class has none.
/// \complexity         one pass; a copy of the classes.
template <LabelsImage I>
[[nodiscard]] BasicSemanticMap<rank_v<I>> semantic(const I& classes, std::vector<std::string> class_names) {
  if (class_names.empty()) detail::throw_invalid_argument("limn::semantic: there are no class names");
  BasicSemanticMap<rank_v<I>> map{{const_view(classes).size(), uninitialized}, std::move(class_names)};
  const std::size_t count = map.class_names.size();
  transform_into(classes, map.classes, [count](pixel_t<I> value) {
    // A negative one is huge without its sign.
    if (static_cast<std::uint64_t>(value) >= count) {
      detail::throw_invalid_argument("limn::semantic: class ", +value, " has no name, there are ", count);
    }
    return static_cast<std::int32_t>(value);
  });
  return map;
}

/// The semantic map of a mask: foreground is class 1.
///
/// \param mask         2-D or 3-D.
/// \param class_names  two: the background's and the foreground's.
/// \throws std::invalid_argument  unless there are two names.
template <MaskImage M>
[[nodiscard]] BasicSemanticMap<rank_v<M>> semantic(const M& mask, std::vector<std::string> class_names) {
  if (class_names.size() != 2) {
    detail::throw_invalid_argument("limn::semantic: a mask has two classes but there are ", class_names.size(),
                                   " names");
  }
  return {transform(mask, [](Binary pixel) { return std::int32_t{is_foreground(pixel)}; }), std::move(class_names)};
}

}  // namespace LIMN_ABI
}  // namespace limn
