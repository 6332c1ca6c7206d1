#pragma once
// The segments of marching squares, one square after the other, not joined.

#include <limn/core/image.hpp>
#include <limn/label/iso_contours.hpp>

#include <array>
#include <cmath>
#include <vector>

namespace reference {

using Segment = std::array<double, 4>;  // from x, y to x, y

template <class T>
std::vector<Segment> iso_segments(const limn::Image<T>& image, double level, limn::Saddle saddle) {
  std::vector<Segment> segments;
  for (limn::Index y = 0; y + 1 < image.height(); ++y) {
    for (limn::Index x = 0; x + 1 < image.width(); ++x) {
      // The corners clockwise, and behind each the edge to the next.
      const limn::Point<2> corners[] = {{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}};
      double values[4];
      bool whole = true;
      for (int i = 0; i < 4; ++i) {
        values[i] = static_cast<double>(image(corners[i]));
        whole = whole && values[i] == values[i];
      }
      if (!whole) continue;
      const auto above = [&](int i) { return values[i % 4] > level; };
      const auto crossing = [&](int i) {
        // From the left or upper end.
        int a = i % 4, b = (i + 1) % 4;
        if (a >= 2) std::swap(a, b);
        const double t = (level - values[a]) / (values[b] - values[a]);
        const limn::Point<2> p = corners[a], q = corners[b];
        return limn::Vertex{static_cast<double>(p.x) + static_cast<double>(q.x - p.x) * t,
                            static_cast<double>(p.y) + static_cast<double>(q.y - p.y) * t};
      };
      // A line enters where values fall going clockwise and leaves where they rise: at the edge before the same corner
      // if what is high is kept apart, at the next one if what is low is.
      for (int i = 0; i < 4; ++i) {
        if (!above(i) || above(i + 1)) continue;
        int j = saddle == limn::Saddle::low ? i + 3 : i + 1;
        while (above(j) || !above(j + 1)) j += saddle == limn::Saddle::low ? 3 : 1;
        const limn::Vertex from = crossing(i), to = crossing(j);
        if (!(from == to)) segments.push_back({from.x, from.y, to.x, to.y});
      }
    }
  }
  return segments;
}

}  // namespace reference
