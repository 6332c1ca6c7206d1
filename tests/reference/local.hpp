#pragma once
// Local thresholds window by window, as their definitions say.

#include <limn/threshold/local.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace reference {

/// The parameters, with no default left open.
struct Local {
  limn::LocalMethod method;
  limn::Index radius;
  limn::Border border;
  double k, r, range, offset = 0, constant = 0, sigma = 1, contrast = 15, middle = 127.5;
};

/// The value at a place that may lie outside.
template <std::size_t R>
double value_at(const limn::Image<double, R>& image, limn::Point<R> at, const Local& how) {
  for (std::size_t axis = 0; axis < R; ++axis) {
    at[axis] = limn::border_index(at[axis], image.size()[axis], how.border);
    if (at[axis] < 0) return how.constant;
  }
  return image(at);
}

/// Calls `f(value, steps)` for the finite values of the cube around `center`.
template <std::size_t R, class F>
void for_each_in_window(const limn::Image<double, R>& image, const limn::Point<R>& center, limn::Index radius,
                        const Local& how, const F& f) {
  limn::Point<R> step;
  for (std::size_t axis = 0; axis < R; ++axis) step[axis] = -radius;
  while (true) {
    const double value = value_at(image, center + step, how);
    if (std::isfinite(value)) f(value, step);
    std::size_t axis = 0;
    while (axis < R && step[axis] == radius) step[axis++] = -radius;
    if (axis == R) return;
    ++step[axis];
  }
}

template <std::size_t R>
struct Moments {
  long double count = 0, mean = 0, squares = 0, variance = 0;
  Moments(const limn::Image<double, R>& image, const limn::Point<R>& center, const Local& how) {
    std::vector<double> values;
    for_each_in_window(image, center, how.radius, how, [&](double v, const auto&) { values.push_back(v); });
    count = static_cast<long double>(values.size());
    for (const double v : values) mean += v / count;
    for (const double v : values) variance += (v - mean) * (v - mean) / count;
    for (const double v : values) squares += static_cast<long double>(v) * v;
  }
};

/// Calls `f(point)` for every pixel.
template <std::size_t R, class F>
void for_each_point(const limn::Size<R>& size, const F& f) {
  limn::Point<R> at;
  for (limn::Index i = 0; i < limn::pixel_count(size); ++i) {
    limn::Index rest = i;
    for (std::size_t axis = 0; axis < R; ++axis) {
      at[axis] = rest % size[axis];
      rest /= size[axis];
    }
    f(at);
  }
}

template <std::size_t R>
limn::Image<double, R> local_levels(const limn::Image<double, R>& image, const Local& how) {
  using limn::LocalMethod;
  limn::Image<double, R> levels(image.size());
  double darkest = std::numeric_limits<double>::infinity(), largest = 0;
  for (const double v : image.pixels()) darkest = std::isfinite(v) ? std::min(darkest, v) : darkest;
  if (how.method == LocalMethod::wolf) {
    for_each_point(image.size(), [&](const limn::Point<R>& at) {
      largest = std::max(largest, static_cast<double>(std::sqrt(Moments<R>(image, at, how).variance)));
    });
  }
  for_each_point(image.size(), [&](const limn::Point<R>& at) {
    double level = 0;
    if (how.method == LocalMethod::gaussian) {
      double sum = 0, weights = 0;
      for_each_in_window(image, at, static_cast<limn::Index>(4 * how.sigma + 0.5), how,
                         [&](double v, const auto& step) {
                           double apart = 0;
                           for (std::size_t axis = 0; axis < R; ++axis)
                             apart += static_cast<double>(step[axis] * step[axis]);
                           const double weight = std::exp(-apart / (2 * how.sigma * how.sigma));
                           sum += weight * v;
                           weights += weight;
                         });
      level = sum / weights;
    } else if (how.method == LocalMethod::bernsen) {
      double low = std::numeric_limits<double>::infinity(), high = -low;
      for_each_in_window(image, at, how.radius, how, [&](double v, const auto&) {
        low = std::min(low, v);
        high = std::max(high, v);
      });
      level = high - low < how.contrast ? how.middle : (low + high) / 2;
      if (low > high) level = std::nan("");
    } else {
      const Moments<R> window(image, at, how);
      const auto m = static_cast<double>(window.mean), s = static_cast<double>(std::sqrt(window.variance));
      switch (how.method) {
        case LocalMethod::niblack: level = m - how.k * s; break;
        case LocalMethod::sauvola: level = m * (1 + how.k * (s / how.r - 1)); break;
        case LocalMethod::phansalkar:
          level = m * (1 + 2 * std::exp(-10 * m / how.range) + how.k * (s / how.r - 1));
          break;
        case LocalMethod::wolf: level = m - how.k * (1 - (largest > 0 ? s / largest : 0)) * (m - darkest); break;
        case LocalMethod::nick:
          level =
              m + how.k * static_cast<double>(std::sqrt((window.squares - window.mean * window.mean) / window.count));
          break;
        default: level = m; break;
      }
      if (window.count == 0) level = std::nan("");
    }
    levels(at) = level - how.offset;
  });
  return levels;
}

}  // namespace reference
