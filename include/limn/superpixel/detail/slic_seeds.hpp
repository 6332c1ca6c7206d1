#pragma once
/// \file
/// Where the centers of SLIC start.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/math.hpp>

#include <cstdint>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Steps and first positions of a regular grid along x, y and z.
struct SlicGrid {
  Index step[3] = {1, 1, 1}, start[3] = {0, 0, 0};

  [[nodiscard]] LIMN_INLINE Index count(const Index (&size)[3], int axis) const {
    return (size[axis] - start[axis] + step[axis] - 1) / step[axis];
  }
};

/// The grid of about `points` points whose cells are as near to cubes as the size allows: a step is the root of the
/// pixels per point, but no axis shorter than its step has more than one point, and the others share them.
inline SlicGrid slic_grid(const Index (&size)[3], Index points) {
  SlicGrid grid;
  double pixels = static_cast<double>(size[0]) * static_cast<double>(size[1]) * static_cast<double>(size[2]);
  if (pixels <= static_cast<double>(points)) return grid;
  // From the shortest axis to the longest; of equal ones z, then y, come first.
  int order[3] = {2, 1, 0};
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2 - i; ++j) {
      if (size[order[j]] <= size[order[j + 1]]) continue;
      const int shorter = order[j + 1];
      order[j + 1] = order[j];
      order[j] = shorter;
    }
  }
  const double number = static_cast<double>(points);
  double step[3];
  for (double& s : step) s = math::pow(pixels / number, 1.0 / 3);
  for (int i = 0; i < 2; ++i) {
    bool fits = true;
    for (int j = 0; j < 3; ++j) fits = fits && static_cast<double>(size[order[j]]) >= step[j];
    if (fits) break;
    step[i] = static_cast<double>(size[order[i]]);
    pixels = 1;
    for (int j = i + 1; j < 3; ++j) pixels *= static_cast<double>(size[order[j]]);
    for (int j = i + 1; j < 3; ++j) step[j] = math::pow(pixels / number, 1.0 / (2 - i));
  }
  for (int i = 0; i < 3; ++i) {
    grid.start[order[i]] = static_cast<Index>(math::floor(step[i] / 2));
    const auto rounded = static_cast<Index>(math::nearbyint(step[i]));
    grid.step[order[i]] = rounded > 1 ? rounded : 1;
  }
  return grid;
}

/// Seeds as x, y, z one after the other, and the steps between them.
struct SlicSeeds {
  std::vector<double> positions;
  Index step[3] = {1, 1, 1};
};

/// The points of the grid, x fastest.
template <class Size3>
requires std::is_array_v<Size3> SlicSeeds slic_seeds(const Size3& size, Index points) {
  SlicSeeds seeds;
  const SlicGrid grid = slic_grid(size, points);
  for (int axis = 0; axis < 3; ++axis) seeds.step[axis] = grid.step[axis];
  for (Index z = grid.start[2]; z < size[2]; z += grid.step[2]) {
    for (Index y = grid.start[1]; y < size[1]; y += grid.step[1]) {
      for (Index x = grid.start[0]; x < size[0]; x += grid.step[0]) {
        seeds.positions.push_back(static_cast<double>(x));
        seeds.positions.push_back(static_cast<double>(y));
        seeds.positions.push_back(static_cast<double>(z));
      }
    }
  }
  return seeds;
}

/// Seeds within a mask: of the finest grid of cubes of which at most `points` hold pixels, the mean position of the
/// pixels of each of these, x fastest. `inside(x, y, z)` tells the pixels, of which there are `pixels`, at least one.
template <class Inside>
SlicSeeds slic_mask_seeds(const Index (&size)[3], Index points, Index pixels, const Inside& inside) {
  SlicSeeds seeds;
  const auto longest = [&] {
    Index side = 1;
    for (const Index length : size) side = length > side ? length : side;
    return side;
  };
  std::vector<std::int64_t> sums;
  const auto fill = [&](Index side) {
    Index cells[3];
    for (int axis = 0; axis < 3; ++axis) cells[axis] = (size[axis] + side - 1) / side;
    sums.assign(static_cast<std::size_t>(4 * cells[0] * cells[1] * cells[2]), 0);
    for (Index z = 0; z < size[2]; ++z) {
      for (Index y = 0; y < size[1]; ++y) {
        std::int64_t* const row = sums.data() + 4 * (z / side * cells[1] + y / side) * cells[0];
        for (Index x = 0; x < size[0]; ++x) {
          if (!inside(x, y, z)) continue;
          std::int64_t* const sum = row + 4 * (x / side);
          sum[0] += 1;
          sum[1] += x;
          sum[2] += y;
          sum[3] += z;
        }
      }
    }
    Index filled = 0;
    for (std::size_t i = 0; i < sums.size(); i += 4) filled += sums[i] > 0;
    return filled;
  };
  // Cubes of this side or less are more than `points`, whatever the mask; those of the longest side are one.
  const double share = static_cast<double>(pixels) / static_cast<double>(points);
  Index high = longest();
  Index low = static_cast<Index>(math::floor(math::pow(share, size[2] > 1 ? 1.0 / 3 : 0.5) / 2));
  low = low < high ? low : high - 1;
  while (low + 1 < high) {
    const Index middle = low + (high - low) / 2;
    if (fill(middle) <= points) high = middle;
    else low = middle;
  }
  fill(high);
  for (std::size_t i = 0; i < sums.size(); i += 4) {
    if (sums[i] == 0) continue;
    for (std::size_t axis = 1; axis <= 3; ++axis) {
      seeds.positions.push_back(static_cast<double>(sums[i + axis]) / static_cast<double>(sums[i]));
    }
  }
  for (Index& step : seeds.step) step = high;
  return seeds;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
