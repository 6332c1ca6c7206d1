#pragma once
// How good the objects of one picture are.

#include <limn/core/image.hpp>

#include "evaluate_table.hpp"

namespace tool {

/// All measures of the objects found, against those of the truth. The images have one size; `tolerance` is how far
/// outlines may be apart for boundary F, in pixels.
[[nodiscard]] Score score(const limn::LabelImage<>& found, const limn::LabelImage<>& truth, double tolerance);

}  // namespace tool
