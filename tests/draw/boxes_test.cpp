#include <limn/draw/boxes.hpp>

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <vector>

#include "reference/draw.hpp"
#include "support/images.hpp"

using namespace limn_test;
using reference::Color;

namespace {

limn::Mask colored(const limn::Image<Color>& canvas, const Color& wanted) {
  return limn::transform(canvas, [&](const Color& color) { return limn::to_binary(color == wanted); });
}

}  // namespace

TEST_CASE("boxes: around all pixels of an object, over none") {
  const std::vector<limn::Detection> found{{1, 1, "a", {{2, 2}, {3, 2}}, 6, 1}};
  const limn::Image<std::uint8_t> picture({8, 6});
  CHECK(colored(limn::boxes(picture, found, {.width = 1, .text = limn::BoxText::none}), limn::label_color(1)) ==
        mask({"........",  //
              ".#####..",  //
              ".#...#..",  //
              ".#...#..",  //
              ".#####..",  //
              "........"}));
  // Wider, and cut off by the picture.
  CHECK(colored(limn::boxes(picture, {{1, 1, "a", {{0, 1}, {2, 9}}, 18, 1}}, {.text = limn::BoxText::none}),
                limn::label_color(1)) == mask({"####....",  //
                                               "..##....",  //
                                               "..##....",  //
                                               "..##....",  //
                                               "..##....",  //
                                               "..##...."}));
}

TEST_CASE("boxes: the plate stands above, and says what was asked for") {
  const limn::Image<std::uint8_t> picture({100, 60});
  const std::vector<limn::Detection> found{{3, 1, "cell", {{20, 30}, {10, 10}}, 90, 0.934}};
  const auto plate_of = [&](limn::BoxText text, const char* says) {
    const auto drawn = limn::boxes(picture, found, {.width = 1, .text = text});
    const Size<2> extent = limn::text_size(says);
    limn::Image<Color> plate({extent.width + 4, extent.height + 3}, limn::label_color(3));
    limn::draw_text(plate, {2, 2}, says, {.color = {0, 0, 0}});
    CHECK(limn::copy(limn::subview(drawn, {{19, 29 - 11}, plate.size()})) == plate);
  };
  plate_of(limn::BoxText::number, "3");
  plate_of(limn::BoxText::name, "cell");
  plate_of(limn::BoxText::name_and_score, "cell 93%");
}

TEST_CASE("boxes: plates keep out of each other's way and in the picture") {
  const Size<2> plate{20, 11}, image{100, 80};
  const limn::Box<2> box{{40, 30}, {10, 20}};
  limn::detail::Plates others(image), none(image);
  for (const limn::Index y : {19, 50, 30, 39}) {
    const auto place = limn::detail::place_for(plate, box, image, others);
    CHECK(place == limn::Box<2>{{40, y}, plate});
    others.add({{59, y}, {5, 1}});  // reaches its last column
  }
  CHECK(limn::detail::place_for(plate, box, image, others).origin == limn::Point{40, 19});
  CHECK(limn::detail::place_for(plate, {{-5, -5}, {4, 4}}, image, none).origin == limn::Point{0, 0});
  CHECK(limn::detail::place_for(plate, {{95, 90}, {4, 4}}, image, none).origin == limn::Point{80, 69});
  CHECK(limn::detail::place_for({200, 11}, box, image, none).origin == limn::Point{0, 19});
}

TEST_CASE("boxes: which plates are in the way does not depend on the cells they are kept in") {
  std::uint32_t state = 1;
  const auto random = [&](Index count) {
    state = state * 1664525 + 1013904223;
    return static_cast<Index>(state >> 8) % count;
  };
  for (const Size<2> image : {Size<2>{300, 200}, Size<2>{64, 64}, Size<2>{0, 0}}) {
    limn::detail::Plates plates(image);
    std::vector<limn::Box<2>> all;
    int covered = 0;
    for (int i = 0; i < 300; ++i) {
      // Some reach beyond the image, and over several cells.
      const limn::Box<2> place{{random(300), random(200)}, {1 + random(random(10) == 0 ? 200 : 12), 1 + random(12)}};
      bool expected = false;
      for (const auto& plate : all) expected = expected || limn::detail::overlap(place, plate);
      REQUIRE(plates.cover(place) == expected);
      covered += expected;
      plates.add(place);
      all.push_back(place);
    }
    CHECK(covered > 30);
    CHECK(covered < 270);
  }
}

TEST_CASE("boxes: text can be read on every color") {
  for (int label = 1; label < 500; ++label) {
    const Color plate = limn::label_color(label), ink = limn::detail::readable_on(plate);
    const int difference = limn::detail::brightness({plate.r, plate.g, plate.b}) - (ink == Color{0, 0, 0} ? 0 : 255);
    CHECK(std::abs(difference) >= 100);
  }
}

