#include <limn/region/random_walker.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "reference/random_walker.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::LabelImage;
using limn::RandomWalkerOptions;
using limn::Rgb;

namespace {

std::uint8_t noise(Index x, Index y) {
  return static_cast<std::uint8_t>((x * x * 7 + y * y * y * 11 + x * y * 5) % 61);
}

/// Noise of 0 to 60, and 90 more in a disk.
Image<std::uint8_t> noisy_disk() {
  Image<std::uint8_t> result(Size<2>{16, 12});
  for (Index y = 0; y < 12; ++y) {
    for (Index x = 0; x < 16; ++x) {
      const bool inside = (x - 8) * (x - 8) + (y - 6) * (y - 6) < 20;
      result(x, y) = static_cast<std::uint8_t>(noise(x, y) + (inside ? 90 : 0));
    }
  }
  return result;
}
LabelImage<> three_seeds() {
  LabelImage<> seeds(Size<2>{16, 12});
  seeds(8, 6) = 2, seeds(0, 0) = 5, seeds(15, 11) = 7;
  return seeds;
}

/// Rows of digits, each of which stands for one of the labels.
bool says(const LabelImage<>& labels, const std::vector<std::string>& rows, const std::vector<std::int32_t>& names) {
  for (Index y = 0; y < labels.height(); ++y) {
    for (Index x = 0; x < labels.width(); ++x) {
      const char digit = rows[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)];
      if (labels(x, y) != names[static_cast<std::size_t>(digit - '1')]) return false;
    }
  }
  return true;
}

template <class S, std::size_t R>
Image<S, R> random_seeds(const Size<R>& size, unsigned seed) {
  std::mt19937 generator(seed);
  Image<S, R> seeds(size);
  for (S& label : seeds.pixels()) {
    const auto drawn = static_cast<unsigned>(generator() % 40);
    label = static_cast<S>(drawn == 0                          ? 9
                           : drawn == 1                        ? 4
                           : drawn == 2                        ? 120
                           : drawn == 3 && std::is_signed_v<S> ? -3
                                                               : 0);
  }
  return seeds;
}

template <class P, class S, std::size_t R>
void check_against_reference(const Image<P, R>& image, const Image<S, R>& seeds, const RandomWalkerOptions& options) {
  const auto expected = reference::random_walker(image, seeds, options);
  for_each_layout(image, [&](const auto& layout) {
    const auto ours = limn::random_walker_probabilities(layout, seeds, options);
    REQUIRE(ours.size() == expected.size());
    double largest = 0;
    for (std::size_t k = 0; k < ours.size(); ++k) {
      for (std::size_t i = 0; i < ours[k].pixels().size(); ++i) {
        const double difference = std::fabs(ours[k].pixels()[i] - expected[k].pixels()[i]);
        if (!(difference <= largest)) largest = difference;
      }
    }
    CHECK(largest < 1e-6);
  });
}

}  // namespace

TEST_CASE("random_walker: seeds on a line, a step between") {
  const auto gray = image<double>({{0, 0, 0, 1, 1, 1}});
  const auto seeds = image<std::int32_t>({{1, 0, 0, 0, 0, 8}});
  CHECK(limn::random_walker(gray, seeds) == image<std::int32_t>({{1, 1, 1, 8, 8, 8}}));
  // Without a step, by distance; in the middle both are alike, and the lower label has it.
  const Image<double> even(Size<2>{5, 1}, 0.5);
  const auto ends = image<std::int32_t>({{3, 0, 0, 0, 2}});
  const auto probabilities = limn::random_walker_probabilities(even, ends, {.tolerance = 1e-12});
  REQUIRE(probabilities.size() == 2);
  for (Index x = 0; x < 5; ++x) CHECK(probabilities[0](x, 0) == doctest::Approx(static_cast<double>(x) / 4));
  CHECK(probabilities[1](1, 0) == doctest::Approx(0.75));
}

TEST_CASE("random_walker: walls, what no seed reaches, and what takes no part") {
  Image<float> gray(Size<2>{7, 2}, 1);
  gray(3, 0) = gray(3, 1) = std::numeric_limits<float>::quiet_NaN();
  const auto seeds = image<std::int32_t>({{4, 0, 0, 0, 0, 0, 0},  //
                                          {0, 0, -1, 0, 0, 0, 0}});
  CHECK(limn::random_walker(gray, seeds) == image<std::int32_t>({{4, 4, 4, 0, 0, 0, 0},  //
                                                                 {4, 4, 0, 0, 0, 0, 0}}));
  const auto both = image<std::int32_t>({{4, 0, 0, 0, 0, 9, 0},  //
                                         {0, 0, -1, 0, 0, 0, 0}});
  CHECK(limn::random_walker(gray, both) == image<std::int32_t>({{4, 4, 4, 0, 9, 9, 9},  //
                                                                {4, 4, 0, 0, 9, 9, 9}}));
  CHECK(limn::random_walker(gray, LabelImage<>(gray.size())) == LabelImage<>(gray.size()));
  CHECK(limn::random_walker_probabilities(gray, LabelImage<>(gray.size())).empty());
}

