#pragma once
/// \file
/// Edges where the Laplacian of the smoothed image crosses zero: closed lines, or lines to the border.
///
/// Source: D. Marr and E. Hildreth, "Theory of edge detection", Proc. Royal Society B 207, 1980.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/laplacian_of_gaussian.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

namespace limn {

struct LogZeroCrossingsOptions {
  double sigma = 2;                      ///< of the Gaussian, in pixels; 1e-19 or more
  std::optional<double> threshold = {};  ///< on the step of the Laplacian at an edge, in gray levels per pixel squared;
                                         ///< at least 0, where every crossing counts; by default three quarters of the
                                         ///< mean magnitude of the Laplacian
};

inline namespace LIMN_ABI {
namespace detail {

/// A row and those beside it on the axes across: before and after in y, then in z; the row itself where there is none.
template <class T, std::size_t R>
struct RowsAcross {
  const T* here;
  const T* beside[R - 1][2];
};

/// Where a row crosses zero, as foreground.
struct CrossZero {
  // `here` between its neighbors on an axis. Of two pixels of opposite sign the sum has that of the larger magnitude.
  template <class V>
  LIMN_INLINE static auto crosses(const V& before, const V& here, const V& after, const V& level, const V& zero) {
    const V first = before + here, last = here + after, step_before = here - before, step_after = here - after,
            step_over = before - after;
    // What holds of a lane: all bits of a vector's, or 1.
    const auto holds = [](const auto& compared) LIMN_LAMBDA_INLINE {
      if constexpr (std::is_same_v<decltype(compared), const bool&>) return static_cast<int>(compared);
      else return compared;
    };
    const auto above = [&](const V& v) LIMN_LAMBDA_INLINE { return holds(v > zero); };
    const auto below = [&](const V& v) LIMN_LAMBDA_INLINE { return holds(v < zero); };
    const auto up = [&](const V& step) LIMN_LAMBDA_INLINE { return holds(step > level); };
    const auto down = [&](const V& step) LIMN_LAMBDA_INLINE { return holds(step < zero - level); };
    const auto positive = above(here) & ((below(before) & below(first) & up(step_before)) |
                                         (below(after) & holds(last <= zero) & up(step_after)));
    const auto negative = below(here) & ((above(before) & above(first) & down(step_before)) |
                                         (above(after) & holds(last >= zero) & down(step_after)));
    const auto between = holds(here == zero) & ((above(before) & below(after) & up(step_over)) |
                                                (below(before) & above(after) & down(step_over)));
    return positive | negative | between;
  }

  template <class Tag, class T, std::size_t R>
  LIMN_INLINE void operator()(Tag, const RowsAcross<T, R>& rows_across, Index width, T threshold, Binary* out) const {
    const RowsAcross<T, R> rows = rows_across;
    const T level = threshold;
    const auto run = [&]<class V>(const V& before, const V& here, const V& after, const auto& load, const V& levels,
                                  const V& zero) LIMN_LAMBDA_INLINE {
      auto found = crosses(before, here, after, levels, zero);
      for (std::size_t axis = 0; axis < R - 1; ++axis) {
        found = found | crosses(load(rows.beside[axis][0]), here, load(rows.beside[axis][1]), levels, zero);
      }
      return found;
    };
    const auto pixel = [&](Index x) LIMN_LAMBDA_INLINE {
      const auto load = [&](const T* row) LIMN_LAMBDA_INLINE { return row[x]; };
      const T before = rows.here[x > 0 ? x - 1 : x], after = rows.here[x + 1 < width ? x + 1 : x];
      out[x] = to_binary(run(before, rows.here[x], after, load, level, T{}) != 0);
    };
    if (width > 0) pixel(0);
    Index x = 1;
#if LIMN_DETAIL_VECTORS
    // Registers of 16 bytes on every machine: of wider ones g++ 12 takes the conjunctions of floating-point comparisons
    // lane by lane, which costs twenty times as much.
    using V = VecOf<T, Base>;
    const V levels = V::splat(level);
    for (; x + Base::bytes < width; x += Base::bytes) {
      const auto compare = [&](int n) LIMN_LAMBDA_INLINE {
        const Index at = x + n * V::size;
        const auto load = [&](const T* row) LIMN_LAMBDA_INLINE { return V::load(row + at); };
        return run(load(rows.here - 1), load(rows.here), load(rows.here + 1), load, levels, V::zero());
      };
      byte_mask<T, Base>(compare).store(out + x);
    }
#endif
    for (; x < width; ++x) pixel(x);
  }
};

/// Adds the magnitudes of a row that are not NaN, and their number, in eight interleaved sums.
struct SumMagnitudes {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* in, Index width, double* sum, double* count) const {
    double sums[8] = {}, counts[8] = {};
    const auto add = [&](Index x, Index lane) LIMN_LAMBDA_INLINE {
      const double value = static_cast<double>(in[x]), magnitude = value < 0 ? -value : value;
      sums[lane] += value == value ? magnitude : 0.0;
      counts[lane] += value == value ? 1.0 : 0.0;
    };
    Index x = 0;
    for (; x + 8 <= width; x += 8) {
      for (Index lane = 0; lane < 8; ++lane) add(x + lane, lane);
    }
    for (; x < width; ++x) add(x, 0);
    for (int lane = 0; lane < 8; ++lane) {
      *sum += sums[lane];
      *count += counts[lane];
    }
  }
};

template <class T, std::size_t R>
[[nodiscard]] RowsAcross<T, R> rows_across(const ImageView<const T, R>& image, Index i) {
  RowsAcross<T, R> rows{nth_row(image, i), {}};
  Index stride = 1;
  for (std::size_t axis = 1; axis < R; ++axis) {
    const Index at = i / stride % image.size()[axis];
    rows.beside[axis - 1][0] = at > 0 ? nth_row(image, i - stride) : rows.here;
    rows.beside[axis - 1][1] = at + 1 < image.size()[axis] ? nth_row(image, i + stride) : rows.here;
    stride *= image.size()[axis];
  }
  return rows;
}

inline constexpr Index crossing_band = 32;

template <class T, std::size_t R, class E>
void cross_zero(const ImageView<const T, R>& response, const ImageView<Binary, R>& out, T threshold, E& executor) {
  const Index rows = row_count(response.size());
  executor((rows + crossing_band - 1) / crossing_band, [&](Index band) {
    for (Index i = band * crossing_band; i < rows && i < (band + 1) * crossing_band; ++i) {
      dispatch(CrossZero{}, rows_across(response, i), response.width(), threshold, nth_row(out, i));
    }
  });
}

/// The mean over the rows in their order, whoever sums each.
template <class T, std::size_t R, class E>
[[nodiscard]] double mean_magnitude(const ImageView<const T, R>& image, E& executor) {
  struct Sum {
    double magnitudes = 0, count = 0;
  };
  std::vector<Sum> sums(static_cast<std::size_t>(row_count(image.size())));
  executor(row_count(image.size()), [&](Index i) {
    Sum& sum = sums[static_cast<std::size_t>(i)];
    dispatch(SumMagnitudes{}, nth_row(image, i), image.width(), &sum.magnitudes, &sum.count);
  });
  Sum all;
  for (const Sum& sum : sums) {
    all.magnitudes += sum.magnitudes;
    all.count += sum.count;
  }
  return all.count > 0 ? all.magnitudes / all.count : 0;
}

// Not inlined, or g++ 12 warns that it may be the threshold of options without one.
/// The threshold that is asked for; -1 where none is.
LIMN_COLD inline double crossing_threshold(std::string_view function, const std::optional<double>& asked) {
  if (!asked) return -1;
  if (!(*asked >= 0)) throw_invalid_argument(function, ": threshold is ", *asked, ", which is not at least 0");
  return *asked;
}

}  // namespace detail

/// Writes the zero crossings of a filter's response.
///
/// Two pixels that share a side cross zero if their signs are opposite and their difference is above the threshold; the
/// one nearer to zero is the edge, on a tie the first in raster order. A pixel of exactly 0 is an edge if the two on
/// opposite sides of it cross. Two zeros in a row are no edge, and a NaN has no sign.
///
/// \param in         2-D or 3-D, float or double.
/// \param out        a mask of the same size, in memory of its own.
/// \param threshold  in the units of the response, at least 0.
/// \param executor   runs bands of rows; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, or the threshold is negative or NaN.
/// \complexity       one pass.
template <GrayImage I, OutputOf<Binary> O, Executor E = const Sequential&>
requires SameRank<I, O> && std::is_floating_point_v<pixel_t<I>>
void zero_crossings_into(const I& in, O&& out, double threshold = 0, E&& executor = sequential) {
  const auto response = const_view(in);
  detail::require_same_size("limn::zero_crossings_into", "the output", view(out).size(), "the image", response.size());
  detail::crossing_threshold("limn::zero_crossings", threshold);
  if (response.empty()) return;
  detail::cross_zero(response, view(out), static_cast<pixel_t<I>>(threshold), executor);
}

/// The zero crossings of a filter's response. See `zero_crossings_into`.
template <GrayImage I, Executor E = const Sequential&>
requires std::is_floating_point_v<pixel_t<I>>
[[nodiscard]] Image<Binary, rank_v<I>> zero_crossings(const I& response, double threshold = 0,
                                                      E&& executor = sequential) {
  Image<Binary, rank_v<I>> mask(const_view(response).size(), uninitialized);
  zero_crossings_into(response, mask, threshold, executor);
  return mask;
}

/// Writes the edges of an image after Marr and Hildreth: the zero crossings of its Laplacian of Gaussian.
///
/// `zero_crossings` of `laplacian_of_gaussian` with kernels of 6 sigma, so that even areas are as good as zero, and the
/// border reflected. Edges are as wide as a pixel and, under a threshold of 0, closed or end at the border; in 3-D they
/// are surfaces. A NaN makes no edge within reach of the kernels.
///
/// \param in        2-D or 3-D, any gray pixel type.
/// \param out       a mask of the same size; for 8-bit pixels the same memory as `in` is fine.
/// \param options   sigma and threshold.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, the threshold is negative or NaN, or sigma is less than 1e-19,
///                 not finite, or needs a radius over 4096.
/// \complexity      that of `laplacian_of_gaussian`, and two passes over its result, which is in memory as a whole.
template <GrayImage I, OutputOf<Binary> O, Executor E = const Sequential&>
requires SameRank<I, O>
void log_zero_crossings_into(const I& in, O&& out, const LogZeroCrossingsOptions& options = {},
                             E&& executor = sequential) {
  detail::require_same_size("limn::log_zero_crossings_into", "the output", view(out).size(), "the image",
                            const_view(in).size());
  double threshold = detail::crossing_threshold("limn::log_zero_crossings", options.threshold);
  const LogOptions smoothing{.sigma = options.sigma, .truncate = 6};
  static_cast<void>(detail::log_radius("limn::log_zero_crossings", smoothing.sigma, smoothing.truncate));
  const auto response = laplacian_of_gaussian(in, smoothing, executor);
  if (threshold < 0) threshold = 0.75 * detail::mean_magnitude(const_view(response), executor);
  zero_crossings_into(response, out, threshold, executor);
}

/// The edges of an image after Marr and Hildreth. See `log_zero_crossings_into`.
template <GrayImage I, Executor E = const Sequential&>
[[nodiscard]] Image<Binary, rank_v<I>> log_zero_crossings(const I& image, const LogZeroCrossingsOptions& options = {},
                                                          E&& executor = sequential) {
  Image<Binary, rank_v<I>> mask(const_view(image).size(), uninitialized);
  log_zero_crossings_into(image, mask, options, executor);
  return mask;
}

}  // namespace LIMN_ABI
}  // namespace limn
