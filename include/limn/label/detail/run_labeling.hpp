#pragma once
/// \file
/// Connected components of the runs of a packed mask.
///
/// Runs are numbered from 1 in raster order; number 0 is the background. Two runs of neighboring rows touch at one
/// stretch of pixels at most, so every pair that touches shows as exactly one bit: the later of their two starts.
///
/// Source: A. Rosenfeld, J. Pfaltz, "Sequential operations in digital picture processing", J. ACM 13(4), 1966; runs as
/// the unit as in L. He, Y. Chao, K. Suzuki, "A run-based two-scan labeling algorithm", IEEE Trans. IP 17(5), 2008.

#include <limn/core/config.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/detail/union_find.hpp>
#include <limn/label/detail/bit_counts.hpp>
#include <limn/label/detail/packed_mask.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// An earlier row that touches a row, (dy, dz) away; `wide` if also diagonally in x.
struct RowContact {
  Index dy = 0, dz = 0;
  bool wide = false;
};
struct RowContacts {
  RowContact rows[4];
  int count = 0;
};

template <std::size_t R>
[[nodiscard]] constexpr RowContacts row_contacts(Connectivity connectivity) {
  const int reach = connectivity == Connectivity::face   ? 1
                    : connectivity == Connectivity::edge ? 2
                                                         : static_cast<int>(R);
  RowContacts contacts;
  // The row straight above first: it joins the most.
  contacts.rows[contacts.count++] = {-1, 0, reach >= 2};
  if constexpr (R == 3) {
    contacts.rows[contacts.count++] = {0, -1, reach >= 2};
    if (reach >= 2) {
      contacts.rows[contacts.count++] = {-1, -1, reach >= 3};
      contacts.rows[contacts.count++] = {1, -1, reach >= 3};
    }
  }
  return contacts;
}

/// Which earlier rows to look at: those of the band, or, once the bands are done, those before it.
enum class Seam { inside, before };

/// Unites the runs of rows [begin, end) with those they touch in earlier rows.
struct UniteRuns {
  template <class Tag, std::size_t R, class Id>
  LIMN_INLINE void operator()(Tag tag, const PackedView<Id, R>& given, const RowContacts& contacts, Id* parent,
                              Index begin, Index end, Seam seam) const {
    const PackedView<Id, R> mask = given;
    const Index at_once = mask.words < chunk ? chunk / mask.words : 1;
    for (Index first = begin; first < end; first += at_once) {
      const Index last = first + at_once < end ? first + at_once : end;
      // 1. Every run is a set of its own.
      if (seam == Seam::inside) {
        for (Index run = mask.runs_before[first] + 1; run <= mask.runs_before[last]; ++run) {
          parent[run] = static_cast<Id>(run);
        }
      }
      for (int i = 0; i < contacts.count; ++i) {
        for (Index word = 0; word < mask.words; word += chunk) {
          unite_chunk(tag, mask, contacts.rows[i], seam == Seam::inside && i == 0, first, last, word, parent, begin,
                      seam);
        }
      }
    }
  }

 private:
  /// Words whose contacts are listed before their runs are united: of several rows or of a part of one, so that the
  /// lists stay in the nearest cache and are long enough to be worth their loops.
  static constexpr Index chunk = 64, room = chunk * 64 + 16;

  /// Two runs that touch: that of the later row in the lower half, the other's in the upper, both counted from the
  /// first word of their chunk.
  using Pair = std::uint32_t;

  /// Unites the runs of words [word, word + chunk) of rows [first, last) with those of the rows at `contact`. `alone`
  /// says that the former are still sets of their own.
  template <class Tag, std::size_t R, class Id>
  LIMN_INLINE static void unite_chunk(Tag tag, const PackedView<Id, R>& mask, const RowContact& contact, bool alone,
                                      Index first, Index last, Index word, Id* parent, Index begin, Seam seam) {
    Pair joining[room], meeting[room];
    Pair* joining_end = joining;
    Pair* meeting_end = meeting;
    const Index height = mask.size[1], words = word + chunk < mask.words ? word + chunk : mask.words;
    Id* a = nullptr;
    Id* b = nullptr;
    for (Index row = first; row < last; ++row) {
      const Index y = R == 2 ? row : row % height, other = row + contact.dy + contact.dz * height;
      if (y + contact.dy < 0 || y + contact.dy >= height) continue;
      if (other < 0 || (other >= begin) != (seam == Seam::inside)) continue;
      if (a == nullptr) {
        a = parent + mask.runs_before[row] + static_cast<Index>(mask.row_runs(row)[word]);
        b = parent + mask.runs_before[other] + static_cast<Index>(mask.row_runs(other)[word]);
      }
      // 2. A run joins the first that it touches. The other pairs are listed apart from what follows, whose branches
      // would wait for memory; where pairs are many, so are those that join.
      list_pairs(tag, mask, row, other, word, words, contact.wide, alone, parent, a, b, joining_end, meeting_end);
    }
    for (const Pair* pair = joining; pair < joining_end; ++pair) a[*pair & 0xffff] = b[*pair >> 16];
    // 3. Of the other pairs most know each other by now.
    Id strangers[2][room];
    const Index count = find_strangers(tag, parent, a, b, meeting, meeting_end - meeting, strangers[0], strangers[1]);
    for (Index i = 0; i < count; ++i) unite(parent, strangers[0][i], strangers[1][i]);
  }

