#include <limn/region/flood_fill.hpp>

#include <cmath>

#include "reference/flood_fill.hpp"
#include "support/images.hpp"

#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::Binary;
using limn::Connectivity;
using limn::FloodOptions;
using limn::FloodRange;
using limn::Point;
using limn::Rgb;

namespace {

/// Random pixels of few levels, so that floods run far.
template <class P, std::size_t R>
Image<P, R> random_pixels(const Size<R>& size, unsigned seed, int levels) {
  if constexpr (limn::GrayPixel<P>) {
    return random_image<P>(size, seed, levels);
  } else {
    Image<P, R> result(size);
    for (std::size_t c = 0; c < limn::channels_v<P>; ++c) {
      const auto plane = random_image<limn::channel_t<P>>(size, seed + 100 * static_cast<unsigned>(c), levels);
      for (std::size_t i = 0; i < plane.pixels().size(); ++i) {
        auto* const channels = reinterpret_cast<limn::channel_t<P>*>(&result.pixels()[i]);
        channels[c] = plane.pixels()[i];
      }
    }
    return result;
  }
}

/// The distance between two of `levels` levels of a type.
template <class T>
double level_step(int levels) {
  if constexpr (std::is_floating_point_v<T>) return 200.0 / levels;
  else return (static_cast<double>((std::numeric_limits<T>::max)()) - (std::numeric_limits<T>::min)() + 1) / levels;
}

template <std::size_t R>
Point<R> random_point(const Size<R>& size, unsigned seed) {
  std::mt19937 generator(seed);
  Point<R> point{};
  for (std::size_t axis = 0; axis < R; ++axis) {
    point[axis] = static_cast<Index>(generator()) % size[axis];
  }
  return point;
}

}  // namespace

TEST_CASE("flood_fill: what is like the seed and connected to it") {
  const auto gray = image<std::uint8_t>({{5, 6, 9, 5, 5},  //
                                         {5, 9, 5, 9, 5},
                                         {4, 5, 9, 5, 5}});
  CHECK(limn::flood_fill(gray, Point{0, 1}) == mask({"#....",  //
                                                     "#....", "....."}));
  CHECK(limn::flood_fill(gray, Point{0, 1}, {.low = 1, .high = 1}) == mask({"##...",  //
                                                                            "#....", "##..."}));
  CHECK(limn::flood_fill(gray, Point{0, 1}, {.high = 1}) == mask({"##...",  //
                                                                  "#....", "....."}));
  CHECK(limn::flood_fill(gray, Point{0, 1}, {.low = 1, .high = 1, .connectivity = Connectivity::full}) ==
        mask({"##.##",  //
              "#.#.#", "##.##"}));
}

TEST_CASE("flood_fill: a floating range goes up a ramp, a fixed one does not") {
  const auto ramp = image<std::uint8_t>({{1, 2, 3, 4, 6, 7}});
  CHECK(limn::flood_fill(ramp, Point{1, 0}, {.low = 1, .high = 1}) == mask({"###..."}));
  CHECK(limn::flood_fill(ramp, Point{1, 0}, {.low = 1, .high = 1, .range = FloodRange::floating}) == mask({"####.."}));
  CHECK(limn::flood_fill(ramp, Point{1, 0}, {.high = 2, .range = FloodRange::floating}) == mask({".#####"}));
  CHECK(limn::flood_fill(ramp, Point{4, 0}, {.low = 2, .range = FloodRange::floating}) == mask({"#####."}));
}

TEST_CASE("flood_fill: colors hold in every channel") {
  const auto color = image<Rgb<std::uint8_t>>({{{9, 9, 9}, {9, 10, 8}, {9, 9, 11}, {9, 9, 9}}});
  CHECK(limn::flood_fill(color, Point{0, 0}, {.low = 1, .high = 1}) == mask({"##.."}));
  CHECK(limn::flood_fill(color, Point{0, 0}, {.low = 1, .high = 2}) == mask({"####"}));
  CHECK(limn::flood_fill(color, Point{0, 0}, {.low = 1, .high = 3, .range = FloodRange::floating}) == mask({"###."}));
}

