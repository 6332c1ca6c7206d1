#pragma once
/// \file
/// Runs of equal values in the rows of an image.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/label/detail/packed_mask.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

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
      const std::uint64_t bits = movemask(byte_mask<T, Tag>(differ));
      if (bits != 0) next = append_bits(tag, bits, x, next);
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

/// Calls `f(label, row, begin, end)` for the runs of labels above 0 in raster order; rows are counted through slices.
template <class L, std::size_t R, class F>
LIMN_INLINE void for_each_label_run(const ImageView<const L, R>& labels, F&& f) {
  const Index width = labels.width(), rows = row_count(labels.size());
  std::vector<Index> starts(static_cast<std::size_t>(width + 1 + FindRuns::slack));
  Index* const storage = starts.data();
  for (Index row = 0; row < rows; ++row) {
    const L* const pixels = nth_row(labels, row);
    const Index runs = dispatch(FindRuns{}, pixels, width, storage);
    for (Index run = 0; run < runs; ++run) {
      const L label = pixels[storage[run]];
      if (label > 0) f(label, row, storage[run], storage[run + 1]);
    }
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
