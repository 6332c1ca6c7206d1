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
#include <limn/detail/union_find.hpp>
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
///
/// `pairs` has room for four numbers for every pixel of a row, and some more.
struct UniteRuns {
  static constexpr Index slack = 16;

  template <class Tag, std::size_t R, class Id>
  LIMN_INLINE void operator()(Tag tag, const PackedView<Id, R>& given, const RowContacts& contacts, Id* parent,
                              Id* pairs, Index begin, Index end, Seam seam) const {
    const PackedView<Id, R> mask = given;
    const Index height = mask.size[1];
    for (Index row = begin; row < end; ++row) {
      const Index first = mask.runs_before[row], last = mask.runs_before[row + 1];
      if (first == last) continue;
      // 1. Every run is a set of its own.
      bool alone = seam == Seam::inside;
      if (alone) {
        for (Index run = first + 1; run <= last; ++run) parent[run] = static_cast<Id>(run);
      }
      for (int i = 0; i < contacts.count; ++i) {
        const RowContact contact = contacts.rows[i];
        const Index y = R == 2 ? row : row % height;
        if (y + contact.dy < 0 || y + contact.dy >= height) continue;
        const Index other = row + contact.dy + contact.dz * height;
        if (other < 0 || (other >= begin) != (seam == Seam::inside)) continue;
        if (mask.runs_before[other] == mask.runs_before[other + 1]) continue;
        // 2. The pairs that touch, in order.
        Id* const pairs_end = touching_pairs(tag, mask, row, other, contact.wide, alone, parent, pairs);
        alone = false;
        // 3. United apart from the search for them, whose branches would wait for the memory that unions touch. Most
        // know each other by now.
        for (const Id* pair = pairs; pair < pairs_end; pair += 2) {
          const Id a = parent[pair[0]], b = parent[pair[1]];
          if (a != b) unite(parent, a, b);
        }
      }
    }
  }

 private:
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

  /// Appends the pairs (run of `row`, run of `other`) that touch. Where `alone` says that the runs of `row` are still
  /// sets of their own, the first contact of each is not appended: the run just joins the other's parent.
  template <class Tag, class Id, std::size_t R>
  LIMN_INLINE static Id* touching_pairs(Tag tag, const PackedView<Id, R>& mask, Index row, Index other, bool wide,
                                        bool alone, Id* parent, Id* pairs) {
    const std::uint64_t widen = wide ? ~std::uint64_t{0} : 0, join = alone ? ~std::uint64_t{0} : 0;
    const std::uint64_t* const a = mask.row(row);
    const std::uint64_t* const b = mask.row(other);
    const Id* const a_runs = mask.row_runs(row);
    const Id* const b_runs = mask.row_runs(other);
    const Id a_first = static_cast<Id>(mask.runs_before[row]), b_first = static_cast<Id>(mask.runs_before[other]);
    const auto append = [&](Index word, std::uint64_t a_starts, std::uint64_t b_starts, std::uint64_t joining,
                            std::uint64_t meeting) LIMN_LAMBDA_INLINE {
      const Id a_run = a_first + a_runs[word], b_run = b_first + b_runs[word];
      Id nobody = 0;
      // Two at a time, also where one is left: fewer branches to guess wrong.
      while (joining != 0) {
#pragma GCC unroll 2
        for (int i = 0; i < 2; ++i) {
          const std::uint64_t up_to = joining ^ (joining - 1);
          Id* const run = parent + (a_run + static_cast<Id>(popcount(tag, a_starts & up_to)));
          *(joining != 0 ? run : &nobody) = parent[b_run + static_cast<Id>(popcount(tag, b_starts & up_to))];
          joining &= joining - 1;
        }
      }
      Id* const pairs_end = pairs + 2 * popcount(tag, meeting);
      while (meeting != 0) {
#pragma GCC unroll 2
        for (int i = 0; i < 2; ++i) {
          const std::uint64_t up_to = meeting ^ (meeting - 1);
          pairs[0] = a_run + static_cast<Id>(popcount(tag, a_starts & up_to));
          pairs[1] = b_run + static_cast<Id>(popcount(tag, b_starts & up_to));
          pairs += 2;
          meeting &= meeting - 1;
        }
      }
      pairs = pairs_end;
    };
    Index word = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::uint64_t, Tag>;
    if constexpr (Tag::bytes > 16) {
      for (; word + V::size <= mask.words; word += V::size) {
        const Touch<V> found = touch(V::load(a + word), V::load(a + word - 1), V::load(b + word), V::load(b + word - 1),
                                     V::splat(widen), V::splat(join));
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
          append(word + i, stored[0][i], stored[1][i], stored[2][i], stored[3][i]);
          busy &= busy - 1;
          busy &= busy - 1;
        }
      }
    }
#endif
    for (; word < mask.words; ++word) {
      const Touch<std::uint64_t> found = touch(a[word], a[word - 1], b[word], b[word - 1], widen, join);
      append(word, found.a_starts, found.b_starts, found.joining, found.meeting);
    }
    return pairs;
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
  const Index room = 4 * mask.size[0] + UniteRuns::slack, reach = R == 2 ? 1 : mask.size[1] + 1;
  RunNumbers<Id> result(mask.runs());
  result.count = number_bands(result.numbers.pixels().data(), Id{1}, static_cast<Id>(mask.runs() + 1), mask.rows, band,
                              reach, executor, [&](Id* parent, Index begin, Index end, Seam seam) {
                                Image<Id> pairs(Size<2>{room, 1}, uninitialized);
                                Id* const storage = pairs.pixels().data();
                                dispatch(UniteRuns{}, packed, contacts, parent, storage, begin, end, seam);
                              });
  return result;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
