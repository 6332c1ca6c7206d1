#pragma once
// Hysteresis as a search from every pixel above the high level.

#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>

#include <vector>

namespace reference {

template <class T, std::size_t R>
limn::Image<limn::Binary, R> hysteresis(const limn::Image<T, R>& image, T low, T high,
                                        limn::Connectivity connectivity) {
  limn::Image<limn::Binary, R> mask(image.size());
  if (low > high) low = high;
  std::vector<limn::Point<R>> open;
  const limn::Index count = limn::pixel_count(image.size());
  for (limn::Index i = 0; i < count; ++i) {
    limn::Point<R> point;
    limn::Index rest = i;
    for (std::size_t axis = 0; axis < R; ++axis) {
      point[axis] = rest % image.size()[axis];
      rest /= image.size()[axis];
    }
    if (image(point) > high) open.push_back(point);
  }
  for (const auto& point : open) mask(point) = limn::Binary::foreground;
  const auto near = limn::neighbors<R>(connectivity);
  while (!open.empty()) {
    const limn::Point<R> point = open.back();
    open.pop_back();
    for (const auto& offset : near) {
      const auto there = point + offset;
      if (!contains(image.size(), there) || !(image(there) > low) || is_foreground(mask(there))) continue;
      mask(there) = limn::Binary::foreground;
      open.push_back(there);
    }
  }
  return mask;
}

}  // namespace reference
