#pragma once
/// \file
/// The moment-preserving threshold: the image of two levels that has the mean, the variance and the skewness of the
/// given one.
///
/// Source: W.-H. Tsai, "Moment-preserving thresholding: a new approach", Computer Vision, Graphics, and Image
/// Processing 29(3), 1985.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/detail/math.hpp>
#include <limn/measure/histogram.hpp>
#include <limn/threshold/detail/histogram_level.hpp>

#include <cstddef>

namespace limn {
inline namespace LIMN_ABI {

/// The first level with more than the share p0 of the pixels at or below it, where p0 is the share of the darker level
/// in the image of two levels that has the first three moments of the histogram. As ImageJ's Moments and ITK's
/// MomentsThresholdImageFilter; a share within 2^-40 of p0 counts as reaching it, so that an image of two levels is
/// parted between them.
///
/// \param histogram  counts at least one pixel.
/// \returns          the center of a bin; the only level if there is one.
/// \throws std::invalid_argument  if the histogram counts no pixel.
/// \complexity       O(bins), no allocation.
[[nodiscard]] inline double moments(const Histogram& histogram) {
  const auto [first, last] = detail::occupied_bins("limn::moments", histogram);
  if (first == last) return histogram.center(first);
  double total = 0, sum = 0;
  for (Index i = first; i <= last; ++i) {
    total += detail::count_of(histogram, i);
    sum += detail::count_of(histogram, i) * static_cast<double>(i);
  }
  // Central moments: the first is 0, and levels z with z^2 + c1 z + c0 = 0 have m2 + c0 = 0 and m3 + c1 m2 = 0.
  const double mean = sum / total;
  double m2 = 0, m3 = 0;
  for (Index i = first; i <= last; ++i) {
    const double share = detail::count_of(histogram, i) / total, apart = static_cast<double>(i) - mean;
    m2 += share * apart * apart;
    m3 += share * apart * apart * apart;
  }
  const double half = m3 / m2 / 2, root = detail::math::sqrt(half * half + m2);
  const double dark_share = (half + root) / (2 * root);  // z1 / (z1 - z0), with z0, z1 = half -+ root
  double below = 0;
  for (Index i = first; i < last; ++i) {
    below += detail::count_of(histogram, i);
    if (below / total > dark_share - 0x1.0p-40) return histogram.center(i);
  }
  return histogram.center(last);
}

/// The moment-preserving threshold of an image.
///
/// \param image  any rank, any gray pixel type. Levels are the values themselves or the centers of 256 bins: see
///               `histogram`. NaN and infinite pixels do not count.
/// \returns      a value in the image's range; the pixel value itself for a constant image. Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count.
/// \complexity   the passes of `histogram`, then that of the form on a histogram.
template <GrayImage I>
[[nodiscard]] pixel_t<I> moments(const I& image) {
  return detail::to_level<pixel_t<I>>(moments(histogram(image)));
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> moments(const I& image, const M& mask) {
  return detail::to_level<pixel_t<I>>(moments(detail::masked_histogram("limn::moments", image, mask)));
}

}  // namespace LIMN_ABI
}  // namespace limn
