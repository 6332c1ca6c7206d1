#pragma once
/// \file
/// The components of a mask that are too small, taken out of its bits run by run.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/label/detail/packed_mask.hpp>
#include <limn/label/detail/run_labeling.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Writes where foreground and background change in a row of words, and `width` behind that: runs are [first, second),
/// [third, fourth), ... `edges` has room for `width + 2 + slack` numbers.
struct FindEdges {
  static constexpr Index slack = 8;
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const std::uint64_t* bits, Index words, Index width, Index* edges) const {
    for (Index word = 0; word < words; ++word) {
      const std::uint64_t changes = bits[word] ^ (bits[word] << 1 | bits[word - 1] >> 63);
      if (changes != 0) edges = append_bits(tag, changes, word * 64, edges);
    }
    *edges = width;
  }
};

/// Clears bits [begin, end).
inline void clear_bits(std::uint64_t* bits, Index begin, Index end) {
  const std::uint64_t first = ~std::uint64_t{0} << (begin % 64), last = ~std::uint64_t{0} >> (63 - (end - 1) % 64);
  const Index from = begin / 64, to = (end - 1) / 64;
  if (from == to) {
    bits[from] &= ~(first & last);
    return;
  }
  bits[from] &= ~first;
  for (Index word = from + 1; word < to; ++word) bits[word] = 0;
  bits[to] &= ~last;
}

/// Writes the components of at least `area` pixels; where `holes` holds, those of the background, so that smaller holes
/// are filled. `out` may be the same memory.
template <std::size_t R, class E>
void drop_small(const ImageView<const Binary, R>& mask, const ImageView<Binary, R>& out, Index area,
                Connectivity connectivity, bool holes, E& executor) {
  if (mask.empty()) return;
  const auto flipped = [](const ImageView<const Binary, R>& from, const ImageView<Binary, R>& to) {
    transform_into(from, to, [](Binary b) { return to_binary(!is_foreground(b)); });
  };
  if (holes) flipped(mask, out);
  const ImageView<const Binary, R> source = holes ? ImageView<const Binary, R>(out) : mask;
  const Index band = band_rows(mask.size(), executor), width = mask.width();
  with_run_type(mask.size(), [&](auto id) {
    using Id = decltype(id);
    // 1. Runs and the objects that they belong to.
    auto packed = pack_mask<Id>(source, band, executor);
    const auto numbered = number_runs(packed, connectivity, band, executor);
    const Id* const numbers = numbered.numbers.pixels().data();
    std::vector<Index> edges(static_cast<std::size_t>(width + 2 + FindEdges::slack));
    Index* const storage = edges.data();
    const auto for_each_run = [&](const auto& f) {
      for (Index row = 0; row < packed.rows; ++row) {
        const Index first = packed.runs_before[static_cast<std::size_t>(row)];
        const Index runs = packed.runs_before[static_cast<std::size_t>(row) + 1] - first;
        std::uint64_t* const bits = packed.bits.pixels().data() + row * (packed.words + 1) + 1;
        if (runs > 0) dispatch(FindEdges{}, static_cast<const std::uint64_t*>(bits), packed.words, width, storage);
        for (Index run = 0; run < runs; ++run) {
          f(numbers[first + run + 1], bits, storage[2 * run], storage[2 * run + 1]);
        }
      }
    };
    // 2. Areas; then the runs of small objects go.
    std::vector<Index> areas(static_cast<std::size_t>(numbered.count) + 1);
    for_each_run([&](Id number, std::uint64_t*, Index begin, Index end) {
      areas[static_cast<std::size_t>(number)] += end - begin;
    });
    for_each_run([&](Id number, std::uint64_t* bits, Index begin, Index end) {
      if (areas[static_cast<std::size_t>(number)] < area) clear_bits(bits, begin, end);
    });
    for (Index row = 0; row < packed.rows; ++row) {
      std::uint64_t* const bits = packed.bits.pixels().data() + row * (packed.words + 1) + 1;
      if (holes) {
        for (Index word = 0; word < packed.words; ++word) bits[word] = ~bits[word];
      }
      dispatch(WriteBits{}, bits, nth_row(out, row), width);
    }
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
