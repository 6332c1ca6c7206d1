#pragma once
/// \file
/// Rows of a mask as words of 64 pixels, the first pixel in the lowest bit.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The foreground of a row, or with `flip` all ones its background; the bits past the row's end are 0.
struct PackBits {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const Binary* row, std::uint64_t* bits, Index width, std::uint64_t flip = 0) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::int8_t, Tag>;
    for (; x + 64 <= width; x += 64) {
      std::uint64_t word = 0;
#pragma GCC unroll 4
      for (int i = 0; i < 64; i += V::size) word |= movemask(V::load(row + x + i) != V::zero()) << i;
      bits[x / 64] = word ^ flip;
    }
#endif
    for (; x < width; x += 64) {
      std::uint64_t word = 0;
      const Index length = width - x < 64 ? width - x : 64;
      for (Index i = 0; i < length; ++i) word |= static_cast<std::uint64_t>(is_foreground(row[x + i])) << i;
      bits[x / 64] = (word ^ flip) & (~std::uint64_t{0} >> (64 - length));
    }
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
