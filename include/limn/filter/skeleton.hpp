#pragma once
/// \file
/// Skeleton: objects thinned to lines of one pixel, connected as before.
///
/// Sources: T. Y. Zhang, C. Y. Suen, "A fast parallel algorithm for thinning digital patterns", Communications of the
/// ACM 27(3), 1984; T. C. Lee, R. L. Kashyap, C. N. Chu, "Building skeleton models via 3-D medial surface/axis thinning
/// algorithms", CVGIP: Graphical Models and Image Processing 56(6), 1994.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/thinning_volume.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The paper's condition for removing a pixel in step `step`, 0 or 1. Bit i of `near` is neighbor i, clockwise from the
/// upper left.
[[nodiscard]] inline bool is_removed_by_paper(unsigned near, int step) {
  int count = 0, rises = 0;
  for (int i = 0; i < 8; ++i) {
    const bool here = (near >> i & 1) != 0, next = (near >> (i + 1) % 8 & 1) != 0;
    count += here;
    rises += !here && next;
  }
  const bool north = (near & 2) != 0, east = (near & 8) != 0, south = (near & 32) != 0, west = (near & 128) != 0;
  const bool open = step == 0 ? !(north && east && south) && !(east && south && west)
                              : !(north && east && west) && !(north && south && west);
  return count >= 2 && count <= 6 && rises == 1 && open;
}

/// In which steps a pixel with these neighbors is removed: bit 0 for the first, bit 1 for the second.
///
/// The paper's rule leaves stairs two pixels wide and wears away slanted ends of two pixels. scikit-image decides
/// otherwise in a few neighborhoods; its result is reproduced. Not a constant: a compiler takes 25 ms to work it out.
[[nodiscard]] inline std::array<std::uint8_t, 256> thinning_table() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned near = 0; near < 256; ++near) {
    table[near] = static_cast<std::uint8_t>(is_removed_by_paper(near, 0) | is_removed_by_paper(near, 1) << 1);
  }
  // Stairs: neighbors above or below and at one side, and perhaps beyond one of them.
  for (const unsigned near : {10U, 11U, 40U, 130U, 134U, 160U, 161U, 194U, 198U}) table[near] |= 1;
  for (const unsigned near : {10U, 26U, 40U, 104U, 108U, 130U, 160U, 176U}) table[near] |= 2;
  // Ends.
  for (const unsigned near : {24U, 48U, 56U, 96U, 129U, 192U, 224U}) table[near] &= 2;
  for (const unsigned near : {3U, 6U, 12U, 14U, 48U, 129U, 131U}) table[near] &= 1;
  return table;
}

/// The neighbors of the pixels of a row, as bits clockwise from the upper left.
struct GatherNeighbors {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const std::uint8_t* alive, Index pitch, std::uint8_t* near, Index width) const {
    const Index offsets[8] = {-pitch - 1, -pitch, -pitch + 1, 1, pitch + 1, pitch, pitch - 1, -1};
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::uint8_t, Tag>;
    for (; x + V::size <= width; x += V::size) {
      V bits = V::zero();
#pragma GCC unroll 8
      for (int i = 0; i < 8; ++i) {
        bits = bits | (V::load(alive + x + offsets[i]) & V::splat(static_cast<std::uint8_t>(1U << i)));
      }
      bits.store(near + x);
    }
#endif
    for (; x < width; ++x) {
      unsigned bits = 0;
      for (int i = 0; i < 8; ++i) bits |= alive[x + offsets[i]] & 1U << i;
      near[x] = static_cast<std::uint8_t>(bits);
    }
  }
};

/// Removes pixels from both sides in turn until none goes. A pixel is looked at again only after a neighbor went, so
/// the work depends on the number of pixels and not on how thick objects are.
class Thinning {
 public:
  explicit Thinning(const ImageView<const Binary, 2>& mask)
      : size_(mask.size()),
        pitch_(mask.width() + 2),
        alive_(static_cast<std::size_t>(pitch_ * (mask.height() + 2))),
        near_(alive_.size()),
        waiting_(alive_.size()) {
    for (Index y = 0; y < size_.height; ++y) {
      const Binary* const row = mask.row_pointer(y);
      std::uint8_t* const to = alive_.data() + at(y);
      for (Index x = 0; x < size_.width; ++x) to[x] = is_foreground(row[x]) ? 255 : 0;
    }
  }

