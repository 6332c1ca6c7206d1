#pragma once
/// \file
/// How many pixels have each value, fast: bytes by pairs, 16-bit values in interleaved tables.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

[[nodiscard]] LIMN_INLINE std::uint64_t load_word(const std::uint8_t* from) {
  std::uint64_t word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// Eight tables, one for each byte of a word: equal neighbors go to different counters, so none waits for the other.
/// A counter holds what is added until `add_to`, so no more than 2^32 - 1 bytes.
struct ByteTables {
  alignas(64) std::uint32_t tables[8][256] = {};

  void add(const std::uint8_t* in, Index length) {
    Index i = 0;
    for (; i + 8 <= length; i += 8) {
      const std::uint64_t word = load_word(in + i);
#if defined(__GNUC__)
#pragma GCC unroll 8
#endif
      for (int k = 0; k < 8; ++k) ++tables[k][(word >> (8 * k)) & 255];
    }
    for (; i < length; ++i) ++tables[i % 8][in[i]];
  }

  /// Adds the counts of each value to `counts`, and starts again from 0.
  void add_to(std::int64_t* counts) {
    for (auto& table : tables) {
      for (int value = 0; value < 256; ++value) counts[value] += table[value];
      std::memset(table, 0, sizeof table);
    }
  }
};

/// Counts two neighbors by one increment: `pairs` has 65,536 16-bit counters, one for each pair, and is folded into the
/// values' counts before a counter can overflow. Eight places of the run are read in turn, since neighbors tend to hit
/// the same counter, and would wait for each other.
struct CountBytePairs {
  static constexpr Index streams = 8;

  /// `pending` is the number of increments since the last fold. \returns the number of bytes counted: not those that
  /// are left over at the end.
  template <class Tag>
  LIMN_INLINE Index operator()(Tag, const std::uint8_t* in, Index length, std::uint16_t* pairs, Index& pending,
                               std::int64_t* counts) const {
    // Streams that start an even number of lines apart compete for the same lines of the first cache.
    const Index lines = length / streams / 64;
    const Index part = (lines - (lines + 1) % 2) * 64;
    for (Index first = 0; first < part;) {
      if (pending + 4 * streams > 65535) {
        fold(pairs, counts);
        pending = 0;
      }
      const Index last = (std::min)(part, first + (65535 - pending) / (4 * streams) * 8);
      pending += (last - first) / 2 * streams;
      for (Index i = first; i < last; i += 8) {
        std::uint64_t words[streams];
#if defined(__GNUC__)
#pragma GCC unroll 8
#endif
        for (Index s = 0; s < streams; ++s) words[s] = load_word(in + s * part + i);
#if defined(__GNUC__)
#pragma GCC unroll 4
#endif
        for (int k = 0; k < 4; ++k) {
#if defined(__GNUC__)
#pragma GCC unroll 8
#endif
          for (Index s = 0; s < streams; ++s) ++pairs[(words[s] >> (16 * k)) & 65535];
        }
      }
      first = last;
    }
    return (std::max)(Index{0}, part * streams);
  }

  /// All counters together hold 65,535 at most: their sums fit 16 bits as well.
  LIMN_INLINE static void fold(std::uint16_t* pairs, std::int64_t* counts) {
    std::uint16_t low[256] = {}, high[256];
    for (int first = 0; first < 256; ++first) {
      std::uint16_t* const row = pairs + 256 * first;
      std::uint16_t sum = 0;
      for (int i = 0; i < 256; ++i) {
        const std::uint16_t count = row[i];
        sum = static_cast<std::uint16_t>(sum + count);
        low[i] = static_cast<std::uint16_t>(low[i] + count);
        row[i] = 0;
      }
      high[first] = sum;
    }
    for (int i = 0; i < 256; ++i) counts[i] += low[i] + high[i];
  }
};

struct FoldPairs {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, std::uint16_t* pairs, std::int64_t* counts) const {
    CountBytePairs::fold(pairs, counts);
  }
};

/// The counts of the 256 values of the bytes of an image.
template <class T, std::size_t R>
void count_all_bytes(const ImageView<const T, R>& image, std::int64_t* counts) {
  constexpr Index longest = Index{1} << 31;
  // The table of pairs is worth its zeroing and folding from about here.
  const bool many =
      limn::pixel_count(image.size()) >= Index{1} << 17 && (image.is_contiguous() || image.width() >= 2048);
  List<std::uint16_t> pairs(many ? 65536 : 0);
  ByteTables tables;
  Index pending = 0, counted = 0;
  for_each_row(
      [&](Index length, const T* in) {
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(in);
        if (many) {
          const Index done = dispatch(CountBytePairs{}, bytes, length, pairs.data(), pending, counts);
          bytes += done;
          length -= done;
        }
        while (length > 0) {
          const Index run = (std::min)(length, longest);
          if (counted + run > longest) {
            tables.add_to(counts);
            counted = 0;
          }
          tables.add(bytes, run);
          counted += run;
          bytes += run;
          length -= run;
        }
      },
      image);
  tables.add_to(counts);
  if (many) dispatch(FoldPairs{}, pairs.data(), counts);
}

/// Adds the number of pixels of each bin to `counts`; `bin_of(pixel)` is below `bins`. Neighbors tend to be equal and
/// would wait for each other, so eight places of the run are read in turn and counted in two tables.
template <class T, std::size_t R, class BinOf>
void count_all_integers(const ImageView<const T, R>& image, std::size_t bins, const BinOf& bin_of,
                        std::int64_t* counts) {
  constexpr Index streams = 8;
  constexpr Index longest = Index{1} << 31;  // what counters of 32 bits hold for sure
  List<std::uint32_t> tables(2 * bins);
  std::uint32_t* const even = tables.data();
  std::uint32_t* const odd = even + bins;
  const auto add_to_counts = [&] {
    for (std::size_t i = 0; i < bins; ++i) counts[i] += std::int64_t{even[i]} + odd[i];
    std::fill(tables.begin(), tables.end(), 0U);
  };
  Index counted = 0;
  for_each_row(
      [&](Index length, const T* in) {
        while (length > 0) {
          const Index run = (std::min)(length, longest);
          if (counted + run > longest) {
            add_to_counts();
            counted = 0;
          }
          counted += run;
          // An odd number of cache lines apart, lest they all compete for the same place in the cache.
          constexpr auto line = static_cast<Index>(64 / sizeof(T));
          const Index lines = run / streams / line;
          const Index part = (std::max)(Index{0}, (lines - (lines + 1) % 2) * line);
          for (Index x = 0; x < part; ++x) {
#if defined(__GNUC__)
#pragma GCC unroll 4
#endif
            for (Index s = 0; s < streams; s += 2) {
              ++even[bin_of(in[s * part + x])];
              ++odd[bin_of(in[(s + 1) * part + x])];
            }
          }
          for (Index x = streams * part; x < run; ++x) ++even[bin_of(in[x])];
          in += run;
          length -= run;
        }
      },
      image);
  add_to_counts();
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
