#pragma once
// Luma and chroma by the formulas of BT.601 and BT.709, in double.

#include <limn/video/yuv.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

namespace reference {

struct YuvNumbers {
  double kr, kg, kb, black, luma_span, neutral, chroma_span, peak;
};

template <class T>
YuvNumbers yuv_numbers(const limn::YuvFormat& format) {
  YuvNumbers n{};
  n.kr = format.matrix == limn::YuvMatrix::bt601 ? 0.299 : 0.2126;
  n.kb = format.matrix == limn::YuvMatrix::bt601 ? 0.114 : 0.0722;
  n.kg = 1 - n.kr - n.kb;
  const double unit = std::pow(2.0, format.bits - 8);
  n.black = format.range == limn::YuvRange::limited ? 16 * unit : 0;
  n.luma_span = format.range == limn::YuvRange::limited ? 219 * unit : std::pow(2.0, format.bits) - 1;
  n.chroma_span = format.range == limn::YuvRange::limited ? 224 * unit : std::pow(2.0, format.bits) - 1;
  n.neutral = 128 * unit;
  n.peak = static_cast<double>((std::numeric_limits<T>::max)());
  return n;
}

inline double clamped(double value, double most) { return value < 0 ? 0 : value > most ? most : value; }

/// Channels before rounding, of the pixel (x, y).
template <class T>
limn::Rgb<double> rgb_at(const limn::YuvFrame<T>& frame, const limn::YuvFormat& format, limn::Index x, limn::Index y) {
  const YuvNumbers n = yuv_numbers<T>(format);
  const double luma = (frame.y(x, y) - n.black) / n.luma_span;
  double pb = 0, pr = 0;
  if (!frame.u.empty()) {
    const limn::Index bx = format.chroma == limn::YuvChroma::c444 ? 1 : format.chroma == limn::YuvChroma::c411 ? 4 : 2;
    const bool tall = format.chroma == limn::YuvChroma::c420jpeg || format.chroma == limn::YuvChroma::c420mpeg2 ||
                      format.chroma == limn::YuvChroma::c420paldv;
    pb = (frame.u(x / bx, y / (tall ? 2 : 1)) - n.neutral) / n.chroma_span;
    pr = (frame.v(x / bx, y / (tall ? 2 : 1)) - n.neutral) / n.chroma_span;
  }
  const double r = luma + 2 * (1 - n.kr) * pr, b = luma + 2 * (1 - n.kb) * pb;
  const double g = (luma - n.kr * r - n.kb * b) / n.kg;
  return {clamped(r * n.peak, n.peak), clamped(g * n.peak, n.peak), clamped(b * n.peak, n.peak)};
}

/// Luma and chroma, before rounding, of one color.
template <class T>
limn::Lab<double> yuv_of(const limn::Rgb<double>& color, const limn::YuvFormat& format) {
  const YuvNumbers n = yuv_numbers<T>(format);
  const double r = color.r / n.peak, g = color.g / n.peak, b = color.b / n.peak;
  const double luma = n.kr * r + n.kg * g + n.kb * b;
  const double most = std::pow(2.0, format.bits) - 1;
  return {n.black + n.luma_span * luma, clamped(n.neutral + n.chroma_span * (b - luma) / (2 * (1 - n.kb)), most),
          clamped(n.neutral + n.chroma_span * (r - luma) / (2 * (1 - n.kr)), most)};
}

}  // namespace reference
