#pragma once
// Morphological snakes pixel by pixel, on images of 0 and 1, every operator as its definition says.

#include <limn/core/image.hpp>
#include <limn/region/morphological_snakes.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "reference/raster.hpp"

namespace reference {

template <std::size_t R>
using Bits = limn::Image<int, R>;

/// What is outside is 0.
template <std::size_t R>
int bit_at(const Bits<R>& bits, const limn::Point<R>& point) {
  return limn::contains(bits.size(), point) ? bits(point) : 0;
}

/// The lines through a pixel in a plane, the planes through a voxel in space: offsets of each.
template <std::size_t R>
std::vector<std::vector<limn::Point<R>>> elements() {
  std::vector<std::vector<limn::Point<R>>> all;
  if constexpr (R == 2) {
    for (const limn::Point<2> d : {limn::Point<2>{1, 0}, {0, 1}, {1, 1}, {1, -1}}) {
      all.push_back({{-d.x, -d.y}, {0, 0}, d});
    }
  } else {
    const limn::Point<3> normals[] = {{1, 0, 0}, {0, 1, 0},  {0, 0, 1}, {1, 1, 0}, {1, -1, 0},
                                      {1, 0, 1}, {1, 0, -1}, {0, 1, 1}, {0, 1, -1}};
    for (const auto& n : normals) {
      std::vector<limn::Point<3>> plane;
      for (limn::Index z = -1; z <= 1; ++z) {
        for (limn::Index y = -1; y <= 1; ++y) {
          for (limn::Index x = -1; x <= 1; ++x) {
            if (n.x * x + n.y * y + n.z * z == 0) plane.push_back({x, y, z});
          }
        }
      }
      all.push_back(plane);
    }
  }
  return all;
}

template <std::size_t R>
Bits<R> curvature(const Bits<R>& bits, bool sup_inf) {
  Bits<R> result(bits.size());
  for_each_point(bits.size(), [&](const limn::Point<R>& at) {
    int best = sup_inf ? 0 : 1;
    for (const auto& element : elements<R>()) {
      int value = sup_inf ? 1 : 0;
      for (const auto& offset : element) {
        const int bit = bit_at(bits, at + offset);
        value = sup_inf ? (std::min)(value, bit) : (std::max)(value, bit);
      }
      best = sup_inf ? (std::max)(best, value) : (std::min)(best, value);
    }
    result(at) = best;
  });
  return result;
}

/// By central differences, one-sided at the borders; 0 across a single pixel.
template <class T, std::size_t R>
double slope(const limn::Image<T, R>& image, const limn::Point<R>& at, std::size_t axis) {
  limn::Point<R> before = at, after = at;
  if (at[axis] > 0) --before[axis];
  if (at[axis] + 1 < image.size()[axis]) ++after[axis];
  const limn::Index apart = after[axis] - before[axis];
  return apart == 0
             ? 0
             : (static_cast<double>(image(after)) - static_cast<double>(image(before))) / static_cast<double>(apart);
}

template <std::size_t R, class Move>
limn::Image<limn::Binary, R> evolve(const limn::Image<limn::Binary, R>& start, int iterations, int smoothing,
                                    const Move& move) {
  Bits<R> bits(start.size());
  for_each_point(start.size(), [&](const limn::Point<R>& at) { bits(at) = limn::is_foreground(start(at)); });
  bool sup_inf_last = true;
  for (int i = 0; i < iterations; ++i) {
    move(bits);
    for (int k = 0; k < smoothing; ++k, sup_inf_last = !sup_inf_last) {
      bits = curvature(curvature(bits, !sup_inf_last), sup_inf_last);
    }
  }
  limn::Image<limn::Binary, R> result(start.size());
  for_each_point(start.size(), [&](const limn::Point<R>& at) { result(at) = limn::to_binary(bits(at) != 0); });
  return result;
}

template <class T, std::size_t R>
limn::Image<limn::Binary, R> morphological_chan_vese(const limn::Image<T, R>& image,
                                                     const limn::Image<limn::Binary, R>& start,
                                                     const limn::MorphologicalChanVeseOptions& options) {
  return evolve(start, options.iterations, options.smoothing, [&](Bits<R>& bits) {
    double sums[2] = {}, counts[2] = {};
    for_each_point(image.size(), [&](const limn::Point<R>& at) {
      const auto value = static_cast<double>(image(at));
      if (std::isnan(value)) return;
      sums[bits(at)] += value;
      counts[bits(at)] += 1;
    });
    const double out = sums[0] / (counts[0] + 1e-8), in = sums[1] / (counts[1] + 1e-8);
    const Bits<R> old = bits;
    for_each_point(image.size(), [&](const limn::Point<R>& at) {
      bool level = true;
      for (std::size_t axis = 0; axis < R; ++axis) level = level && slope(old, at, axis) == 0;
      if (level) return;
      const auto value = static_cast<double>(image(at));
      const double difference =
          options.lambda1 * ((value - in) * (value - in)) - options.lambda2 * ((value - out) * (value - out));
      if (difference < 0) bits(at) = 1;
      if (difference > 0) bits(at) = 0;
    });
  });
}

template <class T, std::size_t R>
limn::Image<limn::Binary, R> morphological_geodesic(const limn::Image<T, R>& image,
                                                    const limn::Image<limn::Binary, R>& start,
                                                    const limn::MorphologicalGeodesicOptions& options) {
  return evolve(start, options.iterations, options.smoothing, [&](Bits<R>& bits) {
    if (options.balloon != 0) {
      const Bits<R> old = bits;
      for_each_point(image.size(), [&](const limn::Point<R>& at) {
        if (!(static_cast<double>(image(at)) > options.threshold / std::fabs(options.balloon))) return;
        int most = 0, least = 1;
        for (limn::Index i = 0; i < (R == 2 ? 9 : 27); ++i) {
          limn::Point<R> to = at;
          limn::Index rest = i;
          for (std::size_t axis = 0; axis < R; ++axis, rest /= 3) to[axis] += rest % 3 - 1;
          most = (std::max)(most, bit_at(old, to));
          least = (std::min)(least, bit_at(old, to));
        }
        bits(at) = options.balloon > 0 ? most : least;
      });
    }
    const Bits<R> old = bits;
    for_each_point(image.size(), [&](const limn::Point<R>& at) {
      double along = 0;
      for (std::size_t axis = R; axis-- > 0;) {
        const double of_curve = slope(old, at, axis);
        if (of_curve != 0) along += of_curve * slope(image, at, axis);
      }
      if (along > 0) bits(at) = 1;
      if (along < 0) bits(at) = 0;
    });
  });
}

}  // namespace reference
