#include "support/images.hpp"

#include "io/files.hpp"

#include <algorithm>
#include <cmath>

namespace limn_test {
namespace {

using Rgb8 = limn::Rgb<std::uint8_t>;

Bytes jpeg(const std::string& name) { return load(data_path(name + ".jpg")); }

/// Segment `marker` with its length.
Bytes segment(int marker, const Bytes& data) {
  return Bytes("\xff") + static_cast<char>(marker) + big16(static_cast<std::uint32_t>(data.size() + 2)) + data;
}

/// Where the n-th segment of that marker begins.
std::size_t find(const Bytes& file, int marker, int n = 0) {
  const Bytes wanted = Bytes("\xff") + static_cast<char>(marker);
  std::size_t at = file.find(wanted);
  for (; n > 0; --n) at = file.find(wanted, at + 1);
  return at;
}

Bytes without(Bytes file, int marker, int n = 0) {
  const std::size_t at = find(file, marker, n);
  const std::size_t length = static_cast<std::size_t>(static_cast<unsigned char>(file[at + 2])) << 8 |
                             static_cast<unsigned char>(file[at + 3]);
  return file.erase(at, length + 2);
}

Bytes inserted(const Bytes& file, std::size_t at, const Bytes& more) {
  return file.substr(0, at) + more + file.substr(at);
}

/// With byte `offset` of the n-th such segment, counted from the marker, changed.
Bytes changed(Bytes file, int marker, std::size_t offset, int value, int n = 0) {
  file[find(file, marker, n) + offset] = static_cast<char>(value);
  return file;
}

TEST_CASE("the pixels are those of libjpeg-turbo, but for rounding") {
  struct File {
    const char* name;
    int most;     // levels
    double mean;  // levels
  };
  // Where chroma is spread over pixels, its rounding adds to the transform's.
  for (const File& file : {File{"gray", 1, 0.01},
                           {"gray_progressive", 1, 0.01},
                           {"color_444", 2, 0.05},
                           {"color_422", 5, 0.3},
                           {"color_440", 2, 0.3},
                           {"color_420", 2, 0.3},
                           {"color_411", 2, 0.3},
                           {"progressive", 2, 0.3},
                           {"restart", 5, 0.3},
                           {"progressive_restart", 2, 0.3},
                           {"rgb", 1, 0.01},
                           {"wide_quantizers", 1, 0.05},
                           {"cmyk", 1, 0.05}}) {
    const std::string name = file.name;
    CAPTURE(name);
    const bool is_gray = name.substr(0, 4) == "gray";
    const auto ours = limn::read_rgb8(data_path(name + ".jpg"));
    const auto theirs = limn::read_rgb8(data_path(name + (is_gray ? ".pgm" : ".ppm")));
    REQUIRE(ours.size() == theirs.size());
    int most = 0;
    double sum = 0;
    for (Index y = 0; y < ours.height(); ++y) {
      for (Index x = 0; x < ours.width(); ++x) {
        const Rgb8 a = ours(x, y), b = theirs(x, y);
        for (const int d : {a.r - b.r, a.g - b.g, a.b - b.b}) {
          most = (std::max)(most, std::abs(d));
          sum += std::abs(d);
        }
      }
    }
    CHECK(most <= file.most);
    CHECK(sum / static_cast<double>(3 * limn::pixel_count(ours.size())) <= file.mean);
    const limn::FileInfo info = limn::read_info(data_path(name + ".jpg"));
    CHECK(info.format == limn::FileFormat::jpeg);
    CHECK(info.width == 37);
    CHECK(info.height == 29);
    CHECK(info.bits == 8);
    CHECK(info.channels == (is_gray ? 1 : 3));
  }
}

TEST_CASE("one pixel, and what may stand around a picture") {
  const auto pixel = limn::read_rgb8(data_path("one_pixel.jpg"));
  CHECK(pixel == image<Rgb8>({{{80, 150, 201}}}));
  const Bytes file = jpeg("color_420");
  const auto expected = limn::read_rgb8(as_file(file));
  CHECK(limn::read_rgb8(as_file(file + "more behind the end")) == expected);
  const std::size_t frame = find(file, 0xc0);
  CHECK(limn::read_rgb8(as_file(inserted(file, frame, segment(0xfe, "a comment")))) == expected);
  CHECK(limn::read_rgb8(as_file(inserted(file, frame, "\xff\xff\xff"))) == expected);
  CHECK(limn::read_rgb8(as_file(inserted(file, frame, segment(0xe1, "\xff\xd9\xff\xda")))) == expected);
}

TEST_CASE("a JPEG holds no labels") {
  CHECK(reason_of([] { static_cast<void>(limn::read_labels(data_path("gray.jpg"))); }) ==
        "is a JPEG, which does not keep labels");
}

TEST_CASE("kinds that are not read") {
  CHECK(refusal(jpeg("arithmetic")) == "is a JPEG of a kind that limn does not read (frame type 9)");
  const Bytes file = jpeg("gray");
  CHECK(refusal(changed(file, 0xc0, 1, 0xc3)) == "is a JPEG of a kind that limn does not read (frame type 3)");
  CHECK(refusal(changed(file, 0xc0, 4, 12)) == "is a JPEG of 12 bits, which limn does not read");
  // Four components without the segment that says what they are.
  CHECK(refusal(without(jpeg("cmyk"), 0xee)) == "does not say how its four components make colors");
}

TEST_CASE("broken headers") {
  const Bytes file = jpeg("color_420");
  const auto with = [&](int marker, std::size_t offset, int value) {
    return refusal(changed(file, marker, offset, value));
  };
  CHECK(refusal("\xff\xd8\xff") == "ends within its segments");
  CHECK(refusal("\xff\xd8\xff\xd9") == "has no frame header");
  CHECK(refusal(without(file, 0xc0)) == "has a scan before its frame header");
  CHECK(refusal(inserted(file, find(file, 0xc0), file.substr(find(file, 0xc0), 19))) == "has two frame headers");
  CHECK(refusal(inserted(file, find(file, 0xc0), "?")) == "has bytes between its segments");
  CHECK(with(0xc0, 3, 16) == "has a broken frame header");
  CHECK(with(0xc0, 9, 2) == "has a broken frame header");
  CHECK(refusal("\xff\xd8" + segment(0xc0, Bytes("\10\0\1\0\1\2", 6) + Bytes(6, '\1')) + "\xff\xd9") ==
        "has 2 components");
  CHECK(with(0xc0, 6, 0) == "claims a size of 37x0");
  CHECK(with(0xc0, 8, 0) == "claims a size of 0x29");
  CHECK(with(0xc0, 11, 0x02) == "has a broken frame header");
  CHECK(with(0xc0, 11, 0x52) == "has a broken frame header");
  CHECK(refusal(changed(changed(file, 0xc0, 11, 0x32), 0xc0, 14, 0x21)) == "has samplings of no whole ratio");
  CHECK(with(0xc0, 12, 4) == "has a broken frame header");
  CHECK(with(0xc0, 12, 3) == "lacks a quantization table");
  CHECK(with(0xdb, 3, 1) == "has a segment of length 1");
  CHECK(with(0xdb, 1, 0xd0) == "has an unknown segment 208");
  CHECK(with(0xdb, 2, 0x7f) == "ends within its segments");
}

TEST_CASE("broken tables") {
  const Bytes file = jpeg("color_420");
  const auto with = [&](int marker, std::size_t offset, int value) {
    return refusal(changed(file, marker, offset, value));
  };
  CHECK(with(0xdb, 4, 0x20) == "has a broken quantization table");
  CHECK(with(0xdb, 4, 0x04) == "has a broken quantization table");
  CHECK(with(0xdb, 4, 0x10) == "has a broken quantization table");
  CHECK(with(0xc4, 4, 0x20) == "has a broken code table");
  CHECK(with(0xc4, 4, 0x04) == "has a broken code table");
  // More codes of a length than there are, or all of them: that of ones only must stay free.
  CHECK(with(0xc4, 5, 3) == "has a broken code table");
  CHECK(with(0xc4, 5, 2) == "has a broken code table");
  // More symbols than bytes.
  CHECK(with(0xc4, 20, 9) == "has a broken code table");
  // A mean of 8-bit samples has no 12 bits.
  CHECK(with(0xc4, 21, 12) == "has a broken code table");
  CHECK(refusal(without(file, 0xc4, 0)) == "lacks a code table");
  CHECK(refusal(without(file, 0xc4, 3)) == "lacks a code table");
  CHECK(refusal(without(file, 0xdb, 1)) == "lacks a quantization table");
  const Bytes many = segment(0xc4, Bytes("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff", 17) + Bytes(510, '\0'));
  CHECK(refusal(inserted(file, find(file, 0xc0), many)) == "has a broken code table");
  CHECK(refusal(inserted(file, find(file, 0xc0), segment(0xdd, "abc"))) == "has a broken restart interval");
}

TEST_CASE("broken scans") {
  const Bytes file = jpeg("color_420"), progressive = jpeg("progressive");
  const auto with = [&](std::size_t offset, int value) { return refusal(changed(file, 0xda, offset, value)); };
  CHECK(with(4, 2) == "has a broken scan header");
  CHECK(with(4, 0) == "has a broken scan header");
  CHECK(with(5, 9) == "has a scan of an unknown component");
  CHECK(with(5, 2) == "has a scan of one component twice");
  CHECK(with(6, 0x40) == "lacks a code table");
  CHECK(with(6, 0x02) == "lacks a code table");
  CHECK(refusal(file.substr(0, find(file, 0xda)) + "\xff\xd9") == "lacks the scan of a component");
  const Bytes scan = file.substr(find(file, 0xda), file.size() - 2 - find(file, 0xda));
  CHECK(refusal(inserted(file, file.size() - 2, scan)) == "has its scans out of order");
  const auto progressive_with = [&](std::size_t offset, int value) {
    return refusal(changed(progressive, 0xda, offset, value));
  };
  CHECK(progressive_with(11, 2) == "has a broken scan header");
  CHECK(progressive_with(12, 5) == "has a broken scan header");
  CHECK(progressive_with(13, 0x21) == "has its scans out of order");
  CHECK(progressive_with(13, 0x31) == "has a broken scan header");
  CHECK(progressive_with(13, 0x0e) == "has a broken scan header");
  // A bit that is known is not told again: each scan costs the time of all blocks.
  const std::size_t last = progressive.rfind("\xff\xda");
  const Bytes before = progressive.substr(0, last), again = progressive.substr(last, progressive.size() - 2 - last);
  CHECK(refusal(before + again + again + "\xff\xd9") == "has its scans out of order");
}

TEST_CASE("restart markers are all there, in order") {
  const Bytes file = jpeg("restart");
  CHECK(refusal(Bytes(file).erase(find(file, 0xd1), 2)) == "has its restart markers out of order");
  CHECK(refusal(changed(file, 0xd1, 1, 0xd2)) == "has its restart markers out of order");
  const std::size_t last = find(file, 0xd4);
  CHECK(refusal(file.substr(0, last) + "\xff\xd9") == "has 4 restart markers, not 5");
  const Bytes plain = jpeg("gray");
  CHECK(refusal(inserted(plain, plain.size() - 2, "\xff\xd0")) == "has 1 restart markers, not 0");
}

TEST_CASE("cut off") {
  const Bytes file = jpeg("color_444");
  const std::size_t scan = find(file, 0xda);
  CHECK(refusal(file.substr(0, 100)) == "ends within its segments");
  CHECK(refusal(file.substr(0, scan + 6)) == "ends within its segments");
  CHECK(refusal(file.substr(0, scan + 200)) == "ends within its scans");
  CHECK(refusal(file.substr(0, file.size() - 2)) == "ends within its scans");
  CHECK(refusal(file.substr(0, file.size() - 1)) == "ends within its scans");
  // With an end put behind: too few bits for any picture of that size, or for this one.
  CHECK(refusal(file.substr(0, scan + 20) + "\xff\xd9") ==
        "is cut off: 37x29 pixels do not fit in its " + std::to_string(scan + 22) + " bytes");
  CHECK(refusal(file.substr(0, scan + 200) + "\xff\xd9") == "is cut off within its pixel data");
}

TEST_CASE("a small file cannot ask for much memory") {
  const Bytes file = jpeg("gray");
  const auto sized = [&](int height, int width) {
    Bytes bytes = file;
    bytes.replace(find(file, 0xc0) + 5, 4,
                  big16(static_cast<std::uint32_t>(height)) + big16(static_cast<std::uint32_t>(width)));
    return refusal(bytes);
  };
  CHECK(sized(30000, 30000) ==
        "is cut off: 30000x30000 pixels do not fit in its " + std::to_string(file.size()) + " bytes");
  CHECK(sized(65535, 65535) == "is too large: 65535x65535 pixels take more than 2 GiB");
}

/// A gray picture of 8 x 8 blocks whose every mean is 2047 above the one before: a code of one bit, then eleven ones.
Bytes rising_means(int frame_marker, int low) {
  const bool progressive = frame_marker == 0xc2;
  const Bytes counts = Bytes(1, '\1') + Bytes(15, '\0');
  Bytes bits, scan;
  for (int block = 0; block < 64; ++block) bits += std::string("0") + std::string(11, '1') + (progressive ? "" : "0");
  bits.resize((bits.size() + 7) / 8 * 8, '1');
  for (std::size_t i = 0; i < bits.size(); i += 8) {
    scan += static_cast<char>(std::stoi(bits.substr(i, 8), nullptr, 2));
    if (scan.back() == '\xff') scan += '\0';
  }
  return Bytes("\xff\xd8") + segment(0xdb, Bytes(1, '\x10') + Bytes(128, '\xff')) +
         segment(frame_marker, Bytes("\10\0\x40\0\x40\1\1\x11\0", 9)) + segment(0xc4, Bytes(1, '\0') + counts + '\13') +
         segment(0xc4, Bytes(1, '\x10') + counts + '\0') +
         segment(0xda, Bytes("\1\1\0\0", 4) + (progressive ? '\0' : '\x3f') + static_cast<char>(low)) + scan +
         "\xff\xd9";
}

TEST_CASE("means that run away overflow nothing") {
  // What the pixels are does not matter, and no encoder writes such a file: that no sanitizer complains does.
  CHECK(limn::read_gray8(as_file(rising_means(0xc0, 0))).size() == Size{64, 64});
  CHECK(limn::read_gray8(as_file(rising_means(0xc1, 0))).size() == Size{64, 64});
  CHECK(limn::read_gray8(as_file(rising_means(0xc2, 13))).size() == Size{64, 64});
}

TEST_CASE("nobody writes a hundred scans") {
  // Frequency by frequency, and bit by bit from the highest.
  Bytes file = rising_means(0xc2, 13);
  file.resize(file.size() - 2);
  for (int i = 0; i < 100; ++i) {
    const int frequency = 1 + i % 63, low = 13 - i / 63, high = i < 63 ? 0 : low + 1;
    file +=
        segment(0xda, Bytes("\1\1\0", 3) + Bytes(2, static_cast<char>(frequency)) + static_cast<char>(high << 4 | low));
    file += Bytes(8, '\0');
    if (i == 98) CHECK(refusal(file + "\xff\xd9") == "none");
  }
  CHECK(refusal(file + "\xff\xd9") == "has more than 100 scans");
}

}  // namespace
}  // namespace limn_test
