#include <limn/filter/gradient.hpp>

#include <cmath>
#include <cstring>

#include "reference/gradient.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"
#include "support/same.hpp"

using namespace limn_test;
using limn::Border;

namespace {

constexpr Border borders[] = {Border::mirror, Border::reflect, Border::replicate, Border::wrap, Border::constant};

using limn_test::same;
template <class T, std::size_t R>
bool same(const limn::Gradient<T, R>& a, const limn::Gradient<T, R>& b) {
  if constexpr (R == 3) return same(a.dx, b.dx) && same(a.dy, b.dy) && same(a.dz, b.dz);
  else return same(a.dx, b.dx) && same(a.dy, b.dy);
}

}  // namespace

TEST_CASE("sobel: a step to the right, and a step down") {
  const auto right = image<std::uint8_t>({{0, 0, 255, 255},  //
                                          {0, 0, 255, 255},
                                          {0, 0, 255, 255}});
  const auto gradient = limn::sobel(right);
  CHECK(gradient.dx == image<std::int16_t>({{0, 1020, 1020, 0},  //
                                            {0, 1020, 1020, 0},
                                            {0, 1020, 1020, 0}}));
  CHECK(gradient.dy == limn::Image<std::int16_t>(right.size()));
  const auto down = image<std::uint8_t>({{0, 0}, {0, 0}, {9, 9}, {9, 9}});
  CHECK(limn::sobel(down).dy == image<std::int16_t>({{0, 0}, {36, 36}, {36, 36}, {0, 0}}));
}

TEST_CASE("sobel: one bright pixel shows the weights") {
  const auto dot = image<std::uint8_t>({{0, 0, 0},  //
                                        {0, 1, 0},
                                        {0, 0, 0}});
  const auto constant = limn::GradientOptions{.border = Border::constant};
  CHECK(limn::sobel(dot, constant).dx == image<std::int16_t>({{1, 0, -1},  //
                                                              {2, 0, -2},
                                                              {1, 0, -1}}));
  CHECK(limn::sobel(dot, constant).dy == image<std::int16_t>({{1, 2, 1},  //
                                                              {0, 0, 0},
                                                              {-1, -2, -1}}));
  CHECK(limn::scharr(dot, constant).dx == image<std::int16_t>({{3, 0, -3},  //
                                                               {10, 0, -10},
                                                               {3, 0, -3}}));
  CHECK(limn::prewitt(dot, constant).dy == image<std::int16_t>({{1, 1, 1},  //
                                                                {0, 0, 0},
                                                                {-1, -1, -1}}));
  CHECK(limn::roberts(dot, constant).dx == image<std::int16_t>({{1, 0, 0},  //
                                                                {0, -1, 0},
                                                                {0, 0, 0}}));
  CHECK(limn::roberts(dot, constant).dy == image<std::int16_t>({{0, 1, 0},  //
                                                                {-1, 0, 0},
                                                                {0, 0, 0}}));
}

TEST_CASE("sobel: what the borders see") {
  const auto ramp = image<std::uint8_t>({{1, 2, 4, 8}});
  const auto dx = [&](Border border) { return limn::sobel(ramp, {.border = border, .constant = 10}).dx; };
  CHECK(limn::sobel(ramp).dx == dx(Border::mirror));
  CHECK(dx(Border::mirror) == image<std::int16_t>({{0, 12, 24, 0}}));
  CHECK(dx(Border::reflect) == image<std::int16_t>({{4, 12, 24, 16}}));
  CHECK(dx(Border::replicate) == image<std::int16_t>({{4, 12, 24, 16}}));
  CHECK(dx(Border::wrap) == image<std::int16_t>({{-24, 12, 24, -12}}));
  CHECK(dx(Border::constant) == image<std::int16_t>({{2 * 2 - 2 * 10, 2 * 3, 2 * 6, 2 * 10 - 2 * 4}}));
}

TEST_CASE("sobel in 3-D: a step to later slices") {
  limn::Volume<std::uint16_t> volume(limn::Size{3, 3, 4});
  for (const limn::Index z : {2, 3}) {
    for (limn::Index y = 0; y < 3; ++y) {
      for (auto& pixel : volume.row(y, z)) pixel = 65535;
    }
  }
  const auto gradient = limn::sobel(volume);
  CHECK(gradient.dx == limn::Volume<std::int32_t>(volume.size()));
  CHECK(gradient.dy == limn::Volume<std::int32_t>(volume.size()));
  CHECK(gradient.dz(1, 1, 1) == 16 * 65535);
  CHECK(gradient.dz(0, 2, 2) == 16 * 65535);
  CHECK(gradient.dz(1, 1, 0) == 0);
}

