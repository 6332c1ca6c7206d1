#include <limn/threshold/hysteresis.hpp>

#include <cmath>
#include <utility>

#include "reference/hysteresis.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;

TEST_CASE("hysteresis: weak pixels count where a strong one holds them") {
  const auto gray = image<std::uint8_t>({{5, 5, 9, 0, 5, 5},  //
                                         {0, 0, 0, 0, 0, 5},
                                         {5, 4, 5, 5, 6, 0}});
  CHECK(limn::hysteresis(gray, 4, 8) == mask({"###...",  //
                                              "......", "......"}));
  CHECK(limn::hysteresis(gray, 4, 5) == mask({"###.##",  //
                                              ".....#", "..###."}));
  CHECK(limn::hysteresis(gray, 4, 5, Connectivity::face) == mask({"###...",  //
                                                                  "......", "..###."}));
}

TEST_CASE("hysteresis: both comparisons are strict") {
  const auto gray = image<std::int16_t>({{-5, -4, 7, -5, 8}});
  CHECK(limn::hysteresis(gray, -5, 7) == mask({"....#"}));
  CHECK(limn::hysteresis(gray, -5, 6) == mask({".##.#"}));
}

TEST_CASE("hysteresis: a low level above the high one is taken for the high one") {
  const auto gray = image<std::uint8_t>({{1, 2, 3, 4}});
  CHECK(limn::hysteresis(gray, 9, 2) == mask({"..##"}));
}

TEST_CASE("hysteresis: a spiral is followed to its end") {
  // Wound so that neither sweep alone can follow it, over word boundaries.
  const limn::Index size = 151;
  limn::Image<std::uint8_t> gray(limn::Size{size, size});
  limn::Index x = 0, y = 0, dx = 1, dy = 0, steps = size - 1, painted = 1;
  gray(x, y) = 5;
  for (int turn = 0; steps > 1; ++turn) {
    for (limn::Index i = 0; i < steps; ++i) {
      x += dx;
      y += dy;
      gray(x, y) = 5;
      ++painted;
    }
    const limn::Index turned = dx;
    dx = -dy;
    dy = turned;
    if (turn >= 2 && turn % 2 == 0) steps -= 2;
  }
  for (const auto connectivity : {Connectivity::face, Connectivity::full}) {
    for (const bool outer : {false, true}) {
      auto seeded = gray;
      seeded(outer ? 0 : x, outer ? 0 : y) = 10;
      const auto found = limn::hysteresis(seeded, 4, 9, connectivity);
      limn::Index count = 0;
      for (const auto pixel : found.pixels()) count += limn::is_foreground(pixel);
      CHECK(count == painted);
    }
  }
}

TEST_CASE("hysteresis: an empty image gives an empty mask") {
  CHECK(limn::hysteresis(limn::Image<float>(limn::Size{0, 4}), 1, 2).size() == limn::Size{0, 4});
  CHECK(limn::hysteresis(limn::Volume<float>(), 1, 2).empty());
}

TEST_CASE("hysteresis: in place on bytes") {
  auto gray = random_image<std::uint8_t>(limn::Size{130, 30}, 1);
  const auto expected = limn::hysteresis(gray, 128, 240);
  const auto mask = limn::as_mask(gray);
  limn::hysteresis_into(gray, mask, 128, 240);
  CHECK(limn::copy(mask) == expected);
}

TEST_CASE_TEMPLATE("hysteresis equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      auto gray = random_image<T>(size, seed++, 64);
      const auto level = [&](double part) {
        if constexpr (std::is_floating_point_v<T>) return static_cast<T>(part * 200 - 100);
        else
          return static_cast<T>((std::numeric_limits<T>::min)() +
                                part * ((std::numeric_limits<T>::max)() * 1.0 - (std::numeric_limits<T>::min)()));
      };
      if constexpr (std::is_floating_point_v<T>) gray.pixels()[0] = static_cast<T>(std::nan(""));
      // From isolated pixels over the brink of percolation to nearly everything.
      for (const double low : {0.9, 0.6, 0.5, 0.4, 0.1}) {
        for (const auto connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
          CAPTURE(low);
          CAPTURE(static_cast<int>(connectivity));
          const T high = level(0.98);
          const auto expected = reference::hysteresis(gray, level(low), high, connectivity);
          for_each_layout(gray, [&](const auto& layout) {
            CHECK(limn::hysteresis(layout, level(low), high, connectivity) == expected);
          });
        }
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
  check(std::vector<limn::Size<2>>{{200, 150}});
  check(std::vector<limn::Size<3>>{{70, 20, 20}});
}

TEST_CASE("hysteresis: mazes") {
  // One-pixel walls with gaps at either end in turn: the path runs back and forth.
  for (const limn::Index width : {5, 64, 65, 200}) {
    limn::Image<float> gray(limn::Size{width, 40}, 1.0F);
    for (limn::Index y = 1; y < 40; y += 2) {
      for (limn::Index x = 0; x < width; ++x) gray(x, y) = 0;
      gray(y % 4 == 1 ? width - 1 : 0, y) = 1;
    }
    for (const limn::Index seed : {limn::Index{0}, limn::Index{38}}) {
      auto seeded = gray;
      seeded(width / 2, seed) = 3;
      CHECK(limn::hysteresis(seeded, 0.5F, 2.0F, Connectivity::face) == limn::threshold(gray, 0.5F));
      CHECK(limn::hysteresis(seeded, 0.5F, 2.0F) == limn::threshold(gray, 0.5F));
    }
  }
}

TEST_CASE("hysteresis: on the brink of percolation, over many words") {
  // Few seeds, so that what is found winds up and down through far more than the 1024 words of a batch.
  for (const auto& [size, seed] : {std::pair{limn::Size{700, 400}, 1U}, {limn::Size{1100, 90}, 2U}}) {
    auto gray = random_image<std::uint8_t>(size, seed);
    for (auto& pixel : gray.pixels()) pixel = pixel > 253 ? 253 : pixel;
    gray(size.width / 2, size.height / 2) = gray(1, size.height - 2) = 255;
    for (const int low : {100, 104, 152, 156}) {
      const auto connectivity = low < 128 ? Connectivity::face : Connectivity::full;
      const auto level = static_cast<std::uint8_t>(low);
      CAPTURE(low);
      CHECK(limn::hysteresis(gray, level, 254, connectivity) ==
            reference::hysteresis(gray, level, std::uint8_t{254}, connectivity));
    }
  }
}

TEST_CASE("hysteresis: large images, where both levels are the same") {
  // More than 8 MB reach memory another way.
  const auto gray = random_image<std::uint8_t>(limn::Size{4099, 2051}, 3);
  CHECK(limn::hysteresis(gray, 200, 200) == limn::threshold(gray, 200));
}

TEST_CASE("hysteresis: errors name what is wrong") {
  const limn::Image<std::uint8_t> gray(limn::Size{4, 3});
  limn::Mask mask(limn::Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::hysteresis_into(gray, mask, 1, 2),
                       "limn::hysteresis_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::hysteresis(limn::Image<float>(limn::Size{1, 1}), std::nanf(""), 1)),
                       "limn::hysteresis: low is NaN", std::invalid_argument);
}
