#include <limn/label/simplify.hpp>

#include <cmath>
#include <vector>

#include "support/images.hpp"

using namespace limn_test;
using limn::Polyline;
using limn::Ring;

TEST_CASE("simplify: keeps what is farther off than the tolerance") {
  const Polyline line{{0, 0}, {1, 0.1}, {2, -0.1}, {3, 5}, {4, 6}, {5, 7}, {6, 8.1}, {7, 9}, {8, 9}, {9, 9}};
  // As skimage.measure.approximate_polygon 0.19.3.
  CHECK(limn::simplify(line, 1) == Polyline{{0, 0}, {2, -0.1}, {3, 5}, {7, 9}, {9, 9}});
  CHECK(limn::simplify(line, 0.05) == Polyline{{0, 0}, {1, 0.1}, {2, -0.1}, {3, 5}, {6, 8.1}, {7, 9}, {9, 9}});
  CHECK(limn::simplify(line, 100) == Polyline{{0, 0}, {9, 9}});
}

TEST_CASE("simplify: lines that are short, doubled or closed") {
  CHECK(limn::simplify(Polyline{}, 1).empty());
  CHECK(limn::simplify(Polyline{{1, 2}}, 1) == Polyline{{1, 2}});
  CHECK(limn::simplify(Polyline{{0, 0}, {0, 0}, {0, 0}}, 0) == Polyline{{0, 0}, {0, 0}});
  CHECK(limn::simplify(Polyline{{0, 0}, {2, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}}, 0) ==
        Polyline{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}});
}

TEST_CASE("simplify: a staircase becomes its diagonal, a small ring stays") {
  limn::Mask triangle(Size<2>{20, 20});
  for (Index y = 0; y < 20; ++y) {
    for (Index x = 0; x <= y; ++x) triangle(x, y) = limn::Binary::foreground;
  }
  const auto outline = limn::contours(triangle);
  REQUIRE(outline.size() == 1);
  const auto simple = limn::simplify(outline[0], 1);
  CHECK(simple.label == outline[0].label);
  CHECK(simple.outer.size() <= 5);
  CHECK(std::abs(limn::ring_area(simple.outer) - 210) <= 20);
  CHECK(limn::simplify(outline[0], 0).outer == outline[0].outer);
  CHECK(limn::simplify(Ring{{0, 0}, {1, 0}, {1, 1}, {0, 1}}, 5) == Ring{{0, 0}, {1, 0}, {1, 1}, {0, 1}});
}

TEST_CASE("simplify: holes too") {
  const auto ring = limn::contours(mask({"####",  //
                                         "#..#",  //
                                         "####"}));
  const auto simple = limn::simplify(ring[0], 0.5);
  CHECK(simple.outer == ring[0].outer);
  CHECK(simple.holes == ring[0].holes);
}

TEST_CASE("simplify: no vertex is farther off than the tolerance, and the more tolerance the fewer") {
  std::mt19937 generator(4);
  Polyline line;
  for (int i = 0; i < 300; ++i) line.push_back({i * 0.5, static_cast<double>(generator() % 1000) / 100});
  std::size_t before = line.size();
  for (const double tolerance : {0.1, 1.0, 3.0, 8.0}) {
    const Polyline simple = limn::simplify(line, tolerance);
    CHECK(simple.size() <= before);
    before = simple.size();
    std::size_t next = 1;
    for (const auto& vertex : line) {
      // The vertices that are kept come in order.
      const auto& a = simple[next - 1];
      const auto& b = simple[next];
      const double length = std::hypot(b.x - a.x, b.y - a.y);
      const double along = ((vertex.x - a.x) * (b.x - a.x) + (vertex.y - a.y) * (b.y - a.y)) / length;
      const double inside = (std::min)((std::max)(along, 0.0), length) / length;
      CHECK(std::hypot(vertex.x - a.x - inside * (b.x - a.x), vertex.y - a.y - inside * (b.y - a.y)) <=
            tolerance + 1e-9);
      if (vertex == b && next + 1 < simple.size()) ++next;
    }
  }
}

TEST_CASE("simplify: errors name what is wrong") {
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::simplify(Polyline{{0, 0}, {1, 1}}, -2)),
                       "limn::simplify: the tolerance is -2, which is not at least 0", std::invalid_argument);
}
