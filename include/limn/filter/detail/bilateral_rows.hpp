#pragma once
/// \file
/// Rows of a bilateral filter: a register of pixels against one neighbor of each at a time.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/channel_rows.hpp>
#include <limn/filter/detail/gaussian_lanes.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The channels of an image with its surroundings, one after the other, as `Value`s.
template <class Value>
struct BilateralPlanes {
  static constexpr Index most = 64 / static_cast<Index>(sizeof(Value));  // in a register

  Index channels, width, height, depth, before_z;
  Image<Value> values;  // all rows of all slices of all channels

  template <class T>
  BilateralPlanes(const Surroundings<T>& rows, Index radius, bool slices)
      : channels(rows.in.channels),
        width((rows.in.width + 2 * radius + 31) / 16 * 16),
        height(rows.in.height + 2 * radius),
        depth(rows.in.depth + (slices ? 2 * radius : 0)),
        before_z(slices ? radius : 0),
        // A register more, since the last pixels of the last row are read a register at a time, and pairs reach out.
        values(Size<2>{width * height * depth * channels + 2 * most + radius, 1}) {
    List<T> row(static_cast<std::size_t>(rows.length()));
    for (Index z = 0; z < depth; ++z) {
      for (Index y = 0; y < height; ++y) {
        rows.load(y - radius, z - before_z, row.data());
        for (Index c = 0; c < channels; ++c) {
          Value* const to = values.data() + offset(y, z, c);
          if (channels == 1) {
            dispatch(ConvertLine{}, static_cast<const T*>(row.data()), to, rows.length());
            continue;
          }
          for (Index x = 0; x * channels < rows.length(); ++x) {
            to[x] = static_cast<Value>(row[static_cast<std::size_t>(x * channels + c)]);
          }
        }
      }
    }
  }

  [[nodiscard]] Index offset(Index y, Index z, Index channel) const {
    return ((channel * depth + z) * height + y) * width;
  }
};

/// The neighbors of a pixel and what their distance weighs.
struct BilateralTaps {
  struct Step {
    Index x, y;
  };
  List<Index> offsets;
  List<Step> steps;
  List<float> weights;
  Index center;  // from the first of the pixels of the window's first row
  float color;   // the exponent to base 2 of a squared difference of 1

  template <class Value>
  BilateralTaps(const BilateralPlanes<Value>& planes, Index radius, bool slices, double sigma_color, double sigma_space)
      : center((planes.before_z * planes.height + radius) * planes.width + radius),
        color(static_cast<float>(1 / (2 * sigma_color * sigma_color * 0.6931471805599453))) {
    const Index deep = slices ? radius : 0;
    for (Index z = -deep; z <= deep; ++z) {
      for (Index y = -radius; y <= radius; ++y) {
        for (Index x = -radius; x <= radius; ++x) {
          const Index square = x * x + y * y + z * z;
          if (square > radius * radius) continue;
          steps.push_back({x, y});
          offsets.push_back((z * planes.height + y) * planes.width + x);
          weights.push_back(
              static_cast<float>(math::exp(static_cast<double>(-square) / (2 * sigma_space * sigma_space))));
        }
      }
    }
  }
};

/// 2^-s for s >= 0, to 1e-6; NaN and what is over 126 give 2^-126.
struct PowerOfHalf {
  // Least squares of the relative error over [0, 1].
  static constexpr float a0 = 0.99999994F, a1 = -0.6931422F, a2 = 0.24017158F, a3 = -0.055278134F, a4 = 0.009186874F,
                         a5 = -0.00093811646F;
#if LIMN_DETAIL_VECTORS
  template <class V>
  [[nodiscard]] LIMN_INLINE static V of(const V& exponent) {
    using I = Vec<std::int32_t, V::bytes>;
    const V s = (min)(exponent, V::splat(126));
    const I whole = convert<std::int32_t>(s);
    const V f = s - convert<float>(whole);
    V p = V::splat(a5) * f;
    p = (p + V::splat(a4)) * f;
    p = (p + V::splat(a3)) * f;
    p = (p + V::splat(a2)) * f;
    p = (p + V::splat(a1)) * f;
    p = p + V::splat(a0);
    return p * bit_cast<float>((I::splat(127) - whole) << 23);
  }
#endif
  [[nodiscard]] static float of(float exponent) {
    const float s = exponent < 126 ? exponent : 126;
    const auto whole = static_cast<std::int32_t>(s);
    const float f = s - static_cast<float>(whole);
    float p = a5 * f;
    p = (p + a4) * f;
    p = (p + a3) * f;
    p = (p + a2) * f;
    p = (p + a1) * f;
    p = p + a0;
    return p * std::bit_cast<float>((127 - whole) << 23);
  }
};

