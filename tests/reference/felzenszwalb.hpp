#pragma once
// Felzenszwalb and Huttenlocher's segmentation by a list of all edges and the region of every pixel.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace reference {

/// Colors are planes of width * height; where the first is NaN the region is 0.
inline std::vector<int> felzenszwalb(const std::vector<std::vector<double>>& colors, long width, long height,
                                     double scale, long min_size) {
  struct Edge {
    double weight;
    std::size_t a, b;
  };
  std::vector<Edge> edges;
  const auto add = [&](long x0, long y0, long x1, long y1) {
    if (x0 < 0 || x1 < 0 || x0 >= width || x1 >= width || y1 >= height) return;
    const auto a = static_cast<std::size_t>(y0 * width + x0), b = static_cast<std::size_t>(y1 * width + x1);
    double sum = 0;
    for (const auto& plane : colors) {
      const double d = plane[b] - plane[a];
      const double dd = d * d;
      sum += dd;
    }
    if (!std::isnan(sum)) edges.push_back({std::sqrt(sum), a, b});
  };
  const long steps[4][4] = {{0, 0, 1, 0}, {0, 0, 0, 1}, {0, 0, 1, 1}, {1, 0, 0, 1}};
  for (const auto& step : steps) {
    for (long y = 0; y < height; ++y) {
      for (long x = 0; x < width; ++x) add(x + step[0], y + step[1], x + step[2], y + step[3]);
    }
  }
  std::stable_sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.weight < b.weight; });

  struct Region {
    std::vector<std::size_t> pixels;
    float limit;
  };
  std::vector<Region> regions;
  std::vector<std::size_t> of;
  for (std::size_t i = 0; i < colors[0].size(); ++i) {
    regions.push_back({{i}, static_cast<float>(scale / 255)});
    of.push_back(i);
  }
  const auto join = [&](std::size_t a, std::size_t b, double weight) {
    for (const std::size_t i : regions[b].pixels) of[i] = a;
    regions[a].pixels.insert(regions[a].pixels.end(), regions[b].pixels.begin(), regions[b].pixels.end());
    regions[a].limit = static_cast<float>(weight + scale / 255 / static_cast<double>(regions[a].pixels.size()));
  };
  for (const Edge& edge : edges) {
    const std::size_t a = of[edge.a], b = of[edge.b];
    const double limit = static_cast<double>(std::min(regions[a].limit, regions[b].limit));
    if (a != b && edge.weight < limit) join(a, b, edge.weight);
  }
  for (const Edge& edge : edges) {
    const std::size_t a = of[edge.a], b = of[edge.b];
    const auto least = static_cast<long>(std::min(regions[a].pixels.size(), regions[b].pixels.size()));
    if (a != b && least < min_size) join(a, b, edge.weight);
  }
  std::vector<int> names(of.size(), 0), labels;
  int used = 0;
  for (std::size_t i = 0; i < of.size(); ++i) {
    if (std::isnan(colors[0][i])) {
      labels.push_back(0);
      continue;
    }
    if (names[of[i]] == 0) names[of[i]] = ++used;
    labels.push_back(names[of[i]]);
  }
  return labels;
}

}  // namespace reference
