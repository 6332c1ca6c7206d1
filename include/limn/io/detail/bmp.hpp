#pragma once
/// \file
/// Reads uncompressed Windows bitmaps: 1, 4 and 8 bits with a palette, 16, 24 and 32 bits, with or without bit fields.
///
/// Source: Microsoft, "BITMAPINFOHEADER" and "BITMAPV5HEADER", Windows GDI reference.

#include <limn/core/config.hpp>
#include <limn/io/detail/picture.hpp>
#include <limn/io/detail/source.hpp>

#include <array>
#include <bit>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

class BmpReader {
 public:
  explicit BmpReader(const Source& source) : source_(source) {
    source_.need(0, file_header + 4, "header");
    const std::uint32_t length = little32(source_.data + file_header);
    if (length != 12 && length != 40 && length != 52 && length != 56 && length != 64 && length != 108 &&
        length != 124) {
      source_.fail("has a BMP header of unknown length ", length);
    }
    source_.need(file_header, length, "header");
    read_header(source_.data + file_header, length);
    require_raster();
  }

  [[nodiscard]] const Header& header() const { return header_; }

  [[nodiscard]] Picture read(Samples samples) const {
    Picture picture;
    picture.width = header_.width;
    picture.channels = samples == Samples::raw && bits_ <= 8 ? 1 : header_.channels;
    picture.narrow = Image<std::uint8_t>(Size{header_.width * picture.channels, header_.height}, uninitialized);
    for (Index y = 0; y < header_.height; ++y) {
      const Index stored = top_down_ ? y : header_.height - 1 - y;
      const std::uint8_t* const in = source_.data + raster_ + static_cast<std::size_t>(stored) * row_bytes_;
      std::uint8_t* const out = picture.narrow.row(y).data();
      if (bits_ <= 8) read_indices(in, out, picture.channels, samples);
      else read_colors(in, out);
    }
    return picture;
  }

 private:
  static constexpr std::size_t file_header = 14;

  /// The bits of one channel within a pixel.
  struct Field {
    int shift = 0;
    std::uint32_t maximum = 0;

    Field() = default;
    explicit Field(std::uint32_t mask)
        : shift(mask == 0 ? 0 : std::countr_zero(mask)), maximum(mask == 0 ? 0 : mask >> shift) {}
    [[nodiscard]] bool is_contiguous() const { return (maximum & (maximum + 1)) == 0; }
    [[nodiscard]] std::uint8_t get(std::uint32_t pixel) const {
      if (maximum == 0) return 0;
      const std::uint64_t v = pixel >> shift & maximum;
      return static_cast<std::uint8_t>((v * 255 + maximum / 2) / maximum);
    }
  };

  void read_header(const std::uint8_t* p, std::uint32_t length) {
    std::uint32_t planes = 0, compression = 0, colors = 0;
    if (length == 12) {
      header_.width = static_cast<Index>(little16(p + 4));
      header_.height = static_cast<Index>(little16(p + 6));
      planes = little16(p + 8);
      bits_ = static_cast<int>(little16(p + 10));
    } else {
      header_.width = static_cast<std::int32_t>(little32(p + 4));
      const std::int64_t height = static_cast<std::int32_t>(little32(p + 8));
      top_down_ = height < 0;
      header_.height = static_cast<Index>(top_down_ ? -height : height);
      planes = little16(p + 12);
      bits_ = static_cast<int>(little16(p + 14));
      compression = little32(p + 16);
      colors = little32(p + 32);
    }
    if (header_.width <= 0 || header_.height <= 0) {
      source_.fail("claims a size of ", header_.width, "x", header_.height);
    }
    if (planes != 1) source_.fail("claims ", planes, " planes, not 1");
    if (bits_ != 1 && bits_ != 4 && bits_ != 8 && bits_ != 16 && bits_ != 24 && bits_ != 32) {
      source_.fail("has ", bits_, " bits to a pixel, which limn does not read");
    }
    const bool has_fields = compression == 3 || compression == 6;
    if (compression != 0 && !(has_fields && (bits_ == 16 || bits_ == 32) && length != 64)) {
      source_.fail("is a compressed BMP (method ", compression, "), which limn does not read");
    }
    raster_ = little32(source_.data + 10);
    std::size_t after = file_header + length;
    if (bits_ <= 8) read_palette(after, length == 12 ? 3 : 4, colors);
    else read_fields(p, length, has_fields, compression == 6, after);
    header_.bits = bits_ <= 8 && palette_is_gray_ ? bits_ : 8;
    if (raster_ < after) source_.fail("claims that its raster begins at byte ", raster_, ", within its header");
  }

