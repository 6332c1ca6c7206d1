#pragma once
/// \file
/// What a picture of any pixel type looks like on a screen.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/traverse.hpp>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {

/// A gray picture, or a color picture with red, green and blue; an alpha channel is ignored.
template <class I>
concept VisibleImage = AnyImage<I> &&
    (GrayPixel<pixel_t<I>> || (ColorPixel<pixel_t<I>> && requires(const pixel_t<I>& p) {
       p.r;
       p.g;
       p.b;
     }));

namespace detail {

/// The levels that are shown black and white.
struct DisplayRange {
  double low = 0, high = 255;

  template <class T>
  [[nodiscard]] LIMN_INLINE std::uint8_t operator()(T value) const {
    if constexpr (std::is_same_v<T, std::uint8_t>) {
      return value;
    } else {
      const auto level = static_cast<double>(value);
      if (!(level > low)) return 0;  // NaN too
      if (level >= high) return 255;
      // Halves, so that the difference of the extremes of double is still a number.
      return static_cast<std::uint8_t>((level * 0.5 - low * 0.5) / (high * 0.5 - low * 0.5) * 255 + 0.5);
    }
  }
};

template <class P, class F>
LIMN_INLINE void for_each_shown_channel(const P& pixel, F&& f) {
  if constexpr (GrayPixel<P>) {
    f(pixel);
  } else {
    f(pixel.r);
    f(pixel.g);
    f(pixel.b);
  }
}

/// As is for bytes; the extremes of all finite values of all channels for other types.
template <class P, std::size_t R>
[[nodiscard]] DisplayRange display_range(const ImageView<const P, R>& image) {
  DisplayRange range;
  if constexpr (!std::is_same_v<channel_t<P>, std::uint8_t>) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    range = {infinite, -infinite};
    const auto widen = [&range](auto value) {
      const auto level = static_cast<double>(value);
      if (level < range.low && level > -infinite) range.low = level;
      if (level > range.high && level < infinite) range.high = level;
    };
    for_each_row(
        [&widen](Index length, const P* pixels) {
          for (Index x = 0; x < length; ++x) for_each_shown_channel(pixels[x], widen);
        },
        image);
    if (range.low > range.high) range = {};
  }
  return range;
}

template <class P>
[[nodiscard]] LIMN_INLINE Rgb<std::uint8_t> displayed(const P& pixel, const DisplayRange& range) {
  if constexpr (GrayPixel<P>) {
    const std::uint8_t level = range(pixel);
    return {level, level, level};
  } else {
    return {range(pixel.r), range(pixel.g), range(pixel.b)};
  }
}

}  // namespace detail

/// Writes the picture as 8-bit RGB. Bytes stay as they are; any other type is scaled so that its smallest finite value
/// is black and its largest is white (of all channels together, so colors keep their hue), rounded to the nearest. NaN
/// and a constant picture are black.
///
/// \param in   rank 2 or 3; gray, Rgb, Bgr or Rgba (alpha is ignored) of any number.
/// \param out  an image of the same size; the same memory as `in` is fine for Rgb bytes.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity  one pass for bytes, two for other types; no allocation.
template <VisibleImage I, OutputOf<Rgb<std::uint8_t>> O>
requires SameRank<I, O>
void display_into(const I& in, O&& out) {
  const auto range = detail::display_range(const_view(in));
  detail::require_same_size("limn::display_into", "the output", view(out).size(), "the image", const_view(in).size());
  transform_into(in, out, [&range](const pixel_t<I>& pixel) { return detail::displayed(pixel, range); });
}

/// The picture as 8-bit RGB. See `display_into`.
template <VisibleImage I>
[[nodiscard]] Image<Rgb<std::uint8_t>, rank_v<I>> display(const I& image) {
  Image<Rgb<std::uint8_t>, rank_v<I>> shown(const_view(image).size(), uninitialized);
  display_into(image, shown);
  return shown;
}

}  // namespace LIMN_ABI
}  // namespace limn
