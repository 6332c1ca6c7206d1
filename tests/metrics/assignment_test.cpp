#include <limn/metrics/assignment.hpp>

#include <algorithm>
#include <random>

#include "support/images.hpp"

using limn::detail::AssignmentEdge;

namespace {

double weight(const std::vector<std::vector<AssignmentEdge>>& edges, const std::vector<limn::Index>& partner) {
  double sum = 0;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    for (const auto& edge : edges[i]) sum += edge.right == partner[i] ? edge.weight : 0.0;
  }
  return sum;
}

double best(const std::vector<std::vector<AssignmentEdge>>& edges, std::size_t left, std::vector<char>& used) {
  if (left == edges.size()) return 0;
  double most = best(edges, left + 1, used);
  for (const auto& edge : edges[left]) {
    char& taken = used[static_cast<std::size_t>(edge.right)];
    if (taken) continue;
    taken = 1;
    most = (std::max)(most, edge.weight + best(edges, left + 1, used));
    taken = 0;
  }
  return most;
}

}  // namespace

TEST_CASE("assign: an augmenting path moves an earlier choice") {
  const std::vector<std::vector<AssignmentEdge>> edges{{{0, 5}, {1, 4}}, {{0, 5}}, {}};
  CHECK(limn::detail::assign(edges, 2) == std::vector<limn::Index>{1, 0, -1});
}

TEST_CASE("assign: the largest sum of all matchings, each right vertex once") {
  std::mt19937 generator(5);
  for (int round = 0; round < 300; ++round) {
    const auto left = generator() % 7, right = generator() % 7;
    std::vector<std::vector<AssignmentEdge>> edges(left);
    for (auto& list : edges) {
      for (unsigned j = 0; j < right; ++j) {
        if (generator() % 3 != 0) {
          list.push_back({static_cast<limn::Index>(j), static_cast<double>(generator() % 8) / 4});
        }
      }
    }
    const auto partner = limn::detail::assign(edges, static_cast<limn::Index>(right));
    std::vector<char> used(right, 0);
    CHECK(weight(edges, partner) == doctest::Approx(best(edges, 0, used)));
    std::vector<int> owners(right, 0);
    for (const limn::Index j : partner) {
      if (j >= 0) CHECK(++owners[static_cast<std::size_t>(j)] == 1);
    }
  }
}
