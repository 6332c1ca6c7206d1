#include <limn/nn/tensor.hpp>
#include <support/images.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

using limn::Rgb;
using limn::nn::Tensor;
using limn::nn::to_tensor;

TEST_CASE("to_tensor: bytes become parts of one, channels become planes") {
  const Tensor gray = to_tensor(limn_test::image<std::uint8_t>({{0, 51, 255}, {102, 153, 204}}));
  CHECK(gray.dimension(0) == 1);
  CHECK(gray.dimension(1) == 2);
  CHECK(gray.dimension(2) == 3);
  CHECK(gray(0, 0, 2) == 1.0F);
  CHECK(gray(0, 1, 1) == doctest::Approx(0.6));

  const Tensor color = to_tensor(limn_test::image<Rgb<std::uint8_t>>({{{255, 0, 51}, {0, 255, 0}}}));
  CHECK(color.dimension(0) == 3);
  CHECK(color(0, 0, 0) == 1.0F);
  CHECK(color(1, 0, 1) == 1.0F);
  CHECK(color(2, 0, 0) == doctest::Approx(0.2));
}

TEST_CASE("to_tensor: other types, and rows that are padded or upside down") {
  CHECK(to_tensor(limn_test::image<std::uint16_t>({{65535, 13107}}))(0, 0, 1) == doctest::Approx(0.2));
  CHECK(to_tensor(limn_test::image<std::int16_t>({{-32767, 32767}}))(0, 0, 0) == -1.0F);
  CHECK(to_tensor(limn_test::image<float>({{-3.5F, 700}}))(0, 0, 1) == 700.0F);
  CHECK(to_tensor(limn_test::image<double>({{0.25}}))(0, 0, 0) == 0.25F);
  CHECK(std::isnan(to_tensor(limn_test::image<float>({{std::numeric_limits<float>::quiet_NaN()}}))(0, 0, 0)));
  using Relaid = limn_test::Relaid<std::uint8_t, 2>;
  const auto image = limn_test::image<std::uint8_t>({{0, 51}, {255, 102}});
  for (const auto layout : {Relaid::padded, Relaid::flipped}) {
    const Relaid relaid(limn::const_view(image), layout);
    const Tensor found = to_tensor(relaid.view());
    CHECK(found(0, 1, 0) == 1.0F);
    CHECK(found(0, 0, 1) == doctest::Approx(0.2));
  }
}
