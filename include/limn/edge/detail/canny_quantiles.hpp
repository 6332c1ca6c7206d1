#pragma once
/// \file
/// The lengths of gradients that a part of the pixels does not exceed, for the thresholds of Canny.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/bands.hpp>
#include <limn/edge/detail/canny_smooth.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <span>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The value below which a part `quantile` of `count` unordered values lies, interpolated between the two next to it;
/// NaN of none. As NumPy's percentile, in its arithmetic.
template <class W>
[[nodiscard]] W quantile_of(W* values, std::size_t count, double quantile) {
  if (count == 0) return std::numeric_limits<W>::quiet_NaN();
  const double position = static_cast<double>(count - 1) * (100 * quantile / 100);
  const auto rank = (std::min)(static_cast<std::size_t>(position), count - 1);
  std::nth_element(values, values + rank, values + count);
  const W below = values[rank];
  const W above = rank + 1 < count ? *std::min_element(values + rank + 1, values + count) : below;
  const double part = position - static_cast<double>(rank);
  if (part == 0 || below == above) return below;
  const double step = static_cast<double>(static_cast<W>(above - below));
  if (part < 0.5) return static_cast<W>(static_cast<double>(below) + step * part);
  return static_cast<W>(static_cast<double>(above) - step * (1 - part));
}

/// Puts the lengths of gradients in place of `levels`, which are quantiles. A NaN among the lengths does not count.
template <class T, class E>
void quantiles_to_lengths(const ImageView<const T, 2>& image, CannySmoothLevels& levels, E& executor) {
  using W = typename CannySmoothRows<T>::W;
  Image<W> lengths(image.size(), uninitialized);
  for_each_band(image.height(), 128, executor, [&](Index begin, Index end) {
    CannySmoothRows<T> rows(image, levels);
    for (Index y = begin; y < end; ++y) {
      rows.advance(y);
      std::memcpy(lengths.row(y).data(), rows.gradients(y).here, static_cast<std::size_t>(image.width()) * sizeof(W));
    }
  });
  const std::span<W> all = lengths.pixels();
  const auto count = static_cast<std::size_t>(
      std::partition(all.begin(), all.end(), [](W length) { return length == length; }) - all.begin());
  levels.low = static_cast<double>(quantile_of(all.data(), count, levels.low));
  levels.high = static_cast<double>(quantile_of(all.data(), count, levels.high));
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
