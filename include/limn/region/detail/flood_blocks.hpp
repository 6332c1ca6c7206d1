#pragma once
/// \file
/// A flood that moves by blocks of 512 pixels of a row.
///
/// Every block has the pixels that are flooded and those where a neighbor knocks. The rows that are knocked at are
/// taken in sweeps, down and up in turn, until none is left; in each, the blocks from left to right. What a block lets
/// in runs along it by arithmetic and knocks at the blocks around. Only blocks that are knocked at are ever looked at.
/// A block is as wide as it is because loops over a fixed number of words cost less than finding out which of them
/// matter.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

#include <bit>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A row beside another, and whether its pixels also touch those to the left and right of the nearest.
struct FloodLink {
  Index y, z;
  bool spread;
};

inline constexpr Index block_words = 8, block_pixels = 64 * block_words;

struct FloodState {
  Index width, height, depth;
  Index words;  // words of a row, whole blocks
  Index lists;  // words of bits that say which blocks of a row are knocked at
  // For every row its words of pixels that are closed, its words of pixels that are knocked at, and its lists. Closed
  // is what is flooded or known to be of another kind; a block of which nothing is known yet is zero.
  std::uint64_t* rows;
  std::uint64_t* flooded;
  std::uint64_t* knocked_rows;
  FloodLink links[8];
  int link_count;

  [[nodiscard]] LIMN_INLINE Index row_count() const { return height * depth; }
  [[nodiscard]] LIMN_INLINE Index pitch() const { return 2 * words + lists; }
};

/// Adds to the words of a block what their pixels reach upward, where bit i of `enter` opens pixel i to the one below.
LIMN_INLINE void fill_upward(std::uint64_t* words, const std::uint64_t* enter) {
  std::uint64_t below = 0, carry = 0;
  for (int w = 0; w < block_words; ++w) {
    // The carry of the sum clears a run of open pixels from its first start on, but for its other starts.
    const std::uint64_t open = enter[w], starts = (words[w] << 1 | below >> 63) & open;
    const std::uint64_t sum = open + starts, all = sum + carry;
    below = words[w];
    words[w] |= open & (~all | starts);
    carry = static_cast<std::uint64_t>(sum < open) | static_cast<std::uint64_t>(all < sum);
  }
}

/// The same downward, where bit i of `enter` opens pixel i to the one above.
LIMN_INLINE void fill_downward(std::uint64_t* words, const std::uint64_t* enter) {
  while (true) {
    std::uint64_t entered = 0;
    for (int w = 0; w < block_words; ++w) {
      const std::uint64_t above = words[w] >> 1 | (w + 1 < block_words ? words[w + 1] << 63 : 0);
      const std::uint64_t next = above & enter[w] & ~words[w];
      words[w] |= next;
      entered |= next;
    }
    if (entered == 0) return;
    for (int w = 0; w < block_words; ++w) {
      std::uint64_t reached = words[w], open = enter[w];
      for (int step = 1; step < 64; step *= 2) {
        reached |= open & reached >> step;
        open &= open >> step;
      }
      words[w] = reached;
    }
  }
}

/// Which pixels may be entered, a block at a time, whatever their type.
struct FloodSource {
  const void* self;
  /// Whether the pixels of a block of row `to` may be entered; from pixel i + `shift` of row `from` if the range
  /// floats.
  void (*open)(const void* self, Index to, Index from, Index shift, Index block, std::uint64_t* words);
  bool floating;
};

