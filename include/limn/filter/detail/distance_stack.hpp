#pragma once
/// \file
/// Exact squared distances in a volume: slice by slice in the plane, then along z, columns side by side.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/distance_plane.hpp>
#include <limn/filter/detail/distance_sites.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if LIMN_DETAIL_VECTORS

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr Index stack_columns = 16;  // one line of cache of 32-bit lanes
inline constexpr Index stack_reach = 96;    // slices up and down that are tried before the envelope pays

/// The least of `in[z + dz] + dz^2` over dz for 16 columns side by side; -1 returned if that took more than
/// `stack_reach`, and `out` is not complete.
struct StackColumns {
  template <class Tag>
  LIMN_INLINE bool operator()(Tag, const std::uint32_t* in, std::uint32_t* out, Index depth) const {
    using V = VecOf<std::uint32_t, Tag>;
    constexpr int parts = static_cast<int>(stack_columns) / V::size;
    for (Index z = 0; z < depth; ++z) {
      V best[static_cast<std::size_t>(parts)];
#pragma GCC unroll 4
      for (int i = 0; i < parts; ++i) best[i] = V::load(in + z * stack_columns + i * V::size);
      const Index reach = (std::max)(z, depth - 1 - z);
      for (Index dz = 1; dz <= reach; ++dz) {
        const V square = V::splat(static_cast<std::uint32_t>(dz * dz));
        V most = best[0];
#pragma GCC unroll 4
        for (int i = 1; i < parts; ++i) most = (max)(most, best[i]);
        if (movemask(most > square) == 0) break;
        if (dz > stack_reach) return false;
        if (z >= dz) {
          const std::uint32_t* const at = in + (z - dz) * stack_columns;
#pragma GCC unroll 4
          for (int i = 0; i < parts; ++i) best[i] = (min)(best[i], V::load(at + i * V::size) + square);
        }
        if (z + dz < depth) {
          const std::uint32_t* const at = in + (z + dz) * stack_columns;
#pragma GCC unroll 4
          for (int i = 0; i < parts; ++i) best[i] = (min)(best[i], V::load(at + i * V::size) + square);
        }
      }
#pragma GCC unroll 4
      for (int i = 0; i < parts; ++i) best[i].store(out + z * stack_columns + i * V::size);
    }
    return true;
  }
};

/// Squared distances of a volume whose sides are at most `distance_side`. The squares within slices wait in `out`.
template <class T, class E>
void stack_distance(const ImageView<const Binary, 3>& mask, const ImageView<T, 3>& out, E& executor) {
  if (mask.empty()) return;
  const Size<3> size = mask.size();
  executor(size.depth, [&](Index z) {
    // A 32-bit square per pixel at the beginning of each row of the output.
    const ImageView<const Binary, 2> slice(mask.row_pointer(0, z), {size.width, size.height}, {mask.byte_strides()[0]});
    const ImageView<std::uint32_t, 2> squares(reinterpret_cast<std::uint32_t*>(out.row_pointer(0, z)),
                                              {size.width, size.height}, {out.byte_strides()[0]});
    plane_distance(slice, squares, sequential);
  });
  executor(size.height, [&](Index y) {
    const auto count = static_cast<std::size_t>(size.depth);
    List<std::uint32_t> in(count * stack_columns), best(count * stack_columns);
    List<std::int64_t> height;
    // From the last columns to the first where a pixel of the output is wider than a square: no square is lost.
    List<std::uint32_t> rows;
    const auto width = static_cast<std::size_t>(size.width);
    if (sizeof(T) > 4) {
      rows.resize(count * width);
      for (std::size_t z = 0; z < count; ++z) {
        std::memcpy(rows.data() + z * width, out.row_pointer(y, static_cast<Index>(z)), width * 4);
      }
    }
    for (Index x0 = 0; x0 < size.width; x0 += stack_columns) {
      const Index columns = (std::min)(stack_columns, size.width - x0);
      for (Index z = 0; z < size.depth; ++z) {
        const void* const from = sizeof(T) > 4
                                     ? static_cast<const void*>(rows.data() + static_cast<std::size_t>(z) * width + x0)
                                     : out.row_pointer(y, z) + x0;
        std::memcpy(in.data() + z * stack_columns, from, static_cast<std::size_t>(columns) * 4);
      }
      if (!dispatch(StackColumns{}, in.data(), best.data(), size.depth)) {
        height.resize(count);
        Envelope<std::int64_t> envelope(size.depth);
        for (Index x = 0; x < columns; ++x) {
          for (std::size_t z = 0; z < count; ++z) {
            const std::uint32_t square = in[z * stack_columns + static_cast<std::size_t>(x)];
            height[z] = square >= no_site ? -1 : static_cast<std::int64_t>(square);
          }
          envelope.lowest(height.data(), std::int64_t{1}, size.depth, [&](Index z, Index foot) {
            best[static_cast<std::size_t>(z * stack_columns + x)] =
                foot < 0 ? no_site
                         : static_cast<std::uint32_t>(height[static_cast<std::size_t>(foot)] + (z - foot) * (z - foot));
          });
        }
      }
      for (Index z = 0; z < size.depth; ++z) {
        T* const to = out.row_pointer(y, z) + x0;
        for (Index x = 0; x < columns; ++x) {
          to[x] = distance_pixel<T>(best[static_cast<std::size_t>(z * stack_columns + x)]);
        }
      }
    }
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
