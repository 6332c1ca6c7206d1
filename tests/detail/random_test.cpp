#include <limn/detail/random.hpp>

#include <doctest/doctest.h>

#include <array>
#include <vector>

using limn::detail::Random;

TEST_CASE("random: the numbers of a seed are fixed for good") {
  Random random(1);
  const std::vector<std::uint64_t> expected = {0xb3f2af6d0fc710c5U, 0x853b559647364ceaU, 0x92f89756082a4514U};
  for (const std::uint64_t word : expected) CHECK(random.bits() == word);
  Random same(1), other(2);
  CHECK(same.bits() == expected[0]);
  CHECK(other.bits() != expected[0]);
}

TEST_CASE("random: below stays below and reaches every value evenly") {
  Random random(3);
  CHECK(random.below(0) == 0);
  CHECK(random.below(1) == 0);
  std::array<int, 10> counts{};
  for (int i = 0; i < 10000; ++i) ++counts.at(random.below(10));
  for (const int count : counts) CHECK((count > 850 && count < 1150));
  for (int i = 0; i < 100; ++i) CHECK(random.below((std::uint64_t{1} << 63) + 1) <= std::uint64_t{1} << 63);
}

TEST_CASE("random: uniform lies in [0, 1) with mean a half") {
  Random random(4);
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double u = random.uniform();
    CHECK((u >= 0 && u < 1));
    sum += u;
  }
  CHECK(sum / 10000 == doctest::Approx(0.5).epsilon(0.02));
}
