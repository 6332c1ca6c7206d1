#include <limn/label/iso_contours.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "label/data/iso_contours.hpp"
#include "reference/iso_contours.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Polyline;
using limn::Saddle;

namespace {

std::vector<reference::Segment> segments_of(const std::vector<Polyline>& lines) {
  std::vector<reference::Segment> segments;
  for (const Polyline& line : lines) {
    for (std::size_t i = 1; i < line.size(); ++i) {
      segments.push_back({line[i - 1].x, line[i - 1].y, line[i].x, line[i].y});
    }
  }
  std::sort(segments.begin(), segments.end());
  return segments;
}

}  // namespace

TEST_CASE("iso_contours: around one bright pixel, halfway to its neighbors") {
  const auto lines = limn::iso_contours(image<std::uint8_t>({{0, 0, 0},  //
                                                             {0, 2, 0},  //
                                                             {0, 0, 0}}),
                                        1);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].front() == lines[0].back());
  CHECK(lines[0].size() == 5);
  CHECK(std::count(lines[0].begin(), lines[0].end(), limn::Vertex{1.5, 1}) >= 1);
}

TEST_CASE("iso_contours: an open line, what is above at its right") {
  const auto lines = limn::iso_contours(image<float>({{0, 4}, {0, 4}, {0, 4}}), 1);
  CHECK(lines == std::vector<Polyline>{{{0.25, 2}, {0.25, 1}, {0.25, 0}}});
}

TEST_CASE("iso_contours: crosswise pairs are joined as asked") {
  const auto cross = image<std::uint8_t>({{1, 0}, {0, 1}});
  CHECK(limn::iso_contours(cross, 0.5, Saddle::low) ==
        std::vector<Polyline>{{{0.5, 0}, {0, 0.5}}, {{0.5, 1}, {1, 0.5}}});
  CHECK(limn::iso_contours(cross, 0.5, Saddle::high) ==
        std::vector<Polyline>{{{0.5, 0}, {1, 0.5}}, {{0.5, 1}, {0, 0.5}}});
}

TEST_CASE("iso_contours: NaN leaves a gap, infinity a line beside it; too small for a square") {
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  CHECK(limn::iso_contours(image<float>({{0, 1}, {0, nan}}), 0.5).empty());
  CHECK(limn::iso_contours(image<float>({{0, infinity}, {0, infinity}}), 0.5) ==
        std::vector<Polyline>{{{0, 1}, {0, 0}}});
  CHECK(limn::iso_contours(image<float>({{-infinity, infinity}, {-infinity, infinity}}), 0.5) ==
        std::vector<Polyline>{{{0.5, 1}, {0.5, 0}}});
  CHECK(limn::iso_contours(image<float>({{0, 1, 0}}), 0.5).empty());
  CHECK(limn::iso_contours(Image<float>(), 0.5).empty());
}

TEST_CASE("iso_contours equals skimage.measure.find_contours, vertex by vertex") {
  const auto smooth = [] {
    Image<double> picture(Size<2>{14, 11});
    for (Index y = 0; y < 11; ++y) {
      for (Index x = 0; x < 14; ++x) picture(x, y) = static_cast<double>((x * x * 3 + y * y * 5 + x * y * 7) % 17);
    }
    return picture;
  }();
  for (const Saddle saddle : {Saddle::low, Saddle::high}) {
    std::vector<Polyline> expected;
    for (const auto& [line, x, y] : saddle == Saddle::low ? stored_low : stored_high) {
      if (line == expected.size()) expected.emplace_back();
      expected[line].push_back({x, y});
    }
    CHECK(limn::iso_contours(smooth, 8.5, saddle) == expected);
  }
}

TEST_CASE_TEMPLATE("iso_contours has the segments of the reference", T, LIMN_TEST_GRAY_TYPES) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    auto picture = random_image<T>(size, seed++, 7);
    if constexpr (std::is_floating_point_v<T>) picture(0, 0) = std::numeric_limits<T>::quiet_NaN();
    const double low = static_cast<double>(*std::min_element(picture.pixels().begin() + 1, picture.pixels().end()));
    // Between two values, and one of the values, where lines go through centers of pixels.
    for (const double level : {low + 0.5, static_cast<double>(picture.pixels().back())}) {
      if (!(level == level)) continue;
      for (const Saddle saddle : {Saddle::low, Saddle::high}) {
        CAPTURE(size);
        auto expected = reference::iso_segments(picture, level, saddle);
        std::sort(expected.begin(), expected.end());
        for_each_layout(picture, [&](const auto& layout) {
          CHECK(segments_of(limn::iso_contours(layout, level, saddle)) == expected);
        });
      }
    }
  }
}

TEST_CASE("iso_contours: errors name what is wrong") {
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::iso_contours(Image<float>(Size<2>{4, 3}), std::nan(""))),
                       "limn::iso_contours: the level is NaN", std::invalid_argument);
}
