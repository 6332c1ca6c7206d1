#include <limn/threshold/fixed.hpp>
#include <limn/threshold/otsu.hpp>

#include <cmath>
#include <limits>
#include <random>

#include "reference/histogram.hpp"
#include "reference/threshold.hpp"
#include "support/images.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;

TEST_CASE("otsu: two levels are parted at the lower one") {
  const auto gray = image<std::uint8_t>({{10, 10, 200},  //
                                         {10, 200, 200}});
  CHECK(limn::otsu(gray) == 10);
  CHECK(limn::threshold(gray, limn::otsu(gray)) == mask({"..#",  //
                                                         ".##"}));
}

TEST_CASE("otsu: of ties the first") {
  CHECK(limn::otsu(image<std::uint8_t>({{10, 20}})) == 10);
  CHECK(limn::otsu(image<std::int16_t>({{-300, 200}})) == -300);
  CHECK(limn::otsu(image<std::uint16_t>({{1, 1, 60'000}})) == 1);
}

TEST_CASE("otsu: where rounding parts a tie, it is as in OpenCV") {
  // 0 | 1 2 and 0 1 | 2 are equally good. OpenCV says 1, scikit-image 0.
  CHECK(limn::otsu(image<std::uint8_t>({{0, 1, 2}})) == 1);
  CHECK(limn::otsu(image<std::uint16_t>({{0, 1, 2}})) == 1);
}

TEST_CASE("otsu: a constant image gives its value") {
  CHECK(limn::otsu(limn::Image<std::uint8_t>(limn::Size{3, 2}, 77)) == 77);
  CHECK(limn::otsu(limn::Image<std::uint16_t>(limn::Size{3, 2}, 50'000)) == 50'000);
  CHECK(limn::otsu(limn::Image<std::int16_t>(limn::Size{3, 2}, -7)) == -7);
  CHECK(limn::otsu(limn::Image<float>(limn::Size{3, 2}, 0.1F)) == 0.1F);
  CHECK(limn::otsu(limn::Image<double, 3>(limn::Size{1, 2, 3}, -1e300)) == -1e300);
}

TEST_CASE("otsu: one odd pixel among millions is a class") {
  // OpenCV leaves classes of less than a ten-millionth out, and then has none: it says 0.
  limn::Image<std::uint8_t> gray(limn::Size{3000, 3000}, 10);
  gray(5, 5) = 200;
  CHECK(limn::otsu(gray) == 10);
}

TEST_CASE("otsu: floats give the center of a bin") {
  // 256 bins over [0, 256]: the low pixels are in the first and the second.
  const auto gray = image<float>({{0, 1, 255, 256, 255.5F}});
  CHECK(limn::otsu(gray) == 1.5F);
}

TEST_CASE("otsu: NaN, infinite and masked pixels do not count") {
  const auto gray = image<float>({{std::nanf(""), 0, 256, std::numeric_limits<float>::infinity()}});
  CHECK(limn::otsu(gray) == 0.5F);
  const auto bytes = image<std::uint8_t>({{1, 2, 100, 200, 255}});
  CHECK(limn::otsu(bytes, mask({"##..."})) == 1);
  CHECK(limn::otsu(bytes, mask({"...##"})) == 200);
}

TEST_CASE("otsu: on a histogram") {
  CHECK(limn::otsu(limn::Histogram{.counts = {4, 1, 0, 1, 4}}) == 1);
  CHECK(limn::otsu(limn::Histogram{.counts = {4, 1, 0, 1, 4}, .first = 10.5, .width = 0.5, .exact = false}) == 11);
}

TEST_CASE("otsu moves with the levels") {
  auto gray = random_image<std::int16_t>(limn::Size{40, 30}, 3, 60);
  for (auto& pixel : gray.pixels()) pixel = static_cast<std::int16_t>(pixel / 4);
  const auto level = limn::otsu(gray);
  for (auto& pixel : gray.pixels()) pixel = static_cast<std::int16_t>(pixel + 1234);
  CHECK(limn::otsu(gray) == level + 1234);
}

namespace {

template <class T>
T otsu_of(const std::map<T, std::int64_t>& values) {
  const T low = values.begin()->first, high = values.rbegin()->first;
  if (low == high) return low;
  if constexpr (sizeof(T) <= 2) {
    std::vector<std::int64_t> counts(static_cast<std::size_t>(high - low) + 1);
    for (const auto& [value, count] : values) counts[static_cast<std::size_t>(value - low)] = count;
    return static_cast<T>(low + static_cast<int>(reference::otsu_bin(counts)));
  } else {
    const auto bin = static_cast<double>(reference::otsu_bin(reference::bin_values(values, 256)));
    const double step = (static_cast<double>(high) - static_cast<double>(low)) / 256;
    const double center = static_cast<double>(low) + (bin + 0.5) * step;
    return static_cast<T>(std::is_floating_point_v<T> ? center : std::floor(center));
  }
}

}  // namespace

TEST_CASE_TEMPLATE("otsu equals the reference", T, LIMN_TEST_GRAY_TYPES, std::int8_t, std::int32_t) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      const auto gray = random_image<T>(size, seed++, 29);
      const std::remove_cvref_t<decltype(random_mask(size, seed))>* const none = nullptr;
      const auto values = reference::count_values(gray, none);
      const T expected = otsu_of(values);
      for_each_layout(gray, [&](const auto& layout) {
        if constexpr (std::is_floating_point_v<T>) CHECK(limn::otsu(layout) == doctest::Approx(expected));
        else CHECK(limn::otsu(layout) == expected);
      });
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE_TEMPLATE("otsu equals OpenCV", T, std::uint8_t, std::uint16_t) {
  std::mt19937 generator(7);
  constexpr int top = std::numeric_limits<T>::max();
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    const limn::Size size{1 + static_cast<limn::Index>(generator() % 90),
                          2 + static_cast<limn::Index>(generator() % 90)};
    // Few levels have the ties that rounding decides.
    auto gray = random_image<T>(size, static_cast<unsigned>(generator()),
                                round % 2 == 0 ? 0 : 2 + static_cast<int>(generator() % 20));
    if (round % 3 == 0) {
      for (auto& pixel : gray.pixels()) pixel = static_cast<T>(static_cast<double>(pixel) * pixel / top);
    }
    gray(0, 0) = static_cast<T>(gray(0, 1) + 1);  // not constant
    const cv::Mat in(static_cast<int>(size.height), static_cast<int>(size.width), sizeof(T) == 1 ? CV_8U : CV_16U,
                     gray.pixels().data());
    cv::Mat out;
    CHECK(limn::otsu(gray) == static_cast<T>(cv::threshold(in, out, 0, top, cv::THRESH_OTSU)));
  }
}
#endif

TEST_CASE("otsu: errors name what is wrong") {
  const char* const none = "limn::otsu: there is no pixel to count";
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::otsu(limn::Image<std::uint8_t>())), none, std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::otsu(limn::Image<float>())), none, std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::otsu(image<float>({{std::nanf("")}}))), none, std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::otsu(limn::Histogram{.counts = {0, 0}})), none, std::invalid_argument);
  const auto gray = image<std::uint16_t>({{1, 2}});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::otsu(gray, mask({".."}))), none, std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::otsu(gray, mask({"."}))),
                       "limn::otsu: the mask is 1x1 but the image is 2x1", std::invalid_argument);
}
