#pragma once
/// \file
/// Thresholds by entropy: the level that leaves most information in the two classes. Kapur's maximum entropy, Yen's
/// maximum correlation, and Renyi's entropies of three orders.
///
/// Source: J. N. Kapur, P. K. Sahoo and A. K. C. Wong, "A new method for gray-level picture thresholding using the
/// entropy of the histogram", Computer Vision, Graphics, and Image Processing 29(3), 1985. J.-C. Yen, F.-J. Chang and
/// S. Chang, "A new criterion for automatic multilevel thresholding", IEEE Trans. Image Processing 4(3), 1995. P.
/// Sahoo, C. Wilkins and J. Yeager, "Threshold selection using Renyi's entropy", Pattern Recognition 30(1), 1997.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/sort.hpp>
#include <limn/measure/histogram.hpp>
#include <limn/threshold/detail/histogram_level.hpp>

#include <cstddef>
#include <limits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A sum over the pixels of each of two classes: of bins [first, t], and of those above.
struct ClassSums {
  double below, above;
};

/// The first bin t of [first, last) that maximizes `value(counts, sums)`, for the numbers of pixels of both classes and
/// the sums of `term(count of a bin)` over their bins; `first` unless a value exceeds `least`.
template <class Term, class Value>
[[nodiscard]] Index best_by_sums(const Histogram& histogram, const OccupiedBins& bins, double least, const Term& term,
                                 const Value& value) {
  // Each class is summed from its own end, so that a few pixels are not lost in a difference of large sums.
  List<ClassSums> above(static_cast<std::size_t>(bins.last - bins.first) + 1);  // pixels, and sum of terms
  for (Index i = bins.last; i > bins.first; --i) {
    const std::size_t at = static_cast<std::size_t>(i - bins.first);
    const double count = count_of(histogram, i);
    above[at - 1] = {above[at].below + count, above[at].above + (count > 0 ? term(count) : 0)};
  }
  Index best = bins.first;
  double most = least, pixels = 0, sum = 0;
  for (Index t = bins.first; t < bins.last; ++t) {
    const double count = count_of(histogram, t);
    if (count == 0) continue;  // the same classes once more
    pixels += count;
    sum += term(count);
    const ClassSums rest = above[static_cast<std::size_t>(t - bins.first)];
    const double found = value(ClassSums{pixels, rest.below}, ClassSums{sum, rest.above});
    if (found > most) {
      most = found;
      best = t;
    }
  }
  return best;
}

/// Kapur's threshold. With c pixels in a bin and n in a class, the entropy of the class is ln n - sum(c ln c) / n.
[[nodiscard]] inline Index max_entropy_bin(const Histogram& histogram, const OccupiedBins& bins) {
  return best_by_sums(
      histogram, bins, 0, [](double count) { return count * math::log(count); },
      [](const ClassSums& pixels, const ClassSums& sums) {
        return math::log(pixels.below) - sums.below / pixels.below + math::log(pixels.above) -
               sums.above / pixels.above;
      });
}

/// The threshold of Renyi's entropy of order 2, which is Yen's criterion.
[[nodiscard]] inline Index order_two_bin(const Histogram& histogram, const OccupiedBins& bins) {
  return best_by_sums(
      histogram, bins, 0, [](double count) { return count * count; },
      [](const ClassSums& pixels, const ClassSums& sums) {
        return pixels.below * pixels.below / sums.below * (pixels.above * pixels.above / sums.above);
      });
}

/// Yen's threshold in the arithmetic of scikit-image: what is less than a rounding of float apart is a tie.
[[nodiscard]] inline Index yen_bin(const Histogram& histogram, const OccupiedBins& bins) {
  const auto size = static_cast<std::size_t>(bins.last - bins.first) + 1;
  // Squares are stored before they are summed, so that no compiler makes one rounding of both.
  List<float> shares(size), squares(size), above(size);
  const float total = static_cast<float>(histogram.total());
  for (std::size_t i = 0; i < size; ++i) {
    shares[i] = static_cast<float>(histogram.counts[static_cast<std::size_t>(bins.first) + i]) / total;
    squares[i] = shares[i] * shares[i];
  }
  for (std::size_t i = size - 1; i > 0; --i) above[i - 1] = above[i] + squares[i];
  Index best = bins.first;
  float most = -std::numeric_limits<float>::infinity(), share = 0, below = 0;
  for (std::size_t t = 0; t + 1 < size; ++t) {
    share += shares[t];
    below += squares[t];
    const float both = share * (1 - share);
    const float criterion = 1 / (below * above[t]) * (both * both);
    const float found = static_cast<float>(math::log(static_cast<double>(criterion)));
    if (found > most) {
      most = found;
      best = bins.first + static_cast<Index>(t);
    }
  }
  return best;
}

}  // namespace detail

/// The level t that maximizes the sum of the entropies of the gray levels in {v <= t} and in {v > t}. ImageJ's
/// MaxEntropy; ITK's MaximumEntropyThresholdImageFilter takes a later level only if it is better by 1e-5.
///
/// \param histogram  counts at least one pixel.
/// \returns          the center of a bin; on ties the first; the only level if there is one.
/// \throws std::invalid_argument  if the histogram counts no pixel.
/// \complexity       O(bins) time and memory.
[[nodiscard]] inline double max_entropy(const Histogram& histogram) {
  return histogram.center(detail::max_entropy_bin(histogram, detail::occupied_bins("limn::max_entropy", histogram)));
}

