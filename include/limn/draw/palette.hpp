#pragma once
/// \file
/// The color of a label: the same in every picture, far from those of the labels around it, and never so dark or so
/// bright that it drowns in the picture below.

#include <limn/core/config.hpp>
#include <limn/core/pixel.hpp>

#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr int hue_count = 6 * 256;

/// The most colorful color of a hue in [0, hue_count): red, yellow, green, cyan, blue, magenta and back.
[[nodiscard]] constexpr Rgb<int> pure_color(int hue) {
  const int sector = hue / 256, rise = hue % 256, fall = 255 - rise;
  switch (sector) {
    case 0: return {255, rise, 0};
    case 1: return {fall, 255, 0};
    case 2: return {0, 255, rise};
    case 3: return {0, fall, 255};
    case 4: return {rise, 0, 255};
    default: return {255, 0, fall};
  }
}

/// How bright a color looks, 0 to 255, by the weights of ITU-R BT.601.
[[nodiscard]] constexpr int brightness(const Rgb<int>& color) {
  return (77 * color.r + 150 * color.g + 29 * color.b) / 256;
}

/// The color mixed with white or with black until it looks as bright as asked for.
[[nodiscard]] constexpr Rgb<std::uint8_t> at_brightness(const Rgb<int>& color, int wanted) {
  const int present = brightness(color);
  const auto channel = [&](int value) {
    if (present > wanted) return static_cast<std::uint8_t>(value * wanted / present);
    return static_cast<std::uint8_t>(value + (255 - value) * (wanted - present) / (255 - present));
  };
  return {channel(color.r), channel(color.g), channel(color.b)};
}

}  // namespace detail

/// The color of object `label`: always the same one. Consecutive labels are more than a third of the color circle
/// apart, and colors of a like hue differ in brightness; all are visible on black and on white.
///
/// \param label       any integer; 0 is the background.
/// \param background  the color of label 0.
template <LabelPixel L>
[[nodiscard]] constexpr Rgb<std::uint8_t> label_color(L label, Rgb<std::uint8_t> background = {}) {
  if (label == 0) return background;
  // Multiples of the golden section spread over the circle as evenly as any sequence that need not know its end.
  constexpr std::uint64_t golden = 0x9E3779B97F4A7C15u;
  constexpr int levels[] = {140, 185, 105};
  const auto id = static_cast<std::uint64_t>(label);
  constexpr std::uint64_t start = golden / 4 * 3;                   // so that label 1 is orange
  const auto turn = static_cast<int>((id * golden + start) >> 53);  // 2^11 steps around the circle
  return detail::at_brightness(detail::pure_color(turn * detail::hue_count / 2048), levels[id % 3]);
}

}  // namespace LIMN_ABI
}  // namespace limn
