#pragma once
/// \file
/// The bounding box of an object as bits, with a border of background.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/label/detail/packed_mask.hpp>
#include <limn/label/run_length.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

[[nodiscard]] inline Index bit_count(std::uint64_t bits) { return popcount(Base{}, bits); }

/// Rows of words with a row of zeros above and below each slice, a slice of them before and behind, and a word between
/// rows. Pixel x of the box is bit x + 1, so that a shift to either side stays in the row.
template <std::size_t R>
class BoxBits {
 public:
  explicit BoxBits(const RunMask<R>& mask) {
    const Box<R> box = bounding_box(mask);
    height_ = box.size[1];
    words_ = (box.size[0] + 2 + 63) / 64;
    if constexpr (R == 3) depth_ = box.size[2];
    bits_.assign(static_cast<std::size_t>((words_ + 1) * (height_ + 2) * (R == 3 ? depth_ + 2 : 1) + 1), 0);
    for (const Run& run : mask.runs) {
      const Index y = (R == 2 ? run.row : run.row % mask.size[1]) - box.origin[1];
      const Index z = R == 2 ? 0 : run.row / mask.size[1] - box.origin[R - 1];
      std::uint64_t* const to = row(y, z);
      const Index begin = run.begin - box.origin[0] + 1, end = run.end - box.origin[0] + 1;
      for (Index word = begin / 64; word * 64 < end; ++word) {
        const std::uint64_t from = word * 64 < begin ? ~std::uint64_t{0} << (begin - word * 64) : ~std::uint64_t{0};
        const std::uint64_t up_to =
            end < (word + 1) * 64 ? ~(~std::uint64_t{0} << (end - word * 64)) : ~std::uint64_t{0};
        to[word] |= from & up_to;
      }
    }
  }

  [[nodiscard]] Index words() const { return words_; }
  [[nodiscard]] Index height() const { return height_; }
  [[nodiscard]] Index depth() const { return depth_; }
  /// Row (y, z), each from -1 to one past the last.
  [[nodiscard]] std::uint64_t* row(Index y, Index z = 0) { return bits_.data() + start(y, z); }

  /// Word `i` of row (y, z) as the pixels `dx` to the right, which is -1, 0 or 1.
  [[nodiscard]] std::uint64_t at(Index i, Index y, int dx = 0, Index z = 0) const {
    const std::uint64_t* const here = bits_.data() + start(y, z) + i;
    if (dx == 0) return here[0];
    return dx > 0 ? here[0] >> 1 | here[1] << 63 : here[0] << 1 | here[-1] >> 63;
  }

 private:
  [[nodiscard]] Index start(Index y, Index z) const {
    return ((R == 3 ? z + 1 : 0) * (height_ + 2) + y + 1) * (words_ + 1) + 1;
  }

  Index words_ = 0, height_ = 0, depth_ = 1;
  std::vector<std::uint64_t> bits_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
