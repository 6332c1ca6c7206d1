#pragma once
/// \file
/// All that the shapes of objects measure, in one table. What each measure means stands at the function that gives it:
/// moments.hpp, perimeter.hpp, convex_hull.hpp.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/detail/math.hpp>
#include <limn/label/convex_hull.hpp>
#include <limn/label/moments.hpp>
#include <limn/label/perimeter.hpp>
#include <limn/label/regions.hpp>
#include <limn/label/run_length.hpp>

#include <array>
#include <cstddef>
#include <vector>

namespace limn {

/// An object with the measures of its shape, in pixels and radians.
template <std::size_t R = 2>
struct RegionShape;
template <>
struct RegionShape<2> : Region<2> {
  double major_axis = 0, minor_axis = 0;  ///< of the ellipse with the same second moments
  double orientation = 0;                 ///< of its major axis, from the y axis toward x
  double eccentricity = 0;
  double equivalent_diameter = 0;  ///< of the circle of the same area
  double extent = 0;               ///< the part of the box that it fills
  double perimeter = 0, crofton_perimeter = 0;
  Index euler_number = 0;  ///< pieces minus holes
  Index convex_area = 0;
  double solidity = 0;  ///< the part of its convex hull that it fills
  double feret_max = 0, feret_min = 0;
  Moments central_moments;
  std::array<double, 7> hu_moments{};
};
template <>
struct RegionShape<3> : Region<3> {
  double major_axis = 0, middle_axis = 0, minor_axis = 0;  ///< of the ellipsoid with the same second moments
  double equivalent_diameter = 0;                          ///< of the ball of the same volume
  double extent = 0;                                       ///< the part of the box that it fills
  Index euler_number = 0;                                  ///< pieces minus tunnels plus cavities
};

inline namespace LIMN_ABI {
namespace detail {

template <std::size_t R>
[[nodiscard]] RegionShape<R> measure_shape(const Region<R>& region, const RunMask<R>& mask, Connectivity connectivity) {
  constexpr double pi = 3.14159265358979323846264;
  RegionShape<R> shape;
  static_cast<Region<R>&>(shape) = region;
  const double pixels = static_cast<double>(region.area);
  shape.extent = pixels / static_cast<double>(pixel_count(region.box.size));
  shape.euler_number = euler_number(mask, connectivity);
  if constexpr (R == 2) {
    shape.equivalent_diameter = math::sqrt(4 * pixels / pi);
    shape.central_moments = central_moments(mask);
    shape.hu_moments = hu_moments(normalized_moments(shape.central_moments));
    const Ellipse<2> axes = ellipse(shape.central_moments);
    shape.major_axis = axes.major_axis;
    shape.minor_axis = axes.minor_axis;
    shape.orientation = axes.orientation;
    shape.eccentricity = axes.eccentricity;
    shape.perimeter = perimeter(mask);
    shape.crofton_perimeter = crofton_perimeter(mask);
    shape.convex_area = convex_area(mask);
    shape.solidity = pixels / static_cast<double>(shape.convex_area);
    const FeretDiameters feret = feret_diameters(mask);
    shape.feret_max = feret.max;
    shape.feret_min = feret.min;
  } else {
    shape.equivalent_diameter = math::cbrt(6 * pixels / pi);
    const Ellipse<3> axes = ellipse(mask);
    shape.major_axis = axes.major_axis;
    shape.middle_axis = axes.middle_axis;
    shape.minor_axis = axes.minor_axis;
  }
  return shape;
}

}  // namespace detail

/// The shapes of the objects of a label image, in the order of `regions(labels)`.
///
/// \param labels    2-D or 3-D, any integers; 0 and negative ones are background. An object need not be connected.
/// \param options   which pixels of an object are connected, for the Euler number: `full` or `face`.
/// \param executor  runs over the objects; the result does not depend on it.
/// \returns         one entry for every label that occurs. Measures of a volume are those that extend to it.
/// \throws std::invalid_argument  in 3-D for `edge`.
/// \complexity      one pass over the labels and one over the boxes of the objects, 64 pixels at a time; memory for the
///                  runs of the objects.
template <LabelsImage I, class E = const Sequential&>
requires Executor<E>
[[nodiscard]] std::vector<RegionShape<rank_v<I>>> region_shapes(const I& labels, const ComponentsOptions& options = {},
                                                                E&& executor = sequential) {
  if (rank_v<I> == 3 && options.connectivity == Connectivity::edge) {
    detail::throw_invalid_argument("limn::region_shapes: volumes have no Euler number for Connectivity::edge");
  }
  const auto found = regions(labels);
  const auto masks = run_masks(labels);
  std::vector<RegionShape<rank_v<I>>> shapes(found.size());
  executor(static_cast<Index>(found.size()), [&](Index i) {
    const auto at = static_cast<std::size_t>(i);
    shapes[at] = detail::measure_shape(found[at], masks[at], options.connectivity);
  });
  return shapes;
}

}  // namespace LIMN_ABI
}  // namespace limn
