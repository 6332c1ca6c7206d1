#pragma once
// The random walker's equations as one dense matrix, solved by elimination.

#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/region/random_walker.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <type_traits>
#include <vector>

#include "reference/raster.hpp"

namespace reference {

template <class P>
std::vector<double> levels_of(const P& pixel) {
  using T = limn::channel_t<P>;
  std::vector<double> levels;
  for (std::size_t c = 0; c < limn::channels_v<P>; ++c) {
    const auto value = static_cast<double>(reinterpret_cast<const T*>(&pixel)[c]);
    levels.push_back(std::is_integral_v<T> ? value / static_cast<double>((std::numeric_limits<T>::max)()) : value);
  }
  return levels;
}

template <class P, class S, std::size_t R>
std::vector<limn::Image<double, R>> random_walker(const limn::Image<P, R>& image, const limn::Image<S, R>& seeds,
                                                  const limn::RandomWalkerOptions& options) {
  const auto n = static_cast<std::size_t>(limn::pixel_count(image.size()));
  std::vector<limn::Point<R>> points;
  for_each_point(image.size(), [&](const limn::Point<R>& at) { points.push_back(at); });
  const auto number = [&](const limn::Point<R>& at) {
    limn::Index index = 0;
    for (std::size_t axis = R; axis-- > 0;) index = index * image.size()[axis] + at[axis];
    return static_cast<std::size_t>(index);
  };
  const auto takes_part = [&](const limn::Point<R>& at) {
    bool finite = seeds(at) >= 0;
    for (const double level : levels_of(image(at))) finite = finite && std::isfinite(level);
    return finite;
  };
  // What seeds reach, by walking until nothing changes.
  std::vector<char> reached(n);
  for (const auto& at : points) reached[number(at)] = takes_part(at) && seeds(at) > 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& at : points) {
      for (const auto& step : limn::neighbors<R>(limn::Connectivity::face)) {
        const auto to = at + step;
        if (!reached[number(at)] || !limn::contains(image.size(), to) || !takes_part(to) || reached[number(to)])
          continue;
        reached[number(to)] = changed = true;
      }
    }
  }
  double sum = 0, count = 0, squares = 0;
  for (const auto& at : points) {
    if (!reached[number(at)]) continue;
    for (const double level : levels_of(image(at))) sum += level, count += 1;
  }
  for (const auto& at : points) {
    if (!reached[number(at)]) continue;
    for (const double level : levels_of(image(at))) squares += std::pow(level - sum / count, 2);
  }
  const double deviation = std::sqrt(squares / count) * std::sqrt(static_cast<double>(limn::channels_v<P>));
  std::set<std::int64_t> labels;
  for (const auto& at : points) {
    if (reached[number(at)] && seeds(at) > 0) labels.insert(static_cast<std::int64_t>(seeds(at)));
  }
  std::vector<limn::Image<double, R>> result;
  for (const std::int64_t label : labels) {
    std::vector<std::vector<double>> rows(n, std::vector<double>(n + 1));
    for (const auto& at : points) {
      auto& row = rows[number(at)];
      if (!reached[number(at)] || seeds(at) > 0) {
        row[number(at)] = 1;
        row[n] = reached[number(at)] && static_cast<std::int64_t>(seeds(at)) == label;
        continue;
      }
      for (const auto& step : limn::neighbors<R>(limn::Connectivity::face)) {
        const auto to = at + step;
        if (!limn::contains(image.size(), to) || !reached[number(to)]) continue;
        std::size_t axis = 0;
        while (step[axis] == 0) ++axis;
        double difference = 0;
        for (std::size_t c = 0; c < limn::channels_v<P>; ++c) {
          difference += std::pow((levels_of(image(to))[c] - levels_of(image(at))[c]) / options.spacing[axis], 2);
        }
        const double weight =
            deviation > 0 ? std::exp(-options.beta / (10 * deviation) * difference) + 1e-10 : 1 + 1e-10;
        row[number(at)] += weight;
        row[number(to)] -= weight;
      }
    }
    for (std::size_t k = 0; k < n; ++k) {
      std::size_t pivot = k;
      for (std::size_t i = k; i < n; ++i) {
        if (std::fabs(rows[i][k]) > std::fabs(rows[pivot][k])) pivot = i;
      }
      std::swap(rows[k], rows[pivot]);
      for (std::size_t i = 0; i < n; ++i) {
        if (i == k || rows[i][k] == 0) continue;
        const double factor = rows[i][k] / rows[k][k];
        for (std::size_t j = k; j <= n; ++j) rows[i][j] -= factor * rows[k][j];
      }
    }
    limn::Image<double, R> probabilities(image.size());
    for (const auto& at : points) probabilities(at) = rows[number(at)][n] / rows[number(at)][number(at)];
    result.push_back(std::move(probabilities));
  }
  return result;
}

}  // namespace reference
