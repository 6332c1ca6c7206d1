#pragma once
/// \file
/// From one kind of color to another, by name: gray, RGB in either order, CIELAB.
///
/// Sources: ITU-R BT.601 (luma); IEC 61966-2-1 (sRGB); CIE 15 (CIELAB, D65, 2 degree observer).

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/traverse.hpp>
#include <limn/filter/detail/color_rows.hpp>

#include <limits>
#include <type_traits>
#include <vector>

namespace limn {

/// A color with channels r, g and b: Rgb, Bgr, Rgba, or one of your own.
template <class P>
concept RgbPixel = ColorPixel<P> && requires(P pixel) {
  pixel.r;
  pixel.g;
  pixel.b;
};

inline namespace LIMN_ABI {
namespace detail {

/// The channel value of full light, or of an opaque pixel.
template <class T>
[[nodiscard]] LIMN_INLINE constexpr T full_channel() {
  if constexpr (std::is_floating_point_v<T>) return T{1};
  else return (std::numeric_limits<T>::max)();
}

template <class I>
concept RgbOrGrayImage = AnyImage<I> &&(RgbPixel<pixel_t<I>> || GrayPixel<pixel_t<I>>);
template <class I>
concept RgbImage = AnyImage<I> && RgbPixel<pixel_t<I>>;

/// Linear light of the channels, each by itself: by table for bytes.
template <class T>
class LinearLight {
 public:
  LinearLight() {
    if constexpr (std::is_same_v<T, std::uint8_t>) {
      table_.resize(256);
      for (int v = 0; v < 256; ++v) {
        table_[static_cast<std::size_t>(v)] = linear_light(unit_channel(static_cast<T>(v)));
      }
    }
  }
  [[nodiscard]] double operator()(T v) const {
    if constexpr (std::is_same_v<T, std::uint8_t>) return table_[v];
    else return linear_light(unit_channel(v));
  }

 private:
  std::vector<double> table_;
};

/// The tristimulus values of linear sRGB, relative to D65 white.
template <class Store>
LIMN_INLINE void relative_xyz(double red, double green, double blue, Store&& store) {
  store(0, (0.412453 * red + 0.357580 * green + 0.180423 * blue) / 0.95047);
  store(1, 0.212671 * red + 0.715160 * green + 0.072169 * blue);
  store(2, (0.019334 * red + 0.119193 * green + 0.950227 * blue) / 1.08883);
}

[[nodiscard]] LIMN_INLINE Lab<float> lab_from_curve(double x, double y, double z) {
  return {static_cast<float>(116 * y - 16), static_cast<float>(500 * (x - y)), static_cast<float>(200 * (y - z))};
}

}  // namespace detail

/// The luma of a color, 0.299 r + 0.587 g + 0.114 b: the gray that OpenCV and PIL make of it.
///
/// For integers up to 16 bits (9798 r + 19235 g + 3735 b + 2^14) >> 15, bit for bit cv::cvtColor's RGB2GRAY; PIL's
/// weights of 16 bits differ by one level in rare ties. Wider integers go through double; floats are not rounded. The
/// channels are taken as they are: luma is defined on values that follow the transfer curve, as pictures in files do.
template <RgbPixel P>
[[nodiscard]] channel_t<P> to_gray(const P& pixel) {
  return detail::luma(pixel);
}

/// A gray pixel, or one with its channels in another order, as Rgb; alpha is dropped.
template <GrayPixel T>
[[nodiscard]] constexpr Rgb<T> to_rgb(const T& gray) {
  return {gray, gray, gray};
}
template <RgbPixel P>
[[nodiscard]] constexpr Rgb<channel_t<P>> to_rgb(const P& pixel) {
  return {pixel.r, pixel.g, pixel.b};
}
/// A gray pixel, or one with its channels in another order, as Bgr; alpha is dropped.
template <GrayPixel T>
[[nodiscard]] constexpr Bgr<T> to_bgr(const T& gray) {
  return {gray, gray, gray};
}
template <RgbPixel P>
[[nodiscard]] constexpr Bgr<channel_t<P>> to_bgr(const P& pixel) {
  return {pixel.b, pixel.g, pixel.r};
}
/// A pixel as Rgba: its own alpha, or else opaque, which is the largest integer or 1.
template <GrayPixel T>
[[nodiscard]] constexpr Rgba<T> to_rgba(const T& gray) {
  return {gray, gray, gray, detail::full_channel<T>()};
}
template <RgbPixel P>
[[nodiscard]] constexpr Rgba<channel_t<P>> to_rgba(const P& pixel) {
  if constexpr (requires { pixel.a; }) return {pixel.r, pixel.g, pixel.b, pixel.a};
  else return {pixel.r, pixel.g, pixel.b, detail::full_channel<channel_t<P>>()};
}

/// An sRGB color in CIELAB under D65. Integer channels span their whole range, float channels [0, 1]. Equals
/// scikit-image's `rgb2lab` to 1e-4.
template <RgbPixel P>
[[nodiscard]] Lab<float> to_lab(const P& pixel) {
  const auto linear = [](auto v) { return detail::linear_light(detail::unit_channel(v)); };
  double f[3] = {};
  detail::relative_xyz(linear(pixel.r), linear(pixel.g), linear(pixel.b),
                       [&f](int i, double v) { f[i] = detail::LabCurve::one(v); });
  return detail::lab_from_curve(f[0], f[1], f[2]);
}

/// Writes the luma of every pixel: `to_gray` of the pixel.
///
/// \param in   any rank; Rgb, Bgr or Rgba of any channel type.
/// \param out  a gray image of the same size and channel type; must not overlap `in`.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity one pass, no allocation.
template <detail::RgbImage I, OutputOf<channel_t<pixel_t<I>>> O>
requires SameRank<I, O>
void to_gray_into(const I& in, O&& out) {
  detail::require_same_size("limn::to_gray_into", "the output", view(out).size(), "the image", const_view(in).size());
  detail::for_each_row([](Index length, const pixel_t<I>* from,
                          channel_t<pixel_t<I>>* to) { detail::dispatch(detail::LumaRow{}, from, to, length); },
                       const_view(in), view(out));
}

/// The gray image of the luma. See `to_gray_into`.
template <detail::RgbImage I>
[[nodiscard]] auto to_gray(const I& image) {
  Image<channel_t<pixel_t<I>>, rank_v<I>> gray(const_view(image).size(), uninitialized);
  to_gray_into(image, gray);
  return gray;
}

/// Every pixel by `to_rgb`, `to_bgr`, `to_rgba`: gray images gain channels, colors are reordered.
template <detail::RgbOrGrayImage I>
[[nodiscard]] auto to_rgb(const I& image) {
  return transform(image, [](const pixel_t<I>& pixel) { return to_rgb(pixel); });
}
template <detail::RgbOrGrayImage I>
[[nodiscard]] auto to_bgr(const I& image) {
  return transform(image, [](const pixel_t<I>& pixel) { return to_bgr(pixel); });
}
template <detail::RgbOrGrayImage I>
[[nodiscard]] auto to_rgba(const I& image) {
  return transform(image, [](const pixel_t<I>& pixel) { return to_rgba(pixel); });
}

/// Writes every pixel in CIELAB: `to_lab` of the pixel, to the last bits of a float.
///
/// \param in   any rank; Rgb, Bgr or Rgba in sRGB.
/// \param out  an image of Lab<float> of the same size.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity one pass; a few kilobytes of scratch.
template <detail::RgbImage I, OutputOf<Lab<float>> O>
requires SameRank<I, O>
void to_lab_into(const I& in, O&& out) {
  using P = pixel_t<I>;
  detail::require_same_size("limn::to_lab_into", "the output", view(out).size(), "the image", const_view(in).size());
  const detail::LinearLight<channel_t<P>> linear;
  detail::for_each_row(
      [&linear](Index length, const P* from, Lab<float>* to) {
        constexpr Index block = 128;
        double f[3][block] = {};
        for (Index x = 0; x < length; x += block) {
          const Index count = length - x < block ? length - x : block;
          for (Index i = 0; i < count; ++i) {
            const P& pixel = from[x + i];
            detail::relative_xyz(linear(pixel.r), linear(pixel.g), linear(pixel.b),
                                 [&](int axis, double v) { f[axis][i] = v; });
          }
          detail::dispatch(detail::LabCurve{}, &f[0][0], 3 * block);
          for (Index i = 0; i < count; ++i) to[x + i] = detail::lab_from_curve(f[0][i], f[1][i], f[2][i]);
        }
      },
      const_view(in), view(out));
}

/// The image in CIELAB. See `to_lab_into`.
template <detail::RgbImage I>
[[nodiscard]] Image<Lab<float>, rank_v<I>> to_lab(const I& image) {
  Image<Lab<float>, rank_v<I>> lab(const_view(image).size(), uninitialized);
  to_lab_into(image, lab);
  return lab;
}

}  // namespace LIMN_ABI
}  // namespace limn
