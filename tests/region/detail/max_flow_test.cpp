#include <limn/region/detail/frame.hpp>
#include <limn/region/detail/max_flow.hpp>

#include <vector>

#include "reference/max_flow.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::Connectivity;
using limn::Point;
using limn::detail::Frame;
using limn::detail::GridFlow;
using limn::detail::most_arc;

namespace {

/// A grid with capacities, in limn and in the reference.
template <int D, std::size_t R>
class Grid {
 public:
  Grid(const Size<R>& size, Connectivity connectivity)
      : size_(size),
        frame_(size),
        neighbors_(limn::neighbors<R>(connectivity)),
        terminals_(size),
        flow_(frame_.count, offsets().data()) {}

  template <class Next>
  void set_arcs(Next next) {
    for_each([&](std::size_t i, const Point<R>& point) {
      for (int d = D / 2; d < D; ++d) {
        const Point<R> to = point + neighbors_.offsets[static_cast<std::size_t>(d)];
        if (!limn::contains(size_, to)) continue;
        const auto capacity = static_cast<std::int32_t>(next());
        flow_.set_arc(place(point), d, capacity);
        arcs_.push_back({i, index(to), capacity});
      }
    });
  }
  template <class Next>
  void add_terminals(Next next) {
    for_each([&](std::size_t, const Point<R>& point) {
      const auto capacity = static_cast<std::int32_t>(next());
      flow_.add_terminal(place(point), capacity);
      terminals_(point) += capacity;
    });
  }

  /// Runs both, and compares the cuts. \returns the flow that limn sends, and that of the reference.
  std::pair<std::int64_t, std::int64_t> run() {
    const auto count = static_cast<std::size_t>(limn::pixel_count(size_));
    reference::FlowGraph graph(count + 2);
    for (const auto& arc : arcs_) graph.add(arc.from, arc.to, arc.capacity, arc.capacity);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int32_t terminal = terminals_.pixels()[i];
      if (terminal > 0) graph.add(count, i, terminal, 0);
      if (terminal < 0) graph.add(i, count + 1, -terminal, 0);
    }
    const std::int64_t sent = flow_.run(), expected = graph.flow(count, count + 1);
    std::size_t others = 0;
    for_each([&](std::size_t i, const Point<R>& point) {
      others += flow_.is_source(place(point)) != graph.is_source(i) ? 1U : 0U;
    });
    CHECK(others == 0);
    return {sent, expected};
  }

 private:
  struct Arc {
    std::size_t from, to;
    std::int32_t capacity;
  };

  std::array<Index, std::size_t{D}> offsets() const {
    REQUIRE(neighbors_.count == D);
    std::array<Index, std::size_t{D}> all;
    for (std::size_t d = 0; d < D; ++d) all[d] = frame_.offset(neighbors_.offsets[d]);
    return all;
  }
  Index place(const Point<R>& point) const { return frame_.first + frame_.offset(point); }
  std::size_t index(const Point<R>& point) const {
    Index i = 0;
    for (std::size_t axis = R; axis-- > 0;) i = i * size_[axis] + point[axis];
    return static_cast<std::size_t>(i);
  }
  template <class F>
  void for_each(F&& f) const {
    for (Index i = 0; i < limn::pixel_count(size_); ++i) {
      Point<R> point{};
      Index rest = i;
      for (std::size_t axis = 0; axis < R; ++axis) {
        point[axis] = rest % size_[axis];
        rest /= size_[axis];
      }
      f(static_cast<std::size_t>(i), point);
    }
  }

  Size<R> size_;
  Frame<R> frame_;
  limn::Neighbors<R> neighbors_;
  Image<std::int32_t, R> terminals_;
  std::vector<Arc> arcs_;
  GridFlow<D> flow_;
};

template <int D, std::size_t R>
void check_random(Connectivity connectivity) {
  std::mt19937 generator(7);
  const auto below = [&](int bound) { return static_cast<int>(generator() % static_cast<unsigned>(bound)); };
  for (const auto& size : awkward_sizes<R>()) {
    if (limn::pixel_count(size) > 700) continue;
    CAPTURE(size);
    // Few capacities, so that there are many cuts alike; all capacities; and terminals that decide nearly all.
    for (const auto& bounds : {std::pair{3, 4}, {most_arc + 1, 70000}, {4, 40}, {40, 4}}) {
      const int arc = bounds.first, terminal = bounds.second;
      CAPTURE(arc);
      CAPTURE(terminal);
      Grid<D, R> grid(size, connectivity);
      grid.set_arcs([&] { return below(arc); });
      grid.add_terminals([&] { return below(3) == 0 ? 0 : below(2 * terminal + 1) - terminal; });
      const auto [sent, expected] = grid.run();
      CHECK(sent == expected);
      // Other terminals, from the flow that there is.
      for (int again = 0; again < 3; ++again) {
        grid.add_terminals([&] { return below(4) == 0 ? below(terminal + 1) - terminal / 2 : 0; });
        grid.run();
      }
    }
  }
}

}  // namespace

TEST_CASE("max_flow: through the narrowest of a row") {
  Grid<4, 2> grid(Size{4, 1}, Connectivity::face);
  int capacities[] = {5, 3, 7}, terminals[] = {9, 0, 0, -8};
  const int *capacity = capacities, *terminal = terminals;
  grid.set_arcs([&] { return *capacity++; });
  grid.add_terminals([&] { return *terminal++; });
  CHECK(grid.run().first == 3);
}

TEST_CASE("max_flow: hard terminals hold against all neighbors together") {
  Grid<8, 2> grid(Size{3, 3}, Connectivity::full);
  grid.set_arcs([] { return most_arc; });
  int i = 0;
  grid.add_terminals([&] { return i++ == 4 ? GridFlow<8>::hard : -GridFlow<8>::hard; });
  CHECK(grid.run().first == 8 * most_arc);  // and the middle is the source's, as the comparison within has checked
}

TEST_CASE("max_flow: flow and smallest source side are the reference's") {
  check_random<4, 2>(Connectivity::face);
  check_random<8, 2>(Connectivity::full);
  check_random<6, 3>(Connectivity::face);
  check_random<18, 3>(Connectivity::edge);
  check_random<26, 3>(Connectivity::full);
}

TEST_CASE("max_flow: a long way around walls, there and back") {
  // Arcs of a labyrinth: paths are hundreds of pixels long.
  Grid<4, 2> grid(Size{25, 25}, Connectivity::face);
  std::mt19937 generator(3);
  grid.set_arcs([&] { return generator() % 5 < 2 ? 0 : 1 + generator() % 30; });
  int i = 0;
  grid.add_terminals([&] {
    const int at = i++;
    return at % 25 == 0 ? 1000 : at % 25 == 24 ? -1000 : 0;
  });
  const auto [sent, expected] = grid.run();
  CHECK(sent == expected);
}
