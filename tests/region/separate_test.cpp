#include <limn/region/separate.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "reference/separate.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;
using limn::LabelImage;
using limn::SeparateOptions;

namespace {

/// Discs, or balls, of a radius around centers.
template <std::size_t R>
Image<limn::Binary, R> discs(const Size<R>& size, const std::vector<limn::Point<R>>& centers, double radius) {
  Image<limn::Binary, R> mask(size);
  for (const auto& p : reference::all_points(size)) {
    for (const auto& center : centers) {
      double squared = 0;
      for (std::size_t axis = 0; axis < R; ++axis) {
        const auto d = static_cast<double>(p[axis] - center[axis]);
        squared += d * d;
      }
      if (squared <= radius * radius) mask(p) = limn::Binary::foreground;
    }
  }
  return mask;
}

template <std::size_t R>
std::int32_t largest(const LabelImage<std::int32_t, R>& labels) {
  return *std::max_element(labels.pixels().begin(), labels.pixels().end());
}

}  // namespace

TEST_CASE("separate_touching: two squares that share a corridor") {
  CHECK(limn::separate_touching(mask({".....................",  //
                                      ".#######.....#######.",  //
                                      ".#######.....#######.",  //
                                      ".#######.....#######.",  //
                                      ".###################.",  //
                                      ".#######.....#######.",  //
                                      ".#######.....#######.",  //
                                      ".#######.....#######.",  //
                                      "....................."})) ==
        image<std::int32_t>({{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                             {0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 0},
                             {0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 0},
                             {0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 0},
                             {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0},
                             {0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 0},
                             {0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 0},
                             {0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 0},
                             {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}}));
}

TEST_CASE("separate_touching: what is small or thin is an object, and what is round is one") {
  const auto found = limn::separate_touching(mask({"#.....#...",  //
                                                   "......#...",  //
                                                   "..........",  //
                                                   "########.#"}));
  CHECK(found == image<std::int32_t>({{1, 0, 0, 0, 0, 0, 2, 0, 0, 0},  //
                                      {0, 0, 0, 0, 0, 0, 2, 0, 0, 0},
                                      {0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                                      {3, 3, 3, 3, 3, 3, 3, 3, 0, 4}}));
  CHECK(largest(limn::separate_touching(discs<2>({50, 50}, {{24, 26}}, 20.3))) == 1);
  CHECK(largest(limn::separate_touching(discs<2>({90, 60}, {{24, 26}, {52, 30}}, 16))) == 2);
  CHECK(largest(limn::separate_touching(discs<2>({90, 60}, {{24, 26}, {52, 30}}, 16), {.h = 9})) == 1);
  CHECK(largest(limn::separate_touching(discs<3>({40, 24, 24}, {{11, 12, 12}, {26, 12, 11}}, 8.5))) == 2);
}

TEST_CASE("separate_touching: of a high h, or of no background, components are left") {
  const auto two = discs<2>({90, 60}, {{24, 26}, {52, 30}, {75, 50}}, 16);
  CHECK(limn::separate_touching(two, {.h = 100}) == limn::label_components(two).labels);
  CHECK(limn::separate_touching(limn::Mask(Size{70, 3}, limn::Binary::foreground)) == LabelImage<>(Size{70, 3}, 1));
  CHECK(limn::separate_touching(limn::Mask(Size{70, 3})) == LabelImage<>(Size{70, 3}));
  CHECK(limn::separate_touching(limn::Mask()).empty());
}

TEST_CASE("separate_touching: all of the mask and nothing else, each object connected, numbers in raster order") {
  for (unsigned seed = 1; seed < 9; ++seed) {
    CAPTURE(seed);
    std::mt19937 generator(seed);
    std::vector<limn::Point<2>> centers;
    for (int i = 0; i < 12; ++i) {
      centers.push_back({static_cast<Index>(generator() % 120), static_cast<Index>(generator() % 70)});
    }
    const auto blobs = discs<2>({120, 70}, centers, 9);
    const auto labels = limn::separate_touching(blobs);
    std::int32_t highest = 0;
    bool in_order = true;
    for (const std::int32_t label : labels.pixels()) {
      in_order = in_order && label <= highest + 1;
      highest = (std::max)(highest, label);
    }
    CHECK(in_order);
    CHECK(limn::transform(labels, [](std::int32_t label) { return limn::to_binary(label != 0); }) == blobs);
    for (std::int32_t label = 1; label <= highest; ++label) {
      const auto one = limn::transform(labels, [&](std::int32_t l) { return limn::to_binary(l == label); });
      CHECK(limn::label_components(one).count == 1);
    }
  }
}

TEST_CASE("separate_touching equals the reference") {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      for (const auto connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
        CAPTURE(size);
        CAPTURE(static_cast<int>(connectivity));
        ++seed;
        const double h = seed % 2 == 0 ? 0.3 : 1;
        const auto blobs = random_mask(size, seed, seed % 3 == 0 ? 0.7 : 0.9);
        const auto expected = reference::separate_touching(blobs, h, connectivity);
        const SeparateOptions options{.h = h, .connectivity = connectivity};
        for_each_layout(blobs,
                        [&](const auto& layout) { CHECK(limn::separate_touching(layout, options) == expected); });
      }
    }
  };
  check(std::vector<Size<2>>{{1, 1}, {1, 9}, {9, 1}, {3, 5}, {33, 20}, {65, 9}});
  check(std::vector<Size<3>>{{1, 1, 1}, {5, 1, 3}, {9, 8, 7}});
}

TEST_CASE("separate_touching: distances whose squares take 16 bits, and more") {
  for (const Index length : {254, 255, 256, 257, 300}) {
    CAPTURE(length);
    // From the ends, the distance goes up to `length`; between, there is a waist on either side of one pixel.
    limn::Mask bar(Size{2 * length + 3, 2}, limn::Binary::foreground);
    bar(length, 0) = bar(length + 2, 1) = limn::Binary::background;
    for (const auto connectivity : {Connectivity::face, Connectivity::full}) {
      const auto found = limn::separate_touching(bar, {.connectivity = connectivity});
      CHECK(largest(found) == 2);
      CHECK(found == reference::separate_touching(bar, SeparateOptions{}.h, connectivity));
    }
  }
}

TEST_CASE("separate_touching: errors name what is wrong") {
  const limn::Mask blobs(Size{4, 3});
  LabelImage<> small(Size{3, 3});
  CHECK_THROWS_WITH_AS(limn::separate_touching_into(blobs, small),
                       "limn::separate_touching: the output is 3x3 but the mask is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::separate_touching(blobs, {.h = 0})),
                       "limn::separate_touching: h is 0 but must be > 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::separate_touching(blobs, {.h = std::nan("")})),
                       "limn::separate_touching: h is nan but must be > 0", std::invalid_argument);
}
