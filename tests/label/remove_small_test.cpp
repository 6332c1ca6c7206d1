#include <limn/label/remove_small.hpp>

#include <vector>

#include "reference/objects.hpp"
#include "support/fingerprint.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;

namespace {
/// Ends in turn, from the last to the first.
struct Backward {
  template <class Body>
  void operator()(Index count, Body&& body) const {
    for (Index i = count - 1; i >= 0; --i) body(i);
  }
};
}  // namespace

TEST_CASE("remove_small: objects of fewer pixels go") {
  const auto objects = mask({"##...#..",  //
                             "..#.###.",  //
                             "........",  //
                             "#..####."});
  CHECK(limn::remove_small(objects, 4) == mask({".....#..",  //
                                                "....###.",  //
                                                "........",  //
                                                "...####."}));
  CHECK(limn::remove_small(objects, 3) == mask({"##...#..",  //
                                                "..#.###.",  //
                                                "........",  //
                                                "...####."}));
  CHECK(limn::remove_small(objects, 3, Connectivity::face) == mask({".....#..",  //
                                                                    "....###.",  //
                                                                    "........",  //
                                                                    "...####."}));
  CHECK(limn::remove_small(objects, 0) == objects);
}

TEST_CASE("remove_holes: holes of fewer pixels are filled") {
  const auto rings = mask({"#####.#.",  //
                           "#.#.####",  //
                           "##..####",  //
                           "########"});
  CHECK(limn::remove_holes(rings, 3) == mask({"########",  //
                                              "###.####",  //
                                              "##..####",  //
                                              "########"}));
  CHECK(limn::remove_holes(rings, 3, Connectivity::full) == mask({"########",  //
                                                                  "#.#.####",  //
                                                                  "##..####",  //
                                                                  "########"}));
}

TEST_CASE("remove_small: labels are numbered anew") {
  const auto labels = image<std::uint16_t>({{9, 0, 4, 4},  //
                                            {9, 7, 7, 4},
                                            {0, 7, 9, 60000}});
  CHECK(limn::remove_small(labels, 3) == image<std::uint16_t>({{1, 0, 2, 2},  //
                                                               {1, 3, 3, 2},
                                                               {0, 3, 1, 0}}));
}

TEST_CASE("remove_small and remove_holes equal a search") {
  unsigned seed = 1;
  const auto check = [&]<std::size_t R>(const std::vector<Size<R>>& sizes) {
    for (const auto& size : sizes) {
      for (const Index area : {2, 5, 40, 200}) {
        CAPTURE(size);
        CAPTURE(area);
        const auto small = [=](const auto& object) { return static_cast<Index>(object.size()) < area; };
        for (const auto connectivity : {Connectivity::face, Connectivity::full}) {
          const auto objects = random_mask(size, seed++, 0.45);
          for_each_layout(objects, [&](const auto& layout) {
            CHECK(limn::remove_small(layout, area, connectivity) ==
                  reference::turn_objects(objects, true, connectivity, small));
            CHECK(limn::remove_holes(layout, area, connectivity) ==
                  reference::turn_objects(objects, false, connectivity, small));
          });
        }
        auto labels = random_image<std::int32_t>(size, seed++);
        for (auto& label : labels.pixels()) label = label % 3 == 0 ? label : label % 31;
        CHECK(limn::remove_small(labels, area) ==
              reference::keep_labels(labels, [&](const auto& object) { return !small(object); }));
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("remove_small: in place, by any executor, and of nothing") {
  auto objects = random_mask(Size{900, 700}, 4, 0.4);
  const auto expected = limn::remove_small(objects, 9);
  CHECK(limn::remove_small(objects, 9, Connectivity::full, Backward{}) == expected);
  auto holes = objects;
  const auto filled = limn::remove_holes(objects, 9);
  limn::remove_small_into(objects, objects, 9);
  CHECK(objects == expected);
  limn::remove_holes_into(holes, holes, 9);
  CHECK(holes == filled);
  CHECK(limn::remove_small(limn::Mask(), 3).empty());
  CHECK(limn::remove_holes(limn::Mask(Size{0, 4}), 3).empty());
  CHECK(limn::remove_small(limn::LabelImage<>(), 3).empty());
}

TEST_CASE("remove_small and remove_holes equal scikit-image's") {
  // Stored by tests/peers/morphology.py.
  const auto sparse = random_mask(Size{97, 61}, 9, 0.3), dense = random_mask(Size{97, 61}, 7, 0.6);
  CHECK(fingerprint(limn::remove_small(sparse, 5, Connectivity::face)) == 0xd8b7b7c8559a0844U);
  CHECK(fingerprint(limn::remove_small(sparse, 9)) == 0x9063895f5a0ca224U);
  CHECK(fingerprint(limn::remove_holes(dense, 5)) == 0x5f8d704254a569c5U);
}

TEST_CASE("remove_small: errors name what is wrong") {
  const limn::Mask objects(Size{4, 3});
  limn::Mask out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::remove_small_into(objects, out, 3),
                       "limn::remove_small_into: the output is 4x2 but the mask is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::remove_holes_into(objects, out, 3),
                       "limn::remove_holes_into: the output is 4x2 but the mask is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::remove_small(objects, -1)),
                       "limn::remove_small: area is -1 but must be >= 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::remove_small(limn::LabelImage<>(Size{4, 3}), -2)),
                       "limn::remove_small: area is -2 but must be >= 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::remove_holes(objects, -3)),
                       "limn::remove_holes: area is -3 but must be >= 0", std::invalid_argument);
}
