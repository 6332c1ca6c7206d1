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
#include <limn/filter/color.hpp>
#include <limn/filter/gaussian.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
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

/// Tristimulus values relative to white, as planes of `block` numbers, to CIELAB.
struct XyzToLab {
  static constexpr Index block = 128;

  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag tag, double* xyz, Index count, T* const (&to)[3]) const {
    double *const x = xyz, *const y = xyz + block, *const z = xyz + 2 * block;
    LabCurve{}(tag, xyz, 3 * block);
    T *const l = to[0], *const a = to[1], *const b = to[2];
    for (Index i = 0; i < count; ++i) {
      const double lightness = 116 * y[i];
      l[i] = static_cast<T>(lightness - 16);
      a[i] = static_cast<T>(500 * (x[i] - y[i]));
      b[i] = static_cast<T>(200 * (y[i] - z[i]));
    }
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
          double xyz[3][XyzToLab::block] = {};
          for (Index x = 0; x < image.width(); x += XyzToLab::block) {
            const Index rest = image.width() - x, count = rest < XyzToLab::block ? rest : XyzToLab::block;
            for (Index i = 0; i < count; ++i) {
              const P& pixel = from[x + i];
              relative_xyz(value(pixel.r), value(pixel.g), value(pixel.b),
                           [&](int axis, double v) { xyz[axis][i] = v; });
            }
            T* const part[3] = {to[0] + x, to[1] + x, to[2] + x};
            dispatch(XyzToLab{}, &xyz[0][0], count, part);
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
