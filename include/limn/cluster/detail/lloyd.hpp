#pragma once
/// \file
/// The rounds of k-means, whatever the points are made of: update, relocation of empty clusters, the ++ start.
///
/// Points come in tiles of 64, channel by channel, so that a register holds one channel of several points. A `Points`
/// has `Channel`, `count()`, `dims()`, `tiles()`, `tile(i)`, `weights(i)`, `label(i)` and `assign(clusters, ex)`.

#include <limn/cluster/detail/assign_bytes.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/random.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The clusters in the course of the rounds. The sums of integer channels are exact.
struct Clusters {
  Clusters(Index number, Index channels)
      : clusters(number),
        dims(channels),
        centers(static_cast<std::size_t>(number * channels)),
        sums(centers.size()),
        counts(static_cast<std::size_t>(number)) {}

  Index clusters, dims;
  List<double> centers, sums;  // cluster by cluster
  List<double> counts;

  [[nodiscard]] double* center(Index k) { return centers.data() + k * dims; }
  [[nodiscard]] const double* center(Index k) const { return centers.data() + k * dims; }
  [[nodiscard]] bool is_empty(Index k) const { return counts[static_cast<std::size_t>(k)] == 0; }

  /// Every center becomes the mean of its points; that of an empty cluster stays. \returns how far the farthest moved.
  double update() {
    double farthest = 0;
    for (Index k = 0; k < clusters; ++k) {
      if (is_empty(k)) continue;
      double squared = 0;
      for (Index j = 0; j < dims; ++j) {
        double& now = center(k)[j];
        const double mean = sums[static_cast<std::size_t>(k * dims + j)] / counts[static_cast<std::size_t>(k)];
        squared += (mean - now) * (mean - now);
        now = mean;
      }
      farthest = (std::max)(farthest, squared);
    }
    return math::sqrt(farthest);
  }
};

/// The value of channel `j` of point `i`.
template <class Points>
[[nodiscard]] LIMN_INLINE typename Points::Channel channel_of(const Points& points, Index i, Index j) {
  return points.tile(i / tile_points)[j * tile_points + i % tile_points];
}

template <class Points>
[[nodiscard]] double squared_distance(const Points& points, Index i, const double* center) {
  double sum = 0;
  for (Index j = 0; j < points.dims(); ++j) {
    const double apart = static_cast<double>(channel_of(points, i, j)) - center[j];
    sum += apart * apart;
  }
  return sum;
}

/// Puts the center of each empty cluster at the point farthest from its own center and from those put before; of
/// several at the one that comes first when compared channel by channel, so that the order of the points is of no
/// importance. \returns false if every cluster has points, or no point is away from its center.
template <class Points>
bool relocate_empty(const Points& points, Clusters& clusters) {
  List<Index> moved;
  for (Index k = 0; k < clusters.clusters; ++k) {
    if (!clusters.is_empty(k)) continue;
    double farthest = 0;
    Index found = -1;
    for (Index i = 0; i < points.count(); ++i) {
      double distance = squared_distance(points, i, clusters.center(points.label(i)));
      for (const Index other : moved) {
        if (distance < farthest) break;
        distance = (std::min)(distance, squared_distance(points, i, clusters.center(other)));
      }
      if (distance < farthest || distance == 0) continue;
      bool first = distance > farthest;
      for (Index j = 0; !first && j < points.dims(); ++j) {
        if (channel_of(points, i, j) == channel_of(points, found, j)) continue;
        first = channel_of(points, i, j) < channel_of(points, found, j);
        break;
      }
      if (!first) continue;
      farthest = distance;
      found = i;
    }
    if (found < 0) break;
    for (Index j = 0; j < points.dims(); ++j) {
      clusters.center(k)[j] = static_cast<double>(channel_of(points, found, j));
    }
    moved.push_back(k);
  }
  return !moved.empty();
}

/// Rounds from given centers, or from the given sums of `done` rounds, until the centers are at rest. \returns the
/// number of rounds in all.
template <class Points, class E>
int run_rounds(Points& points, Clusters& clusters, int done, int iterations, double tolerance, E&& ex) {
  while (done < iterations) {
    points.assign(clusters, ex);
    const double moved = clusters.update();
    ++done;
    if (done < iterations && relocate_empty(points, clusters)) continue;
    if (moved <= tolerance) break;
  }
  return done;
}

