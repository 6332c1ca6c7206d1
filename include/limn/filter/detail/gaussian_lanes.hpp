#pragma once
/// \file
/// In what numbers a Gaussian is computed: one type per arithmetic, each with its scalar and its vector form.
///
/// A lane is a pixel between the passes. `product` weighs a lane, or the sum of two lanes at equal distance from the
/// center; `finish` turns the sum of the last pass, of type `Sum`, into a pixel.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/shorts.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Bytes as 16-bit lanes of 7 fractional bits, under weights of 16 bits that sum to 65536. The upper half of each
/// product is kept; `bias` gives back what r + 1 truncations lose on average.
struct GaussianFixed {
  using Lane = std::uint16_t;
  using Sum = Lane;
  using Channel = std::uint8_t;
  static constexpr int weight_bits = 16;
  static constexpr bool by_pairs = false;
  static constexpr Lane half = 64;

  Lane bias;

  explicit GaussianFixed(Index radius) : bias(static_cast<Lane>((radius + 1) / 2)) {}

  [[nodiscard]] LIMN_INLINE static Lane lane(Channel v) { return static_cast<Lane>(v << 7); }
  [[nodiscard]] LIMN_INLINE static Lane add(Lane a, Lane b) { return static_cast<Lane>(a + b); }
  [[nodiscard]] LIMN_INLINE static Lane product(Lane a, Lane weight) {
    return static_cast<Lane>(static_cast<std::uint32_t>(a) * weight >> 16);
  }
  [[nodiscard]] LIMN_INLINE Lane start(Lane first) const { return static_cast<Lane>(first + bias); }
  [[nodiscard]] LIMN_INLINE static Channel finish(Lane v) { return static_cast<Channel>((v + half) >> 7); }

#if LIMN_DETAIL_VECTORS
  template <class V>
  [[nodiscard]] LIMN_INLINE static V load(const Channel* from) {
    return load_wide(from, V::zero()) << 7;
  }
  template <class V>
  [[nodiscard]] LIMN_INLINE static V product(const V& a, const V& weight) {
    return multiply_high(a, weight);
  }
  template <class V>
  [[nodiscard]] LIMN_INLINE V start(const V& first) const {
    return first + V::splat(bias);
  }
  /// Stores four registers of lanes as pixels.
  template <class V>
  LIMN_INLINE static void store(Channel* to, const V& a, const V& b, const V& c, const V& d) {
    const V rounding = V::splat(half);
    narrow((a + rounding) >> 7, (b + rounding) >> 7).store(to);
    narrow((c + rounding) >> 7, (d + rounding) >> 7).store(to + 2 * V::size);
  }
#endif
};

/// Bytes under weights of 8 bits that sum to 256, exact until the one rounding at the end, as OpenCV does it. A sum
/// down the columns fits 16 bits; one along the row is made of products of pairs, in 32 bits.
struct GaussianExact {
  using Lane = std::uint16_t;
  using Sum = std::uint32_t;
  using Channel = std::uint8_t;
  static constexpr int weight_bits = 8;
  static constexpr bool by_pairs = true;

  explicit GaussianExact(Index) {}

  [[nodiscard]] LIMN_INLINE static Lane lane(Channel v) { return v; }
  [[nodiscard]] LIMN_INLINE static Sum add(Sum a, Sum b) { return a + b; }
  [[nodiscard]] LIMN_INLINE static Sum product(Sum a, Lane weight) { return a * weight; }
  [[nodiscard]] LIMN_INLINE static Sum start(Sum first) { return first; }
  [[nodiscard]] LIMN_INLINE static Channel finish(Sum v) { return static_cast<Channel>((v + 32768U) >> 16); }

#if LIMN_DETAIL_VECTORS
  template <class V>
  [[nodiscard]] LIMN_INLINE static V load(const Channel* from) {
    return load_wide(from, V::zero());
  }
  template <class V>
  [[nodiscard]] LIMN_INLINE static V product(const V& a, const V& weight) {
    return a * weight;
  }
  /// Down the columns: less 32768, since the products of pairs take signed numbers.
  template <class V>
  [[nodiscard]] LIMN_INLINE static V start(const V& first) {
    return first + V::splat(32768);
  }

  /// The pixels of two registers of lanes at `from`; `pairs` are weights 2j and 2j + 1 of the 2 * radius + 1, side by
  /// side. `Gray` pixels follow each other, those of a color are `channels` apart.
  template <bool Gray, class V>
  LIMN_INLINE static void store_row(Channel* to, const Lane* from, const Lane* pairs, Index radius, Index channels) {
    using S = Vec<std::int16_t, V::bytes>;
    using I = Vec<std::int32_t, V::bytes>;
    const I low = I::splat(0xffff), high = ~low;
    I even[2], odd[2];
#pragma GCC unroll 2
    for (int i = 0; i < 2; ++i) even[i] = odd[i] = I::splat((1 << 23) + 32768);  // what the bias took, and a half
    const Lane* at = from - radius * channels;
    for (Index j = 0; j <= radius; ++j, at += 2 * channels) {
      const S weights = S::load(pairs + j * V::size);
#pragma GCC unroll 2
      for (int i = 0; i < 2; ++i) {
        const I here = I::load(at + i * V::size), next = I::load(at + i * V::size + channels);
        S first = bit_cast<std::int16_t>(here), second = bit_cast<std::int16_t>(next);
        if constexpr (!Gray) {
          first = bit_cast<std::int16_t>((here & low) | next << 16);
          second = bit_cast<std::int16_t>((here >> 16 & low) | (next & high));
        }
        even[i] += multiply_add_pairs(first, weights);
        odd[i] += multiply_add_pairs(second, weights);
      }
    }
    const auto pixels = [&](int i)
                            LIMN_LAMBDA_INLINE { return bit_cast<std::uint16_t>(even[i] >> 16 | (odd[i] & high)); };
    narrow(pixels(0), pixels(1)).store(to);
  }
#endif
};

