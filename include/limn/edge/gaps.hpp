#pragma once
/// \file
/// Gaps in edges bridged: ends that point at each other, at another edge, or at the border of the picture.
///
/// Source: R. Nevatia, K. R. Babu, "Linear feature extraction and description", Computer Graphics and Image Processing
/// 13(3), 1980: edges are joined by nearness and by direction.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/sort.hpp>
#include <limn/edge/detail/edge_graph.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <string_view>
#include <utility>

namespace limn {

struct GapOptions {
  double distance = 5;  ///< the widest gap, from pixel to pixel; at least 0
  double angle = 60;    ///< how far a bridge may turn off the direction of an end, in degrees; 0 to 90
  bool border = false;  ///< ends are led on to the outermost pixels of the picture too
};

inline namespace LIMN_ABI {
namespace detail {

/// The last pixel of a line, and where the line was heading.
struct EdgeEnd {
  Point<2> at;
  Point<2> heading;     // from a few pixels before the end to the end
  List<Point<2>> tail;  // the pixels before it, as far as a bridge could fold back
};

[[nodiscard]] inline double squared_length(const Point<2>& p) {
  return static_cast<double>(p.x) * static_cast<double>(p.x) + static_cast<double>(p.y) * static_cast<double>(p.y);
}

class GapBridges {
 public:
  GapBridges(const ImageView<const Binary, 2>& edges, const GapOptions& options)
      : graph_(edges),
        squared_distance_(options.distance * options.distance),
        reach_(static_cast<Index>(
            (std::min)(options.distance, static_cast<double>((std::max)(edges.width(), edges.height()))))),
        // Ties do not hang on the last bit of the cosine.
        cosine_(math::cos(options.angle * (std::numbers::pi / 180)) - 1e-9),
        border_(options.border) {}

  void draw(const ImageView<Binary, 2>& out) {
    find_ends();
    // What bridges are drawn depends on the edges that were given, not on each other.
    List<std::uint8_t> joined(ends_.size());
    for (const Pair& pair : pairs()) {
      if (joined[pair.first] || joined[pair.second]) continue;
      joined[pair.first] = joined[pair.second] = 1;
      draw_line(ends_[pair.first].at, ends_[pair.second].at, out);
    }
    for (std::size_t i = 0; i < ends_.size(); ++i) {
      if (!joined[i]) draw_line(ends_[i].at, target(ends_[i]), out);
    }
  }

 private:
  struct Pair {
    double squared_gap;
    std::size_t first, second;
  };

  static constexpr Index heading_steps = 6;

  // 1. The ends, in raster order.
  void find_ends() {
    graph_.for_each_edge([this](Index i) {
      if (graph_.degree(i) == 1) add_end(i);
    });
  }
  void add_end(Index i) {
    EdgeEnd end{graph_.point(i), {}, {}};
    int side = std::countr_zero(graph_.links(i));
    for (Index step = 1; step <= (std::max)(heading_steps, 2 * reach_); ++step) {
      i = graph_.neighbor(i, side);
      const Point<2> p = graph_.point(i);
      if (step <= heading_steps) end.heading = end.at - p;
      if (step <= 2 * reach_) end.tail.push_back(p);
      if (graph_.degree(i) != 2) break;
      side = graph_.onward(i, side);
    }
    ends_.push_back(std::move(end));
  }

  [[nodiscard]] bool ahead(const Point<2>& heading, const Point<2>& way) const {
    const double along = static_cast<double>(heading.x * way.x + heading.y * way.y);
    return along >= cosine_ * math::sqrt(squared_length(heading) * squared_length(way));
  }

  // 2. Two ends, each ahead of the other; the nearest pairs first.
  [[nodiscard]] List<Pair> pairs() const {
    List<Pair> result;
    for (std::size_t i = 0; i < ends_.size(); ++i) {
      for (std::size_t j = i + 1; j < ends_.size() && ends_[j].at.y - ends_[i].at.y <= reach_; ++j) {
        const Point<2> way = ends_[j].at - ends_[i].at;
        const double squared_gap = squared_length(way);
        if (squared_gap > squared_distance_ || !ahead(ends_[i].heading, way)) continue;
        if (ahead(ends_[j].heading, Point<2>{} - way)) result.push_back({squared_gap, i, j});
      }
    }
    sort(result.data(), result.size(), [](const Pair& a, const Pair& b) {
      if (a.squared_gap != b.squared_gap) return a.squared_gap < b.squared_gap;
      return a.first != b.first ? a.first < b.first : a.second < b.second;
    });
    return result;
  }

  // 3. The nearest pixel ahead that is an edge, or of the border; the first one of those as near. The end itself where
  // there is none.
  [[nodiscard]] Point<2> target(const EdgeEnd& end) const {
    const Size<2> size = graph_.size();
    const auto on_border = [&](const Point<2>& p) {
      return p.x == 0 || p.y == 0 || p.x == size.width - 1 || p.y == size.height - 1;
    };
    Point<2> best = end.at;
    if (border_ && on_border(end.at)) return best;
    double nearest = (std::numeric_limits<double>::max)();
    for (Index y = (std::max)(end.at.y - reach_, Index{0}); y <= end.at.y + reach_ && y < size.height; ++y) {
      for (Index x = (std::max)(end.at.x - reach_, Index{0}); x <= end.at.x + reach_ && x < size.width; ++x) {
        const Point<2> p{x, y}, way = p - end.at;
        if (!graph_.is_edge(graph_.position(p)) && !(border_ && on_border(p))) continue;
        const double squared_gap = squared_length(way);
        if (squared_gap > squared_distance_ || squared_gap >= nearest || p == end.at) continue;
        if (!ahead(end.heading, way) || std::find(end.tail.begin(), end.tail.end(), p) != end.tail.end()) continue;
        nearest = squared_gap;
        best = p;
      }
    }
    return best;
  }

  // One pixel for each step along the longer axis.
  static void draw_line(const Point<2>& from, const Point<2>& to, const ImageView<Binary, 2>& out) {
    const Point<2> way = to - from;
    const Index steps = (std::max)(math::abs(way.x), math::abs(way.y));
    for (Index i = 1; i < steps; ++i) {
      // Halves are rounded away from the start.
      const auto part = [&](Index length) { return (2 * i * length + (length < 0 ? -steps : steps)) / (2 * steps); };
      out(from.x + part(way.x), from.y + part(way.y)) = Binary::foreground;
    }
    out(to) = Binary::foreground;
  }

  EdgeGraph graph_;
  List<EdgeEnd> ends_;
  double squared_distance_;
  Index reach_;
  double cosine_;
  bool border_;
};

inline void require_gaps(std::string_view function, const GapOptions& options) {
  if (!(options.distance >= 0 && options.distance <= (std::numeric_limits<double>::max)())) {
    throw_invalid_argument(function, ": distance is ", options.distance, " but must be finite and not negative");
  }
  if (!(options.angle >= 0 && options.angle <= 90)) {
    throw_invalid_argument(function, ": angle is ", options.angle, ", not in [0, 90]");
  }
}

}  // namespace detail

/// Writes the edges with gaps bridged by straight lines.
///
/// An end is a pixel with one link (see `link_edges`), and it heads away from the pixel six steps before it, or from
/// the other end where the line is shorter. First, ends that are each ahead of the other, within the angle, are joined
/// in pairs: the nearest pairs first, on ties the first ends in raster order, each end once. Then every end that is
/// left is led to the nearest edge pixel ahead of it, on ties the first in raster order, but not back to the stretch of
/// its own line that is within twice the distance. Gaps are measured between the centers of pixels. Bridges do not see
/// each other.
///
/// \param in       a mask, rank 2, of lines one pixel wide as `canny` gives them.
/// \param out      of the same size; the same memory as `in` is fine.
/// \param options  how wide gaps may be, and how bent.
/// \throws std::invalid_argument  if the sizes differ, the distance is negative or not finite, or the angle is not in
///                 [0, 90].
/// \complexity     linear, and for each end the square of the distance and the ends in the rows within it; three bytes
///                 of scratch for each pixel.
template <MaskImage I, OutputOf<Binary> O>
requires(rank_v<I> == 2 && rank_v<O> == 2) void close_gaps_into(const I& in, O&& out, const GapOptions& options = {}) {
  const auto edges = const_view(in);
  const auto to = view(out);
  detail::require_same_size("limn::close_gaps_into", "the output", to.size(), "the mask", edges.size());
  detail::require_gaps("limn::close_gaps", options);
  if (edges.empty()) return;
  detail::GapBridges bridges(edges, options);
  transform_into(edges, to, [](Binary b) { return to_binary(is_foreground(b)); });
  bridges.draw(to);
}

/// The edges with gaps bridged. See `close_gaps_into`.
template <MaskImage I>
requires(rank_v<I> == 2) [[nodiscard]] Mask close_gaps(const I& edges, const GapOptions& options = {}) {
  Mask out(const_view(edges).size(), uninitialized);
  close_gaps_into(edges, out, options);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
