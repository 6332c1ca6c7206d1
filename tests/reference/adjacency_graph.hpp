#pragma once
// Regions that touch, by all pairs of pixels; and merging by a look at all regions for each step.

#include <cmath>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

namespace reference {

struct Regions {
  std::map<int, std::vector<std::vector<double>>> colors;  // of the pixels of each label
  std::map<std::pair<int, int>, long> borders;             // pairs of faces
  [[nodiscard]] double apart(const std::vector<int>& a, const std::vector<int>& b) const {
    double sum = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      const double d = mean(a, c) - mean(b, c);
      sum += d * d;
    }
    return std::sqrt(sum);
  }

 private:
  [[nodiscard]] double mean(const std::vector<int>& labels, std::size_t c) const {
    double sum = 0, count = 0;
    for (const int label : labels) {
      const auto found = colors.find(label);
      if (found == colors.end()) continue;
      for (const auto& color : found->second) {
        sum += c < color.size() ? color[c] : 0;
        count += 1;
      }
    }
    return sum / count;
  }
};

/// Pixels in raster order; `reach` is 1, 2 or 3 for faces, edges and corners.
inline Regions regions_of(const std::vector<std::vector<double>>& colors, const std::vector<long>& labels,
                          const long (&size)[3], int reach) {
  Regions regions;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] <= 0) continue;
    bool finite = true;
    for (const double v : colors[i]) finite = finite && std::isfinite(v);
    if (finite) regions.colors[static_cast<int>(labels[i])].push_back(colors[i]);
    const auto at = static_cast<long>(i);
    const long x = at % size[0], y = at / size[0] % size[1], z = at / size[0] / size[1];
    for (long dz = -1; dz <= 1; ++dz) {
      for (long dy = -1; dy <= 1; ++dy) {
        for (long dx = -1; dx <= 1; ++dx) {
          const long moved = std::abs(dx) + std::abs(dy) + std::abs(dz);
          if (moved == 0 || moved > reach) continue;
          if (x + dx < 0 || x + dx >= size[0] || y + dy < 0 || y + dy >= size[1] || z + dz < 0 || z + dz >= size[2]) {
            continue;
          }
          const long other = labels[static_cast<std::size_t>(at + dx + size[0] * (dy + size[1] * dz))];
          if (other > labels[i]) {
            regions.borders[{static_cast<int>(labels[i]), static_cast<int>(other)}] += moved == 1;
          }
        }
      }
    }
  }
  return regions;
}

/// What each label becomes, by the least label of its region.
inline std::map<int, int> merge_hierarchical(const Regions& regions, double threshold) {
  std::map<int, std::vector<int>> members;
  std::map<std::pair<int, int>, bool> touching;
  for (const auto& [pair, faces] : regions.borders) {
    members[pair.first] = {pair.first};
    members[pair.second] = {pair.second};
    touching[pair] = true;
  }
  for (;;) {
    double least = threshold;
    std::pair<int, int> best{0, 0};
    for (const auto& [pair, is] : touching) {
      const double weight = regions.apart(members[pair.first], members[pair.second]);
      if (weight < least) {
        least = weight;
        best = pair;
      }
    }
    if (best.first == 0) break;
    auto& kept = members[best.first];
    const auto& gone = members[best.second];
    kept.insert(kept.end(), gone.begin(), gone.end());
    members.erase(best.second);
    std::map<std::pair<int, int>, bool> next;
    for (const auto& [pair, is] : touching) {
      const int a = pair.first == best.second ? best.first : pair.first;
      const int b = pair.second == best.second ? best.first : pair.second;
      if (a != b) next[{a < b ? a : b, a < b ? b : a}] = true;
    }
    touching = next;
  }
  std::map<int, int> result;
  for (const auto& [name, list] : members) {
    for (const int label : list) result[label] = name;
  }
  return result;
}

}  // namespace reference
