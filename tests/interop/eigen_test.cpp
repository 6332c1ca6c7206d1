#include <limn/interop/eigen.hpp>

#include <limn/label/components.hpp>
#include <limn/threshold/fixed.hpp>
#include <limn/threshold/global.hpp>

#include "support/images.hpp"

using limn::ImageView;
using limn::Size;
using Byte = std::uint8_t;
template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using RowMajorArray = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

static_assert(limn::GrayImage<RowMajor<Byte>> && limn::GrayImage<const RowMajorArray<float>&>);
static_assert(limn::GrayImage<Eigen::Matrix<double, 4, 3, Eigen::RowMajor>>);
static_assert(limn::WritableImage<RowMajor<int>&> && !limn::WritableImage<const RowMajor<int>&>);
static_assert(limn::WritableImage<Eigen::Map<RowMajor<int>>&> &&
              !limn::WritableImage<Eigen::Map<const RowMajor<int>>&>);
static_assert(!limn::AnyImage<Eigen::MatrixXf>, "columns lie in a row: take the transpose");
static_assert(limn::GrayImage<Eigen::Transpose<Eigen::MatrixXf>>);
static_assert(!limn::AnyImage<Eigen::Transpose<RowMajor<float>>>);
static_assert(!limn::AnyImage<decltype(RowMajor<float>() + RowMajor<float>())>, "a sum lies nowhere in memory");
static_assert(!limn::GrayImage<RowMajor<bool>>);

TEST_CASE_TEMPLATE("row by row: the same coefficients, not a copy", T, Byte, std::uint16_t, std::int16_t, float,
                   double) {
  RowMajor<T> matrix(2, 3);
  matrix << 0, 1, 2, 10, 11, 12;
  const ImageView<T> pixels = limn::view(matrix);
  CHECK(pixels.size() == Size{3, 2});
  CHECK(pixels(2, 1) == T{12});
  pixels(1, 0) = T{99};
  CHECK(matrix(0, 1) == T{99});
  const RowMajor<T>& constant = matrix;
  static_assert(std::is_same_v<decltype(limn::view(constant)), ImageView<const T>>);
  CHECK(limn::view(constant).pixels() == matrix.data());
}

TEST_CASE("column by column: the transpose is the image") {
  Eigen::MatrixXf matrix(2, 3);
  matrix << 0, 1, 2, 10, 11, 12;
  auto transposed = matrix.transpose();
  const auto pixels = limn::view(transposed);
  CHECK(pixels.size() == Size{2, 3});
  CHECK(pixels(1, 2) == 12.0F);
  CHECK(pixels.pixels() == matrix.data());
}

TEST_CASE("maps, blocks and references") {
  std::vector<float> numbers(24);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i);
  Eigen::Map<RowMajor<float>> map(numbers.data(), 4, 6);
  CHECK(limn::view(map)(5, 3) == 23.0F);

  auto block = map.block(1, 2, 2, 3);
  const auto part = limn::view(block);
  CHECK(part.size() == Size{3, 2});
  CHECK(part.byte_strides()[0] == 24);
  CHECK(part(2, 1) == 16.0F);

  Eigen::Ref<RowMajor<float>> reference(map);
  CHECK(limn::view(reference).pixels() == numbers.data());
  Eigen::Map<const RowMajor<float>> constant(numbers.data(), 4, 6);
  static_assert(std::is_same_v<decltype(limn::view(constant)), ImageView<const float>>);
  Eigen::Map<RowMajor<float>, 0, Eigen::OuterStride<>> padded(numbers.data(), 3, 2, Eigen::OuterStride<>(8));
  CHECK(limn::view(padded)(1, 2) == 17.0F);
}

TEST_CASE("algorithms take it, and write into it") {
  RowMajorArray<float> array = RowMajorArray<float>::Zero(30, 50);
  array.block(3, 4, 10, 20) = 5.0F;
  array.block(20, 30, 4, 4) = 4.0F;
  const limn::Mask mask = limn::threshold(array, limn::otsu(array));
  RowMajor<std::int32_t> labels(30, 50);
  CHECK(limn::label_components_into(mask, labels) == 2);
  CHECK(labels(3, 4) == 1);
  CHECK(labels(23, 33) == 2);
  CHECK((labels.array() == 1).count() == 200);
}

TEST_CASE("empty ones") {
  RowMajor<float> none;
  CHECK(limn::view(none).empty());
}

TEST_CASE("errors") {
  std::vector<float> numbers(24);
  using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
  Eigen::Map<RowMajor<float>, 0, Strides> spread(numbers.data(), 3, 4, Strides(8, 2));
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::view(spread)),
                       "limn::view: coefficients of a row are 2 apart, but must be 1", std::invalid_argument);
  Eigen::Map<RowMajor<float>, 0, Strides> dense(numbers.data(), 3, 4, Strides(8, 1));
  CHECK(limn::view(dense).size() == Size{4, 3});
}

TEST_CASE("as_matrix: the same pixels, not a copy") {
  auto image = limn_test::image<float>({{1, 2, 3}, {4, 5, 6}});
  auto matrix = limn::as_matrix(image);
  CHECK(matrix.rows() == 2);
  CHECK(matrix(1, 2) == 6.0F);
  matrix *= 2;
  CHECK(image(0, 1) == 8.0F);
  const auto& constant = image;
  CHECK(limn::as_matrix(constant).sum() == 42.0F);
  auto part = limn::subview(image, {{1, 0}, {2, 2}});
  CHECK(limn::as_matrix(part)(1, 0) == 10.0F);
}

TEST_CASE("as_matrix: errors") {
  limn::Image<std::uint16_t> image(Size{3, 2});
  const ImageView<std::uint16_t> flipped(image.row(1).data(), image.size(), {-6});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::as_matrix(flipped)),
                       "limn::as_matrix: a stride of -6 bytes fits no matrix of 2-byte coefficients",
                       std::invalid_argument);
}
