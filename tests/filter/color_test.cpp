#include <limn/filter/color.hpp>

#include <cmath>
#include <type_traits>

#include "reference/color.hpp"
#include "support/images.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::Bgr;
using limn::Rgb;
using limn::Rgba;

namespace {

template <class P, std::size_t R>
Image<P, R> random_color(const Size<R>& size, unsigned seed) {
  Image<P, R> image(size);
  Image<limn::channel_t<P>, R> channel[3] = {random_image<limn::channel_t<P>>(size, seed),
                                             random_image<limn::channel_t<P>>(size, seed + 1),
                                             random_image<limn::channel_t<P>>(size, seed + 2)};
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    P& pixel = image.pixels()[i];
    pixel.r = channel[0].pixels()[i];
    pixel.g = channel[1].pixels()[i];
    pixel.b = channel[2].pixels()[i];
    if constexpr (requires { pixel.a; }) pixel.a = channel[0].pixels()[i];
  }
  return image;
}

void check_lab(const limn::Lab<float>& ours, double l, double a, double b) {
  CHECK(std::abs(static_cast<double>(ours.l) - l) < 1e-4);
  CHECK(std::abs(static_cast<double>(ours.a) - a) < 1e-4);
  CHECK(std::abs(static_cast<double>(ours.b) - b) < 1e-4);
}

}  // namespace

TEST_CASE("to_gray: luma, rounded") {
  CHECK(limn::to_gray(Rgb<std::uint8_t>{255, 0, 0}) == 76);
  CHECK(limn::to_gray(Rgb<std::uint8_t>{0, 255, 0}) == 150);
  CHECK(limn::to_gray(Bgr<std::uint8_t>{255, 0, 0}) == 29);
  CHECK(limn::to_gray(Rgba<std::uint8_t>{255, 255, 255, 0}) == 255);
  CHECK(limn::to_gray(Rgb<std::uint16_t>{65535, 65535, 65535}) == 65535);
  CHECK(limn::to_gray(Rgb<std::int16_t>{-100, -100, -100}) == -100);
  CHECK(limn::to_gray(Rgb<std::int32_t>{1000000, 0, 0}) == 299000);
  CHECK(limn::to_gray(Rgb<float>{1, 1, 1}) == doctest::Approx(1.0));
}

TEST_CASE("to_rgb, to_bgr, to_rgba: names keep their channels") {
  const Rgb<std::uint8_t> color{1, 2, 3};
  CHECK(limn::to_bgr(color) == Bgr<std::uint8_t>{3, 2, 1});
  CHECK(limn::to_rgb(limn::to_bgr(color)) == color);
  CHECK(limn::to_rgba(color) == Rgba<std::uint8_t>{1, 2, 3, 255});
  CHECK(limn::to_rgba(Rgb<float>{1, 2, 3}) == Rgba<float>{1, 2, 3, 1});
  CHECK(limn::to_rgba(Rgba<std::uint8_t>{1, 2, 3, 4}) == Rgba<std::uint8_t>{1, 2, 3, 4});
  CHECK(limn::to_rgb(Rgba<std::uint8_t>{1, 2, 3, 4}) == color);
  CHECK(limn::to_rgb(std::uint8_t{7}) == Rgb<std::uint8_t>{7, 7, 7});
  const auto gray = random_image<std::uint8_t>(Size<2>{5, 4}, 1);
  CHECK(limn::to_gray(limn::to_rgb(gray)) == gray);
  CHECK(limn::to_gray(limn::to_bgr(gray)) == gray);
  CHECK(limn::to_gray(limn::to_rgba(gray)) == gray);
  const auto colors = random_color<Rgb<std::uint8_t>>(Size<2>{5, 4}, 1);
  CHECK(limn::to_rgb(limn::to_bgr(colors)) == colors);
}

TEST_CASE("to_lab: colors by scikit-image 0.19") {
  check_lab(limn::to_lab(Rgb<std::uint8_t>{0, 0, 0}), 0, 0, 0);
  check_lab(limn::to_lab(Rgb<std::uint8_t>{255, 255, 255}), 100, -0.002455, 0.004653);
  check_lab(limn::to_lab(Rgb<std::uint8_t>{255, 0, 0}), 53.240588, 80.092308, 67.202751);
  check_lab(limn::to_lab(Rgb<std::uint8_t>{0, 255, 0}), 87.735099, -86.18303, 83.179703);
  check_lab(limn::to_lab(Rgb<std::uint8_t>{0, 0, 255}), 32.295673, 79.185591, -107.8573);
  check_lab(limn::to_lab(Bgr<std::uint8_t>{56, 34, 12}), 12.656173, 0.12139, -16.831648);
  check_lab(limn::to_lab(Rgb<std::uint8_t>{5, 3, 2}), 0.919351, 0.383903, 0.5628);
  check_lab(limn::to_lab(Rgb<std::uint16_t>{32896, 32896, 32896}), 53.585013, -0.001473, 0.002791);
  check_lab(limn::to_lab(Rgb<float>{1, 0, 0}), 53.240588, 80.092308, 67.202751);
}

