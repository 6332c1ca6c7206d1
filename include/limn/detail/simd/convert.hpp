#pragma once
/// \file
/// Pixels as lanes of a wider type, and back: load and widen, narrow and store.
///
/// The compilers' own conversion between lanes of different widths is scalar code in GCC 12.

#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#if LIMN_DETAIL_VECTORS

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

template <class T>
inline constexpr bool narrow_integer = std::is_same_v<T, std::uint8_t> || std::is_same_v<T, std::int8_t> ||
                                       std::is_same_v<T, std::uint16_t> || std::is_same_v<T, std::int16_t>;

#if LIMN_DETAIL_X86

typedef unsigned char UnsignedBytes16 __attribute__((vector_size(16)));
typedef unsigned char UnsignedBytes32 __attribute__((vector_size(32)));
typedef unsigned short UnsignedShorts32 __attribute__((vector_size(32)));
typedef long long UnalignedLongs16 __attribute__((vector_size(16), aligned(1), may_alias));
typedef long long UnalignedLongs32 __attribute__((vector_size(32), aligned(1), may_alias));
typedef long long UnalignedLong __attribute__((aligned(1), may_alias));
typedef int UnalignedInt __attribute__((aligned(1), may_alias));

/// Bytes as 16-bit lanes.
[[nodiscard]] inline Vec<std::uint16_t, 16> load_wide(const std::uint8_t* from, const Vec<std::uint16_t, 16>&) {
  const Longs16 low = {*reinterpret_cast<const UnalignedLong*>(from), 0};
  const Bytes16 zero{};
  return {(Vec<std::uint16_t, 16>::Native)__builtin_shufflevector((Bytes16)low, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20,
                                                                  5, 21, 6, 22, 7, 23)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::uint16_t, 32> load_wide(const std::uint8_t* from,
                                                                       const Vec<std::uint16_t, 32>&) {
  const Longs16 bytes = *reinterpret_cast<const UnalignedLongs16*>(from);
#if defined(__clang__)
  return {__builtin_convertvector((UnsignedBytes16)bytes, Vec<std::uint16_t, 32>::Native)};
#else
  return {(Vec<std::uint16_t, 32>::Native)__builtin_ia32_pmovzxbw256((Bytes16)bytes)};
#endif
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::uint16_t, 64> load_wide(const std::uint8_t* from,
                                                                         const Vec<std::uint16_t, 64>&) {
  const Longs32 bytes = *reinterpret_cast<const UnalignedLongs32*>(from);
#if defined(__clang__)
  return {__builtin_convertvector((UnsignedBytes32)bytes, Vec<std::uint16_t, 64>::Native)};
#else
  return {(Vec<std::uint16_t, 64>::Native)__builtin_ia32_pmovzxbw512_mask((Bytes32)bytes, Shorts64{}, 0xffffffffU)};
#endif
}

/// Bytes and 16-bit pixels as 32-bit lanes.
template <class T>
requires(sizeof(T) == 1)
    [[nodiscard]] inline Vec<std::int32_t, 16> load_wide(const T* from, const Vec<std::int32_t, 16>&) {
  const Ints16 low = {*reinterpret_cast<const UnalignedInt*>(from), 0, 0, 0};
  const auto bytes = (Bytes16)low;
  // The upper half is not wanted, but so it is one instruction and not twenty.
  const auto twice = __builtin_shufflevector(bytes, bytes, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
  const auto shorts = (Shorts16)twice;
  const auto four = (Ints16)__builtin_shufflevector(shorts, shorts, 0, 0, 1, 1, 2, 2, 3, 3);
  typedef unsigned UnsignedInts16 __attribute__((vector_size(16)));
  if constexpr (std::is_signed_v<T>) return {(Vec<std::int32_t, 16>::Native)(four >> 24)};
  else return {(Vec<std::int32_t, 16>::Native)((UnsignedInts16)four >> 24)};
}
template <class T>
requires(sizeof(T) == 2)
    [[nodiscard]] inline Vec<std::int32_t, 16> load_wide(const T* from, const Vec<std::int32_t, 16>&) {
  const Longs16 low = {*reinterpret_cast<const UnalignedLong*>(from), 0};
  const auto shorts = (Shorts16)low;
  const auto twice = (Ints16)__builtin_shufflevector(shorts, shorts, 0, 0, 1, 1, 2, 2, 3, 3);
  typedef unsigned UnsignedInts16 __attribute__((vector_size(16)));
  if constexpr (std::is_signed_v<T>) return {(Vec<std::int32_t, 16>::Native)(twice >> 16)};
  else return {(Vec<std::int32_t, 16>::Native)((UnsignedInts16)twice >> 16)};
}
template <class T>
requires(sizeof(T) == 1) [[nodiscard]] LIMN_TARGET_AVX2
    inline Vec<std::int32_t, 32> load_wide(const T* from, const Vec<std::int32_t, 32>&) {
#if defined(__clang__)
  typedef T Eight __attribute__((vector_size(8), aligned(1), may_alias));
  return {__builtin_convertvector(*reinterpret_cast<const Eight*>(from), Vec<std::int32_t, 32>::Native)};
#else
  const Longs16 low = {*reinterpret_cast<const UnalignedLong*>(from), 0};
  if constexpr (std::is_signed_v<T>) return {(Vec<std::int32_t, 32>::Native)__builtin_ia32_pmovsxbd256((Bytes16)low)};
  else return {(Vec<std::int32_t, 32>::Native)__builtin_ia32_pmovzxbd256((Bytes16)low)};
#endif
}
template <class T>
requires(sizeof(T) == 2) [[nodiscard]] LIMN_TARGET_AVX2
    inline Vec<std::int32_t, 32> load_wide(const T* from, const Vec<std::int32_t, 32>&) {
  typedef T Eight __attribute__((vector_size(16), aligned(1), may_alias));
#if defined(__clang__)
  return {__builtin_convertvector(*reinterpret_cast<const Eight*>(from), Vec<std::int32_t, 32>::Native)};
#else
  const auto shorts = (Shorts16) * reinterpret_cast<const Eight*>(from);
  if constexpr (std::is_signed_v<T>) return {(Vec<std::int32_t, 32>::Native)__builtin_ia32_pmovsxwd256(shorts)};
  else return {(Vec<std::int32_t, 32>::Native)__builtin_ia32_pmovzxwd256(shorts)};
#endif
}
template <class T>
requires(sizeof(T) == 1) [[nodiscard]] LIMN_TARGET_AVX512
    inline Vec<std::int32_t, 64> load_wide(const T* from, const Vec<std::int32_t, 64>&) {
  typedef T Sixteen __attribute__((vector_size(16), aligned(1), may_alias));
#if defined(__clang__)
  return {__builtin_convertvector(*reinterpret_cast<const Sixteen*>(from), Vec<std::int32_t, 64>::Native)};
#else
  const auto bytes = (Bytes16) * reinterpret_cast<const Sixteen*>(from);
  if constexpr (std::is_signed_v<T>) {
    return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_pmovsxbd512_mask(bytes, Ints64{}, 0xffff)};
  } else {
    return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_pmovzxbd512_mask(bytes, Ints64{}, 0xffff)};
  }
#endif
}
template <class T>
requires(sizeof(T) == 2) [[nodiscard]] LIMN_TARGET_AVX512
    inline Vec<std::int32_t, 64> load_wide(const T* from, const Vec<std::int32_t, 64>&) {
  typedef T Sixteen __attribute__((vector_size(32), aligned(1), may_alias));
#if defined(__clang__)
  return {__builtin_convertvector(*reinterpret_cast<const Sixteen*>(from), Vec<std::int32_t, 64>::Native)};
#else
  const auto shorts = (Shorts32) * reinterpret_cast<const Sixteen*>(from);
  if constexpr (std::is_signed_v<T>) {
    return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_pmovsxwd512_mask(shorts, Ints64{}, 0xffff)};
  } else {
    return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_pmovzxwd512_mask(shorts, Ints64{}, 0xffff)};
  }
#endif
}

