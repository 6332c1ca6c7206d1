#pragma once
/// \file
/// Numbers as unsigned integers of the same order, to sort them by digits and to halve the ways between them.

#include <limn/core/config.hpp>

#include <bit>
#include <cstdint>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

template <class T>
using ordered_bits_t = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
template <class T>
inline constexpr ordered_bits_t<T> sign_bit = ordered_bits_t<T>{1} << (sizeof(ordered_bits_t<T>) * 8 - 1);

/// Bits that order as the values do; equal for equal values. Not of NaN.
template <class T>
[[nodiscard]] LIMN_INLINE ordered_bits_t<T> ordered_bits(T value) {
  using Bits = ordered_bits_t<T>;
  if constexpr (std::is_floating_point_v<T>) {
    const auto bits = std::bit_cast<Bits>(static_cast<T>(value + T{0}));  // -0 becomes 0
    return static_cast<Bits>((bits & sign_bit<T>) != 0 ? ~bits : bits | sign_bit<T>);
  } else if constexpr (std::is_signed_v<T>) {
    return static_cast<Bits>(static_cast<Bits>(value) ^ sign_bit<T>);
  } else {
    return static_cast<Bits>(value);
  }
}

/// The number of which these are the bits.
template <class T>
requires std::is_floating_point_v<T>
[[nodiscard]] LIMN_INLINE T from_ordered_bits(ordered_bits_t<T> bits) {
  return std::bit_cast<T>(static_cast<ordered_bits_t<T>>((bits & sign_bit<T>) != 0 ? bits ^ sign_bit<T> : ~bits));
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