#if LIMN_DETAIL_VECTORS
/// What pixels weigh for those at `here`, of `Channels` planes `plane` apart, by their colors; sets `there` to them.
template <int Channels, class V>
[[nodiscard]] LIMN_INLINE V bilateral_weight(const V* here, const float* at, Index plane, const V& steepness,
                                             V* there) {
  using Bits = Vec<std::int32_t, V::bytes>;
  [[maybe_unused]] const Bits magnitude = Bits::splat(0x7fffffff);
  V distance = V::zero();
  for (int c = 0; c < Channels; ++c) {
    there[c] = V::load(at + c * plane);
    const V apart = there[c] - here[c];
    if constexpr (Channels == 1) distance = apart;  // which is squared
    else distance += bit_cast<float>(bit_cast<std::int32_t>(apart) & magnitude);
  }
  return PowerOfHalf::of(distance * distance * steepness);
}
#endif

/// The means of a row, of `Channels` planes `plane` apart.
template <int Channels>
struct BilateralRow {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const float* centers, Index plane, const Index* offsets, const float* weights,
                              Index taps, float color, float* out, Index stride, Index length) const {
#if LIMN_DETAIL_VECTORS
    using V = VecOf<float, Tag>;
    constexpr auto parts = static_cast<std::size_t>(Channels);
    const V steepness = V::splat(color);
    for (Index x = 0; x < length; x += V::size) {
      V here[parts], sums[parts], total = V::zero();
      for (int c = 0; c < Channels; ++c) {
        here[c] = V::load(centers + x + c * plane);
        sums[c] = V::zero();
      }
      for (Index k = 0; k < taps; ++k) {
        V there[parts];
        const V alike = bilateral_weight<Channels>(here, centers + x + offsets[k], plane, steepness, there);
        const V weight = alike * V::splat(weights[k]);
        total += weight;
        for (int c = 0; c < Channels; ++c) sums[c] += weight * there[c];
      }
      for (int c = 0; c < Channels; ++c) (sums[c] / total).store(out + x + c * stride);
    }
#else
    for (Index x = 0; x < length; ++x) {
      float sums[static_cast<std::size_t>(Channels)] = {}, total = 0;
      for (Index k = 0; k < taps; ++k) {
        const float* const there = centers + x + offsets[k];
        float distance = 0;
        for (int c = 0; c < Channels; ++c) distance += math::abs(there[c * plane] - centers[x + c * plane]);
        const float square = distance * distance;
        const float weight = PowerOfHalf::of(square * color) * weights[k];
        total += weight;
        for (int c = 0; c < Channels; ++c) sums[c] += weight * there[c * plane];
      }
      for (int c = 0; c < Channels; ++c) out[x + c * stride] = sums[c] / total;
    }
#endif
  }
};

/// The means of a row, of `channels` planes `stride` apart, as pixels; uses them up.
template <class T>
void bilateral_finish(List<float>& means, Index stride, Index channels, T* out, Index width) {
  if (channels == 1) return dispatch(FinishRow{}, static_cast<const float*>(means.data()), out, width);
  List<T> pixels(means.size());
  dispatch(FinishRow{}, static_cast<const float*>(means.data()), pixels.data(), stride * channels);
  for (Index x = 0; x < width; ++x) {
    for (Index c = 0; c < channels; ++c) out[x * channels + c] = pixels[static_cast<std::size_t>(x + c * stride)];
  }
}

template <class T>
void bilateral_row(const BilateralPlanes<float>& planes, const BilateralTaps& taps, Index y, Index z, T* out,
                   Index width) {
  const Index stride = (width + 31) / 16 * 16, channels = planes.channels;
  const Index plane = planes.depth * planes.height * planes.width;
  List<float> means(static_cast<std::size_t>(stride * channels));
  const float* const centers = planes.values.data() + planes.offset(y, z, 0) + taps.center;
  const auto count = static_cast<Index>(taps.offsets.size());
  const auto run = [&](auto kernel) {
    dispatch(kernel, centers, plane, taps.offsets.data(), taps.weights.data(), count, taps.color, means.data(), stride,
             width);
  };
  if (channels == 1) run(BilateralRow<1>{});
  else if (channels == 3) run(BilateralRow<3>{});
  else run(BilateralRow<4>{});
  bilateral_finish(means, stride, channels, out, width);
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
