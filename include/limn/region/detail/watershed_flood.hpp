#pragma once
/// \file
/// The flood itself: queues of pixels, one for each level, first in first out.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/region/detail/watershed_basin.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Waits in a queue, without a label yet.
inline constexpr std::int32_t watershed_waiting = (std::numeric_limits<std::int32_t>::min)();

inline constexpr std::size_t byte_levels = 256;

/// The levels whose queues are not empty, as bits; above them, tiers of bits that say which words are not zero.
class LevelSet {
 public:
  explicit LevelSet(std::size_t levels) {
    std::size_t begins[7] = {}, words = 0;
    do {
      levels = (levels + 63) / 64;
      begins[tiers_++] = words;
      words += levels;
    } while (levels > 1);
    words_.resize(words);
    for (int i = 0; i < tiers_; ++i) tier_[i] = words_.data() + begins[i];
  }
  LevelSet(const LevelSet&) = delete;
  LevelSet& operator=(const LevelSet&) = delete;

  LIMN_INLINE void insert(std::size_t level) {
    for (int i = 0; i < tiers_; ++i) {
      std::uint64_t& word = tier_[i][level / 64];
      const bool was_empty = word == 0;
      word |= std::uint64_t{1} << level % 64;
      if (!was_empty) return;
      level /= 64;
    }
  }
  LIMN_INLINE void erase(std::size_t level) {
    for (int i = 0; i < tiers_; ++i) {
      std::uint64_t& word = tier_[i][level / 64];
      word &= ~(std::uint64_t{1} << level % 64);
      if (word != 0) return;
      level /= 64;
    }
  }
  /// The lowest level from `level` on, or -1; there is none below it.
  [[nodiscard]] LIMN_INLINE Index lowest(std::size_t level) const {
    for (int i = 0; i < tiers_; ++i) {
      level /= 64;
      if (tier_[i][level] == 0) continue;
      for (;; --i) {
        level = level * 64 + static_cast<std::size_t>(std::countr_zero(tier_[i][level]));
        if (i == 0) return static_cast<Index>(level);
      }
    }
    return -1;
  }

 private:
  std::vector<std::uint64_t> words_;
  std::uint64_t* tier_[7] = {};
  int tiers_ = 0;
};

/// What a popped pixel does: labels or draws the line, then hands every neighbor that no flood has reached to `push`
/// with its level. `Count` neighbors, or as many as there are if it is 0.
template <int Count, bool Line, class P, class Push>
LIMN_INLINE void spread(std::int32_t* pixels, const P* offsets, int count, P place, const Push& push) {
  const int neighbors = Count > 0 ? Count : count;
  std::int32_t label = pixels[place];
  if constexpr (Line) {
    // Where the labels of the neighbors differ, floods meet; else the pixel takes theirs. Markers keep their own.
    std::int32_t around = 0;
    for (int i = 0; i < neighbors; ++i) {
      const std::int32_t other = pixels[place + offsets[i]];
      if (other <= 0) continue;
      if (around != 0 && other != around) {
        pixels[place] = 0;
        return;
      }
      around = other;
    }
    if (label == watershed_waiting) label = pixels[place] = around;
  }
  for (int i = 0; i < neighbors; ++i) {
    const P at = place + offsets[i];
    const std::int32_t state = pixels[at];
    if (state >= 0 || (Line && state == watershed_waiting)) continue;
    pixels[at] = Line ? watershed_waiting : label;
    push(at, -1 - state);
  }
}

