#pragma once
// Shapes of objects pixel by pixel, from the definitions.

#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/label/moments.hpp>

#include <cmath>
#include <cstdint>

#include "reference/label_components.hpp"

namespace reference {

/// The sum of (x - x0)^p (y - y0)^q over the foreground.
inline double moment(const limn::Mask& mask, int p, int q, double x0, double y0) {
  double sum = 0;
  for_each_point(mask.size(), [&](const limn::Point<2>& at) {
    if (limn::is_foreground(mask(at))) {
      sum += std::pow(static_cast<double>(at.x) - x0, p) * std::pow(static_cast<double>(at.y) - y0, q);
    }
  });
  return sum;
}

inline limn::Moments moments(const limn::Mask& mask, double x0, double y0) {
  const auto m = [&](int p, int q) { return moment(mask, p, q, x0, y0); };
  return {m(0, 0), m(1, 0), m(0, 1), m(2, 0), m(1, 1), m(0, 2), m(3, 0), m(2, 1), m(1, 2), m(0, 3)};
}

/// In 2-D by counting: pieces of the object minus holes.
inline std::int32_t euler_number(const limn::Mask& mask, limn::Connectivity connectivity) {
  const bool face = connectivity == limn::Connectivity::face;
  return label_components(mask, connectivity).count -
         count_holes(mask, face ? limn::Connectivity::full : limn::Connectivity::face);
}

/// In 3-D by counting the corners, edges, faces and cubes that the object's voxels have between them (full), or the
/// pairs, squares and cubes of voxels that are all of the object (face).
inline std::int32_t euler_number(const limn::Image<limn::Binary, 3>& mask, limn::Connectivity connectivity) {
  const bool face = connectivity == limn::Connectivity::face;
  const limn::Size<3> padded{mask.width() + 1, mask.height() + 1, mask.depth() + 1};
  std::int32_t number = 0;
  for_each_point(padded, [&](const limn::Point<3>& at) {
    for (int extent = 0; extent < 8; ++extent) {
      bool any = false, all = true;
      int dimensions = 0;
      for (int axis = 0; axis < 3; ++axis) dimensions += extent >> axis & 1;
      for (int offset = 0; offset < 8; ++offset) {
        if ((offset & ~extent) != 0) continue;
        const limn::Point<3> p{at.x - (offset & 1), at.y - (offset >> 1 & 1), at.z - (offset >> 2 & 1)};
        const bool inside = limn::contains(mask.size(), p) && limn::is_foreground(mask(p));
        any = any || inside;
        all = all && inside;
      }
      if (face ? all : any) number += (face ? dimensions : 3 - dimensions) % 2 == 0 ? 1 : -1;
    }
  });
  return number;
}

/// The perimeter by the code of each border pixel's neighborhood: 2 for a neighbor beside it, 10 for one at a corner.
inline double perimeter(const limn::Mask& mask) {
  const auto object = [&](limn::Index x, limn::Index y) {
    return limn::contains(mask.size(), limn::Point<2>{x, y}) && limn::is_foreground(mask(x, y));
  };
  const auto border = [&](limn::Index x, limn::Index y) {
    return object(x, y) && !(object(x - 1, y) && object(x + 1, y) && object(x, y - 1) && object(x, y + 1));
  };
  double sum = 0;
  for_each_point(mask.size(), [&](const limn::Point<2>& at) {
    if (!border(at.x, at.y)) return;
    int sides = 0, corners = 0;
    for (const auto& offset : limn::neighbors<2>(limn::Connectivity::full)) {
      if (border(at.x + offset.x, at.y + offset.y)) (offset.x != 0 && offset.y != 0 ? corners : sides) += 1;
    }
    if ((sides == 2 || sides == 3) && corners <= 2) sum += 1;
    else if ((sides == 0 && corners == 2) || (sides == 1 && corners == 3)) sum += std::sqrt(2.0);
    else if (sides == 1 && (corners == 1 || corners == 2)) sum += (1 + std::sqrt(2.0)) / 2;
  });
  return sum;
}

/// The pixels that no line through two points of the object parts from it: a pixel is the middles of its four edges.
inline limn::Mask filled_hull(const limn::Mask& mask) {
  std::vector<limn::Point<2>> points;
  for_each_point(mask.size(), [&](const limn::Point<2>& at) {
    if (!limn::is_foreground(mask(at))) return;
    for (const limn::Point<2> offset : {limn::Point<2>{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
      points.push_back({2 * at.x + offset.x, 2 * at.y + offset.y});
    }
  });
  limn::Mask result(mask.size(), points.empty() ? limn::Binary::background : limn::Binary::foreground);
  for (const auto& a : points) {
    for (const auto& b : points) {
      const auto side = [&](const limn::Point<2>& c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); };
      bool is_edge = !(a == b);
      for (const auto& c : points) is_edge = is_edge && side(c) >= 0;
      if (!is_edge) continue;
      for_each_point(mask.size(), [&](const limn::Point<2>& at) {
        if (side({2 * at.x, 2 * at.y}) < 0) result(at) = limn::Binary::background;
      });
    }
  }
  return result;
}

}  // namespace reference
