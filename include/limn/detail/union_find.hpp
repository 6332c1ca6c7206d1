#pragma once
/// \file
/// Disjoint sets of numbers, the smallest member standing for its set.
///
/// The smallest member is the root whatever the order of the unions, so renumbering the roots in ascending order
/// numbers the sets by their first members, and bands of an image can be united on several threads without changing a
/// byte.
///
/// Source: R. E. Tarjan, "Efficiency of a good but not linear set union algorithm", J. ACM 22(2), 1975; path halving
/// as in R. E. Tarjan and J. van Leeuwen, "Worst-case analysis of set union algorithms", J. ACM 31(2), 1984.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

#include <cstddef>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The root of `x` in the forest `parent`, where roots are their own parents; halves the path on the way.
template <class Id>
[[nodiscard]] LIMN_INLINE Id find_root(Id* parent, Id x) {
  Id up = parent[x];
  while (up != x) {
    const Id next = parent[up];
    parent[x] = next;
    x = next;
    up = parent[x];
  }
  return x;
}

/// Makes one set of those of `a` and `b`; returns its root.
template <class Id>
LIMN_INLINE Id unite(Id* parent, Id a, Id b) {
  a = find_root(parent, a);
  b = find_root(parent, b);
  const Id low = a < b ? a : b;
  parent[a < b ? b : a] = low;
  return low;
}

/// Replaces every entry of [first, last) by the number of its set, the sets numbered onward from `count` in the order
/// of their roots; returns the last number given. Entries before `first` are numbers already.
template <class Id>
LIMN_INLINE Id flatten(Id* parent, Id first, Id last, Id count) {
  for (Id i = first; i < last; ++i) {
    const Id up = parent[i];
    // A parent is smaller than its child, so its entry is a number by now.
    const Id known = parent[up];
    const bool root = up == i;
    count += static_cast<Id>(root);
    parent[i] = root ? count : known;
  }
  return count;
}

/// A forest of its own.
template <class Id>
class UnionFind {
 public:
  /// `count` sets of one member each.
  LIMN_INLINE explicit UnionFind(Id count) : parent_(static_cast<std::size_t>(count)) {
    for (Id i = 0; i < count; ++i) parent_[static_cast<std::size_t>(i)] = i;
  }
  [[nodiscard]] LIMN_INLINE Id find(Id x) { return find_root(parent_.data(), x); }
  LIMN_INLINE Id unite(Id a, Id b) { return detail::unite(parent_.data(), a, b); }
  [[nodiscard]] LIMN_INLINE Id size() const { return static_cast<Id>(parent_.size()); }

 private:
  std::vector<Id> parent_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