  /// Where two rows touch, in one word or in as many as a register holds.
  template <class Words>
  struct Touch {
    Words a_starts, b_starts;
    Words joining;  // the first contact of a run that starts in this word
    Words meeting;  // all others
  };
  template <class Words>
  [[nodiscard]] LIMN_INLINE static Touch<Words> touch(const Words& a, const Words& a_before, const Words& b,
                                                      const Words& b_before, const Words& widen, const Words& join) {
    const Words a_moved = (a << 1) | (a_before >> 63), b_moved = (b << 1) | (b_before >> 63);
    Touch<Words> found;
    found.a_starts = a & ~a_moved;
    found.b_starts = b & ~b_moved;
    // Diagonal contact is overlap of the pixels' corners; those of two runs of a row never coincide.
    const Words overlap = (a | (a_moved & widen)) & (b | (b_moved & widen));
    const Words all = overlap & (found.a_starts | found.b_starts);
    // A one added at a start ripples up to the next contact, over words without any to the left of it.
    const Words quiet = ~all;
    found.joining = all & ((quiet + (found.a_starts & quiet)) | found.a_starts) & join;
    found.meeting = all ^ found.joining;
    return found;
  }

  /// Calls `f` with the pair of every contact of a word, and with the last once more where their number is odd: fewer
  /// branches to guess wrong. `before` are the last runs before the word.
  template <class Tag, class F>
  LIMN_INLINE static void for_pairs(Tag tag, std::uint64_t contacts, std::uint64_t a_starts, std::uint64_t b_starts,
                                    Pair before, const F& f) {
    while (contacts != 0) {
#pragma GCC unroll 2
      for (int i = 0; i < 2; ++i) {
        const std::uint64_t up_to = contacts ^ (contacts - 1), next = contacts & (contacts - 1);
        f(before + static_cast<Pair>(popcount(tag, a_starts & up_to) | popcount(tag, b_starts & up_to) << 16));
        contacts = i == 0 && next == 0 ? contacts : next;
      }
    }
  }

#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86
  /// Appends the pairs of many contacts of both kinds.
  LIMN_INLINE static void append_many(Avx512 tag, std::uint64_t join, std::uint64_t meet, std::uint64_t a_starts,
                                      std::uint64_t b_starts, Pair before, Pair*& joining, Pair*& meeting) {
    using Bytes = Vec<std::int8_t, 64>;
    using Pairs = Vec<std::uint32_t, 64>;
    const Bytes a = running_counts(tag, a_starts), b = running_counts(tag, b_starts);
    const Bytes low = interleave_low(a, b), high = interleave_high(a, b);
    const auto group = [&]<int I>(std::integral_constant<int, I>) LIMN_LAMBDA_INLINE {
      const std::uint64_t left = (std::uint64_t{1} << 16 * I) - 1;
      const Pair here =
          before + static_cast<Pair>(popcount(tag, a_starts & left) | popcount(tag, b_starts & left) << 16);
      const auto counts = bit_cast<std::uint32_t>(widen_pairs<I>(low, high));
      const Pairs pairs = ((counts | counts << 8) & Pairs::splat(0x00ff00ff)) + Pairs::splat(here);
      const auto append = [&](std::uint64_t contacts, Pair*& end) LIMN_LAMBDA_INLINE {
        const std::uint64_t inside = contacts >> 16 * I & 0xffff;
        compress(bit_cast<std::int32_t>(pairs), inside).store(end);
        end += popcount(tag, inside);
      };
      append(join, joining);
      append(meet, meeting);
    };
    group(std::integral_constant<int, 0>{});
    group(std::integral_constant<int, 1>{});
    group(std::integral_constant<int, 2>{});
    group(std::integral_constant<int, 3>{});
  }
#endif

