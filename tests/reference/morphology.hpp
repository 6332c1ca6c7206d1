#pragma once
// Erosion and dilation by looking at every pixel under the element.

#include <limn/core/image.hpp>
#include <limn/filter/structuring_element.hpp>

#include <cmath>
#include <limits>

#include "raster.hpp"

namespace reference {

/// The order of morphology: -0 below 0. NaN is dealt with apart.
template <class T>
bool is_below(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) return a < b || (a == b && std::signbit(a) && !std::signbit(b));
  else return a < b;
}

template <class T, std::size_t R>
limn::Image<T, R> morphology(const limn::Image<T, R>& image, const limn::StructuringElement& element, bool erosion) {
  limn::Image<T, R> out(image.size());
  for_each_point(image.size(), [&](const limn::Point<R>& at) {
    T winner{};
    if constexpr (std::is_same_v<T, limn::Binary>) winner = limn::to_binary(erosion);
    else if constexpr (std::is_floating_point_v<T>)
      winner = erosion ? std::numeric_limits<T>::infinity() : -std::numeric_limits<T>::infinity();
    else winner = erosion ? (std::numeric_limits<T>::max)() : (std::numeric_limits<T>::min)();
    for_each_point(element.size(), [&](const limn::Point<3>& under) {
      if (!limn::is_foreground(element.mask()(under))) return;
      limn::Point<R> there = at;
      for (std::size_t axis = 0; axis < R; ++axis) there[axis] += under[axis] - element.origin()[axis];
      if (!contains(image.size(), there)) return;
      T pixel = image(there);
      if constexpr (std::is_same_v<T, limn::Binary>) pixel = limn::to_binary(limn::is_foreground(pixel));
      if (winner != winner) return;
      if (pixel != pixel || (erosion ? is_below(pixel, winner) : is_below(winner, pixel))) winner = pixel;
    });
    out(at) = winner;
  });
  return out;
}

}  // namespace reference
