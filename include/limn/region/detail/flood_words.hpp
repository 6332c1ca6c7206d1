#pragma once
/// \file
/// A flood that moves by words of 64 pixels of a row.
///
/// Every word has the pixels that are flooded and those where a neighbor knocks. The rows that are knocked at are
/// taken in sweeps, down and up in turn, until none is left; in each, the words from left to right. What a word lets in
/// runs along it by arithmetic and knocks at the words around. Only words that are knocked at are ever looked at.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/view.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A row beside another, and whether its pixels also touch those to the left and right of the nearest.
struct FloodLink {
  Index y, z;
  bool spread;
};

struct FloodState {
  Index width, height, depth, words;  // words of a row
  Index lists;                        // words of bits that say which words of a row are knocked at
  std::uint64_t* flooded;
  std::uint64_t* knocks;
  std::uint64_t* open_words;
  std::uint64_t* open_rows;
  FloodLink links[8];
  int link_count;

  [[nodiscard]] LIMN_INLINE Index rows() const { return height * depth; }
};

/// The runs of `open` that hold a seed; the seeds are open.
[[nodiscard]] LIMN_INLINE std::uint64_t filled_runs(std::uint64_t seeds, std::uint64_t open) {
  // The carry of the sum clears a run from its first seed on, but for its other seeds.
  std::uint64_t result = open & (~(open + seeds) | seeds);
  if ((result >> 1 & open & ~result) == 0) return result;
  for (int step = 1; step < 64; step *= 2) {
    result |= open & result >> step;
    open &= open >> step;
  }
  return result;
}

/// `seeds` and what they reach upward where bit i of `enter` opens pixel i to its lower neighbor.
[[nodiscard]] LIMN_INLINE std::uint64_t filled_upward(std::uint64_t seeds, std::uint64_t enter) {
  for (int step = 1; step < 64; step *= 2) {
    seeds |= enter & seeds << step;
    enter &= enter << step;
  }
  return seeds;
}
[[nodiscard]] LIMN_INLINE std::uint64_t filled_downward(std::uint64_t seeds, std::uint64_t enter) {
  for (int step = 1; step < 64; step *= 2) {
    seeds |= enter & seeds >> step;
    enter &= enter >> step;
  }
  return seeds;
}

