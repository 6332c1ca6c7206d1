#pragma once
/// \file
/// Erosion and dilation of masks by elements whose rows shrink away from the origin, such as disks and the slices of
/// balls, at a cost that does not depend on how large they are.
///
/// A pixel that wins covers, d rows away, as many pixels to either side as row d of the element reaches. Of each column
/// the nearest such pixel covers most of a row, so all that the row needs is how far that one is: a table says what it
/// covers. What is left of that, less by one from pixel to pixel, is handed on to both sides by 1, 2, 4, ... pixels, in
/// registers of 16-bit words. Where 64 columns have no winner within reach, or nothing else, no table is asked.
///
/// Source: A. Meijster, J. B. T. M. Roerdink, W. H. Hesselink, "A general algorithm for computing distance transforms
/// in linear time", ISMM 2000 (columns first, then rows).

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/distance_leaves.hpp>
#include <limn/filter/structuring_element.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A slice of an element: how many pixels its rows reach to either side that are 0, 1, 2, ... above and below the
/// origin, each no farther than the one before.
struct NestedSlice {
  Index dz = 0;
  List<Index> reach;
};

struct NestedElement {
  List<NestedSlice> slices;  // those that are not empty; none where the element is not such
  Index taps = 0;            // rows in all slices
  Index height = 0;          // how far it reaches up and down
};

/// How far a row reaches to either side of its middle, -1 if it is empty, -2 if it is anything but one run about it.
[[nodiscard]] inline Index row_reach(const Binary* row, Index middle) {
  Index reach = -1;
  while (reach < middle && is_foreground(row[middle - reach - 1]) && is_foreground(row[middle + reach + 1])) ++reach;
  for (Index x = reach + 1; x <= middle; ++x) {
    if (is_foreground(row[middle - x]) || is_foreground(row[middle + x])) return -2;
  }
  return reach;
}

/// A template in name, as is all here, so that it is compiled where it is called.
[[nodiscard]] NestedElement nested_element(const std::same_as<StructuringElement> auto& element) {
  const Size<3>& size = element.size();
  const Point<3>& origin = element.origin();
  constexpr Index most = 65534;  // distances within columns are 16 bits
  if (size.width != 2 * origin.x + 1 || size.height != 2 * origin.y + 1 || origin.x >= most || origin.y >= most) {
    return {};
  }
  NestedElement result;
  result.height = origin.y;
  for (Index z = 0; z < size.depth; ++z) {
    NestedSlice slice{z - origin.z, {}};
    Index before = origin.x;
    for (Index dy = 0; dy <= origin.y; ++dy) {
      const Index reach = row_reach(&element.mask()(0, origin.y + dy, z), origin.x);
      if (reach == -2 || reach > before || row_reach(&element.mask()(0, origin.y - dy, z), origin.x) != reach)
        return {};
      before = reach;
      if (reach >= 0) slice.reach.push_back(reach);
    }
    if (slice.reach.empty()) continue;
    result.taps += 2 * static_cast<Index>(slice.reach.size()) - 1;
    result.slices.push_back(std::move(slice));
  }
  return result;
}

/// Rows of a plane of a mask under nested slices, as bits: which pixels have one under the element that wins. Holds 64
/// rows of 16-bit distances, and for each 64 rows of the plane one more.
template <class Op>
class NestedRows {
 public:
  explicit NestedRows(Index width)
      : width_(width),
        pitch_((width + block - 1) / block * block),
        column_(static_cast<std::size_t>(pitch_), none),
        columns_(static_cast<std::size_t>(pitch_ * block), none),
        bits_(static_cast<std::size_t>(pitch_ / block)) {
    for (auto& row : left_) row.assign(static_cast<std::size_t>(pitch_), none);
  }

  /// Calls `to(tag, y, bits, words)` for rows [begin, end), in any order.
  template <class To>
  void run(const ImageView<const Binary, 2>& in, const List<Index>& reach, Index begin, Index end, const To& to) {
    rows_ = static_cast<Index>(reach.size());
    start_.clear();
    for (const Index pixels : reach) start_.push_back(static_cast<std::uint16_t>(none - 1 - pixels));
    const auto outside = static_cast<std::uint16_t>(rows_);
    start_.push_back(none);  // a column without a winner within reach
    most_ = reach.front();
    if (margin_ < most_) {
      margin_ = most_;
      for (auto& row : left_) row.assign(static_cast<std::size_t>(pitch_ + 2 * margin_), none);
    }
    for (Index y = 0; y < block; ++y) {
      for (Index x = width_; x < pitch_; ++x) columns_[static_cast<std::size_t>(y * pitch_ + x)] = outside;
    }
    below_.resize(static_cast<std::size_t>((end - begin + block - 1) / block * pitch_));
    dispatch(Run{}, *this, in, begin, end, to);
  }

