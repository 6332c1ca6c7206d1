#include <limn/region/watershed.hpp>

#include <cmath>

#include "reference/watershed.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;
using limn::FloodOrder;
using Labels = limn::LabelImage<>;

namespace {

/// `count` single pixels with the labels 1, 2, ...; some of them in groups of touching pixels.
template <std::size_t R>
limn::LabelImage<std::int32_t, R> random_markers(const Size<R>& size, int count, unsigned seed) {
  std::mt19937 generator(seed);
  limn::LabelImage<std::int32_t, R> markers(size);
  for (int label = 1; label <= count; ++label) {
    const auto at = generator() % markers.pixels().size();
    for (std::size_t i = at; i < (std::min)(at + generator() % 3 + 1, markers.pixels().size()); ++i) {
      markers.pixels()[i] = label;
    }
  }
  return markers;
}

}  // namespace

TEST_CASE("watershed: two floods meet on the ridge") {
  const auto relief = image<std::uint8_t>({{1, 2, 9, 3, 1},  //
                                           {0, 2, 9, 3, 0},
                                           {1, 2, 8, 3, 1}});
  const auto markers = image<std::int32_t>({{0, 0, 0, 0, 0},  //
                                            {7, 0, 0, 0, 4},
                                            {0, 0, 0, 0, 0}});
  CHECK(limn::watershed(relief, markers) == image<std::int32_t>({{7, 7, 7, 4, 4},  //
                                                                 {7, 7, 7, 4, 4},
                                                                 {7, 7, 7, 4, 4}}));
  CHECK(limn::watershed(relief, markers, {.line = true}) == image<std::int32_t>({{7, 7, 0, 4, 4},  //
                                                                                 {7, 7, 0, 4, 4},
                                                                                 {7, 7, 0, 4, 4}}));
}

TEST_CASE("watershed: the orders differ behind a wall") {
  // From the left, the flood climbs the wall of 5 and finds low ground behind it.
  const auto relief = image<std::uint8_t>({{0, 5, 1, 2, 5, 1}});
  const auto markers = image<std::int32_t>({{1, 0, 0, 0, 0, 2}});
  CHECK(limn::watershed(relief, markers, {.order = FloodOrder::value}) == image<std::int32_t>({{1, 1, 1, 1, 2, 2}}));
  CHECK(limn::watershed(relief, markers, {.order = FloodOrder::level}) == image<std::int32_t>({{1, 1, 1, 2, 2, 2}}));
}

TEST_CASE("watershed: ties go to the marker that comes first") {
  const limn::Image<std::uint8_t> flat(Size{5, 1}, 9);
  CHECK(limn::watershed(flat, image<std::int32_t>({{1, 0, 0, 0, 2}})) == image<std::int32_t>({{1, 1, 1, 2, 2}}));
  CHECK(limn::watershed(flat, image<std::int32_t>({{2, 0, 0, 0, 1}})) == image<std::int32_t>({{2, 2, 2, 1, 1}}));
  CHECK(limn::watershed(flat, image<std::int32_t>({{2, 0, 0, 0, 1}}), {.line = true}) ==
        image<std::int32_t>({{2, 2, 0, 1, 1}}));
}

