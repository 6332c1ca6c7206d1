#pragma once
/// \file
/// Two thresholds: what is above the low one counts where it is connected to something above the high one.
///
/// Source: J. Canny, "A computational approach to edge detection", IEEE Trans. PAMI 8(6), 1986.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/threshold/fixed.hpp>

#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The pixels of a row that are above either level, as bits.
struct CompareToBits {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* in, Index width, T low_level, T high_level, std::uint64_t* above_low,
                              std::uint64_t* above_high) const {
    const T low = low_level, high = high_level;
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<T, Tag>;
    const V lows = V::splat(low), highs = V::splat(high);
    for (; x + 64 <= width; x += 64) {
      std::uint64_t candidates = 0, found = 0;
#pragma GCC unroll 4
      for (int i = 0; i < 64; i += Tag::bytes) {
        const auto over = [&](const V& level) LIMN_LAMBDA_INLINE {
          const auto compare = [&](int n) LIMN_LAMBDA_INLINE { return V::load(in + x + i + n * V::size) > level; };
          return movemask(byte_mask<T, Tag>(compare)) << i;
        };
        candidates |= over(lows);
        found |= over(highs);
      }
      above_low[x / 64] = candidates;
      above_high[x / 64] = found;
    }
#endif
    for (; x < width; x += 64) {
      std::uint64_t candidates = 0, found = 0;
      const Index length = width - x < 64 ? width - x : 64;
      for (Index i = 0; i < length; ++i) {
        candidates |= static_cast<std::uint64_t>(in[x + i] > low) << i;
        found |= static_cast<std::uint64_t>(in[x + i] > high) << i;
      }
      above_low[x / 64] = candidates;
      above_high[x / 64] = found;
    }
  }
};

}  // namespace detail

/// Writes foreground where a pixel is above `low` and connected, through pixels above `low`, to one above `high`.
/// Both comparisons are strict; a NaN pixel is background.
///
/// \param in            any rank, any gray pixel type.
/// \param out           a mask of the same size; the same memory as `in` is fine for 8-bit pixels.
/// \param low, high     in the units of the pixels, not NaN. Where `low > high`, `high` is taken for both.
/// \param connectivity  which pixels touch; scikit-image's `apply_hysteresis_threshold` is `Connectivity::face`.
/// \throws std::invalid_argument  if the sizes differ or a level is NaN.
/// \complexity          linear; two bits of scratch per pixel.
template <GrayImage I, OutputOf<Binary> O>
requires SameRank<I, O>
void hysteresis_into(const I& in, O&& out, pixel_t<I> low, pixel_t<I> high,
                     Connectivity connectivity = Connectivity::full) {
  constexpr std::size_t rank = rank_v<I>;
  const auto image = const_view(in);
  detail::require_same_size("limn::hysteresis_into", "the output", view(out).size(), "the image", image.size());
  detail::require_number("limn::hysteresis", "low", low);
  detail::require_number("limn::hysteresis", "high", high);
  if (image.empty()) return;
  if (low > high) low = high;
  detail::BitRows<rank> rows(image.size(), connectivity);
  for (Index z = 0; z < (rank == 3 ? image.size()[rank - 1] : 1); ++z) {
    for (Index y = 0; y < image.height(); ++y) {
      const pixel_t<I>* pixels = nullptr;
      if constexpr (rank == 3) pixels = image.row_pointer(y, z);
      else pixels = image.row_pointer(y);
      rows.clear(y, z);
      detail::dispatch(detail::CompareToBits{}, pixels, image.width(), low, high, rows.candidates(y, z),
                       rows.found(y, z));
      rows.sweep_down(y, z);
    }
  }
  rows.finish();
  detail::write_found(rows, view(out));
}

/// The mask of pixels above `low` that are connected to one above `high`. See `hysteresis_into`.
template <GrayImage I>
[[nodiscard]] Image<Binary, rank_v<I>> hysteresis(const I& image, pixel_t<I> low, pixel_t<I> high,
                                                  Connectivity connectivity = Connectivity::full) {
  Image<Binary, rank_v<I>> mask(const_view(image).size(), uninitialized);
  hysteresis_into(image, mask, low, high, connectivity);
  return mask;
}

}  // namespace LIMN_ABI
}  // namespace limn
