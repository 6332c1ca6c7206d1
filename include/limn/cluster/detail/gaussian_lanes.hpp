#pragma once
/// \file
/// Gaussians and the points of a tile: how likely each point is in each, and the moments of weighted points.

#include <limn/cluster/detail/assign_bytes.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/exponential.hpp>

#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// What kernels want of Gaussians: where x is a point, y = factor (x - mean) has unit covariance, and the logarithm of
/// the density is constant - y^2 / 2.
struct GaussianFactors {
  Index count, dims;
  bool diagonal;
  const double* means;      // one after the other
  const double* factors;    // of each, the lower triangle row by row, or its diagonal
  const double* constants;  // with what the density is to be multiplied by
};

/// The logarithm, with the same bits everywhere.
[[nodiscard]] LIMN_INLINE double log_of(double x) {
  double lanes[Doubles<Base>::size];
  logarithm(Doubles<Base>::splat(x)).store(lanes);
  return lanes[0];
}

struct Gaussians {
  Gaussians(Index number, Index channels, bool only_diagonal)
      : count(number),
        dims(channels),
        diagonal(only_diagonal),
        each(only_diagonal ? channels : channels * (channels + 1) / 2),
        means(static_cast<std::size_t>(number * channels)),
        factors(static_cast<std::size_t>(number * each)),
        constants(static_cast<std::size_t>(number)) {}

  Index count, dims;
  bool diagonal;
  Index each;  // numbers of a covariance or a factor: the lower triangle row by row, or its diagonal
  List<double> means, factors, constants;

  [[nodiscard]] GaussianFactors view() const {
    return {count, dims, diagonal, means.data(), factors.data(), constants.data()};
  }
  [[nodiscard]] double* mean(Index k) { return means.data() + k * dims; }

  /// Makes the factor of `k` from its covariance, given as `each` numbers; the density is multiplied by `weight`, which
  /// is above 0. Called by `run_base`, so that no compiler contracts it. \returns false if the covariance is not
  /// positive definite.
  [[nodiscard]] LIMN_INLINE bool set(Index k, const double* covariance, double weight) {
    double* const factor = factors.data() + k * each;
    constexpr double log_two_pi = 1.8378770664093453;
    double constant = log_of(weight) - 0.5 * static_cast<double>(dims) * log_two_pi;
    if (diagonal) {
      for (Index j = 0; j < dims; ++j) {
        if (!(covariance[j] > 0)) return false;
        factor[j] = 1 / math::sqrt(covariance[j]);
        constant += log_of(factor[j]);
      }
    } else {
      // Cholesky's lower triangle, then its inverse in its place.
      const auto row = [](Index j) { return j * (j + 1) / 2; };
      for (Index j = 0; j < dims; ++j) {
        for (Index i = 0; i <= j; ++i) {
          double rest = covariance[row(j) + i];
          for (Index n = 0; n < i; ++n) rest -= factor[row(j) + n] * factor[row(i) + n];
          if (i < j) factor[row(j) + i] = rest / factor[row(i) + i];
          else if (!(rest > 0)) return false;
          else factor[row(j) + j] = math::sqrt(rest);
        }
      }
      for (Index j = 0; j < dims; ++j) {
        const double pivot = factor[row(j) + j];
        for (Index i = 0; i < j; ++i) {
          double sum = 0;
          for (Index n = i; n < j; ++n) sum += factor[row(j) + n] * factor[row(n) + i];
          factor[row(j) + i] = -sum / pivot;
        }
        factor[row(j) + j] = 1 / pivot;
        constant -= log_of(pivot);
      }
    }
    constants[static_cast<std::size_t>(k)] = constant;
    return true;
  }
};

struct SetGaussian {
  template <class Tag>
  LIMN_INLINE bool operator()(Tag, Gaussians& g, Index k, const double* covariance, double weight) const {
    return g.set(k, covariance, weight);
  }
};

