#pragma once
/// \file
/// Gray slices of half the size on both axes: linear interpolation and area averaging are the mean of four there.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/channel_rows.hpp>
#include <limn/filter/detail/gaussian_lanes.hpp>
#include <limn/filter/detail/resize_lanes.hpp>

#include <algorithm>
#include <cstdint>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Means of two pixels of two rows each, as `BlendRows` and `BetweenAlong` have them under weights of a half.
/// `next` is written soon.
struct HalveRows {
  template <class T>
  static constexpr bool takes = std::is_same_v<T, float> || std::is_same_v<T, std::uint8_t> || sizeof(T) == 2;

  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* above, const T* below, T* out, [[maybe_unused]] T* next,
                              Index width) const {
    const auto one = [&](Index x) LIMN_LAMBDA_INLINE {
      const auto blend = [&](Index at) LIMN_LAMBDA_INLINE {
        const float part = static_cast<float>(above[at]) * 0.5F, other_part = static_cast<float>(below[at]) * 0.5F;
        return part + other_part;
      };
      const float left = blend(2 * x) * 0.5F, right = blend(2 * x + 1) * 0.5F;
      out[x] = GaussianReal<float, T>::finish(left + right);
    };
#if LIMN_DETAIL_VECTORS
    if constexpr (std::is_integral_v<T>) {
      // The two pixels of a lane, and the sum of four as their mean, halves to even.
      using Lane = std::conditional_t<sizeof(T) == 1, std::uint16_t,
                                      std::conditional_t<std::is_signed_v<T>, std::int32_t, std::uint32_t>>;
      using V = VecOf<Lane, Tag>;
      constexpr int bits = 8 * static_cast<int>(sizeof(T));
      const auto mean = [&](Index x) LIMN_LAMBDA_INLINE {
        const V a = V::load(above + 2 * x), b = V::load(below + 2 * x), unit = V::splat(1);
        const V sum = ((a << bits) >> bits) + (a >> bits) + ((b << bits) >> bits) + (b >> bits);
        return (sum + unit + ((sum >> 2) & unit)) >> 2;
      };
      const auto block = [&](Index x) LIMN_LAMBDA_INLINE {
        if constexpr (sizeof(T) == 1) {
          narrow(mean(x), mean(x + V::size)).store(out + x);
        } else {
          // Packing is of signed numbers.
          using Ints = VecOf<std::int32_t, Tag>;
          constexpr int middle = std::is_signed_v<T> ? 0 : 32768;
          const auto part = [&](Index at)
                                LIMN_LAMBDA_INLINE { return bit_cast<std::int32_t>(mean(at)) - Ints::splat(middle); };
          const auto flip = VecOf<std::int16_t, Tag>::splat(static_cast<std::int16_t>(-middle));
          (narrow(part(x), part(x + V::size)) ^ flip).store(out + x);
        }
        prefetch_pixels<2 * V::size>(next + x);
      };
      return in_blocks(width, 2 * V::size, block, one);
    }
#if LIMN_DETAIL_X86
    else if constexpr (Tag::bytes > 16) {
      using V = VecOf<float, Tag>;
      using Ints = VecOf<std::int32_t, Tag>;
      const V half = V::splat(0.5F);
      const Ints even = Ints::iota() << 1, odd = even + Ints::splat(1);
      const auto blend = [&](Index at) LIMN_LAMBDA_INLINE {
        const V part = V::load(above + at) * half, other_part = V::load(below + at) * half;
        return part + other_part;
      };
      const auto block = [&](Index x) LIMN_LAMBDA_INLINE {
        const V near = blend(2 * x), far = blend(2 * x + V::size);
        const V left = pick_lanes(near, far, even) * half, right = pick_lanes(near, far, odd) * half;
        (left + right).store(out + x);
        prefetch_pixels<V::size>(next + x);
      };
      return in_blocks(width, V::size, block, one);
    }
#endif
#endif
    for (Index x = 0; x < width; ++x) one(x);
  }
};

/// Slices of half the size on both axes.
template <class T, class E>
void resize_halves(const ChannelRows<const T>& in, const ChannelRows<T>& out, E&& executor) {
  const Index bands = (out.height + resize_band - 1) / resize_band;
  executor(bands * out.depth, [&](Index part) {
    const Index z = part / bands, y0 = part % bands * resize_band, y1 = (std::min)(out.height, y0 + resize_band);
    for (Index y = y0; y < y1; ++y) {
      dispatch(HalveRows{}, in.row(2 * y, z), in.row(2 * y + 1, z), out.row(y, z),
               out.row((std::min)(y + 4, out.height - 1), z), out.width);
    }
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
