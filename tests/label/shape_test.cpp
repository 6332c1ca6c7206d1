#include <limn/label/shape.hpp>

#include <cmath>
#include <vector>

#include "label/data/regionprops.hpp"
#include "label/shapes.hpp"
#include "reference/label_components.hpp"
#include "support/backward.hpp"

using namespace limn_test;
using limn::Connectivity;

TEST_CASE("region_shapes: a square of two pixels") {
  const auto found = limn::region_shapes(image<std::int32_t>({{0, 7, 7},  //
                                                              {0, 7, 7}}));
  REQUIRE(found.size() == 1);
  const limn::RegionShape<2>& shape = found[0];
  CHECK(static_cast<const limn::Region<2>&>(shape) == limn::Region<2>{7, 4, {{1, 0}, {2, 2}}, {1.5, 0.5}});
  CHECK(shape.major_axis == 2);
  CHECK(shape.minor_axis == 2);
  CHECK(shape.eccentricity == 0);
  CHECK(shape.extent == 1);
  CHECK(shape.solidity == 1);
  CHECK(shape.perimeter == 4);
  CHECK(shape.euler_number == 1);
  CHECK(shape.equivalent_diameter == doctest::Approx(std::sqrt(16 / std::acos(-1.0))));
}

TEST_CASE("region_shapes: nothing in, nothing out") {
  CHECK(limn::region_shapes(limn::LabelImage<>()).empty());
  CHECK(limn::region_shapes(limn::LabelImage<>(Size<2>{4, 3})).empty());
}

TEST_CASE("region_shapes equals skimage.measure.regionprops in 2-D") {
  const auto labels = plane_of_shapes();
  const auto shapes = limn::region_shapes(labels);
  const auto by_face = limn::region_shapes(labels, {.connectivity = Connectivity::face});
  Image<double> gray(labels.size());
  for (Index y = 0; y < gray.height(); ++y) {
    for (Index x = 0; x < gray.width(); ++x) gray(x, y) = static_cast<double>((x * 3 + y * 7) % 11) - 2.5;
  }
  const auto values = limn::regions(labels, gray);
  REQUIRE(shapes.size() == std::size(stored_plane));
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const auto& s = shapes[i];
    const auto& mu = s.central_moments;
    const auto& hu = s.hu_moments;
    const double ours[] = {static_cast<double>(s.area),
                           s.centroid.x,
                           s.centroid.y,
                           s.major_axis,
                           s.minor_axis,
                           s.orientation,
                           s.eccentricity,
                           s.equivalent_diameter,
                           s.extent,
                           s.perimeter,
                           s.crofton_perimeter,
                           static_cast<double>(by_face[i].euler_number),
                           static_cast<double>(s.euler_number),
                           static_cast<double>(s.convex_area),
                           s.solidity,
                           s.feret_max,
                           mu.m20,
                           mu.m11,
                           mu.m02,
                           mu.m30,
                           mu.m21,
                           mu.m12,
                           mu.m03,
                           hu[0],
                           hu[1],
                           hu[2],
                           hu[3],
                           hu[4],
                           hu[5],
                           hu[6],
                           values[i].min,
                           values[i].max,
                           values[i].mean};
    static_assert(std::size(ours) == std::size(stored_plane[0]));
    for (std::size_t k = 0; k < std::size(ours); ++k) {
      CAPTURE(s.label);
      CAPTURE(k);
      const double expected = stored_plane[i][k];
      CHECK(std::abs(ours[k] - expected) <= 1e-9 * std::abs(expected) + 1e-14);
    }
  }
}

TEST_CASE("region_shapes equals skimage.measure.regionprops in 3-D") {
  const auto labels = volume_of_shapes();
  const auto shapes = limn::region_shapes(labels);
  const auto by_face = limn::region_shapes(labels, {.connectivity = Connectivity::face});
  REQUIRE(shapes.size() == std::size(stored_volume));
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const auto& s = shapes[i];
    const double ours[] = {static_cast<double>(s.area),
                           s.centroid.x,
                           s.centroid.y,
                           s.centroid.z,
                           s.major_axis,
                           s.minor_axis,
                           s.equivalent_diameter,
                           s.extent,
                           static_cast<double>(by_face[i].euler_number),
                           static_cast<double>(s.euler_number)};
    static_assert(std::size(ours) == std::size(stored_volume[0]));
    for (std::size_t k = 0; k < std::size(ours); ++k) {
      CAPTURE(s.label);
      CAPTURE(k);
      CHECK(ours[k] == doctest::Approx(stored_volume[i][k]).epsilon(1e-9));
    }
    CHECK(s.middle_axis <= s.major_axis);
    CHECK(s.middle_axis >= s.minor_axis);
  }
}

TEST_CASE("region_shapes: turned by a quarter, only directions change; executors change nothing") {
  const auto labels = plane_of_shapes();
  limn::LabelImage<> turned(Size<2>{30, 40});
  for (Index y = 0; y < 40; ++y) {
    for (Index x = 0; x < 30; ++x) turned(x, y) = labels(y, 29 - x);
  }
  const auto shapes = limn::region_shapes(labels), others = limn::region_shapes(turned);
  const auto backward = limn::region_shapes(labels, {}, Backward{});
  REQUIRE(shapes.size() == others.size());
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const auto &a = shapes[i], &b = others[i];
    CHECK(a.area == b.area);
    CHECK(a.major_axis == doctest::Approx(b.major_axis));
    CHECK(a.perimeter == doctest::Approx(b.perimeter));
    CHECK(a.crofton_perimeter == doctest::Approx(b.crofton_perimeter));
    CHECK(a.euler_number == b.euler_number);
    CHECK(a.convex_area == b.convex_area);
    CHECK(a.feret_max == doctest::Approx(b.feret_max));
    CHECK(a.feret_min == doctest::Approx(b.feret_min));
    CHECK(backward[i].hu_moments == a.hu_moments);
    CHECK(backward[i].feret_min == a.feret_min);
  }
}

TEST_CASE("region_shapes: errors name what is wrong") {
  const limn::ComponentsOptions edge{.connectivity = Connectivity::edge};
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::region_shapes(volume_of_shapes(), edge)),
                       "limn::region_shapes: volumes have no Euler number for Connectivity::edge",
                       std::invalid_argument);
  CHECK_NOTHROW(static_cast<void>(limn::region_shapes(plane_of_shapes(), edge)));
}
