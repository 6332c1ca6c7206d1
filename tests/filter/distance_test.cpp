#include <limn/filter/distance.hpp>

#include <cmath>

#include "reference/distance.hpp"
#include "support/fingerprint.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::no_distance;

namespace {

/// Calls `f(mask)` with masks of many densities, all of few pixels.
template <std::size_t R, class F>
void for_each_small_mask(F&& f) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<R>()) {
    if (limn::pixel_count(size) > 4000) continue;
    for (const double density : {0.0, 0.3, 0.8, 0.99, 1.0}) {
      CAPTURE(size);
      CAPTURE(density);
      f(random_mask(size, seed++, density));
    }
  }
}

/// Few background pixels, so that far ones count: what the fast kernels do by other means than near ones.
template <std::size_t R>
Image<limn::Binary, R> sparse(const Size<R>& size, int background, unsigned seed) {
  std::mt19937 generator(seed);
  Image<limn::Binary, R> mask(size, limn::Binary::foreground);
  for (int i = 0; i < background; ++i) mask.pixels()[generator() % mask.pixels().size()] = limn::Binary::background;
  return mask;
}

/// Ends in turn, from the last to the first.
struct Backward {
  template <class Body>
  void operator()(Index count, Body&& body) const {
    for (Index i = count - 1; i >= 0; --i) body(i);
  }
};

}  // namespace

TEST_CASE("squared_distance_transform: a hole and a corner") {
  const auto object = mask({"######",  //
                            "##.###",  //
                            "######",  //
                            "#####."});
  CHECK(limn::squared_distance_transform(object) == image<std::int64_t>({{5, 2, 1, 2, 5, 9},  //
                                                                         {4, 1, 0, 1, 4, 4},
                                                                         {5, 2, 1, 2, 2, 1},
                                                                         {8, 5, 4, 4, 1, 0}}));
}

TEST_CASE("distance_transform: the root, in units of the spacing") {
  const auto object = mask({".##",  //
                            "###"});
  const float root = std::sqrt(2.0F);
  CHECK(limn::distance_transform(object) == image<float>({{0, 1, 2}, {1, root, std::sqrt(5.0F)}}));
  CHECK(limn::distance_transform(object, {.spacing = {3, 4}}) == image<float>({{0, 3, 6}, {4, 5, std::sqrt(52.0F)}}));
}

TEST_CASE("distance_transform: sides whose squares are rounded") {
  // In the right column, the sites of the first and of the last row are as far from the middle one: where the one
  // parabola ends and the other begins must not depend on how 0.49 is rounded.
  const auto object = mask({".#",  //
                            ".#",  //
                            "#."});
  CHECK(limn::distance_transform(object, {.spacing = {0.7, 0.7}}) == image<float>({{0, 0.7F}, {0, 0.7F}, {0.7F, 0}}));
}

TEST_CASE("distance_transform: pixels much longer than wide, and the reverse") {
  const auto object = mask({".##",  //
                            "###"});
  CHECK(limn::distance_transform(object, {.spacing = {1, 1e30}}) == image<float>({{0, 1, 2}, {1e30F, 1e30F, 1e30F}}));
  CHECK(limn::distance_transform(object, {.spacing = {1e30, 1}}) ==
        image<float>({{0, 1e30F, 2e30F}, {1, 1e30F, 2e30F}}));
  CHECK(limn::nearest_background(object, {.spacing = {1e100, 1e-100}}) == Image<Index>(object.size(), 0));
  CHECK(limn::nearest_background(object, {.spacing = {1e-100, 1e100}}) == Image<Index>(object.size(), 0));
}

TEST_CASE("city_block_transform and chessboard_transform") {
  const auto object = mask({"#####",  //
                            "#.###",  //
                            "#####"});
  CHECK(limn::city_block_transform(object) == image<std::int32_t>({{2, 1, 2, 3, 4},  //
                                                                   {1, 0, 1, 2, 3},
                                                                   {2, 1, 2, 3, 4}}));
  CHECK(limn::chessboard_transform(object) == image<std::int32_t>({{1, 1, 1, 2, 3},  //
                                                                   {1, 0, 1, 2, 3},
                                                                   {1, 1, 1, 2, 3}}));
}