  /// Finds the pairs (run of `row`, run of `other`) that touch in words [begin, end). `a` and `b` are the sets that
  /// pairs count from. Where `alone` says that the runs of `row` are still sets of their own, the first contact of each
  /// makes it join the other's set, now or by the list of those that do.
  template <class Tag, class Id, std::size_t R>
  LIMN_INLINE static void list_pairs(Tag tag, const PackedView<Id, R>& mask, Index row, Index other, Index begin,
                                     Index end, bool wide, bool alone, const Id* parent, Id* a, const Id* b,
                                     Pair*& joining_end, Pair*& meeting_end) {
    Pair* joining = joining_end;
    Pair* meeting = meeting_end;
    const std::uint64_t widen = wide ? ~std::uint64_t{0} : 0, join = alone ? ~std::uint64_t{0} : 0;
    const std::uint64_t* const a_bits = mask.row(row);
    const std::uint64_t* const b_bits = mask.row(other);
    const Id* const a_runs = mask.row_runs(row);
    const Id* const b_runs = mask.row_runs(other);
    const Pair first = static_cast<Pair>(mask.runs_before[row] - (a - parent)) +
                       (static_cast<Pair>(mask.runs_before[other] - (b - parent)) << 16);
    const auto list = [&](Index word, const Touch<std::uint64_t>& found) LIMN_LAMBDA_INLINE {
      const Pair before = first + static_cast<Pair>(a_runs[word]) + (static_cast<Pair>(b_runs[word]) << 16);
#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86
      if constexpr (std::is_same_v<Tag, Avx512>) {
        if (popcount(tag, found.joining | found.meeting) > 4) {
          append_many(tag, found.joining, found.meeting, found.a_starts, found.b_starts, before, joining, meeting);
          return;
        }
      }
#endif
      for_pairs(tag, found.joining, found.a_starts, found.b_starts, before,
                [&](Pair pair) LIMN_LAMBDA_INLINE { a[pair & 0xffff] = b[pair >> 16]; });
      Pair* next = meeting;
      for_pairs(tag, found.meeting, found.a_starts, found.b_starts, before,
                [&](Pair pair) LIMN_LAMBDA_INLINE { *next++ = pair; });
      meeting += popcount(tag, found.meeting);
    };
    Index word = begin;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::uint64_t, Tag>;
    if constexpr (Tag::bytes > 16) {
      for (; word + V::size <= end; word += V::size) {
        const Touch<V> found = touch(V::load(a_bits + word), V::load(a_bits + word - 1), V::load(b_bits + word),
                                     V::load(b_bits + word - 1), V::splat(widen), V::splat(join));
        // Two bits for each word with a contact.
        std::uint64_t busy = movemask(bit_cast<std::int32_t>((found.joining | found.meeting) != V::zero()));
        if (busy == 0) continue;
        std::uint64_t stored[4][V::size];
        found.a_starts.store(stored[0]);
        found.b_starts.store(stored[1]);
        found.joining.store(stored[2]);
        found.meeting.store(stored[3]);
        while (busy != 0) {
          const int i = lowest_bit(busy) / 2;
          list(word + i, {stored[0][i], stored[1][i], stored[2][i], stored[3][i]});
          busy &= busy - 1;
          busy &= busy - 1;
        }
      }
    }
#endif
    for (; word < end; ++word) {
      list(word, touch(a_bits[word], a_bits[word - 1], b_bits[word], b_bits[word - 1], widen, join));
    }
    joining_end = joining;
    meeting_end = meeting;
  }

