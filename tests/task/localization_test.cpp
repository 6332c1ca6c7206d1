#include <limn/task/localization.hpp>

#include <cstdint>
#include <limits>

#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("localize: the largest object") {
  const limn::InstanceMap map{image<std::int32_t>({{1, 2, 2, 3, 3}}), {1, 1, 1}, {"-", "coin"}};
  const limn::Detection main = limn::localize(map);
  CHECK(main.label == 2);  // the first of two alike
  CHECK(main.box == limn::Box<2>{{1, 0}, {2, 1}});
  CHECK(main.class_name == "coin");
  CHECK(main == limn::localize(limn::detect(map)));
}

TEST_CASE("localize: a score counts as much as an area") {
  std::vector<limn::Detection> found{{1, 1, "a", {}, 10, 0.25}, {2, 1, "a", {}, 5, 0.75}, {3, 1, "a", {}, 100, 0}};
  CHECK(limn::localize(found).label == 2);
  found.back().score = std::numeric_limits<double>::quiet_NaN();
  CHECK(limn::localize(found).label == 2);
  for (auto& detection : found) detection.score = 0;
  CHECK(limn::localize(found).label == 1);
}

TEST_CASE("localize: nothing in nothing") {
  CHECK(limn::localize(limn::InstanceMap()) == limn::Detection());
  CHECK(limn::localize(std::vector<limn::Detection>()).label == 0);
}
