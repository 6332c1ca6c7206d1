#pragma once
/// \file
/// Which pixels a flood may enter, 64 at a time: by their value, or by the step from their neighbor.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A difference that is not negative, in the type in which differences of `T` are compared. An integer differs by at
/// most 2.5 if it differs by at most 2.
template <class T>
struct FloodDistance {
  using type = T;
  [[nodiscard]] static T of(double value) { return static_cast<T>(value); }
};
template <class T>
requires std::is_integral_v<T>
struct FloodDistance<T> {
  using type = std::make_unsigned_t<T>;
  [[nodiscard]] static type of(double value) {
    const double whole = std::floor(value);
    constexpr type most = (std::numeric_limits<type>::max)();
    return whole >= static_cast<double>(most) ? most : static_cast<type>(whole);
  }
};
template <class T>
using flood_distance_t = typename FloodDistance<T>::type;

/// Values near that of the seed.
template <class P>
struct FixedRange {
  using T = channel_t<P>;
  static constexpr std::size_t channels = channels_v<P>;
  static constexpr bool floating = false;

  T low[channels], high[channels];

  FixedRange(const P& seed, double below, double above) {
    T values[channels];
    std::memcpy(values, &seed, sizeof(P));
    for (std::size_t c = 0; c < channels; ++c) {
      if constexpr (std::is_integral_v<T>) {
        using D = flood_distance_t<T>;
        constexpr T least = (std::numeric_limits<T>::min)(), most = (std::numeric_limits<T>::max)();
        const auto room_below = static_cast<D>(static_cast<D>(values[c]) - static_cast<D>(least));
        const auto room_above = static_cast<D>(static_cast<D>(most) - static_cast<D>(values[c]));
        const D down = FloodDistance<T>::of(below), up = FloodDistance<T>::of(above);
        low[c] = down >= room_below ? least : static_cast<T>(static_cast<D>(values[c]) - down);
        high[c] = up >= room_above ? most : static_cast<T>(static_cast<D>(values[c]) + up);
      } else {
        low[c] = values[c] - static_cast<T>(below);
        high[c] = values[c] + static_cast<T>(above);
      }
    }
  }

  [[nodiscard]] LIMN_INLINE bool scalar(const P& pixel) const {
    T values[channels];
    std::memcpy(values, &pixel, sizeof(P));
    bool inside = true;
    for (std::size_t c = 0; c < channels; ++c) inside = (low[c] <= values[c]) & (values[c] <= high[c]) & inside;
    return inside;
  }

  /// Bit i says whether pixel i may be entered.
  template <class Tag>
  [[nodiscard]] LIMN_INLINE std::uint64_t bits(Tag, const P* pixels) const {
    std::uint64_t inside = 0;
#if LIMN_DETAIL_VECTORS
    if constexpr (channels == 1 && sizeof(P) <= 8) {
      using V = VecOf<P, Tag>;
      const auto compare = [&](int i) LIMN_LAMBDA_INLINE {
        const V v = V::load(pixels + i * V::size);
        if constexpr (std::is_integral_v<P>) {
          // One comparison: below `low`, the difference wraps around.
          using U = VecOf<flood_distance_t<P>, Tag>;
          const U above = bit_cast<typename U::Lane>(v - V::splat(low[0]));
          return above <= U::splat(static_cast<typename U::Lane>(high[0] - low[0]));
        } else {
          return (v >= V::splat(low[0])) & (v <= V::splat(high[0]));
        }
      };
      if constexpr (std::is_integral_v<P>) {
        if (high[0] < low[0]) return 0;
      }
#pragma GCC unroll 4
      for (int i = 0; i < 64; i += Tag::bytes) inside |= movemask(byte_mask<P, Tag>(compare, i / V::size)) << i;
      return inside;
    }
#endif
    for (int i = 0; i < 64; ++i) inside |= static_cast<std::uint64_t>(scalar(pixels[i])) << i;
    return inside;
  }
};

/// Values near that of the neighbor that the flood comes from.
template <class P>
struct FloatingRange {
  using T = channel_t<P>;
  using D = flood_distance_t<T>;
  static constexpr std::size_t channels = channels_v<P>;
  static constexpr bool floating = true;

  D below, above;

  FloatingRange(const P&, double down, double up) : below(FloodDistance<T>::of(down)), above(FloodDistance<T>::of(up)) {}

  [[nodiscard]] LIMN_INLINE bool scalar(const P& from, const P& to) const {
    T source[channels], target[channels];
    std::memcpy(source, &from, sizeof(P));
    std::memcpy(target, &to, sizeof(P));
    bool inside = true;
    for (std::size_t c = 0; c < channels; ++c) {
      if constexpr (std::is_integral_v<T>) {
        const D rise = static_cast<D>(static_cast<D>(target[c]) - static_cast<D>(source[c]));
        const D fall = static_cast<D>(static_cast<D>(source[c]) - static_cast<D>(target[c]));
        inside = (target[c] >= source[c] ? rise <= above : fall <= below) && inside;
      } else {
        inside = (target[c] >= source[c] - below) & (target[c] <= source[c] + above) & inside;
      }
    }
    return inside;
  }

  /// Bit i says whether to[i] may be entered from from[i].
  template <class Tag>
  [[nodiscard]] LIMN_INLINE std::uint64_t bits(Tag, const P* from, const P* to) const {
    std::uint64_t inside = 0;
#if LIMN_DETAIL_VECTORS
    if constexpr (channels == 1 && sizeof(P) <= 8) {
      using V = VecOf<P, Tag>;
      const auto compare = [&](int i) LIMN_LAMBDA_INLINE {
        const V source = V::load(from + i * V::size), target = V::load(to + i * V::size);
        if constexpr (std::is_integral_v<P>) {
          using U = VecOf<D, Tag>;
          const V least = min(source, target);
          return (bit_cast<D>(target - least) <= U::splat(above)) & (bit_cast<D>(source - least) <= U::splat(below));
        } else {
          return (target >= source - V::splat(below)) & (target <= source + V::splat(above));
        }
      };
#pragma GCC unroll 4
      for (int i = 0; i < 64; i += Tag::bytes) inside |= movemask(byte_mask<P, Tag>(compare, i / V::size)) << i;
      return inside;
    }
#endif
    for (int i = 0; i < 64; ++i) inside |= static_cast<std::uint64_t>(scalar(from[i], to[i])) << i;
    return inside;
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
