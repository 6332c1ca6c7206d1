#pragma once
/// \file
/// Exact squared distances in a plane, fast: column distances in words, then for each row the least of
/// g(x + dx)^2 + dx^2, near by near with saturating words, or by the lower hull of the points (x, g(x)^2 + x^2) where
/// the background is far.
///
/// The lower envelope of the parabolas g(i)^2 + (x - i)^2 and the lower convex hull of the points (i, g(i)^2 + i^2) are
/// one thing seen twice; on the hull, no division is needed until the segments are filled.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/detail/stream_rows.hpp>
#include <limn/filter/detail/distance_band.hpp>
#include <limn/filter/detail/distance_leaves.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

#if LIMN_DETAIL_VECTORS

/// The squared distances of a band of rows, from its pixels and the distances of the rows just above and below it to
/// the background beyond. `line` is null, or room for a row that is then streamed to the output.
template <class T>
struct BandDistance {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const ImageView<const Binary, 2>& given, const std::uint16_t* above,
                              const std::uint16_t* below, BandScratch& scratch, const ImageView<T, 2>& result,
                              T* line) const {
    const ImageView<const Binary, 2> mask = given;
    const ImageView<T, 2> out = result;
    const Index width = mask.width(), rows = mask.height(), pitch = scratch.pitch;
    std::uint16_t* const columns = scratch.columns.data() + near_padding;
    const Index blocks = (width + near_block - 1) / near_block;
    for (Index b = 0; b < blocks; ++b) {
      scratch.is_far[static_cast<std::size_t>(b)] = 0;
      scratch.reach[static_cast<std::size_t>(b)] = unknown_reach;
    }

    // Down: the distance to the background above.
    for (Index y = 0; y < rows; ++y) {
      down<Tag>(mask.row_pointer(y), y == 0 ? above : columns + (y - 1) * pitch, columns + y * pitch, width);
    }
    // Up: the lesser of it and the distance to the background below; then along the row.
    for (Index y = rows - 1; y >= 0; --y) {
      std::uint16_t* const column = columns + y * pitch;
      const bool reachable =
          up<Tag>(y == rows - 1 ? below : column + pitch, column, scratch.squares.data() + near_padding, width);
      T* const to = out.row_pointer(y);
      if (!reachable) {
        for (Index x = 0; x < width; ++x) to[x] = distance_pixel<T>(no_site);
        continue;
      }
      along<Tag>(column, scratch, width);
      write<Tag>(scratch, line != nullptr ? line : to, width);
      if (line != nullptr) {
        StreamBytes{}(tag, reinterpret_cast<const std::byte*>(line), reinterpret_cast<std::byte*>(to),
                      static_cast<std::size_t>(width) * sizeof(T));
      }
    }
    if (line != nullptr) stream_fence();
  }

 private:
  template <class Tag>
  LIMN_INLINE static void down(const Binary* row, const std::uint16_t* before, std::uint16_t* column, Index width) {
    using V = VecOf<std::uint16_t, Tag>;
    const V one = V::splat(1);
    Index x = 0;
    for (; x + V::size <= width; x += V::size) {
      (add_saturated(V::load(before + x), one) & load_foreground(Tag{}, row + x)).store(column + x);
    }
    for (; x < width; ++x) {
      const int next = before[x] + 1;
      column[x] = !is_foreground(row[x]) ? std::uint16_t{0} : static_cast<std::uint16_t>(next > 0xffff ? 0xffff : next);
    }
  }

  /// Also the squares, 65535 from 256 on. False if no column has any background.
  template <class Tag>
  LIMN_INLINE static bool up(const std::uint16_t* after, std::uint16_t* column, std::uint16_t* square, Index width) {
    using V = VecOf<std::uint16_t, Tag>;
    const V one = V::splat(1), root = V::splat(255), none = V::splat(0xffff);
    V least_of_all = none;
    Index x = 0;
    for (; x + V::size <= width; x += V::size) {
      const V g = least(V::load(column + x), add_saturated(V::load(after + x), one));
      g.store(column + x);
      least_of_all = least(least_of_all, g);
      const V near = least(g, root);
      select((g == near), near * near, none).store(square + x);
    }
    bool any = any_above(none, least_of_all);
    for (; x < width; ++x) {
      const int next = after[x] + 1;
      const int g = next < column[x] ? next : column[x];
      column[x] = static_cast<std::uint16_t>(g);
      square[x] = static_cast<std::uint16_t>(g > 255 ? 0xffff : g * g);
      any = any || g != 0xffff;
    }
    return any;
  }

  template <class Tag>
  LIMN_INLINE static void along(const std::uint16_t* column, BandScratch& scratch, Index width) {
    using V = VecOf<std::uint16_t, Tag>;
    constexpr int parts = static_cast<int>(near_block) / V::size;
    const std::uint16_t* const squares = scratch.squares.data() + near_padding;
    std::uint16_t* const nearest = scratch.near.data();
    std::uint8_t* const is_far = scratch.is_far.data();
    bool any_far = false;
    for (Index x = 0; x < width; x += near_block) {
      std::uint8_t& far = is_far[x / near_block];
      if (far == 0) {
        V best[static_cast<std::size_t>(parts)];
#pragma GCC unroll 8
        for (int i = 0; i < parts; ++i) best[i] = V::load(squares + x + i * V::size);
        if (x + near_block > width) {  // what lies past the end has nothing to look for
#pragma GCC unroll 8
          for (int i = 0; i < parts; ++i) {
            const auto past = V::splat(static_cast<std::uint16_t>(width - x)) <=
                              V::iota() + V::splat(static_cast<std::uint16_t>(i * V::size));
            best[i] = best[i] & ~bit_cast<std::uint16_t>(past);
          }
        }
        V reach = V::splat(1), step = V::splat(3);
        const V two = V::splat(2);
        Index dx = 1;
        for (; dx <= near_reach; ++dx) {
          V most = best[0];
#pragma GCC unroll 8
          for (int i = 1; i < parts; ++i) most = (max)(most, best[i]);
          if (!any_above(most, reach)) break;
#pragma GCC unroll 8
          for (int i = 0; i < parts; ++i) {
            const std::uint16_t* const at = squares + x + i * V::size;
            best[i] = least(best[i], add_saturated(least(V::load(at - dx), V::load(at + dx)), reach));
          }
          reach += step;
          step += two;
        }
        far = dx > near_reach;
#pragma GCC unroll 8
        for (int i = 0; i < parts; ++i) best[i].store(nearest + x + i * V::size);
      }
      any_far = any_far || far != 0;
    }
    if (any_far) along_hull<Tag>(column, scratch, width);
  }

  /// What the distances of far blocks leave of use in every block: at a gap of n columns, squares up to reach^2 - n^2.
  LIMN_INLINE static void limit_blocks(BandScratch& scratch, Index width) {
    const Index blocks = (width + near_block - 1) / near_block;
    std::uint32_t* const limit = scratch.limit.data();
    for (Index b = 0; b < blocks; ++b) limit[b] = 0;
    for (Index b = 0; b < blocks; ++b) {
      if (scratch.is_far.data()[b] == 0) continue;
      const std::int64_t reach = scratch.reach.data()[b];
      const auto spread = [&](Index at) LIMN_LAMBDA_INLINE {
        const std::int64_t gap = at == b ? 0 : ((at < b ? b - at : at - b) - 1) * near_block;
        if (gap > reach) return false;
        const auto most = static_cast<std::uint32_t>(reach * reach - gap * gap);
        limit[at] = most > limit[at] ? most : limit[at];
        return true;
      };
      for (Index at = b; at < blocks && spread(at); ++at) {
      }
      for (Index at = b - 1; at >= 0 && spread(at); --at) {
      }
    }
  }

  /// The points (x, g^2 + x^2) of a row's columns that may lie on the lower hull, in scratch.hull; returns how many.
  template <class Tag>
  LIMN_INLINE static Index candidates(const std::uint16_t* column, BandScratch& scratch, Index width) {
    using V = VecOf<std::uint32_t, Tag>;
    // Most columns lie on or above the line through their neighbors; others have no neighbor that is farther from the
    // background, so are of use to themselves alone.
    HullPoints to = scratch.hull(0);
    const V none = V::splat(0xffff), one = V::splat(1), two = V::splat(2), huge = V::splat(std::uint32_t{1} << 30);
    const auto square = [&](Index x) LIMN_LAMBDA_INLINE {
      const V g = bit_cast<std::uint32_t>(load_widened(Tag{}, column + x));
      return select(g == none, huge, g * g);
    };
    Index count = 0;
    for (Index x = 0; x < width; x += V::size) {
      const std::uint32_t most = scratch.limit.data()[x / near_block];
      if (most == 0) {
        x += near_block - V::size;
        continue;
      }
      const V limit = V::splat(most);
      const V here = square(x), left = square(x - 1), right = square(x + 1);
      std::uint64_t keep = movemask(left + right + two > here + here) & movemask((max)(left, right) > here + one) &
                           movemask(here <= limit);
      if (x + V::size > width) keep &= (std::uint64_t{1} << (width - x)) - 1;
      if (keep == 0) continue;
      const V at = V::splat(static_cast<std::uint32_t>(x)) + V::iota();
      static_cast<void>(compress(at, keep, to.x + count));
      count += compress(here + at * at, keep, to.height + count);
    }
    // The same test again and again on what is left, in floats: what is on the hull is never dropped.
    using F = VecOf<float, Tag>;
    using S = VecOf<std::int32_t, Tag>;
    const F margin = F::splat(1.0F / (1 << 20));
    for (int round = 1;; ++round) {
      if (count < 2 * V::size || round > 6) return scratch.last = (round - 1) % 2, count;
      const HullPoints from = to;
      to = scratch.hull(round % 2);
      to.x[0] = from.x[0];
      to.height[0] = from.height[0];
      Index left = 1;
      for (Index i = 1; i + 1 < count; i += V::size) {
        const auto change = [&](const std::uint32_t* of, Index j) LIMN_LAMBDA_INLINE {
          return convert<float>(bit_cast<std::int32_t>(V::load(of + j + 1) - V::load(of + j)));
        };
        const F a = change(from.x, i - 1) * change(from.height, i), b = change(from.height, i - 1) * change(from.x, i);
        const F slack = ((max)(a, -a) + (max)(b, -b)) * margin;
        std::uint64_t keep = movemask(S(b - a <= slack));
        if (i + V::size + 1 > count) keep &= (std::uint64_t{1} << (count - 1 - i)) - 1;
        static_cast<void>(compress(V::load(from.x + i), keep, to.x + left));
        left += compress(V::load(from.height + i), keep, to.height + left);
      }
      to.x[left] = from.x[count - 1];
      to.height[left++] = from.height[count - 1];
      const bool worth = left * 4 < count * 3;
      count = left;
      if (!worth) return scratch.last = round % 2, count;
    }
  }

  /// (a - o) x (b - o) <= 0: a lies on or above the line from o to b.
  [[nodiscard]] LIMN_INLINE static bool is_above(const HullPoints& p, Index o, Index a, std::int64_t x,
                                                 std::int64_t height) {
    const std::int64_t ax = std::int64_t{p.x[a]} - p.x[o], ah = std::int64_t{p.height[a]} - p.height[o];
    return ax * (height - p.height[o]) <= ah * (x - p.x[o]);
  }

  template <class Tag>
  LIMN_INLINE static void along_hull(const std::uint16_t* column, BandScratch& scratch, Index width) {
    limit_blocks(scratch, width);
    const Index found = candidates<Tag>(column, scratch, width);
    const HullPoints p = scratch.hull(scratch.last);
    Index count = 0;
    for (Index i = 0; i < found; ++i) {
      while (count >= 2 && is_above(p, count - 2, count - 1, p.x[i], p.height[i])) --count;
      p.x[count] = p.x[i];
      p.height[count++] = p.height[i];
    }

    // Segment by segment, where the row is far.
    using V = VecOf<std::uint32_t, Tag>;
    std::uint32_t* const far = scratch.far.data();
    const std::uint8_t* const is_far = scratch.is_far.data();
    const V size = V::splat(V::size);
    Index segment = 0;
    for (Index x0 = 0; x0 < width; x0 += near_block) {
      if (is_far[x0 / near_block] == 0) continue;
      const Index x1 = (std::min)(x0 + near_block, width);
      for (Index x = x0; x < x1;) {
        std::int64_t rise = 0, run = 0;
        for (;; ++segment) {
          if (segment + 1 >= count) break;
          rise = std::int64_t{p.height[segment + 1]} - p.height[segment];
          run = 2 * (std::int64_t{p.x[segment + 1]} - p.x[segment]);
          if (run * x <= rise) break;
        }
        // The last x where this parabola is not above the next one.
        const Index end = segment + 1 < count ? (std::min)(x1, static_cast<Index>(rise / run + 1)) : x1;
        V base = V::splat(~std::uint32_t{0}), d = V::zero();
        if (count > 0) {
          base = V::splat(p.height[segment] - p.x[segment] * p.x[segment]);
          d = V::splat(static_cast<std::uint32_t>(x) - p.x[segment]) + V::iota();
        }
        for (Index i = x; i < end; i += V::size, d += size) {
          const V g = bit_cast<std::uint32_t>(load_widened(Tag{}, column + i));
          (min)(d * d + base, g * g).store(far + i);
        }
        x = end;
      }
    }
  }

  template <class Tag>
  LIMN_INLINE static void write(BandScratch& scratch, T* to, Index width) {
    const std::uint16_t* const near = scratch.near.data();
    const std::uint32_t* const far = scratch.far.data();
    std::uint8_t* const is_far = scratch.is_far.data();
    std::uint32_t* const reach = scratch.reach.data();
    for (Index x0 = 0; x0 < width; x0 += near_block) {
      const Index x1 = (std::min)(x0 + near_block, width);
      std::uint8_t& is = is_far[x0 / near_block];
      if (is == 0) {
        reach[x0 / near_block] = static_cast<std::uint32_t>(near_reach) + 3;
        Index x = x0;
        if constexpr (std::is_same_v<T, float>) {
          using V = VecOf<std::int32_t, Tag>;
          for (; x + V::size <= x1; x += V::size) {
            square_root(convert<float>(load_widened(Tag{}, near + x))).store(to + x);
          }
        }
        for (; x < x1; ++x) to[x] = distance_pixel<T>(near[x]);
        continue;
      }
      // The next row differs by one at most: where this one has come near, the next one is tried as near.
      std::uint32_t most = 0;
      for (Index x = x0; x < x1; ++x) most = far[x] > most ? far[x] : most;
      // A row away, a distance differs by one at most.
      reach[x0 / near_block] = static_cast<std::uint32_t>(math::sqrt(static_cast<double>(most))) + 3;
      is = most >= static_cast<std::uint32_t>((near_reach - 1) * (near_reach - 1));
      Index x = x0;
      if constexpr (std::is_same_v<T, float>) {
        using V = VecOf<std::int32_t, Tag>;
        if (most < (std::uint32_t{1} << 24)) {
          for (; x + V::size <= x1; x += V::size) square_root(convert<float>(V::load(far + x))).store(to + x);
        }
      }
      for (; x < x1; ++x) to[x] = distance_pixel<T>(far[x]);
    }
  }
};

