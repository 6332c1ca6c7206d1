#pragma once
/// \file
/// Huang's threshold: the level that makes the histogram least fuzzy.
///
/// Source: L.-K. Huang and M.-J. J. Wang, "Image thresholding by minimizing the measures of fuzziness", Pattern
/// Recognition 28(1), 1995.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/measure/histogram.hpp>
#include <limn/threshold/detail/histogram_level.hpp>

#include <cstddef>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The sum of the products of two runs, in 32 interleaved parts: the same bits whatever the width of a register, and no
/// sum waits for the one before it.
struct DotProduct {
  template <class Tag>
  LIMN_INLINE double operator()(Tag, const double* a, const double* b, Index length) const {
    constexpr Index width = 32;
    double parts[width] = {};
    Index i = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<double, Tag>;
    constexpr int registers = static_cast<int>(width) / V::size;
    V sums[static_cast<std::size_t>(registers)] = {};
    for (; i + width <= length; i += width) {
#pragma GCC unroll 16
      for (int k = 0; k < registers; ++k) sums[k] += V::load(a + i + k * V::size) * V::load(b + i + k * V::size);
    }
    for (int k = 0; k < registers; ++k) sums[k].store(parts + k * V::size);
#endif
    for (; i < length; ++i) {
      const double product = a[i] * b[i];
      parts[i % width] += product;
    }
    for (Index half = width / 2; half > 0; half /= 2) {
      for (Index k = 0; k < half; ++k) parts[k] += parts[k + half];
    }
    return parts[0];
  }
};

}  // namespace detail

/// The level t that minimizes the fuzziness of a histogram: the sum over the pixels of the entropy
/// -m ln m - (1 - m) ln(1 - m) of their membership m = 1 / (1 + |v - mean| / range) in their class, {v <= t} or {v >
/// t}.
///
/// The means are rounded to bins, halves up, and the range is that from the darkest to the brightest pixel: as in
/// ImageJ and in ITK's HuangThresholdImageFilter.
///
/// \param histogram  counts at least one pixel.
/// \returns          the center of a bin; on ties the first; the only level if there is one.
/// \throws std::invalid_argument  if the histogram counts no pixel.
/// \complexity       a sum over a class for each bin that its mean crosses: O(bins^2) at most, about a second for
///                   65,536 bins; O(bins) memory.
[[nodiscard]] inline double huang(const Histogram& histogram) {
  const auto [first, last] = detail::occupied_bins("limn::huang", histogram);
  if (first == last) return histogram.center(first);
  const Index range = last - first;
  const auto bins = static_cast<std::size_t>(range) + 1;
  std::vector<double> counts(bins);
  std::vector<double> fuzziness(2 * bins - 1);  // of a pixel `i - range` bins from its mean
  double total = 0, sum = 0;
  for (Index i = 0; i <= range; ++i) {
    const double count = detail::count_of(histogram, first + i);
    counts[static_cast<std::size_t>(i)] = count;
    total += count;
    sum += static_cast<double>(i) * count;
    if (i == 0) continue;
    const double membership = 1 / (1 + static_cast<double>(i) / static_cast<double>(range));
    const double entropy =
        -membership * detail::math::log(membership) - (1 - membership) * detail::math::log(1 - membership);
    fuzziness[static_cast<std::size_t>(range - i)] = fuzziness[static_cast<std::size_t>(range + i)] = entropy;
  }
  const auto fuzziness_of = [&](Index from, Index to, Index mean) {
    return detail::dispatch(detail::DotProduct{}, counts.data() + from, fuzziness.data() + range + from - mean,
                            to - from);
  };
  const auto rounded = [](double mean) { return static_cast<Index>(detail::math::floor(mean + 0.5)); };

  Index best = 0, old_below = -1, old_above = -1;
  double least = 0, dark = 0, bright = 0;  // fuzziness: the least so far, and that of both classes
  double below = 0, sum_below = 0;
  for (Index t = 0; t < range; ++t) {
    const double count = counts[static_cast<std::size_t>(t)];
    if (t > 0 && count == 0) continue;  // the same classes once more
    below += count;
    sum_below += static_cast<double>(t) * count;
    const Index mean_below = rounded(sum_below / below), mean_above = rounded((sum - sum_below) / (total - below));
    if (mean_below == old_below) dark += count * fuzziness[static_cast<std::size_t>(range + t - mean_below)];
    else dark = fuzziness_of(0, t + 1, mean_below);
    if (mean_above == old_above) bright -= count * fuzziness[static_cast<std::size_t>(range + t - mean_above)];
    else bright = fuzziness_of(t + 1, range + 1, mean_above);
    old_below = mean_below;
    old_above = mean_above;
    if (t == 0 || dark + bright < least) {
      least = dark + bright;
      best = t;
    }
  }
  return histogram.center(first + best);
}

/// Huang's threshold of an image.
///
/// \param image  any rank, any gray pixel type. Levels are the values themselves or the centers of 256 bins: see
///               `histogram`. NaN and infinite pixels do not count.
/// \returns      a value in the image's range; the pixel value itself for a constant image. Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count.
/// \complexity   the passes of `histogram`, then that of the form on a histogram.
template <GrayImage I>
[[nodiscard]] pixel_t<I> huang(const I& image) {
  return detail::to_level<pixel_t<I>>(huang(histogram(image)));
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> huang(const I& image, const M& mask) {
  return detail::to_level<pixel_t<I>>(huang(detail::masked_histogram("limn::huang", image, mask)));
}

}  // namespace LIMN_ABI
}  // namespace limn
