#pragma once
/// \file
/// The pixels along which objects meet the background and each other.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace limn {

/// Which pixels along a boundary are marked: `thick` those on both sides; `inner` those of objects; `outer` those of
/// the background and, where objects touch, those on both sides.
enum class BoundaryMode { thick, inner, outer };

struct BoundaryOptions {
  BoundaryMode mode = BoundaryMode::thick;
  /// Which pixels are neighbors: a boundary lies between neighbors of different labels.
  Connectivity connectivity = Connectivity::face;
};

inline namespace LIMN_ABI {
namespace detail {

/// Marks pixels of a row that differ from a neighbor. Neighbor `i` of pixel x is `others[i][x + shifts[i]]`; those from
/// `first_near` on make a boundary, those before tell whether objects touch.
struct MarkBoundaries {
  template <class Tag, class L>
  LIMN_INLINE void operator()(Tag, const L* row, Index width, const L* const* others, const Index* shifts, int count,
                              int first_near, BoundaryMode mode, Binary* out) const {
    const auto positive = [](L label) LIMN_LAMBDA_INLINE { return label > 0 ? label : L{0}; };
    const auto mark = [&](Index x, Index low, Index high) LIMN_LAMBDA_INLINE {
      const L here = positive(row[x]);
      bool differs = false, touches = false;
      for (int i = 0; i < count; ++i) {
        const Index at = x + shifts[i] < low ? low : x + shifts[i] > high ? high : x + shifts[i];
        const L there = positive(others[i][at]);
        if (i >= first_near) differs = differs || there != here;
        else touches = touches || (there != here && there > 0);
      }
      const bool kept = mode == BoundaryMode::thick || (mode == BoundaryMode::inner ? here > 0 : here == 0 || touches);
      out[x] = to_binary(differs && kept);
    };
    Index x = 0;
    if (width > 0) mark(x++, 0, width - 1);
#if LIMN_DETAIL_VECTORS
    using V = VecOf<L, Tag>;
    constexpr int registers = static_cast<int>(sizeof(L));
    for (; x + Tag::bytes + 1 <= width; x += Tag::bytes) {
      const auto compare = [&](int part) LIMN_LAMBDA_INLINE {
        const Index at = x + part * V::size;
        const V here = (max)(V::load(row + at), V::zero());
        // Kept as numbers that are 0 or not: comparisons that a loop carries would be taken apart lane by lane.
        V differs = V::zero(), touches = V::zero();
        for (int i = 0; i < first_near; ++i) {
          const V there = (max)(V::load(others[i] + at + shifts[i]), V::zero());
          touches = touches | (min)(there ^ here, there);
        }
        for (int i = first_near; i < count; ++i) {
          differs = differs | ((max)(V::load(others[i] + at + shifts[i]), V::zero()) ^ here);
        }
        if (mode == BoundaryMode::inner) return (differs != V::zero()) & (here != V::zero());
        if (mode == BoundaryMode::outer) {
          return (differs != V::zero()) & ((touches != V::zero()) | (here == V::zero()));
        }
        return differs != V::zero();
      };
      static_assert(registers * V::size == Tag::bytes);
      byte_mask<L, Tag>(compare).store(out + x);
    }
#endif
    for (; x < width; ++x) mark(x, 0, width - 1);
  }
};

}  // namespace detail

/// Writes the boundary pixels as foreground. See `find_boundaries`.
///
/// \param labels  any rank, any integers.
/// \param out     a mask of the same size, in memory of its own.
/// \throws std::invalid_argument  if the sizes differ.
template <LabelsImage I, OutputOf<Binary> O>
requires SameRank<I, O>
void find_boundaries_into(const I& labels, O&& out, const BoundaryOptions& options = {}) {
  constexpr std::size_t R = rank_v<I>;
  using L = pixel_t<I>;
  const auto in = const_view(labels);
  const auto to = view(out);
  detail::require_same_size("limn::find_boundaries_into", "the output", to.size(), "the label image", in.size());
  if (in.empty()) return;
  // Objects touch by any neighbor, also where a boundary asks for a nearer one: those come last.
  const bool outer = options.mode == BoundaryMode::outer;
  const Neighbors<R> near = neighbors<R>(options.connectivity), all = neighbors<R>(Connectivity::full);
  std::array<Point<R>, 52> offsets{};
  int count = 0;
  for (std::size_t i = 0; outer && i < all.count; ++i) offsets[static_cast<std::size_t>(count++)] = all.offsets[i];
  const int first_near = count;
  for (std::size_t i = 0; i < near.count; ++i) offsets[static_cast<std::size_t>(count++)] = near.offsets[i];
  std::array<Index, 52> shifts{};
  for (std::size_t i = 0; i < offsets.size(); ++i) shifts[i] = offsets[i].x;

  const Index height = in.height(), rows = detail::row_count(in.size()), slices = rows / height;
  const auto within = [](Index i, Index size) { return i < 0 ? 0 : i < size ? i : size - 1; };
  std::array<const L*, 52> others{};
  const BoundaryMode mode = options.mode;
  for (Index row = 0; row < rows; ++row) {
    const Index y = row % height, z = row / height;
    for (int i = 0; i < count; ++i) {
      // Outside the image lies what lies at its edge: the nearest pixel is a neighbor too, or the pixel itself.
      const Point<R>& offset = offsets[static_cast<std::size_t>(i)];
      Index slice = z;
      if constexpr (R == 3) slice = within(z + offset.z, slices);
      others[static_cast<std::size_t>(i)] = detail::nth_row(in, slice * height + within(y + offset.y, height));
    }
    detail::dispatch(detail::MarkBoundaries{}, detail::nth_row(in, row), in.width(), others.data(), shifts.data(),
                     count, first_near, mode, detail::nth_row(to, row));
  }
}

/// The pixels of a label image that have a neighbor of another label.
///
/// \param labels   2-D or 3-D, any integers; 0 and negative ones are background. What lies outside the image is no
///                 neighbor.
/// \param options  on which side, and which pixels are neighbors. As scikit-image's `find_boundaries` of the same mode.
/// \returns        a mask of the same size.
/// \complexity     one pass, some comparisons for every neighbor.
template <LabelsImage I>
[[nodiscard]] Image<Binary, rank_v<I>> find_boundaries(const I& labels, const BoundaryOptions& options = {}) {
  Image<Binary, rank_v<I>> result(const_view(labels).size(), uninitialized);
  find_boundaries_into(labels, result, options);
  return result;
}

/// The boundaries between pixels, on a grid twice as fine: pixel p of the labels lies at 2 p, and a place between
/// pixels is foreground if those around it are not all of one label. As scikit-image's mode `subpixel`.
///
/// \param labels  2-D or 3-D, any integers, all of which count as labels.
/// \returns       a mask of 2 n - 1 pixels along each axis of n; empty for an empty image.
template <LabelsImage I>
[[nodiscard]] Image<Binary, rank_v<I>> find_boundaries_between(const I& labels) {
  constexpr std::size_t R = rank_v<I>;
  using L = pixel_t<I>;
  const auto in = const_view(labels);
  Size<R> size = in.size();
  if (in.empty()) return Image<Binary, R>(size);
  for (std::size_t axis = 0; axis < R; ++axis) size[axis] = 2 * size[axis] - 1;
  Image<Binary, R> result(size, uninitialized);
  const Index height = in.height(), rows = detail::row_count(size);
  for (Index row = 0; row < rows; ++row) {
    // The rows of pixels around this one: one, two or four.
    const Index y = row % size[1], z = row / size[1];
    const L* around[4];
    int count = 0;
    for (Index v = z / 2; v <= (z + 1) / 2; ++v) {
      for (Index u = y / 2; u <= (y + 1) / 2; ++u) around[count++] = detail::nth_row(in, v * height + u);
    }
    Binary* const out = detail::nth_row(view(result), row);
    const auto parted = [&](Index x) {
      bool differs = false;
      for (int i = 1; i < count; ++i) differs = differs || around[i][x] != around[0][x];
      return differs;
    };
    bool here = parted(0);
    for (Index x = 0; 2 * x < size[0]; ++x) {
      out[2 * x] = to_binary(here);
      if (2 * x + 1 == size[0]) break;
      const bool next = parted(x + 1);
      out[2 * x + 1] = to_binary(here || next || around[0][x] != around[0][x + 1]);
      here = next;
    }
  }
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
