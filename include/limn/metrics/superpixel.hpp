#pragma once
/// \file
/// How well superpixels keep to the objects of the truth: boundary recall and under-segmentation error.
///
/// Sources: X. Ren, J. Malik, "Learning a classification model for segmentation", ICCV 2003 (boundary recall). P.
/// Neubert, P. Protzel, "Superpixel benchmark and comparison", Forum Bildverarbeitung 2012 (under-segmentation error).
///
/// Both compare partitions: label 0 is a part like any other.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>
#include <limn/filter/distance.hpp>
#include <limn/label/boundaries.hpp>
#include <limn/metrics/contingency.hpp>
#include <limn/metrics/detail/surface.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A mask whose background is the pixels on both sides of where two parts meet.
template <class I>
[[nodiscard]] Image<Binary, rank_v<I>> parting_sites(const I& labels) {
  auto sites = find_boundaries(labels, {.mode = BoundaryMode::thick, .connectivity = Connectivity::face});
  transform_into(sites, sites, [](Binary pixel) { return to_binary(!is_foreground(pixel)); });
  return sites;
}

}  // namespace detail

/// The share of the truth's boundary pixels that have a boundary pixel of the superpixels within `tolerance`. Boundary
/// pixels are those with a face neighbor of another label, on both sides.
///
/// \param superpixels, truth  label images of one size, 2-D or 3-D. Negative labels are taken for 0.
/// \param tolerance  the largest Euclidean distance in pixels; at least 0, finite.
/// \param executor   runs bands of rows; the result does not depend on it.
/// \returns     in [0, 1]; 1 where the truth has no boundary.
/// \throws std::invalid_argument  if the sizes differ or the tolerance is out of range.
/// \complexity  linear in the pixels; memory of 10 bytes per pixel.
template <LabelsImage I, LabelsImage J, Executor E = const Sequential&>
requires SameRank<I, J>
[[nodiscard]] double boundary_recall(const I& superpixels, const J& truth, double tolerance = 2,
                                     E&& executor = sequential) {
  detail::require_same_size("limn::boundary_recall", "the segmentation", const_view(superpixels).size(), "the truth",
                            const_view(truth).size());
  if (!(tolerance >= 0 && tolerance <= (std::numeric_limits<double>::max)())) {
    detail::throw_invalid_argument("limn::boundary_recall: tolerance is ", tolerance,
                                   " but must be at least 0 and finite");
  }
  const auto squares = squared_distance_transform(detail::parting_sites(superpixels), executor);
  std::int64_t found = 0, all = 0;
  detail::for_each_site(detail::parting_sites(truth), [&](std::size_t at) {
    const std::int64_t squared = squares.pixels()[at];
    ++all;
    found += squared != no_distance<std::int64_t> && detail::math::sqrt(static_cast<double>(squared)) <= tolerance;
  });
  return all == 0 ? 1.0 : static_cast<double>(found) / static_cast<double>(all);
}

/// The share of pixels by which superpixels leak across the parts of the truth: for each superpixel and each part that
/// it meets, the lesser of what lies within and what lies outside of that part, summed and divided by the number of
/// pixels. A leaking superpixel counts for every part that it meets, so the error may exceed 1.
///
/// \param superpixels, truth  label images of one size, any rank.
/// \returns     0 where every superpixel lies within one part, and for empty images.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity  one pass and O(p log p) for p distinct pairs of labels.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] double undersegmentation_error(const I& superpixels, const J& truth) {
  const auto cells = detail::count_pairs("limn::undersegmentation_error", const_view(superpixels), const_view(truth));
  const detail::LabelAreas areas(cells);
  std::int64_t pixels = 0, leaks = 0;
  for (const ContingencyCell& cell : cells) {
    const std::int64_t outside = areas.area(cell.label) - cell.count;
    pixels += cell.count;
    leaks += cell.count < outside ? cell.count : outside;
  }
  return pixels == 0 ? 0.0 : static_cast<double>(leaks) / static_cast<double>(pixels);
}

}  // namespace LIMN_ABI
}  // namespace limn
