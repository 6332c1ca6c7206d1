#pragma once
/// \file
/// Rows of outputs that are too large for the caches.
///
/// A store to memory reads the line it writes to first, unless it streams around the caches. So the rows of a large
/// output are computed into one row of scratch, which stays in the first-level cache, and streamed from there: less
/// than half the time where memory is the limit. What fits the caches is written as usual; there, streaming is slower.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Whether an output of `count` values is too large for the caches: its rows then reach memory before they are read.
template <class T>
[[nodiscard]] constexpr bool streamed(Index count) {
  return count >= (Index{8} << 20) / static_cast<Index>(sizeof(T));
}

/// Copies bytes by streaming stores; `stream_fence` is left to the caller.
struct StreamBytes {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const std::byte* from, std::byte* to, std::size_t count) const {
    std::size_t i = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::int32_t, Tag>;
    constexpr std::size_t line = 64, step = static_cast<std::size_t>(V::bytes);
    const std::size_t head = (line - reinterpret_cast<std::uintptr_t>(to) % line) % line;
    if (count >= head + line) {
      std::memcpy(to, from, head);
      for (i = head; i + line <= count; i += line) {
#pragma GCC unroll 4
        for (std::size_t k = 0; k < line; k += step) stream(to + i + k, V::load(from + i + k));
      }
    }
#endif
    std::memcpy(to + i, from + i, count - i);
  }
};

/// Where to write the rows of an output, or pieces of them, each between `begin` and `end`.
template <class T>
class OutputRow {
 public:
  /// \param length  the most that is written between `begin` and `end`.
  /// \param count   of all values of the output.
  OutputRow(Index length, Index count) : scratch_(streamed<T>(count) ? Size<2>{length, 1} : Size<2>{}, uninitialized) {}
  OutputRow(const OutputRow&) = delete;
  OutputRow& operator=(const OutputRow&) = delete;
  ~OutputRow() {
#if LIMN_DETAIL_VECTORS
    if (!scratch_.empty()) stream_fence();
#endif
  }

  /// `to` or scratch.
  [[nodiscard]] T* begin(T* to) { return scratch_.empty() ? to : scratch_.data(); }
  /// All `length` values are written.
  void end(T* to, Index length) {
    if (scratch_.empty()) return;
    dispatch(StreamBytes{}, reinterpret_cast<const std::byte*>(scratch_.data()), reinterpret_cast<std::byte*>(to),
             static_cast<std::size_t>(length) * sizeof(T));
  }

 private:
  Image<T> scratch_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
