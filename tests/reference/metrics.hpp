#pragma once
// Metrics by their definitions: pixel by pixel, pair by pair, matching by trying everything.

#include <limn/core/image.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <type_traits>
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

/// The pixels of objects with a face neighbor of another label, background around the image.
template <class T, std::size_t R>
std::vector<limn::Point<R>> surface(const limn::Image<T, R>& objects) {
  std::vector<limn::Point<R>> result;
  const auto size = objects.size();
  const auto label = [&](limn::Index index, std::size_t axis, limn::Index step) -> long long {
    limn::Index stride = 1, coordinate = index;
    for (std::size_t i = 0; i < axis; ++i) {
      stride *= size[i];
      coordinate /= size[i];
    }
    coordinate = coordinate % size[axis] + step;
    if (coordinate < 0 || coordinate >= size[axis]) return 0;
    const T pixel = objects.pixels()[static_cast<std::size_t>(index + step * stride)];
    if constexpr (std::is_same_v<T, limn::Binary>) return limn::is_foreground(pixel);
    else return static_cast<long long>(pixel);
  };
  for (limn::Index i = 0; i < limn::pixel_count(size); ++i) {
    const long long here = label(i, 0, 0);
    bool differs = false;
    for (std::size_t axis = 0; axis < R; ++axis) {
      differs = differs || label(i, axis, -1) != here || label(i, axis, 1) != here;
    }
    if (here == 0 || !differs) continue;
    limn::Point<R> point{};
    limn::Index rest = i;
    for (std::size_t axis = 0; axis < R; ++axis, rest /= size[axis - 1]) point[axis] = rest % size[axis];
    result.push_back(point);
  }
  return result;
}

/// From each point to the nearest of the others.
template <std::size_t R>
std::vector<double> nearest(const std::vector<limn::Point<R>>& points, const std::vector<limn::Point<R>>& others,
                            const std::array<double, R>& spacing) {
  std::vector<double> result;
  for (const auto& p : points) {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& q : others) {
      double sum = 0;
      for (std::size_t axis = 0; axis < R; ++axis) {
        const double d = spacing[axis] * static_cast<double>(p[axis] - q[axis]);
        sum += d * d;
      }
      least = (std::min)(least, sum);
    }
    result.push_back(std::sqrt(least));
  }
  return result;
}

/// The share of boundary pixels of the truth with one of the superpixels within the tolerance; both sides count.
inline double boundary_recall(const Labels& parts, const Labels& truth, double tolerance) {
  const auto boundary = [](const Labels& labels) {
    std::vector<limn::Point<2>> result;
    for (limn::Index y = 0; y < labels.height(); ++y) {
      for (limn::Index x = 0; x < labels.width(); ++x) {
        const int here = labels(x, y);
        if ((x > 0 && labels(x - 1, y) != here) || (x + 1 < labels.width() && labels(x + 1, y) != here) ||
            (y > 0 && labels(x, y - 1) != here) || (y + 1 < labels.height() && labels(x, y + 1) != here)) {
          result.push_back({x, y});
        }
      }
    }
    return result;
  };
  const auto wanted = boundary(truth);
  if (wanted.empty()) return 1;
  double found = 0;
  for (const double distance : nearest<2>(wanted, boundary(parts), {1, 1})) found += distance <= tolerance;
  return found / static_cast<double>(wanted.size());
}

/// What superpixels leak out of the parts of the truth, part by part: the lesser of what lies in and outside.
inline double undersegmentation_error(const Labels& parts, const Labels& truth) {
  const std::set<int> in_parts(parts.pixels().begin(), parts.pixels().end());
  const std::set<int> in_truth(truth.pixels().begin(), truth.pixels().end());
  double sum = 0;
  for (const int y : in_truth) {
    for (const int x : in_parts) {
      const auto both = count(parts, x, truth, y);
      sum += static_cast<double>((std::min)(both, count(parts, x, parts, x) - both));
    }
  }
  return parts.pixels().empty() ? 0 : sum / static_cast<double>(parts.pixels().size());
}

}  // namespace reference
