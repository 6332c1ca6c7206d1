#pragma once
/// \file
/// Polygons of annotations as pixels.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/sort.hpp>
#include <limn/label/run_length.hpp>

#include <cstddef>
#include <span>

namespace limn {
inline namespace LIMN_ABI {

/// The pixels whose centers lie inside a closed polygon.
///
/// Inside is what a line from the left enters through an odd number of edges. A center on an edge is inside if the
/// inside lies to its right, or below it where the edge is horizontal: so of polygons that share an edge only one has
/// the pixel. Of polygons along the edges of pixels, as `contours` gives and `to_coco_json` writes, these are exactly
/// the pixels that they were made of.
///
/// \param corners  x and y of each corner in turn, in pixels: pixel (3, 4) covers [3, 4] x [4, 5], its center is
///                 (3.5, 4.5). The last is joined to the first; edges may cross; what lies outside the image is cut
///                 off.
/// \param size     of the image.
/// \throws std::invalid_argument  if a number is not finite, their count is odd, or a side of the image is negative.
/// \complexity     O(n log n) in the number of rows that the edges cross.
[[nodiscard]] inline RunMask<2> rasterize(std::span<const double> corners, const Size<2>& size) {
  if (size.width < 0 || size.height < 0) detail::throw_invalid_argument("limn::rasterize: the size is ", size);
  if (corners.size() % 2 != 0) {
    detail::throw_invalid_argument("limn::rasterize: ", corners.size(), " numbers are no pairs of x and y");
  }
  for (const double number : corners) {
    if (!(number - number == 0)) detail::throw_invalid_argument("limn::rasterize: a corner is at ", number);
  }
  // The first pixel of a row or column whose center is at or beyond a position.
  const auto first_from = [](double position, Index length) {
    const double pixel = detail::math::ceil(position - 0.5);
    return pixel > 0 ? (pixel < static_cast<double>(length) ? static_cast<Index>(pixel) : length) : 0;
  };
  struct Crossing {
    Index y, x;
  };
  detail::List<Crossing> crossings;
  for (std::size_t i = 0; i < corners.size(); i += 2) {
    const std::size_t j = i + 2 < corners.size() ? i + 2 : 0;
    // Always downward, so that an edge crosses at the same place whichever way a polygon goes along it.
    const bool down = corners[i + 1] <= corners[j + 1];
    const double x0 = corners[down ? i : j], y0 = corners[(down ? i : j) + 1];
    const double x1 = corners[down ? j : i], y1 = corners[(down ? j : i) + 1];
    const Index end = first_from(y1, size.height);
    for (Index y = first_from(y0, size.height); y < end; ++y) {
      const double along = (static_cast<double>(y) + 0.5 - y0) / (y1 - y0);
      crossings.push_back({y, first_from(x0 + along * (x1 - x0), size.width)});
    }
  }
  detail::sort(crossings.data(), crossings.size(),
               [](const Crossing& a, const Crossing& b) { return a.y != b.y ? a.y < b.y : a.x < b.x; });
  RunMask<2> mask{size, {}};
  for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
    const Index y = crossings[i].y, begin = crossings[i].x, end = crossings[i + 1].x;
    if (begin == end) continue;
    if (!mask.runs.empty() && mask.runs.back().row == y && mask.runs.back().end == begin) mask.runs.back().end = end;
    else mask.runs.push_back({y, begin, end});
  }
  return mask;
}

}  // namespace LIMN_ABI
}  // namespace limn
