#include <limn/edge/log.hpp>

#include <cmath>

#include "reference/zero_crossings.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("zero_crossings: the nearer of two to zero, the first of two as near, a zero between two signs") {
  CHECK(limn::zero_crossings(image<float>({{5, 3, -1, -4, -4, 4, 2, 0, -2, 0, 0, 3}})) == mask({"..#.#..#...."}));
}

TEST_CASE("zero_crossings: down the columns as along the rows") {
  CHECK(limn::zero_crossings(image<double>({{5, 1, 0, 2},  //
                                            {-1, -1, -2, 0},
                                            {-1, -3, -2, -2}})) == mask({".#..",  //
                                                                         "#..#",  //
                                                                         "...."}));
}

TEST_CASE("zero_crossings: a step must be above the threshold") {
  const auto response = image<float>({{-1, 2, 2, -2, -2, 0, 5}});
  CHECK(limn::zero_crossings(response, 2.9) == mask({"#.#..#."}));
  CHECK(limn::zero_crossings(response, 3) == mask({"..#..#."}));
  CHECK(limn::zero_crossings(response, 4) == mask({".....#."}));
  CHECK(limn::zero_crossings(response, 7) == mask({"......."}));
}

TEST_CASE("log_zero_crossings: a square is outlined, wherever it is and however bright") {
  limn::Image<std::uint8_t> gray(limn::Size{40, 30}, 10);
  for (limn::Index y = 8; y < 22; ++y) {
    for (limn::Index x = 10; x < 30; ++x) gray(x, y) = 200;
  }
  const auto edges = limn::log_zero_crossings(gray, {.sigma = 1});
  for (limn::Index x = 14; x < 26; ++x) {
    // Nothing but the two sides, each within half a pixel of where the gray value jumps.
    for (limn::Index y = 0; y < 30; ++y) {
      const bool side = y == 7 || y == 8 || y == 21 || y == 22;
      if (!side) CHECK(edges(x, y) == limn::Binary::background);
    }
    CHECK(limn::is_foreground(edges(x, 7)) != limn::is_foreground(edges(x, 8)));
    CHECK(limn::is_foreground(edges(x, 21)) != limn::is_foreground(edges(x, 22)));
  }
  // The complement has the same edges but for ties; twice the contrast in a wider type has the same.
  const auto wide = limn::transform(gray, [](std::uint8_t v) { return static_cast<std::uint16_t>(2 * v); });
  CHECK(limn::log_zero_crossings(wide, {.sigma = 1}) == edges);
}

TEST_CASE("log_zero_crossings: without a threshold, lines are closed") {
  // Pixels of either sign are parted by the lines, over sides.
  const auto gray = random_image<float>(limn::Size{90, 60}, 4);
  const auto edges = limn::log_zero_crossings(gray, {.sigma = 2, .threshold = 0.0});
  const auto response = limn::laplacian_of_gaussian(gray, {.sigma = 2, .truncate = 6});
  const auto open = [&](const limn::Point<2>& p) { return !limn::is_foreground(edges(p)); };
  const auto parts = reference::flood_components(gray.size(), limn::Connectivity::face, open,
                                                 [](const auto&, const auto&) { return true; });
  CHECK(parts.count > 20);
  std::vector<int> signs(static_cast<std::size_t>(parts.count) + 1, 0);
  for (limn::Index y = 0; y < 60; ++y) {
    for (limn::Index x = 0; x < 90; ++x) {
      if (!open({x, y})) continue;
      int& sign = signs[static_cast<std::size_t>(parts.labels(x, y))];
      const int here = response(x, y) < 0 ? -1 : 1;
      CHECK(sign * here >= 0);
      sign = here;
    }
  }
}

