#pragma once
/// \file
/// An image in another size: by the nearest pixel, by a line between two, or by the mean over the area.
///
/// Source: interpolation on pixel centers and area averaging, in the conventions of cv::resize.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/filter/detail/channel_rows.hpp>
#include <limn/filter/detail/resize_rows.hpp>

#include <type_traits>

namespace limn {

/// Where the value of a new pixel comes from.
enum class Interpolation {
  nearest,  ///< the pixel that the new pixel's upper left corner lies in, as cv::INTER_NEAREST; values stay as they are
  linear,   ///< linear between the centers of the two nearest pixels on each axis, cv::INTER_LINEAR; enlarge by it
  area  ///< the mean over what the new pixel covers; shrink by it. cv::INTER_AREA leaves out slivers under 0.001 pixels
};

inline namespace LIMN_ABI {

/// Writes the image in the size of `out`, each channel by itself.
///
/// The edges of the images coincide; outside, the last pixels repeat. Except for `nearest`, integers up to 16 bits and
/// float are computed in float, others in double, along y first (gray images that grow on both axes along x first),
/// along the other next, z last; integers are rounded once, halves to even. Float pixels are within 1e-5 of OpenCV's,
/// relative to their range; `area` is OpenCV's where both axes shrink or both grow. A NaN reaches every pixel that is
/// made of it, and a neighbor that has it under a weight of zero.
///
/// \param in       2-D or 3-D, gray or color, any pixel type; not empty unless `out` is.
/// \param out      any size; must not overlap `in`.
/// \param how      see Interpolation.
/// \param executor runs rows; the result does not depend on it.
/// \throws std::invalid_argument  if `in` is empty and `out` is not.
/// \complexity     `nearest` and `linear` O(1) per pixel of `out` and, along y, per pixel of `in`; `area` one pass over
///                 what is covered. Memory for a row, in 3-D for as many as a pixel of `out` covers slices.
template <AnyImage I, OutputOf<pixel_t<I>> O, Executor E = const Sequential&>
requires SameRank<I, O> &&
    (GrayImage<I> || ColorImage<I>)void resize_into(const I& in, O&& out, Interpolation how = Interpolation::linear,
                                                    E&& executor = sequential) {
  using T = channel_t<pixel_t<I>>;
  const auto from = const_view(in);
  const auto to = view(out);
  if (to.empty()) return;
  if (from.empty()) {
    detail::throw_invalid_argument("limn::resize: the image is empty but the output is ", to.size());
  }
  const auto rows = detail::channel_rows(from);
  const auto results = detail::channel_rows(to);
  if (how == Interpolation::nearest) return detail::resize_nearest(rows, results, executor);
  using Real = std::conditional_t<std::is_same_v<T, float> || (std::is_integral_v<T> && sizeof(T) <= 2), float, double>;
  const auto taps = [&](Index wanted, Index given) {
    return how == Interpolation::linear ? detail::linear_taps<Real>(wanted, given)
                                        : detail::area_taps<Real>(wanted, given);
  };
  detail::resize_weighted(rows, results, taps(results.width, rows.width), taps(results.height, rows.height),
                          taps(results.depth, rows.depth), executor);
}

/// The image in another size. See `resize_into`.
/// \throws std::invalid_argument  also if the size is negative.
template <AnyImage I, Executor E = const Sequential&>
requires(GrayImage<I> || ColorImage<I>)
    [[nodiscard]] Image<pixel_t<I>, rank_v<I>> resize(const I& image, const Size<rank_v<I>>& size,
                                                      Interpolation how = Interpolation::linear,
                                                      E&& executor = sequential) {
  for (std::size_t axis = 0; axis < rank_v<I>; ++axis) {
    if (size[axis] < 0) detail::throw_invalid_argument("limn::resize: the size ", size, " is negative");
  }
  Image<pixel_t<I>, rank_v<I>> result(size, uninitialized);
  resize_into(image, result, how, executor);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
