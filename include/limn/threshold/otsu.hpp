#pragma once
/// \file
/// Otsu's threshold: the gray level that best splits a histogram into two classes.
///
/// Source: N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9(1), 1979.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/measure/histogram.hpp>
#include <limn/threshold/detail/histogram_level.hpp>

#include <algorithm>
#include <cstddef>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The first bin t that maximizes the variance between the classes of bins [0, t] and (t, bins), or -1 if no t leaves
/// a ten-millionth of the pixels to each.
///
/// The running means are OpenCV's recurrence in double and not the closed form from cumulative sums: on ties the
/// rounding decides, and so it decides alike.
[[nodiscard]] inline Index best_split(const Histogram& histogram) {
  constexpr double least = 0x1.0p-23;
  const Index bins = histogram.bins();
  // In these means a level weighs its value, as in OpenCV; its bin where that is negative, large or no integer.
  const double offset = histogram.exact && histogram.first >= 0 && histogram.first <= 65535 ? histogram.first : 0;
  double total = 0, mean = 0;
  for (Index i = 0; i < bins; ++i) {
    const auto count = count_of(histogram, i);
    total += count;
    mean += (static_cast<double>(i) + offset) * count;
  }
  const double scale = 1 / total;
  mean *= scale;

  double below = 0, mean_below = 0;  // share and mean of the class [0, i]
  double best = 0;
  Index split = -1;
  bool settled = false;  // an empty bin changed nothing: nor will the next
  for (Index i = 0; i < bins; ++i) {
    if (settled && histogram.counts[static_cast<std::size_t>(i)] == 0) continue;
    const double last_below = below, last_mean = mean_below;
    const double share = count_of(histogram, i) * scale;
    mean_below *= below;
    below += share;
    const double above = 1 - below;
    if ((std::min)(below, above) < least || (std::max)(below, above) > 1 - least) continue;
    mean_below = (mean_below + (static_cast<double>(i) + offset) * share) / below;
    settled = below == last_below && mean_below == last_mean;
    const double mean_above = (mean - below * mean_below) / above;
    const double between = below * above * (mean_below - mean_above) * (mean_below - mean_above);
    if (between > best) {
      best = between;
      split = i;
    }
  }
  return split;
}

/// The same for classes of any size but 0, from cumulative sums; -1 if there is only one level.
[[nodiscard]] inline Index best_split_of_few(const Histogram& histogram) {
  double total = 0, sum = 0;
  for (Index i = 0; i < histogram.bins(); ++i) {
    const auto count = count_of(histogram, i);
    total += count;
    sum += static_cast<double>(i) * count;
  }
  double count_below = 0, sum_below = 0, best = 0;
  Index split = -1;
  for (Index i = 0; i < histogram.bins(); ++i) {
    const auto count = count_of(histogram, i);
    count_below += count;
    sum_below += static_cast<double>(i) * count;
    const double count_above = total - count_below;
    if (count_below == 0 || count_above == 0) continue;
    const double apart = sum_below / count_below - (sum - sum_below) / count_above;
    const double between = count_below / total * count_above * apart * apart;
    if (between > best) {
      best = between;
      split = i;
    }
  }
  return split;
}

}  // namespace detail

/// The level t that maximizes the between-class variance of {v <= t} and {v > t}.
///
/// \param histogram  counts at least one pixel.
/// \returns          the center of a bin; on ties the first.
/// \throws std::invalid_argument  if the histogram counts no pixel.
/// \complexity       O(bins), no allocation.
[[nodiscard]] inline double otsu(const Histogram& histogram) {
  const detail::OccupiedBins bins = detail::occupied_bins("limn::otsu", histogram);
  Index split = detail::best_split(histogram);
  if (split < 0) split = detail::best_split_of_few(histogram);
  return histogram.center(split < 0 ? bins.first : split);
}

/// The level t that maximizes the between-class variance of {v <= t} and {v > t}.
///
/// The value of OpenCV's THRESH_OTSU and of scikit-image's threshold_otsu. Where those differ, on ties that rounding
/// decides, it is OpenCV's: of the levels {0, 1, 2} once each, 1 and not 0.
///
/// \param image  any rank, any gray pixel type, not empty. Levels are the values themselves or the centers of 256 bins:
///               see `histogram`. NaN and infinite pixels do not count.
/// \returns      a value in the image's range, on ties the smallest; the pixel value itself for a constant image, where
///               OpenCV says 0. Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count.
/// \complexity   the passes of `histogram`, then O(bins).
template <GrayImage I>
[[nodiscard]] pixel_t<I> otsu(const I& image) {
  return detail::to_level<pixel_t<I>>(otsu(histogram(image)));
}

/// Otsu's threshold of the pixels where `mask` is foreground.
/// \throws std::invalid_argument  if the mask has another size or leaves no pixel.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> otsu(const I& image, const M& mask) {
  return detail::to_level<pixel_t<I>>(otsu(detail::masked_histogram("limn::otsu", image, mask)));
}

}  // namespace LIMN_ABI
}  // namespace limn
