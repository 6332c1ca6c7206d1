#pragma once
/// \file
/// Lines between positions.

#include <limn/core/config.hpp>

#include <vector>

namespace limn {

/// A position between pixels; the center of pixel (3, 4) is (3, 4).
struct Vertex {
  double x = 0, y = 0;
  friend LIMN_INLINE constexpr bool operator==(const Vertex&, const Vertex&) = default;
};

/// Straight from vertex to vertex; closed where the last equals the first.
using Polyline = std::vector<Vertex>;

}  // namespace limn
