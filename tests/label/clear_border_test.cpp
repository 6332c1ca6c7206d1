#include <limn/label/clear_border.hpp>

#include <vector>

#include "reference/objects.hpp"
#include "support/fingerprint.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;

TEST_CASE("clear_border: what touches the border goes") {
  const auto objects = mask({"..#.....",  //
                             "..##..#.",  //
                             "#...#...",  //
                             ".##.....",  //
                             "........"});
  CHECK(limn::clear_border(objects) == mask({"........",  //
                                             "......#.",  //
                                             "........",  //
                                             "........",  //
                                             "........"}));
  CHECK(limn::clear_border(objects, Connectivity::face) == mask({"........",  //
                                                                 "......#.",  //
                                                                 "....#...",  //
                                                                 ".##.....",  //
                                                                 "........"}));
}

TEST_CASE("clear_border: labels are numbered anew") {
  const auto labels = image<std::int32_t>({{0, 0, 0, 0, 0, 0},  //
                                           {0, 9, 0, 5, 0, 7},
                                           {2, 0, 3, 5, -4, 0},
                                           {0, 0, 3, 0, 3, 0},
                                           {0, 0, 0, 0, 3, 0}});
  CHECK(limn::clear_border(labels) == image<std::int32_t>({{0, 0, 0, 0, 0, 0},  //
                                                           {0, 1, 0, 2, 0, 0},
                                                           {0, 0, 0, 2, 0, 0},
                                                           {0, 0, 0, 0, 0, 0},
                                                           {0, 0, 0, 0, 0, 0}}));
}

TEST_CASE("clear_border equals a search") {
  unsigned seed = 1;
  const auto check = [&]<std::size_t R>(const std::vector<Size<R>>& sizes) {
    for (const auto& size : sizes) {
      CAPTURE(size);
      const auto touching = [&](const auto& object) { return reference::any_at_border(size, object); };
      for (const auto connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
        const auto objects = random_mask(size, seed++, 0.4);
        for_each_layout(objects, [&](const auto& layout) {
          CHECK(limn::clear_border(layout, connectivity) ==
                reference::turn_objects(objects, true, connectivity, touching));
        });
      }
      auto labels = random_image<std::int32_t>(size, seed++);
      for (auto& label : labels.pixels()) label = label % 3 == 0 ? label : label % 97;
      for_each_layout(labels, [&](const auto& layout) {
        CHECK(limn::clear_border(layout) ==
              reference::keep_labels(labels, [&](const auto& object) { return !touching(object); }));
      });
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("clear_border: in place, and of nothing") {
  auto objects = random_mask(Size{90, 70}, 4, 0.3);
  const auto expected = limn::clear_border(objects);
  limn::clear_border_into(objects, objects);
  CHECK(objects == expected);
  auto labels = random_image<std::uint16_t>(Size{90, 70}, 5);
  const auto renamed = limn::clear_border(labels);
  limn::clear_border_into(labels, labels);
  CHECK(labels == renamed);
  CHECK(limn::clear_border(limn::Mask()).empty());
  CHECK(limn::clear_border(limn::LabelImage<>()).empty());
}

TEST_CASE("clear_border equals scikit-image's") {
  // Stored by tests/peers/morphology.py.
  CHECK(fingerprint(limn::clear_border(random_mask(Size{97, 61}, 9, 0.3))) == 0x6b13f1077b6881a4U);
}

TEST_CASE("clear_border: errors name what is wrong") {
  const limn::Mask objects(Size{4, 3});
  limn::Mask out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::clear_border_into(objects, out),
                       "limn::clear_border_into: the output is 4x2 but the mask is 4x3", std::invalid_argument);
  const limn::LabelImage<> labels(Size{4, 3});
  limn::LabelImage<> other(Size{5, 3});
  CHECK_THROWS_WITH_AS(limn::clear_border_into(labels, other),
                       "limn::clear_border_into: the output is 5x3 but the label image is 4x3", std::invalid_argument);
}
