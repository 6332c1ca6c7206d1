#pragma once
// Graph cut and GrabCut by the book: densities in long double, every pair of pixels looked at, the cut by augmenting
// paths.

#include <limn/cluster/kmeans.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

#include "reference/gaussian_mixture.hpp"
#include "reference/max_flow.hpp"

namespace reference {

struct CutOptions {
  long double smoothness = 50, beta = 0;
  limn::Connectivity connectivity = limn::Connectivity::full;
  int components = 5;
};

template <class P, std::size_t R>
class Cutting {
 public:
  using T = limn::channel_t<P>;

  Cutting(const limn::Image<P, R>& image, const CutOptions& options) : size_(image.size()), options_(options) {
    const auto* const channels = reinterpret_cast<const T*>(image.pixels().data());
    double low = INFINITY, high = -INFINITY;
    for (std::size_t i = 0; i < image.pixels().size(); ++i) {
      colors.emplace_back();
      finite.push_back(true);
      for (std::size_t c = 0; c < limn::channels_v<P>; ++c) {
        colors[i].push_back(static_cast<long double>(channels[i * limn::channels_v<P> + c]));
        finite[i] = finite[i] && std::isfinite(colors[i][c]);
      }
      for (const long double v : colors[i]) {
        if (finite[i]) low = std::fmin(low, static_cast<double>(v)), high = std::fmax(high, static_cast<double>(v));
      }
      limn::Point<R> point{};
      auto rest = static_cast<limn::Index>(i);
      for (std::size_t axis = 0; axis < R; ++axis) {
        point[axis] = rest % size_[axis];
        rest /= size_[axis];
      }
      points_.push_back(point);
    }
    range = std::is_integral_v<T> ? std::pow(2.0L, 8 * sizeof(T)) - 1 : high > low ? high - low : 1;
    beta_ = options.beta;
    if (beta_ == 0) {
      long double sum = 0, count = 0;
      for_each_pair([&](std::size_t i, std::size_t j, long double) {
        sum += squared(i, j);
        ++count;
      });
      if (sum > 0) beta_ = count / (2 * sum);
    }
  }

  /// The side of each pixel, 1 being foreground, given what the source may send to each less what the sink may take.
  [[nodiscard]] std::vector<int> cut(const std::vector<std::int64_t>& terminals) const {
    FlowGraph graph(colors.size() + 2);
    for_each_pair([&](std::size_t i, std::size_t j, long double distance) {
      if (options_.smoothness == 0) return;
      const auto capacity = static_cast<std::int64_t>(32767 / distance * std::exp(-beta_ * squared(i, j)) + 0.5L);
      graph.add(i, j, capacity, capacity);
    });
    for (std::size_t i = 0; i < terminals.size(); ++i) {
      if (terminals[i] > 0) graph.add(colors.size(), i, terminals[i], 0);
      else graph.add(i, colors.size() + 1, -terminals[i], 0);
    }
    graph.flow(colors.size(), colors.size() + 1);
    std::vector<int> sides;
    for (std::size_t i = 0; i < colors.size(); ++i) sides.push_back(graph.is_source(i) ? 1 : 0);
    return sides;
  }

  [[nodiscard]] std::int64_t terminal(long double difference) const {
    const long double scaled = options_.smoothness > 0 ? difference * 32767 / options_.smoothness : difference * 32767;
    return static_cast<std::int64_t>(std::round(std::fmax(-hard, std::fmin(hard, scaled))));
  }
  static constexpr long double hard = 26 * 32767 + 1;

  /// Components of the pixels of one side by k-means.
  void start(const std::vector<int>& sides, int side, std::uint64_t seed, std::vector<int>& components) const {
    std::vector<std::size_t> which;
    for (std::size_t i = 0; i < sides.size(); ++i) {
      if (sides[i] == side && finite[i]) which.push_back(i);
    }
    if (which.empty()) return;
    limn::Image<double> rows(
        limn::Size<2>{static_cast<limn::Index>(limn::channels_v<P>), static_cast<limn::Index>(which.size())});
    double* to = rows.pixels().data();
    for (const std::size_t i : which) {
      for (const long double v : colors[i]) *to++ = static_cast<double>(v);
    }
    const auto clusters =
        limn::kmeans_rows(rows, {.clusters = options_.components, .iterations = 10, .seed = seed}).labels;
    for (std::size_t n = 0; n < which.size(); ++n) components[which[n]] = clusters.pixels()[n];
  }

