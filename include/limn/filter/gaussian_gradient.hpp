#pragma once
/// \file
/// The length of the gradient of a smoothed image, and its inverse: near 1 where the image is flat, near 0 at edges,
/// what geodesic active contours move on.
///
/// Sources: D. Marr, E. Hildreth, "Theory of edge detection", Proc. Royal Society B 207, 1980; V. Caselles, R. Kimmel,
/// G. Sapiro, "Geodesic active contours", International Journal of Computer Vision 22(1), 1997.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/bands.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/laplacian_of_gaussian.hpp>

#include <cstddef>
#include <limits>
#include <string_view>
#include <utility>

namespace limn {

struct GaussianGradientOptions {
  double sigma = 1;     ///< standard deviation of the smoothing in pixels; over 0
  double truncate = 4;  ///< the kernels end at this many sigmas
};

struct InverseGradientOptions {
  double alpha = 100;   ///< how steeply it falls with the gradient, in 1 / (units of the pixels); >= 0, finite
  double sigma = 5;     ///< standard deviation of the smoothing in pixels; over 0
  double truncate = 4;  ///< the kernels end at this many sigmas
};

inline namespace LIMN_ABI {
namespace detail {

/// The weighted sum of lines, pixel by pixel.
struct WeighTaps {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const float* const* lines, const float* weights, Index taps, float* out,
                              Index length) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<float, Tag>;
    for (; x + V::size <= length; x += V::size) {
      V sum = V::zero();
      for (Index k = 0; k < taps; ++k) {
        const V part = V::load(lines[k] + x) * V::splat(weights[k]);
        sum = sum + part;
      }
      sum.store(out + x);
    }
#endif
    for (; x < length; ++x) {
      float sum = 0;
      for (Index k = 0; k < taps; ++k) {
        const float part = lines[k][x] * weights[k];
        sum = sum + part;
      }
      out[x] = sum;
    }
  }
};

// What follows are kernels for the sake of their trampolines, in which no compiler contracts a * b + c.

/// Adds the squares of `slopes` to `sums`.
struct AddSquares {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const float* slopes, float* sums, Index length) const {
    for (Index i = 0; i < length; ++i) {
      const float square = slopes[i] * slopes[i];
      sums[i] += square;
    }
  }
};

/// 1 / sqrt(1 + alpha sqrt(squares)).
struct InverseLengths {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const float* squares, double alpha, float* out, Index length) const {
    for (Index x = 0; x < length; ++x) {
      const double steep = alpha * math::sqrt(static_cast<double>(squares[x]));
      out[x] = static_cast<float>(1 / math::sqrt(1 + steep));
    }
  }
};

/// Weighs an image along an axis; beyond the border, the nearest pixel.
template <std::size_t R, class E>
void weigh_axis(const Image<float, R>& in, const ImageView<float, R>& out, std::size_t axis, const List<float>& weights,
                E& executor) {
  const Size<R> size = in.size();
  const Index radius = static_cast<Index>(weights.size()) / 2, taps = 2 * radius + 1, height = size[1];
  const Index depth = R == 3 ? size[R - 1] : 1;
  const auto clamped = [](Index i, Index length) { return i < 0 ? 0 : i < length ? i : length - 1; };
  for_each_band(row_count(size), 64, executor, [&](Index begin, Index end) {
    List<const float*> lines(static_cast<std::size_t>(taps));
    List<float> padded(static_cast<std::size_t>(axis == 0 ? size[0] + 2 * radius : 0));
    for (Index i = begin; i < end; ++i) {
      const Index y = i % height, z = i / height;
      if (axis == 0) {
        const float* const row = nth_row(view(in), i);
        for (Index x = 0; x < size[0] + 2 * radius; ++x) {
          padded[static_cast<std::size_t>(x)] = row[clamped(x - radius, size[0])];
        }
      }
      for (Index k = 0; k < taps; ++k) {
        const Index beside = axis == 1   ? z * height + clamped(y + k - radius, height)
                             : axis == 2 ? clamped(z + k - radius, depth) * height + y
                                         : 0;
        lines[static_cast<std::size_t>(k)] = axis == 0 ? padded.data() + k : nth_row(view(in), beside);
      }
      dispatch(WeighTaps{}, lines.data(), weights.data(), taps, nth_row(out, i), size[0]);
    }
  });
}

