#pragma once
// Flooding with one ordered set of (priority, age): the definition, step by step.

#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/region/watershed.hpp>

#include <cmath>
#include <cstdint>
#include <set>
#include <tuple>
#include <vector>

namespace reference {

template <class T, std::size_t R>
limn::LabelImage<std::int32_t, R> watershed(const limn::Image<T, R>& image,
                                            const limn::LabelImage<std::int32_t, R>& markers,
                                            const limn::WatershedOptions& options,
                                            const limn::Image<limn::Binary, R>& mask) {
  const limn::Size<R> size = image.size();
  const auto count = static_cast<std::size_t>(limn::pixel_count(size));
  const auto point = [&](std::size_t i) {
    limn::Point<R> at{};
    auto rest = static_cast<limn::Index>(i);
    for (std::size_t axis = 0; axis < R; ++axis) {
      at[axis] = rest % size[axis];
      rest /= size[axis];
    }
    return at;
  };
  const auto place = [&](const limn::Point<R>& at) {
    limn::Index i = 0;
    for (std::size_t axis = R; axis-- > 0;) i = i * size[axis] + at[axis];
    return static_cast<std::size_t>(i);
  };
  std::vector<std::vector<limn::Point<R>>> by_distance(R);
  for (const auto& offset : limn::neighbors<R>(options.connectivity)) {
    std::size_t moved = 0;
    for (std::size_t axis = 0; axis < R; ++axis) moved += offset[axis] != 0;
    by_distance[moved - 1].push_back(offset);
  }

  std::vector<bool> inside(count), reached(count), blocked(count);
  std::vector<std::int32_t> label(count);
  // Priority, age, pixel, and the marker's pixel that it came from.
  std::set<std::tuple<double, long, std::size_t, std::size_t>> queue;
  long age = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const T value = image.pixels()[i];
    inside[i] = limn::is_foreground(mask.pixels()[i]) && value == value;
    if (!inside[i] || markers.pixels()[i] == 0) continue;
    label[i] = markers.pixels()[i];
    reached[i] = true;
    queue.insert({static_cast<double>(value), age++, i, i});
  }
  const auto each_neighbor = [&](std::size_t i, auto&& f) {
    for (const auto& group : by_distance) {
      for (const auto& offset : group) {
        const limn::Point<R> at = point(i) + offset;
        if (limn::contains(size, at) && inside[place(at)] && !blocked[place(at)]) f(place(at));
      }
    }
  };
  const bool compact = options.compactness > 0;
  while (!queue.empty()) {
    const auto [priority, born, i, source] = *queue.begin();
    queue.erase(queue.begin());
    static_cast<void>(born);
    const bool is_marker = i == source;
    if (!is_marker && (blocked[i] || label[i] != 0)) continue;
    if (options.line) {
      std::set<std::int32_t> around;
      each_neighbor(i, [&](std::size_t n) {
        if (label[n] != 0) around.insert(label[n]);
      });
      if (around.size() > 1) {
        blocked[i] = true;
        continue;
      }
    }
    label[i] = label[source];
    each_neighbor(i, [&, p = priority, s = source](std::size_t n) {
      if (label[n] != 0 || (!compact && reached[n])) return;
      reached[n] = true;
      double squared = 0;
      for (std::size_t axis = 0; axis < R; ++axis) {
        const auto d = static_cast<double>(point(n)[axis] - point(s)[axis]);
        squared += d * d;
      }
      double next = static_cast<double>(image.pixels()[n]) + options.compactness * std::sqrt(squared);
      if (options.order == limn::FloodOrder::level && next < p) next = p;
      queue.insert({next, age++, n, s});
    });
  }
  limn::LabelImage<std::int32_t, R> result(size);
  for (std::size_t i = 0; i < count; ++i) result.pixels()[i] = label[i];
  return result;
}

}  // namespace reference
