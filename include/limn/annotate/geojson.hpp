#pragma once
/// \file
/// GeoJSON: outlines with holes, for viewers of maps and of slides.
///
/// Source: H. Butler et al., "The GeoJSON format", RFC 7946, 2016.

#include <limn/annotate/detail/outlines.hpp>
#include <limn/annotate/detail/text.hpp>
#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/sort.hpp>
#include <limn/label/contours.hpp>
#include <limn/task/instances.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// `[[x,y],...]`, the first corner again at the end.
inline void append_geojson_ring(std::string& text, const Ring& ring) {
  for (std::size_t i = 0; i <= ring.size(); ++i) {
    const Point<2> corner = ring[i < ring.size() ? i : 0];
    append_number(text += i == 0 ? "[[" : ",[", corner.x);
    append_number(text += ',', corner.y);
    text += ']';
  }
  text += ']';
}

/// For each corner of a ring the place of the corner before it that is the same, or its own place where none is.
[[nodiscard]] inline List<std::size_t> former_passes(const Ring& ring) {
  List<std::size_t> order, former;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    order.push_back(i);
    former.push_back(i);
  }
  sort(order.data(), order.size(), [&ring](std::size_t a, std::size_t b) {
    if (ring[a].y != ring[b].y) return ring[a].y < ring[b].y;
    return ring[a].x != ring[b].x ? ring[a].x < ring[b].x : a < b;
  });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (ring[order[i]] == ring[order[i - 1]]) former[order[i]] = order[i - 1];
  }
  return former;
}

/// Adds the loops of a ring, none of which passes a corner twice: at a corner that the ring comes back to, one ends.
inline void append_loops(std::vector<Ring>& loops, const Ring& ring) {
  const List<std::size_t> former = former_passes(ring);
  List<std::size_t> depth(ring.size());  // of each corner in `open`
  Ring open;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const std::size_t begin = depth[former[i]];
    if (former[i] != i && begin < open.size() && open[begin] == ring[i]) {
      loops.emplace_back(open.begin() + static_cast<Index>(begin), open.end());
      open.resize(begin);
    }
    depth[i] = open.size();
    open.push_back(ring[i]);
  }
  loops.push_back(std::move(open));
}

/// `[outer,hole,...]`. Where pixels of a hole meet at corners, the hole is several, and what an outer ring encloses
/// between two pixels that meet at a corner is a hole too: rings may touch each other, but not themselves.
inline void append_geojson_polygon(std::string& text, const Polygon& polygon) {
  std::vector<Ring> loops;
  append_loops(loops, polygon.outer);
  for (std::size_t i = 0; i < loops.size(); ++i) {
    if (ring_area(loops[i]) > 0) std::swap(loops[0], loops[i]);  // the one piece that faces connect has one such loop
  }
  for (const Ring& hole : polygon.holes) append_loops(loops, hole);
  for (std::size_t i = 0; i < loops.size(); ++i) append_geojson_ring(text += i == 0 ? '[' : ',', loops[i]);
  text += ']';
}

}  // namespace detail

/// The objects as a FeatureCollection, a feature on a line: its id is the label, its properties are `class` and `area`
/// in pixels, its geometry is a Polygon, or a MultiPolygon if it is in several pieces.
///
/// Coordinates are pixels, not degrees: (0, 0) is the upper left corner of the first pixel and y points down. Corners
/// lie along the edges of pixels, rings touch themselves nowhere, outer ones go clockwise as seen on a screen and holes
/// the other way, which with y upward is the order that the RFC wants. The pixels of an object are those whose centers
/// lie inside, exactly.
///
/// \returns  the text, UTF-8; what is no UTF-8 in names becomes U+FFFD.
/// \throws std::invalid_argument  as `detect`.
/// \complexity                    linear in the boxes of the objects, n log n in the corners of a ring.
[[nodiscard]] inline std::string to_geojson(const std::same_as<InstanceMap> auto& map) {
  std::string text = "{\"type\":\"FeatureCollection\",\"features\":[";
  bool first = true;
  detail::for_each_outlined(map, [&](const Detection& object, const std::vector<Polygon>& polygons) {
    text += first ? "\n" : ",\n";
    first = false;
    detail::append_number(text += "{\"type\":\"Feature\",\"id\":", object.label);
    detail::append_json(text += ",\"properties\":{\"class\":", object.class_name);
    detail::append_number(text += ",\"area\":", object.area);
    text += "},\"geometry\":{\"type\":";
    if (polygons.size() == 1) {
      detail::append_geojson_polygon(text += "\"Polygon\",\"coordinates\":", polygons[0]);
    } else {
      text += "\"MultiPolygon\",\"coordinates\":[";
      for (std::size_t i = 0; i < polygons.size(); ++i) {
        if (i > 0) text += ',';
        detail::append_geojson_polygon(text, polygons[i]);
      }
      text += ']';
    }
    text += "}}";
  });
  return text += "]}\n";
}

}  // namespace LIMN_ABI
}  // namespace limn
