#include <limn/draw/display.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

#include "reference/draw.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {

using Color = limn::Rgb<std::uint8_t>;

Color gray(int level) {
  const auto byte = static_cast<std::uint8_t>(level);
  return {byte, byte, byte};
}

}  // namespace

TEST_CASE("display: bytes stay as they are") {
  CHECK(limn::display(image<std::uint8_t>({{0, 7, 99}})) == image<Color>({{gray(0), gray(7), gray(99)}}));
  const auto color = image<Color>({{{1, 2, 3}, {4, 5, 6}}});
  CHECK(limn::display(color) == color);
  CHECK(limn::display(image<limn::Bgr<std::uint8_t>>({{{3, 2, 1}, {6, 5, 4}}})) == color);
  CHECK(limn::display(image<limn::Rgba<std::uint8_t>>({{{1, 2, 3, 0}, {4, 5, 6, 255}}})) == color);
}

TEST_CASE("display: other types are scaled from their smallest value to their largest") {
  CHECK(limn::display(image<std::uint16_t>({{1000, 2000, 3000}})) == image<Color>({{gray(0), gray(128), gray(255)}}));
  CHECK(limn::display(image<std::int16_t>({{-32768, 0, 32767}})) == image<Color>({{gray(0), gray(128), gray(255)}}));
  CHECK(limn::display(image<float>({{-0.5F, 0.0F, 0.5F}})) == image<Color>({{gray(0), gray(128), gray(255)}}));
  constexpr double most = std::numeric_limits<double>::max();
  CHECK(limn::display(image<double>({{-most, 0, most}})) == image<Color>({{gray(0), gray(128), gray(255)}}));
}

TEST_CASE("display: all channels of a color are scaled alike") {
  const auto deep = image<limn::Rgb<std::uint16_t>>({{{0, 500, 1000}, {100, 100, 100}}});
  CHECK(limn::display(deep) == image<Color>({{{0, 128, 255}, {26, 26, 26}}}));
}

TEST_CASE("display: numbers that are none") {
  const float nan = std::nanf(""), infinite = std::numeric_limits<float>::infinity();
  CHECK(limn::display(image<float>({{nan, 1, 2, infinite, -infinite}})) ==
        image<Color>({{gray(0), gray(0), gray(255), gray(255), gray(0)}}));
  CHECK(limn::display(image<float>({{nan, nan}})) == image<Color>({{gray(0), gray(0)}}));
}

TEST_CASE("display: constant and empty pictures") {
  CHECK(limn::display(image<std::uint16_t>({{500, 500}})) == image<Color>({{gray(0), gray(0)}}));
  CHECK(limn::display(limn::Image<float>()).empty());
}

TEST_CASE_TEMPLATE("display equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    CAPTURE(size);
    auto picture = random_image<T>(size, seed++);
    if constexpr (std::is_floating_point_v<T>) picture.pixels()[0] = std::numeric_limits<T>::quiet_NaN();
    for_each_layout(picture, [&](const auto& layout) { CHECK(limn::display(layout) == reference::display(picture)); });
  }
}

TEST_CASE("display: volumes, slice by slice alike") {
  const auto volume = random_image<std::uint8_t>(limn::Size{5, 4, 3}, 1);
  const auto shown = limn::display(volume);
  CHECK(shown.size() == volume.size());
  CHECK(shown(4, 3, 2) == gray(volume(4, 3, 2)));
}

TEST_CASE("display: errors name what is wrong") {
  limn::Image<Color> out(limn::Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::display_into(limn::Image<float>(limn::Size{4, 3}), out),
                       "limn::display_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
}
