#include <limn/region/graph_cut.hpp>

#include <cmath>

#include "reference/graph_cut.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;
using limn::GraphCutOptions;
using limn::LabelImage;

namespace {

/// A dark half and a bright half with noise, and a few seeds of either kind.
template <class T, std::size_t R>
Image<T, R> noisy_halves(const Size<R>& size, unsigned seed) {
  const auto noise = random_image<std::uint8_t>(size, seed);
  Image<T, R> result(size);
  for (std::size_t i = 0; i < result.pixels().size(); ++i) {
    const double level = static_cast<Index>(i) % size[0] * 2 < size[0] ? 60 : 100;
    result.pixels()[i] = static_cast<T>(level + noise.pixels()[i] / 4.0);
  }
  return result;
}
template <std::size_t R>
LabelImage<std::int32_t, R> random_seeds(const Size<R>& size, unsigned seed) {
  std::mt19937 generator(seed);
  LabelImage<std::int32_t, R> seeds(size);
  for (auto& s : seeds.pixels()) s = generator() % 8 == 0 ? static_cast<std::int32_t>(1 + generator() % 2) : 0;
  return seeds;
}

template <class P, std::size_t R>
Image<limn::Binary, R> by_reference(const Image<P, R>& image, const LabelImage<std::int32_t, R>& seeds,
                                    const GraphCutOptions& options) {
  return reference::graph_cut(image, seeds,
                              {static_cast<long double>(options.smoothness), static_cast<long double>(options.beta),
                               options.connectivity, options.components});
}

}  // namespace

TEST_CASE("graph_cut: the border runs where neighbors differ") {
  // Without models of the colors: from the seeds to the step.
  const auto gray = image<std::uint8_t>({{10, 10, 10, 90, 90},  //
                                         {10, 10, 90, 90, 90},
                                         {10, 10, 10, 90, 90}});
  const auto seeds = image<std::int32_t>({{0, 0, 0, 0, 0},  //
                                          {2, 0, 0, 0, 1},
                                          {0, 0, 0, 0, 0}});
  CHECK(limn::graph_cut(gray, seeds, {.components = 0}) == mask({"###..",  //
                                                                 "##...", "###.."}));
}

TEST_CASE("graph_cut: colors reach where no seed is, unless borders cost more") {
  const auto gray = image<std::uint8_t>({{200, 198, 10, 12, 10, 201, 199, 11, 10}});
  const auto seeds = image<std::int32_t>({{2, 2, 1, 1, 0, 0, 0, 0, 0}});
  CHECK(limn::graph_cut(gray, seeds) == mask({"##...##.."}));
  CHECK(limn::graph_cut(gray, seeds, {.components = 0}) == mask({"##......."}));
  CHECK(limn::graph_cut(gray, seeds, {.smoothness = 1e6, .beta = 1e-9}) == mask({"##......."}));
  CHECK(limn::graph_cut(gray, seeds, {.smoothness = 0}) == mask({"##...##.."}));
}

TEST_CASE("graph_cut: of several least cuts, the smallest foreground") {
  const Image<std::uint8_t> flat(Size{7, 1}, std::uint8_t{3});
  const auto seeds = image<std::int32_t>({{2, 0, 0, 0, 0, 0, 1}});
  CHECK(limn::graph_cut(flat, seeds, {.components = 0}) == mask({"#......"}));
}

TEST_CASE("graph_cut: without seeds of one kind, or of any") {
  const auto gray = noisy_halves<std::uint8_t>(Size{9, 5}, 1);
  LabelImage<> seeds(gray.size());
  CHECK(limn::graph_cut(gray, seeds) == limn::Mask(gray.size()));
  seeds(3, 3) = 1;
  CHECK(limn::graph_cut(gray, seeds) == limn::Mask(gray.size()));
  seeds(3, 3) = 2;
  CHECK(limn::graph_cut(gray, seeds) == limn::Mask(gray.size(), limn::Binary::foreground));
  CHECK(limn::graph_cut(Image<float>(Size{0, 5}), LabelImage<>(Size{0, 5})).empty());
}

