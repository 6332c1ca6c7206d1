#include <limn/filter/bilateral.hpp>

#include <cmath>
#include <limits>

#include "reference/smooth.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::Border;

namespace {

constexpr Border borders[] = {Border::reflect, Border::mirror, Border::replicate, Border::wrap, Border::constant};

/// By the formula, in double.
template <class T, std::size_t R>
Image<double, R> reference_bilateral(const Image<T, R>& image, double sigma_color, double sigma_space, Index radius,
                                     Border border, T constant) {
  Image<double, R> result(image.size());
  const reference::Window<T, R> window{image, border, constant};
  Size<R> extent;
  for (std::size_t axis = 0; axis < R; ++axis) extent[axis] = 2 * radius + 1;
  reference::for_each_point(image.size(), [&](const limn::Point<R>& point) {
    double sum = 0, total = 0;
    reference::for_each_point(extent, [&](limn::Point<R> offset) {
      Index square = 0;
      for (std::size_t axis = 0; axis < R; ++axis) {
        offset[axis] -= radius;
        square += offset[axis] * offset[axis];
        offset[axis] += point[axis];
      }
      if (square > radius * radius) return;
      const double there = static_cast<double>(window.at(offset));
      const double apart = there - static_cast<double>(image(point));
      const double weight = std::exp(-static_cast<double>(square) / (2 * sigma_space * sigma_space) -
                                     apart * apart / (2 * sigma_color * sigma_color));
      sum += weight * there;
      total += weight;
    });
    result(point) = sum / total;
  });
  return result;
}

}  // namespace

TEST_CASE("bilateral: noise goes, a step stays") {
  const auto step = image<std::uint8_t>({{10, 12, 10, 200, 202, 200},  //
                                         {12, 10, 12, 202, 200, 202},
                                         {10, 12, 10, 200, 202, 200}});
  CHECK(limn::bilateral(step, {.sigma_color = 10, .sigma_space = 2}) ==
        image<std::uint8_t>({{11, 11, 11, 201, 201, 201},  //
                             {11, 11, 11, 201, 201, 201},
                             {11, 11, 11, 201, 201, 201}}));
}

