#pragma once
/// \file
/// How far the outlines of a segmentation lie from those of the truth: Hausdorff distances, average surface distance,
/// boundary F.
///
/// Sources: D. P. Huttenlocher, G. A. Klanderman, W. J. Rucklidge, "Comparing images using the Hausdorff distance",
/// IEEE TPAMI 15(9), 1993. D. R. Martin, C. C. Fowlkes, J. Malik, "Learning to detect natural image boundaries using
/// local brightness, color, and texture cues", IEEE TPAMI 26(5), 2004. T. Heimann et al., "Comparison and evaluation of
/// methods for liver segmentation from CT datasets", IEEE TMI 28(8), 2009.
///
/// The surface of a mask is its pixels that have a background pixel beside, above or below them (and in 3-D before or
/// behind them); what lies outside of the image is background. Of a label image it is the pixels of objects that have
/// such a neighbor of another label, so that it runs between objects that touch. Label 0 is no object.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/detail/math.hpp>
#include <limn/filter/distance.hpp>
#include <limn/metrics/detail/surface.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace limn {

/// For every surface pixel of the one image, in raster order, the distance to the nearest surface pixel of the other;
/// infinity where the other has none.
struct SurfaceDistances {
  std::vector<double> mask;   ///< from the segmentation to the truth
  std::vector<double> truth;  ///< from the truth to the segmentation
};

/// How many surface pixels have one of the other image within the tolerance.
struct BoundaryAgreement {
  double precision = 1;  ///< share of those of the segmentation; 1 where it has none
  double recall = 1;     ///< share of those of the truth; 1 where it has none
  double f = 1;          ///< harmonic mean; 0 where both are 0
};

inline namespace LIMN_ABI {
namespace detail {

/// The distances from the sites of `from` to those of `to`, for pixels as wide as high; `squares` is room for them.
template <std::size_t R, class E>
[[nodiscard]] std::vector<double> site_distances(const Image<Binary, R>& from, const Image<Binary, R>& to, double side,
                                                 Image<std::int64_t, R>& squares, E& executor) {
  std::vector<double> distances;
  squared_distance_transform_into(to, squares, executor);
  for_each_site(from, [&](std::size_t at) {
    const std::int64_t squared = squares.pixels()[at];
    distances.push_back(squared == no_distance<std::int64_t> ? std::numeric_limits<double>::infinity()
                                                             : math::sqrt(static_cast<double>(squared)) * side);
  });
  return distances;
}

/// The same for pixels of any shape.
template <std::size_t R>
[[nodiscard]] std::vector<double> site_distances(const Image<Binary, R>& from, const Image<Binary, R>& to,
                                                 const std::array<double, R>& spacing) {
  DistanceOptions options;
  for (std::size_t axis = 0; axis < R; ++axis) options.spacing[axis] = spacing[axis];
  // Sides are multiplied before they are squared: straight along an axis, that is the distance to its last bit, and a
  // tolerance of five sides reaches the fifth pixel.
  const auto distance = [&](Index here, Index site) {
    double sum = 0;
    for (std::size_t axis = 0; axis < R; ++axis) {
      const Index side = to.size()[axis];
      const double along = static_cast<double>(here % side - site % side) * spacing[axis];
      sum += along * along;
      here /= side;
      site /= side;
    }
    return math::sqrt(sum);
  };
  std::vector<double> distances;
  const auto nearest = nearest_background(to, options);
  for_each_site(from, [&](std::size_t at) {
    const Index site = nearest.pixels()[at];
    distances.push_back(site < 0 ? std::numeric_limits<double>::infinity() : distance(static_cast<Index>(at), site));
  });
  return distances;
}

template <class P, class Q, std::size_t R, class E>
[[nodiscard]] SurfaceDistances surface_distances(std::string_view function, const ImageView<const P, R>& mask,
                                                 const ImageView<const Q, R>& truth,
                                                 const std::array<double, R>& spacing, E& executor) {
  require_same_size(function, "the segmentation", mask.size(), "the truth", truth.size());
  for (std::size_t axis = 0; axis < R; ++axis) require_spacing(function, axis, spacing[axis]);
  // Outside of this box lies background, as around the image.
  const Box<R> box = objects_box(mask, truth);
  const Image<Binary, R> found = surface_sites(subview(mask, box)), real = surface_sites(subview(truth, box));
  bool isotropic = true;
  for (const double side : spacing) isotropic = isotropic && side == spacing[0];
  if (!isotropic) return {site_distances(found, real, spacing), site_distances(real, found, spacing)};
  Image<std::int64_t, R> squares(box.size, uninitialized);
  auto there = site_distances(found, real, spacing[0], squares, executor);
  return {std::move(there), site_distances(real, found, spacing[0], squares, executor)};
}

/// The value below which 95 of 100 lie, between two of them in proportion; 0 for none. Reorders the values.
[[nodiscard]] inline double percentile_95(std::vector<double>& values) {
  if (values.empty()) return 0;
  const double rank = 0.95 * static_cast<double>(values.size() - 1);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), at, values.end());
  if (at + 1 == values.end()) return *at;
  const double next = *std::min_element(at + 1, values.end());
  return next == *at ? next : *at + (next - *at) * (rank - math::floor(rank));
}

