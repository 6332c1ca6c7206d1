#pragma once
/// \file
/// Executors: who runs the parts of an algorithm. Threads are the caller's.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

namespace limn {

/// Runs `body(i)` for i in [0, count), one after the other, on the caller's thread.
struct Sequential {
  template <class Body>
  LIMN_INLINE void operator()(Index count, Body&& body) const {
    for (Index i = 0; i < count; ++i) body(i);
  }
};
inline constexpr Sequential sequential{};

/// Anything that runs `body(i)` once for every i in [0, count), in any order and on any threads, and returns when all
/// are done. An exception of a body reaches the caller. Results never depend on the executor.
template <class E>
concept Executor = requires(E& executor, void (*body)(Index)) {
  executor(Index{}, body);
};

}  // namespace limn
