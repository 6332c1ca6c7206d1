#pragma once
// Quickshift pixel by pixel, with the exponential of the C library.

#include <cmath>
#include <cstddef>
#include <vector>

namespace reference {

/// The pixel that each one follows, itself for roots. Planes of width * height; where the first is NaN nothing is near.
/// `noise` is added to the densities.
inline std::vector<std::size_t> quickshift(const std::vector<std::vector<double>>& colors, long width, long height,
                                           double kernel, double limit, const std::vector<double>& noise) {
  const auto reach = static_cast<long>(std::ceil(3 * kernel));
  const auto apart = [&](std::size_t a, std::size_t b) {
    const double dx = static_cast<double>(a % static_cast<std::size_t>(width)) -
                      static_cast<double>(b % static_cast<std::size_t>(width));
    const double dy = static_cast<double>(a / static_cast<std::size_t>(width)) -
                      static_cast<double>(b / static_cast<std::size_t>(width));
    double sum = 0;
    for (const auto& plane : colors) {
      const double d = plane[a] - plane[b];
      const double dd = d * d;
      sum += dd;
    }
    sum += dy * dy;
    return sum + dx * dx;
  };
  const auto window = [&](std::size_t i, const auto& f) {
    const long x = static_cast<long>(i) % width, y = static_cast<long>(i) / width;
    for (long v = std::max(y - reach, 0L); v <= std::min(y + reach, height - 1); ++v) {
      for (long u = std::max(x - reach, 0L); u <= std::min(x + reach, width - 1); ++u) {
        const auto j = static_cast<std::size_t>(v * width + u);
        if (!std::isnan(colors[0][j]) && !std::isnan(colors[0][i])) f(j);
      }
    }
  };
  std::vector<double> density = noise;
  for (std::size_t i = 0; i < density.size(); ++i) {
    window(i, [&](std::size_t j) { density[i] += std::exp(-0.5 / (kernel * kernel) * apart(i, j)); });
  }
  std::vector<std::size_t> parents(density.size());
  for (std::size_t i = 0; i < density.size(); ++i) {
    parents[i] = i;
    double closest = INFINITY;
    window(i, [&](std::size_t j) {
      if (density[j] > density[i] && apart(i, j) < closest) {
        closest = apart(i, j);
        parents[i] = j;
      }
    });
    if (std::sqrt(closest) > limit) parents[i] = i;
  }
  return parents;
}

}  // namespace reference
