#pragma once
/// \file
/// cv::Mat_ and cv::Mat as images, and images as cv::Mat, without a copy.
///
/// A `cv::Mat_<T>` knows its pixels, so limn takes it as it is: `otsu(mat)`, `gaussian_into(mat, other, options)`. A
/// `cv::Mat` tells only when the program runs: name the pixels, `mat_view<std::uint8_t>(mat)`. Three channels are `Bgr`
/// in a `cv::Mat_`, as OpenCV reads pictures; `mat_view<Rgb<T>>` is for those who converted.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/view.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <opencv2/core/mat.hpp>
#include <string>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The number that OpenCV has for a type of pixels; -1 where it has none.
template <class P>
inline constexpr int mat_type = std::same_as<P, std::uint8_t> || MaskPixel<P> ? CV_8UC1
                                : std::same_as<P, std::int8_t>                ? CV_8SC1
                                : std::same_as<P, std::uint16_t>              ? CV_16UC1
                                : std::same_as<P, std::int16_t>               ? CV_16SC1
                                : std::same_as<P, std::int32_t>               ? CV_32SC1
                                : std::same_as<P, float>                      ? CV_32FC1
                                : std::same_as<P, double>                     ? CV_64FC1
                                                                              : -1;
template <ColorPixel P>
requires(mat_type<channel_t<P>> >= 0) inline constexpr int mat_type<P> = CV_MAKETYPE(mat_type<channel_t<P>>,
                                                                                     static_cast<int>(channels_v<P>));

/// What a `cv::Mat_<T>` holds, as limn calls it.
template <class T>
struct MatElement {
  using Pixel = T;
};
template <class T>
struct MatElement<cv::Vec<T, 3>> {
  using Pixel = Bgr<T>;
};

/// "8UC3", as OpenCV spells it.
[[nodiscard]] inline std::string mat_type_name(int type) {
  static constexpr const char* depths[] = {"8U", "8S", "16U", "16S", "32S", "32F", "64F", "16F"};
  return message(depths[CV_MAT_DEPTH(type)], "C", CV_MAT_CN(type));
}

template <class P, std::size_t R, class M>
[[nodiscard]] auto mat_view_of(M& mat) {
  using T = std::conditional_t<std::is_const_v<M>, const P, P>;
  if (mat.dims == 0 || mat.data == nullptr) return ImageView<T, R>();
  if (mat.dims != static_cast<int>(R)) {
    throw_invalid_argument("limn::mat_view: the cv::Mat has ", mat.dims, " dimensions, not ", R);
  }
  if (mat.type() != mat_type<P>) {
    throw_invalid_argument("limn::mat_view: the pixels of the cv::Mat are ", mat_type_name(mat.type()), ", not ",
                           mat_type_name(mat_type<P>));
  }
  Size<R> size;
  std::array<Index, R - 1> byte_strides{};
  for (std::size_t axis = 0; axis < R; ++axis) {
    const int theirs = static_cast<int>(R - 1 - axis);
    size[axis] = mat.size[theirs];
    if (axis > 0) byte_strides[axis - 1] = static_cast<Index>(mat.step[theirs]);
  }
  return ImageView<T, R>(reinterpret_cast<T*>(mat.data), size, byte_strides);
}

}  // namespace detail

/// A pixel that a cv::Mat holds: gray of 8 or 16 bits, std::int32_t, float, double, Binary, and colors of these.
template <class P>
concept MatPixel = (detail::mat_type<P> >= 0);

/// The pixels of a cv::Mat, without a copy; rows may be padded, as in a part of another cv::Mat.
///
/// \tparam P   the pixels it holds: `std::uint8_t` or `Binary` for 8UC1, `Bgr<std::uint8_t>` or `Rgb<std::uint8_t>` for
///             8UC3, `float` for 32FC1, and so on.
/// \tparam R   2, or 3 for a volume of sizes (z, y, x).
/// \returns    a view that lasts as long as the pixels; of const pixels if `mat` is const; empty if `mat` is.
/// \throws std::invalid_argument  if its pixels are of another type, or its dimensions are not R.
template <MatPixel P, std::size_t R = 2>
[[nodiscard]] ImageView<P, R> mat_view(cv::Mat& mat) {
  return detail::mat_view_of<P, R>(mat);
}
template <MatPixel P, std::size_t R = 2>
[[nodiscard]] ImageView<const P, R> mat_view(const cv::Mat& mat) {
  return detail::mat_view_of<P, R>(mat);
}
template <MatPixel P, std::size_t R = 2>
ImageView<P, R> mat_view(cv::Mat&& mat) = delete;

/// A cv::Mat that borrows the pixels of an image, for cv::imshow and the rest of OpenCV. It must not outlive them.
///
/// \param image  an image to write through, since a cv::Mat cannot be kept from it; colors keep their order.
/// \throws std::invalid_argument  if an extent is over 2^31 - 1, or rows lie upside down in memory.
template <WritableImage I>
requires MatPixel<pixel_t<I>>
[[nodiscard]] cv::Mat as_mat(I&& image) {
  constexpr std::size_t R = rank_v<I>;
  const auto pixels = view(image);
  if (pixels.empty()) return cv::Mat();
  int sizes[R];
  std::size_t steps[R];
  for (std::size_t axis = 0; axis < R; ++axis) {
    if (pixels.size()[axis] > (std::numeric_limits<int>::max)()) {
      detail::throw_invalid_argument("limn::as_mat: the image is ", pixels.size(), ", too large for a cv::Mat");
    }
    const Index stride = axis == 0 ? static_cast<Index>(sizeof(pixel_t<I>)) : pixels.byte_strides()[axis - 1];
    if (stride <= 0) detail::throw_invalid_argument("limn::as_mat: a stride of ", stride, " bytes fits no cv::Mat");
    sizes[R - 1 - axis] = static_cast<int>(pixels.size()[axis]);
    steps[R - 1 - axis] = static_cast<std::size_t>(stride);
  }
  return cv::Mat(static_cast<int>(R), sizes, detail::mat_type<pixel_t<I>>, pixels.pixels(), steps);
}

}  // namespace LIMN_ABI
}  // namespace limn

namespace cv {

/// Found by limn::view: a cv::Mat_ of two dimensions is an image.
template <class T>
requires limn::MatPixel<typename limn::detail::MatElement<T>::Pixel>
[[nodiscard]] LIMN_INLINE auto limn_view(Mat_<T>& mat) {
  return limn::detail::mat_view_of<typename limn::detail::MatElement<T>::Pixel, 2>(mat);
}
template <class T>
requires limn::MatPixel<typename limn::detail::MatElement<T>::Pixel>
[[nodiscard]] LIMN_INLINE auto limn_view(const Mat_<T>& mat) {
  return limn::detail::mat_view_of<typename limn::detail::MatElement<T>::Pixel, 2>(mat);
}

}  // namespace cv
