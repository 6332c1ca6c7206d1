#pragma once
/// \file
/// Which pixels are neighbors.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

#include <array>
#include <cstddef>

namespace limn {

/// Pixels are neighbors if they share a face (4 in 2-D, 6 in 3-D), at least an edge (8 and 18), or at least a corner
/// (8 and 26). In 2-D, `edge` and `full` are the same.
enum class Connectivity { face, edge, full };

/// The offsets of a pixel's neighbors in raster order, without the pixel itself. The first half comes before it.
template <std::size_t R>
struct Neighbors {
  std::array<Point<R>, R == 2 ? 8 : 26> offsets{};
  std::size_t count = 0;
  [[nodiscard]] LIMN_INLINE constexpr const Point<R>* begin() const { return offsets.data(); }
  [[nodiscard]] LIMN_INLINE constexpr const Point<R>* middle() const { return offsets.data() + count / 2; }
  [[nodiscard]] LIMN_INLINE constexpr const Point<R>* end() const { return offsets.data() + count; }
};

inline namespace LIMN_ABI {

template <std::size_t R>
[[nodiscard]] constexpr Neighbors<R> neighbors(Connectivity connectivity) {
  const int reach = connectivity == Connectivity::face   ? 1
                    : connectivity == Connectivity::edge ? 2
                                                         : static_cast<int>(R);
  Neighbors<R> result;
  for (Index z = R == 3 ? -1 : 0; z <= (R == 3 ? 1 : 0); ++z) {
    for (Index y = -1; y <= 1; ++y) {
      for (Index x = -1; x <= 1; ++x) {
        const int moved = (x != 0) + (y != 0) + (z != 0);
        if (moved == 0 || moved > reach) continue;
        if constexpr (R == 2) result.offsets[result.count++] = Point<2>{x, y};
        else result.offsets[result.count++] = Point<3>{x, y, z};
      }
    }
  }
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
