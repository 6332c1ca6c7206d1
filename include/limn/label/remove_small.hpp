#pragma once
/// \file
/// Small objects go, and small holes are filled.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/label/detail/drop_small.hpp>
#include <limn/label/detail/keep_labels.hpp>

#include <cstddef>
#include <string_view>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline void require_area(std::string_view function, Index area) {
  if (area < 0) throw_invalid_argument(function, ": area is ", area, " but must be >= 0");
}

}  // namespace detail

/// Writes the objects of a mask that have at least `area` pixels.
///
/// \param in            rank 2 or 3.
/// \param out           of the same size; the same memory as `in` is fine.
/// \param area          in pixels; nothing goes where it is 0 or 1.
/// \param connectivity  which pixels belong to one object. scikit-image's default is `face`.
/// \param executor      runs bands of large images; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ or the area is negative.
/// \complexity          linear; memory of one bit for each pixel and of 12 bytes for each run of foreground.
template <MaskImage I, OutputOf<Binary> O, Executor E = const Sequential&>
requires SameRank<I, O>
void remove_small_into(const I& in, O&& out, Index area, Connectivity connectivity = Connectivity::full,
                       E&& executor = sequential) {
  detail::require_same_size("limn::remove_small_into", "the output", view(out).size(), "the mask",
                            const_view(in).size());
  detail::require_area("limn::remove_small", area);
  detail::drop_small(const_view(in), view(out), area, connectivity, false, executor);
}

/// The objects of at least `area` pixels: skimage.morphology.remove_small_objects. See `remove_small_into`.
template <MaskImage I, Executor E = const Sequential&>
[[nodiscard]] Image<Binary, rank_v<I>> remove_small(const I& mask, Index area,
                                                    Connectivity connectivity = Connectivity::full,
                                                    E&& executor = sequential) {
  Image<Binary, rank_v<I>> out(const_view(mask).size(), uninitialized);
  remove_small_into(mask, out, area, connectivity, executor);
  return out;
}

/// Writes the objects of a label image that have at least `area` pixels, numbered anew from 1 in raster order of their
/// first pixels.
///
/// \param in    rank 2 or 3; labels below 1 are background. All pixels of a label are one object, connected or not.
/// \param out   of the same type and size; the same memory as `in` is fine.
/// \param area  in pixels.
/// \throws std::invalid_argument  if the sizes differ or the area is negative.
/// \complexity  two passes; memory as `regions`.
template <LabelsImage I, OutputOf<pixel_t<I>> O>
requires SameRank<I, O>
void remove_small_into(const I& in, O&& out, Index area) {
  detail::require_same_size("limn::remove_small_into", "the output", view(out).size(), "the label image",
                            const_view(in).size());
  detail::require_area("limn::remove_small", area);
  detail::keep_labels(
      const_view(in), view(out), [](Index& pixels, Index, Index begin, Index end) { pixels += end - begin; },
      [area](Index pixels) { return pixels >= area; });
}

/// The objects of at least `area` pixels, numbered anew. See `remove_small_into`.
template <LabelsImage I>
[[nodiscard]] Image<pixel_t<I>, rank_v<I>> remove_small(const I& labels, Index area) {
  Image<pixel_t<I>, rank_v<I>> out(const_view(labels).size(), uninitialized);
  remove_small_into(labels, out, area);
  return out;
}

/// Writes the mask with those pieces of its background filled that have fewer than `area` pixels, whether they touch
/// the border of the picture or not.
///
/// \param connectivity  of the background; see `fill_holes`.
///
/// Otherwise as `remove_small_into`.
template <MaskImage I, OutputOf<Binary> O, Executor E = const Sequential&>
requires SameRank<I, O>
void remove_holes_into(const I& in, O&& out, Index area, Connectivity connectivity = Connectivity::face,
                       E&& executor = sequential) {
  detail::require_same_size("limn::remove_holes_into", "the output", view(out).size(), "the mask",
                            const_view(in).size());
  detail::require_area("limn::remove_holes", area);
  detail::drop_small(const_view(in), view(out), area, connectivity, true, executor);
}

/// The mask with holes of fewer than `area` pixels filled: skimage.morphology.remove_small_holes. See
/// `remove_holes_into`.
template <MaskImage I, Executor E = const Sequential&>
[[nodiscard]] Image<Binary, rank_v<I>> remove_holes(const I& mask, Index area,
                                                    Connectivity connectivity = Connectivity::face,
                                                    E&& executor = sequential) {
  Image<Binary, rank_v<I>> out(const_view(mask).size(), uninitialized);
  remove_holes_into(mask, out, area, connectivity, executor);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
