#pragma once
/// \file
/// Two bitmaps of an image, the candidates and those of them that are found, and how the found ones spread through
/// the candidates.
///
/// A word holds 64 pixels of a row, the first in the lowest bit. It is grown as a whole: what its neighbors have found
/// is a few shifts, and a carry fills the runs of candidates to the right. A sweep down the rows and one up grow
/// vectors of words; what winds back on itself goes over a stack of words, each of which comes again only after a
/// neighbor gained a pixel.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/memory.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/simd/bits_to_bytes.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/detail/stream_rows.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A row of words that touches another: where it is, and whether its pixels also touch the ones to the left and right
/// of the nearest.
struct BitLink {
  Index offset;
  bool spread;
};

/// A row beside another, and whether its pixels also touch those to the left and right of the nearest.
struct RowLink {
  Index y, z;
  bool spread;
};
/// The rows that touch a row of a volume, or of a plane, in raster order; the first half comes before it.
struct RowLinks {
  RowLink links[8] = {};
  Index count = 0;

  LIMN_INLINE RowLinks(bool volume, Connectivity connectivity) {
    const int reach = connectivity == Connectivity::face ? 1 : connectivity == Connectivity::edge ? 2 : 3;
    for (Index z = volume ? -1 : 0; z <= (volume ? 1 : 0); ++z) {
      for (Index y = -1; y <= 1; ++y) {
        const int moved = (y != 0) + (z != 0);
        if (moved > 0 && moved <= reach) links[count++] = {y, z, moved < reach};
      }
    }
  }
  [[nodiscard]] LIMN_INLINE const RowLink* begin() const { return links; }
  [[nodiscard]] LIMN_INLINE const RowLink* end() const { return links + count; }
};

/// `Words` is one word, or a vector of words one after another.
template <class Words>
[[nodiscard]] LIMN_INLINE Words load_words(const std::uint64_t* from) {
  if constexpr (std::is_same_v<Words, std::uint64_t>) return *from;
  else return Words::load(from);
}
template <class Words>
LIMN_INLINE void store_words(const Words& words, std::uint64_t* to) {
  if constexpr (std::is_same_v<Words, std::uint64_t>) *to = words;
  else words.store(to);
}
template <class Words>
[[nodiscard]] LIMN_INLINE bool any_word(const Words& words) {
  if constexpr (std::is_same_v<Words, std::uint64_t>) return words != 0;
  else return any_bit(words);
}

/// The pixels of the words at `found` that touch a found one of their row or of the linked rows.
template <class Words>
[[nodiscard]] LIMN_INLINE Words touched(const std::uint64_t* found, const BitLink* links, Index link_count) {
  const auto beside = [](const std::uint64_t* at) LIMN_LAMBDA_INLINE {
    const Words here = load_words<Words>(at);
    return here << 1 | here >> 1 | load_words<Words>(at - 1) >> 63 | load_words<Words>(at + 1) << 63;
  };
  Words result = beside(found);
  for (Index n = 0; n < link_count; ++n) {
    const std::uint64_t* const there = found + links[n].offset;
    result = result | load_words<Words>(there);
    if (links[n].spread) result = result | beside(there);
  }
  return result;
}

/// The runs of candidates within each word that hold a seed.
template <class Words>
[[nodiscard]] LIMN_INLINE Words filled(const Words& seeds, const Words& candidates) {
  // The sum carries through every run from its first seed on and leaves zeros but for later seeds.
  Words result = candidates & (~(candidates + seeds) | seeds);
  if (!any_word(result >> 1 & candidates & ~result)) return result;
  Words open = candidates;
#pragma GCC unroll 6
  for (int step = 1; step < 64; step *= 2) {
    result = result | (open & result >> step);
    open = open & open >> step;
  }
  return result;
}

/// Calls `body` for the words [first, first + words), in vectors and then one by one, with a value of the type it is to
/// work on and the first of them.
template <class Tag, class Body>
LIMN_INLINE void for_each_words(Tag, Index first, Index words, const Body& body) {
  Index i = first;
  const Index end = first + words;
#if LIMN_DETAIL_VECTORS
  using V = VecOf<std::uint64_t, Tag>;
  for (; i + V::size <= end; i += V::size) body(V{}, i);
#endif
  for (; i < end; ++i) body(std::uint64_t{}, i);
}

