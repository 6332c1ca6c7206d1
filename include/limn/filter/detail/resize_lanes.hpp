#pragma once
/// \file
/// What the kernels of gray rows of another size share.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/gaussian_lanes.hpp>

#include <cstdint>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

constexpr Index resize_band = 32;  // rows

#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86
/// Lane i becomes lane places[i].
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<float, 32> pick_lanes(const Vec<float, 32>& a,
                                                                const Vec<std::int32_t, 32>& places) {
  return {(Vec<float, 32>::Native)__builtin_ia32_permvarsf256((Floats32)a.v, (Ints32)places.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<float, 64> pick_lanes(const Vec<float, 64>& a,
                                                                  const Vec<std::int32_t, 64>& places) {
  typedef float Floats64 __attribute__((vector_size(64)));
#if defined(__clang__)
  return {(Vec<float, 64>::Native)__builtin_ia32_permvarsf512((Floats64)a.v, (Ints64)places.v)};
#else
  return {(Vec<float, 64>::Native)__builtin_ia32_permvarsf512_mask((Floats64)a.v, (Ints64)places.v, Floats64{},
                                                                   static_cast<unsigned short>(0xffff))};
#endif
}
/// The same where lanes from the register's size on come from `b`.
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<float, 32> pick_lanes(const Vec<float, 32>& a, const Vec<float, 32>& b,
                                                                const Vec<std::int32_t, 32>& places) {
  return select(places > Vec<std::int32_t, 32>::splat(7), pick_lanes(b, places), pick_lanes(a, places));
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<float, 64> pick_lanes(const Vec<float, 64>& a, const Vec<float, 64>& b,
                                                                  const Vec<std::int32_t, 64>& places) {
  typedef float Floats64 __attribute__((vector_size(64)));
#if defined(__clang__)
  return {(Vec<float, 64>::Native)__builtin_ia32_vpermi2varps512((Floats64)a.v, (Ints64)places.v, (Floats64)b.v)};
#else
  return {(Vec<float, 64>::Native)__builtin_ia32_vpermt2varps512_mask((Ints64)places.v, (Floats64)a.v, (Floats64)b.v,
                                                                      static_cast<unsigned short>(0xffff))};
#endif
}
#endif

/// Calls `block(x)` for blocks of `size` pixels that cover [0, length); the last covers some again. Where there is not
/// a whole one, `one(x)` for each pixel.
template <class Block, class One>
LIMN_INLINE void in_blocks(Index length, Index size, const Block& block, const One& one) {
  if (length < size) {
    for (Index x = 0; x < length; ++x) one(x);
    return;
  }
  for (Index x = 0; x + size <= length; x += size) block(x);
  if (length % size != 0) block(length - size);
}

#if LIMN_DETAIL_VECTORS
/// Four registers as pixels, which lie between pixels: they need no clamping to their type.
template <class T, class V>
LIMN_INLINE void store_between(T* to, const V& a, const V& b, const V& c, const V& d) {
  if constexpr (std::is_same_v<T, std::uint8_t>) {
    // 1.5 * 2^23 more, a number, rounded, is the low byte; what stands above it is masked away.
    const auto rounded = [](const V& v)
                             LIMN_LAMBDA_INLINE { return bit_cast<std::uint16_t>(v + V::splat(12582912.0F)); };
    const auto byte = Vec<std::uint16_t, V::bytes>::splat(255);
    const auto first = bit_cast<std::uint16_t>(narrow(rounded(a), rounded(b)));
    const auto second = bit_cast<std::uint16_t>(narrow(rounded(c), rounded(d)));
    narrow(first & byte, second & byte).store(to);
  } else {
    GaussianReal<float, T>::store(to, a, b, c, d);
  }
}

/// Asks for the lines of pixels that are written soon, or read if they are constant.
template <int Count, class T>
LIMN_INLINE void prefetch_pixels(T* pixels) {
  constexpr int line = 64 / static_cast<int>(sizeof(T));
#pragma GCC unroll 4
  for (int i = 0; i < Count; i += line) __builtin_prefetch(pixels + i, std::is_const_v<T> ? 0 : 1);
}
#endif

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
