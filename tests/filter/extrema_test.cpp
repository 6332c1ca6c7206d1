#include <limn/filter/distance.hpp>
#include <limn/filter/extrema.hpp>
#include <limn/filter/morphology.hpp>

#include <cmath>
#include <limits>
#include <vector>

#include "reference/reconstruct.hpp"
#include "support/fingerprint.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;

TEST_CASE("local_maxima: plateaus with nothing higher beside them") {
  const auto gray = image<std::uint8_t>({{0, 0, 3, 3, 0, 2},  //
                                         {0, 5, 3, 0, 0, 0},
                                         {1, 0, 0, 0, 4, 4},
                                         {0, 0, 7, 0, 4, 0}});
  CHECK(limn::local_maxima(gray) == mask({".....#",  //
                                          ".#....",  //
                                          "....##",  //
                                          "..#.#."}));
  CHECK(limn::local_maxima(gray, Connectivity::face) == mask({".....#",  //
                                                              ".#....",  //
                                                              "#...##",  //
                                                              "..#.#."}));
  CHECK(limn::local_minima(gray, Connectivity::face) == mask({"##..#.",  //
                                                              "#..###",  //
                                                              ".###..",  //
                                                              "##.#.#"}));
}

TEST_CASE("local_maxima: one value has none") {
  CHECK(limn::local_maxima(Image<std::uint8_t>(Size{70, 3}, 9)) == limn::Mask(Size{70, 3}));
  CHECK(limn::local_minima(Image<float>(Size{1, 1}, -1.0F)) == limn::Mask(Size{1, 1}));
  CHECK(limn::local_maxima(Image<float>(Size{0, 3})).empty());
  CHECK(limn::local_maxima(Image<float>(Size{2, 1}, std::nanf(""))) == limn::Mask(Size{2, 1}));
}

TEST_CASE("local_maxima: a long plateau with one higher pixel at its end") {
  for (const bool higher : {false, true}) {
    Image<std::uint16_t> ring(Size{200, 90});
    for (Index x = 0; x < 200; ++x) ring(x, 0) = ring(x, 89) = 5;
    for (Index y = 0; y < 90; ++y) ring(0, y) = ring(199, y) = 5;
    if (higher) ring(100, 88) = 6;
    const auto found = limn::local_maxima(ring);
    Index count = 0;
    for (const auto pixel : found.pixels()) count += limn::is_foreground(pixel);
    CHECK(count == (higher ? 1 : 2 * 200 + 2 * 88));
  }
}

TEST_CASE("local_maxima: NaN is no neighbor") {
  const float nan = std::nanf(""), infinity = std::numeric_limits<float>::infinity();
  CHECK(limn::local_maxima(image<float>({{1, nan, 2, 3, infinity, -infinity}})) == mask({"#...#."}));
  CHECK(limn::local_minima(image<float>({{1, nan, 2, 3, infinity, -infinity}})) == mask({"#.#..#"}));
  CHECK(limn::local_maxima(image<float>({{0.0F, -0.0F, -1}})) == mask({"##."}));
}

TEST_CASE("h_maxima: how far down one must go") {
  const auto gray = image<std::uint8_t>({{10, 50, 45, 52, 20, 30, 28, 29}});
  CHECK(limn::h_maxima(gray, 1) == mask({".#.#.#.#"}));
  CHECK(limn::h_maxima(gray, 2) == mask({".#.#.#.."}));
  CHECK(limn::h_maxima(gray, 5) == mask({".#.#.#.."}));
  CHECK(limn::h_maxima(gray, 5.5) == mask({"...#.#.."}));
  CHECK(limn::h_maxima(gray, 10) == mask({"...#.#.."}));
  CHECK(limn::h_maxima(gray, 11) == mask({"...#...."}));
  CHECK(limn::h_maxima(gray, 42) == mask({"...#...."}));
  CHECK(limn::h_maxima(gray, 43) == mask({"........"}));
  CHECK(limn::h_minima(gray, 10) == mask({"#...#..."}));
  const auto wide = image<std::int16_t>({{-32768, 32767, -32768, 32766}});
  CHECK(limn::h_maxima(wide, 65535) == mask({".#.."}));
  CHECK(limn::h_maxima(wide, 65534) == mask({".#.#"}));
}