  struct Model {
    std::vector<long double> weights;
    std::vector<Row> means;
    std::vector<std::vector<Row>> covariances;
  };

  [[nodiscard]] Model learn(const std::vector<int>& sides, int side, const std::vector<int>& components,
                            long double widen) const {
    const std::size_t dims = limn::channels_v<P>;
    Model model;
    long double total = 0;
    for (int k = 0; k < options_.components; ++k) {
      Row mean(dims);
      std::vector<Row> covariance(dims, Row(dims));
      long double count = 0;
      const auto each = [&](auto f) {
        for (std::size_t i = 0; i < sides.size(); ++i) {
          if (sides[i] == side && finite[i] && components[i] == k) f(colors[i]);
        }
      };
      each([&](const Row& color) {
        ++count;
        for (std::size_t a = 0; a < dims; ++a) mean[a] += color[a];
      });
      for (long double& m : mean) m /= count > 0 ? count : 1;
      each([&](const Row& color) {
        for (std::size_t a = 0; a < dims; ++a) {
          for (std::size_t b = 0; b < dims; ++b) {
            covariance[a][b] += (color[a] - mean[a]) * (color[b] - mean[b]) / count;
          }
        }
      });
      for (std::size_t a = 0; a < dims; ++a) covariance[a][a] += widen;
      const long double noise = 0.01L * (range / 255) * (range / 255);
      if (is_flat(covariance, noise)) {
        for (std::size_t a = 0; a < dims; ++a) covariance[a][a] += noise;
      }
      total += count;
      model.weights.push_back(count);
      model.means.push_back(mean);
      model.covariances.push_back(covariance);
    }
    for (long double& weight : model.weights) weight /= total;
    return model;
  }

  /// The logarithm of the density, and the component of the greatest.
  [[nodiscard]] std::pair<long double, int> look_up(const Model& model, std::size_t i) const {
    int best = 0;
    long double most = -INFINITY, greatest = -INFINITY;
    Row logs;
    for (std::size_t k = 0; k < model.weights.size(); ++k) {
      if (model.weights[k] == 0) continue;
      const long double log = log_density(colors[i], model.means[k], model.covariances[k]);
      logs.push_back(log + std::log(model.weights[k]));
      most = std::fmax(most, logs.back());
      if (log > greatest) best = static_cast<int>(k);
      greatest = std::fmax(greatest, log);
    }
    long double sum = 0;
    for (const long double log : logs) sum += std::exp(log - most);
    return {most + std::log(sum), best};
  }

  std::vector<Row> colors;
  std::vector<bool> finite;
  long double range = 0;

 private:
  [[nodiscard]] long double squared(std::size_t i, std::size_t j) const {
    long double sum = 0;
    for (std::size_t c = 0; c < colors[i].size(); ++c)
      sum += (colors[i][c] - colors[j][c]) * (colors[i][c] - colors[j][c]);
    return sum;
  }

  /// Whether a direction has next to no variance that those of the channels before it do not explain.
  [[nodiscard]] static bool is_flat(std::vector<Row> covariance, long double noise) {
    const auto variances = covariance;
    for (std::size_t p = 0; p < covariance.size(); ++p) {
      if (!(covariance[p][p] > 1e-9L * (variances[p][p] + noise))) return true;
      for (std::size_t j = p + 1; j < covariance.size(); ++j) {
        const long double factor = covariance[j][p] / covariance[p][p];
        for (std::size_t i = p; i < covariance.size(); ++i) covariance[j][i] -= factor * covariance[p][i];
      }
    }
    return false;
  }