/// The logarithms of the densities of 64 points, Gaussian by Gaussian. Channel j of the points is at points + j *
/// stride.
template <class Tag>
LIMN_INLINE void log_densities(Tag, const double* points, Index stride, const GaussianFactors& g, double* out) {
  using V = Doubles<Tag>;
  constexpr int together = 4;
  for (Index from = 0; from < tile_points; from += together * V::size) {
    const double* factor = g.factors;
    for (Index k = 0; k < g.count; ++k) {
      V sum[together];
#pragma GCC unroll 4
      for (int u = 0; u < together; ++u) sum[u] = V::zero();
      for (Index j = 0; j < g.dims; ++j) {
        V y[together];
#pragma GCC unroll 4
        for (int u = 0; u < together; ++u) y[u] = V::zero();
        for (Index i = g.diagonal ? j : 0; i <= j; ++i) {
          const V mean = V::splat(g.means[k * g.dims + i]), f = V::splat(*factor++);
#pragma GCC unroll 4
          for (int u = 0; u < together; ++u) y[u] += (V::load(points + i * stride + from + u * V::size) - mean) * f;
        }
#pragma GCC unroll 4
        for (int u = 0; u < together; ++u) sum[u] += y[u] * y[u];
      }
      const V constant = V::splat(g.constants[k]), half = V::splat(0.5);
#pragma GCC unroll 4
      for (int u = 0; u < together; ++u) {
        (constant - sum[u] * half).store(out + k * tile_points + from + u * V::size);
      }
    }
  }
}

/// Of `count` logarithms for each of 64 points, the logarithm of the sum of the exponentials. \param shares  becomes
/// what each exponential is of the sum, if it is not null.
template <class Tag>
LIMN_INLINE void log_sums(Tag, const double* logs, Index count, double* out, double* shares) {
  using V = Doubles<Tag>;
  for (Index from = 0; from < tile_points; from += V::size) {
    V most = V::load(logs + from);
    for (Index k = 1; k < count; ++k) most = (max)(most, V::load(logs + k * tile_points + from));
    V sum = V::zero();
    for (Index k = 0; k < count; ++k) {
      const V part = exponential(V::load(logs + k * tile_points + from) - most);
      if (shares != nullptr) part.store(shares + k * tile_points + from);
      sum += part;
    }
    (most + logarithm(sum)).store(out + from);
    for (Index k = 0; shares != nullptr && k < count; ++k) {
      (V::load(shares + k * tile_points + from) / sum).store(shares + k * tile_points + from);
    }
  }
}

/// Sums are eight side by side, whatever the instruction set, and added up at the end: so their order is fixed.
inline constexpr int sum_lanes = 8;

/// How many sums `add_moments` makes of each Gaussian.
[[nodiscard]] LIMN_INLINE Index moment_count(const GaussianFactors& g) {
  return 1 + g.dims + (g.diagonal ? g.dims : g.dims * (g.dims + 1) / 2);
}

/// Adds the moments of 64 weighted points about the mean of each Gaussian: the weights; then, for each channel, the
/// deviations and their products with those of the channels up to it, or with its own alone.
template <class Tag>
LIMN_INLINE void add_moments(Tag, const double* points, Index stride, const GaussianFactors& g, const double* weights,
                             double* sums) {
  using V = Doubles<Tag>;
  constexpr int vectors = sum_lanes / V::size;
  const auto add = [&](auto term) LIMN_LAMBDA_INLINE {
    V sum[sum_lanes / V::size];
#pragma GCC unroll 8
    for (int u = 0; u < vectors; ++u) sum[u] = V::load(sums + u * V::size);
    for (Index from = 0; from < tile_points; from += sum_lanes) {
#pragma GCC unroll 8
      for (int u = 0; u < vectors; ++u) sum[u] += term(from + u * V::size);
    }
#pragma GCC unroll 8
    for (int u = 0; u < vectors; ++u) sum[u].store(sums + u * V::size);
    sums += sum_lanes;
  };
  for (Index k = 0; k < g.count; ++k) {
    const double* const w = weights + k * tile_points;
    add([&](Index at) LIMN_LAMBDA_INLINE { return V::load(w + at); });
    for (Index j = 0; j < g.dims; ++j) {
      const V mean = V::splat(g.means[k * g.dims + j]);
      const double* const x = points + j * stride;
      add([&](Index at) LIMN_LAMBDA_INLINE { return V::load(w + at) * (V::load(x + at) - mean); });
      for (Index i = g.diagonal ? j : 0; i <= j; ++i) {
        const V other = V::splat(g.means[k * g.dims + i]);
        const double* const z = points + i * stride;
        add([&](Index at)
                LIMN_LAMBDA_INLINE { return V::load(w + at) * (V::load(x + at) - mean) * (V::load(z + at) - other); });
      }
    }
  }
}

/// The Gaussian of the greatest density of each point, of several the first.
LIMN_INLINE void most_likely(const double* logs, Index count, Index points, std::int32_t* out) {
  for (Index i = 0; i < points; ++i) {
    Index best = 0;
    for (Index k = 1; k < count; ++k) {
      if (logs[k * tile_points + i] > logs[best * tile_points + i]) best = k;
    }
    out[i] = static_cast<std::int32_t>(best);
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
