#pragma once
// Thinning as Zhang and Suen wrote it, with the neighborhoods that scikit-image decides otherwise drawn one by one.

#include <limn/core/image.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace reference {

/// The 3 x 3 pixels around (x, y) as a string of rows, the middle as '*'.
inline std::string around(const limn::Mask& mask, limn::Index x, limn::Index y) {
  std::string result;
  for (limn::Index dy = -1; dy <= 1; ++dy) {
    for (limn::Index dx = -1; dx <= 1; ++dx) {
      const limn::Point<2> at{x + dx, y + dy};
      const bool set = contains(mask.size(), at) && limn::is_foreground(mask(at));
      result += dx == 0 && dy == 0 ? '*' : set ? '#' : '.';
    }
  }
  return result;
}

inline bool is_thinned(const std::string& near, int step) {
  static const std::vector<std::string> gone[2] = {
      {".#..*#...", "##..*#...", "....*#.#.", ".#.#*....", ".###*....", "...#*..#.", "#..#*..#.", ".#.#*.#..",
       ".###*.#.."},
      {".#..*#...", ".#..*#..#", "....*#.#.", "....*###.", "..#.*###.", ".#.#*....", "...#*..#.", "...#*..##"}};
  static const std::vector<std::string> kept[2] = {
      {"....*#..#", "....*..##", "....*#.##", "....*.##.", "#..#*....", "...#*.#..", "...#*.##."},
      {"##..*....", ".##.*....", "..#.*#...", ".##.*#...", "....*..##", "#..#*....", "##.#*...."}};
  for (const auto& pattern : gone[step]) {
    if (near == pattern) return true;
  }
  for (const auto& pattern : kept[step]) {
    if (near == pattern) return false;
  }
  const int order[] = {1, 2, 5, 8, 7, 6, 3, 0};  // P2 .. P9
  int count = 0, rises = 0;
  for (int i = 0; i < 8; ++i) {
    const bool here = near[static_cast<std::size_t>(order[i])] == '#';
    count += here;
    rises += !here && near[static_cast<std::size_t>(order[(i + 1) % 8])] == '#';
  }
  const bool p2 = near[1] == '#', p4 = near[5] == '#', p6 = near[7] == '#', p8 = near[3] == '#';
  if (count < 2 || count > 6 || rises != 1) return false;
  return step == 0 ? !(p2 && p4 && p6) && !(p4 && p6 && p8) : !(p2 && p4 && p8) && !(p2 && p6 && p8);
}

inline limn::Mask skeleton(limn::Mask mask) {
  for (bool changed = true; changed;) {
    changed = false;
    for (const int step : {0, 1}) {
      const limn::Mask before = mask;
      for (limn::Index y = 0; y < mask.height(); ++y) {
        for (limn::Index x = 0; x < mask.width(); ++x) {
          if (!limn::is_foreground(before(x, y)) || !is_thinned(around(before, x, y), step)) continue;
          mask(x, y) = limn::Binary::background;
          changed = true;
        }
      }
    }
  }
  return mask;
}

/// The 3 x 3 x 3 voxels around one, `true` for foreground; background outside.
using Window3 = std::array<std::array<std::array<bool, 3>, 3>, 3>;  // [z][y][x]

inline Window3 around(const limn::Image<limn::Binary, 3>& mask, const limn::Point<3>& at) {
  Window3 result{};
  for (limn::Index z = -1; z <= 1; ++z) {
    for (limn::Index y = -1; y <= 1; ++y) {
      for (limn::Index x = -1; x <= 1; ++x) {
        const limn::Point<3> p{at.x + x, at.y + y, at.z + z};
        if (!limn::contains(mask.size(), p)) continue;
        result[static_cast<std::size_t>(z + 1)][static_cast<std::size_t>(y + 1)][static_cast<std::size_t>(x + 1)] =
            limn::is_foreground(mask(p));
      }
    }
  }
  return result;
}

/// Corners - edges + faces - cubes of the union of closed unit cubes: cells lie at the points of a grid of 7 x 7 x 7,
/// and those with an even number in an axis are shared by the cubes on both sides of it.
inline int euler_number(const Window3& window) {
  int result = 0;
  for (std::size_t k = 0; k < 7; ++k) {
    for (std::size_t j = 0; j < 7; ++j) {
      for (std::size_t i = 0; i < 7; ++i) {
        bool present = false;
        for (std::size_t z = 0; z < 3; ++z) {
          for (std::size_t y = 0; y < 3; ++y) {
            for (std::size_t x = 0; x < 3; ++x) {
              const auto touches = [](std::size_t cell, std::size_t cube) {
                return cell >= 2 * cube && cell <= 2 * cube + 2;
              };
              present = present || (window[z][y][x] && touches(i, x) && touches(j, y) && touches(k, z));
            }
          }
        }
        const std::size_t dimension = i % 2 + j % 2 + k % 2;
        if (present) result += dimension % 2 == 0 ? 1 : -1;
      }
    }
  }
  return result;
}

/// The number of pieces of what surrounds the middle.
inline int pieces_around(Window3 window) {
  window[1][1][1] = false;
  int count = 0;
  for (std::size_t start = 0; start < 27; ++start) {
    if (!window[start / 9][start / 3 % 3][start % 3]) continue;
    ++count;
    std::vector<std::size_t> open{start};
    window[start / 9][start / 3 % 3][start % 3] = false;
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      for (std::size_t to = 0; to < 27; ++to) {
        const auto far = [](std::size_t a, std::size_t b) { return (a > b ? a - b : b - a) > 1; };
        if (far(at / 9, to / 9) || far(at / 3 % 3, to / 3 % 3) || far(at % 3, to % 3)) continue;
        if (!window[to / 9][to / 3 % 3][to % 3]) continue;
        window[to / 9][to / 3 % 3][to % 3] = false;
        open.push_back(to);
      }
    }
  }
  return count;
}

/// Lee, Kashyap and Chu: from each side in turn, voxels at the surface that are no ends and whose removal changes
/// neither the Euler characteristic nor the connection of their neighbors.
inline limn::Image<limn::Binary, 3> skeleton(limn::Image<limn::Binary, 3> mask) {
  using limn::Point;
  std::vector<Point<3>> sides{{0, -1, 0}, {0, 1, 0}, {1, 0, 0}, {-1, 0, 0}, {0, 0, 1}, {0, 0, -1}};
  if (mask.depth() == 1) sides.resize(4);
  for (bool changed = true; changed;) {
    changed = false;
    for (const Point<3>& side : sides) {
      std::vector<Point<3>> going;
      for (limn::Index i = 0; i < limn::pixel_count(mask.size()); ++i) {
        const Point<3> p{i % mask.width(), i / mask.width() % mask.height(), i / mask.width() / mask.height()};
        const Point<3> q{p.x + side.x, p.y + side.y, p.z + side.z};
        if (!limn::is_foreground(mask(p))) continue;
        if (limn::contains(mask.size(), q) && limn::is_foreground(mask(q))) continue;
        const Window3 window = around(mask, p);
        int count = 0;
        for (const auto& slice : window) {
          for (const auto& row : slice) count += row[0] + row[1] + row[2];
        }
        if (count == 2) continue;
        Window3 without = window;
        without[1][1][1] = false;
        if (euler_number(window) == euler_number(without) && pieces_around(window) == 1) going.push_back(p);
      }
      for (const Point<3>& p : going) {
        if (pieces_around(around(mask, p)) != 1) continue;
        mask(p) = limn::Binary::background;
        changed = true;
      }
    }
  }
  return mask;
}

}  // namespace reference
