#pragma once
/// \file
/// The level of a pixel from the sums over its window: v > mean - a + b * deviation, for a and b linear in the mean.
///
/// With n values of sum S and sum of squares Q, everything times n: v n - S + A > B sqrt(V), where V = n Q - S^2 is n^2
/// times the variance. x |x| grows with x, so that (v n - S + A) |v n - S + A| > B |B| V is the same without a root.
/// Where sums are exact, as those of integers are, so is a tie of a pixel with the mean.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

struct LocalForm {
  double count = 1;                // values in a window
  double a0 = 0, a1 = 0;           // a = a0 + a1 * mean
  double b0 = 0, b1 = 0;           // b = b0 + b1 * mean
  bool nick = false;               // V = n Q - S^2 / n, after the letter of NICK's paper
  double fade = 0, fade_rate = 0;  // less fade * mean * exp(-fade_rate * mean) in a: Phansalkar's
};

// What the formulas below need of a double and of a register of doubles alike. Products and sums are written apart,
// since a compiler may round a * b + c once, and so make the result depend on the instruction set.

[[nodiscard]] LIMN_INLINE double times(double a, double b) { return a * b; }
[[nodiscard]] LIMN_INLINE double magnitude(double x) { return x < 0 ? -x : x; }
/// 0 where a <= b, else `value`: so a NaN stays one.
[[nodiscard]] LIMN_INLINE double zero_up_to(double a, double b, double value) { return a <= b ? 0 : value; }
[[nodiscard]] LIMN_INLINE double clamped(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}
/// 2^k where the low bits of `shifted` hold the integer k.
[[nodiscard]] LIMN_INLINE double power_of_two(double shifted) {
  std::uint64_t bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 1023) << 52;
  double power;
  std::memcpy(&power, &bits, sizeof power);
  return power;
}
#if LIMN_DETAIL_VECTORS
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<double, Bytes> times(const Vec<double, Bytes>& a, const Vec<double, Bytes>& b) {
  return a * b;
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<double, Bytes> magnitude(const Vec<double, Bytes>& x) {
  return (max)(x, -x);
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<double, Bytes> zero_up_to(const Vec<double, Bytes>& a, const Vec<double, Bytes>& b,
                                                        const Vec<double, Bytes>& value) {
  const typename Vec<double, Bytes>::Native none{};
  return {a.v <= b.v ? none : value.v};
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<double, Bytes> clamped(const Vec<double, Bytes>& x, const Vec<double, Bytes>& low,
                                                     const Vec<double, Bytes>& high) {
  return (min)((max)(x, low), high);
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<double, Bytes> power_of_two(const Vec<double, Bytes>& shifted) {
  using Bits = Vec<std::uint64_t, Bytes>;
  return bit_cast<double>((bit_cast<std::uint64_t>(shifted) + Bits::splat(1023)) << 52);
}
#endif

/// A number in every lane.
template <class V>
[[nodiscard]] LIMN_INLINE V lanes(double x) {
  if constexpr (std::is_same_v<V, double>) return x;
#if LIMN_DETAIL_VECTORS
  else return V::splat(x);
#endif
}

/// e^x to a few units in the last place, the same on every machine; x is taken into [-700, 700]. The constants are made
/// once, outside of the loop over a row.
template <class V>
struct Exponential {
  static constexpr int terms = 13;
  V low = lanes<V>(-700), high = lanes<V>(700), one = lanes<V>(1), shift = lanes<V>(0x1.8p52);
  V per_ln2 = lanes<V>(1.4426950408889634), ln2 = lanes<V>(0x1.62e42feep-1), ln2_rest = lanes<V>(0x1.a39ef35793c76p-33);
  V inverse[terms + 1];

  LIMN_INLINE Exponential() {
    for (int i = 1; i <= terms; ++i) inverse[i] = lanes<V>(1.0 / i);
  }

  [[nodiscard]] LIMN_INLINE V operator()(const V& given) const {
    const V x = clamped(given, low, high);
    // x = k ln 2 + rest: adding 1.5 * 2^52 leaves the integer k in the low bits.
    const V shifted = times(x, per_ln2) + shift;
    const V k = shifted - shift;
    const V near = x - times(k, ln2);
    const V rest = near - times(k, ln2_rest);
    V sum = one;
    for (int i = terms; i > 0; --i) sum = one + times(times(sum, rest), inverse[i]);
    return times(sum, power_of_two(shifted));
  }
};

/// The constants of a form in every lane. `tiny` is the share below which a difference of sums of floats is their
/// rounding and taken for 0; 0 for exact sums.
template <class V, bool Fading>
struct LocalLanes {
  V count, one, a0, a1, b0, b1, fade, fade_rate, tiny;
  bool nick, exact;
  std::conditional_t<Fading, Exponential<V>, char> exponential{};

  LIMN_INLINE LocalLanes(const LocalForm& form, double rounding)
      : count(lanes<V>(form.count)),
        one(lanes<V>(1)),
        a0(lanes<V>(form.a0)),
        a1(lanes<V>(form.a1)),
        b0(lanes<V>(form.b0)),
        b1(lanes<V>(form.b1)),
        fade(lanes<V>(form.fade)),
        fade_rate(lanes<V>(-form.fade_rate)),
        tiny(lanes<V>(rounding)),
        nick(form.nick),
        exact(rounding == 0) {}
};

/// A, B and V of the formula above.
template <class V>
struct LocalTerms {
  V a, b, spread;

  /// For n values; `inverse` is 1 / n.
  template <bool Fading>
  LIMN_INLINE LocalTerms(const LocalLanes<V, Fading>& form, const V& n, const V& inverse, const V& sum,
                         const V& squares) {
    const V mean = times(sum, inverse);
    a = times(form.a0, n) + times(form.a1, sum);
    b = form.b0 + times(form.b1, mean);
    const V whole = times(n, squares), square = times(sum, sum);
    const V apart = whole - (form.nick ? times(square, inverse) : square);
    spread = zero_up_to(apart, times(whole, form.tiny), apart);
    if constexpr (Fading) a = a - times(times(form.fade, sum), form.exponential(times(form.fade_rate, mean)));
  }
};

/// The rows of sums around the pixels of a row. `valid` is null where all windows hold `count` values.
struct LocalRows {
  const double *pixels, *sums, *squares, *valid;
};

/// Foreground where a pixel is above its level; none where a window holds no value.
struct LocalMaskRow {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const LocalForm& form, const LocalRows& rows, double tiny, Binary* out,
                              Index length) const {
    if (form.fade != 0) write<true>(tag, form, rows, tiny, out, length);
    else write<false>(tag, form, rows, tiny, out, length);
  }

  template <class V, bool Fading>
  [[nodiscard]] LIMN_INLINE static auto is_above(const LocalLanes<V, Fading>& form, const V& v, const V& n,
                                                 const V& inverse, const V& sum, const V& squares) {
    const LocalTerms<V> terms(form, n, inverse, sum, squares);
    V apart = times(v, n) - sum;
    if (!form.exact) apart = zero_up_to(magnitude(apart), times(magnitude(sum), form.tiny), apart);
    const V left = apart + terms.a;
    return times(left, magnitude(left)) > times(times(terms.b, magnitude(terms.b)), terms.spread);
  }

 private:
  template <bool Fading, class Tag>
  LIMN_INLINE static void write(Tag, const LocalForm& form, const LocalRows& rows, double tiny, Binary* out,
                                Index length) {
    const double *const pixels = rows.pixels, *const sums = rows.sums, *const squares = rows.squares,
                        *const valid = rows.valid;
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<double, Tag>;
    const LocalLanes<V, Fading> splats(form, tiny);
    const V inverse = V::splat(1 / form.count);
    for (; x + Tag::bytes <= length; x += Tag::bytes) {
      const auto above = [&](int i) LIMN_LAMBDA_INLINE {
        const Index at = x + i * V::size;
        const V n = valid == nullptr ? splats.count : V::load(valid + at);
        return is_above(splats, V::load(pixels + at), n, valid == nullptr ? inverse : splats.one / n,
                        V::load(sums + at), V::load(squares + at));
      };
      byte_mask<double, Tag>(above).store(out + x);
    }
#endif
    const LocalLanes<double, Fading> numbers(form, tiny);
    for (; x < length; ++x) {
      const double n = valid == nullptr ? form.count : valid[x];
      out[x] = to_binary(is_above(numbers, pixels[x], n, 1 / n, sums[x], squares[x]));
    }
  }
};

/// The level of each pixel; NaN where a window holds no value.
struct LocalLevelRow {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const LocalForm& form, const LocalRows& rows, double tiny, float* out,
                              Index length) const {
    const auto write = [&](const auto& numbers) LIMN_LAMBDA_INLINE {
      for (Index x = 0; x < length; ++x) {
        const double n = rows.valid == nullptr ? form.count : rows.valid[x], sum = rows.sums[x];
        const LocalTerms<double> terms(numbers, n, 1 / n, sum, rows.squares[x]);
        const double deviation = times(terms.b, math::sqrt(terms.spread));
        out[x] = static_cast<float>((sum - terms.a + deviation) / n);
      }
    };
    if (form.fade != 0) write(LocalLanes<double, true>(form, tiny));
    else write(LocalLanes<double, false>(form, tiny));
  }
};

/// The largest V / n^2 of a row, if it exceeds `most`.
struct LocalSpreadRow {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const LocalForm& form, const LocalRows& rows, double tiny, double& most,
                              Index length) const {
    const LocalLanes<double, false> numbers(form, tiny);
    double largest = most;
    for (Index x = 0; x < length; ++x) {
      const double n = rows.valid == nullptr ? form.count : rows.valid[x];
      const LocalTerms<double> terms(numbers, n, 1 / n, rows.sums[x], rows.squares[x]);
      const double variance = terms.spread / times(n, n);
      largest = variance > largest ? variance : largest;
    }
    most = largest;
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
