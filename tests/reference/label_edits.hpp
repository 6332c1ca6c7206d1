#pragma once
// Relabeling, growing and boundaries of labels, pixel by pixel.

#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/label/boundaries.hpp>

#include <map>

#include "reference/label_components.hpp"

namespace reference {

template <class L, std::size_t R>
limn::Image<L, R> relabel(const limn::Image<L, R>& labels) {
  limn::Image<L, R> result(labels.size());
  std::map<L, L> numbers;
  for_each_point(labels.size(), [&](const limn::Point<R>& at) {
    if (!(labels(at) > 0)) return;
    const auto next = static_cast<L>(numbers.size() + 1);
    result(at) = numbers.emplace(labels(at), next).first->second;
  });
  return result;
}

/// The label of the nearest pixel of an object, the first in raster order.
template <class L, std::size_t R>
limn::Image<L, R> expand_labels(const limn::Image<L, R>& labels, double distance) {
  limn::Image<L, R> result(labels.size());
  for_each_point(labels.size(), [&](const limn::Point<R>& at) {
    double best = distance * distance;
    bool found = false;
    for_each_point(labels.size(), [&](const limn::Point<R>& other) {
      if (!(labels(other) > 0)) return;
      double squared = 0;
      for (std::size_t axis = 0; axis < R; ++axis) {
        const double step = static_cast<double>(at[axis] - other[axis]);
        squared += step * step;
      }
      if (squared < best || (squared == best && !found)) {
        best = squared;
        found = true;
        result(at) = labels(other);
      }
    });
  });
  return result;
}

template <class L, std::size_t R>
limn::Image<limn::Binary, R> find_boundaries(const limn::Image<L, R>& labels, const limn::BoundaryOptions& options) {
  limn::Image<limn::Binary, R> result(labels.size());
  const auto object = [&](const limn::Point<R>& at) { return labels(at) > 0 ? labels(at) : L{0}; };
  for_each_point(labels.size(), [&](const limn::Point<R>& at) {
    bool differs = false, touches = false;
    for (const auto& offset : limn::neighbors<R>(options.connectivity)) {
      const auto next = at + offset;
      if (limn::contains(labels.size(), next)) differs = differs || object(next) != object(at);
    }
    for (const auto& offset : limn::neighbors<R>(limn::Connectivity::full)) {
      const auto next = at + offset;
      if (limn::contains(labels.size(), next)) touches = touches || (object(next) != object(at) && object(next) != 0);
    }
    const bool kept = options.mode == limn::BoundaryMode::thick ||
                      (options.mode == limn::BoundaryMode::inner ? object(at) != 0 : object(at) == 0 || touches);
    result(at) = limn::to_binary(differs && kept);
  });
  return result;
}

}  // namespace reference