/// Two registers of 16-bit lanes in [0, 255] as one of bytes, in order.
[[nodiscard]] inline Vec<std::uint8_t, 16> narrow(const Vec<std::uint16_t, 16>& a, const Vec<std::uint16_t, 16>& b) {
  return {(Vec<std::uint8_t, 16>::Native)__builtin_ia32_packuswb128((Shorts16)a.v, (Shorts16)b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::uint8_t, 32> narrow(const Vec<std::uint16_t, 32>& a,
                                                                   const Vec<std::uint16_t, 32>& b) {
  const auto packed = (Longs32)__builtin_ia32_packuswb256((Shorts32)a.v, (Shorts32)b.v);
  return {(Vec<std::uint8_t, 32>::Native)__builtin_shufflevector(packed, packed, 0, 2, 1, 3)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::uint8_t, 64> narrow(const Vec<std::uint16_t, 64>& a,
                                                                     const Vec<std::uint16_t, 64>& b) {
#if defined(__clang__)
  const auto packed = (Longs64)__builtin_ia32_packuswb512((Shorts64)a.v, (Shorts64)b.v);
#else
  const auto packed = (Longs64)__builtin_ia32_packuswb512_mask((Shorts64)a.v, (Shorts64)b.v, Bytes64{}, ~0ULL);
#endif
  return {(Vec<std::uint8_t, 64>::Native)__builtin_shufflevector(packed, packed, 0, 2, 4, 6, 1, 3, 5, 7)};
}

/// Two registers of 32-bit lanes in the range of int16 as one of 16-bit lanes, in order.
[[nodiscard]] inline Vec<std::int16_t, 16> narrow(const Vec<std::int32_t, 16>& a, const Vec<std::int32_t, 16>& b) {
  return {(Vec<std::int16_t, 16>::Native)__builtin_ia32_packssdw128((Ints16)a.v, (Ints16)b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int16_t, 32> narrow(const Vec<std::int32_t, 32>& a,
                                                                   const Vec<std::int32_t, 32>& b) {
  const auto packed = (Longs32)__builtin_ia32_packssdw256((Ints32)a.v, (Ints32)b.v);
  return {(Vec<std::int16_t, 32>::Native)__builtin_shufflevector(packed, packed, 0, 2, 1, 3)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int16_t, 64> narrow(const Vec<std::int32_t, 64>& a,
                                                                     const Vec<std::int32_t, 64>& b) {
#if defined(__clang__)
  const auto packed = (Longs64)__builtin_ia32_packssdw512((Ints64)a.v, (Ints64)b.v);
#else
  const auto packed = (Longs64)__builtin_ia32_packssdw512_mask((Ints64)a.v, (Ints64)b.v, Shorts64{}, 0xffffffffU);
#endif
  return {(Vec<std::int16_t, 64>::Native)__builtin_shufflevector(packed, packed, 0, 2, 4, 6, 1, 3, 5, 7)};
}

/// The upper 16 bits of the 32-bit products of unsigned lanes.
[[nodiscard]] inline Vec<std::uint16_t, 16> multiply_high(const Vec<std::uint16_t, 16>& a,
                                                          const Vec<std::uint16_t, 16>& b) {
  return {(Vec<std::uint16_t, 16>::Native)__builtin_ia32_pmulhuw128((Shorts16)a.v, (Shorts16)b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::uint16_t, 32> multiply_high(const Vec<std::uint16_t, 32>& a,
                                                                           const Vec<std::uint16_t, 32>& b) {
  return {(Vec<std::uint16_t, 32>::Native)__builtin_ia32_pmulhuw256((Shorts32)a.v, (Shorts32)b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::uint16_t, 64> multiply_high(const Vec<std::uint16_t, 64>& a,
                                                                             const Vec<std::uint16_t, 64>& b) {
#if defined(__clang__)
  return {(Vec<std::uint16_t, 64>::Native)__builtin_ia32_pmulhuw512((Shorts64)a.v, (Shorts64)b.v)};
#else
  return {(Vec<std::uint16_t, 64>::Native)__builtin_ia32_pmulhuw512_mask((Shorts64)a.v, (Shorts64)b.v, Shorts64{},
                                                                         0xffffffffU)};
#endif
}

#else

template <class T, class To, int Bytes>
[[nodiscard]] LIMN_INLINE Vec<To, Bytes> load_wide(const T* from, const Vec<To, Bytes>&) {
  Vec<To, Bytes> wide{};
  for (int i = 0; i < Vec<To, Bytes>::size; ++i) wide.v[i] = static_cast<To>(from[i]);
  return wide;
}
template <class T, int Bytes>
[[nodiscard]] LIMN_INLINE auto narrow(const Vec<T, Bytes>& a, const Vec<T, Bytes>& b) {
  using Half = std::conditional_t<sizeof(T) == 2, std::uint8_t, std::int16_t>;
  Vec<Half, Bytes> packed{};
  for (int i = 0; i < Vec<T, Bytes>::size; ++i) {
    packed.v[i] = static_cast<Half>(a.v[i]);
    packed.v[i + Vec<T, Bytes>::size] = static_cast<Half>(b.v[i]);
  }
  return packed;
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::uint16_t, Bytes> multiply_high(const Vec<std::uint16_t, Bytes>& a,
                                                                  const Vec<std::uint16_t, Bytes>& b) {
  Vec<std::uint16_t, Bytes> high{};
  for (int i = 0; i < Vec<std::uint16_t, Bytes>::size; ++i) {
    high.v[i] = static_cast<std::uint16_t>(static_cast<std::uint32_t>(a.v[i]) * b.v[i] >> 16);
  }
  return high;
}

#endif

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
