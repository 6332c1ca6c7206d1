#pragma once
/// \file
/// The CRC-32 of PNG chunks.
///
/// Source: Portable Network Graphics (PNG) Specification (Third Edition), W3C, annex D.

#include <limn/core/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Row k advances the checksum over a byte that k more bytes follow, so that four bytes go in one step.
inline constexpr std::array<std::array<std::uint32_t, 256>, 4> crc_table = [] {
  std::array<std::array<std::uint32_t, 256>, 4> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? 0xedb88320u ^ c >> 1 : c >> 1;
    table[0][i] = c;
  }
  for (std::size_t k = 1; k < 4; ++k) {
    for (std::size_t i = 0; i < 256; ++i) table[k][i] = table[0][table[k - 1][i] & 255] ^ table[k - 1][i] >> 8;
  }
  return table;
}();

[[nodiscard]] inline std::uint32_t crc32(const std::uint8_t* data, std::size_t size) {
  std::uint32_t c = 0xffffffffu;
  for (; size >= 4; size -= 4, data += 4) {
    c ^= static_cast<std::uint32_t>(data[0]) | static_cast<std::uint32_t>(data[1]) << 8 |
         static_cast<std::uint32_t>(data[2]) << 16 | static_cast<std::uint32_t>(data[3]) << 24;
    c = crc_table[3][c & 255] ^ crc_table[2][c >> 8 & 255] ^ crc_table[1][c >> 16 & 255] ^ crc_table[0][c >> 24];
  }
  for (; size > 0; --size) c = crc_table[0][(c ^ *data++) & 255] ^ c >> 8;
  return ~c;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
