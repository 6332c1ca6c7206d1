#pragma once
/// \file
/// The executor that runs on the threads of oneTBB.
///
/// Link TBB::tbb. How many threads there are is TBB's business: a `tbb::task_arena` or a `tbb::global_control` limits
/// them.

#include <limn/core/config.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/geometry.hpp>

#include <tbb/parallel_for.h>

namespace limn {

/// Runs `body(i)` for i in [0, count) on the threads of the TBB arena that the caller is in; returns when all are done.
/// Of the exceptions of several bodies, one reaches the caller.
struct Parallel {
  template <class Body>
  LIMN_INLINE void operator()(Index count, Body&& body) const {
    ::tbb::parallel_for(Index{0}, count, [&body](Index i) { body(i); });
  }
};

/// The last argument of whatever takes an executor: `label_components(mask, {}, parallel)`. The result has the same
/// bytes as without.
inline constexpr Parallel parallel{};

}  // namespace limn
