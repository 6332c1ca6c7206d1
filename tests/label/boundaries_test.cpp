#include <limn/label/boundaries.hpp>

#include <cstdint>

#include "label/data/boundaries.hpp"
#include "label/shapes.hpp"
#include "reference/label_edits.hpp"

using namespace limn_test;
using limn::BoundaryMode;
using limn::Connectivity;

namespace {

template <std::size_t N>
bool equals(const limn::Mask& mask, const char* const (&rows)[N]) {
  if (mask.height() != static_cast<Index>(N)) return false;
  for (Index y = 0; y < mask.height(); ++y) {
    for (Index x = 0; x < mask.width(); ++x) {
      if (limn::is_foreground(mask(x, y)) != (rows[y][x] == '#')) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("find_boundaries: on both sides, inside, outside") {
  const auto labels = image<std::int32_t>({{0, 0, 0, 0, 0},  //
                                           {0, 1, 1, 2, 0},  //
                                           {0, 1, 1, 2, 0},  //
                                           {0, 1, 1, 2, 0},  //
                                           {0, 0, 0, 0, 0}});
  CHECK(limn::find_boundaries(labels) == mask({".###.",  //
                                               "#####",  //
                                               "#####",  //
                                               "#####",  //
                                               ".###."}));
  CHECK(limn::find_boundaries(labels, {.mode = BoundaryMode::inner}) == mask({".....",  //
                                                                              ".###.",  //
                                                                              ".###.",  //
                                                                              ".###.",  //
                                                                              "....."}));
  CHECK(limn::find_boundaries(labels, {.mode = BoundaryMode::outer}) == mask({".###.",  //
                                                                              "#.###",  //
                                                                              "#.###",  //
                                                                              "#.###",  //
                                                                              ".###."}));
  CHECK(limn::find_boundaries(labels, {.connectivity = Connectivity::full})(0, 0) == limn::Binary::foreground);
}

TEST_CASE("find_boundaries: negative labels are background, and an even image has none") {
  CHECK(limn::find_boundaries(image<std::int32_t>({{0, -1, -5, 0}})) == mask({"...."}));
  CHECK(limn::find_boundaries(limn::LabelImage<>(Size<2>{70, 3}, 4)) == limn::Mask(Size<2>{70, 3}));
  CHECK(limn::find_boundaries(limn::LabelImage<>()).empty());
  CHECK(limn::find_boundaries_between(limn::LabelImage<>(Size<2>{0, 3})).empty());
}

TEST_CASE("find_boundaries_between: a grid twice as fine") {
  CHECK(limn::find_boundaries_between(image<std::int32_t>({{1, 1, 2},                      //
                                                           {1, 1, 0}})) == mask({"...#.",  //
                                                                                 "...##",  //
                                                                                 "...#."}));
  Image<std::uint8_t, 3> cube(Size<3>{2, 2, 2});
  cube(1, 1, 1) = 1;
  const auto between = limn::find_boundaries_between(cube);
  CHECK(between.size() == Size<3>{3, 3, 3});
  CHECK(between(1, 1, 1) == limn::Binary::foreground);
  CHECK(between(1, 2, 2) == limn::Binary::foreground);
  CHECK(between(1, 0, 2) == limn::Binary::background);
}

TEST_CASE("find_boundaries equals skimage.segmentation.find_boundaries") {
  const auto whole = plane_of_shapes();
  const auto labels = limn::copy(limn::subview(whole, limn::Box<2>{{0, 0}, {26, 20}}));
  const auto found = [&](BoundaryMode mode, Connectivity connectivity) {
    return limn::find_boundaries(labels, {.mode = mode, .connectivity = connectivity});
  };
  CHECK(equals(found(BoundaryMode::thick, Connectivity::face), stored_thick_1));
  CHECK(equals(found(BoundaryMode::thick, Connectivity::full), stored_thick_2));
  CHECK(equals(found(BoundaryMode::inner, Connectivity::face), stored_inner_1));
  CHECK(equals(found(BoundaryMode::inner, Connectivity::full), stored_inner_2));
  CHECK(equals(found(BoundaryMode::outer, Connectivity::face), stored_outer_1));
  CHECK(equals(found(BoundaryMode::outer, Connectivity::full), stored_outer_2));
  CHECK(equals(limn::find_boundaries_between(labels), stored_subpixel_1));
}

TEST_CASE_TEMPLATE("find_boundaries equals the reference", L, std::uint8_t, std::int16_t, std::int32_t, std::int64_t) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      const auto levels = random_image<std::uint8_t>(size, seed++, 3);
      const auto labels = limn::transform(levels, [](std::uint8_t level) { return static_cast<L>(level / 85); });
      for (const auto mode : {BoundaryMode::thick, BoundaryMode::inner, BoundaryMode::outer}) {
        for (const auto connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
          const limn::BoundaryOptions options{.mode = mode, .connectivity = connectivity};
          const auto expected = reference::find_boundaries(labels, options);
          for_each_layout(labels,
                          [&](const auto& layout) { CHECK(limn::find_boundaries(layout, options) == expected); });
        }
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("find_boundaries: errors name what is wrong") {
  limn::Mask out(Size<2>{4, 2});
  CHECK_THROWS_WITH_AS(limn::find_boundaries_into(limn::LabelImage<>(Size<2>{4, 3}), out),
                       "limn::find_boundaries_into: the output is 4x2 but the label image is 4x3",
                       std::invalid_argument);
}
