#pragma once
/// \file
/// A separable symmetric convolution in one sweep: a ring of rows, the columns weighed into one row, that row weighed
/// along itself into the output. Nothing of the size of the image is kept between the passes.

#include <limn/core/border.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/detail/stream_rows.hpp>
#include <limn/filter/detail/channel_rows.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// What all tiles of one convolution share.
template <class Arithmetic>
struct Sweep {
  using T = typename Arithmetic::Channel;
  using Lane = typename Arithmetic::Lane;

  ChannelRows<const T> in;
  ChannelRows<T> out;
  Arithmetic arithmetic;
  std::vector<Lane> weights;  // the center first
  Border border;
  T constant;
  bool slices;  // a pass along z comes first

  [[nodiscard]] Index radius() const { return static_cast<Index>(weights.size()) - 1; }
};

/// A rectangle of the output, and the storage to compute it in. One ring slot, like the middle row, holds the pixels
/// [x0 - radius, x1 + radius).
template <class T, class Lane>
struct SweepTile {
  Index x0, x1, y0, y1, z;
  Lane* ring;             // 2 * radius + 1 rows
  Lane* slab;             // as many, for the pass along z
  Lane* middle;           // one row
  Lane* splats;           // a register per weight, and as many of pairs of them
  T* streamed;            // one row of the output, where that is large; else null
  Index stride;           // of rows, in lanes
  const Index* columns;   // where the pixels left of 0 and right of the width come from; -1: the constant
  const Lane** pointers;  // three times 2 * radius + 1
};

