#pragma once
/// \file
/// Which pixels of an axis a new pixel is made of.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// For new pixel i: the pixels first[i], first[i] + 1, ... under `count` weights each, from weights[i * count] on.
template <class A>
struct ResizeTaps {
  Index count = 1;
  std::vector<Index> first;
  std::vector<A> weights;
  [[nodiscard]] bool identity() const { return count == 1; }
};

template <class A>
[[nodiscard]] ResizeTaps<A> same_taps(Index size) {
  ResizeTaps<A> taps;
  for (Index i = 0; i < size; ++i) taps.first.push_back(i);
  taps.weights.assign(static_cast<std::size_t>(size), A{1});
  return taps;
}

template <class A>
[[nodiscard]] ResizeTaps<A> linear_taps(Index wanted, Index given) {
  if (wanted == given) return same_taps<A>(given);
  ResizeTaps<A> taps;
  taps.count = given > 1 ? 2 : 1;
  const double scale = static_cast<double>(given) / static_cast<double>(wanted);
  for (Index i = 0; i < wanted; ++i) {
    const double center = (static_cast<double>(i) + 0.5) * scale - 0.5;
    const double last = static_cast<double>(given - 1);
    const double inside = center < 0 ? 0 : center > last ? last : center;
    const Index low = (std::min)(static_cast<Index>(inside), given - taps.count);
    const double share = inside - static_cast<double>(low);
    taps.first.push_back(low);
    if (taps.count == 2) taps.weights.push_back(static_cast<A>(1 - share));
    taps.weights.push_back(static_cast<A>(taps.count == 2 ? share : 1));
  }
  return taps;
}

template <class A>
[[nodiscard]] ResizeTaps<A> area_taps(Index wanted, Index given) {
  if (wanted == given) return same_taps<A>(given);
  ResizeTaps<A> taps;
  // In units of 1 / wanted of a pixel, all ends are whole numbers.
  taps.count = (std::min)(given, (given + wanted - 1) / wanted + (given % wanted == 0 ? 0 : 1));
  for (Index i = 0; i < wanted; ++i) {
    const Index begin = i * given, end = begin + given;
    const Index low = (std::min)(begin / wanted, given - taps.count);
    taps.first.push_back(low);
    for (Index k = low; k < low + taps.count; ++k) {
      const Index covered = (std::min)(end, (k + 1) * wanted) - (std::max)(begin, k * wanted);
      taps.weights.push_back(
          static_cast<A>(static_cast<double>((std::max)(covered, Index{0})) / static_cast<double>(given)));
    }
  }
  return taps;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
