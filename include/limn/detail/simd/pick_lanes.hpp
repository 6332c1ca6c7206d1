#pragma once
/// \file
/// Lanes of one register, or of two, at places that a third says.

#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>

#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Lane i becomes lane places[i].
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<float, 32> pick_lanes(const Vec<float, 32>& a,
                                                                const Vec<std::int32_t, 32>& places) {
  return {(Vec<float, 32>::Native)__builtin_ia32_permvarsf256((Floats32)a.v, (Ints32)places.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<float, 64> pick_lanes(const Vec<float, 64>& a,
                                                                  const Vec<std::int32_t, 64>& places) {
  typedef float Floats64 __attribute__((vector_size(64)));
#if defined(__clang__)
  return {(Vec<float, 64>::Native)__builtin_ia32_permvarsf512((Floats64)a.v, (Ints64)places.v)};
#else
  return {(Vec<float, 64>::Native)__builtin_ia32_permvarsf512_mask((Floats64)a.v, (Ints64)places.v, Floats64{},
                                                                   static_cast<unsigned short>(0xffff))};
#endif
}
/// The same where lanes from the register's size on come from `b`.
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<float, 32> pick_lanes(const Vec<float, 32>& a, const Vec<float, 32>& b,
                                                                const Vec<std::int32_t, 32>& places) {
  return select(places > Vec<std::int32_t, 32>::splat(7), pick_lanes(b, places), pick_lanes(a, places));
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<float, 64> pick_lanes(const Vec<float, 64>& a, const Vec<float, 64>& b,
                                                                  const Vec<std::int32_t, 64>& places) {
  typedef float Floats64 __attribute__((vector_size(64)));
#if defined(__clang__)
  return {(Vec<float, 64>::Native)__builtin_ia32_vpermi2varps512((Floats64)a.v, (Ints64)places.v, (Floats64)b.v)};
#else
  return {(Vec<float, 64>::Native)__builtin_ia32_vpermt2varps512_mask((Ints64)places.v, (Floats64)a.v, (Floats64)b.v,
                                                                      static_cast<unsigned short>(0xffff))};
#endif
}
}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
