#pragma once
/// \file
/// Superpixels in one piece each.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/union_find.hpp>
#include <limn/superpixel/detail/slic_pixels.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Labels as numbers below 0, and `slic_outside` as 0.
struct SlicCodes {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* labels, Index count, std::int32_t* codes) const {
    for (Index i = 0; i < count; ++i) {
      const auto label = static_cast<std::int32_t>(labels[i]);
      codes[i] = label == slic_outside ? 0 : slic_unreached - 1 - label;
    }
  }
};

/// The connected pieces of equal labels, by faces, numbered in raster order from 1.
///
/// A piece is searched breadth first, neighbors in the order x + 1, x - 1, y + 1, y - 1, z + 1, z - 1, and ends where
/// it has `most` pixels. One of fewer than `least` joins the piece that the search met last of those before it; if
/// there was none, the first of those behind it that it touches.
template <class T>
class SlicPieces {
 public:
  SlicPieces(const SlicPixels<T>& pixels, Index first_label, Index labels, Index least, Index most)
      : pixels_(pixels), found_(Size<2>{labels, 1}, uninitialized), numbers_(found_.pixels().data() + first_label) {
    dispatch(SlicCodes{}, pixels.labels - first_label, labels, found_.pixels().data());
    const Index slice = pixels.label_row(0, 1);
    const Index steps[6] = {1, -1, pixels.pitch, -pixels.pitch, slice, -slice};
    const int neighbors = pixels.depth > 1 ? 6 : 4;
    most = most < 1 ? 1 : most;
    std::vector<Index> queued(static_cast<std::size_t>(most)), orphans;
    Index* const queue = queued.data();
    for (Index row = 0; row < pixels.height * pixels.depth; ++row) {
      const Index begin = pixels.label_row(row % pixels.height, row / pixels.height);
      for (Index at = begin; at < begin + pixels.width; ++at) {
        const std::int32_t code = numbers_[at];
        if (code >= 0) continue;
        const std::int32_t number = count_ + 1;
        std::int32_t adjacent = number;
        queue[0] = at;
        numbers_[at] = number;
        const Index size = neighbors == 6 ? search<6>(queue, steps, most, code, adjacent)
                                          : search<4>(queue, steps, most, code, adjacent);
        if (size < least && adjacent != number) {
          for (Index i = 0; i < size; ++i) numbers_[queue[i]] = adjacent;
          continue;
        }
        ++count_;
        if (size < least) orphans.insert(orphans.end(), queue, queue + size);
      }
    }
    if (!orphans.empty()) adopt(orphans, steps, neighbors);
  }

  [[nodiscard]] const std::int32_t* row(Index y, Index z) const { return numbers_ + pixels_.label_row(y, z); }

 private:
  /// Finds the piece of `queue[0]`, whose number that pixel has; returns its size. `adjacent` is the last other number
  /// that it met.
  template <int Neighbors>
  [[nodiscard]] Index search(Index* queue, const Index (&steps)[6], Index most, std::int32_t code,
                             std::int32_t& adjacent) const {
    std::int32_t* const numbers = numbers_;
    const std::int32_t number = numbers[queue[0]];
    std::int32_t met = adjacent;
    Index size = 1, i = 0;
    // Who is next is not to be guessed: no branches while the end is not in sight.
    for (; i < size && size + Neighbors < most; ++i) {
      const Index at = queue[i];
#pragma GCC unroll 6
      for (int n = 0; n < Neighbors; ++n) {
        const Index beside = at + steps[n];
        const std::int32_t there = numbers[beside];
        const auto joins = static_cast<std::int32_t>(there == code);
        const auto meets = static_cast<std::int32_t>(there > 0) & static_cast<std::int32_t>(there != number);
        numbers[beside] = there ^ ((there ^ number) & -joins);
        met ^= (met ^ there) & -meets;
        queue[size] = beside;
        size += joins;
      }
    }
    for (; i < size && size < most; ++i) {
      for (int n = 0; n < Neighbors && size < most; ++n) {
        const Index beside = queue[i] + steps[n];
        const std::int32_t there = numbers[beside];
        if (there == code) {
          numbers[beside] = number;
          queue[size++] = beside;
        } else if (there > 0 && there != number) {
          met = there;
        }
      }
    }
    adjacent = met;
    return size;
  }

  /// Pixels of one number follow each other in `orphans`.
  void adopt(const std::vector<Index>& orphans, const Index (&steps)[6], int neighbors) {
    std::vector<std::int32_t> parent(static_cast<std::size_t>(count_) + 1);
    for (std::int32_t i = 0; i <= count_; ++i) parent[static_cast<std::size_t>(i)] = i;
    for (std::size_t i = 0; i < orphans.size();) {
      const std::int32_t own = numbers_[orphans[i]];
      std::int32_t nearest = 0;
      for (; i < orphans.size() && numbers_[orphans[i]] == own; ++i) {
        for (int n = 0; n < neighbors; ++n) {
          const std::int32_t there = numbers_[orphans[i] + steps[n]];
          if (there > 0 && there != own && (nearest == 0 || there < nearest)) nearest = there;
        }
      }
      if (nearest > 0) unite(parent.data(), own, nearest);
    }
    // The number 0 stays, and those behind it are counted from 1 by their first members.
    count_ = flatten(parent.data(), std::int32_t{1}, count_ + 1, std::int32_t{0});
    for (std::int32_t& number : found_.pixels()) number = parent[static_cast<std::size_t>(number)];
  }

  SlicPixels<T> pixels_;
  Image<std::int32_t> found_;
  std::int32_t* numbers_;
  std::int32_t count_ = 0;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
