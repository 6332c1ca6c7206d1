#pragma once
/// \file
/// Reads JPEG: baseline, extended and progressive, 8 bits, gray, color and CMYK, any sampling of whole ratios.
///
/// Source: ITU-T T.81, "Digital compression and coding of continuous-tone still images", 1992, annexes B, F and G.

#include <limn/core/config.hpp>
#include <limn/io/detail/jpeg_blocks.hpp>
#include <limn/io/detail/jpeg_transform.hpp>
#include <limn/io/detail/picture.hpp>
#include <limn/io/detail/source.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr std::string_view jpeg_signature = "\xff\xd8\xff";

class JpegReader {
 public:
  /// Reads up to the frame header.
  explicit JpegReader(const Source& source) : source_(source) {
    while (header_.width == 0) {
      const int marker = next_marker();
      if (marker == 0xd9 || marker == 0xda) source_.fail("has no frame header");
      segment(marker);
    }
  }

  [[nodiscard]] const Header& header() const { return header_; }

  [[nodiscard]] Picture read(Samples) {
    allocate();
    for (int marker = next_marker(); marker != 0xd9; marker = next_marker()) {
      if (marker == 0xda) read_scan();
      else segment(marker);
    }
    for (JpegComponent& c : components_) {
      if (!c.is_begun) source_.fail("lacks the scan of a component");
      if (progressive_) transform_blocks(c);
    }
    return assemble();
  }

 private:
  /// A scan costs time by the blocks of the picture, whatever its bytes; no encoder writes so many.
  static constexpr int most_scans = 100;

  int next_marker() {
    source_.need(at_, 2, "segments");
    if (source_.data[at_] != 0xff) source_.fail("has bytes between its segments");
    while (at_ + 1 < source_.size && source_.data[at_ + 1] == 0xff) ++at_;
    source_.need(at_, 2, "segments");
    at_ += 2;
    return source_.data[at_ - 1];
  }

  void segment(int marker) {
    source_.need(at_, 2, "segments");
    const std::uint32_t length = big16(source_.data + at_);
    if (length < 2) source_.fail("has a segment of length ", length);
    source_.need(at_, length, "segments");
    const std::uint8_t* const p = source_.data + at_ + 2;
    const std::uint32_t n = length - 2;
    at_ += length;
    if (marker == 0xc4) return define_codes(p, n);
    if (marker == 0xdb) return define_scales(p, n);
    if (marker == 0xdd) {
      if (n != 2) source_.fail("has a broken restart interval");
      restart_interval_ = static_cast<Index>(big16(p));
      return;
    }
    if (marker == 0xe0 && n >= 5 &&
        std::string_view(reinterpret_cast<const char*>(p), 5) == std::string_view("JFIF\0", 5))
      is_jfif_ = true;
    if (marker == 0xee && n >= 12 && std::string_view(reinterpret_cast<const char*>(p), 5) == "Adobe") adobe_ = p[11];
    if (marker == 0xc0 || marker == 0xc1 || marker == 0xc2) return frame(p, n, marker == 0xc2);
    if (marker >= 0xc3 && marker <= 0xcf && marker != 0xc8 && marker != 0xcc) {
      source_.fail("is a JPEG of a kind that limn does not read (frame type ", marker - 0xc0, ")");
    }
    if (marker >= 0xe0 || marker == 0xdc) return;
    source_.fail("has an unknown segment ", marker);
  }

  void define_codes(const std::uint8_t* p, std::uint32_t n) {
    while (n >= 17) {
      std::uint32_t total = 0;
      for (int i = 1; i <= 16; ++i) total += p[i];
      if (p[0] >> 4 > 1 || (p[0] & 15) > 3 || total > 256 || total > n - 17) source_.fail("has a broken code table");
      if (!codes_[p[0] >> 4][p[0] & 15].build(p + 1, p + 17)) source_.fail("has a broken code table");
      p += 17 + total;
      n -= 17 + total;
    }
    if (n != 0) source_.fail("has a broken code table");
  }

  void define_scales(const std::uint8_t* p, std::uint32_t n) {
    while (n > 0) {
      const std::uint32_t wide = p[0] >> 4, size = 1 + 64 * (wide + 1);
      if (wide > 1 || (p[0] & 15) > 3 || size > n) source_.fail("has a broken quantization table");
      auto& scale = scales_[p[0] & 15];
      for (std::size_t i = 0; i < 64; ++i) {
        scale[jpeg_zigzag[i]] = static_cast<std::uint16_t>(wide != 0 ? big16(p + 1 + 2 * i) : p[1 + i]);
        if (scale[jpeg_zigzag[i]] == 0) source_.fail("has a broken quantization table");
      }
      scale_defined_[p[0] & 15] = true;
      p += size;
      n -= size;
    }
  }