  template <class F>
  void for_each_pair(F&& f) const {
    for (std::size_t i = 0; i < points_.size(); ++i) {
      for (const auto& offset : limn::neighbors<R>(options_.connectivity)) {
        const limn::Point<R> to = points_[i] + offset;
        if (!limn::contains(size_, to)) continue;
        limn::Index at = 0;
        long double moved = 0;
        for (std::size_t axis = R; axis-- > 0;) {
          at = at * size_[axis] + to[axis];
          moved += offset[axis] != 0 ? 1 : 0;
        }
        const auto j = static_cast<std::size_t>(at);
        if (j > i && finite[i] && finite[j]) f(i, j, std::sqrt(moved));
      }
    }
  }

  limn::Size<R> size_;
  CutOptions options_;
  long double beta_ = 0;
  std::vector<limn::Point<R>> points_;
};

template <std::size_t R>
limn::Image<limn::Binary, R> to_mask(const limn::Size<R>& size, const std::vector<int>& sides) {
  limn::Image<limn::Binary, R> out(size);
  for (std::size_t i = 0; i < sides.size(); ++i) out.pixels()[i] = limn::to_binary(sides[i] == 1);
  return out;
}

/// Seeds are 1 for background, 2 for foreground.
template <class P, std::size_t R>
limn::Image<limn::Binary, R> graph_cut(const limn::Image<P, R>& image, const limn::Image<std::int32_t, R>& seeds,
                                       CutOptions options) {
  const bool regions = options.components > 0;
  const Cutting<P, R> cutting(image, options);
  std::vector<int> sides, components(seeds.pixels().size());
  for (const std::int32_t seed : seeds.pixels()) sides.push_back(seed - 1);
  bool both = regions;
  for (int side = 0; side < 2; ++side) {
    bool any = false;
    for (std::size_t i = 0; i < sides.size(); ++i) any = any || (sides[i] == side && cutting.finite[i]);
    both = both && any;
  }
  std::vector<std::int64_t> terminals(sides.size());
  typename Cutting<P, R>::Model models[2];
  const long double bin = cutting.range / 64;
  for (int side = 0; both && side < 2; ++side) {
    cutting.start(sides, side, 1, components);
    models[side] = cutting.learn(sides, side, components, bin * bin);
  }
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (!cutting.finite[i]) continue;
    if (sides[i] >= 0) terminals[i] = cutting.terminal(sides[i] == 1 ? INFINITY : -INFINITY);
    else if (both)
      terminals[i] = cutting.terminal(cutting.look_up(models[1], i).first - cutting.look_up(models[0], i).first);
  }
  return to_mask(image.size(), cutting.cut(terminals));
}

/// Hints as OpenCV's: bit 0 is the side, bit 1 says that it may change.
template <class P, std::size_t R>
limn::Image<limn::Binary, R> grab_cut(const limn::Image<P, R>& image, const std::vector<int>& hints, int iterations,
                                      const CutOptions& options) {
  const Cutting<P, R> cutting(image, options);
  std::vector<int> sides, components(hints.size());
  for (const int hint : hints) sides.push_back(hint & 1);
  typename Cutting<P, R>::Model models[2];
  for (int side = 0; side < 2; ++side) {
    cutting.start(sides, side, 1, components);
    models[side] = cutting.learn(sides, side, components, 0);
  }
  for (int n = 0; n < iterations; ++n) {
    for (std::size_t i = 0; i < hints.size(); ++i) {
      if (cutting.finite[i]) components[i] = cutting.look_up(models[sides[i]], i).second;
    }
    for (int side = 0; side < 2; ++side) models[side] = cutting.learn(sides, side, components, 0);
    std::vector<std::int64_t> terminals(hints.size());
    for (std::size_t i = 0; i < hints.size(); ++i) {
      if (!cutting.finite[i]) continue;
      if ((hints[i] & 2) == 0) terminals[i] = cutting.terminal(hints[i] == 1 ? INFINITY : -INFINITY);
      else terminals[i] = cutting.terminal(cutting.look_up(models[1], i).first - cutting.look_up(models[0], i).first);
    }
    sides = cutting.cut(terminals);
  }
  return to_mask(image.size(), sides);
}

}  // namespace reference
