#pragma once
/// \file
/// A small font: the printable characters of ASCII, five pixels wide and eight high.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr Index glyph_width = 5, glyph_height = 8;

/// From ' ' to '~', and a box for all other characters. Bit 5 y + x is pixel (x, y); row 7 is below the line.
inline constexpr std::uint64_t glyphs[] = {
    0x0000000000, 0x0100421084, 0x000000014a, 0x0295f57d4a, 0x011f4717c4, 0x0672222273, 0x0593511526, 0x0000000084,
    0x0208210888, 0x0088842082, 0x002aefbaa0, 0x00084f9080, 0x0088c00000, 0x00000f8000, 0x018c000000, 0x0042222210,
    0x03a33ae62e, 0x03884210c4, 0x07c444422e, 0x03e107420f, 0x0211f4a988, 0x03a3083c3f, 0x03a317844c, 0x010844221f,
    0x03a317462e, 0x01910f462e, 0x000c6018c0, 0x00886018c0, 0x0208208888, 0x0001f07c00, 0x0088882082, 0x010044422e,
    0x0782daf62e, 0x0463f8c544, 0x03e317c62f, 0x03a210862e, 0x01d318c527, 0x07c217843f, 0x004217843f, 0x07a31e862e,
    0x04631fc631, 0x038842108e, 0x019284211c, 0x0452519531, 0x07c2108421, 0x04631ad771, 0x04739ace71, 0x03a318c62e,
    0x004217c62f, 0x059358c62e, 0x045257c62f, 0x03e107043e, 0x010842109f, 0x03a318c631, 0x0114a8c631, 0x04775ac631,
    0x0462a22a31, 0x0108422a31, 0x07c222221f, 0x038421084e, 0x0420820821, 0x039084210e, 0x0000004544, 0x07c0000000,
    0x0000000082, 0x07a3e83800, 0x03e319b421, 0x038210b800, 0x07a31cda10, 0x0383f8b800, 0x008427884c, 0x743d18f800,
    0x046319b421, 0x0388421804, 0x3210843008, 0x024a32a421, 0x0388421086, 0x056b5aac00, 0x046319b400, 0x03a318b800,
    0x085f18bc00, 0x843d18f800, 0x004219b400, 0x03e0e0f800, 0x0324213c42, 0x05b318c400, 0x011518c400, 0x02ab58c400,
    0x0454454400, 0x743d18c400, 0x07c4447c00, 0x0608411098, 0x0108421084, 0x00c8441083, 0x00008a8800, 0x07e318c63f,
};

[[nodiscard]] LIMN_INLINE constexpr std::uint64_t glyph(char c) {
  return c >= ' ' && c <= '~' ? glyphs[c - ' '] : glyphs[95];
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
