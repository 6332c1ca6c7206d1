#pragma once
/// \file
/// Convex hulls of objects, and how wide they are.
///
/// Source: A. M. Andrew, "Another efficient algorithm for convex hulls in two dimensions", Information Processing
/// Letters 9(5), 1979; rotating calipers as in M. I. Shamos, "Computational geometry", PhD thesis, Yale, 1978.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/label/polyline.hpp>
#include <limn/label/run_length.hpp>

#include <cstddef>

namespace limn {

/// Widths of an object between two parallel lines, in pixels.
struct FeretDiameters {
  double max = 0, min = 0;
};

inline namespace LIMN_ABI {
namespace detail {

/// The ends of an object in every row of its box: [left, right], or left > right where there is none.
struct RowEnds {
  Index top = 0;
  List<Index> left, right;
};

[[nodiscard]] inline RowEnds row_ends(const RunMask<2>& mask) {
  RowEnds ends;
  if (mask.runs.empty()) return ends;
  ends.top = mask.runs.front().row;
  const auto rows = static_cast<std::size_t>(mask.runs.back().row - ends.top + 1);
  ends.left.assign(rows, 1);
  ends.right.assign(rows, 0);
  for (const Run& run : mask.runs) {
    const auto y = static_cast<std::size_t>(run.row - ends.top);
    if (ends.left[y] > ends.right[y]) ends.left[y] = run.begin;
    ends.right[y] = run.end - 1;
  }
  return ends;
}

/// Twice the positions of the left side of the hull, from top to bottom, where `side` is 1; of the right side, where it
/// is -1. A pixel is the four middles of its edges.
[[nodiscard]] inline List<Point<2>> hull_side(const RowEnds& ends, Index side) {
  List<Point<2>> chain;
  const auto add = [&](const Point<2>& c) {
    // Drops what the line from the point before to the new one leaves inside.
    while (chain.size() >= 2) {
      const Point<2> ab = chain.back() - chain[chain.size() - 2], ac = c - chain[chain.size() - 2];
      if (side * (ab.x * ac.y - ab.y * ac.x) < 0) break;
      chain.pop_back();
    }
    chain.push_back(c);
  };
  const List<Index>& x = side > 0 ? ends.left : ends.right;
  const auto rows = static_cast<Index>(x.size());
  const auto is_row = [&](Index y) {
    return y >= 0 && y < rows && ends.left[static_cast<std::size_t>(y)] <= ends.right[static_cast<std::size_t>(y)];
  };
  for (Index y = 0; y <= rows; ++y) {
    // Between this row and the one before: the outer of the two.
    const bool above = is_row(y - 1), here = is_row(y);
    if (above || here) {
      const Index last = above ? x[static_cast<std::size_t>(y - 1)] : x[static_cast<std::size_t>(y)];
      const Index next = here ? x[static_cast<std::size_t>(y)] : last;
      add({2 * (side * last < side * next ? last : next), 2 * (ends.top + y) - 1});
    }
    if (here) add({2 * x[static_cast<std::size_t>(y)] - side, 2 * (ends.top + y)});
  }
  return chain;
}

/// Twice the corners of the hull, clockwise as seen on a screen, from the upper left.
[[nodiscard]] inline List<Point<2>> hull_corners(const RowEnds& ends) {
  const List<Point<2>> left = hull_side(ends, 1), right = hull_side(ends, -1);
  List<Point<2>> corners;
  if (left.empty()) return corners;
  corners.push_back(left.front());
  for (std::size_t i = right.front() == left.front() ? 1 : 0; i < right.size(); ++i) corners.push_back(right[i]);
  for (std::size_t i = left.size(); i-- > 1;) {
    if (!(left[i] == corners.back())) corners.push_back(left[i]);
  }
  return corners;
}

/// Rows as wide as the hull: the pixels whose centers are in it, its outline included.
[[nodiscard]] inline RowEnds filled_rows(const RowEnds& ends) {
  RowEnds filled = ends;
  for (const Index side : {Index{1}, Index{-1}}) {
    const List<Point<2>> chain = hull_side(ends, side);
    List<Index>& x = side > 0 ? filled.left : filled.right;
    std::size_t i = 0;
    for (std::size_t y = 0; y < x.size(); ++y) {
      const Index twice = 2 * (ends.top + static_cast<Index>(y));
      while (chain[i + 1].y < twice) ++i;
      // The line's position in halves of pixels is a fraction; the first center inward of it.
      const Index height = chain[i + 1].y - chain[i].y;
      const Index fraction = chain[i].x * height + (chain[i + 1].x - chain[i].x) * (twice - chain[i].y);
      const Index whole = side * fraction, unit = 2 * height;
      Index inward = whole / unit;
      if (inward * unit < whole) ++inward;
      x[y] = side * inward;
    }
  }
  return filled;
}

}  // namespace detail

/// The smallest convex polygon around the middles of the pixels' edges, clockwise as seen on a screen, closed; empty
/// for an empty mask.
[[nodiscard]] inline Polyline convex_hull(const RunMask<2>& mask) {
  Polyline hull;
  for (const Point<2>& corner : detail::hull_corners(detail::row_ends(mask))) {
    hull.push_back({static_cast<double>(corner.x) / 2, static_cast<double>(corner.y) / 2});
  }
  if (!hull.empty()) hull.push_back(hull.front());
  return hull;
}

/// The number of pixels whose centers lie in the convex hull, its outline included; what scikit-image calls
/// area_convex.
[[nodiscard]] inline Index convex_area(const RunMask<2>& mask) {
  const detail::RowEnds filled = detail::filled_rows(detail::row_ends(mask));
  Index area = 0;
  for (std::size_t y = 0; y < filled.left.size(); ++y) area += filled.right[y] - filled.left[y] + 1;
  return area;
}

/// The largest and the smallest distance of two parallel lines that hold the convex object between them: the object's
/// hull filled with pixels, of which the middles of the edges count. The largest is scikit-image's feret_diameter_max.
/// \complexity  linear in the rows.
[[nodiscard]] inline FeretDiameters feret_diameters(const RunMask<2>& mask) {
  FeretDiameters result;
  if (mask.runs.empty()) return result;
  const detail::List<Point<2>> hull = detail::hull_corners(detail::filled_rows(detail::row_ends(mask)));
  const std::size_t count = hull.size();
  const auto distance = [](const Point<2>& a, const Point<2>& b) {
    return detail::math::hypot(static_cast<double>(a.x - b.x), static_cast<double>(a.y - b.y));
  };
  std::size_t far = 1;
  for (std::size_t i = 0; i < count; ++i) {
    // The corner farthest from edge i only ever moves on.
    const Point<2> a = hull[i], b = hull[(i + 1) % count], edge = b - a;
    const auto height = [&](std::size_t k) {
      const Point<2> to = hull[k % count] - a;
      return edge.x * to.y - edge.y * to.x;
    };
    while (height(far + 1) > height(far)) ++far;
    const double width = static_cast<double>(height(far)) / distance(a, b);
    if (i == 0 || width / 2 < result.min) result.min = width / 2;
    // Where two corners are equally far, both count.
    for (const std::size_t k : {far, height(far + 1) == height(far) ? far + 1 : far}) {
      for (const Point<2>& end : {a, b}) {
        const double across = distance(end, hull[k % count]) / 2;
        if (across > result.max) result.max = across;
      }
    }
  }
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
