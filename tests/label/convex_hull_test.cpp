#include <limn/label/convex_hull.hpp>

#include <cmath>

#include "reference/region_shapes.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("convex_hull: a pixel is the middles of its edges") {
  const auto hull = limn::convex_hull(limn::run_mask(mask({"..",  //
                                                           ".#"})));
  CHECK(hull == limn::Polyline{{1, 0.5}, {1.5, 1}, {1, 1.5}, {0.5, 1}, {1, 0.5}});
  CHECK(limn::convex_hull(limn::RunMask<2>{}).empty());
}

TEST_CASE("convex_hull: corners only where it turns") {
  const auto hull = limn::convex_hull(limn::run_mask(mask({"#..",  //
                                                           ".#.",  //
                                                           "###"})));
  CHECK(hull == limn::Polyline{{0, -0.5}, {2.5, 2}, {2, 2.5}, {0, 2.5}, {-0.5, 2}, {-0.5, 0}, {0, -0.5}});
}

TEST_CASE("convex_area: the pixels that a hull fills") {
  CHECK(limn::convex_area(limn::run_mask(mask({"#..#",  //
                                               "....",  //
                                               "#..#"}))) == 12);
  CHECK(limn::convex_area(limn::RunMask<2>{}) == 0);
}

TEST_CASE("feret_diameters: of a bar, and of nothing") {
  const auto bar = limn::feret_diameters(limn::run_mask(mask({"#####",  //
                                                              "#####"})));
  CHECK(bar.min == 2);
  CHECK(bar.max == doctest::Approx(std::hypot(5, 1)));
  CHECK(limn::feret_diameters(limn::RunMask<2>{}).max == 0);
}

TEST_CASE("convex areas and diameters equal the reference") {
  unsigned seed = 1;
  for (const Size<2> size : {Size<2>{1, 1}, {1, 7}, {9, 1}, {5, 6}, {12, 9}, {3, 14}}) {
    for (const double density : {0.1, 0.3, 0.7}) {
      CAPTURE(size);
      const auto picture = random_mask(size, seed++, density);
      const auto runs = limn::run_mask(picture);
      if (runs.runs.empty()) continue;
      const auto filled = reference::filled_hull(picture);
      CHECK(limn::convex_area(runs) == limn::area(limn::run_mask(filled)));
      // The largest distance of two middles of edges, and over all directions of an edge the smallest width.
      std::vector<limn::Vertex> points;
      reference::for_each_point(size, [&](const limn::Point<2>& p) {
        if (!limn::is_foreground(filled(p))) return;
        const double x = static_cast<double>(p.x), y = static_cast<double>(p.y);
        points.insert(points.end(), {{x - 0.5, y}, {x + 0.5, y}, {x, y - 0.5}, {x, y + 0.5}});
      });
      double longest = 0, narrowest = 1e9;
      for (const auto& a : points) {
        for (const auto& b : points) {
          const double length = std::hypot(a.x - b.x, a.y - b.y);
          longest = (std::max)(longest, length);
          if (length == 0) continue;
          double low = 1e9, high = -1e9;
          for (const auto& c : points) {
            const double across = ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)) / length;
            low = (std::min)(low, across), high = (std::max)(high, across);
          }
          narrowest = (std::min)(narrowest, high - low);
        }
      }
      const auto feret = limn::feret_diameters(runs);
      CHECK(feret.max == doctest::Approx(longest));
      CHECK(feret.min == doctest::Approx(narrowest));
    }
  }
}
