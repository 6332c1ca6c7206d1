#pragma once
// One technique on one picture: how long, how much memory, which objects.

#include <limn/core/image.hpp>

#include <cstddef>
#include <cstdint>

#include "entrant.hpp"

namespace comparison {

struct Trial {
  double median = 0, least = 0;  ///< milliseconds of a run
  std::ptrdiff_t bytes = 0;      ///< the most heap that the first run held, its result included
  std::ptrdiff_t kept = 0;       ///< how much more than before the technique keeps for the next picture
  std::uint64_t hash = 0;        ///< of what it found, as it found it
  bool steady = true;            ///< every run found the same
  limn::LabelImage<> objects;
};

/// Runs a technique once, and then `runs` times by the clock.
/// \throws  what the technique throws.
[[nodiscard]] Trial run_trial(const Entrant& entrant, const tool::Picture& picture, int runs);

/// The objects of a result. Of a mask, its components. Of classes, the components of all but the largest, which is
/// the background. Of labels that leave no pixel out, all but the largest.
[[nodiscard]] limn::LabelImage<> objects_of(const tool::Result& result, tool::Finds finds);

/// Mixes `value` into a hash (FNV-1a, by Fowler, Noll and Vo).
void mix(std::uint64_t& hash, std::uint64_t value);
inline constexpr std::uint64_t empty_hash = 0xcbf29ce484222325U;

}  // namespace comparison
