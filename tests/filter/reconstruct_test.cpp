#include <limn/filter/reconstruct.hpp>

#include <cmath>
#include <limits>
#include <vector>

#include "reference/hysteresis.hpp"
#include "reference/reconstruct.hpp"
#include "support/fingerprint.hpp"
#include "support/images.hpp"
#include "support/same.hpp"

using namespace limn_test;
using limn::Connectivity;
using limn::ReconstructBy;

namespace {

/// Pixels in the opposite order.
template <class T, std::size_t R>
Image<T, R> upside_down(const Image<T, R>& image) {
  return limn::transform(image, [](T v) {
    if constexpr (std::is_floating_point_v<T>) return -v;
    else return static_cast<T>(~v);
  });
}

}  // namespace

TEST_CASE("reconstruct: a marked object keeps its shape, another is cut down") {
  const auto mask = image<std::uint8_t>({{1, 1, 1, 1, 1, 1, 1, 1},  //
                                         {1, 5, 7, 1, 6, 6, 1, 3},
                                         {1, 6, 1, 1, 6, 1, 1, 1}});
  const auto marker = image<std::uint8_t>({{0, 0, 0, 0, 0, 0, 0, 0},  //
                                           {0, 0, 9, 0, 0, 0, 0, 2},
                                           {0, 0, 0, 0, 0, 0, 0, 0}});
  CHECK(limn::reconstruct(marker, mask) == image<std::uint8_t>({{1, 1, 1, 1, 1, 1, 1, 1},  //
                                                                {1, 5, 7, 1, 1, 1, 1, 2},
                                                                {1, 6, 1, 1, 1, 1, 1, 1}}));
  CHECK(limn::reconstruct(marker, mask, {.connectivity = Connectivity::face}) ==
        image<std::uint8_t>({{1, 1, 1, 1, 1, 1, 1, 1},  //
                             {1, 5, 7, 1, 1, 1, 1, 2},
                             {1, 5, 1, 1, 1, 1, 1, 1}}));
}

TEST_CASE("reconstruct by erosion: a hole fills to its rim") {
  const auto ground = image<std::int16_t>({{5, 5, 5, 5},  //
                                           {5, -3, 4, 5},
                                           {5, 5, 5, 2},
                                           {5, 5, 5, 5}});
  auto marker = ground;
  for (limn::Index y = 1; y < 3; ++y) {
    for (limn::Index x = 1; x < 3; ++x) marker(x, y) = 32767;
  }
  CHECK(limn::reconstruct(marker, ground, {.connectivity = Connectivity::face, .by = ReconstructBy::erosion}) ==
        image<std::int16_t>({{5, 5, 5, 5},  //
                             {5, 5, 5, 5},
                             {5, 5, 5, 2},
                             {5, 5, 5, 5}}));
  CHECK(limn::reconstruct(marker, ground, {.by = ReconstructBy::erosion}) == image<std::int16_t>({{5, 5, 5, 5},  //
                                                                                                  {5, 4, 4, 5},
                                                                                                  {5, 5, 5, 2},
                                                                                                  {5, 5, 5, 5}}));
}

TEST_CASE("reconstruct: masks keep the objects that the marker touches") {
  const auto objects = mask({"##..#",  //
                             "#..#.",  //
                             "...#."});
  const auto marker = mask({".#..."  //
                            ,
                            "..#..", "...#."});
  CHECK(limn::reconstruct(marker, objects) == objects);
  CHECK(limn::reconstruct(marker, objects, {.connectivity = Connectivity::face}) == mask({"##...",  //
                                                                                          "#..#.",  //
                                                                                          "...#."}));
  // By erosion the backgrounds that the marker's background touches stay.
  CHECK(limn::reconstruct(mask({"#####.####"}), mask({".##...#.#."}), {.by = ReconstructBy::erosion}) ==
        mask({"###...####"}));
}

