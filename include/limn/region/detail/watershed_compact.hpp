#pragma once
/// \file
/// The compact watershed: being far from the marker costs, so regions grow round.
///
/// Source: P. Neubert, P. Protzel, "Compact watershed and preemptive SLIC", ICPR 2014.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/math.hpp>
#include <limn/region/detail/watershed_basin.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

template <class P>
struct CompactStep {
  double priority;
  std::int64_t age;
  P place, source;
};

/// The flood of a basin of which every pixel that counts is negative and the markers are in place. A pixel may wait
/// several times, once for each neighbor that reached it, and takes the label of the first that comes up.
template <class P, class T, std::size_t R>
void flood_compact(Basin<P, R>& basin, const std::vector<Seed<P>>& seeds, const ImageView<const T, R>& image,
                   const Neighbors<R>& neighbors, double compactness, bool by_level, bool line) {
  using Step = CompactStep<P>;
  std::int32_t* const pixels = basin.pixels();
  std::vector<P> offsets;
  for (const Point<R>& to : neighbors) offsets.push_back(static_cast<P>(basin.frame.offset(to)));
  const auto point = [&](P place) {
    Point<R> at{};
    Index rest = place;
    for (std::size_t axis = R; axis-- > 0;) {
      at[axis] = rest / basin.frame.strides[axis] - 1;
      rest %= basin.frame.strides[axis];
    }
    return at;
  };
  const auto after = [](const Step& a, const Step& b) {
    return a.priority > b.priority || (a.priority == b.priority && a.age > b.age);
  };
  std::vector<Step> heap;
  std::int64_t age = 0;
  const auto push = [&](const Step& step) {
    heap.push_back(step);
    std::push_heap(heap.begin(), heap.end(), after);
  };
  for (const Seed<P>& seed : seeds) {
    push({static_cast<double>(image(point(seed.place))), age++, seed.place, seed.place});
  }
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), after);
    const Step step = heap.back();
    heap.pop_back();
    if (pixels[step.place] >= 0 && step.place != step.source) continue;
    const std::int32_t label = pixels[step.source];
    if (line) {
      std::int32_t around = 0;
      bool meet = false;
      for (const P offset : offsets) {
        const std::int32_t other = pixels[step.place + offset];
        if (other <= 0) continue;
        meet = meet || (around != 0 && other != around);
        around = other;
      }
      if (meet) {
        pixels[step.place] = 0;
        continue;
      }
    }
    pixels[step.place] = label;
    const Point<R> source = point(step.source);
    for (const P offset : offsets) {
      const P next = step.place + offset;
      if (pixels[next] >= 0) continue;
      const Point<R> at = point(next);
      double squared = 0;
      for (std::size_t axis = 0; axis < R; ++axis) {
        const auto d = static_cast<double>(at[axis] - source[axis]);
        squared += d * d;
      }
      const double priority = static_cast<double>(image(at)) + compactness * math::sqrt(squared);
      push({by_level && priority < step.priority ? step.priority : priority, age++, next, step.source});
    }
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
