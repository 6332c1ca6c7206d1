#pragma once
/// \file
/// Random walker: a pixel belongs to the seed that a walker, who shuns steep steps, most likely meets first.
///
/// Source: L. Grady, "Random walks for image segmentation", IEEE Trans. PAMI 28(11), 2006.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/label/detail/by_label.hpp>
#include <limn/region/detail/grid_equations.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

namespace limn {

struct RandomWalkerOptions {
  double beta = 130;                          ///< how much walkers shun steep steps; >= 0, finite
  std::array<double, 3> spacing = {1, 1, 1};  ///< distances of pixels along x, y and z; > 0
  double tolerance = 1e-4;  ///< the equations are solved until their residual is this part of the first; > 0
  int iterations = 10000;   ///< rounds for each label at most, at least 1
};

inline namespace LIMN_ABI {
namespace detail {

/// The walk on an image from its seeds.
template <class P, std::size_t R>
class RandomWalk {
 public:
  template <class S>
  RandomWalk(const ImageView<const P, R>& image, const ImageView<const S, R>& seeds, const RandomWalkerOptions& options)
      : image_(image), count_(pixel_count(image.size())), states_(static_cast<std::size_t>(count_), outside) {
    place_seeds(seeds);
    if (labels_.size() > 1) build(options);
  }

  /// The labels of the seeds, in ascending order.
  [[nodiscard]] const std::vector<std::uint64_t>& labels() const { return labels_; }

  /// For the labels in order: hands on how probable each is, `f(k, probabilities)`, one number for every pixel; 0 for
  /// pixels that no seed reaches.
  template <class E, class F>
  void for_labels(const RandomWalkerOptions& options, E& executor, const F& f) {
    const std::size_t last = labels_.size() - 1;
    const auto padded = static_cast<std::size_t>(padded_count());
    List<double> x(padded), sum(padded);
    for (std::size_t k = 0; k <= last; ++k) {
      if (k < last) {
        List<double> right(padded);
        for (double& value : x) value = 0;
        for (const SeedEdge& edge : seed_edges_) {
          if (edge.label == static_cast<std::int32_t>(k)) right[static_cast<std::size_t>(edge.pixel)] += edge.weight;
        }
        solve_grid(grid_, x.data(), right.data(), options.tolerance, options.iterations, executor);
      }
      for (std::size_t i = 0; i < states_.size(); ++i) {
        // The probabilities of all labels add up to 1.
        if (states_[i] == unknown) x[i] = k < last ? x[i] : 1 - sum[i];
        else x[i] = states_[i] == static_cast<std::int32_t>(k) ? 1 : 0;
        sum[i] += x[i];
      }
      f(k, static_cast<const double*>(x.data()));
    }
  }

 private:
  // What a pixel is, if not a seed, by its place among the labels.
  static constexpr std::int32_t unknown = -1, outside = -2;

  struct SeedEdge {
    Index pixel;
    std::int32_t label;
    double weight;
  };

  [[nodiscard]] Index padded_count() const { return (count_ + 7) / 8 * 8; }

  template <std::size_t C>
  [[nodiscard]] static double channel(const P& pixel) {
    return static_cast<double>(reinterpret_cast<const channel_t<P>*>(&pixel)[C]);
  }
  template <class F, std::size_t... C>
  static void for_channels(const P& pixel, const F& f, std::index_sequence<C...>) {
    (f(C, channel<C>(pixel)), ...);
  }
  template <class F>
  static void for_channels(const P& pixel, const F& f) {
    for_channels(pixel, f, std::make_index_sequence<channels_v<P>>());
  }
  [[nodiscard]] const P& pixel(Index i) const {
    const Index width = image_.width();
    return nth_row(image_, i / width)[i % width];
  }

  /// Calls `f(neighbor)` for the pixels beside pixel i.
  template <class F>
  void for_neighbors(Index i, const F& f) const {
    Index rest = i, away = 1;
    for (std::size_t axis = 0; axis < R; ++axis) {
      const Index length = image_.size()[axis], at = rest % length;
      if (at > 0) f(i - away);
      if (at + 1 < length) f(i + away);
      rest /= length;
      away *= length;
    }
  }

  template <class S>
  void place_seeds(const ImageView<const S, R>& seeds) {
    // 1. Pixels that take part, and which labels there are.
    LabelNumbers numbers;
    constexpr auto most = static_cast<std::uint64_t>((std::numeric_limits<std::int32_t>::max)());
    const auto takes_part = [&](Index i, S seed) {
      bool finite = seed >= 0;
      for_channels(pixel(i), [&](std::size_t, double value) { finite = finite && math::isfinite(value); });
      return finite;
    };
    const auto seed_at = [&](Index i) { return nth_row(seeds, i / seeds.width())[i % seeds.width()]; };
    for (Index i = 0; i < count_; ++i) {
      const S seed = seed_at(i);
      if (seed <= 0) continue;
      if (static_cast<std::uint64_t>(seed) > most) {
        throw_invalid_argument("limn::random_walker: the seed ", static_cast<std::uint64_t>(seed), " is over ", most);
      }
      if (takes_part(i, seed)) static_cast<void>(numbers[static_cast<std::uint64_t>(seed)]);
    }
    labels_ = numbers.sorted();
    // 2. The place of each seed's label among them; what seeds reach is asked for.
    List<std::int32_t> places(labels_.size());
    for (std::size_t k = 0; k < labels_.size(); ++k) places[numbers[labels_[k]]] = static_cast<std::int32_t>(k);
    List<Index> reached;
    for (Index i = 0; i < count_; ++i) {
      const S seed = seed_at(i);
      if (seed <= 0 || !takes_part(i, seed)) continue;
      states_[static_cast<std::size_t>(i)] = places[numbers[static_cast<std::uint64_t>(seed)]];
      reached.push_back(i);
    }
    while (!reached.empty()) {
      const Index from = reached.back();
      reached.pop_back();
      for_neighbors(from, [&](Index to) {
        std::int32_t& state = states_[static_cast<std::size_t>(to)];
        if (state != outside || !takes_part(to, seed_at(to))) return;
        state = unknown;
        reached.push_back(to);
      });
    }
  }

  /// The weights of the edges: exp(-beta d^2 / (10 s)) for levels that differ by d, of a standard deviation s.
  void build(const RandomWalkerOptions& options) {
    constexpr bool whole = std::is_integral_v<channel_t<P>>;
    const double scale = whole ? 1 / static_cast<double>((std::numeric_limits<channel_t<P>>::max)()) : 1;
    const auto level = [scale](double value) { return value * scale; };
    double sum = 0, values = 0, squares = 0;
    for (Index i = 0; i < count_; ++i) {
      if (states_[static_cast<std::size_t>(i)] == outside) continue;
      for_channels(pixel(i), [&](std::size_t, double value) {
        sum += level(value);
        values += 1;
      });
    }
    const double mean = sum / values;
    for (Index i = 0; i < count_; ++i) {
      if (states_[static_cast<std::size_t>(i)] == outside) continue;
      for_channels(pixel(i), [&](std::size_t, double value) {
        const double away = level(value) - mean;
        squares += away * away;
      });
    }
    const double deviation = math::sqrt(squares / values) * math::sqrt(static_cast<double>(channels_v<P>));
    const double steepness = deviation > 0 ? -options.beta / (10 * deviation) : 0;

    grid_.count = padded_count();
    grid_.axes = static_cast<int>(R);
    Index away = 1;
    for (std::size_t axis = 0; axis < R; ++axis) {
      grid_.away[axis] = away;
      grid_.margin = (away + 15) / 8 * 8;
      away *= image_.size()[axis];
    }
    const auto padded = static_cast<std::size_t>(grid_.count);
    diagonal_.resize(padded);
    inverse_.resize(padded);
    for (std::size_t axis = 0; axis < R; ++axis) {
      edges_[axis].resize(padded + 2 * static_cast<std::size_t>(grid_.margin));
      grid_.edges[axis] = edges_[axis].data() + grid_.margin;
    }
    for (Index i = 0; i < count_; ++i) {
      const std::int32_t state = states_[static_cast<std::size_t>(i)];
      if (state == outside) continue;
      Index rest = i;
      for (std::size_t axis = 0; axis < R; ++axis) {
        const Index length = image_.size()[axis], at = rest % length, to = i + grid_.away[axis];
        rest /= length;
        if (at + 1 == length) continue;
        const std::int32_t other = states_[static_cast<std::size_t>(to)];
        if (other == outside || (state != unknown && other != unknown)) continue;
        double difference = 0;
        for_channels(pixel(i), [&](std::size_t c, double value) {
          for_channels(pixel(to), [&](std::size_t d, double next) {
            if (c != d) return;
            const double step = (level(next) - level(value)) / options.spacing[axis];
            difference += step * step;
          });
        });
        // The little that is added keeps every pixel within reach.
        const double weight = math::exp(steepness * difference) + 1e-10;
        if (state == unknown) diagonal_[static_cast<std::size_t>(i)] += weight;
        if (other == unknown) diagonal_[static_cast<std::size_t>(to)] += weight;
        if (state == unknown && other == unknown) {
          edges_[axis][static_cast<std::size_t>(grid_.margin + i)] = weight;
        } else if (state == unknown) {
          seed_edges_.push_back({i, other, weight});
        } else {
          seed_edges_.push_back({to, state, weight});
        }
      }
    }
    for (std::size_t i = 0; i < padded; ++i) inverse_[i] = diagonal_[i] > 0 ? 1 / diagonal_[i] : 0;
    grid_.diagonal = diagonal_.data();
    grid_.inverse = inverse_.data();
  }

  ImageView<const P, R> image_;
  Index count_;
  List<std::int32_t> states_;
  std::vector<std::uint64_t> labels_{};
  List<double> edges_[R], diagonal_, inverse_;
  List<SeedEdge> seed_edges_;
  GridEquations grid_;
};

inline void require_random_walker(const RandomWalkerOptions& options) {
  constexpr std::string_view function = "limn::random_walker";
  if (!(options.beta >= 0 && options.beta <= (std::numeric_limits<double>::max)())) {
    throw_invalid_argument(function, ": beta is ", options.beta, " but must be finite and not negative");
  }
  for (const double spacing : options.spacing) {
    if (!(spacing >= 1e-6 && spacing <= 1e6)) {
      throw_invalid_argument(function, ": spacing is ", spacing, " but must be in [1e-06, 1e+06]");
    }
  }
  if (!(options.tolerance > 0)) {
    throw_invalid_argument(function, ": tolerance is ", options.tolerance, " but must be over 0");
  }
  if (options.iterations < 1) {
    throw_invalid_argument(function, ": iterations is ", options.iterations, " but must be at least 1");
  }
}

}  // namespace detail

/// How probable each label is at each pixel: an image for every label of the seeds, in ascending order.
///
/// A walker goes from a pixel to a neighbor with a probability in proportion to exp(-beta d^2 / (10 s)) + 1e-10, where
/// d is the difference of the two on a scale from 0 to 1 (integers over their greatest value, floats as they are), over
/// the spacing, and s the standard deviation of all that takes part. The probability of a label is that of meeting one
/// of its seeds first.
///
/// \param image    2-D or 3-D, gray or color. A pixel that is not finite takes no part: none walks over it.
/// \param seeds    the same size, of any integer type: labels to start from, 0 where one is asked for; a negative one
///                 takes no part.
/// \param options  see RandomWalkerOptions.
/// \param executor runs stretches of pixels; the result does not depend on it.
/// \returns        1 for a label's own seeds; 0 for all labels where none is within reach, and where nothing takes
/// part.
///                 Those of scikit-image's `random_walker` up to the tolerance: at 1e-3, which is its usual one, some
///                 percent of a photograph's pixels get another label than at 1e-7, at 1e-4 some thousandths.
/// \throws std::invalid_argument  if sizes differ, a seed is over 2147483647, or an option is out of range.
/// \complexity     for each label but one, some hundred rounds of about 30 operations a pixel; 64 bytes a pixel and
///                 8 for each axis.
template <AnyImage I, LabelsImage S, Executor E = const Sequential&>
requires SameRank<I, S> &&(GrayImage<I> || ColorImage<I>)
    [[nodiscard]] std::vector<Image<double, rank_v<I>>> random_walker_probabilities(
        const I& image, const S& seeds, const RandomWalkerOptions& options = {}, E&& executor = sequential) {
  const auto pixels = const_view(image);
  detail::require_same_size("limn::random_walker", "the image of seeds", const_view(seeds).size(), "the image",
                            pixels.size());
  detail::require_random_walker(options);
  std::vector<Image<double, rank_v<I>>> result;
  if (pixels.empty()) return result;
  detail::RandomWalk<pixel_t<I>, rank_v<I>> walk(pixels, const_view(seeds), options);
  if (walk.labels().empty()) return result;
  walk.for_labels(options, executor, [&](std::size_t, const double* probabilities) {
    Image<double, rank_v<I>> one(pixels.size(), uninitialized);
    double* const to = one.data();
    for (Index i = 0; i < pixel_count(pixels.size()); ++i) to[i] = probabilities[i];
    result.push_back(std::move(one));
  });
  return result;
}

/// Writes the label of every pixel; see `random_walker`. `out` may be the image of seeds itself.
///
/// \throws std::invalid_argument  also if `out` has another size.
template <AnyImage I, LabelsImage S, OutputOf<std::int32_t> O, Executor E = const Sequential&>
requires SameRank<I, S> && SameRank<I, O> &&
    (GrayImage<I> || ColorImage<I>)void random_walker_into(const I& image, const S& seeds, O&& out,
                                                           const RandomWalkerOptions& options = {},
                                                           E&& executor = sequential) {
  const auto pixels = const_view(image);
  const auto labels = view(out);
  detail::require_same_size("limn::random_walker", "the image of seeds", const_view(seeds).size(), "the image",
                            pixels.size());
  detail::require_same_size("limn::random_walker", "the output", labels.size(), "the image", pixels.size());
  detail::require_random_walker(options);
  if (pixels.empty()) return;
  detail::RandomWalk<pixel_t<I>, rank_v<I>> walk(pixels, const_view(seeds), options);
  fill(labels, 0);
  if (walk.labels().empty()) return;
  const Index width = labels.width();
  detail::List<double> most(static_cast<std::size_t>(pixel_count(labels.size())));
  walk.for_labels(options, executor, [&](std::size_t k, const double* probabilities) {
    const auto label = static_cast<std::int32_t>(walk.labels()[k]);
    for (Index i = 0; i < pixel_count(labels.size()); ++i) {
      double& best = most[static_cast<std::size_t>(i)];
      if (!(probabilities[i] > best)) continue;
      best = probabilities[i];
      detail::nth_row(labels, i / width)[i % width] = label;
    }
  });
}

/// The most probable label of every pixel, the lowest of those that are alike; 0 where no seed is within reach. See
/// `random_walker_probabilities`.
template <AnyImage I, LabelsImage S, Executor E = const Sequential&>
requires SameRank<I, S> &&(GrayImage<I> || ColorImage<I>)
    [[nodiscard]] LabelImage<std::int32_t, rank_v<I>> random_walker(const I& image, const S& seeds,
                                                                    const RandomWalkerOptions& options = {},
                                                                    E&& executor = sequential) {
  LabelImage<std::int32_t, rank_v<I>> labels(const_view(image).size(), uninitialized);
  random_walker_into(image, seeds, labels, options, executor);
  return labels;
}

}  // namespace LIMN_ABI
}  // namespace limn
