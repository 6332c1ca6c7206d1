#pragma once
/// \file
/// Morphology of gray images and masks: erosion, dilation, opening, closing, gradient, top-hats.
///
/// Source: J. Serra, "Image analysis and mathematical morphology", Academic Press, 1982.
///
/// The same rules hold for all. The element is laid with its origin on a pixel and is not turned. What lies outside the
/// picture never wins: it counts as the greatest value in an erosion and as the least in a dilation, as OpenCV's
/// default border does. Where an element covers no pixel of the picture at all, that value is the result (infinity for
/// floats). A NaN under the element gives NaN; -0 is below 0. In a mask, foreground is above background.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/filter/detail/morphology_apply.hpp>
#include <limn/filter/detail/morphology_strips.hpp>
#include <limn/filter/structuring_element.hpp>

#include <string_view>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {

/// A pixel that morphology can order: a gray value, or `Binary`.
template <class I>
concept MorphologyImage = GrayImage<I> || MaskImage<I>;

namespace detail {

/// The difference of an upper and a lower pixel of type T, exact: signed integers give unsigned ones.
template <class T>
struct MorphologyDifference {
  using type = T;
};
template <class T>
requires(std::is_integral_v<T>) struct MorphologyDifference<T> {
  using type = std::make_unsigned_t<T>;
};

}  // namespace detail

/// The type of differences of pixels that are in order: exact for integers, unsigned where the pixels are signed.
template <MorphologyImage I>
using morphology_difference_t = typename detail::MorphologyDifference<pixel_t<I>>::type;

namespace detail {

/// out = upper - lower, for integers 0 where that is negative; on masks, what is in the upper only.
struct SubtractRow {
  template <class Tag, class T, class D>
  LIMN_INLINE void operator()(Tag, const T* upper, const T* lower, D* out, Index length) const {
    const auto one = [](T u, T l) LIMN_LAMBDA_INLINE {
      if constexpr (std::is_same_v<T, Binary>) return to_binary(is_foreground(u) && !is_foreground(l));
      else if constexpr (std::is_floating_point_v<T>) return u - l;
      else return u > l ? static_cast<D>(static_cast<D>(u) - static_cast<D>(l)) : D{0};
    };
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    if constexpr (!std::is_same_v<T, Binary>) {
      using V = VecOf<T, Tag>;
      for (; x + V::size <= length; x += V::size) {
        const V u = V::load(upper + x), l = V::load(lower + x);
        if constexpr (std::is_floating_point_v<T>) (u - l).store(out + x);
        else (bit_cast<D>((max)(u, l)) - bit_cast<D>(l)).store(out + x);
      }
    } else {
      using V = VecOf<std::int8_t, Tag>;
      for (; x + V::size <= length; x += V::size) {
        const V u = V::load(upper + x) != V::zero(), l = V::load(lower + x) != V::zero();
        (u & ~l).store(out + x);
      }
    }
#endif
    for (; x < length; ++x) out[x] = one(upper[x], lower[x]);
  }
};

template <class T, class D, std::size_t R>
void subtract_into(const ImageView<const T, R>& upper, const ImageView<const T, R>& lower, const ImageView<D, R>& out) {
  for_each_row([](Index length, const T* u, const T* l, D* to) { dispatch(SubtractRow{}, u, l, to, length); }, upper,
               lower, out);
}

/// Pixels of type T for what is subtracted in a strip: in the output where the strip is all of the image, else in an
/// image of their own. `D` is T or its unsigned counterpart.
template <class T, std::size_t R>
class StripPixels {
 public:
  template <class D>
  StripPixels(const MorphologyStrip<R>& strip, const ImageView<D, R>& out) {
    if (strip.context.size == out.size()) {
      pixels_ = {reinterpret_cast<T*>(out.pixels()), out.size(), out.byte_strides()};
    } else {
      own_ = Image<T, R>(strip.context.size, uninitialized);
      pixels_ = limn::view(own_);
    }
  }
  [[nodiscard]] const ImageView<T, R>& view() const { return pixels_; }

 private:
  Image<T, R> own_;
  ImageView<T, R> pixels_;
};

/// The sizes agree, and an element with several slices meets a volume.
template <std::size_t R>
void require_morphology(std::string_view function, const Size<R>& out, const Size<R>& image,
                        const StructuringElement& element) {
  require_same_size(function, "the output", out, "the image", image);
  if (R == 2 && !element.is_flat()) {
    throw_invalid_argument(function, ": the structuring element is ", element.size(),
                           " but the image has 2 dimensions");
  }
}

template <class I>
using morphology_image_t = Image<pixel_t<I>, rank_v<I>>;

}  // namespace detail

