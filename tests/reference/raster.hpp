#pragma once
// Points in raster order.

#include <limn/core/geometry.hpp>

namespace reference {

/// The point of raster index i.
template <std::size_t R>
limn::Point<R> raster_point(const limn::Size<R>& size, limn::Index i) {
  limn::Point<R> point;
  for (std::size_t axis = 0; axis < R; ++axis) {
    point[axis] = i % size[axis];
    i /= size[axis];
  }
  return point;
}

template <std::size_t R, class F>
void for_each_point(const limn::Size<R>& size, F&& f) {
  const limn::Index count = limn::pixel_count(size);
  for (limn::Index i = 0; i < count; ++i) f(raster_point(size, i));
}

}  // namespace reference
