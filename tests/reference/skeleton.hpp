#pragma once
// Thinning as Zhang and Suen wrote it, with the neighborhoods that scikit-image decides otherwise drawn one by one.

#include <limn/core/image.hpp>

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

}  // namespace reference
