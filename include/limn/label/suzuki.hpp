#pragma once
/// \file
/// Borders of a mask as chains of pixels with their nesting, as OpenCV's `findContours` has them. For outlines whose
/// area is that of the object, see contours.hpp.
///
/// Source: S. Suzuki, K. Abe, "Topological structural analysis of digitized binary images by border following", CVGIP
/// 30(1), 1985.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/image.hpp>
#include <limn/label/run_length.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace limn {

/// Which borders, and how they are nested: `external` the outer ones that lie in no hole; `list` all without nesting;
/// `components` holes below the outer border of their object; `tree` also objects below the hole that they lie in.
enum class BorderNesting { external, list, components, tree };

/// A closed chain of pixels of an object, each a neighbor of the next by side or corner: its outer border,
/// counterclockwise as seen on a screen, or that of a hole, clockwise. Where an object is one pixel wide, its pixels
/// come twice.
struct PixelBorder {
  std::vector<Point<2>> points;  ///< from the first in raster order
  bool is_hole = false;
  /// Indices of other borders, -1 for none: the one around, the first one within, and those around which the same lies.
  Index parent = -1, child = -1, previous = -1, next = -1;
};

inline namespace LIMN_ABI {
namespace detail {

/// Pixels as numbers with a margin of zeros: 0 background, 1 foreground; n or -n once border n - 2 has passed, -n where
/// it saw background to the right.
class BorderFollower {
 public:
  explicit BorderFollower(const ImageView<const Binary>& mask)
      : pitch_(mask.width() + 2),
        marks_(Size<2>{pitch_, mask.height() + 2}),
        around_{1, 1 - pitch_, -pitch_, -pitch_ - 1, -1, pitch_ - 1, pitch_, pitch_ + 1},
        runs_(run_mask(mask).runs) {
    for (const Run& run : runs_) {
      std::int32_t* const row = marks_.pixels().data() + (run.row + 1) * pitch_ + 1;
      for (Index x = run.begin; x < run.end; ++x) row[x] = 1;
    }
  }

  [[nodiscard]] std::vector<PixelBorder> follow_all() {
    Index row = -1;
    std::int32_t left = frame;  // the mark of the pixel before the background to the left
    for (const Run& run : runs_) {
      if (run.row != row) left = frame;
      row = run.row;
      std::int32_t* const first = marks_.pixels().data() + (row + 1) * pitch_ + 1 + run.begin;
      std::int32_t* const last = first + (run.end - run.begin - 1);
      // 1. Background to the left of a pixel that no border has passed: an outer border starts.
      if (*first == 1) {
        const Index beside = border_of(left);
        const bool inside = beside < 0 || borders_[static_cast<std::size_t>(beside)].is_hole;
        start(first, false, inside ? beside : borders_[static_cast<std::size_t>(beside)].parent);
      }
      // 2. Background to the right that no border has seen: a hole, in the object that the run is of.
      if (*last > 0) {
        const Index beside = border_of(*first);
        const PixelBorder& border = borders_[static_cast<std::size_t>(beside)];
        start(last, true, border.is_hole ? border.parent : beside);
      }
      left = *last;
    }
    return std::move(borders_);
  }

 private:
  static constexpr unsigned east = 0, west = 4;  // counterclockwise from the east
  static constexpr std::int32_t frame = 1;       // the border, of no number, that the image's edge is

  [[nodiscard]] static Index border_of(std::int32_t mark) { return (mark < 0 ? -mark : mark) - 2; }

  void start(std::int32_t* pixel, bool is_hole, Index parent) {
    borders_.emplace_back();
    PixelBorder& border = borders_.back();
    border.is_hole = is_hole;
    border.parent = parent;
    follow(pixel, is_hole ? east : west, static_cast<std::int32_t>(borders_.size() + 1), border.points);
  }

  /// From `first`, which has background in direction `outside`. The steps are those of the paper.
  void follow(std::int32_t* first, unsigned outside, std::int32_t mark, std::vector<Point<2>>& points) {
    // 3.1: the last pixel of the border, clockwise from the background.
    unsigned direction = outside;
    do {
      direction = (direction + 7) % 8;
    } while (first[around_[direction]] == 0 && direction != outside);
    const Index offset = first - marks_.pixels().data();
    Point<2> at{offset % pitch_ - 1, offset / pitch_ - 1};
    if (direction == outside) {
      *first = -mark;
      points.push_back(at);
      return;
    }
    const std::int32_t* const last = first + around_[direction];
    std::int32_t* here = first;
    for (;;) {
      // 3.3: the next pixel, counterclockwise from the one before.
      bool saw_east = false;
      for (direction = (direction + 1) % 8; here[around_[direction]] == 0; direction = (direction + 1) % 8) {
        saw_east = saw_east || direction == east;
      }
      // 3.4
      if (saw_east) *here = -mark;
      else if (*here == 1) *here = mark;
      points.push_back(at);
      // 3.5
      std::int32_t* const next = here + around_[direction];
      if (next == first && here == last) return;
      constexpr signed char dx[] = {1, 1, 0, -1, -1, -1, 0, 1}, dy[] = {0, -1, -1, -1, 0, 1, 1, 1};
      at = {at.x + dx[direction], at.y + dy[direction]};
      here = next;
      direction = (direction + 4) % 8;
    }
  }

  Index pitch_;
  Image<std::int32_t> marks_;
  Index around_[8];
  std::vector<Run> runs_;
  std::vector<PixelBorder> borders_;
};

/// Drops what the nesting leaves out, and links those of one parent in order.
inline void nest(std::vector<PixelBorder>& borders, BorderNesting nesting) {
  if (nesting == BorderNesting::external) {
    std::vector<PixelBorder> outermost;
    for (PixelBorder& border : borders) {
      if (border.parent < 0) outermost.push_back(std::move(border));
    }
    borders = std::move(outermost);
  }
  std::vector<Index> youngest(borders.size() + 1, -1);
  for (std::size_t i = 0; i < borders.size(); ++i) {
    PixelBorder& border = borders[i];
    if (nesting == BorderNesting::list || (nesting == BorderNesting::components && !border.is_hole)) border.parent = -1;
    Index& before = youngest[static_cast<std::size_t>(border.parent + 1)];
    border.previous = before;
    if (before >= 0) borders[static_cast<std::size_t>(before)].next = static_cast<Index>(i);
    else if (border.parent >= 0) borders[static_cast<std::size_t>(border.parent)].child = static_cast<Index>(i);
    before = static_cast<Index>(i);
  }
}

}  // namespace detail

/// The borders of the objects of a mask, pixel by pixel, with 8 neighbors for objects and 4 for holes.
///
/// \param mask     2-D; what lies outside is background.
/// \param nesting  which borders, and what `parent` and `child` tell.
/// \returns        borders in raster order of the pixels where they start. Points and nesting are those of
///                 `cv::findContours` with RETR_EXTERNAL, RETR_LIST, RETR_CCOMP or RETR_TREE and CHAIN_APPROX_NONE,
///                 whose order of borders is another.
/// \complexity     linear in the pixels and in the points; memory of 4 bytes for every pixel.
template <MaskImage M>
requires(rank_v<M> == 2)
    [[nodiscard]] std::vector<PixelBorder> suzuki_borders(const M& mask, BorderNesting nesting = BorderNesting::tree) {
  std::vector<PixelBorder> borders = detail::BorderFollower(const_view(mask)).follow_all();
  detail::nest(borders, nesting);
  return borders;
}

}  // namespace LIMN_ABI
}  // namespace limn
