#pragma once
/// \file
/// Gaussian mixture: pixels, or rows of features, as drawn from several Gaussians, each with its share and shape.
///
/// Source: A. Dempster, N. Laird, D. Rubin, "Maximum likelihood from incomplete data via the EM algorithm", J. Royal
/// Statistical Society B 39(1), 1977.

#include <limn/cluster/detail/mixture_rounds.hpp>
#include <limn/cluster/kmeans.hpp>
#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace limn {

/// The shape of the Gaussians: any ellipsoid, or only such whose axes are those of the channels.
enum class Covariance { full, diagonal };

struct GaussianMixtureOptions {
  int components = 5;                        ///< how many Gaussians; at least 1
  Covariance covariance = Covariance::full;  ///< their shape
  int iterations = 100;                      ///< rounds at most, at least 1
  double tolerance = 1e-3;                   ///< ends when a round adds less to the mean log-likelihood; >= 0
  double reg = 1e-6;                         ///< added to each variance, in squared units of the channels; >= 0
  std::uint64_t seed = 1;                    ///< of the start by k-means
};

/// Gaussians, and which pixel is most likely of which.
template <std::size_t R = 2>
struct GaussianMixture {
  LabelImage<std::int32_t, R> labels;  ///< the most likely component of each pixel: 0 .. components - 1
  std::vector<double> weights;         ///< the share of each component; their sum is 1
  Image<double> means;                 ///< row k is the mean of component k, channel by channel
  Volume<double> covariances;          ///< slice k is the covariance of component k, a symmetric matrix
  double log_likelihood = 0;           ///< of a pixel under the mixture, on average
  int iterations = 0;                  ///< rounds that were made
  bool converged = false;              ///< whether the last round was within the tolerance
};