 private:
  static constexpr Index block = 64;  // rows, and columns, that are worked on together
  static constexpr std::uint16_t none = 0xffff;
  enum class Kind : std::uint8_t { mixed, none_in_reach, all_win };

  struct Run {
    template <class Tag, class To>
    LIMN_INLINE void operator()(Tag tag, NestedRows& rows, const ImageView<const Binary, 2>& in, Index begin, Index end,
                                const To& to) const {
      std::uint16_t* const column = rows.column_.data();
      std::uint16_t* const columns = rows.columns_.data();
      const Index pitch = rows.pitch_, width = rows.width_, height = in.height();

      // 1. Up, from as far as the element reaches: how far the nearest winner below is, kept for every 64th row.
      for (Index x = 0; x < width; ++x) column[x] = none;
      const Index bottom = end + rows.rows_ - 1 < height ? end + rows.rows_ - 1 : height;
      for (Index y = bottom; y-- > begin;) {
        if (y + 1 <= end && (y + 1 == end || (y + 1 - begin) % block == 0)) rows.keep(column, (y - begin) / block);
        away(tag, in.row_pointer(y), column, column, width);
      }

      // 2. Down, the same of those above; then each row.
      for (Index x = 0; x < width; ++x) column[x] = none;
      for (Index y = begin - rows.rows_ + 1 > 0 ? begin - rows.rows_ + 1 : 0; y < begin; ++y) {
        away(tag, in.row_pointer(y), column, column, width);
      }
      for (Index first = begin; first < end; first += block) {
        const Index count = end - first < block ? end - first : block;
        for (Index i = 0; i < count; ++i) {
          away(tag, in.row_pointer(first + i), i == 0 ? column : columns + (i - 1) * pitch, columns + i * pitch, width);
        }
        for (Index x = 0; x < width; ++x) column[x] = columns[(count - 1) * pitch + x];
        const std::uint16_t* after = rows.below_.data() + (first - begin) / block * pitch;
        for (Index i = count; i-- > 0;) {
          std::uint16_t* const here = columns + i * pitch;
          nearer(tag, after, here, static_cast<std::uint16_t>(rows.rows_), width);
          rows.cover(tag, here);
          to(tag, first + i, rows.bits_.data(), pitch / block);
          after = here;
        }
      }
    }
  };

  LIMN_INLINE void keep(const std::uint16_t* column, Index at) {
    std::uint16_t* const kept = below_.data() + at * pitch_;
    for (Index x = 0; x < width_; ++x) kept[x] = column[x];
  }

  /// The next row's distances to the last winner.
  template <class Tag>
  LIMN_INLINE static void away(Tag, const Binary* row, const std::uint16_t* before, std::uint16_t* to, Index width) {
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::uint16_t, Tag>;
    const V one = V::splat(1);
    for (; x + V::size <= width; x += V::size) {
      const V foreground = load_foreground(Tag{}, row + x);
      (add_saturated(V::load(before + x), one) & (Op::least ? foreground : ~foreground)).store(to + x);
    }
#endif
    for (; x < width; ++x) {
      const bool wins = is_foreground(row[x]) != Op::least;
      to[x] = wins ? std::uint16_t{0} : static_cast<std::uint16_t>(before[x] < none ? before[x] + 1 : none);
    }
  }

  /// The lesser of what is here and one more than in the next row, at most `most`.
  template <class Tag>
  LIMN_INLINE static void nearer(Tag, const std::uint16_t* after, std::uint16_t* here, std::uint16_t most,
                                 Index width) {
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::uint16_t, Tag>;
    const V one = V::splat(1), limit = V::splat(most);
    for (; x + V::size <= width; x += V::size) {
      least(least(V::load(here + x), limit), add_saturated(V::load(after + x), one)).store(here + x);
    }
#endif
    for (; x < width; ++x) {
      const int next = after[x] + 1, nearest = next < here[x] ? next : here[x];
      here[x] = nearest < most ? static_cast<std::uint16_t>(nearest) : most;
    }
  }

