#include <limn/label/regions.hpp>

#include <cstdint>
#include <limits>

#include "reference/label_regions.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;

TEST_CASE("regions: area, box and centroid of two objects") {
  const auto picture = mask({".##..",  //
                             ".##..",  //
                             "....#",  //
                             "#..##"});
  const auto found = limn::regions(picture);
  REQUIRE(found.size() == 3);
  CHECK(found[0] == limn::Region<2>{1, 4, {{1, 0}, {2, 2}}, {1.5, 0.5}});
  CHECK(found[1] == limn::Region<2>{2, 3, {{3, 2}, {2, 2}}, {11.0 / 3, 8.0 / 3}});
  CHECK(found[2] == limn::Region<2>{3, 1, {{0, 3}, {1, 1}}, {0, 3}});
  CHECK(limn::regions(limn::label_components(picture).labels) == found);
}

TEST_CASE("regions: only labels that occur, in ascending order; negative ones are background") {
  const auto labels = image<std::int32_t>({{7, 7, -1, 2},  //
                                           {0, -5, 2, 2}});
  const auto found = limn::regions(labels);
  REQUIRE(found.size() == 2);
  CHECK(found[0] == limn::Region<2>{2, 3, {{2, 0}, {2, 2}}, {8.0 / 3, 2.0 / 3}});
  CHECK(found[1] == limn::Region<2>{7, 2, {{0, 0}, {2, 1}}, {0.5, 0}});
}

TEST_CASE("regions: labels far beyond the number of pixels") {
  Image<std::int64_t> labels(Size<2>{300, 40});
  for (Index y = 0; y < 40; ++y) {
    for (Index x = 0; x < 300; ++x) labels(x, y) = (x / 3 + y / 2) % 500 * 0x123456789abcdLL + x % 2;
  }
  labels(5, 5) = (std::numeric_limits<std::int64_t>::max)();
  labels(6, 5) = (std::numeric_limits<std::int64_t>::min)();
  CHECK(limn::regions(labels) == reference::regions(labels));
}

TEST_CASE("regions: nothing in, nothing out") {
  CHECK(limn::regions(limn::Mask()).empty());
  CHECK(limn::regions(limn::Mask(Size<2>{70, 2})).empty());
  CHECK(limn::regions(limn::LabelImage<>()).empty());
  CHECK(limn::regions(limn::LabelImage<>(Size<2>{70, 2})).empty());
}

TEST_CASE_TEMPLATE("regions of labels equal the reference", L, std::uint8_t, std::int8_t, std::uint16_t, std::int16_t,
                   std::int32_t, std::uint32_t, std::int64_t, std::uint64_t) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      auto labels = random_image<std::uint8_t>(size, seed++, 4);
      Image<L, std::remove_cvref_t<decltype(labels)>::rank> typed(size);
      for (std::size_t i = 0; i < labels.pixels().size(); ++i) typed.pixels()[i] = static_cast<L>(labels.pixels()[i]);
      const auto expected = reference::regions(typed);
      for_each_layout(typed, [&](const auto& layout) { CHECK(limn::regions(layout) == expected); });
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("regions of a mask equal those of its components") {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      for (const double density : {0.1, 0.5, 0.9, 1.0}) {
        CAPTURE(size);
        const auto picture = random_mask(size, seed++, density);
        for (const Connectivity connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
          const auto expected = reference::regions(reference::label_components(picture, connectivity).labels);
          for_each_layout(picture, [&](const auto& layout) {
            CHECK(limn::regions(layout, {.connectivity = connectivity}) == expected);
          });
        }
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}
