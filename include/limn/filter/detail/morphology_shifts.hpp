#pragma once
/// \file
/// Winners of up to sixteen neighbors along a row of 32-bit keys that stay in registers, for AVX-512: a load and a
/// store for sixteen pixels, where steps through memory load registers that lie across two lines of the cache.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/pick_lanes.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/morphology_rows.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

struct MorphologyShifts {
  static constexpr Index longest = 16, turns = 4;
  static constexpr Index read_ahead = turns * 16;  // keys

  template <class Tag, class Key>
  static constexpr bool serves =
      LIMN_DETAIL_VECTORS&& LIMN_DETAIL_X86&& std::is_same_v<Tag, Avx512>&& std::is_same_v<Key, std::int32_t>;
};

#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86
/// The winners of `length` keys each, at most 16: of 2, 4, 8 of them by turns, and then of all. A turn gives the
/// register before the one that it takes, since it needs the beginning of the next. `row` can be read `read_ahead` keys
/// past its end, and a register more.
template <class Op, class Key, class T>
LIMN_INLINE void winner_by_shifts(Avx512, const Key* row, Index length, T* to, Index width) {
  using V = VecOf<Key, Avx512>;
  constexpr auto turns = static_cast<std::size_t>(MorphologyShifts::turns);
  V places[turns], last[turns];
  Index covered = 1;
#pragma GCC unroll 4
  for (std::size_t i = 0; i < turns; ++i) {
    const Index more = covered < length - covered ? covered : length - covered;
    places[i] = V::iota() + V::splat(static_cast<Key>(more));
    last[i] = V::zero();
    covered += more;
  }
  for (Index x = -MorphologyShifts::read_ahead; x < width; x += V::size) {
    V winner = V::load(row + x + MorphologyShifts::read_ahead);
#pragma GCC unroll 4
    for (std::size_t i = 0; i < turns; ++i) {
      const V before = last[i];
      const auto behind = pick_lanes(bit_cast<float>(before), bit_cast<float>(winner), places[i]);
      last[i] = winner;
      winner = Op::better(before, bit_cast<Key>(behind));
    }
    if (x < 0) continue;
    if (x + V::size <= width) {
      MorphologyKeys<Op, T>::store(to + x, winner);
    } else {
      T rest[static_cast<std::size_t>(V::size)];
      MorphologyKeys<Op, T>::store(&rest[0], winner);
      std::memcpy(to + x, &rest[0], static_cast<std::size_t>(width - x) * sizeof(T));
    }
  }
}
#endif

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
