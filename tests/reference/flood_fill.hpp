#pragma once
// A flood over a stack of points: the definition, one pixel at a time.

#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/region/flood_fill.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <type_traits>
#include <vector>

namespace reference {

template <class P>
using Channels = std::array<limn::channel_t<P>, limn::channels_v<P>>;

template <class P>
Channels<P> channels(const P& pixel) {
  Channels<P> values;
  std::memcpy(values.data(), &pixel, sizeof(P));
  return values;
}

/// -low <= to - from <= high, for integers of up to 32 bits without rounding, for floats rounded to their type.
template <class P>
bool steps(const P& from, const P& to, double low, double high) {
  for (std::size_t c = 0; c < limn::channels_v<P>; ++c) {
    const auto a = channels(from)[c], b = channels(to)[c];
    using T = limn::channel_t<P>;
    if constexpr (std::is_floating_point_v<T>) {
      if (b != a && !(b - a >= -static_cast<T>(low) && b - a <= static_cast<T>(high))) return false;
    } else {
      const double difference = static_cast<double>(b) - static_cast<double>(a);
      if (difference < -low || difference > high) return false;
    }
  }
  return true;
}

template <class P, std::size_t R>
limn::Image<limn::Binary, R> flood_fill(const limn::Image<P, R>& image, const limn::Point<R>& seed,
                                        const limn::FloodOptions& options) {
  limn::Image<limn::Binary, R> mask(image.size());
  for (const auto value : channels(image(seed))) {
    if (value != value) return mask;
  }
  std::vector<limn::Point<R>> stack{seed};
  mask(seed) = limn::Binary::foreground;
  while (!stack.empty()) {
    const limn::Point<R> from = stack.back();
    stack.pop_back();
    for (const limn::Point<R>& offset : limn::neighbors<R>(options.connectivity)) {
      const limn::Point<R> to = from + offset;
      if (!limn::contains(image.size(), to) || limn::is_foreground(mask(to))) continue;
      const limn::Point<R> origin = options.range == limn::FloodRange::fixed ? seed : from;
      if (!steps(image(origin), image(to), options.low, options.high)) continue;
      mask(to) = limn::Binary::foreground;
      stack.push_back(to);
    }
  }
  return mask;
}

}  // namespace reference
