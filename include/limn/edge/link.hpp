#pragma once
/// \file
/// From edges to closed outlines to labeled objects: edge detection as a segmentation.
///
/// Source: R. C. Gonzalez, R. E. Woods, "Digital image processing", section 10.2, "Edge linking and boundary
/// detection"; bridges after R. Nevatia, K. R. Babu, "Linear feature extraction and description", Computer Graphics and
/// Image Processing 13(3), 1980.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/list.hpp>
#include <limn/edge/chains.hpp>
#include <limn/edge/gaps.hpp>
#include <limn/label/components.hpp>
#include <limn/label/regions.hpp>
#include <limn/label/relabel.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {

/// What an object is where outlines lie within outlines or share a side.
enum class EdgeObjects {
  outlines,  ///< all that an outer outline encloses; outlines that touch are one object
  cells      ///< each piece that edges part from the others
};

struct EdgeRegionsOptions {
  GapOptions gaps = {};  ///< which gaps are bridged first; none where the distance is 0
  EdgeObjects objects = EdgeObjects::outlines;
  /// The border of the picture closes outlines, to which they are led on (`gaps.border`): the background is the largest
  /// piece, and not all that touches the border.
  bool border_closes = false;
};

inline namespace LIMN_ABI {
namespace detail {

/// For each piece of what is no edge, whether it is enclosed; entry 0 stands for the edges.
template <std::size_t R>
[[nodiscard]] List<std::uint8_t> enclosed_pieces(const std::vector<Region<R>>& pieces, const Size<R>& size,
                                                 bool border_closes) {
  List<std::uint8_t> enclosed(pieces.size() + 1, 1);
  enclosed[0] = 0;
  std::size_t largest = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].area > pieces[largest].area) largest = i;
    for (std::size_t axis = 0; axis < R && !border_closes; ++axis) {
      const Index low = pieces[i].box.origin[axis], high = low + pieces[i].box.size[axis];
      if (low == 0 || high == size[axis]) enclosed[i + 1] = 0;
    }
  }
  if (border_closes && !pieces.empty()) enclosed[largest + 1] = 0;
  return enclosed;
}

/// Writes `value(piece)` where a piece is enclosed, and on edges beside it: that of the first neighbor that has one,
/// those that share a side before those at the corners. 0 elsewhere.
template <class L, class Value>
void spread_over_outlines(const LabelImage<>& pieces, const List<std::uint8_t>& enclosed, const ImageView<L, 2>& out,
                          const Value& value) {
  constexpr Point<2> around[8] = {{0, -1}, {-1, 0}, {1, 0}, {0, 1}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}};
  for (Index y = 0; y < pieces.height(); ++y) {
    const std::int32_t* const row = view(pieces).row_pointer(y);
    L* const to = out.row_pointer(y);
    for (Index x = 0; x < pieces.width(); ++x) {
      std::int32_t piece = row[x];
      for (std::size_t i = 0; row[x] == 0 && i < 8 && enclosed[static_cast<std::size_t>(piece)] == 0; ++i) {
        const Point<2> there = Point<2>{x, y} + around[i];
        if (contains(pieces.size(), there)) piece = pieces(there);
      }
      to[x] = enclosed[static_cast<std::size_t>(piece)] != 0 ? value(piece) : L{};
    }
  }
}

}  // namespace detail

/// Writes the label of the object of every pixel. See `edges_to_regions`.
///
/// \param labels  an image of integers of the same size, in memory of its own.
/// \returns       the number of objects.
/// \throws std::invalid_argument  if the sizes differ, or for the options as `close_gaps` does.
/// \throws std::overflow_error    if there are more objects than the label type can number.
template <MaskImage I, WritableImage O>
requires LabelsImage<O> &&
    (rank_v<I> == 2 && rank_v<O> == 2) pixel_t<O> edges_to_regions_into(const I& edges, O&& labels,
                                                                        const EdgeRegionsOptions& options = {}) {
  using L = pixel_t<O>;
  const auto in = const_view(edges);
  const auto out = view(labels);
  detail::require_same_size("limn::edges_to_regions_into", "the output", out.size(), "the mask", in.size());
  // 1. Outlines, as far as gaps can be bridged.
  detail::require_gaps("limn::edges_to_regions", options.gaps);
  GapOptions gaps = options.gaps;
  gaps.border = gaps.border || options.border_closes;
  Mask mask = close_gaps(in, gaps);
  if (in.empty()) return 0;
  // 2. The pieces that they part, over sides, since a line of pixels that touch at corners is tight.
  transform_into(mask, mask, [](Binary b) { return to_binary(!is_foreground(b)); });
  LabelImage<> pieces = label_components(mask, {.connectivity = Connectivity::face}).labels;
  const detail::List<std::uint8_t> enclosed =
      detail::enclosed_pieces(regions(pieces), in.size(), options.border_closes);
  // 3. What is enclosed, with its outline.
  if (options.objects == EdgeObjects::outlines) {
    detail::spread_over_outlines(pieces, enclosed, view(mask), [](std::int32_t) { return Binary::foreground; });
    return label_components_into(mask, out);
  }
  LabelImage<> cells(in.size(), uninitialized);
  detail::spread_over_outlines(pieces, enclosed, view(cells), [](std::int32_t piece) { return piece; });
  const Index count = static_cast<Index>(relabel_into(cells, cells).size()) - 1;
  detail::require_count_fits<L>("limn::edges_to_regions", count);
  transform_into(cells, out, [](std::int32_t label) { return static_cast<L>(label); });
  return static_cast<L>(count);
}

/// The objects that edges enclose.
///
/// Gaps are bridged, and what is then enclosed becomes an object together with its outline: the edge pixels that touch
/// it, over corners too. A line that encloses nothing is no object. An edge pixel between two cells goes to the first
/// of its neighbors above, left, right, below, and at the upper left, upper right, lower left and lower right, that is
/// in a cell.
///
/// \tparam L       the label type.
/// \param edges    a mask, rank 2, of lines one pixel wide as `canny` gives them; they should touch at least over
///                 corners. Where edges are thicker than two pixels, their insides stay background.
/// \param options  gaps, what is an object, and what the border of the picture does.
/// \returns        labels 1..count in raster order of the objects' first pixels, 0 for background, and their count; 0
///                 objects where nothing is enclosed.
/// \throws std::invalid_argument  for the options as `close_gaps` does.
/// \throws std::overflow_error    if there are more objects than the label type can number.
/// \complexity     that of `close_gaps`, and a few linear passes; 6 bytes of scratch for each pixel, 10 for cells.
template <class L = std::int32_t, MaskImage I>
requires LabelPixel<L> &&(rank_v<I> == 2)
    [[nodiscard]] Labeling<L> edges_to_regions(const I& edges, const EdgeRegionsOptions& options = {}) {
  Labeling<L> result;
  result.labels = LabelImage<L>(const_view(edges).size(), uninitialized);
  result.count = edges_to_regions_into(edges, result.labels, options);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
