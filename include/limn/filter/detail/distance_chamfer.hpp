#pragma once
/// \file
/// City-block and chessboard distances in two sweeps: each pixel takes one more than the least of its neighbors that
/// were there before it.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

// Unknown while the sweeps run; low enough to count on from.
inline constexpr std::int32_t chamfer_unknown = (std::numeric_limits<std::int32_t>::max)() / 2;

/// The least of `row` and of one more than `other`, where the chessboard also sees the diagonals of `other`.
template <bool Chessboard>
struct ChamferRow {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, std::int32_t* row, const std::int32_t* other, Index length) const {
    const auto one = [&](Index x) LIMN_LAMBDA_INLINE {
      std::int32_t least = other[x];
      if (Chessboard && x > 0 && other[x - 1] < least) least = other[x - 1];
      if (Chessboard && x + 1 < length && other[x + 1] < least) least = other[x + 1];
      if (least + 1 < row[x]) row[x] = least + 1;
    };
    if (length == 0) return;
    one(0);
    Index x = 1;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::int32_t, Tag>;
    const V step = V::splat(1);
    for (; x + V::size < length; x += V::size) {
      V least = V::load(other + x);
      if (Chessboard) least = (min)(least, (min)(V::load(other + x - 1), V::load(other + x + 1)));
      (min)(V::load(row + x), least + step).store(row + x);
    }
#endif
    for (; x < length; ++x) one(x);
  }
};

template <bool Chessboard, std::size_t R>
void chamfer(const ImageView<const Binary, R>& mask, const ImageView<std::int32_t, R>& out) {
  const Index width = mask.width(), height = mask.height(), rows = row_count(mask.size());
  if (mask.empty()) return;
  const auto from = [&](Index i, Index j) {
    dispatch(ChamferRow<Chessboard>{}, nth_row(out, i), nth_row(out, j), width);
  };
  // Rows of the slice before (step -1) or after (step 1) that row i sees.
  const auto slice = [&](Index i, Index step) {
    if constexpr (R == 3) {
      const Index z = i / height + step, y = i % height;
      if (z < 0 || z >= mask.depth()) return;
      const Index same = i + step * height;
      from(i, same);
      if (Chessboard && y > 0) from(i, same - 1);
      if (Chessboard && y + 1 < height) from(i, same + 1);
    } else {
      static_cast<void>(i), static_cast<void>(step);
    }
  };
  for (Index i = 0; i < rows; ++i) {
    const Binary* const in = nth_row(mask, i);
    std::int32_t* const row = nth_row(out, i);
    for (Index x = 0; x < width; ++x) row[x] = is_foreground(in[x]) ? chamfer_unknown : 0;
    if (i % height > 0) from(i, i - 1);
    slice(i, -1);
    std::int32_t left = chamfer_unknown;
    for (Index x = 0; x < width; ++x) row[x] = left = left + 1 < row[x] ? left + 1 : row[x];
  }
  for (Index i = rows - 1; i >= 0; --i) {
    std::int32_t* const row = nth_row(out, i);
    if (i % height + 1 < height) from(i, i + 1);
    slice(i, 1);
    std::int32_t right = chamfer_unknown;
    for (Index x = width - 1; x >= 0; --x) row[x] = right = right + 1 < row[x] ? right + 1 : row[x];
  }
  // Without background nothing was ever less than unknown; with any, everything is.
  if (nth_row(out, 0)[0] < chamfer_unknown) return;
  for (Index i = 0; i < rows; ++i) {
    std::int32_t* const row = nth_row(out, i);
    for (Index x = 0; x < width; ++x) row[x] = (std::numeric_limits<std::int32_t>::max)();
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
