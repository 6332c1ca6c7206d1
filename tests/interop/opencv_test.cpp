#include <limn/interop/opencv.hpp>

#include <limn/filter/gaussian.hpp>
#include <limn/label/components.hpp>
#include <limn/threshold/fixed.hpp>
#include <limn/threshold/global.hpp>

#include <opencv2/core.hpp>

#include "support/images.hpp"

using limn::Bgr;
using limn::Binary;
using limn::ImageView;
using limn::Index;
using limn::Size;
using Byte = std::uint8_t;

static_assert(limn::GrayImage<cv::Mat_<Byte>> && limn::GrayImage<const cv::Mat_<float>&>);
static_assert(limn::WritableImage<cv::Mat_<short>&> && !limn::WritableImage<const cv::Mat_<short>&>);
static_assert(limn::ColorImage<cv::Mat_<cv::Vec3b>>);
static_assert(std::is_same_v<limn::pixel_t<cv::Mat_<cv::Vec3b>>, Bgr<Byte>>, "OpenCV reads blue first");
static_assert(!limn::AnyImage<cv::Mat>, "a cv::Mat does not say what it holds");
static_assert(!limn::AnyImage<cv::Mat_<cv::Vec4b>>, "limn has no blue-first color with alpha");
static_assert(!limn::AnyImage<cv::Mat_<cv::Vec2f>> && !limn::AnyImage<cv::Mat_<bool>>);
static_assert(!limn::MatPixel<std::int64_t> && !limn::MatPixel<std::uint32_t> && !limn::MatPixel<limn::Rgb<bool>>);

namespace {

/// Pixel (x, y) is 10 y + x.
template <class T>
cv::Mat_<T> counting(int rows, int cols) {
  cv::Mat_<T> mat(rows, cols);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < cols; ++x) mat(y, x) = static_cast<T>(10 * y + x);
  }
  return mat;
}

}  // namespace

TEST_CASE_TEMPLATE("cv::Mat_: the same pixels, not a copy", T, Byte, std::int8_t, std::uint16_t, std::int16_t, int,
                   float, double) {
  auto mat = counting<T>(3, 5);
  const ImageView<T> pixels = limn::view(mat);
  CHECK(pixels.size() == Size{5, 3});
  CHECK(pixels(4, 2) == T{24});
  pixels(1, 2) = T{99};
  CHECK(mat(2, 1) == T{99});
  const cv::Mat_<T>& constant = mat;
  static_assert(std::is_same_v<decltype(limn::view(constant)), ImageView<const T>>);
  CHECK(limn::view(constant).pixels() == mat[0]);
}

TEST_CASE("cv::Mat_: a part of another has padded rows") {
  auto mat = counting<std::uint16_t>(6, 7);
  cv::Mat_<std::uint16_t> part = mat(cv::Rect(2, 1, 3, 4));
  const auto pixels = limn::view(part);
  CHECK(pixels.size() == Size{3, 4});
  CHECK(pixels.byte_strides()[0] == 14);
  CHECK(pixels(0, 0) == 12);
  CHECK(pixels(2, 3) == 44);
}

TEST_CASE("cv::Mat_: algorithms take it, and write into it") {
  cv::Mat_<Byte> mat(40, 70, Byte{20});
  mat(cv::Rect(5, 5, 20, 10)) = Byte{200};
  mat(cv::Rect(40, 20, 9, 9)) = Byte{220};
  cv::Mat_<Byte> smooth(mat.size());
  limn::gaussian_into(mat, smooth, {.sigma = 1});
  CHECK(smooth(10, 15) == 200);
  const Byte level = limn::otsu(smooth);
  const limn::Mask mask = limn::threshold(smooth, level);
  CHECK(limn::label_components(mask).count == 2);

  cv::Mat_<Byte> found(mat.size());
  limn::threshold_into(mat, limn::mat_view<Binary>(found), Byte{100});
  CHECK(cv::countNonZero(found) == 20 * 10 + 9 * 9);
  CHECK(found(5, 5) == 255);
}

