#pragma once
/// \file
/// The arithmetic of luma and chroma, in fixed point, so that every machine rounds alike.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// What the samples of a format mean.
struct YuvLevels {
  double red, blue;             ///< weights of these channels in luma; green has the rest
  double black, luma_span;      ///< the sample of black, and from there to white
  double neutral, chroma_span;  ///< the sample of no color, and from the least to the largest
  std::int64_t largest;         ///< that a sample can be
};

/// Sums stay in 32 bits for bytes, which is what a vector multiplies well.
template <class T>
using YuvSum = std::conditional_t<sizeof(T) == 1, std::int32_t, std::int64_t>;
template <class T>
inline constexpr int yuv_shift = sizeof(T) == 1 ? 16 : 32;

template <class T>
[[nodiscard]] LIMN_INLINE YuvSum<T> yuv_fixed(double value) {
  return static_cast<YuvSum<T>>(value * static_cast<double>(std::int64_t{1} << yuv_shift<T>) +
                                (value < 0 ? -0.5 : 0.5));
}

template <class T>
[[nodiscard]] LIMN_INLINE T yuv_channel(YuvSum<T> sum) {
  constexpr YuvSum<T> most = (std::numeric_limits<T>::max)();
  const YuvSum<T> value = sum >> yuv_shift<T>;
  return static_cast<T>(value < 0 ? 0 : value > most ? most : value);
}

/// BT.601-7, 2.5.1 to 2.5.3, solved for the channels.
template <class T>
struct FromYuv {
  YuvSum<T> luma, v_red, u_green, v_green, u_blue;
  YuvSum<T> black, neutral, half = YuvSum<T>{1} << (yuv_shift<T> - 1);

  LIMN_INLINE explicit FromYuv(const YuvLevels& levels) {
    const double peak = static_cast<double>((std::numeric_limits<T>::max)());
    const double color = peak / levels.chroma_span, green = 1 - levels.red - levels.blue;
    luma = yuv_fixed<T>(peak / levels.luma_span);
    v_red = yuv_fixed<T>(2 * (1 - levels.red) * color);
    u_blue = yuv_fixed<T>(2 * (1 - levels.blue) * color);
    v_green = yuv_fixed<T>(-2 * (1 - levels.red) * levels.red / green * color);
    u_green = yuv_fixed<T>(-2 * (1 - levels.blue) * levels.blue / green * color);
    black = static_cast<YuvSum<T>>(levels.black);
    neutral = static_cast<YuvSum<T>>(levels.neutral);
  }
  [[nodiscard]] LIMN_INLINE YuvSum<T> light(T y) const { return (static_cast<YuvSum<T>>(y) - black) * luma + half; }
};

struct YuvToGrayRow {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* luma, T* out, Index width, const FromYuv<T>& given) const {
    const FromYuv<T> rule = given;
    for (Index x = 0; x < width; ++x) out[x] = yuv_channel<T>(rule.light(luma[x]));
  }
};

struct YuvToRgbRow {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* luma, const T* u, const T* v, Rgb<T>* out, Index width, Index block,
                              const FromYuv<T>& given) const {
    const FromYuv<T> rule = given;
    Index sample = 0;
    for (Index x = 0; x < width; ++sample) {
      const YuvSum<T> blue = u == nullptr ? 0 : static_cast<YuvSum<T>>(u[sample]) - rule.neutral;
      const YuvSum<T> red = v == nullptr ? 0 : static_cast<YuvSum<T>>(v[sample]) - rule.neutral;
      const YuvSum<T> to_red = red * rule.v_red, to_blue = blue * rule.u_blue;
      const YuvSum<T> to_green = blue * rule.u_green + red * rule.v_green;
      const Index end = x + block < width ? x + block : width;
      for (; x < end; ++x) {
        const YuvSum<T> light = rule.light(luma[x]);
        out[x] = {yuv_channel<T>(light + to_red), yuv_channel<T>(light + to_green), yuv_channel<T>(light + to_blue)};
      }
    }
  }
};

/// The sum of the colors of a block.
struct BlockSum {
  std::int64_t r = 0, g = 0, b = 0, count = 0;
  template <class T>
  LIMN_INLINE void add(const Rgb<T>& pixel) {
    r += pixel.r;
    g += pixel.g;
    b += pixel.b;
    ++count;
  }
};

/// BT.601-7, 2.5.1 to 2.5.3.
template <class T>
struct ToYuv {
  std::int64_t luma[3], to_u[3], to_v[3], gray;  // of r, g, b
  std::int64_t black, middle, largest;
  static constexpr int shift = 24;

  LIMN_INLINE explicit ToYuv(const YuvLevels& levels) : largest(levels.largest) {
    const double peak = static_cast<double>((std::numeric_limits<T>::max)());
    const double weight[3] = {levels.red, 1 - levels.red - levels.blue, levels.blue};
    const double one = static_cast<double>(std::int64_t{1} << shift);
    const auto fixed = [one](double value) LIMN_LAMBDA_INLINE {
      return static_cast<std::int64_t>(value * one + (value < 0 ? -0.5 : 0.5));
    };
    for (int i = 0; i < 3; ++i) {
      const double own_blue = i == 2 ? 1 : 0, own_red = i == 0 ? 1 : 0;
      luma[i] = fixed(weight[i] * levels.luma_span / peak);
      to_u[i] = fixed((own_blue - weight[i]) / (2 * (1 - levels.blue)) * levels.chroma_span / peak);
      to_v[i] = fixed((own_red - weight[i]) / (2 * (1 - levels.red)) * levels.chroma_span / peak);
    }
    gray = fixed(levels.luma_span / peak);
    black = static_cast<std::int64_t>(levels.black) << shift;
    middle = static_cast<std::int64_t>(levels.neutral) << shift;
  }

  [[nodiscard]] LIMN_INLINE T neutral() const { return static_cast<T>(middle >> shift); }
  [[nodiscard]] LIMN_INLINE T light(T v) const { return rounded(black + gray * v, 1); }
  [[nodiscard]] LIMN_INLINE T light(const Rgb<T>& p) const {
    return rounded(black + luma[0] * p.r + luma[1] * p.g + luma[2] * p.b, 1);
  }
  [[nodiscard]] LIMN_INLINE T blue(const BlockSum& sum) const { return chroma(to_u, sum); }
  [[nodiscard]] LIMN_INLINE T red(const BlockSum& sum) const { return chroma(to_v, sum); }

 private:
  [[nodiscard]] LIMN_INLINE T chroma(const std::int64_t* weights, const BlockSum& sum) const {
    return rounded(middle * sum.count + weights[0] * sum.r + weights[1] * sum.g + weights[2] * sum.b, sum.count);
  }
  [[nodiscard]] LIMN_INLINE T rounded(std::int64_t sum, std::int64_t count) const {
    const std::int64_t half = count << (shift - 1);
    const std::int64_t value = count == 1 ? (sum + half) >> shift : (sum + half) / (count << shift);
    return static_cast<T>(value < 0 ? 0 : value > largest ? largest : value);
  }
};

struct YuvLumaRow {
  template <class Tag, class P, class T>
  LIMN_INLINE void operator()(Tag, const P* in, T* out, Index width, const ToYuv<T>& given) const {
    const ToYuv<T> rule = given;
    for (Index x = 0; x < width; ++x) out[x] = rule.light(in[x]);
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
