#include <limn/label/regions.hpp>
#include <limn/label/run_length.hpp>

#include <cstdint>
#include <vector>

#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("run_mask: runs in raster order") {
  const auto runs = limn::run_mask(mask({"##.#",  //
                                         "....",  //
                                         ".###"}));
  CHECK(runs == limn::RunMask<2>{{4, 3}, {{0, 0, 2}, {0, 3, 4}, {2, 1, 4}}});
  CHECK(limn::area(runs) == 6);
  CHECK(limn::bounding_box(runs) == limn::Box<2>{{0, 0}, {4, 3}});
}

TEST_CASE("run masks: nothing") {
  CHECK(limn::run_mask(limn::Mask()).runs.empty());
  CHECK(limn::run_mask(limn::Mask(Size<2>{0, 5})).runs.empty());
  CHECK(limn::run_masks(limn::LabelImage<>()).empty());
  CHECK(limn::complement(limn::RunMask<2>{}).runs.empty());
  CHECK(limn::bounding_box(limn::RunMask<3>{{4, 4, 4}, {}}) == limn::Box<3>{});
  CHECK(limn::area(limn::RunMask<2>{}) == 0);
}

TEST_CASE("set operations: runs stay within their rows") {
  const auto top = limn::run_mask(mask({"####", "....", "...."}));
  const auto middle = limn::run_mask(mask({"....", "##..", "...."}));
  CHECK(limn::unite(top, middle).runs == std::vector<limn::Run>{{0, 0, 4}, {1, 0, 2}});
  CHECK(limn::complement(middle).runs == std::vector<limn::Run>{{0, 0, 4}, {1, 2, 4}, {2, 0, 4}});
  CHECK(limn::intersect(top, middle).runs.empty());
  CHECK(limn::subtract(top, middle) == top);
}

TEST_CASE("set operations equal those of the pixels") {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      for (const double density : {0.1, 0.5, 0.95, 1.0}) {
        CAPTURE(size);
        const auto a = random_mask(size, seed++, density), b = random_mask(size, seed++, 0.5);
        const auto in_a = limn::run_mask(a), in_b = limn::run_mask(b);
        for_each_layout(a, [&](const auto& layout) { CHECK(limn::run_mask(layout) == in_a); });
        CHECK(limn::to_mask(in_a) == a);
        auto expected = a;
        const auto check_operation = [&](const auto& ours, auto&& keep) {
          for (std::size_t i = 0; i < a.pixels().size(); ++i) {
            expected.pixels()[i] =
                limn::to_binary(keep(limn::is_foreground(a.pixels()[i]), limn::is_foreground(b.pixels()[i])));
          }
          CHECK(ours == limn::run_mask(expected));
        };
        check_operation(limn::unite(in_a, in_b), [](bool x, bool y) { return x || y; });
        check_operation(limn::intersect(in_a, in_b), [](bool x, bool y) { return x && y; });
        check_operation(limn::subtract(in_a, in_b), [](bool x, bool y) { return x && !y; });
        check_operation(limn::complement(in_a), [](bool x, bool) { return !x; });
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("contains: every pixel, and none outside") {
  const auto picture = random_mask(Size<3>{9, 5, 4}, 3);
  const auto runs = limn::run_mask(picture);
  for (Index z = -1; z <= 4; ++z) {
    for (Index y = -1; y <= 5; ++y) {
      for (Index x = -1; x <= 9; ++x) {
        const limn::Point<3> at{x, y, z};
        const bool inside = limn::contains(picture.size(), at) && limn::is_foreground(picture(at));
        CHECK(limn::contains(runs, at) == inside);
      }
    }
  }
}

TEST_CASE("run_masks: the objects of regions, in order; labels far apart too") {
  const auto check = [](const auto& labels) {
    const auto found = limn::regions(labels);
    const auto masks = limn::run_masks(labels);
    REQUIRE(masks.size() == found.size());
    for (std::size_t i = 0; i < masks.size(); ++i) {
      CHECK(limn::area(masks[i]) == found[i].area);
      CHECK(limn::bounding_box(masks[i]) == found[i].box);
      const auto mask = limn::to_mask(masks[i]);
      bool same = true;
      for (std::size_t p = 0; p < mask.pixels().size(); ++p) {
        same = same && limn::is_foreground(mask.pixels()[p]) == (labels.pixels()[p] == found[i].label);
      }
      CHECK(same);
    }
  };
  auto labels = random_image<std::int16_t>(Size<2>{65, 12}, 4, 7);
  check(labels);
  Image<std::int64_t, 3> far(Size<3>{33, 4, 3});
  for (std::size_t i = 0; i < far.pixels().size(); ++i) far.pixels()[i] = static_cast<std::int64_t>(i % 5) << 40;
  check(far);
}

TEST_CASE("run masks: errors name what is wrong") {
  const limn::RunMask<2> a{{4, 3}, {}}, b{{3, 4}, {}};
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::unite(a, b)), "limn::unite: the second mask is 3x4 but the first is 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::intersect(a, b)),
                       "limn::intersect: the second mask is 3x4 but the first is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::subtract(a, b)),
                       "limn::subtract: the second mask is 3x4 but the first is 4x3", std::invalid_argument);
  limn::Mask out(Size<2>{3, 3});
  CHECK_THROWS_WITH_AS(limn::to_mask_into(a, out), "limn::to_mask_into: the output is 3x3 but the run mask is 4x3",
                       std::invalid_argument);
}
