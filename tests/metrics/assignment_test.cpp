#include <limn/metrics/assignment.hpp>

#include <algorithm>
#include <random>
#include <vector>

#include "support/images.hpp"

using limn::detail::AssignmentEdge;
using limn::detail::List;

namespace {

double weight(const List<AssignmentEdge>& edges, const List<limn::Index>& partner) {
  double sum = 0;
  for (const auto& edge : edges) {
    sum += edge.right == partner[static_cast<std::size_t>(edge.left)] ? edge.weight : 0.0;
  }
  return sum;
}

double best(const List<AssignmentEdge>& edges, limn::Index left, limn::Index count, std::vector<char>& used) {
  if (left == count) return 0;
  double most = best(edges, left + 1, count, used);
  for (const auto& edge : edges) {
    if (edge.left != left) continue;
    char& taken = used[static_cast<std::size_t>(edge.right)];
    if (taken) continue;
    taken = 1;
    most = (std::max)(most, edge.weight + best(edges, left + 1, count, used));
    taken = 0;
  }
  return most;
}

}  // namespace

TEST_CASE("assign: an augmenting path moves an earlier choice") {
  List<AssignmentEdge> edges;
  edges.push_back({0, 0, 5});
  edges.push_back({0, 1, 4});
  edges.push_back({1, 0, 5});
  const List<limn::Index> partner = limn::detail::assign(edges, 3, 2);
  CHECK(std::vector<limn::Index>(partner.begin(), partner.end()) == std::vector<limn::Index>{1, 0, -1});
}

TEST_CASE("assign: the largest sum of all matchings, each right vertex once") {
  std::mt19937 generator(5);
  for (int round = 0; round < 300; ++round) {
    const auto left = static_cast<limn::Index>(generator() % 7), right = static_cast<limn::Index>(generator() % 7);
    List<AssignmentEdge> edges;
    for (limn::Index i = 0; i < left; ++i) {
      for (limn::Index j = 0; j < right; ++j) {
        if (generator() % 3 != 0) edges.push_back({i, j, static_cast<double>(generator() % 8) / 4});
      }
    }
    const auto partner = limn::detail::assign(edges, left, right);
    std::vector<char> used(static_cast<std::size_t>(right), 0);
    CHECK(weight(edges, partner) == doctest::Approx(best(edges, 0, left, used)));
    std::vector<int> owners(static_cast<std::size_t>(right), 0);
    for (const limn::Index j : partner) {
      if (j >= 0) CHECK(++owners[static_cast<std::size_t>(j)] == 1);
    }
  }
}
