#pragma once
/// \file
/// The few instructions that distances need and vectors do not say: saturating words, masks as words, wider lanes,
/// square roots.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/pixel.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/fused.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>
#include <cstring>

#if LIMN_DETAIL_VECTORS

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

using Words16 = Vec<std::uint16_t, 16>;
using Words32 = Vec<std::uint16_t, 32>;
using Words64 = Vec<std::uint16_t, 64>;

#if LIMN_DETAIL_X86

/// a + b, at most 65535.
[[nodiscard]] inline Words16 add_saturated(const Words16& a, const Words16& b) {
  typedef short Shorts __attribute__((vector_size(16)));
  return {(Words16::Native)__builtin_ia32_paddusw128((Shorts)a.v, (Shorts)b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Words32 add_saturated(const Words32& a, const Words32& b) {
  typedef short Shorts __attribute__((vector_size(32)));
  return {(Words32::Native)__builtin_ia32_paddusw256((Shorts)a.v, (Shorts)b.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Words64 add_saturated(const Words64& a, const Words64& b) {
  typedef short Shorts __attribute__((vector_size(64)));
#if defined(__clang__)
  return {(Words64::Native)__builtin_ia32_paddusw512((Shorts)a.v, (Shorts)b.v)};
#else
  return {(Words64::Native)__builtin_ia32_paddusw512_mask((Shorts)a.v, (Shorts)b.v, Shorts{}, 0xffffffffU)};
#endif
}

/// True if a lane of `a` exceeds that of `b`.
[[nodiscard]] inline bool any_above(const Words16& a, const Words16& b) {
  typedef short Shorts __attribute__((vector_size(16)));
  typedef char Bytes __attribute__((vector_size(16)));
  const auto excess = (Shorts)__builtin_ia32_psubusw128((Shorts)a.v, (Shorts)b.v);
  return __builtin_ia32_pmovmskb128((Bytes)(excess == 0)) != 0xffff;
}
[[nodiscard]] LIMN_TARGET_AVX2 inline bool any_above(const Words32& a, const Words32& b) {
  typedef short Shorts __attribute__((vector_size(32)));
  typedef long long Longs __attribute__((vector_size(32)));
  const auto excess = (Longs)__builtin_ia32_psubusw256((Shorts)a.v, (Shorts)b.v);
  return __builtin_ia32_ptestz256(excess, excess) == 0;
}
[[nodiscard]] LIMN_TARGET_AVX512 inline bool any_above(const Words64& a, const Words64& b) {
  typedef short Shorts __attribute__((vector_size(64)));
  return __builtin_ia32_ucmpw512_mask((Shorts)a.v, (Shorts)b.v, 6, 0xffffffffU) != 0;
}

/// The lesser lanes: SSE2 has them for signed words only.
[[nodiscard]] inline Words16 least(const Words16& a, const Words16& b) {
  typedef short Shorts __attribute__((vector_size(16)));
  return {a.v - (Words16::Native)__builtin_ia32_psubusw128((Shorts)a.v, (Shorts)b.v)};
}
[[nodiscard]] LIMN_INLINE Words32 least(const Words32& a, const Words32& b) { return (min)(a, b); }
[[nodiscard]] LIMN_INLINE Words64 least(const Words64& a, const Words64& b) { return (min)(a, b); }

/// All bits set where the pixel is foreground, one word per pixel.
[[nodiscard]] inline Words16 load_foreground(Base, const Binary* from) {
  typedef long long Longs __attribute__((vector_size(16)));
  typedef std::int8_t Bytes __attribute__((vector_size(16)));
  long long eight = 0;
  std::memcpy(&eight, from, 8);
  const auto bytes = (Bytes)Longs{eight, 0} != 0;
  return {(Words16::Native)__builtin_shufflevector((Bytes)bytes, (Bytes)bytes, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6,
                                                   7, 7)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Words32 load_foreground(Avx2, const Binary* from) {
  typedef char Bytes __attribute__((vector_size(16)));
  Bytes bytes;
  std::memcpy(&bytes, from, sizeof bytes);
#if defined(__clang__)
  typedef signed char Signed __attribute__((vector_size(16)));
  typedef short Shorts __attribute__((vector_size(32)));
  return {(Words32::Native) __builtin_convertvector((Signed)(bytes != 0), Shorts)};
#else
  return {(Words32::Native)__builtin_ia32_pmovsxbw256((Bytes)(bytes != 0))};
#endif
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Words64 load_foreground(Avx512, const Binary* from) {
  typedef char Bytes __attribute__((vector_size(32)));
  typedef short Shorts __attribute__((vector_size(64)));
  Bytes bytes;
  std::memcpy(&bytes, from, sizeof bytes);
#if defined(__clang__)
  typedef signed char Signed __attribute__((vector_size(32)));
  return {(Words64::Native) __builtin_convertvector((Signed)(bytes != 0), Shorts)};
#else
  return {(Words64::Native)__builtin_ia32_pmovsxbw512_mask((Bytes)(bytes != 0), Shorts{}, 0xffffffffU)};
#endif
}

/// Words at `from` as lanes of 32 bits.
[[nodiscard]] inline Vec<std::int32_t, 16> load_widened(Base, const std::uint16_t* from) {
  typedef long long Longs __attribute__((vector_size(16)));
  typedef std::uint16_t Words __attribute__((vector_size(16)));
  long long eight = 0;
  std::memcpy(&eight, from, 8);
  return {(Vec<std::int32_t, 16>::Native)__builtin_shufflevector((Words)Longs{eight, 0}, Words{}, 0, 8, 1, 9, 2, 10, 3,
                                                                 11)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int32_t, 32> load_widened(Avx2, const std::uint16_t* from) {
  typedef short Shorts __attribute__((vector_size(16)));
  Shorts words;
  std::memcpy(&words, from, sizeof words);
#if defined(__clang__)
  typedef std::uint16_t Words __attribute__((vector_size(16)));
  return {__builtin_convertvector((Words)words, Vec<std::int32_t, 32>::Native)};
#else
  return {(Vec<std::int32_t, 32>::Native)__builtin_ia32_pmovzxwd256(words)};
#endif
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int32_t, 64> load_widened(Avx512, const std::uint16_t* from) {
  typedef short Shorts __attribute__((vector_size(32)));
  Shorts words;
  std::memcpy(&words, from, sizeof words);
#if defined(__clang__)
  typedef std::uint16_t Words __attribute__((vector_size(32)));
  return {__builtin_convertvector((Words)words, Vec<std::int32_t, 64>::Native)};
#else
  typedef int Ints __attribute__((vector_size(64)));
  return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_pmovzxwd512_mask(words, Ints{}, 0xffff)};
#endif
}

/// Stores the lanes whose bit is set in `keep` one after the other and returns how many; up to a register's worth is
/// written.
template <int Bytes>
[[nodiscard]] inline int compress(const Vec<std::uint32_t, Bytes>& a, std::uint64_t keep, std::uint32_t* to) {
  int count = 0;
  for (; keep != 0; keep &= keep - 1) to[count++] = a.v[__builtin_ctzll(keep)];
  return count;
}
[[nodiscard]] LIMN_TARGET_AVX2 inline int compress(const Vec<std::uint32_t, 32>& a, std::uint64_t keep,
                                                   std::uint32_t* to) {
  struct Lanes {
    std::uint8_t of[256][8];
  };
  static constexpr Lanes lanes = [] {
    Lanes result{};
    for (int bits = 0; bits < 256; ++bits) {
      int count = 0;
      for (int i = 0; i < 8; ++i) {
        if ((bits >> i & 1) != 0) result.of[bits][count++] = static_cast<std::uint8_t>(i);
      }
    }
    return result;
  }();
  typedef int Ints __attribute__((vector_size(32)));
  Ints order{};
  for (int i = 0; i < 8; ++i) order[i] = lanes.of[keep][i];
  Vec<std::uint32_t, 32>{(Vec<std::uint32_t, 32>::Native)__builtin_ia32_permvarsi256((Ints)a.v, order)}.store(to);
  return __builtin_popcountll(keep);
}
[[nodiscard]] LIMN_TARGET_AVX512 inline int compress(const Vec<std::uint32_t, 64>& a, std::uint64_t keep,
                                                     std::uint32_t* to) {
  typedef int Ints __attribute__((vector_size(64)));
  const auto packed = __builtin_ia32_compresssi512_mask((Ints)a.v, (Ints)a.v, static_cast<std::uint16_t>(keep));
  Vec<std::uint32_t, 64>{(Vec<std::uint32_t, 64>::Native)packed}.store(to);
  return __builtin_popcountll(keep);
}

/// Of whole numbers below 2^24, correctly rounded, so the same on every machine.
[[nodiscard]] inline Vec<float, 16> square_root(const Vec<float, 16>& a) {
  typedef float Floats __attribute__((vector_size(16)));
  return {(Vec<float, 16>::Native)__builtin_ia32_sqrtps((Floats)a.v)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<float, 32> square_root(const Vec<float, 32>& a) {
  typedef float Floats __attribute__((vector_size(32)));
  return {(Vec<float, 32>::Native)__builtin_ia32_sqrtps256((Floats)a.v)};
}
// The instruction takes 19 cycles and more. An estimate, a step of Newton's, and the error of the result by fused
// multiplications: correctly rounded for all these numbers, as a test shows.
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<float, 64> square_root(const Vec<float, 64>& a) {
  using F = Vec<float, 64>;
  const F half = F::splat(0.5F);
  const F estimate{__builtin_ia32_rsqrt14ps512_mask(a.v, F::zero().v, static_cast<unsigned short>(0xffff))};
  const F root = a * estimate, inverse = estimate * half;
  const F error = multiply_add(-inverse, root, half);
  const F better = multiply_add(root, error, root);
  const F rest = multiply_add(-better, better, a);
  return select(a > F::zero(), multiply_add(rest, multiply_add(inverse, error, inverse), better), F::zero());
}

#else

[[nodiscard]] LIMN_INLINE Words16 add_saturated(const Words16& a, const Words16& b) {
  return {(a.v + b.v) | (Words16::Native)(a.v + b.v < a.v)};
}
[[nodiscard]] LIMN_INLINE bool any_above(const Words16& a, const Words16& b) {
  bool any = false;
  for (int i = 0; i < Words16::size; ++i) any = any || a.v[i] > b.v[i];
  return any;
}
[[nodiscard]] LIMN_INLINE Words16 least(const Words16& a, const Words16& b) { return (min)(a, b); }
[[nodiscard]] LIMN_INLINE Words16 load_foreground(Base, const Binary* from) {
  Words16 words{};
  for (int i = 0; i < Words16::size; ++i) words.v[i] = is_foreground(from[i]) ? 0xffff : 0;
  return words;
}
[[nodiscard]] LIMN_INLINE Vec<std::int32_t, 16> load_widened(Base, const std::uint16_t* from) {
  return {Vec<std::int32_t, 16>::Native{from[0], from[1], from[2], from[3]}};
}
[[nodiscard]] LIMN_INLINE int compress(const Vec<std::uint32_t, 16>& a, std::uint64_t keep, std::uint32_t* to) {
  int count = 0;
  for (int i = 0; i < 4; ++i) {
    if ((keep >> i & 1) != 0) to[count++] = a.v[i];
  }
  return count;
}
[[nodiscard]] LIMN_INLINE Vec<float, 16> square_root(const Vec<float, 16>& a) {
  Vec<float, 16> roots{};
  for (int i = 0; i < 4; ++i) roots.v[i] = math::sqrt(a.v[i]);
  return roots;
}

#endif

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
