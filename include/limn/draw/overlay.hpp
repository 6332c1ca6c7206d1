#pragma once
/// \file
/// Objects drawn over the picture they were found in, and labels as colors.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/traverse.hpp>
#include <limn/draw/display.hpp>
#include <limn/draw/outline.hpp>
#include <limn/draw/palette.hpp>

#include <cstdint>

namespace limn {

struct OverlayOptions {
  double alpha = 0.4;                         ///< how much of the color covers the picture inside an object: 0 to 1
  bool outline = true;                        ///< draw the outlines of the objects at full strength
  Index outline_width = 1;                    ///< in pixels, at least 1
  Rgb<std::uint8_t> mask_color{255, 64, 48};  ///< the color of a mask's foreground; labels have `label_color`
};

inline namespace LIMN_ABI {
namespace detail {

/// `weight` of 256 parts of `over`, the rest of `under`, rounded to the nearest.
[[nodiscard]] LIMN_INLINE constexpr Rgb<std::uint8_t> blend(const Rgb<std::uint8_t>& under,
                                                            const Rgb<std::uint8_t>& over, int weight) {
  const auto channel = [weight](int from, int to) {
    return static_cast<std::uint8_t>((from * (256 - weight) + to * weight + 128) >> 8);
  };
  return {channel(under.r, over.r), channel(under.g, over.g), channel(under.b, over.b)};
}

[[nodiscard]] LIMN_INLINE constexpr Rgb<std::uint8_t> object_color(Binary, const OverlayOptions& options) {
  return options.mask_color;
}
template <LabelPixel L>
[[nodiscard]] LIMN_INLINE constexpr Rgb<std::uint8_t> object_color(L label, const OverlayOptions&) {
  return label_color(label);
}

}  // namespace detail

/// Writes the picture with every object tinted in its color and outlined. The background is the picture itself.
///
/// \param image    rank 2; gray, Rgb, Bgr or Rgba of any number, shown as by `display`: bytes as they are, other types
///                 scaled from their smallest value to their largest.
/// \param objects  a mask, or labels of any integer type with 0 as background, of the same size.
/// \param out      an image of the same size; the same memory as `image` is fine for Rgb bytes.
/// \throws std::invalid_argument  if the sizes differ, alpha is no number from 0 to 1, or the width is below 1.
/// \complexity     two passes, one more for pictures of other types than bytes; allocates a mask for the outlines.
template <VisibleImage I, ObjectsImage J, OutputOf<Rgb<std::uint8_t>> O>
requires(rank_v<I> == 2 && rank_v<J> == 2 && rank_v<O> == 2) void overlay_into(const I& image, const J& objects,
                                                                               O&& out, OverlayOptions options = {}) {
  const auto picture = const_view(image);
  const auto labels = const_view(objects);
  const auto result = view(out);
  detail::require_same_size("limn::overlay", MaskImage<J> ? "the mask" : "the label image", labels.size(), "the image",
                            picture.size());
  detail::require_same_size("limn::overlay_into", "the output", result.size(), "the image", picture.size());
  if (!(options.alpha >= 0 && options.alpha <= 1)) {
    detail::throw_invalid_argument("limn::overlay: alpha is ", options.alpha, " but must lie in [0, 1]");
  }
  const Mask edges = options.outline ? outline(objects, {.width = options.outline_width}) : Mask();

  const auto range = detail::display_range(picture);
  const int inside = static_cast<int>(options.alpha * 256 + 0.5);
  for (Index y = 0; y < picture.height(); ++y) {
    const auto* const from = picture.row_pointer(y);
    const auto* const ids = labels.row_pointer(y);
    const Binary* const edge = options.outline ? const_view(edges).row_pointer(y) : nullptr;
    Rgb<std::uint8_t>* const to = result.row_pointer(y);
    auto last = pixel_t<J>{};
    Rgb<std::uint8_t> color = detail::object_color(last, options);
    for (Index x = 0; x < picture.width(); ++x) {
      const Rgb<std::uint8_t> shown = detail::displayed(from[x], range);
      if (detail::object_of(ids[x]) == 0) {
        to[x] = shown;
        continue;
      }
      if (ids[x] != last) color = detail::object_color(last = ids[x], options);
      const bool on_edge = edge != nullptr && is_foreground(edge[x]);
      to[x] = on_edge ? color : detail::blend(shown, color, inside);
    }
  }
}

/// The picture with every object tinted in its color and outlined. See `overlay_into`.
template <VisibleImage I, ObjectsImage J>
requires(rank_v<I> == 2 && rank_v<J> == 2)
    [[nodiscard]] Image<Rgb<std::uint8_t>> overlay(const I& image, const J& objects, OverlayOptions options = {}) {
  Image<Rgb<std::uint8_t>> result(const_view(image).size(), uninitialized);
  overlay_into(image, objects, result, options);
  return result;
}

/// Writes `label_color` of every pixel.
///
/// \param labels      any rank, any integer type; 0 is background.
/// \param out         an image of the same size.
/// \param background  the color of label 0.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity        one pass, no allocation.
template <LabelsImage I, OutputOf<Rgb<std::uint8_t>> O>
requires SameRank<I, O>
void color_labels_into(const I& labels, O&& out, Rgb<std::uint8_t> background = {}) {
  detail::require_same_size("limn::color_labels_into", "the output", view(out).size(), "the label image",
                            const_view(labels).size());
  auto last = pixel_t<I>{};
  Rgb<std::uint8_t> color = background;
  transform_into(labels, out, [&](const pixel_t<I>& label) {
    if (label != last) color = label_color(last = label, background);
    return color;
  });
}

/// The picture of the labels, each in its color. See `color_labels_into`.
template <LabelsImage I>
[[nodiscard]] Image<Rgb<std::uint8_t>, rank_v<I>> color_labels(const I& labels, Rgb<std::uint8_t> background = {}) {
  Image<Rgb<std::uint8_t>, rank_v<I>> result(const_view(labels).size(), uninitialized);
  color_labels_into(labels, result, background);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
