#pragma once
// Edgels, pixel by pixel from the mask of the edges and the gradient.

#include <limn/core/image.hpp>

#include <cmath>
#include <vector>

#include "reference/canny.hpp"

namespace reference {

struct SubpixelEdge {
  double x, y, dx, dy, strength;
  limn::Point<2> pixel;
};

// low and high on the scale of [0, 1], as the strengths.
template <class T>
std::vector<SubpixelEdge> edgels(const Image<T>& image, double sigma, double low, double high) {
  const Mask edges = canny(image, sigma, low, high);
  const auto gradient = smooth_gradient(image, sigma);
  std::vector<SubpixelEdge> result;
  for (Index y = 0; y < image.height(); ++y) {
    for (Index x = 0; x < image.width(); ++x) {
      if (!limn::is_foreground(edges(x, y))) continue;
      const double dx = static_cast<double>(gradient.dx(x, y)), dy = static_cast<double>(gradient.dy(x, y));
      const double here = static_cast<double>(gradient.magnitude(x, y));
      // One step along the gradient reaches the next column or the next row.
      const double larger = std::max(std::abs(dx), std::abs(dy)), step_x = dx / larger, step_y = dy / larger;
      const auto at = [&](double way) {
        const double from_x = static_cast<double>(x) + way * step_x, from_y = static_cast<double>(y) + way * step_y;
        const Index i = static_cast<Index>(std::floor(from_x)), j = static_cast<Index>(std::floor(from_y));
        const double part = from_x - static_cast<double>(i) + (from_y - static_cast<double>(j));
        const Index after_x = from_x > static_cast<double>(i) ? i + 1 : i;
        const Index after_y = from_y > static_cast<double>(j) ? j + 1 : j;
        return (1 - part) * static_cast<double>(gradient.magnitude(i, j)) +
               part * static_cast<double>(gradient.magnitude(after_x, after_y));
      };
      const double ahead = at(1), behind = at(-1);
      if (std::abs(ahead - here) < 1e-12 * here) continue;
      const double offset = (ahead - behind) / (2 * (2 * here - ahead - behind));
      const double curve = (ahead + behind) / 2 - here;
      result.push_back({static_cast<double>(x) + offset * step_x,
                        static_cast<double>(y) + offset * step_y,
                        dx / std::hypot(dx, dy),
                        dy / std::hypot(dx, dy),
                        here + (ahead - behind) / 2 * offset + curve * offset * offset,
                        {x, y}});
    }
  }
  return result;
}

}  // namespace reference
