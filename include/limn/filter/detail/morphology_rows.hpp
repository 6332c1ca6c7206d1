#pragma once
/// \file
/// The least or greatest of several rows, pixel by pixel: all that erosion and dilation are made of.
///
/// Floats are compared as the integers that their bits are in order, so that no result depends on the order in which
/// pixels meet: -0 is below 0, and NaN beats everything.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The least pixel wins.
struct Erosion {
  static constexpr bool least = true;
  template <class K>
  [[nodiscard]] LIMN_INLINE static K better(const K& a, const K& b) {
    return b < a ? b : a;
  }
#if LIMN_DETAIL_VECTORS
  template <class K, int Bytes>
  [[nodiscard]] LIMN_INLINE static Vec<K, Bytes> better(const Vec<K, Bytes>& a, const Vec<K, Bytes>& b) {
    return (min)(a, b);
  }
#endif
};

/// The greatest pixel wins.
struct Dilation {
  static constexpr bool least = false;
  template <class K>
  [[nodiscard]] LIMN_INLINE static K better(const K& a, const K& b) {
    return a < b ? b : a;
  }
#if LIMN_DETAIL_VECTORS
  template <class K, int Bytes>
  [[nodiscard]] LIMN_INLINE static Vec<K, Bytes> better(const Vec<K, Bytes>& a, const Vec<K, Bytes>& b) {
    return (max)(a, b);
  }
#endif
};

/// Pixels as keys, which are integers in the order of the pixels, and back. `loser` is the key of what lies outside.
template <class Op, class T>
struct MorphologyKeys {
  static_assert(std::is_integral_v<T>);
  using Key = T;
  static constexpr Key loser = Op::least ? (std::numeric_limits<T>::max)() : (std::numeric_limits<T>::min)();
  [[nodiscard]] LIMN_INLINE static Key key(T pixel) { return pixel; }
  [[nodiscard]] LIMN_INLINE static T pixel(Key key) { return key; }
#if LIMN_DETAIL_VECTORS
  template <int Bytes>
  [[nodiscard]] LIMN_INLINE static Vec<Key, Bytes> load(const T* from, const Vec<Key, Bytes>&) {
    return Vec<Key, Bytes>::load(from);
  }
  template <int Bytes>
  LIMN_INLINE static void store(T* to, const Vec<Key, Bytes>& keys) {
    keys.store(to);
  }
#endif
};

/// Any byte but 0 is foreground.
template <class Op>
struct MorphologyKeys<Op, Binary> {
  using Key = std::uint8_t;
  static constexpr Key loser = Op::least ? 255 : 0;
  [[nodiscard]] LIMN_INLINE static Key key(Binary pixel) { return is_foreground(pixel) ? 255 : 0; }
  [[nodiscard]] LIMN_INLINE static Binary pixel(Key key) { return static_cast<Binary>(key); }
#if LIMN_DETAIL_VECTORS
  template <int Bytes>
  [[nodiscard]] LIMN_INLINE static Vec<Key, Bytes> load(const Binary* from, const Vec<Key, Bytes>&) {
    const auto pixels = Vec<Key, Bytes>::load(from);
    return bit_cast<Key>(pixels != Vec<Key, Bytes>::zero());
  }
  template <int Bytes>
  LIMN_INLINE static void store(Binary* to, const Vec<Key, Bytes>& keys) {
    keys.store(to);
  }
#endif
};

