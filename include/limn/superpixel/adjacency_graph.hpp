#pragma once
/// \file
/// The graph of a label image: regions with their mean colors, and edges between those that touch; and merging by it.
///
/// Sources: A. Tremeau, P. Colantoni, "Regions adjacency graph applied to color image segmentation", IEEE Trans. Image
/// Processing 9(4), 2000. Merging of the most alike first: J. Beaulieu, M. Goldberg, "Hierarchy in picture
/// segmentation: a stepwise optimization approach", IEEE Trans. PAMI 11(2), 1989.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/union_find.hpp>
#include <limn/superpixel/detail/region_merging.hpp>
#include <limn/superpixel/detail/touching_pairs.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace limn {

struct AdjacencyOptions {
  Connectivity connectivity = Connectivity::full;  ///< which pixels touch
};

/// A region of a label image, and the sums of its channels.
struct AdjacencyRegion {
  std::int64_t pixels = 0;          ///< those that are finite
  std::array<double, 3> sums = {};  ///< of their channels
  [[nodiscard]] LIMN_INLINE double mean(std::size_t channel) const {
    return sums[channel] / static_cast<double>(pixels);
  }
};

/// Two regions that touch.
struct AdjacencyEdge {
  std::int32_t first = 0, second = 0;  ///< labels, first < second
  std::int64_t border = 0;             ///< pairs of pixels with a face between them; 0 if they touch at corners alone
  double weight = 0;                   ///< Euclidean distance of the mean colors
  friend LIMN_INLINE bool operator==(const AdjacencyEdge&, const AdjacencyEdge&) = default;
};

struct AdjacencyGraph {
  std::vector<AdjacencyRegion> regions;  ///< region i is that of label i; the first is not used
  std::vector<AdjacencyEdge> edges;      ///< ascending by first, then by second
};

inline namespace LIMN_ABI {
namespace detail {

/// Gray images, and colors of three channels.
template <class I>
concept MeanColorImage = GrayImage<I> ||(ColorImage<I>&& channels_v<pixel_t<I>> == 3);

/// The Euclidean distance of two mean colors; NaN where one has no pixels.
[[nodiscard]] LIMN_INLINE double mean_color_distance(const AdjacencyRegion& a, const AdjacencyRegion& b) {
  double sum = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    const double apart = a.mean(c) - b.mean(c);
    const double square = apart * apart;
    sum += square;
  }
  return math::sqrt(sum);
}

/// What a caller's graph must fit.
template <class L, std::size_t R>
void require_regions(std::string_view function, const ImageView<const L, R>& labels, std::size_t regions,
                     std::string_view what) {
  for (Index row = 0; row < row_count(labels.size()); ++row) {
    const L* const at = nth_row(labels, row);
    for (Index x = 0; x < labels.width(); ++x) {
      if (at[x] > 0 && static_cast<std::uint64_t>(at[x]) >= regions) {
        throw_invalid_argument(function, ": label ", +at[x], " exceeds ", what, ", ", regions - 1);
      }
    }
  }
}

/// Writes `parent`'s root of every label as numbers in raster order.
template <class L, std::size_t R>
void write_merged(const ImageView<const L, R>& labels, std::vector<std::int32_t>& parent, const ImageView<L, R>& out) {
  std::vector<std::int32_t> numbers(parent.size(), 0);
  std::int32_t count = 0;
  for (Index row = 0; row < row_count(labels.size()); ++row) {
    const L* const from = nth_row(labels, row);
    L* const to = nth_row(out, row);
    for (Index x = 0; x < labels.width(); ++x) {
      if (from[x] <= 0) {
        to[x] = 0;
        continue;
      }
      const auto root = find_root(parent.data(), static_cast<std::int32_t>(from[x]));
      std::int32_t& number = numbers[static_cast<std::size_t>(root)];
      if (number == 0) number = ++count;
      to[x] = static_cast<L>(number);
    }
  }
}

/// What callers of both kinds of merging must keep to.
template <class L, std::size_t R>
void require_graph(std::string_view function, const ImageView<const L, R>& labels, const ImageView<L, R>& out,
                   const AdjacencyGraph& graph, double threshold) {
  require_same_size(function, "the output", out.size(), "the label image", labels.size());
  if (threshold != threshold) throw_invalid_argument(function, ": threshold is ", threshold, ", which is no number");
  require_regions(function, labels, (std::max)(graph.regions.size(), std::size_t{1}), "the regions of the graph");
  for (const AdjacencyEdge& edge : graph.edges) {
    if (edge.first > 0 && edge.second > 0 && static_cast<std::size_t>(edge.first) < graph.regions.size() &&
        static_cast<std::size_t>(edge.second) < graph.regions.size()) {
      continue;
    }
    throw_invalid_argument(function, ": an edge of the graph leads from ", edge.first, " to ", edge.second,
                           " but the last region is ", static_cast<Index>(graph.regions.size()) - 1);
  }
}

}  // namespace detail

