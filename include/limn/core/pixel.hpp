#pragma once
/// \file
/// Pixel types: gray numbers, colors as aggregates, Binary for masks, and the traits that tell them apart.

#include <limn/core/config.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace limn {

/// A pixel of a mask. Any non-zero byte reads as foreground, limn writes 255, so buffers of 0/1 and of 0/255 wrap
/// without a copy.
enum class Binary : std::uint8_t { background = 0, foreground = 255 };

[[nodiscard]] LIMN_INLINE constexpr bool is_foreground(Binary pixel) { return pixel != Binary::background; }
[[nodiscard]] LIMN_INLINE constexpr Binary to_binary(bool foreground) {
  return foreground ? Binary::foreground : Binary::background;
}

template <class T>
struct Rgb {
  T r{}, g{}, b{};
  friend LIMN_INLINE constexpr bool operator==(const Rgb&, const Rgb&) = default;
};
template <class T>
struct Bgr {
  T b{}, g{}, r{};
  friend LIMN_INLINE constexpr bool operator==(const Bgr&, const Bgr&) = default;
};
template <class T>
struct Rgba {
  T r{}, g{}, b{}, a{};
  friend LIMN_INLINE constexpr bool operator==(const Rgba&, const Rgba&) = default;
};
/// CIELAB under D65: l in [0, 100], a and b about [-128, 128] when T is floating.
template <class T>
struct Lab {
  T l{}, a{}, b{};
  friend LIMN_INLINE constexpr bool operator==(const Lab&, const Lab&) = default;
};

template <class T>
Rgb(T, T, T) -> Rgb<T>;
template <class T>
Bgr(T, T, T) -> Bgr<T>;
template <class T>
Rgba(T, T, T, T) -> Rgba<T>;
template <class T>
Lab(T, T, T) -> Lab<T>;

/// The channels of a pixel type: how many, and of what. Specialize it for a color type of your own, which must be
/// an aggregate of nothing but its channels.
template <class P>
struct PixelTraits {
  static constexpr std::size_t channels = 0;
  using Channel = void;
};
template <class P>
requires(std::is_arithmetic_v<P> && !std::same_as<P, bool>) struct PixelTraits<P> {
  static constexpr std::size_t channels = 1;
  using Channel = P;
};
template <class T>
struct PixelTraits<Rgb<T>> {
  static constexpr std::size_t channels = 3;
  using Channel = T;
};
template <class T>
struct PixelTraits<Bgr<T>> : PixelTraits<Rgb<T>> {};
template <class T>
struct PixelTraits<Lab<T>> : PixelTraits<Rgb<T>> {};
template <class T>
struct PixelTraits<Rgba<T>> {
  static constexpr std::size_t channels = 4;
  using Channel = T;
};

template <class P>
inline constexpr std::size_t channels_v = PixelTraits<P>::channels;
template <class P>
using channel_t = typename PixelTraits<P>::Channel;

/// A number that says how bright a pixel is. `Binary` is no gray pixel: a mask has no brightness.
template <class P>
concept GrayPixel = std::is_arithmetic_v<P> && !std::same_as<P, bool>;
/// Several channels.
template <class P>
concept ColorPixel = (channels_v<P> > 1);
/// A pixel that is foreground or background: `Binary`, and nothing else. Wrap bytes by `as_mask`, or compare.
template <class P>
concept MaskPixel = std::same_as<P, Binary>;
/// The id of an object, 0 for background.
template <class P>
concept LabelPixel = std::integral<P> && !std::same_as<P, bool>;

}  // namespace limn
