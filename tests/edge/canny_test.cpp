#include <limn/edge/canny.hpp>
#include <limn/filter/gaussian.hpp>

#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "reference/canny.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::CannyOpencvOptions;

namespace {

/// A disk, a box with a gradient, stripes and a little noise: integer arithmetic, so the same everywhere.
limn::Image<std::uint8_t> drawing() {
  limn::Image<std::uint8_t> result(limn::Size{97, 61});
  std::uint32_t state = 1;
  for (int y = 0; y < 61; ++y) {
    for (int x = 0; x < 97; ++x) {
      state = state * 1664525U + 1013904223U;
      int value = 60 + x / 2;
      if ((x - 30) * (x - 30) + (y - 28) * (y - 28) < 400) value = 190 - y;
      if (55 <= x && x < 85 && 10 <= y && y < 50) value = 30 + 2 * y;
      if ((x + 2 * y) % 37 < 3) value += 40;
      result(x, y) = static_cast<std::uint8_t>(value + static_cast<int>(state >> 28));
    }
  }
  return result;
}

std::uint32_t fingerprint(const limn::Mask& mask) {
  std::uint32_t hash = 2166136261U;
  for (const auto pixel : mask.pixels()) hash = (hash ^ (limn::is_foreground(pixel) ? 1U : 0U)) * 16777619U;
  return hash;
}
int count(const limn::Mask& mask) {
  int edges = 0;
  for (const auto pixel : mask.pixels()) edges += limn::is_foreground(pixel);
  return edges;
}

/// What makes suppression hard: noise, plateaus, few levels, checkers, ramps.
limn::Image<std::uint8_t> awkward_picture(const limn::Size<2>& size, unsigned kind) {
  auto result = random_image<std::uint8_t>(size, kind, kind % 5 == 0 ? 0 : kind % 5 == 1 ? 2 : 4);
  for (limn::Index y = 0; y < size.height; ++y) {
    for (limn::Index x = 0; x < size.width; ++x) {
      if (kind % 5 == 3) result(x, y) = static_cast<std::uint8_t>((x / 5 + y / 3) % 2 * 200 + result(x, y) / 32);
      if (kind % 5 == 4) result(x, y) = static_cast<std::uint8_t>(x * 7 + y * 3 + result(x, y) / 16);
    }
  }
  return result;
}

}  // namespace

TEST_CASE("canny_opencv: a square, with edges on the first of two equal maxima") {
  limn::Image<std::uint8_t> gray(limn::Size{10, 8});
  for (limn::Index y = 2; y < 6; ++y) {
    for (limn::Index x = 3; x < 8; ++x) gray(x, y) = 200;
  }
  CHECK(limn::canny_opencv(gray) == mask({"..........",  //
                                          "....###...",  //
                                          "...#...#..",  //
                                          "..#....#..",  //
                                          "..#....#..",  //
                                          "...#####..",  //
                                          "..........",  //
                                          ".........."}));
}

TEST_CASE("canny_opencv: stored results of OpenCV 4.6") {
  struct Stored {
    int aperture;
    bool l2;
    double low, high;
    int edges;
    std::uint32_t hash;
  };
  for (const Stored& stored :
       {Stored{3, false, 60, 140, 788, 782141889U}, Stored{3, true, 60, 140, 783, 1979302292U},
        Stored{5, false, 360, 840, 1025, 2440821466U}, Stored{5, true, 360, 840, 962, 1629892179U},
        Stored{7, false, 3600, 8400, 1010, 1594378567U}, Stored{7, true, 3600, 8400, 965, 2638614488U}}) {
    CAPTURE(stored.aperture);
    CAPTURE(stored.l2);
    const auto edges = limn::canny_opencv(
        drawing(), {.low = stored.low, .high = stored.high, .aperture = stored.aperture, .l2_gradient = stored.l2});
    CHECK(count(edges) == stored.edges);
    CHECK(fingerprint(edges) == stored.hash);
  }
}

