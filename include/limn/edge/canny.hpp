#pragma once
/// \file
/// Canny's edge detector: maxima of the gradient along its direction, linked by hysteresis. Two presets, one equal to
/// OpenCV's, one with smoothing and interpolation.
///
/// Source: J. Canny, "A computational approach to edge detection", IEEE Trans. PAMI 8(6), 1986.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/detail/bands.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/edge/detail/canny_bytes.hpp>
#include <limn/edge/detail/canny_quantiles.hpp>
#include <limn/edge/detail/canny_rows.hpp>
#include <limn/edge/detail/canny_smooth.hpp>
#include <limn/threshold/fixed.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace limn {

struct CannyOptions {
  double sigma = 1;                 ///< of the Gaussian, in pixels; 0: no smoothing
  std::optional<double> low = {};   ///< on the length of Sobel's gradient, in the units of the pixels; by default a
                                    ///< tenth of the largest value of an integer type, 0.1 for floats
  std::optional<double> high = {};  ///< likewise, not less than `low`; by default a fifth, 0.2 for floats
  bool use_quantiles = false;       ///< `low` and `high` are the parts of all pixels, from 0 to 1, whose gradient is no
                                    ///< longer than the threshold; by default 0.1 and 0.2
};

struct CannyOpencvOptions {
  double low = 50;           ///< on the magnitude of the gradient, in the units of the pixels
  double high = 150;         ///< likewise; swapped with `low` where it is less
  int aperture = 3;          ///< of Sobel's derivatives: 3, 5 or 7
  bool l2_gradient = false;  ///< sqrt(dx^2 + dy^2) in place of |dx| + |dy|
};

