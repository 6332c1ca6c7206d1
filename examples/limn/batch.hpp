#pragma once
// Many pictures, on several threads, reported in the order in which they were given.

#include <cstddef>
#include <filesystem>
#include <vector>

#include "segment.hpp"

namespace tool {

/// \throws UsageError  if two files would be written to one place, or over one of the pictures.
void refuse_collisions(const std::vector<std::filesystem::path>& pictures, const Request& request);

/// Segments all pictures; says on stdout what was found, unless quiet, and on stderr which pictures failed and why.
/// \returns  how many failed.
[[nodiscard]] std::size_t run_batch(const std::vector<std::filesystem::path>& pictures, const Request& request,
                                    std::size_t jobs, bool quiet);

}  // namespace tool
