#pragma once
/// \file
/// An image as planes of numbers, one for each channel: what superpixels compare.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/bands.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/color.hpp>
#include <limn/filter/gaussian.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Gray images of any rank, and colors with channels r, g, b and no alpha.
template <class I>
concept PlanesImage = GrayImage<I> ||(AnyImage<I>&& RgbPixel<pixel_t<I>>&& channels_v<pixel_t<I>> == 3);

/// The least and the largest finite channel; the first above the second if there is none.
template <class C>
struct ChannelRange {
  C low, high;
};

struct FindChannelRange {
  template <class Tag, class C>
  LIMN_INLINE void operator()(Tag, const C* channels, Index count, ChannelRange<C>& range) const {
    C low = range.low, high = range.high;
    for (Index i = 0; i < count; ++i) {
      const C v = channels[i];
      if constexpr (std::is_floating_point_v<C>) {
        const bool finite = v - v == 0;
        low = finite && v < low ? v : low;
        high = finite && v > high ? v : high;
      } else {
        low = v < low ? v : low;
        high = v > high ? v : high;
      }
    }
    range = {low, high};
  }
};

template <class P, std::size_t R>
[[nodiscard]] ChannelRange<channel_t<P>> channel_range(const ImageView<const P, R>& image) {
  using C = channel_t<P>;
  ChannelRange<C> range{(std::numeric_limits<C>::max)(), std::numeric_limits<C>::lowest()};
  for_each_row(
      [&range](Index length, const P* row) {
        dispatch(FindChannelRange{}, reinterpret_cast<const C*>(row), length * static_cast<Index>(channels_v<P>),
                 range);
      },
      image);
  return range;
}

/// Integers as parts of the largest of their type.
template <class C>
[[nodiscard]] LIMN_INLINE double channel_part(C v) {
  if constexpr (std::is_floating_point_v<C>) return static_cast<double>(v);
  else return static_cast<double>(v) * (1 / static_cast<double>((std::numeric_limits<C>::max)()));
}

/// From a channel to a number: `(part - low) / range`.
struct ChannelScale {
  double low = 0, range = 1;
  template <class C>
  [[nodiscard]] LIMN_INLINE double operator()(C v) const {
    return (channel_part(v) - low) / range;
  }
};

/// The scale that spreads the finite channels over [0, 1].
template <class P, std::size_t R>
[[nodiscard]] ChannelScale stretching_scale(const ImageView<const P, R>& image) {
  const auto range = channel_range(image);
  if (range.low > range.high) return {};
  const double low = channel_part(range.low), high = channel_part(range.high);
  return {low, low < high ? high - low : 1};
}

/// What `f` makes of the values of a channel: by table where there are few, and pixels enough.
template <class C>
class ChannelTable {
 public:
  template <class F>
  ChannelTable(const F& f, Index pixels) {
    if constexpr (std::is_integral_v<C> && std::is_unsigned_v<C> && sizeof(C) <= 2) {
      const auto values = static_cast<std::size_t>((std::numeric_limits<C>::max)()) + 1;
      if (static_cast<std::size_t>(pixels) < values / 4) return;
      table_.resize(values);
      for (std::size_t v = 0; v < values; ++v) table_[v] = f(static_cast<C>(v));
    }
  }
  template <class F>
  [[nodiscard]] LIMN_INLINE double operator()(const F& f, C v) const {
    if constexpr (std::is_integral_v<C> && std::is_unsigned_v<C> && sizeof(C) <= 2) {
      if (!table_.empty()) return table_[static_cast<std::size_t>(v)];
    }
    return f(v);
  }

 private:
  std::vector<double> table_;
};

/// The planes of an image. A row takes `pitch` numbers; those behind its last pixel repeat it.
template <class T, std::size_t R>
struct Planes {
  Index channels = 0, pitch = 0;
  Image<T, R> plane[3];
};

