#include <limn/label/components.hpp>

#include <cstdint>
#include <vector>

#include "reference/label_components.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;

namespace {

constexpr Connectivity every_connectivity[] = {Connectivity::face, Connectivity::edge, Connectivity::full};

template <class L, std::size_t R>
bool same_labels(const limn::Labeling<L, R>& ours, const reference::Components<R>& expected) {
  if (ours.count != static_cast<L>(expected.count)) return false;
  for (std::size_t i = 0; i < ours.labels.pixels().size(); ++i) {
    if (ours.labels.pixels()[i] != static_cast<L>(expected.labels.pixels()[i])) return false;
  }
  return true;
}

template <class L, std::size_t R>
void check_against_reference(const Image<limn::Binary, R>& mask) {
  for (const Connectivity connectivity : every_connectivity) {
    CAPTURE(static_cast<int>(connectivity));
    const auto expected = reference::label_components(mask, connectivity);
    for_each_layout(mask, [&](const auto& layout) {
      CHECK(same_labels(limn::label_components<L>(layout, {.connectivity = connectivity}), expected));
    });
  }
}

/// A path one pixel wide that winds inward from the corner, one pixel apart from itself.
limn::Mask spiral(Index width, Index height) {
  limn::Mask mask(Size<2>{width, height});
  Index left = 0, top = 0, right = width - 1, bottom = height - 1;
  const auto line = [&](Index x0, Index y0, Index x1, Index y1) {
    for (Index y = (std::min)(y0, y1); y <= (std::max)(y0, y1); ++y) {
      for (Index x = (std::min)(x0, x1); x <= (std::max)(x0, x1); ++x) mask(x, y) = limn::Binary::foreground;
    }
  };
  for (Index from = 0; left <= right && top <= bottom; from = left - 1) {
    line(from, top, right, top);
    line(right, top, right, bottom);
    if (bottom > top) line(left, bottom, right, bottom);
    if (right > left && bottom > top + 1) line(left, top + 2, left, bottom);
    left += 2, top += 2, right -= 2, bottom -= 2;
  }
  return mask;
}

template <std::size_t R>
Image<limn::Binary, R> checkerboard(const Size<R>& size) {
  Image<limn::Binary, R> mask(size);
  reference::for_each_point(size, [&](const limn::Point<R>& point) {
    Index sum = 0;
    for (std::size_t axis = 0; axis < R; ++axis) sum += point[axis];
    mask(point) = limn::to_binary(sum % 2 == 0);
  });
  return mask;
}

/// Teeth hanging from the last row: all runs stay apart until then.
limn::Mask comb(Index width, Index height) {
  limn::Mask mask(Size<2>{width, height});
  for (Index y = 0; y < height; ++y) {
    for (Index x = 0; x < width; ++x) mask(x, y) = limn::to_binary(y == height - 1 || x % 2 == 0);
  }
  return mask;
}

}  // namespace

TEST_CASE("label_components: diagonal pixels belong together by default, not by face") {
  const auto picture = mask({"#..#.",  //
                             ".#.#.",  //
                             "#....",  //
                             "...##"});
  const auto full = limn::label_components(picture);
  CHECK(full.count == 3);
  CHECK(full.labels == image<std::int32_t>({{1, 0, 0, 2, 0},  //
                                            {0, 1, 0, 2, 0},  //
                                            {1, 0, 0, 0, 0},  //
                                            {0, 0, 0, 3, 3}}));
  const auto face = limn::label_components(picture, {.connectivity = Connectivity::face});
  CHECK(face.count == 5);
  CHECK(face.labels == image<std::int32_t>({{1, 0, 0, 2, 0},  //
                                            {0, 3, 0, 2, 0},  //
                                            {4, 0, 0, 0, 0},  //
                                            {0, 0, 0, 5, 5}}));
  CHECK(limn::label_components(picture, {.connectivity = Connectivity::edge}).labels == full.labels);
}

TEST_CASE("label_components: numbers follow the first pixels, not the order of meeting") {
  const auto picture = mask({"..#..#..",  //
                             "#.#..#.#",  //
                             "#.#..###",  //
                             "###....."});
  CHECK(limn::label_components(picture).labels ==
        image<std::int32_t>(
            {{0, 0, 1, 0, 0, 2, 0, 0}, {1, 0, 1, 0, 0, 2, 0, 2}, {1, 0, 1, 0, 0, 2, 2, 2}, {1, 1, 1, 0, 0, 0, 0, 0}}));
}

TEST_CASE("label_components: faces, edges and corners of a volume") {
  Image<limn::Binary, 3> cube(Size<3>{2, 2, 2});
  cube(0, 0, 0) = limn::Binary::foreground;
  cube(1, 1, 1) = limn::Binary::foreground;
  CHECK(limn::label_components(cube, {.connectivity = Connectivity::face}).count == 2);
  CHECK(limn::label_components(cube, {.connectivity = Connectivity::edge}).count == 2);
  CHECK(limn::label_components(cube, {.connectivity = Connectivity::full}).count == 1);
  cube(1, 1, 1) = limn::Binary::background;
  cube(1, 0, 1) = limn::Binary::foreground;
  CHECK(limn::label_components(cube, {.connectivity = Connectivity::face}).count == 2);
  CHECK(limn::label_components(cube, {.connectivity = Connectivity::edge}).count == 1);
}