/// The same without a branch, where whether a neighbor was reached is as good as random: every neighbor is pushed,
/// those that were reached to a queue past the last level that never grows. Needs `Count` such queues, each of which
/// ends at a place of its own or of no use.
template <int Count, class P, class ToLevel, class Pushed>
LIMN_INLINE void spread_blindly(std::int32_t* pixels, const P* offsets, P* queue, P* end, P place, std::size_t levels,
                                const ToLevel& to_level, const Pushed& pushed) {
  const std::int32_t label = pixels[place];
#pragma GCC unroll 8
  for (int i = 0; i < Count; ++i) {
    const P at = place + offsets[i];
    const std::int32_t state = pixels[at], open = state >> 31;
    const auto nowhere = static_cast<std::int32_t>(levels) + i;
    const std::int32_t level = nowhere ^ ((nowhere ^ to_level(~state)) & open);
    pixels[at] = state ^ ((state ^ label) & open);
    const P last = end[level];
    queue[last] = at;
    end[level] = last - open;
    pushed(level);
  }
}

/// Brings what the pixel some places behind `head` will touch into the cache: the next in a queue may be anywhere.
template <class P, std::size_t R>
LIMN_INLINE void fetch_ahead(const Basin<P, R>& basin, const std::int32_t* pixels, const P* queue, P head, P end) {
#if defined(__GNUC__)
  constexpr P ahead = 8;
  const Index next = queue[end - head > ahead ? head + ahead : head];
  for (std::size_t axis = 1; axis < R; ++axis) {
    __builtin_prefetch(pixels + next - basin.frame.strides[axis], 1);
    __builtin_prefetch(pixels + next + basin.frame.strides[axis], 1);
  }
  __builtin_prefetch(pixels + next, 1);
#endif
}

/// Meyer's order: levels in turn; a pixel below the flood joins the queue of the present level. That queue moves to the
/// front, where it has the places of all levels up to it: none of them waits for anything else any more.
template <int Count, bool Line, class P, std::size_t R>
void flood_by_level(Basin<P, R>& basin, std::vector<P>& ends, const P* offsets, int count) {
  std::int32_t* const pixels = basin.pixels();
  P* const queue = basin.queue();
  P* const end = ends.data();
  for (std::size_t l = 0; l + 1 < basin.starts.size(); ++l) {
    const auto first = static_cast<std::size_t>(basin.starts[l]);
    const auto present = static_cast<std::int32_t>(l);
    end[l] -= basin.starts[l];
    if (end[l] == 0) continue;
    std::memmove(queue, queue + first, static_cast<std::size_t>(end[l]) * sizeof(P));
    for (P head = 0; head < end[l]; ++head) {
      fetch_ahead(basin, pixels, queue, head, end[l]);
      if constexpr (Count > 0 && !Line) {
        spread_blindly<Count>(
            pixels, offsets, queue, end, queue[head], basin.starts.size() - 1,
            [present](std::int32_t level) LIMN_LAMBDA_INLINE { return level > present ? level : present; },
            [](std::int32_t) LIMN_LAMBDA_INLINE {});
      } else {
        spread<Count, Line>(pixels, offsets, count, queue[head], [&](P at, std::int32_t level) LIMN_LAMBDA_INLINE {
          queue[end[level > present ? level : present]++] = at;
        });
      }
    }
  }
}

/// Every pixel in the queue of its own level; the lowest queue goes first.
template <int Count, bool Line, class P, std::size_t R>
void flood_by_value(Basin<P, R>& basin, std::vector<P>& ends, const P* offsets, int count) {
  std::int32_t* const pixels = basin.pixels();
  P* const queue = basin.queue();
  P* const end = ends.data();
  const std::size_t levels = basin.starts.size() - 1;
  P* const begin = basin.starts.data();  // which move on
  LevelSet filled(levels);
  for (std::size_t l = 0; l < levels; ++l) {
    if (end[l] != begin[l]) filled.insert(l);
  }
  for (Index lowest = filled.lowest(0); lowest >= 0;) {
    fetch_ahead(basin, pixels, queue, begin[lowest], end[lowest]);
    const P place = queue[begin[lowest]++];
    Index next = lowest;
    spread<Count, Line>(pixels, offsets, count, place, [&](P at, std::int32_t level) LIMN_LAMBDA_INLINE {
      const P last = end[level]++;
      queue[last] = at;
      if (last == begin[level]) filled.insert(static_cast<std::size_t>(level));
      next = level < next ? level : next;
    });
    if (begin[lowest] == end[lowest]) {
      filled.erase(static_cast<std::size_t>(lowest));
      if (next == lowest) next = filled.lowest(static_cast<std::size_t>(lowest));
    }
    lowest = next;
  }
}

