#pragma once
/// \file
/// COCO's run lengths: a mask as the lengths of its runs of background and foreground in turn, column by column, and as
/// the string that pycocotools makes of them.
///
/// Source: P. Dollar, T.-Y. Lin, the mask API of T.-Y. Lin et al., "Microsoft COCO: common objects in context", ECCV
/// 2014.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>
#include <limn/label/run_length.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace limn {

/// The pixels of a mask from the top of each column to its bottom, the columns from left to right: so many of
/// background, which may be none, so many of foreground, and so on.
struct RunLength {
  Size<2> size{};  ///< of the image
  std::vector<Index> counts{};
  friend LIMN_INLINE bool operator==(const RunLength&, const RunLength&) = default;
};

inline namespace LIMN_ABI {
namespace detail {

/// Calls `f(y, begin, end)` for the columns [begin, end) in which row y differs from the row above; those outside of
/// the image are background.
template <class F>
void for_each_vertical_change(const std::vector<Run>& runs, const F& f) {
  std::size_t above = 0, here = 0, end = 0;
  for (Index y = runs.empty() ? 0 : runs.front().row; here < runs.size() || above < end; ++y) {
    if (above == end) y = runs[here].row;  // over rows of background
    while (end < runs.size() && runs[end].row == y) ++end;
    // The edges of both rows in ascending order are in turn where a difference begins and where it ends. An edge of
    // both ends one and begins none, or the reverse.
    std::size_t i = 2 * above, j = 2 * here;
    const std::size_t i_end = 2 * here, j_end = 2 * end;
    const auto edge = [&runs](std::size_t k) { return k % 2 == 0 ? runs[k / 2].begin : runs[k / 2].end; };
    const auto next = [&] { return i < i_end && (j == j_end || edge(i) <= edge(j)) ? edge(i++) : edge(j++); };
    while (i < i_end || j < j_end) {
      const Index from = next(), to = next();
      if (from < to) f(y, from, to);
    }
    above = here;
    here = end;
  }
}

/// The pixels with x and y exchanged.
[[nodiscard]] inline RunMask<2> transpose(const RunMask<2>& mask) {
  RunMask<2> result{{mask.size.height, mask.size.width}, {}};
  const Box<2> box = bounding_box(mask);
  // 1. How many edges there are in the columns before each.
  List<std::size_t> place(static_cast<std::size_t>(box.size.width) + 2, 0);
  std::size_t* const at = place.data();
  const Index left = box.origin.x;
  for_each_vertical_change(mask.runs, [at, left](Index, Index begin, Index end) {
    for (Index x = begin - left; x < end - left; ++x) ++at[x + 2];
  });
  for (std::size_t i = 2; i < place.size(); ++i) place[i] += place[i - 1];
  // 2. Each edge to its place; rows come from top to bottom, so those of a column are in order: it begins and ends runs
  //    in turn.
  List<Index> edges(place.back());
  Index* const storage = edges.data();
  for_each_vertical_change(mask.runs, [at, left, storage](Index y, Index begin, Index end) {
    for (Index x = begin - left; x < end - left; ++x) storage[at[x + 1]++] = y;
  });
  result.runs.reserve(edges.size() / 2);
  std::size_t edge = 0;
  for (Index x = 0; x < box.size.width; ++x) {
    for (; edge < at[x + 1]; edge += 2) result.runs.push_back({x + left, storage[edge], storage[edge + 1]});
  }
  return result;
}

}  // namespace detail

/// The run lengths of a mask.
///
/// \returns     counts without zeros but for the first, which is 0 if the first pixel is foreground; of an image
///              without pixels, a single 0.
/// \complexity  linear in the runs of rows and of columns; the size of the image does not matter.
[[nodiscard]] inline RunLength encode_rle(const RunMask<2>& mask) {
  RunLength rle{mask.size, {}};
  const Index height = mask.size.height, all = pixel_count(mask.size);
  Index at = 0;
  for (const Run& run : detail::transpose(mask).runs) {
    const Index begin = run.row * height + run.begin, end = run.row * height + run.end;
    if (begin == at && at > 0) {  // goes on at the top of the next column
      rle.counts.back() += end - begin;
    } else {
      rle.counts.push_back(begin - at);
      rle.counts.push_back(end - begin);
    }
    at = end;
  }
  if (at < all || rle.counts.empty()) rle.counts.push_back(all - at);
  return rle;
}

/// The run lengths of a mask. See the form for a `RunMask`.
///
/// \param mask  2-D.
template <MaskImage M>
requires(rank_v<M> == 2) [[nodiscard]] RunLength encode_rle(const M& mask) { return encode_rle(run_mask(mask)); }

/// The mask of run lengths, as runs of rows.
///
/// \param rle  counts of at least 0 that sum to the number of pixels; any of them may be 0.
/// \throws std::invalid_argument  if a count or a side is negative or the sum is another.
/// \complexity                    as for `encode_rle`.
[[nodiscard]] inline RunMask<2> run_mask(const RunLength& rle) {
  const Size<2> size = rle.size;
  if (size.width < 0 || size.height < 0 || (size.width > 0 && size.height > PTRDIFF_MAX / size.width)) {
    detail::throw_invalid_argument("limn::decode_rle: the size is ", size);
  }
  const Index all = pixel_count(size);
  RunMask<2> columns{{size.height, size.width}, {}};
  detail::RunWriter writer(columns.runs, size.height);
  Index at = 0, begin = 0, end = 0;  // runs without background between them are one
  for (std::size_t i = 0; i < rle.counts.size(); ++i) {
    const Index count = rle.counts[i];
    if (count < 0 || count > all - at) {
      detail::throw_invalid_argument("limn::decode_rle: count ", count, " after ", at,
                                     " pixels does not fit an image of ", size);
    }
    if (i % 2 == 1 && count > 0) {
      if (at > end) {
        writer.append(begin, end);
        begin = at;
      }
      end = at + count;
    }
    at += count;
  }
  writer.append(begin, end);
  if (at != all) {
    detail::throw_invalid_argument("limn::decode_rle: the counts sum to ", at, " but an image of ", size, " has ", all,
                                   " pixels");
  }
  return detail::transpose(columns);
}

/// Writes the mask of run lengths.
///
/// \param mask  of the size that the run lengths tell.
/// \throws std::invalid_argument  if the sizes differ, or for run lengths that `run_mask` refuses.
template <OutputOf<Binary> O>
requires(rank_v<O> == 2) void decode_rle_into(const RunLength& rle, O&& mask) {
  detail::require_same_size("limn::decode_rle_into", "the output", view(mask).size(), "the image of the run lengths",
                            rle.size);
  to_mask_into(run_mask(rle), mask);
}

/// The mask of run lengths. See `decode_rle_into`.
[[nodiscard]] inline Mask decode_rle(const RunLength& rle) { return to_mask(run_mask(rle)); }

/// The run lengths as a string, byte for byte that of pycocotools.
///
/// From the fourth on, a count is told as its difference from the one two before, which is of its color. A number is
/// written from its lowest five bits up, each five a character from '0' (48) to 'o' (111): the sixth bit says that more
/// follow, and the highest of the last five is the sign.
[[nodiscard]] inline std::string compress_rle(const RunLength& rle) {
  std::string text;
  for (std::size_t i = 0; i < rle.counts.size(); ++i) {
    Index rest = i > 2 ? rle.counts[i] - rle.counts[i - 2] : rle.counts[i];
    for (bool more = true; more;) {
      const Index five = rest & 31;
      rest >>= 5;
      more = rest != ((five & 16) != 0 ? -1 : 0);
      text += static_cast<char>('0' + five + (more ? 32 : 0));
    }
  }
  return text;
}

/// The run lengths that a string of `compress_rle` or pycocotools tells.
///
/// \param text  the string.
/// \param size  of the image, which the string does not tell.
/// \throws std::invalid_argument  for a character that is none of such a string, a number that does not end or does not
///                                fit 64 bits. Whether the counts fit the image is seen when they are decoded.
[[nodiscard]] inline RunLength decompress_rle(std::string_view text, const Size<2>& size) {
  RunLength rle{size, {}};
  std::uint64_t value = 0;
  unsigned shift = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c < 48 || c > 111) {
      detail::throw_invalid_argument("limn::decompress_rle: byte ", +c, " at ", i, " is none of '0' to 'o'");
    }
    const std::uint64_t bits = c - 48U;
    if (shift > 55) detail::throw_invalid_argument("limn::decompress_rle: the number that ends at ", i, " is too long");
    value |= (bits & 31) << shift;
    shift += 5;
    if ((bits & 32) != 0) continue;
    if ((bits & 16) != 0) value |= ~std::uint64_t{0} << shift;
    // Without a sign, so that no sum overflows.
    if (rle.counts.size() > 2) value += static_cast<std::uint64_t>(rle.counts[rle.counts.size() - 2]);
    rle.counts.push_back(static_cast<Index>(value));
    value = 0;
    shift = 0;
  }
  if (shift != 0) detail::throw_invalid_argument("limn::decompress_rle: the last number does not end");
  return rle;
}

/// The mask that a compressed string tells. See `decompress_rle` and `decode_rle_into`.
[[nodiscard]] inline Mask decode_rle(std::string_view text, const Size<2>& size) {
  return decode_rle(decompress_rle(text, size));
}

}  // namespace LIMN_ABI
}  // namespace limn
