#include <limn/draw/legend.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "reference/draw.hpp"
#include "support/images.hpp"

using namespace limn_test;
using reference::Color;

TEST_CASE("legend: a square in the color of each class and its name beside it") {
  const std::vector<std::string> names{"cell", "nucleus"};
  const auto drawn = limn::legend(names);
  REQUIRE(drawn.size() == Size<2>{3 + 8 + 3 + limn::text_size("nucleus").width + 3, 3 + 8 + 3 + 8 + 3});
  limn::Image<Color> wanted(drawn.size(), Color{32, 32, 32});
  for (Index line = 0; line < 2; ++line) {
    const auto place = limn::subview(wanted, {{3, 3 + 11 * line}, {8, 8}});
    limn::fill(place, limn::label_color(line + 1));
    limn::draw_text(wanted, {14, 3 + 11 * line}, names[static_cast<std::size_t>(line)]);
  }
  CHECK(drawn == wanted);
}

TEST_CASE("legend: class 0, other colors, a larger font") {
  const auto drawn = limn::legend({"sky"}, {.first = 0, .scale = 2, .background = {9, 9, 9}, .class_zero = {1, 2, 3}});
  CHECK(drawn.size() == Size<2>{34 + limn::text_size("sky", 2).width, 28});
  CHECK(drawn(0, 0) == Color{9, 9, 9});
  CHECK(drawn(6, 6) == Color{1, 2, 3});
  CHECK(drawn(21, 21) == Color{1, 2, 3});
  CHECK(limn::legend({"b"}, {.first = 5})(3, 3) == limn::label_color(5));
}

TEST_CASE("legend: nothing") { CHECK(limn::legend({}).size() == Size<2>{17, 6}); }

TEST_CASE("legend_into: the corner of a picture") {
  limn::Image<Color> picture({60, 40}, Color{7, 7, 7});
  const std::vector<std::string> names{"a", "b"};
  limn::legend_into(names, limn::subview(picture, {{5, 4}, limn::legend_size(names)}));
  CHECK(limn::copy(limn::subview(picture, {{5, 4}, limn::legend_size(names)})) == limn::legend(names));
  CHECK(picture(4, 4) == Color{7, 7, 7});
}

TEST_CASE("legend: errors name what is wrong") {
  limn::Image<Color> out({4, 2});
  CHECK_THROWS_WITH_AS(limn::legend_into({"a"}, out), "limn::legend_into: the output is 4x2 but the legend is 22x14",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::legend({"a"}, {.scale = 0})),
                       "limn::legend: scale is 0 but must be in [1, 1024]", std::invalid_argument);
}