TEST_CASE("graph_cut: what is no number is background, and parts its neighbors") {
  const float nan = std::nanf(""), infinity = std::numeric_limits<float>::infinity();
  const auto gray = image<float>({{1, 1, nan, 1, infinity, 1}});
  CHECK(limn::graph_cut(gray, image<std::int32_t>({{2, 0, 2, 0, 1, 0}})) == mask({"##...."}));
}

TEST_CASE("graph_cut: seeds of other types, and into an output") {
  const auto gray = noisy_halves<std::uint8_t>(Size{33, 21}, 5);
  const auto seeds = random_seeds(gray.size(), 6);
  const auto expected = limn::graph_cut(gray, seeds);
  const auto bytes = limn::transform(seeds, [](std::int32_t v) { return static_cast<std::uint8_t>(v); });
  CHECK(limn::graph_cut(gray, bytes) == expected);
  limn::Mask out(gray.size());
  limn::graph_cut_into(gray, seeds, out);
  CHECK(out == expected);
}

TEST_CASE_TEMPLATE("graph_cut equals the reference", P, LIMN_TEST_GRAY_TYPES) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      if (limn::pixel_count(size) > 700) continue;
      auto gray = noisy_halves<P>(size, seed);
      if constexpr (std::is_floating_point_v<P>) gray.pixels()[0] = static_cast<P>(std::nan(""));
      const auto seeds = random_seeds(size, seed++);
      for (const auto connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
        if (connectivity == Connectivity::edge && (seed % 2 == 0 || sizeof(P) > 1)) continue;
        const GraphCutOptions options{.connectivity = connectivity, .components = static_cast<int>(seed % 3)};
        const auto expected = by_reference(gray, seeds, options);
        for_each_layout(gray, [&](const auto& layout) { CHECK(limn::graph_cut(layout, seeds, options) == expected); });
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("graph_cut: colors equal the reference") {
  limn::Image<limn::Rgb<std::uint8_t>> color(Size{31, 23});
  std::mt19937 generator(3);
  for (std::size_t i = 0; i < color.pixels().size(); ++i) {
    const auto level = [&] { return static_cast<std::uint8_t>(generator() % 40 + (i % 31 < 15 ? 60 : 80)); };
    color.pixels()[i] = {level(), level(), level()};
  }
  const auto seeds = random_seeds(color.size(), 8);
  for (const double smoothness : {1.0, 50.0}) {
    for (const double beta : {0.0, 1e-4}) {
      const GraphCutOptions options{.smoothness = smoothness, .beta = beta};
      CHECK(limn::graph_cut(color, seeds, options) == by_reference(color, seeds, options));
    }
  }
}

TEST_CASE("graph_cut: errors name what is wrong") {
  const Image<std::uint8_t> gray(Size{4, 3});
  LabelImage<> seeds(Size{4, 3});
  const auto cut = [&](const GraphCutOptions& options) { static_cast<void>(limn::graph_cut(gray, seeds, options)); };
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::graph_cut(gray, LabelImage<>(Size{3, 3}))),
                       "limn::graph_cut: the image of seeds is 3x3 but the image is 4x3", std::invalid_argument);
  limn::Mask out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::graph_cut_into(gray, seeds, out),
                       "limn::graph_cut_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(cut({.smoothness = -1}), "limn::graph_cut: smoothness is -1, not in [0, 1e+09]",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(cut({.beta = std::nan("")}), "limn::graph_cut: beta is nan, not 0 or more",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(cut({.components = 256}), "limn::graph_cut: components is 256, not in [0, 255]",
                       std::invalid_argument);
  seeds(1, 1) = 3;
  CHECK_THROWS_WITH_AS(cut({}), "limn::graph_cut: the seed 3 is not in [0, 2]", std::invalid_argument);
}
