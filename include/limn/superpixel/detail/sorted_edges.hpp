#pragma once
/// \file
/// The edges between neighboring pixels in the order of their weights.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/math.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Pixels with their 8 neighbors, each pair once: an edge of pixel i leads to the right, down, down to the right, or
/// from its right neighbor down to the left. The number of an edge is 4 i + that kind.
struct GridEdges {
  const double* plane[3];
  Index channels, pitch, width, height;

  [[nodiscard]] LIMN_INLINE Index pixels() const { return width * height; }
  /// The pixels that an edge joins.
  [[nodiscard]] LIMN_INLINE std::pair<Index, Index> ends(Index edge) const {
    const Index i = edge / 4, kind = edge % 4, below = kind == 0 ? 0 : width;
    return {i + (kind == 3 ? 1 : 0), i + below + (kind % 2 == 0 ? 1 : 0)};
  }

  /// Calls `f(bits, edge)` with every edge, kind by kind in raster order; `bits` are those of its weight, the Euclidean
  /// distance of the colors: as unsigned numbers they have the order of the weights. Edges to a NaN are left out.
  template <class F>
  void for_each(const F& f) const {
    for (Index kind = 0; kind < 4; ++kind) {
      const Index length = kind == 1 ? width : width - 1, rows = kind == 0 ? height : height - 1;
      const Index from = kind == 3, to = kind == 0 ? 1 : kind == 1 ? pitch : kind == 2 ? pitch + 1 : pitch;
      for (Index y = 0; y < rows; ++y) {
        const Index at = y * pitch, first = y * width;
        for (Index x = 0; x < length; ++x) {
          double sum = 0;
          for (Index c = 0; c < channels; ++c) {
            const double apart = plane[c][at + x + to] - plane[c][at + x + from];
            const double square = apart * apart;
            sum += square;
          }
          if (sum == sum) f(std::bit_cast<std::uint64_t>(math::sqrt(sum)), 4 * (first + x) + kind);
        }
      }
    }
  }
};

/// In two halves, so that it takes 12 bytes where edges are numbered in 4.
template <class Id>
struct WeightedEdge {
  std::uint32_t high, low;
  Id edge;
  [[nodiscard]] LIMN_INLINE std::uint64_t bits() const { return static_cast<std::uint64_t>(high) << 32 | low; }
  [[nodiscard]] LIMN_INLINE double weight() const { return std::bit_cast<double>(bits()); }
};

/// Sorts edges whose bits differ in the lowest 8 * (First + 3) only, keeping the order of equal ones; `spare` grows to
/// as many. By three bytes at once, and what is alike in these by the three below.
template <int First, class Id>
void sort_by_bits(WeightedEdge<Id>* edges, Index count, std::vector<WeightedEdge<Id>>& spare) {
  constexpr Index few = 24;
  if (count <= few) {
    for (Index i = 1; i < count; ++i) {
      const WeightedEdge<Id> edge = edges[i];
      Index j = i;
      for (; j > 0 && edges[j - 1].bits() > edge.bits(); --j) edges[j] = edges[j - 1];
      edges[j] = edge;
    }
    return;
  }
  Index places[3][256] = {};
  for (Index i = 0; i < count; ++i) {
    const std::uint64_t bits = edges[i].bits() >> (8 * First);
    ++places[0][bits & 255];
    ++places[1][bits >> 8 & 255];
    ++places[2][bits >> 16 & 255];
  }
  if (static_cast<Index>(spare.size()) < count) spare.resize(static_cast<std::size_t>(count));
  WeightedEdge<Id>*from = edges, *to = spare.data();
  for (int byte = 0; byte < 3; ++byte) {
    const int shift = 8 * (First + byte);
    if (places[byte][from[0].bits() >> shift & 255] == count) continue;
    Index place = 0;
    for (Index& p : places[byte]) place += std::exchange(p, place);
    for (Index i = 0; i < count; ++i) to[places[byte][from[i].bits() >> shift & 255]++] = from[i];
    std::swap(from, to);
  }
  if (from != edges) {
    for (Index i = 0; i < count; ++i) edges[i] = from[i];
  }
  if constexpr (First > 0) {
    for (Index begin = 0, end = 0; begin < count; begin = end) {
      for (++end; end < count && edges[end].bits() >> (8 * First) == edges[begin].bits() >> (8 * First);) ++end;
      if (end > begin + 1) sort_by_bits<First - 3>(edges + begin, end - begin, spare);
    }
  }
}

/// All edges by weight, of equal weights in their order. First into parts of a 32nd of an octave each, then each of
/// these, which is small, by itself.
template <class Id>
[[nodiscard]] Image<WeightedEdge<Id>> sorted_edges(const GridEdges& grid) {
  constexpr int shift = 47;
  std::vector<Index> places((std::size_t{1} << (63 - shift)) + 1, 0);
  grid.for_each([&](std::uint64_t bits, Index) { ++places[static_cast<std::size_t>(bits >> shift) + 1]; });
  for (std::size_t i = 1; i < places.size(); ++i) places[i] += places[i - 1];
  Image<WeightedEdge<Id>> edges(Size<2>{places.back(), 1}, uninitialized);
  std::vector<WeightedEdge<Id>> spare;
  WeightedEdge<Id>* const to = edges.pixels().data();
  grid.for_each([&](std::uint64_t bits, Index edge) {
    to[places[static_cast<std::size_t>(bits >> shift)]++] = {static_cast<std::uint32_t>(bits >> 32),
                                                             static_cast<std::uint32_t>(bits), static_cast<Id>(edge)};
  });
  // By now, a place is the end of its part.
  Index begin = 0;
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    if (places[i] > begin) sort_by_bits<3>(to + begin, places[i] - begin, spare);
    begin = places[i];
  }
  return edges;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
