#pragma once
/// \file
/// The minimum-error threshold: the level where two normal distributions, fitted to the classes below and above it, are
/// equally likely.
///
/// Source: J. Kittler and J. Illingworth, "Minimum error thresholding", Pattern Recognition 19(1), 1986, the iterative
/// form.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/measure/histogram.hpp>
#include <limn/threshold/detail/histogram_level.hpp>

#include <cstddef>

namespace limn {
inline namespace LIMN_ABI {

/// The level t at which the normal distributions with the means, variances and shares of {v <= t} and {v > t} meet,
/// found by iteration from the mean.
///
/// Each round solves w0 t^2 - 2 w1 t + w2 = 0 with w0 = 1/s0^2 - 1/s1^2, w1 = m0/s0^2 - m1/s1^2 and
/// w2 = m0^2/s0^2 - m1^2/s1^2 + log10((s0 p1)^2 / (s1 p0)^2), takes the larger root (w1 + sqrt(w1^2 - w0 w2)) / w0, and
/// goes on from the bin that holds it. The logarithm to base 10 is that of ImageJ and ITK (the paper's is natural), so
/// that the values are theirs. The rounds end when t stays, or at the present t where a class has no variance, the root
/// is not real, or it leaves the range of the pixels; ITK gives up with an exception in some of these cases.
///
/// \param histogram  counts at least one pixel.
/// \returns          the center of a bin; the only level if there is one.
/// \throws std::invalid_argument  if the histogram counts no pixel.
/// \complexity       O(bins) time and memory; the rounds are a few, 1,000 at most.
[[nodiscard]] inline double kittler(const Histogram& histogram) {
  const auto [first, last] = detail::occupied_bins("limn::kittler", histogram);
  // Sums over the bins [first, first + i], of levels counted from `first`.
  struct Sums {
    double count = 0, level = 0, square = 0;
  };
  detail::List<Sums> sums(static_cast<std::size_t>(last - first) + 1);
  Sums all;
  for (Index i = 0; i <= last - first; ++i) {
    const double count = detail::count_of(histogram, first + i), level = static_cast<double>(i);
    all.count += count;
    all.level += level * count;
    all.square += level * level * count;
    sums[static_cast<std::size_t>(i)] = all;
  }
  Index t = static_cast<Index>(detail::math::floor(all.level / all.count + 0.5));
  for (int round = 0; round < 1000 && t < last - first; ++round) {
    const Sums below = sums[static_cast<std::size_t>(t)];
    if (below.count == 0) break;
    const Sums above{all.count - below.count, all.level - below.level, all.square - below.square};
    const double mean0 = below.level / below.count, mean1 = above.level / above.count;
    const double variance0 = below.square / below.count - mean0 * mean0;
    const double variance1 = above.square / above.count - mean1 * mean1;
    constexpr double none = 1e-12;
    if (variance0 < none || variance1 < none) break;
    const double share0 = below.count / all.count, share1 = above.count / all.count;
    const double w0 = 1 / variance0 - 1 / variance1;
    const double w1 = mean0 / variance0 - mean1 / variance1;
    const double w2 = mean0 * mean0 / variance0 - mean1 * mean1 / variance1 +
                      detail::math::log10((variance0 * (share1 * share1)) / (variance1 * share0 * share0));
    const double discriminant = w1 * w1 - w0 * w2;
    if (discriminant < none) break;
    const double root = detail::math::abs(w0) < none ? w2 / (2 * w1) : (w1 + detail::math::sqrt(discriminant)) / w0;
    if (!(root >= 0 && root <= static_cast<double>(last - first))) break;
    const Index next = static_cast<Index>(detail::math::floor(root + 0.5));
    if (next == t) break;
    t = next;
  }
  return histogram.center(first + t);
}

/// The minimum-error threshold of an image.
///
/// \param image  any rank, any gray pixel type. Levels are the values themselves or the centers of 256 bins: see
///               `histogram`. NaN and infinite pixels do not count.
/// \returns      a value in the image's range; the pixel value itself for a constant image. Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count.
/// \complexity   the passes of `histogram`, then that of the form on a histogram.
template <GrayImage I>
[[nodiscard]] pixel_t<I> kittler(const I& image) {
  return detail::to_level<pixel_t<I>>(kittler(histogram(image)));
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> kittler(const I& image, const M& mask) {
  return detail::to_level<pixel_t<I>>(kittler(detail::masked_histogram("limn::kittler", image, mask)));
}

}  // namespace LIMN_ABI
}  // namespace limn
