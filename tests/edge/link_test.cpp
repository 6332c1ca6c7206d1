#include <limn/edge/link.hpp>

#include <limn/edge/canny.hpp>
#include <limn/threshold/fixed.hpp>

#include "reference/edge_link.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::EdgeObjects;

TEST_CASE("edges_to_regions: what outlines enclose, with the outline; open lines are nothing") {
  const auto edges = mask({".###...#...",  //
                           "#...#...#..",  //
                           "#...#....#.",  //
                           ".###...##..",  //
                           "......#..#.",  //
                           ".......##.#"});
  const auto objects = limn::edges_to_regions(edges, {.gaps = {.distance = 0}});
  CHECK(objects.count == 2);
  CHECK(objects.labels == image<std::int32_t>({{0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0},
                                               {1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0},
                                               {1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0},
                                               {0, 1, 1, 1, 0, 0, 0, 2, 2, 0, 0},
                                               {0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 0},
                                               {0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0}}));
}

TEST_CASE("edges_to_regions: cells share a side, which the upper or left one gets") {
  const auto edges = mask({"#######",  //
                           "#..#..#",  //
                           "#..#..#",  //
                           "#######"});
  CHECK(limn::edges_to_regions(edges).labels == limn::LabelImage<>(limn::Size{7, 4}, 1));
  const auto cells = limn::edges_to_regions<std::uint8_t>(edges, {.objects = EdgeObjects::cells});
  CHECK(cells.count == 2);
  CHECK(cells.labels ==
        image<std::uint8_t>(
            {{1, 1, 1, 1, 2, 2, 2}, {1, 1, 1, 1, 2, 2, 2}, {1, 1, 1, 1, 2, 2, 2}, {1, 1, 1, 1, 2, 2, 2}}));
}

TEST_CASE("edges_to_regions: an outline with a gap counts once it is bridged") {
  const auto edges = mask({"..####..",  //
                           ".#....#.",  //
                           "#.......",  //
                           "#......#",  //
                           ".#....#.",  //
                           "..####.."});
  CHECK(limn::edges_to_regions(edges, {.gaps = {.distance = 1}}).count == 0);
  const auto found = limn::edges_to_regions(edges, {.gaps = {.distance = 3, .angle = 80}});
  CHECK(found.count == 1);
  CHECK(limn::threshold(found.labels, 0) == mask({"..####..",  //
                                                  ".######.",  //
                                                  "########",  //
                                                  "########",  //
                                                  ".######.",  //
                                                  "..####.."}));
}

TEST_CASE("edges_to_regions: the border of the picture closes outlines on demand") {
  const auto edges = mask({"..........",  //
                           "..#.......",  //
                           "..#.......",  //
                           "##........",  //
                           ".........."});
  CHECK(limn::edges_to_regions(edges).count == 0);
  const auto found = limn::edges_to_regions(edges, {.gaps = {.distance = 2}, .border_closes = true});
  CHECK(found.count == 1);
  CHECK(found.labels == image<std::int32_t>({{1, 1, 1, 0, 0, 0, 0, 0, 0, 0},
                                             {1, 1, 1, 0, 0, 0, 0, 0, 0, 0},
                                             {1, 1, 1, 0, 0, 0, 0, 0, 0, 0},
                                             {1, 1, 0, 0, 0, 0, 0, 0, 0, 0},
                                             {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}}));
}

TEST_CASE("edges_to_regions: disks come back from their edges") {
  limn::Image<std::uint8_t> gray(limn::Size{120, 50}, 40);
  for (int y = 0; y < 50; ++y) {
    for (int x = 0; x < 120; ++x) {
      const int at = x % 40 - 20;
      if (at * at + (y - 25) * (y - 25) <= 144) gray(x, y) = static_cast<std::uint8_t>(100 + x);
    }
  }
  const auto found = limn::edges_to_regions(limn::canny(gray, {.sigma = 1}));
  CHECK(found.count == 3);
  for (const auto& region : limn::regions(found.labels)) {
    CHECK(region.area >= 441);  // of the disk
    CHECK(region.area < 441 + 80);
    CHECK(region.centroid.x == doctest::Approx(static_cast<double>(40 * region.label - 20)).epsilon(0.01));
  }
}

TEST_CASE("edges_to_regions equals the reference") {
  unsigned seed = 1;
  auto sizes = awkward_sizes<2>();
  sizes.push_back({90, 70});
  for (const auto& size : sizes) {
    for (const double density : {0.3, 0.45, 0.6, 0.8}) {
      for (const bool cells : {false, true}) {
        for (const bool border : {false, true}) {
          CAPTURE(size);
          CAPTURE(density);
          CAPTURE(cells);
          CAPTURE(border);
          const auto edges = random_mask(size, seed++, density);
          const limn::EdgeRegionsOptions options{.gaps = {.distance = 2},
                                                 .objects = cells ? EdgeObjects::cells : EdgeObjects::outlines,
                                                 .border_closes = border};
          const auto closed = limn::close_gaps(edges, {.distance = 2, .border = border});
          const auto expected = reference::edges_to_regions(closed, cells, border);
          for_each_layout(edges, [&](const auto& layout) {
            const auto found = limn::edges_to_regions(layout, options);
            CHECK(found.labels == expected);
            CHECK(found.count == *std::max_element(expected.pixels().begin(), expected.pixels().end()));
          });
          limn::Image<std::uint16_t> wide(limn::Size{size.width + 3, size.height}, 7);
          const auto out = limn::subview(limn::view(wide), {{0, 0}, size});
          limn::edges_to_regions_into(edges, out, options);
          CHECK(limn::transform(out, [](std::uint16_t v) { return static_cast<std::int32_t>(v); }) == expected);
        }
      }
    }
  }
}

TEST_CASE("edges_to_regions: nothing in nothing") {
  CHECK(limn::edges_to_regions(limn::Mask()).count == 0);
  const limn::Mask none(limn::Size{70, 5}), all(limn::Size{70, 5}, limn::Binary::foreground);
  for (const auto objects : {EdgeObjects::outlines, EdgeObjects::cells}) {
    for (const bool border : {false, true}) {
      CHECK(limn::edges_to_regions(none, {.objects = objects, .border_closes = border}).count == 0);
      CHECK(limn::edges_to_regions(all, {.objects = objects, .border_closes = border}).count == 0);
    }
  }
}

TEST_CASE("edges_to_regions: errors name what is wrong") {
  limn::Mask edges(limn::Size{1025, 5});
  limn::LabelImage<> out(limn::Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::edges_to_regions_into(edges, out),
                       "limn::edges_to_regions_into: the output is 4x2 but the mask is 1025x5", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::edges_to_regions(edges, {.gaps = {.angle = -1}})),
                       "limn::edges_to_regions: angle is -1, not in [0, 90]", std::invalid_argument);
  // 256 cells of one pixel.
  for (limn::Index x = 0; x < 1025; ++x) {
    edges(x, 1) = edges(x, 3) = limn::Binary::foreground;
    edges(x, 2) = limn::to_binary(x % 4 != 2);
  }
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::edges_to_regions<std::uint8_t>(edges, {.objects = EdgeObjects::cells})),
                       "limn::edges_to_regions: 256 objects do not fit a label of 8 bits, which ends at 255",
                       std::overflow_error);
}
