#pragma once
/// \file
/// Gray slices whose new pixels lie between two old ones on both axes, in float: rows are blended from two, and pixels
/// along them.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/channel_rows.hpp>
#include <limn/filter/detail/gaussian_lanes.hpp>
#include <limn/filter/detail/resize_lanes.hpp>
#include <limn/filter/detail/resize_taps.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Two rows under a weight each. `next` is a row that is written soon, or read if it is constant.
struct BlendRows {
  template <class Tag, class From, class To, class Next>
  LIMN_INLINE void operator()(Tag, const From* above, float above_weight, const From* below, float below_weight,
                              To* out, Next* next, Index length) const {
    const auto one = [&](Index x) LIMN_LAMBDA_INLINE {
      const float part = static_cast<float>(above[x]) * above_weight;
      const float other_part = static_cast<float>(below[x]) * below_weight;
      out[x] = GaussianReal<float, To>::finish(part + other_part);
    };
#if LIMN_DETAIL_VECTORS
    using V = VecOf<float, Tag>;
    const V upper = V::splat(above_weight), lower = V::splat(below_weight);
    const auto block = [&](Index x) LIMN_LAMBDA_INLINE {
      V sums[4];
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) {
        const V part = GaussianReal<float, From>::template load<V>(above + x + i * V::size) * upper;
        const V other_part = GaussianReal<float, From>::template load<V>(below + x + i * V::size) * lower;
        sums[i] = part + other_part;
      }
      store_between(out + x, sums[0], sums[1], sums[2], sums[3]);
      prefetch_pixels<4 * V::size>(next + x);
    };
    in_blocks(length, 4 * V::size, block, one);
#else
    static_cast<void>(next);
    for (Index x = 0; x < length; ++x) one(x);
#endif
  }
};

/// Pixels between two of a row each: number `first` under `low` and the next under `high`, counted from `origin`, which
/// `row` begins with. As many as a register holds lie within as many old ones and one where rows grow, and within twice
/// as many where they are at most halved. `row` can be read two registers past its end. `next` is written soon.
template <bool Grows>
struct BetweenAlong {
  template <class Tag, class To>
  LIMN_INLINE void operator()(Tag, const float* row, Index origin, const std::int32_t* first, const float* low,
                              const float* high, To* out, [[maybe_unused]] To* next, Index width) const {
    const auto one = [&](Index x) LIMN_LAMBDA_INLINE {
      const float* const at = row + (first[x] - origin);
      const float left = at[0] * low[x];
      const float right = at[1] * high[x];
      out[x] = GaussianReal<float, To>::finish(left + right);
    };
#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86
    if constexpr (Tag::bytes > 16) {
      using V = VecOf<float, Tag>;
      using Ints = VecOf<std::int32_t, Tag>;
      const auto pixels = [&](Index x) LIMN_LAMBDA_INLINE {
        const float* const at = row + (first[x] - origin);
        const Ints places = Ints::load(first + x) - Ints::splat(first[x]);
        V left = V::load(at), right = V::load(at + (Grows ? 1 : V::size));
        if constexpr (Grows) {
          left = pick_lanes(left, places);
          right = pick_lanes(right, places);
        } else {
          const V near = left, far = right;
          left = pick_lanes(near, far, places);
          right = pick_lanes(near, far, places + Ints::splat(1));
        }
        left = left * V::load(low + x);
        right = right * V::load(high + x);
        return left + right;
      };
      const auto block = [&](Index x) LIMN_LAMBDA_INLINE {
        store_between(out + x, pixels(x), pixels(x + V::size), pixels(x + 2 * V::size), pixels(x + 3 * V::size));
        prefetch_pixels<4 * V::size>(next + x);
      };
      return in_blocks(width, 4 * V::size, block, one);
    }
#endif
    for (Index x = 0; x < width; ++x) one(x);
  }
};

constexpr Index resize_strip = 1024;  // new pixels of a row that is stretched: it stays in the first cache
constexpr Index resize_padding = 32;  // floats that may be read past the end of a row

/// Where both axes grow, a row is stretched once for all new ones. Else rows are blended first.
template <class T, class E>
void resize_between(const ChannelRows<const T>& in, const ChannelRows<T>& out, const ResizeTaps<float>& along,
                    const ResizeTaps<float>& down, E&& executor) {
  const Index bands = (out.height + resize_band - 1) / resize_band;
  List<std::int32_t> places;
  List<float> low, high;
  for (std::size_t i = 0; i < along.first.size(); ++i) {
    places.push_back(static_cast<std::int32_t>(along.first[i]));
    low.push_back(along.weights[2 * i]);
    high.push_back(along.weights[2 * i + 1]);
  }
  executor(bands * out.depth, [&](Index part) {
    const Index z = part / bands, y0 = part % bands * resize_band, y1 = (std::min)(out.height, y0 + resize_band);
    const auto next = [&](Index y) { return out.row((std::min)(y + 2, out.height - 1), z); };
    const auto weights = [&](Index y) { return down.weights.data() + 2 * y; };
    const auto first = [&](Index y) { return down.first[static_cast<std::size_t>(y)]; };
    Image<float> row(Size<2>{in.width + resize_padding, 1});
    float* const old = row.data();
    // New pixels [x, x + width) from the old ones from `origin` on.
    const auto stretch = [&](auto kernel, Index origin, Index x, auto* to, auto* soon, Index width) {
      dispatch(kernel, static_cast<const float*>(old), origin, places.data() + x, low.data() + x, high.data() + x, to,
               soon, width);
    };
    if (out.width < in.width || out.height < in.height) {
      for (Index y = y0; y < y1; ++y) {
        dispatch(BlendRows{}, in.row(first(y), z), weights(y)[0], in.row(first(y) + 1, z), weights(y)[1], old,
                 in.row((std::min)(first(y) + 3, in.height - 1), z), in.width);
        if (out.width < in.width) stretch(BetweenAlong<false>{}, 0, 0, out.row(y, z), next(y), out.width);
        else stretch(BetweenAlong<true>{}, 0, 0, out.row(y, z), next(y), out.width);
      }
      return;
    }
    Image<float> stretched(Size<2>{resize_strip, 2}, uninitialized);
    for (Index x = 0; x < out.width; x += resize_strip) {
      const Index width = (std::min)(resize_strip, out.width - x);
      const Index origin = places[static_cast<std::size_t>(x)];
      const Index seen = places[static_cast<std::size_t>(x + width - 1)] + 2 - origin;
      Index held[2] = {-1, -1};
      const auto line = [&](Index y) {
        float* const to = view(stretched).row_pointer(y % 2);
        if (held[y % 2] != y) {
          dispatch(ConvertLine{}, in.row(y, z) + origin, old, seen);
          stretch(BetweenAlong<true>{}, origin, x, to, to, width);
          held[y % 2] = y;
        }
        return static_cast<const float*>(to);
      };
      for (Index y = y0; y < y1; ++y) {
        dispatch(BlendRows{}, line(first(y)), weights(y)[0], line(first(y) + 1), weights(y)[1], out.row(y, z) + x,
                 next(y) + x, width);
      }
    }
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
