#pragma once
/// \file
/// The nearest center of points of bytes: exact, and fast.
///
/// A point belongs to the nearest center in double precision. Three filters leave little to the doubles, and change
/// nothing: (1) a tile lies in a ball, and only centers near the ball count; (2) if that is one, the tile need not be
/// looked at before the centers have moved far enough; (3) else dot products in float, as |x - c|^2 = |x|^2 + 2 (|c|^2
/// / 2 - x c), decide wherever the two best differ by more than their rounding. So a fused multiply-add, which not
/// every machine has, changes no result either.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/fused.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Points of a tile.
inline constexpr Index tile_points = 64;

/// Bytes have this many clusters at most: a label is a byte.
inline constexpr Index most_byte_clusters = 256;

/// Finds the nearest centers of the points of some tiles of D channels.
template <Index D>
struct AssignBytes {
  // More than all rounding errors of two dot products of bytes with centers in [0, 255], and of a distance.
  static constexpr float score_slack = 0.25F;
  static constexpr float distance_slack = 0.01F;
  static constexpr float beyond = 1048576.0F;  // above every score

  const std::uint8_t* tiles;
  const float* balls;  // of each tile: the middle, and the radius around it
  std::uint8_t* labels;
  float* reach;  // of each tile: its labels are the same until the centers have moved so far in all
  const std::uint32_t* weights;
  Index count;
  const double* centers;  // c_0, c_1, ... of each
  const float* scores;    // |c|^2 / 2, -c_0, -c_1, ... of each
  const float* planes;    // c_0 of all, c_1 of all, ...; for each `most_byte_clusters`
  Index clusters;
  float moved;  // how far the centers have moved in all
  bool exact;   // a center is outside [0, 255]: the filters do not hold