template <class Range, class P, std::size_t R>
struct Flood {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const ImageView<const P, R>& given, const Range& given_range,
                              const FloodState& given_state, Index seed_row) const {
    const ImageView<const P, R> image = given;
    const Range range = given_range;
    const FloodState state = given_state;
    Index row = seed_row;
    bool down = true;
    while (true) {
      const Index next = down ? open_row_from(state, row) : open_row_to(state, row);
      if (next < 0) {
        down = !down;
        row = down ? open_row_from(state, row) : open_row_to(state, row);
        if (row < 0) return;
      } else {
        row = next;
      }
      state.open_rows[row / 64] &= ~(std::uint64_t{1} << row % 64);
      std::uint64_t* const open = state.open_words + row * state.lists;
      for (Index list = 0; list < state.lists; ++list) {
        while (open[list] != 0) {
          const Index word = 64 * list + std::countr_zero(open[list]);
          open[list] &= open[list] - 1;
          enter(tag, image, range, state, row, word);
          // To the left it may have opened the list before.
          if (list > 0 && open[list - 1] != 0) --list;
        }
      }
    }
  }

 private:
  /// The first row that is knocked at from `row` on; -1: none.
  [[nodiscard]] LIMN_INLINE static Index open_row_from(const FloodState& state, Index row) {
    const Index words = (state.rows() + 63) / 64;
    Index i = row / 64;
    std::uint64_t bits = state.open_rows[i] & ~std::uint64_t{0} << row % 64;
    while (bits == 0) {
      if (++i == words) return -1;
      bits = state.open_rows[i];
    }
    return 64 * i + std::countr_zero(bits);
  }
  /// The last row that is knocked at up to `row`; -1: none.
  [[nodiscard]] LIMN_INLINE static Index open_row_to(const FloodState& state, Index row) {
    Index i = row / 64;
    std::uint64_t bits = state.open_rows[i] & ~std::uint64_t{0} >> (63 - row % 64);
    while (bits == 0) {
      if (--i < 0) return -1;
      bits = state.open_rows[i];
    }
    return 64 * i + 63 - std::countl_zero(bits);
  }

  [[nodiscard]] LIMN_INLINE static const P* pixels(const ImageView<const P, R>& image, Index row) {
    if constexpr (R == 2) return image.row_pointer(row);
    else return image.row_pointer(row % image.height(), row / image.height());
  }

  LIMN_INLINE static void knock(const FloodState& state, Index row, Index word, std::uint64_t bits) {
    const Index i = row * state.words + word;
    bits &= ~state.flooded[i];
    if (bits == 0) return;
    state.knocks[i] |= bits;
    state.open_words[row * state.lists + word / 64] |= std::uint64_t{1} << word % 64;
    state.open_rows[row / 64] |= std::uint64_t{1} << row % 64;
  }

  /// Lets in what knocks at a word, and knocks at the words around.
  template <class Tag>
  LIMN_INLINE static void enter(Tag tag, const ImageView<const P, R>& image, const Range& range,
                                const FloodState& state, Index row, Index word) {
    const Index i = row * state.words + word;
    const Index first = 64 * word, length = state.width - first < 64 ? state.width - first : 64;
    const std::uint64_t before = state.flooded[i];
    const std::uint64_t seeds = state.knocks[i] & ~before;
    state.knocks[i] = 0;
    const P* const here = pixels(image, row) + first;
    std::uint64_t gained = 0;
    if constexpr (!Range::floating) {
      std::uint64_t open = 0;
      if (length == 64) {
        open = range.bits(tag, here);
      } else {
        for (Index x = 0; x < length; ++x) open |= static_cast<std::uint64_t>(range.scalar(here[x])) << x;
      }
      open &= ~before;
      gained = filled_runs(seeds & open, open);
      if (gained == 0) return;
      if ((gained >> 63) != 0 && word + 1 < state.words) knock(state, row, word + 1, 1);
      if ((gained & 1) != 0 && word > 0) knock(state, row, word - 1, std::uint64_t{1} << 63);
    } else {
      if (seeds == 0) return;
      const std::uint64_t right = steps(tag, range, here, here, -1, length), left = steps(tag, range, here, here, 1, length);
      gained = (filled_upward(seeds, right) | filled_downward(seeds, left)) & ~before;
      if ((gained >> 63) != 0 && word + 1 < state.words && range.scalar(here[63], here[64])) {
        knock(state, row, word + 1, 1);
      }
      if ((gained & 1) != 0 && word > 0 && range.scalar(here[0], here[-1])) {
        knock(state, row, word - 1, std::uint64_t{1} << 63);
      }
    }
    state.flooded[i] = before | gained;
    const Index y = R == 2 ? row : row % state.height, z = R == 2 ? 0 : row / state.height;
    for (int n = 0; n < state.link_count; ++n) {
      const FloodLink& link = state.links[n];
      if (y + link.y < 0 || y + link.y >= state.height) continue;
      if (R == 3 && (z + link.z < 0 || z + link.z >= state.depth)) continue;
      const Index there = row + link.y + link.z * state.height;
      if constexpr (!Range::floating) {
        if (!link.spread) {
          knock(state, there, word, gained);
        } else {
          knock(state, there, word, gained | gained << 1 | gained >> 1);
          if ((gained >> 63) != 0 && word + 1 < state.words) knock(state, there, word + 1, 1);
          if ((gained & 1) != 0 && word > 0) knock(state, there, word - 1, std::uint64_t{1} << 63);
        }
      } else {
        const P* const other = pixels(image, there) + first;
        knock(state, there, word, gained & steps(tag, range, here, other, 0, length));
        if (!link.spread) continue;
        knock(state, there, word, gained << 1 & steps(tag, range, here, other, -1, length));
        knock(state, there, word, gained >> 1 & steps(tag, range, here, other, 1, length));
        if ((gained >> 63) != 0 && word + 1 < state.words && range.scalar(here[63], other[64])) {
          knock(state, there, word + 1, 1);
        }
        if ((gained & 1) != 0 && word > 0 && range.scalar(here[0], other[-1])) {
          knock(state, there, word - 1, std::uint64_t{1} << 63);
        }
      }
    }
  }

  /// Bit i says whether to[i] may be entered from from[i + shift]; only where both lie in the word.
  template <class Tag>
  [[nodiscard]] LIMN_INLINE static std::uint64_t steps(Tag tag, const Range& range, const P* from, const P* to,
                                                       Index shift, Index length) {
    if (length == 64 && shift == 0) return range.bits(tag, from, to);
    std::uint64_t bits = 0;
    const Index begin = shift < 0 ? -shift : 0, end = shift > 0 ? length - shift : length;
    if (length == 64) {
      // A copy of the word with a pixel to spare on both sides.
      P copy[66];
      std::memcpy(static_cast<void*>(copy + 1), from, sizeof(P) * 64);
      copy[0] = from[0];
      copy[65] = from[63];
      bits = range.bits(tag, copy + 1 + shift, to);
      const std::uint64_t inside = shift < 0 ? ~std::uint64_t{0} << 1 : ~std::uint64_t{0} >> 1;
      return bits & inside;
    }
    for (Index x = begin; x < end; ++x) bits |= static_cast<std::uint64_t>(range.scalar(from[x + shift], to[x])) << x;
    return bits;
  }
};

