#pragma once
/// \file
/// A mask as one bit per pixel, and how many runs of foreground come before each row.
///
/// Everything that follows works on words of 64 pixels: where runs start is `bits & ~(bits << 1)`, and which run a
/// pixel belongs to is a count of starts.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The number of set bits, without a call where the target has no instruction for it.
template <class Tag>
[[nodiscard]] LIMN_INLINE int popcount(Tag, std::uint64_t bits) {
#if LIMN_DETAIL_X86
  if constexpr (Tag::bytes > 16) return __builtin_popcountll(bits);
#endif
  bits -= (bits >> 1) & 0x5555555555555555U;
  bits = (bits & 0x3333333333333333U) + ((bits >> 2) & 0x3333333333333333U);
  bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0fU;
  return static_cast<int>((bits * 0x0101010101010101U) >> 56);
}

/// The position of the lowest set bit; there is one.
[[nodiscard]] LIMN_INLINE int lowest_bit(std::uint64_t bits) {
#if defined(__GNUC__)
  return __builtin_ctzll(bits);
#else
  int position = 0;
  for (; (bits & 1) == 0; bits >>= 1) ++position;
  return position;
#endif
}

/// Appends `first` plus the position of every set bit, of which there is at least one; returns the end. Up to three
/// numbers behind it are written over.
template <class Tag>
[[nodiscard]] LIMN_INLINE Index* append_bits(Tag tag, std::uint64_t bits, Index first, Index* next) {
  Index* const behind = next + popcount(tag, bits);
  // Four at a time, also where fewer are left.
  do {
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      *next++ = first + lowest_bit(bits | std::uint64_t{1} << 63);
      bits &= bits - 1;
    }
  } while (bits != 0);
  return behind;
}

LIMN_INLINE void prefetch([[maybe_unused]] const void* address) {
#if defined(__GNUC__)
  __builtin_prefetch(address);
#endif
}

/// Bit i is set where pixel i of the 64 at `pixels` is foreground.
template <class Tag>
[[nodiscard]] LIMN_INLINE std::uint64_t pack_64(Tag, const Binary* pixels) {
  std::uint64_t bits = 0;
#if LIMN_DETAIL_VECTORS
  using V = VecOf<std::int8_t, Tag>;
#pragma GCC unroll 4
  for (int x = 0; x < 64; x += V::size) bits |= movemask(V::load(pixels + x) != V::zero()) << x;
#else
  for (int x = 0; x < 64; ++x) bits |= static_cast<std::uint64_t>(is_foreground(pixels[x])) << x;
#endif
  return bits;
}

/// Where runs start; `before` is the word to the left.
[[nodiscard]] LIMN_INLINE std::uint64_t run_starts(std::uint64_t bits, std::uint64_t before) {
  return bits & ~((bits << 1) | (before >> 63));
}

/// A mask as bits. Every row of words follows a word of zeros, so that its left neighbor can be read at its start too;
/// the bits past the row's end are 0.
///
/// `Id` numbers runs: 32 bits do for all but the largest images.
template <class Id, std::size_t R>
struct PackedMask {
  Size<R> size{};
  Index rows = 0;
  Index words = 0;                   // of a row
  Image<std::uint64_t> bits;         // (words + 1) x rows
  Image<Id> runs_before_word;        // words x rows: the runs that start before it in its row
  std::vector<Index> runs_before{};  // of each row, and in all: rows + 1 numbers

  [[nodiscard]] LIMN_INLINE Index runs() const { return runs_before.back(); }
};

/// The same, to pass to kernels.
template <class Id, std::size_t R>
struct PackedView {
  Size<R> size;
  Index words;
  const std::uint64_t* bits;
  const Id* runs_before_word;
  const Index* runs_before;

  explicit LIMN_INLINE PackedView(const PackedMask<Id, R>& mask)
      : size(mask.size),
        words(mask.words),
        bits(mask.bits.pixels().data()),
        runs_before_word(mask.runs_before_word.pixels().data()),
        runs_before(mask.runs_before.data()) {}

