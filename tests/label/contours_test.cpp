#include <limn/label/contours.hpp>
#include <limn/label/regions.hpp>

#include <cstdint>
#include <map>

#include "reference/label_components.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;
using limn::Ring;

namespace {

/// The even-odd fill of rings: a pixel is inside if an odd number of vertical edges lies to its left in its row.
limn::LabelImage<> fill_polygons(const std::vector<limn::Polygon>& polygons, Size<2> size) {
  limn::LabelImage<> labels(size);
  for (const limn::Polygon& polygon : polygons) {
    Image<std::uint8_t> flips(Size<2>{size.width + 1, size.height});
    const auto draw = [&](const Ring& ring) {
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i], b = ring[(i + 1) % ring.size()];
        CHECK((a.x == b.x) != (a.y == b.y));
        if (a.x != b.x) continue;
        for (Index y = (std::min)(a.y, b.y); y < (std::max)(a.y, b.y); ++y) flips(a.x, y) ^= 1;
      }
    };
    draw(polygon.outer);
    for (const Ring& hole : polygon.holes) draw(hole);
    for (Index y = 0; y < size.height; ++y) {
      bool inside = false;
      for (Index x = 0; x < size.width; ++x) {
        inside ^= flips(x, y) != 0;
        if (inside) labels(x, y) = static_cast<std::int32_t>(polygon.label);
      }
    }
  }
  return labels;
}

}  // namespace

TEST_CASE("contours: a pixel is a square, clockwise from its upper left corner") {
  const auto found = limn::contours(mask({"...",  //
                                          ".#."}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].label == 1);
  CHECK(found[0].outer == Ring{{1, 1}, {2, 1}, {2, 2}, {1, 2}});
  CHECK(found[0].holes.empty());
  CHECK(limn::polygon_area(found[0]) == 1);
}

TEST_CASE("contours: corners only where the outline turns; holes run the other way") {
  const auto found = limn::contours(mask({"#####",  //
                                          "#...#",  //
                                          "#.#.#",  //
                                          "#...#",  //
                                          "#####"}));
  REQUIRE(found.size() == 2);
  CHECK(found[0].outer == Ring{{0, 0}, {5, 0}, {5, 5}, {0, 5}});
  REQUIRE(found[0].holes.size() == 1);
  CHECK(found[0].holes[0] == Ring{{1, 1}, {1, 4}, {4, 4}, {4, 1}});
  CHECK(limn::ring_area(found[0].holes[0]) == -9);
  CHECK(limn::polygon_area(found[0]) == 16);
  CHECK(found[1].label == 2);
  CHECK(found[1].outer == Ring{{2, 2}, {3, 2}, {3, 3}, {2, 3}});
}

TEST_CASE("contours: pixels that meet at a corner are one ring by full, two by face") {
  const auto picture = mask({"#.",  //
                             ".#"});
  const auto full = limn::contours(picture);
  REQUIRE(full.size() == 1);
  CHECK(full[0].outer == Ring{{0, 0}, {1, 0}, {1, 1}, {2, 1}, {2, 2}, {1, 2}, {1, 1}, {0, 1}});
  const auto face = limn::contours(picture, {.connectivity = Connectivity::face});
  REQUIRE(face.size() == 2);
  CHECK(face[0].outer == Ring{{0, 0}, {1, 0}, {1, 1}, {0, 1}});
  CHECK(face[1].outer == Ring{{1, 1}, {2, 1}, {2, 2}, {1, 2}});
}

TEST_CASE("contours: holes that meet at a corner are two by full, one by face") {
  const auto picture = mask({"####",  //
                             "#.##",  //
                             "##.#",  //
                             "####"});
  CHECK(limn::contours(picture)[0].holes.size() == 2);
  CHECK(limn::contours(picture, {.connectivity = Connectivity::face})[0].holes.size() == 1);
}

TEST_CASE("contours: the pieces of a label are polygons of that label") {
  const auto labels = image<std::int16_t>({{5, 5, 0, 5},  //
                                           {2, 2, -3, 5},
                                           {2, 9, 9, 5}});
  const auto found = limn::contours(labels);
  REQUIRE(found.size() == 4);
  CHECK(found[0].label == 5);
  CHECK(found[1].label == 5);
  CHECK(found[2].label == 2);
  CHECK(found[3].label == 9);
  CHECK(limn::polygon_area(found[1]) == 3);
}

TEST_CASE("contours: nothing in, nothing out") {
  CHECK(limn::contours(limn::Mask()).empty());
  CHECK(limn::contours(limn::Mask(Size<2>{5, 4})).empty());
  CHECK(limn::contours(limn::LabelImage<>(Size<2>{0, 4})).empty());
}

TEST_CASE("contours: any non-zero byte is foreground") {
  const auto bytes = image<std::uint8_t>({{1, 2, 255}});
  CHECK(limn::contours(limn::as_mask(bytes))[0].outer == Ring{{0, 0}, {3, 0}, {3, 1}, {0, 1}});
}

TEST_CASE("contours of masks: areas are pixel counts, and filling them gives the labels back") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    for (const double density : {0.1, 0.4, 0.5, 0.6, 0.9}) {
      CAPTURE(size);
      const auto picture = random_mask(size, seed++, density);
      for (const Connectivity connectivity : {Connectivity::face, Connectivity::full}) {
        const limn::ComponentsOptions options{.connectivity = connectivity};
        const auto expected = reference::label_components(picture, connectivity);
        const auto regions = limn::regions(picture, options);
        for_each_layout(picture, [&](const auto& layout) {
          const auto found = limn::contours(layout, options);
          REQUIRE(found.size() == regions.size());
          for (std::size_t i = 0; i < found.size(); ++i) {
            CHECK(found[i].label == regions[i].label);
            CHECK(limn::polygon_area(found[i]) == regions[i].area);
            for (const Ring& hole : found[i].holes) CHECK(limn::ring_area(hole) < 0);
          }
          CHECK(fill_polygons(found, size) == expected.labels);
        });
        const auto of_labels = limn::contours(expected.labels, options);
        CHECK(of_labels.size() == regions.size());
        CHECK(fill_polygons(of_labels, size) == expected.labels);
      }
    }
  }
}

TEST_CASE_TEMPLATE("contours of labels: areas sum to those of the regions", L, std::uint8_t, std::uint16_t,
                   std::int32_t, std::int64_t) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    CAPTURE(size);
    const auto levels = random_image<std::uint8_t>(size, seed++, 4);
    Image<L> labels(size);
    limn::LabelImage<> expected(size);
    for (std::size_t i = 0; i < levels.pixels().size(); ++i) {
      labels.pixels()[i] = static_cast<L>(levels.pixels()[i] / 64);
      expected.pixels()[i] = levels.pixels()[i] / 64;
    }
    for (const Connectivity connectivity : {Connectivity::face, Connectivity::full}) {
      const auto found = limn::contours(labels, {.connectivity = connectivity});
      std::map<Index, Index> areas;
      for (const auto& polygon : found) areas[polygon.label] += limn::polygon_area(polygon);
      for (const auto& region : limn::regions(labels)) CHECK(areas[region.label] == region.area);
      CHECK(fill_polygons(found, size) == expected);
    }
  }
}