TEST_CASE("nearest_background: the first in raster order on ties") {
  const auto object = mask({"#.#",  //
                            ".#.",  //
                            "###"});
  CHECK(limn::nearest_background(object) == image<Index>({{1, 1, 1}, {3, 1, 5}, {3, 3, 5}}));
}

TEST_CASE("distance: a mask without background has no distance") {
  const limn::Mask full(Size{70, 90}, limn::Binary::foreground);
  CHECK(limn::squared_distance_transform(full) == Image<std::int64_t>(full.size(), no_distance<std::int64_t>));
  CHECK(limn::distance_transform(full) == Image<float>(full.size(), std::numeric_limits<float>::infinity()));
  CHECK(limn::distance_transform(full, {.spacing = {1, 2}}) ==
        Image<float>(full.size(), std::numeric_limits<float>::infinity()));
  CHECK(limn::nearest_background(full) == Image<Index>(full.size(), -1));
  CHECK(limn::city_block_transform(full) == Image<std::int32_t>(full.size(), no_distance<std::int32_t>));
  CHECK(limn::chessboard_transform(full) == Image<std::int32_t>(full.size(), no_distance<std::int32_t>));
  const Image<limn::Binary, 3> block(Size{5, 6, 7}, limn::Binary::foreground);
  CHECK(limn::squared_distance_transform(block) == Image<std::int64_t, 3>(block.size(), no_distance<std::int64_t>));
}

TEST_CASE("distance: an empty mask gives an empty image") {
  CHECK(limn::distance_transform(limn::Mask()).empty());
  CHECK(limn::squared_distance_transform(limn::Mask(Size{0, 3})).size() == Size{0, 3});
  CHECK(limn::nearest_background(limn::Mask()).empty());
  CHECK(limn::city_block_transform(limn::Mask(Size{3, 0})).empty());
  CHECK(limn::chessboard_transform(Image<limn::Binary, 3>()).empty());
}

TEST_CASE_TEMPLATE("distance equals the reference", Rank, std::integral_constant<std::size_t, 2>,
                   std::integral_constant<std::size_t, 3>) {
  constexpr std::size_t R = Rank::value;
  for_each_small_mask<R>([](const auto& mask) {
    using reference::point_at;
    const auto size = mask.size();
    const auto nearest =
        reference::nearest(mask, [](const auto& a, const auto& b) { return reference::squared(a, b); });
    const auto blocks =
        reference::nearest(mask, [](const auto& a, const auto& b) { return reference::city_block(a, b); });
    const auto boards =
        reference::nearest(mask, [](const auto& a, const auto& b) { return reference::chessboard(a, b); });
    const std::array<double, 3> spacing{0.5, 2, 1.25}, rounded{0.7, 2.1, 1.4};  // with squares that are rounded
    const auto spaced =
        reference::nearest(mask, [&](const auto& a, const auto& b) { return reference::squared(a, b, spacing); });
    const auto about =
        reference::nearest(mask, [&](const auto& a, const auto& b) { return reference::squared(a, b, rounded); });
    for_each_layout(mask, [&](const auto& layout) {
      const auto squared = limn::squared_distance_transform(layout);
      const auto distance = limn::distance_transform(layout);
      const auto far = limn::distance_transform(layout, {.spacing = spacing});
      const auto off = limn::distance_transform(layout, {.spacing = rounded});
      const auto sites = limn::nearest_background(layout);
      const auto block = limn::city_block_transform(layout);
      const auto board = limn::chessboard_transform(layout);
      bool right = true;
      for (std::size_t i = 0; i < nearest.size(); ++i) {
        const auto at = point_at(size, static_cast<Index>(i));
        if (nearest[i] < 0) {
          right = right && squared.pixels()[i] == no_distance<std::int64_t> && sites.pixels()[i] == -1;
          right = right && std::isinf(distance.pixels()[i]) && std::isinf(far.pixels()[i]);
          continue;
        }
        const double exact = reference::squared(at, point_at(size, nearest[i]));
        right = right && squared.pixels()[i] == static_cast<std::int64_t>(exact);
        right = right && distance.pixels()[i] == static_cast<float>(std::sqrt(exact));
        right = right && far.pixels()[i] ==
                             static_cast<float>(std::sqrt(reference::squared(at, point_at(size, spaced[i]), spacing)));
        const double length = std::sqrt(reference::squared(at, point_at(size, about[i]), rounded));
        right = right && std::abs(static_cast<double>(off.pixels()[i]) - length) <= 1e-6 * length;
        right = right && sites.pixels()[i] == nearest[i];
        right = right && block.pixels()[i] == reference::city_block(at, point_at(size, blocks[i]));
        right = right && board.pixels()[i] == reference::chessboard(at, point_at(size, boards[i]));
      }
      CHECK(right);
    });
  });
}

