#pragma once
/// \file
/// Edges as chains of pixels: from end to end, between branchings, around loops; and spurs pruned.
///
/// Source: R. Nevatia, K. R. Babu, "Linear feature extraction and description", Computer Graphics and Image Processing
/// 13(3), 1980, section 3; mixed adjacency as in R. C. Gonzalez, R. E. Woods, "Digital image processing", section 2.5.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/traverse.hpp>
#include <limn/edge/detail/edge_graph.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace limn {

/// The pixels along an edge, each beside the next or at its corner. Closed where the last equals the first and there
/// are others between.
using EdgeChain = std::vector<Point<2>>;

inline namespace LIMN_ABI {

/// Links edge pixels to chains.
///
/// Pixels are linked to the edge pixels that share a side with them, and over corners where no such pixel leads there:
/// stairs do not branch. A chain runs between pixels with one link (ends) or with three or four (branchings), which are
/// part of each chain that meets there; what has neither is a loop. A pixel without links is a chain by itself.
///
/// \param edges  a mask, rank 2, of lines one pixel wide as `canny` gives them; thin others by `skeleton`.
/// \returns      first the chains with ends and branchings, in raster order of their first pixels, of which no last one
///               comes before its first; those of one branching clockwise from its upper left. Then the loops in raster
///               order of their first pixels, each clockwise. Every edge pixel is in a chain, and only branchings are
///               in several.
/// \complexity   linear; three bytes of scratch for each pixel.
template <MaskImage I>
requires(rank_v<I> == 2) [[nodiscard]] std::vector<EdgeChain> link_edges(const I& edges) {
  std::vector<EdgeChain> chains;
  if (const_view(edges).empty()) return chains;
  const detail::EdgeGraph graph(const_view(edges));
  graph.for_each_chain([&](const std::vector<Index>& positions) {
    EdgeChain& chain = chains.emplace_back();
    chain.reserve(positions.size());
    for (const Index i : positions) chain.push_back(graph.point(i));
  });
  return chains;
}

/// Writes the edges without short spurs: chains of fewer than `length` pixels, the branching not counted, with an end
/// that leads nowhere and another at a branching.
///
/// Which chains are spurs is decided before any is removed; what becomes a spur by that stays.
///
/// \param in      a mask, rank 2, of lines one pixel wide.
/// \param out     of the same size; the same memory as `in` is fine.
/// \param length  at least 0.
/// \throws std::invalid_argument  if the sizes differ or the length is negative.
/// \complexity    linear; three bytes of scratch for each pixel.
template <MaskImage I, OutputOf<Binary> O>
requires(rank_v<I> == 2 && rank_v<O> == 2) void prune_spurs_into(const I& in, O&& out, Index length) {
  const auto edges = const_view(in);
  const auto to = view(out);
  detail::require_same_size("limn::prune_spurs_into", "the output", to.size(), "the mask", edges.size());
  if (length < 0) detail::throw_invalid_argument("limn::prune_spurs: length is ", length, ", which is negative");
  if (edges.empty()) return;
  const detail::EdgeGraph graph(edges);
  transform_into(edges, to, [](Binary b) { return to_binary(is_foreground(b)); });
  graph.for_each_chain([&](const std::vector<Index>& chain) {
    const bool ends_first = graph.degree(chain.front()) == 1, ends_last = graph.degree(chain.back()) == 1;
    if (ends_first == ends_last || static_cast<Index>(chain.size()) - 1 >= length) return;
    for (const Index i : chain) {
      if (graph.degree(i) <= 2) to(graph.point(i)) = Binary::background;
    }
  });
}

/// The edges without short spurs. See `prune_spurs_into`.
template <MaskImage I>
requires(rank_v<I> == 2) [[nodiscard]] Mask prune_spurs(const I& edges, Index length) {
  Mask out(const_view(edges).size(), uninitialized);
  prune_spurs_into(edges, out, length);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
