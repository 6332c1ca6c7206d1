#include <limn/filter/integral.hpp>

#include <cmath>

#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("integral: sums above and left of each corner") {
  CHECK(limn::integral(image<std::uint8_t>({{1, 2, 3}, {4, 5, 6}})) ==
        image<std::int64_t>({{0, 0, 0, 0}, {0, 1, 3, 6}, {0, 5, 12, 21}}));
  CHECK(limn::integral(Image<float>()) == Image<double>(Size{1, 1}));
}

TEST_CASE_TEMPLATE("integral: any box by four numbers", T, LIMN_TEST_GRAY_TYPES) {
  const auto gray = limn::transform(random_image<std::int16_t>(Size{37, 23}, 4, 200),
                                    [](std::int16_t v) { return static_cast<T>(v); });
  for_each_layout(gray, [&](const auto& layout) {
    const auto sums = limn::integral(layout);
    for (Index y = 0; y < 23; y += 5) {
      for (Index x = 0; x < 37; x += 3) {
        double box = 0;
        for (Index j = y; j < 23; ++j) {
          for (Index i = x; i < 37; ++i) box += static_cast<double>(gray(i, j));
        }
        CHECK(static_cast<double>(sums(37, 23) - sums(x, 23) - sums(37, y) + sums(x, y)) == box);
      }
    }
  });
}

TEST_CASE("integral: NaN, and errors") {
  auto gray = Image<float>(Size{4, 3}, 1);
  gray(2, 1) = std::nanf("");
  const auto sums = limn::integral(gray);
  CHECK(sums(2, 3) == 6);
  CHECK(std::isnan(sums(3, 2)));
  Image<double> same(gray.size());
  CHECK_THROWS_WITH_AS(limn::integral_into(gray, same), "limn::integral_into: the output is 4x3 but the table is 5x4",
                       std::invalid_argument);
}
