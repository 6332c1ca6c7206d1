#pragma once
/// \file
/// Leaves for running sums: the sums of the lanes of a register up to each of them.

#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>

#if LIMN_DETAIL_VECTORS

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

#if LIMN_DETAIL_X86

// Sums wrap around, which signed lanes must not.
typedef unsigned UnsignedInts16 __attribute__((vector_size(16)));
typedef unsigned UnsignedInts32 __attribute__((vector_size(32)));
typedef unsigned UnsignedInts64 __attribute__((vector_size(64)));

/// Lane i becomes the sum of the lanes 0 to i, modulo 2^32.
[[nodiscard]] inline Vec<std::int32_t, 16> prefix_sum(const Vec<std::int32_t, 16>& a) {
  Longs16 x = (Longs16)a.v;
#if defined(__clang__)
  x = (Longs16)((UnsignedInts16)x + (UnsignedInts16)__builtin_ia32_pslldqi128_byteshift(x, 4));
  x = (Longs16)((UnsignedInts16)x + (UnsignedInts16)__builtin_ia32_pslldqi128_byteshift(x, 8));
#else
  x = (Longs16)((UnsignedInts16)x + (UnsignedInts16)__builtin_ia32_pslldqi128(x, 32));
  x = (Longs16)((UnsignedInts16)x + (UnsignedInts16)__builtin_ia32_pslldqi128(x, 64));
#endif
  return {(Vec<std::int32_t, 16>::Native)x};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int32_t, 32> prefix_sum(const Vec<std::int32_t, 32>& a) {
  Longs32 x = (Longs32)a.v;
#if defined(__clang__)
  x = (Longs32)((UnsignedInts32)x + (UnsignedInts32)__builtin_ia32_pslldqi256_byteshift(x, 4));
  x = (Longs32)((UnsignedInts32)x + (UnsignedInts32)__builtin_ia32_pslldqi256_byteshift(x, 8));
#else
  x = (Longs32)((UnsignedInts32)x + (UnsignedInts32)__builtin_ia32_pslldqi256(x, 32));
  x = (Longs32)((UnsignedInts32)x + (UnsignedInts32)__builtin_ia32_pslldqi256(x, 64));
#endif
  const auto ints = (UnsignedInts32)x;
  const UnsignedInts32 upper = {0, 0, 0, 0, ~0U, ~0U, ~0U, ~0U};
  return {
      (Vec<std::int32_t, 32>::Native)(ints + (__builtin_shufflevector(ints, ints, 3, 3, 3, 3, 3, 3, 3, 3) & upper))};
}
/// The lanes moved up by `Lanes`, zeros below. (GCC 12 loses the zeros of a shuffle by half a register.)
template <int Lanes>
[[nodiscard]] LIMN_TARGET_AVX512 inline UnsignedInts64 moved_up(const UnsignedInts64& x) {
  const Ints64 zero{};
#if defined(__clang__)
  return (UnsignedInts64)__builtin_ia32_alignd512((Ints64)x, zero, 16 - Lanes);
#else
  return (UnsignedInts64)__builtin_ia32_alignd512_mask((Ints64)x, zero, 16 - Lanes, zero,
                                                       static_cast<unsigned short>(0xffff));
#endif
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int32_t, 64> prefix_sum(const Vec<std::int32_t, 64>& a) {
  auto x = (UnsignedInts64)a.v;
  x += moved_up<1>(x);
  x += moved_up<2>(x);
  x += moved_up<4>(x);
  x += moved_up<8>(x);
  return {(Vec<std::int32_t, 64>::Native)x};
}

/// The last lane in every lane.
[[nodiscard]] inline Vec<std::int32_t, 16> splat_last(const Vec<std::int32_t, 16>& a) {
  return {__builtin_shufflevector(a.v, a.v, 3, 3, 3, 3)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int32_t, 32> splat_last(const Vec<std::int32_t, 32>& a) {
  return {__builtin_shufflevector(a.v, a.v, 7, 7, 7, 7, 7, 7, 7, 7)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int32_t, 64> splat_last(const Vec<std::int32_t, 64>& a) {
  return {__builtin_shufflevector(a.v, a.v, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15)};
}

#else

template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int32_t, Bytes> prefix_sum(const Vec<std::int32_t, Bytes>& a) {
  Vec<std::int32_t, Bytes> sums = a;
  for (int i = 1; i < sums.size; ++i) {
    sums.v[i] =
        static_cast<std::int32_t>(static_cast<std::uint32_t>(sums.v[i]) + static_cast<std::uint32_t>(sums.v[i - 1]));
  }
  return sums;
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int32_t, Bytes> splat_last(const Vec<std::int32_t, Bytes>& a) {
  return Vec<std::int32_t, Bytes>::splat(a.v[a.size - 1]);
}

#endif

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