TEST_CASE("distance: far background, in rows and columns longer than the near search") {
  unsigned seed = 1;
  for (const Size<2> size : {Size{700, 150}, Size{150, 700}, Size{517, 523}, Size{1, 900}, Size{900, 1}}) {
    for (const int background : {1, 2, 7, 40, 1000}) {
      CAPTURE(size);
      CAPTURE(background);
      const auto mask = sparse(size, background, seed++);
      const auto sites = limn::nearest_background(mask);
      const auto squared = limn::squared_distance_transform(mask);
      const auto distance = limn::distance_transform(mask);
      bool right = true;
      for (std::size_t i = 0; i < squared.pixels().size(); ++i) {
        const double exact = reference::squared(reference::point_at(size, static_cast<Index>(i)),
                                                reference::point_at(size, sites.pixels()[i]));
        right = right && squared.pixels()[i] == static_cast<std::int64_t>(exact);
        right = right && distance.pixels()[i] == static_cast<float>(std::sqrt(exact));
      }
      CHECK(right);
    }
  }
}

TEST_CASE("distance: far background in a volume") {
  unsigned seed = 1;
  for (const Size<3> size : {Size{130, 20, 20}, Size{20, 20, 230}, Size{3, 300, 9}}) {
    for (const int background : {1, 3, 30}) {
      CAPTURE(size);
      CAPTURE(background);
      const auto mask = sparse(size, background, seed++);
      const auto sites = limn::nearest_background(mask);
      const auto squared = limn::squared_distance_transform(mask);
      const auto distance = limn::distance_transform(mask);
      bool right = true;
      for (std::size_t i = 0; i < squared.pixels().size(); ++i) {
        const double exact = reference::squared(reference::point_at(size, static_cast<Index>(i)),
                                                reference::point_at(size, sites.pixels()[i]));
        right = right && squared.pixels()[i] == static_cast<std::int64_t>(exact);
        right = right && distance.pixels()[i] == static_cast<float>(std::sqrt(exact));
      }
      CHECK(right);
    }
  }
}

TEST_CASE("distance: turning the picture turns the distances") {
  const auto mask = sparse(Size{90, 200}, 5, 3);
  limn::Mask turned(Size{200, 90});
  for (Index y = 0; y < 200; ++y) {
    for (Index x = 0; x < 90; ++x) turned(y, x) = mask(x, y);
  }
  const auto distance = limn::squared_distance_transform(mask), other = limn::squared_distance_transform(turned);
  bool same = true;
  for (Index y = 0; y < 200; ++y) {
    for (Index x = 0; x < 90; ++x) same = same && distance(x, y) == other(y, x);
  }
  CHECK(same);
}

