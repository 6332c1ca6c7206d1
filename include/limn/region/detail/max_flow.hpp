#pragma once
/// \file
/// The largest flow through a grid of pixels, and with it the smallest cut: two trees, from the source and from the
/// sink, that grow level by level until they meet, and are mended where a path between them is full.
///
/// Source: Y. Boykov, V. Kolmogorov, "An experimental comparison of min-cut/max-flow algorithms for energy minimization
/// in vision", IEEE Trans. PAMI 26(9), 2004, with the levels of A. Goldberg, S. Hed, H. Kaplan, R. Tarjan, R. Werneck,
/// "Maximum flows by incremental breadth-first search", ESA 2011: who has lost its parent need not walk to the roots.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>

#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The most that an arc between neighbors can carry: both directions of a pair share 16 bits.
inline constexpr std::int32_t most_arc = 32767;

/// The flow through a grid in a frame, of which each pixel has `D` neighbors at fixed offsets. Capacities are integers,
/// so that flow and cut are exact. Takes 12 + 2 * D bytes for each place, 32
/// where D is 8, and 4 for each where a tree grows.
template <int D>
class GridFlow {
 public:
  /// More than a pixel's neighbors can carry together: as good as infinite for the source or the sink.
  static constexpr std::int32_t hard = D * most_arc + 1;

  /// \param count    places in the frame, fewer than 2^32.
  /// \param offsets  of the neighbors, in an order such that those of d and D - 1 - d are opposite.
  GridFlow(Index count, const Index* offsets) : nodes_(Size<2>{count, 1}) {
    for (int d = 0; d < D; ++d) offsets_[d] = offsets[d];
  }

  /// What neighbor `d` of a place and the place may send each other: at most `most_arc`.
  void set_arc(Index place, int d, std::int32_t capacity) {
    arc(place, d) = static_cast<std::uint16_t>(capacity);
    arc(place + offsets_[d], D - 1 - d) = static_cast<std::uint16_t>(capacity);
  }
  /// Adds to what the source may send to a place, less what the place may send to the sink: at most `hard` either way.
  /// Behind a flow as well, which stays.
  void add_terminal(Index place, std::int32_t capacity) { node(place).excess += capacity; }

  /// Sends all that can be sent, over neighbors. \returns how much, in addition to what was sent before.
  std::int64_t run() {
    std::int64_t sent = pass_on();
    plant();
    // Once either tree is at its end there is no path left, but only the source's tells the cut.
    bool sink_grows = true;
    while (!fronts_[0].empty()) {
      sent += grow_level<Tree::source>();
      sink_grows = sink_grows && !fronts_[1].empty();
      if (sink_grows) sent += grow_level<Tree::sink>();
    }
    return sent;
  }

  /// Whether, behind the flow, the source still reaches a place: the smallest of all source sides of smallest cuts.
  [[nodiscard]] bool is_source(Index place) const { return nodes_.data()[place].tree == Tree::source; }

 private:
  enum class Tree : std::uint8_t { none, source, sink };
  // A parent is the direction of a neighbor, or one of these.
  static constexpr std::uint8_t terminal = D, orphan = D + 1, nobody = D + 2;

  struct alignas(D == 8 ? 16 : 4) Node {  // of 8 neighbors 32 bytes, none across a cache line
    std::uint16_t arcs[std::size_t{D}];                // what can still go to each neighbor
    std::int32_t excess;  // what the source can still send here, or less than 0: what can go to the sink
    std::uint32_t level;  // in its tree; a parent's is one less
    std::uint8_t parent;
    Tree tree;
  };

  [[nodiscard]] LIMN_INLINE Node& node(Index place) { return nodes_.data()[place]; }
  [[nodiscard]] LIMN_INLINE std::uint16_t& arc(Index place, int d) { return node(place).arcs[d]; }
  /// What can still go from the root of the source's tree through `place` to its neighbor `d`; in the sink's, the
  /// reverse.
  template <Tree T>
  [[nodiscard]] LIMN_INLINE std::uint16_t& outward(Index place, int d) {
    if constexpr (T == Tree::source) return arc(place, d);
    else return arc(place + offsets_[d], D - 1 - d);
  }
  [[nodiscard]] LIMN_INLINE static std::int32_t least(std::int32_t a, std::int32_t b) { return a < b ? a : b; }
  template <Tree T>
  static constexpr int number = T == Tree::source ? 0 : 1;

  LIMN_INLINE void send(Index place, int d, std::int32_t amount) {
    std::uint16_t &out = arc(place, d), &back = arc(place + offsets_[d], D - 1 - d);
    out = static_cast<std::uint16_t>(out - amount);
    back = static_cast<std::uint16_t>(back + amount);
  }

  /// Paths of one arc, in raster order: most of the flow, without trees.
  std::int64_t pass_on() {
    std::int64_t sent = 0;
    const Index count = nodes_.width();
    for (Index place = 0; place < count; ++place) {
      if (node(place).excess == 0) continue;
      for (int d = D / 2; d < D; ++d) {
        if (arc(place, d) == 0) continue;
        const Index other = place + offsets_[d];
        const std::int32_t here = node(place).excess, there = node(other).excess;
        std::int32_t amount = 0;
        if (here > 0 && there < 0) {
          amount = least(arc(place, d), least(here, -there));
          send(place, d, amount);
          node(place).excess -= amount;
          node(other).excess += amount;
        } else if (here < 0 && there > 0) {
          amount = least(arc(other, D - 1 - d), least(-here, there));
          send(other, D - 1 - d, amount);
          node(place).excess += amount;
          node(other).excess -= amount;
        }
        sent += amount;
      }
    }
    return sent;
  }

