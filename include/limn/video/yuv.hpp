#pragma once
/// \file
/// Frames of video as luma and two chroma planes, to gray and RGB and back.
///
/// Sources: ITU-R BT.601-7 and BT.709-6 (matrices, limited range); ITU-T T.871 (full range).

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/video/detail/yuv_rows.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace limn {

/// How many chroma samples there are: none; one for 2 x 2 pixels, of which the name says where it lies (a note for
/// players: limn takes it for the whole block); one for 4 x 1, for 2 x 1; one for each pixel.
enum class YuvChroma { mono, c420jpeg, c420mpeg2, c420paldv, c411, c422, c444 };
enum class YuvMatrix { bt601, bt709 };  ///< what luma is made of: SD and JPEG; HD
enum class YuvRange {
  limited,  ///< 8-bit luma from 16 to 235, chroma from 16 to 240; deeper samples are shifted
  full      ///< luma and chroma in the whole range
};

/// What the samples of a frame mean.
struct YuvFormat {
  YuvChroma chroma = YuvChroma::c420jpeg;
  int bits = 8;  ///< of a sample, 8 to 16
  YuvMatrix matrix = YuvMatrix::bt601;
  YuvRange range = YuvRange::limited;
  friend constexpr bool operator==(const YuvFormat&, const YuvFormat&) = default;
};

/// A sample of video: std::uint8_t for 8 bits, std::uint16_t for 8 to 16.
template <class T>
concept YuvSample = std::same_as<T, std::uint8_t> || std::same_as<T, std::uint16_t>;

/// One frame. The chroma planes are smaller than luma by what the chroma format says, rounded up; empty for mono.
template <YuvSample T>
struct YuvFrame {
  Image<T> y, u, v;
};

inline namespace LIMN_ABI {
namespace detail {

/// The number of pixels that share a chroma sample, in x and in y.
[[nodiscard]] constexpr Size<2> chroma_block(YuvChroma chroma) {
  switch (chroma) {
    case YuvChroma::c411: return {4, 1};
    case YuvChroma::c422: return {2, 1};
    case YuvChroma::mono:
    case YuvChroma::c444: return {1, 1};
    default: return {2, 2};
  }
}

[[nodiscard]] LIMN_INLINE YuvLevels yuv_levels(const YuvFormat& format) {
  const bool full = format.range == YuvRange::full, hd = format.matrix == YuvMatrix::bt709;
  const double scale = static_cast<double>(1 << (format.bits - 8));
  return {hd ? 0.2126 : 0.299,
          hd ? 0.0722 : 0.114,
          full ? 0 : 16 * scale,
          full ? 256 * scale - 1 : 219 * scale,
          128 * scale,
          full ? 256 * scale - 1 : 224 * scale,
          static_cast<std::int64_t>(256 * scale - 1)};
}

template <class T>
void require_yuv_bits(std::string_view function, const YuvFormat& format) {
  constexpr int most = 8 * static_cast<int>(sizeof(T));
  if (format.bits < 8 || format.bits > most) {
    throw_invalid_argument(function, ": samples of ", format.bits, " bits, but this type holds 8 to ", most);
  }
}

}  // namespace detail

/// The size of the chroma planes of frames of `size`: {0, 0} for mono.
[[nodiscard]] constexpr Size<2> chroma_size(const Size<2>& size, YuvChroma chroma) {
  if (chroma == YuvChroma::mono) return {0, 0};
  const Size<2> block = detail::chroma_block(chroma);
  return {(size.width + block.width - 1) / block.width, (size.height + block.height - 1) / block.height};
}

namespace detail {

template <class T>
void require_yuv_frame(std::string_view function, const YuvFrame<T>& frame, YuvChroma chroma) {
  const Size<2> expected = chroma_size(frame.y.size(), chroma);
  for (const Image<T>* plane : {&frame.u, &frame.v}) {
    if (expected == Size<2>{0, 0} ? !plane->empty() : !(plane->size() == expected)) {
      throw_invalid_argument(function, ": a chroma plane is ", plane->size(), " but must be ", expected,
                             " for luma of ", frame.y.size());
    }
  }
}

/// Calls `f(row, chroma row or null, chroma row or null, y)` for the rows of a frame.
template <class Frame, class F>
void for_each_yuv_row(Frame& frame, const Size<2>& block, const F& f) {
  const bool mono = frame.u.empty();
  for (Index y = 0; y < frame.y.height(); ++y) {
    f(view(frame.y).row_pointer(y), mono ? nullptr : view(frame.u).row_pointer(y / block.height),
      mono ? nullptr : view(frame.v).row_pointer(y / block.height), y);
  }
}

template <class T>
void resize_yuv(YuvFrame<T>& frame, const Size<2>& size, YuvChroma chroma) {
  const Size<2> small = chroma_size(size, chroma);
  if (!(frame.y.size() == size)) frame.y = Image<T>(size, uninitialized);
  for (Image<T>* plane : {&frame.u, &frame.v}) {
    if (!(plane->size() == small)) *plane = Image<T>(small, uninitialized);
  }
}

}  // namespace detail

/// Writes the luma, spread over the whole range of T: black is 0, white the largest value.
///
/// \param frame   planes as `format` says; chroma is not looked at.
/// \param out     an image of the size of luma. Levels outside of the limited range are clamped.
/// \param format  bits, and range: full 8-bit luma is copied.
/// \throws std::invalid_argument  if the sizes do not fit or T does not hold the bits.
/// \complexity    one pass, no allocation.
template <YuvSample T, OutputOf<T> O>
requires(rank_v<O> == 2) void to_gray_into(const YuvFrame<T>& frame, O&& out, const YuvFormat& format) {
  detail::require_yuv_bits<T>("limn::to_gray", format);
  detail::require_yuv_frame("limn::to_gray", frame, format.chroma);
  detail::require_same_size("limn::to_gray_into", "the output", view(out).size(), "the frame", frame.y.size());
  const detail::FromYuv<T> rule(detail::yuv_levels(format));
  for (Index y = 0; y < frame.y.height(); ++y) {
    detail::dispatch(detail::YuvToGrayRow{}, view(frame.y).row_pointer(y), view(out).row_pointer(y), frame.y.width(),
                     rule);
  }
}

/// The luma as a gray image. See `to_gray_into`.
template <YuvSample T>
[[nodiscard]] Image<T> to_gray(const YuvFrame<T>& frame, const YuvFormat& format) {
  Image<T> gray(frame.y.size(), uninitialized);
  to_gray_into(frame, gray, format);
  return gray;
}

/// Writes the colors: channels from 0 to the largest value of T, rounded to the nearest and clamped. A chroma sample
/// counts for all pixels of its block; mono gives grays.
///
/// \param frame   planes as `format` says.
/// \param out     an image of the size of luma.
/// \throws std::invalid_argument  if the sizes do not fit or T does not hold the bits.
/// \complexity    one pass, no allocation.
template <YuvSample T, OutputOf<Rgb<T>> O>
requires(rank_v<O> == 2) void to_rgb_into(const YuvFrame<T>& frame, O&& out, const YuvFormat& format) {
  detail::require_yuv_bits<T>("limn::to_rgb", format);
  detail::require_yuv_frame("limn::to_rgb", frame, format.chroma);
  detail::require_same_size("limn::to_rgb_into", "the output", view(out).size(), "the frame", frame.y.size());
  const detail::FromYuv<T> rule(detail::yuv_levels(format));
  const Size<2> block = detail::chroma_block(format.chroma);
  const auto result = view(out);
  detail::for_each_yuv_row(frame, block, [&](const T* luma, const T* u, const T* v, Index y) {
    detail::dispatch(detail::YuvToRgbRow{}, luma, u, v, result.row_pointer(y), frame.y.width(), block.width, rule);
  });
}

/// The colors of a frame. See `to_rgb_into`.
template <YuvSample T>
[[nodiscard]] Image<Rgb<T>> to_rgb(const YuvFrame<T>& frame, const YuvFormat& format) {
  Image<Rgb<T>> colors(frame.y.size(), uninitialized);
  to_rgb_into(frame, colors, format);
  return colors;
}

/// Makes a frame of a picture; a chroma sample is that of the mean color of its block. Planes of the right size keep
/// their memory.
///
/// \param image   rank 2; gray or Rgb, whose values from 0 to the largest of the type are black to full light.
/// \param frame   whatever it was, it becomes a frame of `format`.
/// \throws std::invalid_argument  if the type does not hold the bits.
/// \complexity    one pass; rounds to the nearest.
template <AnyImage I>
requires(
    rank_v<I> == 2 && YuvSample<channel_t<pixel_t<I>>> &&
    (std::same_as<pixel_t<I>, channel_t<pixel_t<I>>> ||
     std::same_as<pixel_t<I>, Rgb<channel_t<pixel_t<I>>>>)) void to_yuv_into(const I& image,
                                                                             YuvFrame<channel_t<pixel_t<I>>>& frame,
                                                                             const YuvFormat& format) {
  using P = pixel_t<I>;
  using T = channel_t<P>;
  detail::require_yuv_bits<T>("limn::to_yuv", format);
  const auto picture = const_view(image);
  detail::resize_yuv(frame, picture.size(), format.chroma);
  const detail::ToYuv<T> rule(detail::yuv_levels(format));
  for (Index y = 0; y < picture.height(); ++y) {
    detail::dispatch(detail::YuvLumaRow{}, picture.row_pointer(y), view(frame.y).row_pointer(y), picture.width(), rule);
  }
  const Size<2> block = detail::chroma_block(format.chroma);
  for (Index y = 0; y < frame.u.height(); ++y) {
    T *const u = view(frame.u).row_pointer(y), *const v = view(frame.v).row_pointer(y);
    for (Index x = 0; x < frame.u.width(); ++x) {
      if constexpr (std::same_as<P, T>) {
        u[x] = v[x] = rule.neutral();
      } else {
        detail::BlockSum sum;
        for (Index row = y * block.height; row < (y + 1) * block.height && row < picture.height(); ++row) {
          const P* const pixels = picture.row_pointer(row);
          for (Index i = x * block.width; i < (x + 1) * block.width && i < picture.width(); ++i) sum.add(pixels[i]);
        }
        u[x] = rule.blue(sum);
        v[x] = rule.red(sum);
      }
    }
  }
}

/// The picture as a frame. See `to_yuv_into`.
template <AnyImage I>
[[nodiscard]] YuvFrame<channel_t<pixel_t<I>>> to_yuv(const I& image, const YuvFormat& format) {
  YuvFrame<channel_t<pixel_t<I>>> frame;
  to_yuv_into(image, frame, format);
  return frame;
}

}  // namespace LIMN_ABI
}  // namespace limn