  void frame(const std::uint8_t* p, std::uint32_t n, bool progressive) {
    if (header_.width != 0) source_.fail("has two frame headers");
    if (n < 6 || n != 6 + 3u * p[5]) source_.fail("has a broken frame header");
    if (p[0] != 8) source_.fail("is a JPEG of ", static_cast<int>(p[0]), " bits, which limn does not read");
    const std::uint32_t width = big16(p + 3), height = big16(p + 1);
    if (width == 0 || height == 0) source_.fail("claims a size of ", width, "x", height);
    const int count = p[5];
    if (count != 1 && count != 3 && count != 4) source_.fail("has ", count, " components");
    progressive_ = progressive;
    components_.resize(static_cast<std::size_t>(count));
    for (JpegComponent& c : components_) {
      p += 3;
      c.id = p[3];
      c.across = p[4] >> 4;
      c.down = p[4] & 15;
      c.table = p[5];
      if (c.across < 1 || c.across > 4 || c.down < 1 || c.down > 4 || c.table > 3) {
        source_.fail("has a broken frame header");
      }
      most_across_ = (std::max)(most_across_, c.across);
      most_down_ = (std::max)(most_down_, c.down);
    }
    header_.width = static_cast<Index>(width);
    header_.height = static_cast<Index>(height);
    header_.channels = count == 1 ? 1 : 3;
    header_.bits = 8;
    units_ = {divide_up(header_.width, 8 * most_across_), divide_up(header_.height, 8 * most_down_)};
    Index blocks = 0;
    for (JpegComponent& c : components_) {
      if (most_across_ % c.across != 0 || most_down_ % c.down != 0) source_.fail("has samplings of no whole ratio");
      c.size = {divide_up(header_.width * c.across, most_across_), divide_up(header_.height * c.down, most_down_)};
      c.blocks = {divide_up(c.size.width, 8), divide_up(c.size.height, 8)};
      c.allocated = {units_.width * c.across, units_.height * c.down};
      blocks += pixel_count(c.blocks);
    }
    // Every block takes a bit for its mean, and one more for its end if that is not told for many at once.
    if (blocks > static_cast<Index>(source_.size - at_) * (progressive ? 8 : 4)) {
      source_.fail("is cut off: ", width, "x", height, " pixels do not fit in its ", source_.size, " bytes");
    }
  }

  [[nodiscard]] static Index divide_up(Index a, Index b) { return (a + b - 1) / b; }

  void allocate() {
    for (JpegComponent& c : components_) {
      c.plane = Image<std::uint8_t>(Size{8 * c.allocated.width, 8 * c.allocated.height}, uninitialized);
      if (progressive_) c.coefficients = Image<std::int16_t>(Size{64 * c.allocated.width, c.allocated.height});
    }
  }

  void read_scan() {
    if (++scans_ > most_scans) source_.fail("has more than ", most_scans, " scans");
    source_.need(at_, 2, "segments");
    const std::uint32_t length = big16(source_.data + at_);
    source_.need(at_, length, "segments");
    const std::uint8_t* p = source_.data + at_ + 2;
    if (length < 3 || p[0] < 1 || p[0] > 4 || length != 6u + 2u * p[0]) source_.fail("has a broken scan header");
    at_ += length;
    const int count = p[0];
    const std::uint8_t* const end = p + 1 + 2 * count;
    JpegBand band;
    if (progressive_) band = {end[0], end[1], end[2] >> 4, end[2] & 15};
    if (band.first > band.last || band.last > 63 || band.low > 13 || (band.high != 0 && band.high != band.low + 1) ||
        (progressive_ && band.first == 0 && band.last != 0) || (band.first > 0 && count > 1)) {
      source_.fail("has a broken scan header");
    }
    std::vector<JpegComponent*> chosen;
    for (int i = 0; i < count; ++i) {
      JpegComponent* const c = find_component(p[1 + 2 * i]);
      if (c == nullptr || std::find(chosen.begin(), chosen.end(), c) != chosen.end()) {
        source_.fail("has a scan of unknown components");
      }
      begin_component(*c, p[2 + 2 * i], band);
      chosen.push_back(c);
    }
    JpegBlocks reader(source_, at_, band, progressive_);
    if (chosen.size() == 1) scan_blocks(reader, chosen);
    else scan_units(reader, chosen);
    at_ = reader.finish();
  }

  [[nodiscard]] JpegComponent* find_component(int id) {
    for (JpegComponent& c : components_) {
      if (c.id == id) return &c;
    }
    return nullptr;
  }