  /// Adds what each cluster gains and loses to `sums`: channels and number, cluster by cluster. Where `first_time`,
  /// there are no labels yet to lose.
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, Index first, Index last, bool first_time, std::int64_t* sums) const {
    const AssignBytes job = *this;
    for (Index t = first; t < last; ++t) {
      if (job.reach[t] > job.moved) continue;
      const std::uint8_t* const tile = job.tiles + t * D * tile_points;
      std::uint8_t* const old = job.labels + t * tile_points;
      const Index inside = (std::min)(tile_points, job.count - t * tile_points);
      alignas(64) std::uint8_t fresh[tile_points];
      std::uint8_t near[most_byte_clusters];
      Index number = job.clusters;
      std::uint64_t close = ~std::uint64_t{0};
      if (job.exact) {
        for (Index k = 0; k < number; ++k) near[k] = static_cast<std::uint8_t>(k);
      } else {
        number = job.near_ball(tag, job.balls + t * (D + 1), near, job.reach[t]);
        if (number > 1) close = job.by_scores(tag, tile, near, number, fresh);
      }
      if (number == 1) {
        std::memset(fresh, near[0], tile_points);
      } else {
        for (; close != 0; close &= close - 1) {
          const int i = std::countr_zero(close);
          fresh[i] = job.nearest(tile + i, near, number);
        }
      }
      const std::uint64_t all = ~std::uint64_t{0} >> (tile_points - inside);
      std::uint64_t changed = (first_time ? ~std::uint64_t{0} : different(tag, fresh, old)) & all;
      if (changed == 0) continue;
      if (number == 1 && first_time && job.weights == nullptr) {
        std::int64_t* const to = sums + near[0] * (D + 1);
        for (Index j = 0; j < D; ++j) {
          std::int32_t sum = 0;
          for (Index i = 0; i < tile_points; ++i) sum += tile[j * tile_points + i];
          for (Index i = inside; i < tile_points; ++i) sum -= tile[j * tile_points + i];
          to[j] += sum;
        }
        to[D] += inside;
      } else {
        for (; changed != 0; changed &= changed - 1) {
          const int i = std::countr_zero(changed);
          const std::int64_t weight = job.weights != nullptr ? job.weights[t * tile_points + i] : 1;
          std::int64_t* const to = sums + fresh[i] * (D + 1);
          for (Index j = 0; j < D; ++j) to[j] += weight * tile[j * tile_points + i];
          to[D] += weight;
          if (first_time) continue;
          std::int64_t* const from = sums + old[i] * (D + 1);
          for (Index j = 0; j < D; ++j) from[j] -= weight * tile[j * tile_points + i];
          from[D] -= weight;
        }
      }
      std::memcpy(old, fresh, tile_points);
    }
  }

 private:
  /// Lists the centers that may be nearest to a point of a ball. `until` is how far the centers can move in all before
  /// there may be another.
  template <class Tag>
  [[nodiscard]] LIMN_INLINE Index near_ball(Tag, const float* ball, std::uint8_t* near, float& until) const {
    alignas(64) float apart[most_byte_clusters];
#if LIMN_DETAIL_VECTORS
    using F = VecOf<float, Tag>;
    for (Index k = 0; k < clusters; k += F::size) {
      F sum = F::zero();
#pragma GCC unroll 4
      for (Index j = 0; j < D; ++j) {
        const F way = F::load(planes + j * most_byte_clusters + k) - F::splat(ball[j]);
        sum += way * way;
      }
      sum.store(apart + k);
    }
#else
    for (Index k = 0; k < clusters; ++k) {
      apart[k] = 0;
      for (Index j = 0; j < D; ++j) {
        const float way = planes[j * most_byte_clusters + k] - ball[j];
        apart[k] += way * way;
      }
    }
#endif
    float best = beyond, second = beyond;
    for (Index k = 0; k < clusters; ++k) {
      const float a = apart[k];
      const float worse = a > best ? a : best;
      second = worse < second ? worse : second;
      best = a < best ? a : best;
    }
    // Whoever is farther from the middle than the best by the diameter is farther from every point.
    const float limit = math::sqrt(best) + 2 * ball[D] + distance_slack;
    const float squared = limit * limit;
    until = second > squared ? moved + (math::sqrt(second) - limit) * 0.999F : moved;
    Index number = 0;
    for (Index k = 0; k < clusters; ++k) {
      near[number] = static_cast<std::uint8_t>(k);
      number += apart[k] <= squared ? 1 : 0;
    }
    return number;
  }

  /// The center nearest to a point; of several the first.
  [[nodiscard]] LIMN_INLINE std::uint8_t nearest(const std::uint8_t* point, const std::uint8_t* near,
                                                 Index number) const {
    double best = 0;
    std::uint8_t label = 0;
    for (Index n = 0; n < number; ++n) {
      double sum = 0;
      for (Index j = 0; j < D; ++j) {
        const double way = static_cast<double>(point[j * tile_points]) - centers[near[n] * D + j];
        sum += way * way;
      }
      if (n > 0 && sum >= best) continue;
      best = sum;
      label = near[n];
    }
    return label;
  }