TEST_CASE("watershed: results of scikit-image 0.19") {
  const auto relief = image<std::uint8_t>({{24, 10, 38, 37, 2, 7, 7, 7, 23},
                                           {13, 19, 9, 38, 26, 26, 4, 6, 35},
                                           {12, 34, 31, 0, 18, 21, 18, 4, 28},
                                           {10, 14, 16, 11, 18, 33, 18, 29, 37},
                                           {8, 10, 22, 7, 27, 26, 27, 37, 16},
                                           {36, 39, 35, 12, 2, 34, 37, 13, 25},
                                           {6, 34, 33, 16, 31, 8, 38, 31, 32}});
  Labels markers(relief.size());
  markers(1, 1) = 1;
  markers(2, 5) = 2;
  markers(6, 2) = 3;
  markers(7, 6) = 4;
  CHECK(limn::watershed(relief, markers, {.order = FloodOrder::value}) ==
        image<std::int32_t>({{1, 1, 1, 3, 3, 3, 3, 3, 3},
                             {1, 1, 1, 1, 3, 3, 3, 3, 3},
                             {1, 1, 1, 1, 1, 3, 3, 3, 3},
                             {1, 1, 1, 1, 1, 3, 3, 3, 3},
                             {1, 1, 1, 1, 1, 3, 3, 3, 4},
                             {1, 1, 2, 1, 1, 1, 3, 4, 4},
                             {1, 1, 1, 1, 1, 1, 4, 4, 4}}));
  CHECK(limn::watershed(relief, markers, {.connectivity = Connectivity::full, .order = FloodOrder::value}) ==
        image<std::int32_t>({{1, 1, 1, 3, 3, 3, 3, 3, 3},
                             {1, 1, 1, 3, 3, 3, 3, 3, 3},
                             {1, 1, 1, 1, 1, 3, 3, 3, 3},
                             {1, 1, 1, 1, 1, 3, 3, 3, 3},
                             {1, 1, 1, 1, 1, 3, 3, 3, 3},
                             {1, 1, 2, 1, 1, 1, 1, 3, 3},
                             {1, 1, 1, 1, 1, 1, 1, 4, 3}}));
  CHECK(limn::watershed(relief, markers, {.order = FloodOrder::value, .line = true}) ==
        image<std::int32_t>({{1, 1, 0, 3, 3, 3, 3, 3, 3},
                             {1, 1, 1, 0, 0, 3, 3, 3, 3},
                             {1, 1, 1, 1, 1, 0, 3, 3, 3},
                             {1, 1, 1, 1, 1, 0, 3, 3, 0},
                             {1, 1, 0, 1, 0, 3, 3, 0, 4},
                             {1, 0, 2, 0, 3, 3, 0, 4, 4},
                             {1, 1, 0, 3, 3, 3, 0, 4, 4}}));
  CHECK(limn::watershed(relief, markers, {.order = FloodOrder::value, .compactness = 3}) ==
        image<std::int32_t>({{1, 1, 1, 1, 3, 3, 3, 3, 3},
                             {1, 1, 1, 1, 3, 3, 3, 3, 3},
                             {1, 1, 1, 1, 3, 3, 3, 3, 3},
                             {1, 1, 1, 1, 3, 3, 3, 3, 3},
                             {1, 1, 1, 1, 3, 3, 3, 4, 4},
                             {2, 2, 2, 1, 1, 4, 4, 4, 4},
                             {2, 2, 2, 1, 4, 4, 4, 4, 4}}));
}

