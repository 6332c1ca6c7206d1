#pragma once
/// \file
/// What SLIC works on: pixels, centers and their windows, in tiles and cells.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr Index slic_tile_width = 16, slic_tile_height = 8;

/// Labels that are no center: of pixels that take no part, and of those that no center has reached.
inline constexpr int slic_outside = -1, slic_unreached = -2;

/// The pixels: rows of `pitch` numbers. The rows of labels have one of `slic_outside` before and behind each slice.
template <class T>
struct SlicPixels {
  const T* plane[3];
  T* labels;
  Index width, height, depth, pitch;
  T scale;  // color times this is a whole number

  [[nodiscard]] LIMN_INLINE Index plane_row(Index y, Index z) const { return (z * height + y) * pitch; }
  [[nodiscard]] LIMN_INLINE Index label_row(Index y, Index z) const { return (z * (height + 1) + y) * pitch; }
};

/// What is known of each center, field by field: numbers of type T, one array after the other.
enum SlicField { slic_x, slic_y, slic_z, slic_c0, slic_c1, slic_c2, slic_color_weight, slic_id, slic_fields };
/// The window of a center: pixels from `low` to `high`, both inside.
enum SlicWindow { slic_low_x = slic_fields, slic_high_x, slic_low_y, slic_high_y, slic_low_z, slic_high_z, slic_all };

/// Count, sums of x, y and z, and sums of the colors times their scale, of each center: whole numbers, so that no order
/// of addition matters.
inline constexpr Index slic_sums = 7;

/// Centers whose windows meet a cell, which is some tiles: `ids[begins[cell]]` to `ids[begins[cell + 1]]`, ascending.
struct SlicCells {
  Index size[3] = {}, count[3] = {};
  std::vector<Index> begins;
  std::vector<std::int32_t> ids;
  Index most = 0;  // of one cell
};

/// What does not change within a round.
template <class T>
struct SlicRound {
  SlicPixels<T> pixels;
  const T* centers;  // slic_all arrays of `count`
  Index count;
  T spacing[3], space_weight;
  const T* boxes;  // of each tile, least and largest of each channel
  const Index* cell_begins;
  const std::int32_t* cell_ids;
  Index cell_size[3], cell_count[3], most;
};

/// The number of tiles in a row of them, and in a column.
template <class T>
[[nodiscard]] LIMN_INLINE Index slic_tile_columns(const SlicPixels<T>& pixels) {
  return (pixels.width + slic_tile_width - 1) / slic_tile_width;
}
template <class T>
[[nodiscard]] LIMN_INLINE Index slic_tile_rows(const SlicPixels<T>& pixels) {
  return (pixels.height + slic_tile_height - 1) / slic_tile_height;
}

/// The boxes of color of the tiles of slice `z`.
template <int Channels>
struct SlicBoxes {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, [[maybe_unused]] const SlicPixels<T>& given, [[maybe_unused]] Index z,
                              [[maybe_unused]] T* boxes) const {
#if LIMN_DETAIL_VECTORS
    using V = VecOf<T, Tag>;
    const SlicPixels<T> pixels = given;
    for (Index row = 0; row < slic_tile_rows(pixels); ++row) {
      const Index y0 = row * slic_tile_height;
      const Index y1 = y0 + slic_tile_height < pixels.height ? y0 + slic_tile_height : pixels.height;
      for (Index column = 0; column < slic_tile_columns(pixels); ++column) {
        T* const box = boxes + ((z * slic_tile_rows(pixels) + row) * slic_tile_columns(pixels) + column) * 2 * Channels;
        for (int c = 0; c < Channels; ++c) {
          const T* const first = pixels.plane[c] + pixels.plane_row(y0, z) + column * slic_tile_width;
          V least = V::load(first), most = least;
          for (Index y = y0; y < y1; ++y) {
            for (Index i = 0; i < slic_tile_width; i += V::size) {
              const V numbers = V::load(first + (y - y0) * pixels.pitch + i);
              least = (min)(least, numbers);
              most = (max)(most, numbers);
            }
          }
          T low[V::size], high[V::size];
          least.store(low);
          most.store(high);
          for (Index i = 1; i < V::size; ++i) {
            low[0] = low[i] < low[0] ? low[i] : low[0];
            high[0] = high[i] > high[0] ? high[i] : high[0];
          }
          box[2 * c] = low[0];
          box[2 * c + 1] = high[0];
        }
      }
    }
#endif
  }
};

/// Raises `most[k]` to the largest squared difference in color of a pixel of row (y, z) of label k from its center.
template <int Channels>
struct SlicColorReach {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const SlicPixels<T>& given, const T* centers, Index count, Index y, Index z,
                              T* most) const {
    const SlicPixels<T> pixels = given;
    const Index at = pixels.plane_row(y, z);
    const T* const labels = pixels.labels + pixels.label_row(y, z);
    for (Index x = 0; x < pixels.width; ++x) {
      if (labels[x] < 0) continue;
      const auto k = static_cast<Index>(labels[x]);
      T sum = 0;
      for (int c = 0; c < Channels; ++c) {
        const T apart = pixels.plane[c][at + x] - centers[(slic_c0 + c) * count + k];
        const T square = apart * apart;
        sum = sum + square;
      }
      most[k] = sum > most[k] ? sum : most[k];
    }
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
