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

TEST_CASE("skeleton in 3-D: a bar, a cavity and a single slice") {
  const auto count = [](const limn::Image<limn::Binary, 3>& volume) {
    int result = 0;
    for (const auto voxel : volume.pixels()) result += limn::is_foreground(voxel);
    return result;
  };
  limn::Image<limn::Binary, 3> bar(Size<3>{21, 7, 7});
  limn::fill(limn::subview(bar, {{1, 1, 1}, {19, 5, 5}}), limn::Binary::foreground);
  const auto line = limn::skeleton(bar);
  CHECK(count(line) == 15);
  for (Index x = 3; x < 18; ++x) CHECK(limn::is_foreground(line(x, 3, 3)));
  // A hollow box stays a closed surface.
  limn::Image<limn::Binary, 3> hollow(Size<3>{9, 9, 9}, limn::Binary::foreground);
  limn::fill(limn::subview(hollow, {{3, 3, 3}, {3, 3, 3}}), limn::Binary::background);
  const auto shell = limn::skeleton(hollow);
  int rooms = 0;
  reference::for_each_object(shell, false, limn::Connectivity::face, [&](const auto&) { ++rooms; });
  CHECK(rooms == 2);
  CHECK(count(shell) < 200);
  // scikit-image's result for a slab of one slice.
  const auto flat = limn::skeleton(limn::Image<limn::Binary, 3>(Size<3>{15, 10, 1}, limn::Binary::foreground));
  CHECK(count(flat) == 7);
  for (Index x = 4; x < 11; ++x) CHECK(limn::is_foreground(flat(x, 5, 0)));
}

TEST_CASE("skeleton in 3-D equals the reference, in any layout") {
  unsigned seed = 1;
  auto sizes = awkward_sizes<3>();
  sizes.push_back({12, 11, 10});
  for (const auto& size : sizes) {
    for (const double density : {0.2, 0.6, 0.9, 1.0}) {
      CAPTURE(size);
      CAPTURE(density);
      const auto objects = random_mask(size, seed++, density);
      const auto expected = reference::skeleton(objects);
      for_each_layout(objects, [&](const auto& layout) { CHECK(limn::skeleton(layout) == expected); });
    }
  }
}

TEST_CASE("skeleton in 3-D: as many objects as before, and thinning again changes nothing") {
  const auto blobs = limn::dilate(random_mask(Size<3>{40, 30, 20}, 3, 0.006), limn::StructuringElement::box(4, 5, 6));
  const auto lines = limn::skeleton(blobs);
  const auto count = [](const auto& mask, bool foreground, limn::Connectivity connectivity) {
    int objects = 0;
    reference::for_each_object(mask, foreground, connectivity, [&](const auto&) { ++objects; });
    return objects;
  };
  for (const bool foreground : {true, false}) {
    const auto connectivity = foreground ? limn::Connectivity::full : limn::Connectivity::face;
    CHECK(count(lines, foreground, connectivity) == count(blobs, foreground, connectivity));
  }
  CHECK(limn::skeleton(lines) == lines);
}

TEST_CASE("skeleton in 3-D equals scikit-image's") {
  // Stored by tests/peers/morphology.py.
  const Size<3> size{37, 31, 9};
  CHECK(fingerprint(limn::skeleton(random_mask(size, 11, 0.6))) == 0x513eb1f11bf9ef05U);
  CHECK(fingerprint(limn::skeleton(limn::dilate(random_mask(size, 12, 0.004),
                                                limn::StructuringElement::box(5, 5, 5)))) == 0x96c55bf7103b7485U);
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
