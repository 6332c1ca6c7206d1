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

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The 27 voxels of a window as bits in raster order; the middle one is bit 13.
[[nodiscard]] constexpr int window_bit(int dx, int dy, int dz) { return 13 + dx + 3 * dy + 9 * dz; }
inline constexpr std::uint32_t window_middle = std::uint32_t{1} << 13;

/// For each voxel of a window those of the 26 around the middle that touch it, over corners too.
[[nodiscard]] constexpr std::array<std::uint32_t, 27> window_touching() {
  std::array<std::uint32_t, 27> result{};
  for (int a = 0; a < 27; ++a) {
    for (int b = 0; b < 27; ++b) {
      const int x = a % 3 - b % 3, y = a / 3 % 3 - b / 3 % 3, z = a / 9 - b / 9;
      const bool near = x * x <= 1 && y * y <= 1 && z * z <= 1;
      if (near && a != b && b != 13) result[static_cast<std::size_t>(a)] |= std::uint32_t{1} << b;
    }
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
/// at again only after a neighbor went.
class VolumeThinning {
 public:
  explicit VolumeThinning(const ImageView<const Binary, 3>& mask)
      : size_(mask.size()),
        row_(mask.width() + 2),
        slice_(row_ * (mask.height() + 2)),
        near_(static_cast<std::size_t>(slice_ * (mask.depth() + 2))),
        side_count_(mask.depth() > 1 ? 6 : 4) {
    for (int bit = 0; bit < 27; ++bit) {
      offsets_[static_cast<std::size_t>(bit)] = bit % 3 - 1 + (bit / 3 % 3 - 1) * row_ + (bit / 9 - 1) * slice_;
    }
    for (auto& bits : waiting_) bits.resize(near_.size() / 64 + 1);
    for_each_row([&](Index y, Index z, std::uint32_t* near) {
      const Binary* const row = mask.row_pointer(y, z);
      for (Index x = 0; x < size_.width; ++x) near[x] = is_foreground(row[x]) ? window_middle : 0;
    });
    // 1. All voxels at a surface wait.
    for_each_row([&](Index, Index, std::uint32_t* near) {
      for (Index x = 0; x < size_.width; ++x) {
        if ((near[x] & window_middle) == 0) continue;
        for (std::size_t bit = 0; bit < 27; ++bit) {
          near[x] |= (near[x + offsets_[bit]] >> 13 & 1) << bit;
        }
        if (near[x] != (std::uint32_t{1} << 27) - 1) wait(near + x - near_.data());
      }
    });
  }

  void run() {
    std::vector<Index> going;
    int idle = 0;
    for (std::size_t side = 0; idle < 6; side = (side + 1) % 6) {
      // 2. Which voxels may go is decided before any does.
      going.clear();
      bool looked = false;
      for (std::size_t word = 0; word < waiting_[side].size(); ++word) {
        for (std::uint64_t bits = std::exchange(waiting_[side][word], 0); bits != 0; bits &= bits - 1) {
          looked = true;
          const Index p = static_cast<Index>(64 * word) + std::countr_zero(bits);
          const std::uint32_t near = near_[at(p)] & ~window_middle;
          const bool alive = near != near_[at(p)], end = (near & (near - 1)) == 0;
          if (alive && !end && keeps_euler(near) && is_one_piece(near)) going.push_back(p);
        }
      }
      idle = looked ? 0 : idle + 1;
      // 3. They go one by one where that still parts nothing.
      for (const Index p : going) {
        if (is_one_piece(near_[at(p)] & ~window_middle)) remove(p);
      }
    }
  }

  void write(const ImageView<Binary, 3>& out) {
    for_each_row([&](Index y, Index z, const std::uint32_t* near) {
      Binary* const row = out.row_pointer(y, z);
      for (Index x = 0; x < size_.width; ++x) row[x] = to_binary((near[x] & window_middle) != 0);
    });
  }

 private:
  static constexpr int sides[6] = {window_bit(0, -1, 0), window_bit(0, 1, 0), window_bit(1, 0, 0),
                                   window_bit(-1, 0, 0), window_bit(0, 0, 1), window_bit(0, 0, -1)};

  [[nodiscard]] static std::size_t at(Index p) { return static_cast<std::size_t>(p); }

  template <class F>
  void for_each_row(const F& f) {
    for (Index z = 0; z < size_.depth; ++z) {
      for (Index y = 0; y < size_.height; ++y) f(y, z, near_.data() + (z + 1) * slice_ + (y + 1) * row_ + 1);
    }
  }

  /// A voxel waits for the sides where it is at a surface.
  void wait(Index p) {
    const std::uint32_t near = near_[at(p)];
    for (std::size_t side = 0; side < side_count_; ++side) {
      waiting_[side][at(p / 64)] |= static_cast<std::uint64_t>((near >> sides[side] & 1) == 0) << p % 64;
    }
  }

  void remove(Index p) {
    const std::uint32_t around = near_[at(p)] & ~window_middle;
    near_[at(p)] = 0;
    for (std::uint32_t bits = around; bits != 0; bits &= bits - 1) {
      const int bit = std::countr_zero(bits);
      const Index q = p + offsets_[static_cast<std::size_t>(bit)];
      near_[at(q)] &= ~(std::uint32_t{1} << (26 - bit));  // seen from there, it lies on the other side
      wait(q);
    }
  }

  Size<3> size_;
  Index row_, slice_;                      // with a voxel of background on all sides
  std::vector<std::uint32_t> near_;        // the window of every voxel of the objects, 0 elsewhere
  std::size_t side_count_;                 // a single slice is thinned within its plane
  std::vector<std::uint64_t> waiting_[6];  // a bit for every voxel that is to be looked at, for each side
  std::array<Index, 27> offsets_{};
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