  void begin_component(JpegComponent& c, int tables, const JpegBand& band) {
    if (!progressive_ && c.is_begun) source_.fail("has a component in two scans");
    if (progressive_ && !c.is_begun && (band.first > 0 || band.high > 0)) source_.fail("has its scans out of order");
    if (!c.is_begun) {
      if (!scale_defined_[static_cast<std::size_t>(c.table)]) source_.fail("lacks a quantization table");
      c.scale = scales_[static_cast<std::size_t>(c.table)];
      c.is_begun = true;
    }
    c.predictor = 0;
    c.dc = code(0, tables >> 4, band.first == 0 && band.high == 0);
    c.ac = code(1, tables & 15, band.last > 0);
  }

  [[nodiscard]] const JpegCode* code(std::size_t kind, int number, bool needed) const {
    if (!needed) return nullptr;
    if (number > 3 || !codes_[kind][static_cast<std::size_t>(number)].is_defined()) source_.fail("lacks a code table");
    return &codes_[kind][static_cast<std::size_t>(number)];
  }

  /// Passes a restart marker where one is due.
  void count_restart(JpegBlocks& reader, Index done, const std::vector<JpegComponent*>& chosen) const {
    if (restart_interval_ == 0 || done == 0 || done % restart_interval_ != 0) return;
    reader.restart(static_cast<int>((done / restart_interval_ - 1) % 8), chosen);
  }

  void scan_blocks(JpegBlocks& reader, const std::vector<JpegComponent*>& chosen) const {
    JpegComponent& c = *chosen[0];
    Index done = 0;
    for (Index y = 0; y < c.blocks.height; ++y) {
      for (Index x = 0; x < c.blocks.width; ++x, ++done) {
        count_restart(reader, done, chosen);
        reader.read(c, x, y);
      }
    }
  }

  /// Several components take turns: a unit holds, of each, the blocks of one region of the picture.
  void scan_units(JpegBlocks& reader, const std::vector<JpegComponent*>& chosen) const {
    for (Index unit = 0; unit < pixel_count(units_); ++unit) {
      count_restart(reader, unit, chosen);
      for (JpegComponent* const c : chosen) {
        const Index x = unit % units_.width * c->across, y = unit / units_.width * c->down;
        for (Index v = 0; v < c->down; ++v) {
          for (Index h = 0; h < c->across; ++h) reader.read(*c, x + h, y + v);
        }
      }
    }
  }

  [[nodiscard]] bool is_ycc() const {
    if (components_.size() == 4) return adobe_ == 2;
    if (is_jfif_) return true;
    if (adobe_ >= 0) return adobe_ != 0;
    return !(components_[0].id == 'R' && components_[1].id == 'G' && components_[2].id == 'B');
  }

  [[nodiscard]] Picture assemble() {
    Picture picture;
    picture.width = header_.width;
    picture.channels = header_.channels;
    picture.narrow = Image<std::uint8_t>(Size{header_.width * header_.channels, header_.height}, uninitialized);
    std::vector<JpegUpsampler> planes;
    for (const JpegComponent& c : components_) {
      planes.emplace_back(c.plane, c.size, most_across_ / c.across, most_down_ / c.down);
    }
    const bool ycc = components_.size() >= 3 && is_ycc();
    for (Index y = 0; y < header_.height; ++y) {
      std::array<const std::uint8_t*, 4> in{};
      for (std::size_t i = 0; i < planes.size(); ++i) in[i] = planes[i].row(y);
      std::uint8_t* const out = picture.narrow.row(y).data();
      if (planes.size() == 1) {
        std::copy(in[0], in[0] + header_.width, out);
        continue;
      }
      for (Index x = 0; x < header_.width; ++x) {
        std::uint8_t* const rgb = out + 3 * x;
        if (ycc) {
          ycc_to_rgb(in[0][x], in[1][x], in[2][x], rgb);
        } else {
          for (std::size_t i = 0; i < 3; ++i) rgb[i] = in[i][x];
        }
        if (planes.size() == 4) apply_ink(rgb, in[3][x], ycc);
      }
    }
    return picture;
  }

  /// Ink to light: what Adobe's programs store is inverted already, and where it is YCC, the conversion inverts back.
  void apply_ink(std::uint8_t* rgb, int black, bool ycc) const {
    const bool inverted = adobe_ >= 0;
    for (int i = 0; i < 3; ++i) {
      const int light = (inverted != ycc) ? rgb[i] : 255 - rgb[i], rest = inverted ? black : 255 - black;
      rgb[i] = static_cast<std::uint8_t>((light * rest + 127) / 255);
    }
  }

  Source source_;
  std::size_t at_ = 2;
  Header header_;
  bool progressive_ = false, is_jfif_ = false;
  int adobe_ = -1, scans_ = 0, most_across_ = 1, most_down_ = 1;
  Index restart_interval_ = 0;
  Size<2> units_;
  std::vector<JpegComponent> components_;
  std::array<std::array<JpegCode, 4>, 2> codes_{};
  std::array<std::array<std::uint16_t, 64>, 4> scales_{};
  std::array<bool, 4> scale_defined_{};
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
