#pragma once
// Means, medians and second derivatives pixel by pixel: the window is gathered anew for each.

#include <limn/core/border.hpp>
#include <limn/core/image.hpp>
#include <limn/core/pixel.hpp>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include "reference/gradient.hpp"

namespace reference {

/// Calls `f(point)` for all pixels of an image of this size, in raster order.
template <std::size_t R, class F>
void for_each_point(const limn::Size<R>& size, const F& f) {
  const limn::Index count = limn::pixel_count(size);
  for (limn::Index i = 0; i < count; ++i) {
    limn::Point<R> point;
    limn::Index rest = i;
    for (std::size_t axis = 0; axis < R; ++axis) {
      point[axis] = rest % size[axis];
      rest /= size[axis];
    }
    f(point);
  }
}

/// The pixels of the window of `size` around a point, which begins size / 2 pixels before it.
template <class T, std::size_t R>
std::vector<T> window_around(const Window<T, R>& window, const limn::Point<R>& point, const limn::Size<R>& size) {
  std::vector<T> values;
  for_each_point(size, [&](limn::Point<R> offset) {
    for (std::size_t axis = 0; axis < R; ++axis) offset[axis] += point[axis] - size[axis] / 2;
    values.push_back(static_cast<T>(window.at(offset)));
  });
  return values;
}

template <class T, std::size_t R>
limn::Image<T, R> box_mean(const limn::Image<T, R>& image, const limn::Size<R>& size, limn::Border border,
                           T constant = {}) {
  limn::Image<T, R> result(image.size());
  const Window<T, R> window{image, border, constant};
  for_each_point(image.size(), [&](const limn::Point<R>& point) {
    const auto values = window_around(window, point, size);
    const auto count = static_cast<long long>(values.size());
    if constexpr (std::is_floating_point_v<T>) {
      long double sum = 0;
      for (const T v : values) sum += static_cast<long double>(v);
      result(point) = static_cast<T>(sum / static_cast<long double>(count));
    } else {
      long long sum = 0;
      for (const T v : values) sum += v;
      const long long up = 2 * sum + count, by = 2 * count;
      result(point) = static_cast<T>(up >= 0 ? up / by : -((by - 1 - up) / by));
    }
  });
  return result;
}

template <class T, std::size_t R>
limn::Image<T, R> median(const limn::Image<T, R>& image, const limn::Size<R>& size, limn::Border border,
                         T constant = {}) {
  limn::Image<T, R> result(image.size());
  const Window<T, R> window{image, border, constant};
  for_each_point(image.size(), [&](const limn::Point<R>& point) {
    auto values = window_around(window, point, size);
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    const auto nan = std::find_if(values.begin(), values.end(), [](T v) { return v != v; });
    if (nan != values.end()) {
      result(point) = *nan;
    } else {
      std::nth_element(values.begin(), middle, values.end());
      result(point) = *middle;
    }
  });
  return result;
}

/// The Laplacian by its weights: `face` for neighbors that share a face, `corner` for the diagonal ones of the plane.
template <class T, std::size_t R>
limn::Image<limn::gradient_pixel_t<T>, R> laplacian(const limn::Image<T, R>& image, int face, int corner,
                                                    limn::Border border, T constant = {}) {
  using G = limn::gradient_pixel_t<T>;
  using Wide = typename Window<T, R>::Wide;
  limn::Image<G, R> result(image.size());
  const Window<T, R> window{image, border, constant};
  for_each_point(image.size(), [&](const limn::Point<R>& point) {
    Wide sum = 0;
    limn::Size<R> three;
    for (std::size_t axis = 0; axis < R; ++axis) three[axis] = 3;
    for_each_point(three, [&](limn::Point<R> offset) {
      int away = 0;
      for (std::size_t axis = 0; axis < R; ++axis) {
        offset[axis] -= 1;
        away += offset[axis] != 0;
        offset[axis] += point[axis];
      }
      const int weight = away == 1   ? face
                         : away == 2 ? corner
                         : away == 0 ? static_cast<int>(R) * -2 * face - 4 * corner
                                     : 0;
      if (weight != 0) sum += static_cast<Wide>(weight) * window.at(offset);
    });
    result(point) = static_cast<G>(sum);
  });
  return result;
}

/// The Laplacian of the Gaussian by its weights, in double.
template <class T, std::size_t R>
limn::Image<double, R> laplacian_of_gaussian(const limn::Image<T, R>& image, double sigma, int radius,
                                             limn::Border border, T constant = {}) {
  std::vector<double> smooth, second;
  double sum = 0;
  for (int k = -radius; k <= radius; ++k) sum += std::exp(-k * k / (2 * sigma * sigma));
  for (int k = -radius; k <= radius; ++k) {
    smooth.push_back(std::exp(-k * k / (2 * sigma * sigma)) / sum);
    second.push_back((k * k / (sigma * sigma) - 1) / (sigma * sigma) * smooth.back());
  }
  limn::Image<double, R> result(image.size());
  const Window<T, R> window{image, border, constant};
  limn::Size<R> extent;
  for (std::size_t axis = 0; axis < R; ++axis) extent[axis] = 2 * radius + 1;
  for_each_point(image.size(), [&](const limn::Point<R>& point) {
    double total = 0;
    for_each_point(extent, [&](limn::Point<R> offset) {
      double weight = 0;
      for (std::size_t along = 0; along < R; ++along) {
        double product = 1;
        for (std::size_t axis = 0; axis < R; ++axis) {
          product *= (axis == along ? second : smooth)[static_cast<std::size_t>(offset[axis])];
        }
        weight += product;
      }
      for (std::size_t axis = 0; axis < R; ++axis) offset[axis] += point[axis] - radius;
      total += weight * static_cast<double>(window.at(offset));
    });
    result(point) = total;
  });
  return result;
}

}  // namespace reference
