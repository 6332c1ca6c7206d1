#include <limn/region/grow.hpp>

#include <cmath>
#include <limits>

#include "reference/grow.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;
using limn::LabelImage;

namespace {

/// A few seeds of a few labels; some labels have seeds in several places.
template <std::size_t R>
LabelImage<std::int32_t, R> random_seeds(const Size<R>& size, unsigned seed) {
  std::mt19937 generator(seed);
  LabelImage<std::int32_t, R> seeds(size);
  for (int i = 0; i < 6; ++i) {
    seeds.pixels()[generator() % seeds.pixels().size()] = static_cast<std::int32_t>(1 + generator() % 4 * 100);
  }
  return seeds;
}

}  // namespace

TEST_CASE("grow_regions: pixels join the region whose mean they are nearest to") {
  const auto gray = image<std::uint8_t>({{10, 11, 14, 18, 20}});
  CHECK(limn::grow_regions(gray, image<std::int32_t>({{1, 0, 0, 0, 2}})) == image<std::int32_t>({{1, 1, 1, 2, 2}}));
  // The mean moves: 10, 11, 14 make 11.67, and 16 is nearer to that than to 20.5.
  CHECK(limn::grow_regions(image<std::uint8_t>({{10, 11, 14, 16, 21, 20}}),
                           image<std::int32_t>({{3, 0, 0, 0, 0, 8}})) == image<std::int32_t>({{3, 3, 3, 3, 8, 8}}));
}

TEST_CASE("grow_regions: around a wall, and not beyond max_difference") {
  const auto gray = image<std::uint8_t>({{5, 5, 90, 5},  //
                                         {5, 5, 90, 5},
                                         {5, 5, 90, 7},
                                         {5, 5, 6, 6}});
  const auto seeds = image<std::int32_t>({{1, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}});
  CHECK(limn::grow_regions(gray, seeds, {.max_difference = 10}) ==
        image<std::int32_t>({{1, 1, 0, 1}, {1, 1, 0, 1}, {1, 1, 0, 1}, {1, 1, 1, 1}}));
  CHECK(limn::grow_regions(gray, seeds, {.max_difference = 0}) ==
        image<std::int32_t>({{1, 1, 0, 0}, {1, 1, 0, 0}, {1, 1, 0, 0}, {1, 1, 0, 0}}));
  CHECK(limn::grow_regions(gray, seeds) == LabelImage<>(gray.size(), 1));
}

TEST_CASE("grow_regions: which pixels touch") {
  const auto gray = image<std::uint8_t>({{1, 9}, {9, 1}});
  const auto seeds = image<std::int32_t>({{4, 0}, {0, 0}});
  CHECK(limn::grow_regions(gray, seeds, {.max_difference = 1}) == image<std::int32_t>({{4, 0}, {0, 0}}));
  CHECK(limn::grow_regions(gray, seeds, {.connectivity = Connectivity::full, .max_difference = 1}) ==
        image<std::int32_t>({{4, 0}, {0, 4}}));
}

TEST_CASE("grow_regions: of colors, the distance in all channels counts") {
  using Pixel = limn::Rgb<std::uint8_t>;
  limn::Image<Pixel> color(Size{4, 1});
  color(0, 0) = {100, 0, 0};
  color(1, 0) = {90, 10, 0};
  color(2, 0) = {10, 90, 0};
  color(3, 0) = {0, 100, 0};
  const auto seeds = image<std::int32_t>({{1, 0, 0, 2}});
  CHECK(limn::grow_regions(color, seeds) == image<std::int32_t>({{1, 1, 2, 2}}));
  const double apart = std::sqrt(200.0);
  CHECK(limn::grow_regions(color, seeds, {.max_difference = apart}) == image<std::int32_t>({{1, 1, 2, 2}}));
  CHECK(limn::grow_regions(color, seeds, {.max_difference = apart - 0.001}) == image<std::int32_t>({{1, 0, 0, 2}}));
}

TEST_CASE("grow_regions: without seeds, without pixels, and from several seeds of one label") {
  const auto gray = random_image<float>(Size{9, 5}, 1);
  CHECK(limn::grow_regions(gray, LabelImage<>(gray.size())) == LabelImage<>(gray.size()));
  CHECK(limn::grow_regions(limn::Image<float>(Size{0, 5}), LabelImage<>(Size{0, 5})).empty());
  const auto flat = image<std::int16_t>({{-7, -7, 3, -7, -7}});
  CHECK(limn::grow_regions(flat, image<std::int32_t>({{6, 0, 0, 0, 6}}), {.max_difference = 1}) ==
        image<std::int32_t>({{6, 6, 0, 6, 6}}));
}

