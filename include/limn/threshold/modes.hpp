#pragma once
/// \file
/// Thresholds of histograms with two peaks: the minimum between them, and their middle.
///
/// Source: J. M. S. Prewitt and M. L. Mendelsohn, "The analysis of cell images", Annals of the New York Academy of
/// Sciences 128(3), 1966.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/measure/histogram.hpp>
#include <limn/threshold/detail/histogram_level.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A histogram of two peaks.
struct TwoModes {
  std::vector<double> smooth;  // from the darkest to the brightest pixel
  Index first, second;         // where in `smooth` the peaks are
};

/// Smooths the occupied bins by the mean of three until at most two maxima are left. A maximum is the last bin before
/// the counts fall, after they rose; the ends are reflected. Each mean comes from the one before it by what enters and
/// leaves: where plateaus end, the rounding decides, and so it decides as scipy's uniform_filter1d does.
[[nodiscard]] inline TwoModes two_modes(std::string_view function, const Histogram& histogram,
                                        const OccupiedBins& bins) {
  constexpr int rounds = 10000;
  const auto length = static_cast<std::size_t>(bins.last - bins.first) + 1;
  TwoModes modes{std::vector<double>(length), 0, 0};
  std::vector<double>& smooth = modes.smooth;
  for (std::size_t i = 0; i < length; ++i) smooth[i] = count_of(histogram, bins.first + static_cast<Index>(i));
  std::vector<double> source(length);
  int maxima = 0;
  for (int round = 0; round < rounds; ++round) {
    source.swap(smooth);
    double sum = source[0] + source[0] + source[length > 1 ? 1 : 0];
    bool rising = true;
    maxima = 0;
    smooth[0] = sum / 3;
    for (std::size_t i = 1; i < length; ++i) {
      sum += source[i + 1 < length ? i + 1 : length - 1] - source[i > 1 ? i - 2 : 0];
      smooth[i] = sum / 3;
      if (rising && smooth[i] < smooth[i - 1]) {
        rising = false;
        if (maxima < 2) (maxima == 0 ? modes.first : modes.second) = static_cast<Index>(i) - 1;
        ++maxima;
      } else if (!rising && smooth[i] > smooth[i - 1]) {
        rising = true;
      }
    }
    if (maxima < 3) break;
  }
  if (maxima != 2) {
    throw_invalid_argument(function, ": smoothing the histogram ends with ", maxima, " maxima, not 2");
  }
  return modes;
}

}  // namespace detail

/// The lowest level between the two peaks of a histogram, once smoothing has left two. scikit-image's
/// threshold_minimum.
///
/// \param histogram  counts at least one pixel.
/// \returns          the center of a bin; on ties the first; the only level if there is one.
/// \throws std::invalid_argument  if the histogram counts no pixel, or does not come to two peaks in 10,000 rounds of
///                                smoothing (scikit-image raises RuntimeError): it has one, or far too many bins.
/// \complexity       O(bins) per round: a second or two where 65,536 bins take all of them.
[[nodiscard]] inline double minimum(const Histogram& histogram) {
  const detail::OccupiedBins bins = detail::occupied_bins("limn::minimum", histogram);
  if (bins.one_level()) return histogram.center(bins.first);
  const detail::TwoModes modes = detail::two_modes("limn::minimum", histogram, bins);
  Index lowest = modes.first;
  for (Index i = modes.first; i <= modes.second; ++i) {
    if (modes.smooth[static_cast<std::size_t>(i)] < modes.smooth[static_cast<std::size_t>(lowest)]) lowest = i;
  }
  return histogram.center(bins.first + lowest);
}

/// The minimum between the two peaks of an image's histogram.
///
/// \param image  any rank, any gray pixel type. Levels are the values themselves or the centers of 256 bins: see
///               `histogram`. NaN and infinite pixels do not count.
/// \returns      a value in the image's range; the pixel value itself for a constant image. Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count; or the histogram does not come
///                                to two peaks.
/// \complexity   the passes of `histogram`, then that of the form on a histogram.
template <GrayImage I>
[[nodiscard]] pixel_t<I> minimum(const I& image) {
  return detail::to_level<pixel_t<I>>(minimum(histogram(image)));
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> minimum(const I& image, const M& mask) {
  return detail::to_level<pixel_t<I>>(minimum(detail::masked_histogram("limn::minimum", image, mask)));
}

/// The middle between the two peaks of a histogram, once smoothing has left two: smoothed as for `minimum`; ImageJ and
/// ITK reflect nothing at the ends, so that their peaks may lie a bin apart from these.
///
/// \param histogram  counts at least one pixel.
/// \returns          the center of a bin, the lower of two; the only level if there is one.
/// \throws std::invalid_argument  as `minimum`.
/// \complexity       as `minimum`.
[[nodiscard]] inline double intermodes(const Histogram& histogram) {
  const detail::OccupiedBins bins = detail::occupied_bins("limn::intermodes", histogram);
  if (bins.one_level()) return histogram.center(bins.first);
  const detail::TwoModes modes = detail::two_modes("limn::intermodes", histogram, bins);
  return histogram.center(bins.first + (modes.first + modes.second) / 2);
}

/// The middle between the two peaks of an image's histogram.
///
/// \param image  any rank, any gray pixel type. Levels are the values themselves or the centers of 256 bins: see
///               `histogram`. NaN and infinite pixels do not count.
/// \returns      a value in the image's range; the pixel value itself for a constant image. Foreground is `v > t`.
/// \throws std::invalid_argument  if there is no pixel to count; or the histogram does not come
///                                to two peaks.
/// \complexity   the passes of `histogram`, then that of the form on a histogram.
template <GrayImage I>
[[nodiscard]] pixel_t<I> intermodes(const I& image) {
  return detail::to_level<pixel_t<I>>(intermodes(histogram(image)));
}

/// The same for the pixels where `mask` is foreground.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] pixel_t<I> intermodes(const I& image, const M& mask) {
  return detail::to_level<pixel_t<I>>(intermodes(detail::masked_histogram("limn::intermodes", image, mask)));
}

}  // namespace LIMN_ABI
}  // namespace limn
