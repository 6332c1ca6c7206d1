#pragma once
/// \file
/// Bits of a word as bytes of a register.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

#if LIMN_DETAIL_VECTORS
#if LIMN_DETAIL_X86
/// A byte of ones for every bit that is set.
[[nodiscard]] inline Vec<std::int8_t, 16> bytes_of_bits(Base, std::uint64_t bits) {
  const Longs16 each = {static_cast<long long>((bits & 0xff) * 0x0101010101010101U),
                        static_cast<long long>((bits >> 8 & 0xff) * 0x0101010101010101U)};
  const Longs16 weights = {static_cast<long long>(0x8040201008040201U), static_cast<long long>(0x8040201008040201U)};
  const Vec<std::int8_t, 16> chosen{(Vec<std::int8_t, 16>::Native)(each & weights)};
  return chosen == Vec<std::int8_t, 16>{(Vec<std::int8_t, 16>::Native)weights};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int8_t, 32> bytes_of_bits(Avx2, std::uint64_t bits) {
  const int four = static_cast<int>(static_cast<std::uint32_t>(bits));
  const Ints32 splat = {four, four, four, four, four, four, four, four};
  const Bytes32 pick = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3};
  const long long each = static_cast<long long>(0x8040201008040201U);
  const Longs32 weights = {each, each, each, each};
  const auto chosen = (Longs32)__builtin_ia32_pshufb256((Bytes32)splat, pick) & weights;
  return {(Vec<std::int8_t, 32>::Native)((Bytes32)chosen == (Bytes32)weights)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int8_t, 64> bytes_of_bits(Avx512, std::uint64_t bits) {
  return {(Vec<std::int8_t, 64>::Native)__builtin_ia32_cvtmask2b512(bits)};
}
#else
template <class Tag>
[[nodiscard]] LIMN_INLINE VecOf<std::int8_t, Tag> bytes_of_bits(Tag, std::uint64_t bits) {
  VecOf<std::int8_t, Tag> bytes{};
  for (int i = 0; i < bytes.size; ++i) bytes.v[i] = static_cast<std::int8_t>(-static_cast<int>(bits >> i & 1));
  return bytes;
}
#endif
#endif

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
