#pragma once
/// \file
/// Objects that touch the border of the picture go: they may be cut, and measure less than they are.
///
/// Source: P. Soille, "Morphological image analysis", Springer, 2nd edition 2003, section 6.3.6.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/label/detail/border_bits.hpp>
#include <limn/label/detail/keep_labels.hpp>

#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {

/// Writes the foreground that is not connected to a pixel of the border: the first and last row and column, and in a
/// volume slice.
///
/// \param in            rank 2 or 3.
/// \param out           of the same size; the same memory as `in` is fine.
/// \param connectivity  which pixels belong to one object.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity          linear; two bits of scratch for each pixel.
template <MaskImage I, OutputOf<Binary> O>
requires SameRank<I, O>
void clear_border_into(const I& in, O&& out, Connectivity connectivity = Connectivity::full) {
  const auto mask = const_view(in);
  detail::require_same_size("limn::clear_border_into", "the output", view(out).size(), "the mask", mask.size());
  if (mask.empty()) return;
  detail::BitRows<rank_v<I>> rows(mask.size(), connectivity);
  detail::find_from_border(mask, std::uint64_t{0}, rows);
  for (Index i = 0; i < detail::row_count(mask.size()); ++i) {
    const Index y = i % mask.height(), z = i / mask.height();
    std::uint64_t* const touching = rows.found(y, z);
    const std::uint64_t* const all = rows.candidates(y, z);
    for (Index word = 0; word < rows.words(); ++word) touching[word] ^= all[word];
    detail::dispatch(detail::WriteBits{}, touching, detail::nth_row(view(out), i), mask.width());
  }
}

/// The mask without the objects at its border: skimage.segmentation.clear_border. See `clear_border_into`.
template <MaskImage I>
[[nodiscard]] Image<Binary, rank_v<I>> clear_border(const I& mask, Connectivity connectivity = Connectivity::full) {
  Image<Binary, rank_v<I>> out(const_view(mask).size(), uninitialized);
  clear_border_into(mask, out, connectivity);
  return out;
}

/// Writes the objects of a label image that have no pixel at the border, numbered anew from 1 in raster order of their
/// first pixels.
///
/// \param in   rank 2 or 3; labels below 1 are background. All pixels of a label are one object, connected or not.
/// \param out  of the same type and size; the same memory as `in` is fine.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity two passes; memory as `regions`.
template <LabelsImage I, OutputOf<pixel_t<I>> O>
requires SameRank<I, O>
void clear_border_into(const I& in, O&& out) {
  const auto labels = const_view(in);
  detail::require_same_size("limn::clear_border_into", "the output", view(out).size(), "the label image",
                            labels.size());
  const Index width = labels.width(), height = labels.height();
  const Index depth = rank_v<I> == 3 ? labels.size()[rank_v<I> - 1] : 1;
  detail::keep_labels(
      labels, view(out),
      [=](Index& touching, Index row, Index begin, Index end) {
        const Index y = row % height, z = row / height;
        const bool edge = y == 0 || y == height - 1 || (rank_v<I> == 3 && (z == 0 || z == depth - 1));
        touching |= static_cast<Index>(edge || begin == 0 || end == width);
      },
      [](Index touching) { return touching == 0; });
}

/// The label image without the objects at its border, numbered anew. See `clear_border_into`.
template <LabelsImage I>
[[nodiscard]] Image<pixel_t<I>, rank_v<I>> clear_border(const I& labels) {
  Image<pixel_t<I>, rank_v<I>> out(const_view(labels).size(), uninitialized);
  clear_border_into(labels, out);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
