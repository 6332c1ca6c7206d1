#pragma once
/// \file
/// One kernel, several instruction sets, the best one chosen when it runs.
///
/// A kernel is a callable whose first parameter is an instruction-set tag; it is always-inline and so is everything it
/// calls, except the leaves of detail/simd, which carry the target attribute. `dispatch(kernel, args...)` calls it
/// from inside a function compiled for the best instruction set that the machine has.
///
/// The environment variable LIMN_ISA (`base`, `avx2` or `avx512`) caps the choice.

#include <limn/core/config.hpp>

#include <cstdlib>
#include <string_view>
#include <utility>

#if defined(LIMN_COUNT_DISPATCH)
#include <atomic>
#endif

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// 16 bytes: what every x86-64 has, or whatever the compiler makes of such vectors elsewhere.
struct Base {
  static constexpr int bytes = 16;
};
/// 32 bytes: AVX2, FMA, BMI2.
struct Avx2 {
  static constexpr int bytes = 32;
};
/// 64 bytes: AVX-512 F, BW, DQ, VL.
struct Avx512 {
  static constexpr int bytes = 64;
};

enum class Isa { base, avx2, avx512 };

#if LIMN_DETAIL_X86

#define LIMN_TARGET_AVX2 __attribute__((target("avx2,fma,bmi,bmi2,popcnt,lzcnt")))
#define LIMN_TARGET_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,bmi,bmi2,popcnt,lzcnt")))
#if defined(__clang__)
#define LIMN_DETAIL_TRAMPOLINE __attribute__((flatten, noinline))
#else
// No contraction of a * b + c behind our back: with it, the last bit would depend on the instruction set.
#define LIMN_DETAIL_TRAMPOLINE __attribute__((flatten, noinline, optimize("O3", "fp-contract=off")))
#endif

/// The best instruction set of this machine that LIMN_ISA allows.
[[nodiscard]] inline Isa best_isa() {
  static const Isa best = [] {
    Isa isa = Isa::base;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) {
      isa = Isa::avx2;
      if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
          __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
        isa = Isa::avx512;
      }
    }
    const char* const cap = std::getenv("LIMN_ISA");
    if (cap != nullptr) {
      if (std::string_view(cap) == "base") isa = Isa::base;
      if (std::string_view(cap) == "avx2" && isa == Isa::avx512) isa = Isa::avx2;
    }
    return isa;
  }();
  return best;
}

#else

#define LIMN_DETAIL_TRAMPOLINE
[[nodiscard]] inline Isa best_isa() { return Isa::base; }

#endif

#if defined(LIMN_COUNT_DISPATCH)
// Tests count how often each trampoline was entered, so that none passes without having run the code it is about.
inline std::atomic<long> dispatch_count[3] = {};
inline void count_dispatch(Isa isa) { ++dispatch_count[static_cast<int>(isa)]; }
#else
LIMN_INLINE void count_dispatch(Isa) {}
#endif

/// What a kernel gives with any tag. Were it left to be deduced, whoever names `dispatch` within a template would
/// compile the kernel three times, whether that template is used or not.
template <class Kernel, class... Args>
using kernel_result_t = decltype(std::declval<const Kernel&>()(Base{}, std::declval<Args&>()...));

template <class Kernel, class... Args>
LIMN_DETAIL_TRAMPOLINE kernel_result_t<Kernel, Args...> run_base(const Kernel& kernel, Args&... args) {
  return kernel(Base{}, args...);
}

#if LIMN_DETAIL_X86
template <class Kernel, class... Args>
LIMN_TARGET_AVX2 LIMN_DETAIL_TRAMPOLINE kernel_result_t<Kernel, Args...> run_avx2(const Kernel& kernel, Args&... args) {
  return kernel(Avx2{}, args...);
}
template <class Kernel, class... Args>
LIMN_TARGET_AVX512 LIMN_DETAIL_TRAMPOLINE kernel_result_t<Kernel, Args...> run_avx512(const Kernel& kernel,
                                                                                      Args&... args) {
  return kernel(Avx512{}, args...);
}
#endif

/// Calls `kernel(tag, args...)` compiled for the best instruction set of the machine. Whatever allocates or may throw
/// stays outside: a trampoline pulls in all that it calls.
template <class Kernel, class... Args>
LIMN_INLINE kernel_result_t<Kernel, Args...> dispatch(const Kernel& kernel, Args&&... args) {
  const Isa isa = best_isa();
  count_dispatch(isa);
#if LIMN_DETAIL_X86
  if (isa == Isa::avx512) return run_avx512(kernel, args...);
  if (isa == Isa::avx2) return run_avx2(kernel, args...);
#endif
  return run_base(kernel, args...);
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
