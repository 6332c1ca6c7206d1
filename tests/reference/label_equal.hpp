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
  const auto is_background = [&](T pixel) {
    bool result = pixel != pixel;
    for (const double value : background) result = result || static_cast<double>(pixel) == value;
    return result;
  };
  return flood_components(
      image.size(), connectivity, [&](const limn::Point<R>& point) { return !is_background(image(point)); },
      [&](const limn::Point<R>& a, const limn::Point<R>& b) { return alike(image(a), image(b), tolerance); });
}

}  // namespace reference
