#pragma once
/// \file
/// Unpacks a zlib stream into exactly as many bytes as the caller expects.
///
/// Source: P. Deutsch, "DEFLATE Compressed Data Format Specification", RFC 1951, 1996; P. Deutsch, J.-L. Gailly, "ZLIB
/// Compressed Data Format Specification", RFC 1950, 1996.

#include <limn/core/config.hpp>
#include <limn/io/detail/source.hpp>

#include <array>
#include <cstdint>
#include <cstring>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The checksum that ends a zlib stream.
[[nodiscard]] inline std::uint32_t adler32(const std::uint8_t* data, std::size_t size) {
  std::uint32_t a = 1, b = 0;
  while (size > 0) {
    std::size_t run = size < 5552 ? size : 5552;  // the longest for which b cannot overflow
    size -= run;
    for (; run > 0; --run) {
      a += *data++;
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return b << 16 | a;
}

// Lengths and distances as RFC 1951 section 3.2.5 codes them: a base and a number of extra bits for each symbol.
inline constexpr std::array<std::uint16_t, 29> length_base = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
inline constexpr std::array<std::uint8_t, 29> length_extra = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                              2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
inline constexpr std::array<std::uint16_t, 30> distance_base = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
inline constexpr std::array<std::uint8_t, 30> distance_extra = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                                                6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
inline constexpr std::array<std::uint8_t, 19> code_length_order = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                                   11, 4,  12, 3, 13, 2, 14, 1, 15};

/// The low `length` bits of `code` in reverse.
[[nodiscard]] inline std::uint32_t reverse_bits(std::uint32_t code, int length) {
  std::uint32_t reversed = 0;
  for (int i = 0; i < length; ++i) reversed |= (code >> i & 1u) << (length - 1 - i);
  return reversed;
}

/// A prefix code: short codes by one look-up, long ones by counting through the lengths.
class InflateCode {
 public:
  static constexpr int fast_bits = 10, max_bits = 15;

  /// False if the lengths make no prefix code. One code alone may leave half of the space unused.
  [[nodiscard]] bool build(const std::uint8_t* lengths, int count) {
    count_.fill(0);
    fast_.fill(0);
    for (int i = 0; i < count; ++i) ++count_[lengths[i]];
    count_[0] = 0;
    int left = 1, used = 0;
    for (std::size_t length = 1; length <= max_bits; ++length) {
      left = 2 * left - count_[length];
      if (left < 0) return false;
      used += count_[length];
    }
    if (left > 0 && !(used == 0 || (used == 1 && count_[1] == 1))) return false;

    std::array<std::uint16_t, max_bits + 2> offset{}, code{};
    for (std::size_t length = 1; length <= max_bits; ++length) {
      offset[length + 1] = static_cast<std::uint16_t>(offset[length] + count_[length]);
      code[length + 1] = static_cast<std::uint16_t>((code[length] + count_[length]) << 1);
    }
    for (int symbol = 0; symbol < count; ++symbol) {
      const int length = lengths[symbol];
      if (length == 0) continue;
      const auto l = static_cast<std::size_t>(length);
      symbol_[offset[l]++] = static_cast<std::uint16_t>(symbol);
      const std::uint32_t own = code[l]++;
      if (length > fast_bits) continue;
      for (std::uint32_t i = reverse_bits(own, length); i < fast_.size(); i += 1u << length) {
        fast_[i] = static_cast<std::uint16_t>(symbol << 4 | length);
      }
    }
    return true;
  }

  /// The symbol at the low end of `bits`, shifted left by 4, with its length below; 0 if there is none.
  [[nodiscard]] LIMN_INLINE std::uint32_t decode(std::uint64_t bits) const {
    const std::uint32_t entry = fast_[bits & (fast_.size() - 1)];
    return entry != 0 ? entry : decode_long(bits);
  }

 private:
  [[nodiscard]] std::uint32_t decode_long(std::uint64_t bits) const {
    int code = 0, first = 0, index = 0;
    for (int length = 1; length <= max_bits; ++length) {
      code |= static_cast<int>(bits & 1);
      bits >>= 1;
      const int count = count_[static_cast<std::size_t>(length)];
      if (code - first < count) {
        return static_cast<std::uint32_t>(symbol_[static_cast<std::size_t>(index + code - first)] << 4 | length);
      }
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return 0;
  }

  std::array<std::uint16_t, max_bits + 1> count_{};
  std::array<std::uint16_t, 288> symbol_{};
  std::array<std::uint16_t, 1 << fast_bits> fast_{};
};

class Inflater {
 public:
  Inflater(const std::uint8_t* in, std::size_t size) : in_(in), end_(in + size) {}

  /// Unpacks the stream into `out`. Returns what is wrong with it, or nullptr.
  [[nodiscard]] const char* run(std::uint8_t* out, std::size_t size) {
    begin_ = out_ = out;
    out_end_ = out + size;
    if (end_ - in_ < 2) return truncated;
    if ((in_[0] & 15) != 8 || in_[0] >> 4 > 7 || big16(in_) % 31 != 0 || (in_[1] & 32) != 0) return "bad zlib header";
    in_ += 2;
    for (bool last = false; !last;) {
      last = take(1) != 0;
      const std::uint32_t kind = take(2);
      if (count_ < 0) return truncated;
      const char* error = nullptr;
      if (kind == 0) error = stored_block();
      else if (kind == 1) error = fixed_block();
      else if (kind == 2) error = dynamic_block();
      else error = "bad block type";
      if (error != nullptr) return error;
    }
    if (out_ != out_end_) return "too little data";
    take(count_ & 7);
    std::uint32_t check = 0;
    for (int i = 0; i < 4; ++i) check = check << 8 | take(8);
    if (count_ < 0) return truncated;
    return check == adler32(begin_, size) ? nullptr : "wrong checksum";
  }

 private:
  static constexpr const char* truncated = "ends too early";

  /// At least 57 bits, counting zeros past the end; what was taken from there shows as a negative count.
  LIMN_INLINE void refill() {
    while (count_ <= 56 && in_ < end_) {
      bits_ |= static_cast<std::uint64_t>(*in_++) << count_;
      count_ += 8;
    }
  }
  LIMN_INLINE void drop(int n) {
    bits_ >>= n;
    count_ -= n;
  }
  LIMN_INLINE std::uint32_t take_unfilled(int n) {
    const std::uint32_t value = static_cast<std::uint32_t>(bits_ & ((std::uint64_t{1} << n) - 1));
    drop(n);
    return value;
  }
  std::uint32_t take(int n) {
    if (count_ < n) {
      if (count_ < 0) return 0;
      refill();
    }
    return take_unfilled(n);
  }

  const char* stored_block() {
    take(count_ & 7);
    const std::uint32_t length = take(16), complement = take(16);
    if (count_ < 0) return truncated;
    if (length != (complement ^ 0xffffu)) return "bad stored block";
    // The bytes that wait in the bit buffer go back.
    in_ -= count_ / 8;
    bits_ = 0;
    count_ = 0;
    if (static_cast<std::size_t>(end_ - in_) < length) return truncated;
    if (static_cast<std::size_t>(out_end_ - out_) < length) return too_long;
    if (length > 0) std::memcpy(out_, in_, length);
    in_ += length;
    out_ += length;
    return nullptr;
  }

  const char* fixed_block() {
    std::array<std::uint8_t, 288> lengths{};
    for (std::size_t i = 0; i < 288; ++i) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    std::array<std::uint8_t, 32> distances{};
    distances.fill(5);
    if (!literals_.build(lengths.data(), 288) || !distances_.build(distances.data(), 32)) return bad_code;
    return coded_block();
  }

  const char* dynamic_block() {
    const int literal_count = static_cast<int>(take(5)) + 257, distance_count = static_cast<int>(take(5)) + 1;
    const int order_count = static_cast<int>(take(4)) + 4;
    if (literal_count > 286 || distance_count > 30) return bad_code;
    std::array<std::uint8_t, 19> order_lengths{};
    for (int i = 0; i < order_count; ++i) {
      order_lengths[code_length_order[static_cast<std::size_t>(i)]] = static_cast<std::uint8_t>(take(3));
    }
    if (count_ < 0) return truncated;
    if (!literals_.build(order_lengths.data(), 19)) return bad_code;

    std::array<std::uint8_t, 286 + 30> lengths{};
    const int total = literal_count + distance_count;
    for (int i = 0; i < total;) {
      refill();
      const std::uint32_t entry = literals_.decode(bits_);
      if (entry == 0) return bad_code;
      drop(static_cast<int>(entry & 15));
      const std::uint32_t symbol = entry >> 4;
      if (symbol < 16) {
        lengths[static_cast<std::size_t>(i++)] = static_cast<std::uint8_t>(symbol);
        if (count_ < 0) return truncated;
        continue;
      }
      if (symbol == 16 && i == 0) return bad_code;
      const std::uint8_t value = symbol == 16 ? lengths[static_cast<std::size_t>(i - 1)] : std::uint8_t{0};
      const int repeat = symbol == 16   ? 3 + static_cast<int>(take_unfilled(2))
                         : symbol == 17 ? 3 + static_cast<int>(take_unfilled(3))
                                        : 11 + static_cast<int>(take_unfilled(7));
      if (count_ < 0) return truncated;
      if (repeat > total - i) return bad_code;
      for (int k = 0; k < repeat; ++k) lengths[static_cast<std::size_t>(i++)] = value;
    }
    if (lengths[256] == 0) return bad_code;
    if (!literals_.build(lengths.data(), literal_count)) return bad_code;
    if (!distances_.build(lengths.data() + literal_count, distance_count)) return bad_code;
    return coded_block();
  }

  const char* coded_block() {
    for (;;) {
      refill();  // 15 + 5 + 15 + 13 bits are the most that one symbol takes
      const std::uint32_t entry = literals_.decode(bits_);
      if (entry == 0) return bad_code;
      drop(static_cast<int>(entry & 15));
      const std::uint32_t symbol = entry >> 4;
      if (symbol < 256) {
        if (count_ < 0) return truncated;
        if (out_ == out_end_) return too_long;
        *out_++ = static_cast<std::uint8_t>(symbol);
        continue;
      }
      if (symbol == 256) return count_ < 0 ? truncated : nullptr;
      if (symbol > 285) return bad_code;
      const std::size_t length = length_base[symbol - 257] + take_unfilled(length_extra[symbol - 257]);
      const std::uint32_t back = distances_.decode(bits_);
      if (back == 0 || back >> 4 > 29) return bad_code;
      drop(static_cast<int>(back & 15));
      const std::size_t distance = distance_base[back >> 4] + take_unfilled(distance_extra[back >> 4]);
      if (count_ < 0) return truncated;
      if (distance > static_cast<std::size_t>(out_ - begin_)) return "distance too far back";
      if (length > static_cast<std::size_t>(out_end_ - out_)) return too_long;
      copy_back(length, distance);
    }
  }

  LIMN_INLINE void copy_back(std::size_t length, std::size_t distance) {
    const std::uint8_t* from = out_ - distance;
    if (distance >= 8 && static_cast<std::size_t>(out_end_ - out_) >= length + 8) {
      for (std::size_t i = 0; i < length; i += 8) std::memcpy(out_ + i, from + i, 8);
    } else if (distance == 1) {
      std::memset(out_, *from, length);
    } else {
      for (std::size_t i = 0; i < length; ++i) out_[i] = from[i];
    }
    out_ += length;
  }

  static constexpr const char* bad_code = "bad prefix code";
  static constexpr const char* too_long = "too much data";

  const std::uint8_t* in_;
  const std::uint8_t* end_;
  std::uint64_t bits_ = 0;
  int count_ = 0;
  std::uint8_t* begin_ = nullptr;
  std::uint8_t* out_ = nullptr;
  std::uint8_t* out_end_ = nullptr;
  InflateCode literals_, distances_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
