#include <limn/core/pixel.hpp>

#include "support/images.hpp"

TEST_CASE("Binary: any byte but zero is foreground, and 255 is what is written") {
  CHECK(!limn::is_foreground(static_cast<limn::Binary>(0)));
  for (const int byte : {1, 2, 127, 128, 255}) CHECK(limn::is_foreground(static_cast<limn::Binary>(byte)));
  CHECK(static_cast<int>(limn::to_binary(true)) == 255);
  CHECK(static_cast<int>(limn::to_binary(false)) == 0);
}

TEST_CASE("pixel concepts: who is what") {
  static_assert(limn::GrayPixel<std::uint8_t> && limn::GrayPixel<std::int16_t> && limn::GrayPixel<double>);
  static_assert(!limn::GrayPixel<bool> && !limn::GrayPixel<limn::Binary> && !limn::GrayPixel<limn::Rgb<float>>);
  static_assert(limn::ColorPixel<limn::Rgb<float>> && limn::ColorPixel<limn::Lab<double>>);
  static_assert(limn::ColorPixel<limn::Bgr<std::uint8_t>> && limn::ColorPixel<limn::Rgba<std::uint16_t>>);
  static_assert(!limn::ColorPixel<std::uint8_t> && !limn::ColorPixel<limn::Binary>);
  static_assert(limn::MaskPixel<limn::Binary> && !limn::MaskPixel<std::uint8_t> && !limn::MaskPixel<bool>);
  static_assert(limn::LabelPixel<std::int32_t> && limn::LabelPixel<std::uint16_t>);
  static_assert(!limn::LabelPixel<float> && !limn::LabelPixel<bool> && !limn::LabelPixel<limn::Binary>);
}

TEST_CASE("pixel traits: channels") {
  static_assert(limn::channels_v<float> == 1 && limn::channels_v<limn::Rgb<float>> == 3);
  static_assert(limn::channels_v<limn::Rgba<float>> == 4 && limn::channels_v<limn::Binary> == 0);
  static_assert(std::is_same_v<limn::channel_t<limn::Bgr<std::uint16_t>>, std::uint16_t>);
  static_assert(std::is_same_v<limn::channel_t<std::uint8_t>, std::uint8_t>);
}

TEST_CASE("colors: channels lie in memory as the name says, without padding") {
  static_assert(sizeof(limn::Rgb<std::uint8_t>) == 3 && sizeof(limn::Rgba<std::uint16_t>) == 8);
  static_assert(sizeof(limn::Bgr<float>) == 12);
  const limn::Bgr<std::uint8_t> color{1, 2, 3};
  CHECK(color.b == 1);
  CHECK(color.r == 3);
  CHECK(*reinterpret_cast<const std::uint8_t*>(&color) == 1);
  CHECK(limn::Rgb{1, 2, 3} == limn::Rgb<int>{1, 2, 3});
  CHECK(!(limn::Rgb{1, 2, 3} == limn::Rgb{1, 2, 4}));
  CHECK(limn::Rgba{1, 2, 3, 4} == limn::Rgba<int>{1, 2, 3, 4});
  CHECK(limn::Lab{1.0, 2.0, 3.0} == limn::Lab<double>{1, 2, 3});
}
