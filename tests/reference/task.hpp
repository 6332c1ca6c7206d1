#pragma once
// What a picture answers, class by class and object by object.

#include <limn/task/detection.hpp>

#include <cstdint>
#include <map>
#include <vector>

namespace reference {

/// The class of most pixels of an object, background apart, by counting each class by itself.
template <std::size_t R, class L>
std::int32_t class_of(const limn::BasicSemanticMap<R>& map, const limn::Image<L, R>& labels, L label) {
  std::map<std::int32_t, int> votes;
  for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
    if (labels.pixels()[i] == label && map.classes.pixels()[i] != 0) ++votes[map.classes.pixels()[i]];
  }
  std::int32_t best = 0;
  for (const auto& [kind, count] : votes) {
    if (best == 0 || count > votes[best]) best = kind;
  }
  return best;
}

/// The labels that occur, in raster order of their first pixels.
template <class L, std::size_t R>
std::vector<L> labels_in_raster_order(const limn::Image<L, R>& labels) {
  std::vector<L> order;
  for (const L label : labels.pixels()) {
    bool known = label <= 0;
    for (const L other : order) known = known || other == label;
    if (!known) order.push_back(label);
  }
  return order;
}

}  // namespace reference
