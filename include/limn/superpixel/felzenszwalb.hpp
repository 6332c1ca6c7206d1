#pragma once
/// \file
/// Felzenszwalb and Huttenlocher's segmentation: neighbors join while their difference is small beside what their
/// regions differ within.
///
/// Source: P. Felzenszwalb, D. Huttenlocher, "Efficient graph-based image segmentation", Int. J. Computer Vision 59(2),
/// 2004.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/superpixel/detail/planes.hpp>
#include <limn/superpixel/detail/sorted_edges.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn {

struct FelzenszwalbOptions {
  double scale = 100;  ///< how readily regions join, in gray levels of 255 times pixels; >= 0. The k of the paper.
  double sigma = 0.8;  ///< first smooth by a Gaussian of this many pixels; 0: not
  int min_size = 20;   ///< regions of fewer pixels join a neighbor; >= 0
};

inline namespace LIMN_ABI {
namespace detail {

/// Regions as trees: a pixel leads to another, or is a root and holds its region's size below 0.
template <class Id>
class FelzenszwalbRegions {
 public:
  LIMN_INLINE FelzenszwalbRegions(Index pixels, double scale)
      : scale_(scale / 255), storage_(Size<2>{pixels, 1}, Node{-1, static_cast<float>(scale_)}) {}

  /// Edges in the order of weights lead all over the picture.
  LIMN_INLINE void prefetch([[maybe_unused]] Index i) const {
#if defined(__GNUC__)
    __builtin_prefetch(nodes_ + i, 1);
#endif
  }

  [[nodiscard]] LIMN_INLINE Index root(Index i) {
    Node* const nodes = nodes_;
    Id next = nodes[i].up;
    if (next < 0) return i;
    while (nodes[next].up >= 0) {
      nodes[i].up = nodes[next].up;
      i = next;
      next = nodes[i].up;
    }
    return next;
  }
  [[nodiscard]] LIMN_INLINE Index size(Index root) const { return -node(root).up; }
  /// An edge of less weight may join the region to another: the largest weight within it, and scale / size. Rounded to
  /// float, as scikit-image has it.
  [[nodiscard]] LIMN_INLINE double limit(Index root) const { return static_cast<double>(node(root).limit); }

  /// Joins two regions by an edge.
  LIMN_INLINE void join(Index a, Index b, double weight) {
    const Index both = size(a) + size(b), big = size(a) < size(b) ? b : a, little = big == a ? b : a;
    nodes_[little].up = static_cast<Id>(big);
    nodes_[big] = {static_cast<Id>(-both), static_cast<float>(weight + scale_ / static_cast<double>(both))};
  }

 private:
  struct Node {
    Id up;
    float limit;
  };
  [[nodiscard]] LIMN_INLINE const Node& node(Index i) const { return nodes_[i]; }

  double scale_;
  Image<Node> storage_;
  Node* nodes_ = storage_.pixels().data();
};

/// \tparam Id  numbers the pixels, and the edges where it has no sign.
template <class Id, std::size_t R>
void felzenszwalb_label(const GridEdges& grid, const FelzenszwalbOptions& options,
                        const ImageView<std::int32_t, R>& out) {
  FelzenszwalbRegions<Id> regions(grid.pixels(), options.scale);
  auto sorted = sorted_edges<std::make_unsigned_t<Id>>(grid);
  const auto edges = sorted.pixels();
  // 1. From the least weight on, where it is below the limits of both regions. What joins nothing waits.
  constexpr std::size_t ahead = 16;
  std::size_t waiting = 0;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (i + ahead < edges.size()) {
      const auto later = grid.ends(static_cast<Index>(edges[i + ahead].edge));
      regions.prefetch(later.first);
      regions.prefetch(later.second);
    }
    const auto edge = edges[i];
    const auto ends = grid.ends(static_cast<Index>(edge.edge));
    const Index a = regions.root(ends.first), b = regions.root(ends.second);
    if (a == b) continue;
    const double weight = edge.weight();
    if (weight < regions.limit(a) && weight < regions.limit(b)) regions.join(a, b, weight);
    else edges[waiting++] = edge;
  }
  // 2. Small regions join the neighbor that is least different.
  for (std::size_t i = 0; i < waiting; ++i) {
    const auto ends = grid.ends(static_cast<Index>(edges[i].edge));
    const Index a = regions.root(ends.first), b = regions.root(ends.second);
    if (a == b || (regions.size(a) >= options.min_size && regions.size(b) >= options.min_size)) continue;
    regions.join(a, b, edges[i].weight());
  }
  // 3. Numbers in raster order; 0 where there is no color.
  std::vector<std::int32_t> numbers(static_cast<std::size_t>(grid.pixels()), 0);
  std::int32_t count = 0;
  for (Index y = 0; y < grid.height; ++y) {
    const double* const plane = grid.plane[0] + y * grid.pitch;
    std::int32_t* const to = nth_row(out, y);
    for (Index x = 0; x < grid.width; ++x) {
      std::int32_t& number = numbers[static_cast<std::size_t>(regions.root(y * grid.width + x))];
      if (plane[x] == plane[x] && number == 0) number = ++count;
      to[x] = number;
    }
  }
}

}  // namespace detail

