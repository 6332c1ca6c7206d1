#pragma once
/// \file
/// YOLO's segmentation labels: a text file for each picture, a line for each object.
///
/// Source: G. Jocher et al., "Ultralytics YOLO", 2023: the segmentation dataset format.

#include <limn/annotate/detail/outlines.hpp>
#include <limn/annotate/detail/text.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/label/contours.hpp>
#include <limn/task/instances.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// All rings of an object as one: from the first corner of each to that of the next, along the x axis and then along
/// the y axis, and back the same way at the end. What is passed there and back encloses nothing.
[[nodiscard]] inline Ring joined_rings(const std::vector<Polygon>& polygons) {
  Ring joined, way_back;
  const auto append = [&](const Ring& ring) {
    if (!joined.empty()) {
      const Point<2> from = joined.back(), bend{ring.front().x, from.y};
      way_back.push_back(from);
      if (!(bend == from) && !(bend == ring.front())) {
        joined.push_back(bend);
        way_back.push_back(bend);
      }
    }
    for (const Point<2>& corner : ring) joined.push_back(corner);
    joined.push_back(ring.front());
  };
  for (const Polygon& polygon : polygons) {
    append(polygon.outer);
    for (const Ring& hole : polygon.holes) append(hole);
  }
  for (std::size_t i = way_back.size(); i-- > 0;) joined.push_back(way_back[i]);
  joined.pop_back();  // the first corner, to which the last is joined anyway
  return joined;
}

}  // namespace detail

/// YOLO's labels of a picture: "CLASS X Y X Y ..." for every object in ascending order of labels.
///
/// Classes count from 0 without the background: class 1 of the map is 0. X and Y are corners of the outline along the
/// edges of pixels, as parts of the width and of the height: 0 to 1. They have as many digits as it takes to get the
/// whole numbers of pixels back by rounding `x * width`. A line has one polygon: holes and further pieces are joined to
/// it by lines that it passes there and back, so by the rule of `rasterize` it holds exactly the pixels of the object.
///
/// \throws std::invalid_argument  as `detect`, or if an object is of the background's class.
/// \complexity                    linear in the boxes of the objects.
[[nodiscard]] inline std::string to_yolo(const std::same_as<InstanceMap> auto& map) {
  std::string text;
  const auto width = static_cast<double>(map.labels.width()), height = static_cast<double>(map.labels.height());
  detail::for_each_outlined(map, [&](const Detection& object, const std::vector<Polygon>& polygons) {
    if (object.class_id == 0) {
      detail::throw_invalid_argument("limn::to_yolo: object ", object.label, " is of class 0, the background");
    }
    detail::append_number(text, Index{object.class_id} - 1);
    for (const Point<2>& corner : detail::joined_rings(polygons)) {
      detail::append_number(text += ' ', static_cast<double>(corner.x) / width);
      detail::append_number(text += ' ', static_cast<double>(corner.y) / height);
    }
    text += '\n';
  });
  return text;
}

}  // namespace LIMN_ABI
}  // namespace limn