TEST_CASE("watershed: results of scikit-image 0.19 for wider pixels, in a mask") {
  // Made by tests/peers/watershed.py.
  {
    const auto relief = image<std::uint16_t>({{8000, 7000, 47000, 29000, 35000, 36000, 42000, 1000, 29000},
                                              {8000, 24000, 55000, 32000, 4000, 32000, 7000, 45000, 56000},
                                              {58000, 37000, 52000, 22000, 8000, 30000, 26000, 39000, 59000},
                                              {16000, 51000, 8000, 20000, 47000, 14000, 40000, 27000, 30000},
                                              {56000, 49000, 50000, 32000, 58000, 58000, 8000, 12000, 18000},
                                              {33000, 49000, 29000, 59000, 21000, 55000, 35000, 43000, 14000}});
    const auto inside = mask({"#.####.##",  //
                              "##.#####.",  //
                              "####.####",  //
                              "#########",  //
                              "#####.###",  //
                              "#####.###"});
    Labels markers(relief.size());
    markers(1, 1) = 2;
    markers(7, 1) = 3;
    markers(4, 4) = 1;
    CHECK(limn::watershed(relief, markers, {.connectivity = Connectivity::face, .order = FloodOrder::value}, inside) ==
          image<std::int32_t>({{2, 0, 3, 3, 3, 3, 0, 3, 3},
                               {2, 2, 0, 3, 3, 3, 3, 3, 0},
                               {2, 2, 2, 3, 0, 3, 3, 3, 3},
                               {2, 2, 3, 3, 3, 3, 3, 3, 3},
                               {3, 3, 3, 3, 1, 0, 3, 3, 3},
                               {3, 3, 3, 3, 1, 0, 3, 3, 3}}));
    CHECK(limn::watershed(relief, markers, {.connectivity = Connectivity::full, .order = FloodOrder::value}, inside) ==
          image<std::int32_t>({{2, 0, 2, 2, 2, 2, 0, 2, 2},
                               {2, 2, 0, 2, 2, 2, 2, 3, 0},
                               {2, 2, 2, 2, 0, 2, 2, 2, 2},
                               {2, 2, 2, 2, 2, 2, 2, 2, 2},
                               {2, 2, 2, 2, 1, 0, 2, 2, 2},
                               {2, 2, 2, 2, 2, 0, 2, 2, 2}}));
  }
  {
    const auto relief = image<float>({{-0.38F, -0.39F, 0.23F, -0.05F, 0.05F, 0.06F, 0.16F, -0.48F, -0.05F},
                                      {-0.38F, -0.12F, 0.36F, 0.0F, -0.44F, 0.0F, -0.39F, 0.2F, 0.38F},
                                      {0.41F, 0.08F, 0.31F, -0.16F, -0.38F, -0.03F, -0.09F, 0.11F, 0.42F},
                                      {-0.25F, 0.3F, -0.38F, -0.19F, 0.23F, -0.28F, 0.12F, -0.08F, -0.03F},
                                      {0.38F, 0.27F, 0.28F, 0.0F, 0.41F, 0.41F, -0.38F, -0.31F, -0.22F},
                                      {0.02F, 0.27F, -0.05F, 0.42F, -0.17F, 0.36F, 0.05F, 0.17F, -0.28F}});
    const auto inside = mask({"..#######",  //
                              "#######.#",  //
                              "####.####",  //
                              ".####.###",  //
                              "#########",  //
                              "####.###."});
    Labels markers(relief.size());
    markers(0, 5) = 4;
    markers(8, 0) = 1;
    markers(4, 2) = 2;
    CHECK(limn::watershed(relief, markers, {.connectivity = Connectivity::face, .order = FloodOrder::value}, inside) ==
          image<std::int32_t>({{0, 0, 1, 1, 1, 1, 1, 1, 1},
                               {1, 1, 1, 1, 1, 1, 1, 0, 1},
                               {1, 1, 1, 1, 0, 1, 1, 1, 1},
                               {0, 1, 1, 1, 1, 0, 1, 1, 1},
                               {4, 4, 1, 1, 1, 1, 1, 1, 1},
                               {4, 4, 4, 1, 0, 1, 1, 1, 0}}));
    CHECK(limn::watershed(relief, markers, {.connectivity = Connectivity::full, .order = FloodOrder::value}, inside) ==
          image<std::int32_t>({{0, 0, 1, 1, 1, 1, 1, 1, 1},
                               {1, 1, 1, 1, 1, 1, 1, 0, 1},
                               {1, 1, 1, 1, 0, 1, 1, 1, 1},
                               {0, 1, 1, 1, 1, 0, 1, 1, 1},
                               {4, 1, 1, 1, 1, 1, 1, 1, 1},
                               {4, 1, 1, 1, 0, 1, 1, 1, 0}}));
  }
}

TEST_CASE("watershed: what is outside the mask, NaN or out of reach has no label") {
  const float nan = std::nanf("");
  const auto relief = image<float>({{0, 1, nan, 1, 0},  //
                                    {1, 1, nan, 1, 1}});
  const auto markers = image<std::int32_t>({{0, 3, 9, 0, 0},  //
                                            {0, 0, 0, 0, 0}});
  CHECK(limn::watershed(relief, markers) == image<std::int32_t>({{3, 3, 0, 0, 0},  //
                                                                 {3, 3, 0, 0, 0}}));
  CHECK(limn::watershed(relief, markers, {},
                        mask({".####",                                             //
                              "##..."})) == image<std::int32_t>({{0, 3, 0, 0, 0},  //
                                                                 {3, 3, 0, 0, 0}}));
}

TEST_CASE("watershed: infinities are levels as others are, and -0 is 0") {
  const float infinity = std::numeric_limits<float>::infinity();
  const auto relief = image<float>({{-infinity, 0.0F, -0.0F, infinity, 1, 0}});
  const auto markers = image<std::int32_t>({{1, 0, 0, 0, 0, 2}});
  CHECK(limn::watershed(relief, markers) == image<std::int32_t>({{1, 1, 1, 1, 2, 2}}));
}

