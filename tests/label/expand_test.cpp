#include <limn/label/expand.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

#include "reference/label_edits.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("expand_labels: by Euclidean distance, until objects meet") {
  const auto labels = image<std::int32_t>({{0, 0, 0, 0, 0, 0},  //
                                           {0, 1, 0, 0, 2, 0},  //
                                           {0, 0, 0, 0, 0, 0}});
  // As skimage.segmentation.expand_labels 0.19.3.
  CHECK(limn::expand_labels(labels, 1) == image<std::int32_t>({{0, 1, 0, 0, 2, 0},  //
                                                               {1, 1, 1, 2, 2, 2},  //
                                                               {0, 1, 0, 0, 2, 0}}));
  CHECK(limn::expand_labels(labels, 1.5) == image<std::int32_t>({{1, 1, 1, 2, 2, 2},  //
                                                                 {1, 1, 1, 2, 2, 2},  //
                                                                 {1, 1, 1, 2, 2, 2}}));
  CHECK(limn::expand_labels(labels, 0.9) == labels);
}

TEST_CASE("expand_labels: on a tie the first pixel in raster order") {
  CHECK(limn::expand_labels(image<std::uint8_t>({{0, 1, 0, 2, 0}}), 1) == image<std::uint8_t>({{1, 1, 1, 2, 2}}));
  CHECK(limn::expand_labels(image<std::uint8_t>({{0, 1}, {2, 0}}), 1) == image<std::uint8_t>({{1, 1}, {2, 1}}));
}

TEST_CASE("expand_labels: no objects, no pixels, all pixels") {
  CHECK(limn::expand_labels(limn::LabelImage<>(Size<2>{4, 3}), 9) == limn::LabelImage<>(Size<2>{4, 3}));
  CHECK(limn::expand_labels(limn::LabelImage<>(), 9).empty());
  limn::LabelImage<> one(Size<2>{70, 3}, -4);
  one(3, 1) = 5;
  CHECK(limn::expand_labels(one, std::numeric_limits<double>::infinity()) == limn::LabelImage<>(Size<2>{70, 3}, 5));
}

TEST_CASE_TEMPLATE("expand_labels equals the reference, also in place", L, std::uint8_t, std::int32_t) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      if (limn::pixel_count(size) > 1000) continue;
      CAPTURE(size);
      auto labels = random_image<L>(size, seed++, 40);
      for (auto& label : labels.pixels()) label = static_cast<L>(label > 100 ? 0 : label);
      for (const double distance : {1.0, 2.3, 7.0}) {
        const auto expected = reference::expand_labels(labels, distance);
        for_each_layout(labels, [&](const auto& layout) { CHECK(limn::expand_labels(layout, distance) == expected); });
      }
      const auto expected = reference::expand_labels(labels, 3);
      limn::expand_labels_into(labels, 3, labels);
      CHECK(labels == expected);
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("expand_labels: errors name what is wrong") {
  const limn::LabelImage<> labels(Size<2>{4, 3});
  limn::LabelImage<> out(Size<2>{4, 2});
  CHECK_THROWS_WITH_AS(limn::expand_labels_into(labels, 1, out),
                       "limn::expand_labels_into: the output is 4x2 but the label image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::expand_labels(labels, -1)),
                       "limn::expand_labels: the distance is -1, which is not at least 0", std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(limn::expand_labels(labels, std::nan(""))), std::invalid_argument);
}