TEST_CASE("grow_regions: what is no number joins nothing, and a seed there counts for nothing") {
  const float nan = std::nanf(""), infinity = std::numeric_limits<float>::infinity();
  const auto gray = image<float>({{1, nan, 1, infinity, 1}});
  CHECK(limn::grow_regions(gray, image<std::int32_t>({{1, 2, 0, 0, 3}})) == image<std::int32_t>({{1, 0, 0, 0, 3}}));
}

TEST_CASE("grow_regions: into the image of seeds, from seeds of other types") {
  const auto gray = random_image<std::uint8_t>(Size{33, 21}, 5);
  auto seeds = random_seeds(gray.size(), 6);
  const auto expected = limn::grow_regions(gray, seeds);
  const auto wide = limn::transform(seeds, [](std::int32_t v) { return static_cast<std::uint64_t>(v); });
  CHECK(limn::grow_regions(gray, wide) == expected);
  limn::grow_regions_into(gray, seeds, seeds);
  CHECK(seeds == expected);
}

TEST_CASE_TEMPLATE("grow_regions equals the reference", P, LIMN_TEST_GRAY_TYPES) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      if (limn::pixel_count(size) > 1200) continue;  // the reference is quadratic
      auto gray = random_image<P>(size, seed, 16);
      if constexpr (std::is_floating_point_v<P>) gray.pixels()[0] = static_cast<P>(std::nan(""));
      const auto seeds = random_seeds(size, seed++);
      const double range = std::is_floating_point_v<P> ? 200 : std::pow(2.0, 8 * sizeof(P));
      for (const auto connectivity : {Connectivity::face, Connectivity::full}) {
        for (const double part : {0.2, 2.0}) {
          const limn::GrowOptions options{.connectivity = connectivity, .max_difference = part * range};
          const auto expected = reference::grow_regions(gray, seeds, connectivity, options.max_difference);
          for_each_layout(gray,
                          [&](const auto& layout) { CHECK(limn::grow_regions(layout, seeds, options) == expected); });
        }
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("grow_regions: colors equal the reference") {
  limn::Image<limn::Rgb<float>> color(Size{23, 17});
  std::mt19937 generator(3);
  const auto unit = [&] { return static_cast<float>(generator() % 32); };
  for (auto& pixel : color.pixels()) pixel = {unit(), unit(), unit()};
  const auto seeds = random_seeds(color.size(), 8);
  CHECK(limn::grow_regions(color, seeds) ==
        reference::grow_regions(color, seeds, Connectivity::face, std::numeric_limits<double>::infinity()));
}

TEST_CASE("grow_regions: of noise, where thousands of candidates wait, many of them in vain") {
  const auto gray = random_image<std::uint16_t>(Size{80, 64}, 4);
  const auto seeds = random_seeds(gray.size(), 9);
  CHECK(limn::grow_regions(gray, seeds, {.connectivity = Connectivity::full}) ==
        reference::grow_regions(gray, seeds, Connectivity::full, std::numeric_limits<double>::infinity()));
}

TEST_CASE("grow_regions: errors name what is wrong") {
  const limn::Image<std::uint8_t> gray(Size{4, 3});
  LabelImage<> seeds(Size{4, 3});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::grow_regions(gray, LabelImage<>(Size{3, 3}))),
                       "limn::grow_regions: the image of seeds is 3x3 but the image is 4x3", std::invalid_argument);
  LabelImage<> out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::grow_regions_into(gray, seeds, out),
                       "limn::grow_regions_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::grow_regions(gray, seeds, {.max_difference = -1})),
                       "limn::grow_regions: max_difference is -1 but must be >= 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::grow_regions(gray, seeds, {.max_difference = std::nan("")})),
                       "limn::grow_regions: max_difference is nan but must be >= 0", std::invalid_argument);
  seeds(1, 1) = -2;
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::grow_regions(gray, seeds)),
                       "limn::grow_regions: the seed -2 is not in [0, 2147483647]", std::invalid_argument);
}
