#pragma once
/// \file
/// Means under Gaussian weights as levels of 8- and 16-bit images in 2-D: estimated in float; what is nearer to its
/// level than the estimate may be wrong is decided again, in double or in OpenCV's own order of operations.

#include <limn/core/border.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/threshold/detail/local_sums.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Gaussian weights up to `radius`, the center first, that sum to 1.
[[nodiscard]] inline std::vector<double> gaussian_levels_weights(double sigma, Index radius) {
  std::vector<double> weights;
  weights.push_back(1);
  double sum = 1;
  for (Index i = 1; i <= radius; ++i) {
    weights.push_back(math::exp(-0.5 * static_cast<double>(i * i) / (sigma * sigma)));
    sum += 2 * weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// Foreground where `pixel + offset` is above the level. Lists the places where the two differ by less than
/// `bound + share * level`. \returns  how many they are.
struct AboveEstimates {
  template <class Tag, class T>
  LIMN_INLINE Index operator()(Tag, const T* pixels, const float* levels, float given_offset, float given_bound,
                               float given_share, Binary* out, Index* places, Index length) const {
    const float offset = given_offset, bound = given_bound, share = given_share;
    Index found = 0, x = 0;
    const auto decide = [&](Index i) LIMN_LAMBDA_INLINE {
      const float apart = static_cast<float>(pixels[i]) + offset - levels[i];
      const float part = share * levels[i];
      const float far = bound + part;
      out[i] = to_binary(apart > 0);
      places[found] = i;
      found += apart < far && apart > -far ? 1 : 0;
    };
#if LIMN_DETAIL_VECTORS
    using V = VecOf<float, Tag>;
    using Ints = VecOf<std::int32_t, Tag>;
    const V offsets = V::splat(offset), bounds = V::splat(bound), shares = V::splat(share), none = V::zero();
    const Ints sign = Ints::splat(0x7fffffff);
    for (; x + Tag::bytes <= length; x += Tag::bytes) {
      std::uint64_t near = 0;
      const auto above = [&](int i) LIMN_LAMBDA_INLINE {
        const Index at = x + i * V::size;
        const V level = V::load(levels + at);
        const V apart = convert<float>(load_wide(pixels + at, Ints::zero())) + offsets - level;
        near |= movemask(bit_cast<float>(bit_cast<std::int32_t>(apart) & sign) < bounds + shares * level);
        return apart > none;
      };
      byte_mask<float, Tag>(above).store(out + x);
      if (near != 0) {
        for (Index i = x; i < x + Tag::bytes; ++i) decide(i);
      }
    }
#endif
    for (; x < length; ++x) decide(x);
    return found;
  }
};

/// Sweeps the estimates and calls `again(tile, y, places, count)` for the rows where pixels are near their level.
template <class T, class Again, class E>
void threshold_estimates(const LocalImages<T, 2, Binary>& images, const std::vector<double>& weights,
                         const WindowBorder& border, double offset, double bound, double share, const Again& again,
                         E&& executor) {
  const auto sink = [&](const WindowTile& tile, Index y, Index z, const float* levels, Index) {
    const Index length = tile.x1 - tile.x0;
    List<Index> places(static_cast<std::size_t>(length) + 1);
    const Index count = dispatch(AboveEstimates{}, images.pixels(tile, y, z), levels, static_cast<float>(offset),
                                 static_cast<float>(bound), static_cast<float>(share), images.results(tile, y, z),
                                 places.data(), length);
    if (count > 0) again(tile, y, places.data(), count);
  };
  sweep_windows(window_source<SumPlanes<false, false, float>>(images.in), static_cast<Index>(weights.size()) - 1,
                border, WeightedWindow<float>(weights), RowSink<float>(sink), executor);
}

/// Foreground where `pixel > level - offset`, with levels in double, as `write_row(tile, y, z, rows)` decides.
template <class T, class Row, class E>
void threshold_gaussian(const LocalImages<T, 2, Binary>& images, const std::vector<double>& weights,
                        const WindowBorder& border, double offset, const Row& write_row, E&& executor) {
  const auto source = window_source<SumPlanes<false, false>>(images.in);
  const WeightedWindow<double> exact(weights);
  const auto radius = static_cast<Index>(weights.size()) - 1;
  const auto sink = [&](const WindowTile& tile, Index y, Index z, const double* planes, Index) {
    write_row(tile, y, z, LocalRows{nullptr, planes, planes, nullptr});
  };
  const RowSink<double> rows(sink);
  const auto again = [&](const WindowTile& tile, Index y, const Index*, Index) {
    WindowSweep<WeightedWindow<double>>(source, {tile.x0, tile.x1, y, y + 1}, radius, border, exact, rows).run();
  };
  // No value is negative, so every sum, of two axes, errs by less than this share of itself; near the level so does the
  // difference. The offset and a negative constant come on top.
  const double share = 4 * static_cast<double>(radius + 4) * 0x1.0p-24;
  const double rest = (math::abs(offset) + math::abs(border.constant)) * share;
  threshold_estimates(images, weights, border, offset, rest, share, again, executor);
}

/// The weights of cv::getGaussianKernel(window, 0, CV_32F).
[[nodiscard]] inline std::vector<double> opencv_weights(Index window) {
  switch (window) {
    case 1: return {1};
    case 3: return {0.5, 0.25};
    case 5: return {0.375, 0.25, 0.0625};
    case 7: return {0.28125, 0.21875, 0.109375, 0.03125};
    case 9: return {0.234375, 0.19921875, 0.1171875, 0.05078125, 0.015625};
    default: break;
  }
  const double sigma = (static_cast<double>(window - 1) * 0.5 - 1) * 0.3 + 0.8;
  std::vector<double> weights = gaussian_levels_weights(sigma, window / 2);
  for (double& weight : weights) weight = static_cast<double>(static_cast<float>(weight));
  return weights;
}

/// The mean at a pixel in float, with the products added in OpenCV's order: along the row from left to right, down the
/// column from the center outward, each product and sum rounded once.
struct OpencvMean {
  template <class Tag>
  LIMN_INLINE float operator()(Tag, const std::uint8_t* const* rows, const Index* columns, const float* weights,
                               Index radius, float* sums) const {
    for (Index j = 0; j <= 2 * radius; ++j) {
      float sum = weights[radius] * static_cast<float>(rows[j][columns[0]]);
      for (Index i = 1; i <= 2 * radius; ++i) {
        sum =
            __builtin_fmaf(static_cast<float>(rows[j][columns[i]]), weights[i < radius ? radius - i : i - radius], sum);
      }
      sums[j] = sum;
    }
    float mean = weights[0] * sums[radius];
    for (Index k = 1; k <= radius; ++k) {
      mean = __builtin_fmaf(sums[radius + k] + sums[radius - k], weights[k], mean);
    }
    return mean;
  }
};

/// cv::adaptiveThreshold with ADAPTIVE_THRESH_GAUSSIAN_C and THRESH_BINARY, for any border but a constant: the mean,
/// rounded to the nearest integer, halves to even, is below `pixel + ceil(offset)`.
template <class E>
void threshold_gaussian_opencv(const LocalImages<std::uint8_t, 2, Binary>& images, Index window,
                               const WindowBorder& border, double offset, E&& executor) {
  const std::vector<double> weights = opencv_weights(window);
  List<float> floats;
  for (const double weight : weights) floats.push_back(static_cast<float>(weight));
  const Index radius = window / 2, whole = static_cast<Index>(math::ceil(offset));
  const auto again = [&](const WindowTile& tile, Index y, const Index* places, Index count) {
    List<const std::uint8_t*> rows;
    for (Index j = y - radius; j <= y + radius; ++j) {
      rows.push_back(images.in.row_pointer(border_index(j, images.in.height(), border.rule)));
    }
    List<Index> columns(static_cast<std::size_t>(window));
    List<float> sums(static_cast<std::size_t>(window));
    for (Index n = 0; n < count; ++n) {
      const Index x = tile.x0 + places[n];
      for (Index i = 0; i < window; ++i) {
        columns[static_cast<std::size_t>(i)] = border_index(x + i - radius, images.in.width(), border.rule);
      }
      const float mean = dispatch(OpencvMean{}, rows.data(), columns.data(), static_cast<const float*>(floats.data()),
                                  radius, sums.data());
      images.out(x, y) = to_binary(static_cast<Index>(math::nearbyint(mean)) < images.in(x, y) + whole);
    }
  };
  threshold_estimates(images, weights, border, static_cast<double>(whole) - 0.5, 0x1.0p-9, 0, again, executor);
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
