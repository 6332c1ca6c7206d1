#pragma once
// Chains, bridges and enclosed objects from edges, straight from their definitions.

#include <limn/core/image.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "reference/label_components.hpp"

namespace reference {

using limn::Index;
using limn::Mask;
using EdgePoint = limn::Point<2>;
using EdgePoints = std::vector<EdgePoint>;

inline bool is_edge(const Mask& edges, const EdgePoint& p) {
  return limn::contains(edges.size(), p) && limn::is_foreground(edges(p));
}

// The linked neighbors, clockwise from the upper left.
inline EdgePoints edge_links(const Mask& edges, const EdgePoint& p) {
  EdgePoints result;
  for (const EdgePoint& step : EdgePoints{{-1, -1}, {0, -1}, {1, -1}, {1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}}) {
    if (!is_edge(edges, p + step)) continue;
    const bool corner = step.x != 0 && step.y != 0;
    if (corner && (is_edge(edges, {p.x + step.x, p.y}) || is_edge(edges, {p.x, p.y + step.y}))) continue;
    result.push_back(p + step);
  }
  return result;
}

inline bool comes_before(const EdgePoint& a, const EdgePoint& b) { return std::tie(a.y, a.x) < std::tie(b.y, b.x); }

inline std::vector<EdgePoints> link_edges(const Mask& edges) {
  using Step = std::tuple<Index, Index, Index, Index>;
  std::set<Step> walked;
  const auto step = [](const EdgePoint& a, const EdgePoint& b) { return Step{a.x, a.y, b.x, b.y}; };
  const auto walk = [&](EdgePoint from, EdgePoint to) {
    EdgePoints chain{from};
    for (;;) {
      walked.insert(step(from, to));
      walked.insert(step(to, from));
      chain.push_back(to);
      const EdgePoints links = edge_links(edges, to);
      if (links.size() != 2 || to == chain.front()) return chain;
      const EdgePoint next = links[0] == from ? links[1] : links[0];
      from = to;
      to = next;
    }
  };
  std::vector<EdgePoints> chains;
  for (const bool loops : {false, true}) {
    for_each_point(edges.size(), [&](const EdgePoint& p) {
      if (!is_edge(edges, p)) return;
      const EdgePoints links = edge_links(edges, p);
      if (links.empty() && !loops) chains.push_back({p});
      if ((links.size() == 2) != loops) return;
      for (const EdgePoint& q : links) {
        if (walked.count(step(p, q)) == 0) chains.push_back(walk(p, q));
      }
    });
  }
  return chains;
}

inline Mask prune_spurs(const Mask& edges, Index length) {
  Mask result = edges;
  for (const EdgePoints& chain : link_edges(edges)) {
    const std::size_t first = edge_links(edges, chain.front()).size(), last = edge_links(edges, chain.back()).size();
    const bool spur = (first == 1 && last > 2) || (last == 1 && first > 2);
    if (!spur || static_cast<Index>(chain.size()) - 1 >= length) continue;
    for (const EdgePoint& p : chain) {
      if (edge_links(edges, p).size() <= 2) result(p) = limn::Binary::background;
    }
  }
  return result;
}

inline Mask close_gaps(const Mask& edges, double distance, double angle, bool border) {
  struct End {
    EdgePoints line;  // from the end on
    bool joined = false;
  };
  std::vector<End> ends;
  for (EdgePoints chain : link_edges(edges)) {
    for (int side = 0; side < 2; ++side) {
      if (edge_links(edges, chain.front()).size() == 1) ends.push_back({chain});
      std::reverse(chain.begin(), chain.end());
    }
  }
  std::sort(ends.begin(), ends.end(), [](const End& a, const End& b) { return comes_before(a.line[0], b.line[0]); });
  const auto squared = [](const EdgePoint& p) { return static_cast<double>(p.x * p.x + p.y * p.y); };
  const auto reached = [&](const End& end, const EdgePoint& p) {
    const EdgePoint heading = end.line[0] - end.line[std::min<std::size_t>(6, end.line.size() - 1)];
    const EdgePoint way = p - end.line[0];
    if (p == end.line[0] || squared(way) > distance * distance) return false;
    const double cosine =
        static_cast<double>(heading.x * way.x + heading.y * way.y) / std::sqrt(squared(heading) * squared(way));
    return std::acos(std::min(1.0, std::max(-1.0, cosine))) <= angle * std::acos(-1.0) / 180 + 1e-7;
  };
  Mask result = edges;
  const auto draw = [&](const EdgePoint& a, const EdgePoint& b) {
    const double steps = static_cast<double>(std::max(std::abs(b.x - a.x), std::abs(b.y - a.y)));
    for (double i = 0; i <= steps; ++i) {
      result(a.x + static_cast<Index>(std::round(i * static_cast<double>(b.x - a.x) / steps)),
             a.y + static_cast<Index>(std::round(i * static_cast<double>(b.y - a.y) / steps))) =
          limn::Binary::foreground;
    }
  };
  std::vector<std::tuple<double, std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    for (std::size_t j = i + 1; j < ends.size(); ++j) {
      const EdgePoint a = ends[i].line[0], b = ends[j].line[0];
      if (reached(ends[i], b) && reached(ends[j], a)) pairs.emplace_back(squared(b - a), i, j);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  for (const auto& [gap, i, j] : pairs) {
    if (ends[i].joined || ends[j].joined) continue;
    ends[i].joined = ends[j].joined = true;
    draw(ends[i].line[0], ends[j].line[0]);
  }
  const auto outermost = [&](const EdgePoint& p) {
    return p.x == 0 || p.y == 0 || p.x == edges.width() - 1 || p.y == edges.height() - 1;
  };
  for (const End& end : ends) {
    const EdgePoint at = end.line[0];
    if (end.joined || (border && outermost(at))) continue;
    const auto folded = static_cast<std::size_t>(2 * std::floor(distance)) + 1;
    const auto tail = end.line.begin() + static_cast<std::ptrdiff_t>(std::min(folded, end.line.size()));
    EdgePoint best = at;
    for_each_point(edges.size(), [&](const EdgePoint& p) {
      if (!is_edge(edges, p) && !(border && outermost(p))) return;
      if (!reached(end, p) || std::find(end.line.begin(), tail, p) != tail) return;
      if (best == at || squared(p - at) < squared(best - at)) best = p;
    });
    if (!(best == at)) draw(at, best);
  }
  return result;
}

// `closed` has no gaps to bridge.
inline limn::LabelImage<> edges_to_regions(const Mask& closed, bool cells, bool border_closes) {
  const auto pieces = flood_components(
      closed.size(), limn::Connectivity::face, [&](const EdgePoint& p) { return !is_edge(closed, p); },
      [](const EdgePoint&, const EdgePoint&) { return true; });
  std::vector<Index> areas(static_cast<std::size_t>(pieces.count) + 1);
  std::vector<bool> enclosed(areas.size(), true);
  enclosed[0] = false;
  for_each_point(closed.size(), [&](const EdgePoint& p) {
    const auto piece = static_cast<std::size_t>(pieces.labels(p));
    areas[piece] += piece > 0;
    const bool outermost = p.x == 0 || p.y == 0 || p.x == closed.width() - 1 || p.y == closed.height() - 1;
    if (outermost && !border_closes) enclosed[piece] = false;
  });
  if (border_closes)
    enclosed[static_cast<std::size_t>(std::max_element(areas.begin(), areas.end()) - areas.begin())] = false;
  limn::LabelImage<> owner(closed.size());
  const auto inside = [&](const EdgePoint& p) {
    return limn::contains(closed.size(), p) && enclosed[static_cast<std::size_t>(pieces.labels(p))];
  };
  for_each_point(closed.size(), [&](const EdgePoint& p) {
    if (inside(p)) owner(p) = pieces.labels(p);
    if (!is_edge(closed, p)) return;
    for (const EdgePoint& step : EdgePoints{{1, 1}, {-1, 1}, {1, -1}, {-1, -1}, {0, 1}, {1, 0}, {-1, 0}, {0, -1}}) {
      if (inside(p + step)) owner(p) = pieces.labels(p + step);
    }
  });
  return flood_components(
             closed.size(), limn::Connectivity::full, [&](const EdgePoint& p) { return owner(p) != 0; },
             [&](const EdgePoint& a, const EdgePoint& b) { return !cells || owner(a) == owner(b); })
      .labels;
}

}  // namespace reference
