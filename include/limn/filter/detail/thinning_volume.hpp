#pragma once
/// \file
/// Thinning of volumes to lines one voxel wide.
///
/// Source: T. C. Lee, R. L. Kashyap, C. N. Chu, "Building skeleton models via 3-D medial surface/axis thinning
/// algorithms", CVGIP: Graphical Models and Image Processing 56(6), 1994. The order of the six sides is
/// scikit-image's, whose result is the same voxel by voxel.

#include <limn/core/config.hpp>
#include <limn/core/image.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The 27 voxels of a window as bits in raster order; the middle one is bit 13.
[[nodiscard]] constexpr int window_bit(int dx, int dy, int dz) { return 13 + dx + 3 * dy + 9 * dz; }
inline constexpr std::uint32_t window_middle = std::uint32_t{1} << 13;

/// For each voxel of a window those of the 26 around the middle that touch it, over corners too.
[[nodiscard]] constexpr std::array<std::uint32_t, 27> window_touching() {
  // What lies beside 0, 1 and 2 along each axis; products combine the axes.
  constexpr std::uint32_t x[] = {0b011, 0b111, 0b110}, y[] = {0b001001, 0b1001001, 0b1001000};
  constexpr std::uint32_t z[] = {1 | 1 << 9, 1 | 1 << 9 | 1 << 18, 1 << 9 | 1 << 18};
  std::array<std::uint32_t, 27> result{};
  for (std::size_t i = 0; i < 27; ++i) {
    result[i] = x[i % 3] * y[i / 3 % 3] * z[i / 9] & ~(std::uint32_t{1} << i | window_middle);
  }
  return result;
}

/// The voxels that share a face, an edge or a corner of the middle one with it: those of one bit, three or seven.
struct WindowParts {
  std::array<std::uint32_t, 6> faces{};
  std::array<std::uint32_t, 12> edges{};
  std::array<std::uint32_t, 8> corners{};
};
[[nodiscard]] constexpr WindowParts window_parts() {
  WindowParts parts;
  std::size_t faces = 0, edges = 0, corners = 0;
  for (int i = 0; i < 27; ++i) {
    const int dx = i % 3 - 1, dy = i / 3 % 3 - 1, dz = i / 9 - 1;
    std::uint32_t all = 0;
    for (int part = 1; part < 8; ++part) {
      const int bit = window_bit(part & 1 ? dx : 0, part & 2 ? dy : 0, part & 4 ? dz : 0);
      if (bit != 13) all |= std::uint32_t{1} << bit;
    }
    const int axes = dx * dx + dy * dy + dz * dz;
    if (axes == 1) parts.faces[faces++] = all;
    if (axes == 2) parts.edges[edges++] = all;
    if (axes == 3) parts.corners[corners++] = all;
  }
  return parts;
}

/// Whether objects as unions of closed cubes keep their Euler characteristic without the middle voxel: the corners,
/// edges and faces that go with it, and the cube itself, cancel out.
[[nodiscard]] inline bool keeps_euler(std::uint32_t near) {
  static constexpr WindowParts parts = window_parts();
  int lost = -1;
  for (const std::uint32_t face : parts.faces) lost += (near & face) == 0;
  for (const std::uint32_t edge : parts.edges) lost -= (near & edge) == 0;
  for (const std::uint32_t corner : parts.corners) lost += (near & corner) == 0;
  return lost == 0;
}

/// Whether the neighbors hold together without the middle voxel.
[[nodiscard]] inline bool is_one_piece(std::uint32_t near) {
  static constexpr std::array<std::uint32_t, 27> touching = window_touching();
  std::uint32_t reached = near & (~near + 1);
  for (std::uint32_t fresh = reached; fresh != 0;) {
    std::uint32_t beside = 0;
    for (; fresh != 0; fresh &= fresh - 1) beside |= touching[static_cast<std::size_t>(std::countr_zero(fresh))];
    fresh = beside & near & ~reached;
    reached |= fresh;
  }
  return near != 0 && reached == near;
}

/// Removes voxels from the six sides in turn until none goes, from four of a single slice. A voxel is looked
/// at again only after a neighbor went. Sets of voxels are rows of bits, the first voxel's in bit 1, with a voxel of
/// background on all sides.
class VolumeThinning {
 public:
  explicit VolumeThinning(const ImageView<const Binary, 3>& mask)
      : size_(mask.size()),
        words_((mask.width() + 2) / 64 + 1),
        slice_(mask.height() + 2),
        alive_(at(words_ * slice_ * (mask.depth() + 2))),
        touched_(alive_.size()),
        touched_rows_(at(slice_ * (mask.depth() + 2) / 64 + 1)),
        side_count_(mask.depth() > 1 ? 6 : 4) {
    for (Index z = 0; z < size_.depth; ++z) {
      for (Index y = 0; y < size_.height; ++y) {
        const Binary* const in = mask.row_pointer(y, z);
        std::uint64_t* const alive = alive_.data() + row(y, z) * words_;
        for (Index x = 0; x < size_.width; ++x) {
          alive[(x + 1) / 64] |= static_cast<std::uint64_t>(is_foreground(in[x])) << (x + 1) % 64;
        }
        insert(touched_rows_, row(y, z));
      }
    }
    // 1. All voxels wait for all sides.
    for (std::size_t side = 0; side < side_count_; ++side) {
      waiting_[side] = alive_;
      waiting_rows_[side] = touched_rows_;
    }
    touched_rows_.assign(touched_rows_.size(), 0);
  }

