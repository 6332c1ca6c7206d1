#include <limn/filter/box_mean.hpp>

#include <cmath>
#include <limits>

#include "reference/smooth.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"
#include "support/same.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::Border;

namespace {

constexpr Border borders[] = {Border::reflect, Border::mirror, Border::replicate, Border::wrap, Border::constant};

/// Integers equal; floats within rounding of values up to 100, and NaN where the other is.
template <class T, std::size_t R>
bool near(const Image<T, R>& a, const Image<T, R>& b) {
  const double tolerance = std::is_same_v<T, float> ? 1e-4 : std::is_same_v<T, double> ? 1e-12 : 0;
  return limn_test::near(a, b, tolerance);
}

}  // namespace

TEST_CASE("box_mean: one bright pixel becomes the window") {
  const auto dot = image<std::uint8_t>({{0, 0, 0, 0, 0},  //
                                        {0, 0, 90, 0, 0},
                                        {0, 0, 0, 0, 0}});
  CHECK(limn::box_mean(dot) == image<std::uint8_t>({{0, 10, 10, 10, 0},  //
                                                    {0, 10, 10, 10, 0},
                                                    {0, 10, 10, 10, 0}}));
  // An even window reaches further to the left, so its mean spreads to the right.
  CHECK(limn::box_mean(dot, {.window = 2, .height = 1}) == image<std::uint8_t>({{0, 0, 0, 0, 0},  //
                                                                                {0, 0, 45, 45, 0},
                                                                                {0, 0, 0, 0, 0}}));
}

TEST_CASE("box_mean: halves round up, below zero too") {
  CHECK(limn::box_mean(image<std::uint8_t>({{0, 1, 2}}), {.window = 2, .height = 1}) ==
        image<std::uint8_t>({{0, 1, 2}}));
  CHECK(limn::box_mean(image<std::int16_t>({{-3, -2, -1, 0}}), {.window = 2, .height = 1}) ==
        image<std::int16_t>({{-3, -2, -1, 0}}));
}

TEST_CASE_TEMPLATE("box_mean: a constant image stays as it is", T, LIMN_TEST_GRAY_TYPES) {
  const T value = std::is_floating_point_v<T> ? static_cast<T>(0.1) : (std::numeric_limits<T>::max)();
  for (const Index window : {1, 4, 9, 40, 181}) {
    const Image<T> flat(Size{70, 9}, value);
    CHECK(near(limn::box_mean(flat, {.window = window}), flat));
  }
  CHECK(limn::box_mean(Image<T>(Size{4, 3}, value), {.window = 1}) == Image<T>(Size{4, 3}, value));
}

TEST_CASE("box_mean: infinite where the sum is") {
  const float large = (std::numeric_limits<float>::max)() / 16;
  const Image<float> flat(Size{20, 12}, large);
  CHECK(limn::box_mean(flat, {.window = 3})(9, 6) == doctest::Approx(large));
  CHECK(limn::box_mean(flat, {.window = 5})(9, 6) == std::numeric_limits<float>::infinity());
  const auto outside = [large](Index window) {
    return limn::box_mean(Image<float>(Size{1, 1}),
                          {.window = window, .border = Border::constant, .constant = static_cast<double>(large)});
  };
  CHECK(outside(3)(0, 0) == doctest::Approx(large / 9 * 8));
  CHECK(outside(5)(0, 0) == std::numeric_limits<float>::infinity());
}

