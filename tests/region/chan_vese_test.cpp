#include <limn/region/chan_vese.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

#include "reference/chan_vese.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::ChanVeseOptions;
using limn::StartLevels;

namespace {

/// Noise of 0 to 60, and 70 more in a disk.
Image<std::uint8_t> noisy_disk() {
  Image<std::uint8_t> result(Size<2>{29, 19});
  for (Index y = 0; y < 19; ++y) {
    for (Index x = 0; x < 29; ++x) {
      const Index noise = (x * x * 7 + y * y * y * 11 + x * y * 5) % 61;
      const bool inside = (x - 14) * (x - 14) + (y - 9) * (y - 9) < 50;
      result(x, y) = static_cast<std::uint8_t>(noise + (inside ? 70 : 0));
    }
  }
  return result;
}

double largest_difference(const Image<double>& a, const Image<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.pixels().size(); ++i) {
    const double difference = std::fabs(a.pixels()[i] - b.pixels()[i]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

template <class T>
void check_against_reference(const Image<T>& image, const ChanVeseOptions& options) {
  auto expected = limn::start_levels(image.size(), options.start);
  const auto progress = reference::evolve_chan_vese(image, expected, options);
  for_each_layout(image, [&](const auto& layout) {
    auto levels = limn::start_levels(image.size(), options.start);
    const auto ours = limn::evolve_chan_vese(layout, levels, options);
    CHECK(ours.iterations == progress.iterations);
    CHECK(ours.change == doctest::Approx(progress.change).epsilon(1e-7));
    CHECK(largest_difference(levels, expected) < 1e-7);
  });
}

}  // namespace

TEST_CASE("chan_vese: two levels are parted") {
  Image<std::uint8_t> gray(Size<2>{30, 20}, 40);
  limn::Mask expected(gray.size());
  for (Index y = 6; y < 15; ++y) {
    for (Index x = 8; x < 22; ++x) {
      gray(x, y) = 180;
      expected(x, y) = limn::Binary::foreground;
    }
  }
  CHECK(limn::chan_vese(gray, {.mu = 0.01, .start = StartLevels::small_disk}) == expected);
}

TEST_CASE("chan_vese: results of scikit-image 0.19") {
  // Made by tests/peers/chan_vese.py.
  const auto gray = noisy_disk();
  const auto check = [&](const ChanVeseOptions& options, int steps, const double(&row)[5], int area) {
    auto levels = limn::start_levels(gray.size(), options.start);
    CHECK(limn::evolve_chan_vese(gray, levels, options).iterations == steps);
    const Index columns[] = {0, 5, 14, 20, 28};
    for (std::size_t i = 0; i < 5; ++i) CHECK(std::fabs(levels(columns[i], 9) - row[i]) < 1e-8);
    int found = 0;
    const auto mask = limn::chan_vese(gray, options);
    bool same = true;
    for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
      same = same && limn::is_foreground(mask.pixels()[i]) == (levels.pixels()[i] > 0);
      found += limn::is_foreground(mask.pixels()[i]);
    }
    CHECK(same);
    CHECK(found == area);
  };
  check({.mu = 0.1, .tolerance = 0, .iterations = 40}, 40,
        {-0.955858340, -1.107501147, 1.204953483, 1.322836355, -1.463517295}, 152);
  check({.mu = 0.02, .lambda2 = 1.5, .tolerance = 0, .iterations = 25, .step = 0.3, .start = StartLevels::disk}, 25,
        {-1.308649154, -1.461855242, 1.651620991, 1.329691846, -1.596251883}, 154);
  check({.mu = 0.05, .tolerance = 4e-3, .iterations = 60, .start = StartLevels::small_disk}, 60,
        {-2.534772592, -2.880658495, 1.992649154, 2.017841841, -2.834480286}, 149);
}

TEST_CASE("chan_vese: brighter or darker by a factor is the same image") {
  const auto gray = noisy_disk();
  const auto scaled = limn::transform(gray, [](std::uint8_t v) { return 3.0 * v - 50; });
  CHECK(limn::chan_vese(gray, {.iterations = 30}) == limn::chan_vese(scaled, {.iterations = 30}));
}

TEST_CASE_TEMPLATE("chan_vese equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    CAPTURE(size);
    check_against_reference(random_image<T>(size, seed++), {.mu = 0.2, .iterations = 4});
  }
  check_against_reference(random_image<T>(Size<2>{40, 23}, seed), {.lambda1 = 0.3, .tolerance = 0.02});
  check_against_reference(random_image<T>(Size<2>{41, 22}, seed),
                          {.iterations = 9, .step = 2, .start = StartLevels::disk});
}

