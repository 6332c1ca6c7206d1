#include <limn/detail/list.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <new>
#include <random>
#include <utility>
#include <vector>

using limn::detail::List;

namespace {

template <class T>
std::vector<T> vector_of(const List<T>& list) {
  return {list.begin(), list.end()};
}

}  // namespace

TEST_CASE("list: zeros, a value, or what a type is without one") {
  CHECK(List<int>().empty());
  CHECK(vector_of(List<int>(3)) == std::vector<int>{0, 0, 0});
  CHECK(vector_of(List<std::uint8_t>(2, 7)) == std::vector<std::uint8_t>{7, 7});
  struct Two {
    int a = 1;
    double b = 2;
  };
  List<Two> list(2);
  list.resize(3);
  CHECK(list[2].a == 1);
  CHECK(list[2].b == 2);
}

TEST_CASE("list: ends, and what lies between them") {
  List<int> list;
  for (int i = 0; i < 5; ++i) list.push_back(i * i);
  CHECK(list.front() == 0);
  CHECK(list.back() == 16);
  list.back() = 3;
  list.pop_back();
  CHECK(vector_of(list) == std::vector<int>{0, 1, 4, 9});
  CHECK(list.end() - list.begin() == 4);
  CHECK(list.data() == &list[0]);
}

TEST_CASE("list: an element of its own may be added, even as it moves") {
  List<int> list;
  list.push_back(5);
  for (int i = 0; i < 100; ++i) list.push_back(list.front());
  list.resize(1000, list.back());
  for (const int value : list) CHECK(value == 5);
}

TEST_CASE("list: a copy has elements of its own") {
  List<int> list(3, 4);
  List<int> copy = list;
  copy[1] = 5;
  CHECK(vector_of(list) == std::vector<int>{4, 4, 4});
  CHECK(vector_of(copy) == std::vector<int>{4, 5, 4});
  copy.push_back(6);
  list = copy;
  list = static_cast<const List<int>&>(list);
  CHECK(vector_of(list) == std::vector<int>{4, 5, 4, 6});
  list.swap(copy);
  copy.clear();
  CHECK(list.size() == 4);
}

TEST_CASE("list: does what a vector does") {
  std::mt19937 random(6);
  List<std::int64_t> list;
  std::vector<std::int64_t> vector;
  for (int step = 0; step < 5000; ++step) {
    const auto value = static_cast<std::int64_t>(random());
    const std::size_t count = random() % 50;
    switch (random() % 8) {
      case 0: list.resize(count), vector.resize(count); break;
      case 1: list.resize(count, value), vector.resize(count, value); break;
      case 2: list.assign(count, value), vector.assign(count, value); break;
      case 3: list.clear(), vector.clear(); break;
      case 4: list.reserve(count), vector.reserve(count); break;
      case 5:
        if (!vector.empty()) list.pop_back(), vector.pop_back();
        break;
      default: list.push_back(value), vector.push_back(value);
    }
    REQUIRE(list.size() == vector.size());
    REQUIRE(vector_of(list) == vector);
  }
}

TEST_CASE("list: elements are moved, and each is given back once") {
  const auto counted = std::make_shared<int>(1);
  {
    List<std::shared_ptr<int>> list;
    for (int i = 0; i < 40; ++i) list.push_back(counted);
    CHECK(counted.use_count() == 41);
    list.pop_back();
    list.resize(20);
    CHECK(counted.use_count() == 21);
    List<std::shared_ptr<int>> other(std::move(list));
    CHECK(other.size() == 20);
    List<std::shared_ptr<int>> third;
    third.push_back(counted);
    third = std::move(other);
    CHECK(third.size() == 20);
    third.clear();
    CHECK(counted.use_count() <= 2);
  }
  CHECK(counted.use_count() == 1);

  List<List<int>> rows(2);
  rows[1].push_back(3);
  for (int i = 0; i < 20; ++i) rows.push_back(List<int>(2, i));
  CHECK(rows[0].empty());
  CHECK(vector_of(rows[1]) == std::vector<int>{3});
  CHECK(vector_of(rows[21]) == std::vector<int>{19, 19});
}

TEST_CASE("list: more than there can be is refused") {
  List<double> list;
  CHECK_THROWS_AS(list.reserve(static_cast<std::size_t>(-1) / 8), std::bad_alloc);
  CHECK(list.empty());
}