/// The regions of a label image and which of them touch, with the differences of their mean colors.
///
/// \param image    gray, or a color of three channels, of any type; colors are taken as they are: convert to Lab for
///                 differences that look even. A pixel with a channel that is NaN or infinite counts in no mean.
/// \param labels   the regions, 2-D or 3-D, of the size of `image`; labels from 1 to the number of pixels, 0 and
/// negative
///                 ones are no region.
/// \param options  which pixels touch.
/// \returns        regions up to the largest label, those without pixels included. The weight of an edge to a region
///                 without finite pixels is NaN.
/// \throws std::invalid_argument  if the sizes differ or a label exceeds the number of pixels: see `relabel`.
/// \complexity     one pass, and O(edges log edges).
template <detail::MeanColorImage I, LabelsImage L>
requires SameRank<I, L>
[[nodiscard]] AdjacencyGraph adjacency_graph(const I& image, const L& labels, const AdjacencyOptions& options = {}) {
  using C = channel_t<pixel_t<I>>;
  constexpr std::size_t channels = channels_v<pixel_t<I>>;
  const auto in = const_view(image);
  const auto regions = const_view(labels);
  detail::require_same_size("limn::adjacency_graph", "the label image", regions.size(), "the image", in.size());
  const Index pixels = pixel_count(in.size());
  const Index limit = (std::min)(pixels, static_cast<Index>((std::numeric_limits<std::int32_t>::max)()) - 1);
  detail::require_regions("limn::adjacency_graph", regions, static_cast<std::size_t>(limit) + 1,
                          "the number of pixels");
  AdjacencyGraph graph;
  graph.regions.resize(1);
  for (Index row = 0; row < detail::row_count(in.size()); ++row) {
    const auto* const label = detail::nth_row(regions, row);
    const auto* const from = reinterpret_cast<const C*>(detail::nth_row(in, row));
    for (Index x = 0; x < in.width(); ++x) {
      if (label[x] <= 0) continue;
      const auto k = static_cast<std::size_t>(label[x]);
      if (k >= graph.regions.size()) graph.regions.resize(k + 1);
      double values[channels], none = 0;
      for (std::size_t c = 0; c < channels; ++c) {
        values[c] = static_cast<double>(from[static_cast<std::size_t>(x) * channels + c]);
        none += values[c] - values[c];
      }
      if (none != 0) continue;
      AdjacencyRegion& region = graph.regions[k];
      ++region.pixels;
      for (std::size_t c = 0; c < channels; ++c) region.sums[c] += values[c];
    }
  }
  detail::TouchingPairs pairs;
  if (!regions.empty()) detail::find_touching(regions, options.connectivity, pairs);
  pairs.for_each([&](const detail::TouchingPairs::Pair& pair) {
    const auto first = static_cast<std::size_t>(pair.first), second = static_cast<std::size_t>(pair.second);
    const double weight = detail::mean_color_distance(graph.regions[first], graph.regions[second]);
    graph.edges.push_back({pair.first, pair.second, pair.faces, weight});
  });
  std::sort(graph.edges.begin(), graph.edges.end(), [](const AdjacencyEdge& a, const AdjacencyEdge& b) {
    return a.first != b.first ? a.first < b.first : a.second < b.second;
  });
  return graph;
}

