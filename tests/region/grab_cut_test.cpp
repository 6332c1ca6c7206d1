#include <limn/region/grab_cut.hpp>

#include <cmath>

#include "reference/graph_cut.hpp"
#include "support/images.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::Box;
using limn::Connectivity;
using limn::CutHint;
using limn::GrabCutOptions;
using limn::Point;
using Color = limn::Rgb<std::uint8_t>;

namespace {

/// A disk or ball of two colors on a ground of two others, all with noise.
template <std::size_t R>
Image<Color, R> colored_ball(const Size<R>& size, unsigned seed) {
  std::mt19937 generator(seed);
  Image<Color, R> result(size);
  Index i = 0;
  for (Color& pixel : result.pixels()) {
    double squared = 0;
    Index rest = i++;
    const Index stripe = rest / 3 % 2;
    for (std::size_t axis = 0; axis < R; ++axis) {
      const double d = (static_cast<double>(rest % size[axis]) + 0.5) / static_cast<double>(size[axis]) - 0.5;
      squared += d * d;
      rest /= size[axis];
    }
    const bool inside = squared < 0.1;
    const auto level = [&](int value) { return static_cast<std::uint8_t>(value + static_cast<int>(generator() % 30)); };
    if (inside)
      pixel = stripe == 0 ? Color{level(150), level(60), level(40)} : Color{level(170), level(140), level(30)};
    else pixel = stripe == 0 ? Color{level(60), level(90), level(140)} : Color{level(90), level(80), level(60)};
  }
  return result;
}

template <std::size_t R>
Box<R> inner_box(const Size<R>& size) {
  Box<R> box;
  for (std::size_t axis = 0; axis < R; ++axis) {
    box.origin[axis] = size[axis] / 8;
    box.size[axis] = (std::max)(size[axis] - size[axis] / 4, Index{1});
  }
  return box;
}

template <std::size_t R>
Image<CutHint, R> hints_of(const Size<R>& size, const Box<R>& box) {
  Image<CutHint, R> hints(size);
  for (Index i = 0; i < limn::pixel_count(size); ++i) {
    Point<R> point{};
    Index rest = i;
    for (std::size_t axis = 0; axis < R; ++axis) {
      point[axis] = rest % size[axis];
      rest /= size[axis];
    }
    if (limn::contains(box.size, point - box.origin)) hints(point) = CutHint::probable_foreground;
  }
  return hints;
}

template <class P, std::size_t R>
Image<limn::Binary, R> by_reference(const Image<P, R>& image, const Image<CutHint, R>& hints,
                                    const GrabCutOptions& options) {
  std::vector<int> numbers;
  for (const CutHint hint : hints.pixels()) numbers.push_back(static_cast<int>(hint));
  return reference::grab_cut(image, numbers, options.iterations,
                             {static_cast<long double>(options.smoothness), static_cast<long double>(options.beta),
                              options.connectivity, options.components});
}

template <class A, class B>
double iou(const A& a, const B& b) {
  double both = 0, either = 0;
  for (std::size_t i = 0; i < a.pixels().size(); ++i) {
    const bool in_a = limn::is_foreground(a.pixels()[i]), in_b = limn::is_foreground(b.pixels()[i]);
    both += in_a && in_b ? 1 : 0;
    either += in_a || in_b ? 1 : 0;
  }
  return both / either;
}

}  // namespace

TEST_CASE("grab_cut: what differs from all that is outside of the box") {
  Image<std::uint8_t> gray(Size{7, 5}, std::uint8_t{20});
  gray(2, 2) = gray(3, 2) = gray(3, 3) = 200;
  gray(0, 0) = 22;
  CHECK(limn::grab_cut(gray, {{1, 1}, {5, 3}}, {.components = 1}) ==
        mask({".......",  //
              ".......", "..##...", "...#...", "......."}));
}

TEST_CASE("grab_cut: a hint that is certain stays, and what is like it follows") {
  const auto picture = colored_ball(Size{40, 30}, 1);
  auto hints = hints_of(picture.size(), inner_box(picture.size()));
  const auto first = limn::grab_cut(picture, hints);
  CHECK(limn::is_foreground(first(20, 15)));
  CHECK(!limn::is_foreground(first(1, 1)));
  hints(20, 15) = CutHint::background;
  hints(1, 1) = CutHint::foreground;
  const auto second = limn::grab_cut(picture, hints);
  CHECK(!limn::is_foreground(second(20, 15)));
  CHECK(limn::is_foreground(second(1, 1)));
  CHECK(second == by_reference(picture, hints, {}));
}

TEST_CASE("grab_cut: finds the disk, and the same from the box as from its hints") {
  const auto picture = colored_ball(Size{120, 90}, 2);
  const auto found = limn::grab_cut(picture, inner_box(picture.size()));
  limn::Mask disk(picture.size());
  for (Index y = 0; y < 90; ++y) {
    for (Index x = 0; x < 120; ++x) {
      const double dx = (static_cast<double>(x) + 0.5) / 120 - 0.5, dy = (static_cast<double>(y) + 0.5) / 90 - 0.5;
      disk(x, y) = limn::to_binary(dx * dx + dy * dy < 0.1);
    }
  }
  CHECK(iou(found, disk) > 0.99);
  CHECK(limn::grab_cut(picture, hints_of(picture.size(), inner_box(picture.size()))) == found);
  limn::Mask out(picture.size());
  limn::grab_cut_into(picture, inner_box(picture.size()), out);
  CHECK(out == found);
}

