#pragma once
/// \file
/// Outlines of objects as polygons along the edges of pixels, with holes.
///
/// Source: the crack following of A. Rosenfeld, A. Kak, "Digital Picture Processing", 1982, chapter 11.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/label/components.hpp>
#include <limn/label/detail/label_runs.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace limn {

/// The corners of a closed outline, the last joined to the first. Pixel (x, y) covers [x, x + 1] x [y, y + 1]; edges
/// are horizontal and vertical in turn.
using Ring = std::vector<Point<2>>;

/// A connected piece of an object.
struct Polygon {
  Index label = 0;
  Ring outer;               ///< clockwise as seen on a screen: from its first pixel's upper left corner to the right
  std::vector<Ring> holes;  ///< counterclockwise, in raster order of their first pixels
};

inline namespace LIMN_ABI {

/// The area inside a ring by the shoelace formula: positive for outer rings, negative for holes.
[[nodiscard]] inline Index ring_area(const Ring& ring) {
  Index twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Point<2> a = ring[i], b = ring[i + 1 < ring.size() ? i + 1 : 0];
    twice += a.x * b.y - b.x * a.y;
  }
  return twice / 2;
}

/// The area of a polygon without its holes: exactly the number of pixels of the piece.
[[nodiscard]] inline Index polygon_area(const Polygon& polygon) {
  Index area = ring_area(polygon.outer);
  for (const Ring& hole : polygon.holes) area += ring_area(hole);
  return area;
}

namespace detail {

/// Follows the edges between pixels with one key and all others; outside the image lies key 0, the background.
template <class T, class Key>
class ContourTracer {
 public:
  ContourTracer(const ImageView<const T>& image, Connectivity connectivity, const Key& key)
      : image_(image),
        key_(key),
        join_diagonals_(connectivity != Connectivity::face),
        polygon_left_of_(image.size()),
        followed_right_of_(image.size()) {}

  [[nodiscard]] std::vector<Polygon> trace() {
    const Index width = image_.width(), height = image_.height();
    std::vector<Index> starts(static_cast<std::size_t>(width + 1 + FindRuns::slack));
    Index* const storage = starts.data();
    for (Index y = 0; y < height; ++y) {
      const T* const row = image_.row_pointer(y);
      const Index runs = dispatch(FindRuns{}, row, width, storage);
      for (Index run = 0; run < runs;) {
        const Index begin = storage[run];
        const auto key = key_(row[begin]);
        // Pixels that differ may still have one key.
        while (run < runs && key_(row[storage[run]]) == key) ++run;
        if (!(key > 0)) continue;
        const Index last = storage[run] - 1;
        // 1. A left edge that no ring has met yet: in raster order it belongs to a first pixel, so to an outer ring.
        if (polygon_left_of_(begin, y) == 0) {
          polygons_.emplace_back();
          polygons_.back().label = static_cast<Index>(key);
          polygons_.back().outer = follow({begin, y}, east, polygons_.size());
        }
        // 2. A right edge that none has met: a hole begins behind it, in the polygon that the run's left edge is of.
        if (followed_right_of_(last, y) == 0) {
          const auto owner = static_cast<std::size_t>(polygon_left_of_(begin, y));
          Ring hole = follow({last + 1, y}, south, owner);
          polygons_[owner - 1].holes.push_back(std::move(hole));
        }
      }
    }
    return std::move(polygons_);
  }

 private:
  enum Direction { east, south, west, north };

