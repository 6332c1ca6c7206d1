#pragma once
/// \file
/// What an algorithm asks of its arguments, in terms that a failed compilation can name.

#include <limn/core/config.hpp>
#include <limn/core/image.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/view.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace limn {
inline namespace LIMN_ABI {

/// Foreign images join by a function `limn_view(x)` in their own namespace, or in limn, that returns an ImageView.
template <class X>
requires requires(X& x) { limn_view(x); }
[[nodiscard]] LIMN_INLINE auto view(X& x) { return limn_view(x); }

template <class V>
inline constexpr bool is_image_view = false;
template <class T, std::size_t R>
inline constexpr bool is_image_view<ImageView<T, R>> = true;

/// Anything of which `limn::view(x)` is an ImageView: Image, ImageView, and foreign types by `limn_view`.
template <class I>
concept AnyImage = requires(std::remove_reference_t<I>& image) {
  requires is_image_view<decltype(limn::view(image))>;
};

template <AnyImage I>
using view_t = decltype(limn::view(std::declval<std::remove_reference_t<I>&>()));
/// The pixel type of an image, without const.
template <AnyImage I>
using pixel_t = typename view_t<I>::Pixel;
/// The number of dimensions of an image.
template <AnyImage I>
inline constexpr std::size_t rank_v = view_t<I>::rank;

template <class I>
concept GrayImage = AnyImage<I> && GrayPixel<pixel_t<I>>;
template <class I>
concept ColorImage = AnyImage<I> && ColorPixel<pixel_t<I>>;
template <class I>
concept MaskImage = AnyImage<I> && MaskPixel<pixel_t<I>>;
template <class I>
concept LabelsImage = AnyImage<I> && LabelPixel<pixel_t<I>>;
/// A mask, or labels with 0 as background.
template <class I>
concept ObjectsImage = MaskImage<I> || LabelsImage<I>;

/// An image that can be written through: an Image lvalue, or a view of pixels that are not const.
template <class O>
concept WritableImage = AnyImage<O> && requires(std::remove_reference_t<O>& image) {
  requires std::is_same_v<view_t<O>, ImageView<pixel_t<O>, rank_v<O>>>;
};
template <class O, class P>
concept OutputOf = WritableImage<O> && std::is_same_v<pixel_t<O>, P>;
template <class A, class B>
concept SameRank = (rank_v<A> == rank_v<B>);

/// The pixels of `box` in a foreign image, without a copy.
template <class X>
requires requires(X& x) { limn_view(x); }
[[nodiscard]] auto subview(X& image, const Box<view_t<X>::rank>& box) { return subview(limn::view(image), box); }

/// A view to read from.
template <AnyImage I>
[[nodiscard]] LIMN_INLINE ImageView<const pixel_t<I>, rank_v<I>> const_view(const I& image) {
  return limn::view(image);
}

}  // namespace LIMN_ABI
}  // namespace limn
