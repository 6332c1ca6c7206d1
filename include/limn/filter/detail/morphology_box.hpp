#pragma once
/// \file
/// Erosion and dilation by a rectangle: columns first, then rows, at a cost that hardly depends on its size.
///
/// Along columns, a window is the end of one block of rows and the beginning of the next. Of a low window, up to eight
/// neighbors that share the rows in the middle are made at a time, in registers. Else blocks are as high as the window,
/// and the winner of either part is kept running: three comparisons per pixel. Along rows, the winner of 4^k pixels
/// comes from four winners of 4^(k-1), in registers of many pixels.
///
/// Source: M. van Herk, "A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels",
/// Pattern Recognition Letters 13(7), 1992; J. Gil, M. Werman, "Computing 2-D min, median, and max filters", IEEE
/// Trans. PAMI 15(5), 1993.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/view.hpp>
#include <limn/filter/detail/morphology_rows.hpp>
#include <limn/filter/detail/morphology_shifts.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A window of `length` pixels that starts `before` pixels before its own.
struct Window {
  Index length = 1, before = 0;
};

/// The winners of rows [i, i + length) of `rows` for each i < Together, into rows `pitch` apart; `length` is at least
/// Together. All windows share rows Together - 1 to length - 1; each has the last of the rows before them and the first
/// of those behind, whose winners are kept running in registers.
template <class Op, int Together, class Tag, class From, class Key>
LIMN_INLINE void winners_of_windows(Tag, const From* const* rows, Index length, Key* to, Index pitch, Index width) {
  using In = MorphologyKeys<Op, From>;
  const auto step = [&](const auto& first, const auto& load, const auto& store) LIMN_LAMBDA_INLINE {
    auto shared = first;
    decltype(shared) front[static_cast<std::size_t>(Together)];
    for (Index n = Together; n < length; ++n) shared = Op::better(shared, load(n));
    front[Together - 1] = shared;
#pragma GCC unroll 8
    for (int i = Together - 2; i >= 0; --i) front[i] = Op::better(front[i + 1], load(i));
    store(0, front[0]);
    auto behind = load(length);
    store(1, Op::better(front[1], behind));
#pragma GCC unroll 8
    for (int i = 2; i < Together; ++i) {
      behind = Op::better(behind, load(length + i - 1));
      store(i, Op::better(front[i], behind));
    }
  };
  Index x = 0;
#if LIMN_DETAIL_VECTORS
  using V = VecOf<Key, Tag>;
  for (const bool fits = width >= V::size; fits && x < width; x += V::size) {
    if (x > width - V::size) x = width - V::size;  // the last register covers some pixels again
    const auto load = [&](Index n) LIMN_LAMBDA_INLINE { return In::load(rows[n] + x, V{}); };
    step(load(Together - 1), load, [&](Index i, const V& v) LIMN_LAMBDA_INLINE { v.store(to + i * pitch + x); });
  }
#endif
  for (; x < width; ++x) {
    const auto load = [&](Index n) LIMN_LAMBDA_INLINE { return In::key(rows[n][x]); };
    step(load(Together - 1), load, [&](Index i, Key key) LIMN_LAMBDA_INLINE { to[i * pitch + x] = key; });
  }
}

/// `row` gets the winner of itself and `after`.
template <class Op, class Tag, class Key>
LIMN_INLINE void join_row(Tag, Key* row, const Key* after, Index width) {
  Index x = 0;
#if LIMN_DETAIL_VECTORS
  using V = VecOf<Key, Tag>;
  for (; x + V::size <= width; x += V::size) Op::better(V::load(after + x), V::load(row + x)).store(row + x);
#endif
  for (; x < width; ++x) row[x] = Op::better(after[x], row[x]);
}

