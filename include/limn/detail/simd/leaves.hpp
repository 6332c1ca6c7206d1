#pragma once
/// \file
/// What vectors need and the compilers' vector extension does not say: masks to bits, wider and narrower lanes,
/// streaming stores.
///
/// A leaf is one or a few machine instructions, so it carries the target attribute, is overloaded by register width,
/// and is plain inline: an always-inline function cannot cross targets. Builtins instead of <immintrin.h>, which
/// alone costs more compile time than the rest of an algorithm's header.

#include <limn/detail/simd/vec.hpp>

#include <cstddef>
#include <cstdint>

#if LIMN_DETAIL_VECTORS

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

#if LIMN_DETAIL_X86

typedef char Bytes16 __attribute__((vector_size(16)));
typedef char Bytes32 __attribute__((vector_size(32)));
typedef char Bytes64 __attribute__((vector_size(64)));
typedef short Shorts16 __attribute__((vector_size(16)));
typedef short Shorts32 __attribute__((vector_size(32)));
typedef short Shorts64 __attribute__((vector_size(64)));
typedef int Ints16 __attribute__((vector_size(16)));
typedef int Ints32 __attribute__((vector_size(32)));
typedef int Ints64 __attribute__((vector_size(64)));
typedef float Floats16 __attribute__((vector_size(16)));
typedef float Floats32 __attribute__((vector_size(32)));
typedef long long Longs16 __attribute__((vector_size(16)));
typedef long long Longs32 __attribute__((vector_size(32)));
typedef long long Longs64 __attribute__((vector_size(64)));

/// Bit i is the top bit of lane i.
[[nodiscard]] inline std::uint64_t movemask(const Vec<std::int8_t, 16>& a) {
  return static_cast<unsigned>(__builtin_ia32_pmovmskb128((Bytes16)a.v));
}
[[nodiscard]] LIMN_TARGET_AVX2 inline std::uint64_t movemask(const Vec<std::int8_t, 32>& a) {
  return static_cast<std::uint32_t>(__builtin_ia32_pmovmskb256((Bytes32)a.v));
}
[[nodiscard]] LIMN_TARGET_AVX512 inline std::uint64_t movemask(const Vec<std::int8_t, 64>& a) {
  return static_cast<std::uint64_t>(__builtin_ia32_cvtb2mask512((Bytes64)a.v));
}
[[nodiscard]] inline std::uint64_t movemask(const Vec<std::int16_t, 16>& a) {
  const Shorts16 zero{};
  return static_cast<unsigned>(__builtin_ia32_pmovmskb128((Bytes16)__builtin_ia32_packsswb128((Shorts16)a.v, zero)));
}
[[nodiscard]] LIMN_TARGET_AVX2 inline std::uint64_t movemask(const Vec<std::int16_t, 32>& a) {
  const Shorts32 zero{};
  const auto bits =
      static_cast<std::uint32_t>(__builtin_ia32_pmovmskb256((Bytes32)__builtin_ia32_packsswb256((Shorts32)a.v, zero)));
  return (bits & 0xffU) | ((bits >> 8) & 0xff00U);
}
[[nodiscard]] LIMN_TARGET_AVX512 inline std::uint64_t movemask(const Vec<std::int16_t, 64>& a) {
  return static_cast<std::uint32_t>(__builtin_ia32_cvtw2mask512((Shorts64)a.v));
}
[[nodiscard]] inline std::uint64_t movemask(const Vec<std::int32_t, 16>& a) {
  return static_cast<unsigned>(__builtin_ia32_movmskps((Floats16)a.v));
}
[[nodiscard]] LIMN_TARGET_AVX2 inline std::uint64_t movemask(const Vec<std::int32_t, 32>& a) {
  return static_cast<unsigned>(__builtin_ia32_movmskps256((Floats32)a.v));
}
[[nodiscard]] LIMN_TARGET_AVX512 inline std::uint64_t movemask(const Vec<std::int32_t, 64>& a) {
  return static_cast<std::uint16_t>(__builtin_ia32_cvtd2mask512((Ints64)a.v));
}

