#pragma once
/// \file
/// Multiply and add in one instruction where there is one.

#include <limn/detail/simd/vec.hpp>

#if LIMN_DETAIL_VECTORS

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// a * b + c, rounded once or twice, as the instruction set has it. Only for bounds and estimates: a result that comes
/// from it must not depend on the last bits.
template <class T, int Bytes>
[[nodiscard]] LIMN_INLINE Vec<T, Bytes> multiply_add(const Vec<T, Bytes>& a, const Vec<T, Bytes>& b,
                                                     const Vec<T, Bytes>& c) {
  return a * b + c;
}

#if LIMN_DETAIL_X86
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<float, 32> multiply_add(const Vec<float, 32>& a, const Vec<float, 32>& b,
                                                                  const Vec<float, 32>& c) {
  return {__builtin_ia32_vfmaddps256(a.v, b.v, c.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<float, 64> multiply_add(const Vec<float, 64>& a, const Vec<float, 64>& b,
                                                                    const Vec<float, 64>& c) {
  constexpr int rounding = 4;  // as the current mode says
#if defined(__clang__)
  return {__builtin_ia32_vfmaddps512_mask(a.v, b.v, c.v, static_cast<unsigned short>(0xffff), rounding)};
#else
  return {__builtin_ia32_vfmaddps512_mask(a.v, b.v, c.v, static_cast<short>(-1), rounding)};
#endif
}
#endif

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
