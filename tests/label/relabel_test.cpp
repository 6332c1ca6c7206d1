#include <limn/label/relabel.hpp>

#include <cstdint>
#include <limits>
#include <vector>

#include "reference/label_edits.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::LabelOrder;

TEST_CASE("relabel: by first pixels, or by the labels before") {
  const auto labels = image<std::int32_t>({{9, 0, 4},  //
                                           {4, -3, 700}});
  const auto raster = limn::relabel(labels);
  CHECK(raster.count == 3);
  CHECK(raster.labels == image<std::int32_t>({{1, 0, 2}, {2, 0, 3}}));
  CHECK(raster.original == std::vector<std::int32_t>{0, 9, 4, 700});
  const auto value = limn::relabel(labels, LabelOrder::value);
  CHECK(value.labels == image<std::int32_t>({{2, 0, 1}, {1, 0, 3}}));
  CHECK(value.original == std::vector<std::int32_t>{0, 4, 9, 700});
}

TEST_CASE("relabel: what is numbered so stays as it is; nothing stays nothing") {
  const auto once = limn::relabel(random_image<std::uint8_t>(Size<2>{65, 7}, 3));
  CHECK(limn::relabel(once.labels).labels == once.labels);
  CHECK(limn::relabel(limn::LabelImage<>()).count == 0);
  CHECK(limn::relabel(limn::LabelImage<>(Size<2>{5, 5})).original == std::vector<std::int32_t>{0});
}

TEST_CASE("relabel: back by remap") {
  const auto labels = random_image<std::int32_t>(Size<3>{33, 4, 3}, 3, 50);
  for (const LabelOrder order : {LabelOrder::raster, LabelOrder::value}) {
    const auto result = limn::relabel(labels, order);
    // Negative labels were background.
    CHECK(limn::remap(result.labels, result.original) ==
          limn::transform(labels, [](std::int32_t label) { return (std::max)(label, 0); }));
  }
}

TEST_CASE("remap: objects joined and removed, labels of another type") {
  const auto labels = image<std::uint8_t>({{1, 2, 3, 0}});
  CHECK(limn::remap(labels, std::vector<std::int64_t>{7, -1, 0, std::int64_t{1} << 40}) ==
        image<std::int64_t>({{-1, 0, std::int64_t{1} << 40, 0}}));
}

TEST_CASE_TEMPLATE("relabel equals the reference, also in place", L, std::uint8_t, std::int32_t) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      auto labels = random_image<L>(size, seed++, 9);
      const auto expected = reference::relabel(labels);
      for_each_layout(labels, [&](const auto& layout) { CHECK(limn::relabel(layout).labels == expected); });
      limn::relabel_into(labels, labels);
      CHECK(labels == expected);
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("relabel and remap: errors name what is wrong") {
  const limn::LabelImage<> labels(Size<2>{4, 3}, 3);
  limn::LabelImage<> out(Size<2>{4, 2});
  CHECK_THROWS_WITH_AS(limn::relabel_into(labels, out),
                       "limn::relabel_into: the output is 4x2 but the label image is 4x3", std::invalid_argument);
  const std::vector<std::int32_t> table{0, 1, 2};
  CHECK_THROWS_WITH_AS(limn::remap_into(labels, std::span<const std::int32_t>(table), out),
                       "limn::remap_into: the output is 4x2 but the label image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::remap(labels, table)), "limn::remap: label 3 lies beyond the table of 3",
                       std::invalid_argument);
}
