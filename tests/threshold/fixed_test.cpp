#include <limn/threshold/fixed.hpp>

#include <cmath>

#include "reference/threshold.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("threshold: foreground is strictly above the level") {
  const auto gray = image<std::uint8_t>({{9, 10, 11},  //
                                         {0, 255, 10}});
  CHECK(limn::threshold(gray, 10) == mask({"..#",  //
                                           ".#."}));
}

TEST_CASE("threshold: the extremes of a type") {
  const auto gray = image<std::int16_t>({{-32768, -1, 0, 32767}});
  CHECK(limn::threshold(gray, -32768) == mask({".###"}));
  CHECK(limn::threshold(gray, 32767) == mask({"...."}));
}

TEST_CASE("threshold_range: both bounds belong to it") {
  const auto gray = image<std::uint8_t>({{9, 10, 11, 12, 13}});
  CHECK(limn::threshold_range(gray, 10, 12) == mask({".###."}));
  CHECK(limn::threshold_range(gray, 12, 10) == mask({"....."}));
}

TEST_CASE("threshold: an empty image gives an empty mask") {
  CHECK(limn::threshold(limn::Image<float>(), 1).empty());
  CHECK(limn::threshold(limn::Image<float>(limn::Size{0, 4}), 1).size() == limn::Size{0, 4});
}

TEST_CASE("threshold: in place on bytes") {
  auto gray = random_image<std::uint8_t>(limn::Size{130, 3}, 1);
  const auto expected = limn::threshold(gray, 100);
  const auto mask = limn::as_mask(gray);
  limn::threshold_into(gray, mask, 100);
  CHECK(limn::copy(mask) == expected);
}

TEST_CASE_TEMPLATE("threshold equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      auto gray = random_image<T>(size, seed++, 50);
      const T level = gray.pixels().back();
      if constexpr (std::is_floating_point_v<T>) gray.pixels()[0] = static_cast<T>(std::nan(""));
      for_each_layout(gray, [&](const auto& layout) {
        CHECK(limn::threshold(layout, level) == reference::threshold(gray, level));
        CHECK(limn::threshold_range(layout, static_cast<T>(level / 2), level) ==
              reference::threshold_range(gray, static_cast<T>(level / 2), level));
      });
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("threshold: large images equal the reference, also in place") {
  // More than 8 MB reach memory another way.
  auto gray = random_image<std::uint8_t>(limn::Size{4099, 2051}, 3);
  const auto expected = reference::threshold(gray, std::uint8_t{100});
  CHECK(limn::threshold(gray, 100) == expected);
  for_each_layout(gray, [&](const auto& layout) { CHECK(limn::threshold(layout, 100) == expected); });
  const auto mask = limn::as_mask(gray);
  limn::threshold_into(gray, mask, 100);
  CHECK(limn::copy(mask) == expected);
}

TEST_CASE("threshold: bands of rows change nothing") {
  const auto check = [](const auto& size) {
    const auto gray = random_image<std::int16_t>(size, 8);
    const auto above = limn::threshold(gray, 100), within = limn::threshold_range(gray, -500, 9000);
    for_each_layout(gray, [&](const auto& layout) {
      CHECK(limn::threshold(layout, 100, Backward{}) == above);
      CHECK(limn::threshold_range(layout, -500, 9000, Backward{}) == within);
    });
  };
  check(limn::Size{33, 300});
  check(limn::Size{5000, 1700});  // streamed
  check(limn::Size{7, 50, 9});
  check(limn::Size{0, 200});
}

TEST_CASE("threshold: errors name what is wrong") {
  const limn::Image<std::uint8_t> gray(limn::Size{4, 3});
  limn::Mask mask(limn::Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::threshold_into(gray, mask, 1),
                       "limn::threshold_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::threshold(limn::Image<float>(limn::Size{1, 1}), std::nanf(""))),
                       "limn::threshold: level is NaN", std::invalid_argument);
}
