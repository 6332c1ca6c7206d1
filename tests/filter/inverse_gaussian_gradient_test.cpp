#include <limn/filter/inverse_gaussian_gradient.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

#include "reference/raster.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {

template <class T, std::size_t R>
double slope(const Image<T, R>& image, const limn::Point<R>& at, std::size_t axis) {
  limn::Point<R> before = at, after = at;
  if (at[axis] > 0) --before[axis];
  if (at[axis] + 1 < image.size()[axis]) ++after[axis];
  if (after[axis] == before[axis]) return 0;
  return (static_cast<double>(image(after)) - static_cast<double>(image(before))) /
         static_cast<double>(after[axis] - before[axis]);
}

template <class T, std::size_t R>
void check_against_definition(const Image<T, R>& image) {
  // Without smoothing, so that gaussian_test is not repeated here.
  for_each_layout(image, [&](const auto& layout) {
    const auto ours = limn::inverse_gaussian_gradient(layout, {.alpha = 0.3, .sigma = 0});
    bool close = true;
    reference::for_each_point(image.size(), [&](const limn::Point<R>& at) {
      double squares = 0;
      for (std::size_t axis = 0; axis < R; ++axis) squares += std::pow(slope(image, at, axis), 2);
      const double expected = 1 / std::sqrt(1 + 0.3 * std::sqrt(squares));
      close = close && std::fabs(static_cast<double>(ours(at)) - expected) <= 1e-5 * expected;
    });
    CHECK(close);
  });
}

}  // namespace

TEST_CASE("inverse_gaussian_gradient: a step is low, flat parts are one") {
  const auto gray = image<std::uint8_t>({{10, 10, 10, 30, 30, 30}});
  const auto result = limn::inverse_gaussian_gradient(gray, {.alpha = 0.8, .sigma = 0});
  for (const Index x : {0, 1, 4, 5}) CHECK(result(x, 0) == 1.0F);
  // The central difference is 10: 1 / sqrt(1 + 8).
  CHECK(result(2, 0) == doctest::Approx(1.0 / 3));
  CHECK(result(3, 0) == doctest::Approx(1.0 / 3));
}

TEST_CASE("inverse_gaussian_gradient: near scikit-image's") {
  // skimage 0.19.3: inverse_gaussian_gradient(image, alpha=100, sigma=2) of an image of doubles, 1 where x >= 12 and
  // y >= 5, in 24 x 16, at (12, 10), (10, 10), (6, 10), (2, 2) and (12, 5).
  Image<double> gray(Size<2>{24, 16});
  for (Index y = 5; y < 16; ++y) {
    for (Index x = 12; x < 24; ++x) gray(x, y) = 1;
  }
  const auto result = limn::inverse_gaussian_gradient(gray, {.alpha = 100, .sigma = 2});
  const double expected[][3] = {
      {12, 10, 0.221008}, {10, 10, 0.249356}, {6, 10, 0.838888}, {2, 2, 1.000000}, {12, 5, 0.238638}};
  for (const auto& point : expected) {
    CHECK(std::fabs(static_cast<double>(result(static_cast<Index>(point[0]), static_cast<Index>(point[1]))) -
                    point[2]) < 0.02);
  }
}

TEST_CASE_TEMPLATE("inverse_gaussian_gradient equals its definition", T, LIMN_TEST_GRAY_TYPES) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) check_against_definition(random_image<T>(size, seed++));
  for (const auto& size : awkward_sizes<3>()) check_against_definition(random_image<T>(size, seed++));
}

TEST_CASE("inverse_gaussian_gradient: errors name what is wrong") {
  CHECK_THROWS_WITH_AS(
      static_cast<void>(limn::inverse_gaussian_gradient(Image<float>(Size<2>{3, 3}), {.alpha = -1})),
      "limn::inverse_gaussian_gradient: alpha is -1 and sigma 5 but both must be finite and not negative",
      std::invalid_argument);
  CHECK(limn::inverse_gaussian_gradient(Image<float>()).empty());
}
