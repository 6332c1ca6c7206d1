#include <limn/annotate/rasterize.hpp>
#include <limn/label/contours.hpp>

#include <limits>
#include <random>

#include "reference/annotate.hpp"
#include "support/images.hpp"

using namespace limn_test;
using Corners = std::vector<double>;

namespace {

limn::Mask rasterized(const Corners& corners, Size<2> size) { return limn::to_mask(limn::rasterize(corners, size)); }

}  // namespace

TEST_CASE("rasterize: pixels whose centers are inside") {
  CHECK(rasterized({1, 0, 3, 0, 3, 2, 1, 2}, {4, 3}) == mask({".##.",  //
                                                              ".##.",  //
                                                              "...."}));
  // A triangle through the centers of a diagonal: the inside is to the right of it, so the pixels on it are inside.
  CHECK(rasterized({0, 0, 4, 4, 4, 0}, {4, 4}) == mask({"####",  //
                                                        ".###",  //
                                                        "..##",  //
                                                        "...#"}));
  CHECK(rasterized({0, 0, 4, 4, 0, 4}, {4, 4}) == mask({"....",  //
                                                        "#...",  //
                                                        "##..",  //
                                                        "###."}));
  // Edges through centers: of the upper and left ones the pixels are inside.
  CHECK(rasterized({0.5, 0.5, 2.5, 0.5, 2.5, 2.5, 0.5, 2.5}, {4, 3}) == mask({"##..",  //
                                                                              "##..",  //
                                                                              "...."}));
}

TEST_CASE("rasterize: what is passed twice is outside, what lies outside is cut off") {
  CHECK(rasterized({0, 0, 3, 0, 3, 1, 0, 1, 0, 0, 1, 0, 1, 1, 2, 1, 2, 0, 1, 0}, {3, 1}) == mask({"#.#"}));
  CHECK(rasterized({-10, -1e300, 2, -1e300, 2, 1e300, -10, 1e300}, {3, 2}) == mask({"##.", "##."}));
  CHECK(rasterized({5, 0, 9, 0, 9, 2, 5, 2}, {3, 2}) == mask({"...", "..."}));
}

TEST_CASE("rasterize: no area has no pixels") {
  CHECK(rasterized({}, {2, 1}) == mask({".."}));
  CHECK(rasterized({0.5, 0.5}, {2, 1}) == mask({".."}));
  CHECK(rasterized({0, 0, 2, 1}, {2, 1}) == mask({".."}));
  CHECK(limn::rasterize(Corners{0, 0, 1, 0, 1, 1}, {0, 5}).runs.empty());
}

TEST_CASE("rasterize: the outlines of pixels give the pixels") {
  for (unsigned seed = 1; seed < 20; ++seed) {
    const auto picture = random_mask(limn::Size{23, 17}, seed, 0.3 + 0.03 * seed);
    limn::RunMask<2> all{picture.size(), {}};
    for (const auto connectivity : {limn::Connectivity::face, limn::Connectivity::full}) {
      for (const limn::Polygon& polygon : limn::contours(picture, {.connectivity = connectivity})) {
        if (!polygon.holes.empty()) continue;
        Corners corners;
        for (const auto& corner : polygon.outer) {
          corners.push_back(static_cast<double>(corner.x));
          corners.push_back(static_cast<double>(corner.y));
        }
        const auto piece = limn::rasterize(corners, picture.size());
        CHECK(limn::area(piece) == limn::polygon_area(polygon));
        CHECK(limn::subtract(piece, limn::run_mask(picture)).runs.empty());
      }
    }
  }
}

TEST_CASE("rasterize equals the reference") {
  std::mt19937 generator(1);
  for (int turn = 0; turn < 300; ++turn) {
    const Size<2> size{1 + static_cast<Index>(generator() % 40), 1 + static_cast<Index>(generator() % 30)};
    Corners corners(2 * (generator() % 9));
    // Whole, half and arbitrary positions.
    const unsigned steps = turn % 3 == 0 ? 1 : turn % 3 == 1 ? 2 : 97;
    for (double& number : corners) number = static_cast<double>(generator() % (60 * steps)) / steps - 10;
    CHECK(rasterized(corners, size) == reference::inside_pixels(corners, size));
  }
}

TEST_CASE("rasterize: errors name what is wrong") {
  const auto run = [](const Corners& corners, Size<2> size) { static_cast<void>(limn::rasterize(corners, size)); };
  CHECK_THROWS_WITH_AS(run({1, 2, 3}, {4, 4}), "limn::rasterize: 3 numbers are no pairs of x and y",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(run({1, std::numeric_limits<double>::infinity()}, {4, 4}), "limn::rasterize: a corner is at inf",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(run({1, 2}, {4, -1}), "limn::rasterize: the size is 4x-1", std::invalid_argument);
  CHECK_THROWS_AS(run({std::numeric_limits<double>::quiet_NaN(), 2}, {4, 4}), std::invalid_argument);
}
