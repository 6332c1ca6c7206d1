#pragma once
// Seeded region growing by the book: every step looks through all that waits.

#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>

#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

namespace reference {

inline std::vector<double> channels(double v) { return {v}; }
template <class T>
std::vector<double> channels(const limn::Rgb<T>& v) {
  return {static_cast<double>(v.r), static_cast<double>(v.g), static_cast<double>(v.b)};
}

struct GrownRegion {
  std::vector<double> sums;
  double count = 0;
  void add(const std::vector<double>& pixel) {
    sums.resize(pixel.size());
    for (std::size_t c = 0; c < pixel.size(); ++c) sums[c] += pixel[c];
    ++count;
  }
  [[nodiscard]] double difference(const std::vector<double>& pixel) const {
    if (pixel.size() == 1) return std::abs(pixel[0] - sums[0] / count);
    double squared = 0;
    for (std::size_t c = 0; c < pixel.size(); ++c) {
      const double d = pixel[c] - sums[c] / count;
      squared += d * d;
    }
    return std::sqrt(squared);
  }
};

template <class P, std::size_t R>
limn::Image<std::int32_t, R> grow_regions(const limn::Image<P, R>& image, const limn::Image<std::int32_t, R>& seeds,
                                          limn::Connectivity connectivity, double max_difference) {
  struct Candidate {
    double difference;
    limn::Point<R> point;
    std::int32_t label;
  };
  limn::Image<std::int32_t, R> out(image.size());
  std::map<std::int32_t, GrownRegion> regions;
  std::vector<Candidate> waiting;  // in the order in which they came
  const auto finite = [&](const limn::Point<R>& point) {
    for (const double c : channels(image(point))) {
      if (!std::isfinite(c)) return false;
    }
    return true;
  };
  std::vector<limn::Point<R>> points;
  for (limn::Index i = 0; i < limn::pixel_count(image.size()); ++i) {
    limn::Point<R> point;
    limn::Index rest = i;
    for (std::size_t axis = 0; axis < R; ++axis) {
      point[axis] = rest % image.size()[axis];
      rest /= image.size()[axis];
    }
    points.push_back(point);
  }
  const auto touch = [&](const limn::Point<R>& point) {
    for (const auto& offset : limn::neighbors<R>(connectivity)) {
      const limn::Point<R> next = point + offset;
      if (!limn::contains(image.size(), next) || out(next) != 0 || !finite(next)) continue;
      waiting.push_back({regions[out(point)].difference(channels(image(next))), next, out(point)});
    }
  };
  for (const auto& point : points) {
    if (seeds(point) == 0 || !finite(point)) continue;
    out(point) = seeds(point);
    regions[seeds(point)].add(channels(image(point)));
  }
  for (const auto& point : points) {
    if (out(point) != 0) touch(point);
  }
  while (true) {
    const Candidate* best = nullptr;
    for (const Candidate& candidate : waiting) {
      if (out(candidate.point) != 0 || candidate.difference > max_difference) continue;
      if (best == nullptr || candidate.difference < best->difference) best = &candidate;
    }
    if (best == nullptr) return out;
    const Candidate joins = *best;
    out(joins.point) = joins.label;
    regions[joins.label].add(channels(image(joins.point)));
    touch(joins.point);
  }
}

}  // namespace reference
