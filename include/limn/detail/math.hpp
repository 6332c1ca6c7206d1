#pragma once
/// \file
/// The functions of <cmath> that limn calls, with the same results. That header brings the special functions along,
/// which take 0.1 s to compile; it is read only where a compiler has no functions of its own.

#include <limn/core/config.hpp>

#include <cstdlib>
#include <type_traits>
#if !defined(__GNUC__)
#include <cmath>
#endif

namespace limn {
inline namespace LIMN_ABI {
namespace detail::math {

#if !defined(__GNUC__)
using std::abs, std::atan2, std::cbrt, std::ceil, std::cos, std::exp, std::floor, std::hypot, std::isfinite, std::isinf,
    std::isnan, std::ldexp, std::llround, std::log, std::log10, std::log2, std::lround, std::nearbyint, std::pow,
    std::sin, std::sqrt;
#else

using std::abs;

template <class T>
[[nodiscard]] LIMN_INLINE bool isfinite(T value) {
  return __builtin_isfinite(static_cast<double>(value)) != 0;
}
template <class T>
[[nodiscard]] LIMN_INLINE bool isinf(T value) {
  return __builtin_isinf(static_cast<double>(value)) != 0;
}
template <class T>
[[nodiscard]] LIMN_INLINE bool isnan(T value) {
  return __builtin_isnan(static_cast<double>(value)) != 0;
}

// In float for float, in double for all else, as those of <cmath>.
#define LIMN_DETAIL_MATH(name)                                                 \
  template <class T>                                                           \
  [[nodiscard]] LIMN_INLINE auto name(T value) {                               \
    if constexpr (std::is_same_v<T, float>) return __builtin_##name##f(value); \
    else return __builtin_##name(static_cast<double>(value));                  \
  }
LIMN_DETAIL_MATH(cbrt)
LIMN_DETAIL_MATH(ceil)
LIMN_DETAIL_MATH(cos)
LIMN_DETAIL_MATH(exp)
LIMN_DETAIL_MATH(floor)
LIMN_DETAIL_MATH(llround)
LIMN_DETAIL_MATH(log)
LIMN_DETAIL_MATH(log10)
LIMN_DETAIL_MATH(log2)
LIMN_DETAIL_MATH(lround)
LIMN_DETAIL_MATH(nearbyint)
LIMN_DETAIL_MATH(sin)
LIMN_DETAIL_MATH(sqrt)
#undef LIMN_DETAIL_MATH

[[nodiscard]] LIMN_INLINE double atan2(double y, double x) { return __builtin_atan2(y, x); }
[[nodiscard]] LIMN_INLINE double hypot(double x, double y) { return __builtin_hypot(x, y); }
[[nodiscard]] LIMN_INLINE double ldexp(double value, int exponent) { return __builtin_ldexp(value, exponent); }
[[nodiscard]] LIMN_INLINE double pow(double base, double exponent) { return __builtin_pow(base, exponent); }
#endif

}  // namespace detail::math
}  // namespace LIMN_ABI
}  // namespace limn
