#pragma once
/// \file
/// The rows of a gradient: sums down three rows, then differences along them.
///
/// A derivative of 3 x 3 pixels is the product of a smoothing (side, center, side) across and a difference (-1, 0, 1)
/// along its axis. Down the columns first, both derivatives need two rows of sums, and the border along the row is two
/// numbers to fill in.

#include <limn/core/border.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/shorts.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

struct SobelWeights {
  static constexpr int side = 1, center = 2;
};
struct ScharrWeights {
  static constexpr int side = 3, center = 10;
};
struct PrewittWeights {
  static constexpr int side = 1, center = 1;
};

template <class Weights, class G>
[[nodiscard]] LIMN_INLINE G smoothed(G before, G here, G after) {
  // One operation to a statement: clang may fuse those of one expression, and would on some instruction sets only.
  const G ends = static_cast<G>(before + after);
  const G sides = static_cast<G>(G(Weights::side) * ends);
  const G middle = static_cast<G>(G(Weights::center) * here);
  return static_cast<G>(sides + middle);
}

#if LIMN_DETAIL_VECTORS
template <int Factor, class V>
[[nodiscard]] LIMN_INLINE V times(const V& a) {
  if constexpr (Factor == 1) return a;
  else if constexpr (Factor == 2) return a + a;
  else return a * V::splat(static_cast<typename V::Lane>(Factor));
}
template <class Weights, class V>
[[nodiscard]] LIMN_INLINE V smoothed_lanes(const V& before, const V& here, const V& after) {
  return times<Weights::side>(before + after) + times<Weights::center>(here);
}
#endif

/// Down the columns: `smooth` = side * up + center * middle + side * down, `slope` = down - up. The row after `down` is
/// fetched meanwhile, since a row may be a page, and the hardware asks for no page before the first access.
template <class Weights>
struct SumColumns {
  template <class Tag, class T, class G>
  LIMN_INLINE void operator()(Tag tag, const T* up, const T* middle, const T* down, const T* next, G* smooth, G* slope,
                              Index width) const {
    static_cast<void>(tag);
    static_cast<void>(next);
#if LIMN_DETAIL_VECTORS
    if constexpr (std::is_same_v<T, std::uint8_t> && std::is_same_v<G, std::int16_t>) {
      constexpr Index step = VecOf<std::int16_t, Tag>::size;
      const auto block = [&](Index x) LIMN_LAMBDA_INLINE {
        const auto a = load_as_shorts(tag, up + x), b = load_as_shorts(tag, middle + x);
        const auto c = load_as_shorts(tag, down + x);
        smoothed_lanes<Weights>(a, b, c).store(smooth + x);
        (c - a).store(slope + x);
      };
      if (width >= step) {
        for (Index x = 0; x + step <= width; x += step) {
          __builtin_prefetch(next + x);
          block(x);
        }
        block(width - step);
        return;
      }
    }
#endif
    const T* __restrict a = up;
    const T* __restrict b = middle;
    const T* __restrict c = down;
    G* __restrict s = smooth;
    G* __restrict d = slope;
    for (Index x = 0; x < width; ++x) {
      const G above = static_cast<G>(a[x]), below = static_cast<G>(c[x]);
      s[x] = smoothed<Weights>(above, static_cast<G>(b[x]), below);
      d[x] = static_cast<G>(below - above);
    }
  }
};

/// Along the row: `dx` = smooth[x + 1] - smooth[x - 1], `dy` = side * slope[x - 1] + center * slope[x] + side *
/// slope[x + 1]. Reads one pixel past either end.
template <class Weights>
struct DifferenceRow {
  template <class Tag, class G>
  LIMN_INLINE void operator()(Tag, const G* smooth, const G* slope, G* dx, G* dy, Index width) const {
#if LIMN_DETAIL_VECTORS
    using V = VecOf<G, Tag>;
    constexpr Index step = V::size;
    const auto block = [&](Index x) LIMN_LAMBDA_INLINE {
      (V::load(smooth + x + 1) - V::load(smooth + x - 1)).store(dx + x);
      smoothed_lanes<Weights>(V::load(slope + x - 1), V::load(slope + x), V::load(slope + x + 1)).store(dy + x);
    };
    if (width >= step) {
      for (Index x = 0; x + step <= width; x += step) block(x);
      block(width - step);
      return;
    }
#endif
    for (Index x = 0; x < width; ++x) {
      dx[x] = static_cast<G>(smooth[x + 1] - smooth[x - 1]);
      dy[x] = smoothed<Weights>(slope[x - 1], slope[x], slope[x + 1]);
    }
  }
};

/// The nine rows around a row of a volume, by slice and row.
template <class T>
struct VolumeRows {
  const T* at[3][3];
};

