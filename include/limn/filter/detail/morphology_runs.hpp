#pragma once
/// \file
/// Erosion and dilation by any structuring element, cut into runs along its rows.
///
/// Each row of the image is turned once into its winners under every run that occurs in the element: those of 1, 2, 4,
/// ... pixels by doubling, then of n pixels from two of the greatest power of two up to n. A pixel of the output is the
/// winner of one of them for each run: a disk costs its height, not its area. Where all runs are short and lie about
/// the origin, each comes in registers from the next shorter one.
///
/// Source: E. R. Urbach, M. H. F. Wilkinson, "Efficient 2-D grayscale morphological transformations with arbitrary flat
/// structuring elements", IEEE Trans. Image Processing 17(1), 2008.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>
#include <limn/filter/detail/morphology_rows.hpp>
#include <limn/filter/structuring_element.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <utility>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Pixels [x, x + length) of a row, seen from the origin.
struct ElementRun {
  Index x, length;
  int level;  // the greatest with 2^level <= length
};

/// A run and the row that it lies in.
struct Tap {
  Index dy;
  std::size_t run;
};

/// A slice of a structuring element.
struct TapSlice {
  Index dz = 0;
  List<Tap> taps;  // from the first row to the last
};

struct TapElement {
  List<ElementRun> runs;      // each once
  List<TapSlice> slices;      // those that are not empty
  Index left = 0, right = 0;  // how far it reaches beside the origin
  Index above = 0, below = 0;
  int levels = 1;
  bool is_fan = false;  // runs of few pixels whose middle is the origin

  [[nodiscard]] Index tap_count() const {
    Index sum = 0;
    for (const TapSlice& slice : slices) sum += static_cast<Index>(slice.taps.size());
    return sum;
  }
};

/// Cut into runs of at most `longest` pixels. A template in name, so that it is compiled where it is called.
[[nodiscard]] TapElement tap_element(const std::same_as<StructuringElement> auto& element, Index longest) {
  const Size<3>& size = element.size();
  const Point<3>& origin = element.origin();
  TapElement result;
  result.left = origin.x;
  result.right = size.width - 1 - origin.x;
  result.above = origin.y;
  result.below = size.height - 1 - origin.y;
  const auto number_of = [&](Index x, Index length) {
    for (std::size_t i = 0; i < result.runs.size(); ++i) {
      if (result.runs[i].x == x && result.runs[i].length == length) return i;
    }
    int level = 0;
    while ((Index{2} << level) <= length) ++level;
    result.runs.push_back({x, length, level});
    result.levels = (std::max)(result.levels, level + 1);
    return result.runs.size() - 1;
  };
  for (Index z = 0; z < size.depth; ++z) {
    TapSlice slice{z - origin.z, {}};
    for (Index y = 0; y < size.height; ++y) {
      for (Index x = 0; x < size.width; ++x) {
        Index end = x;
        while (end < size.width && end - x < longest && is_foreground(element.mask()(end, y, z))) ++end;
        if (end == x) continue;
        slice.taps.push_back({y - origin.y, number_of(x - origin.x, end - x)});
        x = end - 1;
      }
    }
    if (!slice.taps.empty()) result.slices.push_back(std::move(slice));
  }
  constexpr Index few = 8;
  result.is_fan = result.left == result.right && result.left <= few;
  for (const ElementRun& run : result.runs) result.is_fan = result.is_fan && run.length == 1 - 2 * run.x;
  if (result.is_fan) result.levels = 1;
  return result;
}

/// Rows [begin, end), counted through all slices, under an element of a few single pixels: straight from the image.
template <class Op>
struct FewPixels {
  static constexpr Index limit = 9;

