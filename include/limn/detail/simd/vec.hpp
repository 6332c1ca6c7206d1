#pragma once
/// \file
/// A thin wrapper around the compiler's vectors: `Vec<float, 64>` is sixteen floats.
///
/// Operators act lane by lane. A comparison gives a vector of signed integers as wide as the lanes, all bits set where
/// it holds; `select` takes it. All here is always-inline and compiles to whatever the calling trampoline targets.
/// Vectors are passed by reference and returned wrapped, since raw ones by value depend on the target's ABI.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

#if defined(__GNUC__)
#define LIMN_DETAIL_VECTORS 1

template <class T>
struct SignedLane;
template <class T>
requires(sizeof(T) == 1) struct SignedLane<T> {
  using type = std::int8_t;
};
template <class T>
requires(sizeof(T) == 2) struct SignedLane<T> {
  using type = std::int16_t;
};
template <class T>
requires(sizeof(T) == 4) struct SignedLane<T> {
  using type = std::int32_t;
};
template <class T>
requires(sizeof(T) == 8) struct SignedLane<T> {
  using type = std::int64_t;
};

template <class T, int Bytes>
struct Vec;

#if LIMN_DETAIL_X86
// Leaves, with the target attribute: outside of such functions g++ 12 lowers a vector of one scalar to an insertion for
// every lane, and keeps it so when the caller is inlined into a trampoline.
template <class T>
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<T, 32> splat_32_bytes(T x);
template <class T>
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<T, 64> splat_64_bytes(T x);
#endif

template <class T, int Bytes>
struct Vec {
  typedef T Native __attribute__((vector_size(Bytes)));
  typedef T Unaligned __attribute__((vector_size(Bytes), aligned(1), may_alias));
  using Lane = T;
  using MaskLane = typename SignedLane<T>::type;
  static constexpr int bytes = Bytes;
  static constexpr int size = Bytes / static_cast<int>(sizeof(T));

  Native v;

  [[nodiscard]] LIMN_INLINE static Vec load(const void* from) {
    return {static_cast<Native>(*static_cast<const Unaligned*>(from))};
  }
  [[nodiscard]] LIMN_INLINE static Vec splat(T x) {
#if LIMN_DETAIL_X86
    if constexpr (Bytes == 32) return splat_32_bytes(x);
    else if constexpr (Bytes == 64) return splat_64_bytes(x);
    else
#endif
      return {x - Native{}};
  }
  [[nodiscard]] LIMN_INLINE static Vec zero() { return {Native{}}; }
  /// 0, 1, 2, ...
  [[nodiscard]] LIMN_INLINE static Vec iota() {
    Native lanes{};
    for (int i = 0; i < size; ++i) lanes[i] = static_cast<T>(i);
    return {lanes};
  }
  LIMN_INLINE void store(void* to) const { *static_cast<Unaligned*>(to) = v; }
  [[nodiscard]] LIMN_INLINE T operator[](int lane) const { return v[lane]; }

  [[nodiscard]] friend LIMN_INLINE Vec operator+(const Vec& a, const Vec& b) { return {a.v + b.v}; }
  [[nodiscard]] friend LIMN_INLINE Vec operator-(const Vec& a, const Vec& b) { return {a.v - b.v}; }
  [[nodiscard]] friend LIMN_INLINE Vec operator*(const Vec& a, const Vec& b) { return {a.v * b.v}; }
  [[nodiscard]] friend LIMN_INLINE Vec operator/(const Vec& a, const Vec& b) { return {a.v / b.v}; }
  [[nodiscard]] friend LIMN_INLINE Vec operator-(const Vec& a) { return {-a.v}; }
  [[nodiscard]] friend LIMN_INLINE Vec operator&(const Vec& a, const Vec& b) { return {a.v & b.v}; }
  [[nodiscard]] friend LIMN_INLINE Vec operator|(const Vec& a, const Vec& b) { return {a.v | b.v}; }
  [[nodiscard]] friend LIMN_INLINE Vec operator^(const Vec& a, const Vec& b) { return {a.v ^ b.v}; }
  [[nodiscard]] friend LIMN_INLINE Vec operator~(const Vec& a) { return {~a.v}; }
  [[nodiscard]] friend LIMN_INLINE Vec operator<<(const Vec& a, int bits) { return {a.v << bits}; }
  [[nodiscard]] friend LIMN_INLINE Vec operator>>(const Vec& a, int bits) { return {a.v >> bits}; }
  LIMN_INLINE Vec& operator+=(const Vec& b) { return *this = *this + b; }
  LIMN_INLINE Vec& operator-=(const Vec& b) { return *this = *this - b; }

  using Compared = Vec<MaskLane, Bytes>;
  [[nodiscard]] friend LIMN_INLINE Compared operator==(const Vec& a, const Vec& b) { return to_mask(a.v == b.v); }
  [[nodiscard]] friend LIMN_INLINE Compared operator!=(const Vec& a, const Vec& b) { return to_mask(a.v != b.v); }
  [[nodiscard]] friend LIMN_INLINE Compared operator<(const Vec& a, const Vec& b) { return to_mask(a.v < b.v); }
  [[nodiscard]] friend LIMN_INLINE Compared operator<=(const Vec& a, const Vec& b) { return to_mask(a.v <= b.v); }
  [[nodiscard]] friend LIMN_INLINE Compared operator>(const Vec& a, const Vec& b) { return to_mask(a.v > b.v); }
  [[nodiscard]] friend LIMN_INLINE Compared operator>=(const Vec& a, const Vec& b) { return to_mask(a.v >= b.v); }