/// Everything else in `F`, float or double; integers are rounded at the end, halves to even.
template <class F, class T>
struct GaussianReal {
  using Lane = F;
  using Sum = F;
  using Channel = T;
  static constexpr int weight_bits = 0;
  static constexpr bool by_pairs = false;

  explicit GaussianReal(Index) {}

  [[nodiscard]] LIMN_INLINE static F lane(T v) { return static_cast<F>(v); }
  [[nodiscard]] LIMN_INLINE static F add(F a, F b) { return a + b; }
  [[nodiscard]] LIMN_INLINE static F product(F a, F weight) { return a * weight; }
  [[nodiscard]] LIMN_INLINE static F start(F first) { return first; }
  [[nodiscard]] LIMN_INLINE static T finish(F v) {
    if constexpr (std::is_floating_point_v<T>) {
      return static_cast<T>(v);
    } else {
      // The largest value of a 64-bit type is no floating number: compare before converting.
      constexpr F low = static_cast<F>((std::numeric_limits<T>::min)());
      constexpr F high = static_cast<F>((std::numeric_limits<T>::max)());
      if (v <= low) return (std::numeric_limits<T>::min)();
      if (v >= high) return (std::numeric_limits<T>::max)();
      return static_cast<T>(math::nearbyint(v));
    }
  }

#if LIMN_DETAIL_VECTORS
  template <class V>
  [[nodiscard]] LIMN_INLINE static V load(const T* from) {
    if constexpr (std::is_same_v<T, F>) {
      return V::load(from);
    } else if constexpr (narrow_integer<T>) {
      return convert<F>(load_wide(from, Vec<std::int32_t, V::bytes>::zero()));
    } else {
      V lanes{};
      for (int i = 0; i < V::size; ++i) lanes.v[i] = static_cast<F>(from[i]);
      return lanes;
    }
  }
  template <class V>
  [[nodiscard]] LIMN_INLINE static V product(const V& a, const V& weight) {
    return a * weight;
  }
  template <class V>
  [[nodiscard]] LIMN_INLINE static V start(const V& first) {
    return first;
  }
  template <class V>
  LIMN_INLINE static void store(T* to, const V& a, const V& b, const V& c, const V& d) {
    if constexpr (std::is_same_v<T, F>) {
      a.store(to);
      b.store(to + V::size);
      c.store(to + 2 * V::size);
      d.store(to + 3 * V::size);
    } else if constexpr (narrow_integer<T>) {
      using Ints = Vec<std::int32_t, V::bytes>;
      // Adding 1.5 * 2^23 leaves the number, rounded, in the low bits. The range is moved so that it is that of a
      // signed type, which packing needs.
      constexpr std::int32_t middle = std::is_signed_v<T> || sizeof(T) == 1 ? 0 : 32768;
      const V low = V::splat(static_cast<F>((std::numeric_limits<T>::min)()));
      const V high = V::splat(static_cast<F>((std::numeric_limits<T>::max)()));
      const V magic = V::splat(12582912.0F);
      const Ints offset = Ints::splat(0x4b400000 + middle);
      const auto rounded = [&](const V& v) LIMN_LAMBDA_INLINE {
        return bit_cast<std::int32_t>(min(max(v, low), high) + magic) - offset;
      };
      using Shorts = Vec<std::uint16_t, V::bytes>;
      const Shorts first = bit_cast<std::uint16_t>(narrow(rounded(a), rounded(b)));
      const Shorts second = bit_cast<std::uint16_t>(narrow(rounded(c), rounded(d)));
      if constexpr (sizeof(T) == 2) {
        const Shorts flip = Shorts::splat(std::is_signed_v<T> ? 0 : 0x8000);
        (first ^ flip).store(to);
        (second ^ flip).store(to + 2 * V::size);
      } else {
        const Shorts low_byte = Shorts::splat(255);
        narrow(first & low_byte, second & low_byte).store(to);
      }
    } else {
      const V all[4] = {a, b, c, d};
      for (int i = 0; i < 4 * V::size; ++i) to[i] = finish(all[i / V::size].v[i % V::size]);
    }
  }
#endif
};

/// Numbers as pixels, rounded if those are integers.
struct FinishRow {
  template <class Tag, class T, class A>
  LIMN_INLINE void operator()(Tag, const A* values, T* out, Index length) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<A, Tag>;
    for (; x + 4 * V::size <= length; x += 4 * V::size) {
      const A* const at = values + x;
      GaussianReal<A, T>::store(out + x, V::load(at), V::load(at + V::size), V::load(at + 2 * V::size),
                                V::load(at + 3 * V::size));
    }
#endif
    for (; x < length; ++x) out[x] = GaussianReal<A, T>::finish(values[x]);
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
