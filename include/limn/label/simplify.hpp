#pragma once
/// \file
/// Lines and outlines of fewer corners.
///
/// Source: D. H. Douglas, T. K. Peucker, "Algorithms for the reduction of the number of points required to represent a
/// digitized line or its caricature", Cartographica 10(2), 1973.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/detail/list.hpp>
#include <limn/label/contours.hpp>
#include <limn/label/polyline.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The square of the distance from `p` to the segment between `a` and `b`.
template <class P>
[[nodiscard]] double squared_distance_to_segment(const P& p, const P& a, const P& b) {
  const double dx = static_cast<double>(b.x - a.x), dy = static_cast<double>(b.y - a.y);
  const double px = static_cast<double>(p.x - a.x), py = static_cast<double>(p.y - a.y);
  const double along = px * dx + py * dy, length = dx * dx + dy * dy;
  if (along <= 0) return px * px + py * py;
  if (along >= length) return (px - dx) * (px - dx) + (py - dy) * (py - dy);
  const double across = px * dy - py * dx;
  return across * across / length;
}

/// Those of the points that the line needs: the ends, and between two that are kept the farthest one if it is farther
/// off than the tolerance, the first of several.
template <class P>
[[nodiscard]] std::vector<P> simplified(std::string_view function, const std::vector<P>& points, double tolerance) {
  if (!(tolerance >= 0)) {
    throw_invalid_argument(function, ": the tolerance is ", tolerance, ", which is not at least 0");
  }
  if (points.size() < 3) return points;
  List<std::uint8_t> kept(points.size(), 0);
  kept.front() = kept.back() = 1;
  struct Stretch {
    std::size_t first, last;
  };
  List<Stretch> open;
  open.push_back({0, points.size() - 1});
  while (!open.empty()) {
    const auto [first, last] = open.back();
    open.pop_back();
    double most = tolerance * tolerance;
    std::size_t farthest = first;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double distance = squared_distance_to_segment(points[i], points[first], points[last]);
      if (distance > most) most = distance, farthest = i;
    }
    if (farthest == first) continue;
    kept[farthest] = 1;
    open.push_back({first, farthest});
    open.push_back({farthest, last});
  }
  std::vector<P> result;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (kept[i] != 0) result.push_back(points[i]);
  }
  return result;
}

}  // namespace detail

/// A line of some of the vertices of another, none of which is farther from it than the tolerance.
///
/// \param line       open or closed; a closed one keeps its first vertex.
/// \param tolerance  in pixels, at least 0, which drops only what lies on the line between others.
/// \throws std::invalid_argument  if the tolerance is negative or NaN.
/// \complexity       n log n for most lines, n squared at worst.
[[nodiscard]] inline Polyline simplify(const Polyline& line, double tolerance) {
  return detail::simplified("limn::simplify", line, tolerance);
}

/// A ring of some of the corners of another; its first one stays, and where less than a triangle would be left, so does
/// the whole ring. Edges are no longer horizontal and vertical, and may cross those of other rings. See the form for
/// lines.
[[nodiscard]] inline Ring simplify(const Ring& ring, double tolerance) {
  Ring closed = ring;
  if (!ring.empty()) closed.push_back(ring.front());
  Ring result = detail::simplified("limn::simplify", closed, tolerance);
  if (!result.empty()) result.pop_back();
  return result.size() < 3 ? ring : result;
}

/// A polygon of simpler rings. See the form for rings.
[[nodiscard]] inline Polygon simplify(const Polygon& polygon, double tolerance) {
  Polygon result{polygon.label, simplify(polygon.outer, tolerance), {}};
  for (const Ring& hole : polygon.holes) result.holes.push_back(simplify(hole, tolerance));
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