TEST_CASE_TEMPLATE("to_gray equals the reference", P, Rgb<std::uint8_t>, Bgr<std::uint8_t>, Rgba<std::uint8_t>,
                   Rgb<std::uint16_t>, Rgb<std::int16_t>, Rgb<float>, Rgb<double>) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      const auto colors = random_color<P>(size, seed++);
      for_each_layout(colors, [&](const auto& layout) {
        const auto gray = limn::to_gray(layout);
        double worst = 0;
        for (std::size_t i = 0; i < gray.pixels().size(); ++i) {
          const P& pixel = colors.pixels()[i];
          double wanted = 0;
          if constexpr (std::is_integral_v<limn::channel_t<P>>) {
            wanted = static_cast<double>(reference::luma(pixel.r + 65536, pixel.g + 65536, pixel.b + 65536)) - 65536;
          } else {
            wanted = 0.299 * static_cast<double>(pixel.r) + 0.587 * static_cast<double>(pixel.g) +
                     0.114 * static_cast<double>(pixel.b);
          }
          worst = (std::max)(worst, std::abs(wanted - static_cast<double>(gray.pixels()[i])));
        }
        CHECK(worst <= (std::is_integral_v<limn::channel_t<P>> ? 0 : 3e-5));
      });
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE_TEMPLATE("to_lab equals the reference", P, Rgb<std::uint8_t>, Bgr<std::uint16_t>, Rgba<float>) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      auto colors = random_color<P>(size, seed++);
      if constexpr (std::is_floating_point_v<limn::channel_t<P>>) {
        for (P& pixel : colors.pixels()) pixel = {pixel.r / 200 + 0.5F, pixel.g / 200 + 0.5F, pixel.b / 200 + 0.5F, 0};
      }
      for_each_layout(colors, [&](const auto& layout) {
        const auto lab = limn::to_lab(layout);
        double worst = 0;
        for (std::size_t i = 0; i < lab.pixels().size(); ++i) {
          const P& pixel = colors.pixels()[i];
          const auto unit = [](auto v) { return limn::detail::unit_channel(v); };
          const auto wanted = reference::lab(unit(pixel.r), unit(pixel.g), unit(pixel.b));
          const auto& ours = lab.pixels()[i];
          worst = (std::max)(worst, std::abs(wanted.l - static_cast<double>(ours.l)));
          worst = (std::max)(worst, std::abs(wanted.a - static_cast<double>(ours.a)));
          worst = (std::max)(worst, std::abs(wanted.b - static_cast<double>(ours.b)));
          const auto alone = limn::to_lab(pixel);
          worst = (std::max)(worst, std::abs(static_cast<double>(alone.l - ours.l)));
        }
        CHECK(worst < 2e-5);
      });
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE("to_gray is cv::cvtColor") {
  const auto check = [](auto type, int in_depth, int out_depth) {
    using T = decltype(type);
    auto colors = random_color<Rgb<T>>(Size<2>{331, 97}, 3);
    Image<T> peer(colors.size());
    cv::Mat out(97, 331, out_depth, peer.pixels().data());
    cv::cvtColor(cv::Mat(97, 331, in_depth, colors.pixels().data()), out, cv::COLOR_RGB2GRAY);
    CHECK(limn::to_gray(colors) == peer);
  };
  check(std::uint8_t{}, CV_8UC3, CV_8U);
  check(std::uint16_t{}, CV_16UC3, CV_16U);
}
#endif

TEST_CASE("to_gray, to_lab: errors name what is wrong") {
  const Image<Rgb<std::uint8_t>> colors(Size<2>{4, 3});
  Image<std::uint8_t> gray(Size<2>{4, 2});
  Image<limn::Lab<float>> lab(Size<2>{3, 3});
  CHECK_THROWS_WITH_AS(limn::to_gray_into(colors, gray), "limn::to_gray_into: the output is 4x2 but the image is 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::to_lab_into(colors, lab), "limn::to_lab_into: the output is 3x3 but the image is 4x3",
                       std::invalid_argument);
  CHECK(limn::to_gray(Image<Rgb<float>>()).empty());
}
