#include <limn/task/instances.hpp>

#include <cstdint>
#include <string>

#include "reference/task.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("instances: the connected pieces of each class") {
  const limn::SemanticMap map = limn::semantic(image<int>({{1, 1, 2, 0},  //
                                                           {0, 0, 2, 0},
                                                           {1, 0, 0, 2}}),
                                               {"water", "duck", "swan"});
  const limn::InstanceMap found = limn::instances(map);
  CHECK(found.labels == image<std::int32_t>({{1, 1, 2, 0},  //
                                             {0, 0, 2, 0},
                                             {3, 0, 0, 2}}));
  CHECK(found.classes == std::vector<std::int32_t>{1, 2, 1});
  CHECK(found.class_names == map.class_names);
  CHECK(found.count() == 3);
  // By faces, the last swan is another.
  CHECK(limn::instances(map, {.connectivity = limn::Connectivity::face}).classes ==
        std::vector<std::int32_t>{1, 2, 1, 2});
}

TEST_CASE("instances: of labels, in the class of most of their pixels") {
  const limn::SemanticMap map = limn::semantic(image<int>({{1, 1, 2, 2, 0, 0, 1, 0, 0}}), {"-", "a", "b"});
  const auto labels = image<std::int16_t>({{7, 7, 7, 3, -1, 5, 5, 5, 9}});
  const limn::InstanceMap found = limn::instances(map, labels);
  CHECK(found.labels == image<std::int32_t>({{1, 1, 1, 2, 0, 3, 3, 3, 4}}));
  // Object 3 is mostly on background, object 4 on nothing else.
  CHECK(found.classes == std::vector<std::int32_t>{1, 2, 1, 0});
  // As many of one as of the other: the smaller class.
  CHECK(limn::instances(map, image<int>({{0, 1, 1, 0, 0, 0, 0, 0, 0}})).classes == std::vector<std::int32_t>{1});
}

TEST_CASE("instances: of labels alone are of one class") {
  const limn::InstanceMap found = limn::instances(image<std::uint8_t>({{9, 0, 4}}), "coin");
  CHECK(found.labels == image<std::int32_t>({{1, 0, 2}}));
  CHECK(found.classes == std::vector<std::int32_t>{1, 1});
  CHECK(found.class_names == std::vector<std::string>{"background", "coin"});
  CHECK(limn::instances(limn::LabelImage<>()).count() == 0);
}

TEST_CASE_TEMPLATE("instances equals the reference", L, std::uint8_t, std::int16_t, std::int32_t, std::uint64_t) {
  unsigned seed = 1;
  const auto check = [&](const auto& size) {
    auto classes = limn::transform(random_image<std::uint8_t>(size, seed++, 4), [](int v) { return v / 64; });
    auto labels = limn::transform(random_image<std::uint8_t>(size, seed++, 8),
                                  [](int v) { return static_cast<L>(v / 32 * 3 % 20); });
    const auto map = limn::semantic(classes, {"-", "a", "b", "c"});
    const auto order = reference::labels_in_raster_order(labels);
    for_each_layout(labels, [&](const auto& layout) {
      const auto found = limn::instances(map, layout);
      REQUIRE(found.classes.size() == order.size());
      for (std::size_t i = 0; i < order.size(); ++i) {
        CHECK(found.classes[i] == reference::class_of(map, labels, order[i]));
      }
      for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
        const auto id = static_cast<std::size_t>(found.labels.pixels()[i]);
        CHECK((id == 0 ? L{0} : order[id - 1]) == labels.pixels()[i]);
      }
    });
    // The pieces of classes are objects whose pixels are all of their class.
    const auto pieces = limn::instances(map);
    CHECK(limn::instances(map, pieces.labels).classes == pieces.classes);
    CHECK(pieces.labels == limn::label_equal(classes, {.background = {0}}).labels);
  };
  for (const auto& size : awkward_sizes<2>()) check(size);
  for (const auto& size : awkward_sizes<3>()) check(size);
}

TEST_CASE("instances: errors name what is wrong") {
  const limn::SemanticMap map = limn::semantic(limn::Mask(limn::Size{4, 3}), {"a", "b"});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::instances(map, limn::LabelImage<>(limn::Size{4, 2}))),
                       "limn::instances: the label image is 4x2 but the semantic map is 4x3", std::invalid_argument);
  const limn::LabelImage<> labels(limn::Size{4, 3}, 1);
  for (const std::int32_t kind : {2, -1}) {
    const limn::SemanticMap nameless{limn::LabelImage<>(limn::Size{4, 3}, kind), {"a", "b"}};
    const std::string message = "limn::instances: class " + std::to_string(kind) + " has no name, there are 2";
    CHECK_THROWS_WITH_AS(static_cast<void>(limn::instances(nameless, labels)), message.c_str(), std::invalid_argument);
    CHECK(limn::instances(nameless, limn::LabelImage<>(limn::Size{4, 3})).count() == 0);
  }
}
