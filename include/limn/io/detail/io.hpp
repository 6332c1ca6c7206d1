#pragma once
/// \file
/// The functions that io.hpp declares. Included where LIMN_IO_IMPLEMENTATION is defined, in one source file.

#include <limn/io/detail/bmp.hpp>
#include <limn/io/detail/file.hpp>
#include <limn/io/detail/jpeg_reader.hpp>
#include <limn/io/detail/picture.hpp>
#include <limn/io/detail/png_reader.hpp>
#include <limn/io/detail/png_writer.hpp>
#include <limn/io/detail/pnm.hpp>
#include <limn/io/detail/source.hpp>
#include <limn/io/io.hpp>

#include <cstring>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

[[nodiscard]] inline FileFormat format_of(const Source& source) {
  if (source.size == 0) source.fail("is empty");
  if (source.starts_with(png_signature)) return FileFormat::png;
  if (source.starts_with(jpeg_signature)) return FileFormat::jpeg;
  if (source.starts_with("BM")) return FileFormat::bmp;
  if (is_pnm(source)) return FileFormat::pnm;
  std::string_view name;
  if (source.starts_with("GIF8")) name = "a GIF";
  else if (source.starts_with(std::string_view("II*\0", 4)) || source.starts_with(std::string_view("MM\0*", 4)))
    name = "a TIFF";
  else if (source.starts_with("RIFF")) name = "a WebP or other RIFF";
  else if (source.starts_with("P7")) name = "a PAM";
  if (!name.empty()) source.fail("is ", name, " file, and limn reads PNG, JPEG, BMP and PNM");
  source.fail("is no picture that limn can read: PNG, JPEG, BMP or PNM");
}

/// Calls `f(reader)`, a reader that has seen the header.
template <class F>
auto with_reader(const Source& source, F&& f) {
  try {
    switch (format_of(source)) {
      case FileFormat::png: return f(PngReader(source));
      case FileFormat::jpeg: return f(JpegReader(source));
      case FileFormat::bmp: return f(BmpReader(source));
      default: return f(PnmReader(source));
    }
  } catch (const std::bad_alloc&) {
    source.fail("does not fit in memory");
  }
}

[[nodiscard]] inline FileInfo info_of(const Source& source) {
  const Header header = with_reader(source, [](const auto& reader) { return reader.header(); });
  return {header.width, header.height, header.channels, header.bits, format_of(source)};
}

template <class P>
[[nodiscard]] Image<P> read_pixels(const Source& source) {
  return with_reader(source, [](auto&& reader) { return convert<P>(reader.read(Samples::scaled)); });
}

[[nodiscard]] inline LabelImage<> read_numbers(const Source& source) {
  if (format_of(source) == FileFormat::jpeg) source.fail("is a JPEG, which does not keep labels");
  return with_reader(source, [&](auto&& reader) {
    const Picture picture = reader.read(Samples::raw);
    if (picture.channels > 2) source.fail("has colors, not labels");
    const auto widen = [&](const auto& samples) {
      LabelImage<> labels(Size{picture.width, samples.height()}, uninitialized);
      const auto* from = samples.pixels().data();
      for (std::int32_t& label : labels.pixels()) {
        label = *from;
        from += picture.channels;
      }
      return labels;
    };
    return picture.wide.empty() ? widen(picture.narrow) : widen(picture.wide);
  });
}

/// `f` of the bytes of a file.
template <class F>
auto with_file(const FilePath& path, F&& f) {
  try {
    const auto bytes = read_file(path.text(), [&](const std::vector<std::uint8_t>& first) {
      static_cast<void>(format_of({first.data(), first.size(), path.text()}));
    });
    return f(Source{bytes.data(), bytes.size(), path.text()});
  } catch (const std::bad_alloc&) {
    throw IoError(path.text(), "does not fit in memory");
  }
}

[[nodiscard]] inline Source source_of(std::span<const std::byte> file) {
  return {reinterpret_cast<const std::uint8_t*>(file.data()), file.size(), "picture in memory"};
}

}  // namespace detail
}  // namespace LIMN_ABI

