#pragma once
/// \file
/// Li's threshold: the level whose two-level image has the least cross entropy to the picture.
///
/// Source: C. H. Li and P. K. S. Tam, "An iterative algorithm for minimum cross entropy thresholding", Pattern
/// Recognition Letters 19(8), 1998.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/detail/math.hpp>
#include <limn/measure/histogram.hpp>
#include <limn/threshold/detail/histogram_level.hpp>
#include <limn/threshold/detail/value_sums.hpp>

#include <cstddef>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// From `level` on, the logarithmic mean of the means of the classes {v <= t} and {v > t} that `around(t)` sums, until
/// it moves by no more than `tolerance`. Levels count from the smallest.
template <class Around>
[[nodiscard]] double li_level(double level, double tolerance, const Around& around) {
  for (int round = 0; round < 1000; ++round) {
    const ValueSums sums = around(level);
    const double below = sums.below / sums.count_below, above = sums.above / sums.count_above;
    const double next = below > 0 ? (above - below) / (math::log(above) - math::log(below)) : 0;
    const double moved = math::abs(next - level);
    level = next;
    if (moved <= tolerance) break;
  }
  return level;
}

template <class T, std::size_t R>
[[nodiscard]] T li_of_values(const ImageView<const T, R>& image, const ImageView<const Binary, R>* mask) {
  const CountedValues<T, R> values("limn::li", image, mask);
  if (values.one_level()) return to_level<T>(values.lowest());
  const double tolerance = std::is_integral_v<T> ? 0.5 : 0;
  const double level = li_level(values.mean(), tolerance, [&](double t) { return values.around(t); });
  return to_level<T>(values.lowest() + level);
}

}  // namespace detail

/// The level t that equals the logarithmic mean (b - a) / (ln b - ln a) of the means a of {v <= t} and b of {v > t},
/// where levels count from the smallest one; found by iteration from the mean of all pixels.
///
/// \param histogram  counts at least one pixel.
/// \returns          a level within half a bin of that, or nearer; the only level if there is one. Where pixels at the
///                   smallest level alone are below, that level.
/// \throws std::invalid_argument  if the histogram counts no pixel.
/// \complexity       O(bins) per round, a few rounds, no allocation.
[[nodiscard]] inline double li(const Histogram& histogram) {
  const detail::OccupiedBins bins = detail::occupied_bins("limn::li", histogram);
  if (bins.one_level()) return histogram.center(bins.first);
  const auto around = [&](double level) {
    detail::ValueSums sums;
    for (Index i = bins.first; i <= bins.last; ++i) {
      const double count = detail::count_of(histogram, i), v = static_cast<double>(i - bins.first);
      (v > level ? sums.count_above : sums.count_below) += count;
      (v > level ? sums.above : sums.below) += count * v;
    }
    return sums;
  };
  const detail::ValueSums all = around(static_cast<double>(bins.last));
  const double level = detail::li_level(all.below / all.count_below, 0.5, around);
  return histogram.center(bins.first) + level * histogram.width;
}

/// Li's threshold of an image; scikit-image's threshold_li.
///
/// \param image  any rank, any gray pixel type. NaN and infinite pixels do not count.
/// \returns      a value in the image's range: of integers that of the form on a histogram, rounded down; of floats
///               the level itself, from the pixels and not from bins. The pixel value itself for a constant image.
///               Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count.
/// \complexity   the passes of `histogram`; of types of more than 16 bits two passes and one for each round, about ten.
template <GrayImage I>
[[nodiscard]] pixel_t<I> li(const I& image) {
  if constexpr (detail::counted_exactly<pixel_t<I>>) {
    return detail::to_level<pixel_t<I>>(li(histogram(image)));
  } else {
    const ImageView<const Binary, rank_v<I>>* const all = nullptr;
    return detail::li_of_values(const_view(image), all);
  }
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> li(const I& image, const M& mask) {
  if constexpr (detail::counted_exactly<pixel_t<I>>) {
    return detail::to_level<pixel_t<I>>(li(detail::masked_histogram("limn::li", image, mask)));
  } else {
    const auto counted = const_view(mask);
    return detail::li_of_values(const_view(image), &counted);
  }
}

}  // namespace LIMN_ABI
}  // namespace limn
