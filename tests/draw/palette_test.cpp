#include <limn/draw/palette.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "support/images.hpp"

namespace {

using Color = limn::Rgb<std::uint8_t>;

int distance(Color a, Color b) { return std::abs(a.r - b.r) + std::abs(a.g - b.g) + std::abs(a.b - b.b); }

}  // namespace

TEST_CASE("label_color: the first colors are what they always were") {
  CHECK(limn::label_color(0) == Color{0, 0, 0});
  CHECK(limn::label_color(0, Color{9, 8, 7}) == Color{9, 8, 7});
  CHECK(limn::label_color(1) == Color{255, 169, 86});
  CHECK(limn::label_color(2) == Color{109, 74, 255});
  CHECK(limn::label_color(3) == Color{21, 228, 0});
  static_assert(limn::label_color(1) == limn::label_color(std::uint8_t{1}));
}

TEST_CASE("label_color: one color for all label types") {
  for (int label : {1, 2, 77, 127}) {
    const Color color = limn::label_color(label);
    CHECK(limn::label_color(static_cast<std::int8_t>(label)) == color);
    CHECK(limn::label_color(static_cast<std::uint16_t>(label)) == color);
    CHECK(limn::label_color(static_cast<std::int64_t>(label)) == color);
    CHECK(limn::label_color(static_cast<std::uint64_t>(label)) == color);
  }
  CHECK(limn::label_color(std::int8_t{-1}) == limn::label_color(std::int64_t{-1}));
}

TEST_CASE("label_color: labels that are close have colors that are far apart") {
  for (int label = 1; label < 5000; ++label) {
    CAPTURE(label);
    for (int other = label + 1; other <= label + 8; ++other) {
      CAPTURE(other);
      CHECK(distance(limn::label_color(label), limn::label_color(other)) >= (other <= label + 2 ? 80 : 50));
    }
  }
}

TEST_CASE("label_color: neither black nor white nor gray") {
  for (int label = 1; label < 5000; ++label) {
    CAPTURE(label);
    const Color color = limn::label_color(label);
    const int brightness = (77 * color.r + 150 * color.g + 29 * color.b) / 256;
    CHECK(brightness >= 100);
    CHECK(brightness <= 190);
    CHECK((std::max)({color.r, color.g, color.b}) - (std::min)({color.r, color.g, color.b}) >= 70);
  }
}
