#pragma once
/// \file
/// The words of YUV4MPEG2, and its limits.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/video/yuv.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr std::size_t y4m_longest_line = 4096;
inline constexpr std::int64_t y4m_largest_number = 2147483647;
inline constexpr std::string_view y4m_magic = "YUV4MPEG2";

struct Y4mColor {
  std::string_view name;
  YuvChroma chroma;
};
inline constexpr Y4mColor y4m_colors[] = {{"420jpeg", YuvChroma::c420jpeg},   {"420mpeg2", YuvChroma::c420mpeg2},
                                          {"420paldv", YuvChroma::c420paldv}, {"411", YuvChroma::c411},
                                          {"422", YuvChroma::c422},           {"444", YuvChroma::c444},
                                          {"mono", YuvChroma::mono},          {"420", YuvChroma::c420jpeg}};

[[nodiscard]] constexpr bool is_y4m_depth(int bits) {
  return bits == 8 || bits == 9 || bits == 10 || bits == 12 || bits == 14 || bits == 16;
}

/// The name of parameter C; deep samples have no word for where chroma lies.
[[nodiscard]] inline std::string y4m_color_name(YuvChroma chroma, int bits) {
  for (const Y4mColor& color : y4m_colors) {
    if (color.chroma != chroma) continue;
    if (bits == 8) return std::string(color.name);
    return chroma == YuvChroma::mono ? message(color.name, bits) : message(color.name.substr(0, 3), "p", bits);
  }
  return {};
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
