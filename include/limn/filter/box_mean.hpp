#pragma once
/// \file
/// Smoothing by the plain mean of a window, at a cost that hardly depends on how large it is.
///
/// Source: the running sum; for floats, which must not subtract, the blocks of M. van Herk, "A fast algorithm for local
/// minimum and maximum filters on rectangular and octagonal kernels", Pattern Recognition Letters 13(7), 1992.

#include <limn/core/border.hpp>
#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/filter/detail/box_sums.hpp>
#include <limn/filter/detail/channel_rows.hpp>

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

namespace limn {

struct BoxMeanOptions {
  Index window = 3;                 ///< pixels along every axis for which none of the following is given; 1 to 65535
  Index height = 0;                 ///< pixels along y; 0: `window`
  Index depth = 0;                  ///< pixels along z, in 3-D; 0: `window`
  Border border = Border::reflect;  ///< what lies outside the image
  double constant = 0;              ///< the value of every channel outside, for Border::constant
};

inline namespace LIMN_ABI {

/// Writes the mean of the window around each pixel, each channel by itself.
///
/// A window of n pixels begins n / 2 pixels before its own, so that even ones reach further to the left and up, as
/// those of scipy.ndimage.uniform_filter and cv::blur do. Sums of integers up to 16 bits are exact, and the mean is
/// rounded once to the nearest integer, halves up. Wider integers are summed in double. Floats are summed in their own
/// type without subtractions (in double where height and depth of the window exceed 256 together), so that a NaN or an
/// infinity reaches the pixels that have it in their window and no other; the result is within (height + depth + 40)
/// 2^-24 of the mean of the magnitudes. Where the sum of a window, with the constant outside, exceeds the largest
/// number of the type that it is summed in, the mean is infinite.
///
/// \param in        2-D or 3-D, gray or color, any pixel type.
/// \param out       the same size and pixel type; must not overlap `in`.
/// \param options   see BoxMeanOptions.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, `in` and `out` are the same pixels, an extent of the window is
///                                not in [1, 65535], or the constant is no value of the pixels' type.
/// \complexity      one pass. Along the rows of floats and colors O(log window) operations per pixel, else O(1). Memory
///                  for a few rows; for floats as many as the window is high; in 3-D for a slice, for floats for as
///                  many as the window is deep.
template <AnyImage I, OutputOf<pixel_t<I>> O, Executor E = const Sequential&>
requires SameRank<I, O> &&
    (GrayImage<I> || ColorImage<I>)void box_mean_into(const I& in, O&& out, const BoxMeanOptions& options = {},
                                                      E&& executor = sequential) {
  using T = channel_t<pixel_t<I>>;
  const auto from = const_view(in);
  const auto to = view(out);
  detail::require_same_size("limn::box_mean_into", "the output", to.size(), "the image", from.size());
  const auto extent = [](std::string_view name, Index pixels) {
    if (pixels < 1 || pixels > 65535) {
      detail::throw_invalid_argument("limn::box_mean: ", name, " is ", pixels, " but must be in [1, 65535]");
    }
    return pixels;
  };
  detail::BoxWindowSize window{extent("window", options.window),
                               extent("height", options.height == 0 ? options.window : options.height), 1};
  if constexpr (rank_v<I> == 3) window.depth = extent("depth", options.depth == 0 ? options.window : options.depth);
  const T constant = detail::outside_pixel<T>("limn::box_mean", options.border, options.constant);
  if (from.empty()) return;
  if (static_cast<const void*>(from.pixels()) == static_cast<const void*>(to.pixels())) {
    detail::throw_invalid_argument("limn::box_mean_into: the output must not be the image itself");
  }
  const detail::Surroundings<T> rows(detail::channel_rows(from), options.border, constant, window.width / 2,
                                     (window.width - 1) / 2);
  if constexpr (detail::box_in_integers<T>) {
    // Whatever the pixels are, sums and what rounds them stay below 2^31.
    if (window.count() < 32768.0 || (sizeof(T) == 1 && window.count() < 8388608.0)) {
      return detail::box_means<std::int32_t>(rows, detail::channel_rows(to), window, executor);
    }
  }
  if constexpr (std::is_same_v<T, float>) {
    if (window.height + window.depth <= 256) {
      return detail::box_means<float>(rows, detail::channel_rows(to), window, executor);
    }
  }
  detail::box_means<double>(rows, detail::channel_rows(to), window, executor);
}

/// The image of the means, of the same pixel type. See `box_mean_into`.
template <AnyImage I, Executor E = const Sequential&>
requires(GrayImage<I> || ColorImage<I>)
    [[nodiscard]] Image<pixel_t<I>, rank_v<I>> box_mean(const I& image, const BoxMeanOptions& options = {},
                                                        E&& executor = sequential) {
  Image<pixel_t<I>, rank_v<I>> result(const_view(image).size(), uninitialized);
  box_mean_into(image, result, options, executor);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
