#include <limn/region/confidence.hpp>

#include <cmath>

#include "reference/confidence.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::ConfidenceOptions;
using limn::Connectivity;
using limn::Point;

namespace {

/// A disk or ball on a background, both noisy, with a shade across.
template <class T, std::size_t R>
Image<T, R> noisy_ball(const Size<R>& size, unsigned seed) {
  auto noise = random_image<std::uint8_t>(size, seed);
  Image<T, R> result(size);
  Index i = 0;
  for (T& pixel : result.pixels()) {
    double squared = 0;
    Index rest = i;
    for (std::size_t axis = 0; axis < R; ++axis) {
      const double d = (static_cast<double>(rest % size[axis]) + 0.5) / static_cast<double>(size[axis]) - 0.5;
      squared += d * d;
      rest /= size[axis];
    }
    const double level = squared < 0.12 ? 60 : 90;
    pixel = static_cast<T>(level + noise.pixels()[static_cast<std::size_t>(i)] / 12.0 - 10);
    ++i;
  }
  return result;
}

template <std::size_t R>
Point<R> middle(const Size<R>& size) {
  Point<R> point{};
  for (std::size_t axis = 0; axis < R; ++axis) point[axis] = size[axis] / 2;
  return point;
}

}  // namespace

TEST_CASE("confidence_connected: by hand") {
  // The box has mean 10 and standard deviation 1.41: within two and a half of them lie 7 to 13.
  const auto gray = image<std::uint8_t>({{10, 12, 10, 14, 13},  //
                                         {8, 10, 12, 99, 13},
                                         {10, 8, 10, 13, 13}});
  CHECK(limn::confidence_connected(gray, {{1, 1}}, {.iterations = 0}) == mask({"###.#",  //
                                                                               "###.#", "#####"}));
  // The region then has mean 10.92 and standard deviation 1.85, so that 14 gets in.
  CHECK(limn::confidence_connected(gray, {{1, 1}}, {.iterations = 1}) == mask({"#####",  //
                                                                               "###.#", "#####"}));
}

TEST_CASE("confidence_connected: the seeds are always inside, and add up") {
  const auto gray = image<std::uint8_t>({{10, 10, 50, 20, 20}});
  const ConfidenceOptions exact{.multiplier = 0, .iterations = 0, .radius = 0};
  CHECK(limn::confidence_connected(gray, {{0, 0}}, exact) == mask({"##..."}));
  CHECK(limn::confidence_connected(gray, {{0, 0}, {4, 0}}, exact) == mask({"##.##"}));
  CHECK(limn::confidence_connected(gray, {{0, 0}, {2, 0}}, exact) == mask({"#####"}));
}

TEST_CASE("confidence_connected: a constant picture is one region, a border repeats itself") {
  CHECK(limn::confidence_connected(Image<std::uint16_t>(Size{9, 4}, 7), {{3, 3}}) ==
        limn::Mask(Size{9, 4}, limn::Binary::foreground));
  CHECK(limn::confidence_connected(Image<float>(Size{1, 1}, 7), {{0, 0}}, {.radius = 5}) == mask({"#"}));
  // In the corner of the box 4 stands four times, 10 and 20 twice, 0 once: mean 7.8, standard deviation 7.4.
  const auto gray = image<std::int16_t>({{4, 10}, {20, 0}});
  CHECK(limn::confidence_connected(gray, {{0, 0}}, {.multiplier = 1, .iterations = 0}) == mask({"##",  //
                                                                                                ".."}));
  CHECK(limn::confidence_connected(gray, {{0, 0}}, {.multiplier = 1.7, .iterations = 0}) == mask({"##",  //
                                                                                                  "##"}));
}

TEST_CASE("confidence_connected: bounds of integers are rounded toward zero") {
  // Mean 0, standard deviation 3 / sqrt(8): the bounds of 2.5 of them are -2.65 and 2.65.
  const auto gray = image<std::int16_t>({{3, 0, -3, 0, 0},  //
                                         {0, 0, 0, -2, -3},
                                         {0, 0, 0, 2, 3}});
  const auto result = limn::confidence_connected(gray, {{1, 1}}, {.iterations = 0});
  CHECK(result == reference::confidence_connected(gray, {Point{1, 1}}, {.iterations = 0}));
}

TEST_CASE("confidence_connected: NaN is outside") {
  const float nan = std::nanf("");
  const auto gray = image<float>({{1, nan, 1.5F, 1, nan, 1}});
  CHECK(limn::confidence_connected(gray, {{2, 0}}) == mask({"..##.."}));
  CHECK(limn::confidence_connected(gray, {{1, 0}, {5, 0}}) == mask({".....#"}));
  CHECK(limn::confidence_connected(gray, {{1, 0}}, {.radius = 0}) == mask({"......"}));
  CHECK(limn::confidence_connected(image<float>({{std::numeric_limits<float>::infinity(), 1}}), {{0, 0}}) ==
        mask({"##"}));
}

TEST_CASE("confidence_connected: adding to all pixels changes nothing") {
  const auto gray = noisy_ball<std::int16_t>(Size{70, 50}, 4);
  const auto expected = limn::confidence_connected(gray, {{35, 25}}, {.multiplier = 2});
  CHECK(limn::confidence_connected(limn::transform(gray, [](int v) { return static_cast<std::int16_t>(v + 1000); }),
                                   {{35, 25}}, {.multiplier = 2}) == expected);
}

TEST_CASE_TEMPLATE("confidence_connected equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      ++seed;
      CAPTURE(size);
      auto gray = noisy_ball<T>(size, seed);
      if constexpr (std::is_floating_point_v<T>) gray.pixels()[gray.pixels().size() / 3] = static_cast<T>(std::nan(""));
      std::vector seeds{middle(size)};
      if (seed % 2 == 0) seeds.push_back({});
      const ConfidenceOptions options{.multiplier = 1 + seed % 4 * 0.5,
                                      .iterations = static_cast<int>(seed % 5),
                                      .radius = static_cast<int>(seed % 3),
                                      .connectivity = static_cast<Connectivity>(seed % 3)};
      const auto expected = reference::confidence_connected(gray, seeds, options);
      for_each_layout(
          gray, [&](const auto& layout) { CHECK(limn::confidence_connected(layout, seeds, options) == expected); });
    }
  };
  check(awkward_sizes_2d());
  check(awkward_sizes_3d());
}

TEST_CASE("confidence_connected: errors name what is wrong") {
  const Image<std::uint8_t> gray(Size{4, 3});
  limn::Mask small(Size{3, 3});
  CHECK_THROWS_WITH_AS(limn::confidence_connected_into(gray, {{0, 0}}, small),
                       "limn::confidence_connected: the output is 3x3 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::confidence_connected(gray, {})),
                       "limn::confidence_connected: there are no seeds", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::confidence_connected(gray, {{0, 0}, {4, 1}})),
                       "limn::confidence_connected: the seed (4, 1) lies outside the image of 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::confidence_connected(gray, {{0, 0}}, {.multiplier = std::nan("")})),
                       "limn::confidence_connected: multiplier is nan but must be >= 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::confidence_connected(gray, {{0, 0}}, {.iterations = -1})),
                       "limn::confidence_connected: iterations is -1 but must be >= 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::confidence_connected(gray, {{0, 0}}, {.radius = -2})),
                       "limn::confidence_connected: radius is -2 but must be >= 0", std::invalid_argument);
}
