#pragma once
/// \file
/// Reads the portable anymaps P1 to P6: bit, gray and color maps as text and as bytes, of any maximum up to 65535.
///
/// Source: the manual pages pbm(5), pgm(5), ppm(5) of Netpbm.

#include <limn/core/config.hpp>
#include <limn/io/detail/picture.hpp>
#include <limn/io/detail/source.hpp>

#include <bit>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

class PnmReader {
 public:
  explicit PnmReader(const Source& source) : source_(source) {
    kind_ = source.data[1] - '0';
    at_ = 2;
    header_.width = static_cast<Index>(number("width"));
    header_.height = static_cast<Index>(number("height"));
    if (header_.width == 0 || header_.height == 0) {
      source_.fail("claims a size of ", header_.width, "x", header_.height);
    }
    if (!is_bitmap()) {
      maximum_ = number("maximum");
      if (maximum_ == 0 || maximum_ > 65535) source_.fail("claims a maximum of ", maximum_, ", not 1 to 65535");
    }
    header_.channels = kind_ == 3 || kind_ == 6 ? 3 : 1;
    header_.bits = static_cast<int>(std::bit_width(maximum_));
    // One white space divides the header from the raster. A comment that touches the last number ends in it.
    if (at_ < source_.size && source_.data[at_] == '#') skip_comment();
    else if (at_ < source_.size && is_space(source_.data[at_])) ++at_;
    else source_.fail("has no raster");
    require_raster();
  }

  [[nodiscard]] const Header& header() const { return header_; }

  [[nodiscard]] Picture read(Samples samples) {
    Picture picture;
    picture.width = header_.width;
    picture.channels = header_.channels;
    const Size<2> size{header_.width * header_.channels, header_.height};
    if (maximum_ <= 255) {
      picture.narrow = Image<std::uint8_t>(size, uninitialized);
      read_into(picture.narrow, samples);
    } else {
      picture.wide = Image<std::uint16_t>(size, uninitialized);
      read_into(picture.wide, samples);
    }
    return picture;
  }

 private:
  [[nodiscard]] bool is_text() const { return kind_ <= 3; }
  [[nodiscard]] bool is_bitmap() const { return kind_ == 1 || kind_ == 4; }
  [[nodiscard]] static bool is_space(std::uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
  [[nodiscard]] static bool is_digit(std::uint8_t c) { return c >= '0' && c <= '9'; }

  void skip_comment() {
    while (at_ < source_.size && source_.data[at_] != '\n' && source_.data[at_] != '\r') ++at_;
    if (at_ < source_.size) ++at_;
  }

  void skip_space() {
    while (at_ < source_.size) {
      if (source_.data[at_] == '#') skip_comment();
      else if (is_space(source_.data[at_])) ++at_;
      else return;
    }
  }

  std::uint32_t number(std::string_view what) {
    skip_space();
    if (at_ >= source_.size) source_.fail("ends before its ", what);
    if (!is_digit(source_.data[at_])) source_.fail("has no number for its ", what);
    std::uint32_t value = 0;
    for (; at_ < source_.size && is_digit(source_.data[at_]); ++at_) {
      value = value * 10 + static_cast<std::uint32_t>(source_.data[at_] - '0');
      if (value > 100'000'000) source_.fail("has a number too large for its ", what);
    }
    return value;
  }

  /// The raster must be there before memory is asked for. As text, a bit takes a byte, a number two with its space.
  void require_raster() const {
    const std::uint64_t row_samples =
        static_cast<std::uint64_t>(header_.width) * static_cast<std::uint64_t>(header_.channels);
    std::uint64_t row_bytes = row_samples;
    std::uint64_t available = source_.size - at_;
    if (kind_ == 2 || kind_ == 3) {
      row_bytes = 2 * row_samples;
      available += 1;
    } else if (kind_ == 4) {
      row_bytes = (row_samples + 7) / 8;
    } else if (maximum_ > 255) {
      row_bytes = 2 * row_samples;
    }
    if (row_bytes * static_cast<std::uint64_t>(header_.height) > available) {
      source_.fail("is cut off: ", header_.width, "x", header_.height, " pixels do not fit in its ", source_.size,
                   " bytes");
    }
  }

  std::uint32_t text_sample() {
    if (!is_bitmap()) return number("samples");
    skip_space();
    if (at_ >= source_.size) source_.fail("ends within its samples");
    const std::uint8_t c = source_.data[at_++];
    if (c != '0' && c != '1') source_.fail("has a bit that is neither 0 nor 1");
    return static_cast<std::uint32_t>(c - '0');
  }

  template <class S>
  void read_into(Image<S>& out, Samples samples) {
    // What each stored number becomes; in a bit map 1 is black.
    const std::uint32_t full = sizeof(S) == 1 ? 255u : 65535u;
    std::vector<S> value(maximum_ + 1u);
    for (std::uint32_t v = 0; v <= maximum_; ++v) {
      const std::uint32_t level = is_bitmap() ? 1u - v : v;
      value[v] = static_cast<S>(samples == Samples::raw ? level : (level * full + maximum_ / 2) / maximum_);
    }
    for (Index y = 0; y < out.height(); ++y) {
      const auto row = out.row(y);
      const std::uint8_t* const bytes = source_.data + at_;
      for (std::size_t x = 0; x < row.size(); ++x) {
        std::uint32_t v = 0;
        if (is_text()) v = text_sample();
        else if (is_bitmap()) v = static_cast<std::uint32_t>(bytes[x / 8]) >> (7 - x % 8) & 1u;
        else if constexpr (sizeof(S) == 1) v = bytes[x];
        else v = big16(bytes + 2 * x);
        if (v > maximum_) source_.fail("has a sample of ", v, " above its maximum of ", maximum_);
        row[x] = value[v];
      }
      if (kind_ == 4) at_ += (row.size() + 7) / 8;
      else if (!is_text()) at_ += row.size() * sizeof(S);
    }
  }

  Source source_;
  std::size_t at_ = 0;
  int kind_ = 0;
  std::uint32_t maximum_ = 1;
  Header header_;
};

[[nodiscard]] inline bool is_pnm(const Source& source) {
  return source.size > 2 && source.data[0] == 'P' && source.data[1] >= '1' && source.data[1] <= '6' &&
         (source.data[2] == '#' || source.data[2] == ' ' || (source.data[2] >= '\t' && source.data[2] <= '\r'));
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
