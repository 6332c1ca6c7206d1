#include <limn/metrics/partition.hpp>

#include "reference/metrics.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {
limn::LabelImage<> random_labels(const limn::Size<2>& size, unsigned seed, int labels) {
  return limn::transform(random_image<std::uint8_t>(size, seed),
                         [labels](std::uint8_t v) { return static_cast<std::int32_t>(v % labels); });
}
}  // namespace

TEST_CASE("partition: one object split in two") {
  const auto truth = image<std::int32_t>({{1, 1, 1, 1}});
  const auto halves = image<std::int32_t>({{1, 1, 2, 2}});
  const auto split = limn::variation_of_information(halves, truth);
  CHECK(split.split == doctest::Approx(1.0));
  CHECK(split.merge == doctest::Approx(0.0));
  const auto merged = limn::variation_of_information(truth, halves);
  CHECK(merged.split == doctest::Approx(0.0));
  CHECK(merged.merge == doctest::Approx(1.0));
  const auto error = limn::adapted_rand_error(halves, truth);
  CHECK(error.precision == doctest::Approx(1.0));
  CHECK(error.recall == doctest::Approx(2.0 / 6));
}

TEST_CASE("partition: names of labels do not matter") {
  const auto a = random_labels(limn::Size{23, 17}, 1, 5);
  const auto b = limn::transform(a, [](std::int32_t v) { return std::int64_t{1} << (40 + v); });
  CHECK(limn::rand_index(a, b) == 1.0);
  CHECK(limn::adjusted_rand_index(a, b) == 1.0);
  CHECK(limn::variation_of_information(a, b).total() == doctest::Approx(0.0));
  CHECK(limn::adapted_rand_error(a, b).error == doctest::Approx(0.0));
}

TEST_CASE("partition: equals the reference, pair of pixels by pair of pixels") {
  for (const auto& size : {limn::Size{1, 1}, limn::Size{7, 5}, limn::Size{31, 9}}) {
    for (int labels = 1; labels < 6; labels += 2) {
      CAPTURE(size);
      CAPTURE(labels);
      const auto a = random_labels(size, 3, labels), b = random_labels(size, 4, 4);
      const auto n = reference::pairs_of_pixels(a, b);
      const auto v = limn::variation_of_information(a, b);
      CHECK(v.split == doctest::Approx(reference::conditional_entropy(a, b)));
      CHECK(v.merge == doctest::Approx(reference::conditional_entropy(b, a)));
      const auto e = limn::adapted_rand_error(a, b, {.ignore_background = false});
      if (n.labels > 0) CHECK(e.precision == doctest::Approx(n.together / n.labels));
      if (n.truth > 0) CHECK(e.recall == doctest::Approx(n.together / n.truth));
      if (n.all > 0)
        CHECK(limn::rand_index(a, b) == doctest::Approx((n.all - n.labels - n.truth + 2 * n.together) / n.all));
    }
  }
}

TEST_CASE("partition: background is left out where asked") {
  const auto truth = image<std::int32_t>({{0, 0, 1, 1}});
  const auto found = image<std::int32_t>({{1, 2, 3, 3}});
  CHECK(limn::adapted_rand_error(found, truth).error == 0.0);
  CHECK(limn::adapted_rand_error(found, truth, {.ignore_background = false}).error > 0.0);
  CHECK(limn::variation_of_information(found, truth, {.ignore_background = true}).total() == 0.0);
}

TEST_CASE("partition: empty images and errors") {
  const limn::LabelImage<> none;
  CHECK(limn::rand_index(none, none) == 1.0);
  CHECK(limn::adjusted_rand_index(none, none) == 1.0);
  CHECK(limn::variation_of_information(none, none).total() == 0.0);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::rand_index(none, limn::LabelImage<>(limn::Size{1, 2}))),
                       "limn::rand_index: the segmentation is 0x0 but the truth is 1x2", std::invalid_argument);
}