  void read_palette(std::size_t& at, std::size_t entry, std::uint32_t colors) {
    const std::uint32_t possible = 1u << bits_;
    if (colors == 0) colors = possible;
    if (colors > possible) source_.fail("has a palette of ", colors, " colors for ", bits_, " bits");
    // Old files hold only the colors that they use, and let the raster begin behind them.
    if (raster_ > at && (raster_ - at) / entry < colors) colors = static_cast<std::uint32_t>((raster_ - at) / entry);
    colors_ = colors;
    source_.need(at, colors * entry, "palette");
    for (std::size_t i = 0; i < colors; ++i) {
      const std::uint8_t* const bgr = source_.data + at + i * entry;
      palette_[i] = {bgr[2], bgr[1], bgr[0]};
      palette_is_gray_ = palette_is_gray_ && bgr[0] == bgr[1] && bgr[1] == bgr[2];
    }
    header_.channels = palette_is_gray_ ? 1 : 3;
    at += colors * entry;
  }

  void read_fields(const std::uint8_t* p, std::uint32_t length, bool has_fields, bool has_alpha, std::size_t& at) {
    std::uint32_t masks[4] = {0xff0000, 0xff00, 0xff, 0};
    if (bits_ == 16) {
      masks[0] = 0x7c00;
      masks[1] = 0x3e0;
      masks[2] = 0x1f;
    }
    if (has_fields) {
      // Behind the oldest header the masks stand apart; later headers include them.
      const std::size_t count = has_alpha || length >= 56 ? 4 : 3;
      if (length == 40) {
        source_.need(at, 4 * count, "header");
        at += 4 * count;
      }
      for (std::size_t i = 0; i < count; ++i) masks[i] = little32(p + 40 + 4 * i);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      fields_[i] = Field(masks[i]);
      if (!fields_[i].is_contiguous() || (bits_ == 16 && masks[i] > 0xffff)) {
        source_.fail("has a bit field that is broken");
      }
    }
    header_.channels = masks[3] != 0 ? 4 : 3;
  }

  void require_raster() {
    const std::uint64_t row_bits = static_cast<std::uint64_t>(header_.width) * static_cast<std::uint64_t>(bits_);
    row_bytes_ = static_cast<std::size_t>((row_bits + 31) / 32 * 4);
    const std::uint64_t available = raster_ <= source_.size ? source_.size - raster_ : 0;
    // The padding of the last row is often left out.
    const std::uint64_t last = (row_bits + 7) / 8;
    if (last > available || static_cast<std::uint64_t>(header_.height - 1) > (available - last) / row_bytes_) {
      source_.fail("is cut off: ", header_.width, "x", header_.height, " pixels do not fit in its ", source_.size,
                   " bytes");
    }
  }

  void read_indices(const std::uint8_t* in, std::uint8_t* out, int channels, Samples samples) const {
    const unsigned bits = static_cast<unsigned>(bits_), per_byte = 8 / bits, maximum = (1u << bits) - 1;
    for (Index x = 0; x < header_.width; ++x) {
      const unsigned i = static_cast<unsigned>(x) % per_byte;
      const unsigned index =
          static_cast<unsigned>(in[static_cast<std::size_t>(x) / per_byte]) >> (8 - bits - i * bits) & maximum;
      if (index >= colors_) source_.fail("has a pixel of color ", index, " but a palette of ", colors_);
      if (samples == Samples::raw) {
        *out++ = static_cast<std::uint8_t>(index);
        continue;
      }
      for (int c = 0; c < channels; ++c) *out++ = palette_[index][static_cast<std::size_t>(c)];
    }
  }

  void read_colors(const std::uint8_t* in, std::uint8_t* out) const {
    const int bytes = bits_ / 8;
    for (Index x = 0; x < header_.width; ++x, in += bytes) {
      if (bytes == 3) {
        out[0] = in[2];
        out[1] = in[1];
        out[2] = in[0];
      } else {
        const std::uint32_t pixel = bytes == 2 ? little16(in) : little32(in);
        for (int c = 0; c < header_.channels; ++c) out[c] = fields_[static_cast<std::size_t>(c)].get(pixel);
      }
      out += header_.channels;
    }
  }

  Source source_;
  Header header_;
  int bits_ = 0;
  bool top_down_ = false;
  std::array<std::array<std::uint8_t, 3>, 256> palette_{};
  std::uint32_t colors_ = 0;
  bool palette_is_gray_ = true;
  std::array<Field, 4> fields_{};
  std::size_t raster_ = 0, row_bytes_ = 0;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
