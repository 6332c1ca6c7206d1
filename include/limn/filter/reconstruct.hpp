#pragma once
/// \file
/// Morphological reconstruction: a marker grows under a mask until it grows no more.
///
/// Source: L. Vincent, "Morphological grayscale reconstruction in image analysis: applications and efficient
/// algorithms", IEEE Trans. Image Processing 2(2), 1993.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/detail/mask_bits.hpp>
#include <limn/filter/detail/reconstruct_flood.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace limn {

/// Which way the marker moves: up to the mask by dilation, down to it by erosion.
enum class ReconstructBy { dilation, erosion };

struct ReconstructOptions {
  Connectivity connectivity = Connectivity::full;  ///< which pixels are neighbors
  ReconstructBy by = ReconstructBy::dilation;
};

inline namespace LIMN_ABI {
namespace detail {

/// On masks: the objects of the mask that the marker touches, or by erosion the same of the backgrounds.
template <std::size_t R>
void reconstruct_mask(const ImageView<const Binary, R>& marker, const ImageView<const Binary, R>& mask,
                      const ImageView<Binary, R>& out, const ReconstructOptions& options) {
  const std::uint64_t flip = options.by == ReconstructBy::erosion ? ~std::uint64_t{0} : 0;
  BitRows<R> rows(mask.size(), options.connectivity);
  for (Index i = 0; i < row_count(mask.size()); ++i) {
    const Index y = i % mask.height(), z = i / mask.height();
    rows.clear(y, z);
    std::uint64_t* const candidates = rows.candidates(y, z);
    std::uint64_t* const found = rows.found(y, z);
    dispatch(PackBits{}, nth_row(mask, i), candidates, mask.width(), flip);
    dispatch(PackBits{}, nth_row(marker, i), found, mask.width(), flip);
    for (Index word = 0; word < rows.words(); ++word) found[word] &= candidates[word];
    rows.sweep_down(y, z);
  }
  rows.finish();
  for (Index i = 0; i < row_count(mask.size()); ++i) {
    std::uint64_t* const found = rows.found(i % mask.height(), i / mask.height());
    for (Index word = 0; word < rows.words(); ++word) found[word] ^= flip;
    dispatch(WriteBits{}, found, nth_row(out, i), mask.width());
  }
}

}  // namespace detail

/// Writes the reconstruction of `mask` from `marker`: what remains when the marker is dilated by a pixel's neighbors
/// and cut down to the mask, again and again until nothing changes. So a bright object keeps its shape where the marker
/// reaches its top, and is cut down to the highest marker it is connected to where not. By erosion, the same upside
/// down. On masks: the objects of the mask that the marker touches.
///
/// \param marker   rank 2 or 3, any gray pixel type, or a mask. Where it is above the mask (by erosion: below), the
/// mask
///                 is taken. A NaN in it marks nothing: it is as -infinity (by erosion: infinity).
/// \param mask     of the same type and size. A NaN in it is NaN in the result, and nothing passes there.
/// \param out      of the same type and size; the same memory as either is fine.
/// \param options  which pixels are neighbors, and the direction.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity     two sweeps, and passes over what winds back: linear but for mazes of many levels. Memory of a bit
/// for
///                 each pixel and some rows, in 3-D slices; of another image where `out` is `mask`. Of two bits for
///                 each pixel of a mask.
template <AnyImage I, AnyImage J, OutputOf<pixel_t<J>> O>
requires(GrayImage<J> || MaskImage<J>) &&
    std::is_same_v<pixel_t<I>, pixel_t<J>>&& SameRank<I, J>&& SameRank<J, O> void reconstruct_into(
        const I& marker, const J& mask, O&& out, const ReconstructOptions& options = {}) {
  const auto limit = const_view(mask);
  detail::require_same_size("limn::reconstruct", "the marker", const_view(marker).size(), "the mask", limit.size());
  detail::require_same_size("limn::reconstruct_into", "the output", view(out).size(), "the mask", limit.size());
  if (limit.empty()) return;
  if constexpr (MaskImage<J>) {
    detail::reconstruct_mask(const_view(marker), limit, view(out), options);
  } else if (options.by == ReconstructBy::dilation) {
    detail::reconstruct_gray<false>(const_view(marker), limit, view(out), options.connectivity);
  } else {
    detail::reconstruct_gray<true>(const_view(marker), limit, view(out), options.connectivity);
  }
}

/// The reconstruction of `mask` from `marker`: skimage.morphology.reconstruction. See `reconstruct_into`.
template <AnyImage I, AnyImage J>
requires(GrayImage<J> || MaskImage<J>) &&
    std::is_same_v<pixel_t<I>, pixel_t<J>>&& SameRank<I, J> [[nodiscard]] Image<pixel_t<J>, rank_v<J>> reconstruct(
        const I& marker, const J& mask, const ReconstructOptions& options = {}) {
  Image<pixel_t<J>, rank_v<J>> out(const_view(mask).size(), uninitialized);
  reconstruct_into(marker, mask, out, options);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
