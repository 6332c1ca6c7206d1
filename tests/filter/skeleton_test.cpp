#include <limn/filter/morphology.hpp>
#include <limn/filter/skeleton.hpp>

#include "reference/objects.hpp"
#include "reference/skeleton.hpp"
#include "support/fingerprint.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("skeleton: a bar, a cross and a point") {
  CHECK(limn::skeleton(mask({"..........",                           //
                             ".########.",                           //
                             ".########.",                           //
                             ".########.",                           //
                             ".........."})) == mask({"..........",  //
                                                      ".......#..",  //
                                                      ".######...",  //
                                                      "..........",  //
                                                      ".........."}));
  CHECK(limn::skeleton(mask({"#"})) == mask({"#"}));
  CHECK(limn::skeleton(mask({"..#..", "..#..", "#####", "..#..", "..#.."})) ==
        mask({"..#..", "..#..", "#####", "..#..", "..#.."}));
}

TEST_CASE("skeleton equals the reference, in any layout") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    for (const double density : {0.3, 0.6, 0.9, 1.0}) {
      CAPTURE(size);
      CAPTURE(density);
      const auto objects = random_mask(size, seed++, density);
      const auto expected = reference::skeleton(objects);
      for_each_layout(objects, [&](const auto& layout) { CHECK(limn::skeleton(layout) == expected); });
    }
  }
}

TEST_CASE("skeleton: as many objects and holes as before, and thinning again changes nothing") {
  using limn::Connectivity;
  limn::Mask blobs(Size{220, 170});
  limn::dilate_into(random_mask(Size{200, 150}, 6, 0.004), limn::subview(blobs, {{10, 10}, {200, 150}}),
                    limn::StructuringElement::disk(7));
  const auto lines = limn::skeleton(blobs);
  const auto count = [](const limn::Mask& mask, bool foreground, Connectivity connectivity) {
    int objects = 0;
    reference::for_each_object(mask, foreground, connectivity, [&](const auto&) { ++objects; });
    return objects;
  };
  CHECK(count(lines, true, Connectivity::full) == count(blobs, true, Connectivity::full));
  CHECK(count(lines, false, Connectivity::face) == count(blobs, false, Connectivity::face));
  CHECK(limn::skeleton(lines) == lines);
}

TEST_CASE("skeleton equals scikit-image's") {
  // Stored by tests/peers/morphology.py.
  const Size<2> size{97, 61};
  const auto blobs = limn::dilate(random_mask(size, 6, 0.02), limn::StructuringElement::disk(4));
  CHECK(fingerprint(limn::skeleton(blobs)) == 0x75281418a72d4744U);
  CHECK(fingerprint(limn::skeleton(random_mask(size, 30, 0.3))) == 0x36540a5d921f6fa5U);
  CHECK(fingerprint(limn::skeleton(random_mask(size, 60, 0.6))) == 0x8cb54038d1a4dca5U);
  CHECK(fingerprint(limn::skeleton(random_mask(size, 80, 0.8))) == 0x3175c05cd56521a4U);
  CHECK(fingerprint(limn::skeleton(random_mask(size, 95, 0.95))) == 0xcf8ec4a3dbddb8e5U);
}

TEST_CASE("skeleton: in place, and of nothing") {
  auto objects = random_mask(Size{90, 70}, 4, 0.8);
  const auto expected = limn::skeleton(objects);
  limn::skeleton_into(objects, objects);
  CHECK(objects == expected);
  CHECK(limn::skeleton(limn::Mask()).empty());
}

TEST_CASE("skeleton: errors name what is wrong") {
  const limn::Mask objects(Size{4, 3});
  limn::Mask out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::skeleton_into(objects, out), "limn::skeleton_into: the output is 4x2 but the mask is 4x3",
                       std::invalid_argument);
}