/// The same for up to 256 levels, whose set is four words.
template <int Count, class P, std::size_t R>
void flood_bytes_by_value(Basin<P, R>& basin, std::vector<P>& ends, const P* offsets) {
  std::int32_t* const pixels = basin.pixels();
  P* const queue = basin.queue();
  P* const end = ends.data();
  const std::size_t levels = basin.starts.size() - 1;
  P* const begin = basin.starts.data();  // which move on
  std::uint64_t filled[5] = {};          // the last word takes what blind pushes leave
  for (std::size_t l = 0; l < levels; ++l) {
    if (end[l] != begin[l]) filled[l / 64] |= std::uint64_t{1} << l % 64;
  }
  for (std::size_t word = 0; word < 4;) {
    if (filled[word] == 0) {
      ++word;
      continue;
    }
    const std::size_t lowest = word * 64 + static_cast<std::size_t>(std::countr_zero(filled[word]));
    P head = begin[lowest];
    std::int32_t least = static_cast<std::int32_t>(lowest);
    while (head != end[lowest] && least == static_cast<std::int32_t>(lowest)) {
      fetch_ahead(basin, pixels, queue, head, end[lowest]);
      spread_blindly<Count>(
          pixels, offsets, queue, end, queue[head++], byte_levels,
          [&](std::int32_t level) LIMN_LAMBDA_INLINE { return level; },
          [&](std::int32_t level) LIMN_LAMBDA_INLINE {
            filled[level / 64] |= std::uint64_t{1} << level % 64;
            least = level < least ? level : least;
          });
    }
    begin[lowest] = head;
    if (head == end[lowest]) filled[lowest / 64] &= ~(std::uint64_t{1} << lowest % 64);
    word = static_cast<std::size_t>(least) / 64;
  }
}

/// Step 3: the seeds that have something to flood go first, then the flood takes its course.
template <class P, std::size_t R>
void flood(Basin<P, R>& basin, const std::vector<Seed<P>>& seeds, const Neighbors<R>& neighbors, bool by_level,
           bool line) {
  if (seeds.empty()) return;
  std::vector<P> offsets;
  for (const Point<R>& to : neighbors) offsets.push_back(static_cast<P>(basin.frame.offset(to)));
  // Behind the levels, where blind pushes go: the queue has a place more than there are pixels.
  const std::size_t levels = basin.starts.size() - 1;
  std::vector<P> ends((std::max)(levels, byte_levels) + offsets.size(), static_cast<P>(basin.frame.count - 1));
  std::copy(basin.starts.begin(), basin.starts.end() - 1, ends.begin());
  const std::int32_t* const pixels = basin.pixels();
  for (const Seed<P>& seed : seeds) {
    bool open = line;
    for (const P offset : offsets) open = open || pixels[seed.place + offset] < 0;
    if (open) basin.queue()[ends[static_cast<std::size_t>(seed.level)]++] = seed.place;
  }
  const auto run = [&]<int Count, bool Line>() {
    const int count = static_cast<int>(offsets.size());
    if (by_level) return flood_by_level<Count, Line>(basin, ends, offsets.data(), count);
    if constexpr (Count > 0 && !Line) {
      if (basin.starts.size() <= byte_levels + 1) return flood_bytes_by_value<Count>(basin, ends, offsets.data());
    }
    flood_by_value<Count, Line>(basin, ends, offsets.data(), count);
  };
  constexpr int faces = 2 * static_cast<int>(R), all = R == 2 ? 8 : 0;
  const bool by_faces = offsets.size() == faces;
  if (line) by_faces ? run.template operator()<faces, true>() : run.template operator()<all, true>();
  else by_faces ? run.template operator()<faces, false>() : run.template operator()<all, false>();
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