  /// What is in 64 columns.
  template <class Tag>
  [[nodiscard]] LIMN_INLINE Kind kind_of(Tag, const std::uint16_t* away) const {
    const auto limit = static_cast<std::uint16_t>(rows_);
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::uint16_t, Tag>;
    V nearest = V::load(away), any = nearest;
#pragma GCC unroll 8
    for (Index i = V::size; i < block; i += V::size) {
      const V here = V::load(away + i);
      nearest = least(nearest, here);
      any = any | here;
    }
    if (!any_above(V::splat(limit), nearest)) return Kind::none_in_reach;
    return any_above(any, V::zero()) ? Kind::mixed : Kind::all_win;
#else
    bool near = false, all = true;
    for (Index i = 0; i < block; ++i) near = near || away[i] < limit, all = all && away[i] == 0;
    return !near ? Kind::none_in_reach : all ? Kind::all_win : Kind::mixed;
#endif
  }

  /// The lesser of `from` and of what it has `step` pixels to either side plus `step`, for 64 columns.
  template <class Tag>
  LIMN_INLINE static void spread(Tag, const std::uint16_t* from, std::uint16_t* to, Index step) {
    const auto more = static_cast<std::uint16_t>(step);
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::uint16_t, Tag>;
    const V added = V::splat(more);
#pragma GCC unroll 8
    for (; x < block; x += V::size) {
      const V beside = least(V::load(from + x - step), V::load(from + x + step));
      least(V::load(from + x), add_saturated(beside, added)).store(to + x);
    }
#endif
    for (; x < block; ++x) {
      const int beside = (from[x - step] < from[x + step] ? from[x - step] : from[x + step]) + more;
      to[x] = beside < from[x] ? static_cast<std::uint16_t>(beside) : from[x];
    }
  }

  /// A bit for each of 64 columns that is not `none`.
  template <class Tag>
  [[nodiscard]] LIMN_INLINE static std::uint64_t bits_of(Tag, const std::uint16_t* from) {
    std::uint64_t free = 0;
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::uint16_t, Tag>;
    const V all = V::splat(none);
#pragma GCC unroll 8
    for (; x < block; x += V::size) free |= movemask(V::load(from + x) == all) << x;
#endif
    for (; x < block; ++x) free |= static_cast<std::uint64_t>(from[x] == none) << x;
    return ~free;
  }

  /// The bits of a row from how far the nearest winner is in each of its columns.
  template <class Tag>
  LIMN_INLINE void cover(Tag tag, const std::uint16_t* away) {
    // What is left of how far a winner reaches, counted down from `none`; it gets less by one from pixel to pixel.
    const std::uint16_t* const start = start_.data();
    std::uint16_t *from = left_[0].data() + margin_, *to = left_[1].data() + margin_;
    for (Index x0 = 0; x0 < pitch_; x0 += block) {
      const Kind kind = kind_of(tag, away + x0);
      if (kind == Kind::mixed) {
        for (Index i = x0; i < x0 + block; ++i) from[i] = start[away[i]];
      } else {
        const std::uint16_t same = start[kind == Kind::all_win ? 0 : rows_];
        for (Index i = x0; i < x0 + block; ++i) from[i] = same;
      }
    }
    for (Index step = 1; step <= most_; step *= 2) {
      for (Index x0 = 0; x0 < pitch_; x0 += block) spread(tag, from + x0, to + x0, step);
      std::uint16_t* const other = from;
      from = to;
      to = other;
    }
    for (Index x0 = 0; x0 < pitch_; x0 += block) bits_.data()[x0 / block] = bits_of(tag, from + x0);
  }

  Index width_, pitch_, rows_ = 0;
  List<std::uint16_t> column_, columns_;  // distances within columns: of one row, and of 64
  List<std::uint16_t> below_;             // to what is below each 64th row
  List<std::uint16_t> start_;             // what a winner covers, by its distance within its column
  List<std::uint16_t> left_[2];           // a row of what is left of it, with a margin on either side
  Index most_ = 0, margin_ = 0;           // the widest row of the slice
  List<std::uint64_t> bits_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
