#pragma once
/// \file
/// Leaves for 16-bit arithmetic on bytes: bytes to 16-bit lanes, high halves of products, sums of products.

#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>
#include <cstring>

#if LIMN_DETAIL_VECTORS

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

#if LIMN_DETAIL_X86

typedef std::uint8_t UnsignedBytes16 __attribute__((vector_size(16)));
typedef std::uint8_t UnsignedBytes32 __attribute__((vector_size(32)));

/// As many bytes as the register has 16-bit lanes, each in a lane of its own.
[[nodiscard]] inline Vec<std::int16_t, 16> load_as_shorts(Base, const std::uint8_t* from) {
  UnsignedBytes16 bytes{};
  std::memcpy(&bytes, from, 8);
  const UnsignedBytes16 zero{};
  return {(Vec<std::int16_t, 16>::Native)__builtin_shufflevector(bytes, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21,
                                                                 6, 22, 7, 23)};
}
#if defined(__clang__)
typedef unsigned short UnsignedShorts32 __attribute__((vector_size(32)));
typedef unsigned short UnsignedShorts64 __attribute__((vector_size(64)));
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int16_t, 32> load_as_shorts(Avx2, const std::uint8_t* from) {
  UnsignedBytes16 bytes;
  std::memcpy(&bytes, from, 16);
  return {(Vec<std::int16_t, 32>::Native) __builtin_convertvector(bytes, UnsignedShorts32)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int16_t, 64> load_as_shorts(Avx512, const std::uint8_t* from) {
  UnsignedBytes32 bytes;
  std::memcpy(&bytes, from, 32);
  return {(Vec<std::int16_t, 64>::Native) __builtin_convertvector(bytes, UnsignedShorts64)};
}
#else
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int16_t, 32> load_as_shorts(Avx2, const std::uint8_t* from) {
  Bytes16 bytes;
  std::memcpy(&bytes, from, 16);
  return {(Vec<std::int16_t, 32>::Native)__builtin_ia32_pmovzxbw256(bytes)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int16_t, 64> load_as_shorts(Avx512, const std::uint8_t* from) {
  Bytes32 bytes;
  std::memcpy(&bytes, from, 32);
  const Shorts64 unused{};
  return {(Vec<std::int16_t, 64>::Native)__builtin_ia32_pmovzxbw512_mask(bytes, unused, ~0U)};
}
#endif

/// The high 16 bits of each product.
[[nodiscard]] inline Vec<std::int16_t, 16> multiply_high(const Vec<std::int16_t, 16>& a,
                                                         const Vec<std::int16_t, 16>& b) {
  return {(Vec<std::int16_t, 16>::Native)__builtin_ia32_pmulhw128((Shorts16)a.v, (Shorts16)b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int16_t, 32> multiply_high(const Vec<std::int16_t, 32>& a,
                                                                          const Vec<std::int16_t, 32>& b) {
  return {(Vec<std::int16_t, 32>::Native)__builtin_ia32_pmulhw256((Shorts32)a.v, (Shorts32)b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int16_t, 64> multiply_high(const Vec<std::int16_t, 64>& a,
                                                                            const Vec<std::int16_t, 64>& b) {
#if defined(__clang__)
  return {(Vec<std::int16_t, 64>::Native)__builtin_ia32_pmulhw512((Shorts64)a.v, (Shorts64)b.v)};
#else
  const Shorts64 unused{};
  return {(Vec<std::int16_t, 64>::Native)__builtin_ia32_pmulhw512_mask((Shorts64)a.v, (Shorts64)b.v, unused, ~0U)};
#endif
}

/// a[2i] * b[2i] + a[2i + 1] * b[2i + 1].
[[nodiscard]] inline Vec<std::int32_t, 16> multiply_add_pairs(const Vec<std::int16_t, 16>& a,
                                                              const Vec<std::int16_t, 16>& b) {
  return {(Vec<std::int32_t, 16>::Native)__builtin_ia32_pmaddwd128((Shorts16)a.v, (Shorts16)b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int32_t, 32> multiply_add_pairs(const Vec<std::int16_t, 32>& a,
                                                                               const Vec<std::int16_t, 32>& b) {
  return {(Vec<std::int32_t, 32>::Native)__builtin_ia32_pmaddwd256((Shorts32)a.v, (Shorts32)b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int32_t, 64> multiply_add_pairs(const Vec<std::int16_t, 64>& a,
                                                                                 const Vec<std::int16_t, 64>& b) {
#if defined(__clang__)
  return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_pmaddwd512((Shorts64)a.v, (Shorts64)b.v)};
#else
  const Ints64 unused{};
  return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_pmaddwd512_mask((Shorts64)a.v, (Shorts64)b.v, unused,
                                                                        static_cast<unsigned short>(0xffff))};
#endif
}

/// a0 b0 a1 b1 ... from the low, or the high, half of every 16 bytes. `pack_masks` of 16 bytes of each brings
/// comparisons of the two back into the order of the lanes.
[[nodiscard]] inline Vec<std::int16_t, 16> interleave_low(const Vec<std::int16_t, 16>& a,
                                                          const Vec<std::int16_t, 16>& b) {
  return {__builtin_shufflevector(a.v, b.v, 0, 8, 1, 9, 2, 10, 3, 11)};
}
[[nodiscard]] inline Vec<std::int16_t, 16> interleave_high(const Vec<std::int16_t, 16>& a,
                                                           const Vec<std::int16_t, 16>& b) {
  return {__builtin_shufflevector(a.v, b.v, 4, 12, 5, 13, 6, 14, 7, 15)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int16_t, 32> interleave_low(const Vec<std::int16_t, 32>& a,
                                                                           const Vec<std::int16_t, 32>& b) {
  return {__builtin_shufflevector(a.v, b.v, 0, 16, 1, 17, 2, 18, 3, 19, 8, 24, 9, 25, 10, 26, 11, 27)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int16_t, 32> interleave_high(const Vec<std::int16_t, 32>& a,
                                                                            const Vec<std::int16_t, 32>& b) {
  return {__builtin_shufflevector(a.v, b.v, 4, 20, 5, 21, 6, 22, 7, 23, 12, 28, 13, 29, 14, 30, 15, 31)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int16_t, 64> interleave_low(const Vec<std::int16_t, 64>& a,
                                                                             const Vec<std::int16_t, 64>& b) {
  return {__builtin_shufflevector(a.v, b.v, 0, 32, 1, 33, 2, 34, 3, 35, 8, 40, 9, 41, 10, 42, 11, 43, 16, 48, 17, 49,
                                  18, 50, 19, 51, 24, 56, 25, 57, 26, 58, 27, 59)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int16_t, 64> interleave_high(const Vec<std::int16_t, 64>& a,
                                                                              const Vec<std::int16_t, 64>& b) {
  return {__builtin_shufflevector(a.v, b.v, 4, 36, 5, 37, 6, 38, 7, 39, 12, 44, 13, 45, 14, 46, 15, 47, 20, 52, 21, 53,
                                  22, 54, 23, 55, 28, 60, 29, 61, 30, 62, 31, 63)};
}

/// Sums of pairs that `interleave_low` and `interleave_high` made, in the range of int16, in the order of the lanes.
[[nodiscard]] inline Vec<std::int16_t, 16> join_interleaved(const Vec<std::int32_t, 16>& low,
                                                            const Vec<std::int32_t, 16>& high) {
  return {(Vec<std::int16_t, 16>::Native)__builtin_ia32_packssdw128((Ints16)low.v, (Ints16)high.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int16_t, 32> join_interleaved(const Vec<std::int32_t, 32>& low,
                                                                             const Vec<std::int32_t, 32>& high) {
  return {(Vec<std::int16_t, 32>::Native)__builtin_ia32_packssdw256((Ints32)low.v, (Ints32)high.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int16_t, 64> join_interleaved(const Vec<std::int32_t, 64>& low,
                                                                               const Vec<std::int32_t, 64>& high) {
#if defined(__clang__)
  return {(Vec<std::int16_t, 64>::Native)__builtin_ia32_packssdw512((Ints64)low.v, (Ints64)high.v)};
#else
  return {(Vec<std::int16_t, 64>::Native)__builtin_ia32_packssdw512_mask((Ints64)low.v, (Ints64)high.v, Shorts64{},
                                                                         0xffffffffU)};
#endif
}

#else

template <class Tag>
[[nodiscard]] LIMN_INLINE VecOf<std::int16_t, Tag> load_as_shorts(Tag, const std::uint8_t* from) {
  VecOf<std::int16_t, Tag> result{};
  for (int i = 0; i < result.size; ++i) result.v[i] = from[i];
  return result;
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int16_t, Bytes> multiply_high(const Vec<std::int16_t, Bytes>& a,
                                                                 const Vec<std::int16_t, Bytes>& b) {
  Vec<std::int16_t, Bytes> result{};
  for (int i = 0; i < result.size; ++i) result.v[i] = static_cast<std::int16_t>((a.v[i] * b.v[i]) >> 16);
  return result;
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int32_t, Bytes> multiply_add_pairs(const Vec<std::int16_t, Bytes>& a,
                                                                      const Vec<std::int16_t, Bytes>& b) {
  Vec<std::int32_t, Bytes> result{};
  for (int i = 0; i < result.size; ++i) result.v[i] = a.v[2 * i] * b.v[2 * i] + a.v[2 * i + 1] * b.v[2 * i + 1];
  return result;
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int16_t, Bytes> interleave_low(const Vec<std::int16_t, Bytes>& a,
                                                                  const Vec<std::int16_t, Bytes>& b) {
  static_assert(Bytes == 16);
  return {__builtin_shufflevector(a.v, b.v, 0, 8, 1, 9, 2, 10, 3, 11)};
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int16_t, Bytes> interleave_high(const Vec<std::int16_t, Bytes>& a,
                                                                   const Vec<std::int16_t, Bytes>& b) {
  static_assert(Bytes == 16);
  return {__builtin_shufflevector(a.v, b.v, 4, 12, 5, 13, 6, 14, 7, 15)};
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int16_t, Bytes> join_interleaved(const Vec<std::int32_t, Bytes>& low,
                                                                    const Vec<std::int32_t, Bytes>& high) {
  Vec<std::int16_t, Bytes> joined{};
  for (int i = 0; i < low.size; ++i) {
    joined.v[i] = static_cast<std::int16_t>(low.v[i]);
    joined.v[i + low.size] = static_cast<std::int16_t>(high.v[i]);
  }
  return joined;
}

#endif

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
