#pragma once
// Histograms pixel by pixel, as their definitions say.

#include <limn/core/image.hpp>

#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

namespace reference {

/// How often each finite value occurs.
template <class T, std::size_t R>
std::map<T, std::int64_t> count_values(const limn::Image<T, R>& image, const limn::Image<limn::Binary, R>* mask) {
  std::map<T, std::int64_t> counts;
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    if (mask != nullptr && !limn::is_foreground(mask->pixels()[i])) continue;
    if (std::isfinite(static_cast<double>(image.pixels()[i]))) ++counts[image.pixels()[i]];
  }
  return counts;
}

/// Counts in equal bins over the range of the values: bin i is [edge i, edge i + 1), the last one closed, with edges
/// rounded to T.
template <class T>
std::vector<std::int64_t> bin_values(const std::map<T, std::int64_t>& values, int bins) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(bins));
  const auto low = static_cast<double>(values.begin()->first), high = static_cast<double>(values.rbegin()->first);
  const double step = (high - low) / bins;
  for (const auto& [value, count] : values) {
    int bin = 0;
    while (bin + 1 < bins && static_cast<double>(value) >= static_cast<double>(static_cast<T>(low + (bin + 1) * step)))
      ++bin;
    counts[static_cast<std::size_t>(bin)] += count;
  }
  return counts;
}

}  // namespace reference
