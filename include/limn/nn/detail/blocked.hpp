#pragma once
/// \file
/// Channels in blocks of 16: the layout that the layers of a network work on.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>

#include <cstddef>
#include <cstring>

namespace limn::nn {
inline namespace LIMN_ABI {
namespace detail {

using limn::detail::Avx2;
using limn::detail::Avx512;
using limn::detail::Base;

inline constexpr Index lanes = 16;     ///< channels in a block
inline constexpr Index tile_size = 4;  ///< outputs of one Winograd tile along each axis

[[nodiscard]] LIMN_INLINE constexpr Index blocks_of(Index channels) { return (channels + lanes - 1) / lanes; }
[[nodiscard]] LIMN_INLINE constexpr Index tiles_of(Index length) { return (length + tile_size - 1) / tile_size; }

/// [blocks][rows][columns][16] floats: height and width rounded up to whole tiles, with a border of one pixel. What
/// lies outside of height x width is zero. One vector more between blocks keeps them off the same cache sets.
struct Blocked {
  float* values = nullptr;
  Index blocks = 0;
  Index height = 0;
  Index width = 0;

  [[nodiscard]] LIMN_INLINE Index rows() const { return tiles_of(height) * tile_size + 2; }
  [[nodiscard]] LIMN_INLINE Index columns() const { return tiles_of(width) * tile_size + 2; }
  [[nodiscard]] LIMN_INLINE Index row_stride() const { return columns() * lanes; }
  [[nodiscard]] LIMN_INLINE Index block_stride() const { return rows() * row_stride() + lanes; }
  [[nodiscard]] LIMN_INLINE Index count() const { return blocks * block_stride(); }
  /// The pixel (x, y) of a block; x and y from -1.
  [[nodiscard]] LIMN_INLINE float* at(Index block, Index y, Index x) const {
    return values + block * block_stride() + (y + 1) * row_stride() + (x + 1) * lanes;
  }
  /// Blocks first to first + number.
  [[nodiscard]] LIMN_INLINE Blocked part(Index first, Index number) const {
    return {values + first * block_stride(), number, height, width};
  }
};

/// Zeroes what lies outside of height x width; both no larger than those of the tensor.
inline void clear_outside(const Blocked& tensor, Index height, Index width) {
  const auto zero = [](float* from, Index count) {
    std::memset(from, 0, static_cast<std::size_t>(count) * sizeof(float));
  };
  const Index last = tensor.columns() - 1;
  for (Index block = 0; block < tensor.blocks; ++block) {
    zero(tensor.at(block, -1, -1), tensor.row_stride());
    for (Index y = 0; y < height; ++y) {
      zero(tensor.at(block, y, -1), lanes);
      zero(tensor.at(block, y, width), (last - width) * lanes);
    }
    zero(tensor.at(block, height, -1), (tensor.rows() - 1 - height) * tensor.row_stride());
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn::nn
