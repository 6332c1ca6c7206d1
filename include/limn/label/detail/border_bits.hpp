#pragma once
/// \file
/// What of a mask, or of its background, is connected to the border of the picture.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/detail/mask_bits.hpp>

#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Makes the foreground of the mask (with `flip` all ones its background) candidates, and found what of it is connected
/// to the border. The mask is not empty.
template <std::size_t R>
void find_from_border(const ImageView<const Binary, R>& mask, std::uint64_t flip, BitRows<R>& rows) {
  const Index width = mask.width(), height = mask.height(), depth = R == 3 ? mask.size()[R - 1] : 1;
  const Index last = (width - 1) / 64;
  for (Index i = 0; i < row_count(mask.size()); ++i) {
    const Index y = i % height, z = i / height;
    rows.clear(y, z);
    std::uint64_t* const candidates = rows.candidates(y, z);
    std::uint64_t* const found = rows.found(y, z);
    dispatch(PackBits{}, nth_row(mask, i), candidates, width, flip);
    if (y == 0 || y == height - 1 || (R == 3 && (z == 0 || z == depth - 1))) {
      for (Index word = 0; word <= last; ++word) found[word] = candidates[word];
    } else {
      found[0] = candidates[0] & 1;
      found[last] |= candidates[last] & (std::uint64_t{1} << ((width - 1) % 64));
    }
    rows.sweep_down(y, z);
  }
  rows.finish();
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
