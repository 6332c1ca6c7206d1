#include <limn/metrics/contingency.hpp>

#include <map>
#include <utility>

#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("contingency_table: pairs in order, background included") {
  const auto labels = image<std::int32_t>({{0, 1, 1}, {2, 1, 0}});
  const auto truth = image<std::uint8_t>({{0, 0, 5}, {5, 5, 0}});
  const std::vector<limn::ContingencyCell> expected{{0, 0, 2}, {1, 0, 1}, {1, 5, 2}, {2, 5, 1}};
  CHECK(limn::contingency_table(labels, truth) == expected);
  CHECK(limn::contingency_table(limn::LabelImage<>(), limn::LabelImage<>()).empty());
}

TEST_CASE("contingency_table: equals counting pixel by pixel, in any layout and rank, with many labels") {
  for (const auto& size : awkward_sizes<3>()) {
    const auto a = random_image<std::uint16_t>(size, 1, 900);
    const auto b = random_image<std::int16_t>(size, 2, 3);
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> counts;
    for (std::size_t i = 0; i < a.pixels().size(); ++i) ++counts[{a.pixels()[i], b.pixels()[i]}];
    std::vector<limn::ContingencyCell> expected;
    for (const auto& [pair, count] : counts) expected.push_back({pair.first, pair.second, count});
    for_each_layout(a, [&](const auto& layout) { CHECK(limn::contingency_table(layout, b) == expected); });
  }
}

TEST_CASE("contingency_table: errors name what is wrong") {
  CHECK_THROWS_WITH_AS(
      static_cast<void>(limn::contingency_table(limn::LabelImage<>(limn::Size{3, 2}), limn::LabelImage<>())),
      "limn::contingency_table: the segmentation is 3x2 but the truth is 0x0", std::invalid_argument);
}
