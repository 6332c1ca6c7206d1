#pragma once
/// \file
/// Comparisons of 16-bit lanes that are used more than once: mask registers on AVX-512, vectors elsewhere.
///
/// GCC 12 takes a `select` by a stored comparison apart lane by lane, and does not see that turning a mask register
/// into a vector and back is nothing. These leaves say it.

#include <limn/core/geometry.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>

#if LIMN_DETAIL_VECTORS

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A bit for each of the 32 lanes of 16 bits.
struct Lanes32 {
  std::uint32_t bits;
  [[nodiscard]] friend LIMN_INLINE Lanes32 operator|(Lanes32 a, Lanes32 b) { return {a.bits | b.bits}; }
  [[nodiscard]] friend LIMN_INLINE Lanes32 operator&(Lanes32 a, Lanes32 b) { return {a.bits & b.bits}; }
};

template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int16_t, Bytes> lanes_above(const Vec<std::int16_t, Bytes>& a,
                                                               const Vec<std::int16_t, Bytes>& b) {
  return a > b;
}
/// 1 if any lane of `a` is above that of `b`, else 0.
template <int Bytes>
[[nodiscard]] LIMN_INLINE Index any_above(const Vec<std::int16_t, Bytes>& a, const Vec<std::int16_t, Bytes>& b) {
  return movemask(bit_cast<std::int8_t>(a > b)) != 0;
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int16_t, Bytes> lanes_negative(const Vec<std::int16_t, Bytes>& a) {
  return a >> 15;
}

#if LIMN_DETAIL_X86

[[nodiscard]] LIMN_TARGET_AVX512 inline Lanes32 lanes_above(const Vec<std::int16_t, 64>& a,
                                                            const Vec<std::int16_t, 64>& b) {
  return {static_cast<std::uint32_t>(__builtin_ia32_cmpw512_mask((Shorts64)a.v, (Shorts64)b.v, 6, ~0U))};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Index any_above(const Vec<std::int16_t, 64>& a,
                                                        const Vec<std::int16_t, 64>& b) {
  return __builtin_ia32_cmpw512_mask((Shorts64)a.v, (Shorts64)b.v, 6, ~0U) != 0;
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Lanes32 lanes_negative(const Vec<std::int16_t, 64>& a) {
  return {static_cast<std::uint32_t>(__builtin_ia32_cvtw2mask512((Shorts64)a.v))};
}

/// Where the 32-bit lanes of pairs that `interleave_low` and `interleave_high` made are above, in the order of the
/// 16-bit lanes.
[[nodiscard]] inline Vec<std::int16_t, 16> pairs_above(const Vec<std::int32_t, 16>& a_low,
                                                       const Vec<std::int32_t, 16>& b_low,
                                                       const Vec<std::int32_t, 16>& a_high,
                                                       const Vec<std::int32_t, 16>& b_high) {
  const auto low = (Ints16)(a_low.v > b_low.v), high = (Ints16)(a_high.v > b_high.v);
  return {(Vec<std::int16_t, 16>::Native)__builtin_ia32_packssdw128(low, high)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int16_t, 32> pairs_above(const Vec<std::int32_t, 32>& a_low,
                                                                        const Vec<std::int32_t, 32>& b_low,
                                                                        const Vec<std::int32_t, 32>& a_high,
                                                                        const Vec<std::int32_t, 32>& b_high) {
  const auto low = (Ints32)(a_low.v > b_low.v), high = (Ints32)(a_high.v > b_high.v);
  return {(Vec<std::int16_t, 32>::Native)__builtin_ia32_packssdw256(low, high)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Lanes32 pairs_above(const Vec<std::int32_t, 64>& a_low,
                                                            const Vec<std::int32_t, 64>& b_low,
                                                            const Vec<std::int32_t, 64>& a_high,
                                                            const Vec<std::int32_t, 64>& b_high) {
  const auto all = static_cast<unsigned short>(0xffff);
  const auto low = static_cast<std::uint16_t>(__builtin_ia32_cmpd512_mask((Ints64)a_low.v, (Ints64)b_low.v, 6, all));
  const auto high = static_cast<std::uint16_t>(__builtin_ia32_cmpd512_mask((Ints64)a_high.v, (Ints64)b_high.v, 6, all));
  return {
      static_cast<std::uint32_t>(__builtin_ia32_pdep_si(low, 0x0f0f0f0fU) | __builtin_ia32_pdep_si(high, 0xf0f0f0f0U))};
}

/// Lanes of `a` where the mask is set, of `b` elsewhere.
[[nodiscard]] inline Vec<std::int16_t, 16> blend(const Vec<std::int16_t, 16>& mask, const Vec<std::int16_t, 16>& a,
                                                 const Vec<std::int16_t, 16>& b) {
  return {(mask.v & a.v) | (~mask.v & b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int16_t, 32> blend(const Vec<std::int16_t, 32>& mask,
                                                                  const Vec<std::int16_t, 32>& a,
                                                                  const Vec<std::int16_t, 32>& b) {
  return {(Vec<std::int16_t, 32>::Native)__builtin_ia32_pblendvb256((Bytes32)b.v, (Bytes32)a.v, (Bytes32)mask.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int16_t, 64> blend(Lanes32 mask, const Vec<std::int16_t, 64>& a,
                                                                    const Vec<std::int16_t, 64>& b) {
#if defined(__clang__)
  return {(Vec<std::int16_t, 64>::Native)__builtin_ia32_selectw_512(mask.bits, (Shorts64)a.v, (Shorts64)b.v)};
#else
  return {(Vec<std::int16_t, 64>::Native)__builtin_ia32_blendmw_512_mask((Shorts64)b.v, (Shorts64)a.v, mask.bits)};
#endif
}

/// -1 where the mask is set, 0 elsewhere.
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int16_t, Bytes> lanes_of_mask(const Vec<std::int16_t, Bytes>& mask) {
  return mask;
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int16_t, 64> lanes_of_mask(Lanes32 mask) {
  return {(Vec<std::int16_t, 64>::Native)__builtin_ia32_cvtmask2w512(mask.bits)};
}

#else

template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int16_t, Bytes> pairs_above(const Vec<std::int32_t, Bytes>& a_low,
                                                               const Vec<std::int32_t, Bytes>& b_low,
                                                               const Vec<std::int32_t, Bytes>& a_high,
                                                               const Vec<std::int32_t, Bytes>& b_high) {
  return pack_masks(a_low > b_low, a_high > b_high);
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int16_t, Bytes> blend(const Vec<std::int16_t, Bytes>& mask,
                                                         const Vec<std::int16_t, Bytes>& a,
                                                         const Vec<std::int16_t, Bytes>& b) {
  return (mask & a) | (~mask & b);
}
template <int Bytes>
[[nodiscard]] LIMN_INLINE Vec<std::int16_t, Bytes> lanes_of_mask(const Vec<std::int16_t, Bytes>& mask) {
  return mask;
}

#endif

/// The 64 bits of as many masks as hold 64 lanes; `mask(i)` is that of register i.
template <class Tag, class Mask>
[[nodiscard]] LIMN_INLINE std::uint64_t bits_of_64_lanes(const Mask& mask) {
  if constexpr (Tag::bytes == 64) {
    return mask(0).bits | static_cast<std::uint64_t>(mask(1).bits) << 32;
  } else {
    std::uint64_t bits = 0;
#pragma GCC unroll 4
    for (int i = 0; i < 64 / Tag::bytes; ++i) {
      bits |= movemask(pack_masks(mask(2 * i), mask(2 * i + 1))) << (i * Tag::bytes);
    }
    return bits;
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
