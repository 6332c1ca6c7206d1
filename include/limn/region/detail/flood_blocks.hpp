#pragma once
/// \file
/// A flood that depends on where it comes from, by blocks of 512 pixels of a row.
///
/// Every block has the pixels that are flooded and those where a neighbor knocks. The rows that are knocked at are
/// taken in sweeps, down and up in turn, until none is left; in each, the blocks from left to right. What a block lets
/// in runs along it by arithmetic and knocks at the blocks around. Only blocks that are knocked at are ever looked at.
/// A block is as wide as it is because loops over a fixed number of words cost less than finding out which of them
/// matter.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/region/detail/flood_block.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

struct FloodState {
  Index width = 0, height = 0, depth = 0;
  Index words = 0;  // words of a row, whole blocks
  Index lists = 0;  // words of bits that say which blocks of a row are knocked at
  // For every row its words of pixels that are knocked at, and its lists.
  std::uint64_t* rows = nullptr;
  std::uint64_t* flooded = nullptr;
  std::uint64_t* knocked_rows = nullptr;
  // For every band of rows whether its words mean something: where the flood never comes, none is touched.
  static constexpr Index band_rows = 16;
  unsigned char* touched_bands = nullptr;
  RowLinks links;

  [[nodiscard]] LIMN_INLINE Index row_count() const { return height * depth; }
  [[nodiscard]] LIMN_INLINE Index pitch() const { return words + lists; }
  [[nodiscard]] LIMN_INLINE bool touched(Index row) const { return touched_bands[row / band_rows] != 0; }
  LIMN_INLINE void touch(Index row) const {
    if (touched(row)) return;
    const Index band = row / band_rows, first = band * band_rows;
    const Index count = first + band_rows < row_count() ? band_rows : row_count() - first;
    touched_bands[band] = 1;
    std::memset(rows + first * pitch(), 0, static_cast<std::size_t>(count * pitch()) * sizeof(std::uint64_t));
    std::memset(flooded + first * words, 0, static_cast<std::size_t>(count * words) * sizeof(std::uint64_t));
  }
};

/// Which pixels may be entered, a block at a time, whatever their type.
struct FloodSource {
  const void* self;
  /// Whether the pixels of those words of a block of row `to` that are wanted may be entered from pixel i + `shift` of
  /// row `from`. It leaves the other words.
  void (*open)(const void* self, Index to, Index from, Index shift, Index block, unsigned wanted, std::uint64_t* words);
  bool symmetric;  ///< the way back is as open as the way there
};

/// The flood itself, until no row is knocked at any more.
struct Flood {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const FloodState& given_state, const FloodSource& given_source) const {
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
      flood_row(tag, state, source, row);
    }
  }

 private:
  /// A row beside the one that is being flooded.
  struct Row {
    std::uint64_t *knocks, *lists, *flooded;
    Index number;
    bool spread;
    std::uint64_t knocked;  // 1 if it was

    LIMN_INLINE void note(Index block, bool knocks_there) {
      const auto any = static_cast<std::uint64_t>(knocks_there);
      lists[block / 64] |= any << block % 64;
      knocked |= any;
    }
  };
  [[nodiscard]] LIMN_INLINE static Row row_of(const FloodState& state, Index number, bool spread) {
    state.touch(number);
    std::uint64_t* const knocks = state.rows + number * state.pitch();
    return {knocks, knocks + state.words, state.flooded + number * state.words, number, spread, 0};
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
  template <class Tag>
  LIMN_INLINE static void flood_row(Tag tag, const FloodState& state, const FloodSource& source, Index number) {
    const Index z = state.depth == 1 ? 0 : number / state.height, y = number - z * state.height;
    Row row = row_of(state, number, false);
    Row around[8];
    int count = 0;
    for (const RowLink& link : state.links) {
      if (y + link.y < 0 || y + link.y >= state.height || z + link.z < 0 || z + link.z >= state.depth) continue;
      around[count++] = row_of(state, number + link.y + link.z * state.height, link.spread);
    }
    for (Index list = 0; list < state.lists; ++list) {
      while (row.lists[list] != 0) {
        const Index block = 64 * list + std::countr_zero(row.lists[list]);
        row.lists[list] &= row.lists[list] - 1;
        enter(tag, state, source, row, around, count, block);
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
  template <class Tag>
  LIMN_INLINE static void enter(Tag, const FloodState& state, const FloodSource& source, Row& row, Row* around,
                                int count, Index block) {
    using B = Block<Tag>;
    const Index first = block * block_words;

    // Step 1: what is let in, and what it reaches along the block.
    const B flooded = B::load(row.flooded + first);
    B gained = B::load(row.knocks + first);
    std::uint64_t up[block_words] = {}, down[block_words] = {};
    unsigned known = 0;
    for (unsigned wanted = gained.filled_words(); wanted != 0; wanted = gained.reached_words() & ~known) {
      source.open(source.self, row.number, row.number, -1, block, wanted, up);
      if (!source.symmetric) source.open(source.self, row.number, row.number, 1, block, wanted, down);
      known |= wanted;
      const B upward = B::load(up), downward = source.symmetric ? upward.downward() : B::load(down);
      gained = gained.filled(upward & ~flooded, downward & ~flooded);
    }
    (flooded | gained).store(row.flooded + first);
    B::none().store(row.knocks + first);

    // Step 2: the blocks to the right and left, which are in the same row.
    const std::uint64_t right = first + block_words < state.words ? gained.last_word() >> 63 : 0;
    const std::uint64_t left = block > 0 ? gained.first_word() << 63 : 0;
    if (right != 0) knock_beside<Tag>(source, row, row, block + 1, first + block_words, right, -1);
    if (left != 0) knock_beside<Tag>(source, row, row, block - 1, first - 1, left, 1);

    // Step 3: the rows around.
    for (Row* other = around; other != around + count; ++other) {
      const B shut = B::load(other->flooded + first);
      B reached = B::none();
      for (Index shift = other->spread ? -1 : 0; shift <= (other->spread ? 1 : 0); ++shift) {
        const B moved = (shift < 0 ? gained.upward() : shift > 0 ? gained.downward() : gained) & ~shut;
        const unsigned wanted = moved.filled_words();
        if (wanted != 0) reached = reached | (moved & opened<Tag>(source, *other, row, shift, block, wanted));
      }
      (B::load(other->knocks + first) | reached).store(other->knocks + first);
      other->note(block, reached.any());
      if (!other->spread) continue;
      if (right != 0) knock_beside<Tag>(source, *other, row, block + 1, first + block_words, right, -1);
      if (left != 0) knock_beside<Tag>(source, *other, row, block - 1, first - 1, left, 1);
    }
  }

  /// Knocks at a pixel of the block beside from the one `shift` away.
  template <class Tag>
  LIMN_INLINE static void knock_beside(const FloodSource& source, Row& to, const Row& from, Index block, Index word,
                                       std::uint64_t bit, Index shift) {
    const bool upward = shift < 0;
    const Block<Tag> open = opened<Tag>(source, to, from, shift, block, upward ? 1 : 1U << (block_words - 1));
    bit &= (upward ? open.first_word() : open.last_word()) & ~to.flooded[word];
    to.knocks[word] |= bit;
    to.note(block, bit != 0);
  }

  template <class Tag>
  [[nodiscard]] LIMN_INLINE static Block<Tag> opened(const FloodSource& source, const Row& to, const Row& from,
                                                     Index shift, Index block, unsigned wanted) {
    std::uint64_t words[block_words] = {};
    source.open(source.self, to.number, from.number, shift, block, wanted, words);
    return Block<Tag>::load(words);
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
