#pragma once
/// \file
/// Exponential and logarithm of several doubles at a time, in operations that give the same bits on every instruction
/// set and with every C library, which those of <cmath> do not.

#include <limn/detail/simd/vec.hpp>

#include <bit>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

#if LIMN_DETAIL_VECTORS
template <class Tag>
using Doubles = VecOf<double, Tag>;

[[nodiscard]] LIMN_INLINE auto bits_of(const auto& a) { return bit_cast<std::uint64_t>(a); }
[[nodiscard]] LIMN_INLINE auto double_of(const auto& a) { return bit_cast<double>(a); }
#else
/// One double with the face of a vector.
struct OneDouble {
  static constexpr int size = 1;
  double v;

  [[nodiscard]] static OneDouble load(const double* from) { return {*from}; }
  [[nodiscard]] static OneDouble splat(double x) { return {x}; }
  [[nodiscard]] static OneDouble zero() { return {0}; }
  void store(double* to) const { *to = v; }
  [[nodiscard]] friend OneDouble operator+(OneDouble a, OneDouble b) { return {a.v + b.v}; }
  [[nodiscard]] friend OneDouble operator-(OneDouble a, OneDouble b) { return {a.v - b.v}; }
  [[nodiscard]] friend OneDouble operator*(OneDouble a, OneDouble b) { return {a.v * b.v}; }
  [[nodiscard]] friend OneDouble operator/(OneDouble a, OneDouble b) { return {a.v / b.v}; }
  OneDouble& operator+=(OneDouble b) { return *this = *this + b; }
};
[[nodiscard]] inline OneDouble(min)(OneDouble a, OneDouble b) { return a.v < b.v ? a : b; }
[[nodiscard]] inline OneDouble(max)(OneDouble a, OneDouble b) { return a.v > b.v ? a : b; }
template <class Tag>
using Doubles = OneDouble;

struct OneWord {
  std::uint64_t v;
  [[nodiscard]] static OneWord splat(std::uint64_t x) { return {x}; }
  [[nodiscard]] friend OneWord operator+(OneWord a, OneWord b) { return {a.v + b.v}; }
  [[nodiscard]] friend OneWord operator-(OneWord a, OneWord b) { return {a.v - b.v}; }
  [[nodiscard]] friend OneWord operator&(OneWord a, OneWord b) { return {a.v & b.v}; }
  [[nodiscard]] friend OneWord operator|(OneWord a, OneWord b) { return {a.v | b.v}; }
  [[nodiscard]] friend OneWord operator<<(OneWord a, int bits) { return {a.v << bits}; }
  [[nodiscard]] friend OneWord operator>>(OneWord a, int bits) { return {a.v >> bits}; }
};
[[nodiscard]] LIMN_INLINE OneWord bits_of(OneDouble a) { return {std::bit_cast<std::uint64_t>(a.v)}; }
[[nodiscard]] LIMN_INLINE OneDouble double_of(OneWord a) { return {std::bit_cast<double>(a.v)}; }
#endif

/// e^x with a relative error under 4e-16; x is clamped to [-708, 708].
template <class V>
[[nodiscard]] LIMN_INLINE V exponential(const V& given) {
  const V x = (min)((max)(given, V::splat(-708)), V::splat(708));
  // The last bits of a sum with 1.5 * 2^52 are the nearest integer.
  const V magic = V::splat(0x1.8p52);
  const V shifted = x * V::splat(0x1.71547652b82fep0) + magic;
  const V whole = shifted - magic;
  // ln 2 in two parts, so that the remainder is exact.
  const V r = (x - whole * V::splat(0x1.62e42fee00000p-1)) - whole * V::splat(0x1.a39ef35793c76p-33);
  // The series of e^r for |r| <= ln 2 / 2; its next term is below the rounding.
  constexpr double factors[] = {
      1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720,
      1.0 / 120,       1.0 / 24,       1.0 / 6,       0.5,          1.0,         1.0};
  V sum = V::splat(1.0 / 6227020800.0);
#pragma GCC unroll 16
  for (const double factor : factors) sum = sum * r + V::splat(factor);
  using Bits = decltype(bits_of(x));
  return sum * double_of((bits_of(shifted) << 52) + Bits::splat(0x3ff0000000000000U));
}

/// The natural logarithm of x, which is normal and above 0, with a relative error under 4e-16, or that much of 1
/// near 1.
template <class V>
[[nodiscard]] LIMN_INLINE V logarithm(const V& x) {
  using Bits = decltype(bits_of(x));
  // x = 2^e m with m in [sqrt(1/2), sqrt(2)).
  constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcdU;
  const Bits bits = bits_of(x) - Bits::splat(root_half);
  // The exponent above that of the root, as an unsigned number with 1024 added.
  const Bits raised = (bits + Bits::splat(std::uint64_t{1024} << 52)) >> 52;
  const V e = double_of(raised | Bits::splat(0x4330000000000000U)) - V::splat(0x1.0p52 + 1024);
  const V m = double_of((bits & Bits::splat(0x000fffffffffffffU)) + Bits::splat(root_half));
  // log m = 2 artanh s
  const V s = (m - V::splat(1)) / (m + V::splat(1));
  const V squared = s * s;
  constexpr double factors[] = {2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3};
  V sum = V::splat(2.0 / 21);
#pragma GCC unroll 16
  for (const double factor : factors) sum = sum * squared + V::splat(factor);
  return e * V::splat(0x1.62e42fefa39efp-1) + (s * V::splat(2) + s * squared * sum);
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
