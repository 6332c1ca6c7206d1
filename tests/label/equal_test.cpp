#include <limn/label/equal.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "reference/label_equal.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;

namespace {

template <class L, std::size_t R>
bool same_labels(const limn::Labeling<L, R>& ours, const reference::Components<R>& expected) {
  return ours.count == expected.count && ours.labels == expected.labels;
}

/// Few values, so that zones are large; of floats, some are not finite.
template <class T, std::size_t R>
Image<T, R> zones(const Size<R>& size, unsigned seed, int levels) {
  Image<T, R> picture = random_image<T>(size, seed, levels);
  if constexpr (std::is_floating_point_v<T>) {
    const T odd[] = {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity(), T(-0.0), T(0)};
    for (std::size_t i = 0; i < picture.pixels().size(); i += 3) picture.pixels()[i] = odd[i / 3 % 4];
  }
  return picture;
}

template <class T, std::size_t R>
void check_against_reference(unsigned seed) {
  for (const auto& size : awkward_sizes<R>()) {
    CAPTURE(size);
    for (const int levels : {2, 5}) {
      const auto picture = zones<T>(size, seed++, levels);
      // One step between values, and a little less.
      const double spread = std::is_floating_point_v<T> ? 200 : std::pow(2, 8 * sizeof(T));
      const double step = std::floor(spread / levels);
      for (const Connectivity connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
        for (const double tolerance : {0.0, step + 1, step - 2}) {
          CAPTURE(tolerance);
          const std::vector<double> background{static_cast<double>(picture.pixels()[0])};
          const bool none = background[0] != background[0] || seed % 2 == 0;
          const auto values = none ? std::vector<double>{} : background;
          const auto expected = reference::label_equal(picture, connectivity, tolerance, values);
          const limn::EqualOptions options{.connectivity = connectivity, .tolerance = tolerance, .background = values};
          for_each_layout(
              picture, [&](const auto& layout) { CHECK(same_labels(limn::label_equal(layout, options), expected)); });
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("label_equal: neighbors of one value are one zone") {
  const auto picture = image<std::uint8_t>({{3, 3, 7},  //
                                            {3, 7, 7},  //
                                            {7, 3, 0}});
  const auto face = limn::label_equal(picture, {.connectivity = Connectivity::face});
  CHECK(face.count == 5);
  CHECK(face.labels == image<std::int32_t>({{1, 1, 2},  //
                                            {1, 2, 2},  //
                                            {3, 4, 5}}));
  const auto full = limn::label_equal(picture);
  CHECK(full.count == 3);
  CHECK(full.labels == image<std::int32_t>({{1, 1, 2},  //
                                            {1, 2, 2},  //
                                            {2, 1, 3}}));
}

TEST_CASE("label_equal: the background of a label image joins nothing") {
  const auto labels = image<std::int32_t>({{5, 0, 5},  //
                                           {5, 0, 9},  //
                                           {0, 0, -1}});
  const auto parts = limn::label_equal<std::uint8_t>(labels, {.background = {0, -1, 0.5, 1e300}});
  CHECK(parts.count == 3);
  CHECK(parts.labels == image<std::uint8_t>({{1, 0, 2},  //
                                             {1, 0, 3},  //
                                             {0, 0, 0}}));
}

TEST_CASE("label_equal: a tolerance joins over steps") {
  const auto ramp = image<std::int16_t>({{-300, -298, -296, -293, -291}});
  CHECK(limn::label_equal(ramp, {.tolerance = 2}).labels == image<std::int32_t>({{1, 1, 1, 2, 2}}));
  CHECK(limn::label_equal(ramp, {.tolerance = 2.9}).count == 2);
  CHECK(limn::label_equal(ramp, {.tolerance = 3}).count == 1);
  const auto ends = image<std::int32_t>({{(std::numeric_limits<std::int32_t>::min)(),  //
                                          (std::numeric_limits<std::int32_t>::max)()}});
  CHECK(limn::label_equal(ends, {.tolerance = 4e9}).count == 2);
  CHECK(limn::label_equal(ends, {.tolerance = 5e9}).count == 1);
  CHECK(limn::label_equal(ends, {.tolerance = std::numeric_limits<double>::infinity()}).count == 1);
}

TEST_CASE("label_equal: NaN is background, infinity equals itself, the sign of zero does not count") {
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  const auto picture = image<float>({{nan, nan, 0.0F, -0.0F, infinity, infinity, -infinity}});
  CHECK(limn::label_equal(picture).labels == image<std::int32_t>({{0, 0, 1, 1, 2, 2, 3}}));
  CHECK(limn::label_equal(picture, {.tolerance = 1e30}).labels == image<std::int32_t>({{0, 0, 1, 1, 2, 2, 3}}));
  CHECK(limn::label_equal(picture, {.tolerance = 1e300}).labels == image<std::int32_t>({{0, 0, 1, 1, 1, 1, 1}}));
  CHECK(limn::label_equal(picture, {.background = {infinity}}).labels == image<std::int32_t>({{0, 0, 1, 1, 0, 0, 2}}));
}

TEST_CASE("label_equal: nothing, and one zone") {
  CHECK(limn::label_equal(Image<std::uint8_t>()).count == 0);
  CHECK(limn::label_equal(Image<float>(Size<2>{0, 3})).labels.size() == Size<2>{0, 3});
  const auto flat = limn::label_equal(Image<std::uint16_t, 3>(Size<3>{129, 3, 2}, 7));
  CHECK(flat.count == 1);
  CHECK(flat.labels == limn::LabelImage<std::int32_t, 3>(Size<3>{129, 3, 2}, 1));
}

TEST_CASE("label_equal: shifted values give the same zones") {
  auto picture = random_image<std::uint8_t>(Size<2>{70, 40}, 3, 4);
  const auto before = limn::label_equal(picture, {.tolerance = 64});
  for (auto& pixel : picture.pixels()) pixel = static_cast<std::uint8_t>(pixel + 63);
  CHECK(limn::label_equal(picture, {.tolerance = 64}).labels == before.labels);
}

TEST_CASE_TEMPLATE("label_equal equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  check_against_reference<T, 2>(1);
  check_against_reference<T, 3>(100);
}

TEST_CASE("label_equal: the counts of skimage.measure.label") {
  // random_image<uint8_t>(size, 7, levels) labeled by skimage 0.19.3: tests/peers/label.py equal.
  struct Stored2 {
    Size<2> size;
    int levels;
    std::int32_t counts[2];
  };
  const Stored2 stored_2d[] = {
      {{200, 150}, 2, {4122, 236}}, {{200, 150}, 3, {11171, 3449}}, {{200, 150}, 10, {24123, 19349}},
      {{63, 64}, 2, {606, 46}},     {{63, 64}, 3, {1539, 507}},     {{63, 64}, 10, {3264, 2653}},
      {{65, 64}, 2, {586, 60}},     {{65, 64}, 3, {1568, 536}},     {{65, 64}, 10, {3355, 2709}},
      {{1, 300}, 2, {146, 146}},    {{1, 300}, 3, {192, 192}},      {{1, 300}, 10, {270, 270}},
      {{300, 1}, 2, {146, 146}},    {{300, 1}, 3, {192, 192}},      {{300, 1}, 10, {270, 270}},
  };
  for (const Stored2& stored : stored_2d) {
    const auto& [size, levels, counts] = stored;
    CAPTURE(stored.size);
    const auto picture = random_image<std::uint8_t>(size, 7, levels);
    CHECK(limn::label_equal(picture, {.connectivity = Connectivity::face}).count == counts[0]);
    CHECK(limn::label_equal(picture, {.connectivity = Connectivity::full}).count == counts[1]);
  }
  struct Stored3 {
    Size<3> size;
    int levels;
    std::int32_t counts[3];
  };
  const Stored3 stored_3d[] = {
      {{40, 30, 20}, 2, {542, 4, 2}}, {{40, 30, 20}, 3, {3768, 63, 14}}, {{40, 30, 20}, 10, {17095, 7859, 4119}},
      {{65, 9, 7}, 2, {121, 2, 2}},   {{65, 9, 7}, 3, {815, 37, 14}},    {{65, 9, 7}, 10, {3008, 1608, 1019}},
  };
  for (const Stored3& stored : stored_3d) {
    const auto& [size, levels, counts] = stored;
    CAPTURE(stored.size);
    const auto picture = random_image<std::uint8_t>(size, 7, levels);
    CHECK(limn::label_equal(picture, {.connectivity = Connectivity::face}).count == counts[0]);
    CHECK(limn::label_equal(picture, {.connectivity = Connectivity::edge}).count == counts[1]);
    CHECK(limn::label_equal(picture, {.connectivity = Connectivity::full}).count == counts[2]);
  }
}

TEST_CASE("label_equal: the executor changes nothing") {
  for (const Connectivity connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
    const limn::EqualOptions options{.connectivity = connectivity, .tolerance = 40, .background = {0}};
    const auto picture = random_image<std::uint8_t>(Size<2>{3000, 300}, 5, 6);
    const auto volume = random_image<std::uint8_t>(Size<3>{130, 40, 80}, 5, 6);
    CHECK(limn::label_equal(picture, options, Backward{}).labels == limn::label_equal(picture, options).labels);
    CHECK(limn::label_equal(volume, options, Backward{}).labels == limn::label_equal(volume, options).labels);
  }
}

TEST_CASE("label_equal: into padded rows, and labels of any width") {
  // Every pixel a run of its own: as many numbers as there are pixels.
  auto picture = random_image<std::uint16_t>(Size<2>{67, 9}, 5, 60000);
  const auto expected = limn::label_equal(picture);
  limn::LabelImage<> wide(Size<2>{70, 9}, -1);
  const auto padded = limn::subview(wide, limn::Box<2>{{2, 0}, {67, 9}});
  CHECK(limn::label_equal_into(picture, padded) == expected.count);
  CHECK(limn::copy(padded) == expected.labels);
  CHECK(wide(1, 4) == -1);
  CHECK(wide(69, 4) == -1);
  const auto same = [](auto a, auto b) { return static_cast<std::int64_t>(a) == static_cast<std::int64_t>(b); };
  const auto narrow = limn::label_equal<std::uint16_t>(picture);
  const auto unsigned_labels = limn::label_equal<std::uint32_t>(picture);
  for (std::size_t i = 0; i < expected.labels.pixels().size(); ++i) {
    CHECK(same(narrow.labels.pixels()[i], expected.labels.pixels()[i]));
    CHECK(same(unsigned_labels.labels.pixels()[i], expected.labels.pixels()[i]));
  }
}

TEST_CASE("label_equal: errors name what is wrong") {
  const Image<std::uint8_t> picture(Size<2>{4, 3});
  limn::LabelImage<> labels(Size<2>{4, 2});
  CHECK_THROWS_WITH_AS(limn::label_equal_into(picture, labels),
                       "limn::label_equal_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::label_equal(picture, {.tolerance = -1})),
                       "limn::label_equal: the tolerance is -1, which is not at least 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::label_equal(picture, {.background = {std::nan("")}})),
                       "limn::label_equal: a background value is NaN", std::invalid_argument);
  const auto noise = random_image<std::uint16_t>(Size<2>{20, 20}, 1);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::label_equal<std::uint8_t>(noise)),
                       "limn::label_equal: 400 objects do not fit a label of 8 bits, which ends at 255",
                       std::overflow_error);
}
