#pragma once
/// \file
/// Running counts of the bits of a word, one for each of its 64 pixels.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/detail/simd/bits_to_bytes.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86

/// In every eight bytes, the sum of the bytes up to each.
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int8_t, Bytes> running_sum_8(const Vec<std::int8_t, Bytes>& bytes) {
  using Lanes = Vec<std::uint64_t, Bytes>;
  Lanes sum = bit_cast<std::uint64_t>(bytes);
  sum = bit_cast<std::uint64_t>(bit_cast<std::int8_t>(sum) + bit_cast<std::int8_t>(sum << 8));
  sum = bit_cast<std::uint64_t>(bit_cast<std::int8_t>(sum) + bit_cast<std::int8_t>(sum << 16));
  return bit_cast<std::int8_t>(sum) + bit_cast<std::int8_t>(sum << 32);
}

/// The last byte of every odd eight into all bytes of the next; zeros elsewhere.
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int8_t, 64> carry_to_odd(const Vec<std::int8_t, 64>& a) {
  const Longs64 pattern = {-1, 0x0707070707070707, -1, 0x0707070707070707,
                           -1, 0x0707070707070707, -1, 0x0707070707070707};
#if defined(__clang__)
  return {(Vec<std::int8_t, 64>::Native)__builtin_ia32_pshufb512((Bytes64)a.v, (Bytes64)pattern)};
#else
  return {(Vec<std::int8_t, 64>::Native)__builtin_ia32_pshufb512_mask((Bytes64)a.v, (Bytes64)pattern, Bytes64{},
                                                                      ~std::uint64_t{0})};
#endif
}

/// Group `I` of as many bytes as a register holds numbers of 32 bits, as such.
template <int I>
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int32_t, 64> widen_group(const Vec<std::int8_t, 64>& a) {
  const auto group = (Bytes16)__builtin_shufflevector((Longs64)a.v, (Longs64)a.v, 2 * I, 2 * I + 1);
#if defined(__clang__)
  typedef signed char Signed16 __attribute__((vector_size(16)));
  return {(Vec<std::int32_t, 64>::Native) __builtin_convertvector((Signed16)group, Ints64)};
#else
  return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_pmovsxbd512_mask(group, Ints64{}, 0xffff)};
#endif
}
template <int I>
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int32_t, 32> widen_group(const Vec<std::int8_t, 32>& a) {
  const auto group = (Bytes16)__builtin_shufflevector((Longs32)a.v, (Longs32)a.v, I, I);
#if defined(__clang__)
  typedef signed char Signed16 __attribute__((vector_size(16)));
  typedef signed char Signed8 __attribute__((vector_size(8)));
  const auto low = (Signed8)__builtin_shufflevector((Signed16)group, (Signed16)group, 0, 1, 2, 3, 4, 5, 6, 7);
  return {(Vec<std::int32_t, 32>::Native) __builtin_convertvector(low, Ints32)};
#else
  return {(Vec<std::int32_t, 32>::Native)__builtin_ia32_pmovsxbd256(group)};
#endif
}

/// How many bits are set up to each, within every eight of them; within every sixteen in the widest register.
template <class Tag>
[[nodiscard]] LIMN_INLINE VecOf<std::int8_t, Tag> running_counts(Tag tag, std::uint64_t bits) {
  using Counts = VecOf<std::int8_t, Tag>;
  // Set bytes are -1, so their sum counts downward.
  Counts counts = Counts::zero() - running_sum_8(bytes_of_bits(tag, bits));
  if constexpr (Tag::bytes == 64) counts = counts + carry_to_odd(counts);
  return counts;
}

/// The lanes whose bit is set, moved to the front; zeros behind.
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int32_t, 64> compress(const Vec<std::int32_t, 64>& a,
                                                                       std::uint64_t bits) {
  return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_compresssi512_mask((Ints64)a.v, Ints64{},
                                                                           static_cast<std::uint16_t>(bits))};
}

/// table[places[i]].
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int32_t, 64> gather(const void* table,
                                                                     const Vec<std::int32_t, 64>& places) {
  const auto* const from = static_cast<const int*>(table);
#if defined(__clang__)
  return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_gathersiv16si(Ints64{}, from, (Ints64)places.v, 0xffff, 4)};
#else
  return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_gathersiv16si(Ints64{}, from, (Ints64)places.v, -1, 4)};
#endif
}

/// Bytes of `a` and `b` in turn: the first and the last eight of every sixteen.
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int8_t, 64> interleave_low(const Vec<std::int8_t, 64>& a,
                                                                            const Vec<std::int8_t, 64>& b) {
  return {__builtin_shufflevector(a.v, b.v, 0, 64, 1, 65, 2, 66, 3, 67, 4, 68, 5, 69, 6, 70, 7, 71, 16, 80, 17, 81, 18,
                                  82, 19, 83, 20, 84, 21, 85, 22, 86, 23, 87, 32, 96, 33, 97, 34, 98, 35, 99, 36, 100,
                                  37, 101, 38, 102, 39, 103, 48, 112, 49, 113, 50, 114, 51, 115, 52, 116, 53, 117, 54,
                                  118, 55, 119)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int8_t, 64> interleave_high(const Vec<std::int8_t, 64>& a,
                                                                             const Vec<std::int8_t, 64>& b) {
  return {__builtin_shufflevector(a.v, b.v, 8, 72, 9, 73, 10, 74, 11, 75, 12, 76, 13, 77, 14, 78, 15, 79, 24, 88, 25,
                                  89, 26, 90, 27, 91, 28, 92, 29, 93, 30, 94, 31, 95, 40, 104, 41, 105, 42, 106, 43,
                                  107, 44, 108, 45, 109, 46, 110, 47, 111, 56, 120, 57, 121, 58, 122, 59, 123, 60, 124,
                                  61, 125, 62, 126, 63, 127)};
}

/// The counts of `a` and `b` beside each other, as numbers of 16 bits in order: those of group `I` of sixteen pixels.
template <int I>
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int32_t, 64> widen_pairs(const Vec<std::int8_t, 64>& low,
                                                                          const Vec<std::int8_t, 64>& high) {
  const auto group = __builtin_shufflevector((Longs64)low.v, (Longs64)high.v, 2 * I, 2 * I + 1, 8 + 2 * I, 9 + 2 * I);
#if defined(__clang__)
  typedef unsigned short Unsigned16x16 __attribute__((vector_size(32)));
  return {(Vec<std::int32_t, 64>::Native) __builtin_convertvector((Unsigned16x16)group, Ints64)};
#else
  return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_pmovzxwd512_mask((Shorts32)group, Ints64{}, 0xffff)};
#endif
}

#endif

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
