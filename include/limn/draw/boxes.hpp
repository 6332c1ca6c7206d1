#pragma once
/// \file
/// Detections as boxes with what they are, and objects with their numbers.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>
#include <limn/draw/display.hpp>
#include <limn/draw/palette.hpp>
#include <limn/draw/text.hpp>
#include <limn/label/regions.hpp>
#include <limn/label/run_length.hpp>
#include <limn/task/detection.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace limn {

/// What stands at a box.
enum class BoxText { none, number, name, name_and_score };

struct BoxesOptions {
  Index width = 2;                         ///< of the lines, in pixels, 1 to 1024
  BoxText text = BoxText::name_and_score;  ///< what stands at a box
  Index scale = 1;                         ///< of the text: see `TextOptions`
};

inline namespace LIMN_ABI {
namespace detail {

/// "93%".
[[nodiscard]] inline std::string percent(double part) {
  return part >= 0 && part <= 1 ? std::to_string(static_cast<int>(part * 100 + 0.5)) + "%" : "?";
}

[[nodiscard]] inline std::string text_of(const Detection& detection, BoxText text) {
  switch (text) {
    case BoxText::none: return {};
    case BoxText::number: return std::to_string(detection.label);
    case BoxText::name: return detection.class_name;
    default: return detection.class_name + " " + percent(detection.score);
  }
}

/// Black or white, whichever can be read on the color.
[[nodiscard]] constexpr Rgb<std::uint8_t> readable_on(const Rgb<std::uint8_t>& color) {
  const bool bright = brightness({color.r, color.g, color.b}) >= 120;
  return bright ? Rgb<std::uint8_t>{0, 0, 0} : Rgb<std::uint8_t>{255, 255, 255};
}

[[nodiscard]] constexpr bool overlap(const Box<2>& a, const Box<2>& b) {
  return a.origin.x < b.origin.x + b.size.width && b.origin.x < a.origin.x + a.size.width &&
         a.origin.y < b.origin.y + b.size.height && b.origin.y < a.origin.y + a.size.height;
}

/// What of a box is within reach, with a frame around it.
[[nodiscard]] inline Box<2> framed(const Box<2>& box, Index width) {
  Box<2> frame;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    constexpr Index most = (std::numeric_limits<Index>::max)();
    const Index begin = box.origin[axis], length = box.size[axis] > 0 ? box.size[axis] : 0;
    const Index end = begin > most - length ? most : begin + length;
    frame.origin[axis] = within_reach(begin) - width;
    frame.size[axis] = within_reach(end) + width - frame.origin[axis];
  }
  return frame;
}

/// Plates that have their places, kept by the cells of a grid that they touch, so that few are near another place.
class Plates {
 public:
  explicit Plates(const Size<2>& image)
      : size_{image.width / side + 1, image.height / side + 1}, cells_(static_cast<std::size_t>(pixel_count(size_))) {}

  void add(const Box<2>& plate) {
    for_each_cell(plate, [&](std::size_t cell) { cells_[cell].push_back(plate); });
  }

  [[nodiscard]] bool cover(const Box<2>& place) const {
    bool covered = false;
    for_each_cell(place, [&](std::size_t cell) {
      const List<Box<2>>& plates = cells_[cell];
      for (std::size_t i = 0; i < plates.size() && !covered; ++i) covered = overlap(place, plates[i]);
    });
    return covered;
  }

 private:
  static constexpr Index side = 64;

  /// What lies beyond the image counts to the cells at its rim.
  template <class F>
  void for_each_cell(const Box<2>& box, const F& f) const {
    const auto cell = [](Index at, Index count) { return at < 0 ? 0 : at / side < count ? at / side : count - 1; };
    const Index left = cell(box.origin.x, size_.width), right = cell(box.origin.x + box.size.width - 1, size_.width);
    const Index bottom = cell(box.origin.y + box.size.height - 1, size_.height);
    for (Index y = cell(box.origin.y, size_.height); y <= bottom; ++y) {
      for (Index x = left; x <= right; ++x) f(static_cast<std::size_t>(y * size_.width + x));
    }
  }

  Size<2> size_;
  List<List<Box<2>>> cells_;
};

/// The place for a plate at a box: above it, else below it, else in it at the top or at the bottom, the first that
/// covers no other plate; above it if there is none. Moved as far as it takes to lie in the image.
[[nodiscard]] inline Box<2> place_for(const Size<2>& plate, const Box<2>& box, const Size<2>& image,
                                      const Plates& others) {
  const Index top = box.origin.y, bottom = top + box.size.height;
  const auto inside = [](Index at, Index length, Index limit) {
    if (at + length > limit) at = limit - length;
    return at < 0 ? 0 : at;
  };
  Box<2> first;
  for (const Index y : {top - plate.height, bottom, top, bottom - plate.height}) {
    const Box<2> place{{inside(box.origin.x, plate.width, image.width), inside(y, plate.height, image.height)}, plate};
    if (!others.cover(place)) return place;
    if (y == top - plate.height) first = place;
  }
  return first;
}

/// In the row of the object that is nearest to its centroid, the middle of the longest run.
[[nodiscard]] inline Point<2> middle_of(const RunMask<2>& object, const Region<2>& region) {
  const Run* best = nullptr;
  double least = 0;
  for (const Run& run : object.runs) {
    const double below = static_cast<double>(run.row) - region.centroid.y, distance = below < 0 ? -below : below;
    const bool longer = best != nullptr && distance == least && run.end - run.begin > best->end - best->begin;
    if (best != nullptr && !(distance < least) && !longer) continue;
    best = &run;
    least = distance;
  }
  return {(best->begin + best->end) / 2, best->row};
}

}  // namespace detail

