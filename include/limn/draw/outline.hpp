#pragma once
/// \file
/// The outlines of objects, as pixels.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/list.hpp>

#include <algorithm>

namespace limn {

struct OutlineOptions {
  Index width = 1;  ///< in pixels, at least 1
};

inline namespace LIMN_ABI {
namespace detail {

[[nodiscard]] LIMN_INLINE constexpr bool object_of(Binary pixel) { return is_foreground(pixel); }
template <LabelPixel L>
[[nodiscard]] LIMN_INLINE constexpr L object_of(L pixel) {
  return pixel;
}

/// For every row of a disk, from -radius to radius: how far it reaches to either side.
[[nodiscard]] inline List<Index> disk_reaches(Index radius) {
  List<Index> reaches;
  for (Index dy = -radius; dy <= radius; ++dy) {
    Index reach = 0;
    while ((reach + 1) * (reach + 1) + dy * dy <= radius * radius) ++reach;
    reaches.push_back(reach);
  }
  return reaches;
}

/// Marks the pixels of other objects within the disk around (x, y).
template <class P>
void mark_around(const ImageView<const P>& in, const ImageView<Binary>& out, Index x, Index y,
                 const List<Index>& reaches) {
  const auto self = object_of(in(x, y));
  const Index radius = static_cast<Index>(reaches.size() / 2);
  for (Index v = (std::max)(y - radius, Index{0}); v <= (std::min)(y + radius, in.height() - 1); ++v) {
    const Index reach = reaches[static_cast<std::size_t>(v - y + radius)];
    const P* const row = in.row_pointer(v);
    Binary* const marks = out.row_pointer(v);
    const Index last = (std::min)(x + reach, in.width() - 1);
    for (Index u = (std::max)(x - reach, Index{0}); u <= last; ++u) {
      if (object_of(row[u]) != self && object_of(row[u]) != 0) marks[u] = Binary::foreground;
    }
  }
}

}  // namespace detail

/// Writes foreground at the pixels of an object that lie within `width` of a pixel that is not of this object, measured
/// between the centers: a width of 1 is the pixels that share a face with another object or with the background. An
/// outline lies inside its object, so two that touch are both outlined; it stays open where the image cuts an object.
///
/// \param in   rank 2; a mask, or labels of any integer type with 0 as background.
/// \param out  a mask of the same size, of other memory than `in`.
/// \throws std::invalid_argument  if the sizes differ or the width is below 1.
/// \complexity  one pass, and O(width^2) for each pixel along the outlines; allocates O(width).
template <ObjectsImage I, OutputOf<Binary> O>
requires(rank_v<I> == 2 && rank_v<O> == 2) void outline_into(const I& in, O&& out, OutlineOptions options = {}) {
  const auto objects = const_view(in);
  const auto marks = view(out);
  detail::require_same_size("limn::outline_into", "the output", marks.size(), "the image", objects.size());
  if (options.width < 1) {
    detail::throw_invalid_argument("limn::outline: width is ", options.width, " but must be at least 1");
  }
  fill(marks, Binary::background);

  // The nearest foreign pixel q of a pixel p of an object has a neighbor that is nearer to p, hence of p's object: so
  // the pixels with a neighbor of another object are the only centers of disks that need a look. Which is also why
  // a wider disk than the image's diagonal adds nothing.
  const Index widest = objects.width() + objects.height();
  const detail::List<Index> reaches = detail::disk_reaches((std::min)(options.width, widest));
  for (Index y = 0; y < objects.height(); ++y) {
    const auto* const row = objects.row_pointer(y);
    const auto* const above = y > 0 ? objects.row_pointer(y - 1) : row;
    const auto* const below = y + 1 < objects.height() ? objects.row_pointer(y + 1) : row;
    for (Index x = 0; x < objects.width(); ++x) {
      const auto self = detail::object_of(row[x]);
      const bool touches = detail::object_of(above[x]) != self || detail::object_of(below[x]) != self ||
                           (x > 0 && detail::object_of(row[x - 1]) != self) ||
                           (x + 1 < objects.width() && detail::object_of(row[x + 1]) != self);
      if (!touches) continue;
      if (options.width == 1) {
        if (self != 0) marks(x, y) = Binary::foreground;
      } else {
        detail::mark_around(objects, marks, x, y, reaches);
      }
    }
  }
}

/// The pixels of the outlines. See `outline_into`.
template <ObjectsImage I>
requires(rank_v<I> == 2) [[nodiscard]] Mask outline(const I& objects, OutlineOptions options = {}) {
  Mask marks(const_view(objects).size(), uninitialized);
  outline_into(objects, marks, options);
  return marks;
}

}  // namespace LIMN_ABI
}  // namespace limn
