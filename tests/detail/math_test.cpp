#include <limn/detail/math.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

namespace limn_test {
namespace {

namespace math = limn::detail::math;

/// Numbers of all magnitudes and both signs, and those that are none.
template <class T>
std::vector<T> arguments() {
  using Limits = std::numeric_limits<T>;
  std::vector<T> values{0, 1, -1, T(0.5), T(-1.5), T(2.5), (Limits::max)(), Limits::lowest(), (Limits::min)()};
  if constexpr (Limits::has_infinity) {
    for (const T value :
         {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), Limits::denorm_min(), T(-0.0)}) {
      values.push_back(value);
    }
  }
  std::mt19937 random(7);
  std::uniform_real_distribution<double> magnitude(-9, 9), unit(-1, 1);
  for (int i = 0; i < 2000; ++i) values.push_back(static_cast<T>(unit(random) * std::exp2(magnitude(random))));
  return values;
}

/// The same type and, but for what NaN says beside being one, the same bits.
template <class A, class B>
bool same(A a, B b) {
  static_assert(std::is_same_v<A, B>);
  if constexpr (std::is_same_v<A, float>) return (a != a && b != b) || std::bit_cast<int>(a) == std::bit_cast<int>(b);
  else if constexpr (std::is_same_v<A, double>)
    return (a != a && b != b) || std::bit_cast<std::int64_t>(a) == std::bit_cast<std::int64_t>(b);
  else return a == b;
}

template <class T>
void check_functions() {
  for (const T v : arguments<T>()) {
    CAPTURE(v);
    CHECK(same(math::cbrt(v), std::cbrt(v)));
    CHECK(same(math::ceil(v), std::ceil(v)));
    CHECK(same(math::cos(v), std::cos(v)));
    CHECK(same(math::exp(v), std::exp(v)));
    CHECK(same(math::floor(v), std::floor(v)));
    CHECK(same(math::log(v), std::log(v)));
    CHECK(same(math::log10(v), std::log10(v)));
    CHECK(same(math::log2(v), std::log2(v)));
    CHECK(same(math::nearbyint(v), std::nearbyint(v)));
    CHECK(same(math::sin(v), std::sin(v)));
    CHECK(same(math::sqrt(v), std::sqrt(v)));
    CHECK(math::isfinite(v) == std::isfinite(v));
    CHECK(math::isinf(v) == std::isinf(v));
    CHECK(math::isnan(v) == std::isnan(v));
    if (!(std::abs(static_cast<double>(v)) < 1e9)) continue;  // others have no whole number that would fit
    CHECK(same(math::lround(v), std::lround(v)));
    CHECK(same(math::llround(v), std::llround(v)));
  }
}

TEST_CASE("math: one argument, as <cmath>") {
  check_functions<float>();
  check_functions<double>();
  check_functions<int>();
}

TEST_CASE("math: two arguments, as <cmath>") {
  const auto values = arguments<double>();
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double a = values[i - 1], b = values[i];
    CAPTURE(a);
    CAPTURE(b);
    CHECK(same(math::atan2(a, b), std::atan2(a, b)));
    CHECK(same(math::hypot(a, b), std::hypot(a, b)));
    CHECK(same(math::pow(a, b), std::pow(a, b)));
    CHECK(same(math::ldexp(a, static_cast<int>(i % 100) - 50), std::ldexp(a, static_cast<int>(i % 100) - 50)));
  }
}

}  // namespace
}  // namespace limn_test