template <class Op, class T>
requires std::is_floating_point_v<T>
struct MorphologyKeys<Op, T> {
  using Key = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
  static constexpr Key magnitude = (std::numeric_limits<Key>::max)();
  static constexpr Key infinity = sizeof(T) == 4 ? Key{0x7f800000} : static_cast<Key>(0x7ff0000000000000);
  static constexpr Key loser = Op::least ? infinity : static_cast<Key>(-infinity - 1);
  static constexpr Key nan = Op::least ? (std::numeric_limits<Key>::min)() : magnitude;
  [[nodiscard]] LIMN_INLINE static Key key(T pixel) {
    Key bits = 0;
    std::memcpy(&bits, &pixel, sizeof(bits));
    if ((bits & magnitude) > infinity) return nan;
    return bits < 0 ? bits ^ magnitude : bits;
  }
  [[nodiscard]] LIMN_INLINE static T pixel(Key key) {
    const Key bits = key < 0 ? key ^ magnitude : key;
    T pixel = 0;
    std::memcpy(&pixel, &bits, sizeof(bits));
    return pixel;
  }
#if LIMN_DETAIL_VECTORS
  template <int Bytes>
  [[nodiscard]] LIMN_INLINE static Vec<Key, Bytes> turned(const Vec<Key, Bytes>& bits) {
    using V = Vec<Key, Bytes>;
    return bits ^ (bit_cast<Key>(bits < V::zero()) & V::splat(magnitude));
  }
  template <int Bytes>
  [[nodiscard]] LIMN_INLINE static Vec<Key, Bytes> load(const T* from, const Vec<Key, Bytes>&) {
    using V = Vec<Key, Bytes>;
    const V bits = V::load(from);
    return select((bits & V::splat(magnitude)) > V::splat(infinity), V::splat(nan), turned(bits));
  }
  template <int Bytes>
  LIMN_INLINE static void store(T* to, const Vec<Key, Bytes>& keys) {
    turned(keys).store(to);
  }
#endif
};

template <class Op, class T>
using morphology_key_t = typename MorphologyKeys<Op, T>::Key;

/// So many keys rounded up to whole lines of the cache, so that rows of scratch start at their beginning: a register
/// that is stored across two of them costs twice.
template <class Key>
[[nodiscard]] constexpr Index whole_lines(Index keys) {
  constexpr Index line = 64 / static_cast<Index>(sizeof(Key));
  return (keys + line - 1) / line * line;
}

/// From row to row of scratch: a line more than needed, since rows that are multiples of a page apart get into each
/// other's way.
template <class Key>
[[nodiscard]] constexpr Index scratch_pitch(Index keys) {
  return whole_lines<Key>(keys + 64 / static_cast<Index>(sizeof(Key)));
}

/// Written memory is read first; the hardware asks for it too late.
template <class T>
LIMN_INLINE void prefetch_to_write([[maybe_unused]] const T* row, [[maybe_unused]] Index width) {
#if defined(__GNUC__)
  for (Index x = 0; x < width; x += 64 / static_cast<Index>(sizeof(T))) __builtin_prefetch(row + x, 1);
#endif
}

/// Writes the winner of rows, pixel by pixel: of `Fixed` many, or where that is 0 of `count` (at least 1). `to` is none
/// of them.
template <class Op, int Fixed = 0, class Tag, class From, class To>
LIMN_INLINE void winner_of_rows(Tag, const From* const* given, Index count, To* to, Index width) {
  using In = MorphologyKeys<Op, From>;
  using Out = MorphologyKeys<Op, To>;
  using Key = typename In::Key;
  constexpr std::size_t kept = Fixed > 0 ? Fixed : 1;
  const From* fixed[kept] = {};
  for (Index n = 0; n < Fixed; ++n) fixed[n] = given[n];
  const From* const* const rows = Fixed > 0 ? fixed : given;
  if constexpr (Fixed > 0) count = Fixed;
  Index x = 0;
#if LIMN_DETAIL_VECTORS
  using V = VecOf<Key, Tag>;
  if (width >= V::size) {
    constexpr int block = 4;
    for (; x + block * V::size <= width; x += block * V::size) {
      V winner[block];
#pragma GCC unroll 4
      for (int i = 0; i < block; ++i) winner[i] = In::load(rows[0] + x + i * V::size, V{});
#pragma GCC unroll 4
      for (Index n = 1; n < count; ++n) {
        const From* const row = rows[n] + x;
#pragma GCC unroll 4
        for (int i = 0; i < block; ++i) winner[i] = Op::better(winner[i], In::load(row + i * V::size, V{}));
      }
#pragma GCC unroll 4
      for (int i = 0; i < block; ++i) Out::store(to + x + i * V::size, winner[i]);
    }
    while (x < width) {
      // The last register covers some pixels again.
      if (x > width - V::size) x = width - V::size;
      V winner = In::load(rows[0] + x, V{});
      for (Index n = 1; n < count; ++n) winner = Op::better(winner, In::load(rows[n] + x, V{}));
      Out::store(to + x, winner);
      x += V::size;
    }
    return;
  }
#endif
  for (; x < width; ++x) {
    Key winner = In::key(rows[0][x]);
    for (Index n = 1; n < count; ++n) winner = Op::better(winner, In::key(rows[n][x]));
    to[x] = Out::pixel(winner);
  }
}

