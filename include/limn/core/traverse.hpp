#pragma once
/// \file
/// Visiting the pixels of images: row by row, and pixel by pixel.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The number of rows of an image: every (y[, z]).
template <std::size_t R>
[[nodiscard]] LIMN_INLINE constexpr Index row_count(const Size<R>& size) {
  Index count = 1;
  for (std::size_t axis = 1; axis < R; ++axis) count *= size[axis];
  return count;
}

/// Row `i` of an image, counted through all slices.
template <class T, std::size_t R>
[[nodiscard]] LIMN_INLINE T* nth_row(const ImageView<T, R>& image, Index i) {
  if constexpr (R == 2) return image.row_pointer(i);
  else return image.row_pointer(i % image.height(), i / image.height());
}

/// Calls `f(length, pointers...)` for the rows of images of one size; once for all where none is padded.
template <class F, class T, class... Rest, std::size_t R>
LIMN_INLINE void for_each_row(F&& f, const ImageView<T, R>& first, const ImageView<Rest, R>&... rest) {
  const Size<R> size = first.size();
  if (first.empty()) return;
  if (first.is_contiguous() && (rest.is_contiguous() && ...)) {
    f(limn::pixel_count(size), first.pixels(), rest.pixels()...);
    return;
  }
  const Index rows = row_count(size);
  for (Index i = 0; i < rows; ++i) f(size[0], nth_row(first, i), nth_row(rest, i)...);
}

}  // namespace detail

/// Sets every pixel to `value`.
template <WritableImage O>
void fill(O&& image, const pixel_t<O>& value) {
  detail::for_each_row(
      [&value](Index length, pixel_t<O>* out) {
        for (Index x = 0; x < length; ++x) out[x] = value;
      },
      view(image));
}

/// Copies pixel by pixel; `in` and `out` have one size and do not overlap.
template <AnyImage I, OutputOf<pixel_t<I>> O>
requires SameRank<I, O>
void copy_into(const I& in, O&& out) {
  detail::require_same_size("limn::copy_into", "the output", view(out).size(), "the image", const_view(in).size());
  detail::for_each_row(
      [](Index length, const pixel_t<I>* from, pixel_t<I>* to) {
        std::memcpy(static_cast<void*>(to), from, static_cast<std::size_t>(length) * sizeof(pixel_t<I>));
      },
      const_view(in), view(out));
}

/// An image of its own with the pixels of `image`.
template <AnyImage I>
[[nodiscard]] Image<pixel_t<I>, rank_v<I>> copy(const I& image) {
  Image<pixel_t<I>, rank_v<I>> result(const_view(image).size(), uninitialized);
  copy_into(image, result);
  return result;
}

/// Writes `f(pixel)` for every pixel; `in` and `out` may be the same image.
template <AnyImage I, WritableImage O, class F>
requires SameRank<I, O> && std::is_invocable_r_v<pixel_t<O>, F&, const pixel_t<I>&> void transform_into(const I& in,
                                                                                                        O&& out,
                                                                                                        F&& f) {
  detail::require_same_size("limn::transform_into", "the output", view(out).size(), "the image", const_view(in).size());
  detail::for_each_row(
      [&f](Index length, const pixel_t<I>* from, pixel_t<O>* to) {
        for (Index x = 0; x < length; ++x) to[x] = f(from[x]);
      },
      const_view(in), view(out));
}

/// The image of `f(pixel)`.
template <AnyImage I, class F>
requires std::is_invocable_v < F&, const pixel_t<I>
& > [[nodiscard]] auto transform(const I& image, F&& f) {
  Image<std::remove_cvref_t<std::invoke_result_t<F&, const pixel_t<I>&>>, rank_v<I>> result(const_view(image).size(),
                                                                                            uninitialized);
  transform_into(image, result, f);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