/// Writes the least pixel under the element: min I(x + b) over its offsets b.
///
/// \param in        rank 2 or 3, any gray pixel type, or a mask.
/// \param out       an image of the same type and size, apart from `in` in memory.
/// \param element   a flat one works within every slice of a volume.
/// \param executor  runs bands of rows, or slices; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, or the image has two dimensions and the element three.
/// \complexity      for boxes (and so for lines along an axis) a few operations per pixel whatever the size, and 8-bit
///                  pixels 16 to 64 at a time; for masks also by disks, and by other elements of many rows that shrink
///                  to either side of the origin, for each slice of the element; otherwise two operations for each run
///                  of the element's rows. Of an element, only what can lie on the image counts. Memory of as many
///                  rows as the element is high, of masks by disks 64 rows of 16 bits and a 32nd of a plane; boxes
///                  deeper than one slice need a second volume.
template <MorphologyImage I, OutputOf<pixel_t<I>> O, Executor E = const Sequential&>
requires SameRank<I, O>
void erode_into(const I& in, O&& out, const StructuringElement& element, E&& executor = sequential) {
  detail::require_morphology("limn::erode_into", view(out).size(), const_view(in).size(), element);
  detail::morphology<detail::Erosion>(const_view(in), view(out), element, executor);
}

/// The least pixel under the element: cv::erode, skimage.morphology.erosion. See `erode_into`.
template <MorphologyImage I, Executor E = const Sequential&>
[[nodiscard]] Image<pixel_t<I>, rank_v<I>> erode(const I& image, const StructuringElement& element,
                                                 E&& executor = sequential) {
  detail::morphology_image_t<I> out(const_view(image).size(), uninitialized);
  erode_into(image, out, element, executor);
  return out;
}

/// Writes the greatest pixel under the element: max I(x + b) over its offsets b, as cv::dilate has it; where the
/// element is not symmetric, other authors turn it. Otherwise as `erode_into`.
template <MorphologyImage I, OutputOf<pixel_t<I>> O, Executor E = const Sequential&>
requires SameRank<I, O>
void dilate_into(const I& in, O&& out, const StructuringElement& element, E&& executor = sequential) {
  detail::require_morphology("limn::dilate_into", view(out).size(), const_view(in).size(), element);
  detail::morphology<detail::Dilation>(const_view(in), view(out), element, executor);
}

/// The greatest pixel under the element: cv::dilate, skimage.morphology.dilation. See `dilate_into`.
template <MorphologyImage I, Executor E = const Sequential&>
[[nodiscard]] Image<pixel_t<I>, rank_v<I>> dilate(const I& image, const StructuringElement& element,
                                                  E&& executor = sequential) {
  detail::morphology_image_t<I> out(const_view(image).size(), uninitialized);
  dilate_into(image, out, element, executor);
  return out;
}

/// Writes the opening: what is bright and smaller than the element goes. It is the erosion, dilated by the element
/// turned about its origin, so that the result is never above the image and opening again changes nothing, whatever the
/// element and its origin. (cv::morphologyEx does not turn it: for an even size its opening moves by a pixel.)
/// Otherwise as `erode_into`, with memory for one more image.
template <MorphologyImage I, OutputOf<pixel_t<I>> O, Executor E = const Sequential&>
requires SameRank<I, O>
void open_into(const I& in, O&& out, const StructuringElement& element, E&& executor = sequential) {
  detail::require_morphology("limn::open_into", view(out).size(), const_view(in).size(), element);
  dilate_into(erode(in, element, executor), out, element.reflected(), executor);
}

/// The opening: bright details smaller than the element go. See `open_into`.
template <MorphologyImage I, Executor E = const Sequential&>
[[nodiscard]] Image<pixel_t<I>, rank_v<I>> open(const I& image, const StructuringElement& element,
                                                E&& executor = sequential) {
  detail::morphology_image_t<I> out(const_view(image).size(), uninitialized);
  open_into(image, out, element, executor);
  return out;
}

/// Writes the closing: what is dark and smaller than the element goes. The dilation, eroded by the element turned about
/// its origin. Otherwise as `open_into`.
template <MorphologyImage I, OutputOf<pixel_t<I>> O, Executor E = const Sequential&>
requires SameRank<I, O>
void close_into(const I& in, O&& out, const StructuringElement& element, E&& executor = sequential) {
  detail::require_morphology("limn::close_into", view(out).size(), const_view(in).size(), element);
  erode_into(dilate(in, element, executor), out, element.reflected(), executor);
}

/// The closing: dark details smaller than the element go. See `close_into`.
template <MorphologyImage I, Executor E = const Sequential&>
[[nodiscard]] Image<pixel_t<I>, rank_v<I>> close(const I& image, const StructuringElement& element,
                                                 E&& executor = sequential) {
  detail::morphology_image_t<I> out(const_view(image).size(), uninitialized);
  close_into(image, out, element, executor);
  return out;
}