/// Writes the picture with a box around every detection, in the color of its label, and a plate that says what it is.
/// A box encloses all pixels of its object and covers none. Plates lie above boxes, or below or in them where another
/// plate is in the way, and are moved into the picture.
///
/// \param image       rank 2; gray, Rgb, Bgr or Rgba of any number, shown as by `display`.
/// \param detections  of `detect`; their boxes may lie outside.
/// \param out         an image of the same size; the same memory as `image` is fine for Rgb bytes.
/// \throws std::invalid_argument  if the sizes differ, or the width or the scale is not in [1, 1024].
/// \complexity        one pass, and the pixels of the lines and the plates; a plate is held against those near it.
template <VisibleImage I, OutputOf<Rgb<std::uint8_t>> O>
requires(rank_v<I> == 2 && rank_v<O> == 2) void boxes_into(const I& image, const std::vector<Detection>& detections,
                                                           O&& out, const BoxesOptions& options = {}) {
  detail::require_same_size("limn::boxes_into", "the output", view(out).size(), "the image", const_view(image).size());
  detail::require_scale("limn::boxes", options.scale);
  if (options.width < 1 || options.width > detail::largest_stroke) {
    detail::throw_invalid_argument("limn::boxes: width is ", options.width, " but must be in [1, ",
                                   detail::largest_stroke, "]");
  }
  display_into(image, out);
  const ImageView<Rgb<std::uint8_t>> canvas = view(out);
  const Index width = options.width;
  for (const Detection& detection : detections) {
    const auto color = label_color(detection.label);
    const auto [origin, size] = detail::framed(detection.box, width);
    const auto [x, y] = origin;
    detail::fill_box(canvas, {origin, {size.width, width}}, color);
    detail::fill_box(canvas, {{x, y + size.height - width}, {size.width, width}}, color);
    detail::fill_box(canvas, {origin, {width, size.height}}, color);
    detail::fill_box(canvas, {{x + size.width - width, y}, {width, size.height}}, color);
  }
  if (options.text == BoxText::none) return;
  detail::Plates plates(canvas.size());
  const Index scale = options.scale;
  for (const Detection& detection : detections) {
    const auto color = label_color(detection.label);
    const std::string text = detail::text_of(detection, options.text);
    const Size<2> extent = text_size(text, scale), plate{extent.width + 4 * scale, extent.height + 3 * scale};
    const Box<2> place = detail::place_for(plate, detail::framed(detection.box, width), canvas.size(), plates);
    plates.add(place);
    detail::fill_box(canvas, place, color);
    draw_text(canvas, place.origin + Point<2>{2 * scale, 2 * scale}, text,
              {.color = detail::readable_on(color), .scale = scale});
  }
}

/// The picture with a box around every detection. See `boxes_into`.
template <VisibleImage I>
requires(rank_v<I> == 2)
    [[nodiscard]] Image<Rgb<std::uint8_t>> boxes(const I& image, const std::vector<Detection>& detections,
                                                 const BoxesOptions& options = {}) {
  Image<Rgb<std::uint8_t>> result(const_view(image).size(), uninitialized);
  boxes_into(image, detections, result, options);
  return result;
}

/// Writes the picture with the number of every object in its middle, white with a black rim.
///
/// \param image   rank 2; gray, Rgb, Bgr or Rgba of any number, shown as by `display`.
/// \param labels  of the same size, any integers; 0 and negative ones are background.
/// \param out     an image of the same size; the same memory as `image` is fine for Rgb bytes.
/// \param scale   of the text, 1 to 1024: see `TextOptions`.
/// \throws std::invalid_argument  if the sizes differ or the scale is not in [1, 1024].
/// \complexity    two passes; memory for the runs of the objects.
template <VisibleImage I, LabelsImage L, OutputOf<Rgb<std::uint8_t>> O>
requires(rank_v<I> == 2 && rank_v<L> == 2 && rank_v<O> == 2) void numbers_into(const I& image, const L& labels, O&& out,
                                                                               Index scale = 1) {
  detail::require_same_size("limn::numbers", "the label image", const_view(labels).size(), "the image",
                            const_view(image).size());
  detail::require_same_size("limn::numbers_into", "the output", view(out).size(), "the image",
                            const_view(image).size());
  detail::require_scale("limn::numbers", scale);
  display_into(image, out);
  const auto found = regions(labels);
  const auto objects = run_masks(labels);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const std::string text = std::to_string(found[i].label);
    const Size<2> extent = text_size(text, scale);
    // Digits do not hang below the line.
    const Point<2> middle = detail::middle_of(objects[i], found[i]);
    const Point<2> origin{middle.x - extent.width / 2, middle.y - (extent.height - scale) / 2};
    for (Index y = -1; y <= 1; ++y) {
      for (Index x = -1; x <= 1; ++x) {
        draw_text(out, origin + Point<2>{x * scale, y * scale}, text, {.color = {0, 0, 0}, .scale = scale});
      }
    }
    draw_text(out, origin, text, {.color = {255, 255, 255}, .scale = scale});
  }
}

/// The picture with the number of every object in its middle. See `numbers_into`.
template <VisibleImage I, LabelsImage L>
requires(rank_v<I> == 2 && rank_v<L> == 2)
    [[nodiscard]] Image<Rgb<std::uint8_t>> numbers(const I& image, const L& labels, Index scale = 1) {
  Image<Rgb<std::uint8_t>> result(const_view(image).size(), uninitialized);
  numbers_into(image, labels, result, scale);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
