#include <limn/draw/text.hpp>

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "support/images.hpp"

using namespace limn_test;

namespace {

using Color = limn::Rgb<std::uint8_t>;

/// Where something was drawn.
limn::Mask drawn(const limn::Image<Color>& canvas) {
  return limn::transform(canvas, [](const Color& color) { return limn::to_binary(color != Color{}); });
}

limn::Mask written(const std::string& text, limn::Index scale = 1) {
  limn::Image<Color> canvas(limn::text_size(text, scale));
  limn::draw_text(canvas, {0, 0}, text, {.scale = scale});
  return drawn(canvas);
}

}  // namespace

TEST_CASE("draw_text: what it looks like") {
  CHECK(written("2g:") == mask({".###.............",  //
                                "#...#........##..",  //
                                "....#..####..##..",  //
                                "...#..#...#......",  //
                                "..#...#...#..##..",  //
                                ".#.....####..##..",  //
                                "#####.....#......",  //
                                ".......###......."}));
}

TEST_CASE("draw_text: a dot is a square of the scale") {
  const auto once = written("Az"), thrice = written("Az", 3);
  CHECK(thrice.size() == Size<2>{once.width() * 3, once.height() * 3});
  for (Index y = 0; y < thrice.height(); ++y) {
    for (Index x = 0; x < thrice.width(); ++x) CHECK(thrice(x, y) == once(x / 3, y / 3));
  }
}

TEST_CASE("draw_text: every character is another, and all but the space are seen") {
  std::set<std::vector<limn::Binary>> seen;
  for (char c = ' '; c <= '~'; ++c) {
    const auto glyph = written(std::string(1, c));
    CHECK(glyph.size() == Size<2>{5, 8});
    CHECK(seen.emplace(glyph.pixels().begin(), glyph.pixels().end()).second);
  }
  CHECK(written(" ") == limn::Mask({5, 8}));
  // What the font does not have is a box, one for a character of several bytes.
  CHECK(written("\xE2\x82\xAC") == written("\n"));
  CHECK(limn::text_size("\xC3\xA9"
                        "a") == limn::text_size("ea"));
}

TEST_CASE("text_size: of nothing there is no width") {
  CHECK(limn::text_size("") == Size<2>{0, 8});
  CHECK(limn::text_size("ab", 2) == Size<2>{22, 16});
}

TEST_CASE("draw_text: in any layout, cut off at the edges, and nothing else is touched") {
  const auto whole = written("W8");
  for (const Index dx : {-7, -3, 0, 4, 20}) {
    for (const Index dy : {-9, -2, 0, 3, 30}) {
      const limn::Image<Color> empty(limn::Size{9, 6}, Color{1, 2, 3});
      for_each_layout(empty, [&](const auto& layout) {
        auto canvas = limn::copy(layout);
        limn::draw_text(canvas, {dx, dy}, "W8", {.color = {9, 8, 7}});
        for (Index y = 0; y < 6; ++y) {
          for (Index x = 0; x < 9; ++x) {
            const bool ink = limn::contains(whole.size(), limn::Point<2>{x - dx, y - dy}) &&
                             limn::is_foreground(whole(x - dx, y - dy));
            CHECK(canvas(x, y) == (ink ? Color{9, 8, 7} : Color{1, 2, 3}));
          }
        }
      });
    }
  }
}

TEST_CASE("draw_text: as far off as numbers go") {
  const limn::Image<Color> empty(limn::Size{9, 6}, Color{1, 2, 3});
  for (const Index far : {(std::numeric_limits<Index>::min)(), (std::numeric_limits<Index>::max)()}) {
    auto canvas = limn::copy(empty);
    limn::draw_text(canvas, {far, 0}, "W8", {.scale = 1024});
    limn::draw_text(canvas, {0, far}, "W8", {.scale = 1024});
    CHECK(canvas == empty);
  }
}

TEST_CASE("draw_text: errors name what is wrong") {
  limn::Image<Color> canvas(limn::Size{4, 4});
  CHECK_THROWS_WITH_AS(limn::draw_text(canvas, {0, 0}, "a", {.scale = 0}),
                       "limn::draw_text: scale is 0 but must be in [1, 1024]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::text_size("a", 1025)),
                       "limn::text_size: scale is 1025 but must be in [1, 1024]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::text_size("a", -1)),
                       "limn::text_size: scale is -1 but must be in [1, 1024]", std::invalid_argument);
}
