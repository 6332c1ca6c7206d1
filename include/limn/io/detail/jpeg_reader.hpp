#pragma once
/// \file
/// Reads JPEG by stb_image: baseline, extended and progressive, 8 bits, gray, color and CMYK, any sampling of whole
/// ratios. The segments are checked first: their lengths and order, the code and quantization tables, that every
/// component has its scans, and that there are bits for every block.
///
/// Source: ITU-T T.81, "Digital compression and coding of continuous-tone still images", 1992, annexes B, F and G.

#include <limn/core/config.hpp>
#include <limn/io/detail/picture.hpp>
#include <limn/io/detail/source.hpp>
#include <limn/io/detail/stb.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr std::string_view jpeg_signature = "\xff\xd8\xff";

class JpegReader {
 public:
  explicit JpegReader(const Source& source) : source_(source) {
    for (int marker = next_marker(); marker != end_of_image; marker = next_marker()) {
      source_.need(at_, 2, "segments");
      const std::uint32_t length = big16(source_.data + at_);
      if (length < 2) source_.fail("has a segment of length ", length);
      source_.need(at_, length, "segments");
      at_ += length;
      segment(marker, source_.data + at_ - length + 2, length - 2);
    }
    if (components_.empty()) source_.fail("has no frame header");
    for (const Component& c : components_) {
      if (c.known[0] == unknown) source_.fail("lacks the scan of a component");
    }
    if (components_.size() == 4 && adobe_ != 0 && adobe_ != 2) {
      source_.fail("does not say how its four components make colors");
    }
    if (at_ > stb_limit) source_.fail("is too large: more than 2 GiB");
  }

  [[nodiscard]] const Header& header() const { return header_; }

