#pragma once
/// \file
/// The step of SLIC that takes the time: which center every pixel is nearest to.
///
/// Pixels are taken in tiles of 16 x 8. Of the centers whose windows meet a tile, those are passed by that cannot be
/// the nearest of any of its pixels: their least distance, from the tile's box in space and color, exceeds the largest
/// distance of another. Rounding is monotonic, and bounds are computed by the operations of the distances in their
/// order, so that this changes no label.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/superpixel/detail/slic_pixels.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Moves `count` pixels of a row, from `at` in the planes and (x, y, z) in the image on, from the sums of label `from`,
/// if that is a center, to those of `to`.
template <int Channels, class T>
LIMN_INLINE void slic_move_pixels(const SlicPixels<T>& pixels, Index count, Index at, Index x, Index y, Index z, T from,
                                  T to, std::int64_t* sums) {
  std::int64_t values[slic_sums] = {count, count * x + count * (count - 1) / 2, count * y, count * z, 0, 0, 0};
  for (int c = 0; c < Channels; ++c) {
    for (Index i = 0; i < count; ++i) {
      values[4 + c] += static_cast<std::int64_t>(pixels.plane[c][at + i] * pixels.scale);
    }
  }
  if (from >= 0) {
    std::int64_t* const old = sums + static_cast<Index>(from) * slic_sums;
    for (int i = 0; i < 4 + Channels; ++i) old[i] -= values[i];
  }
  std::int64_t* const now = sums + static_cast<Index>(to) * slic_sums;
  for (int i = 0; i < 4 + Channels; ++i) now[i] += values[i];
}

/// Numbers of scratch for each candidate.
inline constexpr Index slic_scratch = slic_all + 1 + slic_tile_height + slic_tile_width;

/// The candidates of a tile that are left, by their places in the fields, with distances along x for each column.
template <class T>
struct SlicLeft {
  const T* fields;
  Index capacity;
  const Index* indices;
  Index count;
  const T* along_x;
};

/// Labels the pixels of one cell, by its candidates in `scratch`, and adds what changed to `sums`.
/// Returns how many labels changed.
template <int Channels>
struct SlicAssign {
  template <class Tag, class T>
  LIMN_INLINE Index operator()(Tag tag, const SlicRound<T>& round, Index cell_row, T* scratch, Index* left,
                               std::int64_t* sums) const {
    Index changed = 0;
    const Index cy = cell_row % round.cell_count[1], cz = cell_row / round.cell_count[1];
    for (Index cx = 0; cx < round.cell_count[0]; ++cx) {
      const Index cell = cell_row * round.cell_count[0] + cx;
      const std::int32_t* const ids = round.cell_ids + round.cell_begins[cell];
      const Index count = round.cell_begins[cell + 1] - round.cell_begins[cell];
      if (count == 0) continue;
      // Candidates that fill the last register lie nowhere.
      const Index capacity = (count + slic_tile_width - 1) / slic_tile_width * slic_tile_width;
      for (int field = 0; field < slic_all; ++field) {
        T* const to = scratch + field * capacity;
        const T* const from = round.centers + field * round.count;
        for (Index j = 0; j < count; ++j) to[j] = from[ids[j]];
        for (Index j = count; j < capacity; ++j) to[j] = field < slic_fields ? T{0} : T{-1};
      }
      const Index z1 = least((cz + 1) * round.cell_size[2], round.pixels.depth);
      const Index y1 = least((cy + 1) * round.cell_size[1], round.pixels.height);
      const Index x1 = least((cx + 1) * round.cell_size[0], round.pixels.width);
      for (Index z = cz * round.cell_size[2]; z < z1; ++z) {
        for (Index y = cy * round.cell_size[1]; y < y1; y += slic_tile_height) {
          for (Index x = cx * round.cell_size[0]; x < x1; x += slic_tile_width) {
            changed += assign_tile(tag, round, x, y, z, scratch, left, capacity, sums);
          }
        }
      }
    }
    return changed;
  }

 private:
  [[nodiscard]] LIMN_INLINE static Index least(Index a, Index b) { return a < b ? a : b; }

