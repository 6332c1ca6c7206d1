#pragma once
/// \file
/// k-means: splits pixels, or rows of features, into clusters around their means.
///
/// Source: S. Lloyd, "Least squares quantization in PCM", IEEE Trans. Information Theory 28(2), 1982; start by D.
/// Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.

#include <limn/cluster/detail/kmeans_points.hpp>
#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>
#include <limn/measure/histogram.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace limn {

struct KMeansOptions {
  int clusters = 8;        ///< at least 1
  int iterations = 20;     ///< rounds at most, at least 1
  std::uint64_t seed = 1;  ///< of the start
  double tolerance = 0;    ///< ends when no center moves farther, in the units of the channels
};

/// Clusters and who belongs to them.
template <std::size_t R = 2>
struct KMeans {
  LabelImage<std::int32_t, R> labels;  ///< the cluster of each pixel: 0 .. clusters - 1
  Image<double> centers;               ///< row k is the mean of cluster k, channel by channel
  double inertia = 0;                  ///< sum of the squared distances of the pixels from their centers
  int iterations = 0;                  ///< rounds that were made
};

inline namespace LIMN_ABI {
namespace detail {

inline void require_kmeans(const KMeansOptions& options) {
  if (options.clusters < 1) throw_invalid_argument("limn::kmeans: clusters is ", options.clusters, ", not 1 or more");
  if (options.iterations < 1) {
    throw_invalid_argument("limn::kmeans: iterations is ", options.iterations, ", not 1 or more");
  }
  if (!(options.tolerance >= 0)) {
    throw_invalid_argument("limn::kmeans: tolerance is ", options.tolerance, ", not 0 or more");
  }
}

/// The rounds on points of any kind.
template <class Points, class Result, class E>
void cluster_points(Points& points, Result& result, const KMeansOptions& options, const KMeansStart& start, E&& ex) {
  Clusters clusters(options.clusters, points.dims());
  if (start.centers.empty()) start_plus_plus(points, clusters, options.seed);
  else clusters.centers = start.centers;
  result.iterations = run_rounds(points, clusters, start.rounds, options.iterations, options.tolerance, ex);
  result.inertia = points.inertia(clusters, ex);
  result.centers = Image<double>(Size<2>{clusters.dims, clusters.clusters}, uninitialized);
  std::copy(clusters.centers.begin(), clusters.centers.end(), result.centers.data());
}

template <class Order, class P, std::size_t R, class E>
void cluster_in(const ImageView<const P, R>& image, KMeans<R>& result, const KMeansOptions& options,
                const KMeansStart& start, E&& ex) {
  Order order(image);
  cluster_points(order.points, result, options, start, ex);
  order.label(image, result.labels.data());
}

template <class P, std::size_t R, class E>
void cluster_bytes(const ImageView<const P, R>& image, KMeans<R>& result, const KMeansOptions& options,
                   const KMeansStart& start, E&& ex) {
  // Fewer rounds or pixels do not pay for the sorting, and these tables count in 32 bits.
  constexpr Index some = Index{1} << 13, many = Index{1} << 22, most = Index{1} << 32;
  constexpr auto dims = static_cast<Index>(channels_v<P>);
  const Index pixels = limn::pixel_count(image.size());
  const bool worthwhile = Index{options.clusters} * options.iterations >= 32 && pixels < most;
  if constexpr (dims == 1) {
    if (pixels < most) return cluster_in<DistinctLevels>(image, result, options, start, ex);
  }
  if constexpr (dims == 3) {
    if (worthwhile && pixels >= many) return cluster_in<DistinctColors>(image, result, options, start, ex);
  }
  if constexpr (dims >= 3) {
    if (worthwhile && pixels >= some) return cluster_in<ColorOrder<dims>>(image, result, options, start, ex);
  }
  cluster_in<RasterOrder<dims>>(image, result, options, start, ex);
}

template <class P, std::size_t R, class E>
void cluster_floats(const ImageView<const P, R>& image, KMeans<R>& result, const KMeansOptions& options,
                    const KMeansStart& start, E&& ex) {
  using Channel = channel_t<P>;
  using T = std::conditional_t<std::is_same_v<Channel, float> || sizeof(Channel) <= 2, float, double>;
  FloatPoints<T> points(limn::pixel_count(image.size()), static_cast<Index>(channels_v<P>));
  bool finite = true;
  for_each_tile(
      [&](Index t, Index place, Index length, const P* pixels) {
        const auto* const channels = reinterpret_cast<const Channel*>(pixels);
        finite = split_floats(channels, length, points.dims(), points.tile(t) + place) && finite;
      },
      image);
  if (!finite) throw_invalid_argument("limn::kmeans: the image holds NaN or infinite values");
  cluster_points(points, result, options, start, ex);
  std::copy_n(points.labels(), points.count(), result.labels.data());
}

template <class P, std::size_t R, class E>
[[nodiscard]] KMeans<R> cluster_image(const ImageView<const P, R>& image, const KMeansOptions& options,
                                      const KMeansStart& start, E&& ex) {
  constexpr auto dims = static_cast<Index>(channels_v<P>);
  static_assert(sizeof(P) == channels_v<P> * sizeof(channel_t<P>), "limn::kmeans: a pixel is nothing but its channels");
  KMeans<R> result;
  result.labels = Image<std::int32_t, R>(image.size(), uninitialized);
  if constexpr (std::is_same_v<channel_t<P>, std::uint8_t> && dims <= 4) {
    if (options.clusters <= 256) {
      cluster_bytes(image, result, options, start, ex);
      return result;
    }
  }
  cluster_floats(image, result, options, start, ex);
  return result;
}

/// Given labels with their means.
template <class P, class L, std::size_t R>
[[nodiscard]] KMeans<R> as_labeled(const ImageView<const P, R>& image, const ImageView<const L, R>& labels,
                                   const List<double>& centers, Index clusters) {
  constexpr auto dims = static_cast<Index>(channels_v<P>);
  KMeans<R> result{Image<std::int32_t, R>(image.size(), uninitialized),
                   Image<double>(Size<2>{dims, clusters}, uninitialized), 0, 1};
  std::copy(centers.begin(), centers.end(), result.centers.data());
  for_each_row(
      [&](Index length, const P* row, const L* given, std::int32_t* out) {
        const auto* const channels = reinterpret_cast<const channel_t<P>*>(row);
        for (Index x = 0; x < length; ++x) {
          out[x] = static_cast<std::int32_t>(given[x]);
          for (Index j = 0; j < dims; ++j) {
            const double apart =
                static_cast<double>(channels[x * dims + j]) - centers[static_cast<std::size_t>(out[x] * dims + j)];
            result.inertia += apart * apart;
          }
        }
      },
      image, labels, view(result.labels));
  return result;
}

template <class Channel, class E>
[[nodiscard]] KMeans<2> cluster_rows(const ImageView<const Channel>& rows, const KMeansOptions& options,
                                     const KMeansStart& start, E&& ex) {
  using T = std::conditional_t<std::is_same_v<Channel, float> || sizeof(Channel) <= 2, float, double>;
  auto points = row_points<T>("limn::kmeans_rows", rows);
  KMeans<2> result;
  result.labels = Image<std::int32_t>(Size<2>{1, rows.height()}, uninitialized);
  cluster_points(points, result, options, start, ex);
  std::copy_n(points.labels(), points.count(), result.labels.data());
  return result;
}

template <class C>
[[nodiscard]] KMeansStart start_at(const C& centers, Index dims) {
  const auto given = const_view(centers);
  if (given.width() != dims) {
    throw_invalid_argument("limn::kmeans: the centers have ", given.width(), " channels but the points have ", dims);
  }
  KMeansStart start;
  for (Index k = 0; k < given.height(); ++k) {
    for (const auto channel : given.row(k)) {
      if (!is_finite(channel)) throw_invalid_argument("limn::kmeans: center ", k, " is NaN or infinite");
      start.centers.push_back(static_cast<double>(channel));
    }
  }
  return start;
}

}  // namespace detail

/// Splits the pixels of an image into clusters: each belongs to the nearest center, each center is the mean of its
/// pixels, as far as the rounds go.
///
/// A round assigns every pixel to the nearest center, of several to the first, and then moves every center to the mean
/// of its pixels. Rounds end when the centers are at rest, by `options.tolerance`, or after `options.iterations`. The
/// first centers are pixels chosen by the k-means++ rule; cluster k grew from the k-th of them. A center without pixels
/// goes on from the pixel that is farthest from its own; it stays empty only if there are fewer distinct pixels than
/// clusters, or after the last round.
///
/// The result is a function of the image, the options and the start: the same on every machine and by every executor.
///
/// \param image    any rank, gray or color, any channel type; at least one pixel, all channels finite. Colors are
///                 compared as they are: convert to Lab for differences that look even.
/// \param options  see KMeansOptions.
/// \param ex       runs parts of the pixels.
/// \returns        labels, and the centers as the means of these labels.
/// \throws std::invalid_argument  if the image is empty or holds NaN or infinite values, or an option is out of range.
/// \complexity     O(pixels * clusters) for each round; much less for bytes, of which it passes by what the last rounds
///                 did not touch, and counts distinct gray levels, and in large pictures colors, once. Scratch: a copy
///                 of the image in float, double or bytes; 64 MB for large pictures of bytes.
template <AnyImage I, Executor E = const Sequential&>
requires GrayImage<I> || ColorImage<I>
[[nodiscard]] KMeans<rank_v<I>> kmeans(const I& image, const KMeansOptions& options = {}, E&& ex = sequential) {
  detail::require_kmeans(options);
  if (const_view(image).empty()) detail::throw_invalid_argument("limn::kmeans: the image is empty");
  return detail::cluster_image(const_view(image), options, {}, ex);
}

/// The same from given centers, as many as `centers` has rows: a row has the channels of one. `options.clusters` and
/// `options.seed` are not used.
/// \throws std::invalid_argument  also if there is no center, or one does not fit the pixels or is not finite.
template <AnyImage I, GrayImage C, Executor E = const Sequential&>
requires(GrayImage<I> || ColorImage<I>) && std::is_floating_point_v<pixel_t<C>> &&
    (rank_v<C> == 2) [[nodiscard]] KMeans<rank_v<I>> kmeans(const I& image, const C& centers,
                                                            KMeansOptions options = {}, E&& ex = sequential) {
  options.clusters = static_cast<int>(const_view(centers).height());
  detail::require_kmeans(options);
  if (const_view(image).empty()) detail::throw_invalid_argument("limn::kmeans: the image is empty");
  const auto start = detail::start_at(centers, static_cast<Index>(channels_v<pixel_t<I>>));
  return detail::cluster_image(const_view(image), options, start, ex);
}

/// The same from given labels in [0, options.clusters), each of which has a pixel. Their means are the first round:
/// n iterations are n means and n - 1 assignments, as of cv::kmeans with initial labels and a count of n.
/// \throws std::invalid_argument  also if the labels have another size, one is out of range, or one is missing.
template <AnyImage I, LabelsImage L, Executor E = const Sequential&>
requires(GrayImage<I> || ColorImage<I>) && SameRank<I, L> [[nodiscard]] KMeans<rank_v<I>> kmeans(
                                               const I& image, const L& labels, const KMeansOptions& options = {},
                                               E&& ex = sequential) {
  detail::require_kmeans(options);
  const auto pixels = const_view(image);
  const auto given = const_view(labels);
  detail::require_same_size("limn::kmeans", "the label image", given.size(), "the image", pixels.size());
  if (pixels.empty()) detail::throw_invalid_argument("limn::kmeans: the image is empty");
  const auto range = detail::value_range(given, detail::AllPixels<pixel_t<L>, rank_v<L>>{});
  if (std::cmp_less(range.low, 0) || std::cmp_greater_equal(range.high, options.clusters)) {
    detail::throw_invalid_argument("limn::kmeans: labels are in [", range.low, ", ", range.high, "] but clusters is ",
                                   options.clusters);
  }
  const detail::KMeansStart start{detail::means_of_labels(pixels, given, options.clusters), 1};
  if (options.iterations == 1) return detail::as_labeled(pixels, given, start.centers, options.clusters);
  return detail::cluster_image(pixels, options, start, ex);
}

/// Splits rows of features into clusters, as `kmeans` does with pixels.
///
/// \param rows  row i is point i: any gray pixel type, all values finite. Wrap n points of d features as
///              `ImageView<const float>(data, Size<2>{d, n})`.
/// \returns     `labels` is 1 wide: `labels.pixels()[i]` belongs to row i.
/// \throws std::invalid_argument  if there is no row or no feature, a value is not finite, or an option is out of
/// range.
template <GrayImage I, Executor E = const Sequential&>
requires(rank_v<I> == 2)
    [[nodiscard]] KMeans<2> kmeans_rows(const I& rows, const KMeansOptions& options = {}, E&& ex = sequential) {
  detail::require_kmeans(options);
  return detail::cluster_rows(const_view(rows), options, {}, ex);
}

/// The same from given centers, as many as `centers` has rows.
template <GrayImage I, GrayImage C, Executor E = const Sequential&>
requires(rank_v<I> == 2) && std::is_floating_point_v<pixel_t<C>> &&
    (rank_v<C> == 2) [[nodiscard]] KMeans<2> kmeans_rows(const I& rows, const C& centers, KMeansOptions options = {},
                                                         E&& ex = sequential) {
  options.clusters = static_cast<int>(const_view(centers).height());
  detail::require_kmeans(options);
  return detail::cluster_rows(const_view(rows), options, detail::start_at(centers, const_view(rows).width()), ex);
}

}  // namespace LIMN_ABI
}  // namespace limn
