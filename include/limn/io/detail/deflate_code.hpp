#pragma once
/// \file
/// The prefix codes that DEFLATE packs with.
///
/// Source: D. Huffman, "A method for the construction of minimum-redundancy codes", Proc. IRE 40(9), 1952; P. Deutsch,
/// "DEFLATE Compressed Data Format Specification", RFC 1951, 1996, section 3.2.2.

#include <limn/core/config.hpp>
#include <limn/io/detail/inflate.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// A prefix code of at most `max_bits` for symbols of given counts.
template <std::size_t N>
struct DeflateCode {
  std::array<std::uint8_t, N> length{};
  std::array<std::uint16_t, N> bits{};

  void build(const std::array<std::uint32_t, N>& count, int max_bits) {
    length.fill(0);
    struct Leaf {
      std::uint32_t count, symbol;
    };
    std::array<Leaf, N> leaves{};
    std::size_t used = 0;
    for (std::size_t i = 0; i < N; ++i) {
      if (count[i] > 0) leaves[used++] = {count[i], static_cast<std::uint32_t>(i)};
    }
    // A decoder may refuse a code of fewer than two symbols.
    for (std::uint32_t i = 0; used < 2; ++i) {
      if (count[i] == 0) leaves[used++] = {1, i};
    }
    std::sort(leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(used), [](const Leaf& a, const Leaf& b) {
      return a.count != b.count ? a.count < b.count : a.symbol < b.symbol;
    });

    // 1. Join the two rarest nodes until one is left. Joined nodes come out in order, so two queues do for a heap.
    std::array<std::uint64_t, N> weight{};
    std::array<std::uint16_t, 2 * N> parent{};
    std::size_t leaf = 0, joined = 0;
    for (std::size_t made = 0; made + 1 < used; ++made) {
      std::uint64_t sum = 0;
      for (int k = 0; k < 2; ++k) {
        const bool take_leaf = leaf < used && (joined == made || leaves[leaf].count <= weight[joined]);
        sum += take_leaf ? leaves[leaf].count : weight[joined];
        parent[take_leaf ? leaf++ : used + joined++] = static_cast<std::uint16_t>(used + made);
      }
      weight[made] = sum;
    }
    // 2. How many symbols get each length; those too long get the longest allowed.
    std::array<std::uint32_t, 16> at_length{};
    std::array<std::uint16_t, 2 * N> depth{};
    const auto longest = static_cast<std::size_t>(max_bits);
    for (std::size_t node = 2 * used - 2; node-- > 0;) {
      depth[node] = static_cast<std::uint16_t>(depth[parent[node]] + 1);
      if (node < used) ++at_length[(std::min)(longest, static_cast<std::size_t>(depth[node]))];
    }
    // 3. Where that is one code too many, a shorter code moves down and one of the longest joins it.
    std::uint32_t space = 0;
    for (std::size_t l = 1; l <= longest; ++l) space += at_length[l] << (longest - l);
    for (; space > 1u << longest; --space) {
      std::size_t l = longest - 1;
      while (at_length[l] == 0) --l;
      --at_length[l];
      at_length[l + 1] += 2;
      --at_length[longest];
    }
    // 4. The rarest symbols take the longest codes; codes of one length count up in the order of the symbols.
    std::size_t next = 0;
    for (std::size_t l = longest; l > 0; --l) {
      for (std::uint32_t k = 0; k < at_length[l]; ++k) length[leaves[next++].symbol] = static_cast<std::uint8_t>(l);
    }
    assign_bits();
  }

  void assign_bits() {
    std::uint32_t code = 0;
    for (int l = 1; l <= 15; ++l) {
      code <<= 1;
      for (std::size_t i = 0; i < N; ++i) {
        if (length[i] == l) bits[i] = static_cast<std::uint16_t>(reverse_bits(code++, l));
      }
    }
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