/// Linear light of red, green and blue in float, or in double what `relative_xyz` makes of it, as planes of `block`
/// numbers, to CIELAB.
struct LightToLab {
  static constexpr Index block = 128;

  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag tag, T* light, Index count, T* const (&to)[3]) const {
    T *const x = light, *const y = light + block, *const z = light + 2 * block;
    if constexpr (std::is_same_v<T, double>) {
      LabCurve{}(tag, light, 3 * block);
    } else {
      relative(tag, light);
      curve(tag, light);
    }
    T *const l = to[0], *const a = to[1], *const b = to[2];
    for (Index i = 0; i < count; ++i) {
      const T lightness = 116 * y[i];
      l[i] = lightness - 16;
      a[i] = 500 * (x[i] - y[i]);
      b[i] = 200 * (y[i] - z[i]);
    }
  }

 private:
  /// `relative_xyz` in float.
  template <class Tag>
  LIMN_INLINE static void relative(Tag, float* light) {
    constexpr double weights[3][3] = {{0.412453 / 0.95047, 0.357580 / 0.95047, 0.180423 / 0.95047},
                                      {0.212671, 0.715160, 0.072169},
                                      {0.019334 / 1.08883, 0.119193 / 1.08883, 0.950227 / 1.08883}};
#if LIMN_DETAIL_VECTORS
    using V = VecOf<float, Tag>;
    for (Index i = 0; i < block; i += V::size) {
      const V red = V::load(light + i), green = V::load(light + block + i), blue = V::load(light + 2 * block + i);
      for (int axis = 0; axis < 3; ++axis) {
        const auto times = [&](const V& v, int c)
                               LIMN_LAMBDA_INLINE { return v * V::splat(static_cast<float>(weights[axis][c])); };
        (times(red, 0) + times(green, 1) + times(blue, 2)).store(light + axis * block + i);
      }
    }
#else
    for (Index i = 0; i < block; ++i) {
      const float red = light[i], green = light[block + i], blue = light[2 * block + i];
      for (int axis = 0; axis < 3; ++axis) {
        const float r = red * static_cast<float>(weights[axis][0]), g = green * static_cast<float>(weights[axis][1]),
                    b = blue * static_cast<float>(weights[axis][2]);
        light[axis * block + i] = r + g + b;
      }
    }
#endif
  }

  /// LabCurve in float, to 3e-7 of the result: no finer are the numbers that are left in the end.
  template <class Tag>
  LIMN_INLINE static void curve(Tag, float* values) {
#if LIMN_DETAIL_VECTORS
    using V = VecOf<float, Tag>;
    const V one = V::splat(1), third = V::splat(1.0F / 3), ninths = V::splat(2.0F / 9);
    const V start = V::splat(static_cast<float>(LabCurve::dark)), steep = V::splat(static_cast<float>(LabCurve::slope)),
            shift = V::splat(static_cast<float>(LabCurve::offset));
    const auto magic = VecOf<std::int32_t, Tag>::splat(0x549d0000);
    for (Index i = 0; i < 3 * block; i += V::size) {
      const V t = V::load(values + i);
      const auto b = bit_cast<std::int32_t>(t);
      // One over the root, without a division: minus a third of the logarithm is 3.5 % off at most, and a step by the
      // series of (1 - e)^(-1/3) triples the right digits.
      V inverse = bit_cast<float>(magic - ((b >> 2) + (b >> 4) + (b >> 6) + (b >> 8) + (b >> 10)));
      for (int step = 0; step < 2; ++step) {
        const V e = one - t * (inverse * inverse * inverse);
        inverse = inverse + inverse * (e * (third + e * ninths));
      }
      const V root = t * (inverse * inverse);
      select(t > start, root, t * steep + shift).store(values + i);
    }
#else
    for (Index i = 0; i < 3 * block; ++i) values[i] = static_cast<float>(LabCurve::one(static_cast<double>(values[i])));
#endif
  }
};

