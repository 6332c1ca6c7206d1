#pragma once
/// \file
/// Words and numbers in a picture, by a small font of its own.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/view.hpp>
#include <limn/draw/detail/glyphs.hpp>

#include <cstdint>
#include <string_view>

namespace limn {

struct TextOptions {
  Rgb<std::uint8_t> color{255, 255, 255};
  Index scale = 1;  ///< how many pixels wide and high a dot of the font is, 1 to 1024
};

inline namespace LIMN_ABI {
namespace detail {

/// From a character to the next, in dots.
inline constexpr Index glyph_advance = glyph_width + 1;

/// Bytes of UTF-8 that go on with the character before.
[[nodiscard]] LIMN_INLINE constexpr bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
}

/// The largest scale of a text, width of a line and gap between pictures.
inline constexpr Index largest_stroke = 1024;

/// Further from the origin than any picture reaches, and near enough to be reckoned with.
[[nodiscard]] constexpr Index within_reach(Index position) {
  constexpr Index reach = Index{1} << 48;
  return position < -reach ? -reach : position > reach ? reach : position;
}

inline void require_scale(std::string_view function, Index scale) {
  if (scale < 1 || scale > largest_stroke) {
    throw_invalid_argument(function, ": scale is ", scale, " but must be in [1, ", largest_stroke, "]");
  }
}

/// What of the box lies in the image, in one color.
inline void fill_box(const ImageView<Rgb<std::uint8_t>>& image, const Box<2>& box, const Rgb<std::uint8_t>& color) {
  const auto inside = [](Index value, Index length) { return value < 0 ? 0 : value > length ? length : value; };
  const Index left = inside(box.origin.x, image.width()), right = inside(box.origin.x + box.size.width, image.width());
  const Index bottom = inside(box.origin.y + box.size.height, image.height());
  for (Index y = inside(box.origin.y, image.height()); y < bottom; ++y) {
    Rgb<std::uint8_t>* const row = image.row_pointer(y);
    for (Index x = left; x < right; ++x) row[x] = color;
  }
}

}  // namespace detail

/// The extent of a line of text: 6 dots for every character, less the space behind the last, and 8 dots high, of which
/// the lowest is for what hangs below the line.
///
/// \param text   UTF-8; a character beyond ASCII takes one place.
/// \param scale  pixels for a dot, 1 to 1024.
/// \throws std::invalid_argument  if the scale is not in [1, 1024].
[[nodiscard]] inline Size<2> text_size(std::string_view text, Index scale = 1) {
  detail::require_scale("limn::text_size", scale);
  Index characters = 0;
  for (const char c : text) characters += detail::continues_character(c) ? 0 : 1;
  return {characters == 0 ? 0 : (characters * detail::glyph_advance - 1) * scale, detail::glyph_height * scale};
}

/// Writes a line of text into a picture. Only the strokes are drawn; what lies outside the picture is cut off.
///
/// \param image   rank 2.
/// \param origin  of the upper left corner of the text; may lie outside.
/// \param text    the printable characters of ASCII; a box for every other one of UTF-8.
/// \throws std::invalid_argument  if the scale is not in [1, 1024].
template <OutputOf<Rgb<std::uint8_t>> O>
requires(rank_v<O> == 2) void draw_text(O&& image, const Point<2>& origin, std::string_view text,
                                        const TextOptions& options = {}) {
  detail::require_scale("limn::draw_text", options.scale);
  const auto out = view(image);
  const Index scale = options.scale;
  Point<2> at{detail::within_reach(origin.x), detail::within_reach(origin.y)};
  for (const char c : text) {
    if (detail::continues_character(c)) continue;
    const std::uint64_t dots = detail::glyph(c);
    for (Index dot = 0; dot < detail::glyph_width * detail::glyph_height; ++dot) {
      if ((dots >> dot & 1U) == 0) continue;
      const Index x = dot % detail::glyph_width, y = dot / detail::glyph_width;
      detail::fill_box(out, {{at.x + x * scale, at.y + y * scale}, {scale, scale}}, options.color);
    }
    at.x += detail::glyph_advance * scale;
  }
}

}  // namespace LIMN_ABI
}  // namespace limn
