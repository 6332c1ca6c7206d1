#pragma once
/// \file
/// Several pictures side by side as one.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/list.hpp>
#include <limn/draw/text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace limn {

struct MontageOptions {
  Index columns = 0;                     ///< pictures in a row; 0 for all in one row
  Index gap = 8;                         ///< between pictures and around all, in pixels, 0 to 1024
  std::vector<std::string> titles = {};  ///< above each picture, as many as there are; or none
  Index scale = 1;                       ///< of the titles: see `TextOptions`
  Rgb<std::uint8_t> color{0, 0, 0};      ///< of the titles
  Rgb<std::uint8_t> background{255, 255, 255};
};

inline namespace LIMN_ABI {
namespace detail {

/// Where each picture goes, and how large all of it is.
struct MontageLayout {
  std::vector<Point<2>> origins;
  Size<2> size;
};

[[nodiscard]] inline MontageLayout montage_layout(const std::vector<Image<Rgb<std::uint8_t>>>& pictures,
                                                  const MontageOptions& options) {
  require_scale("limn::montage", options.scale);
  if (options.columns < 0 || options.gap < 0) {
    throw_invalid_argument("limn::montage: columns is ", options.columns, ", gap is ", options.gap,
                           ": neither may be negative");
  }
  if (options.gap > largest_stroke) {
    throw_invalid_argument("limn::montage: gap is ", options.gap, " but must be in [0, ", largest_stroke, "]");
  }
  if (!options.titles.empty() && options.titles.size() != pictures.size()) {
    throw_invalid_argument("limn::montage: there are ", options.titles.size(), " titles for ", pictures.size(),
                           " pictures");
  }
  const auto count = static_cast<Index>(pictures.size());
  const Index columns = options.columns == 0 || options.columns > count ? count : options.columns;
  const Index rows = columns == 0 ? 0 : (count + columns - 1) / columns;
  // A column is as wide as its widest picture or title, a row as high as its highest picture.
  List<Index> widths(static_cast<std::size_t>(columns), 0), heights(static_cast<std::size_t>(rows), 0);
  const auto widen = [](Index& extent, Index length) { extent = length > extent ? length : extent; };
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    Index& width = widths[i % widths.size()];
    widen(width, pictures[i].width());
    if (!options.titles.empty()) widen(width, text_size(options.titles[i], options.scale).width);
    widen(heights[i / widths.size()], pictures[i].height());
  }
  const Index above = options.titles.empty() ? 0 : (glyph_height + 3) * options.scale;
  MontageLayout layout{{}, {options.gap, options.gap}};
  for (const Index height : heights) {
    layout.size.width = options.gap;
    for (const Index width : widths) {
      if (layout.origins.size() < pictures.size()) {
        layout.origins.push_back({layout.size.width, layout.size.height + above});
      }
      layout.size.width += width + options.gap;
    }
    layout.size.height += above + height + options.gap;
  }
  return layout;
}

inline void draw_montage(const std::vector<Image<Rgb<std::uint8_t>>>& pictures, const ImageView<Rgb<std::uint8_t>>& out,
                         const MontageLayout& layout, const MontageOptions& options) {
  fill(out, options.background);
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const Point<2> origin = layout.origins[i];
    copy_into(pictures[i], subview(out, {origin, pictures[i].size()}));
    if (options.titles.empty()) continue;
    draw_text(out, origin - Point<2>{0, (glyph_height + 2) * options.scale}, options.titles[i],
              {.color = options.color, .scale = options.scale});
  }
}

}  // namespace detail

/// The extent of a montage. See `montage`.
///
/// \throws std::invalid_argument  as `montage`.
[[nodiscard]] inline Size<2> montage_size(const std::vector<Image<Rgb<std::uint8_t>>>& pictures,
                                          const MontageOptions& options = {}) {
  return detail::montage_layout(pictures, options).size;
}

/// Writes a montage. See `montage`.
///
/// \param out  of `montage_size`, in memory of its own.
/// \throws std::invalid_argument  as `montage`, or if the output has another size.
template <OutputOf<Rgb<std::uint8_t>> O>
requires(rank_v<O> == 2) void montage_into(const std::vector<Image<Rgb<std::uint8_t>>>& pictures, O&& out,
                                           const MontageOptions& options = {}) {
  const detail::MontageLayout layout = detail::montage_layout(pictures, options);
  detail::require_same_size("limn::montage_into", "the output", view(out).size(), "the montage", layout.size);
  detail::draw_montage(pictures, view(out), layout, options);
}

/// Pictures side by side, row after row, each in the upper left corner of its cell. A column is as wide as its widest
/// picture or title, a row as high as its highest picture.
///
/// \param pictures  8-bit RGB, of any sizes; others become such by `display`.
/// \throws std::invalid_argument  if there are titles, but not as many as pictures; if the columns are negative;
///                                or if the gap is not in [0, 1024] or the scale not in [1, 1024].
/// \complexity      one pass over the result.
[[nodiscard]] inline Image<Rgb<std::uint8_t>> montage(const std::vector<Image<Rgb<std::uint8_t>>>& pictures,
                                                      const MontageOptions& options = {}) {
  const detail::MontageLayout layout = detail::montage_layout(pictures, options);
  Image<Rgb<std::uint8_t>> result(layout.size, uninitialized);
  detail::draw_montage(pictures, view(result), layout, options);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