TEST_CASE("flood_fill: bounds stop at the ends of the type, fractions of integers are cut off") {
  const auto bytes = image<std::uint8_t>({{255, 250, 0}});
  CHECK(limn::flood_fill(bytes, Point{0, 0}, {.low = 5.9, .high = 1e300}) == mask({"##."}));
  CHECK(limn::flood_fill(bytes, Point{2, 0}, {.low = 1e300, .high = 249.5}) == mask({"..#"}));
  CHECK(limn::flood_fill(bytes, Point{2, 0}, {.high = 1e300}) == mask({"###"}));
  const auto shorts = image<std::int16_t>({{-32768, 32767, -1}});
  CHECK(limn::flood_fill(shorts, Point{0, 0}, {.high = 65534}) == mask({"#.."}));
  CHECK(limn::flood_fill(shorts, Point{0, 0}, {.high = 65535}) == mask({"###"}));
  CHECK(limn::flood_fill(shorts, Point{1, 0}, {.low = 65534, .range = FloodRange::floating}) == mask({".##"}));
  const auto wide = image<std::int32_t>({{INT32_MIN, INT32_MAX, 0}});
  CHECK(limn::flood_fill(wide, Point{0, 0}, {.high = 1e300}) == mask({"###"}));
  CHECK(limn::flood_fill(wide, Point{1, 0}, {.low = 2e9}) == mask({".#."}));
}

TEST_CASE("flood_fill: NaN is a wall, infinities are levels") {
  const float nan = std::nanf(""), infinity = std::numeric_limits<float>::infinity();
  const auto row = image<float>({{1, nan, 1, -0.0F, 0, infinity, infinity, -infinity, 1e30F}});
  for (const auto range : {FloodRange::fixed, FloodRange::floating}) {
    CAPTURE(static_cast<int>(range));
    CHECK(limn::flood_fill(row, Point{1, 0}, {.low = 9, .high = 9, .range = range}) == mask({"........."}));
    CHECK(limn::flood_fill(row, Point{2, 0}, {.low = 1, .high = 1, .range = range}) == mask({"..###...."}));
    CHECK(limn::flood_fill(row, Point{3, 0}, {.range = range}) == mask({"...##...."}));
    CHECK(limn::flood_fill(row, Point{5, 0}, {.low = 1e300, .range = range}) ==
          (range == FloodRange::fixed ? mask({"..#######"}) : mask({"...#####."})));
    CHECK(limn::flood_fill(row, Point{5, 0}, {.low = 1e30, .high = 1e30, .range = range}) ==
          limn::flood_fill(row, Point{6, 0}, {.range = range}));
    CHECK(limn::flood_fill(row, Point{0, 0}, {.high = 1e300, .range = range}) == mask({"#........"}));
  }
  const auto color = image<Rgb<float>>({{{1, 2, 3}, {1, nan, 3}, {1, 2, 3}}});
  CHECK(limn::flood_fill(color, Point{0, 0}, {.low = 9, .high = 9}) == mask({"#.."}));
  CHECK(limn::flood_fill(color, Point{1, 0}, {.low = 9, .high = 9}) == mask({"..."}));
}

TEST_CASE("flood_fill: results of scikit-image 0.19") {
  // Made by tests/peers/flood_fill.py.
  const auto gray = image<std::uint8_t>({{26, 11, 13, 14, 13, 26, 27, 21, 10, 11},
                                         {16, 18, 22, 19, 15, 13, 23, 24, 10, 12},
                                         {19, 17, 27, 20, 18, 18, 23, 21, 13, 24},
                                         {25, 29, 25, 15, 16, 22, 23, 23, 27, 15},
                                         {28, 10, 11, 29, 28, 15, 12, 16, 10, 27},
                                         {23, 21, 14, 19, 13, 25, 19, 10, 15, 24}});
  CHECK(limn::flood_fill(gray, Point{9, 0}) == mask({".........#",  //
                                                     "..........",  //
                                                     "..........",  //
                                                     "..........",  //
                                                     "..........",  //
                                                     ".........."}));
  CHECK(limn::flood_fill(gray, Point{9, 0}, {.low = 6, .high = 6}) == mask({"........##",  //
                                                                            "........##",  //
                                                                            "........#.",  //
                                                                            "..........",  //
                                                                            "..........",  //
                                                                            ".........."}));
  CHECK(limn::flood_fill(gray, Point{9, 0}, {.low = 4, .high = 4, .connectivity = Connectivity::full}) ==
        mask({"........##",  //
              "........##",  //
              "........#.",  //
              ".........#",  //
              ".....##.#.",  //
              "....#..##."}));
}

