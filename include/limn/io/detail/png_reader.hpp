#pragma once
/// \file
/// Reads PNG: every color type and depth, interlaced or not, with palettes and transparent colors. Strict: a wrong
/// checksum of a chunk, a chunk out of place, a missing end or a row too many is an error. The pixels are inflated by
/// stb_image, into memory of the size that the header tells.
///
/// Source: Portable Network Graphics (PNG) Specification (Third Edition), W3C.

#include <limn/core/config.hpp>
#include <limn/io/detail/crc.hpp>
#include <limn/io/detail/picture.hpp>
#include <limn/io/detail/source.hpp>
#include <limn/io/detail/stb.hpp>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";

class PngReader {
 public:
  /// Checks all chunks, so that `read` has only the pixels left to doubt.
  explicit PngReader(const Source& source) : source_(source) {
    std::size_t at = png_signature.size();
    for (bool first = true, ended = false; !ended; first = false) {
      source_.need(at, 12, "chunks");
      const std::uint32_t length = big32(source_.data + at);
      const std::uint8_t* const type = source_.data + at + 4;
      const std::string_view name(reinterpret_cast<const char*>(type), 4);
      for (int i = 0; i < 4; ++i) {
        if ((type[i] | 32) < 'a' || (type[i] | 32) > 'z') source_.fail("has a chunk with a broken name");
      }
      source_.need(at + 12, length, "chunks");
      if (crc32(type, length + 4u) != big32(type + 4 + length)) source_.fail("has a wrong checksum in chunk ", name);
      if (first != (name == "IHDR")) source_.fail("does not begin with its one IHDR chunk");
      ended = name == "IEND";
      chunk(name, type + 4, length);
      last_was_data_ = name == "IDAT";
      at += 12 + static_cast<std::size_t>(length);
    }
    if (data_bytes_ == 0) source_.fail("has no pixels");
    if (color_type_ == indexed && palette_size_ == 0) source_.fail("has no palette");
    // DEFLATE gives back at most 1032 bytes for one, so a small file cannot ask for much memory.
    std::uint64_t room = 1032 * static_cast<std::uint64_t>(data_bytes_);
    for (int pass = first_pass(); pass <= last_pass(); ++pass) {
      const Size<2> size = pass_size(pass);
      if (size.width == 0 || size.height == 0) continue;
      const std::uint64_t row = row_bytes(size.width) + 1;
      if (row > room / static_cast<std::uint64_t>(size.height)) {
        source_.fail("is cut off: ", header_.width, "x", header_.height, " pixels do not fit in its ", source_.size,
                     " bytes");
      }
      room -= row * static_cast<std::uint64_t>(size.height);
      raw_bytes_ += row * static_cast<std::uint64_t>(size.height);
    }
    if (raw_bytes_ > stb_limit || data_bytes_ > stb_limit) {
      source_.fail("is too large: ", header_.width, "x", header_.height, " pixels take more than 2 GiB");
    }
  }

  [[nodiscard]] const Header& header() const { return header_; }

  [[nodiscard]] Picture read(Samples samples) {
    // calloc, because pages that a broken stream never reaches cost nothing.
    const std::unique_ptr<std::uint8_t, void (*)(void*)> raw(
        static_cast<std::uint8_t*>(std::calloc(static_cast<std::size_t>(raw_bytes_), 1)), std::free);
    if (raw == nullptr) throw std::bad_alloc();
    inflate(raw.get());
    samples_ = samples;
    Picture picture;
    picture.width = header_.width;
    picture.channels = color_type_ == indexed && samples == Samples::raw ? 1 : header_.channels;
    const Size<2> size{header_.width * picture.channels, header_.height};
    if (depth_ == 16) picture.wide = Image<std::uint16_t>(size, uninitialized);
    else picture.narrow = Image<std::uint8_t>(size, uninitialized);

    std::uint8_t* in = raw.get();
    for (int pass = first_pass(); pass <= last_pass(); ++pass) {
      const Size<2> part = pass_size(pass);
      if (part.width == 0 || part.height == 0) continue;
      const std::size_t bytes = static_cast<std::size_t>(row_bytes(part.width));
      const std::uint8_t* previous = nullptr;
      for (Index y = 0; y < part.height; ++y) {
        unfilter(in[0], in + 1, previous, bytes);
        previous = in + 1;
        const Pass& p = passes[static_cast<std::size_t>(pass)];
        const Index row = p.y + y * p.step_y;
        if (depth_ == 16) put_wide(previous, part.width, picture.wide.row(row).data(), p, picture.channels);
        else put_narrow(previous, part.width, picture.narrow.row(row).data(), p, picture.channels);
        in += bytes + 1;
      }
    }
    return picture;
  }

