#pragma once
/// \file
/// Which pixels a flood may enter, 64 at a time: by their value, or by the step from their neighbor.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/region/detail/ordered_bits.hpp>

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
  [[nodiscard]] static T of(double value) {
    if (value > static_cast<double>((std::numeric_limits<T>::max)())) return std::numeric_limits<T>::infinity();
    return static_cast<T>(value);
  }
};
template <class T>
requires std::is_integral_v<T>
struct FloodDistance<T> {
  using type = std::make_unsigned_t<T>;
  [[nodiscard]] static type of(double value) {
    const double whole = math::floor(value);
    constexpr type most = (std::numeric_limits<type>::max)();
    return whole >= static_cast<double>(most) ? most : static_cast<type>(whole);
  }
};
template <class T>
using flood_distance_t = typename FloodDistance<T>::type;

/// The value farthest from `from` toward `limit` for which `inside` holds; it holds for `from` and up to some value.
template <class T, class Inside>
[[nodiscard]] T farthest_inside(T from, T limit, const Inside& inside) {
  if (inside(limit)) return limit;
  // Halving the numbers between, not the distance, ends after as many steps as a number has bits.
  auto in = ordered_bits(from), out = ordered_bits(limit);
  while (true) {
    const auto middle = in < out ? in + (out - in) / 2 : in - (in - out) / 2;
    if (middle == in) return from_ordered_bits<T>(in);
    (inside(from_ordered_bits<T>(middle)) ? in : out) = middle;
  }
}

/// `group` ones at every multiple of `group` * `step`.
[[nodiscard]] constexpr std::uint64_t groups_of_bits(int group, int step) {
  std::uint64_t bits = 0;
  for (int first = 0; first < 64; first += group * step) bits |= ((std::uint64_t{1} << group) - 1) << first;
  return bits;
}

/// Bit i is bit `Step` * i of `bits`; the other bits of the result are zero.
template <int Step, int Group = 1>
[[nodiscard]] LIMN_INLINE std::uint64_t every_nth_bit(std::uint64_t bits) {
  constexpr std::uint64_t kept = groups_of_bits(Group, Step);
  bits &= kept;
  // Neighboring groups of 1, 2, 4, ... bits move together.
  if constexpr (Group * Step < 64) return every_nth_bit<Step, 2 * Group>(bits | bits >> Group * (Step - 1));
  else return bits;
}

/// Bit i says whether pixel i of 64 passes in all its channels; `word(w)` says so for the values from 64 * w on.
template <class P, class Word>
[[nodiscard]] LIMN_INLINE std::uint64_t pixel_bits(const Word& word) {
  constexpr int channels = static_cast<int>(channels_v<P>);
  if constexpr (channels == 1) {
    return word(0);
  } else {
    std::uint64_t values[channels_v<P> + 1] = {}, inside = 0;
    for (int w = 0; w < channels; ++w) values[w] = word(w);
    for (int w = 0; w < channels; ++w) {
      std::uint64_t all = values[w];
      for (int c = 1; c < channels; ++c) all &= values[w] >> c | values[w + 1] << (64 - c);
      const int first = (64 * w + channels - 1) / channels;  // the first pixel that begins in this word
      inside |= every_nth_bit<channels>(all >> (channels * first - 64 * w)) << first;
    }
    return inside;
  }
}

#if LIMN_DETAIL_VECTORS
/// Bit i is the comparison of value i of 64; `compare(k)` is that of register k of them. It makes one comparison: GCC
/// 12 takes two that are combined apart, lane by lane.
template <class T, class Tag, class Compare>
[[nodiscard]] LIMN_INLINE std::uint64_t value_bits(const Compare& compare) {
  std::uint64_t bits = 0;
#pragma GCC unroll 4
  for (int i = 0; i < 64; i += Tag::bytes) {
    bits |= movemask(byte_mask<T, Tag>(compare, i / (Tag::bytes / static_cast<int>(sizeof(T))))) << i;
  }
  return bits;
}
#endif