/// `keys` and `front` take in the next row, `front` also what was `before`, and `to` gets the winner of `front` and
/// `behind`.
template <class Op, class Tag, class From, class Key>
LIMN_INLINE void advance_front(Tag, const From* row, Key* keys, const Key* before, Key* front, const Key* behind,
                               Key* to, Index width) {
  using In = MorphologyKeys<Op, From>;
  Index x = 0;
#if LIMN_DETAIL_VECTORS
  using V = VecOf<Key, Tag>;
  for (; x + V::size <= width; x += V::size) {
    const V key = In::load(row + x, V{});
    key.store(keys + x);
    const V here = Op::better(V::load(before + x), key);
    here.store(front + x);
    Op::better(here, V::load(behind + x)).store(to + x);
  }
#endif
  for (; x < width; ++x) {
    keys[x] = In::key(row[x]);
    front[x] = Op::better(before[x], keys[x]);
    to[x] = Op::better(front[x], behind[x]);
  }
}

/// A plane and where its results go, with scratch.
template <class Op, class T>
class BoxRows {
 public:
  using Key = morphology_key_t<Op, T>;
  static constexpr Key loser = MorphologyKeys<Op, T>::loser;

  BoxRows(const ImageView<const T, 2>& in, const ImageView<T, 2>& out, Window along_x, Window along_y)
      : in_(in), out_(out), x_(along_x), y_(along_y), lead_(whole_lines<Key>(along_x.before)) {
    // The register more that is read past the end of a row is the line that `scratch_pitch` adds.
    pitch_ = scratch_pitch<Key>(lead_ + in.width() + x_.length - 1 - x_.before + MorphologyShifts::read_ahead);
    // So many rows at once that what one loop stores is out of the processor's queues when the next one loads it.
    constexpr Index enough = 8192 / static_cast<Index>(sizeof(Key));
    const Index together = y_.length >= 8 ? 8 : y_.length >= 4 ? 4 : 2;
    batch_ = (std::min)(Index{16}, (std::max)(together, enough / in.width() / together * together));
    column_ = Image<Key>(Size<2>{pitch_, batch_}, loser);
    if (x_.length > tap_limit) {
      for (Image<Key>& wide : wide_) wide = Image<Key>(column_.size(), uninitialized);
    }
    if (y_.length > direct_rows) backs_ = Image<Key>(Size<2>{scratch_pitch<Key>(in.width()), y_.length + 2}, loser);
  }

  /// Writes rows [begin, end).
  void run(Index begin, Index end) { dispatch(Run{}, *this, begin, end); }

 private:
  static constexpr Index tap_limit = 4;
  /// Up to here, looking at each row of the window is faster than keeping winners running.
  static constexpr Index direct_rows = 24;
  static constexpr Index most_together = 8;

  struct Run {
    template <class Tag>
    LIMN_INLINE void operator()(Tag tag, BoxRows& box, Index begin, Index end) const {
      for (Index y = begin; y < end; y += box.batch_) {
        const Index count = end - y < box.batch_ ? end - y : box.batch_;
        if (box.y_.length > direct_rows) box.blocks(tag, begin, y, count);
        else box.windows(tag, y, count);
        box.spread(tag, y, count);
      }
    }
  };

  [[nodiscard]] LIMN_INLINE Key* column(Index i) { return column_.row(i).data() + lead_; }
  /// Row y, or the nearest: where a window reaches beyond the border, that one is in it too.
  [[nodiscard]] LIMN_INLINE const T* row(Index y) const {
    return in_.row_pointer(y < 0 ? 0 : y < in_.height() ? y : in_.height() - 1);
  }

  /// The winners along the columns of rows [y, y + count), of several windows together.
  template <class Tag>
  LIMN_INLINE void windows(Tag tag, Index y, Index count) {
    const Index length = y_.length, width = in_.width();
    const T* rows[direct_rows + most_together] = {};
    for (Index i = 0; i < count;) {
      const Index left = count - i;
      const auto run = [&](auto together) LIMN_LAMBDA_INLINE {
        constexpr int windows = decltype(together)::value;
        for (Index n = 0; n < length + windows - 1; ++n) rows[n] = row(y + i + n - y_.before);
        if constexpr (windows == 1) winner_of_rows<Op>(tag, &rows[0], length, column(i), width);
        else winners_of_windows<Op, windows>(tag, &rows[0], length, column(i), pitch_, width);
        return Index{windows};
      };
      if (length >= 8 && left >= 8) i += run(std::integral_constant<int, 8>{});
      else if (length >= 4 && left >= 4) i += run(std::integral_constant<int, 4>{});
      else if (length >= 2 && left >= 2) i += run(std::integral_constant<int, 2>{});
      else i += run(std::integral_constant<int, 1>{});
    }
  }