/// Lists the words [first, first + words) that have an open candidate beside a found pixel of their row or of the
/// linked rows; returns how many.
struct ListOpenWords {
  template <class Tag>
  LIMN_INLINE Index operator()(Tag tag, const std::uint64_t* candidates, const std::uint64_t* found,
                               const BitLink* links, Index link_count, Index first, Index words, Index* list) const {
    Index count = 0;
    const auto look = [&](const auto& kind, Index i) LIMN_LAMBDA_INLINE {
      using Words = std::remove_cvref_t<decltype(kind)>;
      const Words open = load_words<Words>(candidates + i) & ~load_words<Words>(found + i) &
                         touched<Words>(found + i, links, link_count);
      if constexpr (std::is_same_v<Words, std::uint64_t>) {
        list[count] = i;
        count += open != 0;
      } else {
        std::uint64_t lanes = movemask(bit_cast<std::int8_t>(open != Words::zero()));
        for (Index lane = i; lanes != 0; ++lane, lanes >>= 8) {
          list[count] = lane;
          count += static_cast<Index>(lanes & 1);
        }
      }
    };
    for_each_words(tag, first, words, look);
    return count;
  }
};

/// Lets the words [first, first + words) take over from their row and the linked rows; returns whether any gained.
struct GrowWords {
  template <class Tag>
  LIMN_INLINE bool operator()(Tag tag, const std::uint64_t* candidates, std::uint64_t* found, const BitLink* links,
                              Index link_count, Index first, Index words) const {
    bool gained = false;
    const auto grow = [&](const auto& kind, Index i) LIMN_LAMBDA_INLINE {
      using Words = std::remove_cvref_t<decltype(kind)>;
      const Words here = load_words<Words>(found + i), all = load_words<Words>(candidates + i);
      const Words reached = touched<Words>(found + i, links, link_count) & all;
      if (!any_word(reached & ~here)) return;
      store_words(filled(reached | here, all), found + i);
      gained = true;
    };
    for_each_words(tag, first, words, grow);
    return gained;
  }
};

/// Rows of words, with a word of zeros between them and rows of zeros around each slice.
template <std::size_t R>
class BitRows {
 public:
  BitRows(const Size<R>& size, Connectivity connectivity) : words_((size[0] + 63) / 64), height_(size[1]) {
    if constexpr (R == 3) depth_ = size[2];
    const Index total = (R == 3 ? depth_ + 2 : 1) * (height_ + 2) * pitch() + 1;
    bytes_ = static_cast<std::size_t>(total) * sizeof(std::uint64_t);
    storage_ = static_cast<std::uint64_t*>(allocate_pixels(2 * bytes_));
    candidates_ = storage_ + 1;
    found_ = candidates_ + total;
    std::memset(storage_, 0, sizeof(std::uint64_t));
    std::memset(found_ - 1, 0, sizeof(std::uint64_t));
    for (Index z = R == 3 ? -1 : 0; z <= (R == 3 ? depth_ : 0); ++z) {
      const bool outside = R == 3 && (z < 0 || z == depth_);
      for (Index y = -1; y <= height_; ++y) {
        const std::size_t row = static_cast<std::size_t>(pitch()) * sizeof(std::uint64_t);
        if (outside || y < 0 || y == height_) {
          std::memset(candidates_ + start(y, z), 0, row);
          std::memset(found_ + start(y, z), 0, row);
        }
      }
    }
    for (const RowLink& link : RowLinks(R == 3, connectivity)) {
      links_[link_count_++] = {start(link.y, link.z) - start(0, 0), link.spread};
    }
  }
  BitRows(const BitRows&) = delete;
  BitRows& operator=(const BitRows&) = delete;
  ~BitRows() { free_pixels(storage_); }

  /// The words of a row.
  [[nodiscard]] Index words() const { return words_; }
  /// Where row (y, z) starts among the words.
  [[nodiscard]] Index start(Index y, Index z = 0) const {
    return ((R == 3 ? z + 1 : z) * (height_ + 2) + y + 1) * pitch();
  }
  [[nodiscard]] std::uint64_t* candidates(Index y, Index z = 0) { return candidates_ + start(y, z); }
  [[nodiscard]] std::uint64_t* found(Index y, Index z = 0) { return found_ + start(y, z); }

  /// To be called for the rows in raster order before their words are written: makes them zero.
  void clear(Index y, Index z = 0) {
    // Many rows at a time, since a row may be a few words.
    constexpr Index batch = 16;
    if (y % batch != 0) return;
    const Index rows = height_ - y < batch ? height_ - y : batch;
    const std::size_t bytes = static_cast<std::size_t>(rows * pitch()) * sizeof(std::uint64_t);
    std::memset(candidates(y, z), 0, bytes);
    std::memset(found(y, z), 0, bytes);
  }

