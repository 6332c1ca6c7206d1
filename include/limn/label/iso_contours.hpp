#pragma once
/// \file
/// Lines along which a gray image has one level, between pixels.
///
/// Source: the squares of W. E. Lorensen, H. E. Cline, "Marching cubes: a high resolution 3D surface construction
/// algorithm", SIGGRAPH 1987.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/label/polyline.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace limn {

/// Which pixels of two pairs that meet crosswise are joined: those not above the level, or those above.
enum class Saddle { low, high };

inline namespace LIMN_ABI {
namespace detail {

/// A place that lines may end at. Its slot serves another place once its row of squares has passed.
struct LineNode {
  std::size_t slot;
  Index row;
};

/// Joins segments into lines as they come. Where a line can still grow is remembered by the node that its end lies on.
class LineJoiner {
 public:
  explicit LineJoiner(std::size_t slots) : line_from_(slots, none), line_to_(slots, none) {}

  struct End {
    LineNode node;
    Vertex at;
  };

  /// Nodes of the row before this one have passed: forgets what ends there.
  void pass(Index row) {
    row_ = row;
    List<std::size_t>& passed = used_[(row + 1) % 2];
    for (const std::size_t slot : passed) line_from_[slot] = line_to_[slot] = none;
    passed.clear();
  }

  void add(const End& from, const End& to) {
    const std::size_t behind = std::exchange(line_from_[to.node.slot], none);
    const std::size_t ahead = std::exchange(line_to_[from.node.slot], none);
    if (behind == none && ahead == none) {
      const std::size_t first = vertex(from.at), last = vertex(to.at);
      next_[first] = last;
      lines_.push_back({first, last, from.node, to.node, true});
      remember_start(lines_.size() - 1);
      remember_end(lines_.size() - 1);
    } else if (ahead == none) {
      // 1. In front of a line.
      Line& line = lines_[behind];
      const std::size_t first = vertex(from.at);
      next_[first] = line.first;
      line.first = first;
      line.from = from.node;
      remember_start(behind);
    } else if (behind == none || behind == ahead) {
      // 2. At the end of a line, which may close it.
      Line& line = lines_[ahead];
      const std::size_t last = vertex(to.at);
      next_[line.last] = last;
      line.last = last;
      line.to = to.node;
      if (behind == none) remember_end(ahead);
    } else {
      // 3. Between two lines: the older one is kept.
      const Line head = lines_[ahead], tail = lines_[behind];
      next_[head.last] = tail.first;
      const std::size_t kept = ahead < behind ? ahead : behind;
      lines_[ahead < behind ? behind : ahead].alive = false;
      lines_[kept] = {head.first, tail.last, head.from, tail.to, true};
      remember_start(kept);
      remember_end(kept);
    }
  }

  /// The lines in the order of their oldest segments.
  [[nodiscard]] std::vector<Polyline> lines() const {
    std::vector<Polyline> result;
    for (const Line& line : lines_) {
      if (!line.alive) continue;
      Polyline polyline;
      for (std::size_t i = line.first; i != none; i = next_[i]) polyline.push_back(vertices_[i]);
      result.push_back(std::move(polyline));
    }
    return result;
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  struct Line {
    std::size_t first, last;  // vertices
    LineNode from, to;
    bool alive;
  };

  void remember_start(std::size_t line) { remember(line_from_, lines_[line].from, line); }
  void remember_end(std::size_t line) { remember(line_to_, lines_[line].to, line); }
  void remember(List<std::size_t>& ends, const LineNode& node, std::size_t line) {
    if (node.row < row_) return;
    ends[node.slot] = line;
    used_[node.row % 2].push_back(node.slot);
  }

  [[nodiscard]] std::size_t vertex(const Vertex& at) {
    vertices_.push_back(at);
    next_.push_back(none);
    return vertices_.size() - 1;
  }

  Index row_ = 0;
  List<std::size_t> line_from_, line_to_;  // the line that starts or ends at a node, by slot
  List<std::size_t> used_[2];              // the slots of nodes of even and of odd rows
  List<Line> lines_;
  List<Vertex> vertices_;
  List<std::size_t> next_;
};

/// Walks the squares of four pixels. Two rows of pixels have as nodes the pixels, the edges along the rows and the
/// edges between them; even rows use one half of the slots, odd rows the other.
class SquareMarcher {
 public:
  SquareMarcher(Index width, double level, Saddle saddle)
      : width_(width), level_(level), saddle_(saddle), joiner_(static_cast<std::size_t>(5 * width)) {}

  /// The squares between row y and the one below.
  void row(const double* upper, const double* lower, Index y) {
    joiner_.pass(y);
    for (Index x = 0; x + 1 < width_; ++x) {
      const double ul = upper[x], ur = upper[x + 1], ll = lower[x], lr = lower[x + 1];
      const int shape = (ul > level_ ? 1 : 0) + (ur > level_ ? 2 : 0) + (ll > level_ ? 4 : 0) + (lr > level_ ? 8 : 0);
      if (shape == 0 || shape == 15 || ul != ul || ur != ur || ll != ll || lr != lr) continue;
      square(shape, x, y, ul, ur, ll, lr);
    }
  }

  [[nodiscard]] std::vector<Polyline> lines() const { return joiner_.lines(); }

 private:
  using End = LineJoiner::End;
  enum Side { top, right, bottom, left };

  [[nodiscard]] LineNode pixel(Index x, Index y) const { return {static_cast<std::size_t>(y % 2 * width_ + x), y}; }
  [[nodiscard]] LineNode along(Index x, Index y) const {
    return {static_cast<std::size_t>((2 + y % 2) * width_ + x), y};
  }
  [[nodiscard]] LineNode between(Index x, Index y) const { return {static_cast<std::size_t>(4 * width_ + x), y}; }

  /// Where the level lies from `a` at 0 to `b` at 1: beside the finite one if the other is infinite.
  [[nodiscard]] double crossing(double a, double b) const {
    if (math::isinf(a)) return math::isinf(b) ? 0.5 : 1;
    return a == b || math::isinf(b) ? 0 : (level_ - a) / (b - a);
  }

  void square(int shape, Index x, Index y, double ul, double ur, double ll, double lr) {
    const auto end = [&](Side side) {
      const double left_x = static_cast<double>(x), top_y = static_cast<double>(y);
      if (side == top || side == bottom) {
        const Index row = side == top ? y : y + 1;
        const Vertex at{left_x + (side == top ? crossing(ul, ur) : crossing(ll, lr)), static_cast<double>(row)};
        // A line through the center of a pixel meets all others that go there.
        return End{at.x == left_x ? pixel(x, row) : at.x == left_x + 1 ? pixel(x + 1, row) : along(x, row), at};
      }
      const Index column = side == left ? x : x + 1;
      const Vertex at{static_cast<double>(column), top_y + (side == left ? crossing(ul, ll) : crossing(ur, lr))};
      return End{at.y == top_y ? pixel(column, y) : at.y == top_y + 1 ? pixel(column, y + 1) : between(column, y), at};
    };
    const auto segment = [&](Side from, Side to) {
      const End a = end(from), b = end(to);
      if (!(a.at == b.at)) joiner_.add(a, b);
    };
    const bool high = saddle_ == Saddle::high;
    // What is not above the level lies at the left hand.
    switch (shape) {
      case 1: return segment(top, left);
      case 2: return segment(right, top);
      case 3: return segment(right, left);
      case 4: return segment(left, bottom);
      case 5: return segment(top, bottom);
      case 6: segment(high ? left : right, top); return segment(high ? right : left, bottom);
      case 7: return segment(right, bottom);
      case 8: return segment(bottom, right);
      case 9: segment(top, high ? right : left); return segment(bottom, high ? left : right);
      case 10: return segment(bottom, top);
      case 11: return segment(bottom, left);
      case 12: return segment(left, right);
      case 13: return segment(top, right);
      default: return segment(left, top);
    }
  }

  Index width_;
  double level_;
  Saddle saddle_;
  LineJoiner joiner_;
};

}  // namespace detail

/// The lines along which an image, linear between the centers of pixels, crosses a level.
///
/// \param image   2-D, any gray pixel type; at least 2 x 2 for there to be a line.
/// \param level   a gray level, not NaN. A pixel is above it or not: to outline the foreground of a mask of 0 and 1,
/// take
///                one between them.
/// \param saddle  which pixels are joined where pairs meet crosswise.
/// \returns       lines from vertex to vertex, what is above the level at their right hand as seen on a screen; closed
///                ones end where they start, and open ones at the image's edge or at a NaN, whose squares are left out.
///                In the order of their first squares. Exactly what scikit-image's `find_contours` gives, as (x, y),
///                but for infinities: beside one, a line runs through the center of its neighbor.
/// \throws std::invalid_argument  if the level is NaN.
/// \complexity    one pass; memory for the lines and for a few rows.
template <GrayImage I>
requires(rank_v<I> == 2)
    [[nodiscard]] std::vector<Polyline> iso_contours(const I& image, double level, Saddle saddle = Saddle::low) {
  if (!(level == level)) detail::throw_invalid_argument("limn::iso_contours: the level is NaN");
  const auto in = const_view(image);
  const Index width = in.width(), height = in.height();
  if (width < 2 || height < 2) return {};
  detail::SquareMarcher marcher(width, level, saddle);
  std::vector<double> upper(static_cast<std::size_t>(width)), lower(static_cast<std::size_t>(width));
  for (Index y = 0; y < height; ++y) {
    std::swap(upper, lower);
    const pixel_t<I>* const pixels = in.row_pointer(y);
    for (Index x = 0; x < width; ++x) lower[static_cast<std::size_t>(x)] = static_cast<double>(pixels[x]);
    if (y > 0) marcher.row(upper.data(), lower.data(), y - 1);
  }
  return marcher.lines();
}

}  // namespace LIMN_ABI
}  // namespace limn
