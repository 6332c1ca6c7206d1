#pragma once
// Flat zones by flooding from every pixel that has no label yet, in raster order.

#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>

#include <cstdint>
#include <type_traits>
#include <vector>

#include "reference/label_components.hpp"

namespace reference {

template <class T>
bool alike(T a, T b, double tolerance) {
  if (a == b) return true;
  if constexpr (std::is_integral_v<T>) {
    const auto high = static_cast<std::uint64_t>(a < b ? b : a), low = static_cast<std::uint64_t>(a < b ? a : b);
    return static_cast<double>(high - low) <= tolerance;
  } else {
    return (a < b ? b - a : a - b) <= static_cast<T>(tolerance);
  }
}

template <class T, std::size_t R>
Components<R> label_equal(const limn::Image<T, R>& image, limn::Connectivity connectivity, double tolerance = 0,
                          const std::vector<double>& background = {}) {
  Components<R> result;
  result.labels = limn::Image<std::int32_t, R>(image.size());
  const auto neighbors = limn::neighbors<R>(connectivity);
  const auto is_background = [&](T pixel) {
    if (pixel != pixel) return true;
    for (const double value : background) {
      if (static_cast<double>(pixel) == value) return true;
    }
    return false;
  };
  for_each_point(image.size(), [&](const limn::Point<R>& seed) {
    if (is_background(image(seed)) || result.labels(seed) != 0) return;
    ++result.count;
    std::vector<limn::Point<R>> open{seed};
    result.labels(seed) = result.count;
    while (!open.empty()) {
      const limn::Point<R> point = open.back();
      open.pop_back();
      for (const auto& offset : neighbors) {
        const limn::Point<R> next = point + offset;
        if (!limn::contains(image.size(), next) || result.labels(next) != 0) continue;
        if (is_background(image(next)) || !alike(image(point), image(next), tolerance)) continue;
        result.labels(next) = result.count;
        open.push_back(next);
      }
    }
  });
  return result;
}

}  // namespace reference
