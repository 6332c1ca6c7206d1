#include <limn/task/semantic.hpp>

#include <cstdint>

#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("semantic: classes with their names") {
  const auto classes = image<std::uint8_t>({{0, 1, 2}, {2, 1, 0}});
  const limn::SemanticMap map = limn::semantic(classes, {"table", "cup", "coffee"});
  CHECK(map.classes == image<std::int32_t>({{0, 1, 2}, {2, 1, 0}}));
  CHECK(map.class_names == std::vector<std::string>{"table", "cup", "coffee"});
}

TEST_CASE("semantic: the foreground of a mask is class 1, whatever its byte") {
  auto bytes = image<std::uint8_t>({{0, 1, 255}});
  CHECK(limn::semantic(limn::as_mask(bytes), {"glass", "nucleus"}).classes == image<std::int32_t>({{0, 1, 1}}));
}

TEST_CASE_TEMPLATE("semantic: any label type, rank and layout", L, std::uint8_t, std::int8_t, std::uint16_t,
                   std::int32_t, std::int64_t, std::uint64_t) {
  for (const auto& size : awkward_sizes<3>()) {
    auto classes = random_image<L>(size, 1, 3);
    for (L& kind : classes.pixels()) kind = static_cast<L>(kind & 1);
    for_each_layout(classes, [&](const auto& layout) {
      const limn::BasicSemanticMap<3> map = limn::semantic(layout, {"a", "b"});
      CHECK(map.classes == limn::transform(classes, [](L kind) { return static_cast<std::int32_t>(kind); }));
    });
  }
  CHECK(limn::semantic(limn::Image<L>(), {"a"}).classes.empty());
}

TEST_CASE("semantic: errors name what is wrong") {
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::semantic(image<int>({{0, 3}}), {"a", "b", "c"})),
                       "limn::semantic: class 3 has no name, there are 3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::semantic(image<std::int8_t>({{0, -1}}), {"a", "b"})),
                       "limn::semantic: class -1 has no name, there are 2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::semantic(image<int>({{0}}), {})),
                       "limn::semantic: there are no class names", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::semantic(mask({"#"}), {"a"})),
                       "limn::semantic: a mask has two classes but there are 1 names", std::invalid_argument);
}
