#include <limn/task/detection.hpp>

#include <cstdint>
#include <limits>

#include "support/images.hpp"

using namespace limn_test;

namespace {

limn::InstanceMap ducks() {
  return {image<std::int32_t>({{1, 1, 0, 2},  //
                               {0, 1, 0, 2},
                               {4, 0, 0, 2}}),
          {1, 2, 1, 1},
          {"water", "duck", "swan"}};
}

}  // namespace

TEST_CASE("detect: boxes, classes and areas; an object without pixels is left out") {
  const std::vector<limn::Detection> found = limn::detect(ducks());
  REQUIRE(found.size() == 3);
  CHECK(found[0] == limn::Detection{1, 1, "duck", {{0, 0}, {2, 2}}, 3, 1});
  CHECK(found[1] == limn::Detection{2, 2, "swan", {{3, 0}, {1, 3}}, 3, 1});
  CHECK(found[2] == limn::Detection{4, 1, "duck", {{0, 2}, {1, 1}}, 1, 1});
}

TEST_CASE("detect: the score is the mean confidence over the pixels, without NaN") {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  const auto confidence = image<float>({{0.5F, 1.0F, 0.1F, 0.25F},  //
                                        {0.9F, 0.75F, 0.1F, nan},
                                        {nan, 0.0F, 0.0F, 0.75F}});
  for_each_layout(confidence, [](const auto& layout) {
    const auto found = limn::detect(ducks(), layout);
    REQUIRE(found.size() == 3);
    CHECK(found[0].score == 0.75);
    CHECK(found[1].score == 0.5);
    CHECK(found[2].score == 0);
    CHECK(found[1].class_name == "swan");
  });
}

TEST_CASE("detect: a volume") {
  limn::BasicInstanceMap<3> map{limn::LabelImage<std::int32_t, 3>({3, 2, 2}), {1}, {"-", "a"}};
  map.labels(1, 0, 0) = map.labels(1, 1, 1) = 1;
  const auto found = limn::detect(map);
  REQUIRE(found.size() == 1);
  CHECK(found[0].box == limn::Box<3>{{1, 0, 0}, {1, 2, 2}});
  CHECK(found[0].area == 2);
}

TEST_CASE("detect: nothing in nothing") {
  CHECK(limn::detect(limn::InstanceMap{limn::LabelImage<>({5, 4}), {}, {"-"}}).empty());
  CHECK(limn::detect(limn::InstanceMap()).empty());
}

TEST_CASE("detect: errors name what is wrong") {
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::detect(ducks(), limn::Image<float>(limn::Size{4, 2}))),
                       "limn::detect: the confidence is 4x2 but the instance map is 4x3", std::invalid_argument);
  auto map = ducks();
  map.classes.resize(3);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::detect(map)),
                       "limn::detect: object 4 has no class, or its class has no name", std::invalid_argument);
  map = ducks();
  map.classes[0] = -1;
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::detect(map)),
                       "limn::detect: object 1 has no class, or its class has no name", std::invalid_argument);
}
