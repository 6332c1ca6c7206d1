#pragma once
/// \file
/// Tiles that overlap, the window that makes their results one, and the symmetries of the picture.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/nn/tensor.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace limn::nn {
inline namespace LIMN_ABI {
namespace detail {

/// A tile's part of one axis, and how much each of its pixels counts.
struct Stretch {
  Index first = 0;
  std::vector<float> weights{};
};

/// Cuts `length` into tiles of equal size, at most `tile`, that start at multiples of `step`, so that every tile pools
/// the same pixels together as the whole. Where two overlap, the weight goes over from one to the other on a smooth
/// ramp in the middle; nearer to the cut than `reach` a tile does not count if the overlap allows it.
[[nodiscard]] inline std::vector<Stretch> cut(Index length, Index tile, Index overlap, Index step, Index reach) {
  const auto divide_up = [](Index a, Index b) { return (a + b - 1) / b; };
  tile = tile / step * step;
  overlap = divide_up(overlap, step) * step;
  Index count = length <= tile ? 1 : divide_up(length - overlap, tile - overlap);
  tile = divide_up(divide_up(length + (count - 1) * overlap, count), step) * step;
  // Rounding up may have made the last one needless.
  while (count > 1 && (count - 2) * (tile - overlap) + tile >= length) --count;
  std::vector<Stretch> result;
  for (Index i = 0; i < count; ++i) {
    const Index start = i * (tile - overlap);
    result.push_back({start, {}});
    result.back().weights.assign(static_cast<std::size_t>((std::min)(tile, length - start)), 1.0F);
  }
  constexpr Index shortest_ramp = 8;
  for (std::size_t i = 1; i < result.size(); ++i) {
    Stretch& left = result[i - 1];
    Stretch& right = result[i];
    const Index end = left.first + static_cast<Index>(left.weights.size());
    const Index shared = end - right.first;
    const Index ramp = (std::max)(shared - 2 * reach, (std::min)(shortest_ramp, shared));
    const Index begin = right.first + (shared - ramp) / 2;
    for (Index x = right.first; x < end; ++x) {
      // 3t^2 - 2t^3: even at both ends.
      const float t = (std::clamp)((static_cast<float>(x - begin) + 0.5F) / static_cast<float>(ramp), 0.0F, 1.0F);
      const float weight = t * t * (3 - 2 * t);
      right.weights[static_cast<std::size_t>(x - right.first)] *= weight;
      left.weights[static_cast<std::size_t>(x - left.first)] *= 1 - weight;
    }
  }
  // Where more than two overlap, and where rounding left a last bit: the weights of a pixel sum to one.
  std::vector<float> sums(static_cast<std::size_t>(length), 0.0F);
  const auto for_each_weight = [&result, &sums](auto&& f) {
    for (Stretch& stretch : result) {
      std::size_t x = static_cast<std::size_t>(stretch.first);
      for (float& weight : stretch.weights) f(weight, sums[x++]);
    }
  };
  for_each_weight([](float& weight, float& sum) { sum += weight; });
  for_each_weight([](float& weight, float& sum) { weight /= sum; });
  return result;
}

/// Symmetry `i` of eight: bit 0 mirrors x, bit 1 mirrors y, bit 2 exchanges the two afterwards.
[[nodiscard]] inline Tensor turned(const Tensor& picture, int i) {
  const Tensor mirrored = picture.reverse(Eigen::array<bool, 3>{false, (i & 2) != 0, (i & 1) != 0});
  if ((i & 4) == 0) return mirrored;
  return mirrored.shuffle(Eigen::array<int, 3>{0, 2, 1});
}

/// Undoes `turned`.
[[nodiscard]] inline Tensor turned_back(const Tensor& picture, int i) {
  const Tensor upright = (i & 4) == 0 ? picture : Tensor(picture.shuffle(Eigen::array<int, 3>{0, 2, 1}));
  return upright.reverse(Eigen::array<bool, 3>{false, (i & 2) != 0, (i & 1) != 0});
}

/// The part of all channels that begins at (x, y).
[[nodiscard]] inline Tensor part_of(const Tensor& picture, Index y, Index x, Index height, Index width) {
  const Eigen::array<Index, 3> start{0, y, x}, size{picture.dimension(0), height, width};
  return picture.slice(start, size);
}

/// How a picture is cut, and how often each tile is run.
struct Tiling {
  Index tile = 0;
  Index overlap = 0;
  Index step = 1;   ///< tiles start at multiples of this
  Index reach = 0;  ///< how far a pixel's result sees
  bool augment = false;
};

/// `run(tile)` over all tiles of a picture, in their order, put together; with `augment` the mean over the symmetries.
template <class F, class Progress>
[[nodiscard]] Tensor run_tiles(const Tensor& picture, const Tiling& tiling, const F& run, const Progress& progress) {
  const Index height = picture.dimension(1), width = picture.dimension(2);
  const auto rows = cut(height, tiling.tile, tiling.overlap, tiling.step, tiling.reach);
  const auto columns = cut(width, tiling.tile, tiling.overlap, tiling.step, tiling.reach);
  const int turns = tiling.augment ? 8 : 1;
  const Index all = static_cast<Index>(rows.size() * columns.size()) * turns;
  Tensor result;
  Index done = 0;
  for (const Stretch& row : rows) {
    for (const Stretch& column : columns) {
      const auto high = static_cast<Index>(row.weights.size()), wide = static_cast<Index>(column.weights.size());
      const Tensor tile = part_of(picture, row.first, column.first, high, wide);
      Tensor sum;
      for (int i = 0; i < turns; ++i) {
        Tensor found = i == 0 ? run(tile) : turned_back(run(turned(tile, i)), i);
        if (i == 0) sum = std::move(found);
        else sum += found;
        progress(++done, all);
      }
      if (turns > 1) sum = sum * (1.0F / static_cast<float>(turns));
      if (rows.size() * columns.size() == 1) return sum;
      if (result.size() == 0) {
        result = Tensor(sum.dimension(0), height, width);
        result.setZero();
      }
      for (Index c = 0; c < sum.dimension(0); ++c) {
        for (Index y = 0; y < high; ++y) {
          for (Index x = 0; x < wide; ++x) {
            const float weight = row.weights[static_cast<std::size_t>(y)] * column.weights[static_cast<std::size_t>(x)];
            result(c, row.first + y, column.first + x) += weight * sum(c, y, x);
          }
        }
      }
    }
  }
  return result;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn::nn
