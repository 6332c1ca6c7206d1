#include <limn/draw/outline.hpp>

#include <cstdint>

#include "reference/draw.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("outline: the pixels that share a face with the background") {
  const auto objects = mask({".......",  //
                             "..###..",  //
                             ".#####.",  //
                             ".#####.",  //
                             "..###..",  //
                             "......."});
  CHECK(limn::outline(objects) == mask({".......",  //
                                        "..###..",  //
                                        ".#...#.",  //
                                        ".#...#.",  //
                                        "..###..",  //
                                        "......."}));
}

TEST_CASE("outline: both of two objects that touch") {
  const auto labels = image<std::int32_t>({{1, 1, 1, 2, 2, 2},  //
                                           {1, 1, 1, 2, 2, 2},
                                           {3, 3, 3, 3, 3, 3}});
  CHECK(limn::outline(labels) == mask({"..##..",  //
                                       "######",  //
                                       "######"}));
}

TEST_CASE("outline: open where the image cuts the object") {
  CHECK(limn::outline(mask({"####", "####"})) == mask({"....", "...."}));
  CHECK(limn::outline(mask({"###.", "###."})) == mask({"..#.", "..#."}));
}

TEST_CASE("outline: a width is a distance between centers") {
  const auto objects = mask({"#########",  //
                             "#########",  //
                             "####.####",  //
                             "#########",  //
                             "#########"});
  CHECK(limn::outline(objects, {.width = 2}) == mask({"....#....",  //
                                                      "...###...",  //
                                                      "..##.##..",  //
                                                      "...###...",  //
                                                      "....#...."}));
}

TEST_CASE("outline: any byte but 0 is the same foreground") {
  auto bytes = image<std::uint8_t>({{1, 255, 7, 0}});
  CHECK(limn::outline(limn::as_mask(bytes)) == mask({"..#."}));
}

TEST_CASE("outline: of all objects within an endless width") {
  const auto objects = mask({"##.", "###"});
  CHECK(limn::outline(objects, {.width = limn::Index{1} << 40}) == objects);
  CHECK(limn::outline(mask({"##", "##"}), {.width = 100}) == mask({"..", ".."}));
}

TEST_CASE("outline: an empty image") { CHECK(limn::outline(limn::Mask(limn::Size{0, 3})).size() == limn::Size{0, 3}); }

TEST_CASE_TEMPLATE("outline equals the reference", L, std::uint8_t, std::uint16_t, std::int16_t, std::int32_t,
                   std::int64_t) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    CAPTURE(size);
    if (limn::pixel_count(size) > 1000) continue;
    // Blocks of equal pixels, so that there is something inside an outline.
    const auto coarse = random_image<std::uint8_t>(size, seed++);
    limn::Image<L> labels(size);
    for (limn::Index y = 0; y < size.height; ++y) {
      for (limn::Index x = 0; x < size.width; ++x) labels(x, y) = static_cast<L>(coarse(x / 4, y / 3) % 4);
    }
    for (const limn::Index width : {1, 2, 3, 5}) {
      CAPTURE(width);
      for_each_layout(labels, [&](const auto& layout) {
        CHECK(limn::outline(layout, {.width = width}) == reference::outline(labels, width));
      });
    }
  }
}

TEST_CASE("outline: of masks equals the reference") {
  for (unsigned seed = 1; seed < 9; ++seed) {
    const auto objects = random_mask(limn::Size{23, 17}, seed, 0.85);
    for (const limn::Index width : {1, 2, 3, 4}) {
      for_each_layout(objects, [&](const auto& layout) {
        CHECK(limn::outline(layout, {.width = width}) == reference::outline(objects, width));
      });
    }
  }
}

TEST_CASE("outline: errors name what is wrong") {
  const limn::Mask objects(limn::Size{4, 3});
  limn::Mask out(limn::Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::outline_into(objects, out), "limn::outline_into: the output is 4x2 but the image is 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::outline(objects, {.width = 0})),
                       "limn::outline: width is 0 but must be at least 1", std::invalid_argument);
}
