#pragma once
// The same by one thread and by several.

#include <limn/interop/tbb.hpp>

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <vector>

#include "support/images.hpp"

namespace limn_test {

/// `f(executor)` gives the same by one thread and by several, more than the machine may have processors.
template <class F>
void check_same(F&& f) {
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, 5);
  const auto expected = f(limn::sequential);
  for (const int threads : {1, 2, 5}) {
    CAPTURE(threads);
    tbb::task_arena arena(threads);
    arena.execute([&] { CHECK(f(limn::parallel) == expected); });
  }
}

// Large enough to be split into several bands, with a last one that is smaller, and one that is not worth splitting.
inline const std::vector<Size<2>> sizes = {{1021, 1533}, {130, 31}};
inline const std::vector<Size<3>> volumes = {{130, 131, 67}};

}  // namespace limn_test
