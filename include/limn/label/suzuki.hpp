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
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>
#include <limn/label/detail/packed_mask.hpp>

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

/// The pixels around one, counterclockwise from the east, and where a border goes on.
struct BorderStep {
  static constexpr unsigned east = 0, west = 4;

  /// The first foreground pixel of a ring of eight bits, counterclockwise from behind `direction`; there is one.
  [[nodiscard]] static unsigned next(unsigned ring, unsigned direction) {
    const unsigned from = (direction + 1) % 8, turned = (ring >> from | ring << (8 - from)) & 0xff;
    return (from + static_cast<unsigned>(lowest_bit(turned))) % 8;
  }
  /// True if the way counterclockwise from behind `direction` to `next` passes the east.
  [[nodiscard]] static bool passes_east(unsigned direction, unsigned next) {
    // At least one step, at most eight.
    return direction + 1 + (next - direction - 1) % 8 > 8;
  }
};

/// Follows borders over a mask of bits. The paper marks pixels; only the marks at the ends of runs are ever looked at:
/// at the first pixel that of a border that passed there, at the last that of the border that saw the background
/// behind.
template <class Id>
class BorderFollower {
 public:
  explicit BorderFollower(const ImageView<const Binary>& mask)
      : packed_(pack_mask<Id>(mask, mask.height(), sequential)),
        no_row_(static_cast<std::size_t>(packed_.words + 1), 0),
        first_marks_(static_cast<std::size_t>(packed_.runs()), none),
        last_marks_(first_marks_) {}

  [[nodiscard]] std::vector<PixelBorder> follow_all() {
    const PackedView<Id, 2> bits(packed_);
    List<Index> edges(static_cast<std::size_t>(packed_.size.width + 2 + 8));
    std::size_t run = 0;
    for (Index y = 0; y < packed_.rows; ++y) {
      if (packed_.runs_before[static_cast<std::size_t>(y)] == packed_.runs_before[static_cast<std::size_t>(y) + 1])
        continue;
      Index* end = edges.data();
      for (Index word = 0; word < packed_.words; ++word) {
        const std::uint64_t changes = bits.row(y)[word] ^ (bits.row(y)[word] << 1 | bits.row(y)[word - 1] >> 63);
        if (changes != 0) end = append_bits(Base{}, changes, word * 64, end);
      }
      *end = packed_.size.width;  // the end of a run that reaches the border
      Index left = none;          // the border that saw the background to the left
      for (const Index* edge = edges.data(); edge < end; edge += 2, ++run) {
        // 1. Background to the left of a pixel that no border has passed: an outer border starts.
        if (first_marks_[run] == none) {
          const bool inside = left == none || at(left).is_hole;
          start({edge[0], y}, false, inside ? left : at(left).parent);
        }
        // 2. Background to the right that no border has seen: a hole, in the object that the run is of.
        if (last_marks_[run] == none) {
          const Index beside = first_marks_[run];
          start({edge[1] - 1, y}, true, at(beside).is_hole ? at(beside).parent : beside);
        }
        left = last_marks_[run];
      }
    }
    return std::move(borders_);
  }

 private:
  static constexpr Index none = -1;

  [[nodiscard]] const PixelBorder& at(Index border) const { return borders_[static_cast<std::size_t>(border)]; }

  void start(const Point<2>& pixel, bool is_hole, Index parent) {
    borders_.emplace_back();
    borders_.back().is_hole = is_hole;
    borders_.back().parent = parent;
    chain_.clear();
    follow(pixel, is_hole ? BorderStep::east : BorderStep::west, static_cast<Index>(borders_.size()) - 1);
    borders_.back().points = chain_;
  }