inline namespace io_v0_1 {

FileInfo read_info(const FilePath& path) { return detail::with_file(path, detail::info_of); }
FileInfo read_info(std::span<const std::byte> file) { return detail::info_of(detail::source_of(file)); }

Image<std::uint8_t> read_gray8(const FilePath& path) {
  return detail::with_file(path, detail::read_pixels<std::uint8_t>);
}
Image<std::uint8_t> read_gray8(std::span<const std::byte> file) {
  return detail::read_pixels<std::uint8_t>(detail::source_of(file));
}
Image<std::uint16_t> read_gray16(const FilePath& path) {
  return detail::with_file(path, detail::read_pixels<std::uint16_t>);
}
Image<std::uint16_t> read_gray16(std::span<const std::byte> file) {
  return detail::read_pixels<std::uint16_t>(detail::source_of(file));
}
Image<Rgb<std::uint8_t>> read_rgb8(const FilePath& path) {
  return detail::with_file(path, detail::read_pixels<Rgb<std::uint8_t>>);
}
Image<Rgb<std::uint8_t>> read_rgb8(std::span<const std::byte> file) {
  return detail::read_pixels<Rgb<std::uint8_t>>(detail::source_of(file));
}
Image<Rgb<std::uint16_t>> read_rgb16(const FilePath& path) {
  return detail::with_file(path, detail::read_pixels<Rgb<std::uint16_t>>);
}
Image<Rgb<std::uint16_t>> read_rgb16(std::span<const std::byte> file) {
  return detail::read_pixels<Rgb<std::uint16_t>>(detail::source_of(file));
}
Image<Rgba<std::uint8_t>> read_rgba8(const FilePath& path) {
  return detail::with_file(path, detail::read_pixels<Rgba<std::uint8_t>>);
}
Image<Rgba<std::uint8_t>> read_rgba8(std::span<const std::byte> file) {
  return detail::read_pixels<Rgba<std::uint8_t>>(detail::source_of(file));
}

Mask read_mask(const FilePath& path) { return detail::with_file(path, detail::read_pixels<Binary>); }
Mask read_mask(std::span<const std::byte> file) { return detail::read_pixels<Binary>(detail::source_of(file)); }

LabelImage<> read_labels(const FilePath& path) { return detail::with_file(path, detail::read_numbers); }
LabelImage<> read_labels(std::span<const std::byte> file) { return detail::read_numbers(detail::source_of(file)); }

}  // namespace io_v0_1

namespace io_detail {
inline namespace io_v0_1 {

std::vector<std::byte> encode_png(const PngPixels& pixels) {
  const auto copy_row = [&pixels](Index y, std::uint8_t* to) {
    const std::byte* const row = pixels.first + y * pixels.byte_stride;
    const Index channels = pixels.channels, samples = pixels.size.width * channels;
    for (Index i = 0; i < samples; ++i) {
      // Blue and red change places, alpha stays.
      const Index from = pixels.is_bgr && i % channels < 3 ? i + 2 - 2 * (i % channels) : i;
      if (pixels.bits == 8) {
        const auto v = static_cast<std::uint8_t>(row[from]);
        to[i] = pixels.is_mask && v != 0 ? std::uint8_t{255} : v;
      } else {
        std::uint16_t v = 0;
        std::memcpy(&v, row + 2 * from, 2);
        to[2 * i] = static_cast<std::uint8_t>(v >> 8);
        to[2 * i + 1] = static_cast<std::uint8_t>(v & 255);
      }
    }
  };
  return detail::encode_png(pixels.size, pixels.channels, pixels.bits, copy_row);
}

void write_png(const FilePath& path, const PngPixels& pixels) {
  std::vector<std::byte> bytes;
  try {
    bytes = encode_png(pixels);
  } catch (const std::bad_alloc&) {
    throw IoError(path.text(), "cannot be written: out of memory");
  }
  detail::write_file(path.text(), bytes);
}

}  // namespace io_v0_1
}  // namespace io_detail
}  // namespace limn
