#pragma once
/// \file
/// What the kernels of gray rows of another size share.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/pick_lanes.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/gaussian_lanes.hpp>

#include <cstdint>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

constexpr Index resize_band = 32;  // rows

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