  /// Trees of roots alone.
  void plant() {
    fronts_[1].clear();
    last_[0] = last_[1] = 1;
    const Index count = nodes_.width();
    for (Index place = 0; place < count; ++place) {
      Node& n = node(place);
      n.tree = n.excess > 0 ? Tree::source : n.excess < 0 ? Tree::sink : Tree::none;
      n.parent = n.excess != 0 ? terminal : nobody;
      n.level = 1;
      if (n.excess != 0) fronts_[n.excess > 0 ? 0 : 1].push_back(static_cast<std::uint32_t>(place));
    }
  }

  /// Every node of the last level takes the free nodes that it reaches, and sends what it can where the other tree is
  /// in reach.
  template <Tree T>
  std::int64_t grow_level() {
    std::int64_t sent = 0;
    List<std::uint32_t>& front = fronts_[number<T>];
    level_.swap(front);
    front.clear();
    const std::uint32_t level = last_[number<T>]++;
    for (const std::uint32_t place : level_) {
      if (node(place).tree != T || node(place).level != level) continue;
      for (int d = 0; d < D; ++d) {
        if (outward<T>(place, d) == 0) continue;
        const Index to = static_cast<Index>(place) + offsets_[d];
        Node& there = node(to);
        if (there.tree == T) continue;
        if (there.tree == Tree::none) {
          there.tree = T;
          there.parent = static_cast<std::uint8_t>(D - 1 - d);
          there.level = level + 1;
          front.push_back(static_cast<std::uint32_t>(to));
          continue;
        }
        if constexpr (T == Tree::source) sent += augment(place, d, to);
        else sent += augment(to, D - 1 - d, place);
        adopt_orphans();
        if (node(place).tree != T || node(place).level != level) break;
        --d;  // the same arc may carry more
      }
    }
    return sent;
  }

  /// The least that the path from `place` to the root of its tree can carry, and `amount`.
  template <Tree T>
  [[nodiscard]] LIMN_INLINE std::int32_t narrowest(Index place, std::int32_t amount) {
    for (;;) {
      const std::uint8_t up = node(place).parent;
      if (up == terminal) {
        const std::int32_t excess = node(place).excess;
        return least(amount, excess < 0 ? -excess : excess);
      }
      place += offsets_[up];
      amount = least(amount, outward<T>(place, D - 1 - up));
    }
  }

  template <Tree T>
  LIMN_INLINE void fill(Index place, std::int32_t amount) {
    for (;;) {
      const std::uint8_t up = node(place).parent;
      if (up == terminal) {
        node(place).excess += T == Tree::source ? -amount : amount;
        if (node(place).excess == 0) leave(place);
        return;
      }
      const Index parent = place + offsets_[up];
      if constexpr (T == Tree::source) send(parent, D - 1 - up, amount);
      else send(place, up, amount);
      if (outward<T>(parent, D - 1 - up) == 0) leave(place);
      place = parent;
    }
  }

  LIMN_INLINE void leave(Index place) {
    node(place).parent = orphan;
    orphans_.push_back(static_cast<std::uint32_t>(place));
  }

  [[nodiscard]] std::int32_t augment(Index source, int d, Index sink) {
    std::int32_t amount = arc(source, d);
    amount = narrowest<Tree::source>(source, amount);
    amount = narrowest<Tree::sink>(sink, amount);
    send(source, d, amount);
    fill<Tree::source>(source, amount);
    fill<Tree::sink>(sink, amount);
    return amount;
  }

  void adopt_orphans() {
    for (std::size_t i = 0; i < orphans_.size(); ++i) {
      if (node(orphans_[i]).tree == Tree::source) adopt<Tree::source>(orphans_[i]);
      else adopt<Tree::sink>(orphans_[i]);
    }
    orphans_.clear();
  }

  /// The neighbor of the lowest level becomes the parent. Where that is not as low as before, the children are orphans;
  /// where it is the last level, the node leaves the tree.
  template <Tree T>
  void adopt(Index place) {
    Node& own = node(place);
    const std::uint32_t before = own.level, last = last_[number<T>];
    std::uint32_t lowest = last;
    std::uint8_t parent = nobody;
    for (int d = 0; d < D; ++d) {
      const Index from = place + offsets_[d];
      const Node& other = node(from);
      if (other.tree != T || other.level >= lowest || outward<T>(from, D - 1 - d) == 0) continue;
      lowest = other.level;
      parent = static_cast<std::uint8_t>(d);
      if (lowest + 1 == before) break;
    }
    own.parent = parent;
    if (parent != nobody && lowest + 1 == before) return;
    for (int d = 0; d < D; ++d) {
      const Index from = place + offsets_[d];
      if (node(from).tree == T && node(from).parent == D - 1 - d) leave(from);
    }
    if (parent == nobody) {
      own.tree = Tree::none;
      return;
    }
    own.level = lowest + 1;
    if (own.level == last) fronts_[number<T>].push_back(static_cast<std::uint32_t>(place));
  }

  Index offsets_[std::size_t{D}];
  Image<Node> nodes_;
  List<std::uint32_t> level_, fronts_[2], orphans_;
  std::uint32_t last_[2];  // levels of the trees
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
