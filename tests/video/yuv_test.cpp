#include <limn/video/yuv.hpp>

#include <cmath>

#include "reference/video_yuv.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {

constexpr limn::YuvChroma all_chroma[] = {
    limn::YuvChroma::mono, limn::YuvChroma::c420jpeg, limn::YuvChroma::c420mpeg2, limn::YuvChroma::c420paldv,
    limn::YuvChroma::c411, limn::YuvChroma::c422,     limn::YuvChroma::c444};

template <class F>
void for_each_format(int bits, const F& f) {
  for (const auto chroma : all_chroma) {
    for (const auto matrix : {limn::YuvMatrix::bt601, limn::YuvMatrix::bt709}) {
      for (const auto range : {limn::YuvRange::limited, limn::YuvRange::full}) {
        CAPTURE(static_cast<int>(chroma));
        CAPTURE(static_cast<int>(matrix));
        CAPTURE(static_cast<int>(range));
        CAPTURE(bits);
        f(limn::YuvFormat{chroma, bits, matrix, range});
      }
    }
  }
}

template <class T>
Image<limn::Rgb<T>> random_colors(Size<2> size, unsigned seed) {
  const auto values = random_image<T>(Size<2>{3 * size.width, size.height}, seed);
  Image<limn::Rgb<T>> colors(size);
  for (Index y = 0; y < size.height; ++y) {
    for (Index x = 0; x < size.width; ++x) {
      colors(x, y) = {values(3 * x, y), values(3 * x + 1, y), values(3 * x + 2, y)};
    }
  }
  return colors;
}

template <class T>
limn::YuvFrame<T> random_frame(Size<2> size, const limn::YuvFormat& format, unsigned seed) {
  const Size<2> small = limn::chroma_size(size, format.chroma);
  limn::YuvFrame<T> frame{random_image<T>(size, seed), random_image<T>(small, seed + 1),
                          random_image<T>(small, seed + 2)};
  for (auto* plane : {&frame.y, &frame.u, &frame.v}) {
    for (T& sample : plane->pixels())
      sample = static_cast<T>(sample >> (8 * static_cast<int>(sizeof(T)) - format.bits));
  }
  return frame;
}

}  // namespace

TEST_CASE("to_rgb: black, white and the pure colors of BT.601") {
  // Y, U, V of black, white, red, green and blue in the limited range.
  const limn::YuvFrame<std::uint8_t> frame{image<std::uint8_t>({{16, 235, 81, 145, 41}}),
                                           image<std::uint8_t>({{128, 128, 90, 54, 240}}),
                                           image<std::uint8_t>({{128, 128, 240, 34, 110}})};
  const auto colors = limn::to_rgb(frame, {.chroma = limn::YuvChroma::c444});
  const limn::Rgb<int> expected[] = {{0, 0, 0}, {255, 255, 255}, {255, 0, 0}, {0, 255, 0}, {0, 0, 255}};
  for (Index x = 0; x < 5; ++x) {
    CHECK(std::abs(colors(x, 0).r - expected[x].r) <= 1);
    CHECK(std::abs(colors(x, 0).g - expected[x].g) <= 1);
    CHECK(std::abs(colors(x, 0).b - expected[x].b) <= 1);
  }
}

TEST_CASE("to_gray: limited luma is spread, full luma is copied") {
  const limn::YuvFrame<std::uint8_t> frame{image<std::uint8_t>({{0, 16, 126, 235, 255}}), {}, {}};
  CHECK(limn::to_gray(frame, {.chroma = limn::YuvChroma::mono}) == image<std::uint8_t>({{0, 0, 128, 255, 255}}));
  CHECK(limn::to_gray(frame, {.chroma = limn::YuvChroma::mono, .range = limn::YuvRange::full}) == frame.y);
  // 10 bits in 16: 1023 is white.
  const limn::YuvFrame<std::uint16_t> deep{image<std::uint16_t>({{0, 512, 1023}}), {}, {}};
  CHECK(limn::to_gray(deep, {.chroma = limn::YuvChroma::mono, .bits = 10, .range = limn::YuvRange::full}) ==
        image<std::uint16_t>({{0, 32800, 65535}}));
}

