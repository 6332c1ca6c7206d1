#pragma once
/// \file
/// Maximum-weight matching of a sparse bipartite graph, by shortest augmenting paths.
///
/// Source: R. Jonker and A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment
/// problems", Computing 38, 1987.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/list.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Both may be matched for a gain of `weight` >= 0.
struct AssignmentEdge {
  Index left = 0;
  Index right = 0;
  double weight = 0;
};

/// A right vertex that a path of that length reaches. The nearest comes out of a heap first.
struct AssignmentReach {
  double distance;
  Index right;
  friend bool operator<(const AssignmentReach& a, const AssignmentReach& b) {
    return a.distance > b.distance || (a.distance == b.distance && a.right > b.right);
  }
};

/// The right vertex of every left one, or -1, such that the sum of weights is largest.
///
/// Every left vertex has, besides its edges, a partner of its own of weight 0 that stands for "unmatched", so that each
/// augmentation succeeds. Costs are -weight; potentials keep the reduced costs non-negative for Dijkstra.
/// \param edges  in ascending order of their left vertices.
/// \complexity  O(n e log n) for n left vertices and e edges in the worst case; near linear where overlaps are local.
[[nodiscard]] inline List<Index> assign(const List<AssignmentEdge>& edges, Index left_count, Index right_count) {
  const Index vertices = right_count + left_count;  // right vertices, then one "unmatched" partner per left vertex
  const auto at = [](Index i) { return static_cast<std::size_t>(i); };
  List<Index> partner(at(left_count), -1), owner(at(vertices), -1), previous(at(vertices), -1);
  List<double> left_potential(at(left_count), 0.0), right_potential(at(vertices), 0.0);
  List<double> distance(at(vertices), std::numeric_limits<double>::infinity());
  List<std::uint8_t> settled(at(vertices), 0);
  List<Index> starts(at(left_count + 1), 0);  // of each left vertex's edges
  for (const AssignmentEdge& edge : edges) {
    ++starts[at(edge.left + 1)];
    left_potential[at(edge.left)] = (std::min)(left_potential[at(edge.left)], -edge.weight);
  }
  for (Index i = 0; i < left_count; ++i) starts[at(i + 1)] += starts[at(i)];

  for (Index root = 0; root < left_count; ++root) {
    List<AssignmentReach> heap;
    List<Index> touched;
    const auto relax = [&](Index left, double base) {
      const auto edge = [&](Index right, double cost) {
        if (settled[at(right)]) return;
        const double reduced = cost - left_potential[at(left)] - right_potential[at(right)];
        const double d = base + (std::max)(reduced, 0.0);
        if (d >= distance[at(right)]) return;
        if (previous[at(right)] < 0) touched.push_back(right);
        distance[at(right)] = d;
        previous[at(right)] = left;
        heap.push_back({d, right});
        std::push_heap(heap.begin(), heap.end());
      };
      for (Index i = starts[at(left)]; i < starts[at(left + 1)]; ++i) edge(edges[at(i)].right, -edges[at(i)].weight);
      edge(right_count + left, 0.0);
    };

    relax(root, 0.0);
    Index end = -1;
    double length = 0;
    while (end < 0) {
      std::pop_heap(heap.begin(), heap.end());
      const auto [d, right] = heap.back();
      heap.pop_back();
      if (settled[at(right)]) continue;
      settled[at(right)] = 1;
      if (owner[at(right)] < 0) {
        end = right;
        length = d;
      } else {
        relax(owner[at(right)], d);
      }
    }

    left_potential[at(root)] += length;
    for (const Index right : touched) {
      if (settled[at(right)] && right != end) {
        const double shift = length - distance[at(right)];
        right_potential[at(right)] -= shift;
        left_potential[at(owner[at(right)])] += shift;
      }
    }
    for (Index right = end;;) {
      const Index left = previous[at(right)];
      const Index next = partner[at(left)];
      partner[at(left)] = right;
      owner[at(right)] = left;
      if (left == root) break;
      right = next;
    }
    for (const Index right : touched) {
      distance[at(right)] = std::numeric_limits<double>::infinity();
      previous[at(right)] = -1;
      settled[at(right)] = 0;
    }
  }
  for (Index& right : partner) {
    if (right >= right_count) right = -1;
  }
  return partner;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
