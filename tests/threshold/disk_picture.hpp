#pragma once
// The picture of tests/peers/thresholds.py: a bright disk with a soft rim on a slope, and noise.

#include <limn/core/image.hpp>

#include <cstdint>

namespace limn_test {

inline limn::Image<std::uint8_t> disk_picture() {
  limn::Image<std::uint8_t> gray(limn::Size<2>{97, 61});
  std::uint32_t state = 1;
  for (int y = 0; y < 61; ++y) {
    for (int x = 0; x < 97; ++x) {
      state = state * 1664525U + 1013904223U;
      const int apart = (x - 40) * (x - 40) + (y - 30) * (y - 30);
      const int base = apart < 300 ? 180 : apart < 500 ? 60 + (500 - apart) / 2 : 40 + x / 4;
      gray(x, y) = static_cast<std::uint8_t>(base + static_cast<int>(state >> 24) % 32);
    }
  }
  return gray;
}

}  // namespace limn_test