template <class Arithmetic>
struct SweepKernel {
  using T = typename Arithmetic::Channel;
  using Lane = typename Arithmetic::Lane;

  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const Sweep<Arithmetic>& sweep, const SweepTile<T, Lane>& given) const {
    const SweepTile<T, Lane> tile = given;
    const Index radius = sweep.radius(), taps = 2 * radius + 1;
    const Index channels = sweep.in.channels;
    const Index length = (tile.x1 - tile.x0) * channels, extended = length + 2 * radius * channels;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<Lane, Tag>;
    for (Index k = 0; k <= radius; ++k) {
      V::splat(sweep.weights[static_cast<std::size_t>(k)]).store(tile.splats + k * V::size);
    }
    if constexpr (Arithmetic::by_pairs) {
      const auto weight = [&](Index tap) {
        return tap < taps ? sweep.weights[static_cast<std::size_t>(std::abs(tap - radius))] : Lane{0};
      };
      Lane* const pairs = tile.splats + (radius + 1) * V::size;
      for (Index i = 0; i < (radius + 1) * V::size; ++i) pairs[i] = weight(2 * (i / V::size) + i % 2);
    }
#endif
    // The slots twice in a row, so that the rows around any are a stretch of them; then those of the slab.
    const Lane** const slots = tile.pointers;
    const Lane** const slabs = slots + 2 * taps;
    for (Index k = 0; k < taps; ++k) {
      slots[k] = slots[k + taps] = tile.ring + k * tile.stride;
      slabs[k] = tile.slab + k * tile.stride;
    }
    Index newest = 0;
    for (Index y = tile.y0 - radius; y < tile.y1 + radius; ++y, newest = newest + 1 < taps ? newest + 1 : 0) {
      const Index source = border_index(y, sweep.in.height, sweep.border);
      Lane* const slot = tile.ring + newest * tile.stride;
      prefetch_row(sweep, tile, source + 1);
      for (Index k = 0; k < (sweep.slices ? taps : 1); ++k) {
        const Index z = sweep.slices ? border_index(tile.z + k - radius, sweep.in.depth, sweep.border) : tile.z;
        load_row(tag, sweep, tile, source, z, sweep.slices ? tile.slab + k * tile.stride : slot);
      }
      // One loop and not two calls: all is inlined, and this halves the code.
      const bool ready = y >= tile.y0 + radius;
      for (int down = sweep.slices ? 0 : 1; down < (ready ? 2 : 1); ++down) {
        weigh_columns(tag, sweep, tile, down == 0 ? slabs + radius : slots + newest + 1 + radius, extended,
                      down == 0 ? slot : tile.middle);
      }
      if (!ready) continue;
      T* const to = sweep.out.row(y - radius, tile.z) + tile.x0 * channels;
      weigh_row(tag, sweep, tile, length, tile.streamed != nullptr ? tile.streamed : to);
      if (tile.streamed == nullptr) continue;
      StreamBytes{}(tag, reinterpret_cast<const std::byte*>(tile.streamed), reinterpret_cast<std::byte*>(to),
                    static_cast<std::size_t>(length) * sizeof(T));
    }
  }

 private:
  /// Rows may lie a page apart, and the hardware asks for no page before the first access.
  LIMN_INLINE static void prefetch_row(const Sweep<Arithmetic>& sweep, const SweepTile<T, Lane>& tile, Index y) {
    if (y >= sweep.in.height) return;
    const T* const row = sweep.in.row(y, tile.z);
    for (Index x = tile.x0 * sweep.in.channels; x < tile.x1 * sweep.in.channels; x += 64 / Index{sizeof(T)}) {
      __builtin_prefetch(row + x);
    }
  }

  /// Pixels [x0 - radius, x1 + radius) of a row as lanes.
  template <class Tag>
  LIMN_INLINE static void load_row(Tag, const Sweep<Arithmetic>& sweep, const SweepTile<T, Lane>& tile, Index y,
                                   Index z, Lane* to) {
    const Index radius = sweep.radius(), channels = sweep.in.channels, width = sweep.in.width;
    const Index first = tile.x0 - radius, last = tile.x1 + radius;
    if (y < 0 || z < 0) {
      const Lane constant = Arithmetic::lane(sweep.constant);
      for (Index x = 0; x < (last - first) * channels; ++x) to[x] = constant;
      return;
    }
    const T* const row = sweep.in.row(y, z);
    const Index left = (std::max)(Index{0}, -first), right = (std::max)(Index{0}, last - width);
    const auto outside = [&](Index x, Index source) LIMN_LAMBDA_INLINE {
      for (Index c = 0; c < channels; ++c) {
        to[x * channels + c] = Arithmetic::lane(source < 0 ? sweep.constant : row[source * channels + c]);
      }
    };
    for (Index x = 0; x < left; ++x) outside(x, tile.columns[radius - left + x]);
    for (Index x = 0; x < right; ++x) outside(last - right - first + x, tile.columns[radius + x]);

    const T* const from = row + (first + left) * channels;
    Lane* const inside = to + left * channels;
    const Index length = (last - right - first - left) * channels;
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<Lane, Tag>;
    if (length >= V::size) {
      for (; x + V::size <= length; x += V::size) Arithmetic::template load<V>(from + x).store(inside + x);
      if (x < length) Arithmetic::template load<V>(from + length - V::size).store(inside + length - V::size);
      return;
    }
#endif
    for (; x < length; ++x) inside[x] = Arithmetic::lane(from[x]);
  }

  /// The weighted sum of the rows around `rows[0]`, lane by lane.
  template <class Tag>
  LIMN_INLINE static void weigh_columns(Tag, const Sweep<Arithmetic>& sweep, const SweepTile<T, Lane>& tile,
                                        const Lane* const* rows, Index length, Lane* to) {
    const Index radius = sweep.radius();
    const Arithmetic arithmetic = sweep.arithmetic;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<Lane, Tag>;
    const Lane* const splats = tile.splats;
    const auto block = [&]<int N>(std::integral_constant<int, N>, Index x) LIMN_LAMBDA_INLINE {
      V sum[static_cast<std::size_t>(N)];
      const V center = V::load(splats);
#pragma GCC unroll 4
      for (int i = 0; i < N; ++i) {
        sum[i] = arithmetic.start(Arithmetic::product(V::load(rows[0] + x + i * V::size), center));
      }
      for (Index k = 1; k <= radius; ++k) {
        const V weight = V::load(splats + k * V::size);
        const Lane *const above = rows[-k] + x, *const below = rows[k] + x;
#pragma GCC unroll 4
        for (int i = 0; i < N; ++i) {
          sum[i] += Arithmetic::product(V::load(above + i * V::size) + V::load(below + i * V::size), weight);
        }
      }
#pragma GCC unroll 4
      for (int i = 0; i < N; ++i) sum[i].store(to + x + i * V::size);
    };
    Index x = 0;
    for (; x + 4 * V::size <= length; x += 4 * V::size) block(std::integral_constant<int, 4>{}, x);
    for (; x < length; x += V::size) block(std::integral_constant<int, 1>{}, x);
#else
    for (Index x = 0; x < length; ++x) {
      typename Arithmetic::Sum sum = arithmetic.start(Arithmetic::product(rows[0][x], sweep.weights[0]));
      for (Index k = 1; k <= radius; ++k) {
        const auto part =
            Arithmetic::product(Arithmetic::add(rows[-k][x], rows[k][x]), sweep.weights[static_cast<std::size_t>(k)]);
        sum = Arithmetic::add(sum, part);
      }
      to[x] = static_cast<Lane>(sum);
    }
#endif
  }

  /// The weighted sum along the middle row, as pixels.
  template <class Tag>
  LIMN_INLINE static void weigh_row(Tag, const Sweep<Arithmetic>& sweep, const SweepTile<T, Lane>& tile, Index length,
                                    T* to) {
    const Index radius = sweep.radius(), channels = sweep.in.channels;
    const Arithmetic arithmetic = sweep.arithmetic;
    const Lane* const middle = tile.middle + radius * channels;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<Lane, Tag>;
    const Lane* const splats = tile.splats;
    constexpr Index together = (Arithmetic::by_pairs ? 2 : 4) * V::size;
    const auto block = [&](Index x, T* store_at) LIMN_LAMBDA_INLINE {
      if constexpr (Arithmetic::by_pairs) {
        const Lane* const pairs = splats + (radius + 1) * V::size;
        if (channels == 1) Arithmetic::template store_row<true, V>(store_at, middle + x, pairs, radius, 1);
        else Arithmetic::template store_row<false, V>(store_at, middle + x, pairs, radius, channels);
      } else {
        V sum[4];
        const V center = V::load(splats);
#pragma GCC unroll 4
        for (int i = 0; i < 4; ++i) {
          sum[i] = arithmetic.start(Arithmetic::product(V::load(middle + x + i * V::size), center));
        }
        const Lane *before = middle + x, *after = middle + x;
        for (Index k = 1; k <= radius; ++k) {
          const V weight = V::load(splats + k * V::size);
          before -= channels;
          after += channels;
#pragma GCC unroll 4
          for (int i = 0; i < 4; ++i) {
            sum[i] += Arithmetic::product(V::load(before + i * V::size) + V::load(after + i * V::size), weight);
          }
        }
        Arithmetic::store(store_at, sum[0], sum[1], sum[2], sum[3]);
      }
    };
    T rest[static_cast<std::size_t>(together)];
    for (Index x = 0; x < length; x += together) {
      const bool whole = x + together <= length;
      block(x, whole ? to + x : rest);
      if (!whole) std::memcpy(to + x, rest, static_cast<std::size_t>(length - x) * sizeof(T));
    }
#else
    for (Index x = 0; x < length; ++x) {
      typename Arithmetic::Sum sum = arithmetic.start(Arithmetic::product(middle[x], sweep.weights[0]));
      for (Index k = 1; k <= radius; ++k) {
        const auto part = Arithmetic::product(Arithmetic::add(middle[x - k * channels], middle[x + k * channels]),
                                              sweep.weights[static_cast<std::size_t>(k)]);
        sum = Arithmetic::add(sum, part);
      }
      to[x] = Arithmetic::finish(sum);
    }
#endif
  }
};

