#pragma once
/// \file
/// The objects of an instance map with their outlines.
///
/// Functions of annotate/ that reach kernels take `std::same_as<...> auto`: as templates they are compiled where they
/// are called, not by everyone who includes limn.hpp.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/label/contours.hpp>
#include <limn/label/regions.hpp>
#include <limn/label/run_length.hpp>
#include <limn/task/detection.hpp>
#include <limn/task/instances.hpp>

#include <concepts>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A polygon for each piece of an object that faces connect.
[[nodiscard]] inline std::vector<Polygon> outlines(const std::same_as<RunMask<2>> auto& object) {
  const Box<2> box = bounding_box(object);
  RunMask<2> part{box.size, object.runs};
  for (Run& run : part.runs) {
    run.row -= box.origin.y;
    run.begin -= box.origin.x;
    run.end -= box.origin.x;
  }
  std::vector<Polygon> polygons = contours(to_mask(part), {.connectivity = Connectivity::face});
  const auto move_back = [&box](Ring& ring) {
    for (Point<2>& corner : ring) corner = corner + box.origin;
  };
  for (Polygon& polygon : polygons) {
    move_back(polygon.outer);
    for (Ring& hole : polygon.holes) move_back(hole);
  }
  return polygons;
}

/// What `detect` tells of an object, from its pixels, of which there is one at least.
[[nodiscard]] inline Detection detection(const std::same_as<InstanceMap> auto& map, const RunMask<2>& object) {
  const Run& first = object.runs.front();
  return detection_of(map, Region<2>{map.labels(first.begin, first.row), area(object), bounding_box(object), {}}, 1);
}

/// Calls `f(detection, polygons)` for every object that has pixels, in ascending order of labels.
template <class F>
void for_each_outlined(const InstanceMap& map, const F& f) {
  for (const RunMask<2>& object : run_masks(map.labels)) f(detection(map, object), outlines(object));
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