TEST_CASE("canny: stored results of scikit-image 0.19") {
  struct Stored {
    double sigma;
    int edges;
    std::uint32_t hash;
  };
  for (const Stored& stored :
       {Stored{0.8, 917, 3109424618U}, Stored{1, 946, 1618721873U}, Stored{2, 282, 1509417647U}}) {
    CAPTURE(stored.sigma);
    const auto edges = limn::canny(drawing(), {.sigma = stored.sigma, .low = 20, .high = 60});
    CHECK(count(edges) == stored.edges);
    CHECK(fingerprint(edges) == stored.hash);
  }
  CHECK(fingerprint(limn::canny(drawing())) == 1721750609U);
  const auto unit = limn::transform(drawing(), [](std::uint8_t v) { return static_cast<float>(v / 255.0); });
  CHECK(fingerprint(limn::canny(unit, {.low = 0.08, .high = 0.24})) == 2502940684U);
  const auto words = limn::transform(drawing(), [](std::uint8_t v) { return static_cast<std::uint16_t>(v * 257); });
  CHECK(fingerprint(limn::canny(words, {.sigma = 1.5, .low = 20 * 257, .high = 60 * 257})) == 240361724U);
  CHECK(fingerprint(limn::canny(words, {.sigma = 1.5})) == 183490094U);
  const auto reals = limn::transform(drawing(), [](std::uint8_t v) { return v / 255.0; });
  CHECK(fingerprint(limn::canny(reals, {.sigma = 1.5, .low = 0.08, .high = 0.24})) == 240361724U);
}

