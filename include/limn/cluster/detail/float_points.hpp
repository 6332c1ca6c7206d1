#pragma once
/// \file
/// k-means on pixels and rows of any channel type: in float where that holds every value, else in double.

#include <limn/cluster/detail/lloyd.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/simd/vec.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The nearest centers of the points of some tiles: differences, squares and sums are each rounded, in the order of the
/// channels, on every instruction set alike. Of several the first.
struct AssignFloats {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* tiles, std::int32_t* labels, Index first, Index last, Index dims,
                              const T* centers, Index clusters) const {
#if LIMN_DETAIL_VECTORS
    using V = VecOf<T, Tag>;
    using M = typename V::Compared;
    using Label = typename V::MaskLane;
    constexpr int together = 4;
    constexpr Index step = together * V::size;
    for (Index t = first; t < last; ++t) {
      for (Index from = 0; from < tile_points; from += step) {
        const T* const tile = tiles + t * dims * tile_points + from;
        V best[together];
        M label[together];
#pragma GCC unroll 4
        for (int u = 0; u < together; ++u) {
          best[u] = V::splat((std::numeric_limits<T>::max)());
          label[u] = M::zero();
        }
        for (Index k = 0; k < clusters; ++k) {
          V sum[together];
#pragma GCC unroll 4
          for (int u = 0; u < together; ++u) sum[u] = V::zero();
          for (Index j = 0; j < dims; ++j) {
            const V c = V::splat(centers[k * dims + j]);
#pragma GCC unroll 4
            for (int u = 0; u < together; ++u) {
              const V apart = V::load(tile + j * tile_points + u * V::size) - c;
              sum[u] += apart * apart;
            }
          }
          const M number = M::splat(static_cast<Label>(k));
#pragma GCC unroll 4
          for (int u = 0; u < together; ++u) {
            const M nearer = sum[u] < best[u];
            label[u] = select(nearer, number, label[u]);
            best[u] = select(nearer, sum[u], best[u]);
          }
        }
        std::int32_t* const out = labels + t * tile_points + from;
        for (int u = 0; u < together; ++u) {
          if constexpr (sizeof(T) == 4) {
            label[u].store(out + u * V::size);
          } else {
            Label lanes[V::size];
            label[u].store(lanes);
            for (int i = 0; i < V::size; ++i) out[u * V::size + i] = static_cast<std::int32_t>(lanes[i]);
          }
        }
      }
    }
#else
    for (Index i = first * tile_points; i < last * tile_points; ++i) {
      const T* const point = tiles + i / tile_points * dims * tile_points + i % tile_points;
      T best = (std::numeric_limits<T>::max)();
      std::int32_t label = 0;
      for (Index k = 0; k < clusters; ++k) {
        T sum = 0;
        for (Index j = 0; j < dims; ++j) {
          const T apart = point[j * tile_points] - centers[k * dims + j];
          sum += apart * apart;
        }
        if (sum < best) {
          best = sum;
          label = static_cast<std::int32_t>(k);
        }
      }
      labels[i] = label;
    }
#endif
  }
};

template <class T>
class FloatPoints {
 public:
  using Channel = T;

  FloatPoints(Index count, Index dims)
      : count_(count),
        dims_(dims),
        tiles_(Size<2>{dims * tile_points, (count + tile_points - 1) / tile_points}, uninitialized),
        labels_(static_cast<std::size_t>(tiles_.height() * tile_points)) {
    // The last tile may be partly empty, and is computed all the same.
    if (tiles_.height() > 0)
      std::fill(tiles_.row(tiles_.height() - 1).begin(), tiles_.row(tiles_.height() - 1).end(), T{0});
  }

  [[nodiscard]] Index count() const { return count_; }
  [[nodiscard]] Index dims() const { return dims_; }
  [[nodiscard]] Index tiles() const { return tiles_.height(); }
  [[nodiscard]] const T* tile(Index t) const { return tiles_.data() + t * dims_ * tile_points; }
  [[nodiscard]] T* tile(Index t) { return tiles_.data() + t * dims_ * tile_points; }
  [[nodiscard]] const std::uint32_t* weights() const { return nullptr; }
  [[nodiscard]] Index label(Index i) const { return labels_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] std::int32_t* labels() { return labels_.data(); }

  /// The parts, and with them the order of all sums, depend on the number of points alone.
  [[nodiscard]] Index parts() const { return (std::min)(Index{64}, (tiles() + 63) / 64); }

  template <class E>
  void assign(Clusters& clusters, E&& ex) {
    const std::vector<T> centers(clusters.centers.begin(), clusters.centers.end());
    ex(parts(), [&](Index p) {
      dispatch(AssignFloats{}, tiles_.data(), labels_.data(), tiles() * p / parts(), tiles() * (p + 1) / parts(), dims_,
               centers.data(), clusters.clusters);
    });
    sum_up(clusters, ex);
  }

  /// The sums and counts of the labels.
  template <class E>
  void sum_up(Clusters& clusters, E&& ex) const {
    // Four sums of each cluster in turn: one addition need not wait for the last one.
    constexpr Index turns = 4;
    const Index stride = clusters.clusters * (dims_ + 1);
    List<List<double>> sums(static_cast<std::size_t>(parts()));
    ex(parts(), [&](Index p) {
      List<double>& own = sums[static_cast<std::size_t>(p)];
      own.assign(static_cast<std::size_t>(turns * stride), 0.0);
      const Index end = (std::min)(count_, tiles() * (p + 1) / parts() * tile_points);
      for (Index i = tiles() * p / parts() * tile_points; i < end; ++i) {
        double* const to = own.data() + i % turns * stride + label(i) * (dims_ + 1);
        const T* const point = tile(i / tile_points) + i % tile_points;
        for (Index j = 0; j < dims_; ++j) to[j] += static_cast<double>(point[j * tile_points]);
        to[dims_] += 1;
      }
    });
    std::fill(clusters.sums.begin(), clusters.sums.end(), 0.0);
    std::fill(clusters.counts.begin(), clusters.counts.end(), 0.0);
    for (const List<double>& part : sums) {
      for (Index turn = 0; turn < turns; ++turn) {
        for (Index k = 0; k < clusters.clusters; ++k) {
          const double* const from = part.data() + turn * stride + k * (dims_ + 1);
          for (Index j = 0; j < dims_; ++j) clusters.sums[static_cast<std::size_t>(k * dims_ + j)] += from[j];
          clusters.counts[static_cast<std::size_t>(k)] += from[dims_];
        }
      }
    }
  }

  /// The sum of the squared distances of the points from their centers.
  template <class E>
  [[nodiscard]] double inertia(const Clusters& clusters, E&& ex) const {
    List<double> sums(static_cast<std::size_t>(parts()));
    ex(parts(), [&](Index p) {
      const Index end = (std::min)(count_, tiles() * (p + 1) / parts() * tile_points);
      double sum = 0;
      for (Index i = tiles() * p / parts() * tile_points; i < end; ++i) {
        sum += squared_distance(*this, i, clusters.center(label(i)));
      }
      sums[static_cast<std::size_t>(p)] = sum;
    });
    double total = 0;
    for (const double sum : sums) total += sum;
    return total;
  }

 private:
  Index count_, dims_;
  Image<T> tiles_;
  List<std::int32_t> labels_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
