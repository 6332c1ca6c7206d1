#include <limn/edge/gaps.hpp>

#include <limn/edge/canny.hpp>

#include <cmath>

#include "reference/edge_link.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("close_gaps: ends that point at each other are joined") {
  const auto edges = mask({"###..###",  //
                           "........",  //
                           "##....##"});
  CHECK(limn::close_gaps(edges, {.distance = 3}) == mask({"########",  //
                                                          "........",  //
                                                          "##....##"}));
  CHECK(limn::close_gaps(edges, {.distance = 2.9}) == edges);
}

TEST_CASE("close_gaps: a bridge bends no more than the angle") {
  const auto edges = mask({"###.....",  //
                           "........",  //
                           "........",  //
                           ".....###"});
  // The way from end to end is (3, 3), 45 degrees off.
  CHECK(limn::close_gaps(edges, {.distance = 4.3, .angle = 44}) == edges);
  CHECK(limn::close_gaps(edges, {.distance = 4.3, .angle = 45}) == mask({"###.....",  //
                                                                         "...#....",  //
                                                                         "....#...",  //
                                                                         ".....###"}));
}

TEST_CASE("close_gaps: an end without a partner is led to the edge ahead of it") {
  const auto edges = mask({"......#",  //
                           "......#",  //
                           "###...#",  //
                           "......#",  //
                           "......#"});
  CHECK(limn::close_gaps(edges, {.distance = 4}) == mask({"......#",  //
                                                          "......#",  //
                                                          "#######",  //
                                                          "......#",  //
                                                          "......#"}));
  CHECK(limn::close_gaps(edges, {.distance = 3}) == edges);
}

TEST_CASE("close_gaps: the nearest pair first, each end once; who is left over takes what is ahead") {
  CHECK(limn::close_gaps(mask({"##..##...##"}), {.distance = 4}) == mask({"###########"}));
  CHECK(limn::close_gaps(mask({"....####",  //
                               "##......",  //
                               ".....###"}),
                         {.distance = 4.2}) == mask({"...#####",  //
                                                     "####....",  //
                                                     "....####"}));
}

TEST_CASE("close_gaps: a ring with an opening is closed") {
  const auto ring = mask({".#######.",  //
                          "#.......#",  //
                          "#.......#",  //
                          "#........",  //
                          "#........",  //
                          "#.......#",  //
                          "#.......#",  //
                          ".#######."});
  auto closed = ring;
  closed(8, 3) = closed(8, 4) = limn::Binary::foreground;
  CHECK(limn::close_gaps(ring, {.distance = 3, .angle = 75}) == closed);
}

TEST_CASE("close_gaps: ends are led to the border on demand") {
  const auto edges = mask({".....",  //
                           "..#..",  //
                           "..#..",  //
                           "..#..",  //
                           ".....",  //
                           "....."});
  CHECK(limn::close_gaps(edges) == edges);
  CHECK(limn::close_gaps(edges, {.distance = 1, .border = true}) == mask({"..#..",  //
                                                                          "..#..",  //
                                                                          "..#..",  //
                                                                          "..#..",  //
                                                                          ".....",  //
                                                                          "....."}));
  CHECK(limn::close_gaps(edges, {.distance = 2, .angle = 10, .border = true}) == mask({"..#..",  //
                                                                                       "..#..",  //
                                                                                       "..#..",  //
                                                                                       "..#..",  //
                                                                                       "..#..",  //
                                                                                       "..#.."}));
}

TEST_CASE("close_gaps: edges stay, and a distance of 0 adds none") {
  const auto edges = limn::canny_opencv(random_image<std::uint8_t>(limn::Size{200, 90}, 3, 6));
  const auto closed = limn::close_gaps(edges, {.distance = 9, .border = true});
  CHECK(!(closed == edges));
  for (limn::Index y = 0; y < 90; ++y) {
    for (limn::Index x = 0; x < 200; ++x)
      CHECK((limn::is_foreground(closed(x, y)) || !limn::is_foreground(edges(x, y))));
  }
  CHECK(limn::close_gaps(edges, {.distance = 0, .border = true}) == edges);
}

TEST_CASE("close_gaps equals the reference") {
  unsigned seed = 1;
  auto sizes = awkward_sizes<2>();
  sizes.push_back({90, 70});
  for (const auto& size : sizes) {
    for (const int levels : {3, 0}) {
      const auto gray = random_image<std::uint8_t>(size, seed++, levels);
      const auto edges = limn::canny_opencv(gray, {.low = 150, .high = 400});
      for (const double distance : {1.0, 6.5}) {
        for (const double angle : {0.0, 60.0, 90.0}) {
          for (const bool border : {false, true}) {
            CAPTURE(size);
            CAPTURE(distance);
            CAPTURE(angle);
            CAPTURE(border);
            const auto expected = reference::close_gaps(edges, distance, angle, border);
            const limn::GapOptions options{.distance = distance, .angle = angle, .border = border};
            CHECK(limn::close_gaps(edges, options) == expected);
            if (angle != 60) continue;
            for_each_layout(edges, [&](const auto& layout) { CHECK(limn::close_gaps(layout, options) == expected); });
          }
        }
      }
    }
  }
}

TEST_CASE("close_gaps: a distance far beyond the picture") {
  CHECK(limn::close_gaps(mask({"##.......##"}), {.distance = 1e300}) == mask({"###########"}));
  CHECK(limn::close_gaps(limn::Mask(limn::Size{0, 3})).size() == limn::Size{0, 3});
}

TEST_CASE("close_gaps: in place") {
  auto edges = mask({"###..###"});
  limn::close_gaps_into(edges, edges);
  CHECK(edges == mask({"########"}));
}

TEST_CASE("close_gaps: errors name what is wrong") {
  const limn::Mask edges(limn::Size{4, 3});
  limn::Mask out(limn::Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::close_gaps_into(edges, out),
                       "limn::close_gaps_into: the output is 4x2 but the mask is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::close_gaps(edges, {.distance = -1})),
                       "limn::close_gaps: distance is -1 but must be finite and not negative", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::close_gaps(edges, {.distance = std::nan("")})),
                       "limn::close_gaps: distance is nan but must be finite and not negative", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::close_gaps(edges, {.angle = 91})),
                       "limn::close_gaps: angle is 91, not in [0, 90]", std::invalid_argument);
}