TEST_CASE("reconstruct: NaN is NaN and lets nothing pass") {
  const float nan = std::nanf(""), infinity = std::numeric_limits<float>::infinity();
  const auto ground = image<float>({{5, 5, nan, 5, 5, infinity}});
  const auto marker = image<float>({{3, -infinity, 9, nan, 1, 0}});
  const auto expected = image<float>({{3, 3, nan, 1, 1, 1}});
  CHECK(same(limn::reconstruct(marker, ground), expected));
  CHECK(same(upside_down(limn::reconstruct(upside_down(marker), upside_down(ground), {.by = ReconstructBy::erosion})),
             expected));
}

TEST_CASE("reconstruct: NaN in the marker makes no NaN, not even where nothing comes in") {
  const float nan = std::nanf(""), infinity = std::numeric_limits<float>::infinity();
  for (const Index width : {3, 131}) {
    CAPTURE(width);
    const Image<float> marker(Size<2>{width, 2}, nan);
    // Filled by a function: of a filled image GCC 12 believes that it may have no pixels.
    const auto filled_around = [&](float value) {
      return limn::transform(marker, [&, i = Index{0}](float) mutable { return i++ == width + 1 ? nan : value; });
    };
    const Image<float> ground = filled_around(5), lowest = filled_around(-infinity), highest = filled_around(infinity);
    CHECK(same(limn::reconstruct(marker, ground), lowest));
    CHECK(same(limn::reconstruct(marker, ground, {.by = limn::ReconstructBy::erosion}), highest));
  }
}

TEST_CASE("reconstruct: a spiral that winds back on itself") {
  const limn::Index size = 61;
  Image<std::uint16_t> ground(Size{size, size});
  Index x = 0, y = 0, dx = 1, dy = 0, steps = size - 1;
  std::uint16_t level = 9000;
  ground(x, y) = level;
  for (int turn = 0; steps > 1; ++turn) {
    for (Index i = 0; i < steps; ++i) {
      x += dx;
      y += dy;
      ground(x, y) = --level;
    }
    const Index turned = dx;
    dx = -dy;
    dy = turned;
    if (turn >= 2 && turn % 2 == 0) steps -= 2;
  }
  Image<std::uint16_t> outer(ground.size()), inner(ground.size());
  outer(0, 0) = 60000;
  inner(x, y) = 60000;
  // From the high end down everything is reached, from the low end nothing rises above it.
  CHECK(limn::reconstruct(outer, ground, {.connectivity = Connectivity::face}) == ground);
  const auto flat = limn::reconstruct(inner, ground, {.connectivity = Connectivity::face});
  CHECK(flat(0, 0) == level);
  CHECK(flat == limn::transform(ground, [=](std::uint16_t v) { return v == 0 ? v : level; }));
}

