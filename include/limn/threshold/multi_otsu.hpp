#pragma once
/// \file
/// Otsu's thresholds for several classes: the levels that best split a histogram into k.
///
/// Source: P.-S. Liao, T.-S. Chen and P.-C. Chung, "A fast algorithm for multilevel thresholding", J. Information
/// Science and Engineering 17(5), 2001, for the criterion. The search is dynamic programming over the occupied levels,
/// each row by divide and conquer: the best split moves with the end of the range.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/detail/list.hpp>
#include <limn/measure/histogram.hpp>
#include <limn/threshold/detail/histogram_level.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {

/// How much the gray levels weigh.
enum class MultiOtsuRule {
  exact,   ///< what they are
  skimage  ///< the darkest one as much as the next: so does scikit-image's threshold_multiotsu
};

inline namespace LIMN_ABI {
namespace detail {

/// The best splits of sorted levels into classes, from the brightest class down.
class ClassSplits {
 public:
  ClassSplits(const Histogram& histogram, const OccupiedBins& bins, MultiOtsuRule rule) {
    const auto level = [&](Index bin) {
      return static_cast<double>(rule == MultiOtsuRule::skimage && bin == bins.first ? 1 : bin - bins.first);
    };
    // Levels count from their mean, so that the squares of sums lose nothing.
    double total = 0, sum = 0;
    for (Index i = bins.first; i <= bins.last; ++i) {
      total += count_of(histogram, i);
      sum += count_of(histogram, i) * level(i);
    }
    const double mean = sum / total;
    counts_.push_back(0);
    sums_.push_back(0);
    for (Index i = bins.first; i <= bins.last; ++i) {
      const double count = count_of(histogram, i);
      if (count == 0) continue;
      bins_.push_back(i);
      counts_.push_back(counts_.back() + count);
      sums_.push_back(sums_.back() + count * (level(i) - mean));
    }
  }

  [[nodiscard]] std::size_t levels() const { return bins_.size(); }

  /// The last bin of each class but the brightest. \param classes  2 to `levels()`.
  [[nodiscard]] std::vector<Index> split(std::size_t classes) {
    const std::size_t n = levels();
    best_.assign(n, 0);
    for (std::size_t i = 0; i < n; ++i) best_[i] = value(i, n);
    List<List<std::uint32_t>> rows;  // of each number of classes, where the darkest ends, by its start
    for (std::size_t k = 2; k <= classes; ++k) {
      // The darkest of k classes starts at i and ends so that k - 1 levels are left.
      rest_ = best_;
      rows.push_back(List<std::uint32_t>(n, 0));
      fill(rows.back(), 0, n - k + 1, 1, n - k + 2);
    }
    std::vector<Index> ends;
    std::size_t start = 0;
    for (std::size_t k = classes; k >= 2; --k) {
      start = rows[k - 2][start];
      ends.push_back(bins_[start - 1]);
    }
    return ends;
  }

 private:
  /// What the class of levels [i, end) adds to the variance between classes, times the number of pixels.
  [[nodiscard]] double value(std::size_t i, std::size_t end) const {
    const double sum = sums_[end] - sums_[i];
    return sum * sum / (counts_[end] - counts_[i]);
  }

  /// For the starts [from, to): the best end of the darkest class, known to be in [low, high).
  void fill(List<std::uint32_t>& ends, std::size_t from, std::size_t to, std::size_t low, std::size_t high) {
    if (from >= to) return;
    const std::size_t middle = (from + to) / 2;
    double most = -1;
    std::size_t best = 0;
    for (std::size_t end = low > middle ? low : middle + 1; end < high; ++end) {
      const double found = value(middle, end) + rest_[end];
      if (found > most) {
        most = found;
        best = end;
      }
    }
    ends[middle] = static_cast<std::uint32_t>(best);
    best_[middle] = most;
    fill(ends, from, middle, low, best + 1);
    fill(ends, middle + 1, to, best, high);
  }

  std::vector<Index> bins_;            // of the occupied levels
  std::vector<double> counts_, sums_;  // over the levels below the i-th
  std::vector<double> best_, rest_;    // values of the best splits of the levels from the i-th on; by one class fewer
};

}  // namespace detail

/// The k - 1 increasing levels that maximize the between-class variance of the k classes {v <= t1}, {t1 < v <= t2}, ...
/// Exact: every split of the bins is accounted for, by dynamic programming.
///
/// \param histogram  counts pixels of at least `classes` levels.
/// \param classes    2 or more.
/// \param rule       `exact` unless scikit-image's levels are wanted.
/// \returns          centers of bins that hold pixels; on ties the first levels as far as double precision tells, so
///                   that for two classes it may differ from `otsu` where that rounds as OpenCV does.
/// \throws std::invalid_argument  if `classes` is less than 2 or the histogram has fewer levels.
/// \complexity       O(classes * n log n) for n occupied bins: 60 ms for eight classes of 65,536 levels; O(classes * n)
///                   memory.
[[nodiscard]] inline std::vector<double> multi_otsu(const Histogram& histogram, int classes,
                                                    MultiOtsuRule rule = MultiOtsuRule::exact) {
  if (classes < 2) detail::throw_invalid_argument("limn::multi_otsu: classes is ", classes, ", not 2 or more");
  const detail::OccupiedBins bins = detail::occupied_bins("limn::multi_otsu", histogram);
  detail::ClassSplits splits(histogram, bins, rule);
  if (splits.levels() < static_cast<std::size_t>(classes)) {
    detail::throw_invalid_argument("limn::multi_otsu: ", classes, " classes of only ", splits.levels(), " gray levels");
  }
  std::vector<double> levels;
  for (const Index bin : splits.split(static_cast<std::size_t>(classes))) levels.push_back(histogram.center(bin));
  return levels;
}

namespace detail {

template <class T>
[[nodiscard]] std::vector<T> to_levels(const std::vector<double>& levels) {
  std::vector<T> result;
  for (const double level : levels) result.push_back(to_level<T>(level));
  return result;
}

}  // namespace detail

/// The k - 1 increasing levels that best split an image into k classes; scikit-image's threshold_multiotsu, whose
/// single precision may tell levels apart differently where they are almost equally good. `quantize(image, levels)` is
/// the image of the classes.
///
/// \param image    any rank, any gray pixel type. 8- and 16-bit levels are the values themselves; those of floats, and
/// of
///                 integers that lie farther apart, the centers of 256 bins: see `histogram`. NaN and infinite pixels
///                 do not count.
/// \param classes  2 or more.
/// \param rule     `exact` unless scikit-image's levels are wanted.
/// \throws std::invalid_argument  if `classes` is less than 2 or the image has fewer levels.
/// \complexity     the passes of `histogram`, then that of the form on a histogram.
template <GrayImage I>
[[nodiscard]] std::vector<pixel_t<I>> multi_otsu(const I& image, int classes,
                                                 MultiOtsuRule rule = MultiOtsuRule::exact) {
  return detail::to_levels<pixel_t<I>>(multi_otsu(histogram(image), classes, rule));
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] std::vector<pixel_t<I>> multi_otsu(const I& image, const M& mask, int classes,
                                                 MultiOtsuRule rule = MultiOtsuRule::exact) {
  return detail::to_levels<pixel_t<I>>(
      multi_otsu(detail::masked_histogram("limn::multi_otsu", image, mask), classes, rule));
}

}  // namespace LIMN_ABI
}  // namespace limn
