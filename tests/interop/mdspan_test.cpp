#include <limn/interop/mdspan.hpp>

#include <limn/threshold/fixed.hpp>

#include <array>
#include <version>
#if defined(__cpp_lib_mdspan)
#include <mdspan>
#endif

#include "support/images.hpp"

using limn::ImageView;
using limn::Index;
using limn::Size;

namespace {

/// The members of std::mdspan that mdspan_view asks for.
template <class T, std::size_t R>
struct Strided {
  using element_type = T;
  static constexpr std::size_t rank() { return R; }
  T* data_handle() const { return pixels; }
  int extent(std::size_t r) const { return extents[r]; }
  int stride(std::size_t r) const { return strides[r]; }

  T* pixels;
  std::array<int, R> extents, strides;
};

std::array<float, 24> counting() {
  std::array<float, 24> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i);
  return numbers;
}

}  // namespace

static_assert(limn::MdspanLike<Strided<float, 2>> && limn::MdspanLike<Strided<const int, 3>>);
static_assert(!limn::MdspanLike<Strided<float, 1>> && !limn::MdspanLike<Strided<float, 4>>);

TEST_CASE("mdspan_view: the last extent is x") {
  auto numbers = counting();
  const ImageView<float> pixels = limn::mdspan_view(Strided<float, 2>{numbers.data(), {4, 6}, {6, 1}});
  CHECK(pixels.size() == Size{6, 4});
  CHECK(pixels(5, 1) == 11.0F);
  CHECK(pixels.pixels() == numbers.data());

  const auto voxels = limn::mdspan_view(Strided<const float, 3>{numbers.data(), {2, 3, 4}, {12, 4, 1}});
  static_assert(std::is_same_v<decltype(voxels), const ImageView<const float, 3>>);
  CHECK(voxels.size() == Size{4, 3, 2});
  CHECK(voxels(3, 2, 1) == 23.0F);
}

TEST_CASE("mdspan_view: padded rows") {
  auto numbers = counting();
  const auto pixels = limn::mdspan_view(Strided<float, 2>{numbers.data() + 2, {3, 2}, {8, 1}});
  CHECK(pixels(1, 2) == 19.0F);
  CHECK(limn::is_foreground(limn::threshold(pixels, 18.0F)(1, 2)));
}

TEST_CASE("mdspan_view: errors") {
  auto numbers = counting();
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::mdspan_view(Strided<float, 2>{numbers.data(), {4, 6}, {1, 4}})),
                       "limn::mdspan_view: elements of the last extent are 4 apart, but must be 1",
                       std::invalid_argument);
}

#if defined(__cpp_lib_mdspan)
TEST_CASE("std::mdspan") {
  auto numbers = counting();
  const std::mdspan span(numbers.data(), 4, 6);
  const ImageView<float> pixels = limn::mdspan_view(span);
  CHECK(pixels.size() == Size{6, 4});
  CHECK(pixels(5, 1) == 11.0F);
  const std::mdspan<float, std::extents<int, 4, 6>, std::layout_left> columns(numbers.data());
  CHECK_THROWS_AS(static_cast<void>(limn::mdspan_view(columns)), std::invalid_argument);
}
#endif
