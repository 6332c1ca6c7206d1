#pragma once
/// \file
/// The rounds of expectation and maximization, by parts and lanes whose order of addition is fixed.

#include <limn/cluster/detail/float_points.hpp>
#include <limn/cluster/detail/gaussian_lanes.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Both steps on some tiles: the shares of the Gaussians in each point, and the moments of the points by these shares;
/// `labels` instead of shares where there are some.
struct MixtureTiles {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const double* tiles, Index first, Index last, Index count, GaussianFactors given,
                              const std::int32_t* labels, double* room, double* sums) const {
    const GaussianFactors g = given;
    double *const logs = room, *const shares = room + g.count * tile_points,
                  *const total = shares + g.count * tile_points;
    for (Index t = first; t < last; ++t) {
      const double* const tile = tiles + t * g.dims * tile_points;
      const Index inside = (std::min)(tile_points, count - t * tile_points);
      if (labels != nullptr) {
        for (Index i = 0; i < g.count * tile_points; ++i) shares[i] = 0;
        for (Index i = 0; i < inside; ++i) shares[labels[t * tile_points + i] * tile_points + i] = 1;
      } else {
        log_densities(tag, tile, tile_points, g, logs);
        log_sums(tag, logs, g.count, total, shares);
        for (Index i = inside; i < tile_points; ++i) {
          total[i] = 0;
          for (Index k = 0; k < g.count; ++k) shares[k * tile_points + i] = 0;
        }
        for (Index i = 0; i < tile_points; ++i) sums[i % sum_lanes] += total[i];
      }
      add_moments(tag, tile, tile_points, g, shares, sums + sum_lanes);
    }
  }
};

/// From moments to weights, means and covariances, these about the new means. Called by `run_base`, so that no compiler
/// contracts it. \returns the number of a Gaussian whose covariance is not positive definite; else that of all.
struct Maximize {
  template <class Tag>
  LIMN_INLINE Index operator()(Tag, const double* moments, double count, double reg, Gaussians& g,
                               List<double>& weights, List<double>& covariances) const {
    for (Index k = 0; k < g.count; ++k) {
      const double share = *moments++ + 10 * std::numeric_limits<double>::epsilon();
      weights[static_cast<std::size_t>(k)] = share / count;
      // The deviations from the old mean lie before the products that follow on them.
      const double* const first = moments;
      double* const covariance = covariances.data() + k * g.each;
      double* to = covariance;
      const auto moved = [&](Index j)
                             LIMN_LAMBDA_INLINE { return first[g.diagonal ? 2 * j : j * (j + 3) / 2] / share; };
      for (Index j = 0; j < g.dims; ++j) {
        ++moments;
        for (Index i = g.diagonal ? j : 0; i <= j; ++i) {
          *to++ = *moments++ / share - moved(j) * moved(i) + (i == j ? reg : 0);
        }
      }
      for (Index j = 0; j < g.dims; ++j) g.mean(k)[j] += moved(j);
      if (!g.set(k, covariance, share / count)) return k;
    }
    return g.count;
  }
};

/// What the mixture says of the points of some tiles: the most likely component, or the share of one of them.
struct MixtureAnswers {
  template <class Tag>
  LIMN_INLINE double operator()(Tag tag, const double* tiles, Index first, Index last, Index count,
                                GaussianFactors given, double* room, std::int32_t* labels, double* share,
                                Index component) const {
    const GaussianFactors g = given;
    double *const logs = room, *const shares = room + g.count * tile_points,
                  *const total = shares + g.count * tile_points;
    double sum = 0;
    for (Index t = first; t < last; ++t) {
      const Index inside = (std::min)(tile_points, count - t * tile_points);
      log_densities(tag, tiles + t * g.dims * tile_points, tile_points, g, logs);
      log_sums(tag, logs, g.count, total, share != nullptr ? shares : nullptr);
      if (labels != nullptr) most_likely(logs, g.count, inside, labels + t * tile_points);
      for (Index i = 0; i < inside; ++i) {
        sum += total[i];
        if (share != nullptr) share[t * tile_points + i] = shares[component * tile_points + i];
      }
    }
    return sum;
  }
};