TEST_CASE("gradients turn with the picture") {
  const auto gray = random_image<std::uint8_t>(limn::Size{67, 40}, 3);
  limn::Image<std::uint8_t> turned(limn::Size{40, 67});
  for (limn::Index y = 0; y < 40; ++y) {
    for (limn::Index x = 0; x < 67; ++x) turned(y, x) = gray(x, y);
  }
  const auto a = limn::scharr(gray), b = limn::scharr(turned);
  bool equal = true;
  for (limn::Index y = 0; y < 40; ++y) {
    for (limn::Index x = 0; x < 67; ++x) equal = equal && a.dx(x, y) == b.dy(y, x) && a.dy(x, y) == b.dx(y, x);
  }
  CHECK(equal);
}

TEST_CASE_TEMPLATE("gradients equal the reference", T, LIMN_TEST_GRAY_TYPES, std::int8_t, std::int32_t) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      auto gray = random_image<T>(size, seed++);
      if constexpr (std::is_floating_point_v<T>) {
        if (seed % 2 == 0) gray.pixels()[gray.pixels().size() / 2] = static_cast<T>(std::nan(""));
      }
      for (const Border border : borders) {
        CAPTURE(static_cast<int>(border));
        const limn::GradientOptions options{.border = border, .constant = 7};
        const auto sobel = reference::gradient<T>(gray, 1, 2, border, 7);
        const auto prewitt = reference::gradient<T>(gray, 1, 1, border, 7);
        for_each_layout(gray, [&](const auto& layout) {
          CHECK(same(limn::sobel(layout, options), sobel));
          CHECK(same(limn::prewitt(layout, options), prewitt));
        });
        if constexpr (limn::rank_v<decltype(gray)> == 2) {
          CHECK(same(limn::scharr(gray, options), reference::gradient<T>(gray, 3, 10, border, 7)));
          CHECK(same(limn::roberts(gray, options), reference::roberts<T>(gray, border, 7)));
        }
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("sobel: large images equal the reference") {
  // Derivatives of more than 8 MB reach memory another way.
  const auto gray = random_image<std::uint8_t>(limn::Size{2057, 2043}, 2);
  CHECK(same(limn::sobel(gray), reference::gradient<std::uint8_t>(gray, 1, 2, Border::mirror, 0)));
}

TEST_CASE("gradients: the executor changes nothing") {
  const auto gray = random_image<std::uint8_t>(Size{70, 200}, 3);
  const auto volume = random_image<float>(Size<3>{9, 20, 12}, 4);
  const limn::GradientOptions reflect{.border = Border::reflect};
  CHECK(same(limn::sobel(gray, reflect, Backward{}), limn::sobel(gray, reflect)));
  CHECK(same(limn::prewitt(gray, reflect, Backward{}), limn::prewitt(gray, reflect)));
  CHECK(same(limn::scharr(gray, reflect, Backward{}), limn::scharr(gray, reflect)));
  CHECK(same(limn::roberts(gray, reflect, Backward{}), limn::roberts(gray, reflect)));
  CHECK(same(limn::sobel(volume, reflect, Backward{}), limn::sobel(volume, reflect)));
}

TEST_CASE("sobel: the extremes of 8 and 16 bits are exact") {
  limn::Image<std::int16_t> gray(limn::Size{3, 3}, -32768);
  for (limn::Index y = 0; y < 3; ++y) gray(2, y) = 32767;
  CHECK(limn::sobel(gray).dx(1, 1) == 4 * 65535);
  CHECK(limn::scharr(gray).dx(1, 1) == 16 * 65535);
}

TEST_CASE("sobel_into: views of parts of images") {
  const auto gray = random_image<std::uint8_t>(limn::Size{70, 9}, 4);
  limn::Image<std::int16_t> dx(limn::Size{80, 12}, 99), dy(limn::Size{80, 12}, 99);
  const limn::Box<2> box{{3, 2}, {70, 9}};
  limn::sobel_into(gray, {subview(dx, box), subview(dy, box)});
  const auto expected = limn::sobel(gray);
  CHECK(limn::copy(subview(dx, box)) == expected.dx);
  CHECK(limn::copy(subview(dy, box)) == expected.dy);
  CHECK(dx(2, 2) == 99);
  CHECK(dx(73, 10) == 99);
  CHECK(dy(3, 11) == 99);
}

TEST_CASE("magnitude: the length of the gradient") {
  limn::Gradient<std::int16_t> gradient{image<std::int16_t>({{3, -3, 0, 1020}}),  //
                                        image<std::int16_t>({{4, -4, 0, -1020}})};
  CHECK(limn::magnitude(gradient) == image<float>({{5, 5, 0, std::sqrt(2.0F * 1020 * 1020)}}));
  limn::Gradient<double, 3> volume;
  volume.dx = limn::Volume<double>(limn::Size{1, 1, 1}, 2);
  volume.dy = limn::Volume<double>(limn::Size{1, 1, 1}, -3);
  volume.dz = limn::Volume<double>(limn::Size{1, 1, 1}, 6);
  CHECK(limn::magnitude(volume)(0, 0, 0) == 7.0);
  volume.dz(0, 0, 0) = std::nan("");
  CHECK(std::isnan(limn::magnitude(volume)(0, 0, 0)));
}

TEST_CASE("magnitude_into: into rows of any layout, in the plane and in space") {
  const auto check = [](const auto& gray) {
    constexpr std::size_t rank = limn::rank_v<decltype(gray)>;
    const auto gradient = limn::sobel(gray);
    const auto expected = limn::magnitude(gradient);
    for_each_layout(limn::Image<float, rank>(gray.size()), [&](const auto& layout) {
      const limn::ImageView<float, rank> out(const_cast<float*>(layout.pixels()), layout.size(), layout.byte_strides());
      limn::magnitude_into(gradient, out);
      CHECK(limn::copy(out) == expected);
    });
  };
  check(random_image<std::uint8_t>(limn::Size{70, 5}, 1));
  check(random_image<std::uint8_t>(limn::Size{33, 4, 3}, 2));
  limn::Image<float> small(limn::Size{2, 2});
  CHECK_THROWS_WITH_AS(limn::magnitude_into(limn::sobel(limn::Image<std::uint8_t>(limn::Size{3, 2})), small),
                       "limn::magnitude_into: the output is 2x2 but dx is 3x2", std::invalid_argument);
}

TEST_CASE_TEMPLATE("magnitude is the same on every instruction set", T, LIMN_TEST_GRAY_TYPES) {
  const auto gradient = limn::sobel(random_image<T>(limn::Size{133, 7}, 6));
  const auto lengths = limn::magnitude(gradient);
  using M = limn::pixel_t<decltype(lengths)>;
  bool equal = true;
  for (std::size_t i = 0; i < lengths.pixels().size(); ++i) {
    const M a = static_cast<M>(gradient.dx.pixels()[i]), b = static_cast<M>(gradient.dy.pixels()[i]);
    const M aa = a * a;
    const M bb = b * b;
    equal = equal && lengths.pixels()[i] == std::sqrt(aa + bb);
  }
  CHECK(equal);
}

TEST_CASE("gradients of an empty image are empty") {
  CHECK(limn::sobel(limn::Image<float>()).dx.empty());
  CHECK(limn::sobel(limn::Image<float>(limn::Size{0, 4})).dy.size() == limn::Size{0, 4});
  CHECK(limn::roberts(limn::Image<float>(limn::Size{4, 0})).dy.size() == limn::Size{4, 0});
  CHECK(limn::magnitude(limn::Gradient<float>{}).empty());
}

TEST_CASE("sobel: errors name what is wrong") {
  const limn::Image<std::uint8_t> gray(limn::Size{4, 3});
  limn::Gradient<std::int16_t> gradient{limn::Image<std::int16_t>(limn::Size{4, 3}),
                                        limn::Image<std::int16_t>(limn::Size{4, 2})};
  CHECK_THROWS_WITH_AS(limn::sobel_into(gray, gradient), "limn::sobel: dy is 4x2 but the image is 4x3",
                       std::invalid_argument);
  const auto outside = [&](double constant) {
    static_cast<void>(limn::sobel(gray, {.border = Border::constant, .constant = constant}));
  };
  CHECK_THROWS_WITH_AS(outside(256), "limn::sobel: constant is 256, which is no pixel of the image",
                       std::invalid_argument);
  CHECK_THROWS_AS(outside(0.5), std::invalid_argument);
  CHECK_THROWS_AS(outside(std::nan("")), std::invalid_argument);
  CHECK_NOTHROW(outside(255));
}