TEST_CASE("watershed: no markers, no pixels") {
  const limn::Image<std::uint16_t> flat(Size{4, 3});
  CHECK(limn::watershed(flat, Labels(flat.size())) == Labels(flat.size()));
  CHECK(limn::watershed(limn::Image<float>(), Labels()).empty());
  CHECK(limn::watershed(limn::Image<float>(Size{0, 4}), Labels(Size{0, 4}), {.compactness = 1}).empty());
}

TEST_CASE("watershed: in the place of the markers, from markers of other types") {
  const auto relief = random_image<std::uint8_t>(Size{40, 30}, 5, 20);
  auto markers = random_markers(relief.size(), 9, 6);
  const auto expected = limn::watershed(relief, markers);
  CHECK(limn::watershed(relief, limn::transform(markers, [](int l) { return static_cast<std::uint8_t>(l); })) ==
        expected);
  CHECK(limn::watershed(relief, limn::transform(markers, [](int l) { return std::int64_t{l}; })) == expected);
  limn::watershed_into(relief, markers, markers);
  CHECK(markers == expected);
}

TEST_CASE("watershed: adding to every level changes nothing") {
  const auto relief = random_image<std::int16_t>(Size{50, 41}, 8, 30);
  const auto markers = random_markers(relief.size(), 12, 2);
  const auto expected = limn::watershed(relief, markers);
  CHECK(limn::watershed(limn::transform(relief, [](std::int16_t v) { return v * 2.0 + 7; }), markers) == expected);
  CHECK(limn::watershed(limn::transform(relief, [](std::int16_t v) { return std::int64_t{v} << 20; }), markers) ==
        expected);
}

TEST_CASE_TEMPLATE("watershed equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      for (const auto connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
        CAPTURE(size);
        CAPTURE(static_cast<int>(connectivity));
        ++seed;
        auto relief = random_image<T>(size, seed, seed % 3 == 0 ? 0 : 12);
        if constexpr (std::is_floating_point_v<T>)
          relief.pixels()[relief.pixels().size() / 2] = static_cast<T>(std::nan(""));
        const auto markers = random_markers(size, 1 + static_cast<int>(seed % 7), seed);
        const auto inside = random_mask(size, seed, seed % 2 == 0 ? 0.9 : 1.0);
        for (const auto order : {FloodOrder::level, FloodOrder::value}) {
          for (const bool line : {false, true}) {
            const limn::WatershedOptions options{.connectivity = connectivity, .order = order, .line = line};
            const auto expected = reference::watershed(relief, markers, options, inside);
            for_each_layout(relief, [&](const auto& layout) {
              CHECK(limn::watershed(layout, markers, options, inside) == expected);
            });
          }
        }
        const limn::WatershedOptions compact{.connectivity = connectivity,
                                             .order = seed % 2 == 0 ? FloodOrder::level : FloodOrder::value,
                                             .line = seed % 3 == 0,
                                             .compactness = 0.75};
        CHECK(limn::watershed(relief, markers, compact, inside) ==
              reference::watershed(relief, markers, compact, inside));
      }
    }
  };
  check(std::vector<Size<2>>{{1, 1}, {1, 9}, {9, 1}, {3, 5}, {33, 40}, {65, 17}});
  check(std::vector<Size<3>>{{1, 1, 1}, {4, 1, 5}, {12, 9, 7}});
}

TEST_CASE("watershed: errors name what is wrong") {
  const limn::Image<std::uint8_t> gray(Size{641, 480});
  const Labels markers(Size{640, 480});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::watershed(gray, markers)),
                       "limn::watershed: markers are 640x480 but the image is 641x480", std::invalid_argument);
  Labels out(Size{4, 2});
  const limn::Image<std::uint8_t> small(Size{4, 3});
  CHECK_THROWS_WITH_AS(limn::watershed_into(small, Labels(Size{4, 3}), out),
                       "limn::watershed: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::watershed(small, Labels(Size{4, 3}), {}, limn::Mask(Size{3, 3}))),
                       "limn::watershed: the mask is 3x3 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::watershed(small, Labels(Size{4, 3}, -2))),
                       "limn::watershed: marker -2 is not in [0, 2147483647]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::watershed(small, Labels(Size{4, 3}), {.compactness = -1})),
                       "limn::watershed: compactness is -1, which is not in [0, infinity)", std::invalid_argument);
}