/// The same of all points. \returns the sum of the logarithms of their densities.
template <class E>
double mixture_answers(const FloatPoints<double>& points, const Gaussians& g, std::int32_t* labels, double* share,
                       Index component, E&& ex) {
  const Index parts = points.parts();
  List<double> sums(static_cast<std::size_t>(parts));
  ex(parts, [&](Index p) {
    List<double> room(static_cast<std::size_t>((2 * g.count + 1) * tile_points));
    sums[static_cast<std::size_t>(p)] =
        dispatch(MixtureAnswers{}, points.tile(0), points.tiles() * p / parts, points.tiles() * (p + 1) / parts,
                 points.count(), g.view(), room.data(), labels, share, component);
  });
  double total = 0;
  for (const double sum : sums) total += sum;
  return total;
}

/// Points with the mixture that is made of them.
class MixtureRounds {
 public:
  MixtureRounds(const FloatPoints<double>& points, Index components, bool diagonal, double reg)
      : points_(points),
        reg_(reg),
        g_(components, points.dims(), diagonal),
        covariances_(static_cast<std::size_t>(g_.count * g_.each)),
        weights_(static_cast<std::size_t>(g_.count)) {}

  /// Where the rounds begin: at the means, covariances and shares of labels in [0, components). Centers are where the
  /// moments are taken about, best the means.
  template <class E>
  void start(const std::int32_t* labels, const double* centers, E&& ex) {
    std::copy_n(centers, g_.means.size(), g_.means.data());
    static_cast<void>(round(labels, ex));
  }

  /// Rounds until one adds less than `tolerance` to the mean log-likelihood, or `iterations` are made. \returns how
  /// many.
  template <class E>
  int run(int iterations, double tolerance, bool& converged, E&& ex) {
    double before = -std::numeric_limits<double>::infinity();
    int made = 0;
    for (converged = false; made < iterations && !converged; ++made) {
      const double now = round(nullptr, ex);
      converged = math::abs(now - before) < tolerance;
      before = now;
    }
    return made;
  }

  [[nodiscard]] const Gaussians& gaussians() const { return g_; }
  [[nodiscard]] const List<double>& weights() const { return weights_; }
  [[nodiscard]] const double* covariance(Index k) const { return covariances_.data() + k * g_.each; }

 private:
  /// One round. \returns the mean log-likelihood before it.
  template <class E>
  double round(const std::int32_t* labels, E&& ex) {
    // 1. The moments of all points, part by part; parts and lanes are added up in one order.
    const Index parts = points_.parts(), moments = moment_count(g_.view());
    const auto each = static_cast<std::size_t>((1 + moments * g_.count) * sum_lanes);
    List<double> sums(each * static_cast<std::size_t>(parts));
    ex(parts, [&](Index p) {
      List<double> room(static_cast<std::size_t>((2 * g_.count + 1) * tile_points));
      dispatch(MixtureTiles{}, points_.tile(0), points_.tiles() * p / parts, points_.tiles() * (p + 1) / parts,
               points_.count(), g_.view(), labels, room.data(), sums.data() + static_cast<std::size_t>(p) * each);
    });
    List<double> total(each / sum_lanes);
    for (std::size_t i = 0; i < sums.size(); ++i) total[i % each / sum_lanes] += sums[i];
    // 2. New Gaussians.
    const double count = static_cast<double>(points_.count());
    const double* const first = total.data() + 1;
    const Index flat = run_base(Maximize{}, first, count, reg_, g_, weights_, covariances_);
    if (flat < g_.count) {
      throw_invalid_argument("limn::gaussian_mixture: component ", flat,
                             " has become flat: fewer components or a greater reg would help");
    }
    return total[0] / count;
  }

  const FloatPoints<double>& points_;
  double reg_;
  Gaussians g_;
  List<double> covariances_, weights_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
