#pragma once
// Confidence connected growing: a list of samples, and a flood over a stack of points.

#include <limn/core/image.hpp>
#include <limn/region/confidence.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace reference {

template <class T, std::size_t R>
limn::Image<limn::Binary, R> between(const limn::Image<T, R>& image, const std::vector<limn::Point<R>>& seeds,
                                     double low, double high, limn::Connectivity connectivity) {
  limn::Image<limn::Binary, R> mask(image.size());
  std::vector<limn::Point<R>> stack = seeds;
  while (!stack.empty()) {
    const limn::Point<R> at = stack.back();
    stack.pop_back();
    if (!limn::contains(image.size(), at) || limn::is_foreground(mask(at))) continue;
    const auto value = static_cast<double>(image(at));
    if (!(low <= value && value <= high)) continue;
    mask(at) = limn::Binary::foreground;
    for (const limn::Point<R>& offset : limn::neighbors<R>(connectivity)) stack.push_back(at + offset);
  }
  return mask;
}

template <class T, std::size_t R>
limn::Image<limn::Binary, R> confidence_connected(const limn::Image<T, R>& image,
                                                  const std::vector<limn::Point<R>>& seeds,
                                                  const limn::ConfidenceOptions& options) {
  std::vector<double> sample;
  for (const limn::Point<R>& seed : seeds) {
    const limn::Index r = options.radius;
    for (limn::Index dz = R == 3 ? -r : 0; dz <= (R == 3 ? r : 0); ++dz) {
      for (limn::Index dy = -r; dy <= r; ++dy) {
        for (limn::Index dx = -r; dx <= r; ++dx) {
          limn::Point<R> at = seed;
          at.x += dx;
          at.y += dy;
          if constexpr (R == 3) at.z += dz;
          for (std::size_t axis = 0; axis < R; ++axis) {
            if (at[axis] < 0) at[axis] = 0;
            if (at[axis] >= image.size()[axis]) at[axis] = image.size()[axis] - 1;
          }
          if (std::isfinite(static_cast<double>(image(at)))) sample.push_back(static_cast<double>(image(at)));
        }
      }
    }
  }
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  for (const limn::Point<R>& seed : seeds) {
    lowest = std::fmin(lowest, static_cast<double>(image(seed)));
    highest = std::fmax(highest, static_cast<double>(image(seed)));
  }
  limn::Image<limn::Binary, R> mask(image.size());
  for (int round = 0; !sample.empty(); ++round) {
    double sum = 0, squares = 0;
    for (const double value : sample) {
      sum += value;
      squares += value * value;
    }
    const auto count = static_cast<double>(sample.size());
    double deviation = std::sqrt((squares - sum * sum / count) / (count - 1));
    if (!(deviation > 0)) deviation = 0;
    if (round > 0 && deviation == 0) break;
    double low = std::fmin(sum / count - options.multiplier * deviation, lowest);
    double high = std::fmax(sum / count + options.multiplier * deviation, highest);
    if constexpr (std::is_integral_v<T>) {
      low = std::trunc(low);
      high = std::trunc(high);
    } else {
      low = static_cast<double>(static_cast<T>(low));
      high = static_cast<double>(static_cast<T>(high));
    }
    mask = between(image, seeds, low, high, options.connectivity);
    if (round == options.iterations) break;
    sample.clear();
    for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
      if (limn::is_foreground(mask.pixels()[i])) sample.push_back(static_cast<double>(image.pixels()[i]));
    }
  }
  return mask;
}

}  // namespace reference
