#pragma once
/// \file
/// A decoded file before it takes the pixel type that the caller asked for, and the conversions to that type.

#include <limn/core/config.hpp>
#include <limn/core/image.hpp>
#include <limn/core/pixel.hpp>
#include <limn/filter/color.hpp>

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Whether samples spread over the full range of their type, or keep the numbers that the file holds.
enum class Samples {
  scaled,  // brightness: white is 255 or 65535
  raw      // labels: gray values and palette indices as stored
};

/// What a file says of itself before its pixels.
struct Header {
  Index width = 0, height = 0;
  int channels = 0;  // 1 gray, 2 gray and alpha, 3 color, 4 color and alpha
  int bits = 0;      // of a sample
};

/// Rows of interleaved samples: in `narrow` up to 8 bits, else in `wide`; the other one is empty.
struct Picture {
  Index width = 0;
  int channels = 1;
  Image<std::uint8_t> narrow;
  Image<std::uint16_t> wide;
};

[[nodiscard]] LIMN_INLINE constexpr std::uint8_t to_depth(std::uint8_t v, std::uint8_t) { return v; }
[[nodiscard]] LIMN_INLINE constexpr std::uint16_t to_depth(std::uint16_t v, std::uint16_t) { return v; }
[[nodiscard]] LIMN_INLINE constexpr std::uint16_t to_depth(std::uint8_t v, std::uint16_t) {
  return static_cast<std::uint16_t>(v * 257);
}
[[nodiscard]] LIMN_INLINE constexpr std::uint8_t to_depth(std::uint16_t v, std::uint8_t) {
  return static_cast<std::uint8_t>((v + 128u) / 257u);
}

/// One pixel of type P from `channels` samples.
template <class P, int channels, class S>
[[nodiscard]] LIMN_INLINE P to_pixel(const S* s) {
  if constexpr (std::is_same_v<P, Binary>) {
    if constexpr (channels >= 3) return to_binary((s[0] | s[1] | s[2]) != 0);
    else return to_binary(s[0] != 0);
  } else {
    using C = channel_t<P>;
    constexpr C depth{};
    if constexpr (channels_v<P> == 1) {
      if constexpr (channels >= 3) return to_depth(to_gray(Rgb<S>{s[0], s[1], s[2]}), depth);
      else return to_depth(s[0], depth);
    } else {
      constexpr int green = channels >= 3 ? 1 : 0, blue = channels >= 3 ? 2 : 0;
      P pixel;
      pixel.r = to_depth(s[0], depth);
      pixel.g = to_depth(s[green], depth);
      pixel.b = to_depth(s[blue], depth);
      if constexpr (channels_v<P> == 4) {
        if constexpr (channels == 2 || channels == 4) pixel.a = to_depth(s[channels - 1], depth);
        else pixel.a = static_cast<C>(-1);
      }
      return pixel;
    }
  }
}

template <class P, int channels, class S>
[[nodiscard]] Image<P> convert_samples(const Image<S>& samples, Index width) {
  Image<P> result(Size{width, samples.height()}, uninitialized);
  const S* from = samples.pixels().data();
  for (P& pixel : result.pixels()) {
    pixel = to_pixel<P, channels>(from);
    from += channels;
  }
  return result;
}

template <class P, class S>
[[nodiscard]] Image<P> convert_samples(const Image<S>& samples, Index width, int channels) {
  switch (channels) {
    case 1: return convert_samples<P, 1>(samples, width);
    case 2: return convert_samples<P, 2>(samples, width);
    case 3: return convert_samples<P, 3>(samples, width);
    default: return convert_samples<P, 4>(samples, width);
  }
}

template <class P>
[[nodiscard]] Image<P> convert(Picture&& picture) {
  if constexpr (std::is_same_v<P, std::uint8_t>) {
    if (picture.channels == 1 && !picture.narrow.empty()) return static_cast<Image<P>&&>(picture.narrow);
  }
  if constexpr (std::is_same_v<P, std::uint16_t>) {
    if (picture.channels == 1 && !picture.wide.empty()) return static_cast<Image<P>&&>(picture.wide);
  }
  if (picture.wide.empty()) return convert_samples<P>(picture.narrow, picture.width, picture.channels);
  return convert_samples<P>(picture.wide, picture.width, picture.channels);
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
