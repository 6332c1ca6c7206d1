#include <limn/metrics/overlap.hpp>

#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("overlap: counts and ratios of a drawn example") {
  const auto found = mask({"##..",  //
                           "##.."});
  const auto truth = mask({".##.",  //
                           ".##."});
  const limn::Overlap o = limn::overlap(found, truth);
  CHECK(o.true_positives == 2);
  CHECK(o.false_positives == 2);
  CHECK(o.false_negatives == 2);
  CHECK(o.true_negatives == 2);
  CHECK(o.iou == doctest::Approx(2.0 / 6));
  CHECK(o.dice == doctest::Approx(0.5));
  CHECK(o.precision == doctest::Approx(0.5));
  CHECK(o.recall == doctest::Approx(0.5));
  CHECK(o.accuracy == doctest::Approx(0.5));
}

TEST_CASE("overlap: empty masks take the value asked for") {
  const limn::Mask none(limn::Size{3, 2});
  CHECK(limn::overlap(none, none).dice == 1.0);
  CHECK(limn::overlap(none, none, {.empty = 0.0}).iou == 0.0);
  CHECK(limn::overlap(none, none, {.empty = 0.0}).accuracy == 1.0);
  CHECK(limn::overlap(limn::Mask(), limn::Mask()).accuracy == 1.0);
}

TEST_CASE("overlap: any non-zero byte is foreground, in any layout and rank") {
  for (const auto& size : awkward_sizes<3>()) {
    const auto a = random_mask(size, 1, 0.3), b = random_mask(size, 2, 0.6);
    std::int64_t both = 0;
    for (std::size_t i = 0; i < a.pixels().size(); ++i) {
      both += limn::is_foreground(a.pixels()[i]) && limn::is_foreground(b.pixels()[i]);
    }
    for_each_layout(a, [&](const auto& layout) { CHECK(limn::overlap(layout, b).true_positives == both); });
  }
  const auto ones = image<std::uint8_t>({{1, 0}});
  CHECK(limn::overlap(limn::as_mask(ones), mask({"#."})).iou == 1.0);
}

TEST_CASE("overlap: counts past what a byte holds") {
  const limn::Mask full(limn::Size{301, 200}, limn::Binary::foreground);
  const auto half = random_mask(full.size(), 5, 0.5);
  const limn::Overlap same = limn::overlap(full, full);
  CHECK(same.true_positives == 60200);
  CHECK(same.accuracy == 1.0);
  const limn::Overlap o = limn::overlap(half, full);
  std::int64_t count = 0;
  for (const limn::Binary pixel : half.pixels()) count += limn::is_foreground(pixel);
  CHECK(o.true_positives == count);
  CHECK(o.false_negatives == 60200 - count);
  CHECK(o.false_positives == 0);
}

TEST_CASE("confusion: rows are the truth, columns what was found") {
  const auto found = image<std::int32_t>({{0, 1, 2, 2}});
  const auto truth = image<std::uint16_t>({{0, 1, 1, 2}});
  const auto matrix = limn::confusion(found, truth, 3);
  CHECK(matrix.count(1, 2) == 1);
  CHECK(matrix.count(2, 1) == 0);
  CHECK(matrix.counts == std::vector<std::int64_t>{1, 0, 0, 0, 1, 1, 0, 0, 1});
}

TEST_CASE("overlap and confusion: errors name what is wrong") {
  const limn::LabelImage<> labels(limn::Size{2, 1}, 3);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::confusion(labels, labels, 3)), "limn::confusion: class 3 is not in 0..2",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::confusion(labels, labels, 0)),
                       "limn::confusion: classes is 0 but must be positive", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::overlap(limn::Mask(limn::Size{2, 1}), limn::Mask(limn::Size{1, 2}))),
                       "limn::overlap: the mask is 2x1 but the truth is 1x2", std::invalid_argument);
}
