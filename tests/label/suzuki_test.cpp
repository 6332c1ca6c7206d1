#include <limn/label/suzuki.hpp>

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

#include "reference/label_components.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::BorderNesting;
using limn::Point;

namespace {

using Chain = std::vector<Point<2>>;

}  // namespace

TEST_CASE("suzuki_borders: one pixel, and a block from its upper left counterclockwise") {
  const auto found = limn::suzuki_borders(mask({"#....",  //
                                                "..##.",  //
                                                "..##."}));
  REQUIRE(found.size() == 2);
  CHECK(found[0].points == Chain{{0, 0}});
  CHECK(found[1].points == Chain{{2, 1}, {2, 2}, {3, 2}, {3, 1}});
  CHECK(found[0].next == 1);
  CHECK(found[1].previous == 0);
  CHECK(found[1].parent == -1);
}

TEST_CASE("suzuki_borders: an object in a hole of another") {
  const auto picture = mask({"#####",  //
                             "#...#",  //
                             "#.#.#",  //
                             "#...#",  //
                             "#####"});
  const auto tree = limn::suzuki_borders(picture);
  REQUIRE(tree.size() == 3);
  CHECK(tree[0].points.size() == 16);
  CHECK(tree[1].is_hole);
  // Holes of 4 neighbors pass their corners by.
  CHECK(tree[1].points ==
        Chain{{0, 1}, {1, 0}, {2, 0}, {3, 0}, {4, 1}, {4, 2}, {4, 3}, {3, 4}, {2, 4}, {1, 4}, {0, 3}, {0, 2}});
  CHECK(tree[1].parent == 0);
  CHECK(tree[0].child == 1);
  CHECK(tree[2].parent == 1);
  const auto components = limn::suzuki_borders(picture, BorderNesting::components);
  CHECK(components[1].parent == 0);
  CHECK(components[2].parent == -1);
  CHECK(components[0].next == 2);
  const auto list = limn::suzuki_borders(picture, BorderNesting::list);
  CHECK(list[1].parent == -1);
  CHECK(list[2].previous == 1);
  const auto external = limn::suzuki_borders(picture, BorderNesting::external);
  REQUIRE(external.size() == 1);
  CHECK(external[0].points == tree[0].points);
  CHECK(external[0].child == -1);
}

TEST_CASE("suzuki_borders: nothing") {
  CHECK(limn::suzuki_borders(limn::Mask()).empty());
  CHECK(limn::suzuki_borders(limn::Mask(Size<2>{70, 3})).empty());
}

TEST_CASE("suzuki_borders: as many as objects and holes; every border pixel, and steps to neighbors") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    for (const double density : {0.2, 0.5, 0.8}) {
      CAPTURE(size);
      const auto picture = random_mask(size, seed++, density);
      const auto found = limn::suzuki_borders(picture);
      for_each_layout(picture, [&](const auto& layout) {
        const auto other = limn::suzuki_borders(layout);
        CHECK(std::equal(other.begin(), other.end(), found.begin(), found.end(), [](const auto& a, const auto& b) {
          return a.points == b.points && a.parent == b.parent && a.is_hole == b.is_hole;
        }));
      });
      const auto holes = reference::count_holes(picture, limn::Connectivity::face);
      const auto objects = reference::label_components(picture, limn::Connectivity::full);
      CHECK(std::count_if(found.begin(), found.end(), [](const auto& border) { return border.is_hole; }) == holes);
      CHECK(static_cast<Index>(found.size()) == objects.count + holes);
      limn::Mask passed(size);
      bool steps = true;
      for (const auto& border : found) {
        for (std::size_t i = 0; i < border.points.size(); ++i) {
          const Point<2> a = border.points[i], b = border.points[(i + 1) % border.points.size()], step = b - a;
          steps = steps && step.x * step.x <= 1 && step.y * step.y <= 1 && (border.points.size() == 1 || !(a == b));
          steps = steps && objects.labels(a) == objects.labels(border.points[0]);
          passed(a) = limn::Binary::foreground;
        }
      }
      CHECK(steps);
      limn::Mask expected(size);
      reference::for_each_point(size, [&](const Point<2>& at) {
        bool border = false;
        for (const auto& offset : limn::neighbors<2>(limn::Connectivity::face)) {
          const auto next = at + offset;
          border = border || !limn::contains(size, next) || !limn::is_foreground(picture(next));
        }
        expected(at) = limn::to_binary(border && limn::is_foreground(picture(at)));
      });
      CHECK(passed == expected);
    }
  }
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE("suzuki_borders equals cv::findContours") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    for (const double density : {0.2, 0.5, 0.7, 0.9}) {
      auto picture = random_mask(size, seed++, density);
      const cv::Mat header(static_cast<int>(size.height), static_cast<int>(size.width), CV_8U, picture.pixels().data());
      for (const auto& nesting_and_mode : {std::pair{BorderNesting::external, cv::RETR_EXTERNAL},
                                           {BorderNesting::list, cv::RETR_LIST},
                                           {BorderNesting::components, cv::RETR_CCOMP},
                                           {BorderNesting::tree, cv::RETR_TREE}}) {
        const auto& [nesting, mode] = nesting_and_mode;
        CAPTURE(size);
        CAPTURE(nesting_and_mode.second);
        const auto found = limn::suzuki_borders(picture, nesting);
        std::vector<std::vector<cv::Point>> theirs;
        std::vector<cv::Vec4i> hierarchy;
        cv::findContours(header, theirs, hierarchy, mode, cv::CHAIN_APPROX_NONE);
        // A border and the one around it, in an order of their own: outer and hole borders may have the same points.
        using Entry = std::tuple<std::vector<Index>, std::vector<Index>>;
        std::vector<Entry> ours_sorted, theirs_sorted;
        const auto flat = [](const auto& points) {
          std::vector<Index> numbers;
          for (const auto& p : points) numbers.insert(numbers.end(), {p.x, p.y});
          return numbers;
        };
        const auto entry = [&](const auto& points, const auto* parent) {
          return Entry{flat(points), parent == nullptr ? std::vector<Index>{} : flat(*parent)};
        };
        for (const auto& border : found) {
          const Chain* parent = border.parent < 0 ? nullptr : &found[static_cast<std::size_t>(border.parent)].points;
          ours_sorted.push_back(entry(border.points, parent));
        }
        for (std::size_t i = 0; i < theirs.size(); ++i) {
          const int parent = hierarchy[i][3];
          theirs_sorted.push_back(entry(theirs[i], parent < 0 ? nullptr : &theirs[static_cast<std::size_t>(parent)]));
        }
        std::sort(ours_sorted.begin(), ours_sorted.end());
        std::sort(theirs_sorted.begin(), theirs_sorted.end());
        CHECK(ours_sorted == theirs_sorted);
      }
    }
  }
}
#endif
