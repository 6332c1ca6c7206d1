#pragma once
/// \file
/// Pixels of bytes as points of k-means. Sums are integers, and so exact in any order; only points that change clusters
/// touch them.

#include <limn/cluster/detail/assign_bytes.hpp>
#include <limn/cluster/detail/lloyd.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>

#include <algorithm>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Points of D bytes, each once or with a weight.
template <Index D>
class BytePoints {
 public:
  using Channel = std::uint8_t;

  /// To be filled by `tile` and `weights_storage`, and then finished.
  explicit BytePoints(Index count)
      : count_(count),
        tiles_(Size<2>{D * tile_points, (count + tile_points - 1) / tile_points}, uninitialized),
        labels_(Size<2>{tile_points, tiles_.height()}, uninitialized),
        balls_(static_cast<std::size_t>(tiles_.height() * (D + 1))),
        reach_(static_cast<std::size_t>(tiles_.height()), -1.0F) {}

  [[nodiscard]] std::uint8_t* tile(Index t) { return tiles_.data() + t * D * tile_points; }
  [[nodiscard]] List<std::uint32_t>& weights_storage() { return weights_; }
  void finish() {
    // The last tile may be partly empty, but is computed all the same: as if it had more of its first point.
    for (Index i = count_; i < tiles() * tile_points; ++i) {
      std::uint8_t* const last = tile(tiles() - 1);
      for (Index j = 0; j < D; ++j) last[j * tile_points + i % tile_points] = last[j * tile_points];
    }
    dispatch(BallsOfTiles<D>{}, tiles_.data(), tiles(), balls_.data());
  }

  [[nodiscard]] Index count() const { return count_; }
  [[nodiscard]] Index dims() const { return D; }
  [[nodiscard]] Index tiles() const { return tiles_.height(); }
  [[nodiscard]] const std::uint8_t* tile(Index t) const { return tiles_.data() + t * D * tile_points; }
  [[nodiscard]] const std::uint32_t* weights() const { return weights_.empty() ? nullptr : weights_.data(); }
  [[nodiscard]] Index label(Index i) const { return labels_.pixels()[static_cast<std::size_t>(i)]; }
  [[nodiscard]] const std::uint8_t* labels() const { return labels_.data(); }

  template <class E>
  void assign(Clusters& clusters, E&& ex) {
    const bool first_time = last_.empty();
    if (!first_time) moved_ += way_of_two(clusters);
    if (moved_ > 4096) {  // start again, before floats get coarse
      std::fill(reach_.begin(), reach_.end(), -1.0F);
      moved_ = 0;
    }
    last_ = clusters.centers;

    const auto is_outside = [](double c) { return c < 0 || c > 255; };
    const bool outside = std::any_of(clusters.centers.begin(), clusters.centers.end(), is_outside);
    List<float> scores, planes(static_cast<std::size_t>(D * most_byte_clusters), 1e4F);
    for (Index k = 0; k < clusters.clusters; ++k) {
      const double* const center = clusters.center(k);
      double squared = 0;
      for (Index j = 0; j < D; ++j) squared += center[j] * center[j];
      scores.push_back(static_cast<float>(squared / 2));
      for (Index j = 0; j < D; ++j) {
        scores.push_back(static_cast<float>(-center[j]));
        planes[static_cast<std::size_t>(j * most_byte_clusters + k)] = static_cast<float>(center[j]);
      }
    }
    const AssignBytes<D> kernel{.tiles = tiles_.data(),
                                .balls = balls_.data(),
                                .labels = labels_.data(),
                                .reach = reach_.data(),
                                .weights = weights(),
                                .count = count_,
                                .centers = clusters.centers.data(),
                                .scores = scores.data(),
                                .planes = planes.data(),
                                .clusters = clusters.clusters,
                                .moved = static_cast<float>(moved_),
                                .exact = outside};
    const Index parts = (std::min)(Index{64}, (tiles() + 63) / 64), stride = clusters.clusters * (D + 1);
    List<std::int64_t> sums(static_cast<std::size_t>(parts * stride));
    ex(parts, [&](Index p) {
      dispatch(kernel, tiles() * p / parts, tiles() * (p + 1) / parts, first_time, sums.data() + p * stride);
    });
    for (Index p = 0; p < parts; ++p) {
      for (Index k = 0; k < clusters.clusters; ++k) {
        const std::int64_t* const part = sums.data() + p * stride + k * (D + 1);
        for (Index j = 0; j < D; ++j) {
          clusters.sums[static_cast<std::size_t>(k * D + j)] += static_cast<double>(part[j]);
        }
        clusters.counts[static_cast<std::size_t>(k)] += static_cast<double>(part[D]);
      }
    }
  }

  /// The sum of the squared distances of the points from the means of their clusters, from sums alone: about an integer
  /// near each mean, all but the last term is exact.
  template <class E>
  [[nodiscard]] double inertia(const Clusters& clusters, E&&) const {
    std::int64_t squares = 0;
    for (Index i = 0; i < count_; ++i) {
      std::int64_t square = 0;
      for (Index j = 0; j < D; ++j) square += std::int64_t{channel_of(*this, i, j)} * channel_of(*this, i, j);
      squares += square * (weights_.empty() ? 1 : std::int64_t{weights_[static_cast<std::size_t>(i)]});
    }
    double rest = 0;
    for (Index k = 0; k < clusters.clusters; ++k) {
      if (clusters.is_empty(k)) continue;
      const auto number = static_cast<std::int64_t>(clusters.counts[static_cast<std::size_t>(k)]);
      for (Index j = 0; j < D; ++j) {
        const auto sum = static_cast<std::int64_t>(clusters.sums[static_cast<std::size_t>(k * D + j)]);
        const std::int64_t near = sum / number;
        squares -= 2 * near * sum - number * near * near;
        const auto off = static_cast<double>(sum - number * near);
        rest += off * off / static_cast<double>(number);
      }
    }
    return static_cast<double>(squares) - rest;
  }

 private:
  /// By how much the difference of the distances to two centers can have changed: the two longest ways, rounded up.
  [[nodiscard]] double way_of_two(const Clusters& clusters) const {
    double longest = 0, next = 0;
    for (Index k = 0; k < clusters.clusters; ++k) {
      double squared = 0;
      for (Index j = 0; j < D; ++j) {
        const double way = clusters.center(k)[j] - last_[static_cast<std::size_t>(k * D + j)];
        squared += way * way;
      }
      next = (std::max)(next, (std::min)(longest, squared));
      longest = (std::max)(longest, squared);
    }
    return (math::sqrt(longest) + math::sqrt(next)) * (1 + 1e-6) + 1e-6;
  }

  Index count_;
  Image<std::uint8_t> tiles_;
  Image<std::uint8_t> labels_;
  List<float> balls_;
  List<float> reach_;
  List<std::uint32_t> weights_;
  List<double> last_;
  double moved_ = 0;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
