#include <limn/filter/median.hpp>

#include <cmath>

#include "reference/smooth.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"
#include "support/same.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::Border;

namespace {

constexpr Border borders[] = {Border::reflect, Border::mirror, Border::replicate, Border::wrap, Border::constant};

template <std::size_t R>
Size<R> cube(Index window) {
  Size<R> size;
  for (std::size_t axis = 0; axis < R; ++axis) size[axis] = window;
  return size;
}

const Image<double> gray = image<double>({{1, 5, 2, 8}, {0, 3, 9, 4}, {7, 6, 2, 2}});

}  // namespace

TEST_CASE("median: specks go, edges stay") {
  const auto picture = image<std::uint8_t>({{0, 0, 0, 200, 200, 200},  //
                                            {0, 255, 0, 200, 200, 200},
                                            {0, 0, 0, 200, 3, 200},
                                            {0, 0, 0, 200, 200, 200}});
  CHECK(limn::median(picture) == image<std::uint8_t>({{0, 0, 0, 200, 200, 200},  //
                                                      {0, 0, 0, 200, 200, 200},
                                                      {0, 0, 0, 200, 200, 200},
                                                      {0, 0, 0, 200, 200, 200}}));
}

TEST_CASE("median equals scipy's") {
  // scipy.ndimage.median_filter, see tests/peers/filters.py.
  CHECK(limn::median(gray) == image<double>({{1, 2, 5, 8}, {3, 3, 4, 4}, {6, 6, 3, 2}}));
  limn::Volume<double> volume(Size{4, 3, 3});
  for (Index y = 0; y < 3; ++y) {
    for (Index x = 0; x < 4; ++x) {
      volume(x, y, 0) = gray(x, y);
      volume(x, y, 1) = gray(x, 2 - y);
      volume(x, y, 2) = 2 * gray(x, y);
    }
  }
  const auto medians = limn::median(volume);
  Image<double> slice(Size{4, 3});
  for (Index y = 0; y < 3; ++y) {
    for (Index x = 0; x < 4; ++x) slice(x, y) = medians(x, y, 1);
  }
  CHECK(slice == image<double>({{2, 4, 5, 4}, {3, 4, 5, 4}, {5, 5, 4, 4}}));
}

TEST_CASE("median: the complement of an image has the complement of the median") {
  const auto picture = random_image<std::uint8_t>(Size{70, 40}, 8);
  const auto complement = [](std::uint8_t v) { return static_cast<std::uint8_t>(255 - v); };
  for (const Index window : {1, 3, 5, 7, 15}) {
    CHECK(limn::median(limn::transform(picture, complement), {.window = window}) ==
          limn::transform(limn::median(picture, {.window = window}), complement));
  }
}

TEST_CASE_TEMPLATE("median equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = []<std::size_t R>(const std::vector<Size<R>>& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      ++seed;
      auto picture = random_image<T>(size, seed, seed % 3 == 0 ? 5 : 0);
      if constexpr (std::is_floating_point_v<T>) {
        if (seed % 2 == 0) picture.pixels()[picture.pixels().size() / 2] = static_cast<T>(std::nan(""));
      }
      const Border border = borders[seed % 5];
      for (const Index window : {3, 5, 9}) {
        if (R == 3 && window == 9) continue;
        CAPTURE(window);
        const auto expected = reference::median<T>(picture, cube<R>(window), border, 7);
        for_each_layout(picture, [&](const auto& layout) {
          CHECK(same(limn::median(layout, {.window = window, .border = border, .constant = 7}), expected));
        });
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE_TEMPLATE("median: every window of zeros and ones", T, std::uint8_t, float) {
  // What a network does to zeros and ones it does to all numbers.
  const auto bits = random_image<std::uint8_t>(Size{700, 300}, 9, 2);
  const auto picture = limn::transform(bits, [](std::uint8_t v) { return static_cast<T>(v > 0); });
  for (const Index window : {3, 5}) {
    CHECK(same(limn::median(picture, {.window = window}),
               reference::median<T>(picture, cube<2>(window), Border::reflect)));
  }
}

TEST_CASE("median: large windows of bytes, several bands and stripes in any order") {
  const auto picture = random_image<std::uint8_t>(Size{700, 9}, 3);
  for (const Index window : {7, 181, 183, 301}) {
    CAPTURE(window);
    const auto medians = limn::median(picture, {.window = window, .border = Border::wrap});
    const auto sized = Size<2>{window, window};
    const auto part = limn::copy(subview(picture, {{0, 0}, {30, 9}}));
    CHECK(limn::median(part, {.window = window, .border = Border::wrap}) ==
          reference::median<std::uint8_t>(part, sized, Border::wrap));
    CHECK(limn::median(picture, {.window = window, .border = Border::wrap}, Backward{}) == medians);
  }
  const auto tall = random_image<std::uint8_t>(Size{500, 600}, 4, 40);
  CHECK(limn::median(tall, {.window = 7}) == reference::median<std::uint8_t>(tall, {7, 7}, Border::reflect));
}

TEST_CASE("median: several tiles of ranks, in any order") {
  const auto picture = random_image<std::uint16_t>(Size{300, 150}, 3);
  const auto medians = limn::median(picture, {.window = 7});
  CHECK(medians == reference::median<std::uint16_t>(picture, {7, 7}, Border::reflect));
  CHECK(limn::median(picture, {.window = 7}, Backward{}) == medians);
}

TEST_CASE("median: each channel of a color by itself") {
  const auto red = random_image<std::uint8_t>(Size{70, 9}, 1), green = random_image<std::uint8_t>(Size{70, 9}, 2);
  Image<limn::Rgb<std::uint8_t>> color(red.size());
  for (Index y = 0; y < 9; ++y) {
    for (Index x = 0; x < 70; ++x) color(x, y) = {red(x, y), green(x, y), 9};
  }
  for (const Index window : {3, 5, 9}) {
    const limn::MedianOptions options{.window = window};
    const auto medians = limn::median(color, options);
    CHECK(limn::transform(medians, [](auto p) { return p.r; }) == limn::median(red, options));
    CHECK(limn::transform(medians, [](auto p) { return p.g; }) == limn::median(green, options));
    CHECK(limn::transform(medians, [](auto p) { return p.b; }) == Image<std::uint8_t>(red.size(), 9));
  }
}

TEST_CASE("median: empty images and errors") {
  CHECK(limn::median(Image<float>()).empty());
  Image<double> small(Size{4, 2}), alias = gray;
  CHECK_THROWS_WITH_AS(limn::median_into(gray, small), "limn::median_into: the output is 4x2 but the image is 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::median(gray, {.window = 4})),
                       "limn::median: window is 4 but must be odd and in [1, 1023]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::median_into(alias, alias), "limn::median_into: the output must not be the image itself",
                       std::invalid_argument);
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE_TEMPLATE("median equals cv::medianBlur", T, std::uint8_t, std::uint16_t, std::int16_t, float) {
  auto picture = random_image<T>(Size{133, 61}, 4);
  for (const int window : {3, 5, 15, 31}) {
    if (window > 5 && sizeof(T) > 1) continue;  // OpenCV has them for bytes alone
    Image<T> peer(picture.size());
    const cv::Mat in(61, 133, cv::DataType<T>::type, picture.pixels().data());
    cv::Mat out(61, 133, cv::DataType<T>::type, peer.pixels().data());
    cv::medianBlur(in, out, window);
    CHECK(limn::median(picture, {.window = window, .border = Border::replicate}) == peer);
  }
}
#endif