  void run() {
    std::size_t idle = 0;
    for (std::size_t side = 0; idle < side_count_; side = (side + 1) % side_count_) {
      // 2. Which voxels may go is decided before any does: they are those that wait still.
      bool looked = false;
      for_each_row(waiting_rows_[side], [&](Index r) {
        looked = true;
        return decide(r, side);
      });
      idle = looked ? 0 : idle + 1;
      // 3. They go one by one where that still parts nothing.
      for_each_row(waiting_rows_[side], [&](Index r) {
        std::uint64_t* const going = waiting_[side].data() + r * words_;
        for (Index word = 0; word < words_; ++word) {
          for (std::uint64_t bits = std::exchange(going[word], 0); bits != 0; bits &= bits - 1) {
            const Index bit = 64 * word + std::countr_zero(bits);
            if (is_one_piece(window(r, bit) & ~window_middle)) remove(r, bit);
          }
        }
        return false;
      });
      // 4. Their neighbors wait again.
      for_each_row(touched_rows_, [&](Index r) {
        for (Index i = r * words_; i < (r + 1) * words_; ++i) {
          const std::uint64_t touched = std::exchange(touched_[at(i)], 0);
          for (std::size_t other = 0; other < side_count_; ++other) waiting_[other][at(i)] |= touched;
        }
        for (std::size_t other = 0; other < side_count_; ++other) insert(waiting_rows_[other], r);
        return false;
      });
    }
  }

  void write(const ImageView<Binary, 3>& out) const {
    for (Index z = 0; z < size_.depth; ++z) {
      for (Index y = 0; y < size_.height; ++y) {
        Binary* const to = out.row_pointer(y, z);
        const std::uint64_t* const alive = alive_.data() + row(y, z) * words_;
        for (Index x = 0; x < size_.width; ++x) to[x] = to_binary((alive[(x + 1) / 64] >> (x + 1) % 64 & 1) != 0);
      }
    }
  }

 private:
  using Bits = List<std::uint64_t>;

  [[nodiscard]] static std::size_t at(Index i) { return static_cast<std::size_t>(i); }
  [[nodiscard]] Index row(Index y, Index z) const { return (z + 1) * slice_ + y + 1; }
  static void insert(Bits& rows, Index r) { rows[at(r / 64)] |= std::uint64_t{1} << r % 64; }

  /// Calls `f` for the rows of a set in order; those for which it returns false leave the set.
  template <class F>
  static void for_each_row(Bits& rows, const F& f) {
    for (std::size_t word = 0; word < rows.size(); ++word) {
      for (std::uint64_t bits = rows[word]; bits != 0; bits &= bits - 1) {
        if (!f(static_cast<Index>(64 * word) + std::countr_zero(bits))) rows[word] &= ~(bits & (~bits + 1));
      }
    }
  }

  /// The neighbors on one side of the voxels of a word of row r.
  [[nodiscard]] std::uint64_t beside(Index r, Index word, std::size_t side) const {
    const std::uint64_t* const here = alive_.data() + r * words_ + word;
    switch (side) {
      case 0: return here[-words_];
      case 1: return here[words_];
      case 2: return here[0] >> 1 | here[1] << 63;
      case 3: return here[0] << 1 | here[-1] >> 63;
      case 4: return here[slice_ * words_];
      default: return here[-slice_ * words_];
    }
  }

  /// Of the voxels of row r that wait, those stay that are at a surface and may go; whether there are any.
  bool decide(Index r, std::size_t side) {
    std::uint64_t* const waiting = waiting_[side].data() + r * words_;
    bool any = false;
    for (Index word = 0; word < words_; ++word) {
      std::uint64_t bits = waiting[word] & alive_[at(r * words_ + word)], going = 0;
      if (bits != 0) bits &= ~beside(r, word, side);
      for (; bits != 0; bits &= bits - 1) {
        const std::uint32_t near = window(r, 64 * word + std::countr_zero(bits)) & ~window_middle;
        const bool end = (near & (near - 1)) == 0;
        if (!end && keeps_euler(near) && is_one_piece(near)) going |= bits & (~bits + 1);
      }
      waiting[word] = going;
      any |= going != 0;
    }
    return any;
  }

  /// The window of the voxel of a bit of row r.
  [[nodiscard]] std::uint32_t window(Index r, Index bit) const {
    const Index word = (bit - 1) / 64, shift = (bit - 1) % 64;
    std::uint32_t near = 0;
    for (int i = 0; i < 9; ++i) {
      const std::uint64_t* const from = alive_.data() + (r + i % 3 - 1 + (i / 3 - 1) * slice_) * words_ + word;
      std::uint64_t three = from[0] >> shift;
      if (shift > 61) three |= from[1] << (64 - shift);
      near |= static_cast<std::uint32_t>(three & 7) << 3 * i;
    }
    return near;
  }

  void remove(Index r, Index bit) {
    alive_[at(r * words_ + bit / 64)] &= ~(std::uint64_t{1} << bit % 64);
    const Index word = (bit - 1) / 64, shift = (bit - 1) % 64;
    for (int i = 0; i < 9; ++i) {
      const Index there = r + i % 3 - 1 + (i / 3 - 1) * slice_;
      std::uint64_t* const to = touched_.data() + there * words_ + word;
      to[0] |= std::uint64_t{7} << shift;
      if (shift > 61) to[1] |= std::uint64_t{7} >> (64 - shift);
      insert(touched_rows_, there);
    }
  }

  Size<3> size_;
  Index words_, slice_;          // of a row, and rows of a slice
  Bits alive_;                   // the voxels of the objects
  Bits touched_, touched_rows_;  // voxels that lost a neighbor, and their rows
  std::size_t side_count_;       // a single slice is thinned within its plane
  Bits waiting_[6];              // the voxels that are to be looked at, for each side:
  Bits waiting_rows_[6];         // y - 1, y + 1, x + 1, x - 1, z + 1, z - 1
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