  template <class Tag, class T, std::size_t R>
  LIMN_INLINE void operator()(Tag tag, const ImageView<const T, R>& in, const ImageView<T, R>& out,
                              const Point<3>* offsets, Index count, Index begin, Index end) const {
    using Keys = MorphologyKeys<Op, T>;
    const Index width = in.width(), height = in.height(), depth = R == 3 ? in.size()[R - 1] : 1;
    Index left = 0, right = 0;
    for (Index n = 0; n < count; ++n) {
      left = -offsets[n].x > left ? -offsets[n].x : left;
      right = offsets[n].x > right ? offsets[n].x : right;
    }
    // What is small is in the caches.
    const bool is_large = pixel_count(in.size()) * static_cast<Index>(sizeof(T)) > Index{1} << 20;
    Index y = begin % height, z = begin / height;
    for (Index i = begin; i < end; ++i, z += y + 1 == height, y = y + 1 == height ? 0 : y + 1) {
      const T* rows[static_cast<std::size_t>(limit)];
      Index at[static_cast<std::size_t>(limit)], used = 0;
      for (Index n = 0; n < count; ++n) {
        const Index from_y = y + offsets[n].y, from_z = z + offsets[n].z;
        if (from_y < 0 || from_y >= height || from_z < 0 || from_z >= depth) continue;
        at[used] = offsets[n].x;
        rows[used++] = nth_row(in, from_z * height + from_y) + offsets[n].x + left;
      }
      T* const to = nth_row(out, i);
      if (is_large) prefetch_to_write(nth_row(out, i + 4 < end ? i + 4 : end - 1), width);
      const Index inner = width - left - right;
      if (used == 5 && inner > 0) winner_of_pixels<Op, 5>(tag, &rows[0], 5, to + left, inner);
      else if (used > 0 && inner > 0) winner_of_pixels<Op>(tag, &rows[0], used, to + left, inner);
      // Near the border of the row, and in rows under which there is nothing.
      for (Index x = 0; x < width; x = x + 1 == left && used > 0 && inner > 0 ? left + inner : x + 1) {
        typename Keys::Key winner = Keys::loser;
        for (Index n = 0; n < used; ++n) {
          if (x + at[n] >= 0 && x + at[n] < width) winner = Op::better(winner, Keys::key(rows[n][x - left]));
        }
        to[x] = Keys::pixel(winner);
      }
    }
  }
};

/// The rows of one slice of an image as winners under each of the runs: as many rows as the element is high, and some
/// ahead.
template <class Op, class T>
class RunRows {
 public:
  using Key = morphology_key_t<Op, T>;
  static constexpr Key loser = MorphologyKeys<Op, T>::loser;

  /// Of columns [first, last) of an image `width` wide.
  RunRows(const TapElement& element, Index width, Index first, Index last)
      : element_(element),
        first_(first),
        width_(last - first),
        seen_first_((std::max)(Index{0}, first - element.left)),
        seen_((std::min)(width, last + element.right) - seen_first_),
        lead_(whole_lines<Key>(element.left)),
        run_count_(static_cast<Index>(element.runs.size())) {
    // So many rows at once that what one loop stores is out of the processor's queues when the next one loads it.
    constexpr Index enough = 4096 / static_cast<Index>(sizeof(Key));
    batch_ = (std::min)(Index{16}, (std::max)(Index{1}, enough / width_));
    ring_ = element.above + element.below + batch_;
    levels_ = Image<Key>(Size<2>{scratch_pitch<Key>(lead_ + width_ + element.right), batch_ * element.levels}, loser);
    table_ = Image<Key>(Size<2>{scratch_pitch<Key>(width_), ring_ * run_count_}, uninitialized);
    losers_ = Image<Key>(Size<2>{width_, 1}, loser);
    std::size_t most = 0;
    for (const TapSlice& slice : element.slices) most = (std::max)(most, slice.taps.size());
    rows_.resize(most + 1);
  }

  /// So many columns that the table stays in the first cache, or not far from it.
  [[nodiscard]] static Index good_width(const TapElement& element) {
    const Index rows = (element.above + element.below + 1) * static_cast<Index>(element.runs.size());
    // A fan reads the table so seldom that the second cache will do, and whole rows come faster from memory.
    const Index cached = element.is_fan ? 98304 : 24576, least = 1024;  // bytes
    return whole_lines<Key>((std::max)(cached / rows, least) / static_cast<Index>(sizeof(Key)));
  }

  /// Writes rows [begin, end) of what `in` is under a slice of the element: `to(y)` is where row y goes. With `More`,
  /// what is there, keys, competes.
  template <bool More, class To>
  void run(const ImageView<const T, 2>& in, const TapSlice& slice, Index begin, Index end, const To& to) {
    dispatch(Run<More>{}, *this, in, slice.taps.data(), static_cast<Index>(slice.taps.size()), begin, end, to);
  }

