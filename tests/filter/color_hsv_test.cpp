#include <limn/filter/color_hsv.hpp>

#include <cmath>

#include "support/images.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::Hsv;
using limn::Lab;
using limn::Rgb;

namespace {

bool near(const Rgb<float>& a, const Rgb<float>& b, float tolerance = 2e-5F) {
  return std::abs(a.r - b.r) <= tolerance && std::abs(a.g - b.g) <= tolerance && std::abs(a.b - b.b) <= tolerance;
}

Image<Rgb<float>> random_colors() {
  const auto r = random_image<std::uint8_t>(Size{61, 17}, 1), g = random_image<std::uint8_t>(Size{61, 17}, 2);
  const auto b = random_image<std::uint8_t>(Size{61, 17}, 3, 4);
  Image<Rgb<float>> colors(r.size());
  for (std::size_t i = 0; i < r.pixels().size(); ++i) {
    const auto unit = [i](const Image<std::uint8_t>& channel) { return static_cast<float>(channel.pixels()[i]) / 255; };
    colors.pixels()[i] = {unit(r), unit(g), unit(b)};
  }
  return colors;
}

}  // namespace

TEST_CASE("to_hsv: the corners of the cube") {
  using P = Rgb<std::uint8_t>;
  CHECK(limn::to_hsv(P{0, 0, 0}) == Hsv<float>{0, 0, 0});
  CHECK(limn::to_hsv(P{255, 255, 255}) == Hsv<float>{0, 0, 1});
  CHECK(limn::to_hsv(P{255, 0, 0}) == Hsv<float>{0, 1, 1});
  CHECK(limn::to_hsv(P{255, 255, 0}) == Hsv<float>{60, 1, 1});
  CHECK(limn::to_hsv(P{0, 255, 0}) == Hsv<float>{120, 1, 1});
  CHECK(limn::to_hsv(P{0, 255, 255}) == Hsv<float>{180, 1, 1});
  CHECK(limn::to_hsv(P{0, 0, 255}) == Hsv<float>{240, 1, 1});
  CHECK(limn::to_hsv(P{255, 0, 255}) == Hsv<float>{300, 1, 1});
  CHECK(limn::to_hsv(limn::Bgr<std::uint16_t>{0, 0, 65535}) == Hsv<float>{0, 1, 1});
}

TEST_CASE("to_rgb undoes to_hsv and to_lab") {
  const auto colors = random_colors();
  const auto by_hsv = limn::to_rgb(limn::to_hsv(colors)), by_lab = limn::to_rgb(limn::to_lab(colors));
  bool equal = true;
  for (std::size_t i = 0; i < colors.pixels().size(); ++i) {
    equal =
        equal && near(by_hsv.pixels()[i], colors.pixels()[i]) && near(by_lab.pixels()[i], colors.pixels()[i], 1e-4F);
  }
  CHECK(equal);
  CHECK(near(limn::to_rgb(Hsv<float>{-120, 1, 0.5F}), {0, 0, 0.5F}));
  CHECK(near(limn::to_rgb(Hsv<float>{750, 1, 1}), {1, 0.5F, 0}));
}

TEST_CASE("to_hsv: a NaN makes all NaN") {
  const float none = std::nanf("");
  for (const Rgb<float>& color : {Rgb<float>{none, 0.7F, 0.4F}, {0.2F, none, 0.4F}, {0.2F, 0.7F, none}}) {
    const Hsv<float> hsv = limn::to_hsv(color);
    CHECK(std::isnan(hsv.h));
    CHECK(std::isnan(hsv.s));
    CHECK(std::isnan(hsv.v));
  }
}

TEST_CASE("to_hsv and to_rgb equal scikit-image's") {
  // rgb2hsv, its hue times 360, and lab2rgb; see tests/peers/filters.py.
  const Hsv<float> hsv = limn::to_hsv(Rgb<float>{0.2F, 0.7F, 0.4F});
  CHECK(std::abs(hsv.h - 144) < 1e-4F);
  CHECK(std::abs(hsv.s - 0.714285714F) < 1e-6F);
  CHECK(hsv.v == 0.7F);
  CHECK(near(limn::to_rgb(Lab<float>{50, 20, -30}), {0.496361444F, 0.429257641F, 0.666838899F}));
  CHECK(near(limn::to_rgb(Lab<float>{5, -2, 3}), {0.060997576F, 0.069478218F, 0.042455183F}));
  CHECK(near(limn::to_rgb(Lab<float>{90, 90, 90}), {1, 0.517312183F, 0.184127926F}));
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE("to_hsv equals cv::cvtColor") {
  auto colors = random_colors();
  Image<Hsv<float>> peer(colors.size());
  const int width = static_cast<int>(colors.width()), height = static_cast<int>(colors.height());
  const cv::Mat in(height, width, CV_32FC3, colors.pixels().data());
  cv::Mat out(height, width, CV_32FC3, peer.pixels().data());
  cv::cvtColor(in, out, cv::COLOR_RGB2HSV);
  const auto ours = limn::to_hsv(colors);
  bool equal = true;
  for (std::size_t i = 0; i < ours.pixels().size(); ++i) {
    const auto a = ours.pixels()[i], b = peer.pixels()[i];
    const float turn = std::abs(a.h - b.h);
    equal = equal && (turn < 4e-3F || turn > 359.996F) && std::abs(a.s - b.s) < 1e-5F && std::abs(a.v - b.v) < 1e-6F;
  }
  CHECK(equal);
}
#endif
