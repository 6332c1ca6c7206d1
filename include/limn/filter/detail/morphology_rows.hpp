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
#include <limn/detail/simd/vec.hpp>

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

/// Writes the winner of `count` rows (at least 1), pixel by pixel. `to` may be one of the rows.
template <class Op, class From, class To>
struct WinnerOfRows {
  using In = MorphologyKeys<Op, From>;
  using Out = MorphologyKeys<Op, To>;
  using Key = typename In::Key;

  template <class Tag>
  LIMN_INLINE void operator()(Tag, const From* const* rows, Index count, To* to, Index width) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<Key, Tag>;
    if (width >= V::size) {
      constexpr int block = 4;
      for (; x + block * V::size <= width; x += block * V::size) {
        V winner[block];
#pragma GCC unroll 4
        for (int i = 0; i < block; ++i) winner[i] = In::load(rows[0] + x + i * V::size, V{});
        for (Index n = 1; n < count; ++n) {
          const From* const row = rows[n] + x;
#pragma GCC unroll 4
          for (int i = 0; i < block; ++i) winner[i] = Op::better(winner[i], In::load(row + i * V::size, V{}));
        }
#pragma GCC unroll 4
        for (int i = 0; i < block; ++i) Out::store(to + x + i * V::size, winner[i]);
      }
      while (x < width) {
        // The last register again covers pixels that are done: who has won stays the winner.
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
};

/// `front` takes in one more row, and `to` gets the winner of `front` and `behind`.
template <class Op, class From>
struct AdvanceFront {
  using In = MorphologyKeys<Op, From>;
  using Key = typename In::Key;

  template <class Tag>
  LIMN_INLINE void operator()(Tag, const From* row, Key* front, const Key* behind, Key* to, Index width) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<Key, Tag>;
    for (; x + V::size <= width; x += V::size) {
      const V here = Op::better(V::load(front + x), In::load(row + x, V{}));
      here.store(front + x);
      Op::better(here, V::load(behind + x)).store(to + x);
    }
#endif
    for (; x < width; ++x) {
      front[x] = Op::better(front[x], In::key(row[x]));
      to[x] = Op::better(front[x], behind[x]);
    }
  }
};

/// `to` gets the winner of a row of pixels and a row of keys.
template <class Op, class From>
struct AdvanceBack {
  using In = MorphologyKeys<Op, From>;
  using Key = typename In::Key;

  template <class Tag>
  LIMN_INLINE void operator()(Tag, const From* row, const Key* after, Key* to, Index width) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<Key, Tag>;
    for (; x + V::size <= width; x += V::size) {
      Op::better(V::load(after + x), In::load(row + x, V{})).store(to + x);
    }
#endif
    for (; x < width; ++x) to[x] = Op::better(after[x], In::key(row[x]));
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
