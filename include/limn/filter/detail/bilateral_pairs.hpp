#pragma once
/// \file
/// Bilateral filters of small windows in the plane: what one pixel weighs for another, the other weighs for it, so that
/// each weight is computed once. The means are those of `BilateralRow`, bit for bit.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/bilateral_rows.hpp>
#include <limn/filter/detail/channel_rows.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

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

/// The rows [y0, y1) of the result, strip by strip.
template <int Channels, class T>
void bilateral_pairs(const BilateralPlanes& planes, const BilateralTaps& taps, Index radius, const ChannelRows<T>& out,
                     Index y0, Index y1) {
  constexpr Index strip = 128;
  const auto count = static_cast<Index>(taps.offsets.size());
  // The window in raster order: as many before the center as behind it, each the other's opposite.
  const Index center = count / 2, forward = count - center;
  const Index plane = planes.depth * planes.height * planes.width;
  const Index width = (std::min)(strip, (out.width + 15) / 16 * 16), stride = width + (2 * radius + 15) / 16 * 16;
  // A register more: the last pixels of a row are read a register at a time.
  std::vector<float> ring(static_cast<std::size_t>((radius + 1) * forward * stride + 16));
  std::vector<float> means(static_cast<std::size_t>(width * Channels));
  std::vector<const float*> weights(static_cast<std::size_t>(count));
  const auto weights_at = [&](Index y) { return ring.data() + (y + radius) % (radius + 1) * forward * stride; };
  for (Index x0 = 0; x0 < out.width; x0 += strip) {
    const Index inside = (std::min)(strip, out.width - x0);
    const auto centers_at = [&](Index y) {
      return static_cast<const float*>(planes.values.pixels().data() + planes.offset(y, 0, 0) + taps.center + x0);
    };
    for (Index y = y0 - radius; y < y1; ++y) {
      dispatch(PairWeights<Channels>{}, centers_at(y) - radius, plane, taps.offsets.data() + center,
               taps.weights.data() + center, forward, taps.color, weights_at(y), stride, inside + 2 * radius);
      if (y < y0) continue;
      for (Index k = 0; k < count; ++k) {
        const Index opposite = k < center ? count - 1 - k : k;
        // The neighbor's own row of weights for its opposite, which is this pixel.
        const auto [dx, dy] = k < center ? taps.steps[static_cast<std::size_t>(k)] : BilateralTaps::Step{0, 0};
        weights[static_cast<std::size_t>(k)] = weights_at(y + dy) + (opposite - center) * stride + radius + dx;
      }
      dispatch(PairMeans<Channels>{}, centers_at(y), plane, taps.offsets.data(), weights.data(), count, means.data(),
               width, inside);
      bilateral_finish(means, width, Channels, out.row(y, 0) + x0 * Channels, inside);
    }
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