/// The same of rows of pixels that become pixels again. To make floats keys costs more than to compare a few: where
/// their sum is a number, none of them is NaN, and the sign of a zero is what all of their signs say.
template <class Op, int Fixed = 0, class Tag, class T>
LIMN_INLINE void winner_of_pixels(Tag tag, const T* const* rows, Index count, T* to, Index width) {
#if LIMN_DETAIL_VECTORS
  if constexpr (std::is_floating_point_v<T>) {
    using V = VecOf<T, Tag>;
    using Keys = MorphologyKeys<Op, T>;
    using Key = typename Keys::Key;
    using K = VecOf<Key, Tag>;
    if constexpr (Fixed > 0) count = Fixed;
    const K magnitude = K::splat(Keys::magnitude), infinity = K::splat(Keys::infinity);
    constexpr int block = 2;
    constexpr Index step = block * V::size;
    for (Index x = 0; width >= step && x < width; x += step) {
      if (x > width - step) x = width - step;  // the last registers cover some pixels again
      V winner[block], sum[block];
      K signs[block];
#pragma GCC unroll 2
      for (int i = 0; i < block; ++i) {
        signs[i] = K::load(rows[0] + x + i * V::size);
        winner[i] = sum[i] = bit_cast<T>(signs[i]);
      }
#pragma GCC unroll 4
      for (Index n = 1; n < count; ++n) {
#pragma GCC unroll 2
        for (int i = 0; i < block; ++i) {
          // Loaded once: as an integer, from which the compiler does not make it again.
          const K bits = K::load(rows[n] + x + i * V::size);
          const V pixels = bit_cast<T>(bits);
          sum[i] += pixels;
          winner[i] = Op::least ? (min)(winner[i], pixels) : (max)(winner[i], pixels);
          signs[i] = Op::least ? signs[i] | bits : signs[i] & bits;
        }
      }
      const K greatest = (max)(bit_cast<Key>(sum[0]) & magnitude, bit_cast<Key>(sum[1]) & magnitude);
      if (movemask(bit_cast<std::int8_t>(greatest > infinity)) != 0) {
#pragma GCC unroll 2
        for (int i = 0; i < block; ++i) {
          K keys = Keys::load(rows[0] + x + i * V::size, K{});
          for (Index n = 1; n < count; ++n) keys = Op::better(keys, Keys::load(rows[n] + x + i * V::size, K{}));
          Keys::store(to + x + i * V::size, keys);
        }
        continue;
      }
#pragma GCC unroll 2
      for (int i = 0; i < block; ++i) {
        ((bit_cast<Key>(winner[i]) & magnitude) | (signs[i] & ~magnitude)).store(to + x + i * V::size);
      }
    }
    if (width >= step) return;
  }
#endif
  winner_of_rows<Op, Fixed>(tag, rows, count, to, width);
}

/// The same of up to four rows, whose number is then known to the compiler.
template <class Op, class Tag, class From, class To>
LIMN_INLINE void winner_of_few(Tag tag, const From* const* rows, Index count, To* to, Index width) {
  if (count == 1) winner_of_rows<Op, 1>(tag, rows, 1, to, width);
  else if (count == 2) winner_of_rows<Op, 2>(tag, rows, 2, to, width);
  else if (count == 3) winner_of_rows<Op, 3>(tag, rows, 3, to, width);
  else winner_of_rows<Op, 4>(tag, rows, 4, to, width);
}

/// As a kernel. `to` may be one of the rows: who has won stays the winner.
template <class Op>
struct WinnerOfRows {
  template <class Tag, class From, class To>
  LIMN_INLINE void operator()(Tag tag, const From* const* rows, Index count, To* to, Index width) const {
    winner_of_rows<Op>(tag, rows, count, to, width);
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
