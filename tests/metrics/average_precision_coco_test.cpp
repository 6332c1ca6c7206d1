#include <limn/metrics/average_precision_coco.hpp>

#include <array>
#include <cmath>

#include "reference/metrics.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {

/// The definition, one picture, one threshold: for each recall the best precision at that recall or above.
double area(const limn::Image<std::int32_t>& labels, const limn::Image<std::int32_t>& truth,
            const std::vector<double>& scores, double threshold) {
  const std::vector<int> found = reference::objects(labels), real = reference::objects(truth);
  std::vector<std::size_t> order(found.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  std::vector<char> taken(real.size(), 0);
  std::vector<std::array<double, 2>> curve;  // recall, precision
  double right = 0, all = 0;
  for (const std::size_t i : order) {
    double best = threshold;
    std::size_t match = real.size();
    for (std::size_t j = 0; j < real.size(); ++j) {
      const double iou = reference::iou(labels, found[i], truth, real[j]);
      if (!taken[j] && iou >= best) best = iou, match = j;
    }
    if (match < real.size()) taken[match] = 1, right += 1;
    all += 1;
    curve.push_back({right / static_cast<double>(real.size()), right / all});
  }
  double sum = 0;
  for (int level = 0; level <= 100; ++level) {
    double best = 0;
    for (const auto& [recall, precision] : curve) {
      if (recall >= level / 100.0 - 1e-12) best = (std::max)(best, precision);
    }
    sum += best;
  }
  return sum / 101;
}

limn::LabelImage<> random_labels(unsigned seed, int labels) {
  return limn::transform(random_image<std::uint8_t>(limn::Size{6, 4}, seed),
                         [labels](std::uint8_t v) { return static_cast<std::int32_t>(v % labels); });
}

}  // namespace

TEST_CASE("average_precision_coco: a drawn example") {
  const auto truth = image<std::int32_t>({{1, 1, 1, 1, 0, 2, 2, 0, 0}});
  const auto found = image<std::int32_t>({{4, 4, 4, 0, 0, 6, 6, 0, 9}});
  // Object 9 is wrong. At 0.75 object 4 matches, above it does not.
  const limn::CocoOptions at_half{.ious = {0.5}}, at_most{.ious = {0.75}}, above{.ious = {0.76}};
  const std::array<double, 3> wrong_last{0.9, 0.8, 0.1}, wrong_first{0.5, 0.4, 0.6};
  CHECK(limn::average_precision_coco(found, truth, wrong_last, at_half) == doctest::Approx(1.0));
  CHECK(limn::average_precision_coco(found, truth, wrong_last, at_most) == doctest::Approx(1.0));
  CHECK(limn::average_precision_coco(found, truth, wrong_last, above) == doctest::Approx(0.5 * 51 / 101));
  CHECK(limn::average_precision_coco(found, truth, wrong_first, at_half) == doctest::Approx(2.0 / 3));
  // Without scores the order is that of the labels; without thresholds there are ten, six of them up to 0.75.
  CHECK(limn::average_precision_coco(found, truth) == doctest::Approx((6 + 4 * 0.5 * 51 / 101) / 10));
}

TEST_CASE("average_precision_coco: equals the definition") {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    const auto labels = random_labels(seed, 6), truth = random_labels(seed + 50, 5);
    std::vector<double> scores;
    for (std::size_t i = 0; i < reference::objects(labels).size(); ++i) {
      scores.push_back(static_cast<double>((seed * 7 + i * 5) % 4));  // with ties
    }
    for (const double iou : {0.05, 0.1, 0.2, 0.35, 0.5}) {
      CHECK(limn::average_precision_coco(labels, truth, scores, {.ious = {iou}}) ==
            doctest::Approx(area(labels, truth, scores, iou)));
    }
  }
}

TEST_CASE("average_precision_coco: pictures together are not the mean of each") {
  const limn::CocoPicture good{{0.5}, 1, {{0, 0, 0.9}}};
  const limn::CocoPicture bad{{0.9, 0.2}, 1, {{1, 0, 0.6}}};
  const std::array<limn::CocoPicture, 2> both{good, bad};
  // In the order of scores: wrong, right, right.
  CHECK(limn::average_precision_coco(both, {.ious = {0.5}}) == doctest::Approx(2.0 / 3));
  // The best of each picture: wrong, right.
  CHECK(limn::average_precision_coco(both, {.ious = {0.5}, .max_detections = 1}) == doctest::Approx(0.5 * 51 / 101));
  CHECK(limn::average_precision_coco(std::span(both).first(1), {.ious = {0.5}}) == doctest::Approx(1.0));
}

TEST_CASE("average_precision_coco: an object takes the one that fits it best, the last on ties") {
  const limn::CocoPicture picture{{2, 1}, 2, {{0, 1, 0.6}, {1, 1, 0.6}, {0, 0, 0.6}}};
  // The first takes object 1, for which the second comes too late.
  const std::array<limn::CocoPicture, 1> one{picture};
  CHECK(limn::average_precision_coco(one, {.ious = {0.5}}) == doctest::Approx(51.0 / 101));
}

TEST_CASE("average_precision_coco: nothing on both sides, on one side") {
  const limn::LabelImage<> none(limn::Size{3, 2}), some(limn::Size{3, 2}, 1);
  CHECK(limn::average_precision_coco(none, none) == 1.0);
  CHECK(limn::average_precision_coco(none, none, {}, {.empty = -1}) == -1.0);
  CHECK(limn::average_precision_coco(some, none) == 0.0);
  CHECK(limn::average_precision_coco(none, some) == 0.0);
  CHECK(limn::average_precision_coco(some, some) == doctest::Approx(1.0));
  CHECK(limn::average_precision_coco(std::span<const limn::CocoPicture>()) == 1.0);
}

TEST_CASE("average_precision_coco: errors name what is wrong") {
  const limn::LabelImage<> some(limn::Size{3, 2}, 1), other(limn::Size{2, 2});
  const std::array<double, 2> two{1, 2};
  const std::array<double, 1> nan{std::nan("")};
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::average_precision_coco(some, other)),
                       "limn::coco_picture: the segmentation is 3x2 but the truth is 2x2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::coco_picture(some, some, two)),
                       "limn::coco_picture: there are 2 scores but 1 objects", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::coco_picture(some, some, nan)),
                       "limn::coco_picture: score 0 is not a number", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::average_precision_coco(some, some, {}, {.ious = {-0.5}})),
                       "limn::average_precision_coco: iou is -0.5 but must be in [0, 1]", std::invalid_argument);
  for (const double iou : {std::nan(""), -0.5, 1.5}) {
    const std::array<limn::CocoPicture, 1> odd{limn::CocoPicture{{1}, 1, {{0, 0, iou}}}};
    CHECK_THROWS_AS(static_cast<void>(limn::average_precision_coco(odd)), std::invalid_argument);
  }
  const std::array<limn::CocoPicture, 1> broken{limn::CocoPicture{{1}, 1, {{0, 1, 0.5}}}};
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::average_precision_coco(broken)),
                       "limn::average_precision_coco: a pair of objects 0 and 1 but there are 1 and 1",
                       std::invalid_argument);
  const std::array<limn::CocoPicture, 1> unknown{limn::CocoPicture{{std::nan("")}, 0, {}}};
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::average_precision_coco(unknown)),
                       "limn::average_precision_coco: a score is not a number", std::invalid_argument);
}
