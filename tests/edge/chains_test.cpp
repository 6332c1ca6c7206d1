#include <limn/edge/chains.hpp>

#include <limn/edge/canny.hpp>

#include "reference/edge_link.hpp"
#include "support/images.hpp"

using namespace limn_test;
using limn::EdgeChain;

namespace {

/// Lines, blobs and specks: canny's edges of noise, and noise itself.
std::vector<limn::Mask> awkward_edges() {
  std::vector<limn::Mask> result;
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    for (const double density : {0.1, 0.4, 0.9}) result.push_back(random_mask(size, seed++, density));
    result.push_back(limn::canny_opencv(random_image<std::uint8_t>(size, seed++, 5), {.low = 100, .high = 200}));
  }
  return result;
}

}  // namespace

TEST_CASE("link_edges: a stair is one line, from its upper end") {
  CHECK(limn::link_edges(mask({"##...",  //
                               ".##..",  //
                               "...#."})) == std::vector<EdgeChain>{{{0, 0}, {1, 0}, {1, 1}, {2, 1}, {3, 2}}});
}

TEST_CASE("link_edges: three lines meet at a branching, which is part of each") {
  CHECK(limn::link_edges(mask({"..#..",  //
                               "..#..",  //
                               "#####"})) ==
        std::vector<EdgeChain>{{{2, 0}, {2, 1}, {2, 2}}, {{0, 2}, {1, 2}, {2, 2}}, {{2, 2}, {3, 2}, {4, 2}}});
}

TEST_CASE("link_edges: loops come last, clockwise, and end where they began; a pixel may be alone") {
  CHECK(limn::link_edges(mask({".#....",  //
                               "#.#...",  //
                               ".#...#"})) ==
        std::vector<EdgeChain>{{{5, 2}}, {{1, 0}, {2, 1}, {1, 2}, {0, 1}, {1, 0}}});
}

TEST_CASE("link_edges: a loop at the end of a line begins and ends at the branching") {
  CHECK(limn::link_edges(mask({"..#..",  //
                               ".#.#.",  //
                               "..#..",  //
                               "..#.."})) ==
        std::vector<EdgeChain>{{{2, 2}, {1, 1}, {2, 0}, {3, 1}, {2, 2}}, {{2, 2}, {2, 3}}});
}

TEST_CASE("link_edges: chains are connected and hold every edge pixel, those within a chain once") {
  for (const auto& edges : awkward_edges()) {
    CAPTURE(edges);
    limn::Image<int> seen(edges.size());
    for (const EdgeChain& chain : limn::link_edges(edges)) {
      for (std::size_t i = 0; i < chain.size(); ++i) {
        REQUIRE(limn::is_foreground(edges(chain[i])));
        const bool inside = (i > 0 || chain.size() == 1) && i + 1 < chain.size();
        seen(chain[i]) += inside ? 100 : 1;
        if (i == 0) continue;
        const auto step = chain[i] - chain[i - 1];
        CHECK((std::max)(std::abs(step.x), std::abs(step.y)) == 1);
      }
    }
    for (limn::Index y = 0; y < edges.height(); ++y) {
      for (limn::Index x = 0; x < edges.width(); ++x) {
        const int times = seen(x, y);
        CHECK(limn::is_foreground(edges(x, y)) == (times > 0));
        // Within one chain, or at the ends of one to four.
        CHECK((times == 100 || times <= 4));
      }
    }
  }
}

TEST_CASE("link_edges and prune_spurs equal the reference") {
  for (const auto& edges : awkward_edges()) {
    CAPTURE(edges);
    const auto expected = reference::link_edges(edges);
    for_each_layout(edges, [&](const auto& layout) { CHECK(limn::link_edges(layout) == expected); });
    for (const limn::Index length : {0, 1, 2, 4, 1000}) {
      const auto pruned = reference::prune_spurs(edges, length);
      for_each_layout(edges, [&](const auto& layout) { CHECK(limn::prune_spurs(layout, length) == pruned); });
    }
  }
}

TEST_CASE("prune_spurs: what branches off and ends soon goes") {
  const auto edges = mask({"..#......",  //
                           "..#......",  //
                           "#########",  //
                           ".....#...",  //
                           ".....#..#",  //
                           ".....#..#"});
  CHECK(limn::prune_spurs(edges, 2) == edges);
  // Lines that hang together nowhere stay, and so do branchings.
  CHECK(limn::prune_spurs(edges, 3) == mask({".........",  //
                                             ".........",  //
                                             "..#######",  //
                                             ".....#...",  //
                                             ".....#..#",  //
                                             ".....#..#"}));
  auto again = edges;
  limn::prune_spurs_into(again, again, 3);
  CHECK(again == limn::prune_spurs(edges, 3));
}

TEST_CASE("prune_spurs: any byte that is not zero is foreground, and is written as 255") {
  const auto bytes = image<std::uint8_t>({{1, 7, 0, 2}});
  CHECK(limn::prune_spurs(limn::as_mask(limn::view(bytes)), 3) == mask({"##.#"}));
}

TEST_CASE("link_edges: nothing in nothing") {
  CHECK(limn::link_edges(limn::Mask()).empty());
  CHECK(limn::link_edges(limn::Mask(limn::Size{70, 5})).empty());
  CHECK(limn::prune_spurs(limn::Mask(limn::Size{0, 4}), 3).size() == limn::Size{0, 4});
}

TEST_CASE("prune_spurs: errors name what is wrong") {
  const limn::Mask edges(limn::Size{4, 3});
  limn::Mask out(limn::Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::prune_spurs_into(edges, out, 1),
                       "limn::prune_spurs_into: the output is 4x2 but the mask is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::prune_spurs(edges, -1)),
                       "limn::prune_spurs: length is -1, which is negative", std::invalid_argument);
}
