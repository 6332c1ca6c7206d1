#pragma once
/// \file
/// What is summed over the runs of an object.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/traverse.hpp>
#include <limn/label/detail/packed_mask.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Integers throughout, so that no order of adding changes them.
template <std::size_t R>
struct RegionSums {
  Index area = 0;
  Index twice_x = 0;    // twice the sum of x
  Index rest[R - 1]{};  // the sums of y and z
  Index low[R];
  Index high[R];

  LIMN_INLINE RegionSums() {
    for (std::size_t axis = 0; axis < R; ++axis) {
      low[axis] = (std::numeric_limits<Index>::max)();
      high[axis] = 0;
    }
  }

  [[nodiscard]] LIMN_INLINE bool used() const { return area > 0; }

  /// The pixels [begin, end) of row (y, z).
  LIMN_INLINE void add(Index begin, Index end, Index y, Index z) {
    const Index length = end - begin;
    area += length;
    twice_x += length * (begin + end - 1);
    rest[0] += length * y;
    if constexpr (R == 3) rest[R - 2] += length * z;
    low[0] = low[0] < begin ? low[0] : begin;
    high[0] = high[0] > end - 1 ? high[0] : end - 1;
    low[1] = low[1] < y ? low[1] : y;
    high[1] = high[1] > y ? high[1] : y;
    if constexpr (R == 3) {
      low[R - 1] = low[R - 1] < z ? low[R - 1] : z;
      high[R - 1] = z;
    }
  }
};

/// Sums the runs of a packed mask into `sums[number - 1]`. `edges` has room for `width + 2 + slack` numbers.
struct SumRuns {
  static constexpr Index slack = 8;

  template <class Tag, std::size_t R, class Id>
  LIMN_INLINE void operator()(Tag tag, const PackedView<Id, R>& given, const Id* numbers, Index* edges,
                              RegionSums<R>* sums) const {
    const PackedView<Id, R> mask = given;
    const Size<R> size = mask.size;
    const Index rows = row_count(size);
    const Id* number = numbers + 1;
    for (Index row = 0; row < rows; ++row) {
      const Index runs = mask.runs_before[row + 1] - mask.runs_before[row];
      if (runs == 0) continue;
      // 1. Where foreground and background change; starts and ends of runs alternate.
      const std::uint64_t* const bits = mask.row(row);
      Index* next = edges;
      for (Index word = 0; word < mask.words; ++word) {
        const std::uint64_t changes = bits[word] ^ (bits[word] << 1 | bits[word - 1] >> 63);
        if (changes != 0) next = append_bits(tag, changes, word * 64, next);
      }
      *next = size[0];  // the end of a run that reaches the border
      // 2. Each run to its object.
      const Index y = R == 2 ? row : row % size[1], z = R == 2 ? 0 : row / size[1];
      for (Index run = 0; run < runs; ++run) {
        sums[*number++ - 1].add(edges[2 * run], edges[2 * run + 1], y, z);
      }
    }
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
