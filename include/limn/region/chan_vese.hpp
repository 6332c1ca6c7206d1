#pragma once
/// \file
/// Active contours without edges: a level set that parts an image into two regions, each as even as can be, by a border
/// as short as can be.
///
/// Sources: T. F. Chan, L. A. Vese, "Active contours without edges", IEEE Trans. Image Processing 10(2), 2001;
/// P. Getreuer, "Chan-Vese segmentation", Image Processing On Line 2, 2012 (the scheme).

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/math.hpp>
#include <limn/region/detail/level_set.hpp>

#include <limits>
#include <numbers>

namespace limn {

/// Where a level set begins.
enum class StartLevels {
  checkerboard,  ///< sin(x pi / 5) sin(y pi / 5): converges fast, and finds objects anywhere
  disk,          ///< a cone over the largest disk around the middle
  small_disk     ///< one of half its radius
};

struct ChanVeseOptions {
  double mu = 0.25;         ///< weight of the border's length, >= 0: more makes it rounder, and drops small objects
  double lambda1 = 1;       ///< weight of the differences inside, >= 0
  double lambda2 = 1;       ///< weight of the differences outside, >= 0
  double tolerance = 1e-3;  ///< it ends when the levels change by less, as the root of the mean square; >= 0
  int iterations = 500;     ///< how many steps at most; >= 0
  double step = 0.5;        ///< of time: more is faster, and may not converge; over 0
  StartLevels start = StartLevels::checkerboard;  ///< where it begins, if no levels are given
};

/// What became of a level set.
struct ChanVeseProgress {
  int iterations = 0;  ///< how many steps it took
  double change = 0;   ///< how much the last one changed the levels, as the root of the mean square
};

inline namespace LIMN_ABI {

/// The levels that stand for a start; their zero is the curve.
[[nodiscard]] inline Image<double> start_levels(const Size<2>& size, StartLevels start) {
  Image<double> levels(size, uninitialized);
  const Index middle_x = size.width > 0 ? (size.width - 1) / 2 : 0,
              middle_y = size.height > 0 ? (size.height - 1) / 2 : 0;
  const double reach = static_cast<double>(middle_x < middle_y ? middle_x : middle_y);
  const double radius = start == StartLevels::disk ? reach : reach / 2;
  const double scale = start == StartLevels::disk ? radius : radius * 3;
  for (Index y = 0; y < size.height; ++y) {
    for (Index x = 0; x < size.width; ++x) {
      if (start == StartLevels::checkerboard) {
        constexpr double frequency = std::numbers::pi / 5;
        levels(x, y) = detail::math::sin(static_cast<double>(y) * frequency) *
                       detail::math::sin(static_cast<double>(x) * frequency);
      } else {
        const auto dx = static_cast<double>(x - middle_x), dy = static_cast<double>(y - middle_y);
        // A picture too small for a disk is outside all over.
        levels(x, y) = scale > 0 ? (radius - detail::math::sqrt(dx * dx + dy * dy)) / scale : -1;
      }
    }
  }
  return levels;
}

/// Moves a level set: foreground is where it is over 0.
///
/// Each step goes down the slope of mu times the length of the border, plus the squared differences from the means
/// inside and outside, weighed by lambda1 and lambda2; the levels of the image count from 0, its least, to 1, its
/// greatest. The length is by half-implicit differences, and smooth functions of width 1 stand for step and delta.
///
/// \param in       2-D, gray. A NaN counts in no mean and moves by the length of the border alone; of an infinity
///                 nothing is promised but that no behavior is undefined.
/// \param levels   of the same size, finite: the start, and then the result.
/// \param options  see ChanVeseOptions; `start` is not read.
/// \param executor runs bands of rows; the result does not depend on it.
/// \returns        how many steps it took and how far the last one went. The levels are scikit-image's, for an image of
///                 doubles or integers, to 1e-6 as long as the rounding of the means decides no pixel.
/// \throws std::invalid_argument  if the sizes differ, an option is negative or NaN, or `step` is not over 0.
/// \complexity     about 150 operations for each pixel and step; memory for three images of doubles.
template <GrayImage I, OutputOf<double> L, Executor E = const Sequential&>
requires(rank_v<I> == 2 && rank_v<L> == 2) ChanVeseProgress
    evolve_chan_vese(const I& in, L&& levels, const ChanVeseOptions& options = {}, E&& executor = sequential) {
  const auto image = const_view(in);
  const auto out = view(levels);
  constexpr const char* function = "limn::chan_vese";
  detail::require_same_size(function, "the level set", out.size(), "the image", image.size());
  detail::require_not_negative(function, "mu", options.mu);
  detail::require_not_negative(function, "lambda1", options.lambda1);
  detail::require_not_negative(function, "lambda2", options.lambda2);
  detail::require_not_negative(function, "tolerance", options.tolerance);
  detail::require_not_negative(function, "iterations", options.iterations);
  if (!(options.step > 0)) {
    detail::throw_invalid_argument(function, ": step is ", options.step, " but must be over 0");
  }
  if (image.empty()) return {};
  const Image<double> scaled = detail::scaled_to_one(image);
  detail::ChanVeseLevels set(out);
  ChanVeseProgress progress{0, std::numeric_limits<double>::infinity()};
  while (progress.iterations < options.iterations && progress.change > options.tolerance) {
    progress.change = set.step(scaled, {options.mu, options.lambda1, options.lambda2, options.step}, executor);
    ++progress.iterations;
  }
  set.write(out);
  return progress;
}

/// Writes foreground where the levels from `options.start` end over 0. See `evolve_chan_vese`.
template <GrayImage I, OutputOf<Binary> O, Executor E = const Sequential&>
requires(rank_v<I> == 2 && rank_v<O> == 2) void chan_vese_into(const I& in, O&& out,
                                                               const ChanVeseOptions& options = {},
                                                               E&& executor = sequential) {
  const auto mask = view(out);
  detail::require_same_size("limn::chan_vese", "the output", mask.size(), "the image", const_view(in).size());
  Image<double> levels = start_levels(mask.size(), options.start);
  evolve_chan_vese(in, levels, options, executor);
  for (Index y = 0; y < mask.height(); ++y) {
    for (Index x = 0; x < mask.width(); ++x) mask(x, y) = to_binary(levels(x, y) > 0);
  }
}

/// Two regions, each as even as can be. See `evolve_chan_vese`.
template <GrayImage I, Executor E = const Sequential&>
requires(rank_v<I> == 2) [[nodiscard]] Mask
    chan_vese(const I& image, const ChanVeseOptions& options = {}, E&& executor = sequential) {
  Mask mask(const_view(image).size(), uninitialized);
  chan_vese_into(image, mask, options, executor);
  return mask;
}

}  // namespace LIMN_ABI
}  // namespace limn