/// Of the points of a tile, the squared distances to the nearest center so far. \returns their weighted sum, in an
/// order of addition that is the same on every instruction set.
struct NearestSoFar {
  template <class Tag, class T, class Distance>
  LIMN_INLINE void operator()(Tag, const T* given, Index tiles, Index dims, Index count, const std::uint32_t* weights,
                              const T* center, Distance* given_nearest, double* sums) const {
    // Exact for bytes: 64 weighted squared distances are below 2^53.
    for (Index t = 0; t < tiles; ++t) {
      const T* const tile = given + t * dims * tile_points;
      Distance* const nearest = given_nearest + t * tile_points;
      Distance apart[tile_points] = {};
      for (Index j = 0; j < dims; ++j) {
        const auto c = static_cast<Distance>(center[j]);
        for (Index i = 0; i < tile_points; ++i) {
          const Distance difference = static_cast<Distance>(tile[j * tile_points + i]) - c;
          apart[i] += difference * difference;
        }
      }
      double weighted[tile_points];
      for (Index i = 0; i < tile_points; ++i) {
        nearest[i] = apart[i] < nearest[i] ? apart[i] : nearest[i];
        weighted[i] = static_cast<double>(nearest[i]);
      }
      const Index inside = (std::min)(tile_points, count - t * tile_points);
      if (weights != nullptr) {
        for (Index i = 0; i < inside; ++i) weighted[i] *= weights[t * tile_points + i];
      }
      for (Index i = inside; i < tile_points; ++i) weighted[i] = 0;
      for (Index half = tile_points / 2; half > 0; half /= 2) {
        for (Index i = 0; i < half; ++i) weighted[i] += weighted[i + half];
      }
      sums[t] = weighted[0];
    }
  }
};

/// The start of Arthur and Vassilvitskii 2007: the first center is any point, each further one a point with a
/// probability in proportion to its squared distance from the nearest center so far. Where every point is a center
/// already, the rest repeat the first.
template <class Points>
void start_plus_plus(const Points& points, Clusters& clusters, std::uint64_t seed) {
  using T = typename Points::Channel;
  using Distance = std::conditional_t<std::is_integral_v<T>, std::int32_t, double>;
  Random random(seed);
  const auto tiles = static_cast<std::size_t>(points.tiles());
  const std::uint32_t* const weights = points.weights();
  std::vector<Distance> nearest(tiles * static_cast<std::size_t>(tile_points), (std::numeric_limits<Distance>::max)());
  List<double> sums(tiles);
  std::vector<T> center(static_cast<std::size_t>(points.dims()));
  const auto weight = [&](Index i) { return weights != nullptr ? static_cast<double>(weights[i]) : 1.0; };

  Index chosen = 0;
  std::uint64_t all = static_cast<std::uint64_t>(points.count());
  if (weights != nullptr) {
    all = 0;
    for (Index i = 0; i < points.count(); ++i) all += weights[i];
  }
  std::uint64_t pick = random.below(all);
  if (weights == nullptr) chosen = static_cast<Index>(pick);
  else
    for (; pick >= weights[chosen]; ++chosen) pick -= weights[chosen];
  const Index first = chosen;

  for (Index k = 0; k < clusters.clusters; ++k) {
    for (Index j = 0; j < points.dims(); ++j) {
      center[static_cast<std::size_t>(j)] = channel_of(points, chosen, j);
      clusters.center(k)[j] = static_cast<double>(center[static_cast<std::size_t>(j)]);
    }
    if (k + 1 == clusters.clusters) break;
    dispatch(NearestSoFar{}, points.tile(0), points.tiles(), points.dims(), points.count(), weights,
             static_cast<const T*>(center.data()), nearest.data(), sums.data());
    double total = 0;
    for (const double sum : sums) total += sum;
    chosen = first;
    if (!(total > 0)) continue;
    double rest = random.uniform() * total;
    std::size_t t = 0;
    for (; t + 1 < tiles && rest >= sums[t]; ++t) rest -= sums[t];
    // By rounding, the rest may reach past the last tile: then it is the last point that is no center.
    const Index begin = static_cast<Index>(t) * tile_points;
    const Index end = (std::min)(points.count(), begin + tile_points);
    for (Index i = begin; i < end; ++i) {
      const double distance = static_cast<double>(nearest[static_cast<std::size_t>(i)]) * weight(i);
      if (distance <= 0) continue;
      chosen = i;
      if (rest < distance) break;
      rest -= distance;
    }
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