template <std::size_t R>
[[nodiscard]] constexpr std::array<double, R> unit_spacing() {
  std::array<double, R> spacing{};
  for (double& side : spacing) side = 1;
  return spacing;
}

}  // namespace detail

/// The distances between the surfaces of a segmentation and of the truth, of which the metrics below are statistics.
///
/// \param mask, truth  masks or label images of one size, 2-D or 3-D.
/// \param spacing   the side of a pixel along x, y and, in 3-D, z, in the unit that distances shall have.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ or a spacing does not lie in [1e-100, 1e100].
/// \complexity  linear in the pixels; memory of 10 bytes per pixel of the box that holds the objects of both. Spacings
///              that are not the same along all axes take a slower way.
template <ObjectsImage I, ObjectsImage J, Executor E = const Sequential&>
requires SameRank<I, J>
[[nodiscard]] SurfaceDistances surface_distances(
    const I& mask, const J& truth, const std::array<double, rank_v<I>>& spacing = detail::unit_spacing<rank_v<I>>(),
    E&& executor = sequential) {
  return detail::surface_distances("limn::surface_distances", const_view(mask), const_view(truth), spacing, executor);
}

/// The Hausdorff distance: how far from the surface of the other a surface pixel of either lies at most.
///
/// \param mask, truth  masks or label images of one size, 2-D or 3-D.
/// \param spacing   the side of a pixel along each axis.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \returns     0 where neither has a surface, infinity where one has none. scikit-image's `hausdorff_distance` of the
///              surface pixels.
/// \throws std::invalid_argument  if the sizes differ or a spacing does not lie in [1e-100, 1e100].
/// \complexity  as `surface_distances`.
template <ObjectsImage I, ObjectsImage J, Executor E = const Sequential&>
requires SameRank<I, J>
[[nodiscard]] double hausdorff(const I& mask, const J& truth,
                               const std::array<double, rank_v<I>>& spacing = detail::unit_spacing<rank_v<I>>(),
                               E&& executor = sequential) {
  const auto distances =
      detail::surface_distances("limn::hausdorff", const_view(mask), const_view(truth), spacing, executor);
  double most = 0;
  for (const double distance : distances.mask) most = (std::max)(most, distance);
  for (const double distance : distances.truth) most = (std::max)(most, distance);
  return most;
}

/// The 95th percentile of the distances of both surfaces taken together: a Hausdorff distance that few stray pixels do
/// not decide. Between two distances it is interpolated, as numpy's `percentile` does. See `hausdorff95_max` for the
/// other definition in use.
///
/// \param mask, truth  masks or label images of one size, 2-D or 3-D.
/// \param spacing   the side of a pixel along each axis.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \returns     0 where neither has a surface, infinity where one has none.
/// \throws std::invalid_argument  if the sizes differ or a spacing does not lie in [1e-100, 1e100].
/// \complexity  as `surface_distances`.
template <ObjectsImage I, ObjectsImage J, Executor E = const Sequential&>
requires SameRank<I, J>
[[nodiscard]] double hausdorff95_pooled(
    const I& mask, const J& truth, const std::array<double, rank_v<I>>& spacing = detail::unit_spacing<rank_v<I>>(),
    E&& executor = sequential) {
  auto distances =
      detail::surface_distances("limn::hausdorff95_pooled", const_view(mask), const_view(truth), spacing, executor);
  distances.mask.insert(distances.mask.end(), distances.truth.begin(), distances.truth.end());
  return detail::percentile_95(distances.mask);
}

/// The larger of the 95th percentiles of the distances from the one surface to the other and back, as MONAI defines it.
/// Between two distances it is interpolated, as numpy's `percentile` does. See `hausdorff95_pooled` for the other
/// definition in use.
///
/// \param mask, truth  masks or label images of one size, 2-D or 3-D.
/// \param spacing   the side of a pixel along each axis.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \returns     0 where neither has a surface, infinity where one has none.
/// \throws std::invalid_argument  if the sizes differ or a spacing does not lie in [1e-100, 1e100].
/// \complexity  as `surface_distances`.
template <ObjectsImage I, ObjectsImage J, Executor E = const Sequential&>
requires SameRank<I, J>
[[nodiscard]] double hausdorff95_max(const I& mask, const J& truth,
                                     const std::array<double, rank_v<I>>& spacing = detail::unit_spacing<rank_v<I>>(),
                                     E&& executor = sequential) {
  auto distances =
      detail::surface_distances("limn::hausdorff95_max", const_view(mask), const_view(truth), spacing, executor);
  return (std::max)(detail::percentile_95(distances.mask), detail::percentile_95(distances.truth));
}