 private:
  template <bool More>
  struct Run {
    template <class Tag, class To>
    LIMN_INLINE void operator()(Tag tag, RunRows& rows, const ImageView<const T, 2>& in, const Tap* taps,
                                Index tap_count, Index begin, Index end, const To& to) const {
      const Index above = rows.element_.above, below = rows.element_.below;
      Index next = begin - above > 0 ? begin - above : 0;
      for (Index y = begin; y < end; ++y) {
        while (next <= y + below && next < in.height()) {
          const Index count = in.height() - next < rows.batch_ ? in.height() - next : rows.batch_;
          rows.enter(tag, in, next, count);
          next += count;
        }
        const Key** row = rows.rows_.data();
        if constexpr (More) *row++ = to(y);
        const Index here = y % rows.ring_;
        for (Index n = 0; n < tap_count; ++n) {
          const Tap tap = taps[n];
          if (y + tap.dy < 0 || y + tap.dy >= in.height()) continue;
          Index slot = here + tap.dy;
          slot += slot < 0 ? rows.ring_ : slot >= rows.ring_ ? -rows.ring_ : 0;
          *row++ = rows.winners(slot, static_cast<Index>(tap.run));
        }
        if constexpr (!More) prefetch_to_write(to(y + 4 < end ? y + 4 : end - 1), rows.width_);
        if (row == rows.rows_.data()) *row++ = rows.losers_.row(0).data();
        winner_of_rows<Op>(tag, static_cast<const Key* const*>(rows.rows_.data()), row - rows.rows_.data(), to(y),
                           rows.width_);
      }
    }
  };

  /// Of the row in a slot of the ring, under a run.
  [[nodiscard]] LIMN_INLINE Key* winners(Index slot, Index run) {
    return table_.data() + (slot * run_count_ + run) * table_.width();
  }
  /// Of 2^level pixels of row i of a batch; its first pixel is at `lead_`.
  [[nodiscard]] LIMN_INLINE Key* doubled(Index i, int level) {
    return levels_.data() + (i * element_.levels + level) * levels_.width();
  }

  template <class Tag>
  LIMN_INLINE void enter(Tag tag, const ImageView<const T, 2>& in, Index first, Index count) {
    for (Index i = 0; i < count; ++i) {
      const T* const pixels = in.row_pointer(first + i) + seen_first_;
      winner_of_rows<Op, 1>(tag, &pixels, 1, doubled(i, 0) + lead_ + seen_first_ - first_, seen_);
    }
    if (element_.is_fan) {
      for (Index i = 0; i < count; ++i) fan(tag, doubled(i, 0) + lead_, (first + i) % ring_);
      return;
    }
    Index left = lead_ + width_ + element_.right;
    for (int level = 1; level < element_.levels; ++level) {
      const Index half = Index{1} << (level - 1);
      left -= half;
      for (Index i = 0; i < count; ++i) {
        const Key* const before = doubled(i, level - 1);
        const Key* const two[] = {before, before + half};
        winner_of_rows<Op, 2>(tag, &two[0], 2, doubled(i, level), left);
      }
    }
    for (Index n = 0; n < run_count_; ++n) {
      const ElementRun run = element_.runs[static_cast<std::size_t>(n)];
      for (Index i = 0; i < count; ++i) {
        const Key* const start = doubled(i, run.level) + lead_ + run.x;
        const Key* const two[] = {start, start + run.length - (Index{1} << run.level)};
        winner_of_rows<Op, 2>(tag, &two[0], 2, winners((first + i) % ring_, n), width_);
      }
    }
  }

  /// The winners of all runs of a fan, for the row in a slot of the ring.
  template <class Tag>
  LIMN_INLINE void fan(Tag, const Key* row, Index slot) {
    Key* to[16] = {};  // by how far a run reaches
    for (Index n = 0; n < run_count_; ++n) to[-element_.runs[static_cast<std::size_t>(n)].x] = winners(slot, n);
    const Index reach = element_.left, width = width_;
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<Key, Tag>;
    constexpr Index two = 2 * V::size;
    if (width >= two) {
      for (; x < width; x += two) {
        if (x > width - two) x = width - two;  // the last registers cover some pixels again
        V first = V::load(row + x), second = V::load(row + x + V::size);
        for (Index k = 0;;) {
          if (to[k] != nullptr) {
            first.store(to[k] + x);
            second.store(to[k] + x + V::size);
          }
          if (k++ == reach) break;
          first = Op::better(Op::better(first, V::load(row + x - k)), V::load(row + x + k));
          second = Op::better(Op::better(second, V::load(row + x + V::size - k)), V::load(row + x + V::size + k));
        }
      }
      return;
    }
#endif
    for (; x < width; ++x) {
      Key winner = row[x];
      for (Index k = 0;;) {
        if (to[k] != nullptr) to[k][x] = winner;
        if (k++ == reach) break;
        winner = Op::better(Op::better(winner, row[x - k]), row[x + k]);
      }
    }
  }

  const TapElement& element_;
  Index first_, width_;      // columns of the result
  Index seen_first_, seen_;  // and of the image
  Index lead_, run_count_, batch_ = 1, ring_ = 1;
  Image<Key> levels_, table_, losers_;
  List<const Key*> rows_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
