#include <limn/detail/simd/vec.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "support/images.hpp"

#if LIMN_DETAIL_VECTORS

namespace {

using limn::Index;

/// The lesser and the greater of each pair.
struct Extremes {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* a, const T* b, T* least, T* most, Index length) const {
    using V = limn::detail::VecOf<T, Tag>;
    for (Index i = 0; i < length; i += V::size) {
      const V x = V::load(a + i), y = V::load(b + i);
      (limn::detail::min)(x, y).store(least + i);
      (limn::detail::max)(x, y).store(most + i);
    }
  }
};

template <class T>
bool same_bits(T a, T b) {
  return std::memcmp(&a, &b, sizeof(T)) == 0;
}

}  // namespace

TEST_CASE_TEMPLATE("vectors: of a NaN and a number, and of two zeros, min and max are the second", T, float, double) {
  const T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  const T values[8] = {T{0}, -T{0}, nan, T{-1}, T{1}, infinity, -infinity, T{2}};
  std::vector<T> a, b;
  for (const T x : values) {
    for (const T y : values) {
      a.push_back(x);
      b.push_back(y);
    }
  }
  std::vector<T> least(a.size()), most(a.size());
  limn::detail::dispatch(Extremes{}, static_cast<const T*>(a.data()), static_cast<const T*>(b.data()), least.data(),
                         most.data(), static_cast<Index>(a.size()));
  for (std::size_t i = 0; i < a.size(); ++i) {
    CHECK(same_bits(least[i], a[i] < b[i] ? a[i] : b[i]));
    CHECK(same_bits(most[i], a[i] > b[i] ? a[i] : b[i]));
  }
}

#endif