TEST_CASE_TEMPLATE("bilateral equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = []<std::size_t R>(const std::vector<Size<R>>& sizes) {
    const double range = std::is_floating_point_v<T> ? 200 : sizeof(T) == 1 ? 255 : 65535;
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      const auto picture = random_image<T>(size, ++seed);
      const Border border = borders[seed % 5];
      const limn::BilateralOptions options{range / 6, 1.2, 2, border, 7};
      const auto expected = reference_bilateral<T>(picture, range / 6, 1.2, 2, border, 7);
      for_each_layout(picture, [&](const auto& layout) {
        const auto ours = limn::bilateral(layout, options);
        bool near = true;
        for (std::size_t i = 0; i < ours.pixels().size(); ++i) {
          const double apart = std::abs(static_cast<double>(ours.pixels()[i]) - expected.pixels()[i]);
          near = near && apart <= 1e-5 * range + (std::is_integral_v<T> ? 0.5 : 0);
        }
        CHECK(near);
      });
      CHECK(limn::bilateral(picture, options, Backward{}) == limn::bilateral(picture, options));
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("bilateral: large windows") {
  const auto picture = random_image<float>(Size{150, 12}, 6);
  for (const Index radius : {7, 8, 9, 12}) {
    CAPTURE(radius);
    const double space = static_cast<double>(radius) / 2;
    const auto expected = reference_bilateral<float>(picture, 60, space, radius, Border::reflect, 0);
    const auto ours = limn::bilateral(
        picture, {.sigma_color = 60, .sigma_space = space, .radius = radius, .border = Border::reflect});
    double apart = 0;
    for (std::size_t i = 0; i < ours.pixels().size(); ++i) {
      apart = (std::max)(apart, std::abs(static_cast<double>(ours.pixels()[i]) - expected.pixels()[i]));
    }
    CHECK(apart < 200e-5);
  }
}

TEST_CASE("bilateral: bytes are the floats of the same pixels, rounded") {
  const Size size{300, 21};
  const auto noise = random_image<std::uint8_t>(size, 11);
  const auto faint = limn::transform(noise, [](std::uint8_t v) { return static_cast<std::uint8_t>(128 + v % 16); });
  Image<std::uint8_t> squares(size), ramp(size);  // means of the first are halves, or all but
  for (Index y = 0; y < size.height; ++y) {
    for (Index x = 0; x < size.width; ++x) {
      squares(x, y) = static_cast<std::uint8_t>(10 + (x + y) % 2);
      ramp(x, y) = static_cast<std::uint8_t>(3 * x + y / 7);
    }
  }
  for (const auto& bytes : {noise, faint, squares, ramp}) {
    const auto floats = limn::transform(bytes, [](std::uint8_t v) { return static_cast<float>(v); });
    for (const double sigma : {0.4, 9.0, 30.0, 4000.0}) {
      for (const Index radius : {1, 4, 8}) {
        CAPTURE(sigma);
        CAPTURE(radius);
        const limn::BilateralOptions options{.sigma_color = sigma, .sigma_space = 2.5, .radius = radius};
        CHECK(limn::bilateral(bytes, options) == limn::transform(limn::bilateral(floats, options), [](float v) {
                return static_cast<std::uint8_t>(std::nearbyint(v));
              }));
      }
    }
  }
}

TEST_CASE("bilateral: a NaN reaches its neighbors") {
  Image<float> gray(Size{20, 9}, 1);
  gray(10, 4) = std::nanf("");
  const auto smooth = limn::bilateral(gray, {.sigma_color = 1, .radius = 2});
  CHECK(std::isnan(smooth(10, 4)));
  CHECK(std::isnan(smooth(8, 4)));
  CHECK(smooth(7, 4) == 1);
}

TEST_CASE("bilateral: infinite where the weighted sum is, or a double is no float") {
  const float largest = (std::numeric_limits<float>::max)();
  const limn::BilateralOptions options{.sigma_color = 3, .sigma_space = 2};
  CHECK(limn::bilateral(Image<float>(Size{20, 9}, largest / 2), options)(9, 4) ==
        std::numeric_limits<float>::infinity());
  CHECK(limn::bilateral(Image<float>(Size{20, 9}, largest / 64), options)(9, 4) == doctest::Approx(largest / 64));
  CHECK(limn::bilateral(Image<double>(Size{20, 9}, 1e39), options)(9, 4) == std::numeric_limits<double>::infinity());
}

TEST_CASE("bilateral: gray as a color is smoothed by three times the difference") {
  const auto gray = random_image<std::uint8_t>(Size{33, 9}, 3);
  const auto color = limn::transform(gray, [](std::uint8_t v) { return limn::Rgb<std::uint8_t>{v, v, v}; });
  const auto smooth = limn::bilateral(gray, {.sigma_color = 20});
  CHECK(limn::transform(limn::bilateral(color, {.sigma_color = 60}), [](auto p) { return p.g; }) == smooth);
  const auto opaque = limn::transform(gray, [](std::uint8_t v) { return limn::Rgba<std::uint8_t>{v, v, v, 255}; });
  CHECK(limn::transform(limn::bilateral(opaque, {.sigma_color = 60}), [](auto p) { return p.b; }) == smooth);
}

TEST_CASE("bilateral: empty images and errors") {
  CHECK(limn::bilateral(Image<float>()).empty());
  const Image<std::uint8_t> gray(Size{4, 3});
  Image<std::uint8_t> small(Size{4, 2}), same(Size{4, 3});
  CHECK_THROWS_WITH_AS(limn::bilateral_into(gray, small),
                       "limn::bilateral_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::bilateral(gray, {.sigma_color = 0})),
                       "limn::bilateral: sigma_color is 0 and sigma_space 2 but both must be positive and finite",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::bilateral(gray, {.radius = -1})),
                       "limn::bilateral: the radius is -1 but must be in [1, 255]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::bilateral_into(same, same),
                       "limn::bilateral_into: the output must not be the image itself", std::invalid_argument);
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE("bilateral is near cv::bilateralFilter") {
  auto gray = random_image<float>(Size{133, 61}, 4);
  Image<float> peer(gray.size());
  const cv::Mat in(61, 133, CV_32F, gray.pixels().data());
  cv::Mat out(61, 133, CV_32F, peer.pixels().data());
  cv::bilateralFilter(in, out, 9, 40, 3);
  const auto ours = limn::bilateral(gray, {.sigma_color = 40, .sigma_space = 3, .radius = 4});
  float apart = 0;
  for (std::size_t i = 0; i < ours.pixels().size(); ++i) {
    apart = (std::max)(apart, std::abs(ours.pixels()[i] - peer.pixels()[i]));
  }
  CHECK(apart < 2e-3F);  // of a range of 200; OpenCV interpolates a table

  auto bytes = random_image<std::uint8_t>(Size{133, 61}, 5);
  const auto pixels = limn::transform(bytes, [](std::uint8_t v) {
    return limn::Bgr<std::uint8_t>{v, static_cast<std::uint8_t>(v / 2), static_cast<std::uint8_t>(255 - v)};
  });
  auto colors = pixels;
  Image<limn::Bgr<std::uint8_t>> colored(colors.size());
  const cv::Mat color_in(61, 133, CV_8UC3, colors.pixels().data());
  cv::Mat color_out(61, 133, CV_8UC3, colored.pixels().data());
  cv::bilateralFilter(color_in, color_out, 5, 60, 2);
  const auto smooth = limn::bilateral(pixels, {.sigma_color = 60, .sigma_space = 2, .radius = 2});
  int most = 0;
  for (std::size_t i = 0; i < smooth.pixels().size(); ++i) {
    most = (std::max)(most, std::abs(smooth.pixels()[i].g - colored.pixels()[i].g));
  }
  CHECK(most <= 1);
}
#endif
