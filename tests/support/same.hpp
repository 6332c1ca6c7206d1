#pragma once
// Whether two images are alike, a NaN being like any other.

#include <limn/core/image.hpp>

#include <cmath>
#include <cstddef>

namespace limn_test {

/// No two pixels further apart than `tolerance`; 0 where values count as they are.
template <class T, class U, std::size_t R>
bool near(const limn::Image<T, R>& a, const limn::Image<U, R>& b, double tolerance) {
  if (!(a.size() == b.size())) return false;
  for (std::size_t i = 0; i < a.pixels().size(); ++i) {
    const double x = static_cast<double>(a.pixels()[i]), y = static_cast<double>(b.pixels()[i]);
    if (!(std::abs(x - y) <= tolerance || (x != x && y != y))) return false;
  }
  return true;
}

/// Equal, and NaN where the other is NaN.
template <class T, std::size_t R>
bool same(const limn::Image<T, R>& a, const limn::Image<T, R>& b) {
  if (!(a.size() == b.size())) return false;
  for (std::size_t i = 0; i < a.pixels().size(); ++i) {
    const T x = a.pixels()[i], y = b.pixels()[i];
    if (!(x == y || (x != x && y != y))) return false;
  }
  return true;
}

}  // namespace limn_test
