#pragma once
/// \file
/// Eigen's matrices, arrays, maps and blocks as images, and images as Eigen's maps, without a copy.
///
/// Whatever lies row by row is an image as it is: `otsu(matrix)`, where pixel (x, y) is `matrix(y, x)`. Eigen's default
/// is column by column, which no image is: of such a `matrix`, the image is that of `matrix.transpose()`, also without
/// a copy, where pixel (x, y) is `matrix(x, y)`.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/view.hpp>

#include <Eigen/Core>
#include <array>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {

/// Something of Eigen's with coefficients in memory, row by row.
template <class M>
concept RowMajorEigen = std::is_base_of_v<Eigen::DenseBase<M>, M> && bool(M::IsRowMajor) &&
                        (M::InnerStrideAtCompileTime == 1 || M::InnerStrideAtCompileTime == Eigen::Dynamic) &&
                        requires(M& matrix) {
  matrix.data();
  matrix.outerStride();
};

namespace detail {

template <class M>
[[nodiscard]] auto eigen_view(M& matrix) {
  using T = std::remove_pointer_t<decltype(matrix.data())>;
  const Size<2> size{matrix.cols(), matrix.rows()};
  if (matrix.innerStride() != 1 && size.width > 1) {
    throw_invalid_argument("limn::view: coefficients of a row are ", matrix.innerStride(), " apart, but must be 1");
  }
  const std::array<Index, 1> byte_strides{matrix.outerStride() * static_cast<Index>(sizeof(T))};
  return ImageView<T>(matrix.data(), size, byte_strides);
}

}  // namespace detail

/// The Eigen::Map of an image: `as_matrix(image)(y, x)` is pixel (x, y).
///
/// \param image  2-D, of numbers; the map is of const ones if the image is const. It must not outlive the pixels.
/// \throws std::invalid_argument  if the rows lie upside down in memory, or start at no multiple of the pixel's size.
template <GrayImage I>
requires(rank_v<I> == 2) [[nodiscard]] auto as_matrix(I& image) {
  using T = std::remove_pointer_t<decltype(view(image).pixels())>;
  using Matrix = Eigen::Matrix<std::remove_const_t<T>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Mapped = std::conditional_t<std::is_const_v<T>, const Matrix, Matrix>;
  const auto pixels = view(image);
  constexpr auto bytes = static_cast<Index>(sizeof(T));
  const Index stride = pixels.byte_strides()[0];
  if (stride < 0 || stride % bytes != 0) {
    detail::throw_invalid_argument("limn::as_matrix: a stride of ", stride, " bytes fits no matrix of ", bytes,
                                   "-byte coefficients");
  }
  return Eigen::Map<Mapped, 0, Eigen::OuterStride<>>(pixels.pixels(), pixels.height(), pixels.width(),
                                                     Eigen::OuterStride<>(stride / bytes));
}

}  // namespace LIMN_ABI
}  // namespace limn

namespace Eigen {

/// Found by limn::view: what lies row by row is an image.
template <class Derived>
requires limn::RowMajorEigen<Derived>
[[nodiscard]] LIMN_INLINE auto limn_view(DenseBase<Derived>& matrix) {
  return limn::detail::eigen_view(matrix.derived());
}
template <class Derived>
requires limn::RowMajorEigen<Derived>
[[nodiscard]] LIMN_INLINE auto limn_view(const DenseBase<Derived>& matrix) {
  return limn::detail::eigen_view(matrix.derived());
}

}  // namespace Eigen
