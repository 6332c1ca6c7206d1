#pragma once
// The largest flow by shortest augmenting paths (Edmonds and Karp 1972), one path at a time, on any graph.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace reference {

class FlowGraph {
 public:
  explicit FlowGraph(std::size_t nodes) : arcs_(nodes) {}

  void add(std::size_t from, std::size_t to, std::int64_t capacity, std::int64_t back) {
    arcs_[from].push_back({to, arcs_[to].size(), capacity});
    arcs_[to].push_back({from, arcs_[from].size() - 1, back});
  }

  std::int64_t flow(std::size_t source, std::size_t sink) {
    std::int64_t sent = 0;
    for (;;) {
      // The arc by which the search came to each node.
      std::vector<std::size_t> from(arcs_.size(), arcs_.size()), by(arcs_.size());
      std::vector<std::size_t> queue{source};
      from[source] = source;
      for (std::size_t i = 0; i < queue.size() && from[sink] == arcs_.size(); ++i) {
        for (std::size_t a = 0; a < arcs_[queue[i]].size(); ++a) {
          const Arc& arc = arcs_[queue[i]][a];
          if (arc.left == 0 || from[arc.to] != arcs_.size()) continue;
          from[arc.to] = queue[i];
          by[arc.to] = a;
          queue.push_back(arc.to);
        }
      }
      reached_ = from;
      if (from[sink] == arcs_.size()) return sent;
      std::int64_t least = INT64_MAX;
      for (std::size_t n = sink; n != source; n = from[n]) {
        const std::int64_t left = arcs_[from[n]][by[n]].left;
        least = left < least ? left : least;
      }
      for (std::size_t n = sink; n != source; n = from[n]) {
        Arc& arc = arcs_[from[n]][by[n]];
        arc.left -= least;
        arcs_[n][arc.back].left += least;
      }
      sent += least;
    }
  }

  /// Whether, behind the flow, the source still reaches a node.
  [[nodiscard]] bool is_source(std::size_t node) const { return reached_[node] != arcs_.size(); }

 private:
  struct Arc {
    std::size_t to, back;
    std::int64_t left;
  };
  std::vector<std::vector<Arc>> arcs_;
  std::vector<std::size_t> reached_;
};

}  // namespace reference