TEST_CASE("label_components: any non-zero byte is foreground") {
  const auto bytes = image<std::uint8_t>({{1, 0, 2, 0, 128, 0, 255}});
  CHECK(limn::label_components(limn::as_mask(bytes)).labels == image<std::int32_t>({{1, 0, 2, 0, 3, 0, 4}}));
}

TEST_CASE("label_components: empty images and images of one kind") {
  CHECK(limn::label_components(limn::Mask()).count == 0);
  CHECK(limn::label_components(limn::Mask(Size<2>{0, 4})).labels.size() == Size<2>{0, 4});
  CHECK(limn::label_components(limn::Mask(Size<2>{100, 3})).count == 0);
  const auto all = limn::label_components(limn::Mask(Size<2>{129, 3}, limn::Binary::foreground));
  CHECK(all.count == 1);
  CHECK(all.labels == limn::LabelImage<>(Size<2>{129, 3}, 1));
}

TEST_CASE("label_components: long paths, and many runs that meet late") {
  for (const Index size : {1, 2, 31, 63, 64, 65, 127, 128, 129, 200}) {
    CAPTURE(size);
    check_against_reference<std::int32_t>(spiral(size, size));
    check_against_reference<std::int32_t>(spiral(size, 70));
    check_against_reference<std::int32_t>(comb(size, 66));
    check_against_reference<std::int32_t>(checkerboard(Size<2>{size, 67}));
    CHECK(limn::label_components(comb(size, 66)).count == 1);
    CHECK(limn::label_components(spiral(size, 70), {.connectivity = Connectivity::face}).count == 1);
  }
  check_against_reference<std::int32_t>(checkerboard(Size<3>{65, 6, 5}));
}

TEST_CASE_TEMPLATE("label_components equals the reference", L, std::int32_t, std::uint32_t, std::uint16_t, std::int64_t,
                   std::int16_t) {
  unsigned seed = 1;
  for (const double density : {0.1, 0.5, 0.9}) {
    CAPTURE(density);
    for (const auto& size : awkward_sizes<2>()) check_against_reference<L>(random_mask(size, seed++, density));
    for (const auto& size : awkward_sizes<3>()) check_against_reference<L>(random_mask(size, seed++, density));
  }
}

TEST_CASE("label_components: rows wider than what is listed at once, and many narrow ones") {
  unsigned seed = 100;
  for (const double density : {0.02, 0.3, 0.5, 0.8, 0.97}) {
    CAPTURE(density);
    for (const Index width : {4032, 4095, 4096, 4097, 8200, 12400}) {
      check_against_reference<std::int32_t>(random_mask(Size<2>{width, 5}, seed++, density));
    }
    for (const Index width : {1, 40, 64, 100, 129, 700}) {
      check_against_reference<std::int32_t>(random_mask(Size<2>{width, 150}, seed++, density));
    }
    check_against_reference<std::int32_t>(random_mask(Size<3>{4200, 3, 3}, seed++, density));
    check_against_reference<std::int32_t>(random_mask(Size<3>{130, 9, 11}, seed++, density));
  }
  check_against_reference<std::int32_t>(checkerboard(Size<2>{8300, 4}));
  check_against_reference<std::int32_t>(comb(8300, 4));
}

