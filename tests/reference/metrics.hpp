#pragma once
// Metrics by their definitions: pixel by pixel, pair by pair, matching by trying everything.

#include <limn/core/image.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

namespace reference {

using Labels = limn::LabelImage<>;

inline std::int64_t count(const Labels& a, int x, const Labels& b, int y) {
  std::int64_t n = 0;
  for (std::size_t i = 0; i < a.pixels().size(); ++i) n += a.pixels()[i] == x && b.pixels()[i] == y;
  return n;
}

inline std::vector<int> objects(const Labels& labels) {
  std::set<int> values(labels.pixels().begin(), labels.pixels().end());
  values.erase(0);
  return {values.begin(), values.end()};
}

inline double iou(const Labels& a, int x, const Labels& b, int y) {
  std::int64_t both = 0, either = 0;
  for (std::size_t i = 0; i < a.pixels().size(); ++i) {
    const bool p = a.pixels()[i] == x, q = b.pixels()[i] == y;
    both += p && q;
    either += p || q;
  }
  return either == 0 ? 0.0 : static_cast<double>(both) / static_cast<double>(either);
}

/// The most pairs with an IoU of at least `threshold` (and above 0), by trying every matching.
inline int most_pairs(const Labels& a, const Labels& b, double threshold) {
  const std::vector<int> left = objects(a);
  std::vector<int> right = objects(b);
  const std::size_t n = (std::max)(left.size(), right.size());
  right.resize(n, -1);
  std::vector<std::size_t> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = i;
  int most = 0;
  do {
    int pairs = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
      const int other = right[order[i]];
      if (other < 0) continue;
      const double value = iou(a, left[i], b, other);
      pairs += value > 0 && value >= threshold;
    }
    most = (std::max)(most, pairs);
  } while (std::next_permutation(order.begin(), order.end()));
  return most;
}

struct PairsOfPixels {
  double together = 0, labels = 0, truth = 0, all = 0;
};

inline PairsOfPixels pairs_of_pixels(const Labels& a, const Labels& b) {
  PairsOfPixels n;
  const auto p = a.pixels(), q = b.pixels();
  for (std::size_t i = 0; i < p.size(); ++i) {
    for (std::size_t j = i + 1; j < p.size(); ++j) {
      n.together += p[i] == p[j] && q[i] == q[j];
      n.labels += p[i] == p[j];
      n.truth += q[i] == q[j];
      n.all += 1;
    }
  }
  return n;
}

/// H(a | b) in bits.
inline double conditional_entropy(const Labels& a, const Labels& b) {
  std::set<int> in_a(a.pixels().begin(), a.pixels().end()), in_b(b.pixels().begin(), b.pixels().end());
  double entropy = 0;
  const double n = static_cast<double>(a.pixels().size());
  for (const int y : in_b) {
    const double column = static_cast<double>(count(b, y, b, y));
    for (const int x : in_a) {
      const double both = static_cast<double>(count(a, x, b, y));
      if (both > 0) entropy -= both / n * std::log2(both / column);
    }
  }
  return entropy;
}

}  // namespace reference
