#pragma once
// Zero crossings, pair by pair; and the Laplacian of a Gaussian in double, axis by axis.

#include <limn/core/border.hpp>
#include <limn/core/image.hpp>

#include <cmath>
#include <vector>

#include "reference/label_components.hpp"

namespace reference {

template <class T, std::size_t R>
limn::Image<limn::Binary, R> zero_crossings(const limn::Image<T, R>& response, double threshold) {
  limn::Image<limn::Binary, R> result(response.size());
  const auto crosses = [&](T a, T b) {
    return ((a < 0 && b > 0) || (a > 0 && b < 0)) && std::abs(a - b) > static_cast<T>(threshold);
  };
  for_each_point(response.size(), [&](const limn::Point<R>& first) {
    for (std::size_t axis = 0; axis < R; ++axis) {
      limn::Point<R> second = first, third = first;
      second[axis] += 1;
      third[axis] += 2;
      if (!limn::contains(response.size(), second)) continue;
      const T a = response(first), b = response(second);
      if (crosses(a, b)) result(std::abs(a) <= std::abs(b) ? first : second) = limn::Binary::foreground;
      if (!limn::contains(response.size(), third)) continue;
      if (b == 0 && crosses(a, response(third))) result(second) = limn::Binary::foreground;
    }
  });
  return result;
}

// The sum over the axes of the second derivative along the one, smoothed along all, with kernels of 6 sigma.
template <class T, std::size_t R>
limn::Image<double, R> laplacian_of_gaussian_6(const limn::Image<T, R>& image, double sigma) {
  const int radius = static_cast<int>(6 * sigma + 0.5);
  std::vector<double> smooth, second;
  double sum = 0;
  for (int k = -radius; k <= radius; ++k) {
    smooth.push_back(std::exp(-k * k / (2 * sigma * sigma)));
    sum += smooth.back();
  }
  for (int k = -radius; k <= radius; ++k) {
    double& weight = smooth[static_cast<std::size_t>(k + radius)];
    weight /= sum;
    second.push_back(weight * (k * k / (sigma * sigma) - 1) / (sigma * sigma));
  }
  limn::Image<double, R> result(image.size());
  for (std::size_t derived = 0; derived < R; ++derived) {
    limn::Image<double, R> part(image.size());
    for (std::size_t i = 0; i < image.pixels().size(); ++i) part.pixels()[i] = static_cast<double>(image.pixels()[i]);
    for (std::size_t axis = 0; axis < R; ++axis) {
      const limn::Image<double, R> before = part;
      for_each_point(image.size(), [&](const limn::Point<R>& p) {
        part(p) = 0;
        for (int k = -radius; k <= radius; ++k) {
          limn::Point<R> q = p;
          q[axis] = limn::border_index(p[axis] + k, image.size()[axis], limn::Border::reflect);
          part(p) += (axis == derived ? second : smooth)[static_cast<std::size_t>(k + radius)] * before(q);
        }
      });
    }
    for (std::size_t i = 0; i < part.pixels().size(); ++i) result.pixels()[i] += part.pixels()[i];
  }
  return result;
}

}  // namespace reference
