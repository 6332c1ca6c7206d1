#pragma once
/// \file
/// Edge pixels as the nodes of a graph.
///
/// A pixel is linked to the edge pixels beside, above and below it, and to those at its corners that it does not reach
/// in two straight steps already (mixed adjacency: R. C. Gonzalez, R. E. Woods, "Digital image processing", section
/// 2.5). So a stair is one line, and a pixel has four links at most: none alone, one at the end of a line, two within.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>
#include <limn/filter/skeleton.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Which of the eight neighbors are linked, from which are edges. Bit i is neighbor i, clockwise from the upper left.
[[nodiscard]] constexpr std::array<std::uint8_t, 256> edge_link_table() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned near = 0; near < 256; ++near) {
    unsigned links = near & 0xAAU;
    for (unsigned corner = 0; corner < 8; corner += 2) {
      const unsigned beside = 1U << (corner + 1) | 1U << (corner + 7) % 8;
      if ((near & beside) == 0) links |= near & 1U << corner;
    }
    table[near] = static_cast<std::uint8_t>(links);
  }
  return table;
}

/// Pixels by their position in rows with a pixel of background around the picture.
class EdgeGraph {
 public:
  explicit EdgeGraph(const ImageView<const Binary, 2>& edges)
      : size_(edges.size()),
        pitch_(edges.width() + 2),
        edges_(static_cast<std::size_t>(pitch_ * (edges.height() + 2))),
        links_(edges_.size()),
        offsets_{-pitch_ - 1, -pitch_, -pitch_ + 1, 1, pitch_ + 1, pitch_, pitch_ - 1, -1} {
    for (Index y = 0; y < size_.height; ++y) {
      const Binary* const row = edges.row_pointer(y);
      std::uint8_t* const to = edges_.data() + position({0, y});
      for (Index x = 0; x < size_.width; ++x) to[x] = is_foreground(row[x]) ? 255 : 0;
    }
    constexpr std::array<std::uint8_t, 256> table = edge_link_table();
    for (Index y = 0; y < size_.height; ++y) {
      const Index first = position({0, y});
      std::uint8_t* const links = links_.data() + first;
      dispatch(GatherNeighbors{}, edges_.data() + first, pitch_, links, size_.width);
      for (Index x = 0; x < size_.width; ++x) links[x] = is_edge(first + x) ? table[links[x]] : std::uint8_t{0};
    }
  }

  [[nodiscard]] const Size<2>& size() const { return size_; }
  [[nodiscard]] Index position(const Point<2>& p) const { return (p.y + 1) * pitch_ + p.x + 1; }
  [[nodiscard]] Point<2> point(Index i) const { return {i % pitch_ - 1, i / pitch_ - 1}; }
  [[nodiscard]] bool is_edge(Index i) const { return edges_[static_cast<std::size_t>(i)] != 0; }
  [[nodiscard]] unsigned links(Index i) const { return links_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] int degree(Index i) const { return std::popcount(links(i)); }
  [[nodiscard]] Index neighbor(Index i, int side) const { return i + offsets_[side]; }
  /// The other side of a pixel with two links, reached by going to `side`.
  [[nodiscard]] int onward(Index i, int side) const { return std::countr_zero(links(i) & ~(1U << (side + 4) % 8)); }

  /// Calls `f(i)` in raster order.
  template <class F>
  void for_each_edge(F&& f) const {
    for (Index y = 0; y < size_.height; ++y) {
      const Index first = position({0, y});
      for (Index i = first; i < first + size_.width; ++i) {
        if (is_edge(i)) f(i);
      }
    }
  }

  /// Calls `f(chain)` with the positions along every chain, in the order of `link_edges`.
  template <class F>
  void for_each_chain(F&& f) const {
    List<std::uint8_t> seen(edges_.size());
    std::vector<Index> chain;
    const auto see = [&seen](Index i) { seen[static_cast<std::size_t>(i)] = 1; };
    // Goes on from `i` toward `side` until the line ends or branches, or is back at its start.
    const auto follow = [&](Index i, int side) {
      chain.assign(1, i);
      do {
        i = neighbor(i, side);
        chain.push_back(i);
        if (degree(i) != 2) return;
        see(i);
        side = onward(i, side);
      } while (i != chain.front());
    };
    // 1. From every end and every branching.
    for_each_edge([&](Index i) {
      if (degree(i) == 2) return;
      if (degree(i) == 0) f(std::vector<Index>{i});
      for (unsigned sides = links(i); sides != 0; sides &= sides - 1) {
        const int side = std::countr_zero(sides);
        const Index next = neighbor(i, side);
        // A chain is met at both of its ends.
        if (degree(next) == 2 ? seen[static_cast<std::size_t>(next)] != 0 : next < i) continue;
        follow(i, side);
        f(std::as_const(chain));
      }
    });
    // 2. What is left are loops.
    for_each_edge([&](Index i) {
      if (degree(i) != 2 || seen[static_cast<std::size_t>(i)] != 0) return;
      follow(i, std::countr_zero(links(i)));
      f(std::as_const(chain));
    });
  }

 private:
  Size<2> size_;
  Index pitch_;
  List<std::uint8_t> edges_;  // 255 or 0
  List<std::uint8_t> links_;
  Index offsets_[8];
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