/// Whether any bit is set.
[[nodiscard]] inline bool any_bit(const Vec<std::uint64_t, 16>& a) {
  const Bytes16 zero{};
  return __builtin_ia32_pmovmskb128((Bytes16)a.v == zero) != 0xffff;
}
[[nodiscard]] LIMN_TARGET_AVX2 inline bool any_bit(const Vec<std::uint64_t, 32>& a) {
  return __builtin_ia32_ptestz256((Longs32)a.v, (Longs32)a.v) == 0;
}
[[nodiscard]] LIMN_TARGET_AVX512 inline bool any_bit(const Vec<std::uint64_t, 64>& a) {
  return __builtin_ia32_cmpq512_mask((Longs64)a.v, Longs64{}, 4, 0xff) != 0;
}

/// Two comparisons of wide lanes as one of lanes half as wide, in order.
[[nodiscard]] inline Vec<std::int8_t, 16> pack_masks(const Vec<std::int16_t, 16>& a, const Vec<std::int16_t, 16>& b) {
  return {(Vec<std::int8_t, 16>::Native)__builtin_ia32_packsswb128((Shorts16)a.v, (Shorts16)b.v)};
}
[[nodiscard]] inline Vec<std::int16_t, 16> pack_masks(const Vec<std::int32_t, 16>& a, const Vec<std::int32_t, 16>& b) {
  return {(Vec<std::int16_t, 16>::Native)__builtin_ia32_packssdw128((Ints16)a.v, (Ints16)b.v)};
}
[[nodiscard]] inline Vec<std::int32_t, 16> pack_masks(const Vec<std::int64_t, 16>& a, const Vec<std::int64_t, 16>& b) {
  return {__builtin_shufflevector((Vec<std::int32_t, 16>::Native)a.v, (Vec<std::int32_t, 16>::Native)b.v, 0, 2, 4, 6)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int8_t, 32> pack_masks(const Vec<std::int16_t, 32>& a,
                                                                      const Vec<std::int16_t, 32>& b) {
  const auto packed = (Longs32)__builtin_ia32_packsswb256((Shorts32)a.v, (Shorts32)b.v);
  return {(Vec<std::int8_t, 32>::Native)__builtin_shufflevector(packed, packed, 0, 2, 1, 3)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int16_t, 32> pack_masks(const Vec<std::int32_t, 32>& a,
                                                                       const Vec<std::int32_t, 32>& b) {
  const auto packed = (Longs32)__builtin_ia32_packssdw256((Ints32)a.v, (Ints32)b.v);
  return {(Vec<std::int16_t, 32>::Native)__builtin_shufflevector(packed, packed, 0, 2, 1, 3)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int32_t, 32> pack_masks(const Vec<std::int64_t, 32>& a,
                                                                       const Vec<std::int64_t, 32>& b) {
  return {__builtin_shufflevector((Vec<std::int32_t, 32>::Native)a.v, (Vec<std::int32_t, 32>::Native)b.v, 0, 2, 4, 6, 8,
                                  10, 12, 14)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int8_t, 64> pack_masks(const Vec<std::int16_t, 64>& a,
                                                                        const Vec<std::int16_t, 64>& b) {
  const auto bits = static_cast<std::uint64_t>(static_cast<std::uint32_t>(__builtin_ia32_cvtw2mask512((Shorts64)a.v))) |
                    static_cast<std::uint64_t>(static_cast<std::uint32_t>(__builtin_ia32_cvtw2mask512((Shorts64)b.v)))
                        << 32;
  return {(Vec<std::int8_t, 64>::Native)__builtin_ia32_cvtmask2b512(bits)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int16_t, 64> pack_masks(const Vec<std::int32_t, 64>& a,
                                                                         const Vec<std::int32_t, 64>& b) {
  const auto bits = static_cast<std::uint32_t>(static_cast<std::uint16_t>(__builtin_ia32_cvtd2mask512((Ints64)a.v))) |
                    static_cast<std::uint32_t>(static_cast<std::uint16_t>(__builtin_ia32_cvtd2mask512((Ints64)b.v)))
                        << 16;
  return {(Vec<std::int16_t, 64>::Native)__builtin_ia32_cvtmask2w512(bits)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int32_t, 64> pack_masks(const Vec<std::int64_t, 64>& a,
                                                                         const Vec<std::int64_t, 64>& b) {
  return {__builtin_shufflevector((Vec<std::int32_t, 64>::Native)a.v, (Vec<std::int32_t, 64>::Native)b.v, 0, 2, 4, 6, 8,
                                  10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)};
}

/// Writes around the caches: only for outputs that exceed the last level, to an aligned address, with `stream_fence`
/// at the end.
#if defined(__clang__)
inline void stream(void* to, const Vec<std::int32_t, 16>& a) {
  __builtin_nontemporal_store((Longs16)a.v, static_cast<Longs16*>(to));
}
LIMN_TARGET_AVX2 inline void stream(void* to, const Vec<std::int32_t, 32>& a) {
  __builtin_nontemporal_store((Longs32)a.v, static_cast<Longs32*>(to));
}
LIMN_TARGET_AVX512 inline void stream(void* to, const Vec<std::int32_t, 64>& a) {
  __builtin_nontemporal_store((Longs64)a.v, static_cast<Longs64*>(to));
}
#else
inline void stream(void* to, const Vec<std::int32_t, 16>& a) {
  __builtin_ia32_movntdq(static_cast<Longs16*>(to), (Longs16)a.v);
}
LIMN_TARGET_AVX2 inline void stream(void* to, const Vec<std::int32_t, 32>& a) {
  __builtin_ia32_movntdq256(static_cast<Longs32*>(to), (Longs32)a.v);
}
LIMN_TARGET_AVX512 inline void stream(void* to, const Vec<std::int32_t, 64>& a) {
  __builtin_ia32_movntdq512(static_cast<Longs64*>(to), (Longs64)a.v);
}
#endif
inline void stream_fence() { __builtin_ia32_sfence(); }

#else

template <class T, int Bytes>
[[nodiscard]] LIMN_INLINE std::uint64_t movemask(const Vec<T, Bytes>& a) {
  std::uint64_t bits = 0;
  for (int i = 0; i < Vec<T, Bytes>::size; ++i) bits |= static_cast<std::uint64_t>(a.v[i] < 0) << i;
  return bits;
}
template <class T, int Bytes>
[[nodiscard]] LIMN_INLINE auto pack_masks(const Vec<T, Bytes>& a, const Vec<T, Bytes>& b) {
  using Half =
      std::conditional_t<sizeof(T) == 2, std::int8_t, std::conditional_t<sizeof(T) == 4, std::int16_t, std::int32_t>>;
  Vec<Half, Bytes> packed{};
  for (int i = 0; i < Vec<T, Bytes>::size; ++i) {
    packed.v[i] = static_cast<Half>(a.v[i]);
    packed.v[i + Vec<T, Bytes>::size] = static_cast<Half>(b.v[i]);
  }
  return packed;
}
template <class T, int Bytes>
LIMN_INLINE void stream(void* to, const Vec<T, Bytes>& a) {
  a.store(to);
}
LIMN_INLINE void stream_fence() {}

#endif

/// One byte per pixel from the comparisons of as many registers of wider pixels as that takes: `compare(i)` is the
/// comparison of register `first + i`.
template <class Pixel, class Tag, class Compare>
[[nodiscard]] LIMN_INLINE auto byte_mask(const Compare& compare, int first = 0) {
  if constexpr (sizeof(Pixel) == 1) {
    return compare(first);
  } else if constexpr (sizeof(Pixel) == 2) {
    return pack_masks(compare(first), compare(first + 1));
  } else if constexpr (sizeof(Pixel) == 4) {
    return pack_masks(pack_masks(compare(first), compare(first + 1)),
                      pack_masks(compare(first + 2), compare(first + 3)));
  } else {
    return pack_masks(
        pack_masks(pack_masks(compare(first), compare(first + 1)), pack_masks(compare(first + 2), compare(first + 3))),
        pack_masks(pack_masks(compare(first + 4), compare(first + 5)),
                   pack_masks(compare(first + 6), compare(first + 7))));
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