  typedef MaskLane MaskNative __attribute__((vector_size(Bytes)));
  // char lanes compare to lanes of (signed) char or int8_t, depending on the compiler: cast once, here.
  template <class M>
  [[nodiscard]] LIMN_INLINE static Vec<MaskLane, Bytes> to_mask(const M& m) {
    return {(typename Vec<MaskLane, Bytes>::Native)m};
  }
};

#if LIMN_DETAIL_X86
template <class T>
LIMN_TARGET_AVX2 inline Vec<T, 32> splat_32_bytes(T x) {
  return {x - typename Vec<T, 32>::Native{}};
}
template <class T>
LIMN_TARGET_AVX512 inline Vec<T, 64> splat_64_bytes(T x) {
  return {x - typename Vec<T, 64>::Native{}};
}
#endif

/// The same bits as lanes of another type.
template <class To, class T, int Bytes>
[[nodiscard]] LIMN_INLINE Vec<To, Bytes> bit_cast(const Vec<T, Bytes>& a) {
  return {(typename Vec<To, Bytes>::Native)a.v};
}

/// Lanes of `a` where `mask` is set, of `b` elsewhere.
template <class T, int Bytes>
[[nodiscard]] LIMN_INLINE Vec<T, Bytes> select(const Vec<typename SignedLane<T>::type, Bytes>& mask,
                                               const Vec<T, Bytes>& a, const Vec<T, Bytes>& b) {
  return {mask.v ? a.v : b.v};
}
/// a < b ? a : b and a > b ? a : b: of a NaN and a number, or of zeros of both signs, always `b`.
template <class T, int Bytes>
[[nodiscard]] LIMN_INLINE Vec<T, Bytes>(min)(const Vec<T, Bytes>& a, const Vec<T, Bytes>& b) {
  return {a.v < b.v ? a.v : b.v};
}
template <class T, int Bytes>
[[nodiscard]] LIMN_INLINE Vec<T, Bytes>(max)(const Vec<T, Bytes>& a, const Vec<T, Bytes>& b) {
  return {a.v > b.v ? a.v : b.v};
}
#if LIMN_DETAIL_X86
// The same in one instruction, where g++ 12 makes two or, of the widest registers, more.
[[nodiscard]] inline Vec<float, 16>(min)(const Vec<float, 16>& a, const Vec<float, 16>& b) {
  return {__builtin_ia32_minps(a.v, b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<float, 32>(min)(const Vec<float, 32>& a, const Vec<float, 32>& b) {
  return {__builtin_ia32_minps256(a.v, b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<float, 64>(min)(const Vec<float, 64>& a, const Vec<float, 64>& b) {
#if defined(__clang__)
  return {__builtin_ia32_minps512(a.v, b.v, 4)};
#else
  return {__builtin_ia32_minps512_mask(a.v, b.v, a.v, static_cast<short>(-1), 4)};
#endif
}
[[nodiscard]] inline Vec<double, 16>(min)(const Vec<double, 16>& a, const Vec<double, 16>& b) {
  return {__builtin_ia32_minpd(a.v, b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<double, 32>(min)(const Vec<double, 32>& a, const Vec<double, 32>& b) {
  return {__builtin_ia32_minpd256(a.v, b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<double, 64>(min)(const Vec<double, 64>& a, const Vec<double, 64>& b) {
#if defined(__clang__)
  return {__builtin_ia32_minpd512(a.v, b.v, 4)};
#else
  return {__builtin_ia32_minpd512_mask(a.v, b.v, a.v, 0xff, 4)};
#endif
}
[[nodiscard]] inline Vec<float, 16>(max)(const Vec<float, 16>& a, const Vec<float, 16>& b) {
  return {__builtin_ia32_maxps(a.v, b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<float, 32>(max)(const Vec<float, 32>& a, const Vec<float, 32>& b) {
  return {__builtin_ia32_maxps256(a.v, b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<float, 64>(max)(const Vec<float, 64>& a, const Vec<float, 64>& b) {
#if defined(__clang__)
  return {__builtin_ia32_maxps512(a.v, b.v, 4)};
#else
  return {__builtin_ia32_maxps512_mask(a.v, b.v, a.v, static_cast<short>(-1), 4)};
#endif
}
[[nodiscard]] inline Vec<double, 16>(max)(const Vec<double, 16>& a, const Vec<double, 16>& b) {
  return {__builtin_ia32_maxpd(a.v, b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<double, 32>(max)(const Vec<double, 32>& a, const Vec<double, 32>& b) {
  return {__builtin_ia32_maxpd256(a.v, b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<double, 64>(max)(const Vec<double, 64>& a, const Vec<double, 64>& b) {
#if defined(__clang__)
  return {__builtin_ia32_maxpd512(a.v, b.v, 4)};
#else
  return {__builtin_ia32_maxpd512_mask(a.v, b.v, a.v, 0xff, 4)};
#endif
}
#endif
/// Lane by lane to a type of the same width: int32 and float, int64 and double.
template <class To, class T, int Bytes>
requires(sizeof(To) == sizeof(T)) [[nodiscard]] LIMN_INLINE Vec<To, Bytes> convert(const Vec<T, Bytes>& a) {
  return {__builtin_convertvector(a.v, typename Vec<To, Bytes>::Native)};
}

/// The vector of `T` that fills one register of an instruction set.
template <class T, class Tag>
using VecOf = Vec<T, Tag::bytes>;

#else
#define LIMN_DETAIL_VECTORS 0
#endif

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