  void run() {
    // 1. All pixels at an edge wait for both steps.
    for (Index y = 0; y < size_.height; ++y) {
      const std::uint8_t* const alive = alive_.data() + at(y);
      std::uint8_t* const near = near_.data() + at(y);
      dispatch(GatherNeighbors{}, alive, pitch_, near, size_.width);
      for (Index x = 0; x < size_.width; ++x) {
        if (alive[x] != 0 && near[x] != 255) wait(at(y) + x);
      }
    }
    static const std::array<std::uint8_t, 256> table = thinning_table();
    List<Index> looked_at, removed;
    for (int step = 0; !queue_[0].empty() || !queue_[1].empty(); step ^= 1) {
      // 2. Which pixels go is decided before any does.
      looked_at.swap(queue_[step]);
      queue_[step].clear();
      removed.clear();
      for (const Index p : looked_at) {
        const auto i = static_cast<std::size_t>(p);
        waiting_[i] = static_cast<std::uint8_t>(waiting_[i] & ~(1 << step));
        if (alive_[i] != 0 && (table[near_[i]] >> step & 1) != 0) removed.push_back(p);
      }
      // 3. Their neighbors hear of it.
      const Index offsets[8] = {-pitch_ - 1, -pitch_, -pitch_ + 1, 1, pitch_ + 1, pitch_, pitch_ - 1, -1};
      for (const Index p : removed) {
        alive_[static_cast<std::size_t>(p)] = 0;
        for (int i = 0; i < 8; ++i) {
          const Index q = p + offsets[i];
          // Seen from there, the pixel lies on the other side.
          const unsigned side = 1U << (i + 4) % 8;
          std::uint8_t& near = near_[static_cast<std::size_t>(q)];
          near = static_cast<std::uint8_t>(near & ~side);
          if (alive_[static_cast<std::size_t>(q)] != 0) wait(q);
        }
      }
    }
  }

  void write(const ImageView<Binary, 2>& out) const {
    for (Index y = 0; y < size_.height; ++y) {
      const std::uint8_t* const alive = alive_.data() + at(y);
      Binary* const row = out.row_pointer(y);
      for (Index x = 0; x < size_.width; ++x) row[x] = to_binary(alive[x] != 0);
    }
  }

 private:
  [[nodiscard]] Index at(Index y) const { return (y + 1) * pitch_ + 1; }

  void wait(Index p) {
    std::uint8_t& waiting = waiting_[static_cast<std::size_t>(p)];
    if ((waiting & 1) == 0) queue_[0].push_back(p);
    if ((waiting & 2) == 0) queue_[1].push_back(p);
    waiting = 3;
  }

  Size<2> size_;
  Index pitch_;                 // of rows with a pixel of background on both sides
  List<std::uint8_t> alive_;    // 255 or 0
  List<std::uint8_t> near_;     // which neighbors are alive
  List<std::uint8_t> waiting_;  // for which steps
  List<Index> queue_[2];
};

}  // namespace detail

/// Writes the skeleton of a mask: every object thinned to lines of one pixel that keep its connections (8 neighbors, or
/// 26) and its holes. A piece of a line may end a pixel earlier or later than another method has it.
///
/// In 2-D it is scikit-image's skeletonize(method = "zhang"), which departs from Zhang and Suen's rule in a few
/// neighborhoods, pixel by pixel; in 3-D its skeletonize_3d, after Lee, Kashyap and Chu, but for small objects that
/// scikit-image 0.19 erases to the last voxel, of which one stays here. A cavity in a volume keeps a closed surface
/// around it.
///
/// \param in   2-D or 3-D.
/// \param out  of the same size; the same memory as `in` is fine.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity about linear in the pixels, whatever the thickness; 3 bytes of scratch for each pixel, 8 bits for each
///             voxel.
template <MaskImage I, OutputOf<Binary> O>
requires SameRank<I, O>
void skeleton_into(const I& in, O&& out) {
  using Thinning = std::conditional_t<rank_v<I> == 2, detail::Thinning, detail::VolumeThinning>;
  const auto mask = const_view(in);
  detail::require_same_size("limn::skeleton_into", "the output", view(out).size(), "the mask", mask.size());
  if (mask.empty()) return;
  Thinning thinning(mask);
  thinning.run();
  thinning.write(view(out));
}

/// The skeleton of a mask. See `skeleton_into`.
template <MaskImage I>
[[nodiscard]] Image<Binary, rank_v<I>> skeleton(const I& mask) {
  Image<Binary, rank_v<I>> out(const_view(mask).size(), uninitialized);
  skeleton_into(mask, out);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