/// Squared distances (T: std::uint32_t, std::int64_t) or distances (float) of a plane whose sides are at most
/// `distance_side`; bands of rows by the executor.
template <class T, class E>
void plane_distance(const ImageView<const Binary, 2>& mask, const ImageView<T, 2>& out, E& executor) {
  if (mask.empty()) return;
  const Index width = mask.width(), height = mask.height();
  const Index bands = (height + band_height - 1) / band_height;
  const auto band = [&](Index b) {
    const Index y = b * band_height;
    return Box<2>{{0, y}, {width, (std::min)(band_height, height - y)}};
  };

  // 1. What each band knows of its own columns.
  const auto at = [&](Index b) { return static_cast<std::size_t>(b * width); };
  List<std::uint8_t> top(at(bands)), bottom(at(bands));
  executor(bands,
           [&](Index b) { dispatch(BandEnds{}, subview(mask, band(b)), top.data() + at(b), bottom.data() + at(b)); });

  // 2. What it has to know of the others: the distances in the rows just above and below it.
  List<std::uint16_t> above(at(bands), 0xffff), below(at(bands), 0xffff);
  const auto carry = [width](const std::uint8_t* own, Index rows, const std::uint16_t* from, std::uint16_t* to) {
    for (Index x = 0; x < width; ++x) {
      const Index beyond = from[x] + rows;
      to[x] = own[x] < rows ? own[x] : static_cast<std::uint16_t>(beyond < 0xffff ? beyond : 0xffff);
    }
  };
  for (Index b = 0; b + 1 < bands; ++b) {
    carry(bottom.data() + at(b), band(b).size.height, above.data() + at(b), above.data() + at(b + 1));
  }
  for (Index b = bands - 1; b > 0; --b) {
    carry(top.data() + at(b), band(b).size.height, below.data() + at(b), below.data() + at(b - 1));
  }

  // 3. Each band to its end; several share one scratch.
  constexpr Index share = 8;
  executor((bands + share - 1) / share, [&](Index part) {
    BandScratch scratch(width);
    std::vector<T> line(streamed<T>(width * height) ? static_cast<std::size_t>(width) : 0);
    for (Index b = part * share; b < (std::min)(bands, (part + 1) * share); ++b) {
      dispatch(BandDistance<T>{}, subview(mask, band(b)), above.data() + at(b), below.data() + at(b), scratch,
               subview(out, band(b)), line.empty() ? nullptr : line.data());
    }
  });
}

#endif

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
