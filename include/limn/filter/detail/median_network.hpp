#pragma once
/// \file
/// Medians of 3 x 3 and 5 x 5 pixels by networks of exchanges, a register of pixels at a time.
///
/// The columns are sorted first, once for all windows that share them. Sorting the rows of the sorted columns leaves
/// the columns sorted; of the 25 numbers 12 then cannot be in the middle, and a network, found by search and proven on
/// all inputs of zeros and ones, selects among the others.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/channel_rows.hpp>

#include <cstddef>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The lesser goes to `a`, the greater to `b`.
template <class V>
LIMN_INLINE void exchange(V& a, V& b) {
  if constexpr (std::is_arithmetic_v<V>) {
    const V low = a < b ? a : b, high = a > b ? a : b;
    a = low;
    b = high;
  } else {
    const V low = (min)(a, b), high = (max)(a, b);
    a = low;
    b = high;
  }
}

template <class V>
LIMN_INLINE void sort_3(V* v) {
  exchange(v[0], v[1]);
  exchange(v[1], v[2]);
  exchange(v[0], v[1]);
}
template <class V>
LIMN_INLINE void sort_5(V* v) {
  exchange(v[0], v[1]);
  exchange(v[3], v[4]);
  exchange(v[2], v[4]);
  exchange(v[2], v[3]);
  exchange(v[1], v[4]);
  exchange(v[0], v[3]);
  exchange(v[0], v[2]);
  exchange(v[1], v[3]);
  exchange(v[1], v[2]);
}

struct MedianOf9 {
  static constexpr int window = 3;
  template <class V>
  LIMN_INLINE static void sort(V* column) {
    sort_3(column);
  }
  /// \param at  at(i, j): rank i of column j.
  template <class V, class At>
  [[nodiscard]] LIMN_INLINE static V select(const At& at) {
    // The greatest of the least, the middle of the middle, the least of the greatest.
    V low[3] = {at(0, 0), at(0, 1), at(0, 2)}, middle[3] = {at(1, 0), at(1, 1), at(1, 2)};
    V high[3] = {at(2, 0), at(2, 1), at(2, 2)};
    exchange(low[0], low[2]);
    exchange(low[1], low[2]);
    sort_3(middle);
    exchange(high[0], high[1]);
    exchange(high[0], high[2]);
    V last[3] = {low[2], middle[1], high[0]};
    sort_3(last);
    return last[1];
  }
};

struct MedianOf25 {
  static constexpr int window = 5;
  template <class V>
  LIMN_INLINE static void sort(V* column) {
    sort_5(column);
  }
  template <class V, class At>
  [[nodiscard]] LIMN_INLINE static V select(const At& at) {
    V v[5][5] = {{at(0, 0), at(0, 1), at(0, 2), at(0, 3), at(0, 4)},
                 {at(1, 0), at(1, 1), at(1, 2), at(1, 3), at(1, 4)},
                 {at(2, 0), at(2, 1), at(2, 2), at(2, 3), at(2, 4)},
                 {at(3, 0), at(3, 1), at(3, 2), at(3, 3), at(3, 4)},
                 {at(4, 0), at(4, 1), at(4, 2), at(4, 3), at(4, 4)}};
    sort_5(v[0]);
    sort_5(v[1]);
    sort_5(v[2]);
    sort_5(v[3]);
    sort_5(v[4]);
    exchange(v[4][0], v[0][4]);
    exchange(v[2][2], v[0][4]);
    exchange(v[4][0], v[2][2]);
    exchange(v[2][1], v[3][0]);
    exchange(v[1][4], v[2][3]);
    exchange(v[3][2], v[4][1]);
    exchange(v[0][3], v[1][2]);
    exchange(v[3][0], v[2][2]);
    exchange(v[3][2], v[2][2]);
    exchange(v[3][1], v[0][3]);
    exchange(v[0][3], v[2][3]);
    exchange(v[1][4], v[0][3]);
    exchange(v[1][4], v[1][2]);
    exchange(v[3][0], v[4][0]);
    exchange(v[0][4], v[2][2]);
    exchange(v[1][2], v[1][3]);
    exchange(v[1][3], v[0][4]);
    exchange(v[4][0], v[1][3]);
    exchange(v[4][1], v[0][3]);
    exchange(v[3][2], v[1][2]);
    exchange(v[1][2], v[1][3]);
    return v[1][2];
  }
};

/// Room for the sorted columns of one tile of a row, which stay in the first-level cache.
template <class T>
constexpr Index network_tile = 2048 / static_cast<Index>(sizeof(T));

