#include <limn/draw/montage.hpp>

#include <cstdint>
#include <vector>

#include "reference/draw.hpp"
#include "support/images.hpp"

using namespace limn_test;
using reference::Color;

namespace {

limn::Image<Color> plain(Size<2> size, std::uint8_t level) { return {size, Color{level, level, level}}; }

}  // namespace

TEST_CASE("montage: columns as wide as their widest, rows as high as their highest") {
  const std::vector<limn::Image<Color>> pictures{plain({3, 1}, 1), plain({1, 2}, 2), plain({2, 2}, 3)};
  const auto drawn = limn::montage(pictures, {.columns = 2, .gap = 1, .background = {9, 9, 9}});
  CHECK(limn::transform(drawn, [](const Color& color) { return int{color.r}; }) ==
        image<int>({{9, 9, 9, 9, 9, 9, 9},  //
                    {9, 1, 1, 1, 9, 2, 9},
                    {9, 9, 9, 9, 9, 2, 9},
                    {9, 9, 9, 9, 9, 9, 9},
                    {9, 3, 3, 9, 9, 9, 9},
                    {9, 3, 3, 9, 9, 9, 9},
                    {9, 9, 9, 9, 9, 9, 9}}));
}

TEST_CASE("montage: all in a row, and nothing") {
  const std::vector<limn::Image<Color>> pictures(3, plain({4, 5}, 1));
  CHECK(limn::montage(pictures).size() == Size<2>{3 * 12 + 8, 21});
  CHECK(limn::montage(pictures, {.columns = 7, .gap = 0}).size() == Size<2>{12, 5});
  CHECK(limn::montage({}).size() == Size<2>{8, 8});
  CHECK(limn::montage({limn::Image<Color>()}, {.gap = 0}).empty());
}

TEST_CASE("montage: titles stand above the pictures and have their room") {
  const std::vector<limn::Image<Color>> pictures{plain({4, 5}, 1), plain({40, 3}, 2)};
  const limn::MontageOptions options{.gap = 2, .titles = {"one", "two"}};
  const auto drawn = limn::montage(pictures, options);
  REQUIRE(drawn.size() == Size<2>{2 + 17 + 2 + 40 + 2, 2 + 11 + 5 + 2});
  limn::Image<Color> wanted(drawn.size(), Color{255, 255, 255});
  limn::draw_text(wanted, {2, 3}, "one", {.color = {0, 0, 0}});
  limn::draw_text(wanted, {21, 3}, "two", {.color = {0, 0, 0}});
  limn::copy_into(pictures[0], limn::subview(wanted, {{2, 13}, {4, 5}}));
  limn::copy_into(pictures[1], limn::subview(wanted, {{21, 13}, {40, 3}}));
  CHECK(drawn == wanted);
  limn::Image<Color> out(limn::montage_size(pictures, options));
  limn::montage_into(pictures, out, options);
  CHECK(out == drawn);
}

TEST_CASE("montage: errors name what is wrong") {
  const std::vector<limn::Image<Color>> pictures(2, plain({4, 5}, 1));
  const auto draw = [&](const limn::MontageOptions& options) { static_cast<void>(limn::montage(pictures, options)); };
  CHECK_THROWS_WITH_AS(draw({.columns = -1}), "limn::montage: columns is -1, gap is 8: neither may be negative",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(draw({.gap = PTRDIFF_MAX}), "limn::montage: gap is 9223372036854775807 but must be in [0, 1024]",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(draw({.titles = {"a"}}), "limn::montage: there are 1 titles for 2 pictures",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(draw({.scale = 0}), "limn::montage: scale is 0 but must be in [1, 1024]", std::invalid_argument);
  limn::Image<Color> out({4, 2});
  CHECK_THROWS_WITH_AS(limn::montage_into(pictures, out),
                       "limn::montage_into: the output is 4x2 but the montage is 32x21", std::invalid_argument);
}
