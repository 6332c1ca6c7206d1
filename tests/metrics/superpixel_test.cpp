#include <limn/metrics/superpixel.hpp>

#include <cmath>
#include <limits>

#include "reference/metrics.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {
/// Blocks of random labels 0..labels-1, so that parts have an inside.
limn::LabelImage<> blocks(const limn::Size<2>& size, unsigned seed, limn::Index side, int labels) {
  const auto coarse = random_image<std::uint8_t>(limn::Size{size.width / side + 1, size.height / side + 1}, seed);
  limn::LabelImage<> result(size);
  for (limn::Index y = 0; y < size.height; ++y) {
    for (limn::Index x = 0; x < size.width; ++x) result(x, y) = coarse(x / side, y / side) % labels;
  }
  return result;
}
}  // namespace

TEST_CASE("superpixels: a drawn example") {
  const auto truth = image<std::int32_t>({{0, 0, 0, 0, 5, 5, 5, 5}});
  const auto parts = image<std::int32_t>({{1, 1, 1, 2, 2, 2, 3, 3}});
  // Boundaries: truth at 3 and 4, superpixels at 2, 3, 5 and 6. The middle one lies 1 in 0 and 2 in 5.
  CHECK(limn::boundary_recall(parts, truth, 0) == 0.5);
  CHECK(limn::boundary_recall(parts, truth, 0.9) == 0.5);
  CHECK(limn::boundary_recall(parts, truth, 1) == 1.0);
  CHECK(limn::boundary_recall(truth, parts, 1) == 0.75);
  CHECK(limn::boundary_recall(truth, parts) == 1.0);
  CHECK(limn::undersegmentation_error(parts, truth) == doctest::Approx(2.0 / 8));
  CHECK(limn::undersegmentation_error(truth, truth) == 0.0);
}

TEST_CASE("superpixels: equal the reference on any label type and layout") {
  for (const auto& size : awkward_sizes_2d()) {
    CAPTURE(size);
    for (unsigned seed = 1; seed < 3; ++seed) {
      const auto parts = blocks(size, seed, 4, 9), truth = blocks(size, seed + 9, 11, 3);
      for_each_layout(parts, [&](const auto& layout) {
        for (const double tolerance : {0.0, 1.0, 1.5, 3.0}) {
          CHECK(limn::boundary_recall(layout, truth, tolerance) ==
                doctest::Approx(reference::boundary_recall(parts, truth, tolerance)));
        }
        CHECK(limn::undersegmentation_error(layout, truth) ==
              doctest::Approx(reference::undersegmentation_error(parts, truth)));
      });
      const auto bytes = limn::transform(truth, [](std::int32_t v) { return static_cast<std::uint8_t>(v); });
      CHECK(limn::boundary_recall(parts, bytes) == limn::boundary_recall(parts, truth));
      CHECK(limn::undersegmentation_error(parts, bytes) == limn::undersegmentation_error(parts, truth));
    }
  }
}

TEST_CASE("superpixels: volumes") {
  limn::LabelImage<std::int32_t, 3> truth(limn::Size{3, 3, 4}), parts(limn::Size{3, 3, 4});
  for (limn::Index z = 0; z < 4; ++z) {
    for (limn::Index y = 0; y < 3; ++y) {
      for (limn::Index x = 0; x < 3; ++x) truth(x, y, z) = z < 2, parts(x, y, z) = z < 1;
    }
  }
  CHECK(limn::boundary_recall(parts, truth, 0) == 0.5);
  CHECK(limn::boundary_recall(parts, truth, 1) == 1.0);
  CHECK(limn::undersegmentation_error(parts, truth) == doctest::Approx(2 * 9 / 36.0));
}

TEST_CASE("superpixels: nothing to find, nothing found, and errors") {
  const limn::LabelImage<> none(limn::Size{4, 3}), empty;
  const auto two = image<std::int32_t>({{1, 1, 2, 2}, {1, 1, 2, 2}, {1, 1, 2, 2}});
  CHECK(limn::boundary_recall(none, none) == 1.0);
  CHECK(limn::boundary_recall(two, none) == 1.0);
  CHECK(limn::boundary_recall(none, two) == 0.0);
  CHECK(limn::boundary_recall(empty, empty) == 1.0);
  CHECK(limn::undersegmentation_error(empty, empty) == 0.0);
  CHECK(limn::undersegmentation_error(none, two) == 1.0);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::boundary_recall(two, empty)),
                       "limn::boundary_recall: the segmentation is 4x3 but the truth is 0x0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::undersegmentation_error(empty, two)),
                       "limn::undersegmentation_error: the segmentation is 0x0 but the truth is 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::boundary_recall(two, two, std::nan(""))),
                       "limn::boundary_recall: tolerance is nan but must be at least 0 and finite",
                       std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(limn::boundary_recall(two, two, std::numeric_limits<double>::infinity())),
                  std::invalid_argument);
}