TEST_CASE_TEMPLATE("zero_crossings equals the reference", T, float, double) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      auto response = random_image<T>(size, seed++, 9);  // evenly spread, so that there are ties and, shifted, zeros
      for (T& v : response.pixels()) v = std::round((v + 20) / 20);
      response.pixels()[response.pixels().size() / 2] = static_cast<T>(std::nan(""));
      for (const double threshold : {0.0, 2.0, 4.5}) {
        CAPTURE(size);
        CAPTURE(threshold);
        const auto expected = reference::zero_crossings(response, threshold);
        for_each_layout(response,
                        [&](const auto& layout) { CHECK(limn::zero_crossings(layout, threshold) == expected); });
        CHECK(limn::zero_crossings(response, threshold, Backward{}) == expected);
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE_TEMPLATE("log_zero_crossings equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = [](const auto& size) {
    CAPTURE(size);
    // Smooth enough that no crossing hangs on the last bits.
    auto gray = random_image<T>(size, 7);
    const auto response = reference::laplacian_of_gaussian_6(gray, 1.5);
    double mean = 0;
    for (const double v : response.pixels()) mean += std::abs(v) / static_cast<double>(response.pixels().size());
    const auto expected = reference::zero_crossings(response, 0.75 * mean);
    const auto all = reference::zero_crossings(response, 0);
    for_each_layout(gray, [&](const auto& layout) {
      CHECK(limn::log_zero_crossings(layout, {.sigma = 1.5}) == expected);
      CHECK(limn::log_zero_crossings(layout, {.sigma = 1.5, .threshold = 0.0}) == all);
    });
    if constexpr (std::is_floating_point_v<T>) {
      // A NaN takes the edges within 9 pixels with it, and the others stay.
      gray.pixels()[0] = static_cast<T>(std::nan(""));
      const auto rest = limn::log_zero_crossings(gray, {.sigma = 1.5, .threshold = 0.0});
      reference::for_each_point(size, [&](const auto& p) {
        bool near = true, far = false;
        for (std::size_t axis = 0; axis < std::remove_cvref_t<decltype(gray)>::rank; ++axis) {
          near = near && p[axis] <= 9;
          far = far || p[axis] > 10;
        }
        if (near) CHECK(rest(p) == limn::Binary::background);
        if (far) CHECK(rest(p) == all(p));
      });
    }
  };
  check(limn::Size<2>{67, 41});
  check(limn::Size<2>{1, 30});
  // Beyond the Laplacian, which has its own tests, there is a kernel for float and one for double.
  if constexpr (std::is_same_v<T, std::uint8_t> || std::is_same_v<T, double>) check(limn::Size<3>{21, 9, 7});
}

TEST_CASE("log_zero_crossings: constant and empty pictures have no edges") {
  const limn::Image<std::uint16_t> flat(limn::Size{70, 9}, 1234);
  CHECK(limn::log_zero_crossings(flat) == limn::Mask(flat.size()));
  CHECK(limn::log_zero_crossings(flat, {.threshold = 0.0}) == limn::Mask(flat.size()));
  CHECK(limn::log_zero_crossings(limn::Image<float>(limn::Size{0, 4})).size() == limn::Size{0, 4});
  CHECK(limn::log_zero_crossings(limn::Volume<float>()).empty());
  CHECK(limn::zero_crossings(limn::Image<float>()).empty());
  const limn::Image<float> unknown(limn::Size{20, 9}, std::nanf(""));
  CHECK(limn::log_zero_crossings(unknown) == limn::Mask(unknown.size()));
}

TEST_CASE("log_zero_crossings: in place on bytes, and in any order") {
  auto gray = random_image<std::uint8_t>(limn::Size{70, 30}, 1);
  const auto expected = limn::log_zero_crossings(gray);
  CHECK(limn::log_zero_crossings(gray, {}, Backward{}) == expected);
  limn::log_zero_crossings_into(gray, limn::as_mask(limn::view(gray)));
  CHECK(limn::copy(limn::as_mask(gray)) == expected);
}

TEST_CASE("log_zero_crossings: errors name what is wrong") {
  const limn::Image<float> gray(limn::Size{4, 3});
  limn::Mask out(limn::Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::log_zero_crossings_into(gray, out),
                       "limn::log_zero_crossings_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::zero_crossings_into(gray, out),
                       "limn::zero_crossings_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::log_zero_crossings(gray, {.threshold = -1.0})),
                       "limn::log_zero_crossings: threshold is -1, which is not at least 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::zero_crossings(gray, std::nan(""))),
                       "limn::zero_crossings: threshold is nan, which is not at least 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::log_zero_crossings(gray, {.sigma = 0})),
                       "limn::log_zero_crossings: sigma is 0 and truncate 6 but both must be finite, the one at least "
                       "1e-19 and the other not negative",
                       std::invalid_argument);
}
