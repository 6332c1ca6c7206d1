#pragma once
// Connected components by flooding from every pixel that has no label yet, in raster order.

#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>

#include <cstdint>
#include <vector>

namespace reference {

template <std::size_t R>
struct Components {
  limn::Image<std::int32_t, R> labels;
  std::int32_t count = 0;
};

template <std::size_t R, class F>
void for_each_point(const limn::Size<R>& size, F&& f) {
  for (limn::Index z = 0; z < (R == 3 ? size[R - 1] : 1); ++z) {
    for (limn::Index y = 0; y < size[1]; ++y) {
      for (limn::Index x = 0; x < size[0]; ++x) {
        if constexpr (R == 2) f(limn::Point<2>{x, y});
        else f(limn::Point<3>{x, y, z});
      }
    }
  }
}

template <std::size_t R>
Components<R> label_components(const limn::Image<limn::Binary, R>& mask, limn::Connectivity connectivity) {
  Components<R> result;
  result.labels = limn::Image<std::int32_t, R>(mask.size());
  const auto neighbors = limn::neighbors<R>(connectivity);
  for_each_point(mask.size(), [&](const limn::Point<R>& seed) {
    if (!limn::is_foreground(mask(seed)) || result.labels(seed) != 0) return;
    ++result.count;
    std::vector<limn::Point<R>> open{seed};
    result.labels(seed) = result.count;
    while (!open.empty()) {
      const limn::Point<R> point = open.back();
      open.pop_back();
      for (const auto& offset : neighbors) {
        const limn::Point<R> next = point + offset;
        if (!limn::contains(mask.size(), next) || !limn::is_foreground(mask(next)) || result.labels(next) != 0)
          continue;
        result.labels(next) = result.count;
        open.push_back(next);
      }
    }
  });
  return result;
}

}  // namespace reference
