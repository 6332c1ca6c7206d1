#include <limn/annotate/rasterize.hpp>
#include <limn/annotate/yolo.hpp>

#include <cmath>
#include <sstream>
#include <string>

#include "annotate/maps.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("to_yolo: class and corners as parts of the size") {
  const limn::InstanceMap map{image<std::int32_t>({{0, 1, 1, 0},  //
                                                   {2, 1, 0, 0}}),
                              {2, 1},
                              {"background", "a", "b"}};
  CHECK(limn::to_yolo(map) ==
        "1 0.25 0 0.75 0 0.75 0.5 0.5 0.5 0.5 1 0.25 1\n"
        "0 0 0.5 0.25 0.5 0.25 1 0 1\n");
  CHECK(limn::to_yolo(limn::InstanceMap()).empty());
}

TEST_CASE("to_yolo: holes and pieces are joined by lines passed there and back") {
  // Two pixels that meet at a corner: the first, then straight down to the second, and back.
  CHECK(limn::to_yolo(limn::instances(image<int>({{1, 0}, {0, 1}}))) ==
        "0 0 0 0.5 0 0.5 0.5 0 0.5 0 0 0.5 0 0.5 0.5 1 0.5 1 1 0.5 1 0.5 0.5 0.5 0\n");
}

TEST_CASE("to_yolo: every line holds exactly the pixels of its object") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    CAPTURE(size);
    for (const auto& map : {random_map(size, seed++), drawn_map()}) {
      const auto objects = limn::run_masks(map.labels);
      std::istringstream lines(limn::to_yolo(map));
      std::string line;
      std::size_t i = 0;
      for (; std::getline(lines, line); ++i) {
        std::istringstream numbers(line);
        int kind = -1;
        numbers >> kind;
        REQUIRE(i < objects.size());
        CHECK(kind == map.classes[i] - 1);
        std::vector<double> corners;
        for (double part = 0; numbers >> part;) {
          const Index side = corners.size() % 2 == 0 ? map.labels.width() : map.labels.height();
          corners.push_back(std::round(part * static_cast<double>(side)));
        }
        CHECK(limn::rasterize(corners, map.labels.size()) == objects[i]);
      }
      CHECK(i == objects.size());
    }
  }
}

TEST_CASE("to_yolo: errors name what is wrong") {
  auto map = drawn_map();
  map.classes[1] = 0;
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::to_yolo(map)), "limn::to_yolo: object 2 is of class 0, the background",
                       std::invalid_argument);
}