  template <class Tag, class T>
  LIMN_INLINE static Index assign_tile(Tag, const SlicRound<T>& round, Index x0, Index y0, Index z, T* const candidates,
                                       [[maybe_unused]] Index* left, Index capacity, std::int64_t* sums) {
    const SlicPixels<T> pixels = round.pixels;
    const Index y1 = least(y0 + slic_tile_height, pixels.height);
    Index changes = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<T, Tag>;
    constexpr T infinity = std::numeric_limits<T>::infinity();
    const auto field = [&](int i) LIMN_LAMBDA_INLINE { return candidates + i * capacity; };
    const T sx = round.spacing[0], sy = round.spacing[1], sz = round.spacing[2];
    const T first_x = static_cast<T>(x0), last_x = static_cast<T>(least(x0 + slic_tile_width, pixels.width) - 1);
    const T first_y = static_cast<T>(y0), last_y = static_cast<T>(y1 - 1), slice = static_cast<T>(z);
    const Index tile =
        (z * slic_tile_rows(pixels) + y0 / slic_tile_height) * slic_tile_columns(pixels) + x0 / slic_tile_width;
    const T* const box = round.boxes + tile * 2 * Channels;

    // The pixels are fetched meanwhile.
    for (Index y = y0; y < y1; ++y) {
      for (int c = 0; c < Channels; ++c)
        __builtin_prefetch(pixels.plane[c] + pixels.plane_row(y, z) + x0 + slic_tile_width);
      __builtin_prefetch(pixels.labels + pixels.label_row(y, z) + x0 + slic_tile_width, 1);
    }

    // 1. Bounds of the distances of the tile's pixels from each candidate.
    T* const least_distance = field(slic_all);
    const V weight = V::splat(round.space_weight), far = V::splat(infinity);
    V bound = far;
    for (Index j = 0; j < capacity; j += V::size) {
      const V dz = V::splat(sz) * (V::load(field(slic_z) + j) - V::splat(slice));
      V near = dz * dz, most = near;
      const auto along = [&](int at, T spacing, T first, T last, bool closest) LIMN_LAMBDA_INLINE {
        const V center = V::load(field(at) + j), begin = V::splat(first), end = V::splat(last);
        const V close = V::splat(spacing) * (center - (min)((max)(center, begin), end));
        const V before = V::splat(spacing) * (center - begin), behind = V::splat(spacing) * (center - end);
        return closest ? close * close : (max)(before * before, behind * behind);
      };
      near = (near + along(slic_y, sy, first_y, last_y, true)) * weight;
      near = near + along(slic_x, sx, first_x, last_x, true) * weight;
      most = (most + along(slic_y, sy, first_y, last_y, false)) * weight;
      most = most + along(slic_x, sx, first_x, last_x, false) * weight;
      V near_color = V::zero(), most_color = V::zero();
      for (int c = 0; c < Channels; ++c) {
        const V center = V::load(field(slic_c0 + c) + j), low = V::splat(box[2 * c]), high = V::splat(box[2 * c + 1]);
        const V close = (min)((max)(center, low), high) - center, under = low - center, over = high - center;
        const V close_square = close * close, most_square = (max)(under * under, over * over);
        near_color = c == 0 ? close_square : near_color + close_square;
        most_color = c == 0 ? most_square : most_color + most_square;
      }
      const V color_weight = V::load(field(slic_color_weight) + j);
      near = near + near_color * color_weight;
      most = most + most_color * color_weight;
      // How far the tile lies outside of the window, and how far it reaches out of it. One comparison for each: GCC 12
      // takes those that are joined, or used twice, apart lane by lane.
      V outside = V::splat(T{-1}), beyond = outside;
      const auto window = [&](int low, T first, T last) LIMN_LAMBDA_INLINE {
        const V from = V::load(field(low) + j), to = V::load(field(low + 1) + j);
        const V begin = V::splat(first), end = V::splat(last);
        outside = (max)(outside, (max)(from - end, begin - to));
        beyond = (max)(beyond, (max)(from - begin, end - to));
      };
      window(slic_low_x, first_x, last_x);
      window(slic_low_y, first_y, last_y);
      window(slic_low_z, slice, slice);
      select(outside > V::zero(), far, near).store(least_distance + j);
      most = select(beyond > V::zero(), far, most);
      bound = (min)(bound, most);
    }
    T bounds[V::size];
    bound.store(bounds);
    T enough = (std::numeric_limits<T>::max)();
    for (int i = 0; i < V::size; ++i) enough = bounds[i] < enough ? bounds[i] : enough;

    // 2. Those that are left, with their squared distances along the axes, infinite outside of their windows.
    T* const along_y = field(slic_all + 1);
    T* const along_x = along_y + slic_tile_height * capacity;
    T columns[slic_tile_width];
    for (Index i = 0; i < slic_tile_width; ++i) columns[i] = static_cast<T>(x0 + i);
    for (Index j = 0; j < capacity; j += V::size) {
      const V center_y = V::load(field(slic_y) + j), low = V::load(field(slic_low_y) + j),
              high = V::load(field(slic_high_y) + j);
      const V dz = V::splat(sz) * (V::load(field(slic_z) + j) - V::splat(slice)), dz_square = dz * dz;
      for (Index y = y0; y < y1; ++y) {
        const V row = V::splat(static_cast<T>(y)), dy = V::splat(sy) * (center_y - row);
        const V beyond = (max)(low - row, row - high);
        select(beyond > V::zero(), far, (dz_square + dy * dy) * weight).store(along_y + (y - y0) * capacity + j);
      }
    }
    Index count = 0;
    for (Index j = 0; j < capacity; ++j) {
      left[count] = j;
      count += least_distance[j] <= enough;
    }
    for (Index n = 0; n < count; ++n) {
      const Index j = left[n];
      for (int i = 0; i < slic_tile_width; i += V::size) {
        const V x = V::load(columns + i), dx = V::splat(sx) * (V::splat(field(slic_x)[j]) - x);
        const V beyond = (max)(V::splat(field(slic_low_x)[j]) - x, x - V::splat(field(slic_high_x)[j]));
        select(beyond > V::zero(), far, dx * dx * weight).store(along_x + j * slic_tile_width + i);
      }
    }

    // 3. The nearest of them for every pixel, of several the first.
    const SlicLeft<T> candidates_left{candidates, capacity, left, count, along_x};
    constexpr Index together = V::bytes == 64 ? 4 : 2;
    Index y = y0;
    for (; y + together <= y1; y += together) {
      changes += assign_rows<V, together>(pixels, candidates_left, along_y + (y - y0) * capacity, x0, y, z, sums);
    }
    for (; y < y1; ++y) {
      changes += assign_rows<V, 1>(pixels, candidates_left, along_y + (y - y0) * capacity, x0, y, z, sums);
    }
#else
    const Index x1 = least(x0 + slic_tile_width, pixels.width);
    const auto field = [&](int i, Index j) { return candidates[i * capacity + j]; };
    for (Index y = y0; y < y1; ++y) {
      for (Index x = x0; x < x1; ++x) {
        const Index at = pixels.plane_row(y, z) + x;
        T& label = pixels.labels[pixels.label_row(y, z) + x];
        const T before = label, px = static_cast<T>(x), py = static_cast<T>(y), pz = static_cast<T>(z);
        if (before == slic_outside) continue;
        T best = std::numeric_limits<T>::infinity();
        for (Index j = 0; j < capacity; ++j) {
          if (!(px >= field(slic_low_x, j) && px <= field(slic_high_x, j) && py >= field(slic_low_y, j) &&
                py <= field(slic_high_y, j) && pz >= field(slic_low_z, j) && pz <= field(slic_high_z, j))) {
            continue;
          }
          const T dx = round.spacing[0] * (field(slic_x, j) - px), dy = round.spacing[1] * (field(slic_y, j) - py),
                  dz = round.spacing[2] * (field(slic_z, j) - pz);
          const T dx_square = dx * dx, dy_square = dy * dy, dz_square = dz * dz;
          const T along_y = (dz_square + dy_square) * round.space_weight, along_x = dx_square * round.space_weight;
          T distance = along_y + along_x, squares = 0;
          for (int c = 0; c < Channels; ++c) {
            const T apart = pixels.plane[c][at] - field(slic_c0 + c, j);
            const T square = apart * apart;
            squares = c == 0 ? square : squares + square;
          }
          squares *= field(slic_color_weight, j);
          distance += squares;
          if (!(distance < best)) continue;
          best = distance;
          label = field(slic_id, j);
        }
        if (label == before) continue;
        slic_move_pixels<Channels>(pixels, 1, at, x, y, z, before, label, sums);
        ++changes;
      }
    }
#endif
    return changes;
  }

#if LIMN_DETAIL_VECTORS
  /// `Rows` rows of a tile from `y` on.
  template <class V, Index Rows, class T>
  LIMN_INLINE static Index assign_rows(const SlicPixels<T>& pixels, const SlicLeft<T>& given, const T* along_y,
                                       Index x0, Index y, Index z, std::int64_t* sums) {
    const SlicLeft<T> left = given;
    const T* const ids = left.fields + slic_id * left.capacity;
    const V outside = V::splat(T{slic_outside});
    Index changes = 0;
    for (int i = 0; i < slic_tile_width; i += V::size) {
      T* const labels = pixels.labels + pixels.label_row(y, z) + x0 + i;
      const Index at = pixels.plane_row(y, z) + x0 + i;
      V color[static_cast<std::size_t>(Rows)][static_cast<std::size_t>(Channels)];
      V best[static_cast<std::size_t>(Rows)], label[static_cast<std::size_t>(Rows)];
#pragma GCC unroll 4
      for (Index r = 0; r < Rows; ++r) {
        for (int c = 0; c < Channels; ++c) color[r][c] = V::load(pixels.plane[c] + at + r * pixels.pitch);
        best[r] = V::splat(std::numeric_limits<T>::infinity());
        label[r] = V::load(labels + r * pixels.pitch);
      }
      for (Index n = 0; n < left.count; ++n) {
        const Index j = left.indices[n];
        const V along_x = V::load(left.along_x + j * slic_tile_width + i), id = V::splat(ids[j]);
        const V color_weight = V::splat(left.fields[slic_color_weight * left.capacity + j]);
#pragma GCC unroll 4
        for (Index r = 0; r < Rows; ++r) {
          V distance = V::splat(along_y[r * left.capacity + j]) + along_x;
          V squares = V::zero();
          for (int c = 0; c < Channels; ++c) {
            const V apart = color[r][c] - V::splat(left.fields[(slic_c0 + c) * left.capacity + j]);
            squares = c == 0 ? apart * apart : squares + apart * apart;
          }
          distance = distance + squares * color_weight;
          label[r] = select(distance < best[r], id, label[r]);
          best[r] = (min)(distance, best[r]);
        }
      }
#pragma GCC unroll 4
      for (Index r = 0; r < Rows; ++r) {
        const V before = V::load(labels + r * pixels.pitch);
        const V after = select(before == outside, before, label[r]);
        // A bit for each byte.
        std::uint64_t changed = movemask(bit_cast<std::int8_t>(after != before));
        if (changed == 0) continue;
        after.store(labels + r * pixels.pitch);
        T old[V::size], now[V::size];
        before.store(old);
        after.store(now);
        while (changed != 0) {
          const Index first = std::countr_zero(changed) / static_cast<int>(sizeof(T));
          Index end = first;
          for (constexpr std::uint64_t lane = (1U << sizeof(T)) - 1; end < V::size; ++end) {
            const std::uint64_t bits = lane << (end * static_cast<Index>(sizeof(T)));
            if ((changed & bits) == 0 || now[end] != now[first] || old[end] != old[first]) break;
            changed &= ~bits;
          }
          slic_move_pixels<Channels>(pixels, end - first, at + r * pixels.pitch + first, x0 + i + first, y + r, z,
                                     old[first], now[first], sums);
          changes += end - first;
        }
      }
    }
    return changes;
  }
#endif
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
