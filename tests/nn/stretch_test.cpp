#include <limn/nn/stretch.hpp>
#include <support/images.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

using limn::Index;
using limn::Rgb;
using limn::nn::stretch_with_root;
using limn::nn::Tensor;

TEST_CASE("stretch_with_root: percentiles become 0 and 1, and the root lifts what is faint") {
  // 100 values: 1 % is the first, 99.8 % the last.
  limn::Image<std::uint8_t> ramp(limn::Size<2>{10, 10});
  for (Index i = 0; i < 100; ++i) ramp.pixels()[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(50 + i);
  const Tensor found = stretch_with_root(ramp);
  CHECK(found.dimension(0) == 4);
  for (Index i = 0; i < 100; ++i) {
    const float expected = static_cast<float>(i) / 99;
    CHECK(found(0, i / 10, i % 10) == doctest::Approx(expected).epsilon(1e-5));
    CHECK(found(2, i / 10, i % 10) == found(0, i / 10, i % 10));
    CHECK(found(3, i / 10, i % 10) == doctest::Approx(std::sqrt(expected)).epsilon(1e-5));
  }
  const Tensor clipped = stretch_with_root(ramp, {.low = 0.4, .high = 0.5});
  CHECK(clipped(1, 0, 0) == -0.1F);
  CHECK(clipped(1, 9, 9) == 1.5F);
  CHECK(clipped(3, 0, 0) == 0.0F);
}

TEST_CASE("stretch_with_root: scale and offset of a picture do not matter, unless it is all but constant") {
  const auto small = limn_test::random_image<std::uint8_t>(limn::Size<2>{31, 17}, 1, 100);
  limn::Image<std::uint16_t> large(small.size());
  limn::Image<float> parts(small.size());
  for (std::size_t i = 0; i < small.pixels().size(); ++i) {
    large.pixels()[i] = static_cast<std::uint16_t>(1000 + 100 * small.pixels()[i]);
    parts.pixels()[i] = -3 + 0.001F * static_cast<float>(small.pixels()[i]);
  }
  const Tensor a = stretch_with_root(small), b = stretch_with_root(large), c = stretch_with_root(parts);
  for (Index i = 0; i < a.size(); ++i) {
    CHECK(a.data()[i] == doctest::Approx(b.data()[i]).epsilon(1e-3));
    CHECK(a.data()[i] == doctest::Approx(c.data()[i]).epsilon(1e-3));
  }
  const Tensor flat = stretch_with_root(limn_test::image<std::uint8_t>({{7, 7}, {7, 11}}));
  CHECK(flat(0, 1, 1) == doctest::Approx(0.5));
  CHECK(stretch_with_root(limn::Image<float>(limn::Size<2>{3, 3}, 5.0F))(0, 1, 1) == 0.0F);
}

TEST_CASE("stretch_with_root: colors share one range; alpha does not count") {
  const auto colors = limn_test::image<Rgb<std::uint8_t>>({{{0, 100, 200}, {200, 0, 100}}});
  const Tensor found = stretch_with_root(colors);
  CHECK(found(0, 0, 0) == 0.0F);
  CHECK(found(1, 0, 0) == doctest::Approx(0.5));
  CHECK(found(2, 0, 0) == doctest::Approx(1));
  CHECK(found(3, 0, 1) == doctest::Approx(std::sqrt(0.5)));
  limn::Image<limn::Rgba<std::uint8_t>> with_alpha(colors.size());
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& p = colors.pixels()[i];
    with_alpha.pixels()[i] = {p.r, p.g, p.b, 255};
  }
  const Tensor same = stretch_with_root(with_alpha);
  for (Index i = 0; i < found.size(); ++i) CHECK(found.data()[i] == same.data()[i]);
}

TEST_CASE("stretch_with_root: NaN does not count, and errors") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Tensor found = stretch_with_root(limn_test::image<float>({{nan, 0, 2, 4}}));
  CHECK(std::isnan(found(0, 0, 0)));
  CHECK(found(0, 0, 2) == 0.5F);
  CHECK(std::isnan(stretch_with_root(limn_test::image<float>({{nan}}))(0, 0, 0)));
  CHECK_THROWS_WITH_AS(
      (void)stretch_with_root(limn::Image<float>(limn::Size<2>{1, 1}), {.low = 0.5, .high = 0.5}),
      "limn::nn::stretch_with_root: low is 0.5 and high is 0.5, which are not increasing within [0, 1]",
      std::invalid_argument);
}