TEST_CASE_TEMPLATE("box_mean equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = []<std::size_t R>(const std::vector<Size<R>>& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      auto gray = random_image<T>(size, seed++);
      if constexpr (std::is_floating_point_v<T>) {
        if (seed % 2 == 0) gray.pixels()[gray.pixels().size() / 2] = static_cast<T>(std::nan(""));
      }
      const Border border = borders[seed % 5];
      for (const auto& window : {Size{3, 3, 3}, Size{1, 5, 2}, Size{8, 1, 1}, Size{13, 4, 3}}) {
        CAPTURE(window);
        const limn::BoxMeanOptions options{window.width, window.height, window.depth, border, 7};
        Size<R> extent;
        for (std::size_t axis = 0; axis < R; ++axis) extent[axis] = window[axis];
        const auto expected = reference::box_mean<T>(gray, extent, border, 7);
        for_each_layout(gray, [&](const auto& layout) { CHECK(near(limn::box_mean(layout, options), expected)); });
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE_TEMPLATE("box_mean: huge windows, which other sums serve", T, std::uint8_t, std::uint16_t, std::int16_t,
                   float) {
  const auto gray = random_image<T>(Size{9, 7}, 5);
  for (const auto& window : {Size{120, 101}, Size{255, 257}, Size{2, 300}}) {
    CAPTURE(window);
    CHECK(near(limn::box_mean(gray, {.window = window.width, .height = window.height, .border = Border::wrap}),
               reference::box_mean<T>(gray, window, Border::wrap)));
  }
}

TEST_CASE("box_mean: integers of 32 bits") {
  const auto gray = image<std::int32_t>({{2147483647, 2147483646, -5}});
  CHECK(limn::box_mean(gray, {.window = 2, .height = 1}) ==
        image<std::int32_t>({{2147483647, 2147483647, 1073741821}}));
}

TEST_CASE("box_mean: several bands, in any order") {
  const auto gray = random_image<std::uint16_t>(Size{19, 700}, 3);
  const auto expected = limn::box_mean(gray, {.window = 5});
  CHECK(limn::box_mean(gray, {.window = 5}, Backward{}) == expected);
  CHECK(expected == reference::box_mean<std::uint16_t>(gray, {5, 5}, Border::reflect));
  const auto real = limn::transform(gray, [](std::uint16_t v) { return static_cast<float>(v) / 655; });
  CHECK(limn::box_mean(real, {.window = 5}, Backward{}) == limn::box_mean(real, {.window = 5}));
  CHECK(near(limn::box_mean(real, {.window = 5}), reference::box_mean<float>(real, {5, 5}, Border::reflect)));
}

TEST_CASE("box_mean: large images equal the reference") {
  // Means of more than 8 MB reach memory another way.
  const auto gray = random_image<std::uint8_t>(Size{4099, 2051}, 2);
  CHECK(limn::box_mean(gray) == reference::box_mean<std::uint8_t>(gray, {3, 3}, Border::reflect));
}

TEST_CASE("box_mean: each channel of a color by itself") {
  const auto red = random_image<std::uint8_t>(Size{70, 9}, 1), green = random_image<std::uint8_t>(Size{70, 9}, 2);
  Image<limn::Rgb<std::uint8_t>> color(red.size());
  for (Index y = 0; y < 9; ++y) {
    for (Index x = 0; x < 70; ++x) color(x, y) = {red(x, y), green(x, y), 9};
  }
  for (const Index window : {3, 21}) {
    const limn::BoxMeanOptions options{.window = window};
    const auto means = limn::box_mean(color, options);
    CHECK(limn::transform(means, [](auto p) { return p.r; }) == limn::box_mean(red, options));
    CHECK(limn::transform(means, [](auto p) { return p.g; }) == limn::box_mean(green, options));
    CHECK(limn::transform(means, [](auto p) { return p.b; }) == Image<std::uint8_t>(red.size(), 9));
  }
}

TEST_CASE("box_mean: an infinite pixel is forgotten with the window") {
  Image<float> gray(Size{40, 40}, 1);
  gray(20, 20) = std::numeric_limits<float>::infinity();
  const auto means = limn::box_mean(gray, {.window = 5});
  CHECK(std::isinf(means(22, 18)));
  CHECK(means(23, 20) == 1);
  CHECK(means(20, 23) == 1);
}

TEST_CASE("box_mean: empty images and errors") {
  CHECK(limn::box_mean(Image<float>()).empty());
  const Image<std::uint8_t> gray(Size{4, 3});
  Image<std::uint8_t> small(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::box_mean_into(gray, small), "limn::box_mean_into: the output is 4x2 but the image is 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::box_mean(gray, {.window = 0})),
                       "limn::box_mean: window is 0 but must be in [1, 65535]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::box_mean(gray, {.height = -1})),
                       "limn::box_mean: height is -1 but must be in [1, 65535]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::box_mean(gray, {.border = Border::constant, .constant = 300})),
                       "limn::box_mean: constant is 300, which is no pixel of the image", std::invalid_argument);
  Image<std::uint8_t> same(Size{4, 3});
  CHECK_THROWS_WITH_AS(limn::box_mean_into(same, same), "limn::box_mean_into: the output must not be the image itself",
                       std::invalid_argument);
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE_TEMPLATE("box_mean equals cv::blur", T, std::uint8_t, std::uint16_t, std::int16_t, float) {
  auto gray = random_image<T>(Size{133, 61}, 4);
  // Beyond, it multiplies sums of 16 bits by a reciprocal in float, and is one off now and then.
  for (const int window : {3, 5, 11}) {
    Image<T> peer(gray.size());
    const cv::Mat in(61, 133, cv::DataType<T>::type, gray.pixels().data());
    cv::Mat out(61, 133, cv::DataType<T>::type, peer.pixels().data());
    cv::blur(in, out, cv::Size(window, window));
    CAPTURE(window);
    CHECK(near(limn::box_mean(gray, {.window = window, .border = Border::mirror}), peer));
  }
}
#endif