TEST_CASE("canny: stored results of scikit-image 0.19 with a mask and with quantiles") {
  const auto gray = drawing();
  const auto unit = limn::transform(gray, [](std::uint8_t v) { return static_cast<float>(v / 255.0); });
  limn::Mask inside(gray.size());
  for (Index y = 0; y < 61; ++y) {
    for (Index x = 0; x < 97; ++x) {
      inside(x, y) = limn::to_binary((x - 40) * (x - 40) + 2 * (y - 30) * (y - 30) < 1400 && (x * y) % 61 != 7);
    }
  }
  CHECK(fingerprint(limn::canny(gray, inside, {.sigma = 1.2, .low = 20, .high = 60})) == 1279938582U);
  CHECK(fingerprint(limn::canny(unit, inside, {.low = 0.08, .high = 0.24})) == 1462826721U);
  CHECK(fingerprint(limn::canny(gray, {.sigma = 1.5, .low = 0.7, .high = 0.93, .use_quantiles = true})) == 2861393552U);
  CHECK(fingerprint(limn::canny(unit, {.low = 0.7, .high = 0.93, .use_quantiles = true})) == 1516601841U);
  CHECK(fingerprint(limn::canny(gray, {.use_quantiles = true})) == 838009174U);
  CHECK(fingerprint(limn::canny(gray, inside, {.sigma = 2, .low = 0.6, .high = 0.8, .use_quantiles = true})) ==
        2979304849U);
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE("canny_opencv equals cv::Canny") {
  unsigned kind = 0;
  auto sizes = awkward_sizes<2>();
  sizes.push_back({300, 200});
  sizes.push_back({1, 80});
  sizes.push_back({2, 70});
  // Bytes are worked off in strips of 1024 columns.
  for (const Index width : {1023, 1024, 1025, 1026, 1088, 2049}) sizes.push_back({width, 9});
  for (const auto& size : sizes) {
    for (int repeat = 0; repeat < 5; ++repeat) {
      auto gray = awkward_picture(size, kind++);
      const cv::Mat in(static_cast<int>(size.height), static_cast<int>(size.width), CV_8U, gray.pixels().data());
      for (const int aperture : {3, 5, 7}) {
        for (const bool l2 : {false, true}) {
          for (const auto& levels :
               {std::pair{50.0, 150.0}, {0.0, 0.0}, {300.5, 99.9}, {-5.0, 20.0}, {2000.0, 3000.0}}) {
            cv::Mat expected;
            cv::Canny(in, expected, levels.first, levels.second, aperture, l2);
            CAPTURE(size);
            CAPTURE(kind);
            CAPTURE(aperture);
            CAPTURE(l2);
            CAPTURE(levels.first);
            CHECK(limn::canny_opencv(
                      gray, {.low = levels.first, .high = levels.second, .aperture = aperture, .l2_gradient = l2}) ==
                  limn::copy(limn::as_mask(limn::ImageView<const std::uint8_t>(expected.data, size))));
          }
        }
      }
    }
  }
}
#endif

TEST_CASE_TEMPLATE("canny_opencv equals the reference", T, LIMN_TEST_GRAY_TYPES, std::int8_t) {
  unsigned kind = 0;
  auto sizes = awkward_sizes<2>();
  sizes.push_back({200, 20});
  sizes.push_back({1025, 5});
  sizes.push_back({2112, 4});
  for (const auto& size : sizes) {
    const auto bytes = awkward_picture(size, kind++);
    // The whole range of 16-bit types; floats with digits behind the point.
    const double unit = sizeof(T) == 2 ? (std::is_signed_v<T> ? 256 : 257) : std::is_floating_point_v<T> ? 0.37 : 1;
    auto gray = limn::transform(
        bytes, [&](std::uint8_t v) { return static_cast<T>(std::is_signed_v<T> ? (v - 128) * unit : v * unit); });
    if constexpr (std::is_floating_point_v<T>) {
      if (kind % 3 == 0) gray.pixels()[gray.pixels().size() / 2] = static_cast<T>(std::nan(""));
    }
    for (const int aperture : {3, 5, 7}) {
      for (const bool l2 : {false, true}) {
        const double low = 40 * unit * aperture * aperture / 9, high = 7 * low;
        CAPTURE(size);
        CAPTURE(aperture);
        CAPTURE(l2);
        const auto expected = reference::canny_opencv(gray, low, high, aperture, l2);
        const CannyOpencvOptions options{.low = low, .high = high, .aperture = aperture, .l2_gradient = l2};
        for_each_layout(gray, [&](const auto& layout) { CHECK(limn::canny_opencv(layout, options) == expected); });
      }
    }
  }
}

TEST_CASE("canny_opencv: the same picture in a wider type has the same edges") {
  const auto bytes = drawing();
  const auto words = limn::transform(bytes, [](std::uint8_t v) { return static_cast<std::uint16_t>(v); });
  const auto ints = limn::transform(bytes, [](std::uint8_t v) { return static_cast<std::int32_t>(v) * 1000000; });
  const auto reals = limn::transform(bytes, [](std::uint8_t v) { return static_cast<double>(v); });
  for (const int aperture : {3, 5}) {
    for (const bool l2 : {false, true}) {
      const auto options = [&](double unit) {
        return CannyOpencvOptions{.low = 60 * unit, .high = 200 * unit, .aperture = aperture, .l2_gradient = l2};
      };
      const auto expected = limn::canny_opencv(bytes, options(1));
      CHECK(limn::canny_opencv(words, options(1)) == expected);
      CHECK(limn::canny_opencv(ints, options(1e6)) == expected);
      CHECK(limn::canny_opencv(reals, options(1)) == expected);
    }
  }
}

TEST_CASE_TEMPLATE("canny equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  unsigned kind = 0;
  auto sizes = awkward_sizes<2>();
  sizes.push_back({200, 20});
  for (const auto& size : sizes) {
    const auto bytes = awkward_picture(size, kind++);
    const double top = std::is_integral_v<T> ? static_cast<double>((std::numeric_limits<T>::max)()) : 1;
    auto gray = limn::transform(bytes, [&](std::uint8_t v) {
      return static_cast<T>(std::is_signed_v<T> ? (v - 128) / 128.0 * top : v / 255.0 * top);
    });
    if constexpr (std::is_floating_point_v<T>) {
      if (kind % 3 == 0) gray.pixels()[gray.pixels().size() / 2] = static_cast<T>(std::nan(""));
    }
    for (const double sigma : {0.0, 1.0, 2.5}) {
      CAPTURE(size);
      CAPTURE(sigma);
      const auto expected = reference::canny(gray, sigma, 0.1, 0.2);
      const auto sensitive = reference::canny(gray, sigma, 0.02, 0.5);
      const auto inside = random_mask<2>(size, kind, 0.97);
      const auto masked = reference::canny(gray, sigma, 0.1, 0.2, &inside);
      const auto quantiles = reference::canny(gray, sigma, 0.5, 0.75, nullptr, true);
      for_each_layout(gray, [&](const auto& layout) {
        CHECK(limn::canny(layout, {.sigma = sigma}) == expected);
        CHECK(limn::canny(layout, {.sigma = sigma, .low = 0.02 * top, .high = 0.5 * top}) == sensitive);
        CHECK(limn::canny(layout, inside, {.sigma = sigma}) == masked);
        CHECK(limn::canny(layout, {.sigma = sigma, .low = 0.5, .high = 0.75, .use_quantiles = true}) == quantiles);
      });
    }
  }
}

TEST_CASE("canny: bands of rows change nothing") {
  // A step that is strong in one place alone, far from the other end of its edge; and edges that wind about.
  for (const Index strong : {5, 300, 590}) {
    limn::Image<std::uint8_t> step(Size{80, 600}, 20);
    for (Index y = 0; y < 600; ++y) {
      for (Index x = 40; x < 80; ++x) step(x, y) = std::abs(y - strong) < 4 ? 250 : 60;
    }
    const auto edges = limn::canny_opencv(step, {.low = 100, .high = 400}, Backward{});
    CHECK(edges == limn::canny_opencv(step, {.low = 100, .high = 400}));
    CHECK(limn::is_foreground(edges(39, 14)));
    CHECK(limn::is_foreground(edges(39, 597)));
    CHECK(limn::canny(step, {.low = 30, .high = 300}, Backward{}) == limn::canny(step, {.low = 30, .high = 300}));
  }
  const auto noise = random_image<std::uint8_t>(Size{97, 517}, 5);
  const auto smooth = limn::gaussian(noise, {.sigma = 2});
  for (const int aperture : {3, 5, 7}) {
    for (const bool l2 : {false, true}) {
      const limn::CannyOpencvOptions options{.low = 20, .high = 140, .aperture = aperture, .l2_gradient = l2};
      CHECK(limn::canny_opencv(smooth, options, Backward{}) == limn::canny_opencv(smooth, options));
    }
  }
  const auto real = limn::transform(noise, [](std::uint8_t v) { return static_cast<float>(v); });
  const limn::CannyOptions wide{.sigma = 6, .low = 3, .high = 12}, plain{.sigma = 0, .low = 200, .high = 600};
  CHECK(limn::canny(real, wide, Backward{}) == limn::canny(real, wide));
  CHECK(limn::canny(real, plain, Backward{}) == limn::canny(real, plain));
  const auto inside = random_mask<2>(Size{97, 517}, 6, 0.99);
  const limn::CannyOptions quantiles{.sigma = 2, .low = 0.5, .high = 0.8, .use_quantiles = true};
  CHECK(limn::canny(real, inside, quantiles, Backward{}) == limn::canny(real, inside, quantiles));
  CHECK(limn::canny_opencv(real, {}, Backward{}) == limn::canny_opencv(real));
}

TEST_CASE("canny: constant and empty pictures have no edges") {
  const limn::Image<std::uint16_t> flat(limn::Size{70, 9}, 1234);
  CHECK(limn::canny(flat, {.low = 1, .high = 1}) == limn::Mask(flat.size()));
  CHECK(limn::canny_opencv(flat, {.low = 0, .high = 0}) == limn::Mask(flat.size()));
  CHECK(limn::canny(limn::Image<float>()).empty());
  CHECK(limn::canny(limn::Image<float>(), {.use_quantiles = true}).empty());
  CHECK(limn::canny(limn::Image<float>(limn::Size{5, 5}, std::nanf("")), {.use_quantiles = true}) ==
        limn::Mask(limn::Size{5, 5}));
  CHECK(limn::canny_opencv(limn::Image<float>(limn::Size{0, 4})).size() == limn::Size{0, 4});
}

TEST_CASE("canny: in place on bytes") {
  auto gray = drawing(), again = drawing();
  const auto expected = limn::canny(gray), expected_opencv = limn::canny_opencv(gray);
  limn::canny_into(gray, limn::as_mask(gray));
  CHECK(limn::copy(limn::as_mask(gray)) == expected);
  limn::canny_opencv_into(again, limn::as_mask(again));
  CHECK(limn::copy(limn::as_mask(again)) == expected_opencv);
}

TEST_CASE("canny: errors name what is wrong") {
  const limn::Image<std::uint8_t> gray(limn::Size{4, 3});
  limn::Mask mask(limn::Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::canny_into(gray, mask), "limn::canny_into: the output is 4x2 but the image is 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::canny_opencv_into(gray, mask),
                       "limn::canny_opencv_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::canny(gray, {.low = 9, .high = 8})),
                       "limn::canny: low is 9 but high is 8", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::canny(gray, {.sigma = -1})), "limn::canny: sigma is -1, not in [0, 1e6)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::canny(gray, mask)), "limn::canny: the mask is 4x2 but the image is 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::canny(gray, {.high = 2, .use_quantiles = true})),
                       "limn::canny: low is 0.1 and high 2 but quantiles are in [0, 1]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::canny_opencv(gray, {.high = std::nan("")})),
                       "limn::canny_opencv: high is NaN", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::canny_opencv(gray, {.aperture = 4})),
                       "limn::canny_opencv: aperture is 4, not 3, 5 or 7", std::invalid_argument);
}
