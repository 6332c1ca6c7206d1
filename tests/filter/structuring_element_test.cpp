#include <limn/filter/structuring_element.hpp>

#include <cmath>

#include "support/images.hpp"

using namespace limn_test;
using limn::StructuringElement;

TEST_CASE("StructuringElement: shapes") {
  const auto flat = [](const StructuringElement& element) {
    limn::Mask result(Size{element.size().width, element.size().height});
    for (Index y = 0; y < result.height(); ++y) {
      for (Index x = 0; x < result.width(); ++x) result(x, y) = element.mask()(x, y, 0);
    }
    return result;
  };
  CHECK(flat(StructuringElement::cross(5, 3)) == mask({"..#..", "#####", "..#.."}));
  CHECK(flat(StructuringElement::disk(2)) == mask({"..#..", ".###.", "#####", ".###.", "..#.."}));
  CHECK(flat(StructuringElement::disk(1.5)) == mask({"###", "###", "###"}));
  CHECK(flat(StructuringElement::disk(0)) == mask({"#"}));
  CHECK(flat(StructuringElement::line(5, 0)) == mask({"#####"}));
  CHECK(flat(StructuringElement::line(3, 90)) == mask({"#", "#", "#"}));
  CHECK(flat(StructuringElement::line(7, 45)) == mask({"....#", "...#.", "..#..", ".#...", "#...."}));
  CHECK(flat(StructuringElement::line(9, -30)) == mask({"#......", ".##....", "...#...", "....##.", "......#"}));
  CHECK(StructuringElement::ball(1).mask() == StructuringElement::cross(3, 3, 3).mask());
  CHECK(StructuringElement::ball(1.8).is_box());
  CHECK(StructuringElement::box(4, 5).origin() == limn::Point<3>{2, 2, 0});
  const auto turned = StructuringElement(mask({"##.", "#.."}), {2, 1}).reflected();
  CHECK(flat(turned) == mask({"..#", ".##"}));
  CHECK(turned.origin() == limn::Point<3>{0, 0, 0});
}

TEST_CASE("StructuringElement: turned twice it is itself; a line the other way round is the same line") {
  const auto element = StructuringElement(random_mask(Size{5, 4}, 1), {1, 3});
  const auto twice = element.reflected().reflected();
  CHECK(twice.mask() == element.mask());
  CHECK(twice.origin() == element.origin());
  for (const double degrees : {0.0, 17.0, 45.0, 90.0, 133.0}) {
    CHECK(StructuringElement::line(9, degrees).mask() == StructuringElement::line(9, degrees - 180).mask());
    CHECK(StructuringElement::line(9, degrees).reflected().mask() == StructuringElement::line(9, degrees).mask());
  }
}

TEST_CASE("StructuringElement: a ball holds the offsets that are no longer than its radius") {
  for (const double radius : {0.0, 1.0, 1.5, 2.9, 4.0}) {
    const auto ball = StructuringElement::ball(radius);
    const Index middle = ball.origin().x;
    for (Index z = 0; z < ball.size().depth; ++z) {
      for (Index y = 0; y < ball.size().height; ++y) {
        for (Index x = 0; x < ball.size().width; ++x) {
          const double length = std::hypot(static_cast<double>(x - middle), static_cast<double>(y - middle),
                                           static_cast<double>(z - middle));
          CHECK(limn::is_foreground(ball.mask()(x, y, z)) == (length <= radius));
        }
      }
    }
  }
}

TEST_CASE("StructuringElement: errors name what is wrong") {
  CHECK_THROWS_WITH_AS(StructuringElement(limn::Mask(Size{3, 3})),
                       "limn::StructuringElement: no pixel of the mask is foreground", std::invalid_argument);
  CHECK_THROWS_WITH_AS(StructuringElement(mask({"##"}), {2, 0}),
                       "limn::StructuringElement: origin (2, 0, 0) lies outside the mask of 2x1x1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(StructuringElement::box(3, 0)),
                       "limn::StructuringElement::box: size 3x0x1 has a side below 1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(StructuringElement::disk(-1)),
                       "limn::StructuringElement::disk: radius is -1 but must be in [0, 4096]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(StructuringElement::ball(std::nan(""))),
                       "limn::StructuringElement::ball: radius is nan but must be in [0, 4096]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(StructuringElement::cross(0)),
                       "limn::StructuringElement::cross: size 0x0x1 has a side below 1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(StructuringElement::line(3, std::nan(""))),
                       "limn::StructuringElement::line: degrees is nan but must be in [-360, 360]",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(StructuringElement::line(4, 0)),
                       "limn::StructuringElement::line: length is 4 but must be odd and positive",
                       std::invalid_argument);
}