inline namespace LIMN_ABI {
namespace detail {

inline void require_mixture(const GaussianMixtureOptions& options) {
  constexpr std::string_view function = "limn::gaussian_mixture: ";
  if (options.components < 1) throw_invalid_argument(function, "components is ", options.components, ", not 1 or more");
  if (options.iterations < 1) throw_invalid_argument(function, "iterations is ", options.iterations, ", not 1 or more");
  if (!(options.tolerance >= 0)) {
    throw_invalid_argument(function, "tolerance is ", options.tolerance, ", not 0 or more");
  }
  if (!(options.reg >= 0) || !is_finite(options.reg)) {
    throw_invalid_argument(function, "reg is ", options.reg, ", not 0 or more and finite");
  }
}

/// The pixels as points.
template <class P, std::size_t R>
[[nodiscard]] FloatPoints<double> mixture_points(std::string_view function, const ImageView<const P, R>& image) {
  FloatPoints<double> points(limn::pixel_count(image.size()), static_cast<Index>(channels_v<P>));
  bool finite = true;
  for_each_tile(
      [&](Index t, Index place, Index length, const P* pixels) {
        finite = split_floats(reinterpret_cast<const channel_t<P>*>(pixels), length, points.dims(),
                              points.tile(t) + place) &&
                 finite;
      },
      image);
  if (!finite) throw_invalid_argument(function, ": the image holds NaN or infinite values");
  return points;
}

template <std::size_t R, class E>
[[nodiscard]] GaussianMixture<R> mix(const FloatPoints<double>& points, const KMeans<R>& start,
                                     const GaussianMixtureOptions& options, E&& ex) {
  MixtureRounds rounds(points, options.components, options.covariance == Covariance::diagonal, options.reg);
  rounds.start(start.labels.data(), start.centers.data(), ex);
  GaussianMixture<R> result;
  result.iterations = rounds.run(options.iterations, options.tolerance, result.converged, ex);
  const Gaussians& g = rounds.gaussians();
  result.labels = LabelImage<std::int32_t, R>(start.labels.size(), uninitialized);
  result.log_likelihood =
      mixture_answers(points, g, result.labels.data(), nullptr, 0, ex) / static_cast<double>(points.count());
  result.weights.assign(rounds.weights().begin(), rounds.weights().end());
  result.means = Image<double>(Size<2>{g.dims, g.count}, uninitialized);
  std::copy(g.means.begin(), g.means.end(), result.means.data());
  result.covariances = Volume<double>(Size<3>{g.dims, g.dims, g.count});
  for (Index k = 0; k < g.count; ++k) {
    const double* from = rounds.covariance(k);
    for (Index j = 0; j < g.dims; ++j) {
      for (Index i = g.diagonal ? j : 0; i <= j; ++i) {
        result.covariances(i, j, k) = result.covariances(j, i, k) = *from++;
      }
    }
  }
  return result;
}

/// The Gaussians of a finished mixture.
template <std::size_t R>
[[nodiscard]] Gaussians gaussians_of(std::string_view function, const GaussianMixture<R>& mixture, Index channels) {
  const Index count = static_cast<Index>(mixture.weights.size()), dims = mixture.means.width();
  if (dims != channels) {
    throw_invalid_argument(function, ": the mixture is of ", dims, " channels but the pixels have ", channels);
  }
  Gaussians g(count, dims, false);
  std::copy_n(mixture.means.data(), count * dims, g.means.data());
  List<double> covariance(static_cast<std::size_t>(g.each));
  for (Index k = 0; k < count; ++k) {
    for (Index j = 0, at = 0; j < dims; ++j) {
      for (Index i = 0; i <= j; ++i) covariance[static_cast<std::size_t>(at++)] = mixture.covariances(i, j, k);
    }
    const double weight = mixture.weights[static_cast<std::size_t>(k)];
    if (!(weight > 0) || !is_finite(weight)) {
      throw_invalid_argument(function, ": weight ", k, " of the mixture is ", weight, ", not above 0");
    }
    const double* const numbers = covariance.data();
    if (!run_base(SetGaussian{}, g, k, numbers, weight)) {
      throw_invalid_argument(function, ": covariance ", k, " of the mixture is not positive definite");
    }
  }
  return g;
}

}  // namespace detail

/// The mixture of Gaussians under which the pixels of an image are most likely, as far as the rounds go, from a start
/// by k-means.
///
/// A round finds for every pixel the probability of each component, and then makes every component the mean and
/// covariance of the pixels by these probabilities. Each round raises the likelihood; they end when one adds less than
/// `options.tolerance`, or after `options.iterations`. Component k grew from cluster k of `kmeans` with that seed.
/// Probabilities are sums of exponentials about the greatest, so that none underflows.
///
/// The result is a function of the image, the options and the start: the same by every executor and on every
/// instruction set.
///
/// \param image    any rank, gray or color, any channel type; at least one pixel, all channels finite.
/// \param options  see GaussianMixtureOptions.
/// \param ex       runs parts of the pixels.
/// \returns        the mixture and the most likely component of each pixel, of several the first.
/// \throws std::invalid_argument  if the image is empty or holds NaN or infinite values, an option is out of range, or
///                 `reg` is too small for the covariance of a component to be positive definite.
/// \complexity     O(pixels * components * channels^2) for each round. Scratch: 8 bytes for each channel of a pixel.
template <AnyImage I, Executor E = const Sequential&>
requires GrayImage<I> || ColorImage<I>
[[nodiscard]] GaussianMixture<rank_v<I>> gaussian_mixture(const I& image, const GaussianMixtureOptions& options = {},
                                                          E&& ex = sequential) {
  detail::require_mixture(options);
  if (const_view(image).empty()) detail::throw_invalid_argument("limn::gaussian_mixture: the image is empty");
  const auto points = detail::mixture_points("limn::gaussian_mixture", const_view(image));
  return detail::mix(points, kmeans(image, {.clusters = options.components, .seed = options.seed}, ex), options, ex);
}

/// The same from given labels in [0, options.components): the rounds begin at their means, covariances and shares.
/// `options.seed` is not used.
/// \throws std::invalid_argument  also if the labels have another size, one is out of range, or one is missing.
template <AnyImage I, LabelsImage L, Executor E = const Sequential&>
requires(GrayImage<I> || ColorImage<I>) && SameRank<I, L> [[nodiscard]] GaussianMixture<rank_v<I>> gaussian_mixture(
                                               const I& image, const L& labels,
                                               const GaussianMixtureOptions& options = {}, E&& ex = sequential) {
  detail::require_mixture(options);
  // One round of k-means from labels is their means.
  const auto start = kmeans(image, labels, {.clusters = options.components, .iterations = 1}, ex);
  const auto points = detail::mixture_points("limn::gaussian_mixture", const_view(image));
  return detail::mix(points, start, options, ex);
}

/// The mixture for rows of features, as `gaussian_mixture` for pixels.
///
/// \param rows  row i is point i: any gray pixel type, all values finite.
/// \returns     `labels` is 1 wide: `labels.pixels()[i]` belongs to row i.
template <GrayImage I, Executor E = const Sequential&>
requires(rank_v<I> == 2)
    [[nodiscard]] GaussianMixture<2> gaussian_mixture_rows(const I& rows, const GaussianMixtureOptions& options = {},
                                                           E&& ex = sequential) {
  detail::require_mixture(options);
  const auto points = detail::row_points<double>("limn::gaussian_mixture_rows", const_view(rows));
  const auto start = kmeans_rows(rows, {.clusters = options.components, .seed = options.seed}, ex);
  return detail::mix(points, start, options, ex);
}

/// The most likely component of every pixel, of several the first: 0 .. components - 1.
///
/// \param image    of the channels that the mixture was made of; any rank, all channels finite.
/// \param mixture  only its weights, means and covariances count.
/// \throws std::invalid_argument  if the channels differ in number, a pixel is NaN or infinite, or a covariance is not
///                 positive definite.
/// \complexity     O(pixels * components * channels^2).
template <AnyImage I, std::size_t M, Executor E = const Sequential&>
requires GrayImage<I> || ColorImage<I>
[[nodiscard]] LabelImage<std::int32_t, rank_v<I>> predict(const I& image, const GaussianMixture<M>& mixture,
                                                          E&& ex = sequential) {
  LabelImage<std::int32_t, rank_v<I>> labels(const_view(image).size(), uninitialized);
  const auto g = detail::gaussians_of("limn::predict", mixture, static_cast<Index>(channels_v<pixel_t<I>>));
  const auto points = detail::mixture_points("limn::predict", const_view(image));
  detail::mixture_answers(points, g, labels.data(), nullptr, 0, ex);
  return labels;
}

/// Writes the same to `out`.
/// \throws std::invalid_argument  also if `out` has another size.
template <AnyImage I, std::size_t M, OutputOf<std::int32_t> O, Executor E = const Sequential&>
requires(GrayImage<I> || ColorImage<I>) && SameRank<I, O> void predict_into(const I& image,
                                                                            const GaussianMixture<M>& mixture, O&& out,
                                                                            E&& ex = sequential) {
  detail::require_same_size("limn::predict_into", "the output", view(out).size(), "the image",
                            const_view(image).size());
  copy_into(predict(image, mixture, ex), out);
}

/// The probability of a component at every pixel, given the pixel; those of all components sum to 1.
///
/// \param component  0 .. components - 1.
/// \throws std::invalid_argument  as `predict`, and if there is no such component.
template <AnyImage I, std::size_t M, Executor E = const Sequential&>
requires GrayImage<I> || ColorImage<I>
[[nodiscard]] Image<double, rank_v<I>> probability(const I& image, const GaussianMixture<M>& mixture, Index component,
                                                   E&& ex = sequential) {
  Image<double, rank_v<I>> shares(const_view(image).size(), uninitialized);
  const auto g = detail::gaussians_of("limn::probability", mixture, static_cast<Index>(channels_v<pixel_t<I>>));
  if (component < 0 || component >= g.count) {
    detail::throw_invalid_argument("limn::probability: component is ", component, " but the mixture has ", g.count);
  }
  const auto points = detail::mixture_points("limn::probability", const_view(image));
  detail::mixture_answers(points, g, nullptr, shares.data(), component, ex);
  return shares;
}

/// Writes the same to `out`.
/// \throws std::invalid_argument  also if `out` has another size.
template <AnyImage I, std::size_t M, OutputOf<double> O, Executor E = const Sequential&>
requires(GrayImage<I> || ColorImage<I>) && SameRank<I, O> void probability_into(const I& image,
                                                                                const GaussianMixture<M>& mixture,
                                                                                Index component, O&& out,
                                                                                E&& ex = sequential) {
  detail::require_same_size("limn::probability_into", "the output", view(out).size(), "the image",
                            const_view(image).size());
  copy_into(probability(image, mixture, component, ex), out);
}

}  // namespace LIMN_ABI
}  // namespace limn
