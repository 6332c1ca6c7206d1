#pragma once
/// \file
/// Pixels in a frame of outside pixels, so that a neighbor is one addition away and needs no check.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/neighborhood.hpp>

#include <cstddef>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The frame: one column to the left of every row, one row above and below every slice, so that the neighbors of a
/// pixel are at fixed offsets. The right neighbor of a row's end is the frame of the next row.
template <std::size_t R>
struct Frame {
  explicit Frame(const Size<R>& size) {
    Index stride = 1;
    for (std::size_t axis = 0; axis < R; ++axis) {
      strides[axis] = stride;
      stride *= size[axis] + 1;
    }
    for (std::size_t axis = 0; axis < R; ++axis) first += strides[axis];
    count = stride + first;
    height = size[1];
  }
  /// The place of the first pixel of row `i`.
  [[nodiscard]] LIMN_INLINE Index row(Index i) const {
    if constexpr (R == 2) return first + i * strides[1];
    else return first + i % height * strides[1] + i / height * strides[2];
  }
  [[nodiscard]] LIMN_INLINE Index offset(const Point<R>& to) const {
    Index sum = 0;
    for (std::size_t axis = 0; axis < R; ++axis) sum += to[axis] * strides[axis];
    return sum;
  }
  Index strides[R] = {}, first = 0, count = 0, height = 0;
};

/// Neighbors in the order in which they are flooded: the nearest first, raster order among equals.
template <std::size_t R>
[[nodiscard]] Neighbors<R> flood_neighbors(Connectivity connectivity) {
  const Neighbors<R> all = neighbors<R>(connectivity);
  Neighbors<R> result;
  for (int moved = 1; moved <= static_cast<int>(R); ++moved) {
    for (const Point<R>& point : all) {
      int axes = 0;
      for (std::size_t axis = 0; axis < R; ++axis) axes += point[axis] != 0;
      if (axes == moved) result.offsets[result.count++] = point;
    }
  }
  return result;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