  /// The ring through the corner `start`, where it turns to `heading`, with the object at its right hand. Marks the
  /// vertical edges as those of polygon `owner`.
  [[nodiscard]] Ring follow(const Point<2> start, const Direction heading, std::size_t owner) {
    const auto key = heading == east ? key_(image_(start)) : key_(image_(start.x - 1, start.y));
    const auto inside = [&](Index x, Index y) {
      return x >= 0 && y >= 0 && x < image_.width() && y < image_.height() && key_(image_(x, y)) == key;
    };
    Ring ring;
    Point<2> at = start;
    Direction direction = heading;
    do {
      ring.push_back(at);
      // Straight on, until the pixels ahead tell to turn. They are the two beyond the corner, right and left of it.
      bool right = false, left = false;
      do {
        switch (direction) {
          case east:
            ++at.x;
            right = inside(at.x, at.y), left = inside(at.x, at.y - 1);
            break;
          case south:
            followed_right_of_(at.x - 1, at.y) = 1;
            ++at.y;
            right = inside(at.x - 1, at.y), left = inside(at.x, at.y);
            break;
          case west:
            --at.x;
            right = inside(at.x - 1, at.y - 1), left = inside(at.x - 1, at.y);
            break;
          case north:
            --at.y;
            polygon_left_of_(at.x, at.y) = static_cast<std::int32_t>(owner);
            right = inside(at.x, at.y - 1), left = inside(at.x - 1, at.y - 1);
            break;
        }
      } while (right && !left);
      // Where only the left one is inside, it meets the pixel behind at this corner alone.
      const bool turn_left = left && (right || join_diagonals_);
      direction = static_cast<Direction>((direction + (turn_left ? 3 : 1)) % 4);
    } while (!(at == start && direction == heading));
    return ring;
  }

  ImageView<const T> image_;
  Key key_;
  bool join_diagonals_;
  Image<std::int32_t> polygon_left_of_;    // 1 + the polygon whose ring runs along a pixel's left edge; 0: not yet
  Image<std::uint8_t> followed_right_of_;  // 1 if a ring runs along a pixel's right edge
  std::vector<Polygon> polygons_;
};

struct LabelKey {
  template <class L>
  [[nodiscard]] LIMN_INLINE L operator()(L label) const {
    return label > 0 ? label : L{0};
  }
};
struct MaskKey {
  [[nodiscard]] LIMN_INLINE int operator()(Binary pixel) const { return is_foreground(pixel) ? 1 : 0; }
};

}  // namespace detail

/// The outlines of the objects of a label image.
///
/// Rings run along the edges of pixels, so the area of a polygon is its number of pixels, exactly. Where two pixels of
/// a label meet at a corner only, `full` joins them: one outer ring passes the corner twice, and the background there
/// is parted. `face` keeps them apart: every ring is simple, and pixels that meet at a corner only are polygons of
/// their own or, across a hole, leave it in one.
///
/// \param labels   2-D; 0 and negative labels are background.
/// \param options  which pixels of a label make one piece; `edge` is `full`.
/// \returns        a polygon for every piece, in raster order of their first pixels. An object in several pieces gives
///                 several polygons of one label; labels of `label_components` with the same options give one each.
/// \complexity     linear in pixels and edges; memory of 5 bytes for every pixel.
template <LabelsImage I>
requires(rank_v<I> == 2)
    [[nodiscard]] std::vector<Polygon> contours(const I& labels, const ComponentsOptions& options = {}) {
  using Tracer = detail::ContourTracer<pixel_t<I>, detail::LabelKey>;
  return Tracer(const_view(labels), options.connectivity, detail::LabelKey{}).trace();
}

/// The outlines of the connected objects of a mask, with the labels that `label_components` gives them: polygon i has
/// label i + 1. See the form for labels.
template <MaskImage M>
requires(rank_v<M> == 2)
    [[nodiscard]] std::vector<Polygon> contours(const M& mask, const ComponentsOptions& options = {}) {
  using Tracer = detail::ContourTracer<Binary, detail::MaskKey>;
  std::vector<Polygon> polygons = Tracer(const_view(mask), options.connectivity, detail::MaskKey{}).trace();
  Index label = 0;
  for (Polygon& polygon : polygons) polygon.label = ++label;
  return polygons;
}

}  // namespace LIMN_ABI
}  // namespace limn