/// Kapur's maximum-entropy threshold of an image.
///
/// \param image  any rank, any gray pixel type. Levels are the values themselves or the centers of 256 bins: see
///               `histogram`. NaN and infinite pixels do not count.
/// \returns      a value in the image's range; the pixel value itself for a constant image. Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count.
/// \complexity   the passes of `histogram`, then that of the form on a histogram.
template <GrayImage I>
[[nodiscard]] pixel_t<I> max_entropy(const I& image) {
  return detail::to_level<pixel_t<I>>(max_entropy(histogram(image)));
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> max_entropy(const I& image, const M& mask) {
  return detail::to_level<pixel_t<I>>(max_entropy(detail::masked_histogram("limn::max_entropy", image, mask)));
}

/// The level t that maximizes Yen's correlation -ln(G0 G1) + 2 ln(P0 P1), where P are the shares of {v <= t} and
/// {v > t} and G the sums of the squares of the shares of their bins. scikit-image's threshold_yen, in float as that,
/// so that in histograms of thousands of bins a level close to the maximum may be found for it.
///
/// \param histogram  counts at least one pixel.
/// \returns          the center of a bin; on ties the first; the only level if there is one.
/// \throws std::invalid_argument  if the histogram counts no pixel.
/// \complexity       O(bins) time and memory.
[[nodiscard]] inline double yen(const Histogram& histogram) {
  return histogram.center(detail::yen_bin(histogram, detail::occupied_bins("limn::yen", histogram)));
}

/// Yen's threshold of an image.
///
/// \param image  any rank, any gray pixel type. Levels are the values themselves or the centers of 256 bins: see
///               `histogram`. NaN and infinite pixels do not count.
/// \returns      a value in the image's range; the pixel value itself for a constant image. Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count.
/// \complexity   the passes of `histogram`, then that of the form on a histogram.
template <GrayImage I>
[[nodiscard]] pixel_t<I> yen(const I& image) {
  return detail::to_level<pixel_t<I>>(yen(histogram(image)));
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> yen(const I& image, const M& mask) {
  return detail::to_level<pixel_t<I>>(yen(detail::masked_histogram("limn::yen", image, mask)));
}

/// A weighted mean of the three levels that maximize the Renyi entropies of the classes of order 1/2, 1 (Kapur's) and
/// 2, as in ImageJ and ITK's RenyiEntropyThresholdImageFilter.
///
/// For the levels t1 <= t2 <= t3, with the share P1 of the pixels at or below t1, P3 at or below t3 and w = P3 - P1, it
/// is t1 (P1 + w b1 / 4) + t2 w b2 / 4 + t3 (1 - P3 + w b3 / 4). The weights b are 1, 2, 1 if the neighbors among the
/// levels are both within five bins or both farther apart, 0, 1, 3 if only t1 and t2 are near, and 3, 1, 0 if only t2
/// and t3 are.
///
/// \param histogram  counts at least one pixel.
/// \returns          the center of the bin at or below that mean; the only level if there is one.
/// \throws std::invalid_argument  if the histogram counts no pixel.
/// \complexity       O(bins) time and memory.
[[nodiscard]] inline double renyi(const Histogram& histogram) {
  using detail::ClassSums;
  const detail::OccupiedBins bins = detail::occupied_bins("limn::renyi", histogram);
  Index levels[3] = {};
  levels[0] = detail::best_by_sums(
      histogram, bins, 1, [](double count) { return detail::math::sqrt(count); },
      [](const ClassSums& pixels, const ClassSums& sums) {
        return sums.below / detail::math::sqrt(pixels.below) * (sums.above / detail::math::sqrt(pixels.above));
      });
  levels[1] = detail::max_entropy_bin(histogram, bins);
  levels[2] = detail::order_two_bin(histogram, bins);
  detail::sort(&levels[0], 3, [](Index a, Index b) { return a < b; });
  const double total = static_cast<double>(histogram.total());
  const auto share = [&](Index level) {
    double below = 0;
    for (Index i = bins.first; i <= level; ++i) below += detail::count_of(histogram, i);
    return below / total;
  };
  const double share1 = share(levels[0]), share3 = share(levels[2]);
  const bool near12 = levels[1] - levels[0] <= 5, near23 = levels[2] - levels[1] <= 5;
  const double b2 = near12 == near23 ? 2 : 1;
  const double b3 = near12 == near23 ? 1 : near12 ? 3 : 0;
  // The weights sum to 1: counted from t1, rounding cannot lose a bin where all three are equal.
  const double quarter = (share3 - share1) / 4;
  const double beyond = static_cast<double>(levels[1] - levels[0]) * quarter * b2 +
                        static_cast<double>(levels[2] - levels[0]) * (1 - share3 + quarter * b3);
  return histogram.center(levels[0] + static_cast<Index>(detail::math::floor(beyond)));
}

/// Renyi's threshold of an image.
///
/// \param image  any rank, any gray pixel type. Levels are the values themselves or the centers of 256 bins: see
///               `histogram`. NaN and infinite pixels do not count.
/// \returns      a value in the image's range; the pixel value itself for a constant image. Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count.
/// \complexity   the passes of `histogram`, then that of the form on a histogram.
template <GrayImage I>
[[nodiscard]] pixel_t<I> renyi(const I& image) {
  return detail::to_level<pixel_t<I>>(renyi(histogram(image)));
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> renyi(const I& image, const M& mask) {
  return detail::to_level<pixel_t<I>>(renyi(detail::masked_histogram("limn::renyi", image, mask)));
}

}  // namespace LIMN_ABI
}  // namespace limn