  /// Writes ancestors of the runs of those pairs that are not known to be in one set; returns how many there are.
  template <class Tag, class Id>
  LIMN_INLINE static Index find_strangers(Tag tag, const Id* parent, const Id* a, const Id* b, const Pair* pairs,
                                          Index count, Id* a_up, Id* b_up) {
    Index kept = 0, i = 0;
#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86
    if constexpr (sizeof(Id) == 4 && std::is_same_v<Tag, Avx512>) {
      using Numbers = Vec<std::int32_t, 64>;
      const auto keep = [&](const Numbers& up, const Numbers& other_up) LIMN_LAMBDA_INLINE {
        const std::uint64_t strangers = movemask(up != other_up);
        compress(up, strangers).store(a_up + kept);
        compress(other_up, strangers).store(b_up + kept);
        kept += popcount(tag, strangers);
      };
      for (; i + 16 <= count; i += 16) {
        const auto both = Vec<std::uint32_t, 64>::load(pairs + i);
        keep(gather(a, bit_cast<std::int32_t>(both & Vec<std::uint32_t, 64>::splat(0xffff))),
             gather(b, bit_cast<std::int32_t>(both >> 16)));
      }
      // Of those left many meet one step on.
      const Index known = kept;
      Index j = kept = 0;
      for (; j + 16 <= known; j += 16) {
        keep(gather(parent, Numbers::load(a_up + j)), gather(parent, Numbers::load(b_up + j)));
      }
      for (; j < known; ++j, ++kept) {
        a_up[kept] = a_up[j];
        b_up[kept] = b_up[j];
      }
    }
#endif
    for (; i < count; ++i) {
      a_up[kept] = a[pairs[i] & 0xffff];
      b_up[kept] = b[pairs[i] >> 16];
      kept += a_up[kept] != b_up[kept];
    }
    return kept;
  }
};

/// The object of every run: `numbers[run]` in 1..count for run in 1..runs, 0 for run 0, and some zeros past the end, so
/// that a register can be loaded from anywhere.
template <class Id>
struct RunNumbers {
  static constexpr Index padding = 64;
  explicit RunNumbers(Index runs) : numbers(Size<2>{runs + 1 + padding, 1}, uninitialized) {
    Id* const number = numbers.pixels().data();
    number[0] = 0;
    for (Index i = 0; i < padding; ++i) number[runs + 1 + i] = 0;
  }
  Image<Id> numbers;
  Id count = 0;
};

/// A number of rows worth a call of the executor; all rows for one thread.
template <std::size_t R, class E>
[[nodiscard]] Index band_rows(const Size<R>& size, const E&) {
  const Index rows = row_count(size);
  if constexpr (std::is_same_v<std::remove_cvref_t<E>, Sequential>) return rows > 0 ? rows : 1;
  // Enough pixels to be worth a thread's while, in bands that do not depend on the number of threads. A seam is as
  // long as a slice.
  constexpr Index worth = Index{1} << 18;
  const Index width = size[0] > 0 ? size[0] : 1;
  Index band = (worth + width - 1) / width;
  if constexpr (R == 3) band = band < 8 * size[1] ? 8 * size[1] : band;
  return band < (rows + 63) / 64 ? (rows + 63) / 64 : band;
}

/// Writes the objects of runs `first` up to `last` to `parent`; returns how many there are. `unite_rows(parent, begin,
/// end, seam)` makes sets of the runs of rows [begin, end); rows touch those up to `reach` before them.
template <class Id, class E, class UniteRows>
[[nodiscard]] Id number_bands(Id* parent, Id first, Id last, Index rows, Index band, Index reach, E& executor,
                              const UniteRows& unite_rows) {
  const Index bands = (rows + band - 1) / band;
  const auto unite_band = [&](Index i, Seam seam) {
    const Index begin = i * band, end = begin + band < rows ? begin + band : rows;
    // Only rows within reach of the seam have neighbors before it.
    unite_rows(parent, begin, seam == Seam::before && begin + reach < end ? begin + reach : end, seam);
  };
  executor(bands, [&](Index i) { unite_band(i, Seam::inside); });
  for (Index i = 1; i < bands; ++i) unite_band(i, Seam::before);
  return flatten(parent, first, last, Id{0});
}

template <class Id, std::size_t R, class E>
[[nodiscard]] RunNumbers<Id> number_runs(const PackedMask<Id, R>& mask, Connectivity connectivity, Index band,
                                         E& executor) {
  const RowContacts contacts = row_contacts<R>(connectivity);
  const PackedView<Id, R> packed(mask);
  const Index reach = R == 2 ? 1 : mask.size[1] + 1;
  RunNumbers<Id> result(mask.runs());
  result.count = number_bands(result.numbers.pixels().data(), Id{1}, static_cast<Id>(mask.runs() + 1), mask.rows, band,
                              reach, executor, [&](Id* parent, Index begin, Index end, Seam seam) {
                                dispatch(UniteRuns{}, packed, contacts, parent, begin, end, seam);
                              });
  return result;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
