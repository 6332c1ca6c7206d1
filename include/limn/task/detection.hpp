#pragma once
/// \file
/// Object detection: a box, a class, an area and a score for every object.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/label/regions.hpp>
#include <limn/task/instances.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace limn {

/// An object.
template <std::size_t R>
struct BasicDetection {
  Index label = 0;            ///< its number in the instance map; 0: none
  std::int32_t class_id = 0;  ///< 0 is the background
  std::string class_name{};
  Box<R> box{};      ///< the smallest that holds all its pixels
  Index area = 0;    ///< its number of pixels
  double score = 0;  ///< how sure it is: 0 to 1
  friend bool operator==(const BasicDetection&, const BasicDetection&) = default;
};
using Detection = BasicDetection<2>;

inline namespace LIMN_ABI {
namespace detail {

template <std::size_t R>
[[nodiscard]] BasicDetection<R> detection_of(const BasicInstanceMap<R>& map, const Region<R>& region, double score) {
  const auto at = static_cast<std::size_t>(region.label) - 1;
  if (at >= map.classes.size() || static_cast<std::size_t>(map.classes[at]) >= map.class_names.size()) {
    throw_invalid_argument("limn::detect: object ", region.label, " has no class, or its class has no name");
  }
  const std::int32_t kind = map.classes[at];
  return {region.label, kind, map.class_names[static_cast<std::size_t>(kind)], region.box, region.area, score};
}

}  // namespace detail

/// The objects of an instance map as boxes. A map does not say how sure its objects are: all scores are 1.
///
/// \param map  2-D or 3-D.
/// \returns    one entry for every object that has pixels, in ascending order of labels.
/// \throws std::invalid_argument  if an object has no class, or its class no name.
/// \complexity  that of `regions(labels)`.
template <std::size_t R>
[[nodiscard]] std::vector<BasicDetection<R>> detect(const BasicInstanceMap<R>& map) {
  std::vector<BasicDetection<R>> found;
  for (const Region<R>& region : regions(map.labels)) found.push_back(detail::detection_of(map, region, 1));
  return found;
}

/// The objects of an instance map as boxes, with scores.
///
/// \param map         2-D or 3-D.
/// \param confidence  of the same size, any gray pixel type: how probable each pixel is, 0 to 1, such as a network's
///                    channel of the foreground. The score of an object is the mean over its pixels, without those
///                    that are NaN; 0 where all are.
/// \returns           one entry for every object that has pixels, in ascending order of labels.
/// \throws std::invalid_argument  if the sizes differ, an object has no class, or its class no name.
/// \complexity        that of `regions(labels, image)`.
template <std::size_t R, GrayImage G>
requires(rank_v<G> == R)
    [[nodiscard]] std::vector<BasicDetection<R>> detect(const BasicInstanceMap<R>& map, const G& confidence) {
  detail::require_same_size("limn::detect", "the confidence", const_view(confidence).size(), "the instance map",
                            map.labels.size());
  std::vector<BasicDetection<R>> found;
  for (const IntensityRegion<R>& region : regions(map.labels, confidence)) {
    found.push_back(detail::detection_of(map, region, region.counted > 0 ? region.mean : 0));
  }
  return found;
}

}  // namespace LIMN_ABI
}  // namespace limn
