#include <limn/task/classification.hpp>

#include <cstdint>

#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("classify: what most pixels show, background apart") {
  const auto map = limn::semantic(image<int>({{0, 0, 0, 0, 1, 2, 2, 0}}), {"grass", "dog", "cat", "bird"});
  const limn::Classification found = limn::classify(map);
  CHECK(found.class_id == 2);
  CHECK(found.class_name == "cat");
  CHECK(found.score == doctest::Approx(2.0 / 3));
  CHECK(found.shares == std::vector<double>{0.625, 0.125, 0.25, 0});
}

TEST_CASE("classify: the smaller class of two alike") {
  CHECK(limn::classify(limn::semantic(image<int>({{2, 1}}), {"-", "a", "b"})).class_name == "a");
}

TEST_CASE("classify: background alone, and nothing") {
  const auto none = limn::classify(limn::semantic(limn::Mask(limn::Size{3, 2}), {"sky", "bird"}));
  CHECK(none.class_name == "sky");
  CHECK(none.score == 1);
  CHECK(none.shares == std::vector<double>{1, 0});
  const auto empty = limn::classify(limn::semantic(limn::Mask(), {"sky", "bird"}));
  CHECK(empty.class_id == 0);
  CHECK(empty.shares == std::vector<double>{0, 0});
  CHECK(limn::classify(limn::SemanticMap()).class_name.empty());
}

TEST_CASE("classify: shares are counts of every class, in any rank") {
  for (const auto& size : awkward_sizes<3>()) {
    const auto classes = limn::transform(random_image<std::uint8_t>(size, 3, 4), [](int v) { return v / 64; });
    const auto found = limn::classify(limn::semantic(classes, {"-", "a", "b", "c"}));
    for (int kind = 0; kind < 4; ++kind) {
      int count = 0;
      for (const int other : classes.pixels()) count += other == kind;
      CHECK(found.shares[static_cast<std::size_t>(kind)] ==
            doctest::Approx(count / static_cast<double>(limn::pixel_count(size))));
      if (kind > 0)
        CHECK(found.shares[static_cast<std::size_t>(kind)] <= found.shares[static_cast<std::size_t>(found.class_id)]);
    }
  }
}

TEST_CASE("classify: errors name what is wrong") {
  limn::SemanticMap map = limn::semantic(image<int>({{0, 1}}), {"-", "a"});
  map.classes(1, 0) = 7;
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::classify(map)), "limn::classify: class 7 has no name, there are 2",
                       std::invalid_argument);
}
