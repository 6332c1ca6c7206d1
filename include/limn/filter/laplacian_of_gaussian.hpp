#pragma once
/// \file
/// The Laplacian of the smoothed image: blobs of radius sigma * sqrt(2) stand out, edges are where it crosses zero.
///
/// Source: D. Marr and E. Hildreth, "Theory of edge detection", Proc. Royal Society B 207, 1980.

#include <limn/core/border.hpp>
#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/filter/detail/channel_rows.hpp>
#include <limn/filter/detail/log_rows.hpp>
#include <limn/filter/gaussian.hpp>

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

namespace limn {

struct LogOptions {
  double sigma = 1.0;               ///< standard deviation in pixels, the same along every axis; 1e-19 or more
  double truncate = 4;              ///< the kernels end at this many sigmas
  Border border = Border::reflect;  ///< what lies outside the image
  double constant = 0;              ///< what stands outside under `Border::constant`, in the units of the pixels
};

inline namespace LIMN_ABI {

/// The pixel type of `laplacian_of_gaussian`.
template <class T>
using log_pixel_t =
    std::conditional_t<std::is_same_v<T, float> || (std::is_integral_v<T> && sizeof(T) <= 2), float, double>;

namespace detail {

/// The number of pixels on each side of the center; \throws std::invalid_argument  as `laplacian_of_gaussian` does.
[[nodiscard]] inline Index log_radius(std::string_view function, double sigma, double truncate) {
  const double largest = (std::numeric_limits<double>::max)();
  // Below, the center's weight of -1 / sigma^2 is no float.
  if (!(sigma >= 1e-19) || sigma > largest || !(truncate >= 0) || truncate > largest) {
    throw_invalid_argument(function, ": sigma is ", sigma, " and truncate ", truncate,
                           " but both must be finite, the one at least 1e-19 and the other not negative");
  }
  const double reach = truncate * sigma + 0.5;
  if (!(reach < static_cast<double>(gaussian_radius_limit) + 1)) {
    throw_invalid_argument(function, ": sigma ", sigma, " needs a kernel of a radius over the limit of ",
                           gaussian_radius_limit);
  }
  return static_cast<Index>(reach);
}

}  // namespace detail

/// Writes the sum over the axes of the second derivative along the one, smoothed along all: negative inside bright
/// blobs.
///
/// The weights are g(k) = exp(-k^2 / (2 sigma^2)) over their sum for |k| <= floor(truncate * sigma + 0.5), and
/// (k^2 / sigma^4 - 1 / sigma^2) g(k), as in scipy.ndimage.gaussian_laplace, which the result equals to 1e-5 of the
/// range of the image. Integers up to 16 bits and float go through float, others through double. A NaN spreads over the
/// kernel.
///
/// \param in        2-D or 3-D, any gray pixel type.
/// \param out       an image of `log_pixel_t` of the same size; not the memory of `in`.
/// \param options   see LogOptions.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, sigma is less than 1e-19 or not finite, truncate is negative or
///                                not finite, the radius exceeds 4096, or the constant is no value of the pixels' type.
/// \complexity      one pass, O(sigma) operations per pixel and axis; memory for a band of rows.
template <GrayImage I, OutputOf<log_pixel_t<pixel_t<I>>> O, Executor E = const Sequential&>
requires SameRank<I, O>
void laplacian_of_gaussian_into(const I& in, O&& out, const LogOptions& options = {}, E&& executor = sequential) {
  using T = pixel_t<I>;
  const auto from = const_view(in);
  const auto to = view(out);
  detail::require_same_size("limn::laplacian_of_gaussian_into", "the output", to.size(), "the image", from.size());
  const Index radius = detail::log_radius("limn::laplacian_of_gaussian", options.sigma, options.truncate);
  const T constant = detail::outside_pixel<T>("limn::laplacian_of_gaussian", options.border, options.constant);
  if (from.empty()) return;
  using A = log_pixel_t<T>;
  const detail::LogWeights<A> weights(detail::gaussian_weights(options.sigma, radius), options.sigma);
  const detail::Surroundings<T> rows(detail::channel_rows(from), options.border, constant, radius, radius);
  detail::log_bands(rows, detail::channel_rows(to), weights, rank_v<I> == 3, executor);
}

/// The Laplacian of the smoothed image. See `laplacian_of_gaussian_into`.
template <GrayImage I, Executor E = const Sequential&>
[[nodiscard]] Image<log_pixel_t<pixel_t<I>>, rank_v<I>> laplacian_of_gaussian(const I& image,
                                                                              const LogOptions& options = {},
                                                                              E&& executor = sequential) {
  Image<log_pixel_t<pixel_t<I>>, rank_v<I>> result(const_view(image).size(), uninitialized);
  laplacian_of_gaussian_into(image, result, options, executor);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