/// Owns the words of a flood.
class FloodWords {
 public:
  template <std::size_t R>
  FloodWords(const Size<R>& size, Connectivity connectivity) {
    state_.width = size[0];
    state_.height = size[1];
    state_.depth = R == 3 ? size[R - 1] : 1;
    state_.words = (size[0] + 63) / 64;
    state_.lists = (state_.words + 63) / 64;
    const Index rows = state_.rows(), words = rows * state_.words;
    storage_.resize(static_cast<std::size_t>(2 * words + rows * state_.lists + (rows + 63) / 64));
    state_.flooded = storage_.data();
    state_.knocks = state_.flooded + words;
    state_.open_words = state_.knocks + words;
    state_.open_rows = state_.open_words + rows * state_.lists;
    state_.link_count = 0;
    const int reach = connectivity == Connectivity::face   ? 1
                      : connectivity == Connectivity::edge ? 2
                                                           : static_cast<int>(R);
    for (Index z = R == 3 ? -1 : 0; z <= (R == 3 ? 1 : 0); ++z) {
      for (Index y = -1; y <= 1; ++y) {
        const int moved = (y != 0) + (z != 0);
        if (moved > 0 && moved <= reach) state_.links[state_.link_count++] = {y, z, moved < reach};
      }
    }
  }
  FloodWords(const FloodWords&) = delete;
  FloodWords& operator=(const FloodWords&) = delete;

  [[nodiscard]] const FloodState& state() const { return state_; }
  [[nodiscard]] const std::uint64_t* flooded(Index row) const { return state_.flooded + row * state_.words; }

  /// Lets the flood begin at pixel x of a row.
  void start(Index x, Index row) {
    state_.knocks[row * state_.words + x / 64] |= std::uint64_t{1} << x % 64;
    state_.open_words[row * state_.lists + x / 4096] |= std::uint64_t{1} << x / 64 % 64;
    state_.open_rows[row / 64] |= std::uint64_t{1} << row % 64;
  }

 private:
  FloodState state_{};
  std::vector<std::uint64_t> storage_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
