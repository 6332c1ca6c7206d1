#pragma once
/// \file
/// Smoothing that stops at edges: a Gaussian whose weights also fall with the difference of the colors.
///
/// Source: C. Tomasi and R. Manduchi, "Bilateral filtering for gray and color images", Proc. ICCV, 1998.

#include <limn/core/border.hpp>
#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/bands.hpp>
#include <limn/detail/math.hpp>
#include <limn/filter/detail/bilateral_bytes.hpp>
#include <limn/filter/detail/bilateral_pairs.hpp>
#include <limn/filter/detail/bilateral_rows.hpp>
#include <limn/filter/detail/channel_rows.hpp>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace limn {

struct BilateralOptions {
  double sigma_color = 25;         ///< standard deviation of the weights in the units of the pixels
  double sigma_space = 2;          ///< and in pixels
  Index radius = 0;                ///< pixels on each side that count, within a circle or ball; 0: 1.5 sigma_space
  Border border = Border::mirror;  ///< what lies outside the image; `mirror` is OpenCV's default
  double constant = 0;             ///< the value of every channel outside, for Border::constant
};

inline namespace LIMN_ABI {

/// Writes for each pixel p the mean of the pixels q within the radius under the weights
/// exp(-|p - q|^2 / (2 sigma_space^2)) exp(-d^2 / (2 sigma_color^2)), where d is the sum over the channels of the
/// differences of the colors, as in cv::bilateralFilter.
///
/// The arithmetic is float, weights are within 1e-6 of their value (and never below 2^-126), sums run in raster order
/// of the window; integers are rounded once, halves to even. The result is within 1e-5 of real arithmetic, relative to
/// the range in the window. NaN and infinite pixels make every pixel NaN or infinite that they are in the window of;
/// so do doubles beyond the range of float, and pixels, or a constant outside, whose weighted sum over the window is.
///
/// \param in        2-D or 3-D, gray or color, any pixel type.
/// \param out       the same size and pixel type; must not overlap `in`.
/// \param options   see BilateralOptions.
/// \param executor  runs rows, or bands of them; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, `in` and `out` are the same pixels, a sigma is not positive and
///                                finite, the radius is negative or over 255, or the constant is no value of the
///                                pixels' type.
/// \complexity      O(radius^2) operations per pixel, in 3-D O(radius^3). Memory for a copy of the image with its
///                  surroundings in float, of gray bytes in 16 bits where the radius is at most 8.
template <AnyImage I, OutputOf<pixel_t<I>> O, Executor E = const Sequential&>
requires SameRank<I, O> &&
    (GrayImage<I> || ColorImage<I>)void bilateral_into(const I& in, O&& out, const BilateralOptions& options = {},
                                                       E&& executor = sequential) {
  using T = channel_t<pixel_t<I>>;
  const auto from = const_view(in);
  const auto to = view(out);
  detail::require_same_size("limn::bilateral_into", "the output", to.size(), "the image", from.size());
  const auto positive = [](double v) { return v > 0 && v <= (std::numeric_limits<double>::max)(); };
  if (!positive(options.sigma_color) || !positive(options.sigma_space)) {
    detail::throw_invalid_argument("limn::bilateral: sigma_color is ", options.sigma_color, " and sigma_space ",
                                   options.sigma_space, " but both must be positive and finite");
  }
  const double reach = options.radius != 0 ? static_cast<double>(options.radius)
                                           : (std::max)(1.0, detail::math::nearbyint(1.5 * options.sigma_space));
  if (!(reach >= 1 && reach <= 255)) {
    detail::throw_invalid_argument("limn::bilateral: the radius is ", reach, " but must be in [1, 255]");
  }
  const Index radius = static_cast<Index>(reach);
  const T constant = detail::outside_pixel<T>("limn::bilateral", options.border, options.constant);
  if (from.empty()) return;
  if (static_cast<const void*>(from.pixels()) == static_cast<const void*>(to.pixels())) {
    detail::throw_invalid_argument("limn::bilateral_into: the output must not be the image itself");
  }
  const detail::Surroundings<T> rows(detail::channel_rows(from), options.border, constant, radius, radius);
  const auto results = detail::channel_rows(to);
#if LIMN_DETAIL_VECTORS
  const bool small = rank_v<I> == 2 && radius <= detail::bilateral_pair_limit;
  if constexpr (std::is_same_v<pixel_t<I>, std::uint8_t>) {
    if (small) {
      const detail::BilateralPlanes<std::int16_t> planes(rows, radius, false);
      const detail::BilateralTaps taps(planes, radius, false, options.sigma_color, options.sigma_space);
      const detail::BilateralTables tables(taps);
      return detail::for_each_band(results.height, 64, executor, [&](Index y0, Index y1) {
        detail::bilateral_bytes(planes, taps, tables, radius, results, y0, y1);
      });
    }
  }
#endif
  const detail::BilateralPlanes<float> planes(rows, radius, rank_v<I> == 3);
  const detail::BilateralTaps taps(planes, radius, rank_v<I> == 3, options.sigma_color, options.sigma_space);
#if LIMN_DETAIL_VECTORS
  if (small) {
    return detail::for_each_band(results.height, 64, executor, [&](Index y0, Index y1) {
      detail::bilateral_pairs<static_cast<int>(channels_v<pixel_t<I>>)>(planes, taps, radius, results, y0, y1);
    });
  }
#endif
  executor(results.height * results.depth, [&](Index i) {
    const Index y = i % results.height, z = i / results.height;
    detail::bilateral_row(planes, taps, y, z, results.row(y, z), results.width);
  });
}

/// The smoothed image, of the same pixel type. See `bilateral_into`.
template <AnyImage I, Executor E = const Sequential&>
requires(GrayImage<I> || ColorImage<I>)
    [[nodiscard]] Image<pixel_t<I>, rank_v<I>> bilateral(const I& image, const BilateralOptions& options = {},
                                                         E&& executor = sequential) {
  Image<pixel_t<I>, rank_v<I>> result(const_view(image).size(), uninitialized);
  bilateral_into(image, result, options, executor);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