  [[nodiscard]] Picture read(Samples) const {
    const Size<2> size{header_.width * header_.channels, header_.height};
    int width = 0, height = 0, channels = 0;
    jpeg_watch = JpegWatch();
    const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
        stbi_load_from_memory(source_.data, static_cast<int>(at_), &width, &height, &channels, 0), stbi_image_free);
    if (pixels == nullptr) {
      const char* const reason = stbi_failure_reason();
      if (reason != nullptr && std::strcmp(reason, "outofmem") == 0) throw std::bad_alloc();
      source_.fail("has broken pixel data");
    }
    if (jpeg_watch.ran_out()) source_.fail("is cut off within its pixel data");
    if (width != header_.width || height != header_.height || channels != header_.channels) {
      source_.fail("is no JPEG that limn can read");
    }
    Picture picture;
    picture.width = header_.width;
    picture.channels = header_.channels;
    picture.narrow = Image<std::uint8_t>(size, uninitialized);
    std::memcpy(picture.narrow.pixels().data(), pixels.get(), static_cast<std::size_t>(pixel_count(size)));
    return picture;
  }

 private:
  /// A scan costs time by the blocks of the picture, whatever its bytes; no encoder writes so many.
  static constexpr int most_scans = 100;
  static constexpr int end_of_image = 0xd9, unknown = 14;
  [[nodiscard]] static constexpr std::array<int, 64> all_unknown() {
    std::array<int, 64> bits{};
    bits.fill(unknown);
    return bits;
  }

  struct Component {
    int id = 0, across = 1, down = 1, quantizer = 0;
    Size<2> blocks;  // where it stands alone in a scan
    // For each frequency, the lowest bit that the scans so far told.
    std::array<int, 64> known = all_unknown();
  };

  int next_marker() {
    source_.need(at_, 2, "segments");
    if (source_.data[at_] != 0xff) source_.fail("has bytes between its segments");
    while (at_ + 1 < source_.size && source_.data[at_ + 1] == 0xff) ++at_;
    source_.need(at_, 2, "segments");
    at_ += 2;
    return source_.data[at_ - 1];
  }

  void segment(int marker, const std::uint8_t* p, std::uint32_t n) {
    if (marker == 0xc4) return define_codes(p, n);
    if (marker == 0xda) return scan(p, n);
    if (marker == 0xdb) return define_quantizers(p, n);
    if (marker == 0xdd) {
      if (n != 2) source_.fail("has a broken restart interval");
      restart_interval_ = big16(p);
      return;
    }
    if (marker == 0xee && n >= 12 && std::memcmp(p, "Adobe", 6) == 0) adobe_ = p[11];
    if (marker == 0xc0 || marker == 0xc1 || marker == 0xc2) return frame(p, n, marker == 0xc2);
    if (marker > 0xc2 && marker <= 0xcf && marker != 0xc8 && marker != 0xcc) {
      source_.fail("is a JPEG of a kind that limn does not read (frame type ", marker - 0xc0, ")");
    }
    // Application data, comments, and the number of lines, which stb compares with the frame's.
    if (marker < 0xe0 && marker != 0xdc) source_.fail("has an unknown segment ", marker);
  }

  void define_codes(const std::uint8_t* p, std::uint32_t n) {
    while (n > 0) {
      if (n < 17 || p[0] >> 4 > 1 || (p[0] & 15) > 3) source_.fail("has a broken code table");
      // Of all codes of one length, those not taken by symbols or by shorter codes; that of ones only stays free.
      int room = 1;
      std::uint32_t total = 0;
      for (int i = 1; i <= 16; ++i) {
        room = 2 * room - p[i];
        total += p[i];
        if (room < 1) source_.fail("has a broken code table");
      }
      // stb numbers symbols by bytes and keeps the last number for itself.
      if (total == 0 || total > 255 || total > n - 17) source_.fail("has a broken code table");
      const bool of_means = p[0] >> 4 == 0;
      for (std::uint32_t i = 0; i < total; ++i) {
        if (of_means && p[17 + i] > 11) source_.fail("has a broken code table");
      }
      code_defined_[p[0] >> 4][p[0] & 15] = true;
      p += 17 + total;
      n -= 17 + total;
    }
  }

  void define_quantizers(const std::uint8_t* p, std::uint32_t n) {
    while (n > 0) {
      const std::uint32_t wide = p[0] >> 4, size = 1 + 64 * (wide + 1);
      if (wide > 1 || (p[0] & 15) > 3 || size > n) source_.fail("has a broken quantization table");
      quantizer_defined_[p[0] & 15] = true;
      p += size;
      n -= size;
    }
  }

  void frame(const std::uint8_t* p, std::uint32_t n, bool progressive) {
    if (!components_.empty()) source_.fail("has two frame headers");
    if (n < 6 || n != 6 + 3u * p[5]) source_.fail("has a broken frame header");
    if (p[0] != 8) source_.fail("is a JPEG of ", static_cast<int>(p[0]), " bits, which limn does not read");
    const std::uint32_t width = big16(p + 3), height = big16(p + 1), count = p[5];
    if (width == 0 || height == 0) source_.fail("claims a size of ", width, "x", height);
    if (count != 1 && count != 3 && count != 4) source_.fail("has ", count, " components");
    if (std::uint64_t{width} * height * count > stb_limit) {
      source_.fail("is too large: ", width, "x", height, " pixels take more than 2 GiB");
    }
    progressive_ = progressive;
    header_ = {static_cast<Index>(width), static_cast<Index>(height), count == 1 ? 1 : 3, 8};
    components_.resize(count);
    int most_across = 1, most_down = 1;
    for (Component& c : components_) {
      p += 3;
      c.id = p[3];
      c.across = p[4] >> 4;
      c.down = p[4] & 15;
      c.quantizer = p[5];
      if (c.across < 1 || c.across > 4 || c.down < 1 || c.down > 4 || c.quantizer > 3) {
        source_.fail("has a broken frame header");
      }
      most_across = most_across < c.across ? c.across : most_across;
      most_down = most_down < c.down ? c.down : most_down;
    }
    for (Component& c : components_) {
      if (most_across % c.across != 0 || most_down % c.down != 0) source_.fail("has samplings of no whole ratio");
      c.blocks = {divide_up(divide_up(header_.width * c.across, most_across), 8),
                  divide_up(divide_up(header_.height * c.down, most_down), 8)};
    }
    units_ = divide_up(header_.width, 8 * most_across) * divide_up(header_.height, 8 * most_down);
  }

  [[nodiscard]] static Index divide_up(Index a, Index b) { return (a + b - 1) / b; }

  void scan(const std::uint8_t* p, std::uint32_t n) {
    if (components_.empty()) source_.fail("has a scan before its frame header");
    if (++scans_ > most_scans) source_.fail("has more than ", most_scans, " scans");
    if (n < 1 || p[0] < 1 || p[0] > 4 || n != 4u + 2u * p[0]) source_.fail("has a broken scan header");
    const std::uint32_t count = p[0];
    const std::uint8_t* const band = p + 1 + 2 * count;
    const int first = progressive_ ? band[0] : 0, last = progressive_ ? band[1] : 63;
    const int high = progressive_ ? band[2] >> 4 : 0, low = progressive_ ? band[2] & 15 : 0;
    if (first > last || last > 63 || low > 13 || (high != 0 && high != low + 1) ||
        (progressive_ && first == 0 && last != 0) || (first > 0 && count > 1)) {
      source_.fail("has a broken scan header");
    }
    std::array<bool, 4> chosen{};
    Index blocks = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::size_t k = find_component(p[1 + 2 * i]);
      if (chosen[k]) source_.fail("has a scan of one component twice");
      chosen[k] = true;
      Component& c = components_[k];
      const std::uint32_t tables = p[2 + 2 * i];
      if (first == 0 && high == 0) require_code(0, tables >> 4);
      if (last > 0) require_code(1, tables & 15);
      if (!quantizer_defined_[static_cast<std::size_t>(c.quantizer)]) source_.fail("lacks a quantization table");
      if (first > 0 && c.known[0] == unknown) source_.fail("has its scans out of order");
      for (int f = first; f <= last; ++f) {
        int& known = c.known[static_cast<std::size_t>(f)];
        if (known != (high == 0 ? unknown : high)) source_.fail("has its scans out of order");
        known = low;
      }
      blocks += count == 1 ? pixel_count(c.blocks) : units_ * c.across * c.down;
    }
    // Every block takes a bit for its mean and, if not progressive, one for its end. Bands of higher frequencies may
    // take less, since they tell the ends of many blocks at once.
    const std::size_t begin = at_;
    skip_blocks(count == 1 ? blocks : units_);
    const Index bits = static_cast<Index>(at_ - begin) * 8;
    if (first == 0 && blocks * (progressive_ ? 1 : 2) > bits) {
      source_.fail("is cut off: ", header_.width, "x", header_.height, " pixels do not fit in its ", source_.size,
                   " bytes");
    }
  }

  [[nodiscard]] std::size_t find_component(int id) const {
    for (std::size_t i = 0; i < components_.size(); ++i) {
      if (components_[i].id == id) return i;
    }
    source_.fail("has a scan of an unknown component");
  }

  void require_code(std::size_t kind, std::uint32_t number) const {
    if (number > 3 || !code_defined_[kind][number]) source_.fail("lacks a code table");
  }

  /// Moves to the marker that ends the coded blocks, counting the restart markers within them.
  void skip_blocks(Index blocks) {
    const Index intervals = restart_interval_ == 0 ? 1 : divide_up(blocks, restart_interval_);
    for (Index restarts = 0;; at_ += 2) {
      const void* const found = std::memchr(source_.data + at_, 0xff, source_.size - at_);
      if (found == nullptr) source_.fail("ends within its scans");
      at_ = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - source_.data);
      source_.need(at_, 2, "scans");
      const int next = source_.data[at_ + 1];
      if (next == 0) continue;
      if (next == 0xff) {  // a fill byte: the marker's own is the last of them
        --at_;
        continue;
      }
      if (next < 0xd0 || next > 0xd7) {
        if (restarts + 1 != intervals) source_.fail("has ", restarts, " restart markers, not ", intervals - 1);
        return;
      }
      if (next != 0xd0 + restarts % 8) source_.fail("has its restart markers out of order");
      ++restarts;
    }
  }

  Source source_;
  std::size_t at_ = 2;
  Header header_;
  bool progressive_ = false;
  int adobe_ = -1, scans_ = 0;
  Index restart_interval_ = 0, units_ = 0;
  std::vector<Component> components_;
  std::array<std::array<bool, 4>, 2> code_defined_{};
  std::array<bool, 4> quantizer_defined_{};
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
