#pragma once
// Lloyd's rounds point by point, as their definition says.

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace reference {

struct KMeans {
  std::vector<int> labels;
  std::vector<std::vector<double>> centers;
  double inertia = 0;
  int iterations = 0;
};

using KMeansPoints = std::vector<std::vector<double>>;

template <class T>
T squared_distance(const std::vector<double>& a, const std::vector<double>& b) {
  T sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    const T apart = static_cast<T>(a[j]) - static_cast<T>(b[j]);
    sum += apart * apart;
  }
  return sum;
}

/// `T` is the precision of the distances that decide who is nearest.
template <class T>
KMeans kmeans(const KMeansPoints& points, std::vector<std::vector<double>> centers, int iterations) {
  KMeans result;
  result.labels.resize(points.size());
  while (result.iterations < iterations) {
    ++result.iterations;
    const auto before = centers;
    std::vector<std::size_t> counts(centers.size());
    std::vector<std::vector<double>> sums(centers.size(), std::vector<double>(points[0].size()));
    for (std::size_t i = 0; i < points.size(); ++i) {
      std::size_t nearest = 0;
      for (std::size_t k = 1; k < centers.size(); ++k) {
        if (squared_distance<T>(points[i], centers[k]) < squared_distance<T>(points[i], centers[nearest])) nearest = k;
      }
      result.labels[i] = static_cast<int>(nearest);
      ++counts[nearest];
      for (std::size_t j = 0; j < points[i].size(); ++j) sums[nearest][j] += points[i][j];
    }
    for (std::size_t k = 0; k < centers.size(); ++k) {
      for (std::size_t j = 0; j < centers[k].size() && counts[k] > 0; ++j) {
        centers[k][j] = sums[k][j] / static_cast<double>(counts[k]);
      }
    }
    if (result.iterations == iterations) break;
    // An empty cluster goes on from the farthest point, the first in the order of its channels.
    std::vector<std::size_t> moved;
    for (std::size_t k = 0; k < centers.size(); ++k) {
      if (counts[k] > 0) continue;
      double farthest = 0;
      std::vector<double> found;
      for (std::size_t i = 0; i < points.size(); ++i) {
        double distance = squared_distance<double>(points[i], centers[static_cast<std::size_t>(result.labels[i])]);
        for (const std::size_t other : moved) {
          distance = std::min(distance, squared_distance<double>(points[i], centers[other]));
        }
        if (distance > farthest || (distance == farthest && distance > 0 && points[i] < found)) {
          farthest = distance;
          found = points[i];
        }
      }
      if (found.empty()) break;
      centers[k] = found;
      moved.push_back(k);
    }
    if (centers == before) break;
  }
  result.centers = centers;
  for (std::size_t i = 0; i < points.size(); ++i) {
    result.inertia += squared_distance<double>(points[i], centers[static_cast<std::size_t>(result.labels[i])]);
  }
  return result;
}

}  // namespace reference
