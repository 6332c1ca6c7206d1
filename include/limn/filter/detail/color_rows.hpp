#pragma once
/// \file
/// Rows of color pixels to gray and to CIELAB, a register of pixels at a time.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/shorts.hpp>
#include <limn/detail/simd/vec.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

// 0.299, 0.587 and 0.114 times 2^15, rounded so that they sum to 2^15.
inline constexpr std::uint32_t luma_red = 9798, luma_green = 19235, luma_blue = 3735, luma_half = 1U << 14;
inline constexpr int luma_bits = 15;

template <class P>
[[nodiscard]] LIMN_INLINE channel_t<P> luma(const P& pixel) {
  using T = channel_t<P>;
  if constexpr (std::is_floating_point_v<T>) {
    // One statement per product: no fused multiplication and addition within one.
    const T red = static_cast<T>(0.299) * pixel.r;
    const T green = static_cast<T>(0.587) * pixel.g;
    const T blue = static_cast<T>(0.114) * pixel.b;
    const T warm = red + green;
    return warm + blue;
  } else if constexpr (sizeof(T) <= 2) {
    using Wide = std::conditional_t<std::is_signed_v<T>, std::int32_t, std::uint32_t>;
    const Wide sum = static_cast<Wide>(pixel.r) * static_cast<Wide>(luma_red) +
                     static_cast<Wide>(pixel.g) * static_cast<Wide>(luma_green) +
                     static_cast<Wide>(pixel.b) * static_cast<Wide>(luma_blue) + static_cast<Wide>(luma_half);
    return static_cast<T>(sum >> luma_bits);
  } else {
    const double red = 0.299 * static_cast<double>(pixel.r);
    const double green = 0.587 * static_cast<double>(pixel.g);
    const double blue = 0.114 * static_cast<double>(pixel.b);
    const double warm = red + green;
    return static_cast<T>(math::nearbyint(warm + blue));
  }
}

#if LIMN_DETAIL_VECTORS
#if LIMN_DETAIL_X86

/// A pixel of bytes in every 32-bit lane, its first channel lowest. Reads a register's width of bytes.
template <int Channels>
[[nodiscard]] inline Vec<std::int32_t, 16> load_pixels(const std::uint8_t* from, const Vec<std::int32_t, 16>&) {
  if constexpr (Channels == 4) {
    return Vec<std::int32_t, 16>::load(from);
  } else {
    const auto at = [from](int i) {
      std::int32_t pixel = 0;
      std::memcpy(&pixel, from + 3 * i, 4);
      return pixel;
    };
    return {Vec<std::int32_t, 16>::Native{at(0), at(1), at(2), at(3)}};
  }
}
template <int Channels>
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int32_t, 32> load_pixels(const std::uint8_t* from,
                                                                        const Vec<std::int32_t, 32>&) {
  const auto words = Vec<std::int32_t, 32>::load(from);
  if constexpr (Channels == 4) {
    return words;
  } else {
    const auto halves = (Bytes32)__builtin_shufflevector(words.v, words.v, 0, 1, 2, 2, 3, 4, 5, 5);
    const Bytes32 order = {0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1,
                           0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1};
    return {(Vec<std::int32_t, 32>::Native)__builtin_ia32_pshufb256(halves, order)};
  }
}
template <int Channels>
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int32_t, 64> load_pixels(const std::uint8_t* from,
                                                                          const Vec<std::int32_t, 64>&) {
  const auto words = Vec<std::int32_t, 64>::load(from);
  if constexpr (Channels == 4) {
    return words;
  } else {
    const auto quarters =
        (Bytes64)__builtin_shufflevector(words.v, words.v, 0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11);
    const Bytes64 order = {0, 1,  2,  -1, 3, 4,  5, -1, 6,  7,  8, -1, 9, 10, 11, -1, 0, 1,  2,  -1, 3, 4,
                           5, -1, 6,  7,  8, -1, 9, 10, 11, -1, 0, 1,  2, -1, 3,  4,  5, -1, 6,  7,  8, -1,
                           9, 10, 11, -1, 0, 1,  2, -1, 3,  4,  5, -1, 6, 7,  8,  -1, 9, 10, 11, -1};
#if defined(__clang__)
    return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_pshufb512(quarters, order)};
#else
    return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_pshufb512_mask(quarters, order, Bytes64{}, ~0ULL)};
#endif
  }
}

#endif
#endif

