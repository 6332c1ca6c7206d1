#pragma once
/// \file
/// Packs bytes into a zlib stream: lazy matching over hash chains, and for each block the cheapest of stored, fixed and
/// dynamic codes.
///
/// Source: P. Deutsch, "DEFLATE Compressed Data Format Specification", RFC 1951, 1996; J. Ziv, A. Lempel, "A universal
/// algorithm for sequential data compression", IEEE Trans. IT 23(3), 1977.

#include <limn/core/config.hpp>
#include <limn/io/detail/deflate_code.hpp>
#include <limn/io/detail/inflate.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

class Deflater {
 public:
  explicit Deflater(std::vector<std::byte>& out) : out_(out), head_(hash_size, 0x80000000u), previous_(window) {
    tokens_.reserve(block_tokens);
    for (std::size_t i = 0; i < 288; ++i) fixed_literals_.length[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    fixed_distances_.length.fill(5);
    fixed_literals_.assign_bits();
    fixed_distances_.assign_bits();
    for (std::size_t l = 0, symbol = 0; l < length_symbol_.size(); ++l) {
      while (symbol + 1 < length_base.size() && length_base[symbol + 1] <= l) ++symbol;
      length_symbol_[l] = static_cast<std::uint8_t>(symbol);
    }
  }

  void run(const std::uint8_t* data, std::size_t size) {
    data_ = data;
    size_ = size;
    put(0x9c78, 16);
    find_matches();
    write_block(size_, true);
    if (bit_count_ % 8 != 0) put(0, 8 - bit_count_ % 8);
    const std::uint32_t check = adler32(data, size);
    for (int shift = 24; shift >= 0; shift -= 8) put(check >> shift & 255, 8);
  }

 private:
  static constexpr std::size_t window = 32768, hash_size = 1 << 15, block_tokens = 1 << 15;
  static constexpr std::size_t min_match = 4, max_match = 258, good_match = 32;
  static constexpr int max_chain = 24;

  /// A byte where the distance is 0, else a match.
  struct Token {
    std::uint16_t value, distance;
  };
  struct Match {
    std::size_t length = 0, distance = 0;
  };

  [[nodiscard]] std::uint32_t& slot(std::size_t at) {
    std::uint32_t word = 0;
    std::memcpy(&word, data_ + at, 4);
    return head_[word * 2654435761u >> 17];
  }

  void insert(std::size_t at) {
    if (size_ - at < min_match) return;
    std::uint32_t& first = slot(at);
    previous_[at % window] = first;
    first = static_cast<std::uint32_t>(at);
  }

  [[nodiscard]] static std::size_t common_length(const std::uint8_t* a, const std::uint8_t* b, std::size_t limit) {
    std::size_t n = 0;
    for (; n + 8 <= limit; n += 8) {
      std::uint64_t u = 0, v = 0;
      std::memcpy(&u, a + n, 8);
      std::memcpy(&v, b + n, 8);
      if (u == v) continue;
      const int zeros = std::endian::native == std::endian::little ? std::countr_zero(u ^ v) : std::countl_zero(u ^ v);
      return n + static_cast<std::size_t>(zeros) / 8;
    }
    while (n < limit && a[n] == b[n]) ++n;
    return n;
  }

  /// The longest match of more than `least` bytes among the latest candidates; the nearest of equals.
  [[nodiscard]] Match find(std::size_t at, std::size_t least) {
    Match best{least, 0};
    const std::size_t limit = (std::min)(max_match, size_ - at);
    if (limit < min_match || least >= limit) return {};
    std::uint32_t candidate = slot(at);
    std::size_t nearer = 0;
    for (int tries = 0; tries < max_chain; ++tries) {
      // Positions wrap at 2^32, which a distance does not notice; a stale candidate merely fails to match.
      const std::size_t distance = static_cast<std::uint32_t>(static_cast<std::uint32_t>(at) - candidate);
      if (distance <= nearer || distance > window || distance > at) break;
      nearer = distance;
      const std::uint8_t* const there = data_ + at - distance;
      if (there[best.length] == data_[at + best.length]) {
        const std::size_t length = common_length(there, data_ + at, limit);
        if (length > best.length) best = {length, distance};
        if (length == limit) break;
      }
      candidate = previous_[candidate % window];
    }
    return best.distance > 0 ? best : Match{};
  }

  void find_matches() {
    Match match;
    for (std::size_t at = 0; at < size_;) {
      if (match.length == 0) match = find(at, min_match - 1);
      insert(at);
      if (match.length == 0) {
        ++at;
        emit({data_[at - 1], 0}, at);
        continue;
      }
      // A longer match at the next byte is worth spelling this one out.
      if (match.length < good_match && at + 1 < size_) {
        const Match next = find(at + 1, match.length);
        if (next.length > 0) {
          ++at;
          emit({data_[at - 1], 0}, at);
          match = next;
          continue;
        }
      }
      const std::size_t end = at + match.length;
      for (++at; at < end; ++at) insert(at);
      emit({static_cast<std::uint16_t>(match.length), static_cast<std::uint16_t>(match.distance)}, end);
      match = {};
    }
  }

  void emit(Token token, std::size_t end) {
    tokens_.push_back(token);
    if (tokens_.size() == block_tokens) write_block(end, false);
  }

  [[nodiscard]] static std::size_t distance_symbol(std::size_t distance) {
    if (distance <= 4) return distance - 1;
    const auto bits = static_cast<std::size_t>(std::bit_width(distance - 1));
    return 2 * (bits - 1) + ((distance - 1) >> (bits - 2) & 1);
  }

  void put(std::uint64_t value, int bits) {
    buffer_ |= value << bit_count_;
    bit_count_ += bits;
    while (bit_count_ >= 8) {
      out_.push_back(static_cast<std::byte>(buffer_ & 255));
      buffer_ >>= 8;
      bit_count_ -= 8;
    }
  }

  // Two symbols are never used, but the fixed code numbers them.
  using Literals = DeflateCode<288>;
  using Distances = DeflateCode<30>;

  /// The tokens gathered since the last block, which stand for the bytes up to `end`.
  void write_block(std::size_t end, bool last) {
    std::array<std::uint32_t, 288> literal_count{};
    std::array<std::uint32_t, 30> distance_count{};
    for (const Token& token : tokens_) {
      if (token.distance == 0) {
        ++literal_count[token.value];
      } else {
        ++literal_count[257u + length_symbol_[token.value]];
        ++distance_count[distance_symbol(token.distance)];
      }
    }
    ++literal_count[256];
    Literals literals;
    Distances distances;
    literals.build(literal_count, 15);
    distances.build(distance_count, 15);
    const std::vector<std::uint16_t> lengths = code_lengths(literals, distances);
    DeflateCode<19> lengths_code;
    std::array<std::uint32_t, 19> length_count{};
    for (const std::uint16_t l : lengths) ++length_count[l & 31];
    lengths_code.build(length_count, 7);

    const auto cost = [&](const Literals& a, const Distances& b) {
      std::uint64_t bits = 0;
      for (std::size_t i = 0; i < 286; ++i) {
        bits += std::uint64_t{literal_count[i]} * (a.length[i] + (i < 257 ? 0u : length_extra[i - 257]));
      }
      for (std::size_t i = 0; i < 30; ++i) bits += std::uint64_t{distance_count[i]} * (b.length[i] + distance_extra[i]);
      return bits;
    };
    std::uint64_t dynamic_bits = cost(literals, distances) + 14 + 19 * 3;
    for (const std::uint16_t l : lengths) dynamic_bits += lengths_code.length[l & 31] + repeat_bits(l & 31);
    const std::uint64_t fixed_bits = cost(fixed_literals_, fixed_distances_);
    const std::uint64_t stored_bytes = end - block_begin_;
    const std::uint64_t stored_bits = 8 * stored_bytes + 48 * (stored_bytes / 65535 + 1);

    if (stored_bits < (std::min)(fixed_bits, dynamic_bits)) {
      write_stored(end, last);
    } else if (fixed_bits <= dynamic_bits) {
      put((last ? 1u : 0u) | 1u << 1, 3);
      write_tokens(fixed_literals_, fixed_distances_);
    } else {
      put((last ? 1u : 0u) | 2u << 1, 3);
      put((286 - 257) | (30 - 1) << 5 | (19 - 4) << 10, 14);
      for (const std::uint8_t i : code_length_order) put(lengths_code.length[i], 3);
      for (const std::uint16_t l : lengths) {
        put(lengths_code.bits[l & 31], lengths_code.length[l & 31]);
        put(l >> 5, static_cast<int>(repeat_bits(l & 31)));
      }
      write_tokens(literals, distances);
    }
    tokens_.clear();
    block_begin_ = end;
  }

  [[nodiscard]] static std::uint32_t repeat_bits(std::uint32_t symbol) {
    return symbol == 16 ? 2 : symbol == 17 ? 3 : symbol == 18 ? 7 : 0;
  }

  /// The lengths of both codes in the alphabet of RFC 1951 section 3.2.7: a symbol, and above 5 bits its repetition.
  [[nodiscard]] static std::vector<std::uint16_t> code_lengths(const Literals& literals, const Distances& distances) {
    std::array<std::uint8_t, 286 + 30> all{};
    std::copy(literals.length.begin(), literals.length.begin() + 286, all.begin());
    std::copy(distances.length.begin(), distances.length.end(), all.begin() + 286);
    std::vector<std::uint16_t> result;
    for (std::size_t i = 0; i < all.size();) {
      std::size_t run = 1;
      while (i + run < all.size() && all[i + run] == all[i]) ++run;
      const std::uint8_t value = all[i];
      i += run;
      if (value != 0) {
        result.push_back(value);
        --run;
      }
      while (run >= 3) {
        const std::size_t most = value != 0 ? 6 : run >= 11 ? 138 : 10, least = most == 138 ? 11 : 3;
        const std::size_t n = (std::min)(run, most);
        result.push_back(static_cast<std::uint16_t>((value != 0 ? 16u : most == 138 ? 18u : 17u) | (n - least) << 5));
        run -= n;
      }
      for (; run > 0; --run) result.push_back(value);
    }
    return result;
  }

  void write_tokens(const Literals& literals, const Distances& distances) {
    for (const Token& token : tokens_) {
      if (token.distance == 0) {
        put(literals.bits[token.value], literals.length[token.value]);
        continue;
      }
      const std::size_t l = length_symbol_[token.value], d = distance_symbol(token.distance);
      put(literals.bits[257 + l] | std::uint64_t{token.value - std::uint32_t{length_base[l]}}
                                       << literals.length[257 + l],
          literals.length[257 + l] + length_extra[l]);
      put(distances.bits[d] | std::uint64_t{token.distance - std::uint32_t{distance_base[d]}} << distances.length[d],
          distances.length[d] + distance_extra[d]);
    }
    put(literals.bits[256], literals.length[256]);
  }

  void write_stored(std::size_t end, bool last) {
    for (std::size_t at = block_begin_; at < end;) {
      const std::size_t n = (std::min)(end - at, std::size_t{65535});
      put(last && at + n == end ? 1 : 0, 3);
      if (bit_count_ % 8 != 0) put(0, 8 - bit_count_ % 8);
      put(n | (n ^ 65535u) << 16, 32);
      const std::byte* const bytes = reinterpret_cast<const std::byte*>(data_ + at);
      out_.insert(out_.end(), bytes, bytes + n);
      at += n;
    }
  }

  std::vector<std::byte>& out_;
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0, block_begin_ = 0;
  std::uint64_t buffer_ = 0;
  int bit_count_ = 0;
  std::vector<std::uint32_t> head_, previous_;
  std::vector<Token> tokens_;
  Literals fixed_literals_;
  Distances fixed_distances_;
  std::array<std::uint8_t, 259> length_symbol_{};
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
