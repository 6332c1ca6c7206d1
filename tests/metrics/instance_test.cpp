#include <limn/metrics/instance.hpp>

#include "reference/metrics.hpp"
#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("match_instances: a drawn example") {
  const auto truth = image<std::int32_t>({{1, 1, 0, 2, 2, 2},  //
                                          {1, 1, 0, 0, 0, 3}});
  const auto found = image<std::int32_t>({{7, 7, 0, 0, 5, 5},  //
                                          {7, 0, 0, 0, 5, 5}});
  const auto m = limn::match_instances(found, truth, 0.4);
  REQUIRE(m.pairs.size() == 2);
  CHECK(m.pairs[0].label == 5);
  CHECK(m.pairs[0].truth == 2);
  CHECK(m.pairs[0].iou == doctest::Approx(2.0 / 5));
  CHECK(m.pairs[1].label == 7);
  CHECK(m.pairs[1].truth == 1);
  CHECK(m.pairs[1].iou == doctest::Approx(3.0 / 4));
  CHECK(m.unmatched.empty());
  CHECK(m.missed == std::vector<std::int64_t>{3});
  CHECK(limn::average_precision_dsb(found, truth, 0.4) == doctest::Approx(2.0 / 3));
  CHECK(limn::average_precision_dsb(found, truth, 0.4, limn::MatchTie::reject) == doctest::Approx(1.0 / 4));
}

TEST_CASE("match_instances: takes two fair pairs rather than one good one") {
  // Object 1 of the segmentation fits both of the truth; object 2 fits only truth 1.
  const auto truth = image<std::int32_t>({{1, 1, 1, 1, 2, 2}});
  const auto found = image<std::int32_t>({{2, 1, 1, 1, 1, 0}});
  const auto m = limn::match_instances(found, truth, 0.1);
  CHECK(m.true_positives() == 2);
}

TEST_CASE("panoptic quality, AJI and AJI+: a drawn example") {
  const auto truth = image<std::int32_t>({{1, 1, 1, 1, 0, 2, 2}});
  const auto found = image<std::int32_t>({{1, 1, 1, 0, 0, 3, 0}});
  const auto q = limn::panoptic_quality(found, truth);  // IoU 3/4 matches, IoU 1/2 does not
  CHECK(q.segmentation == doctest::Approx(0.75));
  CHECK(q.recognition == doctest::Approx(1.0 / 2));
  CHECK(q.quality == doctest::Approx(0.75 / 2));
  CHECK(limn::aji(found, truth) == doctest::Approx(4.0 / 6));
  CHECK(limn::aji_plus(found, truth) == doctest::Approx(4.0 / 6));
}

TEST_CASE("AJI uses an object more than once, AJI+ does not") {
  const auto truth = image<std::int32_t>({{1, 1, 2, 2}});
  const auto found = image<std::int32_t>({{1, 1, 1, 1}});
  CHECK(limn::aji(found, truth) == doctest::Approx(4.0 / 8));
  CHECK(limn::aji_plus(found, truth) == doctest::Approx(2.0 / 6));
}

TEST_CASE("average precision equals the best of all matchings") {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    const auto a = limn::transform(random_image<std::uint8_t>(limn::Size{6, 3}, seed),
                                   [](std::uint8_t v) { return static_cast<std::int32_t>(v % 5); });
    const auto b = limn::transform(random_image<std::uint8_t>(limn::Size{6, 3}, seed + 100),
                                   [](std::uint8_t v) { return static_cast<std::int32_t>(v % 6); });
    for (const double iou : {0.0, 0.1, 0.2, 0.3, 0.5}) {
      const int most = reference::most_pairs(a, b, iou);
      const auto objects = static_cast<int>(reference::objects(a).size() + reference::objects(b).size());
      CHECK(limn::average_precision_dsb(a, b, iou) == doctest::Approx(static_cast<double>(most) / (objects - most)));
    }
  }
}

TEST_CASE("instances: nothing on both sides, on one side") {
  const limn::LabelImage<> none(limn::Size{3, 2}), one(limn::Size{3, 2}, 1);
  CHECK(limn::average_precision_dsb(none, none) == 1.0);
  CHECK(limn::average_precision_dsb(none, none, 0.5, limn::MatchTie::match, 0.0) == 0.0);
  CHECK(limn::average_precision_dsb(one, none) == 0.0);
  CHECK(limn::panoptic_quality(none, none).quality == 1.0);
  CHECK(limn::panoptic_quality(none, one).quality == 0.0);
  CHECK(limn::aji(none, none) == 1.0);
  CHECK(limn::aji_plus(one, none) == 0.0);
}

TEST_CASE("instances: errors name what is wrong") {
  const limn::LabelImage<> a(limn::Size{3, 2}), b(limn::Size{2, 3});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::aji(a, b)), "limn::aji: the segmentation is 3x2 but the truth is 2x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::match_instances(a, a, 1.5)),
                       "limn::match_instances: iou is 1.5 but must be in [0, 1]", std::invalid_argument);
}
