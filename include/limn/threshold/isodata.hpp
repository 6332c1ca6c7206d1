#pragma once
/// \file
/// The isodata threshold: the level midway between the means of the two classes that it makes.
///
/// Source: T. W. Ridler and S. Calvard, "Picture thresholding using an iterative selection method", IEEE Trans. SMC
/// 8(8), 1978.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/measure/histogram.hpp>
#include <limn/threshold/detail/histogram_level.hpp>

namespace limn {
inline namespace LIMN_ABI {

/// The lowest level t that lies at, or less than one bin below, the middle between the mean of {v <= t} and that of
/// {v > t}. The value of scikit-image's threshold_isodata.
///
/// \param histogram  counts at least one pixel.
/// \returns          the center of a bin; the only level if there is one.
/// \throws std::invalid_argument  if the histogram counts no pixel.
/// \complexity       O(bins), no allocation.
[[nodiscard]] inline double isodata(const Histogram& histogram) {
  const auto [first, last] = detail::occupied_bins("limn::isodata", histogram);
  double total = 0, sum = 0;
  for (Index i = first; i <= last; ++i) {
    total += detail::count_of(histogram, i);
    sum += detail::count_of(histogram, i) * histogram.center(i);
  }
  // The middle less the level starts at 0 or more, ends below a bin, and falls by a bin at most from one to the next.
  Index nearly = -1;  // for rounding that takes a zero for less
  double below = 0, sum_below = 0;
  for (Index i = first; i < last; ++i) {
    below += detail::count_of(histogram, i);
    sum_below += detail::count_of(histogram, i) * histogram.center(i);
    const double middle = (sum_below / below + (sum - sum_below) / (total - below)) / 2;
    const double above_level = middle - histogram.center(i);
    if (above_level >= histogram.width) continue;
    if (above_level >= 0) return histogram.center(i);
    if (nearly < 0) nearly = i;
  }
  return histogram.center(nearly < 0 ? first : nearly);
}

/// The isodata threshold of an image.
///
/// \param image  any rank, any gray pixel type. Levels are the values themselves or the centers of 256 bins: see
///               `histogram`. NaN and infinite pixels do not count.
/// \returns      a value in the image's range; the pixel value itself for a constant image. Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count.
/// \complexity   the passes of `histogram`, then that of the form on a histogram.
template <GrayImage I>
[[nodiscard]] pixel_t<I> isodata(const I& image) {
  return detail::to_level<pixel_t<I>>(isodata(histogram(image)));
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> isodata(const I& image, const M& mask) {
  return detail::to_level<pixel_t<I>>(isodata(detail::masked_histogram("limn::isodata", image, mask)));
}

}  // namespace LIMN_ABI
}  // namespace limn