/// Writes the region of every pixel, counted from 1 in raster order of their first pixels. See `felzenszwalb`.
///
/// \param labels  an image of the size of `image`; must not overlap it.
/// \throws std::invalid_argument  if the sizes differ, or as `felzenszwalb` does.
template <detail::PlanesImage I, OutputOf<std::int32_t> O, Executor E = const Sequential&>
requires(rank_v<I> == 2) && SameRank<I, O> void felzenszwalb_into(const I& image, O&& labels,
                                                                  const FelzenszwalbOptions& options = {},
                                                                  E&& executor = sequential) {
  using detail::throw_invalid_argument;
  constexpr double most = (std::numeric_limits<double>::max)();
  const auto in = const_view(image);
  const ImageView<std::int32_t, 2> out = view(labels);
  detail::require_same_size("limn::felzenszwalb_into", "the output", out.size(), "the image", in.size());
  if (!(options.scale >= 0 && options.scale <= most)) {
    throw_invalid_argument("limn::felzenszwalb: scale is ", options.scale, " but must be finite and not negative");
  }
  if (!(options.sigma >= 0 && options.sigma <= most)) {
    throw_invalid_argument("limn::felzenszwalb: sigma is ", options.sigma, " but must be finite and not negative");
  }
  if (options.min_size < 0) {
    throw_invalid_argument("limn::felzenszwalb: min_size is ", options.min_size, " but must not be negative");
  }
  if (in.empty()) return;
  auto planes = detail::to_planes<double>(in, {}, false, executor);
  detail::smooth_planes(planes, in.size(), options.sigma, executor);
  detail::GridEdges grid{{}, planes.channels, planes.pitch, in.width(), in.height()};
  for (Index c = 0; c < planes.channels; ++c) grid.plane[c] = planes.plane[c].pixels().data();
  if (grid.pixels() < Index{1} << 30) detail::felzenszwalb_label<std::int32_t>(grid, options, out);
  else detail::felzenszwalb_label<std::int64_t>(grid, options, out);
}

/// Parts an image into regions by a minimum spanning forest of its pixels.
///
/// Channels of integers count as parts of the largest of their type. Every pair of neighbors, 8 for a pixel, is an edge
/// whose weight is the Euclidean distance of their colors as they are, in double. From the least weight on, an edge
/// joins the two regions it lies between if its weight is less than, for both of them, the largest weight that joined
/// the region plus scale / 255 / pixels of the region. Then, once more from the least weight on, it joins them if one
/// has fewer than `min_size` pixels. Of equal weights, edges to the right come first, then those down, down to the
/// right, and down to the left; each kind in raster order.
///
/// Labels are those of scikit-image 0.19's `felzenszwalb`, but for its order of equal weights, which its sorting leaves
/// open; by default, `scale` is larger.
///
/// \param image     2-D, gray or Rgb or Bgr, any channel type. A pixel of which a channel is NaN or infinite is 0; if
///                  `options.sigma` is not 0, so is all that the kernel spreads it to.
/// \param options   see FelzenszwalbOptions.
/// \param executor  smooths; the labels do not depend on it.
/// \returns         labels 1..count in raster order of the regions' first pixels; of one region for a constant image.
/// \throws std::invalid_argument  if an option is out of range.
/// \complexity      O(pixels): edges are sorted by their bits. Memory of about 100 bytes per pixel, and 24 more for
/// color.
template <detail::PlanesImage I, Executor E = const Sequential&>
requires(rank_v<I> == 2)
    [[nodiscard]] LabelImage<> felzenszwalb(const I& image, const FelzenszwalbOptions& options = {},
                                            E&& executor = sequential) {
  LabelImage<> labels(const_view(image).size(), uninitialized);
  felzenszwalb_into(image, labels, options, executor);
  return labels;
}

}  // namespace LIMN_ABI
}  // namespace limn
