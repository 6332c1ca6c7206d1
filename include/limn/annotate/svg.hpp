#pragma once
/// \file
/// SVG: outlines to look at in a browser, to edit by hand and to print.
///
/// Source: "Scalable Vector Graphics (SVG) 1.1", W3C recommendation, 2011.

#include <limn/annotate/detail/outlines.hpp>
#include <limn/annotate/detail/text.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/draw/palette.hpp>
#include <limn/label/contours.hpp>
#include <limn/task/instances.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace limn {

struct SvgOptions {
  std::string picture{};    ///< the address of a picture to lie below the outlines; none if empty
  double opacity = 0.4;     ///< how much of the color covers the inside of an object: 0 to 1
  double stroke_width = 1;  ///< of the outlines, in pixels; at least 0
};

inline namespace LIMN_ABI {
namespace detail {

/// The edges of a ring are horizontal and vertical in turn.
inline void append_svg_ring(std::string& text, const Ring& ring) {
  append_number(text += 'M', ring[0].x);
  append_number(text += ' ', ring[0].y);
  for (std::size_t i = 1; i < ring.size(); ++i) {
    if (ring[i].y == ring[i - 1].y) append_number(text += 'H', ring[i].x);
    else append_number(text += 'V', ring[i].y);
  }
  text += 'Z';
}

[[nodiscard]] inline std::string svg_color(const Rgb<std::uint8_t>& color) {
  std::string text = "#";
  for (const std::uint8_t channel : {color.r, color.g, color.b}) append_hex(text, channel);
  return text;
}

}  // namespace detail

/// The objects as an SVG picture of the image's size in pixels: a path for every object, a path on a line, in the color
/// of its label, with the name of its class and its label as what a browser shows beneath the pointer.
///
/// Paths run along the edges of pixels in whole numbers; holes are holes by the rule of even and odd, so no pixel is
/// lost.
///
/// \returns  the text, UTF-8; what is no UTF-8 in names becomes U+FFFD.
/// \throws std::invalid_argument  as `detect`, or if the opacity is no number from 0 to 1, or the width none from 0 up.
/// \complexity                    linear in the boxes of the objects.
[[nodiscard]] inline std::string to_svg(const std::same_as<InstanceMap> auto& map, const SvgOptions& options = {}) {
  if (!(options.opacity >= 0 && options.opacity <= 1)) {
    detail::throw_invalid_argument("limn::to_svg: opacity is ", options.opacity, " but must lie in [0, 1]");
  }
  if (!(options.stroke_width >= 0 && options.stroke_width - options.stroke_width == 0)) {
    detail::throw_invalid_argument("limn::to_svg: stroke_width is ", options.stroke_width,
                                   " but must be finite and at least 0");
  }
  const Index width = map.labels.width(), height = map.labels.height();
  std::string extent = " width=\"";
  detail::append_number(extent, width);
  detail::append_number(extent += "\" height=\"", height);
  extent += '"';

  std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\"" + extent + " viewBox=\"0 0 ";
  detail::append_number(text, width);
  detail::append_number(text += ' ', height);
  text += "\">\n";
  if (!options.picture.empty()) {
    text += "<image" + extent + " href=\"";
    detail::append_xml(text, options.picture);
    text += "\"/>\n";
  }
  detail::append_number(text += "<g fill-rule=\"evenodd\" fill-opacity=\"", options.opacity);
  detail::append_number(text += "\" stroke-width=\"", options.stroke_width);
  text += "\">\n";
  detail::for_each_outlined(map, [&text](const Detection& object, const std::vector<Polygon>& polygons) {
    const std::string color = detail::svg_color(label_color(object.label));
    detail::append_number(text += "<path id=\"object-", object.label);
    text += "\" fill=\"" + color + "\" stroke=\"" + color + "\" d=\"";
    for (const Polygon& polygon : polygons) {
      detail::append_svg_ring(text, polygon.outer);
      for (const Ring& hole : polygon.holes) detail::append_svg_ring(text, hole);
    }
    detail::append_xml(text += "\"><title>", object.class_name);
    detail::append_number(text += ' ', object.label);
    text += "</title></path>\n";
  });
  return text += "</g>\n</svg>\n";
}

}  // namespace LIMN_ABI
}  // namespace limn
