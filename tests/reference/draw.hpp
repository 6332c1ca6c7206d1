#pragma once
// Drawings pixel by pixel, as their definitions say.

#include <limn/core/image.hpp>
#include <limn/draw/palette.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace reference {

using Color = limn::Rgb<std::uint8_t>;

/// Foreground where a pixel of an object has a pixel of something else within `width`, by looking at all pairs.
template <class L>
limn::Mask outline(const limn::Image<L>& objects, limn::Index width) {
  limn::Mask marks(objects.size());
  for (limn::Index y = 0; y < objects.height(); ++y) {
    for (limn::Index x = 0; x < objects.width(); ++x) {
      if (objects(x, y) == L{}) continue;
      for (limn::Index v = 0; v < objects.height(); ++v) {
        for (limn::Index u = 0; u < objects.width(); ++u) {
          const limn::Index squared = (u - x) * (u - x) + (v - y) * (v - y);
          if (squared <= width * width && objects(u, v) != objects(x, y)) marks(x, y) = limn::Binary::foreground;
        }
      }
    }
  }
  return marks;
}

template <class T>
limn::Image<Color> display(const limn::Image<T>& image) {
  double low = std::numeric_limits<double>::max(), high = std::numeric_limits<double>::lowest();
  for (const T value : image.pixels()) {
    if (!std::isfinite(static_cast<double>(value))) continue;
    low = std::fmin(low, static_cast<double>(value));
    high = std::fmax(high, static_cast<double>(value));
  }
  limn::Image<Color> shown(image.size());
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    const auto value = static_cast<double>(image.pixels()[i]);
    double level = std::isnan(value) || low == high ? 0 : std::round((value - low) / (high - low) * 255);
    if (std::is_same_v<T, std::uint8_t>) level = value;
    level = std::fmin(std::fmax(level, 0), 255);
    const auto byte = static_cast<std::uint8_t>(level);
    shown.pixels()[i] = {byte, byte, byte};
  }
  return shown;
}

/// What `overlay` makes of a picture that is already 8-bit RGB; `color_of(object)` names the colors.
template <class L, class ColorOf>
limn::Image<Color> overlay(const limn::Image<Color>& image, const limn::Image<L>& objects, double alpha,
                           limn::Index outline_width, ColorOf&& color_of) {
  const auto mix = [alpha](std::uint8_t under, std::uint8_t over) {
    const double weight = std::floor(alpha * 256 + 0.5) / 256;
    return static_cast<std::uint8_t>(std::floor(under + (over - under) * weight + 0.5));
  };
  limn::Image<Color> result = image;
  const limn::Mask edges = outline(objects, outline_width);
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    if (objects.pixels()[i] == L{}) continue;
    const Color under = image.pixels()[i], over = color_of(objects.pixels()[i]);
    result.pixels()[i] = {mix(under.r, over.r), mix(under.g, over.g), mix(under.b, over.b)};
    if (limn::is_foreground(edges.pixels()[i])) result.pixels()[i] = over;
  }
  return result;
}

}  // namespace reference
