#include <limn/core/view.hpp>

#include <array>
#include <type_traits>
#include <vector>

#include "support/images.hpp"

using namespace limn_test;
using limn::ImageView;

static_assert(std::is_trivially_copyable_v<ImageView<float>>);
static_assert(std::is_convertible_v<ImageView<float>, ImageView<const float>>);
static_assert(!std::is_convertible_v<ImageView<const float>, ImageView<float>>);

TEST_CASE("ImageView: borrows, and is shallow in const") {
  std::array<int, 6> pixels{0, 1, 2, 3, 4, 5};
  const ImageView<int> view(pixels.data(), Size<2>{3, 2});
  CHECK(view(2, 1) == 5);
  view(2, 1) = 9;
  CHECK(pixels[5] == 9);
  CHECK(view.is_contiguous());
  CHECK(view.row(1).data() == pixels.data() + 3);
}

TEST_CASE("ImageView: rows may be padded, flipped, or one row again and again") {
  std::array<int, 8> pixels{0, 1, 2, -1, 3, 4, 5, -1};
  const Size<2> size{3, 2};
  const ImageView<int> padded(pixels.data(), size, {16});
  CHECK(limn::copy(padded) == image<int>({{0, 1, 2}, {3, 4, 5}}));
  CHECK(!padded.is_contiguous());
  const ImageView<int> flipped(pixels.data() + 4, size, {-16});
  CHECK(limn::copy(flipped) == image<int>({{3, 4, 5}, {0, 1, 2}}));
  const ImageView<const int> repeated(pixels.data(), size, {0});
  CHECK(limn::copy(repeated) == image<int>({{0, 1, 2}, {0, 1, 2}}));
}

TEST_CASE("ImageView: a padded volume") {
  std::vector<std::uint8_t> pixels(200);
  const ImageView<std::uint8_t, 3> view(pixels.data(), Size<3>{3, 4, 5}, {8, 40});
  view(2, 3, 4) = 7;
  CHECK(pixels[2 + 3 * 8 + 4 * 40] == 7);
  CHECK(view(limn::Point{2, 3, 4}) == 7);
  CHECK(!view.is_contiguous());
}

TEST_CASE("ImageView: one row is contiguous whatever its stride") {
  std::array<int, 4> pixels{};
  CHECK(ImageView<int>(pixels.data(), Size<2>{4, 1}, {-400}).is_contiguous());
}

TEST_CASE("subview: the pixels of a box") {
  auto picture = image<int>({{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}});
  const auto inner = limn::subview(picture, limn::Box{limn::Point{1, 1}, Size<2>{2, 2}});
  CHECK(limn::copy(inner) == image<int>({{5, 6}, {9, 10}}));
  inner(0, 0) = -5;
  CHECK(picture(1, 1) == -5);
  CHECK(limn::subview(picture, limn::Box{limn::Point{4, 3}, Size<2>{0, 0}}).empty());
  CHECK(limn::subview(picture, limn::Box{limn::Point{0, 0}, Size<2>{4, 3}}).is_contiguous());

  const Image<int, 3> volume(Size<3>{4, 4, 4}, 3);
  CHECK(limn::subview(volume, limn::Box<3>{{1, 2, 3}, {3, 2, 1}}).size() == Size<3>{3, 2, 1});
}

TEST_CASE("subview: errors") {
  Image<int> picture(Size<2>{4, 3});
  const auto part = [&](limn::Index x, limn::Index y, limn::Index w, limn::Index h) {
    static_cast<void>(limn::subview(picture, limn::Box{limn::Point{x, y}, Size<2>{w, h}}));
  };
  CHECK_THROWS_WITH_AS(part(2, 0, 3, 1), "limn::subview: box of 3x1 at (2, 0) reaches outside the image of 4x3",
                       std::invalid_argument);
  CHECK_THROWS_AS(part(-1, 0, 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(part(0, 0, -1, 1), std::invalid_argument);
  CHECK_THROWS_AS(part(1, 1, (std::numeric_limits<limn::Index>::max)(), 1), std::invalid_argument);
}

TEST_CASE("ImageView: errors") {
  int pixel = 0;
  CHECK_THROWS_WITH_AS(ImageView<int>(&pixel, Size<2>{-1, 1}), "limn::ImageView: negative size -1x1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(ImageView<int>(nullptr, Size<2>{2, 1}), "limn::ImageView: null pixels for size 2x1",
                       std::invalid_argument);
  CHECK(ImageView<int>(nullptr, Size<2>{0, 1}).empty());
  const limn::Index huge = (std::numeric_limits<limn::Index>::max)() / 2;
  CHECK_THROWS_AS(ImageView<int>(&pixel, Size<2>{huge, 3}), std::invalid_argument);
  CHECK_THROWS_AS((ImageView<int, 3>(&pixel, Size<3>{huge, 4, 4})), std::invalid_argument);
  CHECK_THROWS_AS(ImageView<double>(&*std::vector<double>(1).begin(), Size<2>{huge, 1}), std::invalid_argument);
}
