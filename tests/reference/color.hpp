#pragma once
// Color conversions, pixel by pixel in double.

#include <limn/core/image.hpp>

#include <cmath>

namespace reference {

/// Luma of integers by weights of 15 bits.
inline long luma(long r, long g, long b) { return (9798 * r + 19235 * g + 3735 * b + 16384) / 32768; }

/// CIELAB of sRGB channels in [0, 1].
inline limn::Lab<double> lab(double r, double g, double b) {
  const auto linear = [](double v) { return v > 0.04045 ? std::pow((v + 0.055) / 1.055, 2.4) : v / 12.92; };
  const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
  r = linear(r);
  g = linear(g);
  b = linear(b);
  const double x = f((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.95047);
  const double y = f(0.212671 * r + 0.715160 * g + 0.072169 * b);
  const double z = f((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

}  // namespace reference
