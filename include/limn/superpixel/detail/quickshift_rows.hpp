#pragma once
/// \file
/// What quickshift asks of each pixel: how dense its neighborhood is, and which denser pixel is nearest.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/vec.hpp>

#include <bit>
#include <cstdint>
#include <limits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Planes with a margin of `reach` pixels, and more behind a row, whose color is far from all others.
struct QuickshiftPixels {
  const double* plane[3];
  Index pitch, width, reach;
  [[nodiscard]] LIMN_INLINE Index at(Index x, Index y) const { return (y + reach) * pitch + x + reach; }
};

/// The exponential of numbers in [-708, 0], to a unit in the last place: the same bits on every instruction set.
struct QuickshiftExp {
  static constexpr int terms = 13;
  static constexpr double inverse_ln2 = 0x1.71547652b82fep+0, ln2_high = 0x1.62e42feep-1,
                          ln2_low = 0x1.a39ef35793c76p-33;
  // Added to a number, its whole part is in the lowest bits.
  static constexpr double magic = 0x1.8p52;
  static constexpr double least = -708;

  /// 1 / k!
  [[nodiscard]] LIMN_INLINE static constexpr double coefficient(int k) {
    double product = 1;
    for (int i = 2; i <= k; ++i) product *= i;
    return 1 / product;
  }

#if LIMN_DETAIL_VECTORS
  template <int Bytes>
  [[nodiscard]] LIMN_INLINE static Vec<double, Bytes> of(const Vec<double, Bytes>& given) {
    using V = Vec<double, Bytes>;
    const V x = (max)(given, V::splat(least));
    const V shifted = x * V::splat(inverse_ln2) + V::splat(magic);
    const V whole = shifted - V::splat(magic);
    const V rest = x - whole * V::splat(ln2_high) - whole * V::splat(ln2_low);
    V sum = V::splat(coefficient(terms));
#pragma GCC unroll 16
    for (int k = terms - 1; k >= 0; --k) sum = sum * rest + V::splat(coefficient(k));
    return bit_cast<double>(bit_cast<std::int64_t>(sum) + (bit_cast<std::int64_t>(shifted) << 52));
  }
#else
  [[nodiscard]] static double of(double given) {
    const double x = given > least ? given : least;
    const double turns = x * inverse_ln2, shifted = turns + magic, whole = shifted - magic;
    const double high = whole * ln2_high, low = whole * ln2_low;
    double rest = x - high;
    rest -= low;
    double sum = coefficient(terms);
    for (int k = terms - 1; k >= 0; --k) {
      const double product = sum * rest;
      sum = product + coefficient(k);
    }
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(sum) + (std::bit_cast<std::uint64_t>(shifted) << 52));
  }
#endif
};

