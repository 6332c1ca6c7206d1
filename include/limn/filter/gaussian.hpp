#pragma once
/// \file
/// Smoothing by a Gaussian: each pixel becomes the mean of its neighborhood under weights exp(-d^2 / (2 sigma^2)).
///
/// Source: the sampled Gaussian, separable; for the 8-bit coefficients of OpenCV, R. W. Floyd and L. Steinberg, "An
/// adaptive algorithm for spatial greyscale", Proc. SID 17(2), 1976: each rounding error is carried to the next; for
/// wide kernels K. Sugimoto and S. Kamata, "Fast image filtering by DCT-based kernel decomposition and sequential sum
/// update", Proc. IEEE ICIP, 2012.

#include <limn/core/border.hpp>
#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>
#include <limn/filter/detail/gaussian_lanes.hpp>
#include <limn/filter/detail/gaussian_sliding.hpp>
#include <limn/filter/detail/gaussian_sweep.hpp>

#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn {

/// Which coefficients, in which arithmetic.
enum class GaussianKernel {
  sampled,  ///< as near to real arithmetic as the pixel type can show
  opencv    ///< 8-bit pixels in 2-D: bit for bit cv::GaussianBlur(in, out, Size(0, 0), sigma), with Border::mirror
};

struct GaussianOptions {
  double sigma = 1.0;               ///< standard deviation in pixels, the same along every axis; 0: copy
  double truncate = 0;              ///< the kernel ends at this many sigmas; 0: 3 for 8-bit channels, else 4
  Border border = Border::reflect;  ///< what lies outside the image
  double constant = 0;              ///< the value of every channel outside, for Border::constant
  GaussianKernel kernel = GaussianKernel::sampled;  ///< `opencv`, where `truncate` is 0, takes OpenCV's kernel size too
};

