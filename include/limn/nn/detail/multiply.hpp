#pragma once
/// \file
/// The micro-kernel of all layers: a few pixels times a panel of weights, sums kept in registers.

#include <limn/core/config.hpp>
#include <limn/detail/simd/fused.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/nn/detail/blocked.hpp>

#include <cstddef>

namespace limn::nn {
inline namespace LIMN_ABI {
namespace detail {

using limn::detail::multiply_add;
using limn::detail::VecOf;

/// Registers that hold the 16 channels of a block.
template <class Tag>
inline constexpr int vectors_per_block = static_cast<int>(lanes) / VecOf<float, Tag>::size;

/// How many pixels times how many blocks of outputs: as many sums as registers allow, two short of spilling.
template <class Tag>
struct Panel;
template <>
struct Panel<Avx512> {
  static constexpr int widest = 4;
  template <int Blocks>
  static constexpr int pixels = 24 / Blocks;
};
template <>
struct Panel<Avx2> {
  static constexpr int widest = 1;
  template <int Blocks>
  static constexpr int pixels = 6;
};
template <>
struct Panel<Base> {
  static constexpr int widest = 1;
  template <int Blocks>
  static constexpr int pixels = 3;
};
/// No panel of any instruction set has more pixels: what may be read beyond the last one.
inline constexpr Index widest_panel = 24;

/// What `multiply` reads: channel c of pixel t is at values[(c / 16) * block_stride + t * 16 + c % 16].
struct Pixels {
  const float* values = nullptr;
  Index block_stride = 0;
};

/// For each of `Count` pixels and `Blocks` blocks of outputs the sum over `inputs` channels of value times weight;
/// weights by [input][output]. Every sum runs over the channels in order. `store(pixel, vector, sum)` gets them.
template <class Tag, int Count, int Blocks, class Store>
LIMN_INLINE void multiply(const Pixels pixels, const float* weights, const Index inputs, const Store& store) {
  using V = VecOf<float, Tag>;
  constexpr int width = Blocks * vectors_per_block<Tag>;
  V sums[static_cast<std::size_t>(Count)][static_cast<std::size_t>(width)];
#pragma GCC unroll 24
  for (int t = 0; t < Count; ++t) {
#pragma GCC unroll 4
    for (int v = 0; v < width; ++v) sums[t][v] = V::zero();
  }
  const float* block = pixels.values;
  for (Index first = 0; first < inputs; first += lanes) {
    const Index count = inputs - first < lanes ? inputs - first : lanes;
    for (Index c = 0; c < count; ++c) {
      V row[static_cast<std::size_t>(width)];
#pragma GCC unroll 4
      for (int v = 0; v < width; ++v) {
        row[v] = V::load(weights + v * V::size);
#if defined(__GNUC__)
        // The panel that comes next, into the second cache: those of deep layers come from far away.
        __builtin_prefetch(weights + inputs * width * V::size + v * V::size, 0, 2);
#endif
      }
#pragma GCC unroll 24
      for (int t = 0; t < Count; ++t) {
        const V value = V::splat(block[t * lanes + c]);
#pragma GCC unroll 4
        for (int v = 0; v < width; ++v) sums[t][v] = multiply_add(value, row[v], sums[t][v]);
      }
      weights += width * V::size;
    }
    block += pixels.block_stride;
  }
#pragma GCC unroll 24
  for (int t = 0; t < Count; ++t) {
#pragma GCC unroll 4
    for (int v = 0; v < width; ++v) store(t, v, sums[t][v]);
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn::nn
