#pragma once
/// \file
/// The nearest background pixel of every pixel, one axis at a time: the lower envelope of parabolas. Linear, for any
/// size and spacing; the fast kernels of the plain case are held against it.
///
/// Source: A. Meijster, J. B. T. M. Roerdink, W. H. Hesselink, "A general algorithm for computing distance transforms
/// in linear time", ISMM 2000; P. Felzenszwalb, D. Huttenlocher, "Distance transforms of sampled functions", Theory of
/// Computing 8, 2012.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The lower envelope of the parabolas `height[i] + weight * (x - i)^2` with their feet at 0..n-1; a negative height
/// stands for none. `V` is std::int64_t for exact integers, where `weight` is 1, or double.
template <class V>
class Envelope {
 public:
  explicit Envelope(Index length)
      : feet_(static_cast<std::size_t>(length)), starts_(static_cast<std::size_t>(length)) {}

  /// Calls `visit(x, foot)` for x = length - 1 down to 0 with the foot of the lowest parabola at x, the smallest on
  /// ties; -1 if there is none.
  template <class Visit>
  void lowest(const V* height, V weight, Index length, Visit&& visit) {
    Index last = -1;
    for (Index u = 0; u < length; ++u) {
      if (height[u] < V{}) continue;
      // A parabola that the new one undercuts where it begins to be lowest is never seen again.
      while (last >= 0 && at(height, weight, foot(last), start(last)) > at(height, weight, u, start(last))) --last;
      if (last < 0) {
        push(last, u, 0);
        continue;
      }
      const Index first = last_not_above(height, weight, foot(last), u, start(last), length - 1) + 1;
      if (first < length) push(last, u, first);
    }
    for (Index x = length - 1; x >= 0; --x) {
      visit(x, last >= 0 ? foot(last) : Index{-1});
      if (last > 0 && x == start(last)) --last;
    }
  }

 private:
  [[nodiscard]] Index foot(Index i) const { return feet_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] Index start(Index i) const { return starts_[static_cast<std::size_t>(i)]; }
  void push(Index& last, Index foot, Index start) {
    ++last;
    feet_[static_cast<std::size_t>(last)] = foot;
    starts_[static_cast<std::size_t>(last)] = start;
  }

  [[nodiscard]] static V at(const V* height, V weight, Index foot, Index x) {
    const V d = static_cast<V>(x - foot);
    return height[foot] + weight * d * d;
  }

  /// The last x of [from, to] where the parabola over `i` is not above the one over `u`, i < u. At `from` it
  /// is not above; a rounded quotient may say otherwise, and then two parabolas would begin at one place.
  [[nodiscard]] static Index last_not_above(const V* height, V weight, Index i, Index u, Index from, Index to) {
    const V span = static_cast<V>(u - i);
    const V numerator = height[u] - height[i] + weight * span * static_cast<V>(u + i);
    V x;
    if constexpr (std::is_floating_point_v<V>) {
      x = math::floor(numerator / (2 * weight * span));
    } else {
      const V denominator = 2 * span;
      x = numerator / denominator - (numerator % denominator < 0 ? 1 : 0);
    }
    if (!(x > static_cast<V>(from))) return from;
    return x < static_cast<V>(to) ? static_cast<Index>(x) : to;
  }

  List<Index> feet_, starts_;
};

/// One pass along `axis` > 0: `sites` holds the nearest background pixel among those that differ on earlier axes only,
/// and takes the nearest among those that may differ on `axis` too.
/// `S` is an integer that holds raster indices.
template <class V, class S, std::size_t R>
void nearest_along(const ImageView<S, R>& sites, std::size_t axis, const std::array<V, R>& weights) {
  const Size<R> size = sites.size();
  const Index length = size[axis];
  const auto squared = [&](const Point<R>& from, S site) {
    V sum{};
    for (std::size_t i = 0; i < axis; ++i) {
      const S side = static_cast<S>(size[i]);
      const V d = static_cast<V>(from[i] - site % side);
      sum += weights[i] * d * d;
      site /= side;
    }
    return sum;
  };
  constexpr Index block = 8;  // columns at a time: a line of cache
  const auto count = static_cast<std::size_t>(length);
  std::vector<S> column(count * block);
  std::vector<V> height(count);
  Envelope<V> envelope(length);
  const auto row = [&](Index i, Index other) {
    if constexpr (R == 2) return static_cast<void>(other), sites.row_pointer(i);
    else return axis == 1 ? sites.row_pointer(i, other) : sites.row_pointer(other, i);
  };
  const Index others = pixel_count(size) / (length * size[0]);
  for (Index other = 0; other < others; ++other) {
    for (Index x0 = 0; x0 < size[0]; x0 += block) {
      const Index columns = (std::min)(block, size[0] - x0);
      for (Index i = 0; i < length; ++i) {
        const S* const from = row(i, other) + x0;
        for (Index x = 0; x < columns; ++x) column[static_cast<std::size_t>(x * length + i)] = from[x];
      }
      for (Index x = 0; x < columns; ++x) {
        const S* const nearest = column.data() + x * length;
        Point<R> at{};
        at[0] = x0 + x;
        if (axis == 2) at[1] = other;
        for (Index i = 0; i < length; ++i) {
          height[static_cast<std::size_t>(i)] = nearest[i] < 0 ? V{-1} : squared(at, nearest[i]);
        }
        envelope.lowest(height.data(), weights[axis], length,
                        [&](Index i, Index foot) { row(i, other)[at[0]] = foot < 0 ? S{-1} : nearest[foot]; });
      }
    }
  }
}

/// The raster index of the nearest pixel of `image` for which `is_site` holds, the smallest on ties; -1 where there is
/// none. `weights` are the squares of the spacing.
template <class V, class T, class S, std::size_t R, class IsSite>
void nearest_sites(const ImageView<const T, R>& image, const ImageView<S, R>& sites, const std::array<V, R>& weights,
                   const IsSite& is_site) {
  const Index width = image.width(), rows = row_count(image.size());
  if (image.empty()) return;
  for (Index i = 0; i < rows; ++i) {
    const T* const in = nth_row(image, i);
    S* const out = nth_row(sites, i);
    Index left = -1;
    for (Index x = 0; x < width; ++x) {
      if (is_site(in[x])) left = x;
      out[x] = static_cast<S>(left);
    }
    Index right = -1;
    for (Index x = width - 1; x >= 0; --x) {
      if (is_site(in[x])) right = x;
      const bool from_right = right >= 0 && (out[x] < 0 || right - x < x - out[x]);
      const Index site = from_right ? right : out[x];
      out[x] = static_cast<S>(site < 0 ? site : i * width + site);
    }
  }
  for (std::size_t axis = 1; axis < R; ++axis) nearest_along(sites, axis, weights);
}

/// Whether 32 bits hold the raster indices of an image.
template <std::size_t R>
[[nodiscard]] bool has_short_indices(const Size<R>& size) {
  return pixel_count(size) <= (std::numeric_limits<std::int32_t>::max)();
}

/// The squared distance from pixel `x` of row `i` to a site, in units of the weights.
template <class V, std::size_t R>
[[nodiscard]] V squared_distance(const Size<R>& size, Index x, Index i, Index site, const std::array<V, R>& weights) {
  Index here = i * size[0] + x;
  V sum{};
  for (std::size_t axis = 0; axis < R; ++axis) {
    const V d = static_cast<V>(here % size[axis] - site % size[axis]);
    sum += weights[axis] * d * d;
    here /= size[axis];
    site /= size[axis];
  }
  return sum;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
