#pragma once
/// \file
/// The legend of a semantic map: which color is which class.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/draw/palette.hpp>
#include <limn/draw/text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace limn {

struct LegendOptions {
  Index first = 1;                              ///< the class that `names[0]` names, and whose color it has
  Index scale = 1;                              ///< of the text: see `TextOptions`
  Rgb<std::uint8_t> color{255, 255, 255};       ///< of the text
  Rgb<std::uint8_t> background{32, 32, 32};     ///< of the plate
  Rgb<std::uint8_t> class_zero{128, 128, 128};  ///< the color of class 0, which has none of its own
};

inline namespace LIMN_ABI {
namespace detail {

/// In dots: around the plate and between a color and its name; the side of the square of a color; from line to line.
inline constexpr Index legend_margin = 3, legend_square = 8, legend_line = 11;

}  // namespace detail

/// The extent of a legend: a line for every name.
///
/// \throws std::invalid_argument  if the scale is not in [1, 1024].
[[nodiscard]] inline Size<2> legend_size(const std::vector<std::string>& names, const LegendOptions& options = {}) {
  detail::require_scale("limn::legend", options.scale);
  Index widest = 0;
  for (const std::string& name : names) {
    const Index width = text_size(name, options.scale).width;
    widest = width > widest ? width : widest;
  }
  const auto lines = static_cast<Index>(names.size());
  return {widest + (3 * detail::legend_margin + detail::legend_square) * options.scale,
          (2 * detail::legend_margin + lines * detail::legend_line -
           (lines > 0 ? detail::legend_line - detail::legend_square : 0)) *
              options.scale};
}

/// Writes a legend: a square in the color of each class, by `label_color`, and its name beside it.
///
/// \param names  UTF-8; letters beyond ASCII become boxes. Those of a `SemanticMap` begin with class 0: leave that away
///               or set `.first = 0`.
/// \param out    of `legend_size`: a picture of its own, or the corner of one by `subview`.
/// \throws std::invalid_argument  if the output has another size, or the scale is not in [1, 1024].
template <OutputOf<Rgb<std::uint8_t>> O>
requires(rank_v<O> == 2) void legend_into(const std::vector<std::string>& names, O&& out,
                                          const LegendOptions& options = {}) {
  detail::require_same_size("limn::legend_into", "the output", view(out).size(), "the legend",
                            legend_size(names, options));
  fill(out, options.background);
  const Index scale = options.scale;
  Point<2> at{detail::legend_margin * scale, detail::legend_margin * scale};
  const Index side = detail::legend_square * scale;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto color = label_color(options.first + static_cast<Index>(i), options.class_zero);
    detail::fill_box(view(out), {at, {side, side}}, color);
    draw_text(out, at + Point<2>{side + detail::legend_margin * scale, scale / 2}, names[i],
              {.color = options.color, .scale = scale});
    at.y += detail::legend_line * scale;
  }
}

/// A legend. See `legend_into`.
[[nodiscard]] inline Image<Rgb<std::uint8_t>> legend(const std::vector<std::string>& names,
                                                     const LegendOptions& options = {}) {
  Image<Rgb<std::uint8_t>> result(legend_size(names, options), uninitialized);
  legend_into(names, result, options);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
