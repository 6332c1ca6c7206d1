#pragma once
/// \file
/// The triangle threshold: the level farthest from the line between the peak of a histogram and the end of its longer
/// tail.
///
/// Source: G. W. Zack, W. E. Rogers and S. A. Latt, "Automatic measurement of sister chromatid exchange frequency", J.
/// Histochem. Cytochem. 25(7), 1977.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/measure/histogram.hpp>
#include <limn/threshold/detail/histogram_level.hpp>

#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {

/// The level whose count lies farthest below the line from the end of the longer tail to the peak: for histograms of
/// one peak, where the objects are the tail.
///
/// The peak is the first of the highest bins. The tail is the brighter side if it is longer, else the darker one.
///
/// \param histogram  counts at least one pixel, less than 2^46.
/// \returns          the center of a bin; on ties the one nearest the end of the tail; the only level if there is one.
///                   The value of scikit-image's threshold_triangle, but for ties, which are exact here.
/// \throws std::invalid_argument  if the histogram counts no pixel.
/// \complexity       O(bins), no allocation.
[[nodiscard]] inline double triangle(const Histogram& histogram) {
  const auto [first, last] = detail::occupied_bins("limn::triangle", histogram);
  const auto count = [&](Index bin) { return histogram.counts[static_cast<std::size_t>(bin)]; };
  Index peak = first;
  for (Index i = first; i <= last; ++i) {
    if (count(i) > count(peak)) peak = i;
  }
  // From the end of the tail, `step` by `step`, to the peak.
  const bool bright_tail = peak - first < last - peak;
  const Index end = bright_tail ? last : first, step = bright_tail ? -1 : 1;
  const Index width = bright_tail ? last - peak : peak - first;
  Index level = end;
  std::int64_t farthest = 0;  // distance to the line through the end, times the length of the line
  for (Index x = 0; x < width; ++x) {
    const std::int64_t distance = count(peak) * x - width * count(end + step * x);
    if (x == 0 || distance > farthest) {
      farthest = distance;
      level = end + step * x;
    }
  }
  return histogram.center(level);
}

/// The triangle threshold of an image.
///
/// \param image  any rank, any gray pixel type. Levels are the values themselves or the centers of 256 bins: see
///               `histogram`. NaN and infinite pixels do not count.
/// \returns      a value in the image's range; the pixel value itself for a constant image. Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count.
/// \complexity   the passes of `histogram`, then that of the form on a histogram.
template <GrayImage I>
[[nodiscard]] pixel_t<I> triangle(const I& image) {
  return detail::to_level<pixel_t<I>>(triangle(histogram(image)));
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> triangle(const I& image, const M& mask) {
  return detail::to_level<pixel_t<I>>(triangle(detail::masked_histogram("limn::triangle", image, mask)));
}

}  // namespace LIMN_ABI
}  // namespace limn
