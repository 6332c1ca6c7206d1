#pragma once
/// \file
/// Runs of equal values in the rows of an image.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/label/detail/packed_mask.hpp>

#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Writes where the runs of equal values of a row start, in order, and the row's length behind them; returns the number
/// of runs. `starts` has room for `length + 1 + slack` numbers.
struct FindRuns {
  static constexpr Index slack = 8;

  template <class Tag, class T>
  LIMN_INLINE Index operator()(Tag tag, const T* row, Index length, Index* starts) const {
    Index* next = starts;
    if (length > 0) *next++ = 0;
    Index x = 1;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<typename SignedLane<T>::type, Tag>;
    constexpr Index step = Tag::bytes;
    for (; x + step <= length; x += step) {
      const auto differ = [&](int i) LIMN_LAMBDA_INLINE {
        return V::load(row + x + i * V::size) != V::load(row + x + i * V::size - 1);
      };
      std::uint64_t bits = movemask(byte_mask<T, Tag>(differ));
      if (bits == 0) continue;
      Index* const behind = next + popcount(tag, bits);
      // Four at a time, also where fewer are left: what is too much is written over.
      do {
#pragma GCC unroll 4
        for (int i = 0; i < 4; ++i) {
          *next++ = x + lowest_bit(bits | std::uint64_t{1} << 63);
          bits &= bits - 1;
        }
      } while (bits != 0);
      next = behind;
    }
#else
    (void)tag;
#endif
    for (; x < length; ++x) {
      if (row[x] != row[x - 1]) *next++ = x;
    }
    *next = length;
    return next - starts;
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