/// The average symmetric surface distance: the mean over the surface pixels of both, taken together.
///
/// \param mask, truth  masks or label images of one size, 2-D or 3-D.
/// \param spacing   the side of a pixel along each axis.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \returns     0 where neither has a surface, infinity where one has none.
/// \throws std::invalid_argument  if the sizes differ or a spacing does not lie in [1e-100, 1e100].
/// \complexity  as `surface_distances`.
template <ObjectsImage I, ObjectsImage J, Executor E = const Sequential&>
requires SameRank<I, J>
[[nodiscard]] double average_surface_distance(
    const I& mask, const J& truth, const std::array<double, rank_v<I>>& spacing = detail::unit_spacing<rank_v<I>>(),
    E&& executor = sequential) {
  const auto distances = detail::surface_distances("limn::average_surface_distance", const_view(mask),
                                                   const_view(truth), spacing, executor);
  double sum = 0;
  for (const double distance : distances.mask) sum += distance;
  for (const double distance : distances.truth) sum += distance;
  const std::size_t count = distances.mask.size() + distances.truth.size();
  return count == 0 ? 0.0 : sum / static_cast<double>(count);
}

/// How much of the surface of a segmentation is that of the truth, and the reverse, where a pixel may be off by
/// `tolerance`. Several pixels may find the same one near: nothing is matched one to one.
///
/// \param mask, truth  masks or label images of one size, 2-D or 3-D.
/// \param tolerance  the largest Euclidean distance that still agrees, in units of the spacing; at least 0, finite.
/// \param spacing    the side of a pixel along each axis.
/// \param executor   runs bands of rows; the result does not depend on it.
/// \returns     all 1 where neither has a surface. Where one has none, what it lacks is 1, the other share and F are 0.
/// \throws std::invalid_argument  if the sizes differ, or the tolerance or a spacing is out of range.
/// \complexity  as `surface_distances`.
template <ObjectsImage I, ObjectsImage J, Executor E = const Sequential&>
requires SameRank<I, J>
[[nodiscard]] BoundaryAgreement boundary_agreement(
    const I& mask, const J& truth, double tolerance = 2,
    const std::array<double, rank_v<I>>& spacing = detail::unit_spacing<rank_v<I>>(), E&& executor = sequential) {
  if (!(tolerance >= 0 && tolerance <= (std::numeric_limits<double>::max)())) {
    detail::throw_invalid_argument("limn::boundary_agreement: tolerance is ", tolerance,
                                   " but must be at least 0 and finite");
  }
  const auto distances =
      detail::surface_distances("limn::boundary_agreement", const_view(mask), const_view(truth), spacing, executor);
  const auto near = [tolerance](const std::vector<double>& all) {
    if (all.empty()) return 1.0;
    std::size_t count = 0;
    for (const double distance : all) count += distance <= tolerance;
    return static_cast<double>(count) / static_cast<double>(all.size());
  };
  BoundaryAgreement result;
  result.precision = near(distances.mask);
  result.recall = near(distances.truth);
  const double sum = result.precision + result.recall;
  result.f = sum > 0 ? 2 * result.precision * result.recall / sum : 0.0;
  return result;
}

/// The harmonic mean of the precision and recall of `boundary_agreement`.
///
/// \param mask, truth  masks or label images of one size, 2-D or 3-D.
/// \param tolerance  the largest Euclidean distance that still agrees, in units of the spacing; at least 0, finite.
/// \param spacing    the side of a pixel along each axis.
/// \param executor   runs bands of rows; the result does not depend on it.
/// \returns     in [0, 1]; 1 where neither has a surface, 0 where one has none.
/// \throws std::invalid_argument  if the sizes differ, or the tolerance or a spacing is out of range.
/// \complexity  as `surface_distances`.
template <ObjectsImage I, ObjectsImage J, Executor E = const Sequential&>
requires SameRank<I, J>
[[nodiscard]] double boundary_f(const I& mask, const J& truth, double tolerance = 2,
                                const std::array<double, rank_v<I>>& spacing = detail::unit_spacing<rank_v<I>>(),
                                E&& executor = sequential) {
  return boundary_agreement(mask, truth, tolerance, spacing, executor).f;
}

}  // namespace LIMN_ABI
}  // namespace limn
