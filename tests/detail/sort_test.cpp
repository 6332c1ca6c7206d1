#include <limn/detail/sort.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

TEST_CASE("sort: a few values") {
  int values[] = {3, 1, 2, 1};
  limn::detail::sort(&values[0], 4, [](int a, int b) { return a < b; });
  CHECK(std::vector<int>(values, values + 4) == std::vector<int>{1, 1, 2, 3});
  limn::detail::sort(&values[0], 4, [](int a, int b) { return a > b; });
  CHECK(std::vector<int>(values, values + 4) == std::vector<int>{3, 2, 1, 1});
  limn::detail::sort(static_cast<int*>(nullptr), 0, [](int a, int b) { return a < b; });
}

TEST_CASE("sort: any count as std::stable_sort does, equal ones in their order") {
  std::mt19937 random(7);
  for (std::size_t count = 0; count < 300; ++count) {
    for (const unsigned kinds : {1U, 3U, 1000000U}) {
      std::vector<std::pair<unsigned, std::size_t>> values, expected;
      for (std::size_t i = 0; i < count; ++i) values.push_back({static_cast<unsigned>(random()) % kinds, i});
      expected = values;
      const auto less = [](const auto& a, const auto& b) { return a.first < b.first; };
      std::stable_sort(expected.begin(), expected.end(), less);
      limn::detail::sort(values.data(), count, less);
      REQUIRE(values == expected);
      limn::detail::sort(values.data(), count, less);
      REQUIRE(values == expected);
    }
  }
}
