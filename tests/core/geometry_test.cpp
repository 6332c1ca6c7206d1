#include <limn/core/geometry.hpp>

#include <cstdint>
#include <type_traits>

#include "support/images.hpp"

static_assert(std::is_signed_v<limn::Index> && sizeof(limn::Index) == sizeof(void*));
static_assert(std::is_same_v<decltype(limn::Point{1, 2}), limn::Point<2>>);
static_assert(std::is_same_v<decltype(limn::Size{1, 2, 3}), limn::Size<3>>);

TEST_CASE("Point and Size: axes are x, y, z") {
  constexpr limn::Point<3> point{1, 2, 3};
  static_assert(point[0] == 1 && point[1] == 2 && point[2] == 3);
  limn::Size<3> size{4, 5, 6};
  size[2] = 7;
  CHECK(size == limn::Size{4, 5, 7});
  limn::Point<2> moved{0, 0};
  moved[1] = -3;
  CHECK(moved == limn::Point{0, -3});
}

TEST_CASE("Point: sums and differences") {
  CHECK(limn::Point{1, 2} + limn::Point{-3, 4} == limn::Point{-2, 6});
  CHECK(limn::Point{1, 2} - limn::Point{-3, 4} == limn::Point{4, -2});
  CHECK(limn::Point{1, 2, 3} + limn::Point{1, 1, 1} == limn::Point{2, 3, 4});
  CHECK(limn::Point{1, 2, 3} - limn::Point{1, 1, 1} == limn::Point{0, 1, 2});
}

TEST_CASE("pixel_count") {
  CHECK(limn::pixel_count(limn::Size{3, 4}) == 12);
  CHECK(limn::pixel_count(limn::Size{3, 4, 0}) == 0);
  CHECK(limn::pixel_count(limn::Size{100000, 100000}) == 10000000000);
}

TEST_CASE("contains: the first point past an edge is outside") {
  const limn::Size<2> size{3, 2};
  CHECK(limn::contains(size, limn::Point{0, 0}));
  CHECK(limn::contains(size, limn::Point{2, 1}));
  CHECK(!limn::contains(size, limn::Point{3, 1}));
  CHECK(!limn::contains(size, limn::Point{2, 2}));
  CHECK(!limn::contains(size, limn::Point{-1, 0}));
  CHECK(!limn::contains(limn::Size{3, 2, 1}, limn::Point{0, 0, 1}));
}

TEST_CASE("Box: an origin and a size") {
  const limn::Box box{limn::Point{1, 2}, limn::Size{3, 4}};
  CHECK(box == limn::Box<2>{{1, 2}, {3, 4}});
  CHECK(!(box == limn::Box<2>{{1, 2}, {3, 5}}));
}