/// The flood itself, until no row is knocked at any more.
struct Flood {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const FloodState& given_state, const FloodSource& given_source) const {
    const FloodState state = given_state;
    const FloodSource source = given_source;
    Index row = 0;
    bool down = true;
    while (true) {
      const Index next = down ? knocked_row_from(state, row) : knocked_row_to(state, row);
      if (next < 0) {
        down = !down;
        row = down ? knocked_row_from(state, row) : knocked_row_to(state, row);
        if (row < 0) return;
      } else {
        row = next;
      }
      state.knocked_rows[row / 64] &= ~(std::uint64_t{1} << row % 64);
      flood_row(state, source, row);
    }
  }

 private:
  /// A row beside the one that is being flooded.
  struct Row {
    std::uint64_t *closed, *knocks, *lists;
    Index number;
    bool spread;
    std::uint64_t knocked;  // 1 if it was

    LIMN_INLINE void knock(Index word, std::uint64_t bits) {
      bits &= ~closed[word];
      knocks[word] |= bits;
      note(word / block_words, bits);
    }
    LIMN_INLINE void note(Index block, std::uint64_t bits) {
      const auto any = static_cast<std::uint64_t>(bits != 0);
      lists[block / 64] |= any << block % 64;
      knocked |= any;
    }
  };
  [[nodiscard]] LIMN_INLINE static Row row_of(const FloodState& state, Index number, bool spread) {
    std::uint64_t* const closed = state.rows + number * state.pitch();
    return {closed, closed + state.words, closed + 2 * state.words, number, spread, 0};
  }

  /// The first row that is knocked at from `row` on; -1: none.
  [[nodiscard]] LIMN_INLINE static Index knocked_row_from(const FloodState& state, Index row) {
    const Index words = (state.row_count() + 63) / 64;
    Index i = row / 64;
    std::uint64_t bits = state.knocked_rows[i] & ~std::uint64_t{0} << row % 64;
    while (bits == 0) {
      if (++i == words) return -1;
      bits = state.knocked_rows[i];
    }
    return 64 * i + std::countr_zero(bits);
  }
  /// The last row that is knocked at up to `row`; -1: none.
  [[nodiscard]] LIMN_INLINE static Index knocked_row_to(const FloodState& state, Index row) {
    Index i = row / 64;
    std::uint64_t bits = state.knocked_rows[i] & ~std::uint64_t{0} >> (63 - row % 64);
    while (bits == 0) {
      if (--i < 0) return -1;
      bits = state.knocked_rows[i];
    }
    return 64 * i + 63 - std::countl_zero(bits);
  }

  /// Lets in what knocks at the blocks of a row, until nothing does any more.
  LIMN_INLINE static void flood_row(const FloodState& state, const FloodSource& source, Index number) {
    const Index z = state.depth == 1 ? 0 : number / state.height, y = number - z * state.height;
    Row row = row_of(state, number, false);
    Row around[8];
    int count = 0;
    for (int n = 0; n < state.link_count; ++n) {
      const FloodLink& link = state.links[n];
      if (y + link.y < 0 || y + link.y >= state.height || z + link.z < 0 || z + link.z >= state.depth) continue;
      around[count++] = row_of(state, number + link.y + link.z * state.height, link.spread);
    }
    for (Index list = 0; list < state.lists; ++list) {
      while (row.lists[list] != 0) {
        const Index block = 64 * list + std::countr_zero(row.lists[list]);
        row.lists[list] &= row.lists[list] - 1;
        enter(state, source, row, around, count, block);
        // To the left it may have knocked at the list before.
        if (list > 0 && row.lists[list - 1] != 0) --list;
      }
    }
    for (int n = 0; n < count; ++n) {
      const Index there = around[n].number;
      state.knocked_rows[there / 64] |= around[n].knocked << there % 64;
    }
  }

  /// Lets in what knocks at a block, and knocks at the blocks around.
  LIMN_INLINE static void enter(const FloodState& state, const FloodSource& source, Row& row, Row* around, int count,
                                Index block) {
    const Index first = block * block_words;
    const bool before = block > 0, after = first + block_words < state.words;
    std::uint64_t* const closed = row.closed + first;
    std::uint64_t* const knocks = row.knocks + first;
    // With two words to spare on both sides, since what is gained reaches into the next.
    std::uint64_t gained[block_words + 4] = {};
    std::uint64_t* const gains = gained + 2;

    // Step 1: what is let in, and what it reaches along the block.
    std::uint64_t open[block_words];
    if (!source.floating) {
      std::uint64_t known = 0;
      for (int w = 0; w < block_words; ++w) known |= closed[w];
      if (known == 0) {
        source.open(source.self, row.number, row.number, 0, block, open);
        for (int w = 0; w < block_words; ++w) closed[w] = ~open[w];
      }
      for (int w = 0; w < block_words; ++w) open[w] = ~closed[w];
      for (int w = 0; w < block_words; ++w) gains[w] = knocks[w] & open[w];
      // Where the region is smooth, the row before has knocked at all there is to reach.
      std::uint64_t more = 0;
      for (int w = 0; w < block_words; ++w) {
        const std::uint64_t beside = gains[w] << 1 | gains[w] >> 1 | gains[w - 1] >> 63 | gains[w + 1] << 63;
        more |= beside & open[w] & ~gains[w];
      }
      if (more != 0) {
        fill_upward(gains, open);
        fill_downward(gains, open);
      }
    } else {
      std::uint64_t leftward[block_words];
      source.open(source.self, row.number, row.number, -1, block, open);
      source.open(source.self, row.number, row.number, 1, block, leftward);
      for (int w = 0; w < block_words; ++w) gains[w] = knocks[w];
      fill_upward(gains, open);
      fill_downward(gains, leftward);
      for (int w = 0; w < block_words; ++w) gains[w] &= ~closed[w];
    }
    std::uint64_t* const flooded = state.flooded + row.number * state.words + first;
    // One loop for each array, which the compiler makes vectors of.
    for (int w = 0; w < block_words; ++w) closed[w] |= gains[w];
    for (int w = 0; w < block_words; ++w) flooded[w] |= gains[w];
    for (int w = 0; w < block_words; ++w) knocks[w] = 0;

    // Step 2: the blocks to the right and left, which are in the same row.
    std::uint64_t right = after ? gains[block_words - 1] >> 63 : 0, left = before ? gains[0] << 63 : 0;
    if (source.floating) {
      if (right != 0) right &= word_of(source, row, row, -1, block + 1, 0);
      if (left != 0) left &= word_of(source, row, row, 1, block - 1, block_words - 1);
    }
    if (after) row.knock(first + block_words, right);
    if (before) row.knock(first - 1, left);

    // Step 3: the rows around.
    for (Row* other = around; other != around + count; ++other) {
      std::uint64_t* const there = other->knocks + first;
      const std::uint64_t* const shut = other->closed + first;
      std::uint64_t reached[block_words], all = 0;
      if (!source.floating) {
        if (other->spread) {
          for (int w = 0; w < block_words; ++w) {
            reached[w] = gains[w] | gains[w] << 1 | gains[w] >> 1 | gains[w - 1] >> 63 | gains[w + 1] << 63;
          }
        } else {
          for (int w = 0; w < block_words; ++w) reached[w] = gains[w];
        }
        for (int w = 0; w < block_words; ++w) reached[w] &= ~shut[w];
      } else {
        for (int w = 0; w < block_words; ++w) reached[w] = 0;
        for (Index shift = other->spread ? -1 : 0; shift <= (other->spread ? 1 : 0); ++shift) {
          std::uint64_t moved[block_words], any = 0;
          for (int w = 0; w < block_words; ++w) {
            moved[w] = shift < 0   ? gains[w] << 1 | gains[w - 1] >> 63
                       : shift > 0 ? gains[w] >> 1 | gains[w + 1] << 63
                                   : gains[w];
          }
          for (int w = 0; w < block_words; ++w) moved[w] &= ~shut[w];
          for (int w = 0; w < block_words; ++w) any |= moved[w];
          if (any == 0) continue;
          source.open(source.self, other->number, row.number, shift, block, open);
          for (int w = 0; w < block_words; ++w) reached[w] |= moved[w] & open[w];
        }
      }
      for (int w = 0; w < block_words; ++w) there[w] |= reached[w];
      for (int w = 0; w < block_words; ++w) all |= reached[w];
      other->note(block, all);
      if (!other->spread) continue;
      right = after ? gains[block_words - 1] >> 63 & ~shut[block_words] : 0;
      left = before ? gains[0] << 63 & ~shut[-1] : 0;
      if (source.floating) {
        if (right != 0) right &= word_of(source, *other, row, -1, block + 1, 0);
        if (left != 0) left &= word_of(source, *other, row, 1, block - 1, block_words - 1);
      }
      if (after) other->knock(first + block_words, right);
      if (before) other->knock(first - 1, left);
    }
  }

  [[nodiscard]] LIMN_INLINE static std::uint64_t word_of(const FloodSource& source, const Row& to, const Row& from,
                                                         Index shift, Index block, Index word) {
    std::uint64_t words[block_words];
    source.open(source.self, to.number, from.number, shift, block, words);
    return words[word];
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