/// One row of medians from as many extended rows as the window is high, which can be read a register past their end.
template <class Network>
struct MedianRow {
  /// \param sorted  room for `window` rows of `stride` channels, at least a tile, its surroundings and a register
  /// \param next    the row of the image that is needed next
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* const* given, T* sorted, Index stride, Index channels, const T* next,
                              T* out, const T* after, Index length) const {
    constexpr int window = Network::window;
    const T* rows[static_cast<std::size_t>(window)];
    for (int i = 0; i < window; ++i) rows[i] = given[i];
#if LIMN_DETAIL_VECTORS
    using V = VecOf<T, Tag>;
    for (Index begin = 0; begin < length; begin += network_tile<T>) {
      const Index size = length - begin < network_tile<T> ? length - begin : network_tile<T>;
      const Index extended = size + (window - 1) * channels;
      for (Index x = 0; x < extended; x += V::size) {
        // Where a row is a multiple of the page long, the hardware's prefetcher stops at its end.
        if (x < size) __builtin_prefetch(next + begin + x);
        V column[static_cast<std::size_t>(window)];
#pragma GCC unroll 5
        for (int i = 0; i < window; ++i) column[i] = V::load(rows[i] + begin + x);
        Network::sort(column);
#pragma GCC unroll 5
        for (int i = 0; i < window; ++i) column[i].store(sorted + i * stride + x);
      }
      const auto block = [&](Index x) LIMN_LAMBDA_INLINE {
        return Network::template select<V>(
            [&](int i, int j) LIMN_LAMBDA_INLINE { return V::load(sorted + i * stride + x + j * channels); });
      };
      Index x = 0;
      for (; x + V::size <= size; x += V::size) {
        __builtin_prefetch(after + begin + x, 1);
        block(x).store(out + begin + x);
      }
      if (x < size) {
        T rest[static_cast<std::size_t>(V::size)];
        block(x).store(rest);
        std::memcpy(out + begin + x, rest, static_cast<std::size_t>(size - x) * sizeof(T));
      }
    }
#else
    static_cast<void>(next);
    static_cast<void>(after);
    for (Index begin = 0; begin < length; begin += network_tile<T>) {
      const Index size = length - begin < network_tile<T> ? length - begin : network_tile<T>;
      for (Index x = 0; x < size + (window - 1) * channels; ++x) {
        T column[static_cast<std::size_t>(window)];
        for (int i = 0; i < window; ++i) column[i] = rows[i][begin + x];
        Network::sort(column);
        for (int i = 0; i < window; ++i) sorted[i * stride + x] = column[i];
      }
      for (Index x = 0; x < size; ++x) {
        out[begin + x] =
            Network::template select<T>([&](int i, int j) { return sorted[i * stride + x + j * channels]; });
      }
    }
#endif
  }
};

/// Copies floats. \returns  whether there is a NaN among them.
struct CopyWithNan {
  template <class Tag, class T>
  LIMN_INLINE bool operator()(Tag, const T* __restrict from, T* __restrict to, Index length) const {
    int nans = 0;
    for (Index x = 0; x < length; ++x) {
      nans |= from[x] != from[x];
      to[x] = from[x];
    }
    return nans != 0;
  }
};

template <class Network, class T, class E>
void median_bands(const Surroundings<T>& rows, const ChannelRows<T>& out, E&& executor) {
  constexpr Index window = Network::window, band = 128;
  const Index height = out.height, channels = out.channels, length = out.width * channels;
  executor((height + band - 1) / band, [&](Index part) {
    // Room for a register past the end.
    const Index stride = (rows.length() + 191) / 64 * 64;
    const Index tile = (network_tile<T> + (window - 1) * channels + 127) / 64 * 64;
    std::vector<T> scratch(static_cast<std::size_t>(window * (stride + tile)));
    T* const sorted = scratch.data() + window * stride;
    bool nans[static_cast<std::size_t>(window)] = {};
    const Index y0 = part * band, y1 = height < y0 + band ? height : y0 + band;
    for (Index y = y0 - window / 2; y < y1 + window / 2; ++y) {
      const Index slot = (y + window) % window, target = y - window / 2;
      T* const loaded = scratch.data() + slot * stride;
      const T* const from = rows.row(y, 0);
      if (std::is_floating_point_v<T> && from != nullptr) {
        nans[slot] = dispatch(CopyWithNan{}, from, loaded + rows.before * channels, length);
        rows.extend(loaded, rows.constant);
      } else {
        nans[slot] = false;
        rows.load(y, 0, loaded);
      }
      if (target < y0) continue;
      const T* lines[static_cast<std::size_t>(window)];
      for (Index i = 0; i < window; ++i) lines[i] = scratch.data() + i * stride;
      T* const to = out.row(target, 0);
      const T* const next = rows.in.row(y + 1 < height ? y + 1 : height - 1, 0);
      dispatch(MedianRow<Network>{}, static_cast<const T* const*>(lines), sorted, tile, channels, next, to,
               static_cast<const T*>(out.row(target + 1 < height ? target + 1 : target, 0)), length);
      if constexpr (std::is_floating_point_v<T>) {
        for (Index i = 0; i < window; ++i) {
          if (!nans[i]) continue;
          for (Index x = 0; x < rows.length(); ++x) {
            if (lines[i][x] == lines[i][x]) continue;
            for (Index j = 0; j < window; ++j) {
              const Index at = x - j * channels;
              if (at >= 0 && at < length) to[at] = std::numeric_limits<T>::quiet_NaN();
            }
          }
        }
      }
    }
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
