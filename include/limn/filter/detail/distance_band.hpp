#pragma once
/// \file
/// What exact distances in a plane work on: a band of rows, with the distances within its columns.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Sides up to here; squared distances then stay below `no_site` by enough to add the square of a side.
inline constexpr Index distance_side = 32767;
/// A squared distance where there is no background, as 32 bits.
inline constexpr std::uint32_t no_site = std::uint32_t{3} << 30;

inline constexpr Index band_height = 64;  // rows whose column distances are at hand at a time
inline constexpr Index near_block = 64;   // pixels of a row that are finished together
inline constexpr Index near_reach = 64;   // columns to the left and right that are tried before the hull pays
inline constexpr std::uint32_t unknown_reach = 46340;  // the root of 2^31
inline constexpr Index near_padding = 128;             // words around a row, for reads past its ends

/// A squared distance as a pixel of the output.
template <class T>
[[nodiscard]] LIMN_INLINE T distance_pixel(std::uint32_t squared) {
  if constexpr (std::is_same_v<T, std::uint32_t>) return squared;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return squared >= no_site ? (std::numeric_limits<std::int64_t>::max)() : static_cast<std::int64_t>(squared);
  else
    return squared >= no_site ? std::numeric_limits<float>::infinity()
                              : static_cast<float>(math::sqrt(static_cast<double>(squared)));
}

/// How far the first background pixel of each column is from the top of a band, and the last one from its bottom:
/// 0 for the outermost row, `rows` where there is none.
struct BandEnds {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const ImageView<const Binary, 2>& given, std::uint8_t* top,
                              std::uint8_t* bottom) const {
    const ImageView<const Binary, 2> mask = given;
    const Index width = mask.width(), rows = mask.height();
    for (Index x = 0; x < width; ++x) top[x] = bottom[x] = 0;
    for (Index y = 0; y < rows; ++y) {
      const Binary* const row = mask.row_pointer(y);
      const auto above = static_cast<std::uint8_t>(y);
      Index x = 0;
#if LIMN_DETAIL_VECTORS
      using V = VecOf<std::uint8_t, Tag>;
      const V one = V::splat(1), all = V::splat(above);
      for (; x + V::size <= width; x += V::size) {
        const V inside = bit_cast<std::uint8_t>(V::load(row + x) != V::zero());
        const V open = V::load(top + x), count = V::load(bottom + x);
        const V run = bit_cast<std::uint8_t>(open == all) & inside & one;
        (open + run).store(top + x);
        ((count + one) & inside).store(bottom + x);
      }
#endif
      for (; x < width; ++x) {
        const bool inside = is_foreground(row[x]);
        if (inside && top[x] == above) ++top[x];
        bottom[x] = inside ? static_cast<std::uint8_t>(bottom[x] + 1) : std::uint8_t{0};
      }
    }
  }
};

#if LIMN_DETAIL_VECTORS

struct HullPoints {
  std::uint32_t *x, *height;
};

/// Storage for one band: the distances within columns, and the row at hand in several forms.
struct BandScratch {
  explicit BandScratch(Index width)
      : pitch((width + near_block - 1) / near_block * near_block + 2 * near_padding),
        columns(static_cast<std::size_t>(pitch * band_height), 0xffff),
        squares(static_cast<std::size_t>(pitch), 0xffff),
        near(static_cast<std::size_t>(pitch)),
        far(static_cast<std::size_t>(pitch)),
        points(static_cast<std::size_t>(4 * pitch)),
        is_far(static_cast<std::size_t>(pitch / near_block)),
        reach(is_far.size()),
        limit(is_far.size()) {}

  Index pitch;
  List<std::uint16_t> columns, squares, near;
  List<std::uint32_t> far;
  List<std::uint32_t> points;  // two lists of hull points, x and height apart
  int last = 0;                // the list that holds them now
  List<std::uint8_t> is_far;
  List<std::uint32_t> reach;  // of each block: no distance of the row at hand exceeds it
  List<std::uint32_t> limit;  // of each block: columns whose squares exceed it are of no use

  [[nodiscard]] LIMN_INLINE HullPoints hull(int list) {
    std::uint32_t* const first = points.data() + list * 2 * pitch;
    return {first, first + pitch};
  }
};

#endif

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
