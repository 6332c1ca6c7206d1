#pragma once
// One number that stands for all pixels of an image: for stored results too large to spell out.

#include <limn/core/image.hpp>

#include <cstdint>

namespace limn_test {

/// FNV-1a over the pixels in raster order, each as a 64-bit integer of eight bytes, the lowest first; masks as 0 and 1.
template <class T, std::size_t R>
std::uint64_t fingerprint(const limn::Image<T, R>& image) {
  std::uint64_t hash = 14695981039346656037U;
  for (const T pixel : image.pixels()) {
    std::uint64_t value = 0;
    if constexpr (std::is_same_v<T, limn::Binary>) value = limn::is_foreground(pixel);
    else value = static_cast<std::uint64_t>(static_cast<std::int64_t>(pixel));
    for (int byte = 0; byte < 8; ++byte) hash = (hash ^ (value >> (8 * byte) & 255)) * 1099511628211U;
  }
  return hash;
}

}  // namespace limn_test
