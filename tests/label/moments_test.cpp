#include <limn/label/moments.hpp>

#include <cmath>

#include "reference/region_shapes.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {

bool close(const limn::Moments& a, const limn::Moments& b, double scale) {
  const double ours[] = {a.m00, a.m10, a.m01, a.m20, a.m11, a.m02, a.m30, a.m21, a.m12, a.m03};
  const double theirs[] = {b.m00, b.m10, b.m01, b.m20, b.m11, b.m02, b.m30, b.m21, b.m12, b.m03};
  for (std::size_t i = 0; i < 10; ++i) {
    if (!(std::abs(ours[i] - theirs[i]) <= 1e-12 * scale)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("raw_moments: sums of powers of positions") {
  const auto m = limn::raw_moments(limn::run_mask(mask({"...",  //
                                                        ".##"})));
  CHECK(m == limn::Moments{2, 3, 2, 5, 3, 2, 9, 5, 3, 2});
}

TEST_CASE("central_moments and the ellipse of two pixels side by side") {
  const auto m = limn::central_moments(limn::run_mask(mask({"...",  //
                                                            ".##"})));
  CHECK(m == limn::Moments{2, 0, 0, 0.5, 0, 0, 0, 0, 0, 0});
  const auto axes = limn::ellipse(m);
  CHECK(axes.major_axis == 2);
  CHECK(axes.minor_axis == 0);
  CHECK(axes.eccentricity == 1);
  CHECK(std::abs(axes.orientation) == doctest::Approx(std::acos(0.0)));
}

TEST_CASE("ellipse: of a diagonal, of one pixel, of nothing") {
  const auto diagonal = limn::ellipse(limn::run_mask(mask({"#..",  //
                                                           ".#.",  //
                                                           "..#"})));
  CHECK(diagonal.orientation == doctest::Approx(-std::acos(0.0) / 2));
  CHECK(limn::ellipse(limn::run_mask(mask({"#"}))).major_axis == 0);
  CHECK(limn::ellipse(limn::RunMask<2>{}).major_axis == 0);
  CHECK(limn::ellipse(limn::RunMask<3>{}).major_axis == 0);
  CHECK(limn::raw_moments(limn::RunMask<2>{}) == limn::Moments{});
  CHECK(limn::normalized_moments(limn::Moments{}) == limn::Moments{});
}

TEST_CASE("ellipse: the axes of a box of voxels") {
  Image<limn::Binary, 3> box(Size<3>{9, 7, 5});
  for (Index z = 1; z < 3; ++z) {
    for (Index y = 2; y < 6; ++y) {
      for (Index x = 1; x < 8; ++x) box(x, y, z) = limn::Binary::foreground;
    }
  }
  // The variance of n positions is (n^2 - 1) / 12.
  const auto axes = limn::ellipse(limn::run_mask(box));
  CHECK(axes.major_axis == doctest::Approx(std::sqrt(20 * 48 / 12.0)));
  CHECK(axes.middle_axis == doctest::Approx(std::sqrt(20 * 15 / 12.0)));
  CHECK(axes.minor_axis == doctest::Approx(std::sqrt(20 * 3 / 12.0)));
}

TEST_CASE("moments equal the reference; Hu's invariants stand turning and mirroring") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    CAPTURE(size);
    const auto picture = random_mask(size, seed++, 0.4);
    const auto runs = limn::run_mask(picture);
    const auto expected = reference::moments(picture, 0, 0);
    const double reach = std::pow(static_cast<double>((std::max)(size.width, size.height)), 3) * expected.m00 + 1;
    CHECK(close(limn::raw_moments(runs), expected, reach));
    if (expected.m00 == 0) continue;
    const double x = expected.m10 / expected.m00, y = expected.m01 / expected.m00;
    const auto central = limn::central_moments(runs);
    CHECK(close(central, reference::moments(picture, x, y), reach));

    limn::Mask turned(Size<2>{size.height, size.width});
    limn::Mask mirrored(size);
    reference::for_each_point(size, [&](const limn::Point<2>& at) {
      turned(size.height - 1 - at.y, at.x) = picture(at);
      mirrored(size.width - 1 - at.x, at.y) = picture(at);
    });
    const auto hu = limn::hu_moments(limn::normalized_moments(central));
    const auto hu_turned = limn::hu_moments(limn::normalized_moments(limn::central_moments(limn::run_mask(turned))));
    const auto hu_mirrored =
        limn::hu_moments(limn::normalized_moments(limn::central_moments(limn::run_mask(mirrored))));
    for (std::size_t i = 0; i < 7; ++i) {
      CHECK(hu_turned[i] == doctest::Approx(hu[i]).epsilon(1e-6));
      CHECK(hu_mirrored[i] == doctest::Approx(i == 6 ? -hu[i] : hu[i]).epsilon(1e-6));
    }
  }
}