TEST_CASE("chan_vese: a NaN counts in no mean") {
  auto gray = random_image<float>(Size<2>{33, 20}, 5);
  for (Index i = 0; i < 20; i += 3) gray(i, i) = std::numeric_limits<float>::quiet_NaN();
  check_against_reference(gray, {.iterations = 6});
  const Image<double> nothing(Size<2>{9, 5}, std::numeric_limits<double>::quiet_NaN());
  CHECK(limn::chan_vese(nothing, {.iterations = 3}).size() == nothing.size());
}

TEST_CASE("chan_vese: the executor changes no bit") {
  const auto gray = random_image<std::uint8_t>(Size<2>{90, 300}, 2, 30);
  auto levels = limn::start_levels(gray.size(), StartLevels::checkerboard), other = levels;
  limn::evolve_chan_vese(gray, levels, {.iterations = 8});
  limn::evolve_chan_vese(gray, other, {.iterations = 8}, Backward());
  CHECK(levels == other);
}

TEST_CASE("chan_vese: steps of a row, and what they add up to, are the same bits on every instruction set") {
  using limn::detail::LevelSums;
  const auto levels = limn::transform(random_image<double>(Size<2>{50, 3}, 4), [](double v) { return v / 60; });
  const auto gray = limn::transform(random_image<double>(Size<2>{50, 1}, 5), [](double v) { return v / 90; });
  const limn::detail::ChanVeseWeights weights{0.25, 1, 1.5, 0.5};
  const double inside = 0.8, outside = 0.1;
  for (Index width = 1; width < 40; ++width) {
    CAPTURE(width);
    const double *const above = &levels(1, 0), *const here = &levels(1, 1), *const below = &levels(1, 2);
    Image<double> ours(Size<2>{48, 1}), expected = ours;
    double *const to = ours.data(), *const wanted = expected.data();
    LevelSums sums, wanted_sums;
    const limn::detail::StepLevels step;
    limn::detail::dispatch(step, gray.data(), above, here, below, inside, outside, weights, to, width, sums);
    const double* const from = gray.data();
    limn::detail::run_base(step, from, above, here, below, inside, outside, weights, wanted, width, wanted_sums);
    for (Index x = width; x < 48; ++x) ours(x, 0) = expected(x, 0) = 0;
    CHECK(ours == expected);
    for (std::size_t lane = 0; lane < std::size_t{LevelSums::lanes}; ++lane) {
      CHECK(sums.inside[lane] == wanted_sums.inside[lane]);
      CHECK(sums.outside[lane] == wanted_sums.outside[lane]);
      CHECK(sums.change[lane] == wanted_sums.change[lane]);
    }
  }
}

TEST_CASE("chan_vese: empty and even images") {
  CHECK(limn::chan_vese(Image<float>()).empty());
  CHECK(limn::chan_vese(Image<float>(Size<2>{1, 1}, 3)).size() == Size<2>{1, 1});
  CHECK(limn::chan_vese(Image<std::uint8_t>(Size<2>{20, 20}, 7), {.iterations = 5}).size() == Size<2>{20, 20});
}

TEST_CASE("chan_vese: errors name what is wrong") {
  const Image<float> gray(Size<2>{4, 3});
  Image<double> levels(Size<2>{3, 3});
  CHECK_THROWS_WITH_AS(limn::evolve_chan_vese(gray, levels),
                       "limn::chan_vese: the level set is 3x3 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::chan_vese(gray, {.mu = -1})),
                       "limn::chan_vese: mu is -1 but must be >= 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::chan_vese(gray, {.step = 0})),
                       "limn::chan_vese: step is 0 but must be over 0", std::invalid_argument);
}