inline namespace LIMN_ABI {
namespace detail {

inline constexpr Index gaussian_radius_limit = 4096;
/// Up to this radius pixels are weighed one by one, bytes in 16 bits: no rounding error can reach one gray level.
inline constexpr Index gaussian_direct_limit = 32;

/// The number of pixels on each side of the center.
[[nodiscard]] inline Index gaussian_radius(const GaussianOptions& options, bool bytes) {
  double radius = 0;
  if (options.kernel == GaussianKernel::opencv && options.truncate == 0) {
    // OpenCV rounds the size of the kernel, not its radius, and makes it odd.
    const double size = math::nearbyint(options.sigma * (bytes ? 6 : 8) + 1);
    radius = math::floor(size / 2);
  } else {
    const double truncate = options.truncate > 0 ? options.truncate : bytes ? 3.0 : 4.0;
    radius = math::floor(truncate * options.sigma + 0.5);
  }
  if (radius > static_cast<double>(gaussian_radius_limit)) {
    throw_invalid_argument("limn::gaussian: sigma ", options.sigma, " needs a kernel of radius ", radius,
                           " but the limit is ", gaussian_radius_limit);
  }
  return static_cast<Index>(radius);
}

/// The weights from the center outward; both sides together sum to 1.
[[nodiscard]] inline std::vector<double> gaussian_weights(double sigma, Index radius) {
  std::vector<double> weights(static_cast<std::size_t>(radius) + 1);
  double sum = 0;
  for (std::size_t k = weights.size(); k-- > 0;) {
    const double distance = static_cast<double>(k);
    // The square of a tiny sigma is 0, and 0 times infinity no number.
    weights[k] = k > 0 ? math::exp(-0.5 / (sigma * sigma) * distance * distance) : 1;
    sum += k > 0 ? 2 * weights[k] : weights[k];
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// Integers that sum to 2^bits: rounded from the rim inward, each error carried to the next, the center taking the
/// rest. Zeros at the rim are dropped.
template <class W>
[[nodiscard]] std::vector<W> fixed_weights(const std::vector<double>& weights, int bits) {
  const double scale = static_cast<double>(std::int64_t{1} << bits);
  std::vector<std::int64_t> rounded(weights.size());
  double error = 0;
  std::int64_t sum = 0;
  for (std::size_t k = weights.size() - 1; k > 0; --k) {
    const double wanted = weights[k] * scale + error;
    rounded[k] = static_cast<std::int64_t>(math::nearbyint(wanted));
    error = wanted - static_cast<double>(rounded[k]);
    sum += 2 * rounded[k];
  }
  rounded[0] = (std::int64_t{1} << bits) - sum;
  while (rounded.size() > 1 && rounded.back() == 0) rounded.pop_back();
  std::vector<W> result(rounded.size());
  for (std::size_t k = 0; k < rounded.size(); ++k) result[k] = static_cast<W>(rounded[k]);
  return result;
}

/// The constant outside the image as a channel; integers round and clamp.
template <class T>
[[nodiscard]] T border_constant(double value) {
  if constexpr (std::is_floating_point_v<T>) return static_cast<T>(value);
  else return value == value ? GaussianReal<double, T>::finish(value) : T{};
}

template <class Arithmetic, class P, std::size_t R, class E>
void gaussian_in(const ImageView<const P, R>& in, const ImageView<P, R>& out, const GaussianOptions& options,
                 Index radius, E&& executor) {
  using Lane = typename Arithmetic::Lane;
  const std::vector<double> real = gaussian_weights(options.sigma, radius);
  std::vector<Lane> weights;
  if constexpr (Arithmetic::weight_bits > 0) weights = fixed_weights<Lane>(real, Arithmetic::weight_bits);
  else weights.assign(real.begin(), real.end());
  if (weights.size() == 1) return copy_into(in, out);
  const Index used = static_cast<Index>(weights.size()) - 1;
  Sweep<Arithmetic> sweep{channel_rows(in),
                          channel_rows(out),
                          Arithmetic(used),
                          std::move(weights),
                          options.border,
                          border_constant<channel_t<P>>(options.constant),
                          R == 3};
  run_sweep(sweep, executor);
}

}  // namespace detail

/// Smooths `in` into `out`, each channel by itself.
///
/// Per axis the weights are exp(-k^2 / (2 sigma^2)) for |k| <= radius, divided by their sum, with
/// radius = floor(truncate * sigma + 0.5). Axes are taken z, y, x. Up to radius 32, pixels at equal distance are added
/// before they are weighed, and sums run from the center outward, in
/// - 8-bit unsigned pixels: weights rounded to 16 bits from the rim inward, each error carried on, the center taking
///   what is missing to 65536; pixels times 128; of each product the upper 16 bits, and (radius + 1) / 2 added per
///   pass; one rounding at the end, halves up. At sigma 1.4 it differs from real arithmetic by less than 0.56 gray
///   levels, rounding included; at radius 32 by less than 1.05, and a constant image stays as it is.
/// - other integers up to 16 bits: float; wider integers: double. Rounded once at the end, halves to even.
/// - float and double: as they are, so the result is within 1e-5 of scipy.ndimage.gaussian_filter, relative to the
///   range of the image; a NaN spreads over the kernel. Two pixels, or pixel and constant, whose sum exceeds the
///   largest number of their type make an infinity: up to half of that number all is finite.
///
/// Above radius 32 (and sigma 6.4) the kernel is a sum of eight cosines up to 5 sigma that slides along the lines in
/// double, its results kept as above between the axes, integers rounded once at the end, halves to even. Per axis and
/// relative to the range of the image, it differs from the weights by less than 3e-7 where truncate is 4 or less, and
/// by less than 1.3e-6 else. Float images with a NaN, an infinity or a number over a sixteenth of their type's largest
/// keep to the weights.
///
/// GaussianKernel::opencv on 8-bit pixels in 2-D: weights of 8 bits that sum to 256, sums exact, one rounding at the
/// end, halves up. For other pixels only the size of the kernel is OpenCV's.
///
/// \param in        2-D or 3-D, gray or color (alpha is a channel like the others).
/// \param out       the same size and pixel type; must not overlap `in`.
/// \param options   see GaussianOptions.
/// \param executor  runs tiles; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, `in` and `out` are the same pixels, sigma or truncate is
///                                negative or not finite, the radius exceeds 4096, or the constant is NaN.
/// \complexity      up to radius 32, and where the above keeps to the weights, one pass over the image, O(radius)
///                  operations per pixel and axis, a few rows of memory. Else one pass per axis, O(1) operations per
///                  pixel, and memory for an image of integers in float (double for wider ones) and for 16 lines.
template <AnyImage I, OutputOf<pixel_t<I>> O, Executor E = const Sequential&>
requires SameRank<I, O> &&
    (GrayImage<I> || ColorImage<I>)void gaussian_into(const I& in, O&& out, const GaussianOptions& options = {},
                                                      E&& executor = sequential) {
  using T = channel_t<pixel_t<I>>;
  constexpr bool bytes = std::is_same_v<T, std::uint8_t>;
  const auto from = const_view(in);
  const auto to = view(out);
  detail::require_same_size("limn::gaussian_into", "the output", to.size(), "the image", from.size());
  const auto require_length = [](std::string_view name, double value) {
    if (!(value >= 0) || value > (std::numeric_limits<double>::max)()) {
      detail::throw_invalid_argument("limn::gaussian: ", name, " is ", value, " but must be finite and not negative");
    }
  };
  require_length("sigma", options.sigma);
  require_length("truncate", options.truncate);
  if (options.border == Border::constant && detail::math::isnan(options.constant)) {
    detail::throw_invalid_argument("limn::gaussian: constant is ", options.constant, ", which is no pixel");
  }
  if (from.empty()) return;
  if (static_cast<const void*>(from.pixels()) == static_cast<const void*>(to.pixels())) {
    detail::throw_invalid_argument("limn::gaussian_into: the output must not be the image itself");
  }
  const Index radius = options.sigma == 0 ? 0 : detail::gaussian_radius(options, bytes);
  if (radius == 0) return copy_into(from, to);
  const T constant = detail::border_constant<T>(options.constant);
  if constexpr (bytes && rank_v<I> == 2) {
    if (options.kernel == GaussianKernel::opencv) {
      return detail::gaussian_in<detail::GaussianExact>(from, to, options, radius, executor);
    }
  }
  using Real = std::conditional_t<std::is_same_v<T, float> || sizeof(T) <= 2, float, double>;
  bool wide = (std::min)(static_cast<double>(radius), 5 * options.sigma) > detail::gaussian_direct_limit;
  if constexpr (std::is_floating_point_v<T>) wide = wide && detail::moderate(detail::channel_rows(from), constant);
  if (wide) {
    detail::gaussian_sliding<Real>(detail::channel_rows(from), detail::channel_rows(to), options.sigma, radius,
                                   options.border, constant, rank_v<I> == 3, executor);
  } else if constexpr (bytes) {
    detail::gaussian_in<detail::GaussianFixed>(from, to, options, radius, executor);
  } else {
    detail::gaussian_in<detail::GaussianReal<Real, T>>(from, to, options, radius, executor);
  }
}

/// The smoothed image, of the same pixel type. See `gaussian_into`.
template <AnyImage I, Executor E = const Sequential&>
requires(GrayImage<I> || ColorImage<I>)
    [[nodiscard]] Image<pixel_t<I>, rank_v<I>> gaussian(const I& image, const GaussianOptions& options = {},
                                                        E&& executor = sequential) {
  Image<pixel_t<I>, rank_v<I>> result(const_view(image).size(), uninitialized);
  gaussian_into(image, result, options, executor);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