  /// To be called for the rows in raster order once their words are written, all candidates and the found among them:
  /// takes over from the rows before; returns whether the row gained.
  bool sweep_down(Index y, Index z = 0) {
    return dispatch(GrowWords{}, candidates_, found_, links_, link_count_ / 2, start(y, z), words_);
  }

  /// The same from the rows after, once all have been swept down.
  bool sweep_up(Index y, Index z = 0) {
    const Index half = link_count_ / 2;
    return dispatch(GrowWords{}, candidates_, found_, links_ + half, half, start(y, z), words_);
  }

  /// After all rows have been swept down: finds every candidate that is connected to a found one.
  void finish() {
    for (Index z = depth_; z-- > 0;) {
      for (Index y = height_; y-- > 0;) sweep_up(y, z);
    }
    settle();
  }

  /// The same whatever was swept: finds what winds back and forth. The sweeps leave little of it.
  void settle() {
    constexpr Index batch = 1024;
    List<Index> open(static_cast<std::size_t>(batch + 8)), stack;
    const Index begin = start(0, 0);
    for (Index end = start(height_ - 1, depth_ - 1) + words_, first = end; end > begin; end = first) {
      first = end - begin < batch ? begin : end - batch;
      const Index count =
          dispatch(ListOpenWords{}, candidates_, found_, links_, link_count_, first, end - first, open.data());
      for (Index n = 0; n < count; ++n) {
        grow(open[static_cast<std::size_t>(n)], first, stack);
        while (!stack.empty()) {
          const Index next = stack.back();
          stack.pop_back();
          grow(next, first, stack);
        }
      }
    }
  }

 private:
  [[nodiscard]] Index pitch() const { return words_ + 1; }

  // Grows word i, and stacks the words from `swept` on that touch what it gains; those before are still to be swept.
  void grow(Index i, Index swept, List<Index>& stack) {
    const std::uint64_t all = candidates_[i], here = found_[i];
    const std::uint64_t reached = touched<std::uint64_t>(found_ + i, links_, link_count_) & all;
    if ((reached & ~here) == 0) return;
    const std::uint64_t result = filled(reached | here, all), gained = result & ~here;
    found_[i] = result;
    const auto visit = [&](Index j, std::uint64_t pixels) {
      if (j >= swept && (candidates_[j] & ~found_[j] & pixels) != 0) stack.push_back(j);
    };
    const std::uint64_t left = gained << 63, right = gained >> 63;
    visit(i - 1, left);
    visit(i + 1, right);
    for (Index n = 0; n < link_count_; ++n) {
      const Index j = i + links_[n].offset;
      if (links_[n].spread) {
        visit(j, gained | gained << 1 | gained >> 1);
        visit(j - 1, left);
        visit(j + 1, right);
      } else {
        visit(j, gained);
      }
    }
  }

  Index words_, height_, depth_ = 1;
  std::size_t bytes_ = 0;
  std::uint64_t* storage_ = nullptr;
  std::uint64_t* candidates_ = nullptr;
  std::uint64_t* found_ = nullptr;
  BitLink links_[8] = {};
  Index link_count_ = 0;
};

/// A row of a mask from its bits.
struct WriteBits {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const std::uint64_t* bits, Binary* out, Index width) const {
    static_cast<void>(tag);
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    for (; x + 64 <= width; x += 64) {
      const std::uint64_t word = bits[x / 64];
#pragma GCC unroll 4
      for (int i = 0; i < 64; i += Tag::bytes) bytes_of_bits(tag, word >> i).store(out + x + i);
    }
#endif
    for (; x < width; ++x) out[x] = to_binary((bits[x / 64] >> (x % 64) & 1) != 0);
  }
};

/// Writes the found pixels of rows [begin, end), counted through all slices, as foreground.
template <std::size_t R>
void write_found(BitRows<R>& bits, const ImageView<Binary, R>& out, Index begin, Index end) {
  OutputRow<Binary> part(out.width(), pixel_count(out.size()));
  for (Index i = begin; i < end; ++i) {
    Binary* const row = nth_row(out, i);
    dispatch(WriteBits{}, bits.found(i % out.height(), i / out.height()), part.begin(row), out.width());
    part.end(row, out.width());
  }
}
template <std::size_t R>
void write_found(BitRows<R>& bits, const ImageView<Binary, R>& out) {
  write_found(bits, out, 0, row_count(out.size()));
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
