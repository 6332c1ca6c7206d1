#pragma once
/// \file
/// Regional maxima and minima: plateaus with nothing higher, or lower, beside them; all of them, or those of some
/// height.
///
/// Source: P. Soille, "Morphological image analysis", Springer, 2nd edition 2003, chapter 6; L. Vincent, "Morphological
/// grayscale reconstruction in image analysis: applications and efficient algorithms", IEEE Trans. Image Processing
/// 2(2), 1993.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>
#include <limn/filter/detail/extrema_bits.hpp>
#include <limn/filter/detail/reconstruct_flood.hpp>

#include <cstddef>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The least and the greatest pixel, NaN left out; `low > high` if there is none.
template <class T>
struct PixelRange {
  T low, high;
};
template <class T, std::size_t R>
[[nodiscard]] PixelRange<T> pixel_range(const ImageView<const T, R>& image) {
  using Limits = std::numeric_limits<T>;
  constexpr bool real = std::is_floating_point_v<T>;
  PixelRange<T> range{real ? Limits::infinity() : (Limits::max)(), real ? -Limits::infinity() : Limits::lowest()};
  for_each_row(
      [&](Index length, const T* row) {
        PixelRange<T> found = range;
        for (Index x = 0; x < length; ++x) {
          found.low = row[x] < found.low ? row[x] : found.low;
          found.high = found.high < row[x] ? row[x] : found.high;
        }
        range = found;
      },
      image);
  return range;
}

template <bool Minima, class I, class O>
void local_extrema(std::string_view function, const I& image, O&& out, Connectivity connectivity) {
  const auto in = const_view(image);
  require_same_size(function, "the output", view(out).size(), "the image", in.size());
  if (in.empty()) return;
  const auto range = pixel_range(in);
  if (range.low < range.high) regional_extrema<Minima>(in, view(out), connectivity);
  else fill(out, Binary::background);
}

/// What is left of a pixel when `height` is taken away (of a pit when it is added), within the range of the type.
template <bool Minima, class T>
[[nodiscard]] T without_height(T pixel, T height) {
  if constexpr (std::is_floating_point_v<T>) {
    return Minima ? pixel + height : pixel - height;
  } else {
    // Heights go up to the full range of the type, which is more than a signed type holds: in unsigned arithmetic.
    using U = std::make_unsigned_t<T>;
    using Limits = std::numeric_limits<T>;
    const U step = static_cast<U>(height);
    if constexpr (Minima) {
      const T most = static_cast<T>(static_cast<U>((Limits::max)()) - step);
      return static_cast<T>(static_cast<U>(most < pixel ? most : pixel) + step);
    } else {
      const T least = static_cast<T>(static_cast<U>((Limits::min)()) + step);
      return static_cast<T>(static_cast<U>(pixel < least ? least : pixel) - step);
    }
  }
}

template <bool Minima, class T, std::size_t R>
void high_extrema(std::string_view function, const ImageView<const T, R>& image, const ImageView<Binary, R>& out,
                  double height, Connectivity connectivity) {
  require_same_size(function, "the output", out.size(), "the image", image.size());
  if (!(height > 0)) throw_invalid_argument(function, ": h is ", height, " but must be above 0");
  if (image.empty()) return;
  const auto range = pixel_range(image);
  if (!(range.low < range.high) || height > static_cast<double>(range.high) - static_cast<double>(range.low)) {
    return fill(out, Binary::background);
  }
  T step{};
  if constexpr (std::is_floating_point_v<T>) step = static_cast<T>(height);
  else step = static_cast<T>(static_cast<std::make_unsigned_t<T>>(math::ceil(height)));
  // A maximum is where nothing higher came in. Among floats, a pixel may be higher than its neighbor and its marker
  // not: there, what is a maximum at all decides too.
  if constexpr (std::is_floating_point_v<T>) regional_extrema<Minima>(image, out, connectivity);
  const Index width = image.width();
  std::vector<T> marker(static_cast<std::size_t>(width));
  const auto marker_row = [&](Index i) {
    const T* const top = nth_row(image, i);
    for (Index x = 0; x < width; ++x) marker[static_cast<std::size_t>(x)] = without_height<Minima>(top[x], step);
    return static_cast<const T*>(marker.data());
  };
  Image<T, R> reached(image.size(), uninitialized);
  reconstruct_rows<RisingKeys<T, Minima>>(image, connectivity, marker_row, view(reached));
  for (Index i = 0; i < row_count(image.size()); ++i) {
    const T *const top = nth_row(image, i), *const start = marker_row(i), *const end = nth_row(view(reached), i);
    Binary* const to = nth_row(out, i);
    for (Index x = 0; x < width; ++x) {
      bool extremum = start[x] == end[x];
      if constexpr (std::is_floating_point_v<T>) extremum = extremum && is_foreground(to[x]);
      else extremum = extremum && static_cast<T>(Minima ? start[x] - top[x] : top[x] - start[x]) == step;
      to[x] = to_binary(extremum);
    }
  }
}

}  // namespace detail