TEST_CASE("chroma_size: rounded up") {
  CHECK(limn::chroma_size({5, 3}, limn::YuvChroma::c420mpeg2) == Size<2>{3, 2});
  CHECK(limn::chroma_size({5, 3}, limn::YuvChroma::c422) == Size<2>{3, 3});
  CHECK(limn::chroma_size({5, 3}, limn::YuvChroma::c411) == Size<2>{2, 3});
  CHECK(limn::chroma_size({5, 3}, limn::YuvChroma::c444) == Size<2>{5, 3});
  CHECK(limn::chroma_size({5, 3}, limn::YuvChroma::mono) == Size<2>{0, 0});
}

TEST_CASE("to_yuv and back: grays are exact in the full range, colors within rounding") {
  const auto gray = random_image<std::uint8_t>(Size<2>{7, 5}, 3);
  for (const auto chroma : all_chroma) {
    const limn::YuvFormat full{.chroma = chroma, .range = limn::YuvRange::full};
    CHECK(limn::to_gray(limn::to_yuv(gray, full), full) == gray);
    const auto colors = limn::to_rgb(limn::to_yuv(gray, full), full);
    for (Index x = 0; x < 7; ++x) CHECK(colors(x, 2) == limn::Rgb<std::uint8_t>{gray(x, 2), gray(x, 2), gray(x, 2)});
  }
  const auto colors = random_colors<std::uint8_t>({9, 4}, 4);
  for (const auto matrix : {limn::YuvMatrix::bt601, limn::YuvMatrix::bt709}) {
    const limn::YuvFormat format{.chroma = limn::YuvChroma::c444, .matrix = matrix, .range = limn::YuvRange::full};
    const auto back = limn::to_rgb(limn::to_yuv(colors, format), format);
    for (std::size_t i = 0; i < back.pixels().size(); ++i) {
      CHECK(std::abs(back.pixels()[i].r - colors.pixels()[i].r) <= 2);
      CHECK(std::abs(back.pixels()[i].g - colors.pixels()[i].g) <= 2);
      CHECK(std::abs(back.pixels()[i].b - colors.pixels()[i].b) <= 2);
    }
  }
}

TEST_CASE_TEMPLATE("to_rgb, to_gray and to_yuv equal the reference", T, std::uint8_t, std::uint16_t) {
  const auto near = [](double is, double should) { return std::abs(is - should) <= 0.502; };
  for (const int bits : {8, 10, 16}) {
    if (bits > 8 * static_cast<int>(sizeof(T))) continue;
    for_each_format(bits, [&](const limn::YuvFormat& format) {
      for (const Size<2> size : {Size<2>{1, 1}, Size<2>{2, 2}, Size<2>{5, 3}, Size<2>{67, 5}}) {
        const auto frame = random_frame<T>(size, format, 7);
        const auto colors = limn::to_rgb(frame, format);
        const auto gray = limn::to_gray(frame, format);
        const auto numbers = reference::yuv_numbers<T>(format);
        bool same = true;
        for (Index y = 0; y < size.height; ++y) {
          for (Index x = 0; x < size.width; ++x) {
            const auto expected = reference::rgb_at(frame, format, x, y);
            same = same && near(colors(x, y).r, expected.r) && near(colors(x, y).g, expected.g) &&
                   near(colors(x, y).b, expected.b);
            const double light = (frame.y(x, y) - numbers.black) / numbers.luma_span * numbers.peak;
            same = same && near(gray(x, y), reference::clamped(light, numbers.peak));
          }
        }
        CHECK(same);

        const auto picture = random_colors<T>(size, 9);
        const auto made = limn::to_yuv(picture, format);
        const Size<2> small = limn::chroma_size(size, format.chroma);
        const Index bx = small.width == 0                         ? 1
                         : format.chroma == limn::YuvChroma::c411 ? 4
                         : small.width < size.width               ? 2
                                                                  : 1;
        const Index by = small.height == 0 || small.height == size.height ? 1 : 2;
        CHECK(made.u.size() == small);
        bool right = true;
        for (Index y = 0; y < size.height; ++y) {
          for (Index x = 0; x < size.width; ++x) {
            const auto& p = picture(x, y);
            const limn::Rgb<double> color{double(p.r), double(p.g), double(p.b)};
            right = right && near(made.y(x, y), reference::yuv_of<T>(color, format).l);
          }
        }
        for (Index y = 0; y < small.height; ++y) {
          for (Index x = 0; x < small.width; ++x) {
            limn::Rgb<double> sum{};
            double count = 0;
            for (Index j = y * by; j < (y + 1) * by && j < size.height; ++j) {
              for (Index i = x * bx; i < (x + 1) * bx && i < size.width; ++i, ++count) {
                sum.r += picture(i, j).r;
                sum.g += picture(i, j).g;
                sum.b += picture(i, j).b;
              }
            }
            const auto expected = reference::yuv_of<T>({sum.r / count, sum.g / count, sum.b / count}, format);
            right = right && near(made.u(x, y), expected.a) && near(made.v(x, y), expected.b);
          }
        }
        CHECK(right);
      }
    });
  }
}

