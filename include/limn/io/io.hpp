#pragma once
/// \file
/// Picture files: reads PNG, JPEG, BMP and PNM, writes PNG.
///
/// The functions are compiled once for a program. With CMake, link `limn::io`; without, define LIMN_IO_IMPLEMENTATION
/// in one source file before it includes this header. That file needs stb_image.h and stb_image_write.h in its include
/// path, plain or in stb/, and must not use them otherwise; no other file sees them.
///
/// What kind of file it is, its first bytes decide, not its name. A file is read as a whole or not at all: one that is
/// cut off, has a wrong checksum or claims more pixels than its bytes can hold is an IoError, found before memory is
/// spent on it. What a byte can hold: 8 pixels of a BMP or PNM; 4 blocks of 8 x 8 samples of a JPEG, 8 of a progressive
/// one; 1032 bytes of a PNG's rows. A PNG or JPEG of more than 2^31 - 1 bytes of pixels is an IoError too. Orientation
/// tags, color profiles and gamma are ignored.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/traverse.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace limn {

/// The name of a file: a std::string, a string literal, or a std::filesystem::path.
class FilePath {
 public:
  LIMN_INLINE FilePath(const char* text) : text_(text) {}         // NOLINT(google-explicit-constructor)
  LIMN_INLINE FilePath(const std::string& text) : text_(text) {}  // NOLINT(google-explicit-constructor)
  LIMN_INLINE FilePath(std::string_view text) : text_(text) {}    // NOLINT(google-explicit-constructor)
  template <class P>
  requires requires(const P& path) {
    { path.string() } -> std::same_as<std::string>;
  }
  LIMN_INLINE FilePath(const P& path) : text_(path.string()) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] LIMN_INLINE const std::string& text() const { return text_; }

 private:
  std::string text_;
};

enum class FileFormat { png, jpeg, bmp, pnm };

/// What a file says of itself before its pixels.
struct FileInfo {
  Index width = 0, height = 0;
  /// 1 gray, 2 gray and alpha, 3 color, 4 color and alpha. A palette counts as the colors it stands for.
  int channels = 0;
  /// Of a sample: 1 to 16. Above 8, `read_gray16` and `read_rgb16` keep what the 8-bit functions round.
  int bits = 0;
  FileFormat format = FileFormat::png;
};

/// The functions below that a library holds: their names must not change with the flags of the program that calls them,
/// so unlike all others they stand outside LIMN_ABI.
inline namespace io_v0_1 {

/// The size, depth and format. The pixels are not decoded, but what stands around them is checked.
///
/// \throws IoError  if the file cannot be read, is of no known format, is cut off, or has a broken header.
[[nodiscard]] FileInfo read_info(const FilePath& path);
[[nodiscard]] FileInfo read_info(std::span<const std::byte> file);

/// The picture in the pixels that the function names, from a file, or from the bytes of one.
///
/// Color becomes gray by `to_gray` of filter/color.hpp, Rec. 601 luma, at the depth of the file; gray becomes color
/// with three equal channels. Fewer than 8 bits, and PNM of any maximum, spread to the full range; then 8 bits become
/// 16 as 257 v, and 16 become 8 as v / 257, rounded to nearest. Alpha is dropped, without blending, unless Rgba is
/// asked for; where the file has none it is opaque.
///
/// \throws IoError  if the file cannot be read, is of no known format, is broken, or does not fit in memory.
[[nodiscard]] Image<std::uint8_t> read_gray8(const FilePath& path);
[[nodiscard]] Image<std::uint8_t> read_gray8(std::span<const std::byte> file);
[[nodiscard]] Image<std::uint16_t> read_gray16(const FilePath& path);
[[nodiscard]] Image<std::uint16_t> read_gray16(std::span<const std::byte> file);
[[nodiscard]] Image<Rgb<std::uint8_t>> read_rgb8(const FilePath& path);
[[nodiscard]] Image<Rgb<std::uint8_t>> read_rgb8(std::span<const std::byte> file);
[[nodiscard]] Image<Rgb<std::uint16_t>> read_rgb16(const FilePath& path);
[[nodiscard]] Image<Rgb<std::uint16_t>> read_rgb16(std::span<const std::byte> file);
[[nodiscard]] Image<Rgba<std::uint8_t>> read_rgba8(const FilePath& path);
[[nodiscard]] Image<Rgba<std::uint8_t>> read_rgba8(std::span<const std::byte> file);

/// Foreground wherever a pixel is not black; alpha does not count.
///
/// \throws IoError  as `read_gray8` does.
[[nodiscard]] Mask read_mask(const FilePath& path);
[[nodiscard]] Mask read_mask(std::span<const std::byte> file);

/// The numbers as the file holds them, not spread to a range: gray values, or the indices into a palette.
///
/// \throws IoError  as `read_gray8` does, and for pictures that hold no labels: color without a palette, and JPEG,
///                  which does not keep numbers.
[[nodiscard]] LabelImage<> read_labels(const FilePath& path);
[[nodiscard]] LabelImage<> read_labels(std::span<const std::byte> file);

}  // namespace io_v0_1