TEST_CASE("flood_fill: a spiral, and words that are entered again and again") {
  // A corridor one pixel wide that winds inward.
  const Index side = 131;
  Image<std::uint8_t> maze(Size{side, side});
  Point<> at{0, 0};
  Point<> step{1, 0};
  maze(at) = 1;
  for (Index length = side - 1, turns = 0; length > 0; ++turns) {
    for (Index i = 0; i < length; ++i) {
      at = at + step;
      maze(at) = 1;
    }
    step = {-step.y, step.x};
    if (turns % 2 == 0 ? turns > 0 : false) length -= 2;
  }
  const auto wall_pixels = limn::transform(maze, [](std::uint8_t v) { return limn::to_binary(v != 0); });
  for (const auto connectivity : {Connectivity::face, Connectivity::full}) {
    for (const auto range : {FloodRange::fixed, FloodRange::floating}) {
      const FloodOptions options{.connectivity = connectivity, .range = range};
      CHECK(limn::flood_fill(maze, Point{0, 0}, options) == wall_pixels);
      CHECK(limn::flood_fill(maze, at, options) == wall_pixels);
    }
  }
}

TEST_CASE("flood_fill: rows of more than 4096 pixels, found from either end") {
  Image<std::uint8_t> row(Size{4096 * 2 + 200, 3});
  // Down at the right end of the first row, back to the left, down and to the right again.
  for (Index x = 0; x < row.width(); ++x) row(x, 0) = row(x, 2) = 7;
  row(row.width() - 1, 1) = 7;
  for (Index x = 3000; x < row.width() - 5; ++x) row(x, 0) = 1;
  const auto full = limn::transform(row, [](std::uint8_t v) { return limn::to_binary(v == 7); });
  auto expected = full;
  for (Index x = 0; x < 3000; ++x) expected(x, 0) = Binary::background;
  for (const auto range : {FloodRange::fixed, FloodRange::floating}) {
    CHECK(limn::flood_fill(row, Point{row.width() - 5, 0}, {.range = range}) == expected);
    CHECK(limn::flood_fill(row, Point{0, 2}, {.range = range}) == expected);
    CHECK(limn::flood_fill(row, Point<2>{4100, 2}, {.range = range}) == expected);
  }
}

TEST_CASE("flood_fill: every pixel of a region finds the same region") {
  const auto gray = random_image<std::uint16_t>(Size{70, 20}, 3, 3);
  for (const auto range : {FloodRange::fixed, FloodRange::floating}) {
    const FloodOptions options{.connectivity = Connectivity::full, .range = range};
    const auto region = limn::flood_fill(gray, Point{5, 5}, options);
    for (Index y = 0; y < gray.height(); ++y) {
      for (Index x = 0; x < gray.width(); ++x) {
        if (is_foreground(region(x, y))) CHECK(limn::flood_fill(gray, Point{x, y}, options) == region);
      }
    }
  }
}