struct LumaRow {
  template <class Tag, class P>
  LIMN_INLINE void operator()(Tag, const P* in, channel_t<P>* out, Index length) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86
    if constexpr (std::is_same_v<channel_t<P>, std::uint8_t>) {
      using V = VecOf<std::int32_t, Tag>;
      constexpr int channels = static_cast<int>(channels_v<P>);
      constexpr bool red_first = offsetof(P, r) == 0;
      const auto pair = [](std::uint32_t low, std::uint32_t high)
                            LIMN_LAMBDA_INLINE { return V::splat(static_cast<std::int32_t>(low | high << 16)); };
      const V outer = red_first ? pair(luma_red, luma_blue) : pair(luma_blue, luma_red);
      const V inner = pair(luma_green, luma_half), even = V::splat(0x00ff00ff), low = V::splat(0xff),
              one = V::splat(1 << 16);
      const auto weigh = [](const V& a, const V& b) LIMN_LAMBDA_INLINE {
        return multiply_add_pairs(bit_cast<std::int16_t>(a), bit_cast<std::int16_t>(b));
      };
      const auto gray = [&](int i) LIMN_LAMBDA_INLINE {
        const auto* const from = reinterpret_cast<const std::uint8_t*>(in + x + i * V::size);
        const V pixels = load_pixels<channels>(from, V::zero());
        return (weigh(pixels & even, outer) + weigh(((pixels >> 8) & low) | one, inner)) >> luma_bits;
      };
      // The last load of a step may read past its pixels by a register's width.
      for (; x + 5 * V::size <= length; x += 4 * V::size) {
        narrow(bit_cast<std::uint16_t>(narrow(gray(0), gray(1))), bit_cast<std::uint16_t>(narrow(gray(2), gray(3))))
            .store(out + x);
      }
    }
#endif
    for (; x < length; ++x) out[x] = luma(in[x]);
  }
};

/// The sRGB transfer curve undone: a channel in [0, 1] to linear light.
[[nodiscard]] inline double linear_light(double v) {
  return v > 0.04045 ? math::pow((v + 0.055) / 1.055, 2.4) : v / 12.92;
}
/// A channel of a pixel type in [0, 1].
template <class T>
[[nodiscard]] LIMN_INLINE double unit_channel(T v) {
  if constexpr (std::is_floating_point_v<T>) return static_cast<double>(v);
  else return static_cast<double>(v) / static_cast<double>((std::numeric_limits<T>::max)());
}

/// What CIELAB makes of a tristimulus value relative to white: its cube root, and a line near black.
struct LabCurve {
  static constexpr double dark = 0.008856, slope = 7.787, offset = 16.0 / 116.0;

  /// `length` is a multiple of 8.
  template <class Tag>
  LIMN_INLINE void operator()(Tag, double* values, Index length) const {
#if LIMN_DETAIL_VECTORS
    using V = VecOf<double, Tag>;
    using Bits = VecOf<std::uint64_t, Tag>;
    const V two = V::splat(2), start = V::splat(dark), steep = V::splat(slope), shift = V::splat(offset);
    const Bits magic = Bits::splat(guess_bits);
    for (Index x = 0; x < length; x += V::size) {
      const V t = V::load(values + x);
      const Bits b = bit_cast<std::uint64_t>(t);
      V root = bit_cast<double>((b >> 2) + (b >> 4) + (b >> 6) + (b >> 8) + (b >> 10) + magic);
      for (int i = 0; i < 2; ++i) {
        const V cube = root * root * root;
        root = root * ((cube + two * t) / (two * cube + t));
      }
      select(t > start, root, t * steep + shift).store(values + x);
    }
#else
    for (Index x = 0; x < length; ++x) values[x] = one(values[x]);
#endif
  }

  /// The same for one value.
  [[nodiscard]] static double one(double t) {
    if (!(t > dark)) {
      const double line = t * slope;
      return line + offset;
    }
    const auto b = std::bit_cast<std::uint64_t>(t);
    double root = std::bit_cast<double>((b >> 2) + (b >> 4) + (b >> 6) + (b >> 8) + (b >> 10) + guess_bits);
    for (int i = 0; i < 2; ++i) {
      const double cube = root * root * root, twice = 2 * t, double_cube = 2 * cube;
      root = root * ((cube + twice) / (double_cube + t));
    }
    return root;
  }

 private:
  // The bits of a number are about its logarithm, so a third of them, by shifts, is about that of its cube root; 4 %
  // off at most. Halley's iteration triples the right digits.
  static constexpr std::uint64_t guess_bits = 0x2aa8000000000000ULL;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