/// The channels of an image by `scale`, or what CIELAB makes of them. A pixel of which a channel is NaN or infinite is
/// NaN.
template <class T, class P, std::size_t R, class E>
[[nodiscard]] Planes<T, R> to_planes(const ImageView<const P, R>& image, const ChannelScale& scale, bool lab,
                                     E& executor) {
  using C = channel_t<P>;
  constexpr Index align = 16;
  Planes<T, R> planes;
  planes.channels = static_cast<Index>(channels_v<P>);
  // At least one number lies between two rows.
  planes.pitch = (image.width() + align) / align * align;
  Size<R> size = image.size();
  size[0] = planes.pitch;
  for (Index c = 0; c < planes.channels; ++c) planes.plane[c] = Image<T, R>(size, uninitialized);
  const auto number = [scale, lab](C v) {
    const double unit = scale(v);
    return lab ? linear_light(unit) : unit;
  };
  const ChannelTable<C> table(number, pixel_count(image.size()));
  for_each_band(row_count(image.size()), 64, executor, [&](Index begin, Index end) {
    const auto value = [&](C v) { return table(number, v); };
    for (Index row = begin; row < end; ++row) {
      const P* const from = nth_row(image, row);
      T* to[3] = {};
      for (Index c = 0; c < planes.channels; ++c) to[c] = planes.plane[c].pixels().data() + row * planes.pitch;
      if constexpr (channels_v<P> == 3) {
        if (lab) {
          T light[3][LightToLab::block] = {};
          for (Index x = 0; x < image.width(); x += LightToLab::block) {
            const Index rest = image.width() - x, count = rest < LightToLab::block ? rest : LightToLab::block;
            for (Index i = 0; i < count; ++i) {
              const P& pixel = from[x + i];
              const auto store = [&](int axis, double v) { light[axis][i] = static_cast<T>(v); };
              if constexpr (std::is_same_v<T, double>) {
                relative_xyz(value(pixel.r), value(pixel.g), value(pixel.b), store);
              } else {
                store(0, value(pixel.r));
                store(1, value(pixel.g));
                store(2, value(pixel.b));
              }
            }
            T* const part[3] = {to[0] + x, to[1] + x, to[2] + x};
            dispatch(LightToLab{}, &light[0][0], count, part);
          }
        } else {
          for (Index x = 0; x < image.width(); ++x) {
            to[0][x] = static_cast<T>(value(from[x].r));
            to[1][x] = static_cast<T>(value(from[x].g));
            to[2][x] = static_cast<T>(value(from[x].b));
          }
        }
      } else {
        for (Index x = 0; x < image.width(); ++x) to[0][x] = static_cast<T>(value(from[x]));
      }
      if constexpr (std::is_floating_point_v<C>) {
        const auto* const channels = reinterpret_cast<const C*>(from);
        for (Index i = 0; i < image.width() * planes.channels; ++i) {
          if (channels[i] - channels[i] == 0) continue;
          for (Index c = 0; c < planes.channels; ++c) {
            to[c][i / planes.channels] = std::numeric_limits<T>::quiet_NaN();
          }
        }
      }
      for (Index c = 0; c < planes.channels; ++c) {
        for (Index x = image.width(); x < planes.pitch; ++x) to[c][x] = to[c][image.width() - 1];
      }
    }
  });
  return planes;
}

/// Smooths every plane by a Gaussian of `sigma` pixels; a NaN spreads over the kernel.
template <class T, std::size_t R, class E>
void smooth_planes(Planes<T, R>& planes, const Size<R>& size, double sigma, E& executor) {
  if (!(sigma > 0)) return;
  for (Index c = 0; c < planes.channels; ++c) {
    Image<T, R> smooth(planes.plane[c].size(), uninitialized);
    const Box<R> box{{}, size};
    gaussian_into(subview(planes.plane[c], box), subview(view(smooth), box), {.sigma = sigma}, executor);
    for (Index row = 0; row < row_count(size); ++row) {
      T* const to = smooth.pixels().data() + row * planes.pitch;
      for (Index x = size[0]; x < planes.pitch; ++x) to[x] = to[size[0] - 1];
    }
    planes.plane[c] = std::move(smooth);
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
