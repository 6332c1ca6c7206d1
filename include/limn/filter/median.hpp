#pragma once
/// \file
/// The median of a window: removes specks smaller than half of it and keeps edges.
///
/// Sources: J. W. Tukey, "Exploratory data analysis", Addison-Wesley, 1977; S. Perreault and P. Hebert, "Median
/// filtering in constant time", IEEE Trans. Image Processing 16(9), 2007; T. S. Huang, G. J. Yang and G. Y. Tang, "A
/// fast two-dimensional median filtering algorithm", IEEE Trans. ASSP 27(1), 1979.

#include <limn/core/border.hpp>
#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/traverse.hpp>
#include <limn/filter/detail/channel_rows.hpp>
#include <limn/filter/detail/median_histogram.hpp>
#include <limn/filter/detail/median_network.hpp>
#include <limn/filter/detail/median_ranks.hpp>

#include <cstdint>
#include <type_traits>

namespace limn {

struct MedianOptions {
  Index window = 3;                 ///< pixels along every axis; odd, 1 to 1023
  Border border = Border::reflect;  ///< what lies outside the image; `replicate` is that of cv::medianBlur
  double constant = 0;              ///< the value of every channel outside, for Border::constant
};

inline namespace LIMN_ABI {

/// Writes the median of the square or cube around each pixel, each channel by itself: the value in the middle when
/// those of the window are sorted. That of scipy.ndimage.median_filter, and of cv::medianBlur with Border::replicate.
///
/// A NaN makes every pixel NaN that has it in its window. Zeros of either sign are equal, and which of them comes out
/// is not said.
///
/// \param in        2-D or 3-D, gray or color, any pixel type.
/// \param out       the same size and pixel type; must not overlap `in`.
/// \param options   see MedianOptions.
/// \param executor  runs bands or tiles; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, `in` and `out` are the same pixels, the window is even or not in
///                                [1, 1023], or the constant is no value of the pixels' type.
/// \complexity      in 2-D, windows of 3 and 5 by sorting networks; greater ones of 8-bit channels in O(1) per pixel,
///                  others O(window); in 3-D O(window^2). Memory for a copy of a channel with its
///                  surroundings; in 3-D for about window^3 pixels more.
template <AnyImage I, OutputOf<pixel_t<I>> O, Executor E = const Sequential&>
requires SameRank<I, O> &&
    (GrayImage<I> || ColorImage<I>)void median_into(const I& in, O&& out, const MedianOptions& options = {},
                                                    E&& executor = sequential) {
  using T = channel_t<pixel_t<I>>;
  const auto from = const_view(in);
  const auto to = view(out);
  detail::require_same_size("limn::median_into", "the output", to.size(), "the image", from.size());
  if (options.window < 1 || options.window > 1023 || options.window % 2 == 0) {
    detail::throw_invalid_argument("limn::median: window is ", options.window, " but must be odd and in [1, 1023]");
  }
  const T constant = detail::outside_pixel<T>("limn::median", options.border, options.constant);
  if (from.empty()) return;
  if (static_cast<const void*>(from.pixels()) == static_cast<const void*>(to.pixels())) {
    detail::throw_invalid_argument("limn::median_into: the output must not be the image itself");
  }
  const Index radius = options.window / 2;
  if (radius == 0) return copy_into(from, to);
  const detail::Surroundings<T> rows(detail::channel_rows(from), options.border, constant, radius, radius);
  const auto results = detail::channel_rows(to);
  if constexpr (rank_v<I> == 2) {
    if constexpr (sizeof(T) <= 2 || std::is_floating_point_v<T>) {
      if (radius == 1) return detail::median_bands<detail::MedianOf9>(rows, results, executor);
      if (radius == 2) return detail::median_bands<detail::MedianOf25>(rows, results, executor);
    }
    if constexpr (std::is_same_v<T, std::uint8_t>) return detail::median_by_histogram(rows, results, radius, executor);
  }
  detail::median_by_ranks(rows, results, radius, rank_v<I> == 3, executor);
}

/// The image of the medians, of the same pixel type. See `median_into`.
template <AnyImage I, Executor E = const Sequential&>
requires(GrayImage<I> || ColorImage<I>)
    [[nodiscard]] Image<pixel_t<I>, rank_v<I>> median(const I& image, const MedianOptions& options = {},
                                                      E&& executor = sequential) {
  Image<pixel_t<I>, rank_v<I>> result(const_view(image).size(), uninitialized);
  median_into(image, result, options, executor);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
