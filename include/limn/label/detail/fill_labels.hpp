#pragma once
/// \file
/// Writes the label of every pixel from the bits of its row and the numbers of its runs.
///
/// A pixel's run is the number of starts up to it, so the labels of sixteen pixels are a table of sixteen consecutive
/// runs, permuted by a running count of starts.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/label/detail/bit_counts.hpp>
#include <limn/label/detail/packed_mask.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86

/// Lane i of the result is lane `which[i]` of the table.
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int32_t, 64> permute(const Vec<std::int32_t, 64>& table,
                                                                      const Vec<std::int32_t, 64>& which) {
#if defined(__clang__)
  return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_permvarsi512((Ints64)table.v, (Ints64)which.v)};
#else
  return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_permvarsi512_mask((Ints64)table.v, (Ints64)which.v, Ints64{},
                                                                          0xffff)};
#endif
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int32_t, 32> permute(const Vec<std::int32_t, 32>& table,
                                                                    const Vec<std::int32_t, 32>& which) {
  return {(Vec<std::int32_t, 32>::Native)__builtin_ia32_permvarsi256((Ints32)table.v, (Ints32)which.v)};
}

/// Zero in the lanes whose bit is not set.
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int32_t, 64> keep_lanes(const Vec<std::int32_t, 64>& a,
                                                                         std::uint64_t bits) {
#if defined(__clang__)
  return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_selectd_512(static_cast<std::uint16_t>(bits), (Ints64)a.v,
                                                                    Ints64{})};
#else
  return {(Vec<std::int32_t, 64>::Native)__builtin_ia32_movdqa32_512_mask((Ints64)a.v, Ints64{},
                                                                          static_cast<std::uint16_t>(bits))};
#endif
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int32_t, 32> keep_lanes(const Vec<std::int32_t, 32>& a,
                                                                       std::uint64_t bits) {
  const auto word = static_cast<int>(static_cast<std::uint32_t>(bits));
  const Ints32 one_each = {1, 2, 4, 8, 16, 32, 64, 128};
  const Ints32 everywhere = {word, word, word, word, word, word, word, word};
  return {(Vec<std::int32_t, 32>::Native)((Ints32)a.v & ((everywhere & one_each) == one_each))};
}

/// Stores lanes as labels of another width.
LIMN_TARGET_AVX512 inline void store_narrow(std::uint16_t* to, const Vec<std::int32_t, 64>& a) {
  __builtin_ia32_pmovdw512mem_mask((Shorts32*)to, (Ints64)a.v, 0xffff);
}
LIMN_TARGET_AVX512 inline void store_narrow(std::uint8_t* to, const Vec<std::int32_t, 64>& a) {
  __builtin_ia32_pmovdb512mem_mask((Bytes16*)to, (Ints64)a.v, 0xffff);
}

#endif

/// The labels of the 64 pixels of a word. `numbers[0]` is the number of the last run that started before it. `Adjacent`
/// runs may follow each other without a gap.
template <bool Adjacent, class Tag, class Id, class L>
LIMN_INLINE void fill_word(Tag tag, std::uint64_t bits, std::uint64_t starts, const Id* numbers, L* out) {
#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86
  if constexpr (sizeof(Id) == 4 && sizeof(L) == 4 && Tag::bytes > 16) {
    using Bytes = VecOf<std::int8_t, Tag>;
    using Numbers = VecOf<std::int32_t, Tag>;
    const auto group = [&]<int I>(std::integral_constant<int, I>, const Bytes& counts,
                                  std::uint64_t from) LIMN_LAMBDA_INLINE {
      const int shift = static_cast<int>(from) + I * Numbers::size;
      const Id* const table = numbers + popcount(tag, starts & ((std::uint64_t{1} << shift) - 1));
      Numbers labels{};
      if constexpr (Adjacent) {
        // As many runs as lanes may start here: the table then begins at the first of them.
        const int first = static_cast<int>(starts >> shift & 1);
        labels = permute(Numbers::load(table + first), widen_group<I>(counts) - Numbers::splat(first));
      } else {
        labels = permute(Numbers::load(table), widen_group<I>(counts));
      }
      keep_lanes(labels, bits >> shift).store(out + shift);
    };
    for (std::uint64_t from = 0; from < 64; from += Tag::bytes) {
      const Bytes counts = running_counts(tag, starts >> from);
      group(std::integral_constant<int, 0>{}, counts, from);
      group(std::integral_constant<int, 1>{}, counts, from);
      group(std::integral_constant<int, 2>{}, counts, from);
      group(std::integral_constant<int, 3>{}, counts, from);
    }
    return;
  }
#endif
  for (int x = 0; x < 64; ++x) {
    numbers += (starts >> x) & 1;
    out[x] = static_cast<L>(((bits >> x) & 1) != 0 ? *numbers : Id{0});
  }
  (void)tag;
}

/// A row of labels: `starts_of(word)` are the runs that start in it, `numbers[0]` is the number of the last run before.
template <bool Adjacent, class Tag, class Id, class L, class Starts>
LIMN_INLINE void fill_row(Tag tag, const std::uint64_t* bits, const Starts& starts_of, const Id* numbers, L* out,
                          Index width) {
  constexpr int ahead = 2048;
  for (Index word = 0; word * 64 < width; ++word) {
    const std::uint64_t packed = bits[word], starts = starts_of(word);
    L* const to = out + word * 64;
    // Written memory is read first; the hardware asks for it too late.
    for (int line = 0; line < static_cast<int>(sizeof(L)); ++line) {
      prefetch(reinterpret_cast<const char*>(to) + ahead + 64 * line);
    }
    const bool uniform = packed == 0 || (packed == ~std::uint64_t{0} && starts == 0);
    const Index length = width - word * 64;
    if (length < 64) {
      L padded[64];
      fill_word<Adjacent>(tag, packed, starts, numbers, padded);
      std::memcpy(to, padded, static_cast<std::size_t>(length) * sizeof(L));
    } else if (uniform) {
      const L label = packed == 0 ? L{0} : static_cast<L>(*numbers);
      for (int x = 0; x < 64; ++x) to[x] = label;
    } else {
      fill_word<Adjacent>(tag, packed, starts, numbers, to);
    }
    numbers += popcount(tag, starts);
  }
}

/// The labels of a row of the mask.
struct FillRow {
  template <class Tag, class Id, class L, std::size_t R>
  LIMN_INLINE void operator()(Tag tag, const PackedView<Id, R>& mask, const Id* numbers, Index row, L* out,
                              Index width) const {
    const std::uint64_t* const bits = mask.row(row);
    const auto starts_of = [bits](Index word) LIMN_LAMBDA_INLINE { return run_starts(bits[word], bits[word - 1]); };
    fill_row<false>(tag, bits, starts_of, numbers + mask.runs_before[row], out, width);
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