/// Adds to `density` of row `y` the sum of exp(factor * distance^2) over the window, in raster order. The row is
/// written up to the next multiple of 8 behind its end.
template <int Channels>
struct QuickshiftDensity {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const QuickshiftPixels& given, Index y, double factor, double* density) const {
    const QuickshiftPixels pixels = given;
    const Index reach = pixels.reach;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<double, Tag>;
    const V scale = V::splat(factor);
    for (Index x = 0; x < pixels.width; x += V::size) {
      V center[static_cast<std::size_t>(Channels)];
      for (int c = 0; c < Channels; ++c) center[c] = V::load(pixels.plane[c] + pixels.at(x, y));
      V sum = V::load(density + x);
      for (Index dy = -reach; dy <= reach; ++dy) {
        const V down = V::splat(static_cast<double>(dy * dy));
        for (Index dx = -reach; dx <= reach; ++dx) {
          const Index at = pixels.at(x + dx, y + dy);
          V squares = V::zero();
          for (int c = 0; c < Channels; ++c) {
            const V apart = center[c] - V::load(pixels.plane[c] + at);
            squares = c == 0 ? apart * apart : squares + apart * apart;
          }
          squares = squares + down + V::splat(static_cast<double>(dx * dx));
          sum = sum + QuickshiftExp::of(squares * scale);
        }
      }
      sum.store(density + x);
    }
#else
    for (Index x = 0; x < pixels.width; ++x) {
      for (Index dy = -reach; dy <= reach; ++dy) {
        for (Index dx = -reach; dx <= reach; ++dx) {
          density[x] += QuickshiftExp::of(squared(pixels, x, y, dx, dy) * factor);
        }
      }
    }
#endif
  }

  /// The squared distance of the pixels at (x, y) and (x + dx, y + dy).
  [[nodiscard]] LIMN_INLINE static double squared(const QuickshiftPixels& pixels, Index x, Index y, Index dx,
                                                  Index dy) {
    double squares = 0;
    for (int c = 0; c < Channels; ++c) {
      const double apart = pixels.plane[c][pixels.at(x, y)] - pixels.plane[c][pixels.at(x + dx, y + dy)];
      const double square = apart * apart;
      squares = c == 0 ? square : squares + square;
    }
    squares += static_cast<double>(dy * dy);
    return squares + static_cast<double>(dx * dx);
  }
};

/// Of every pixel of row `y`, the squared distance to the nearest denser pixel of the window, of several the first, to
/// `nearest`; infinity if there is none. To `steps`, the place of that in the window, counted in raster order. Pixels
/// farther than `limit` in the picture alone are not looked at. `density` has the layout of the planes.
template <int Channels>
struct QuickshiftParents {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const QuickshiftPixels& given, const double* density, Index y, double limit,
                              double* nearest, double* steps) const {
    const QuickshiftPixels pixels = given;
    const Index reach = pixels.reach, side = 2 * reach + 1;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<double, Tag>;
    const V far = V::splat(std::numeric_limits<double>::infinity());
    for (Index x = 0; x < pixels.width; x += V::size) {
      V center[static_cast<std::size_t>(Channels)];
      for (int c = 0; c < Channels; ++c) center[c] = V::load(pixels.plane[c] + pixels.at(x, y));
      const V own = V::load(density + pixels.at(x, y));
      V best = far, step = V::zero();
      for (Index dy = -reach; dy <= reach; ++dy) {
        const V down = V::splat(static_cast<double>(dy * dy));
        for (Index dx = -reach; dx <= reach; ++dx) {
          if (static_cast<double>(dx * dx + dy * dy) > limit * limit) continue;
          const Index at = pixels.at(x + dx, y + dy);
          V squares = V::zero();
          for (int c = 0; c < Channels; ++c) {
            const V apart = center[c] - V::load(pixels.plane[c] + at);
            squares = c == 0 ? apart * apart : squares + apart * apart;
          }
          squares = squares + down + V::splat(static_cast<double>(dx * dx));
          squares = select(V::load(density + at) > own, squares, far);
          const V place = V::splat(static_cast<double>((dy + reach) * side + dx + reach));
          step = select(squares < best, place, step);
          best = (min)(squares, best);
        }
      }
      best.store(nearest + x);
      step.store(steps + x);
    }
#else
    for (Index x = 0; x < pixels.width; ++x) {
      nearest[x] = std::numeric_limits<double>::infinity();
      for (Index dy = -reach; dy <= reach; ++dy) {
        for (Index dx = -reach; dx <= reach; ++dx) {
          if (static_cast<double>(dx * dx + dy * dy) > limit * limit) continue;
          if (!(density[pixels.at(x + dx, y + dy)] > density[pixels.at(x, y)])) continue;
          const double squares = QuickshiftDensity<Channels>::squared(pixels, x, y, dx, dy);
          if (!(squares < nearest[x])) continue;
          nearest[x] = squares;
          steps[x] = static_cast<double>((dy + reach) * side + dx + reach);
        }
      }
    }
#endif
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
