#pragma once
// The Chan-Vese model as Getreuer 2012 writes its scheme, pixel by pixel.

#include <limn/core/image.hpp>
#include <limn/region/chan_vese.hpp>

#include <algorithm>
#include <cmath>

namespace reference {

template <class T>
limn::ChanVeseProgress evolve_chan_vese(const limn::Image<T>& image, limn::Image<double>& levels,
                                        const limn::ChanVeseOptions& options) {
  const limn::Index width = image.width(), height = image.height();
  double low = INFINITY, high = -INFINITY;
  for (const T value : image.pixels()) {
    if (std::isnan(static_cast<double>(value))) continue;
    low = (std::min)(low, static_cast<double>(value));
    high = (std::max)(high, static_cast<double>(value));
  }
  const auto level_at = [&](limn::Index x, limn::Index y) {
    const double above = static_cast<double>(image(x, y)) - low;
    return high > low ? above / (high - low) : above;
  };
  limn::ChanVeseProgress progress{0, INFINITY};
  while (progress.iterations < options.iterations && progress.change > options.tolerance) {
    double sums[2] = {}, counts[2] = {};
    for (limn::Index y = 0; y < height; ++y) {
      for (limn::Index x = 0; x < width; ++x) {
        if (std::isnan(level_at(x, y))) continue;
        sums[levels(x, y) > 0] += level_at(x, y);
        counts[levels(x, y) > 0] += 1;
      }
    }
    const double outside = counts[0] > 0 ? sums[0] / counts[0] : 0, inside = counts[1] > 0 ? sums[1] / counts[1] : 0;
    const limn::Image<double> old = levels;
    const auto phi = [&](limn::Index x, limn::Index y) {
      return old(std::clamp(x, limn::Index{0}, width - 1), std::clamp(y, limn::Index{0}, height - 1));
    };
    double squares = 0;
    for (limn::Index y = 0; y < height; ++y) {
      for (limn::Index x = 0; x < width; ++x) {
        const double here = phi(x, y), left = phi(x - 1, y), right = phi(x + 1, y), up = phi(x, y - 1),
                     down = phi(x, y + 1);
        const double across = (right - left) / 2, along = (down - up) / 2;
        const auto inverse = [](double a, double b) { return 1 / std::sqrt(1e-16 + a * a + b * b); };
        const double c1 = inverse(right - here, along), c2 = inverse(here - left, along);
        const double c3 = inverse(across, down - here), c4 = inverse(across, here - up);
        const double delta = 1 / (1 + here * here);
        const double value = level_at(x, y);
        const double pull = std::isnan(value) ? 0
                                              : options.lambda2 * (value - outside) * (value - outside) -
                                                    options.lambda1 * (value - inside) * (value - inside);
        const double length = options.mu * (right * c1 + left * c2 + down * c3 + up * c4);
        levels(x, y) = (here + options.step * delta * (length + pull)) /
                       (1 + options.mu * options.step * delta * (c1 + c2 + c3 + c4));
        squares += (levels(x, y) - here) * (levels(x, y) - here);
      }
    }
    progress.change = std::sqrt(squares / static_cast<double>(width * height));
    ++progress.iterations;
  }
  return progress;
}

}  // namespace reference