TEST_CASE("grab_cut equals the reference") {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      if (limn::pixel_count(size) > 1100 || limn::pixel_count(size) < 20) continue;
      const auto picture = colored_ball(size, seed++);
      const auto box = inner_box(size);
      if (box.size == size) continue;
      for (const auto connectivity : {Connectivity::face, Connectivity::full}) {
        const GrabCutOptions options{.iterations = 3, .components = 2, .connectivity = connectivity};
        const auto expected = by_reference(picture, hints_of(size, box), options);
        for_each_layout(picture, [&](const auto& layout) { CHECK(limn::grab_cut(layout, box, options) == expected); });
      }
    }
  };
  check(std::vector<Size<2>>{{12, 9}, {9, 12}, {64, 15}, {31, 33}, {17, 60}});
  check(std::vector<Size<3>>{{9, 8, 9}, {17, 9, 6}});
}

TEST_CASE_TEMPLATE("grab_cut: gray equals the reference", P, std::uint8_t, std::uint16_t, float) {
  const auto colors = colored_ball(Size{30, 24}, 5);
  auto gray = limn::transform(colors, [](const Color& c) { return static_cast<P>(c.r * (sizeof(P) > 1 ? 100 : 1)); });
  if constexpr (std::is_floating_point_v<P>) gray(0, 0) = gray(15, 12) = static_cast<P>(std::nan(""));
  const auto box = inner_box(gray.size());
  const auto found = limn::grab_cut(gray, box);
  CHECK(found == by_reference(gray, hints_of(gray.size(), box), {}));
  if constexpr (std::is_floating_point_v<P>) CHECK(!limn::is_foreground(found(15, 12)));
}

TEST_CASE("grab_cut: where borders cost little, each pixel goes by its colors alone") {
  // Of overlapping components, of which one has nearly all the pixels: which one a pixel belongs to is told by their
  // shapes, not by their shares.
  std::mt19937 generator(9);
  Image<Color> picture(Size{48, 30});
  for (Color& c : picture.pixels()) {
    const int base = generator() % 6 == 0 ? 90 : 60, spread = generator() % 3 == 0 ? 100 : 30;
    const auto level = [&] {
      return static_cast<std::uint8_t>(base + static_cast<int>(generator() % 1000) * spread / 1000);
    };
    c = {level(), level(), level()};
  }
  const auto box = inner_box(picture.size());
  for (const double smoothness : {0.0, 0.5, 5.0}) {
    const GrabCutOptions options{.components = 3, .smoothness = smoothness};
    CHECK(limn::grab_cut(picture, box, options) == by_reference(picture, hints_of(picture.size(), box), options));
  }
}

TEST_CASE("grab_cut: colors on a line, and of one color") {
  // Where a covariance is flat, white noise makes it round.
  auto picture = colored_ball(Size{30, 24}, 6);
  for (Color& c : picture.pixels()) c.g = c.b = c.r;
  const auto box = inner_box(picture.size());
  CHECK(limn::grab_cut(picture, box) == by_reference(picture, hints_of(picture.size(), box), {}));
  const Image<Color> flat(Size{9, 9}, Color{7, 8, 9});
  CHECK(limn::grab_cut(flat, {{2, 2}, {4, 4}}) == limn::Mask(flat.size()));
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE("grab_cut: OpenCV's, from another start by k-means") {
  for (unsigned seed = 1; seed < 5; ++seed) {
    auto picture = colored_ball(Size{97, 71}, seed);
    const auto box = inner_box(picture.size());
    const auto found = limn::grab_cut(picture, box);
    const cv::Mat in(71, 97, CV_8UC3, picture.pixels().data());
    cv::Mat mask, background, foreground;
    const cv::Rect rect(static_cast<int>(box.origin.x), static_cast<int>(box.origin.y),
                        static_cast<int>(box.size.width), static_cast<int>(box.size.height));
    cv::grabCut(in, mask, rect, background, foreground, 5, cv::GC_INIT_WITH_RECT);
    limn::Mask theirs(picture.size());
    for (int y = 0; y < 71; ++y) {
      for (int x = 0; x < 97; ++x) theirs(x, y) = limn::to_binary((mask.at<std::uint8_t>(y, x) & 1) != 0);
    }
    CHECK(iou(found, theirs) >= 0.99);
  }
}
#endif

TEST_CASE("grab_cut: errors name what is wrong") {
  const Image<Color> picture(Size{8, 6}, Color{1, 2, 3});
  const Box<2> box{{1, 1}, {4, 3}};
  const auto cut = [&](const Box<2>& in, const GrabCutOptions& options) {
    static_cast<void>(limn::grab_cut(picture, in, options));
  };
  CHECK_THROWS_WITH_AS(cut({{5, 1}, {4, 3}}, {}),
                       "limn::grab_cut: the box of 4x3 at (5, 1) is empty or reaches outside the image of 8x6",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(cut({{1, 1}, {0, 3}}, {}),
                       "limn::grab_cut: the box of 0x3 at (1, 1) is empty or reaches outside the image of 8x6",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(cut({{0, 0}, {8, 6}}, {}),
                       "limn::grab_cut: there is no pixel of the foreground, or none of the background, to learn from",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(cut(box, {.iterations = 0}), "limn::grab_cut: iterations is 0, not 1 or more",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(cut(box, {.components = 0}), "limn::grab_cut: components is 0, not in [1, 255]",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(cut(box, {.smoothness = std::nan("")}), "limn::grab_cut: smoothness is nan, not in [0, 1e+09]",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::grab_cut(picture, Image<CutHint>(Size{8, 5}))),
                       "limn::grab_cut: the image of hints is 8x5 but the image is 8x6", std::invalid_argument);
  limn::Mask out(Size{7, 6});
  CHECK_THROWS_WITH_AS(limn::grab_cut_into(picture, box, out),
                       "limn::grab_cut_into: the output is 7x6 but the image is 8x6", std::invalid_argument);
}
