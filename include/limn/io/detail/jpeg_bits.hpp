#pragma once
/// \file
/// The entropy-coded bits of a JPEG scan, and its prefix codes.
///
/// Source: ITU-T T.81, "Digital compression and coding of continuous-tone still images", 1992, annexes B, C and F.

#include <limn/core/config.hpp>
#include <limn/io/detail/source.hpp>

#include <array>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Bits, highest first, up to the next marker. Behind it come zeros; taking one of those is an error.
class JpegBits {
 public:
  JpegBits(const Source& source, std::size_t begin)
      : source_(source), in_(source.data + begin), end_(source.data + source.size) {}

  /// At least 32 bits, some of which may lie past the end.
  LIMN_INLINE void refill() {
    if (count_ < 0) fail_at_end();
    while (count_ <= 56 && in_ != end_) {
      const std::uint64_t byte = *in_;
      if (byte == 0xff && !skip_stuffing()) return;
      ++in_;
      bits_ |= byte << (56 - count_);
      count_ += 8;
    }
  }
  [[nodiscard]] LIMN_INLINE std::uint32_t peek(int n) const { return static_cast<std::uint32_t>(bits_ >> (64 - n)); }
  LIMN_INLINE void drop(int n) {
    bits_ <<= n;
    count_ -= n;
  }
  /// The next n bits, at most 16. The caller has refilled.
  [[nodiscard]] LIMN_INLINE std::uint32_t take(int n) {
    if (n == 0) return 0;
    const std::uint32_t value = peek(n);
    drop(n);
    return value;
  }
  /// A signed number of magnitude category n: the lower half of the codes stands for negative numbers.
  [[nodiscard]] LIMN_INLINE int take_signed(int n) {
    if (n == 0) return 0;
    const int value = static_cast<int>(take(n));
    return value < 1 << (n - 1) ? value - (1 << n) + 1 : value;
  }

  /// Ends a run of bits: returns the position of the marker behind it.
  [[nodiscard]] std::size_t finish() {
    if (count_ < 0) fail_at_end();
    bits_ = 0;
    count_ = 0;
    // Bits that no block asked for are passed over.
    while (end_ - in_ >= 2 && (in_[0] != 0xff || in_[1] == 0 || in_[1] == 0xff)) ++in_;
    return static_cast<std::size_t>(in_ - source_.data);
  }

  /// Passes restart marker `number`.
  void restart(int number) {
    const std::size_t at = finish();
    source_.need(at, 2, "pixels");
    if (source_.data[at + 1] != 0xd0 + number) source_.fail("lacks a restart marker");
    in_ += 2;
  }

 private:
  [[noreturn]] LIMN_COLD void fail_at_end() const { source_.fail("ends within its pixels"); }

  /// At a byte of ones: true if it is data, which a zero follows. Stays before a marker.
  bool skip_stuffing() {
    while (end_ - in_ >= 2 && in_[1] == 0xff) ++in_;
    if (end_ - in_ < 2 || in_[1] != 0) return false;
    ++in_;  // on the zero, which the caller passes
    return true;
  }

  const Source& source_;
  const std::uint8_t* in_;
  const std::uint8_t* end_;
  std::uint64_t bits_ = 0;
  int count_ = 0;
};

class JpegCode {
 public:
  /// `counts[i]` symbols have codes of i + 1 bits. False if so many cannot have.
  [[nodiscard]] bool build(const std::uint8_t* counts, const std::uint8_t* symbols) {
    fast_.fill(0);
    symbols_.fill(0);
    std::uint32_t code = 0, total = 0;
    for (std::size_t length = 1; length <= 16; ++length) {
      first_[length] = code;
      offset_[length] = total;
      for (std::uint32_t i = 0; i < counts[length - 1]; ++i, ++code, ++total) {
        if (code >= 1u << length || total >= 256) return false;
        symbols_[total] = symbols[total];
        if (length > fast_bits) continue;
        const std::uint32_t low = code << (fast_bits - length);
        for (std::uint32_t k = 0; k < 1u << (fast_bits - length); ++k) {
          fast_[low + k] = static_cast<std::uint16_t>(length << 8 | symbols[total]);
        }
      }
      end_[length] = code;
      code <<= 1;
    }
    defined_ = true;
    return true;
  }

  [[nodiscard]] bool is_defined() const { return defined_; }

  /// The next symbol, or -1. The caller has refilled.
  [[nodiscard]] LIMN_INLINE int decode(JpegBits& bits) const {
    const std::uint32_t entry = fast_[bits.peek(fast_bits)];
    if (entry == 0) return decode_long(bits);
    bits.drop(static_cast<int>(entry >> 8));
    return static_cast<int>(entry & 255);
  }

 private:
  [[nodiscard]] int decode_long(JpegBits& bits) const {
    for (std::size_t length = fast_bits + 1; length <= 16; ++length) {
      const std::uint32_t code = bits.peek(static_cast<int>(length));
      if (code >= end_[length]) continue;
      bits.drop(static_cast<int>(length));
      return code < first_[length] ? -1 : symbols_[offset_[length] + code - first_[length]];
    }
    return -1;
  }

  static constexpr std::size_t fast_bits = 9;
  std::array<std::uint16_t, 1 << fast_bits> fast_{};
  std::array<std::uint32_t, 17> first_{}, end_{}, offset_{};
  std::array<std::uint8_t, 256> symbols_{};
  bool defined_ = false;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