/// Hands the squared lengths of the gradient, row by row, to `write(row, squares)`.
template <class T, std::size_t R, class E, class Write>
void gaussian_gradient(std::string_view function, const ImageView<const T, R>& image, double sigma, double truncate,
                       E& executor, const Write& write) {
  const Index radius = log_radius(function, sigma, truncate);
  const auto half = gaussian_weights(sigma, radius);
  List<float> smooth(static_cast<std::size_t>(2 * radius + 1)), slope(smooth.size());
  for (Index k = -radius; k <= radius; ++k) {
    const double weight = half[static_cast<std::size_t>(k < 0 ? -k : k)];
    smooth[static_cast<std::size_t>(k + radius)] = static_cast<float>(weight);
    slope[static_cast<std::size_t>(k + radius)] = static_cast<float>(static_cast<double>(k) / (sigma * sigma) * weight);
  }
  if (image.empty()) return;
  Image<float, R> from(image.size(), uninitialized), to(image.size(), uninitialized), squares(image.size());
  for (std::size_t along = 0; along < R; ++along) {
    for (Index i = 0; i < row_count(image.size()); ++i) {
      for (Index x = 0; x < image.width(); ++x) nth_row(view(from), i)[x] = static_cast<float>(nth_row(image, i)[x]);
    }
    for (std::size_t axis = 0; axis < R; ++axis) {
      weigh_axis(from, view(to), axis, axis == along ? slope : smooth, executor);
      std::swap(from, to);
    }
    const float* const slopes = from.data();
    dispatch(AddSquares{}, slopes, squares.data(), pixel_count(image.size()));
  }
  for (Index i = 0; i < row_count(image.size()); ++i) write(i, nth_row(const_view(squares), i));
}

}  // namespace detail

/// Writes the length of the gradient, by kernels that smooth across and differentiate along each axis.
///
/// \param in       2-D or 3-D, gray; beyond the border, the nearest pixel. A NaN spreads over the kernel.
/// \param out      floats, of the same size; not the memory of `in`.
/// \param options  see GaussianGradientOptions.
/// \param executor runs bands of rows; the result does not depend on it.
/// \returns        what scipy.ndimage.gaussian_gradient_magnitude gives in mode `nearest`, to 1e-5 of the range.
/// \throws std::invalid_argument  if the sizes differ, sigma is less than 1e-19 or not finite, truncate is negative or
///                                not finite, or the radius exceeds 4096.
/// \complexity     O(sigma) operations for each pixel and pair of axes; memory for three images of floats.
template <GrayImage I, OutputOf<float> O, Executor E = const Sequential&>
requires SameRank<I, O>
void gaussian_gradient_magnitude_into(const I& in, O&& out, const GaussianGradientOptions& options = {},
                                      E&& executor = sequential) {
  const auto from = const_view(in);
  const auto to = view(out);
  constexpr const char* function = "limn::gaussian_gradient_magnitude";
  detail::require_same_size(function, "the output", to.size(), "the image", from.size());
  detail::gaussian_gradient(function, from, options.sigma, options.truncate, executor,
                            [&](Index i, const float* squares) {
                              float* const row = detail::nth_row(to, i);
                              for (Index x = 0; x < to.width(); ++x) row[x] = detail::math::sqrt(squares[x]);
                            });
}

/// The length of the gradient. See `gaussian_gradient_magnitude_into`.
template <GrayImage I, Executor E = const Sequential&>
[[nodiscard]] Image<float, rank_v<I>> gaussian_gradient_magnitude(const I& image,
                                                                  const GaussianGradientOptions& options = {},
                                                                  E&& executor = sequential) {
  Image<float, rank_v<I>> result(const_view(image).size(), uninitialized);
  gaussian_gradient_magnitude_into(image, result, options, executor);
  return result;
}

/// Writes 1 / sqrt(1 + alpha g), where g is the length of the gradient: near 1 where it is flat, near 0 at edges.
///
/// \param in       see `gaussian_gradient_magnitude_into`. The usual `alpha` is made for levels from 0 to 1: for bytes
///                 take alpha / 255.
/// \param out      floats, of the same size; not the memory of `in`.
/// \returns        what scikit-image's `inverse_gaussian_gradient` gives, to 1e-5.
/// \throws std::invalid_argument  as `gaussian_gradient_magnitude_into`, and if alpha is negative or not finite.
/// \complexity     that of `gaussian_gradient_magnitude_into`.
template <GrayImage I, OutputOf<float> O, Executor E = const Sequential&>
requires SameRank<I, O>
void inverse_gaussian_gradient_into(const I& in, O&& out, const InverseGradientOptions& options = {},
                                    E&& executor = sequential) {
  const auto from = const_view(in);
  const auto to = view(out);
  constexpr const char* function = "limn::inverse_gaussian_gradient";
  detail::require_same_size(function, "the output", to.size(), "the image", from.size());
  if (!(options.alpha >= 0 && options.alpha <= (std::numeric_limits<double>::max)())) {
    detail::throw_invalid_argument(function, ": alpha is ", options.alpha, " but must be finite and not negative");
  }
  detail::gaussian_gradient(
      function, from, options.sigma, options.truncate, executor, [&](Index i, const float* squares) {
        detail::dispatch(detail::InverseLengths{}, squares, options.alpha, detail::nth_row(to, i), to.width());
      });
}

/// Near 1 where it is flat, near 0 at edges. See `inverse_gaussian_gradient_into`.
template <GrayImage I, Executor E = const Sequential&>
[[nodiscard]] Image<float, rank_v<I>> inverse_gaussian_gradient(const I& image,
                                                                const InverseGradientOptions& options = {},
                                                                E&& executor = sequential) {
  Image<float, rank_v<I>> result(const_view(image).size(), uninitialized);
  inverse_gaussian_gradient_into(image, result, options, executor);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