TEST_CASE("label_components: the counts of scipy.ndimage.label") {
  // random_mask(size, 7, density) labeled by scipy 1.10 with generate_binary_structure(rank, 1 to rank).
  struct Stored2 {
    Size<2> size;
    double density;
    std::int32_t counts[2];
  };
  const Stored2 stored_2d[] = {
      {{200, 150}, 0.1, {2437, 1982}},    {{200, 150}, 0.5, {2032, 130}},    {{200, 150}, 0.9, {5, 1}},
      {{63, 64}, 0.1, {314, 259}},        {{63, 64}, 0.5, {281, 23}},        {{63, 64}, 0.9, {1, 1}},
      {{64, 64}, 0.1, {324, 260}},        {{64, 64}, 0.5, {301, 17}},        {{64, 64}, 0.9, {1, 1}},
      {{65, 64}, 0.1, {328, 263}},        {{65, 64}, 0.5, {310, 30}},        {{65, 64}, 0.9, {3, 1}},
      {{1, 500}, 0.1, {42, 42}},          {{1, 500}, 0.5, {134, 134}},       {{1, 500}, 0.9, {41, 41}},
      {{500, 1}, 0.1, {42, 42}},          {{500, 1}, 0.5, {134, 134}},       {{500, 1}, 0.9, {41, 41}},
      {{1000, 700}, 0.1, {55797, 44656}}, {{1000, 700}, 0.5, {46216, 2477}}, {{1000, 700}, 0.9, {70, 1}},
  };
  for (const Stored2& stored : stored_2d) {
    const auto& [size, density, counts] = stored;
    const auto picture = random_mask(size, 7, density);
    CAPTURE(stored.size);
    CHECK(limn::label_components(picture, {.connectivity = Connectivity::face}).count == counts[0]);
    CHECK(limn::label_components(picture, {.connectivity = Connectivity::full}).count == counts[1]);
  }
  struct Stored3 {
    Size<3> size;
    double density;
    std::int32_t counts[3];
  };
  const Stored3 stored_3d[] = {
      {{40, 30, 20}, 0.1, {1724, 811, 407}},  {{40, 30, 20}, 0.3, {1503, 28, 10}}, {{40, 30, 20}, 0.7, {20, 1, 1}},
      {{64, 9, 7}, 0.1, {289, 159, 103}},     {{64, 9, 7}, 0.3, {322, 16, 6}},     {{64, 9, 7}, 0.7, {11, 1, 1}},
      {{65, 33, 21}, 0.1, {3233, 1460, 743}}, {{65, 33, 21}, 0.3, {2770, 44, 8}},  {{65, 33, 21}, 0.7, {44, 1, 1}},
  };
  for (const Stored3& stored : stored_3d) {
    const auto& [size, density, counts] = stored;
    const auto picture = random_mask(size, 7, density);
    CAPTURE(stored.size);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(limn::label_components(picture, {.connectivity = every_connectivity[i]}).count == counts[i]);
    }
  }
}

TEST_CASE("label_components: labels of 8 bits, also in the mask's own memory") {
  auto picture = random_mask(Size<2>{131, 9}, 3, 0.6);
  check_against_reference<std::uint8_t>(picture);
  const auto expected = limn::label_components<std::uint8_t>(picture);
  const limn::ImageView<std::uint8_t> labels(reinterpret_cast<std::uint8_t*>(picture.pixels().data()), picture.size());
  CHECK(limn::label_components_into(picture, labels) == expected.count);
  CHECK(limn::copy(labels) == expected.labels);
}

TEST_CASE("label_components: the executor changes nothing") {
  for (const double density : {0.3, 0.5, 0.6}) {
    for (const Connectivity connectivity : every_connectivity) {
      const limn::ComponentsOptions options{.connectivity = connectivity};
      const auto picture = random_mask(Size<2>{3000, 400}, 5, density);
      const auto expected = limn::label_components(picture, options);
      const auto ours = limn::label_components(picture, options, Backward{});
      CHECK(ours.count == expected.count);
      CHECK(ours.labels == expected.labels);
      const auto volume = random_mask(Size<3>{130, 40, 100}, 5, density / 2);
      const auto expected_volume = limn::label_components(volume, options);
      const auto our_volume = limn::label_components(volume, options, Backward{});
      CHECK(our_volume.count == expected_volume.count);
      CHECK(our_volume.labels == expected_volume.labels);
    }
  }
}

TEST_CASE("label_components: large images equal the reference") {
  // Labels of more than 8 MB reach memory another way.
  check_against_reference<std::int32_t>(random_mask(Size<2>{2057, 1021}, 8, 0.45));
}

TEST_CASE("label_components: padding of the output stays as it was") {
  const auto picture = random_mask(Size<2>{70, 5}, 7);
  std::vector<std::int32_t> storage(75 * 5, -7);
  const limn::ImageView<std::int32_t> labels(storage.data(), picture.size(), {75 * 4});
  limn::label_components_into(picture, labels);
  CHECK(limn::copy(labels) == limn::label_components(picture).labels);
  for (std::size_t y = 0; y < 5; ++y) {
    for (std::size_t x = 70; x < 75; ++x) CHECK(storage[y * 75 + x] == -7);
  }
}

TEST_CASE("label_components: errors name what is wrong") {
  const limn::Mask picture(Size<2>{4, 3});
  limn::LabelImage<> labels(Size<2>{4, 2});
  CHECK_THROWS_WITH_AS(limn::label_components_into(picture, labels),
                       "limn::label_components_into: the output is 4x2 but the mask is 4x3", std::invalid_argument);
  const limn::ComponentsOptions face{.connectivity = Connectivity::face};
  const auto board = checkerboard(Size<2>{32, 16});
  limn::LabelImage<std::uint8_t> bytes(board.size(), std::uint8_t{9});
  CHECK_THROWS_WITH_AS(limn::label_components_into(board, bytes, face),
                       "limn::label_components: 256 objects do not fit a label of 8 bits, which ends at 255",
                       std::overflow_error);
  CHECK(bytes == limn::LabelImage<std::uint8_t>(board.size(), std::uint8_t{9}));
  CHECK(limn::label_components<std::uint8_t>(checkerboard(Size<2>{30, 17}), face).count == 255);
}
