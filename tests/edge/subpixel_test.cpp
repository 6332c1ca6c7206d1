#include <limn/edge/subpixel.hpp>

#include <cmath>

#include "reference/subpixel.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Edgel;

namespace {

/// What a camera sees of a shape: each pixel the mean of 32 x 32 samples.
template <class Inside>
limn::Image<float> seen(const limn::Size<2>& size, const Inside& inside) {
  limn::Image<float> result(size);
  for (limn::Index y = 0; y < size.height; ++y) {
    for (limn::Index x = 0; x < size.width; ++x) {
      int hits = 0;
      for (int j = 0; j < 32; ++j) {
        for (int i = 0; i < 32; ++i) {
          hits += inside(static_cast<double>(x) + (i - 15.5) / 32, static_cast<double>(y) + (j - 15.5) / 32);
        }
      }
      result(x, y) = static_cast<float>(hits) / 1024;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("edgels: a step between two columns, told once; as strong as Sobel's gradient") {
  limn::Image<double> gray(limn::Size{9, 6});
  for (limn::Index y = 0; y < 6; ++y) {
    for (limn::Index x = 5; x < 9; ++x) gray(x, y) = 1;
  }
  const auto found = limn::edgels(gray, {.sigma = 0});
  REQUIRE(found.size() == 4);
  for (limn::Index i = 0; i < 4; ++i) {
    const Edgel& e = found[static_cast<std::size_t>(i)];
    CHECK(e == Edgel{4.5, static_cast<double>(i + 1), 1, 0, e.strength, {5, i + 1}});
    // The parabola through 4, 4 and 0.
    CHECK(e.strength == doctest::Approx(4.5).epsilon(1e-9));
  }
}

TEST_CASE("edgels: a straight edge anywhere, at any angle, to a few hundredths of a pixel") {
  for (int turn = 0; turn < 24; ++turn) {
    CAPTURE(turn);
    const double angle = turn * 0.2618 + 0.1, nx = std::cos(angle), ny = std::sin(angle), at = 0.13 * turn - 1.5;
    const auto gray = seen({40, 40}, [&](double x, double y) { return nx * (x - 20) + ny * (y - 20) > at; });
    int inner = 0;
    double squares = 0;
    for (const Edgel& e : limn::edgels(gray, {.sigma = 1.2})) {
      if (e.x < 6 || e.x > 34 || e.y < 6 || e.y > 34) continue;
      ++inner;
      const double error = nx * (e.x - 20) + ny * (e.y - 20) - at;
      squares += error * error;
      CHECK(std::abs(error) < 0.08);
      CHECK(e.dx * nx + e.dy * ny > 0.999);
    }
    CHECK(inner > 20);
    CHECK(std::sqrt(squares / inner) < 0.06);
  }
}

TEST_CASE("edgels: a disk's center and radius") {
  const auto gray = seen({48, 50}, [](double x, double y) { return std::hypot(x - 23.3, y - 24.6) < 15.4; });
  const auto found = limn::edgels(gray, {.sigma = 1});
  CHECK(found.size() > 80);
  double x = 0, y = 0, radius = 0;
  for (const Edgel& e : found) {
    const double away = std::hypot(e.x - 23.3, e.y - 24.6), part = 1 / static_cast<double>(found.size());
    CHECK(std::abs(away - 15.4) < 0.15);
    // Toward the center.
    CHECK(e.dx * (23.3 - e.x) + e.dy * (24.6 - e.y) > 0.995 * away);
    x += 2 * (away - 15.4) * (e.x - 23.3) / away * part;
    y += 2 * (away - 15.4) * (e.y - 24.6) / away * part;
    radius += away * part;
  }
  CHECK(std::abs(x) < 0.02);
  CHECK(std::abs(y) < 0.02);
  // Smoothing moves it inward.
  CHECK(std::abs(radius + 1.6 / (2 * 15.4) - 15.4) < 0.01);
}

TEST_CASE("edgels: mirrored with the picture, turned around with its complement") {
  const auto gray = seen({30, 20}, [](double x, double y) { return x + 0.4 * y < 14.2 && x > 4.3; });
  const auto negative = limn::transform(gray, [](float v) { return 1 - v; });
  const auto found = limn::edgels(gray), turned = limn::edgels(negative);
  REQUIRE(found.size() == turned.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(found[i].pixel == turned[i].pixel);
    CHECK(std::abs(found[i].x - turned[i].x) < 1e-4);
    CHECK(std::abs(found[i].dx + turned[i].dx) < 1e-4);
  }
}

TEST_CASE_TEMPLATE("edgels equal the reference", T, LIMN_TEST_GRAY_TYPES) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    const double top = std::is_integral_v<T> ? static_cast<double>((std::numeric_limits<T>::max)()) : 1;
    auto gray = random_image<T>(size, seed++);
    if constexpr (std::is_floating_point_v<T>) {
      for (T& v : gray.pixels()) v /= 100;
      if (seed % 3 == 0) gray.pixels()[gray.pixels().size() / 2] = static_cast<T>(std::nan(""));
    }
    for (const double sigma : {0.0, 1.3}) {
      CAPTURE(size);
      CAPTURE(sigma);
      const auto expected = reference::edgels(gray, sigma, 0.1, 0.3);
      for_each_layout(gray, [&](const auto& layout) {
        const auto found = limn::edgels(layout, {.sigma = sigma, .low = 0.1 * top, .high = 0.3 * top});
        REQUIRE(found.size() == expected.size());
        const double near = std::is_same_v<T, float> ? 1e-3 : 1e-6;
        for (std::size_t i = 0; i < found.size(); ++i) {
          CHECK(found[i].pixel == expected[i].pixel);
          CHECK(std::abs(found[i].x - expected[i].x) < near);
          CHECK(std::abs(found[i].y - expected[i].y) < near);
          CHECK(std::abs(found[i].dx - expected[i].dx) < near);
          CHECK(std::abs(found[i].dy - expected[i].dy) < near);
          CHECK(std::abs(found[i].strength / top - expected[i].strength) < near);
          // At most half a step away.
          CHECK(std::abs(found[i].x - static_cast<double>(found[i].pixel.x)) <= 0.5);
          CHECK(std::abs(found[i].y - static_cast<double>(found[i].pixel.y)) <= 0.5);
        }
      });
    }
  }
}

TEST_CASE("edgels: none in constant and empty pictures, nor where all is NaN") {
  CHECK(limn::edgels(limn::Image<std::uint16_t>(limn::Size{70, 9}, 1234)).empty());
  CHECK(limn::edgels(limn::Image<float>()).empty());
  CHECK(limn::edgels(limn::Image<float>(limn::Size{12, 9}, std::nanf(""))).empty());
}

TEST_CASE("edgels: directions where the square of the gradient overflows") {
  limn::Image<double> gray(limn::Size{5, 3});
  for (limn::Index y = 0; y < 3; ++y) gray(2, y) = 1e200;
  gray(0, 2) = 1e200;
  const auto found = limn::edgels(gray, {.sigma = 0});
  REQUIRE(found.size() == 2);
  // Sobel's gradient is 3e200 to the right and 1e200 down.
  CHECK(found[0].pixel == limn::Point{1, 1});
  CHECK(found[0].dx == doctest::Approx(std::sqrt(0.9)));
  CHECK(found[0].dy == doctest::Approx(std::sqrt(0.1)));
  CHECK(std::isinf(found[0].strength));
  CHECK(found[1] == Edgel{3, 1, -1, 0, found[1].strength, {3, 1}});
}

TEST_CASE("edgels: errors name what is wrong") {
  const limn::Image<std::uint8_t> gray(limn::Size{4, 3});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::edgels(gray, {.low = 9, .high = 8})),
                       "limn::edgels: low is 9 but high is 8", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::edgels(gray, {.sigma = -1})),
                       "limn::edgels: sigma is -1, not in [0, 1e6)", std::invalid_argument);
}