/// Cuts the output into tiles whose ring stays in the first-level cache and gives them to the executor.
template <class Arithmetic, class E>
void run_sweep(const Sweep<Arithmetic>& sweep, E&& executor) {
  using T = typename Arithmetic::Channel;
  using Lane = typename Arithmetic::Lane;
  constexpr Index cache = 32 * 1024, block = 256 / static_cast<Index>(sizeof(Lane));
  const Index radius = sweep.radius(), taps = 2 * radius + 1, channels = sweep.in.channels;
  const Index width = sweep.in.width, height = sweep.in.height;

  const auto split = [](Index extent, Index wanted, Index multiple) {
    const Index count = (extent + wanted - 1) / wanted;
    return ((extent + count - 1) / count + multiple - 1) / multiple * multiple;
  };
  const Index fitting = cache / (taps * channels * static_cast<Index>(sizeof(Lane)));
  const Index tile_width = split(width, (std::max)(fitting, Index{256}), 64);
  const Index tile_height = split(height, (std::max)(Index{256}, 16 * taps), 1);
  const Index across = (width + tile_width - 1) / tile_width, down = (height + tile_height - 1) / tile_height;

  const std::vector<Index> columns = outside_columns(width, radius, radius, sweep.border);

  const bool large = streamed<T>(width * height * sweep.in.depth * channels);
  executor(across * down * sweep.in.depth, [&](Index i) {
    SweepTile<T, Lane> tile{};
    tile.x0 = i % across * tile_width;
    tile.x1 = (std::min)(width, tile.x0 + tile_width);
    tile.y0 = i / across % down * tile_height;
    tile.y1 = (std::min)(height, tile.y0 + tile_height);
    tile.z = i / (across * down);
    // Whole blocks of four registers, and one register more so that rows do not fall on the same cache sets.
    const Index extended = (tile.x1 - tile.x0 + 2 * radius) * channels;
    tile.stride = (extended + block - 1) / block * block + block + block / 4;
    const Index rows = taps * (sweep.slices ? 2 : 1) + 1;
    Image<Lane> scratch(Size<2>{tile.stride * rows + (radius + 1) * block / 2, 1});
    tile.ring = scratch.pixels().data();
    tile.middle = tile.ring + taps * tile.stride;
    tile.slab = tile.middle + tile.stride;
    tile.splats = tile.ring + rows * tile.stride;
    tile.columns = columns.data();
    std::vector<const Lane*> pointers(static_cast<std::size_t>(3 * taps));
    tile.pointers = pointers.data();
    Image<T> row(large ? Size<2>{(tile.x1 - tile.x0) * channels, 1} : Size<2>{}, uninitialized);
    tile.streamed = row.pixels().data();
    dispatch(SweepKernel<Arithmetic>{}, sweep, tile);
    if (large) stream_fence();
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
