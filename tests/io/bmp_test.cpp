#include "support/images.hpp"

#include "io/files.hpp"

namespace limn_test {
namespace {

using Rgb8 = limn::Rgb<std::uint8_t>;
using Rgba8 = limn::Rgba<std::uint8_t>;

Bytes little(std::uint32_t v, int bytes) {
  Bytes out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(v >> 8 * i & 255);
  return out;
}

struct Bmp {
  std::uint32_t width = 0, height = 0, bits = 0, compression = 0, colors = 0, planes = 1, header = 40;
  Bytes palette = {};
  Bytes fields = {};  // behind a header of 40 bytes, or within a longer one

  [[nodiscard]] Bytes with(const Bytes& raster) const {
    const bool inside = header > 40;
    Bytes info = little(header, 4) + little(width, 4) + little(height, 4) + little(planes, 2) + little(bits, 2) +
                 little(compression, 4) + little(0, 4) + little(0, 4) + little(0, 4) + little(colors, 4) + little(0, 4);
    if (inside) info += fields;
    info.resize(header);
    const Bytes before = info + (inside ? "" : fields) + palette;
    const auto offset = static_cast<std::uint32_t>(14 + before.size());
    return "BM" + little(offset + static_cast<std::uint32_t>(raster.size()), 4) + little(0, 4) + little(offset, 4) +
           before + raster;
  }
};

std::uint32_t negative(std::uint32_t v) { return 0u - v; }

TEST_CASE("24 bits: blue first, rows from the bottom, padded to four bytes") {
  const Bytes raster("\3\2\1\6\5\4\0\0\11\10\7\14\13\12\0\0", 16);
  const auto upright = image<Rgb8>({{{7, 8, 9}, {10, 11, 12}}, {{1, 2, 3}, {4, 5, 6}}});
  CHECK(limn::read_rgb8(as_file(Bmp{.width = 2, .height = 2, .bits = 24}.with(raster))) == upright);
  const auto turned = image<Rgb8>({{{1, 2, 3}, {4, 5, 6}}, {{7, 8, 9}, {10, 11, 12}}});
  CHECK(limn::read_rgb8(as_file(Bmp{.width = 2, .height = negative(2), .bits = 24}.with(raster))) == turned);
  // The padding of the last row is often left out.
  CHECK(limn::read_rgb8(as_file(Bmp{.width = 2, .height = 2, .bits = 24}.with(raster.substr(0, 14)))) == upright);
}

TEST_CASE("palettes of 1, 4 and 8 bits") {
  const Bytes colors("\0\0\0\0\1\2\3\0\4\5\6\0", 12);
  const auto expected = image<Rgb8>({{{3, 2, 1}, {0, 0, 0}, {3, 2, 1}}});
  CHECK(
      limn::read_rgb8(as_file(Bmp{.width = 3, .height = 1, .bits = 1, .colors = 2, .palette = colors.substr(0, 8)}.with(
          Bytes("\xa0\0\0\0", 4)))) == expected);
  CHECK(limn::read_rgb8(as_file(Bmp{.width = 3, .height = 1, .bits = 4, .colors = 3, .palette = colors}.with(
            Bytes("\x10\x10\0\0", 4)))) == expected);
  const Bytes eight =
      Bmp{.width = 3, .height = 1, .bits = 8, .colors = 3, .palette = colors}.with(Bytes("\1\0\1\0", 4));
  CHECK(limn::read_rgb8(as_file(eight)) == expected);
  CHECK(limn::read_labels(as_file(eight)) == image<std::int32_t>({{1, 0, 1}}));
  CHECK(limn::read_info(as_file(eight)).channels == 3);
  // A gray palette makes a gray picture.
  const Bytes gray = Bmp{.width = 2, .height = 1, .bits = 8, .colors = 2, .palette = Bytes("\5\5\5\0\7\7\7\0", 8)}.with(
      Bytes("\1\0\0\0", 4));
  CHECK(limn::read_info(as_file(gray)).channels == 1);
  CHECK(limn::read_gray8(as_file(gray)) == image<std::uint8_t>({{7, 5}}));
}

TEST_CASE("16 and 32 bits, with and without fields") {
  // 5 bits each: 31 is 255, 16 is 132.
  CHECK(limn::read_rgb8(as_file(Bmp{.width = 2, .height = 1, .bits = 16}.with(
            little(31u << 10 | 16u << 5, 2) + little(31, 2)))) == image<Rgb8>({{{255, 132, 0}, {0, 0, 255}}}));
  const Bytes fields565 = little(0xf800, 4) + little(0x7e0, 4) + little(0x1f, 4);
  CHECK(limn::read_rgb8(as_file(Bmp{.width = 1, .height = 1, .bits = 16, .compression = 3, .fields = fields565}.with(
            little(63u << 5, 2) + little(0, 2)))) == image<Rgb8>({{{0, 255, 0}}}));
  CHECK(limn::read_rgb8(as_file(Bmp{.width = 1, .height = 1, .bits = 32}.with(little(0x99010203, 4)))) ==
        image<Rgb8>({{{1, 2, 3}}}));
  const Bytes alpha = little(0xff0000, 4) + little(0xff00, 4) + little(0xff, 4) + little(0xff000000, 4);
  const Bytes with_alpha =
      Bmp{.width = 1, .height = 1, .bits = 32, .compression = 3, .header = 108, .fields = alpha}.with(
          little(0x99010203, 4));
  CHECK(limn::read_rgba8(as_file(with_alpha)) == image<Rgba8>({{{1, 2, 3, 0x99}}}));
  CHECK(limn::read_info(as_file(with_alpha)).channels == 4);
}

TEST_CASE("the header of OS/2") {
  const Bytes file = "BM" + little(32, 4) + little(0, 4) + little(32, 4) + little(12, 4) + little(1, 2) + little(1, 2) +
                     little(1, 2) + little(1, 2) + Bytes("\1\2\3\4\5\6", 6) + little(0x80, 4);
  CHECK(limn::read_rgb8(as_file(file)) == image<Rgb8>({{{6, 5, 4}}}));
}

TEST_CASE("broken headers") {
  const Bytes four(4, '\0');
  CHECK(refusal("BM") == "ends within its header");
  CHECK(refusal(Bmp{.width = 1, .height = 1, .bits = 24}.with(four).substr(0, 40)) == "ends within its header");
  CHECK(refusal(Bmp{.width = 1, .height = 1, .bits = 24, .header = 41}.with(four)) ==
        "has a BMP header of unknown length 41");
  CHECK(refusal(Bmp{.width = 0, .height = 1, .bits = 24}.with(four)) == "claims a size of 0x1");
  CHECK(refusal(Bmp{.width = 1, .height = 0, .bits = 24}.with(four)) == "claims a size of 1x0");
  CHECK(refusal(Bmp{.width = negative(1), .height = 1, .bits = 24}.with(four)) == "claims a size of -1x1");
  // The smallest negative height has no positive counterpart in 32 bits.
  CHECK(refusal(Bmp{.width = 1, .height = 0x80000000, .bits = 24}.with(four)) ==
        "is cut off: 1x2147483648 pixels do not fit in its 58 bytes");
  CHECK(refusal(Bmp{.width = 0x7fffffff, .height = 0x7fffffff, .bits = 32}.with(four)) ==
        "is cut off: 2147483647x2147483647 pixels do not fit in its 58 bytes");
  CHECK(refusal(Bmp{.width = 2, .height = 2, .bits = 24}.with(Bytes(13, '\0'))) ==
        "is cut off: 2x2 pixels do not fit in its 67 bytes");
  CHECK(refusal(Bmp{.width = 1, .height = 1, .bits = 24, .planes = 2}.with(four)) == "claims 2 planes, not 1");
  CHECK(refusal(Bmp{.width = 1, .height = 1, .bits = 2}.with(four)) ==
        "has 2 bits to a pixel, which limn does not read");
  CHECK(refusal(Bmp{.width = 1, .height = 1, .bits = 8, .compression = 1}.with(four)) ==
        "is a compressed BMP (method 1), which limn does not read");
  CHECK(refusal(Bmp{.width = 1, .height = 1, .bits = 8, .colors = 257}.with(four)) ==
        "has a palette of 257 colors for 8 bits");
  const Bytes holes = little(0xa000, 4) + little(0x7e0, 4) + little(0x1f, 4);
  CHECK(refusal(Bmp{.width = 1, .height = 1, .bits = 16, .compression = 3, .fields = holes}.with(four)) ==
        "has a bit field that is broken");
  Bytes overlapping = Bmp{.width = 1, .height = 1, .bits = 24}.with(four);
  overlapping.replace(10, 4, little(20, 4));
  CHECK(refusal(overlapping) == "claims that its raster begins at byte 20, within its header");
  overlapping.replace(10, 4, little(0xffffffff, 4));
  CHECK(refusal(overlapping) == "is cut off: 1x1 pixels do not fit in its 58 bytes");
}

TEST_CASE("an index beyond the palette") {
  const Bytes palette("\0\0\0\0\1\2\3\0", 8);
  CHECK(refusal(Bmp{.width = 1, .height = 1, .bits = 8, .colors = 2, .palette = palette}.with(Bytes("\2\0\0\0", 4))) ==
        "has a pixel of color 2 but a palette of 2");
}

}  // namespace
}  // namespace limn_test
