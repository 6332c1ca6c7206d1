#pragma once
/// \file
/// Hue, saturation and value, and the ways back to RGB, from CIELAB too.
///
/// Sources: A. R. Smith, "Color gamut transform pairs", Computer Graphics 12(3), 1978; IEC 61966-2-1 (sRGB); CIE 15.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>
#include <limn/filter/color.hpp>

#include <cstddef>
#include <limits>
#include <type_traits>

namespace limn {

/// Hue in degrees, [0, 360), 0 for gray; saturation and value in [0, 1].
template <class T>
struct Hsv {
  T h{}, s{}, v{};
  friend LIMN_INLINE constexpr bool operator==(const Hsv&, const Hsv&) = default;
};
template <class T>
Hsv(T, T, T) -> Hsv<T>;
template <class T>
struct PixelTraits<Hsv<T>> : PixelTraits<Rgb<T>> {};

inline namespace LIMN_ABI {

/// Hue, saturation and value of a color. Integer channels span their whole range, float channels [0, 1]. Equals
/// cv::cvtColor's RGB2HSV of float pixels, and scikit-image's `rgb2hsv` but for the unit of its hue, to 1e-5.
/// A NaN makes all three NaN.
template <RgbPixel P>
[[nodiscard]] Hsv<float> to_hsv(const P& pixel) {
  const double r = detail::unit_channel(pixel.r), g = detail::unit_channel(pixel.g), b = detail::unit_channel(pixel.b);
  if (r != r || g != g || b != b) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    return {none, none, none};
  }
  const double value = r > g ? (r > b ? r : b) : (g > b ? g : b);
  const double least = r < g ? (r < b ? r : b) : (g < b ? g : b);
  const double chroma = value - least;
  if (!(chroma > 0)) return {0, 0, static_cast<float>(value)};
  // The sector of 60 degrees is counted from the greatest channel; red goes first where two are greatest.
  double sixth = 0;
  if (value == r) sixth = (g - b) / chroma;
  else if (value == g) sixth = 2 + (b - r) / chroma;
  else sixth = 4 + (r - g) / chroma;
  const auto hue = static_cast<float>(60 * (sixth < 0 ? sixth + 6 : sixth));
  return {hue < 360 ? hue : 0, static_cast<float>(value > 0 ? chroma / value : 0), static_cast<float>(value)};
}

/// The color of a hue, which may be any number of degrees, a saturation and a value.
[[nodiscard]] inline Rgb<float> to_rgb(const Hsv<float>& pixel) {
  const double turns = static_cast<double>(pixel.h) / 360;
  const double sixth = 6 * (turns - detail::math::floor(turns)), value = static_cast<double>(pixel.v);
  const double chroma = value * static_cast<double>(pixel.s);
  // What each channel is below the value: none within 60 degrees of its own hue, all beyond 120.
  const auto channel = [&](double offset) {
    const double position = offset + sixth;
    const double around = position - 6 * detail::math::floor(position / 6);
    const double away = around < 4 - around ? around : 4 - around;
    const double share = away < 0 ? 0 : away > 1 ? 1 : away;
    return static_cast<float>(value - chroma * share);
  };
  return {channel(5), channel(3), channel(1)};
}

/// The sRGB color of a CIELAB one under D65, clipped to [0, 1]: scikit-image's `lab2rgb`, to 1e-5. The inverse of
/// `to_lab` to about 1e-5 where nothing was clipped.
[[nodiscard]] inline Rgb<float> to_rgb(const Lab<float>& pixel) {
  const double fy = (static_cast<double>(pixel.l) + 16) / 116, fx = static_cast<double>(pixel.a) / 500 + fy;
  const double blue = fy - static_cast<double>(pixel.b) / 200, fz = blue < 0 ? 0 : blue;
  const auto tristimulus = [](double f) { return f > 0.2068966 ? f * f * f : (f - 16.0 / 116.0) / 7.787; };
  const double x = 0.95047 * tristimulus(fx), y = tristimulus(fy), z = 1.08883 * tristimulus(fz);
  const auto channel = [](double linear) {
    const double v = linear > 0.0031308 ? 1.055 * detail::math::pow(linear, 1 / 2.4) - 0.055 : 12.92 * linear;
    return static_cast<float>(v < 0 ? 0 : v > 1 ? 1 : v);
  };
  return {channel(3.24048134320053 * x - 1.53715151627132 * y - 0.498536326168888 * z),
          channel(-0.969254949996569 * x + 1.87599000148989 * y + 0.0415559265582928 * z),
          channel(0.0556466391351772 * x - 0.204041338366511 * y + 1.05731106964534 * z)};
}

/// Every pixel by `to_hsv`. \complexity one pass.
template <detail::RgbImage I>
[[nodiscard]] Image<Hsv<float>, rank_v<I>> to_hsv(const I& image) {
  return transform(image, [](const pixel_t<I>& pixel) { return to_hsv(pixel); });
}

/// Every pixel by `to_rgb`. \complexity one pass.
template <AnyImage I>
requires std::is_same_v<pixel_t<I>, Hsv<float>> || std::is_same_v<pixel_t<I>, Lab<float>>
[[nodiscard]] Image<Rgb<float>, rank_v<I>> to_rgb(const I& image) {
  return transform(image, [](const pixel_t<I>& pixel) { return to_rgb(pixel); });
}

}  // namespace LIMN_ABI
}  // namespace limn
