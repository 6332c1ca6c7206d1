#pragma once
// Thresholds pixel by pixel, as their definitions say.

#include <limn/core/image.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace reference {

template <class T, std::size_t R>
limn::Image<limn::Binary, R> threshold(const limn::Image<T, R>& image, T level) {
  limn::Image<limn::Binary, R> mask(image.size());
  for (std::size_t i = 0; i < image.pixels().size(); ++i) mask.pixels()[i] = limn::to_binary(image.pixels()[i] > level);
  return mask;
}

template <class T, std::size_t R>
limn::Image<limn::Binary, R> threshold_range(const limn::Image<T, R>& image, T low, T high) {
  limn::Image<limn::Binary, R> mask(image.size());
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    mask.pixels()[i] = limn::to_binary(low <= image.pixels()[i] && image.pixels()[i] <= high);
  }
  return mask;
}

template <class T, std::size_t R>
limn::LabelImage<std::int32_t, R> quantize(const limn::Image<T, R>& image, const std::vector<T>& levels) {
  limn::LabelImage<std::int32_t, R> classes(image.size());
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    for (const T level : levels) classes.pixels()[i] += image.pixels()[i] > level ? 1 : 0;
  }
  return classes;
}

/// The variance between the classes of bins [0, t] and (t, end), times the square of the number of pixels; 0 where one
/// is empty.
inline long double variance_between(const std::vector<std::int64_t>& counts, std::size_t t) {
  long double number[2] = {}, sum[2] = {};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    number[i > t] += static_cast<long double>(counts[i]);
    sum[i > t] += static_cast<long double>(counts[i]) * static_cast<long double>(i);
  }
  if (number[0] == 0 || number[1] == 0) return 0;
  const long double apart = sum[0] / number[0] - sum[1] / number[1];
  return number[0] * number[1] * apart * apart;
}

/// The first bin that maximizes the variance between classes.
inline std::size_t otsu_bin(const std::vector<std::int64_t>& counts) {
  std::size_t best = 0;
  while (counts[best] == 0) ++best;
  for (std::size_t t = best + 1; t < counts.size(); ++t) {
    if (counts[t] > 0 && variance_between(counts, t) > variance_between(counts, best)) best = t;
  }
  return best;
}

}  // namespace reference
