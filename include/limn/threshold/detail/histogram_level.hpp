#pragma once
/// \file
/// What every threshold of a histogram needs: its occupied bins, and levels as pixels.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/detail/math.hpp>
#include <limn/measure/histogram.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The histogram of the pixels where `mask` is foreground.
/// \throws std::invalid_argument  if the mask has another size; names `function`, which was called.
template <GrayImage I, MaskImage M>
[[nodiscard]] Histogram masked_histogram(std::string_view function, const I& image, const M& mask) {
  require_same_size(function, "the mask", const_view(mask).size(), "the image", const_view(image).size());
  return histogram(image, mask);
}

/// The number of pixels in a bin.
[[nodiscard]] LIMN_INLINE double count_of(const Histogram& histogram, Index bin) {
  return static_cast<double>(histogram.counts[static_cast<std::size_t>(bin)]);
}

/// The bins between the darkest and the brightest pixel, both included.
struct OccupiedBins {
  Index first, last;
  [[nodiscard]] LIMN_INLINE bool one_level() const { return first == last; }
};

/// \throws std::invalid_argument  if the histogram counts no pixel.
[[nodiscard]] inline OccupiedBins occupied_bins(std::string_view function, const Histogram& histogram) {
  const Index bins = histogram.bins();
  Index first = 0;
  while (first < bins && histogram.counts[static_cast<std::size_t>(first)] <= 0) ++first;
  if (first == bins) throw_invalid_argument(function, ": there is no pixel to count");
  Index last = bins - 1;
  while (histogram.counts[static_cast<std::size_t>(last)] <= 0) --last;
  return {first, last};
}

/// A level as a pixel: integers round down, as v > 2.5 is v > 2.
template <class T>
[[nodiscard]] LIMN_INLINE T to_level(double level) {
  if constexpr (std::is_floating_point_v<T>) return static_cast<T>(level);
  else return static_cast<T>(math::floor(level));
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
