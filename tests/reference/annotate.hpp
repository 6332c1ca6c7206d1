#pragma once
// Annotations pixel by pixel, as their definitions say.

#include <limn/core/image.hpp>

#include <utility>
#include <vector>

namespace reference {

/// The lengths of the runs of a mask, column by column.
inline std::vector<limn::Index> column_counts(const limn::Mask& mask) {
  std::vector<limn::Index> counts{0};
  bool foreground = false;
  for (limn::Index x = 0; x < mask.width(); ++x) {
    for (limn::Index y = 0; y < mask.height(); ++y) {
      if (limn::is_foreground(mask(x, y)) != foreground) {
        foreground = !foreground;
        counts.push_back(0);
      }
      ++counts.back();
    }
  }
  return counts;
}

/// The pixels whose centers lie inside by the rule of even and odd: a ray to the left crosses the outline an odd number
/// of times. The outline is x and y of each corner.
inline limn::Mask inside_pixels(const std::vector<double>& outline, limn::Size<2> size) {
  limn::Mask mask(size);
  const std::size_t corners = outline.size() / 2;
  for (limn::Index y = 0; y < size.height; ++y) {
    for (limn::Index x = 0; x < size.width; ++x) {
      const double cx = static_cast<double>(x) + 0.5, cy = static_cast<double>(y) + 0.5;
      bool inside = false;
      for (std::size_t i = 0; i < corners; ++i) {
        const std::size_t j = (i + 1) % corners;
        double ax = outline[2 * i], ay = outline[2 * i + 1], bx = outline[2 * j], by = outline[2 * j + 1];
        if (ay > by) std::swap(ax, bx), std::swap(ay, by);
        if (ay <= cy && cy < by && ax + (cy - ay) * (bx - ax) / (by - ay) <= cx) inside = !inside;
      }
      mask(x, y) = limn::to_binary(inside);
    }
  }
  return mask;
}

}  // namespace reference