inline namespace LIMN_ABI {
namespace detail {

/// Suppression of rows [begin, end).
template <class Rows>
void canny_rows(Rows& rows, Index begin, Index end, Index width, Index height, BitRows<2>& bits) {
  const auto suppress_from = [&](Index column) {
    // Suppression works on what was stored a row or more ago, since what has just been stored is slow to load.
    for (Index y = begin > 0 ? begin - 1 : 0; y < end + Rows::delay; ++y) {
      if (y <= end && y < height) rows.advance(y);
      const Index suppressed = y - Rows::delay;
      if (suppressed < begin) continue;
      if (column == 0) bits.clear(suppressed);
      rows.suppress(suppressed, bits.candidates(suppressed) + column / 64, bits.found(suppressed) + column / 64);
    }
  };
  if constexpr (requires { Rows::strip; }) {
    for (Index column = 0; column < width; column += Rows::strip) {
      rows.take_columns(column, width - column < Rows::strip ? width : column + Rows::strip);
      suppress_from(column);
    }
  } else {
    suppress_from(0);
  }
}

/// Suppression and hysteresis of all rows; `make()` gives the rows for a band of them.
template <class Make, class E>
void canny_bits(const Make& make, Index width, Index height, BitRows<2>& bits, E& executor) {
  constexpr Index band = 128;
  for_each_band(height, band, executor, [&](Index begin, Index end) {
    auto&& rows = make();
    canny_rows(rows, begin, end, width, height, bits);
  });
  // Each band by itself, then what comes over the seams, as far as rows gain.
  for_each_band(height, band, executor, [&](Index begin, Index end) {
    for (Index y = begin > 0 ? begin + 1 : 0; y < end; ++y) bits.sweep_down(y);
  });
  for (Index seam = band; seam < height; seam += band) {
    for (Index y = seam; y < height && bits.sweep_down(y); ++y) {
    }
  }
  for_each_band(height, band, executor, [&](Index begin, Index end) {
    for (Index y = end < height ? end - 2 : end - 1; y >= begin; --y) bits.sweep_up(y);
  });
  for (Index seam = (height - 1) / band * band; seam > 0; seam -= band) {
    for (Index y = seam - 1; y >= 0 && bits.sweep_up(y); --y) {
    }
  }
  bits.settle();
}

template <class Rows, class T, class Levels, class E>
void canny_links(const ImageView<const T, 2>& in, const ImageView<Binary, 2>& out, const Levels& levels, E& executor) {
  BitRows<2> bits(in.size(), Connectivity::full);
  canny_bits([&] { return Rows(in, levels); }, in.width(), in.height(), bits, executor);
  for_each_band(in.height(), 128, executor, [&](Index begin, Index end) { write_found(bits, out, begin, end); });
}

template <class T, bool Squared, int Aperture, class E>
void canny_by_type(const ImageView<const T, 2>& in, const ImageView<Binary, 2>& out, const CannyLevels& levels,
                   E& executor) {
#if LIMN_DETAIL_VECTORS
  if constexpr (std::is_same_v<T, std::uint8_t>) {
    canny_links<CannyByteRows<Squared, Aperture>>(in, out, levels, executor);
    return;
  }
#endif
  canny_links<CannyRows<T, Squared, Aperture>>(in, out, levels, executor);
}

/// Not inlined: GCC 12 would believe that the value of an empty optional is read.
[[nodiscard]] LIMN_COLD inline double given_or(const std::optional<double>& given, double usual) {
  return given.value_or(usual);
}

/// The options on the scale where the largest integer is 1, of the pixels in `mask`, or of all if it is null.
template <class T, class E>
[[nodiscard]] CannySmoothLevels canny_smooth_levels(std::string_view function, const ImageView<const T, 2>& image,
                                                    const ImageView<const Binary, 2>* mask, const CannyOptions& options,
                                                    E& executor) {
  const double scale = options.use_quantiles ? 1 : canny_scale<T>();
  const double low = given_or(options.low, 0.1 * scale), high = given_or(options.high, 0.2 * scale);
  require_number(function, "low", low);
  require_number(function, "high", high);
  if (low > high) throw_invalid_argument(function, ": low is ", low, " but high is ", high);
  if (options.use_quantiles && !(low >= 0 && high <= 1)) {
    throw_invalid_argument(function, ": low is ", low, " and high ", high, " but quantiles are in [0, 1]");
  }
  if (!(options.sigma >= 0 && options.sigma < 1e6)) {
    throw_invalid_argument(function, ": sigma is ", options.sigma, ", not in [0, 1e6)");
  }
  CannySmoothLevels levels{options.sigma, options.low ? low / scale : 0.1, options.high ? high / scale : 0.2, mask};
  if (options.use_quantiles && !image.empty()) quantiles_to_lengths(image, levels, executor);
  return levels;
}

template <bool Squared, class T, class E>
void canny_of_aperture(const ImageView<const T, 2>& in, const ImageView<Binary, 2>& out, const CannyLevels& levels,
                       int aperture, E& executor) {
  if (aperture == 3) canny_by_type<T, Squared, 3>(in, out, levels, executor);
  else if (aperture == 5) canny_by_type<T, Squared, 5>(in, out, levels, executor);
  else canny_by_type<T, Squared, 7>(in, out, levels, executor);
}

}  // namespace detail

/// Writes the edges of an image as cv::Canny finds them.
///
/// The picture is not smoothed; its border is replicated, and beyond it the magnitude is 0, so that edges reach the
/// border. The gradient's direction is one of four. Candidates are strictly above `low`, and count where they are
/// connected, over corners too, to one strictly above `high`. Under aperture 7 derivatives and thresholds are divided
/// by 16. For 8-bit pixels the result equals cv::Canny of OpenCV 4 bit for bit; other types follow the same definition
/// without loss (64-bit integers and the squares of 32-bit ones as double). A NaN pixel makes no edge where it is in
/// the window of the derivatives.
///
/// \param in       rank 2, any gray pixel type.
/// \param out      a mask of the same size; the same memory as `in` is fine for 8-bit pixels.
/// \param options  thresholds, aperture and norm.
/// \param executor runs bands of rows; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, a threshold is NaN, or the aperture is not 3, 5 or 7.
/// \complexity     linear; one pass over the image with a few rows and two bits per pixel of scratch.
template <GrayImage I, OutputOf<Binary> O, Executor E = const Sequential&>
requires(rank_v<I> == 2 && rank_v<O> == 2) void canny_opencv_into(const I& in, O&& out,
                                                                  const CannyOpencvOptions& options = {},
                                                                  E&& executor = sequential) {
  detail::require_same_size("limn::canny_opencv_into", "the output", view(out).size(), "the image",
                            const_view(in).size());
  detail::require_number("limn::canny_opencv", "low", options.low);
  detail::require_number("limn::canny_opencv", "high", options.high);
  if (options.aperture != 3 && options.aperture != 5 && options.aperture != 7) {
    detail::throw_invalid_argument("limn::canny_opencv: aperture is ", options.aperture, ", not 3, 5 or 7");
  }
  if (const_view(in).empty()) return;
  detail::CannyLevels levels{options.low, options.high};
  if (levels.low > levels.high) std::swap(levels.low, levels.high);
  if (options.aperture == 7) {
    levels.low /= 16;
    levels.high /= 16;
  }
  if (!options.l2_gradient) {
    detail::canny_of_aperture<false>(const_view(in), view(out), levels, options.aperture, executor);
    return;
  }
  if (levels.low > 0) levels.low *= levels.low;
  if (levels.high > 0) levels.high *= levels.high;
  detail::canny_of_aperture<true>(const_view(in), view(out), levels, options.aperture, executor);
}

/// The edges of an image as cv::Canny finds them. See `canny_opencv_into`.
template <GrayImage I, Executor E = const Sequential&>
requires(rank_v<I> == 2) [[nodiscard]] Mask
    canny_opencv(const I& image, const CannyOpencvOptions& options = {}, E&& executor = sequential) {
  Mask mask(const_view(image).size(), uninitialized);
  canny_opencv_into(image, mask, options, executor);
  return mask;
}

/// Writes the edges of an image smoothed by a Gaussian: pixels where the length of Sobel's gradient is at least `low`
/// and no less than on either side along the gradient, and which are connected, over corners too, to one of at least
/// `high`.
///
/// The lengths beside a pixel are interpolated between its neighbors. Pixels outside the image do not count in the
/// smoothing; the outermost pixels are never edges. This is `skimage.feature.canny` of scikit-image 0.19 with its
/// defaults, in the same arithmetic but for the last bit of the Gaussian's weights and of the lengths. A NaN makes no
/// edge within reach of the Gaussian, and counts in no quantile.
///
/// \param in       rank 2, any gray pixel type. Integers are worked on in double, on the scale where the type's largest
///                 value is 1; float in float.
/// \param out      a mask of the same size; the same memory as `in` is fine for 8-bit pixels.
/// \param options  sigma and thresholds.
/// \param executor runs bands of rows; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, a threshold is NaN or, as a quantile, not in [0, 1], `low`
///                 exceeds `high`, or sigma is not in [0, 1e6).
/// \complexity     one pass with 4 sigma multiplications along either axis per pixel; as many rows and two bits per
///                 pixel of scratch. With quantiles a second pass, and an image of float or double.
template <GrayImage I, OutputOf<Binary> O, Executor E = const Sequential&>
requires(rank_v<I> == 2 && rank_v<O> == 2) void canny_into(const I& in, O&& out, const CannyOptions& options = {},
                                                           E&& executor = sequential) {
  using T = pixel_t<I>;
  const auto image = const_view(in);
  detail::require_same_size("limn::canny_into", "the output", view(out).size(), "the image", image.size());
  const auto levels = detail::canny_smooth_levels("limn::canny", image, nullptr, options, executor);
  if (!image.empty()) detail::canny_links<detail::CannySmoothRows<T>>(image, view(out), levels, executor);
}

/// The same where only the pixels that are foreground in `mask` count, as those outside the image do not: they go into
/// no smoothing, and no pixel that touches one, over corners too, is an edge. The quantiles are of all pixels.
/// \throws std::invalid_argument  also if the mask has another size.
template <GrayImage I, MaskImage M, OutputOf<Binary> O, Executor E = const Sequential&>
requires(rank_v<I> == 2 && rank_v<M> == 2 && rank_v<O> == 2) void canny_into(const I& in, const M& mask, O&& out,
                                                                             const CannyOptions& options = {},
                                                                             E&& executor = sequential) {
  using T = pixel_t<I>;
  const auto image = const_view(in);
  const auto counted = const_view(mask);
  detail::require_same_size("limn::canny_into", "the output", view(out).size(), "the image", image.size());
  detail::require_same_size("limn::canny", "the mask", counted.size(), "the image", image.size());
  const auto levels = detail::canny_smooth_levels("limn::canny", image, &counted, options, executor);
  if (!image.empty()) detail::canny_links<detail::CannySmoothRows<T>>(image, view(out), levels, executor);
}

/// The edges of an image smoothed by a Gaussian. See `canny_into`.
template <GrayImage I, Executor E = const Sequential&>
requires(rank_v<I> == 2) [[nodiscard]] Mask
    canny(const I& image, const CannyOptions& options = {}, E&& executor = sequential) {
  Mask edges(const_view(image).size(), uninitialized);
  canny_into(image, edges, options, executor);
  return edges;
}

/// The same of the pixels that are foreground in `mask`.
template <GrayImage I, MaskImage M, Executor E = const Sequential&>
requires(rank_v<I> == 2 && rank_v<M> == 2) [[nodiscard]] Mask
    canny(const I& image, const M& mask, const CannyOptions& options = {}, E&& executor = sequential) {
  Mask edges(const_view(image).size(), uninitialized);
  canny_into(image, mask, edges, options, executor);
  return edges;
}

}  // namespace LIMN_ABI
}  // namespace limn