/// Writes foreground on the regional maxima: connected pixels of one value, all of whose neighbors are lower.
///
/// \param in            rank 2 or 3, any gray pixel type. A NaN is no neighbor, and no maximum. -0 equals 0.
/// \param out           a mask of the same size, apart from `in` in memory. All background where the image has only one
///                      value; a maximum at the border is one.
/// \param connectivity  which pixels are neighbors.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity          two passes; three bits of scratch per pixel.
template <GrayImage I, OutputOf<Binary> O>
requires SameRank<I, O>
void local_maxima_into(const I& in, O&& out, Connectivity connectivity = Connectivity::full) {
  detail::local_extrema<false>("limn::local_maxima_into", in, out, connectivity);
}

/// The regional maxima: skimage.morphology.local_maxima. See `local_maxima_into`.
template <GrayImage I>
[[nodiscard]] Image<Binary, rank_v<I>> local_maxima(const I& image, Connectivity connectivity = Connectivity::full) {
  Image<Binary, rank_v<I>> out(const_view(image).size(), uninitialized);
  local_maxima_into(image, out, connectivity);
  return out;
}

/// Writes foreground on the regional minima. Otherwise as `local_maxima_into`.
template <GrayImage I, OutputOf<Binary> O>
requires SameRank<I, O>
void local_minima_into(const I& in, O&& out, Connectivity connectivity = Connectivity::full) {
  detail::local_extrema<true>("limn::local_minima_into", in, out, connectivity);
}

/// The regional minima: skimage.morphology.local_minima. See `local_maxima_into`.
template <GrayImage I>
[[nodiscard]] Image<Binary, rank_v<I>> local_minima(const I& image, Connectivity connectivity = Connectivity::full) {
  Image<Binary, rank_v<I>> out(const_view(image).size(), uninitialized);
  local_minima_into(image, out, connectivity);
  return out;
}

/// Writes foreground on the regional maxima of a height of at least `h`: those that one cannot leave for a higher pixel
/// without going down by `h`. The highest of the picture are as high as its range, so none is where `h` is above that.
///
/// \param in            rank 2 or 3, any gray pixel type. A NaN is no maximum, and no path leads over it. For floats
/// the
///                      level `h` below a pixel is rounded to their type.
/// \param out           a mask of the same size, apart from `in` in memory.
/// \param h             in the units of the pixels, above 0.
/// \param connectivity  which pixels are neighbors.
/// \throws std::invalid_argument  if the sizes differ, or `h` is NaN or not above 0.
/// \complexity          that of `reconstruct_into`; memory of another image.
template <GrayImage I, OutputOf<Binary> O>
requires SameRank<I, O>
void h_maxima_into(const I& in, O&& out, double h, Connectivity connectivity = Connectivity::full) {
  detail::high_extrema<false>("limn::h_maxima_into", const_view(in), view(out), h, connectivity);
}

/// The regional maxima of a height of at least `h`: skimage.morphology.h_maxima. See `h_maxima_into`.
template <GrayImage I>
[[nodiscard]] Image<Binary, rank_v<I>> h_maxima(const I& image, double h,
                                                Connectivity connectivity = Connectivity::full) {
  Image<Binary, rank_v<I>> out(const_view(image).size(), uninitialized);
  detail::high_extrema<false>("limn::h_maxima", const_view(image), view(out), h, connectivity);
  return out;
}

/// Writes foreground on the regional minima of a depth of at least `h`. Otherwise as `h_maxima_into`.
template <GrayImage I, OutputOf<Binary> O>
requires SameRank<I, O>
void h_minima_into(const I& in, O&& out, double h, Connectivity connectivity = Connectivity::full) {
  detail::high_extrema<true>("limn::h_minima_into", const_view(in), view(out), h, connectivity);
}

/// The regional minima of a depth of at least `h`: skimage.morphology.h_minima. See `h_maxima_into`.
template <GrayImage I>
[[nodiscard]] Image<Binary, rank_v<I>> h_minima(const I& image, double h,
                                                Connectivity connectivity = Connectivity::full) {
  Image<Binary, rank_v<I>> out(const_view(image).size(), uninitialized);
  h_minima_into(image, out, h, connectivity);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
