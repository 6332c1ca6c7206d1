#include <limn/filter/detail/distance_leaves.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "support/images.hpp"

#if LIMN_DETAIL_VECTORS

using namespace limn_test;

namespace {

struct Roots {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const float* numbers, float* roots, Index count) const {
    using V = limn::detail::VecOf<float, Tag>;
    for (Index i = 0; i < count; i += V::size) limn::detail::square_root(V::load(numbers + i)).store(roots + i);
  }
};

/// a + b at most 65535, the lesser, and for each register whether a lane of `a` exceeds that of `b`.
struct Words {
  template <class Tag>
  LIMN_INLINE int operator()(Tag, const std::uint16_t* a, const std::uint16_t* b, Index count, std::uint16_t* sums,
                             std::uint16_t* lesser, unsigned char* above) const {
    using V = limn::detail::VecOf<std::uint16_t, Tag>;
    for (Index i = 0; i < count; i += V::size) {
      const V x = V::load(a + i), y = V::load(b + i);
      limn::detail::add_saturated(x, y).store(sums + i);
      limn::detail::least(x, y).store(lesser + i);
      above[i / V::size] = limn::detail::any_above(x, y);
    }
    return V::size;
  }
};

}  // namespace

TEST_CASE("square_root: of every whole number below 2^24, correctly rounded") {
  constexpr Index batch = Index{1} << 16;
  std::vector<float> numbers(batch), roots(batch);
  int wrong = 0;
  for (Index first = 0; first < Index{1} << 24; first += batch) {
    for (Index i = 0; i < batch; ++i) numbers[static_cast<std::size_t>(i)] = static_cast<float>(first + i);
    limn::detail::dispatch(Roots{}, numbers.data(), roots.data(), batch);
    for (std::size_t i = 0; i < numbers.size(); ++i) wrong += !(roots[i] == std::sqrt(numbers[i]));
  }
  CHECK(wrong == 0);
}

TEST_CASE("add_saturated, least and any_above take words as unsigned") {
  constexpr std::size_t count = 4096;
  std::vector<std::uint16_t> a(count), b(count), sums(count), lesser(count);
  std::vector<unsigned char> above(count);
  std::mt19937 generator(1);
  for (std::size_t i = 0; i < count; ++i) {
    b[i] = static_cast<std::uint16_t>(generator() >> 16);
    // Most registers exceed nowhere, some in one lane alone.
    a[i] = generator() % 40 == 0 ? static_cast<std::uint16_t>(generator() >> 16) : std::uint16_t(b[i] / 2);
  }
  const auto size = static_cast<std::size_t>(
      limn::detail::dispatch(Words{}, a.data(), b.data(), Index{count}, sums.data(), lesser.data(), above.data()));
  int exceeding = 0;
  for (std::size_t first = 0; first < count; first += size) {
    bool any = false;
    for (std::size_t i = first; i < first + size; ++i) {
      CHECK(sums[i] == (std::min)(65535, a[i] + b[i]));
      CHECK(lesser[i] == (std::min)(a[i], b[i]));
      any = any || a[i] > b[i];
    }
    CHECK((above[first / size] != 0) == any);
    exceeding += any;
  }
  CHECK(exceeding > 0);
  CHECK(exceeding < static_cast<int>(count / size));
}

#endif
