#pragma once
/// \file
/// Maximum-weight matching of a sparse bipartite graph, by shortest augmenting paths.
///
/// Source: R. Jonker and A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment
/// problems", Computing 38, 1987.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

#include <algorithm>
#include <limits>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// `right` may be matched to the left vertex that lists this edge, for a gain of `weight` >= 0.
struct AssignmentEdge {
  Index right = 0;
  double weight = 0;
};

/// The right vertex of every left one, or -1, such that the sum of weights is largest.
///
/// Every left vertex has, besides its edges, a partner of its own of weight 0 that stands for "unmatched", so that each
/// augmentation succeeds. Costs are -weight; potentials keep the reduced costs non-negative for Dijkstra.
/// \complexity  O(n e log n) for n left vertices and e edges in the worst case; near linear where overlaps are local.
[[nodiscard]] inline std::vector<Index> assign(const std::vector<std::vector<AssignmentEdge>>& edges,
                                               Index right_count) {
  const Index left_count = static_cast<Index>(edges.size());
  const Index vertices = right_count + left_count;  // right vertices, then one "unmatched" partner per left vertex
  const auto at = [](Index i) { return static_cast<std::size_t>(i); };
  std::vector<Index> partner(at(left_count), -1), owner(at(vertices), -1), previous(at(vertices), -1);
  std::vector<double> left_potential(at(left_count), 0.0), right_potential(at(vertices), 0.0);
  std::vector<double> distance(at(vertices), std::numeric_limits<double>::infinity());
  std::vector<char> settled(at(vertices), 0);
  for (Index i = 0; i < left_count; ++i) {
    double best = 0;
    for (const AssignmentEdge& edge : edges[at(i)]) best = (std::max)(best, edge.weight);
    left_potential[at(i)] = -best;
  }

  using Entry = std::pair<double, Index>;
  for (Index root = 0; root < left_count; ++root) {
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    std::vector<Index> touched;
    const auto relax = [&](Index left, double base) {
      const auto edge = [&](Index right, double cost) {
        if (settled[at(right)]) return;
        const double reduced = cost - left_potential[at(left)] - right_potential[at(right)];
        const double d = base + (std::max)(reduced, 0.0);
        if (d >= distance[at(right)]) return;
        if (previous[at(right)] < 0) touched.push_back(right);
        distance[at(right)] = d;
        previous[at(right)] = left;
        queue.emplace(d, right);
      };
      for (const AssignmentEdge& e : edges[at(left)]) edge(e.right, -e.weight);
      edge(right_count + left, 0.0);
    };

    relax(root, 0.0);
    Index end = -1;
    double length = 0;
    while (end < 0) {
      const auto [d, right] = queue.top();
      queue.pop();
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