#if LIMN_DETAIL_VECTORS
  /// The best of the listed centers by score. \returns the points whose two best are too close to tell.
  template <class Tag>
  [[nodiscard]] LIMN_INLINE std::uint64_t by_scores(Tag, const std::uint8_t* tile, const std::uint8_t* near,
                                                    Index number, std::uint8_t* fresh) const {
    using F = VecOf<float, Tag>;
    using I = VecOf<std::int32_t, Tag>;
    constexpr int together = Tag::bytes == 64 ? 4 : 2;  // what the registers hold
    constexpr int vectors = static_cast<int>(tile_points) / F::size;
    const F far = F::splat(beyond), unsure = F::splat(score_slack);
    alignas(64) std::int32_t chosen[tile_points], unsettled[tile_points];
    constexpr auto dims = static_cast<std::size_t>(D), width = static_cast<std::size_t>(together);
    for (int v = 0; v < vectors; v += together) {
      F x[dims][width], best[width], second[width];
      I label[width];
#pragma GCC unroll 4
      for (int u = 0; u < together; ++u) {
#pragma GCC unroll 4
        for (Index j = 0; j < D; ++j) {
          x[j][u] = convert<float>(load_wide(tile + j * tile_points + (v + u) * F::size, I::zero()));
        }
        best[u] = second[u] = far;
        label[u] = I::zero();
      }
      for (Index n = 0; n < number; ++n) {
        const std::int32_t k = near[n];
        const float* const score = scores + k * (D + 1);
        const F bias = F::splat(score[0]);
        F s[width];
#pragma GCC unroll 4
        for (int u = 0; u < together; ++u) s[u] = bias;
#pragma GCC unroll 4
        for (Index j = 0; j < D; ++j) {
          const F weight = F::splat(score[j + 1]);
#pragma GCC unroll 4
          for (int u = 0; u < together; ++u) s[u] = multiply_add(x[j][u], weight, s[u]);
        }
        const I k_everywhere = I::splat(k);
#pragma GCC unroll 4
        for (int u = 0; u < together; ++u) {
          label[u] = select(s[u] < best[u], k_everywhere, label[u]);
          second[u] = (min)(second[u], (max)(best[u], s[u]));
          best[u] = (min)(best[u], s[u]);
        }
      }
#pragma GCC unroll 4
      for (int u = 0; u < together; ++u) {
        label[u].store(chosen + (v + u) * F::size);
        (second[u] - best[u] < unsure).store(unsettled + (v + u) * F::size);
      }
    }
    using B = VecOf<std::uint8_t, Tag>;
    std::uint64_t close = 0;
    for (int first = 0; first < tile_points; first += B::size) {
      const auto labels_at = [&](int i) LIMN_LAMBDA_INLINE { return I::load(chosen + first + i * I::size); };
      const auto low = narrow(labels_at(0), labels_at(1)), high = narrow(labels_at(2), labels_at(3));
      narrow(bit_cast<std::uint16_t>(low), bit_cast<std::uint16_t>(high)).store(fresh + first);
      const auto unsettled_at = [&](int i) LIMN_LAMBDA_INLINE { return I::load(unsettled + first + i * I::size); };
      close |= movemask(byte_mask<float, Tag>(unsettled_at)) << first;
    }
    return close;
  }

  template <class Tag>
  [[nodiscard]] LIMN_INLINE static std::uint64_t different(Tag, const std::uint8_t* a, const std::uint8_t* b) {
    using B = VecOf<std::uint8_t, Tag>;
    std::uint64_t bits = 0;
    for (int first = 0; first < tile_points; first += B::size) {
      bits |= movemask(B::load(a + first) != B::load(b + first)) << first;
    }
    return bits;
  }
#else
  template <class Tag>
  [[nodiscard]] LIMN_INLINE std::uint64_t by_scores(Tag, const std::uint8_t*, const std::uint8_t*, Index,
                                                    std::uint8_t*) const {
    return ~std::uint64_t{0};
  }
  template <class Tag>
  [[nodiscard]] LIMN_INLINE static std::uint64_t different(Tag, const std::uint8_t* a, const std::uint8_t* b) {
    std::uint64_t bits = 0;
    for (int i = 0; i < tile_points; ++i) bits |= static_cast<std::uint64_t>(a[i] != b[i]) << i;
    return bits;
  }
#endif
};

/// The ball around the box of each tile: its middle, and half its diagonal, rounded up.
template <Index D>
struct BallsOfTiles {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const std::uint8_t* tiles, Index count, float* balls) const {
    for (Index t = 0; t < count; ++t) {
      float squared = 0;
      for (Index j = 0; j < D; ++j) {
        const std::uint8_t* const channel = tiles + (t * D + j) * tile_points;
        std::uint8_t low = 255, high = 0;
        for (Index i = 0; i < tile_points; ++i) {
          low = channel[i] < low ? channel[i] : low;
          high = channel[i] > high ? channel[i] : high;
        }
        balls[t * (D + 1) + j] = static_cast<float>(low + high) / 2;
        squared += static_cast<float>((high - low) * (high - low));
      }
      balls[t * (D + 1) + D] = math::sqrt(squared) / 2 * 1.00001F;
    }
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
