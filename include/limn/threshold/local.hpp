#pragma once
/// \file
/// A threshold for every pixel, from the pixels in a window around it: for light that is uneven.
///
/// Source: W. Niblack, "An introduction to digital image processing", Prentice-Hall, 1986; J. Bernsen, "Dynamic
/// thresholding of gray-level images", Proc. 8th ICPR, 1986; J. Sauvola and M. Pietikainen, "Adaptive document image
/// binarization", Pattern Recognition 33(2), 2000; C. Wolf and J.-M. Jolion, "Extraction and recognition of artificial
/// text in multimedia documents", Pattern Analysis and Applications 6(4), 2004; K. Khurshid et al., "Comparison of
/// Niblack inspired binarization methods for ancient documents", Proc. SPIE 7247, 2009 (NICK); N. Phansalkar et al.,
/// "Adaptive local thresholding for detection of nuclei in diversity stained cytology images", Proc. ICCSP, 2011.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/threshold/detail/local_plan.hpp>
#include <limn/threshold/detail/local_run.hpp>
#include <limn/threshold/local_options.hpp>

#include <cstdint>
#include <type_traits>

namespace limn {

inline namespace LIMN_ABI {

/// Writes foreground where `pixel > T`, with a level T for every pixel by `options.method`; background elsewhere.
///
/// T is computed in double from sums that are exact for integers up to 16 bits and never subtract for other types, so
/// that it is as good in large images and beside huge values. A pixel that equals the mean of its window is not above
/// it. NaN and infinite pixels do not count in a window; where a window holds no other, the pixel is background, as is
/// NaN.
///
/// \param in        any rank, any gray pixel type. In 3-D windows are cubes.
/// \param out       a mask of the same size; not the memory of `in`.
/// \param options   see LocalOptions; with its defaults and the window, k and r of scikit-image's threshold_local,
///                  threshold_niblack and threshold_sauvola, T is theirs.
/// \param executor  runs tiles; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, the window is even, less than 1 or more than 4095, an option is
/// NaN
///                                or infinite, r is not positive, sigma not in [0, 500], or `rounding` is opencv for
///                                other than `mean` and `gaussian` of 8-bit images in 2-D.
/// \complexity      one pass, wolf two, at a cost that hardly depends on the window; gaussian O(window) per pixel and
/// axis.
///                  Memory for the rows of a window over a tile of 512 columns; in 3-D for the slices of a window, 8 to
///                  24 bytes a voxel.
template <GrayImage I, OutputOf<Binary> O, Executor E = const Sequential&>
requires SameRank<I, O>
void threshold_local_into(const I& in, O&& out, const LocalOptions& options = {}, E&& executor = sequential) {
  const detail::LocalImages<pixel_t<I>, rank_v<I>, Binary> images{const_view(in), view(out)};
  detail::require_same_size("limn::threshold_local_into", "the output", images.out.size(), "the image",
                            images.in.size());
  const bool bytes = std::is_same_v<pixel_t<I>, std::uint8_t> && rank_v<I> == 2;
  const detail::LocalPlan plan =
      detail::local_plan("limn::threshold_local", options, detail::type_range<pixel_t<I>>(), rank_v<I>, bytes);
  if (!images.in.empty()) detail::run_local(images, plan, executor);
}

/// The mask of the pixels above their level. See `threshold_local_into`.
template <GrayImage I, Executor E = const Sequential&>
[[nodiscard]] Image<Binary, rank_v<I>> threshold_local(const I& image, const LocalOptions& options = {},
                                                       E&& executor = sequential) {
  Image<Binary, rank_v<I>> mask(const_view(image).size(), uninitialized);
  threshold_local_into(image, mask, options, executor);
  return mask;
}

/// Writes the level T of every pixel, rounded to float; NaN where a window holds no finite pixel. `threshold_local`
/// compares with T before it is rounded.
///
/// \param out  of the same size. The other parameters, errors and costs are those of `threshold_local_into`, but that
///             `rounding` must be exact.
template <GrayImage I, OutputOf<float> O, Executor E = const Sequential&>
requires SameRank<I, O>
void local_levels_into(const I& in, O&& out, const LocalOptions& options = {}, E&& executor = sequential) {
  const detail::LocalImages<pixel_t<I>, rank_v<I>, float> images{const_view(in), view(out)};
  detail::require_same_size("limn::local_levels_into", "the output", images.out.size(), "the image", images.in.size());
  if (options.rounding != LocalRounding::exact) {
    detail::throw_invalid_argument("limn::local_levels: rounding must be exact");
  }
  const detail::LocalPlan plan =
      detail::local_plan("limn::local_levels", options, detail::type_range<pixel_t<I>>(), rank_v<I>, false);
  if (!images.in.empty()) detail::run_local(images, plan, executor);
}

/// The image of the levels. See `local_levels_into`.
template <GrayImage I, Executor E = const Sequential&>
[[nodiscard]] Image<float, rank_v<I>> local_levels(const I& image, const LocalOptions& options = {},
                                                   E&& executor = sequential) {
  Image<float, rank_v<I>> levels(const_view(image).size(), uninitialized);
  local_levels_into(image, levels, options, executor);
  return levels;
}

}  // namespace LIMN_ABI
}  // namespace limn
