#pragma once
// Distances from every foreground pixel to every background pixel, one by one.

#include <limn/core/image.hpp>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace reference {

template <std::size_t R>
limn::Point<R> point_at(const limn::Size<R>& size, limn::Index i) {
  limn::Point<R> point{};
  for (std::size_t axis = 0; axis < R; ++axis) {
    point[axis] = i % size[axis];
    i /= size[axis];
  }
  return point;
}

/// For each pixel the raster index of the background pixel that has the least `measure(from, to)`, the smallest on
/// ties; -1 without background.
template <std::size_t R, class Measure>
std::vector<limn::Index> nearest(const limn::Image<limn::Binary, R>& mask, Measure&& measure) {
  const limn::Index count = limn::pixel_count(mask.size());
  std::vector<limn::Index> background, result;
  for (limn::Index i = 0; i < count; ++i) {
    if (!limn::is_foreground(mask.pixels()[static_cast<std::size_t>(i)])) background.push_back(i);
  }
  for (limn::Index i = 0; i < count; ++i) {
    limn::Index best = -1;
    double least = 0;
    for (const limn::Index j : background) {
      const double d = measure(point_at(mask.size(), i), point_at(mask.size(), j));
      if (best < 0 || d < least) best = j, least = d;
    }
    result.push_back(best);
  }
  return result;
}

template <std::size_t R>
double squared(const limn::Point<R>& a, const limn::Point<R>& b, const std::array<double, 3>& spacing = {1, 1, 1}) {
  double sum = 0;
  for (std::size_t axis = 0; axis < R; ++axis) {
    const double d = static_cast<double>(a[axis] - b[axis]) * spacing[axis];
    sum += d * d;
  }
  return sum;
}

template <std::size_t R>
double city_block(const limn::Point<R>& a, const limn::Point<R>& b) {
  double sum = 0;
  for (std::size_t axis = 0; axis < R; ++axis) sum += static_cast<double>(std::abs(a[axis] - b[axis]));
  return sum;
}

template <std::size_t R>
double chessboard(const limn::Point<R>& a, const limn::Point<R>& b) {
  double most = 0;
  for (std::size_t axis = 0; axis < R; ++axis) {
    const double d = static_cast<double>(std::abs(a[axis] - b[axis]));
    if (d > most) most = d;
  }
  return most;
}

}  // namespace reference