/// Values within bounds, both included, the same for all pixels.
template <class P>
class FixedRange {
  using T = channel_t<P>;
  static constexpr std::size_t channels = channels_v<P>;

 public:
  FixedRange(T least, T most) requires(channels == 1) { set(0, least, most); }

  /// The values v for which -below <= v - seed <= above, the difference taken in the type of the pixels.
  FixedRange(const P& seed, double below, double above) {
    T values[channels];
    std::memcpy(values, &seed, sizeof(P));
    const flood_distance_t<T> down = FloodDistance<T>::of(below), up = FloodDistance<T>::of(above);
    for (std::size_t c = 0; c < channels; ++c) {
      const T value = values[c];
      if constexpr (std::is_integral_v<T>) {
        using D = flood_distance_t<T>;
        constexpr T least = (std::numeric_limits<T>::min)(), most = (std::numeric_limits<T>::max)();
        const auto room_below = static_cast<D>(static_cast<D>(value) - static_cast<D>(least));
        const auto room_above = static_cast<D>(static_cast<D>(most) - static_cast<D>(value));
        set(c, down >= room_below ? least : static_cast<T>(static_cast<D>(value) - down),
            up >= room_above ? most : static_cast<T>(static_cast<D>(value) + up));
      } else {
        constexpr T infinity = std::numeric_limits<T>::infinity();
        set(c, farthest_inside(value, -infinity, [&](T v) { return v == value || v - value >= -down; }),
            farthest_inside(value, infinity, [&](T v) { return v == value || v - value <= up; }));
      }
    }
  }

  /// Bit i says whether pixel i of 64 may be entered.
  template <class Tag>
  [[nodiscard]] LIMN_INLINE std::uint64_t bits(Tag, const P* pixels) const {
#if LIMN_DETAIL_VECTORS
    using V = VecOf<Bound, Tag>;
    return pixel_bits<P>([&](int w) LIMN_LAMBDA_INLINE {
      const T* const values = reinterpret_cast<const T*>(pixels) + 64 * w;
      const auto value = [&](int k) LIMN_LAMBDA_INLINE { return V::load(values + k * V::size); };
      const auto beside = [&](const Bound* bounds, int k) LIMN_LAMBDA_INLINE {
        return V::load(bounds + (w * (64 / V::size) + k) % static_cast<int>(channels) * V::size);
      };
      if constexpr (std::is_integral_v<T>) {
        return value_bits<T, Tag>([&](int k)
                                      LIMN_LAMBDA_INLINE { return value(k) - beside(low_, k) <= beside(top_, k); });
      } else {
        return value_bits<T, Tag>([&](int k) LIMN_LAMBDA_INLINE {
          return (max)((min)(value(k), beside(top_, k)), beside(low_, k)) == value(k);
        });
      }
    });
#else
    std::uint64_t result = 0;
    for (int i = 0; i < 64; ++i) result |= static_cast<std::uint64_t>(inside(pixels[i])) << i;
    return result;
#endif
  }

 private:
  using Bound = flood_distance_t<T>;

  void set(std::size_t channel, T least, T most) {
    for (std::size_t i = channel; i < 64 * channels; i += channels) {
      low_[i] = static_cast<Bound>(least);
      top_[i] = static_cast<Bound>(most);
      if constexpr (std::is_integral_v<T>) top_[i] = static_cast<Bound>(top_[i] - low_[i]);
    }
  }
  [[nodiscard]] bool inside(const P& pixel) const {
    T values[channels];
    std::memcpy(values, &pixel, sizeof(P));
    for (std::size_t c = 0; c < channels; ++c) {
      const auto value = static_cast<Bound>(values[c]);
      if constexpr (std::is_integral_v<T>) {
        if (static_cast<Bound>(value - low_[c]) > top_[c]) return false;
      } else {
        if (!(low_[c] <= value && value <= top_[c])) return false;
      }
    }
    return true;
  }

