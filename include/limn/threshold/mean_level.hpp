#pragma once
/// \file
/// The mean as a threshold.
///
/// Source: C. A. Glasbey, "An analysis of histogram-based thresholding algorithms", CVGIP: Graphical Models and Image
/// Processing 55(6), 1993.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/measure/histogram.hpp>
#include <limn/threshold/detail/histogram_level.hpp>
#include <limn/threshold/detail/value_sums.hpp>

namespace limn {
inline namespace LIMN_ABI {

/// The mean of the gray levels.
///
/// \param histogram  counts at least one pixel.
/// \returns          a level between the first and the last occupied bin.
/// \throws std::invalid_argument  if the histogram counts no pixel.
/// \complexity       O(bins), no allocation.
[[nodiscard]] inline double mean_level(const Histogram& histogram) {
  const auto [first, last] = detail::occupied_bins("limn::mean_level", histogram);
  double total = 0, sum = 0;
  for (Index i = first; i <= last; ++i) {
    total += detail::count_of(histogram, i);
    sum += detail::count_of(histogram, i) * static_cast<double>(i - first);
  }
  return histogram.center(first) + sum / total * histogram.width;
}

namespace detail {

template <class T, std::size_t R>
[[nodiscard]] T mean_of_values(const ImageView<const T, R>& image, const ImageView<const Binary, R>* mask) {
  const CountedValues<T, R> values("limn::mean_level", image, mask);
  return to_level<T>(values.lowest() + (values.one_level() ? 0 : values.mean()));
}

}  // namespace detail

/// The mean of the pixels; scikit-image's threshold_mean.
///
/// \param image  any rank, any gray pixel type. NaN and infinite pixels do not count.
/// \returns      the mean of the pixels themselves, of integers the whole part, rounded down: `v > 2.5` is `v > 2`.
///               Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count.
/// \complexity   the passes of `histogram`; two passes over types of more than 16 bits.
template <GrayImage I>
[[nodiscard]] pixel_t<I> mean_level(const I& image) {
  if constexpr (detail::counted_exactly<pixel_t<I>>) {
    return detail::to_level<pixel_t<I>>(mean_level(histogram(image)));
  } else {
    const ImageView<const Binary, rank_v<I>>* const all = nullptr;
    return detail::mean_of_values(const_view(image), all);
  }
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> mean_level(const I& image, const M& mask) {
  if constexpr (detail::counted_exactly<pixel_t<I>>) {
    return detail::to_level<pixel_t<I>>(mean_level(detail::masked_histogram("limn::mean_level", image, mask)));
  } else {
    const auto counted = const_view(mask);
    return detail::mean_of_values(const_view(image), &counted);
  }
}

}  // namespace LIMN_ABI
}  // namespace limn