TEST_CASE("mat_view: by the pixels that were named") {
  cv::Mat mat = counting<float>(2, 3);
  CHECK(limn::mat_view<float>(mat)(2, 1) == 12.0F);
  const cv::Mat& constant = mat;
  static_assert(std::is_same_v<decltype(limn::mat_view<float>(constant)), ImageView<const float>>);
  CHECK(limn::mat_view<float>(constant).pixels() == mat.ptr<float>());

  cv::Mat color(2, 2, CV_8UC3, cv::Scalar(1, 2, 3));
  CHECK(limn::mat_view<Bgr<Byte>>(color)(1, 1) == Bgr<Byte>{.b = 1, .g = 2, .r = 3});
  CHECK(limn::mat_view<limn::Rgb<Byte>>(color)(1, 1) == limn::Rgb<Byte>{.r = 1, .g = 2, .b = 3});
  cv::Mat four(2, 2, CV_32FC4, cv::Scalar(1, 2, 3, 4));
  CHECK(limn::mat_view<limn::Rgba<float>>(four)(0, 1).a == 4.0F);
}

TEST_CASE("mat_view: volumes") {
  const int sizes[] = {2, 3, 4};  // z, y, x
  cv::Mat mat(3, sizes, CV_16SC1, cv::Scalar(0));
  mat.at<short>(1, 2, 3) = 7;
  const auto voxels = limn::mat_view<short, 3>(mat);
  CHECK(voxels.size() == Size{4, 3, 2});
  CHECK(voxels(3, 2, 1) == 7);
}

TEST_CASE("mat_view: empty ones") {
  cv::Mat none;
  cv::Mat_<Byte> typed;
  CHECK(limn::mat_view<Byte>(none).empty());
  CHECK(limn::view(typed).empty());
}

TEST_CASE("mat_view: errors") {
  cv::Mat mat = counting<std::uint16_t>(2, 3);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::mat_view<Byte>(mat)),
                       "limn::mat_view: the pixels of the cv::Mat are 16UC1, not 8UC1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::mat_view<Bgr<float>>(mat)),
                       "limn::mat_view: the pixels of the cv::Mat are 16UC1, not 32FC3", std::invalid_argument);
  CHECK_THROWS_WITH_AS((static_cast<void>(limn::mat_view<std::uint16_t, 3>(mat))),
                       "limn::mat_view: the cv::Mat has 2 dimensions, not 3", std::invalid_argument);
  const int sizes[] = {2, 3, 4};
  cv::Mat_<Byte> volume(3, sizes, Byte{0});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::view(volume)), "limn::mat_view: the cv::Mat has 3 dimensions, not 2",
                       std::invalid_argument);
}

TEST_CASE("as_mat: the same pixels, not a copy") {
  limn::Image<limn::Rgb<Byte>> image(Size{3, 2});
  const cv::Mat mat = limn::as_mat(image);
  CHECK(mat.type() == CV_8UC3);
  CHECK(mat.rows == 2);
  CHECK(mat.cols == 3);
  image(2, 1) = {1, 2, 3};
  CHECK(mat.at<cv::Vec3b>(1, 2) == cv::Vec3b(1, 2, 3));

  limn::Mask mask(Size{4, 4}, Binary::foreground);
  CHECK(cv::countNonZero(limn::as_mat(mask)) == 16);
  const auto part = limn::subview(mask, {{1, 1}, {2, 3}});
  CHECK(limn::as_mat(part).step[0] == 4);
  limn::LabelImage<> labels(Size{2, 2}, 5);
  CHECK(limn::as_mat(labels).at<int>(1, 1) == 5);
}

TEST_CASE("as_mat: there and back, volumes too") {
  auto image = limn_test::random_image<float>(Size{5, 4, 3}, 1);
  cv::Mat mat = limn::as_mat(image);
  CHECK(mat.dims == 3);
  CHECK(mat.size[0] == 3);
  const auto back = limn::mat_view<float, 3>(mat);
  CHECK(back.pixels() == image.pixels().data());
  CHECK(limn::copy(back) == image);
  limn::Mask none;
  CHECK(limn::as_mat(none).empty());
}

TEST_CASE("as_mat: errors") {
  limn::Image<Byte> image(Size{3, 2});
  const ImageView<Byte> flipped(image.row(1).data(), image.size(), {-3});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::as_mat(flipped)), "limn::as_mat: a stride of -3 bytes fits no cv::Mat",
                       std::invalid_argument);
  Byte one = 0;
  const ImageView<Byte> tall(&one, Size{1, Index{1} << 31}, {0});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::as_mat(tall)),
                       "limn::as_mat: the image is 1x2147483648, too large for a cv::Mat", std::invalid_argument);
}
