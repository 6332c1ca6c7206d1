#pragma once
/// \file
/// Pictures as a network wants them that must not mind how bright a picture is: levels between two percentiles.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/nn/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn::nn {

struct StretchOptions {
  double low = 0.01;    ///< the part of all values that is not above the level that becomes 0
  double high = 0.998;  ///< the same for 1
};

inline namespace LIMN_ABI {
namespace detail {

struct LevelRange {
  float low = 0;
  float high = 0;
};

/// The smallest values that at least these parts of all values do not exceed; NaN does not count.
[[nodiscard]] inline LevelRange level_range(const Tensor& values, const StretchOptions& options) {
  std::vector<float> sorted;
  sorted.reserve(static_cast<std::size_t>(values.size()));
  for (Index i = 0; i < values.size(); ++i) {
    if (values.data()[i] == values.data()[i]) sorted.push_back(values.data()[i]);
  }
  if (sorted.empty()) return {};
  const auto at = [&](double part) {
    const double count = std::ceil(part * static_cast<double>(sorted.size()));
    const auto index = static_cast<std::ptrdiff_t>((std::max)(count, 1.0)) - 1;
    std::nth_element(sorted.begin(), sorted.begin() + index, sorted.end());
    return sorted[static_cast<std::size_t>(index)];
  };
  return {at(options.low), at(options.high)};
}

}  // namespace detail

/// Red, green, blue and the square root of their mean, all stretched: the input of the network of examples/nuclei.
///
/// The levels between two percentiles of all channels together become 0 to 1, clipped at -0.1 and 1.5; a range narrower
/// than 8 / 255 of the pixel type counts as that wide. The root of the mean (0 where that is negative) lifts what is
/// faint beside what is bright.
///
/// \param image    2-D, gray (taken as red, green and blue) or color (alpha is left out), of any type; a floating
///                 image has its own range. NaN stays NaN and does not count.
/// \param options  the percentiles.
/// \returns        4 x height x width.
/// \throws std::invalid_argument  unless 0 <= low < high <= 1.
/// \complexity     O(pixels) on average.
template <class I>
requires((GrayImage<I> || ColorImage<I>)&&rank_v<I> == 2) [[nodiscard]] Tensor
    stretch_with_root(const I& image, const StretchOptions& options = {}) {
  if (!(options.low >= 0 && options.low < options.high && options.high <= 1)) {
    limn::detail::throw_invalid_argument("limn::nn::stretch_with_root: low is ", options.low, " and high is ",
                                         options.high, ", which are not increasing within [0, 1]");
  }
  const Tensor picture = to_tensor(image);
  const Index channels = picture.dimension(0) < 3 ? 1 : 3;
  const Index height = picture.dimension(1), width = picture.dimension(2), plane = height * width;
  Tensor colors = picture.slice(Eigen::array<Index, 3>{0, 0, 0}, Eigen::array<Index, 3>{channels, height, width});
  const detail::LevelRange range = detail::level_range(colors, options);
  using Channel = typename PixelTraits<pixel_t<I>>::Channel;
  const float least = std::is_floating_point_v<Channel> ? (std::numeric_limits<float>::min)() : 8.0F / 255;
  const float span = (std::max)(range.high - range.low, least);

  Tensor result(4, height, width);
  for (Index i = 0; i < plane; ++i) {
    float sum = 0;
    for (Index c = 0; c < 3; ++c) {
      const float level = (colors.data()[(channels == 1 ? 0 : c) * plane + i] - range.low) / span;
      const float clipped = level < -0.1F ? -0.1F : level > 1.5F ? 1.5F : level;
      result.data()[c * plane + i] = clipped;
      sum += clipped;
    }
    const float mean = sum / 3;
    result.data()[3 * plane + i] = std::sqrt(mean < 0 ? 0 : mean);
  }
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn::nn