 private:
  enum ColorType { gray = 0, color = 2, indexed = 3, gray_alpha = 4, color_alpha = 6 };

  /// The pixels of a pass of Adam7; the last entry is the one pass of a picture that is not interlaced.
  struct Pass {
    Index x, y, step_x, step_y;
  };
  static constexpr std::array<Pass, 8> passes{
      {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}, {0, 0, 1, 1}}};

  [[nodiscard]] int first_pass() const { return interlaced_ ? 0 : 7; }
  [[nodiscard]] int last_pass() const { return interlaced_ ? 6 : 7; }
  [[nodiscard]] Size<2> pass_size(int pass) const {
    const Pass& p = passes[static_cast<std::size_t>(pass)];
    return {(header_.width - p.x + p.step_x - 1) / p.step_x, (header_.height - p.y + p.step_y - 1) / p.step_y};
  }
  [[nodiscard]] std::uint64_t row_bytes(Index width) const {
    return (static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(depth_ * stored_channels_) + 7) / 8;
  }

  void chunk(std::string_view name, const std::uint8_t* p, std::uint32_t length) {
    if (name == "IHDR") {
      read_header(p, length);
    } else if (name == "PLTE") {
      if (data_bytes_ > 0 || palette_size_ > 0) source_.fail("has a palette out of place");
      if (length == 0 || length % 3 != 0 || length > 768) source_.fail("has a palette of ", length, " bytes");
      if (color_type_ == gray || color_type_ == gray_alpha) source_.fail("is gray but has a palette");
      if (color_type_ == indexed && length / 3 > 1u << depth_) source_.fail("has a palette too long for its bits");
      palette_size_ = length / 3;
      for (std::size_t i = 0; i < palette_size_; ++i) palette_[i] = {p[3 * i], p[3 * i + 1], p[3 * i + 2], 255};
    } else if (name == "tRNS") {
      read_transparency(p, length);
    } else if (name == "IDAT") {
      if (data_bytes_ > 0 && !last_was_data_) source_.fail("has IDAT chunks that do not follow each other");
      if (length > 0) data_.push_back({p, length});
      data_bytes_ += length;
    } else if (name != "IEND" && (name[0] & 32) == 0) {
      source_.fail("has a critical chunk ", name, " that limn does not know");
    }
  }

  void read_header(const std::uint8_t* p, std::uint32_t length) {
    if (length != 13) source_.fail("has an IHDR chunk of ", length, " bytes");
    const std::uint32_t width = big32(p), height = big32(p + 4);
    if (width == 0 || height == 0 || width > 0x7fffffff || height > 0x7fffffff) {
      source_.fail("claims a size of ", width, "x", height);
    }
    header_.width = static_cast<Index>(width);
    header_.height = static_cast<Index>(height);
    depth_ = p[8];
    color_type_ = p[9];
    const bool is_byte = depth_ == 8 || depth_ == 16, is_part = depth_ == 1 || depth_ == 2 || depth_ == 4;
    const bool legal = color_type_ == gray      ? is_byte || is_part
                       : color_type_ == indexed ? is_part || depth_ == 8
                                                : is_byte;
    if (!legal) source_.fail("claims ", depth_, " bits for color type ", color_type_);
    switch (color_type_) {
      case gray:
      case indexed: stored_channels_ = 1; break;
      case gray_alpha: stored_channels_ = 2; break;
      case color: stored_channels_ = 3; break;
      case color_alpha: stored_channels_ = 4; break;
      default: source_.fail("claims color type ", color_type_);
    }
    if (p[10] != 0) source_.fail("claims compression method ", static_cast<int>(p[10]));
    if (p[11] != 0) source_.fail("claims filter method ", static_cast<int>(p[11]));
    if (p[12] > 1) source_.fail("claims interlace method ", static_cast<int>(p[12]));
    interlaced_ = p[12] == 1;
    header_.bits = color_type_ == indexed ? 8 : depth_;
    header_.channels = color_type_ == indexed ? 3 : stored_channels_;
  }

  void read_transparency(const std::uint8_t* p, std::uint32_t length) {
    if (data_bytes_ > 0 || transparent_) source_.fail("has a tRNS chunk out of place");
    if (color_type_ == indexed) {
      if (length > palette_size_) source_.fail("has more transparencies than palette colors");
      for (std::size_t i = 0; i < length; ++i) palette_[i][3] = p[i];
    } else {
      if (color_type_ == gray_alpha || color_type_ == color_alpha) source_.fail("has alpha and a tRNS chunk");
      if (length != 2u * static_cast<std::uint32_t>(stored_channels_)) source_.fail("has a broken tRNS chunk");
      for (int c = 0; c < stored_channels_; ++c) key_[static_cast<std::size_t>(c)] = big16(p + 2 * c);
    }
    transparent_ = true;
    ++header_.channels;
  }

  void inflate(std::uint8_t* raw) const {
    const std::uint8_t* stream = data_.front().data;
    std::vector<std::uint8_t> joined;
    if (data_.size() > 1) {
      joined.reserve(data_bytes_);
      for (const Part& part : data_) joined.insert(joined.end(), part.data, part.data + part.size);
      stream = joined.data();
    }
    const int count = stbi_zlib_decode_buffer(reinterpret_cast<char*>(raw), static_cast<int>(raw_bytes_),
                                              reinterpret_cast<const char*>(stream), static_cast<int>(data_bytes_));
    if (count < 0) source_.fail("has broken pixel data");
    if (static_cast<std::uint64_t>(count) != raw_bytes_) source_.fail("has too little pixel data");
  }

  void unfilter(std::uint8_t filter, std::uint8_t* row, const std::uint8_t* above, std::size_t bytes) const {
    const std::size_t bits = static_cast<std::size_t>(depth_ * stored_channels_);
    switch (bits < 8 ? 1 : bits / 8) {
      case 1: return unfilter_by<1>(filter, row, above, bytes);
      case 2: return unfilter_by<2>(filter, row, above, bytes);
      case 3: return unfilter_by<3>(filter, row, above, bytes);
      case 4: return unfilter_by<4>(filter, row, above, bytes);
      case 6: return unfilter_by<6>(filter, row, above, bytes);
      default: return unfilter_by<8>(filter, row, above, bytes);
    }
  }

  /// Adds the prediction from the left, from above and from above left; outside the picture they are 0.
  template <std::size_t step>
  void unfilter_by(std::uint8_t filter, std::uint8_t* row, const std::uint8_t* above, std::size_t bytes) const {
    const auto add = [](std::uint8_t& value, int prediction) { value = static_cast<std::uint8_t>(value + prediction); };
    const std::size_t head = bytes < step ? bytes : step;
    switch (filter) {
      case 0: return;
      case 1:
        for (std::size_t i = step; i < bytes; ++i) add(row[i], row[i - step]);
        return;
      case 2:
        if (above == nullptr) return;
        for (std::size_t i = 0; i < bytes; ++i) add(row[i], above[i]);
        return;
      case 3:
        if (above == nullptr) {
          for (std::size_t i = step; i < bytes; ++i) add(row[i], row[i - step] >> 1);
          return;
        }
        for (std::size_t i = 0; i < head; ++i) add(row[i], above[i] >> 1);
        for (std::size_t i = step; i < bytes; ++i) add(row[i], (row[i - step] + above[i]) >> 1);
        return;
      case 4:
        if (above == nullptr) return unfilter_by<step>(1, row, above, bytes);
        for (std::size_t i = 0; i < head; ++i) add(row[i], above[i]);
        for (std::size_t i = step; i < bytes; ++i) add(row[i], paeth(row[i - step], above[i], above[i - step]));
        return;
      default: source_.fail("has a row of unknown filter ", static_cast<int>(filter));
    }
  }

 public:
  /// Of left, above and above left the one nearest to left + above - above left.
  [[nodiscard]] LIMN_INLINE static int paeth(int left, int above, int above_left) {
    const int from_left = std::abs(above - above_left), from_above = std::abs(left - above_left);
    const int from_corner = std::abs(left + above - 2 * above_left);
    if (from_left <= from_above && from_left <= from_corner) return left;
    return from_above <= from_corner ? above : above_left;
  }

 private:
  void put_wide(const std::uint8_t* in, Index width, std::uint16_t* out, const Pass& p, int channels) const {
    for (Index i = 0; i < width; ++i, in += 2 * stored_channels_) {
      std::uint16_t* const pixel = out + (p.x + i * p.step_x) * channels;
      bool is_key = transparent_;
      for (int c = 0; c < stored_channels_; ++c) {
        pixel[c] = static_cast<std::uint16_t>(big16(in + 2 * c));
        is_key = is_key && pixel[c] == key_[static_cast<std::size_t>(c)];
      }
      if (transparent_) pixel[stored_channels_] = is_key ? std::uint16_t{0} : std::uint16_t{65535};
    }
  }

  void put_narrow(const std::uint8_t* in, Index width, std::uint8_t* out, const Pass& p, int channels) const {
    if (depth_ < 8 || color_type_ == indexed) return put_packed(in, width, out, p, channels);
    if (!transparent_ && p.step_x == 1) {
      std::memcpy(out, in, static_cast<std::size_t>(width * channels));
      return;
    }
    for (Index i = 0; i < width; ++i, in += stored_channels_) {
      std::uint8_t* const pixel = out + (p.x + i * p.step_x) * channels;
      bool is_key = transparent_;
      for (int c = 0; c < stored_channels_; ++c) {
        pixel[c] = in[c];
        is_key = is_key && in[c] == key_[static_cast<std::size_t>(c)];
      }
      if (transparent_) pixel[stored_channels_] = is_key ? std::uint8_t{0} : std::uint8_t{255};
    }
  }

  /// Gray of 1, 2 or 4 bits, and palette indices.
  void put_packed(const std::uint8_t* in, Index width, std::uint8_t* out, const Pass& p, int channels) const {
    const unsigned bits = static_cast<unsigned>(depth_), per_byte = 8 / bits, maximum = (1u << bits) - 1;
    for (Index i = 0; i < width; ++i) {
      std::uint8_t* const pixel = out + (p.x + i * p.step_x) * channels;
      const unsigned place = static_cast<unsigned>(i) % per_byte;
      const unsigned v =
          static_cast<unsigned>(in[static_cast<std::size_t>(i) / per_byte]) >> (8 - bits - place * bits) & maximum;
      if (color_type_ == indexed) {
        if (v >= palette_size_) source_.fail("has a pixel of color ", v, " but a palette of ", palette_size_);
        if (samples_ == Samples::raw) pixel[0] = static_cast<std::uint8_t>(v);
        else std::memcpy(pixel, palette_[v].data(), static_cast<std::size_t>(channels));
        continue;
      }
      pixel[0] = static_cast<std::uint8_t>(samples_ == Samples::raw ? v : v * (255 / maximum));
      if (transparent_) pixel[1] = v == key_[0] ? std::uint8_t{0} : std::uint8_t{255};
    }
  }

  /// One IDAT chunk.
  struct Part {
    const std::uint8_t* data;
    std::size_t size;
  };

  Source source_;
  Header header_;
  int depth_ = 0, color_type_ = 0, stored_channels_ = 0;
  bool interlaced_ = false, transparent_ = false, last_was_data_ = false;
  std::array<std::array<std::uint8_t, 4>, 256> palette_{};
  std::size_t palette_size_ = 0;
  std::array<std::uint32_t, 3> key_{};
  std::vector<Part> data_;
  std::size_t data_bytes_ = 0;
  std::uint64_t raw_bytes_ = 0;
  Samples samples_ = Samples::scaled;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
