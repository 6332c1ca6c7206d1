#include <limn/core/traverse.hpp>

#include "support/images.hpp"

using namespace limn_test;

TEST_CASE("fill and copy: padding stays as it was") {
  std::vector<std::uint8_t> storage(5 * 3, 9);
  const limn::ImageView<std::uint8_t> padded(storage.data(), Size<2>{3, 3}, {5});
  limn::fill(padded, 1);
  limn::copy_into(image<std::uint8_t>({{2, 3, 4}, {5, 6, 7}, {8, 9, 10}}), padded);
  CHECK(storage == std::vector<std::uint8_t>{2, 3, 4, 9, 9, 5, 6, 7, 9, 9, 8, 9, 10, 9, 9});
}

TEST_CASE_TEMPLATE("copy: any layout gives the same image", T, LIMN_TEST_GRAY_TYPES, limn::Rgb<std::uint8_t>) {
  unsigned seed = 0;
  const auto check = [&](const auto& sizes) {
    for (const auto& size : sizes) {
      using Bytes = std::conditional_t<limn::ColorPixel<T>, std::uint8_t, T>;
      const auto gray = random_image<Bytes>(size, seed++);
      const auto picture = limn::transform(gray, [](auto v) {
        if constexpr (limn::ColorPixel<T>) return T{v, 1, 2};
        else return v;
      });
      for_each_layout(picture, [&](const auto& layout) { CHECK(limn::copy(layout) == picture); });
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("transform: the function decides the pixel type") {
  const auto gray = image<std::uint8_t>({{1, 2}, {3, 250}});
  CHECK(limn::transform(gray, [](std::uint8_t v) { return v * 2; }) == image<int>({{2, 4}, {6, 500}}));
  CHECK(limn::transform(gray, [](std::uint8_t v) { return limn::to_binary(v > 2); }) == mask({"..", "##"}));
}

TEST_CASE("transform_into: in place") {
  auto gray = image<std::uint8_t>({{1, 2}, {3, 4}});
  limn::transform_into(gray, gray, [](std::uint8_t v) { return static_cast<std::uint8_t>(v + 1); });
  CHECK(gray == image<std::uint8_t>({{2, 3}, {4, 5}}));
}

TEST_CASE("for_each_row: all at once where nothing is padded, row by row where something is") {
  const Image<int, 3> volume(Size<3>{3, 4, 5}, 1);
  int calls = 0;
  limn::Index pixels = 0;
  const auto count = [&](Index length, const int*) { ++calls, pixels += length; };
  limn::detail::for_each_row(count, limn::view(volume));
  CHECK(calls == 1);
  CHECK(pixels == 60);
  calls = 0, pixels = 0;
  limn::detail::for_each_row(count, limn::subview(volume, limn::Box<3>{{0, 0, 0}, {2, 3, 4}}));
  CHECK(calls == 12);
  CHECK(pixels == 24);
  calls = 0;
  limn::detail::for_each_row(count, limn::ImageView<const int>());
  CHECK(calls == 0);
}

TEST_CASE("copies: errors") {
  const Image<int> from(Size<2>{2, 3});
  Image<int> to(Size<2>{3, 2});
  CHECK_THROWS_WITH_AS(limn::copy_into(from, to), "limn::copy_into: the output is 3x2 but the image is 2x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::transform_into(from, to, [](int v) { return v; }),
                       "limn::transform_into: the output is 3x2 but the image is 2x3", std::invalid_argument);
}
