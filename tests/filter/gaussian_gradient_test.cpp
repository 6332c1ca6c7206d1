#include <limn/filter/gaussian_gradient.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

#include "reference/raster.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {

/// The derivative along `along` by one sum over the whole kernel, in double.
template <class T, std::size_t R>
double slope(const Image<T, R>& image, const limn::Point<R>& at, std::size_t along, double sigma, Index radius) {
  double total = 0, norm = 0;
  for (Index k = -radius; k <= radius; ++k) norm += std::exp(-0.5 * static_cast<double>(k * k) / (sigma * sigma));
  Size<R> window{};
  for (std::size_t axis = 0; axis < R; ++axis) window[axis] = 2 * radius + 1;
  reference::for_each_point(window, [&](const limn::Point<R>& step) {
    double weight = 1;
    limn::Point<R> from = at;
    for (std::size_t axis = 0; axis < R; ++axis) {
      const Index k = step[axis] - radius;
      const auto d = static_cast<double>(k);
      weight *= std::exp(-0.5 * d * d / (sigma * sigma)) / norm;
      if (axis == along) weight *= d / (sigma * sigma);
      from[axis] = (std::min)((std::max)(at[axis] + k, Index{0}), image.size()[axis] - 1);
    }
    total += weight * static_cast<double>(image(from));
  });
  return total;
}

template <class T, std::size_t R>
void check_against_definition(const Image<T, R>& image, double sigma) {
  const auto radius = static_cast<Index>(4 * sigma + 0.5);
  Image<double, R> expected(image.size());
  double range = 1;
  reference::for_each_point(image.size(), [&](const limn::Point<R>& at) {
    double squares = 0;
    for (std::size_t axis = 0; axis < R; ++axis) squares += std::pow(slope(image, at, axis, sigma, radius), 2);
    expected(at) = std::sqrt(squares);
    range = (std::max)(range, std::fabs(static_cast<double>(image(at))));
  });
  for_each_layout(image, [&](const auto& layout) {
    const auto lengths = limn::gaussian_gradient_magnitude(layout, {.sigma = sigma});
    const auto inverse = limn::inverse_gaussian_gradient(layout, {.alpha = 0.3, .sigma = sigma});
    bool close = true;
    reference::for_each_point(image.size(), [&](const limn::Point<R>& at) {
      close = close && std::fabs(static_cast<double>(lengths(at)) - expected(at)) <= 1e-5 * range;
      const double low = 1 / std::sqrt(1 + 0.3 * static_cast<double>(lengths(at)));
      close = close && std::fabs(static_cast<double>(inverse(at)) - low) <= 1e-5;
    });
    CHECK(close);
  });
}

}  // namespace

TEST_CASE("gaussian_gradient_magnitude: a ramp has its slope, an even image none") {
  Image<float> ramp(Size<2>{40, 5});
  for (Index y = 0; y < 5; ++y) {
    for (Index x = 0; x < 40; ++x) ramp(x, y) = static_cast<float>(3 * x);
  }
  // The kernel's cut ends and samples take a little of the slope.
  CHECK(limn::gaussian_gradient_magnitude(ramp, {.sigma = 2})(20, 2) == doctest::Approx(3).epsilon(1e-3));
  const auto even = limn::gaussian_gradient_magnitude(Image<std::uint8_t>(Size<2>{9, 7}, 200), {.sigma = 1.5});
  for (const float length : even.pixels()) CHECK(length < 1e-4F);
  const auto flat = limn::inverse_gaussian_gradient(Image<double>(Size<2>{9, 7}, 0.5), {.sigma = 1.5});
  for (const float inverse : flat.pixels()) CHECK(inverse == doctest::Approx(1));
}

TEST_CASE("inverse_gaussian_gradient: scikit-image's") {
  // skimage 0.19.3: inverse_gaussian_gradient(image, alpha=100, sigma=2) of an image of doubles, 1 where x >= 12 and
  // y >= 5, in 24 x 16.
  Image<double> gray(Size<2>{24, 16});
  for (Index y = 5; y < 16; ++y) {
    for (Index x = 12; x < 24; ++x) gray(x, y) = 1;
  }
  const auto result = limn::inverse_gaussian_gradient(gray, {.alpha = 100, .sigma = 2});
  const double expected[][3] = {
      {12, 10, 0.2210082}, {10, 10, 0.2493555}, {6, 10, 0.8388882}, {2, 2, 1.0000000}, {12, 5, 0.2386379}};
  for (const auto& point : expected) {
    const auto ours = static_cast<double>(result(static_cast<Index>(point[0]), static_cast<Index>(point[1])));
    CHECK(std::fabs(ours - point[2]) < 1e-5);
  }
}

TEST_CASE_TEMPLATE("gaussian gradients equal their definition", T, LIMN_TEST_GRAY_TYPES) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) check_against_definition(random_image<T>(size, seed++), 0.8);
  check_against_definition(random_image<T>(Size<2>{70, 9}, seed++), 2.1);
  for (const auto& size : {Size<3>{1, 1, 1}, Size<3>{17, 5, 3}, Size<3>{65, 4, 3}}) {
    check_against_definition(random_image<T>(size, seed++), 0.6);
  }
}

TEST_CASE("gaussian gradients: errors name what is wrong") {
  const Image<float> gray(Size<2>{3, 3});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::inverse_gaussian_gradient(gray, {.alpha = -1})),
                       "limn::inverse_gaussian_gradient: alpha is -1 but must be finite and not negative",
                       std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(limn::gaussian_gradient_magnitude(gray, {.sigma = 0})), std::invalid_argument);
  CHECK(limn::inverse_gaussian_gradient(Image<float>()).empty());
}