TEST_CASE("flood_fill: into the memory of the image, into padded rows") {
  auto gray = random_image<std::uint8_t>(Size{100, 30}, 9, 3);
  const FloodOptions options{.low = 90, .high = 90};
  const auto expected = limn::flood_fill(gray, Point{50, 10}, options);
  for_each_layout(limn::Mask(gray.size(), Binary::foreground), [&](const auto& layout) {
    const limn::ImageView<Binary> out(const_cast<Binary*>(layout.pixels()), layout.size(), layout.byte_strides());
    limn::flood_fill_into(gray, out, Point{50, 10}, options);
    CHECK(limn::copy(out) == expected);
  });
  limn::flood_fill_into(gray, limn::as_mask(gray), Point{50, 10}, options);
  CHECK(limn::copy(limn::as_mask(gray)) == expected);
}

TEST_CASE_TEMPLATE("flood_fill equals the reference", P, LIMN_TEST_GRAY_TYPES, std::int32_t, Rgb<std::uint8_t>,
                   Rgb<float>) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      for (const auto connectivity : {Connectivity::face, Connectivity::edge, Connectivity::full}) {
        for (const auto range : {FloodRange::fixed, FloodRange::floating}) {
          CAPTURE(size);
          CAPTURE(static_cast<int>(connectivity));
          CAPTURE(static_cast<int>(range));
          ++seed;
          const int levels = seed % 2 == 0 ? 9 : 5;
          auto pixels = random_pixels<P>(size, seed, levels);
          if constexpr (std::is_floating_point_v<limn::channel_t<P>>) {
            auto& odd = pixels.pixels()[pixels.pixels().size() / 2];
            *reinterpret_cast<limn::channel_t<P>*>(&odd) = static_cast<limn::channel_t<P>>(std::nan(""));
          }
          // Two thirds of the range up or down, so that the flood percolates.
          const double step = level_step<limn::channel_t<P>>(levels);
          const FloodOptions options{.low = step * (levels / 2 + static_cast<int>(seed % 3)),
                                     .high = step * (levels / 2 - 1 + static_cast<int>(seed % 5)),
                                     .connectivity = connectivity,
                                     .range = range};
          const auto at = random_point(size, seed);
          const auto expected = reference::flood_fill(pixels, at, options);
          for_each_layout(pixels,
                          [&](const auto& layout) { CHECK(limn::flood_fill(layout, at, options) == expected); });
        }
      }
    }
  };
  check(awkward_sizes_2d());
  check(awkward_sizes_3d());
}

TEST_CASE("flood_fill: a comb over many blocks, in a large mask") {
  // More than 8 MB reach memory another way.
  const Size size{4099, 2101};
  Image<std::uint8_t> gray(size, 200);
  limn::Mask expected(size);
  for (Index y = 0; y < size.height; ++y) {
    for (Index x = 0; x < size.width; ++x) {
      // Teeth hang from the top and stand on the bottom in turn, joined at their ends.
      const bool open = x % 50 < 40 || (x / 50 % 2 == 0 ? y > 2080 : y < 3);
      if (!open) continue;
      gray(x, y) = 5;
      expected(x, y) = Binary::foreground;
    }
  }
  CHECK(limn::flood_fill(gray, {4000, 1000}, {.low = 1, .high = 1}) == expected);
  CHECK(limn::flood_fill(gray, {4000, 1000}, {.low = 1, .high = 1, .connectivity = Connectivity::full}) == expected);
}

TEST_CASE("flood_fill: columns joined at their ends in turn, in rows of more than 64 blocks") {
  // The flood is at one column at a time, and passes from block to block both ways.
  for (const Index width : {Index{32769}, Index{66000}}) {
    const Size size{width, 20};
    Image<std::uint8_t> gray(size, 200);
    limn::Mask expected(size);
    for (Index y = 0; y < size.height; ++y) {
      for (Index x = 0; x < width; ++x) {
        if (x % 2 == 1 && y != (x / 2 % 2 == 0 ? size.height - 1 : 0)) continue;
        gray(x, y) = 5;
        expected(x, y) = Binary::foreground;
      }
    }
    for (const Index x : {Index{0}, width / 2 / 512 * 512, (width - 1) / 2 * 2}) {
      CHECK(limn::flood_fill(gray, {x, 7}) == expected);
      CHECK(limn::flood_fill(gray, {x, 7}, {.connectivity = Connectivity::full}) == expected);
    }
  }
}