inline namespace LIMN_ABI {

/// A pixel that PNG stores: gray, color or color with alpha in 8 or 16 bits, Binary, and labels up to 65535.
template <class P>
concept PngPixel = MaskPixel<P> || LabelPixel<P> ||
    ((channels_v<P> == 3 || channels_v<P> == 4) && !std::same_as<P, Lab<channel_t<P>>> &&
     (std::same_as<channel_t<P>, std::uint8_t> || std::same_as<channel_t<P>, std::uint16_t>));

template <class I>
concept PngImage = AnyImage<I> &&(rank_v<I> == 2) && PngPixel<pixel_t<I>>;

}  // namespace LIMN_ABI

namespace io_detail {

/// Pixels on their way into a PNG.
struct PngPixels {
  const std::byte* first = nullptr;
  Size<2> size;
  Index byte_stride = 0;
  int channels = 1, bits = 8;
  bool is_bgr = false, is_mask = false;
};
inline namespace io_v0_1 {
[[nodiscard]] std::vector<std::byte> encode_png(const PngPixels& pixels);
void write_png(const FilePath& path, const PngPixels& pixels);
}  // namespace io_v0_1

}  // namespace io_detail

inline namespace LIMN_ABI {
namespace detail {

/// Calls `f` with the pixels of `image`; labels of other types as 16 bits.
template <PngImage I, class F>
auto with_png_pixels(const I& image, F&& f) {
  using P = pixel_t<I>;
  const auto in = const_view(image);
  if (in.empty()) throw_invalid_argument("limn::write_png: the image is empty (", in.size(), ")");
  if constexpr (LabelPixel<P> && !std::same_as<P, std::uint8_t> && !std::same_as<P, std::uint16_t>) {
    Image<std::uint16_t> labels(in.size(), uninitialized);
    for_each_row(
        [](Index length, const P* from, std::uint16_t* to) {
          for (Index x = 0; x < length; ++x) {
            if (!std::in_range<std::uint16_t>(from[x])) {
              throw_invalid_argument("limn::write_png: label ", +from[x], " does not fit in 16 bits");
            }
            to[x] = static_cast<std::uint16_t>(from[x]);
          }
        },
        in, view(labels));
    return with_png_pixels(labels, f);
  } else {
    io_detail::PngPixels pixels;
    pixels.first = reinterpret_cast<const std::byte*>(in.pixels());
    pixels.size = in.size();
    pixels.byte_stride = in.byte_strides()[0];
    pixels.is_mask = MaskPixel<P>;
    if constexpr (!MaskPixel<P>) {
      pixels.channels = static_cast<int>(channels_v<P>);
      pixels.bits = static_cast<int>(sizeof(channel_t<P>)) * 8;
      pixels.is_bgr = std::same_as<P, Bgr<channel_t<P>>>;
    }
    return f(pixels);
  }
}

}  // namespace detail

/// The bytes of a PNG file: 8-bit gray for std::uint8_t and masks (0 and 255), 16-bit gray for std::uint16_t and labels
/// of any other integer type, and color.
///
/// \throws std::invalid_argument  if the image is empty or takes more than 900 million bytes, or a label is not in
///                                [0, 65535].
template <PngImage I>
[[nodiscard]] std::vector<std::byte> encode_png(const I& image) {
  return detail::with_png_pixels(image,
                                 [](const io_detail::PngPixels& pixels) { return io_detail::encode_png(pixels); });
}

/// Writes the PNG that `encode_png` describes. A file of that name is replaced as a whole, or, on failure, kept.
///
/// \throws std::invalid_argument  as `encode_png` does.
/// \throws IoError                if the file cannot be written to its end.
template <PngImage I>
void write_png(const FilePath& path, const I& image) {
  detail::with_png_pixels(image, [&](const io_detail::PngPixels& pixels) { io_detail::write_png(path, pixels); });
}

}  // namespace LIMN_ABI
}  // namespace limn

#if defined(LIMN_IO_IMPLEMENTATION)
#include <limn/io/detail/io.hpp>
#endif
