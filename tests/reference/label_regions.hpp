#pragma once
// Area, box and centroid pixel by pixel.

#include <limn/label/regions.hpp>

#include <algorithm>
#include <cmath>
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

/// With the values of an image, by two sums over the pixels of each label.
template <class L, std::size_t R>
std::vector<limn::IntensityRegion<R>> regions(const limn::Image<L, R>& labels, const limn::Image<double, R>& image) {
  std::vector<limn::IntensityRegion<R>> result;
  for (const limn::Region<R>& region : regions(labels)) {
    limn::IntensityRegion<R> with_values;
    static_cast<limn::Region<R>&>(with_values) = region;
    const double area = static_cast<double>(region.area);
    with_values.counted = region.area;
    with_values.min = 1e300;
    with_values.max = -1e300;
    const auto for_each_value = [&](auto&& f) {
      for_each_point(labels.size(), [&](const limn::Point<R>& point) {
        if (static_cast<limn::Index>(labels(point)) == region.label) f(image(point));
      });
    };
    for_each_value([&](double value) {
      with_values.min = (std::min)(with_values.min, value);
      with_values.max = (std::max)(with_values.max, value);
      with_values.mean += value / area;
    });
    double squares = 0;
    for_each_value([&](double value) { squares += (value - with_values.mean) * (value - with_values.mean); });
    with_values.deviation = std::sqrt(squares / area);
    result.push_back(with_values);
  }
  return result;
}

}  // namespace reference
