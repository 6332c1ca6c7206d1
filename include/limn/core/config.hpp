#pragma once
/// \file
/// Version, compiler facts and the inline namespace that keeps differently built translation units apart.

#define LIMN_VERSION_MAJOR 0
#define LIMN_VERSION_MINOR 1
#define LIMN_VERSION_PATCH 0

// A linker keeps one copy of every inline function. Built with different -m flags, the copies differ, and the one
// that is kept may not run on the machine. So the name of the namespace of all functions spells the flags out.
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__) && defined(__AVX512DQ__)
#define LIMN_DETAIL_ABI_VECTOR avx512
#elif defined(__AVX512F__)
#define LIMN_DETAIL_ABI_VECTOR avx512f
#elif defined(__AVX2__)
#define LIMN_DETAIL_ABI_VECTOR avx2
#elif defined(__AVX__)
#define LIMN_DETAIL_ABI_VECTOR avx
#elif defined(__SSE4_2__)
#define LIMN_DETAIL_ABI_VECTOR sse42
#elif defined(__SSE4_1__)
#define LIMN_DETAIL_ABI_VECTOR sse41
#elif defined(__SSSE3__)
#define LIMN_DETAIL_ABI_VECTOR ssse3
#elif defined(__SSE3__)
#define LIMN_DETAIL_ABI_VECTOR sse3
#elif defined(__ARM_FEATURE_SVE)
#define LIMN_DETAIL_ABI_VECTOR sve
#else
#define LIMN_DETAIL_ABI_VECTOR base
#endif

#if defined(__FMA__)
#define LIMN_DETAIL_ABI_FMA _fma
#else
#define LIMN_DETAIL_ABI_FMA
#endif
#if defined(__BMI2__)
#define LIMN_DETAIL_ABI_BMI _bmi2
#elif defined(__BMI__)
#define LIMN_DETAIL_ABI_BMI _bmi
#else
#define LIMN_DETAIL_ABI_BMI
#endif
#if defined(__POPCNT__)
#define LIMN_DETAIL_ABI_POPCNT _popcnt
#else
#define LIMN_DETAIL_ABI_POPCNT
#endif
#if defined(__LZCNT__)
#define LIMN_DETAIL_ABI_LZCNT _lzcnt
#else
#define LIMN_DETAIL_ABI_LZCNT
#endif
#if defined(LIMN_CHECKED)
#define LIMN_DETAIL_ABI_CHECKED _checked
#else
#define LIMN_DETAIL_ABI_CHECKED
#endif

#define LIMN_DETAIL_JOIN_(a, b, c, d, e, f) v0_1_##a##b##c##d##e##f
#define LIMN_DETAIL_JOIN(a, b, c, d, e, f) LIMN_DETAIL_JOIN_(a, b, c, d, e, f)
#define LIMN_ABI                                                                                             \
  LIMN_DETAIL_JOIN(LIMN_DETAIL_ABI_VECTOR, LIMN_DETAIL_ABI_FMA, LIMN_DETAIL_ABI_BMI, LIMN_DETAIL_ABI_POPCNT, \
                   LIMN_DETAIL_ABI_LZCNT, LIMN_DETAIL_ABI_CHECKED)

// Types stand outside the versioned namespace, so their members must leave no symbol for the linker to merge.
#if defined(__GNUC__)
#define LIMN_INLINE __attribute__((always_inline)) inline
#define LIMN_LAMBDA_INLINE __attribute__((always_inline))
#define LIMN_COLD __attribute__((cold, noinline))
#elif defined(_MSC_VER)
#define LIMN_INLINE __forceinline
#define LIMN_LAMBDA_INLINE
#define LIMN_COLD __declspec(noinline)
#else
#define LIMN_INLINE inline
#define LIMN_LAMBDA_INLINE
#define LIMN_COLD
#endif

#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
#define LIMN_DETAIL_X86 1
#else
#define LIMN_DETAIL_X86 0
#endif
