#pragma once
// Label images of which scikit-image's measures are stored: tests/peers/label.py makes the same.

#include "support/images.hpp"

namespace limn_test {

/// An ellipse, a ring, an L, speckles with holes, one pixel, a line, and two pixels that meet at a corner.
inline limn::LabelImage<> plane_of_shapes() {
  limn::LabelImage<> labels(Size<2>{40, 30});
  const limn::Mask speckles = random_mask(labels.size(), 5, 0.6);
  for (Index y = 0; y < 30; ++y) {
    for (Index x = 0; x < 40; ++x) {
      std::int32_t& label = labels(x, y);
      if (limn::is_foreground(speckles(x, y)) && x >= 18 && y >= 17) label = 4;
      const Index u = x - 8, v = y - 7, ring = (x - 30) * (x - 30) + (y - 8) * (y - 8);
      if (3 * u * u + 2 * u * v + 4 * v * v <= 160) label = 1;
      if (ring >= 9 && ring <= 49) label = 2;
      if ((x >= 2 && x <= 5 && y >= 18) || (x >= 2 && x <= 14 && y >= 25)) label = 3;
      if (y == 16 && x >= 7 && x <= 15) label = 6;
    }
  }
  labels(17, 1) = 5;
  labels(0, 0) = labels(1, 1) = 7;
  return labels;
}

/// An ellipsoid, a box with a cavity, a frame with a tunnel, and speckles.
inline limn::LabelImage<std::int32_t, 3> volume_of_shapes() {
  limn::LabelImage<std::int32_t, 3> labels(Size<3>{24, 16, 12});
  const auto speckles = random_mask(labels.size(), 6, 0.4);
  for (Index z = 0; z < 12; ++z) {
    for (Index y = 0; y < 16; ++y) {
      for (Index x = 0; x < 24; ++x) {
        std::int32_t& label = labels(x, y, z);
        const auto inside = [&](Index x0, Index x1, Index y0, Index y1, Index z0, Index z1) {
          return x >= x0 && x <= x1 && y >= y0 && y <= y1 && z >= z0 && z <= z1;
        };
        if (limn::is_foreground(speckles(x, y, z)) && x >= 14 && y >= 8) label = 4;
        const Index u = x - 6, v = y - 4, w = z - 5;
        if (2 * u * u + 5 * v * v + 3 * w * w + 2 * u * v <= 50) label = 1;
        if (inside(14, 23, 0, 6, 0, 6)) label = 2;
        if (inside(16, 18, 2, 4, 2, 4)) label = 0;
        if (inside(0, 8, 10, 14, 9, 10)) label = 3;
        if (inside(2, 5, 11, 12, 9, 10)) label = 0;
      }
    }
  }
  return labels;
}

}  // namespace limn_test
