#pragma once
/// \file
/// Objects grown outward until they meet or have grown enough.
///
/// Source: T. R. Jones, A. Carpenter, P. Golland, "Voronoi-based segmentation of cells on image manifolds", CVBIA 2005;
/// with the Euclidean distance in the plane.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/filter/detail/distance_sites.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {

namespace detail {

/// `S` holds the raster index of the nearest pixel of an object.
template <class S, class L, std::size_t R>
void expand_by_sites(const ImageView<const L, R>& in, double distance, const ImageView<L, R>& out) {
  const Size<R> size = in.size();
  Image<S, R> nearest(size, uninitialized);
  std::array<std::int64_t, R> ones{};
  ones.fill(1);
  nearest_sites(in, view(nearest), ones, [](L label) { return label > 0; });
  const double most = distance * distance;
  for (Index i = 0; i < row_count(size); ++i) {
    const L* const from = nth_row(in, i);
    const S* const sites = nth_row(view(nearest), i);
    L* const row = nth_row(out, i);
    const Index y = R == 2 ? i : i % size[1], z = R == 2 ? 0 : i / size[1];
    for (Index x = 0; x < size[0]; ++x) {
      const S site = sites[x], site_row = site / static_cast<S>(size[0]);
      L label = 0;
      if (from[x] > 0) {
        label = from[x];
      } else if (site >= 0) {
        const Index there = site % static_cast<S>(size[0]), dx = there - x;
        const Index dy = (R == 2 ? site_row : site_row % static_cast<S>(size[1])) - y;
        const Index dz = R == 2 ? 0 : site_row / static_cast<S>(size[1]) - z;
        // Objects stay as they are, so it does not matter if their pixels have been written before.
        if (static_cast<double>(dx * dx + dy * dy + dz * dz) <= most) label = nth_row(in, site_row)[there];
      }
      row[x] = label;
    }
  }
}

}  // namespace detail

/// Writes each pixel's nearest label, if it is near enough. See `expand_labels`.
///
/// \param out  an image of the same size and pixel type; may be `labels` itself.
/// \throws std::invalid_argument  if the sizes differ, or the distance is negative or NaN.
template <LabelsImage I, OutputOf<pixel_t<I>> O>
requires SameRank<I, O>
void expand_labels_into(const I& labels, double distance, O&& out) {
  const auto in = const_view(labels);
  const auto to = view(out);
  detail::require_same_size("limn::expand_labels_into", "the output", to.size(), "the label image", in.size());
  if (!(distance >= 0)) {
    detail::throw_invalid_argument("limn::expand_labels: the distance is ", distance, ", which is not at least 0");
  }
  if (detail::has_short_indices(in.size())) detail::expand_by_sites<std::int32_t>(in, distance, to);
  else detail::expand_by_sites<Index>(in, distance, to);
}

/// The objects of a label image, each grown by all background pixels that are no farther from it than a distance and
/// not nearer to another.
///
/// \param labels    2-D or 3-D, any integers; 0 and negative ones are background.
/// \param distance  Euclidean, between centers of pixels; at least 0, infinity to share out the whole image.
/// \returns         labels as they were, and background as 0 or the label of the nearest object. Of several pixels at
///                  the same distance the first in raster order counts, where scikit-image's `expand_labels` takes the
///                  first by columns.
/// \throws std::invalid_argument  if the distance is negative or NaN.
/// \complexity      linear in the pixels; memory of 4 bytes for every pixel, 8 in images of 2^31 or more.
template <LabelsImage I>
[[nodiscard]] LabelImage<pixel_t<I>, rank_v<I>> expand_labels(const I& labels, double distance) {
  LabelImage<pixel_t<I>, rank_v<I>> result(const_view(labels).size(), uninitialized);
  expand_labels_into(labels, distance, result);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
