#pragma once
/// \file
/// Images of any rank and any number of channels as rows of channels, and what stands around them.

#include <limn/core/border.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/math.hpp>

#include <cstddef>
#include <cstring>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// An image of any rank and any number of channels as rows of channels.
template <class T>
struct ChannelRows {
  T* first = nullptr;
  Index row_stride = 0, slice_stride = 0;  // in bytes
  Index width = 0, height = 0, depth = 1;  // in pixels
  Index channels = 1;

  [[nodiscard]] LIMN_INLINE T* row(Index y, Index z) const {
    using Byte = std::conditional_t<std::is_const_v<T>, const std::byte, std::byte>;
    return reinterpret_cast<T*>(reinterpret_cast<Byte*>(first) + y * row_stride + z * slice_stride);
  }
};

template <class P, std::size_t R>
[[nodiscard]] auto channel_rows(const ImageView<P, R>& image) {
  using Pixel = std::remove_const_t<P>;
  using T = std::conditional_t<std::is_const_v<P>, const channel_t<Pixel>, channel_t<Pixel>>;
  static_assert(sizeof(Pixel) == channels_v<Pixel> * sizeof(T), "limn: a color pixel is nothing but its channels");
  ChannelRows<T> rows;
  rows.first = reinterpret_cast<T*>(image.pixels());
  rows.row_stride = image.byte_strides()[0];
  rows.width = image.size()[0];
  rows.height = image.size()[1];
  if constexpr (R == 3) {
    rows.slice_stride = image.byte_strides()[1];
    rows.depth = image.size()[2];
  }
  rows.channels = static_cast<Index>(channels_v<Pixel>);
  return rows;
}

/// Values in another type.
struct ConvertLine {
  template <class Tag, class S, class A>
  LIMN_INLINE void operator()(Tag, const S* __restrict from, A* __restrict to, Index length) const {
    for (Index x = 0; x < length; ++x) to[x] = static_cast<A>(from[x]);
  }
};

/// The channel that stands outside, under Border::constant.
template <class T>
[[nodiscard]] T outside_pixel(std::string_view function, Border border, double value) {
  if (border != Border::constant) return T{};
  bool fits = value == value;
  if constexpr (std::is_integral_v<T>) {
    // The upper bound is 2^n exactly, also where the largest value of the type is no double.
    const double low = static_cast<double>((std::numeric_limits<T>::min)());
    const double high = math::ldexp(1.0, std::numeric_limits<T>::digits);
    fits = fits && value >= low && value < high && value == math::floor(value);
  }
  if (!fits) throw_invalid_argument(function, ": constant is ", value, ", which is no pixel of the image");
  return static_cast<T>(value);
}

/// The columns that stand for the `before` ones left of a row and the `after` ones right of it; -1: the constant.
[[nodiscard]] inline std::vector<Index> outside_columns(Index width, Index before, Index after, Border border) {
  std::vector<Index> columns(static_cast<std::size_t>(before + after));
  for (Index i = 0; i < before; ++i) columns[static_cast<std::size_t>(i)] = border_index(i - before, width, border);
  for (Index i = 0; i < after; ++i) {
    columns[static_cast<std::size_t>(before + i)] = border_index(width + i, width, border);
  }
  return columns;
}

/// Rows of an image with what its border puts around them.
template <class T>
struct Surroundings {
  ChannelRows<const T> in;
  Border border;
  T constant;
  Index before, after;         // pixels left and right of a row
  std::vector<Index> columns;  // see `outside_columns`

  Surroundings(const ChannelRows<const T>& rows, Border rule, T outside, Index left, Index right)
      : in(rows),
        border(rule),
        constant(outside),
        before(left),
        after(right),
        columns(outside_columns(rows.width, left, right, rule)) {}

  /// Channels in an extended row.
  [[nodiscard]] Index length() const { return (before + in.width + after) * in.channels; }

  /// Row (y, z), which may lie outside; null where the constant stands.
  [[nodiscard]] const T* row(Index y, Index z) const {
    const Index inside_y = border_index(y, in.height, border), inside_z = border_index(z, in.depth, border);
    return inside_y < 0 || inside_z < 0 ? nullptr : in.row(inside_y, inside_z);
  }

  /// Sets what stands left and right of a row whose own pixels begin at `to` + before * channels.
  template <class A>
  void extend(A* to, A outside) const {
    A* const own = to + before * in.channels;
    const auto fill = [&](A* here, const Index* sources, Index count) {
      if (in.channels == 1) {
        for (Index i = 0; i < count; ++i) here[i] = sources[i] < 0 ? outside : own[sources[i]];
        return;
      }
      for (Index i = 0; i < count; ++i) {
        for (Index c = 0; c < in.channels; ++c) {
          here[i * in.channels + c] = sources[i] < 0 ? outside : own[sources[i] * in.channels + c];
        }
      }
    };
    fill(to, columns.data(), before);
    fill(own + in.width * in.channels, columns.data() + before, after);
  }

  /// Writes the extended row (y, z) to `to`.
  void load(Index y, Index z, T* to) const {
    const T* const from = row(y, z);
    if (from == nullptr) {
      for (Index i = 0; i < length(); ++i) to[i] = constant;
      return;
    }
    std::memcpy(to + before * in.channels, from, static_cast<std::size_t>(in.width * in.channels) * sizeof(T));
    extend(to, constant);
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
