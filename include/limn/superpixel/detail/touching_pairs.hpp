#pragma once
/// \file
/// Which labels touch, and along how many faces of pixels.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Pairs of labels with a count each: a hash table with open addresses.
class TouchingPairs {
 public:
  struct Pair {
    std::int32_t first = 0, second = 0;  // first < second; 0 where the place is free
    std::int64_t faces = 0;
  };

  LIMN_INLINE void add(std::int32_t a, std::int32_t b, std::int64_t faces) {
    if (2 * used_ >= places_.size()) grow();
    if (a > b) std::swap(a, b);
    Pair& pair = place(a, b);
    if (pair.first == 0) {
      pair = {a, b, 0};
      ++used_;
    }
    pair.faces += faces;
  }

  /// Calls `f(pair)` with all, in no order.
  template <class F>
  void for_each(const F& f) const {
    for (const Pair& pair : places_) {
      if (pair.first != 0) f(pair);
    }
  }

 private:
  [[nodiscard]] LIMN_INLINE Pair& place(std::int32_t a, std::int32_t b) {
    const auto key = static_cast<std::uint64_t>(a) << 32 | static_cast<std::uint64_t>(b);
    std::size_t i = static_cast<std::size_t>((key * 0x9e3779b97f4a7c15U) >> 20) & (places_.size() - 1);
    while (places_[i].first != 0 && (places_[i].first != a || places_[i].second != b)) {
      i = (i + 1) & (places_.size() - 1);
    }
    return places_[i];
  }
  LIMN_INLINE void grow() {
    std::vector<Pair> before(places_.size() < 64 ? std::size_t{64} : 2 * places_.size());
    before.swap(places_);
    for (const Pair& pair : before) {
      if (pair.first != 0) place(pair.first, pair.second) = pair;
    }
  }

  std::vector<Pair> places_;
  std::size_t used_ = 0;
};

/// All pairs of labels above 0 of which pixels are neighbors; labels fit 31 bits.
template <class L, std::size_t R>
void find_touching(const ImageView<const L, R>& labels, Connectivity connectivity, TouchingPairs& pairs) {
  const auto all = neighbors<R>(connectivity);
  const Index height = labels.height(), width = labels.width();
  for (Index row = 0; row < row_count(labels.size()); ++row) {
    const L* const here = nth_row(labels, row);
    for (const Point<R>* offset = all.middle(); offset != all.end(); ++offset) {
      const Index y = row % height + offset->y;
      Index other = row + offset->y;
      bool face = offset->x == 0 || offset->y == 0;
      if (y < 0 || y >= height) continue;
      if constexpr (R == 3) {
        other += offset->z * height;
        face = (offset->x != 0) + (offset->y != 0) + (offset->z != 0) == 1;
        if (row / height + offset->z >= labels.depth()) continue;
      }
      const L* const there = nth_row(labels, other) + offset->x;
      const Index begin = offset->x < 0 ? 1 : 0, end = offset->x > 0 ? width - 1 : width;
      for (Index x = begin; x < end; ++x) {
        if (here[x] == there[x] || here[x] <= 0 || there[x] <= 0) continue;
        pairs.add(static_cast<std::int32_t>(here[x]), static_cast<std::int32_t>(there[x]), face);
      }
    }
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
