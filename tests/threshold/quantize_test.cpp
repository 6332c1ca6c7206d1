#include <limn/threshold/quantize.hpp>

#include <cmath>
#include <limits>

#include "reference/threshold.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("quantize counts the levels that a pixel is above") {
  const auto gray = image<std::uint8_t>({{0, 10, 11, 20, 21, 255}});
  CHECK(limn::quantize(gray, {10, 20}) == image<std::int32_t>({{0, 0, 1, 1, 2, 2}}));
  CHECK(limn::quantize(gray, {255}) == image<std::int32_t>({{0, 0, 0, 0, 0, 0}}));
  CHECK(limn::quantize(gray, {}) == image<std::int32_t>({{0, 0, 0, 0, 0, 0}}));
  CHECK(limn::quantize(gray, {10, 10}) == image<std::int32_t>({{0, 0, 2, 2, 2, 2}}));
}

TEST_CASE("quantize: NaN is class 0, infinity is above all") {
  constexpr float inf = std::numeric_limits<float>::infinity();
  CHECK(limn::quantize(image<float>({{std::nanf(""), -inf, 0.5F, inf}}), {0, 1}) ==
        image<std::int32_t>({{0, 0, 1, 2}}));
}

TEST_CASE_TEMPLATE("quantize equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = [](const auto& sizes, int count) {
    for (const auto& size : sizes) {
      CAPTURE(size);
      const auto gray = random_image<T>(size, 5, 300);
      std::vector<T> levels;
      for (int i = 0; i < count; ++i) {
        const double low =
            static_cast<double>(std::numeric_limits<T>::is_integer ? std::numeric_limits<T>::min() : T(-100));
        const double high =
            static_cast<double>(std::numeric_limits<T>::is_integer ? std::numeric_limits<T>::max() : T(100));
        levels.push_back(static_cast<T>(low + (high - low) * (i + 1) / (count + 1)));
      }
      const auto expected = reference::quantize(gray, levels);
      for_each_layout(gray, [&](const auto& layout) { CHECK(limn::quantize(layout, levels) == expected); });
    }
  };
  check(awkward_sizes<2>(), 5);
  check(awkward_sizes<3>(), 2);
  check(std::vector<limn::Size<2>>{{600, 3}}, 700);  // more levels than a byte counts, more pixels than a block
}

TEST_CASE("quantize: bands of rows change nothing") {
  const auto gray = random_image<float>(limn::Size{70, 300}, 8);
  const std::vector<float> levels{-50, 0, 20};
  for_each_layout(gray, [&](const auto& layout) {
    CHECK(limn::quantize(layout, levels, Backward{}) == limn::quantize(gray, levels));
  });
}

TEST_CASE("quantize: errors name what is wrong") {
  const auto gray = image<float>({{1, 2}});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::quantize(gray, {1, std::nanf("")})), "limn::quantize: levels[1] is NaN",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::quantize(gray, {1, 3, 2})),
                       "limn::quantize: levels[2] is 2, less than 3 before it", std::invalid_argument);
  limn::LabelImage<> small(limn::Size{1, 1});
  CHECK_THROWS_WITH_AS(limn::quantize_into(gray, small, {1}),
                       "limn::quantize_into: the output is 1x1 but the image is 2x1", std::invalid_argument);
}