TEST_CASE("distance: the executor changes nothing, outputs may be padded") {
  const auto mask = sparse(Size{300, 1200}, 20, 9);
  const auto expected = limn::distance_transform(mask);
  CHECK(limn::distance_transform(mask, {}, Backward{}) == expected);
  Image<float> wide(Size{310, 1200}, -1.0F);
  limn::distance_transform_into(mask, limn::subview(wide, {{4, 0}, {300, 1200}}));
  CHECK(limn::copy(limn::subview(wide, {{4, 0}, {300, 1200}})) == expected);
  bool untouched = true;
  for (Index y = 0; y < 1200; ++y) {
    for (const Index x : {0, 1, 2, 3, 304, 309}) untouched = untouched && wide(x, y) == -1;
  }
  CHECK(untouched);
  const auto volume = sparse(Size{40, 30, 20}, 5, 2);
  CHECK(limn::squared_distance_transform(volume, Backward{}) == limn::squared_distance_transform(volume));
}

TEST_CASE("distance: a large output equals its parts") {
  // More than 8 MB reach memory another way. A column of background keeps the two sides apart.
  auto mask = sparse(Size{2101, 1003}, 300, 11);
  for (Index y = 0; y < 1003; ++y) mask(1050, y) = limn::Binary::background;
  Image<float> wide(Size{2107, 1003}, -1.0F);
  limn::distance_transform_into(mask, limn::subview(wide, {{3, 0}, {2101, 1003}}));
  bool untouched = true;
  for (Index y = 0; y < 1003; ++y) untouched = untouched && wide(2, y) == -1 && wide(2104, y) == -1;
  CHECK(untouched);
  const limn::Box<2> left{{0, 0}, {1051, 1003}}, right{{1050, 0}, {1051, 1003}};
  for (const auto& part : {left, right}) {
    const limn::Box<2> shifted{{part.origin[0] + 3, 0}, part.size};
    CHECK(limn::copy(limn::subview(wide, shifted)) == limn::distance_transform(limn::subview(mask, part)));
  }
}

TEST_CASE("distance equals scipy's") {
  // Stored by tests/peers/morphology.py.
  const auto flipped = [](const auto& mask) {
    return limn::transform(mask, [](limn::Binary b) { return limn::to_binary(!limn::is_foreground(b)); });
  };
  const auto far = flipped(random_mask(Size{97, 61}, 10, 0.01));
  const auto deep = flipped(random_mask(Size<3>{37, 31, 9}, 11, 0.01));
  CHECK(fingerprint(limn::squared_distance_transform(far)) == 0xd7c554d1979be1cdU);
  CHECK(fingerprint(limn::squared_distance_transform(deep)) == 0xd9f6f1883556e866U);
  const auto spaced = limn::distance_transform(far, {.spacing = {2.3, 0.7}});
  CHECK(fingerprint(limn::transform(spaced, [](float d) { return d * 1000.0F; })) == 0x591d157f7f14ef33U);
  CHECK(fingerprint(limn::city_block_transform(far)) == 0x3bf5047fa60a265fU);
  CHECK(fingerprint(limn::chessboard_transform(deep)) == 0x64f2912034aa70c4U);
}

TEST_CASE("distance: errors name what is wrong") {
  const limn::Mask mask(Size{4, 3});
  Image<float> out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::distance_transform_into(mask, out),
                       "limn::distance_transform_into: the output is 4x2 but the mask is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::distance_transform(mask, {.spacing = {1, 0}})),
                       "limn::distance_transform: spacing along axis 1 is 0 but must lie in [1e-100, 1e100]",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::nearest_background(mask, {.spacing = {std::nan(""), 1}})),
                       "limn::nearest_background: spacing along axis 0 is nan but must lie in [1e-100, 1e100]",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::nearest_background(mask, {.spacing = {1, 1e200}})),
                       "limn::nearest_background: spacing along axis 1 is 1e+200 but must lie in [1e-100, 1e100]",
                       std::invalid_argument);
}