TEST_CASE("yuv: layouts of pictures in and out") {
  const limn::YuvFormat format{.chroma = limn::YuvChroma::c420jpeg};
  const auto colors = random_colors<std::uint8_t>({13, 7}, 1);
  const auto frame = limn::to_yuv(colors, format);
  const auto back = limn::to_rgb(frame, format);
  for_each_layout(colors, [&](const auto& layout) {
    const auto same = limn::to_yuv(layout, format);
    CHECK(same.y == frame.y);
    CHECK(same.u == frame.u);
    CHECK(same.v == frame.v);
  });
  const Relaid<limn::Rgb<std::uint8_t>, 2> flipped(limn::view(colors), Relaid<limn::Rgb<std::uint8_t>, 2>::flipped);
  limn::to_rgb_into(frame, flipped.view(), format);
  CHECK(limn::copy(flipped.view()) == back);
}

TEST_CASE("yuv: errors name what is wrong") {
  using Frame = limn::YuvFrame<std::uint8_t>;
  const Frame frame{Image<std::uint8_t>(Size<2>{5, 3}), Image<std::uint8_t>(Size<2>{3, 2}),
                    Image<std::uint8_t>(Size<2>{3, 1})};
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::to_rgb(frame, {})),
                       "limn::to_rgb: a chroma plane is 3x1 but must be 3x2 for luma of 5x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::to_gray(frame, {.chroma = limn::YuvChroma::mono})),
                       "limn::to_gray: a chroma plane is 3x2 but must be 0x0 for luma of 5x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::to_gray(frame, {.bits = 10})),
                       "limn::to_gray: samples of 10 bits, but this type holds 8 to 8", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::to_yuv(frame.y, {.bits = 7})),
                       "limn::to_yuv: samples of 7 bits, but this type holds 8 to 8", std::invalid_argument);
  Image<std::uint8_t> small(Size<2>{4, 3});
  const Frame mono{Image<std::uint8_t>(Size<2>{5, 3}), {}, {}};
  CHECK_THROWS_WITH_AS(limn::to_gray_into(mono, small, {.chroma = limn::YuvChroma::mono}),
                       "limn::to_gray_into: the output is 4x3 but the frame is 5x3", std::invalid_argument);
  Image<limn::Rgb<std::uint8_t>> colors(Size<2>{4, 3});
  CHECK_THROWS_WITH_AS(limn::to_rgb_into(mono, colors, {.chroma = limn::YuvChroma::mono}),
                       "limn::to_rgb_into: the output is 4x3 but the frame is 5x3", std::invalid_argument);
}
