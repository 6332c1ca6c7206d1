#pragma once
// Area, box and centroid pixel by pixel.

#include <limn/label/regions.hpp>

#include <algorithm>
#include <map>
#include <vector>

#include "reference/label_components.hpp"

namespace reference {

template <class L, std::size_t R>
std::vector<limn::Region<R>> regions(const limn::Image<L, R>& labels) {
  struct Sums {
    limn::Index area = 0, sum[3] = {0, 0, 0};
    limn::Point<R> low, high;
  };
  std::map<L, Sums> all;
  for_each_point(labels.size(), [&](const limn::Point<R>& point) {
    if (!(labels(point) > 0)) return;
    Sums& sums = all[labels(point)];
    if (sums.area == 0) sums.low = sums.high = point;
    ++sums.area;
    for (std::size_t axis = 0; axis < R; ++axis) {
      sums.sum[axis] += point[axis];
      sums.low[axis] = (std::min)(sums.low[axis], point[axis]);
      sums.high[axis] = (std::max)(sums.high[axis], point[axis]);
    }
  });
  std::vector<limn::Region<R>> result;
  for (const auto& [label, sums] : all) {
    limn::Region<R> region;
    region.label = static_cast<limn::Index>(label);
    region.area = sums.area;
    region.box.origin = sums.low;
    for (std::size_t axis = 0; axis < R; ++axis) region.box.size[axis] = sums.high[axis] - sums.low[axis] + 1;
    const double area = static_cast<double>(sums.area);
    region.centroid.x = static_cast<double>(sums.sum[0]) / area;
    region.centroid.y = static_cast<double>(sums.sum[1]) / area;
    if constexpr (R == 3) region.centroid.z = static_cast<double>(sums.sum[2]) / area;
    result.push_back(region);
  }
  return result;
}

}  // namespace reference
