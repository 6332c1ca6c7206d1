#include "support/images.hpp"

#include "io/files.hpp"

#include <array>

namespace limn_test {
namespace {

using Rgb8 = limn::Rgb<std::uint8_t>;
using Rgba8 = limn::Rgba<std::uint8_t>;

int channels_of(int color_type) {
  return color_type == color ? 3 : color_type == gray_alpha ? 2 : color_type == color_alpha ? 4 : 1;
}

std::uint32_t sample(Index x, Index y, int c, std::uint32_t most) {
  return static_cast<std::uint32_t>(7 * x + 13 * y + 29 * c) % (most + 1);
}

/// The raw bytes of a picture of `sample`, every row without filter.
Bytes raw_rows(Size<2> size, int bits, int color_type, bool interlaced) {
  constexpr std::array<std::array<Index, 4>, 8> passes{
      {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}, {0, 0, 1, 1}}};
  Bytes raw;
  for (std::size_t pass = interlaced ? 0 : 7; pass < (interlaced ? 7u : 8u); ++pass) {
    const auto [x0, y0, dx, dy] = passes[pass];
    for (Index y = y0; y < size.height && x0 < size.width; y += dy) {
      raw += '\0';
      unsigned held = 0;
      int count = 0;
      for (Index x = x0; x < size.width; x += dx) {
        for (int c = 0; c < channels_of(color_type); ++c) {
          const std::uint32_t v = sample(x, y, c, (1u << bits) - 1);
          for (int bit = bits - 1; bit >= 0; --bit) {
            held = held << 1 | (v >> bit & 1);
            if (++count % 8 == 0) raw += static_cast<char>(held & 255);
          }
        }
      }
      if (count % 8 != 0) raw += static_cast<char>(held << (8 - count % 8) & 255);
    }
  }
  return raw;
}

Bytes palette_of(int colors) {
  Bytes rgb;
  for (int i = 0; i < colors; ++i) rgb += {static_cast<char>(i), static_cast<char>(255 - i), static_cast<char>(i / 2)};
  return chunk("PLTE", rgb);
}

/// What the formula's picture must read as.
limn::Image<limn::Rgba<std::uint16_t>> expected(Size<2> size, int bits, int color_type) {
  limn::Image<limn::Rgba<std::uint16_t>> out(size);
  const std::uint32_t most = (1u << bits) - 1;
  for (Index y = 0; y < size.height; ++y) {
    for (Index x = 0; x < size.width; ++x) {
      const auto at = [&](int c) { return static_cast<std::uint16_t>(sample(x, y, c, most) * (65535u / most)); };
      limn::Rgba<std::uint16_t>& p = out(x, y);
      if (color_type == palette) {
        const std::uint32_t i = sample(x, y, 0, most);
        p = {static_cast<std::uint16_t>(i * 257), static_cast<std::uint16_t>((255 - i) * 257),
             static_cast<std::uint16_t>(i / 2 * 257), 65535};
      } else if (channels_of(color_type) >= 3) {
        p = {at(0), at(1), at(2), color_type == color_alpha ? at(3) : std::uint16_t{65535}};
      } else {
        p = {at(0), at(0), at(0), color_type == gray_alpha ? at(1) : std::uint16_t{65535}};
      }
    }
  }
  return out;
}

std::uint8_t narrow(std::uint16_t v) { return static_cast<std::uint8_t>((v + 128) / 257); }

void check_reads_as_expected(const Bytes& file, Size<2> size, int bits, int color_type) {
  const auto want = expected(size, bits, color_type);
  const auto rgb16 = limn::read_rgb16(as_file(file));
  const auto rgba8 = limn::read_rgba8(as_file(file));
  REQUIRE(rgb16.size() == size);
  bool same = true;
  for (Index y = 0; y < size.height; ++y) {
    for (Index x = 0; x < size.width; ++x) {
      const auto& p = want(x, y);
      same = same && rgb16(x, y) == limn::Rgb<std::uint16_t>{p.r, p.g, p.b};
      same = same && rgba8(x, y) == Rgba8{narrow(p.r), narrow(p.g), narrow(p.b), narrow(p.a)};
    }
  }
  CHECK(same);
}

TEST_CASE("every color type, depth and order of rows, at every size of the last pass") {
  struct Kind {
    int color_type, bits;
  };
  const Kind kinds[] = {{gray, 1},    {gray, 2},       {gray, 4},        {gray, 8},        {gray, 16},
                        {palette, 1}, {palette, 2},    {palette, 4},     {palette, 8},     {color, 8},
                        {color, 16},  {gray_alpha, 8}, {gray_alpha, 16}, {color_alpha, 8}, {color_alpha, 16}};
  for (const Kind& kind : kinds) {
    const Bytes colors = kind.color_type == palette ? palette_of(1 << kind.bits) : Bytes();
    for (const Size<2>& size : {Size{1, 1}, {2, 1}, {1, 5}, {3, 3}, {4, 5}, {5, 4}, {8, 8}, {9, 17}, {33, 7}}) {
      for (const int interlace : {0, 1}) {
        CAPTURE(kind.color_type);
        CAPTURE(kind.bits);
        CAPTURE(size);
        CAPTURE(interlace);
        check_reads_as_expected(
            png(static_cast<std::uint32_t>(size.width), static_cast<std::uint32_t>(size.height), kind.bits,
                kind.color_type, raw_rows(size, kind.bits, kind.color_type, interlace == 1), colors, interlace),
            size, kind.bits, kind.color_type);
      }
    }
  }
}

TEST_CASE("files of another encoder: all filters, an empty chunk among the pixels") {
  struct File {
    const char* name;
    int bits, color_type;
  };
  for (const File& file : {File{"gray1", 1, gray},
                           {"gray4_interlaced", 4, gray},
                           {"gray16", 16, gray},
                           {"gray_alpha8_interlaced", 8, gray_alpha},
                           {"rgb16_interlaced", 16, color},
                           {"rgba8", 8, color_alpha}}) {
    CAPTURE(file.name);
    check_reads_as_expected(load(data_path(std::string(file.name) + ".png")), {37, 29}, file.bits, file.color_type);
  }
}

TEST_CASE("a palette with transparent colors") {
  const Bytes file = load(data_path("palette4_transparent.png"));
  const auto image = limn::read_rgba8(as_file(file));
  const auto labels = limn::read_labels(as_file(file));
  REQUIRE(image.size() == Size{37, 29});
  for (Index y = 0; y < 29; ++y) {
    for (Index x = 0; x < 37; ++x) {
      const std::uint32_t i = sample(x, y, 0, 15);
      const auto byte = [](std::uint32_t v) { return static_cast<std::uint8_t>(v); };
      REQUIRE(image(x, y) == Rgba8{byte(16 * i), byte(255 - 16 * i), byte(i), byte(i == 0 ? 0 : i == 1 ? 128 : 255)});
      REQUIRE(labels(x, y) == static_cast<std::int32_t>(i));
    }
  }
  CHECK(limn::read_info(as_file(file)).channels == 4);
}

TEST_CASE("a transparent gray level or color is compared at the depth of the file") {
  const Bytes two_levels = png(2, 1, 16, gray, Bytes("\0\1\2\1\3", 5), chunk("tRNS", Bytes("\1\2", 2)));
  CHECK(limn::read_rgba8(as_file(two_levels)) == image<Rgba8>({{{1, 1, 1, 0}, {1, 1, 1, 255}}}));
  CHECK(limn::read_rgba8(as_file(png(2, 1, 1, gray, Bytes("\0\x40", 2), chunk("tRNS", Bytes("\0\1", 2))))) ==
        image<Rgba8>({{{0, 0, 0, 255}, {255, 255, 255, 0}}}));
  CHECK(limn::read_rgba8(
            as_file(png(2, 1, 8, color, Bytes("\0\1\2\3\1\2\4", 7), chunk("tRNS", Bytes("\0\1\0\2\0\3", 6))))) ==
        image<Rgba8>({{{1, 2, 3, 0}, {1, 2, 4, 255}}}));
}

TEST_CASE("filters predict zero outside of the picture") {
  // Rows of filter 1 to 4 over three columns; the first row has nothing above.
  const auto gray8 = [](const Bytes& raw, std::uint32_t height) {
    return limn::read_gray8(as_file(png(3, height, 8, gray, raw)));
  };
  CHECK(gray8(Bytes("\1\1\1\1", 4), 1) == image<std::uint8_t>({{1, 2, 3}}));
  CHECK(gray8(Bytes("\2\1\1\1", 4), 1) == image<std::uint8_t>({{1, 1, 1}}));
  CHECK(gray8(Bytes("\3\4\4\4", 4), 1) == image<std::uint8_t>({{4, 6, 7}}));
  CHECK(gray8(Bytes("\4\1\1\1", 4), 1) == image<std::uint8_t>({{1, 2, 3}}));
  CHECK(gray8(Bytes("\0\12\24\36\2\1\1\1", 8), 2) == image<std::uint8_t>({{10, 20, 30}, {11, 21, 31}}));
  CHECK(gray8(Bytes("\0\12\24\36\3\1\1\1", 8), 2) == image<std::uint8_t>({{10, 20, 30}, {6, 14, 23}}));
  CHECK(gray8(Bytes("\0\12\24\36\4\1\1\1", 8), 2) == image<std::uint8_t>({{10, 20, 30}, {11, 21, 31}}));
  CHECK(refusal(png(1, 1, 8, gray, "\5x")) == "has a row of unknown filter 5");
}

TEST_CASE("chunks that do not matter are passed over; empty ones among the pixels too") {
  const Bytes raw("\0\7", 2), packed = stored(raw);
  const Bytes head = png_signature + ihdr(1, 1, 8, gray);
  const auto seven = image<std::uint8_t>({{7}});
  CHECK(limn::read_gray8(as_file(head + chunk("gAMA", big32(45455)) + chunk("IDAT", packed) + chunk("tEXt", "a") +
                                 chunk("IEND"))) == seven);
  CHECK(limn::read_gray8(as_file(head + chunk("IDAT") + chunk("IDAT", packed.substr(0, 3)) + chunk("IDAT") +
                                 chunk("IDAT", packed.substr(3)) + chunk("IDAT") + chunk("IEND"))) == seven);
  CHECK(limn::read_gray8(as_file(png(1, 1, 8, gray, raw) + "more behind the end")) == seven);
}

TEST_CASE("a wrong checksum in a chunk of any kind") {
  const Bytes file = png_signature + ihdr(1, 1, 8, palette) + chunk("gAMA", big32(1)) + chunk("PLTE", "abc") +
                     chunk("tRNS", "a") + chunk("IDAT", stored(Bytes(2, '\0'))) + chunk("IEND");
  REQUIRE(refusal(file) == "none");
  for (const char* name : {"IHDR", "gAMA", "PLTE", "tRNS", "IDAT", "IEND"}) {
    Bytes broken = file;
    const std::size_t at = file.find(name) + 4;
    const std::size_t length = static_cast<unsigned char>(file[at - 5]);
    broken[at + length] = static_cast<char>(broken[at + length] ^ 1);
    CHECK(refusal(broken) == std::string("has a wrong checksum in chunk ") + name);
  }
}

TEST_CASE("broken headers") {
  const Bytes rest = chunk("IDAT", stored(Bytes(2, '\0'))) + chunk("IEND");
  const auto header = [&](const Bytes& ihdr_chunk) { return refusal(png_signature + ihdr_chunk + rest); };
  CHECK(header(ihdr(0, 1, 8, gray)) == "claims a size of 0x1");
  CHECK(header(ihdr(1, 0, 8, gray)) == "claims a size of 1x0");
  CHECK(header(ihdr(0x80000000, 1, 8, gray)) == "claims a size of 2147483648x1");
  CHECK(header(ihdr(1, 1, 3, gray)) == "claims 3 bits for color type 0");
  CHECK(header(ihdr(1, 1, 16, palette)) == "claims 16 bits for color type 3");
  CHECK(header(ihdr(1, 1, 4, color)) == "claims 4 bits for color type 2");
  CHECK(header(ihdr(1, 1, 8, 5)) == "claims color type 5");
  CHECK(header(ihdr(1, 1, 8, gray, 2)) == "claims interlace method 2");
  CHECK(header(chunk("IHDR", big32(1) + big32(1) + Bytes("\10\0\1\0\0", 5))) == "claims compression method 1");
  CHECK(header(chunk("IHDR", big32(1) + big32(1) + Bytes("\10\0\0\1\0", 5))) == "claims filter method 1");
  CHECK(header(chunk("IHDR", big32(1) + big32(1))) == "has an IHDR chunk of 8 bytes");
  CHECK(header("") == "does not begin with its one IHDR chunk");
  CHECK(header(ihdr(1, 1, 8, gray) + ihdr(1, 1, 8, gray)) == "does not begin with its one IHDR chunk");
  CHECK(header(ihdr(1, 1, 8, gray) + chunk("ABCD")) == "has a critical chunk ABCD that limn does not know");
  CHECK(header(ihdr(1, 1, 8, gray) + chunk("a1CD")) == "has a chunk with a broken name");
}

TEST_CASE("broken palettes and transparency") {
  const auto with = [](int color_type, int bits, const Bytes& extra) {
    return refusal(
        png(1, 1, bits, color_type, Bytes(bits == 16 ? 9 : 5, '\0').substr(0, color_type == color ? 4 : 2), extra));
  };
  CHECK(with(palette, 8, "") == "has no palette");
  CHECK(with(palette, 8, chunk("PLTE")) == "has a palette of 0 bytes");
  CHECK(with(palette, 8, chunk("PLTE", "abcd")) == "has a palette of 4 bytes");
  CHECK(with(palette, 8, chunk("PLTE", Bytes(771, 'a'))) == "has a palette of 771 bytes");
  CHECK(with(palette, 1, palette_of(3)) == "has a palette too long for its bits");
  CHECK(with(palette, 8, palette_of(2) + palette_of(2)) == "has a palette out of place");
  CHECK(with(gray, 8, palette_of(2)) == "is gray but has a palette");
  CHECK(with(palette, 8, palette_of(2) + chunk("tRNS", "abc")) == "has more transparencies than palette colors");
  CHECK(with(gray, 8, chunk("tRNS", "abc")) == "has a broken tRNS chunk");
  CHECK(with(color, 8, chunk("tRNS", "ab")) == "has a broken tRNS chunk");
  CHECK(with(gray, 8, chunk("tRNS", "ab") + chunk("tRNS", "ab")) == "has a tRNS chunk out of place");
  CHECK(refusal(png(1, 1, 8, gray_alpha, Bytes(3, '\0'), chunk("tRNS", "ab"))) == "has alpha and a tRNS chunk");
  CHECK(refusal(png(1, 1, 8, palette, Bytes("\0\2", 2), palette_of(2))) == "has a pixel of color 2 but a palette of 2");
  CHECK(refusal(png(2, 1, 4, palette, Bytes("\0\x13", 2), palette_of(3))) ==
        "has a pixel of color 3 but a palette of 3");
}

TEST_CASE("cut off") {
  const Bytes file = png(1, 1, 8, gray, Bytes(2, '\0'));
  CHECK(refusal(file.substr(0, 7)) == "is no picture that limn can read: PNG, JPEG, BMP or PNM");
  CHECK(refusal(file.substr(0, 8)) == "ends within its chunks");
  CHECK(refusal(file.substr(0, 30)) == "ends within its chunks");
  CHECK(refusal(file.substr(0, 50)) == "ends within its chunks");
  CHECK(refusal(file.substr(0, file.size() - 12)) == "ends within its chunks");
  CHECK(refusal(file.substr(0, file.size() - 1)) == "ends within its chunks");
  CHECK(refusal(png_signature + ihdr(1, 1, 8, gray) + big32(0xffffffff) + "IDAT" + Bytes(20, '\0')) ==
        "ends within its chunks");
}

TEST_CASE("broken pixel data") {
  const Bytes head = png_signature + ihdr(2, 2, 8, gray), end = chunk("IEND");
  const auto with = [&](const Bytes& packed) { return refusal(head + chunk("IDAT", packed) + end); };
  const Bytes raw(6, '\0');
  CHECK(with(stored(raw)) == "none");
  CHECK(refusal(head + end) == "has no pixels");
  CHECK(refusal(head + chunk("IDAT") + end) == "has no pixels");
  CHECK(with(stored(raw.substr(0, 5))) == "has too little pixel data");
  CHECK(with(stored(raw + '\0')) == "has broken pixel data");
  CHECK(with("x") == "has broken pixel data");
  CHECK(with(Bytes("\x79\x01", 2) + stored(raw).substr(2)) == "has broken pixel data");
  CHECK(with(stored(raw).substr(0, 9)) == "has broken pixel data");
  // Block type 3 does not exist.
  CHECK(with("\x78\x01\x07" + Bytes(8, '\0')) == "has broken pixel data");
  CHECK(refusal(head + chunk("IDAT", stored(raw)) + chunk("tEXt", "a") + chunk("IDAT", "a") + end) ==
        "has IDAT chunks that do not follow each other");
}

TEST_CASE("a small file cannot ask for much memory") {
  CHECK(refusal(png(0x7fffffff, 0x7fffffff, 16, color_alpha, "x")) ==
        "is cut off: 2147483647x2147483647 pixels do not fit in its 69 bytes");
  CHECK(refusal(png(100000, 100000, 1, gray, "x", {}, 1)) ==
        "is cut off: 100000x100000 pixels do not fit in its 69 bytes");
}

}  // namespace
}  // namespace limn_test