  template <class Tag>
  LIMN_INLINE void blocks(Tag tag, Index begin, Index y, Index count) {
    const Index length = y_.length, width = in_.width();
    Key* const backs = backs_.row(0).data();
    const Index pitch = backs_.width();
    Key* const front = backs + length * pitch;
    const Key* const losers = front + pitch;
    const auto enter = [&](Index n, Index from) LIMN_LAMBDA_INLINE {
      const T* const pixels = row(from);
      winner_of_rows<Op, 1>(tag, &pixels, 1, backs + n * pitch, width);
    };
    for (Index i = 0; i < count; ++i) {
      const Index in_block = (y + i - begin) % length, first = y + i - in_block - y_.before;
      if (in_block == 0) {
        // 1. For every row of the block, the winner from there to the block's end. All but the last are there, except
        // in the first block.
        for (Index n = y + i == begin ? 0 : length - 1; n < length; ++n) enter(n, first + n);
        for (Index n = length - 1; n-- > 0;) {
          Key* const here = backs + n * pitch;
          join_row<Op>(tag, here, static_cast<const Key*>(here + pitch), width);
        }
        const Key* const whole = backs;
        winner_of_rows<Op, 1>(tag, &whole, 1, column(i), width);
      } else {
        // 2. The winner from the next block's beginning onward, and of both. That block's rows take the place of those
        // that no window needs any more.
        Key* const behind = backs + in_block * pitch;
        advance_front<Op>(tag, row(first + length + in_block - 1), behind - pitch, in_block == 1 ? losers : front,
                          front, static_cast<const Key*>(behind), column(i), width);
      }
    }
  }

  /// Rows of the output from the winners along their columns.
  template <class Tag>
  LIMN_INLINE void spread(Tag tag, Index y, Index count) {
    const Key* from = column_.row(0).data() + lead_ - x_.before;
    Index covered = 1, left = in_.width() + x_.length - 1;
    const auto ask_ahead = [&](Index i) LIMN_LAMBDA_INLINE {
      prefetch_to_write(out_.row_pointer((std::min)(y + i + 4, out_.height() - 1)), in_.width());
    };
    if constexpr (MorphologyShifts::serves<Tag, Key>) {
      if (x_.length > tap_limit && x_.length <= MorphologyShifts::longest) {
        for (Index i = 0; i < count; ++i) {
          ask_ahead(i);
          winner_by_shifts<Op>(tag, from + i * pitch_, x_.length, out_.row_pointer(y + i), in_.width());
        }
        return;
      }
    }
    // Windows four times as wide each time, until a few of them make up the whole.
    for (int turn = 0; x_.length > tap_limit * covered; turn ^= 1) {
      left -= 3 * covered;
      for (Index i = 0; i < count; ++i) {
        const Key* const start = from + i * pitch_;
        const Key* const four[] = {start, start + covered, start + 2 * covered, start + 3 * covered};
        winner_of_rows<Op, 4>(tag, &four[0], 4, wide_[turn].row(i).data(), left);
      }
      from = wide_[turn].row(0).data();
      covered *= 4;
    }
    for (Index i = 0; i < count; ++i) {
      const Key* taps[tap_limit] = {};
      Index used = 0;
      for (Index at = 0; at + covered < x_.length; at += covered) taps[used++] = from + i * pitch_ + at;
      taps[used++] = from + i * pitch_ + x_.length - covered;
      ask_ahead(i);
      winner_of_few<Op>(tag, &taps[0], used, out_.row_pointer(y + i), in_.width());
    }
  }

  ImageView<const T, 2> in_;
  ImageView<T, 2> out_;
  Window x_, y_;
  Index lead_, pitch_ = 0, batch_ = 2;
  Image<Key> column_;   // with losers on both sides
  Image<Key> wide_[2];  // winners of 4^k pixels
  Image<Key> backs_;    // a block, the running winner of the next, and a row of losers
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