  // The bounds as they lie beside the values in a register. Of integers `top_` is the distance of the bounds: one
  // comparison will do, since below `low_` the difference wraps around.
  Bound low_[64 * channels], top_[64 * channels];
};

/// Values near that of the neighbor that the flood comes from.
template <class P>
class FloatingRange {
  using T = channel_t<P>;
  using D = flood_distance_t<T>;
  static constexpr std::size_t channels = channels_v<P>;

 public:
  FloatingRange(const P&, double below, double above)
      : below_(FloodDistance<T>::of(below)), above_(FloodDistance<T>::of(above)) {}

  /// Whether the way back is as open as the way there.
  [[nodiscard]] bool symmetric() const { return below_ == above_; }

  /// A seed that is not NaN.
  [[nodiscard]] bool starts_at(const P& seed) const { return inside(seed, seed); }

  /// Bit i says whether to[i] may be entered from from[i], of 64.
  template <class Tag>
  [[nodiscard]] LIMN_INLINE std::uint64_t bits(Tag, const P* from, const P* to) const {
#if LIMN_DETAIL_VECTORS
    using V = VecOf<T, Tag>;
    const VecOf<D, Tag> below = VecOf<D, Tag>::splat(below_), above = VecOf<D, Tag>::splat(above_);
    return pixel_bits<P>([&](int w) LIMN_LAMBDA_INLINE {
      const T* const sources = reinterpret_cast<const T*>(from) + 64 * w;
      const T* const targets = reinterpret_cast<const T*>(to) + 64 * w;
      const auto source = [&](int k) LIMN_LAMBDA_INLINE { return V::load(sources + k * V::size); };
      const auto target = [&](int k) LIMN_LAMBDA_INLINE { return V::load(targets + k * V::size); };
      if constexpr (std::is_integral_v<T>) {
        // What is positive of a difference, in the unsigned type, and what of that is too much.
        using U = VecOf<D, Tag>;
        const auto excess = [](const V& a, const V& b, const U& allowed) LIMN_LAMBDA_INLINE {
          const U rise = bit_cast<D>(a) - bit_cast<D>((min)(a, b));
          return rise - (min)(rise, allowed);
        };
        return value_bits<T, Tag>([&](int k) LIMN_LAMBDA_INLINE {
          return (excess(target(k), source(k), above) | excess(source(k), target(k), below)) == U::zero();
        });
      } else {
        return value_bits<T, Tag>([&](int k) LIMN_LAMBDA_INLINE {
          // Equal infinities differ by 0.
          using Bits = typename V::MaskLane;
          const V step = bit_cast<T>(bit_cast<Bits>(target(k) - source(k)) & (target(k) != source(k)));
          return (max)((min)(step, above), -below) == step;
        });
      }
    });
#else
    std::uint64_t result = 0;
    for (int i = 0; i < 64; ++i) result |= static_cast<std::uint64_t>(inside(from[i], to[i])) << i;
    return result;
#endif
  }

 private:
  [[nodiscard]] bool inside(const P& from, const P& to) const {
    T source[channels], target[channels];
    std::memcpy(source, &from, sizeof(P));
    std::memcpy(target, &to, sizeof(P));
    for (std::size_t c = 0; c < channels; ++c) {
      if constexpr (std::is_integral_v<T>) {
        const D rise = static_cast<D>(static_cast<D>(target[c]) - static_cast<D>(source[c]));
        const D fall = static_cast<D>(static_cast<D>(source[c]) - static_cast<D>(target[c]));
        if (target[c] >= source[c] ? rise > above_ : fall > below_) return false;
      } else {
        const T step = target[c] - source[c];
        if (!(target[c] == source[c] || (step >= -below_ && step <= above_))) return false;
      }
    }
    return true;
  }

  D below_, above_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
