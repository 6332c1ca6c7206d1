#pragma once
/// \file
/// A block of 512 pixels of a row as bits in registers, and how what is flooded runs along it.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr Index block_words = 8, block_pixels = 64 * block_words;
inline constexpr unsigned all_words = (1U << block_words) - 1;  // bit w is word w of a block

// The registers of a block: their lanes moved one up, the last of `before` to the front, and one down.
#if LIMN_DETAIL_X86
[[nodiscard]] inline Vec<std::uint64_t, 16> moved_up(const Vec<std::uint64_t, 16>& before,
                                                     const Vec<std::uint64_t, 16>& a) {
  return {__builtin_shufflevector(before.v, a.v, 1, 2)};
}
[[nodiscard]] inline Vec<std::uint64_t, 16> moved_down(const Vec<std::uint64_t, 16>& a,
                                                       const Vec<std::uint64_t, 16>& after) {
  return {__builtin_shufflevector(a.v, after.v, 1, 2)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::uint64_t, 32> moved_up(const Vec<std::uint64_t, 32>& before,
                                                                      const Vec<std::uint64_t, 32>& a) {
  return {__builtin_shufflevector(before.v, a.v, 3, 4, 5, 6)};
}
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::uint64_t, 32> moved_down(const Vec<std::uint64_t, 32>& a,
                                                                        const Vec<std::uint64_t, 32>& after) {
  return {__builtin_shufflevector(a.v, after.v, 1, 2, 3, 4)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::uint64_t, 64> moved_up(const Vec<std::uint64_t, 64>& before,
                                                                        const Vec<std::uint64_t, 64>& a) {
  return {__builtin_shufflevector(before.v, a.v, 7, 8, 9, 10, 11, 12, 13, 14)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::uint64_t, 64> moved_down(const Vec<std::uint64_t, 64>& a,
                                                                          const Vec<std::uint64_t, 64>& after) {
  return {__builtin_shufflevector(a.v, after.v, 1, 2, 3, 4, 5, 6, 7, 8)};
}
#else
[[nodiscard]] inline std::uint64_t moved_up(std::uint64_t before, std::uint64_t) { return before; }
[[nodiscard]] inline std::uint64_t moved_down(std::uint64_t, std::uint64_t after) { return after; }
#endif

/// 512 bits; bit i of word w is pixel 64 * w + i.
template <class Tag>
class Block {
#if LIMN_DETAIL_X86
  using Part = VecOf<std::uint64_t, Tag>;
  static constexpr Index parts = block_words / Part::size;
  static LIMN_INLINE Part part(const std::uint64_t* words, Index i) { return Part::load(words + i * Part::size); }
  static LIMN_INLINE void store(const Part& part, std::uint64_t* words, Index i) { part.store(words + i * Part::size); }
  static LIMN_INLINE std::uint64_t word(const Part& part, Index lane) { return part[static_cast<int>(lane)]; }
#else
  using Part = std::uint64_t;
  static constexpr Index parts = block_words;
  static LIMN_INLINE Part part(const std::uint64_t* words, Index i) { return words[i]; }
  static LIMN_INLINE void store(Part part, std::uint64_t* words, Index i) { words[i] = part; }
  static LIMN_INLINE std::uint64_t word(Part part, Index) { return part; }
  static LIMN_INLINE bool any_bit(Part part) { return part != 0; }
#endif

 public:
  [[nodiscard]] static LIMN_INLINE Block load(const std::uint64_t* words) {
    return made([&](Index i) LIMN_LAMBDA_INLINE { return part(words, i); });
  }
  [[nodiscard]] static LIMN_INLINE Block none() {
    return made([](Index) LIMN_LAMBDA_INLINE { return Part{}; });
  }
  LIMN_INLINE void store(std::uint64_t* words) const {
    for (Index i = 0; i < parts; ++i) store(parts_[i], words, i);
  }
  [[nodiscard]] LIMN_INLINE bool any() const {
    Part all = parts_[0];
    for (Index i = 1; i < parts; ++i) all = all | parts_[i];
    return any_bit(all);
  }
  [[nodiscard]] LIMN_INLINE std::uint64_t first_word() const { return word(parts_[0], 0); }
  [[nodiscard]] LIMN_INLINE std::uint64_t last_word() const { return word(parts_[parts - 1], block_words / parts - 1); }
  [[nodiscard]] friend LIMN_INLINE Block operator&(const Block& a, const Block& b) {
    return made([&](Index i) LIMN_LAMBDA_INLINE { return a.parts_[i] & b.parts_[i]; });
  }
  [[nodiscard]] friend LIMN_INLINE Block operator|(const Block& a, const Block& b) {
    return made([&](Index i) LIMN_LAMBDA_INLINE { return a.parts_[i] | b.parts_[i]; });
  }
  [[nodiscard]] friend LIMN_INLINE Block operator~(const Block& a) {
    return made([&](Index i) LIMN_LAMBDA_INLINE { return ~a.parts_[i]; });
  }
  /// The words that have a pixel.
  [[nodiscard]] LIMN_INLINE unsigned filled_words() const {
    std::uint64_t words[block_words];
    store(words);
    unsigned result = 0;
    for (Index w = 0; w < block_words; ++w) result |= static_cast<unsigned>(words[w] != 0) << w;
    return result;
  }
  /// The words beside one whose pixel next to them is set.
  [[nodiscard]] LIMN_INLINE unsigned reached_words() const {
    std::uint64_t words[block_words];
    store(words);
    std::uint64_t result = 0;
    for (Index w = 0; w < block_words; ++w) result |= words[w] >> 63 << (w + 1) | (words[w] & 1) << w >> 1;
    return static_cast<unsigned>(result) & all_words;
  }
  /// Every pixel to where the one before it is, and after it.
  [[nodiscard]] LIMN_INLINE Block upward() const {
    return made([&](Index i) LIMN_LAMBDA_INLINE {
      const Part before = i > 0 ? parts_[i > 0 ? i - 1 : 0] : Part{};
      return parts_[i] << 1 | moved_up(before, parts_[i]) >> 63;
    });
  }
  [[nodiscard]] LIMN_INLINE Block downward() const {
    return made([&](Index i) LIMN_LAMBDA_INLINE {
      const Part after = i + 1 < parts ? parts_[i + 1 < parts ? i + 1 : 0] : Part{};
      return parts_[i] >> 1 | moved_down(parts_[i], after) << 63;
    });
  }

  /// What is reached from these pixels along the row: upward where `up` opens a pixel to the one before it, downward
  /// where `down` opens it to the one after it.
  [[nodiscard]] LIMN_INLINE Block filled(const Block& up, const Block& down) const {
    Block reached = *this;
    while (true) {
      const Block entered = ((reached.upward() & up) | (reached.downward() & down)) & ~reached;
      if (!entered.any()) return reached;
      reached = made([&](Index i) LIMN_LAMBDA_INLINE {
        return reached.parts_[i] | along_word(entered.parts_[i], up.parts_[i], down.parts_[i]);
      });
    }
  }

 private:
  template <class F>
  [[nodiscard]] static LIMN_INLINE Block made(const F& f) {
    Block block;
#pragma GCC unroll 8
    for (Index i = 0; i < parts; ++i) block.parts_[i] = f(i);
    return block;
  }

  /// What is reached from the pixels of a word within it.
  [[nodiscard]] static LIMN_INLINE Part along_word(const Part& entered, const Part& up, const Part& down) {
    // The carry of a sum clears a run of open pixels from its first start on, but for its other starts.
    const Part starts = entered << 1 & up;
    Part below = entered, open = down;
#pragma GCC unroll 6
    for (int step = 1; step < 64; step *= 2) {
      below = below | (open & below >> step);
      open = open & open >> step;
    }
    return below | (up & (~(up + starts) | starts));
  }

  Part parts_[static_cast<std::size_t>(parts)];
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