TEST_CASE("flood_fill: errors name what is wrong") {
  const Image<std::uint8_t> gray(Size{4, 3});
  limn::Mask small(Size{3, 3});
  CHECK_THROWS_WITH_AS(limn::flood_fill_into(gray, small, Point{0, 0}),
                       "limn::flood_fill: the output is 3x3 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::flood_fill(gray, Point{4, 0})),
                       "limn::flood_fill: the seed (4, 0) lies outside the image of 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::flood_fill(Image<float>(), Point{0, 0})),
                       "limn::flood_fill: the seed (0, 0) lies outside the image of 0x0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::flood_fill(gray, Point{0, -1}, {.low = 1})),
                       "limn::flood_fill: the seed (0, -1) lies outside the image of 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::flood_fill(gray, Point{0, 0}, {.low = -1})),
                       "limn::flood_fill: low is -1 but must be >= 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::flood_fill(gray, Point{0, 0}, {.high = std::nan("")})),
                       "limn::flood_fill: high is nan but must be >= 0", std::invalid_argument);
}

#if defined(LIMN_TEST_OPENCV)
namespace {

template <class P>
constexpr int opencv_type = CV_MAKETYPE(cv::DataType<limn::channel_t<P>>::depth, static_cast<int>(limn::channels_v<P>));

}  // namespace

TEST_CASE_TEMPLATE("flood_fill equals OpenCV", P, std::uint8_t, std::int32_t, float, Rgb<std::uint8_t>, Rgb<float>) {
  std::mt19937 generator(5);
  for (int round = 0; round < 400; ++round) {
    CAPTURE(round);
    const Size size{1 + static_cast<Index>(generator() % 150), 1 + static_cast<Index>(generator() % 40)};
    // Signed differences of OpenCV overflow where values lie farther apart than the type reaches.
    auto pixels = random_pixels<P>(size, static_cast<unsigned>(generator()), round % 3 == 0 ? 0 : 3 + round % 11);
    if constexpr (std::is_same_v<P, std::int32_t>) {
      for (auto& pixel : pixels.pixels()) pixel /= 4;
    }
    double range = level_step<limn::channel_t<P>>(4);
    if constexpr (std::is_same_v<P, std::int32_t>) range /= 4;
    const double spread = limn::channels_v<P> > 1 ? 3.5 : 2.5;
    const FloodOptions options{.low = range * spread * static_cast<double>(generator() % 1000) / 1000,
                               .high = range * spread * static_cast<double>(generator() % 1000) / 1000,
                               .connectivity = generator() % 2 == 0 ? Connectivity::face : Connectivity::full,
                               .range = round % 2 == 0 ? FloodRange::fixed : FloodRange::floating};
    const auto at = random_point(size, static_cast<unsigned>(generator()));
    cv::Mat flooded = cv::Mat::zeros(static_cast<int>(size.height) + 2, static_cast<int>(size.width) + 2, CV_8U);
    cv::Mat gray(static_cast<int>(size.height), static_cast<int>(size.width), opencv_type<P>, pixels.pixels().data());
    const auto four = [](double v) { return cv::Scalar(v, v, v, v); };
    cv::floodFill(gray, flooded, cv::Point(static_cast<int>(at.x), static_cast<int>(at.y)), cv::Scalar(), nullptr,
                  four(options.low), four(options.high),
                  (options.connectivity == Connectivity::face ? 4 : 8) | 255 << 8 | cv::FLOODFILL_MASK_ONLY |
                      (options.range == FloodRange::fixed ? cv::FLOODFILL_FIXED_RANGE : 0));
    const auto result = limn::flood_fill(pixels, at, options);
    limn::Mask expected(size);
    for (Index y = 0; y < size.height; ++y) {
      for (Index x = 0; x < size.width; ++x) {
        expected(x, y) =
            limn::to_binary(flooded.at<std::uint8_t>(static_cast<int>(y) + 1, static_cast<int>(x) + 1) != 0);
      }
    }
    CHECK(result == expected);
  }
}
#endif