/// Writes the dilation minus the erosion. For integers it is exact, in the unsigned type of the same width; for floats
/// NaN where the dilation or the erosion is, and where both are the same infinity. Otherwise as `erode_into`, with
/// memory for strips of the image, or for another image where the element is large.
template <MorphologyImage I, OutputOf<morphology_difference_t<I>> O, Executor E = const Sequential&>
requires SameRank<I, O>
void morphological_gradient_into(const I& in, O&& out, const StructuringElement& element, E&& executor = sequential) {
  detail::require_morphology("limn::morphological_gradient_into", view(out).size(), const_view(in).size(), element);
  detail::for_each_strip(const_view(in), element, 1, executor, [&](const auto& strip, const auto& part, auto& run) {
    const detail::StripPixels<pixel_t<I>, rank_v<I>> upper(strip, view(out));
    dilate_into(part, upper.view(), element, run);
    const auto lower = erode(part, element, run);
    detail::subtract_into(subview(const_view(upper.view()), strip.inner), subview(const_view(lower), strip.inner),
                          subview(view(out), strip.own));
  });
}

/// The dilation minus the erosion: how much pixels under the element differ. See `morphological_gradient_into`.
template <MorphologyImage I, Executor E = const Sequential&>
[[nodiscard]] Image<morphology_difference_t<I>, rank_v<I>> morphological_gradient(const I& image,
                                                                                  const StructuringElement& element,
                                                                                  E&& executor = sequential) {
  Image<morphology_difference_t<I>, rank_v<I>> out(const_view(image).size(), uninitialized);
  morphological_gradient_into(image, out, element, executor);
  return out;
}

/// Writes the image minus its opening: bright details smaller than the element, on a ground of 0. Pixels as
/// `morphological_gradient_into`.
template <MorphologyImage I, OutputOf<morphology_difference_t<I>> O, Executor E = const Sequential&>
requires SameRank<I, O>
void top_hat_into(const I& in, O&& out, const StructuringElement& element, E&& executor = sequential) {
  detail::require_morphology("limn::top_hat_into", view(out).size(), const_view(in).size(), element);
  const StructuringElement reflected = element.reflected();
  detail::for_each_strip(const_view(in), element, 2, executor, [&](const auto& strip, const auto& part, auto& run) {
    const detail::StripPixels<pixel_t<I>, rank_v<I>> lower(strip, view(out));
    dilate_into(erode(part, element, run), lower.view(), reflected, run);
    detail::subtract_into(subview(part, strip.inner), subview(const_view(lower.view()), strip.inner),
                          subview(view(out), strip.own));
  });
}

/// The image minus its opening: takes an uneven ground away from under bright details. See `top_hat_into`.
template <MorphologyImage I, Executor E = const Sequential&>
[[nodiscard]] Image<morphology_difference_t<I>, rank_v<I>> top_hat(const I& image, const StructuringElement& element,
                                                                   E&& executor = sequential) {
  Image<morphology_difference_t<I>, rank_v<I>> out(const_view(image).size(), uninitialized);
  top_hat_into(image, out, element, executor);
  return out;
}

/// Writes the closing minus the image: dark details smaller than the element, bright on a ground of 0. Pixels as
/// `morphological_gradient_into`.
template <MorphologyImage I, OutputOf<morphology_difference_t<I>> O, Executor E = const Sequential&>
requires SameRank<I, O>
void bottom_hat_into(const I& in, O&& out, const StructuringElement& element, E&& executor = sequential) {
  detail::require_morphology("limn::bottom_hat_into", view(out).size(), const_view(in).size(), element);
  const StructuringElement reflected = element.reflected();
  detail::for_each_strip(const_view(in), element, 2, executor, [&](const auto& strip, const auto& part, auto& run) {
    const detail::StripPixels<pixel_t<I>, rank_v<I>> upper(strip, view(out));
    erode_into(dilate(part, element, run), upper.view(), reflected, run);
    detail::subtract_into(subview(const_view(upper.view()), strip.inner), subview(part, strip.inner),
                          subview(view(out), strip.own));
  });
}

/// The closing minus the image, also called black top-hat: dark details on an uneven ground. See `bottom_hat_into`.
template <MorphologyImage I, Executor E = const Sequential&>
[[nodiscard]] Image<morphology_difference_t<I>, rank_v<I>> bottom_hat(const I& image, const StructuringElement& element,
                                                                      E&& executor = sequential) {
  Image<morphology_difference_t<I>, rank_v<I>> out(const_view(image).size(), uninitialized);
  bottom_hat_into(image, out, element, executor);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
