#include "evaluate_score.hpp"

#include <limn/metrics/boundary.hpp>
#include <limn/metrics/instance.hpp>
#include <limn/metrics/overlap.hpp>

#include <cmath>

namespace tool {

Score score(const limn::LabelImage<>& found, const limn::LabelImage<>& truth, double tolerance) {
  const auto foreground = [](std::int32_t label) { return limn::to_binary(label != 0); };
  const auto overlap = limn::overlap(limn::transform(found, foreground), limn::transform(truth, foreground));
  const limn::InstanceMatch objects = limn::match_instances(found, truth);
  Score result;
  result.found = static_cast<std::size_t>(objects.true_positives() + objects.false_positives());
  result.truth = static_cast<std::size_t>(objects.true_positives() + objects.false_negatives());
  result.values = {overlap.dice,
                   overlap.iou,
                   limn::average_precision_dsb(found, truth, 0.5),
                   limn::average_precision_dsb(found, truth, 0.75),
                   limn::panoptic_quality(found, truth).quality,
                   limn::aji(found, truth),
                   limn::boundary_f(found, truth, tolerance),
                   std::abs(static_cast<double>(result.found) - static_cast<double>(result.truth))};
  return result;
}

}  // namespace tool
