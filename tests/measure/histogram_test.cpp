#include <limn/measure/histogram.hpp>

#include <cmath>
#include <limits>

#include "reference/histogram.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("histogram: bytes have a bin for each value") {
  const auto counted = limn::histogram(image<std::uint8_t>({{0, 3, 3}, {255, 3, 0}}));
  CHECK(counted.exact);
  REQUIRE(counted.bins() == 256);
  CHECK(counted.counts[0] == 2);
  CHECK(counted.counts[3] == 3);
  CHECK(counted.counts[255] == 1);
  CHECK(counted.total() == 6);
  CHECK(counted.center(3) == 3);

  const auto is_signed = limn::histogram(image<std::int8_t>({{-128, -1, 0, 127, -1}}));
  CHECK(is_signed.first == -128);
  CHECK(is_signed.counts[0] == 1);
  CHECK(is_signed.counts[127] == 2);
  CHECK(is_signed.counts[128] == 1);
  CHECK(is_signed.counts[255] == 1);
}

TEST_CASE("histogram: wider integers have a bin for each value that lies between two that occur") {
  const auto counted = limn::histogram(image<std::int16_t>({{-3, -1}, {-1, 0}}));
  CHECK(counted.exact);
  CHECK(counted.first == -3);
  CHECK(counted.counts == std::vector<std::int64_t>{1, 0, 2, 1});

  const auto extremes = limn::histogram(image<std::int16_t>({{-32768, 32767}}));
  CHECK(extremes.exact);
  CHECK(extremes.bins() == 65536);
  CHECK(extremes.counts.back() == 1);

  const auto near = limn::histogram(image<std::int64_t>({{1'000'000'000'000, 1'000'000'000'002}}));
  CHECK(near.exact);
  CHECK(near.counts == std::vector<std::int64_t>{1, 0, 1});
  const auto far = limn::histogram(image<std::int32_t>({{0, 1'000'000}}), {.bins = 4});
  CHECK(!far.exact);
  CHECK(far.counts == std::vector<std::int64_t>{1, 0, 0, 1});
  CHECK(far.center(0) == 125'000);
  CHECK(far.center(3) == 875'000);
}

TEST_CASE("histogram: floats fall into equal bins, the last one closed") {
  const auto counted = limn::histogram(image<float>({{0, 1, 2, 3, 4, 3.999F}}), {.bins = 4});
  CHECK(!counted.exact);
  CHECK(counted.counts == std::vector<std::int64_t>{1, 1, 1, 3});
  CHECK(counted.center(0) == 0.5);
  CHECK(counted.width == 1);
}

TEST_CASE("histogram: NaN and infinite pixels do not count") {
  constexpr float inf = std::numeric_limits<float>::infinity();
  const auto counted = limn::histogram(image<float>({{std::nanf(""), -inf, 1, inf, 2}}), {.bins = 2});
  CHECK(counted.counts == std::vector<std::int64_t>{1, 1});
  CHECK(limn::histogram(image<double>({{std::nan("")}})).counts.empty());
}

TEST_CASE("histogram: images of one level, and of none") {
  const auto flat = limn::histogram(image<double>({{2.5, 2.5}}), {.bins = 3});
  CHECK(flat.counts == std::vector<std::int64_t>{2, 0, 0});
  CHECK(flat.center(0) == 2.5);
  CHECK(flat.width == 0);
  CHECK(limn::histogram(limn::Image<std::uint8_t>()).total() == 0);
  CHECK(limn::histogram(limn::Image<std::uint8_t>()).bins() == 256);
  CHECK(limn::histogram(limn::Image<std::uint16_t>()).counts.empty());
  CHECK(limn::histogram(limn::Image<float>()).counts.empty());
}

TEST_CASE("histogram: ranges that arithmetic in double cannot span") {
  constexpr double huge = std::numeric_limits<double>::max();
  const auto wide = limn::histogram(image<double>({{-huge, -huge / 4, huge / 4, huge}}), {.bins = 4});
  CHECK(wide.counts == std::vector<std::int64_t>{1, 1, 1, 1});
  constexpr double tiny = std::numeric_limits<double>::denorm_min();
  const auto narrow = limn::histogram(image<double>({{0, tiny, 2 * tiny, 4 * tiny}}), {.bins = 4});
  CHECK(narrow.counts == std::vector<std::int64_t>{1, 1, 1, 1});
  CHECK(limn::histogram(image<double>({{0, tiny, 3 * tiny}}), {.bins = 100}).total() == 3);
  const auto ends = limn::histogram(
      image<std::int64_t>({{std::numeric_limits<std::int64_t>::min(), 0, std::numeric_limits<std::int64_t>::max()}}));
  CHECK(ends.counts.front() == 1);
  CHECK(ends.counts.back() == 1);
}

TEST_CASE("histogram: the storage of an earlier one is used again") {
  limn::Histogram counted;
  limn::histogram_into(image<float>({{0, 1}}), counted, {.bins = 7});
  limn::histogram_into(image<std::uint8_t>({{9}}), counted);
  CHECK(counted.exact);
  CHECK(counted.first == 0);
  CHECK(counted.width == 1);
  CHECK(counted.bins() == 256);
  CHECK(counted.counts[9] == 1);
  CHECK(counted.total() == 1);
}

namespace {

template <class T>
void check_equal(const limn::Histogram& ours, const std::map<T, std::int64_t>& expected, int bins) {
  if (expected.empty()) {
    CHECK(ours.total() == 0);
    return;
  }
  if (!ours.exact) {
    const auto low = static_cast<double>(expected.begin()->first), high = static_cast<double>(expected.rbegin()->first);
    CHECK(ours.center(0) - ours.width / 2 == doctest::Approx(low));
    CHECK(ours.center(ours.bins() - 1) + ours.width / 2 == doctest::Approx(high));
    if (low < high) CHECK(ours.counts == reference::bin_values(expected, bins));
    return;
  }
  std::map<T, std::int64_t> found;
  for (limn::Index i = 0; i < ours.bins(); ++i) {
    const std::int64_t count = ours.counts[static_cast<std::size_t>(i)];
    if (count > 0) found[static_cast<T>(ours.center(i))] = count;
  }
  CHECK(found == expected);
}

}  // namespace

TEST_CASE_TEMPLATE("histogram equals the reference", T, LIMN_TEST_GRAY_TYPES, std::int8_t, std::int32_t) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      auto gray = random_image<T>(size, seed, seed % 2 == 0 ? 0 : 40);
      const auto mask = random_mask(size, ++seed, 0.3);
      if constexpr (std::is_floating_point_v<T>) gray.pixels()[0] = static_cast<T>(std::nan(""));
      const std::remove_cvref_t<decltype(mask)>* const none = nullptr;
      const auto all = reference::count_values(gray, none), some = reference::count_values(gray, &mask);
      for_each_layout(gray, [&](const auto& layout) {
        check_equal(limn::histogram(layout, {.bins = 23}), all, 23);
        check_equal(limn::histogram(layout, mask, {.bins = 23}), some, 23);
      });
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("histogram: large images of bytes, counted by pairs") {
  for (const limn::Size size : {limn::Size{512, 512}, limn::Size{521, 1033}, limn::Size{2500, 77}}) {
    CAPTURE(size);
    const auto noise = random_image<std::uint8_t>(size, 5);
    // More pixels of one value than a 16-bit counter holds, many times over.
    const limn::Image<std::uint8_t> flat(size, 200);
    limn::Image<std::uint8_t> halves(size, 7);
    for (std::size_t i = halves.pixels().size() / 3; i < halves.pixels().size(); ++i) halves.pixels()[i] = 9;
    for (const auto& gray : {noise, flat, halves}) {
      const limn::Mask* const none = nullptr;
      const auto expected = reference::count_values(gray, none);
      for_each_layout(gray, [&](const auto& layout) { check_equal(limn::histogram(layout), expected, 256); });
    }
  }
}

TEST_CASE("histogram: errors name what is wrong") {
  const limn::Image<float> gray(limn::Size{4, 3});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::histogram(gray, {.bins = 0})),
                       "limn::histogram: bins is 0, not 1 or more", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::histogram(gray, limn::Mask(limn::Size{3, 3}))),
                       "limn::histogram: the mask is 3x3 but the image is 4x3", std::invalid_argument);
}
