#pragma once
/// \file
/// std::mdspan as an image, without a copy; likewise the mdspan of Kokkos and any other with the standard's members.
///
/// It is a function and not found by `limn::view` of itself, since no function of ours may join namespace std.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/view.hpp>

#include <array>
#include <cstddef>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {

/// Two or three extents, and pixels behind a plain pointer.
template <class M>
concept MdspanLike = (M::rank() == 2 || M::rank() == 3) && requires(const M& span) {
  requires std::is_convertible_v<decltype(span.data_handle()), typename M::element_type*>;
  static_cast<Index>(span.extent(0));
  static_cast<Index>(span.stride(0));
};

/// The image of a multidimensional span: pixel (x, y) is `span[y, x]`, voxel (x, y, z) is `span[z, y, x]`.
///
/// \param span  in std::layout_right, or in any layout with strides whose last is 1.
/// \returns     a view of const pixels if the span's elements are; it lasts as long as they.
/// \throws std::invalid_argument  if the last stride is not 1, as in std::layout_left.
template <MdspanLike M>
[[nodiscard]] ImageView<typename M::element_type, M::rank()> mdspan_view(const M& span) {
  using T = typename M::element_type;
  constexpr std::size_t R = M::rank();
  Size<R> size;
  for (std::size_t axis = 0; axis < R; ++axis) size[axis] = static_cast<Index>(span.extent(R - 1 - axis));
  if (const auto last = static_cast<Index>(span.stride(R - 1)); last != 1 && size[0] > 1) {
    detail::throw_invalid_argument("limn::mdspan_view: elements of the last extent are ", last,
                                   " apart, but must be 1");
  }
  std::array<Index, R - 1> byte_strides{};
  for (std::size_t axis = 1; axis < R; ++axis) {
    byte_strides[axis - 1] = static_cast<Index>(span.stride(R - 1 - axis)) * static_cast<Index>(sizeof(T));
  }
  return {span.data_handle(), size, byte_strides};
}

}  // namespace LIMN_ABI
}  // namespace limn