  [[nodiscard]] LIMN_INLINE const std::uint64_t* row(Index i) const { return bits + i * (words + 1) + 1; }
  [[nodiscard]] LIMN_INLINE const Id* row_runs(Index i) const { return runs_before_word + i * words; }
};

/// Packs rows [begin, end) and counts the runs of each into `counts[row]`.
struct PackRows {
  template <class Tag, std::size_t R, class Id>
  LIMN_INLINE void operator()(Tag tag, const ImageView<const Binary, R>& mask, std::uint64_t* all_bits, Index words,
                              Id* runs_before_word, Index* counts, Index begin, Index end) const {
    const Index width = mask.width(), full = width / 64, rest = width % 64;
    const Index rows = row_count(mask.size());
    for (Index row = begin; row < end; ++row) {
      const Binary* const pixels = nth_row(mask, row);
      // Where a row is a multiple of the page long, the hardware's prefetcher stops at its end.
      const Binary* const next = nth_row(mask, row + 1 < rows ? row + 1 : row);
      std::uint64_t* const bits = all_bits + row * (words + 1) + 1;
      Id* const runs_before = runs_before_word + row * words;
      std::uint64_t before = bits[-1] = 0;
      Id runs = 0;
      for (Index word = 0; word < full; ++word) {
        prefetch(next + word * 64);
        const std::uint64_t packed = pack_64(tag, pixels + word * 64);
        runs_before[word] = runs;
        runs += static_cast<Id>(popcount(tag, run_starts(packed, before)));
        bits[word] = before = packed;
      }
      if (rest > 0) {
        std::uint64_t packed = 0;
        if (full > 0) {
          packed = pack_64(tag, pixels + width - 64) >> (64 - rest);
        } else {
          Binary padded[64] = {};
          std::memcpy(padded, pixels, static_cast<std::size_t>(width));
          packed = pack_64(tag, padded);
        }
        runs_before[full] = runs;
        runs += static_cast<Id>(popcount(tag, run_starts(packed, before)));
        bits[full] = packed;
      }
      counts[row] = static_cast<Index>(runs);
    }
  }
};

/// Calls `f` with a value of the narrowest type that numbers the runs of a mask of this size.
template <std::size_t R, class F>
auto with_run_type(const Size<R>& size, const F& f) {
  constexpr Index limit = (std::numeric_limits<std::int32_t>::max)() - 128;
  if ((size[0] / 2 + 1) < limit / row_count(size)) return f(std::uint32_t{});
  return f(std::uint64_t{});
}

/// Packs a mask that is not empty, `band` rows at a time.
template <class Id, std::size_t R, class E>
[[nodiscard]] PackedMask<Id, R> pack_mask(const ImageView<const Binary, R>& mask, Index band, E& executor) {
  PackedMask<Id, R> packed;
  packed.size = mask.size();
  packed.rows = row_count(mask.size());
  packed.words = (mask.width() + 63) / 64;
  packed.bits = Image<std::uint64_t>(Size<2>{packed.words + 1, packed.rows}, uninitialized);
  packed.runs_before_word = Image<Id>(Size<2>{packed.words, packed.rows}, uninitialized);
  packed.runs_before.assign(static_cast<std::size_t>(packed.rows) + 1, 0);
  std::uint64_t* const bits = packed.bits.pixels().data();
  Id* const runs_before_word = packed.runs_before_word.pixels().data();
  Index* const counts = packed.runs_before.data();
  const Index rows = packed.rows, words = packed.words;
  executor((rows + band - 1) / band, [&](Index i) {
    const Index begin = i * band, end = begin + band < rows ? begin + band : rows;
    dispatch(PackRows{}, mask, bits, words, runs_before_word, counts, begin, end);
  });
  Index before = 0;
  for (Index& count : packed.runs_before) {
    const Index here = count;
    count = before;
    before += here;
  }
  return packed;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
