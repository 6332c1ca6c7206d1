#pragma once
/// \file
/// Bilateral filters of small windows in the plane: what one pixel weighs for another, the other weighs for it, so that
/// each weight is computed once. The means are those of `BilateralRow`, bit for bit.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/bilateral_rows.hpp>
#include <limn/filter/detail/channel_rows.hpp>

#include <algorithm>
#include <cstddef>

#if LIMN_DETAIL_VECTORS

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The weights of the neighbors at `offsets` for the pixels of a row, a row of `stride` for each neighbor.
template <int Channels>
struct PairWeights {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const float* centers, Index plane, const Index* offsets, const float* spaces,
                              Index count, float color, float* weights, Index stride, Index length) const {
    using V = VecOf<float, Tag>;
    constexpr auto parts = static_cast<std::size_t>(Channels);
    const V steepness = V::splat(color);
    for (Index x = 0; x < length; x += V::size) {
      V here[parts];
      for (int c = 0; c < Channels; ++c) here[c] = V::load(centers + x + c * plane);
      for (Index k = 0; k < count; ++k) {
        V there[parts];
        const V alike = bilateral_weight<Channels>(here, centers + x + offsets[k], plane, steepness, there);
        (alike * V::splat(spaces[k])).store(weights + k * stride + x);
      }
    }
  }
};

/// The means of a row: `weights[k]` are those of the neighbor at offsets[k].
template <int Channels>
struct PairMeans {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const float* centers, Index plane, const Index* offsets, const float* const* weights,
                              Index taps, float* out, Index stride, Index length) const {
    using V = VecOf<float, Tag>;
    constexpr auto parts = static_cast<std::size_t>(Channels);
    for (Index x = 0; x < length; x += V::size) {
      V sums[parts], total = V::zero();
      for (int c = 0; c < Channels; ++c) sums[c] = V::zero();
      for (Index k = 0; k < taps; ++k) {
        const V weight = V::load(weights[k] + x);
        total += weight;
        for (int c = 0; c < Channels; ++c) sums[c] += weight * V::load(centers + x + offsets[k] + c * plane);
      }
      for (int c = 0; c < Channels; ++c) (sums[c] / total).store(out + x + c * stride);
    }
  }
};

/// Up to this radius the weights of as many rows stay in the second-level cache.
inline constexpr Index bilateral_pair_limit = 8;

/// Walks over rows [y0, y1) strip by strip. `weigh(centers, to, stride, length)` writes the weights of the forward half
/// of the taps, a row of `stride` each; `mean(centers, weights, x, y, width)` takes those of all taps, with room for
/// one more.
template <class Weight, class Value, class Weigh, class Mean>
void for_each_pair_strip(const BilateralPlanes<Value>& planes, const BilateralTaps& taps, Index radius, Index whole,
                         Index y0, Index y1, const Weigh& weigh, const Mean& mean) {
  constexpr Index most = 64 / static_cast<Index>(sizeof(Weight));
  const auto count = static_cast<Index>(taps.offsets.size());
  const Index strip = 512 / static_cast<Index>(sizeof(Weight)) - 2 * radius;
  // The window in raster order: as many before the center as behind it, each the other's opposite.
  const Index center = count / 2, forward = count - center;
  const Index width = (std::min)(strip, whole);
  const Index stride = (width + 2 * radius + most - 1) / most * most;
  // Two registers more: the last pixels of a row are read as many at a time.
  List<Weight> ring(static_cast<std::size_t>((radius + 1) * forward * stride + 2 * most));
  List<const Weight*> weights(static_cast<std::size_t>(count + 1)), above(static_cast<std::size_t>(radius + 1));
  const auto weights_at = [&](Index y) { return ring.data() + (y + radius) % (radius + 1) * forward * stride; };
  for (Index x0 = 0; x0 < whole; x0 += strip) {
    const Index inside = (std::min)(strip, whole - x0);
    const auto centers_at = [&](Index y) {
      return static_cast<const Value*>(planes.values.data() + planes.offset(y, 0, 0) + taps.center + x0);
    };
    for (Index y = y0 - radius; y < y1; ++y) {
      weigh(centers_at(y) - radius, weights_at(y), stride, inside + 2 * radius);
      if (y < y0) continue;
      for (Index dy = -radius; dy <= 0; ++dy) above[static_cast<std::size_t>(dy + radius)] = weights_at(y + dy);
      const Weight* const own = above.back() + radius;
      for (Index k = 0; k < center; ++k) {
        // The neighbor's own weights for its opposite, which is this pixel.
        const auto [dx, dy] = taps.steps[static_cast<std::size_t>(k)];
        const Weight* const theirs = above[static_cast<std::size_t>(dy + radius)] + radius;
        weights[static_cast<std::size_t>(k)] = theirs + (center - k) * stride + dx;
      }
      for (Index k = center; k < count; ++k) weights[static_cast<std::size_t>(k)] = own + (k - center) * stride;
      mean(centers_at(y), weights.data(), x0, y, inside);
    }
  }
}

/// The rows [y0, y1) of the result.
template <int Channels, class T>
void bilateral_pairs(const BilateralPlanes<float>& planes, const BilateralTaps& taps, Index radius,
                     const ChannelRows<T>& out, Index y0, Index y1) {
  constexpr Index pitch = 128;  // a strip
  const auto count = static_cast<Index>(taps.offsets.size()), center = count / 2;
  const Index plane = planes.depth * planes.height * planes.width;
  List<float> means(static_cast<std::size_t>(pitch * Channels));
  const auto weigh = [&](const float* centers, float* to, Index stride, Index length) {
    dispatch(PairWeights<Channels>{}, centers, plane, taps.offsets.data() + center, taps.weights.data() + center,
             count - center, taps.color, to, stride, length);
  };
  const auto mean = [&](const float* centers, const float** weights, Index x, Index y, Index width) {
    dispatch(PairMeans<Channels>{}, centers, plane, taps.offsets.data(), static_cast<const float* const*>(weights),
             count, means.data(), pitch, width);
    bilateral_finish(means, pitch, Channels, out.row(y, 0) + x * Channels, width);
  };
  for_each_pair_strip<float>(planes, taps, radius, out.width, y0, y1, weigh, mean);
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
