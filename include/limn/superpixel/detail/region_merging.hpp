#pragma once
/// \file
/// Merging of regions, those of the edge of least weight first.

#include <limn/core/config.hpp>
#include <limn/detail/union_find.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A forest of `count` roots.
template <class Count>
[[nodiscard]] std::vector<std::int32_t> own_parents(Count count) {
  std::vector<std::int32_t> parent(count);
  for (std::size_t i = 0; i < parent.size(); ++i) parent[i] = static_cast<std::int32_t>(i);
  return parent;
}

/// Unites the roots of `parent` whose edge has the least weight, while that is less than `threshold`: the lesser root
/// stays. Then calls `join(kept, gone)`, and `weight(kept, other)` for all edges of what is left.
template <class Edge, class Weight, class Join>
void merge_least_first(const std::vector<Edge>& edges, std::vector<std::int32_t>& parent, double threshold,
                       const Weight& weight, const Join& join) {
  struct Candidate {
    double weight;
    std::int32_t first, second;
    std::uint32_t age;  // what both regions have been joined when it was weighed
  };
  const auto later = [](const Candidate& a, const Candidate& b) {
    if (a.weight != b.weight) return a.weight > b.weight;
    return a.first != b.first ? a.first > b.first : a.second > b.second;
  };
  std::vector<std::vector<std::int32_t>> neighbors(parent.size());
  std::vector<std::uint32_t> joined(parent.size(), 0);
  std::vector<Candidate> heap;
  for (const Edge& edge : edges) {
    if (edge.first == edge.second) continue;
    neighbors[static_cast<std::size_t>(edge.first)].push_back(edge.second);
    neighbors[static_cast<std::size_t>(edge.second)].push_back(edge.first);
    if (edge.weight < threshold) {
      heap.push_back({edge.weight, (std::min)(edge.first, edge.second), (std::max)(edge.first, edge.second), 0});
    }
  }
  std::make_heap(heap.begin(), heap.end(), later);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), later);
    const Candidate least = heap.back();
    heap.pop_back();
    const auto kept = static_cast<std::size_t>(least.first), gone = static_cast<std::size_t>(least.second);
    // Counts only grow, so that an edge of a region that has changed since is never taken.
    if (parent[kept] != least.first || parent[gone] != least.second || joined[kept] + joined[gone] != least.age)
      continue;
    parent[gone] = least.first;
    join(kept, gone);
    joined[kept] += joined[gone] + 1;
    auto& around = neighbors[kept];
    around.insert(around.end(), neighbors[gone].begin(), neighbors[gone].end());
    neighbors[gone] = {};
    for (std::int32_t& other : around) other = find_root(parent.data(), other);
    std::sort(around.begin(), around.end());
    around.erase(std::unique(around.begin(), around.end()), around.end());
    around.erase(std::find(around.begin(), around.end(), least.first));
    for (const std::int32_t other : around) {
      const auto beside = static_cast<std::size_t>(other);
      const double now = weight(kept, beside);
      if (!(now < threshold)) continue;
      heap.push_back(
          {now, (std::min)(least.first, other), (std::max)(least.first, other), joined[kept] + joined[beside]});
      std::push_heap(heap.begin(), heap.end(), later);
    }
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
