#pragma once
/// \file
/// Erosion and dilation by a rectangle: columns first, then rows, at a cost that hardly depends on its size.
///
/// Along columns, the rows are cut into blocks as high as the window. A window is the end of one block and the
/// beginning of the next, so the winner of both is kept running: three comparisons per pixel. Along rows, the winner of
/// 2^k pixels comes from two winners of 2^(k-1), in registers of many pixels: a logarithm that is dwarfed by the rest.
///
/// Source: M. van Herk, "A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels",
/// Pattern Recognition Letters 13(7), 1992; J. Gil, M. Werman, "Computing 2-D min, median, and max filters", IEEE
/// Trans. PAMI 15(5), 1993.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/view.hpp>
#include <limn/filter/detail/morphology_rows.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A window of `length` pixels that starts `before` pixels before its own.
struct Window {
  Index length = 1, before = 0;
};

template <class Op, class T>
class BoxRows {
 public:
  using Key = morphology_key_t<Op, T>;
  static constexpr Key loser = MorphologyKeys<Op, T>::loser;
  /// Up to here, looking at each row of the window is faster than keeping winners running.
  static constexpr Index direct_rows = 6;

  BoxRows(const ImageView<const T, 2>& in, const ImageView<T, 2>& out, Window along_x, Window along_y)
      : in_(in), out_(out), x_(along_x), y_(along_y) {
    const std::size_t padded = static_cast<std::size_t>(in.width() + x_.length - 1);
    column_.assign(padded, loser);
    if (x_.length > tap_limit) {
      wide_[0].resize(padded);
      wide_[1].resize(padded);
    }
  }

  /// Writes rows [begin, end).
  void run(Index begin, Index end) {
    if (y_.length <= direct_rows) run_direct(begin, end);
    else run_blocks(begin, end);
  }

 private:
  static constexpr Index tap_limit = 4;

  [[nodiscard]] Index width() const { return in_.width(); }
  [[nodiscard]] Key* middle() { return column_.data() + x_.before; }

  void run_direct(Index begin, Index end) {
    for (Index y = begin; y < end; ++y) {
      const Index first = (std::max)(y - y_.before, Index{0});
      const Index last = (std::min)(y - y_.before + y_.length, in_.height());
      const T* rows[direct_rows] = {};
      for (Index i = first; i < last; ++i) rows[i - first] = in_.row_pointer(i);
      if (last > first) {
        dispatch(WinnerOfRows<Op, T, Key>{}, &rows[0], last - first, middle(), width());
      } else {
        std::fill_n(middle(), width(), loser);
      }
      spread(y);
    }
  }

  void run_blocks(Index begin, Index end) {
    const Index length = y_.length;
    const auto row_bytes = static_cast<std::size_t>(width());
    std::vector<Key> backs(static_cast<std::size_t>(length) * row_bytes);
    std::vector<const Key*> back(static_cast<std::size_t>(length));
    std::vector<Key> front(row_bytes);
    const std::vector<Key> losers(row_bytes, loser);
    const auto inside = [&](Index y) { return y >= 0 && y < in_.height(); };
    for (Index block = begin; block < end; block += length) {
      // 1. For every row of the block, the winner from there to the block's end.
      const Key* after = losers.data();
      for (Index i = length; i-- > 0;) {
        const Index y = block + i - y_.before;
        if (inside(y)) {
          Key* const to = backs.data() + static_cast<std::size_t>(i) * row_bytes;
          dispatch(AdvanceBack<Op, T>{}, in_.row_pointer(y), after, to, width());
          after = to;
        }
        back[static_cast<std::size_t>(i)] = after;
      }
      // 2. The winner from the next block's beginning onward, and of both.
      std::fill(front.begin(), front.end(), loser);
      for (Index i = 0; i < length && block + i < end; ++i) {
        const Index y = block + length + i - 1 - y_.before;
        if (i > 0 && inside(y)) {
          dispatch(AdvanceFront<Op, T>{}, in_.row_pointer(y), front.data(), back[static_cast<std::size_t>(i)], middle(),
                   width());
        } else {
          const Key* const both[] = {back[static_cast<std::size_t>(i)], front.data()};
          dispatch(WinnerOfRows<Op, Key, Key>{}, &both[0], Index{2}, middle(), width());
        }
        spread(block + i);
      }
    }
  }

  /// Row y of the output from the winners of its columns.
  void spread(Index y) {
    const Key* from = column_.data();
    Index covered = 1, left = static_cast<Index>(column_.size());
    // Windows twice as wide each time, until a few of them make up the whole.
    for (int turn = 0; x_.length > tap_limit * covered; turn ^= 1) {
      const Key* const two[] = {from, from + covered};
      left -= covered;
      dispatch(WinnerOfRows<Op, Key, Key>{}, &two[0], Index{2}, wide_[turn].data(), left);
      from = wide_[turn].data();
      covered *= 2;
    }
    const Key* taps[tap_limit] = {};
    Index count = 0;
    for (Index at = 0; at + covered < x_.length; at += covered) taps[count++] = from + at;
    taps[count++] = from + x_.length - covered;
    dispatch(WinnerOfRows<Op, Key, T>{}, &taps[0], count, out_.row_pointer(y), width());
  }

  ImageView<const T, 2> in_;
  ImageView<T, 2> out_;
  Window x_, y_;
  std::vector<Key> column_;   // with losers on both sides
  std::vector<Key> wide_[2];  // winners of 2^k pixels
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
