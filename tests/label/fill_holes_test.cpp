#include <limn/label/fill_holes.hpp>
#include <limn/threshold/fixed.hpp>

#include <cmath>
#include <limits>
#include <vector>

#include "reference/objects.hpp"
#include "support/fingerprint.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;

TEST_CASE("fill_holes: background without a way to the border") {
  const auto rings = mask({".####...",  //
                           ".#..#.##",  //
                           ".#.#..#.",  //
                           ".##...##"});
  CHECK(limn::fill_holes(rings) == mask({".####...",  //
                                         ".####.##",  //
                                         ".###..#.",  //
                                         ".##...##"}));
  CHECK(limn::fill_holes(rings, Connectivity::full) == rings);
}

TEST_CASE("fill_holes: a basin fills to its lowest way out") {
  const auto gray = image<std::uint8_t>({{9, 9, 9, 9, 9},  //
                                         {9, 1, 2, 8, 7},
                                         {9, 3, 9, 9, 9},
                                         {9, 9, 0, 9, 9}});
  CHECK(limn::fill_holes(gray) == image<std::uint8_t>({{9, 9, 9, 9, 9},  //
                                                       {9, 8, 8, 8, 7},
                                                       {9, 8, 9, 9, 9},
                                                       {9, 9, 0, 9, 9}}));
  CHECK(limn::fill_holes(gray, Connectivity::full) == image<std::uint8_t>({{9, 9, 9, 9, 9},  //
                                                                           {9, 3, 3, 8, 7},
                                                                           {9, 3, 9, 9, 9},
                                                                           {9, 9, 0, 9, 9}}));
}

TEST_CASE("fill_holes: NaN stays, and water runs off there") {
  const float nan = std::nanf("");
  auto gray = Image<float>(Size{7, 5}, 9.0F);
  gray(1, 1) = 1;
  gray(4, 2) = 2;
  gray(5, 2) = nan;
  const auto filled = limn::fill_holes(gray);
  CHECK(filled(1, 1) == 9);
  CHECK(filled(4, 2) == 2);
  CHECK(std::isnan(filled(5, 2)));
}

TEST_CASE("fill_holes: masks equal a search, gray images their thresholds") {
  unsigned seed = 1;
  const auto check = [&]<std::size_t R>(const std::vector<Size<R>>& sizes) {
    for (const auto& size : sizes) {
      for (const auto connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
        CAPTURE(size);
        const auto objects = random_mask(size, seed++, 0.7);
        const auto filled = [&](const Image<limn::Binary, R>& mask) {
          return reference::turn_objects(mask, false, connectivity,
                                         [&](const auto& hole) { return !reference::any_at_border(size, hole); });
        };
        for_each_layout(objects,
                        [&](const auto& layout) { CHECK(limn::fill_holes(layout, connectivity) == filled(objects)); });
        const auto gray = random_image<std::int16_t>(size, seed++, 4);
        const auto basins = limn::fill_holes(gray, connectivity);
        for (const std::int16_t level : {std::int16_t{-32768}, std::int16_t{-10000}, std::int16_t{10000}}) {
          CHECK(limn::threshold(basins, level) == filled(limn::threshold(gray, level)));
        }
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("fill_holes: in place, and of nothing") {
  auto rings = random_mask(Size{90, 70}, 4, 0.6);
  const auto expected = limn::fill_holes(rings);
  limn::fill_holes_into(rings, rings);
  CHECK(rings == expected);
  CHECK(limn::fill_holes(expected) == expected);
  auto basins = random_image<std::int16_t>(Size<3>{20, 15, 9}, 5, 30);
  const auto filled = limn::fill_holes(basins);
  limn::fill_holes_into(basins, basins);
  CHECK(basins == filled);
  CHECK(limn::fill_holes(limn::Mask()).empty());
  CHECK(limn::fill_holes(limn::Volume<double>(Size<3>{0, 2, 2})).empty());
}

TEST_CASE("fill_holes equals scipy's") {
  // Stored by tests/peers/morphology.py.
  const auto objects = random_mask(Size{97, 61}, 7, 0.6);
  CHECK(fingerprint(limn::fill_holes(objects)) == 0xaaba471db408c4c5U);
  CHECK(fingerprint(limn::fill_holes(objects, Connectivity::full)) == 0xbf2691aaaf4db644U);
  CHECK(fingerprint(limn::fill_holes(random_mask(Size<3>{37, 31, 9}, 8, 0.7))) == 0x85f542885da48184U);
}

TEST_CASE("fill_holes: errors name what is wrong") {
  const limn::Mask objects(Size{4, 3});
  limn::Mask out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::fill_holes_into(objects, out),
                       "limn::fill_holes_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
}
