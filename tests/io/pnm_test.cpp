#include "support/images.hpp"

#include "io/files.hpp"

#include <cmath>

namespace limn_test {
namespace {

using Gray8 = std::uint8_t;
using Gray16 = std::uint16_t;
using Rgb8 = limn::Rgb<std::uint8_t>;

limn::Image<Gray8> gray8(const Bytes& file) { return limn::read_gray8(as_file(file)); }
limn::Image<Gray16> gray16(const Bytes& file) { return limn::read_gray16(as_file(file)); }

TEST_CASE("text and bytes hold the same pictures") {
  // In a bit map 1 is black.
  const auto bits = image<Gray8>({{255, 0, 0}, {0, 255, 255}});
  CHECK(gray8("P1\n3 2\n0 1 1\n1 0 0\n") == bits);
  CHECK(gray8("P1 3 2 011100") == bits);
  CHECK(gray8(Bytes("P4\n3 2\n") + '\x60' + '\x80') == bits);

  const auto levels = image<Gray8>({{0, 17, 255}});
  CHECK(gray8("P2\n3 1\n255\n0 17 255") == levels);
  CHECK(gray8(Bytes("P5 3 1 255\n\0\x11\xff", 14)) == levels);

  const auto colors = image<Rgb8>({{{1, 2, 3}, {4, 5, 6}}});
  CHECK(limn::read_rgb8(as_file("P3\n2 1\n255\n1 2 3 4 5 6\n")) == colors);
  CHECK(limn::read_rgb8(as_file("P6\n2 1\n255\n\1\2\3\4\5\6")) == colors);
}

TEST_CASE("comments and white space stand wherever the header lets them") {
  const auto expected = image<Gray8>({{9}});
  CHECK(gray8("P2#a\n#b\n1 # c\n\t1\r\n#d\n255#e\n9") == expected);
  CHECK(gray8("P5\v1\f1 255 \x09") == expected);
  CHECK(gray8("P5 1 1 255#a comment ends the header\n\x09") == expected);
  // The white space behind the maximum is one byte: a 10 may be the first pixel.
  CHECK(gray8("P5 1 1 255\n\n") == image<Gray8>({{10}}));
  CHECK(gray8("P5 1 1 255\nA and more behind the picture") == image<Gray8>({{'A'}}));
}

TEST_CASE("any maximum spreads to the full range, rounded to nearest") {
  for (const int maximum : {1, 2, 3, 4, 10, 100, 254, 255, 256, 300, 1023, 4095, 32767, 40000, 65534, 65535}) {
    Bytes text = "P2 5 1 " + std::to_string(maximum) + "\n", binary = "P5 5 1 " + std::to_string(maximum) + "\n";
    Image<Gray8> narrow(Size{5, 1});
    Image<Gray16> wide(Size{5, 1});
    for (Index x = 0; x < 5; ++x) {
      const int v = static_cast<int>(x * maximum / 4);
      text += std::to_string(v) + ' ';
      binary += maximum > 255 ? big16(static_cast<std::uint32_t>(v)) : Bytes(1, static_cast<char>(v));
      const double scaled =
          maximum > 255 ? std::floor(65535.0 * v / maximum + 0.5) : std::floor(255.0 * v / maximum + 0.5);
      wide(x, 0) = static_cast<Gray16>(maximum > 255 ? scaled : 257 * scaled);
      narrow(x, 0) = static_cast<Gray8>(maximum > 255 ? std::floor(scaled / 257 + 0.5) : scaled);
    }
    CAPTURE(maximum);
    CHECK(gray8(text) == narrow);
    CHECK(gray8(binary) == narrow);
    CHECK(gray16(text) == wide);
    CHECK(gray16(binary) == wide);
  }
}

TEST_CASE("labels are the numbers of the file") {
  CHECK(limn::read_labels(as_file("P2 3 1 1000\n0 7 1000")) == image<std::int32_t>({{0, 7, 1000}}));
  CHECK(limn::read_labels(as_file("P2 3 1 3\n0 1 3")) == image<std::int32_t>({{0, 1, 3}}));
  CHECK(limn::read_labels(as_file("P1 2 1 1 0")) == image<std::int32_t>({{0, 1}}));
  CHECK(reason_of([] { static_cast<void>(limn::read_labels(as_file("P3 1 1 255 1 2 3"))); }) ==
        "has colors, not labels");
}

TEST_CASE("broken headers") {
  CHECK(refusal("P5") == "is no picture that limn can read: PNG, JPEG, BMP or PNM");
  CHECK(refusal("P8 1 1 255\n1") == "is no picture that limn can read: PNG, JPEG, BMP or PNM");
  CHECK(refusal("P7\nWIDTH 1\n") == "is a PAM file, and limn reads PNG, JPEG, BMP and PNM");
  CHECK(refusal("P5\n") == "ends before its width");
  CHECK(refusal("P5 4") == "ends before its height");
  CHECK(refusal("P5 4 4") == "ends before its maximum");
  CHECK(refusal("P5 4 4 255") == "has no raster");
  CHECK(refusal("P5 4 4 255x") == "has no raster");
  CHECK(refusal("P5 # a comment to the end") == "ends before its width");
  CHECK(refusal("P5 0 4 255\n") == "claims a size of 0x4");
  CHECK(refusal("P2 4 0 255\n") == "claims a size of 4x0");
  CHECK(refusal("P5 -4 4 255\n1234") == "has no number for its width");
  CHECK(refusal("P5 4 +4 255\n1234") == "has no number for its height");
  CHECK(refusal("P5 1 1 0\n1") == "claims a maximum of 0, not 1 to 65535");
  CHECK(refusal("P5 1 1 65536\n12") == "claims a maximum of 65536, not 1 to 65535");
  CHECK(refusal("P5 99999999999999999999 1 255\n1") == "has a number too large for its width");
  CHECK(refusal("P5 4294967297 1 255\n1") == "has a number too large for its width");
}

TEST_CASE("a raster shorter than its header claims costs no memory") {
  CHECK(refusal("P6 100000000 100000000 255\n123") ==
        "is cut off: 100000000x100000000 pixels do not fit in its 30 bytes");
  CHECK(refusal("P5 2 2 255\n123") == "is cut off: 2x2 pixels do not fit in its 14 bytes");
  CHECK(refusal("P5 2 2 256\n1234567") == "is cut off: 2x2 pixels do not fit in its 18 bytes");
  CHECK(refusal("P4 9 2\n123") == "is cut off: 9x2 pixels do not fit in its 10 bytes");
  CHECK(refusal("P2 2 2 255\n") == "is cut off: 2x2 pixels do not fit in its 11 bytes");
  CHECK(refusal("P1 2 2\n01") == "is cut off: 2x2 pixels do not fit in its 9 bytes");
}

TEST_CASE("broken samples") {
  CHECK(refusal("P2 3 1 255\n1 2  ") == "ends before its samples");
  CHECK(refusal("P2 2 1 255\n-1 2") == "has no number for its samples");
  CHECK(refusal("P2 2 1 255\n1 x") == "has no number for its samples");
  CHECK(refusal("P2 2 1 255\n1 256") == "has a sample of 256 above its maximum of 255");
  CHECK(refusal("P2 2 1 255\n1 4294967296") == "has a number too large for its samples");
  CHECK(refusal("P5 2 1 9\n\1\12") == "has a sample of 10 above its maximum of 9");
  CHECK(refusal("P1 3 1\n0 1 2") == "has a bit that is neither 0 nor 1");
  CHECK(refusal("P1 3 1\n0 1   ") == "ends within its samples");
}

}  // namespace
}  // namespace limn_test
