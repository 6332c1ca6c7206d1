#include <limn/io/io.hpp>

#include "support/images.hpp"

#include "io/files.hpp"

#include <limn/filter/color.hpp>

#include <cmath>
#include <filesystem>

namespace limn_test {
namespace {

using Gray8 = std::uint8_t;
using Gray16 = std::uint16_t;
using Rgb8 = limn::Rgb<Gray8>;
using Rgb16 = limn::Rgb<Gray16>;
using Rgba8 = limn::Rgba<Gray8>;

template <class I>
Bytes encoded(const I& image) {
  const std::vector<std::byte> bytes = limn::encode_png(image);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST_CASE("what kind of file it is, its first bytes decide") {
  const auto kind = [](const Bytes& file) { return limn::read_info(as_file(file)).format; };
  CHECK(kind(encoded(image<Gray8>({{1}}))) == limn::FileFormat::png);
  CHECK(kind(load(data_path("gray.jpg"))) == limn::FileFormat::jpeg);
  CHECK(kind("P2 1 1 255 0") == limn::FileFormat::pnm);
  CHECK(refusal("") == "is empty");
  CHECK(refusal("G") == "is no picture that limn can read: PNG, JPEG, BMP or PNM");
  CHECK(refusal("GIF89a\1\0\1\0") == "is a GIF file, and limn reads PNG, JPEG, BMP and PNM");
  CHECK(refusal("GIF87a") == "is a GIF file, and limn reads PNG, JPEG, BMP and PNM");
  CHECK(refusal(Bytes("II*\0\10", 5)) == "is a TIFF file, and limn reads PNG, JPEG, BMP and PNM");
  CHECK(refusal(Bytes("MM\0*\10", 5)) == "is a TIFF file, and limn reads PNG, JPEG, BMP and PNM");
  CHECK(refusal("RIFF    WEBP") == "is a WebP or other RIFF file, and limn reads PNG, JPEG, BMP and PNM");
  CHECK(refusal("8BPS, say, or some text") == "is no picture that limn can read: PNG, JPEG, BMP or PNM");
}

TEST_CASE("the header tells size, channels and depth") {
  const auto check = [](const Bytes& file, Index width, Index height, int channels, int bits) {
    const limn::FileInfo info = limn::read_info(as_file(file));
    CHECK(info.width == width);
    CHECK(info.height == height);
    CHECK(info.channels == channels);
    CHECK(info.bits == bits);
  };
  check(encoded(limn::Image<Gray8>(Size{3, 2})), 3, 2, 1, 8);
  check(encoded(limn::Image<Rgb16>(Size{3, 2})), 3, 2, 3, 16);
  check(encoded(limn::Image<Rgba8>(Size{3, 2})), 3, 2, 4, 8);
  check(load(data_path("gray1.png")), 37, 29, 1, 1);
  check(load(data_path("gray_alpha8_interlaced.png")), 37, 29, 2, 8);
  check(load(data_path("palette4_transparent.png")), 37, 29, 4, 8);
  check("P5 5 1 1000\n0123456789", 5, 1, 1, 10);
}

TEST_CASE("between depths: 257 v up, v / 257 down, to nearest") {
  Image<Gray16> all(Size{256, 256});
  Image<Gray8> down(Size{256, 256});
  for (Index v = 0; v < 65536; ++v) {
    all.pixels()[static_cast<std::size_t>(v)] = static_cast<Gray16>(v);
    down.pixels()[static_cast<std::size_t>(v)] = static_cast<Gray8>(std::floor(static_cast<double>(v) / 257 + 0.5));
  }
  const Bytes wide = encoded(all), narrow = encoded(down);
  CHECK(limn::read_gray16(as_file(wide)) == all);
  CHECK(limn::read_gray8(as_file(wide)) == down);
  CHECK(limn::read_gray8(as_file(narrow)) == down);
  const auto up = limn::read_gray16(as_file(narrow));
  for (std::size_t i = 0; i < 65536; ++i) REQUIRE(up.pixels()[i] == down.pixels()[i] * 257);
}

TEST_CASE("color becomes gray by the luma of filter/color, at the depth of the file") {
  const auto narrow = random_image<Gray8>(Size{3 * 41, 7}, 1);
  const auto wide = random_image<Gray16>(Size{3 * 41, 7}, 2);
  Image<Rgb8> colors(Size{41, 7});
  Image<Rgb16> deep(Size{41, 7});
  for (std::size_t i = 0; i < 41 * 7; ++i) {
    const auto* a = narrow.pixels().data() + 3 * i;
    const auto* b = wide.pixels().data() + 3 * i;
    colors.pixels()[i] = {a[0], a[1], a[2]};
    deep.pixels()[i] = {b[0], b[1], b[2]};
  }
  CHECK(limn::read_gray8(as_file(encoded(colors))) == limn::to_gray(colors));
  CHECK(limn::read_gray16(as_file(encoded(deep))) == limn::to_gray(deep));
  const auto down = limn::read_gray8(as_file(encoded(deep)));
  for (std::size_t i = 0; i < 41 * 7; ++i) {
    REQUIRE(down.pixels()[i] == (limn::to_gray(deep.pixels()[i]) + 128) / 257);
  }
}

TEST_CASE("gray becomes color with equal channels; alpha is dropped, or opaque where there is none") {
  const Bytes gray_file = encoded(image<Gray8>({{0, 7, 255}}));
  CHECK(limn::read_rgb8(as_file(gray_file)) == image<Rgb8>({{{0, 0, 0}, {7, 7, 7}, {255, 255, 255}}}));
  CHECK(limn::read_rgb16(as_file(gray_file)) == image<Rgb16>({{{0, 0, 0}, {1799, 1799, 1799}, {65535, 65535, 65535}}}));
  CHECK(limn::read_rgba8(as_file(gray_file)) == image<Rgba8>({{{0, 0, 0, 255}, {7, 7, 7, 255}, {255, 255, 255, 255}}}));
  const Bytes clear = encoded(image<Rgba8>({{{10, 20, 30, 0}}}));
  CHECK(limn::read_rgb8(as_file(clear)) == image<Rgb8>({{{10, 20, 30}}}));
  CHECK(limn::read_rgba8(as_file(clear)) == image<Rgba8>({{{10, 20, 30, 0}}}));
}

TEST_CASE("a mask is foreground wherever a pixel is not black, by any bit") {
  CHECK(limn::read_mask(as_file(encoded(image<Gray8>({{0, 1, 255}})))) == mask({".##"}));
  CHECK(limn::read_mask(as_file(encoded(image<Gray16>({{0, 1, 65535}})))) == mask({".##"}));
  CHECK(limn::read_mask(as_file(encoded(image<Rgba8>({{{0, 0, 0, 255}, {0, 0, 1, 0}}})))) == mask({".#"}));
}

TEST_CASE("labels are read as they stand") {
  CHECK(limn::read_labels(as_file(encoded(image<Gray16>({{0, 1, 65535}})))) == image<std::int32_t>({{0, 1, 65535}}));
  CHECK(limn::read_labels(as_file(encoded(image<Gray8>({{0, 1, 255}})))) == image<std::int32_t>({{0, 1, 255}}));
  CHECK(reason_of([] {
          static_cast<void>(limn::read_labels(as_file(encoded(image<Rgb8>({{{1, 2, 3}}})))));
        }) == "has colors, not labels");
}

template <class T>
Image<T> random_colors(const Size<2>& size, unsigned seed) {
  using C = limn::channel_t<T>;
  const auto samples =
      random_image<C>(Size<2>{size.width * static_cast<Index>(sizeof(T) / sizeof(C)), size.height}, seed);
  Image<T> image(size);
  std::memcpy(static_cast<void*>(image.pixels().data()), samples.pixels().data(), image.pixels().size_bytes());
  return image;
}

template <class T, class Read>
void check_round_trip(Read read) {
  unsigned seed = 1;
  for (const Size<2>& size : awkward_sizes_2d()) {
    const Image<T> image = random_colors<T>(size, seed++);
    CAPTURE(size);
    CHECK(read(as_file(encoded(image))) == image);
    for (const auto layout : {Relaid<T, 2>::padded, Relaid<T, 2>::flipped}) {
      const Relaid<T, 2> relaid(limn::const_view(image), layout);
      CHECK(encoded(relaid.view()) == encoded(image));
    }
  }
  // Long runs, which pack well, and noise, which does not: for that, stb stores.
  const Image<T> flat(Size{400, 300}), noise = random_colors<T>({400, 300}, 9);
  CHECK(read(as_file(encoded(flat))) == flat);
  CHECK(read(as_file(encoded(noise))) == noise);
}

TEST_CASE("what is written is read back, for every pixel type and layout") {
  using Span = std::span<const std::byte>;
  check_round_trip<Gray8>([](Span f) { return limn::read_gray8(f); });
  check_round_trip<Gray16>([](Span f) { return limn::read_gray16(f); });
  check_round_trip<Rgb8>([](Span f) { return limn::read_rgb8(f); });
  check_round_trip<Rgb16>([](Span f) { return limn::read_rgb16(f); });
  check_round_trip<Rgba8>([](Span f) { return limn::read_rgba8(f); });
  const auto deep = random_colors<limn::Rgba<Gray16>>({33, 5}, 3);
  const auto back = limn::read_rgba8(as_file(encoded(deep)));
  for (std::size_t i = 0; i < 33 * 5; ++i) {
    const auto p = deep.pixels()[i];
    const auto down = [](Gray16 v) { return static_cast<Gray8>((v + 128) / 257); };
    REQUIRE(back.pixels()[i] == Rgba8{down(p.r), down(p.g), down(p.b), down(p.a)});
  }
  CHECK(limn::read_rgb8(as_file(encoded(image<limn::Bgr<Gray8>>({{{3, 2, 1}, {6, 5, 4}}})))) ==
        image<Rgb8>({{{1, 2, 3}, {4, 5, 6}}}));
}

TEST_CASE("masks are 0 and 255, whatever their bytes") {
  limn::Mask written = random_mask(Size<2>{65, 7}, 5);
  CHECK(limn::read_mask(as_file(encoded(written))) == written);
  Gray8 bytes[] = {0, 1, 128, 255};
  const limn::ImageView<limn::Binary> wrapped(reinterpret_cast<limn::Binary*>(bytes), Size{4, 1});
  CHECK(limn::read_gray8(as_file(encoded(wrapped))) == image<Gray8>({{0, 255, 255, 255}}));
}

TEST_CASE("labels of any integer type are 16 bits, and throw where they do not fit") {
  const auto labels = image<std::int32_t>({{0, 1, 65535}});
  CHECK(limn::read_info(as_file(encoded(labels))).bits == 16);
  CHECK(limn::read_labels(as_file(encoded(labels))) == labels);
  CHECK(limn::read_labels(as_file(encoded(image<std::int64_t>({{7, 300}})))) == image<std::int32_t>({{7, 300}}));
  CHECK(limn::read_labels(as_file(encoded(image<std::uint32_t>({{7, 300}})))) == image<std::int32_t>({{7, 300}}));
  CHECK_THROWS_WITH_AS(encoded(image<std::int32_t>({{65536}})), "limn::write_png: label 65536 does not fit in 16 bits",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(encoded(image<std::int32_t>({{1, -1}})), "limn::write_png: label -1 does not fit in 16 bits",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(encoded(limn::Image<Gray8>(Size{0, 3})), "limn::write_png: the image is empty (0x3)",
                       std::invalid_argument);
}

TEST_CASE("an image larger than PNG is written for throws before anything is packed") {
  // One row, seen many times.
  std::vector<Gray8> row(60000);
  const limn::ImageView<Gray8> tall(row.data(), Size{60000, 60000}, {0});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::encode_png(tall)),
                       "limn::write_png: the image is 60000x60000 of 1 bytes a pixel, more than the 900000000 that are "
                       "written",
                       std::invalid_argument);
}

TEST_CASE("names of files: text and paths; a wrong ending does not matter") {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "limn io test";
  std::filesystem::create_directories(folder);
  const auto picture = image<Gray16>({{1, 2}, {3, 40000}});
  const std::filesystem::path path = folder / "a picture, not a photograph.jpg";
  limn::write_png(path, picture);
  CHECK(limn::read_gray16(path) == picture);
  CHECK(limn::read_gray16(path.string()) == picture);
  CHECK(limn::read_gray16(path.string().c_str()) == picture);
  CHECK(limn::read_info(std::string_view(path.string())).format == limn::FileFormat::png);
  CHECK(load(path.string()) == encoded(picture));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace limn_test
