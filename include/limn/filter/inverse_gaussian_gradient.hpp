#pragma once
/// \file
/// An image that is near 1 where another is flat and near 0 at its edges: what geodesic active contours move on.
///
/// Source: V. Caselles, R. Kimmel, G. Sapiro, "Geodesic active contours", International Journal of Computer Vision
/// 22(1), 1997.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>
#include <limn/filter/gaussian.hpp>

#include <cstddef>
#include <limits>

namespace limn {

struct InverseGradientOptions {
  double alpha = 100;  ///< how steeply it falls with the gradient, in 1 / (units of the pixels); >= 0, finite
  double sigma = 5;    ///< standard deviation of the smoothing before, in pixels; >= 0, 0 for none
};

inline namespace LIMN_ABI {

/// Writes 1 / sqrt(1 + alpha |g|), where g is the gradient of the smoothed image by central differences, one-sided at
/// the borders.
///
/// \param in       2-D or 3-D, gray. A NaN spreads over the kernel. `alpha` is made for levels from 0 to 1: for bytes
///                 take alpha / 255.
/// \param out      floats, of the same size; not the memory of `in`.
/// \param options  see InverseGradientOptions.
/// \param executor runs the smoothing; the result does not depend on it.
/// \returns        close to what scikit-image's `inverse_gaussian_gradient` gives, which differentiates the kernel
///                 instead: within 0.02 for sigma of 2 and more.
/// \throws std::invalid_argument  if the sizes differ, or an option is negative or not finite.
/// \complexity     the smoothing, see `gaussian_into`, and one pass; memory for two images of floats.
template <GrayImage I, OutputOf<float> O, Executor E = const Sequential&>
requires SameRank<I, O>
void inverse_gaussian_gradient_into(const I& in, O&& out, const InverseGradientOptions& options = {},
                                    E&& executor = sequential) {
  constexpr std::size_t rank = rank_v<I>;
  const auto from = const_view(in);
  const auto to = view(out);
  detail::require_same_size("limn::inverse_gaussian_gradient", "the output", to.size(), "the image", from.size());
  constexpr double largest = (std::numeric_limits<double>::max)();
  if (!(options.alpha >= 0 && options.alpha <= largest) || !(options.sigma >= 0 && options.sigma <= largest)) {
    detail::throw_invalid_argument("limn::inverse_gaussian_gradient: alpha is ", options.alpha, " and sigma ",
                                   options.sigma, " but both must be finite and not negative");
  }
  if (from.empty()) return;
  Image<float, rank> smooth(from.size(), uninitialized);
  for (Index i = 0; i < detail::row_count(from.size()); ++i) {
    for (Index x = 0; x < from.width(); ++x) {
      detail::nth_row(view(smooth), i)[x] = static_cast<float>(detail::nth_row(from, i)[x]);
    }
  }
  if (options.sigma > 0) {
    smooth = gaussian(smooth, {.sigma = options.sigma, .border = Border::replicate}, executor);
  }
  const Size<rank> size = from.size();
  const Index depth = rank == 3 ? size[rank - 1] : 1;
  // The neighbors along an axis, and how far apart they are; 0 across a single pixel.
  struct Pair {
    Index before, after;
    [[nodiscard]] double slope(double low, double high) const {
      return after == before ? 0 : (high - low) / static_cast<double>(after - before);
    }
  };
  const auto around = [](Index i, Index length) { return Pair{i > 0 ? i - 1 : i, i + 1 < length ? i + 1 : i}; };
  const auto row_at = [&](Index y, Index z) { return detail::nth_row(view(smooth), z * size[1] + y); };
  for (Index z = 0; z < depth; ++z) {
    const Pair slices = around(z, depth);
    for (Index y = 0; y < size[1]; ++y) {
      const Pair rows = around(y, size[1]);
      const float *const here = row_at(y, z), *const above = row_at(rows.before, z),
                         *const below = row_at(rows.after, z);
      const float *const front = row_at(y, slices.before), *const back = row_at(y, slices.after);
      float* const line = detail::nth_row(to, z * size[1] + y);
      for (Index x = 0; x < size[0]; ++x) {
        const Pair columns = around(x, size[0]);
        const double dx =
            columns.slope(static_cast<double>(here[columns.before]), static_cast<double>(here[columns.after]));
        const double dy = rows.slope(static_cast<double>(above[x]), static_cast<double>(below[x]));
        const double dz = slices.slope(static_cast<double>(front[x]), static_cast<double>(back[x]));
        const double length = detail::math::sqrt(dx * dx + dy * dy + dz * dz);
        line[x] = static_cast<float>(1 / detail::math::sqrt(1 + options.alpha * length));
      }
    }
  }
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