TEST_CASE("random_walker: results of scikit-image 0.19") {
  // Made by tests/peers/random_walker.py.
  const auto gray = noisy_disk();
  const auto seeds = three_seeds();
  const auto check = [&](const RandomWalkerOptions& options, const std::vector<std::string>& rows,
                         const double(&stored)[4][3]) {
    CHECK(says(limn::random_walker(gray, seeds, options), rows, {2, 5, 7}));
    const auto probabilities = limn::random_walker_probabilities(gray, seeds, options);
    REQUIRE(probabilities.size() == 3);
    const limn::Point<> points[] = {{3, 3}, {4, 6}, {12, 2}, {9, 9}};
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::size_t k = 0; k < 3; ++k) CHECK(std::fabs(probabilities[k](points[i]) - stored[i][k]) < 1e-8);
    }
  };
  check({.tolerance = 1e-12},
        {"2222222222333333", "2222222222333333", "2222222111333333", "2222211111113333", "2222211111113333",
         "2222111111111333", "2222111111111333", "2222111111111333", "2222211111113333", "2222211111113333",
         "2222222111333333", "2222222333333333"},
        {{0.227439543, 0.621924052, 0.150636405},
         {0.854205396, 0.103973357, 0.041821248},
         {0.113266914, 0.303515937, 0.583217148},
         {0.906467399, 0.049354249, 0.044178353}});
  check({.beta = 20, .spacing = {1, 2, 1}, .tolerance = 1e-12},
        {"2222111111111111", "2222111111111111", "2222111111111111", "2221111111111111", "2211111111111111",
         "1111111111111111", "1111111111111111", "1111111111111113", "1111111111111333", "1111111111111333",
         "1111111111113333", "1111111111113333"},
        {{0.470965679, 0.436821211, 0.092213109},
         {0.624281318, 0.263569056, 0.112149627},
         {0.594683506, 0.145228509, 0.260087985},
         {0.644523808, 0.115183868, 0.240292324}});
  Image<Rgb<std::uint8_t>> color(gray.size());
  for (Index y = 0; y < 12; ++y) {
    for (Index x = 0; x < 16; ++x) {
      color(x, y) = {gray(x, y), static_cast<std::uint8_t>(255 - gray(x, y)), noise(x, y)};
    }
  }
  const auto probabilities = limn::random_walker_probabilities(color, seeds, {.beta = 50, .tolerance = 1e-12});
  const double stored[2][3] = {{0.446197187, 0.459817636, 0.093985177}, {0.653888165, 0.112005283, 0.234106552}};
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(std::fabs(probabilities[k](3, 3) - stored[0][k]) < 1e-8);
    CHECK(std::fabs(probabilities[k](9, 9) - stored[1][k]) < 1e-8);
  }
}

TEST_CASE_TEMPLATE("random_walker equals the reference", P, LIMN_TEST_GRAY_TYPES, Rgb<std::uint8_t>, Rgb<float>) {
  unsigned seed = 1;
  const auto picture = [&](const auto& size) {
    if constexpr (limn::channels_v<P> == 1) {
      auto gray = random_image<P>(size, seed, 20);
      if constexpr (std::is_floating_point_v<P>) {
        for (P& pixel : gray.pixels()) pixel /= 100;
        gray.pixels()[gray.pixels().size() / 2] = std::numeric_limits<P>::infinity();
      }
      return gray;
    } else {
      using T = limn::channel_t<P>;
      const auto red = random_image<T>(size, seed, 20), green = random_image<T>(size, seed + 7, 20);
      constexpr T unit = std::is_floating_point_v<T> ? 100 : 1;
      auto colors = limn::transform(red, [](T v) {
        return P{static_cast<T>(v / 2 / unit), 0, static_cast<T>(v / unit)};
      });
      for (std::size_t i = 0; i < colors.pixels().size(); ++i) {
        colors.pixels()[i].g = static_cast<T>(green.pixels()[i] / unit);
      }
      return colors;
    }
  };
  for (const auto& size :
       {Size<2>{1, 1}, Size<2>{1, 9}, Size<2>{9, 1}, Size<2>{3, 5}, Size<2>{17, 9}, Size<2>{64, 2}}) {
    CAPTURE(size);
    check_against_reference(picture(size), random_seeds<std::int32_t>(size, seed + 50),
                            {.beta = 5, .tolerance = 1e-13});
    ++seed;
  }
  for (const auto& size : {Size<3>{1, 1, 1}, Size<3>{5, 1, 3}, Size<3>{7, 4, 5}}) {
    CAPTURE(size);
    check_against_reference(picture(size), random_seeds<std::uint16_t>(size, seed + 50),
                            {.beta = 3, .spacing = {1, 0.5, 2}, .tolerance = 1e-13});
    ++seed;
  }
}

TEST_CASE("random_walker: the executor changes no bit, and the output may be the seeds") {
  const auto gray = random_image<std::uint8_t>(Size<2>{150, 140}, 3, 30);
  auto seeds = random_seeds<std::int32_t>(gray.size(), 4);
  const auto ours = limn::random_walker_probabilities(gray, seeds, {.iterations = 20});
  CHECK(ours == limn::random_walker_probabilities(gray, seeds, {.iterations = 20}, Backward()));
  const auto labels = limn::random_walker(gray, seeds);
  limn::random_walker_into(gray, seeds, seeds);
  CHECK(seeds == labels);
}

TEST_CASE("random_walker: errors name what is wrong") {
  const Image<float> gray(Size<2>{4, 3});
  CHECK(limn::random_walker(Image<float>(), LabelImage<>()).empty());
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::random_walker(gray, LabelImage<>(Size<2>{3, 3}))),
                       "limn::random_walker: the image of seeds is 3x3 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::random_walker(gray, LabelImage<>(gray.size()), {.beta = -1})),
                       "limn::random_walker: beta is -1 but must be finite and not negative", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::random_walker(gray, LabelImage<>(gray.size()), {.tolerance = 0})),
                       "limn::random_walker: tolerance is 0 but must be over 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::random_walker(gray, LabelImage<>(gray.size()), {.iterations = 0})),
                       "limn::random_walker: iterations is 0 but must be at least 1", std::invalid_argument);
  Image<std::uint32_t> large(gray.size());
  large(1, 1) = 3000000000U;
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::random_walker(gray, large)),
                       "limn::random_walker: the seed 3000000000 is over 2147483647", std::invalid_argument);
}
