#pragma once
/// \file
/// The rows of an image in bands, for an executor.

#include <limn/core/config.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/geometry.hpp>

#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Calls `body(begin, end)` for bands of `rows` rows, a multiple of 64 each but for the last and at least `least`; all
/// in one band for one thread. A body whose results do not depend on where bands begin gives the same whatever runs it.
template <class E, class Body>
void for_each_band(Index rows, Index least, E& executor, const Body& body) {
  if constexpr (std::is_same_v<std::remove_cvref_t<E>, Sequential>) {
    body(Index{0}, rows);
  } else {
    const Index band = least > 64 ? (least + 63) / 64 * 64 : 64;
    executor((rows + band - 1) / band, [&](Index i) { body(i * band, (i + 1) * band < rows ? (i + 1) * band : rows); });
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