TEST_CASE_TEMPLATE("reconstruct equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = []<std::size_t R>(const std::vector<Size<R>>& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      auto ground = random_image<T>(size, seed++, 30);
      auto marker = random_image<T>(size, seed++, 30);
      for (auto& pixel : marker.pixels()) {
        if (pixel < static_cast<T>((std::numeric_limits<T>::max)() / 5 * 4)) pixel = std::numeric_limits<T>::lowest();
      }
      if constexpr (std::is_floating_point_v<T>) {
        marker = limn::transform(random_image<T>(size, seed++, 30), [](T v) { return v < 80 ? T{-1000} : v; });
        ground.pixels()[ground.pixels().size() / 2] = static_cast<T>(std::nan(""));
      }
      for (const auto connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
        CAPTURE(size);
        CAPTURE(static_cast<int>(connectivity));
        const auto expected = reference::reconstruct(marker, ground, connectivity);
        for_each_layout(ground, [&](const auto& layout) {
          CHECK(same(limn::reconstruct(marker, layout, {.connectivity = connectivity}), expected));
        });
        CHECK(same(limn::reconstruct(upside_down(marker), upside_down(ground),
                                     {.connectivity = connectivity, .by = ReconstructBy::erosion}),
                   upside_down(expected)));
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("reconstruct: masks equal a search") {
  unsigned seed = 1;
  const auto check = [&](const auto& sizes) {
    for (const auto& size : sizes) {
      const auto objects = random_mask(size, seed++, 0.5), marker = random_mask(size, seed++, 0.02);
      // Hysteresis on two levels is the same thing.
      auto gray = limn::transform(objects, [](limn::Binary b) { return std::uint8_t{limn::is_foreground(b)}; });
      for (std::size_t i = 0; i < gray.pixels().size(); ++i) {
        if (gray.pixels()[i] == 1 && limn::is_foreground(marker.pixels()[i])) gray.pixels()[i] = 2;
      }
      for (const auto connectivity : {Connectivity::face, Connectivity::full}) {
        const auto expected = reference::hysteresis(gray, std::uint8_t{0}, std::uint8_t{1}, connectivity);
        for_each_layout(objects, [&](const auto& layout) {
          CHECK(limn::reconstruct(marker, layout, {.connectivity = connectivity}) == expected);
        });
        const auto complement = [](limn::Binary b) { return limn::to_binary(!limn::is_foreground(b)); };
        CHECK(limn::reconstruct(limn::transform(marker, complement), limn::transform(objects, complement),
                                {.connectivity = connectivity, .by = ReconstructBy::erosion}) ==
              limn::transform(expected, complement));
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("reconstruct: in place, and of nothing") {
  const auto ground = random_image<std::uint8_t>(Size{90, 40}, 1, 20);
  auto marker = random_image<std::uint8_t>(Size{90, 40}, 2, 20);
  const auto expected = limn::reconstruct(marker, ground);
  auto limit = ground;
  limn::reconstruct_into(marker, limit, limit);
  CHECK(limit == expected);
  // The rows of the output lie in the marker's memory in another order.
  auto turned = marker;
  const limn::ImageView<std::uint8_t, 2> rows(turned.row(39).data(), turned.size(), {-90});
  limn::reconstruct_into(turned, ground, rows);
  bool same = true;
  for (limn::Index y = 0; y < 40; ++y) {
    for (limn::Index x = 0; x < 90; ++x) same = same && rows(x, y) == expected(x, y);
  }
  CHECK(same);
  limn::reconstruct_into(marker, ground, marker);
  CHECK(marker == expected);
  CHECK(limn::reconstruct(Image<float>(Size{0, 3}), Image<float>(Size{0, 3})).empty());
  CHECK(limn::reconstruct(limn::Mask(), limn::Mask()).empty());
}

TEST_CASE("reconstruct equals scikit-image's") {
  // Stored by tests/peers/morphology.py: a fortieth of the pixels mark their own height.
  const auto deep = random_image<std::uint16_t>(Size{97, 61}, 2, 1000);
  Image<std::uint16_t> marker(deep.size());
  std::mt19937 draw(4);
  for (std::size_t i = 0; i < deep.pixels().size(); ++i) marker.pixels()[i] = draw() % 40 == 0 ? deep.pixels()[i] : 0;
  CHECK(fingerprint(limn::reconstruct(marker, deep)) == 0xfedd62cf0372df17U);
  CHECK(fingerprint(limn::reconstruct(marker, deep, {.connectivity = Connectivity::face})) == 0x34170b5eba81e753U);
  CHECK(fingerprint(limn::reconstruct(upside_down(marker), upside_down(deep), {.by = ReconstructBy::erosion})) ==
        0xeb0dce68a0499749U);
  const auto block = random_image<std::int16_t>(Size<3>{37, 31, 9}, 3, 30);
  auto low = block;
  std::mt19937 other(5);
  for (auto& pixel : low.pixels()) pixel = other() % 40 == 0 ? pixel : std::int16_t{-32768};
  CHECK(fingerprint(limn::reconstruct(low, block, {.connectivity = Connectivity::edge})) == 0x755a95f73db515ddU);
}

TEST_CASE("reconstruct: errors name what is wrong") {
  const Image<std::uint8_t> ground(Size{4, 3}), marker(Size{4, 2});
  Image<std::uint8_t> out(Size{3, 3});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::reconstruct(marker, ground)),
                       "limn::reconstruct: the marker is 4x2 but the mask is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::reconstruct_into(ground, ground, out),
                       "limn::reconstruct_into: the output is 3x3 but the mask is 4x3", std::invalid_argument);
}