TEST_CASE_TEMPLATE("extrema equal the reference", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = []<std::size_t R>(const std::vector<Size<R>>& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      for (const int levels : {3, 9}) {
        auto gray = random_image<T>(size, seed++, levels);
        if constexpr (std::is_floating_point_v<T>) {
          for (std::size_t i = 7; i < gray.pixels().size(); i += 31) gray.pixels()[i] = static_cast<T>(std::nan(""));
        }
        const auto turned = limn::transform(gray, [](T v) {
          if constexpr (std::is_floating_point_v<T>) return -v;
          else return static_cast<T>(~v);
        });
        const double range = std::is_floating_point_v<T> ? 200 : std::ldexp(1.0, 8 * static_cast<int>(sizeof(T)));
        for (const auto connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
          CAPTURE(size);
          CAPTURE(levels);
          CAPTURE(static_cast<int>(connectivity));
          const auto expected = reference::local_maxima(gray, connectivity);
          for_each_layout(gray,
                          [&](const auto& layout) { CHECK(limn::local_maxima(layout, connectivity) == expected); });
          CHECK(limn::local_minima(turned, connectivity) == expected);
          if (limn::pixel_count(size) > 1000) continue;
          for (const double part : {0.1, 0.3, 0.8}) {
            const auto high = reference::h_maxima(gray, part * range, connectivity);
            CHECK(limn::h_maxima(gray, part * range, connectivity) == high);
            CHECK(limn::h_minima(turned, part * range, connectivity) == high);
          }
        }
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("extrema equal scikit-image's") {
  // Stored by tests/peers/morphology.py.
  const auto gray = random_image<std::uint8_t>(Size{97, 61}, 1, 40);
  CHECK(fingerprint(limn::local_maxima(gray, Connectivity::face)) == 0x20c854a81556c3e5U);
  CHECK(fingerprint(limn::local_minima(gray, Connectivity::face)) == 0x6e6368afa3611144U);
  CHECK(fingerprint(limn::h_maxima(gray, 30, Connectivity::face)) == 0xebe954a1369ba665U);
  CHECK(fingerprint(limn::h_minima(gray, 80, Connectivity::face)) == 0xe469a63a67e26904U);
  CHECK(fingerprint(limn::local_maxima(gray)) == 0xd1e74c55838c02e4U);
  CHECK(fingerprint(limn::local_minima(gray)) == 0xd65ab58fef3666e4U);
  CHECK(fingerprint(limn::h_maxima(gray, 30)) == 0x3937ba7edec21ae5U);
  CHECK(fingerprint(limn::h_minima(gray, 80)) == 0x61e11e30bf7c6984U);
  const auto block = random_image<std::int16_t>(Size<3>{37, 31, 9}, 3, 30);
  CHECK(fingerprint(limn::local_maxima(block)) == 0x50963a68492e7844U);
  const auto blobs = limn::dilate(random_mask(Size{97, 61}, 6, 0.02), limn::StructuringElement::disk(4));
  CHECK(fingerprint(limn::h_maxima(limn::distance_transform(blobs), 0.75)) == 0xae6657747a4919c5U);
}

TEST_CASE("extrema: errors name what is wrong") {
  const Image<std::uint8_t> gray(Size{4, 3});
  limn::Mask out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::local_maxima_into(gray, out),
                       "limn::local_maxima_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::h_maxima(gray, 0)), "limn::h_maxima: h is 0 but must be above 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::h_minima_into(gray, out, std::nan("")),
                       "limn::h_minima_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
}
