// All metrics against what numpy, scipy, scikit-image and scikit-learn make of the same label pairs.

#include <limn/metrics/average_precision_coco.hpp>
#include <limn/metrics/boundary.hpp>
#include <limn/metrics/instance.hpp>
#include <limn/metrics/overlap.hpp>
#include <limn/metrics/partition.hpp>
#include <limn/metrics/superpixel.hpp>

#include <iterator>

#include "metrics/data/peers.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {

/// A coarse grid of random labels 0..labels-1, each `side` pixels wide, that begins `shift` pixels outside.
template <std::size_t R>
limn::LabelImage<std::int32_t, R> blocks(const limn::Size<R>& size, unsigned seed, Index side, Index shift,
                                         int labels) {
  limn::Size<R> coarse_size = size;
  for (std::size_t axis = 0; axis < R; ++axis) coarse_size[axis] = (size[axis] + shift) / side + 1;
  const auto coarse = random_image<std::uint8_t>(coarse_size, seed);
  limn::LabelImage<std::int32_t, R> result(size);
  for (Index i = 0; i < limn::pixel_count(size); ++i) {
    Index rest = i, at = 0, stride = 1;
    for (std::size_t axis = 0; axis < R; ++axis) {
      at += (rest % size[axis] + shift) / side * stride;
      rest /= size[axis];
      stride *= coarse_size[axis];
    }
    result.pixels()[static_cast<std::size_t>(i)] = coarse.pixels()[static_cast<std::size_t>(at)] % labels;
  }
  return result;
}

template <std::size_t R>
void check_row(const limn::LabelImage<std::int32_t, R>& found, const limn::LabelImage<std::int32_t, R>& truth,
               std::size_t row) {
  std::vector<double> values;
  const auto foreground = [](std::int32_t label) { return limn::to_binary(label != 0); };
  const auto o = limn::overlap(limn::transform(found, foreground), limn::transform(truth, foreground));
  values.insert(values.end(), {o.iou, o.dice, o.accuracy});
  std::array<double, R> spacing{0.7, 1.3};
  if constexpr (R == 3) spacing[2] = 2.1;
  for (const auto& side : {limn::detail::unit_spacing<R>(), spacing}) {
    values.insert(values.end(),
                  {limn::hausdorff(found, truth, side), limn::hausdorff95_pooled(found, truth, side),
                   limn::hausdorff95_max(found, truth, side), limn::average_surface_distance(found, truth, side),
                   limn::boundary_f(found, truth, 1.5, side)});
  }
  for (const double iou : {0.1, 0.3, 0.5}) values.push_back(limn::average_precision_dsb(found, truth, iou));
  std::vector<double> scores(limn::detail::overlaps("", found, truth).objects.size());
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = static_cast<double>(i * 7 % 5);
  values.insert(values.end(), {limn::panoptic_quality(found, truth).quality, limn::aji(found, truth),
                               limn::aji_plus(found, truth), limn::average_precision_coco(found, truth, scores)});
  const auto v = limn::variation_of_information(found, truth);
  const auto e = limn::adapted_rand_error(found, truth);
  values.insert(values.end(), {v.split, v.merge, e.error, e.precision, e.recall, limn::rand_index(found, truth),
                               limn::adjusted_rand_index(found, truth), limn::boundary_recall(found, truth, 1.5),
                               limn::undersegmentation_error(found, truth)});
  REQUIRE(values.size() == std::size(stored[row]));
  for (std::size_t i = 0; i < values.size(); ++i) {
    CAPTURE(row);
    CAPTURE(i);
    if (stored[row][i] == infinity) CHECK(values[i] == infinity);
    else CHECK(std::abs(values[i] - stored[row][i]) <= 1e-9);
  }
}

}  // namespace

TEST_CASE("metrics: as numpy, scipy, scikit-image and scikit-learn have them") {
  using S = limn::Size<2>;
  using V = limn::Size<3>;
  std::size_t row = 0;
  check_row(blocks(S{61, 47}, 1, 5, 0, 7), blocks(S{61, 47}, 2, 6, 2, 5), row++);
  check_row(blocks(S{70, 33}, 3, 4, 1, 200), blocks(S{70, 33}, 4, 4, 2, 200), row++);
  check_row(blocks(S{40, 40}, 5, 8, 0, 250), blocks(S{40, 40}, 5, 8, 4, 250), row++);
  check_row(blocks(S{64, 50}, 12, 8, 0, 250), blocks(S{64, 50}, 12, 8, 1, 250), row++);
  check_row(blocks(V{25, 19, 9}, 13, 6, 2, 90), blocks(V{25, 19, 9}, 13, 6, 3, 90), row++);
  check_row(blocks(S{24, 18}, 6, 1, 0, 3), blocks(S{24, 18}, 7, 2, 0, 3), row++);
  check_row(blocks(V{21, 17, 13}, 8, 4, 0, 6), blocks(V{21, 17, 13}, 9, 5, 1, 4), row++);
  const auto none = blocks(S{30, 20}, 1, 30, 0, 1);
  check_row(none, none, row++);
  check_row(none, blocks(S{30, 20}, 10, 7, 0, 4), row++);
  check_row(blocks(S{30, 20}, 11, 7, 0, 4), none, row++);
  CHECK(row == std::size(stored));
}