/// Through the slices, then down the columns: smoothed by both, differences down and smoothed through, and the reverse.
template <class Weights>
struct SumVolume {
  template <class Tag, class T, class G>
  LIMN_INLINE void operator()(Tag, const VolumeRows<T>& given, G* smooth, G* slope_y, G* slope_z, Index width) const {
    const VolumeRows<T> rows = given;
    for (Index x = 0; x < width; ++x) {
      G through[3], along[3];
      for (int j = 0; j < 3; ++j) {
        const G before = static_cast<G>(rows.at[0][j][x]), after = static_cast<G>(rows.at[2][j][x]);
        through[j] = smoothed<Weights>(before, static_cast<G>(rows.at[1][j][x]), after);
        along[j] = static_cast<G>(after - before);
      }
      smooth[x] = smoothed<Weights>(through[0], through[1], through[2]);
      slope_y[x] = static_cast<G>(through[2] - through[0]);
      slope_z[x] = smoothed<Weights>(along[0], along[1], along[2]);
    }
  }
};

/// Along the row of a volume. Reads one pixel past either end.
template <class Weights>
struct DifferenceVolume {
  template <class Tag, class G>
  LIMN_INLINE void operator()(Tag, const G* smooth, const G* slope_y, const G* slope_z, G* dx, G* dy, G* dz,
                              Index width) const {
    for (Index x = 0; x < width; ++x) {
      dx[x] = static_cast<G>(smooth[x + 1] - smooth[x - 1]);
      dy[x] = smoothed<Weights>(slope_y[x - 1], slope_y[x], slope_y[x + 1]);
      dz[x] = smoothed<Weights>(slope_z[x - 1], slope_z[x], slope_z[x + 1]);
    }
  }
};

/// Roberts' cross along a row; the last pixel's right neighbors are given.
struct RobertsRow {
  template <class Tag, class T, class G>
  LIMN_INLINE void operator()(Tag, const T* here, const T* below, T here_end, T below_end, G* dx, G* dy,
                              Index width) const {
    const G end = static_cast<G>(here_end), diagonal = static_cast<G>(below_end);
    const Index last = width - 1;
    for (Index x = 0; x < last; ++x) {
      dx[x] = static_cast<G>(static_cast<G>(below[x + 1]) - static_cast<G>(here[x]));
      dy[x] = static_cast<G>(static_cast<G>(below[x]) - static_cast<G>(here[x + 1]));
    }
    dx[last] = static_cast<G>(diagonal - static_cast<G>(here[last]));
    dy[last] = static_cast<G>(static_cast<G>(below[last]) - end);
  }
};

/// The lengths of vectors of two components, or of three where `third` is given.
struct LengthRow {
  template <class Tag, class T, class M>
  LIMN_INLINE void operator()(Tag, const T* first, const T* second, const T* third, M* out, Index count) const {
    if (third == nullptr) {
      for (Index i = 0; i < count; ++i) {
        const M a = static_cast<M>(first[i]), b = static_cast<M>(second[i]);
        const M aa = a * a;
        const M bb = b * b;
        out[i] = root(aa + bb);
      }
    } else {
      for (Index i = 0; i < count; ++i) {
        const M a = static_cast<M>(first[i]), b = static_cast<M>(second[i]), c = static_cast<M>(third[i]);
        const M aa = a * a;
        const M bb = b * b;
        const M cc = c * c;
        const M two = aa + bb;
        out[i] = root(two + cc);
      }
    }
  }

 private:
  [[nodiscard]] LIMN_INLINE static float root(float square) {
#if defined(__GNUC__)
    return __builtin_sqrtf(square);
#else
    return math::sqrt(square);
#endif
  }
  [[nodiscard]] LIMN_INLINE static double root(double square) {
#if defined(__GNUC__)
    return __builtin_sqrt(square);
#else
    return math::sqrt(square);
#endif
  }
};

/// Rows of scratch with room for a vector before the first pixel and after the last. The first pixel of each is on a
/// line of the cache: a register of 64 bytes elsewhere takes two.
template <class G>
class PaddedRows {
 public:
  static constexpr Index padding = 64;

  PaddedRows(Index width, Index count)
      : pitch_((width + 63) / 64 * 64 + 2 * padding), values_(Size<2>{pitch_, count}) {}
  [[nodiscard]] G* row(Index i) { return values_.data() + i * pitch_ + padding; }

 private:
  Index pitch_;
  Image<G> values_;
};

/// Writes what stands before and after a row of sums; `outside` is what constant pixels sum up to.
template <class G>
void extend_row(G* row, Index width, Border border, G outside) {
  const Index before = border_index(-1, width, border), after = border_index(width, width, border);
  row[-1] = before < 0 ? outside : row[before];
  row[width] = after < 0 ? outside : row[after];
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