TEST_CASE("boxes: odd scores, and no detections") {
  CHECK(limn::detail::percent(1) == "100%");
  CHECK(limn::detail::percent(0.004) == "0%");
  CHECK(limn::detail::percent(1.5) == "?");
  CHECK(limn::detail::percent(std::numeric_limits<double>::quiet_NaN()) == "?");
  const auto picture = random_image<std::uint8_t>(limn::Size{9, 7}, 1);
  CHECK(limn::boxes(picture, {}) == limn::display(picture));
  CHECK(limn::boxes(limn::Image<std::uint8_t>(), {{1, 1, "a", {{0, 0}, {1, 1}}, 1, 1}}).empty());
}

TEST_CASE("boxes: as far off and as large as numbers go") {
  constexpr Index least = (std::numeric_limits<Index>::min)(), most = (std::numeric_limits<Index>::max)();
  const limn::Image<Color> empty(limn::Size{20, 20});
  for (const Index far : {least, most}) {
    const limn::Box<2> box{{far, far}, limn::Size{9, most}};
    CHECK(limn::boxes(empty, {{.label = 1, .box = box}}, {.text = limn::BoxText::none}) == empty);
    CHECK_FALSE(limn::boxes(empty, {{.label = 1, .box = box}}) == empty);  // the plate lies in the picture
  }
  // Its left edge is in the picture, its right one beyond what numbers reach.
  const limn::Box<2> wide{{5, -9}, limn::Size{most, 50}};
  const auto drawn = limn::boxes(empty, {{.label = 1, .box = wide}}, {.width = 1, .text = limn::BoxText::none});
  CHECK_FALSE(drawn(4, 3) == Color());
  CHECK(drawn(5, 3) == Color());
}

TEST_CASE("boxes and numbers: over the picture as it is shown, in place too") {
  const auto picture = random_image<float>(limn::Size{40, 30}, 1);
  const std::vector<limn::Detection> found{{1, 1, "a", {{10, 12}, {9, 7}}, 6, 1}};
  limn::LabelImage<> labels(picture.size());
  labels(20, 15) = 12;
  auto shown = limn::display(picture);
  for_each_layout(picture, [&](const auto& layout) {
    CHECK(limn::boxes(layout, found) == limn::boxes(shown, found));
    CHECK(limn::numbers(layout, labels) == limn::numbers(shown, labels));
  });
  const auto boxed = limn::boxes(shown, found), numbered = limn::numbers(shown, labels);
  auto copy = shown;
  limn::boxes_into(copy, found, copy);
  CHECK(copy == boxed);
  limn::numbers_into(shown, labels, shown);
  CHECK(shown == numbered);
}

TEST_CASE("numbers: in the middle of the object, with a rim") {
  limn::LabelImage<std::int16_t> labels({21, 13});
  for (Index y = 3; y < 10; ++y) {
    for (Index x = 7; x < 14; ++x) labels(x, y) = 1;
  }
  const auto drawn = limn::numbers(limn::Image<std::uint8_t>({21, 13}, 128), labels);
  CHECK(colored(drawn, {255, 255, 255}) == mask({".....................",  //
                                                 ".....................",  //
                                                 ".....................",  //
                                                 "..........#..........",  //
                                                 ".........##..........",  //
                                                 "..........#..........",  //
                                                 "..........#..........",  //
                                                 "..........#..........",  //
                                                 "..........#..........",  //
                                                 ".........###.........",  //
                                                 ".....................",  //
                                                 ".....................",  //
                                                 "....................."}));
  CHECK(colored(drawn, {0, 0, 0})(8, 9) == limn::Binary::foreground);
  // Of a ring, a place on the ring.
  limn::LabelImage<> ring({30, 30}, 7);
  for (Index y = 8; y < 22; ++y) {
    for (Index x = 3; x < 27; ++x) ring(x, y) = 0;
  }
  const limn::Point<2> at = limn::detail::middle_of(limn::run_masks(ring)[0], limn::regions(ring)[0]);
  CHECK(ring(at) == 7);
}

TEST_CASE("boxes and numbers: errors name what is wrong") {
  const limn::Image<std::uint8_t> picture({4, 3});
  limn::Image<Color> out({4, 2});
  CHECK_THROWS_WITH_AS(limn::boxes_into(picture, {}, out), "limn::boxes_into: the output is 4x2 but the image is 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::boxes(picture, {}, {.width = 0})),
                       "limn::boxes: width is 0 but must be in [1, 1024]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::boxes(picture, {}, {.width = PTRDIFF_MAX})),
                       "limn::boxes: width is 9223372036854775807 but must be in [1, 1024]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::boxes(picture, {}, {.scale = 0})),
                       "limn::boxes: scale is 0 but must be in [1, 1024]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::numbers_into(picture, limn::LabelImage<>({4, 3}), out),
                       "limn::numbers_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::numbers(picture, limn::LabelImage<>({3, 3}))),
                       "limn::numbers: the label image is 3x3 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::numbers(picture, limn::LabelImage<>({4, 3}), 0)),
                       "limn::numbers: scale is 0 but must be in [1, 1024]", std::invalid_argument);
}
