#pragma once
/// \file
/// What a stream of YUV4MPEG2 says of all its frames.
///
/// Source: mjpegtools, yuv4mpeg(5), and the extensions of ffmpeg for deep samples and the range of colors.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/video/yuv.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace limn {

/// Such as 30000:1001; 0:0 is unknown.
struct Y4mRatio {
  std::int64_t numerator = 0, denominator = 0;
  friend constexpr bool operator==(const Y4mRatio&, const Y4mRatio&) = default;
};

/// What a stream says of all its frames.
struct Y4mHeader {
  Size<2> size{};
  Y4mRatio rate{25, 1};                    ///< frames per second
  char interlacing = 'p';                  ///< p progressive, t top first, b bottom first, m mixed, ? unknown
  Y4mRatio aspect{};                       ///< of a pixel, width to height
  YuvChroma chroma = YuvChroma::c420jpeg;  ///< a 420 that does not say where chroma lies reads as c420jpeg
  int bits = 8;                            ///< of a sample: 8, 9, 10, 12, 14 or 16
  std::vector<std::string> extensions{};   ///< "COLORRANGE=FULL": the parameters X, without that letter
  friend bool operator==(const Y4mHeader&, const Y4mHeader&) = default;
};

inline namespace LIMN_ABI {

/// How the samples of a stream are to be read, as players guess it: the range is that of the extension COLORRANGE, else
/// full for mono and limited for colors; the matrix is BT.709 from 720 rows on, which no stream says.
[[nodiscard]] inline YuvFormat yuv_format(const Y4mHeader& header) {
  YuvFormat format{.chroma = header.chroma,
                   .bits = header.bits,
                   .matrix = header.size.height >= 720 ? YuvMatrix::bt709 : YuvMatrix::bt601,
                   .range = header.chroma == YuvChroma::mono ? YuvRange::full : YuvRange::limited};
  for (const std::string& extension : header.extensions) {
    if (extension == "COLORRANGE=FULL") format.range = YuvRange::full;
    if (extension == "COLORRANGE=LIMITED") format.range = YuvRange::limited;
  }
  return format;
}

}  // namespace LIMN_ABI

}  // namespace limn
