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

/// Pieces of the pixels for which `belongs(point)`, of neighbors for which `joined(a, b)`.
template <std::size_t R, class Belongs, class Joined>
Components<R> flood_components(const limn::Size<R>& size, limn::Connectivity connectivity, const Belongs& belongs,
                               const Joined& joined) {
  Components<R> result;
  result.labels = limn::Image<std::int32_t, R>(size);
  const auto neighbors = limn::neighbors<R>(connectivity);
  for_each_point(size, [&](const limn::Point<R>& seed) {
    if (!belongs(seed) || result.labels(seed) != 0) return;
    ++result.count;
    std::vector<limn::Point<R>> open{seed};
    result.labels(seed) = result.count;
    while (!open.empty()) {
      const limn::Point<R> point = open.back();
      open.pop_back();
      for (const auto& offset : neighbors) {
        const limn::Point<R> next = point + offset;
        if (!limn::contains(size, next) || result.labels(next) != 0) continue;
        if (!belongs(next) || !joined(point, next)) continue;
        result.labels(next) = result.count;
        open.push_back(next);
      }
    }
  });
  return result;
}

template <std::size_t R>
Components<R> label_components(const limn::Image<limn::Binary, R>& mask, limn::Connectivity connectivity) {
  return flood_components(
      mask.size(), connectivity, [&](const limn::Point<R>& point) { return limn::is_foreground(mask(point)); },
      [](const limn::Point<R>&, const limn::Point<R>&) { return true; });
}

/// The pieces of the background that do not reach around the image.
inline std::int32_t count_holes(const limn::Mask& mask, limn::Connectivity of_background) {
  limn::Mask outside(limn::Size<2>{mask.width() + 2, mask.height() + 2}, limn::Binary::foreground);
  for_each_point(mask.size(), [&](const limn::Point<2>& at) {
    outside(at.x + 1, at.y + 1) = limn::to_binary(!limn::is_foreground(mask(at)));
  });
  return label_components(outside, of_background).count - 1;
}

}  // namespace reference
