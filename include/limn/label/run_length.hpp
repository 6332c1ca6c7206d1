#pragma once
/// \file
/// Masks as runs of foreground, and the operations of sets on them: for objects that are small in a large image.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/label/detail/by_label.hpp>
#include <limn/label/detail/label_runs.hpp>
#include <limn/label/detail/packed_mask.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace limn {

/// Pixels [begin, end) of a row. Rows are counted through all slices: y + height * z.
struct Run {
  Index row = 0, begin = 0, end = 0;
  friend LIMN_INLINE constexpr bool operator==(const Run&, const Run&) = default;
};

/// A set of pixels: runs in raster order, none of them empty, no two of a row touching.
template <std::size_t R = 2>
struct RunMask {
  Size<R> size{};  ///< of the image
  std::vector<Run> runs{};
  friend LIMN_INLINE bool operator==(const RunMask&, const RunMask&) = default;
};

inline namespace LIMN_ABI {
namespace detail {

/// Writes where the runs of foreground of a row begin and end, in turn; returns how many numbers. `edges` has room for
/// `width + 1 + slack` numbers.
struct FindForegroundRuns {
  static constexpr Index slack = 8;

  template <class Tag>
  LIMN_INLINE Index operator()(Tag tag, const Binary* row, Index width, Index* edges) const {
    Index* next = edges;
    std::uint64_t before = 0;
    for (Index x = 0; x < width; x += 64) {
      std::uint64_t bits = 0;
      if (x + 64 <= width) {
        bits = pack_64(tag, row + x);
      } else {
        Binary padded[64] = {};
        std::memcpy(padded, row + x, static_cast<std::size_t>(width - x));
        bits = pack_64(tag, padded);
      }
      const std::uint64_t changes = bits ^ (bits << 1 | before >> 63);
      before = bits;
      if (changes != 0) next = append_bits(tag, changes, x, next);
    }
    if ((next - edges) % 2 != 0) *next++ = width;
    return next - edges;
  }
};

/// Appends the pixels [begin, end) of an image, counted in raster order, as runs.
class RunWriter {
 public:
  RunWriter(std::vector<Run>& runs, Index width) : runs_(runs), width_(width) {}

  void append(Index begin, Index end) {
    while (begin < end) {
      if (begin >= row_end_) {
        row_ = begin / width_;
        row_end_ = (row_ + 1) * width_;
      }
      const Index stop = end < row_end_ ? end : row_end_, row_begin = row_end_ - width_;
      runs_.push_back({row_, begin - row_begin, stop - row_begin});
      begin = stop;
    }
  }

 private:
  std::vector<Run>& runs_;
  Index width_, row_ = 0, row_end_ = 0;
};

/// The pixels for which `keep(in a, in b)` holds; not those in neither.
template <std::size_t R, class Keep>
[[nodiscard]] RunMask<R> combine(const RunMask<R>& a, const RunMask<R>& b, const Keep& keep) {
  RunMask<R> result{a.size, {}};
  result.runs.reserve(a.runs.size() > b.runs.size() ? a.runs.size() : b.runs.size());
  const Index width = a.size[0], last = pixel_count(a.size);
  RunWriter writer(result.runs, width);
  // The edges of both in raster order; each turns its side on or off.
  const auto edge = [&](const RunMask<R>& mask, std::size_t i) {
    if (i >= 2 * mask.runs.size()) return last;
    const Run& run = mask.runs[i / 2];
    return run.row * width + (i % 2 == 0 ? run.begin : run.end);
  };
  std::size_t i = 0, j = 0;
  Index at_a = edge(a, 0), at_b = edge(b, 0), begin = 0;
  bool kept = false;
  while (at_a < last || at_b < last) {
    const Index at = at_a < at_b ? at_a : at_b;
    // A run that ends where a row ends may be followed at once by one that begins the next.
    while (at_a == at && i < 2 * a.runs.size()) at_a = edge(a, ++i);
    while (at_b == at && j < 2 * b.runs.size()) at_b = edge(b, ++j);
    const bool keeps = keep(i % 2 != 0, j % 2 != 0);
    if (keeps && !kept) begin = at;
    if (kept && !keeps) writer.append(begin, at);
    kept = keeps;
  }
  if (kept) writer.append(begin, last);
  return result;
}

}  // namespace detail

/// The foreground of a mask as runs.
///
/// \param mask     2-D or 3-D.
/// \complexity     one pass over the mask; memory for the runs.
template <MaskImage M>
[[nodiscard]] RunMask<rank_v<M>> run_mask(const M& mask) {
  const auto in = const_view(mask);
  RunMask<rank_v<M>> result{in.size(), {}};
  std::vector<Index> edges(static_cast<std::size_t>(in.width() + 1 + detail::FindForegroundRuns::slack));
  Index* const storage = edges.data();
  const Index rows = in.empty() ? 0 : detail::row_count(in.size());
  for (Index row = 0; row < rows; ++row) {
    const Index count = detail::dispatch(detail::FindForegroundRuns{}, detail::nth_row(in, row), in.width(), storage);
    for (Index i = 0; i < count; i += 2) result.runs.push_back({row, storage[i], storage[i + 1]});
  }
  return result;
}

/// The objects of a label image as runs, one for every label that occurs, in ascending order: entry i is the object of
/// `regions(labels)[i]`. 0 and negative labels are background.
///
/// \param labels   2-D or 3-D, any integers.
/// \complexity     one pass over the labels; memory for the runs, twice while they are sorted.
template <LabelsImage I>
[[nodiscard]] std::vector<RunMask<rank_v<I>>> run_masks(const I& labels) {
  struct Count {
    std::size_t runs = 0, object = 0;
    [[nodiscard]] bool used() const { return runs > 0; }
  };
  const auto in = const_view(labels);
  std::vector<RunMask<rank_v<I>>> result;
  if (in.empty()) return result;
  detail::ByLabel<Count> counts(pixel_count(in.size()));
  std::vector<Run> runs;
  detail::for_each_label_run(in, [&](pixel_t<I> label, Index row, Index begin, Index end) {
    ++counts[static_cast<std::uint64_t>(label)].runs;
    runs.push_back({row, begin, end});
  });
  counts.for_each([&](std::uint64_t, Count& count) {
    count.object = result.size();
    result.push_back({in.size(), {}});
    result.back().runs.reserve(count.runs);
  });
  for (const Run& run : runs) {
    const auto label = static_cast<std::uint64_t>(detail::nth_row(in, run.row)[run.begin]);
    result[counts[label].object].runs.push_back(run);
  }
  return result;
}

/// Writes the pixels of the set as foreground, all others as background.
///
/// \throws std::invalid_argument  if the sizes differ.
template <std::size_t R, OutputOf<Binary> O>
requires(rank_v<O> == R) void to_mask_into(const RunMask<R>& runs, O&& mask) {
  const auto out = view(mask);
  detail::require_same_size("limn::to_mask_into", "the output", out.size(), "the run mask", runs.size);
  detail::for_each_row(
      [](Index length, Binary* row) { std::memset(static_cast<void*>(row), 0, static_cast<std::size_t>(length)); },
      out);
  for (const Run& run : runs.runs) {
    std::memset(static_cast<void*>(detail::nth_row(out, run.row) + run.begin), 255,
                static_cast<std::size_t>(run.end - run.begin));
  }
}

/// The set as a mask of the image's size.
template <std::size_t R>
[[nodiscard]] Image<Binary, R> to_mask(const RunMask<R>& runs) {
  Image<Binary, R> mask(runs.size, uninitialized);
  to_mask_into(runs, mask);
  return mask;
}

/// The number of pixels.
template <std::size_t R>
[[nodiscard]] Index area(const RunMask<R>& mask) {
  Index sum = 0;
  for (const Run& run : mask.runs) sum += run.end - run.begin;
  return sum;
}

/// The smallest box that holds all pixels; of size 0 at the origin if there are none.
template <std::size_t R>
[[nodiscard]] Box<R> bounding_box(const RunMask<R>& mask) {
  Box<R> box;
  if (mask.runs.empty()) return box;
  const Index height = mask.size[1];
  Point<R> low, high;
  for (std::size_t axis = 0; axis < R; ++axis) low[axis] = mask.size[axis];
  const auto widen = [&](std::size_t axis, Index from, Index to) {
    if (from < low[axis]) low[axis] = from;
    if (to > high[axis]) high[axis] = to;
  };
  for (const Run& run : mask.runs) {
    widen(0, run.begin, run.end);
    const Index y = R == 2 ? run.row : run.row % height;
    widen(1, y, y + 1);
    if constexpr (R == 3) widen(2, run.row / height, run.row / height + 1);
  }
  box.origin = low;
  for (std::size_t axis = 0; axis < R; ++axis) box.size[axis] = high[axis] - low[axis];
  return box;
}

/// True if the point is one of the pixels; of a point outside the image, it is not.
/// \complexity  logarithmic in the number of runs.
template <std::size_t R>
[[nodiscard]] bool contains(const RunMask<R>& mask, const Point<R>& point) {
  if (!contains(mask.size, point)) return false;
  Index row = point[1];
  if constexpr (R == 3) row += mask.size[1] * point[2];
  // The first run that ends behind the point.
  std::size_t first = 0, count = mask.runs.size();
  while (count > 0) {
    const Run& middle = mask.runs[first + count / 2];
    if (middle.row < row || (middle.row == row && middle.end <= point[0])) {
      first += count / 2 + 1;
      count -= count / 2 + 1;
    } else {
      count /= 2;
    }
  }
  return first < mask.runs.size() && mask.runs[first].row == row && mask.runs[first].begin <= point[0];
}

/// The pixels of either.
///
/// \throws std::invalid_argument  if the sizes of the images differ.
/// \complexity                    linear in the runs, as for all set operations.
template <std::size_t R>
[[nodiscard]] RunMask<R> unite(const RunMask<R>& a, const RunMask<R>& b) {
  detail::require_same_size("limn::unite", "the second mask", b.size, "the first", a.size);
  return detail::combine(a, b, [](bool in_a, bool in_b) { return in_a || in_b; });
}

/// The pixels of both. See `unite`.
template <std::size_t R>
[[nodiscard]] RunMask<R> intersect(const RunMask<R>& a, const RunMask<R>& b) {
  detail::require_same_size("limn::intersect", "the second mask", b.size, "the first", a.size);
  return detail::combine(a, b, [](bool in_a, bool in_b) { return in_a && in_b; });
}

/// The pixels of the first that are not of the second. See `unite`.
template <std::size_t R>
[[nodiscard]] RunMask<R> subtract(const RunMask<R>& a, const RunMask<R>& b) {
  detail::require_same_size("limn::subtract", "the second mask", b.size, "the first", a.size);
  return detail::combine(a, b, [](bool in_a, bool in_b) { return in_a && !in_b; });
}

/// All other pixels of the image.
template <std::size_t R>
[[nodiscard]] RunMask<R> complement(const RunMask<R>& mask) {
  RunMask<R> all{mask.size, {}};
  detail::RunWriter(all.runs, mask.size[0]).append(0, pixel_count(mask.size));
  return subtract(all, mask);
}

}  // namespace LIMN_ABI
}  // namespace limn
