#include <limn/label/regions.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

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

TEST_CASE("regions: labels that differ in every byte come in ascending order") {
  Image<std::uint64_t> labels(Size<2>{401, 3});
  std::vector<std::uint64_t> expected;
  for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
    labels.pixels()[i] = (i + 1) * 0x9e3779b97f4a7c15U >> (i % 7 * 8);
    expected.push_back(labels.pixels()[i]);
  }
  std::sort(expected.begin(), expected.end());
  REQUIRE(std::adjacent_find(expected.begin(), expected.end()) == expected.end());
  std::vector<std::uint64_t> found;
  for (const auto& region : limn::regions(labels)) found.push_back(static_cast<std::uint64_t>(region.label));
  CHECK(found == expected);
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

TEST_CASE("regions with values: least, greatest, mean and deviation; NaN does not count") {
  const auto labels = image<std::int32_t>({{1, 1, 0, 2},  //
                                           {1, 1, 3, 2}});
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto found = limn::regions(labels, image<float>({{1, 3, 99, 5},  //
                                                         {nan, 8, nan, 5}}));
  REQUIRE(found.size() == 3);
  CHECK(static_cast<const limn::Region<2>&>(found[0]) == limn::Region<2>{1, 4, {{0, 0}, {2, 2}}, {0.5, 0.5}});
  CHECK(found[0].counted == 3);
  CHECK(found[0].min == 1);
  CHECK(found[0].max == 8);
  CHECK(found[0].mean == 4);
  CHECK(found[0].deviation == doctest::Approx(std::sqrt(26.0 / 3)));
  CHECK(found[1].deviation == 0);
  CHECK(found[2].area == 1);
  CHECK(found[2].counted == 0);
  CHECK(std::isnan(found[2].min));
  CHECK(std::isnan(found[2].max));
  CHECK(std::isnan(found[2].mean));
  CHECK(std::isnan(found[2].deviation));
}

TEST_CASE("regions with values: bright and almost even") {
  const limn::LabelImage<> labels(Size<2>{300, 200}, 1);
  Image<std::uint16_t> wide(labels.size(), std::uint16_t{65534});
  Image<double> real(labels.size(), 1e8);
  for (Index y = 0; y < 100; ++y) {
    for (Index x = 0; x < 300; ++x) wide(x, y) = 65535, real(x, y) = 1e8 + 1;
  }
  CHECK(limn::regions(labels, wide)[0].deviation == doctest::Approx(0.5).epsilon(1e-12));
  CHECK(limn::regions(labels, real)[0].deviation == doctest::Approx(0.5).epsilon(1e-7));
}

namespace {

template <std::size_t R>
bool same_values(const std::vector<limn::IntensityRegion<R>>& ours,
                 const std::vector<limn::IntensityRegion<R>>& expected) {
  bool same = ours.size() == expected.size();
  const auto close = [](double a, double b) { return std::abs(a - b) <= 1e-9 * std::abs(b) + 1e-12; };
  for (std::size_t i = 0; same && i < ours.size(); ++i) {
    const auto &a = ours[i], &b = expected[i];
    same = a.label == b.label && a.box == b.box && a.min == b.min && a.max == b.max && a.counted == b.counted &&
           close(a.mean, b.mean) && close(a.deviation, b.deviation);
  }
  return same;
}

template <class T, std::size_t R>
void check_values() {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<R>()) {
    const auto values = random_image<T>(size, seed++);
    const auto labels = random_image<std::int16_t>(size, seed++, 4);
    const auto expected =
        reference::regions(labels, limn::transform(values, [](T value) { return static_cast<double>(value); }));
    for_each_layout(values, [&](const auto& layout) { CHECK(same_values(limn::regions(labels, layout), expected)); });
  }
}

}  // namespace

TEST_CASE_TEMPLATE("regions with values equal the reference", T, LIMN_TEST_GRAY_TYPES) {
  check_values<T, 2>();
  check_values<T, 3>();
}

TEST_CASE("regions with values: errors name what is wrong") {
  const limn::LabelImage<> labels(Size<2>{4, 3});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::regions(labels, Image<float>(Size<2>{3, 3}))),
                       "limn::regions: the image is 3x3 but the label image is 4x3", std::invalid_argument);
}
