#pragma once
/// \file
/// Sorting of plain elements: std::sort takes a compiler 10 ms for every type and order, this a tenth of that.
///
/// Source: merging from the bottom up, as in D. E. Knuth, "The Art of Computer Programming", vol. 3, 1973, 5.2.4.

#include <limn/core/config.hpp>
#include <limn/detail/list.hpp>

#include <cstddef>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Puts `count` values in ascending order; equal ones stay in theirs.
/// \complexity  O(n log n) comparisons; above 16 values, memory for as many again.
template <class T, class Less>
void sort(T* values, std::size_t count, const Less& less) {
  // 1. Short pieces by insertion.
  constexpr std::size_t piece = 16;
  for (std::size_t begin = 0; begin < count; begin += piece) {
    const std::size_t end = count - begin < piece ? count : begin + piece;
    for (std::size_t i = begin + 1; i < end; ++i) {
      const T value = values[i];
      std::size_t to = i;
      for (; to > begin && less(value, values[to - 1]); --to) values[to] = values[to - 1];
      values[to] = value;
    }
  }
  if (count <= piece) return;
  // 2. Two neighbors at a time merged, from one array into the other and back.
  List<T> room(count);
  T *from = values, *to = room.data();
  for (std::size_t length = piece; length < count; length *= 2) {
    for (std::size_t begin = 0; begin < count; begin += 2 * length) {
      const std::size_t middle = count - begin < length ? count : begin + length;
      const std::size_t end = count - middle < length ? count : middle + length;
      std::size_t left = begin, right = middle, next = begin;
      while (left < middle && right < end) {
        const bool second = less(from[right], from[left]);
        to[next++] = from[second ? right : left];
        right += second ? 1 : 0;
        left += second ? 0 : 1;
      }
      while (left < middle) to[next++] = from[left++];
      while (right < end) to[next++] = from[right++];
    }
    T* const other = from;
    from = to;
    to = other;
  }
  for (std::size_t i = 0; from != values && i < count; ++i) values[i] = from[i];
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
