#pragma once
// Touching objects parted by definition: every pixel looks for a way to a higher one; then the watershed's reference.

#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/region/watershed.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "watershed.hpp"

namespace reference {

template <std::size_t R>
std::vector<limn::Point<R>> all_points(const limn::Size<R>& size) {
  std::vector<limn::Point<R>> points;
  for (limn::Index i = 0; i < limn::pixel_count(size); ++i) {
    limn::Point<R> at{};
    limn::Index rest = i;
    for (std::size_t axis = 0; axis < R; ++axis) {
      at[axis] = rest % size[axis];
      rest /= size[axis];
    }
    points.push_back(at);
  }
  return points;
}

/// The pixels that can be reached from `seed` through pixels for which `inside` holds.
template <std::size_t R, class Inside>
std::vector<limn::Point<R>> reached(const limn::Size<R>& size, const limn::Point<R>& seed,
                                    limn::Connectivity connectivity, const Inside& inside) {
  limn::Image<limn::Binary, R> seen(size);
  std::vector<limn::Point<R>> list, stack{seed};
  while (!stack.empty()) {
    const limn::Point<R> at = stack.back();
    stack.pop_back();
    if (!limn::contains(size, at) || limn::is_foreground(seen(at)) || !inside(at)) continue;
    seen(at) = limn::Binary::foreground;
    list.push_back(at);
    for (const limn::Point<R>& offset : limn::neighbors<R>(connectivity)) stack.push_back(at + offset);
  }
  return list;
}

template <std::size_t R>
limn::LabelImage<std::int32_t, R> separate_touching(const limn::Image<limn::Binary, R>& mask, double h,
                                                    limn::Connectivity connectivity) {
  const auto points = all_points(mask.size());
  limn::Image<float, R> distance(mask.size());
  for (const auto& p : points) {
    double least = limn::is_foreground(mask(p)) ? std::numeric_limits<double>::infinity() : 0;
    for (const auto& q : points) {
      if (limn::is_foreground(mask(q))) continue;
      double squared = 0;
      for (std::size_t axis = 0; axis < R; ++axis) squared += static_cast<double>((p - q)[axis] * (p - q)[axis]);
      least = std::fmin(least, squared);
    }
    distance(p) = static_cast<float>(std::sqrt(least));
  }

  // A peak joins all that one gets to without going down by h from it; those that get to a higher one are none.
  limn::LabelImage<std::int32_t, R> markers(mask.size());
  std::int32_t count = 0;
  for (const auto& p : points) {
    const float top = distance(p);
    if (markers(p) != 0 || !std::isfinite(top)) continue;
    const auto around = reached(mask.size(), p, connectivity,
                                [&](const auto& q) { return distance(q) >= top - static_cast<float>(h); });
    bool peak = around.size() < points.size();
    for (const auto& q : around) peak = peak && distance(q) <= top;
    if (!peak) continue;
    ++count;
    for (const auto& q : around) markers(q) = count;
  }

  limn::Image<float, R> relief(mask.size());
  for (const auto& p : points) relief(p) = -distance(p);
  auto labels = watershed(relief, markers, {.connectivity = connectivity}, mask);
  for (const auto& p : points) {
    if (labels(p) != 0 || !limn::is_foreground(mask(p))) continue;
    ++count;
    const auto rest = [&](const auto& q) { return labels(q) == 0 && limn::is_foreground(mask(q)); };
    for (const auto& q : reached(mask.size(), p, connectivity, rest)) labels(q) = count;
  }
  std::vector<std::int32_t> renamed(static_cast<std::size_t>(count) + 1);
  std::int32_t next = 0;
  for (const auto& p : points) {
    if (labels(p) == 0) continue;
    auto& name = renamed[static_cast<std::size_t>(labels(p))];
    if (name == 0) name = ++next;
    labels(p) = name;
  }
  return labels;
}

}  // namespace reference
