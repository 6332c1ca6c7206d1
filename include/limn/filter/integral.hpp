#pragma once
/// \file
/// The integral image: the sum of all pixels above and left of each corner, so that the sum of any box takes four
/// numbers.
///
/// Source: F. C. Crow, "Summed-area tables for texture mapping", Computer Graphics 18(3), 1984.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>

#include <cstdint>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {

/// The pixel type of `integral`: std::int64_t for integers, double for floats.
template <class T>
using integral_t = std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>;

namespace detail {

/// Adds the sums of a row up to each pixel to the row above.
struct IntegralRow {
  template <class Tag, class T, class S>
  LIMN_INLINE void operator()(Tag, const T* pixels, const S* above, S* out, Index width) const {
    S sum = 0;
    out[0] = 0;
    for (Index x = 0; x < width; ++x) {
      sum += static_cast<S>(pixels[x]);
      out[x + 1] = sum;
    }
    for (Index x = 1; x <= width; ++x) out[x] += above[x];
  }
};

}  // namespace detail

/// Writes sums: pixel (x, y) of `out` is the sum of the pixels (i, j) of `in` with i < x and j < y. The layout is that
/// of cv::integral; without its first row and column it is scikit-image's `integral_image`.
///
/// Integers are exact as long as the whole sum is a 64-bit integer, which 2^31 pixels of 32 bits cannot exceed. A NaN
/// makes all sums NaN that it is part of.
///
/// \param in   a 2-D gray image of any pixel type.
/// \param out  an image of `integral_t`, wider and higher by one.
/// \throws std::invalid_argument  if the output has another size.
/// \complexity one pass, no allocation.
template <GrayImage I, OutputOf<integral_t<pixel_t<I>>> O>
requires(rank_v<I> == 2 && rank_v<O> == 2) void integral_into(const I& in, O&& out) {
  using S = integral_t<pixel_t<I>>;
  const auto from = const_view(in);
  const auto to = view(out);
  detail::require_same_size("limn::integral_into", "the output", to.size(), "the table",
                            Size<2>{from.width() + 1, from.height() + 1});
  for (Index x = 0; x < to.width(); ++x) to(x, 0) = 0;
  for (Index y = 0; y < from.height(); ++y) {
    detail::dispatch(detail::IntegralRow{}, from.row_pointer(y), static_cast<const S*>(to.row_pointer(y)),
                     to.row_pointer(y + 1), from.width());
  }
}

/// The sums above and left of every corner of a pixel. See `integral_into`.
template <GrayImage I>
requires(rank_v<I> == 2) [[nodiscard]] Image<integral_t<pixel_t<I>>> integral(const I& image) {
  const Size<2> size = const_view(image).size();
  Image<integral_t<pixel_t<I>>> sums(Size<2>{size.width + 1, size.height + 1}, uninitialized);
  integral_into(image, sums);
  return sums;
}

}  // namespace LIMN_ABI
}  // namespace limn
