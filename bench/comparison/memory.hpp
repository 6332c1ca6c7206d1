#pragma once
// How much heap this thread holds, counted at every call that takes or gives back some.

#include <cstddef>

namespace comparison {

/// Whether this build counts at all.
[[nodiscard]] bool counts_memory();

/// Bytes that this thread took and did not give back.
[[nodiscard]] std::ptrdiff_t held_bytes();

/// The most that were held since the last `restart_peak`.
[[nodiscard]] std::ptrdiff_t peak_bytes();
void restart_peak();

}  // namespace comparison
