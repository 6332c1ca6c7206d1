#include <limn/core/image.hpp>

#include <cstdint>
#include <type_traits>
#include <utility>

#include "support/images.hpp"

using namespace limn_test;

static_assert(std::is_nothrow_move_constructible_v<limn::Mask> && std::is_nothrow_move_assignable_v<limn::Mask>);
static_assert(std::is_same_v<limn::Volume<float>, limn::Image<float, 3>>);
static_assert(std::is_same_v<limn::LabelImage<>, limn::Image<std::int32_t, 2>>);

TEST_CASE("Image: starts empty, zeroed or filled") {
  CHECK(Image<float>().empty());
  CHECK(Image<float>().size() == Size<2>{0, 0});
  CHECK(Image<std::uint8_t>(Size<2>{2, 2}) == image<std::uint8_t>({{0, 0}, {0, 0}}));
  CHECK(Image<std::int16_t>(Size<2>{2, 1}, -7) == image<std::int16_t>({{-7, -7}}));
  CHECK(limn::Mask(Size<2>{1, 1})(0, 0) == limn::Binary::background);
}

TEST_CASE("Image: x runs along a row, rows follow each other without padding") {
  Image<std::uint8_t> picture(Size<2>{3, 2});
  for (std::size_t i = 0; i < 6; ++i) picture.pixels()[i] = static_cast<std::uint8_t>(i);
  CHECK(picture(2, 0) == 2);
  CHECK(picture(0, 1) == 3);
  CHECK(picture(limn::Point{1, 1}) == 4);
  CHECK(picture.row(1)[2] == 5);
  CHECK(picture.row(0).size() == 3);

  Image<std::uint8_t, 3> volume(Size<3>{2, 3, 4});
  volume(1, 2, 3) = 9;
  CHECK(volume.pixels()[23] == 9);
  CHECK(volume.row(2, 3)[1] == 9);
  CHECK(volume(limn::Point{1, 2, 3}) == 9);
  CHECK(volume.width() == 2);
  CHECK(volume.height() == 3);
  CHECK(volume.depth() == 4);
}

TEST_CASE("Image: pixels are aligned to 64 bytes") {
  for (limn::Index width = 1; width < 200; width += 13) {
    const Image<std::uint8_t> picture(Size<2>{width, 3});
    CHECK(reinterpret_cast<std::uintptr_t>(picture.pixels().data()) % 64 == 0);
    CHECK(picture.data() == picture.pixels().data());
    CHECK(std::as_const(picture).data() == picture.data());
  }
}

TEST_CASE("Image: copies are deep, moves take the pixels along") {
  const auto original = image<std::uint16_t>({{1, 2}, {3, 4}});
  Image<std::uint16_t> copied = original;
  copied(0, 0) = 9;
  CHECK(original(0, 0) == 1);

  const std::uint16_t* const pixels = copied.pixels().data();
  Image<std::uint16_t> moved = std::move(copied);
  CHECK(moved.pixels().data() == pixels);

  Image<std::uint16_t> assigned(Size<2>{5, 5});
  assigned = original;
  CHECK(assigned == original);
  Image<std::uint16_t>& alias = assigned;
  assigned = alias;
  CHECK(assigned == original);
  assigned = std::move(moved);
  CHECK(assigned.pixels().data() == pixels);
  assigned = Image<std::uint16_t>();
  CHECK(assigned.empty());
}

TEST_CASE("Image: assignment of the same size keeps the storage") {
  Image<float> target(Size<2>{4, 4});
  const float* const pixels = target.pixels().data();
  target = Image<float>(Size<2>{4, 4}, 3);
  const Image<float> same(Size<2>{4, 4}, 2);
  const float* const moved_in = target.pixels().data();
  target = same;
  CHECK(target.pixels().data() == moved_in);
  CHECK(target == same);
  static_cast<void>(pixels);
}

TEST_CASE("Image: equal means same size and same pixels") {
  CHECK(image<float>({{1, 2}}) == image<float>({{1, 2}}));
  CHECK(image<float>({{1, 2}}) != image<float>({{1}, {2}}));
  CHECK(image<float>({{1, 2}}) != image<float>({{1, 3}}));
  CHECK(Image<float>(Size<2>{0, 3}) != Image<float>(Size<2>{3, 0}));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(image<float>({{nan}}) != image<float>({{nan}}));
}

TEST_CASE("Image: no pixels where a side is zero") {
  const Image<double> flat(Size<2>{7, 0});
  CHECK(flat.empty());
  CHECK(flat.pixels().empty());
  CHECK(flat.data() == nullptr);
  const Image<double> copied = flat;
  CHECK(copied.size() == Size<2>{7, 0});
}

TEST_CASE("Image: sizes that cannot be are refused before anything is allocated") {
  CHECK_THROWS_WITH_AS(Image<float>(Size<2>{-1, 4}), "limn::Image: negative size -1x4", std::invalid_argument);
  CHECK_THROWS_WITH_AS((Image<float, 3>(Size<3>{0, 4, -2})), "limn::Image: negative size 0x4x-2",
                       std::invalid_argument);
  const limn::Index huge = (std::numeric_limits<limn::Index>::max)() / 2;
  CHECK_THROWS_AS(Image<float>(Size<2>{huge, 3}), std::invalid_argument);
  CHECK_THROWS_AS(Image<double>(Size<2>{huge, 1}), std::invalid_argument);
  CHECK_THROWS_AS((Image<std::uint8_t, 3>(Size<3>{huge, huge, huge})), std::invalid_argument);
  CHECK(Image<float>(Size<2>{huge, 0}).empty());
}

TEST_CASE("view: of an image that is const, pixels are const") {
  Image<float> writable(Size<2>{2, 2});
  const Image<float> constant(Size<2>{2, 2});
  static_assert(std::is_same_v<decltype(limn::view(writable)), limn::ImageView<float>>);
  static_assert(std::is_same_v<decltype(limn::view(constant)), limn::ImageView<const float>>);
  limn::view(writable)(1, 1) = 5;
  CHECK(writable(1, 1) == 5);
}

TEST_CASE("as_mask: bytes are a mask without a copy, and back to 255 where written") {
  auto bytes = image<std::uint8_t>({{0, 1}, {2, 255}});
  const auto wrapped = limn::as_mask(bytes);
  CHECK(!limn::is_foreground(wrapped(0, 0)));
  CHECK(limn::is_foreground(wrapped(1, 0)));
  CHECK(limn::is_foreground(wrapped(0, 1)));
  wrapped(0, 0) = limn::to_binary(true);
  CHECK(bytes(0, 0) == 255);
  const auto& constant = bytes;
  static_assert(std::is_same_v<decltype(limn::as_mask(constant)), limn::ImageView<const limn::Binary>>);
}