  /// From `first`, which has background in direction `outside`. The steps are those of the paper.
  void follow(const Point<2>& first, unsigned outside, Index border) {
    // 3.1: the last pixel of the border, clockwise from the background.
    unsigned ring = around(first);
    if (ring == 0) {
      chain_.push_back(first);
      mark(first, ring, true, border);
      return;
    }
    unsigned direction = outside;
    while ((ring >> direction & 1) == 0) direction = (direction + 7) % 8;
    const Point<2> last = first + step(direction);
    Point<2> here = first;
    for (;;) {
      // 3.3: the next pixel, counterclockwise from the one before; 3.4: what has been seen.
      const unsigned forward = BorderStep::next(ring, direction);
      mark(here, ring, BorderStep::passes_east(direction, forward), border);
      chain_.push_back(here);
      const Point<2> next = here + step(forward);
      // 3.5
      if (next == first && here == last) return;
      here = next;
      ring = around(here);
      direction = (forward + 4) % 8;
    }
  }

  [[nodiscard]] static Point<2> step(unsigned direction) {
    constexpr signed char dx[] = {1, 1, 0, -1, -1, -1, 0, 1}, dy[] = {0, -1, -1, -1, 0, 1, 1, 1};
    return {dx[direction], dy[direction]};
  }

  /// Pixels x - 1, x, x + 1 of a row as bits.
  [[nodiscard]] unsigned three(Index x, Index y) const {
    const std::uint64_t* const row =
        y >= 0 && y < packed_.rows ? packed_.bits.data() + y * (packed_.words + 1) + 1 : no_row_.data() + 1;
    const Index word = x / 64, shift = x % 64;
    std::uint64_t bits = shift > 0 ? row[word] >> (shift - 1) : row[word] << 1 | row[word - 1] >> 63;
    if (shift == 63 && word + 1 < packed_.words) bits |= row[word + 1] << 2;
    return static_cast<unsigned>(bits & 7);
  }

  [[nodiscard]] unsigned around(const Point<2>& p) const {
    constexpr unsigned char reversed[] = {0, 4, 2, 6, 1, 5, 3, 7};
    const unsigned above = three(p.x, p.y - 1), here = three(p.x, p.y), below = three(p.x, p.y + 1);
    return here >> 2 | unsigned{reversed[above]} << 1 | (here & 1) << 4 | below << 5;
  }

  void mark(const Point<2>& p, unsigned ring, bool saw_east, Index border) {
    const bool starts = (ring >> BorderStep::west & 1) == 0;
    if (!starts && !saw_east) return;
    const PackedView<Id, 2> bits(packed_);
    const Index word = p.x / 64;
    const std::uint64_t run_begins = run_starts(bits.row(p.y)[word], bits.row(p.y)[word - 1]);
    const std::uint64_t up_to = ~std::uint64_t{0} >> (63 - p.x % 64);
    const auto run = static_cast<std::size_t>(bits.runs_before[p.y] + static_cast<Index>(bits.row_runs(p.y)[word]) +
                                              popcount(Base{}, run_begins & up_to) - 1);
    if (starts) first_marks_[run] = border;
    if (saw_east) last_marks_[run] = border;
  }

  PackedMask<Id, 2> packed_;
  List<std::uint64_t> no_row_;
  List<Index> first_marks_, last_marks_;  // of each run
  std::vector<PixelBorder> borders_;
  std::vector<Point<2>> chain_;  // grows once for all borders
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
  List<Index> youngest(borders.size() + 1, -1);
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
/// \complexity     linear in the pixels and in the points; memory of a bit for every pixel and of some
///                 numbers for every run of foreground.
template <MaskImage M>
requires(rank_v<M> == 2)
    [[nodiscard]] std::vector<PixelBorder> suzuki_borders(const M& mask, BorderNesting nesting = BorderNesting::tree) {
  const auto in = const_view(mask);
  std::vector<PixelBorder> borders;
  if (in.empty()) return borders;
  detail::with_run_type(in.size(), [&](auto id) { borders = detail::BorderFollower<decltype(id)>(in).follow_all(); });
  detail::nest(borders, nesting);
  return borders;
}

}  // namespace LIMN_ABI
}  // namespace limn