/// Writes the regions that `cut_threshold` makes.
///
/// \param out  an image of the size and type of `labels`; may be `labels` itself.
/// \throws std::invalid_argument  if the sizes differ, or as `cut_threshold` does.
template <LabelsImage L, OutputOf<pixel_t<L>> O>
requires SameRank<L, O>
void cut_threshold_into(const L& labels, const AdjacencyGraph& graph, double threshold, O&& out) {
  const auto in = const_view(labels);
  const ImageView<pixel_t<L>, rank_v<L>> to = view(out);
  detail::require_graph("limn::cut_threshold", in, to, graph, threshold);
  auto parent = detail::own_parents(graph.regions.size());
  for (const AdjacencyEdge& edge : graph.edges) {
    if (edge.weight < threshold) detail::unite(parent.data(), edge.first, edge.second);
  }
  detail::write_merged(in, parent, to);
}

/// Joins all regions that edges of less weight than `threshold` connect: scikit-image's `cut_threshold`.
///
/// \param labels     the label image of the graph.
/// \param graph      from `adjacency_graph`; weights may have been changed.
/// \param threshold  in the units of the weights; none joins at 0, of a NaN weight none ever.
/// \returns          labels 1..count in raster order of their first pixels; 0 where there was no region.
/// \throws std::invalid_argument  if the threshold is NaN, or a label or an edge lies beyond the graph.
/// \complexity       one pass, and about O(edges).
template <LabelsImage L>
[[nodiscard]] LabelImage<pixel_t<L>, rank_v<L>> cut_threshold(const L& labels, const AdjacencyGraph& graph,
                                                              double threshold) {
  LabelImage<pixel_t<L>, rank_v<L>> out(const_view(labels).size(), uninitialized);
  cut_threshold_into(labels, graph, threshold, out);
  return out;
}

/// Writes the regions that `merge_hierarchical` makes.
///
/// \param out  an image of the size and type of `labels`; may be `labels` itself.
/// \throws std::invalid_argument  if the sizes differ, or as `merge_hierarchical` does.
template <LabelsImage L, OutputOf<pixel_t<L>> O>
requires SameRank<L, O>
void merge_hierarchical_into(const L& labels, const AdjacencyGraph& graph, double threshold, O&& out) {
  const auto in = const_view(labels);
  const ImageView<pixel_t<L>, rank_v<L>> to = view(out);
  detail::require_graph("limn::merge_hierarchical", in, to, graph, threshold);
  auto parent = detail::own_parents(graph.regions.size());
  std::vector<AdjacencyRegion> regions = graph.regions;
  detail::merge_least_first(
      graph.edges, parent, threshold,
      [&](std::size_t a, std::size_t b) { return detail::mean_color_distance(regions[a], regions[b]); },
      [&](std::size_t kept, std::size_t gone) {
        regions[kept].pixels += regions[gone].pixels;
        for (std::size_t c = 0; c < 3; ++c) regions[kept].sums[c] += regions[gone].sums[c];
      });
  detail::write_merged(in, parent, to);
}

/// Joins the two regions of the edge of least weight, which gives the new region a mean color and its edges new
/// weights, again and again while the least weight is less than `threshold`: scikit-image's `merge_hierarchical` by
/// mean colors.
///
/// Of equal weights, the edge of the lesser labels comes first; a joined region has the lesser of the two.
///
/// \param labels     the label image of the graph.
/// \param graph      from `adjacency_graph`; the weights that it has count until a region of theirs is joined.
/// \param threshold  in the units of the weights; none joins at 0, of a NaN weight none ever.
/// \returns          labels 1..count in raster order of their first pixels; 0 where there was no region.
/// \throws std::invalid_argument  if the threshold is NaN, or a label or an edge lies beyond the graph.
/// \complexity       one pass, and for each of the joined regions about O(e log e) with its e edges.
template <LabelsImage L>
[[nodiscard]] LabelImage<pixel_t<L>, rank_v<L>> merge_hierarchical(const L& labels, const AdjacencyGraph& graph,
                                                                   double threshold) {
  LabelImage<pixel_t<L>, rank_v<L>> out(const_view(labels).size(), uninitialized);
  merge_hierarchical_into(labels, graph, threshold, out);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
