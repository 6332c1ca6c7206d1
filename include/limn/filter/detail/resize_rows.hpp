#pragma once
/// \file
/// Rows of images of another size.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/channel_rows.hpp>
#include <limn/filter/detail/gaussian_lanes.hpp>
#include <limn/filter/detail/resize_between.hpp>
#include <limn/filter/detail/resize_halves.hpp>
#include <limn/filter/detail/resize_lanes.hpp>
#include <limn/filter/detail/resize_taps.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// sums = weight * row, or added to what is there.
struct WeighRow {
  template <class Tag, class T, class A>
  LIMN_INLINE void operator()(Tag, const T* __restrict row, A weight, bool first, A* __restrict sums,
                              Index length) const {
    if (first) {
      for (Index x = 0; x < length; ++x) sums[x] = weight * static_cast<A>(row[x]);
    } else {
      for (Index x = 0; x < length; ++x) {
        const A part = weight * static_cast<A>(row[x]);
        sums[x] += part;
      }
    }
  }
};

/// sums = weight * row + other_weight * other.
struct WeighTwoRows {
  template <class Tag, class T, class A>
  LIMN_INLINE void operator()(Tag, const T* __restrict row, A weight, const T* __restrict other, A other_weight,
                              A* __restrict sums, Index length) const {
    for (Index x = 0; x < length; ++x) {
      const A part = weight * static_cast<A>(row[x]);
      const A other_part = other_weight * static_cast<A>(other[x]);
      sums[x] = part + other_part;
    }
  }
};

/// New pixels along a row.
struct WeighAlong {
  template <class Tag, class A>
  LIMN_INLINE void operator()(Tag, const A* __restrict row, const Index* __restrict first, const A* __restrict weights,
                              Index count, Index channels, A* __restrict out, Index width) const {
    for (Index c = 0; c < channels; ++c) {
      const A* __restrict const from = row + c;
      A* __restrict const to = out + c;
      if (count == 2) {
        for (Index x = 0; x < width; ++x) {
          const A* const at = from + first[x] * channels;
          const A low = at[0] * weights[2 * x];
          const A high = at[channels] * weights[2 * x + 1];
          to[x * channels] = low + high;
        }
      } else {
        for (Index x = 0; x < width; ++x) {
          const A* const at = from + first[x] * channels;
          A sum = at[0] * weights[count * x];
          for (Index k = 1; k < count; ++k) {
            const A part = at[k * channels] * weights[count * x + k];
            sum += part;
          }
          to[x * channels] = sum;
        }
      }
    }
  }
};

template <class A, class T, class E>
void resize_weighted(const ChannelRows<const T>& in, const ChannelRows<T>& out, const ResizeTaps<A>& along,
                     const ResizeTaps<A>& down, const ResizeTaps<A>& through, E&& executor) {
  if constexpr (std::is_same_v<A, float>) {
    if (in.channels == 1 && out.depth == in.depth && along.count == 2 && down.count == 2) {
      if constexpr (HalveRows::takes<T>) {
        if (in.width == 2 * out.width && in.height == 2 * out.height) return resize_halves(in, out, executor);
      }
      if (in.width <= 2 * out.width) return resize_between(in, out, along, down, executor);
    }
  }
  const Index bands = (out.height + resize_band - 1) / resize_band;
  const Index length = in.width * in.channels, width = out.width * out.channels;
  executor(bands * out.depth, [&](Index part) {
    const Index z = part / bands, y0 = part % bands * resize_band, y1 = (std::min)(out.height, y0 + resize_band);
    std::vector<A> columns(static_cast<std::size_t>(length)), row(static_cast<std::size_t>(width));
    std::vector<A> slices(static_cast<std::size_t>(width));
    const auto weight = [](const ResizeTaps<A>& taps, Index i, Index k) {
      return taps.weights[static_cast<std::size_t>(i * taps.count + k)];
    };
    for (Index y = y0; y < y1; ++y) {
      for (Index j = 0; j < through.count; ++j) {
        const auto from = [&](Index k) {
          return in.row(down.first[static_cast<std::size_t>(y)] + k, through.first[static_cast<std::size_t>(z)] + j);
        };
        if (down.count > 1) {
          dispatch(WeighTwoRows{}, from(0), weight(down, y, 0), from(1), weight(down, y, 1), columns.data(), length);
        } else {
          dispatch(WeighRow{}, from(0), weight(down, y, 0), true, columns.data(), length);
        }
        for (Index k = 2; k < down.count; ++k) {
          dispatch(WeighRow{}, from(k), weight(down, y, k), false, columns.data(), length);
        }
        const A* sums = columns.data();
        if (!along.identity() || out.width != in.width) {
          dispatch(WeighAlong{}, static_cast<const A*>(columns.data()), along.first.data(), along.weights.data(),
                   along.count, in.channels, row.data(), out.width);
          sums = row.data();
        }
        if (through.identity()) {
          dispatch(FinishRow{}, sums, out.row(y, z), width);
        } else {
          dispatch(WeighRow{}, sums, weight(through, z, j), j == 0, slices.data(), width);
        }
      }
      if (!through.identity()) dispatch(FinishRow{}, static_cast<const A*>(slices.data()), out.row(y, z), width);
    }
  });
}

/// The pixels of a row of `given` at ascending places.
struct PickRow {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* __restrict from, Index given, const std::int32_t* __restrict places,
                              Index channels, T* __restrict to, Index width) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86
    if constexpr (Tag::bytes > 16 && (sizeof(T) == 4 || narrow_integer<T>)) {
      // As many new pixels as a register has lanes lie within as many old ones where rows grow, and within twice as
      // many where they are at most halved.
      using Ints = VecOf<std::int32_t, Tag>;
      constexpr int size = Ints::size;
      constexpr Index together = Tag::bytes / static_cast<Index>(sizeof(T));
      const bool grows = width >= given, dense = channels == 1 && given <= 2 * width;
      const auto load = [&](Index at) LIMN_LAMBDA_INLINE {
        Ints pixels = Ints::zero();
        // Narrowing keeps the bits of these.
        using Same = std::conditional_t<sizeof(T) == 1, std::uint8_t, std::int16_t>;
        if constexpr (sizeof(T) == 4) pixels = Ints::load(from + at);
        else pixels = load_wide(reinterpret_cast<const Same*>(from + at), Ints::zero());
        return bit_cast<float>(pixels);
      };
      const auto pick = [&](Index at) LIMN_LAMBDA_INLINE {
        const Index first = places[at];
        const Ints lanes = Ints::load(places + at) - Ints::splat(places[at]);
        return bit_cast<std::int32_t>(grows ? pick_lanes(load(first), lanes)
                                            : pick_lanes(load(first), load(first + size), lanes));
      };
      const Index seen = grows ? size : 2 * size;
      for (; dense && x + together <= width && places[x + together - size] + seen <= given; x += together) {
        if constexpr (sizeof(T) == 4) {
          pick(x).store(to + x);
        } else if constexpr (sizeof(T) == 2) {
          narrow(pick(x), pick(x + size)).store(to + x);
        } else {
          const auto low = bit_cast<std::uint16_t>(narrow(pick(x), pick(x + size)));
          const auto high = bit_cast<std::uint16_t>(narrow(pick(x + 2 * size), pick(x + 3 * size)));
          narrow(low, high).store(to + x);
        }
      }
    }
#endif
    if (channels == 1) {
      for (; x < width; ++x) to[x] = from[places[x]];
    } else {
      for (; x < width; ++x) {
        for (Index c = 0; c < channels; ++c) to[x * channels + c] = from[places[x] * channels + c];
      }
    }
  }
};

template <class T, class E>
void resize_nearest(const ChannelRows<const T>& in, const ChannelRows<T>& out, E&& executor) {
  const auto sources = [](Index wanted, Index given) {
    // In the steps of OpenCV, whose rounding decides where a corner falls on the edge of a pixel.
    const double step = 1 / (static_cast<double>(wanted) / static_cast<double>(given));
    std::vector<std::int32_t> from;
    for (Index i = 0; i < wanted; ++i) {
      const Index place = (std::min)(static_cast<Index>(static_cast<double>(i) * step), given - 1);
      from.push_back(static_cast<std::int32_t>(place));
    }
    return from;
  };
  const auto columns = sources(out.width, in.width), lines = sources(out.height, in.height);
  const auto slices = sources(out.depth, in.depth);
  const Index channels = in.channels;
  executor(out.depth, [&](Index z) {
    for (Index y = 0; y < out.height; ++y) {
      const auto at = static_cast<std::size_t>(y);
      T* const to = out.row(y, z);
      if (y > 0 && lines[at] == lines[at - 1]) {
        std::memcpy(to, out.row(y - 1, z), static_cast<std::size_t>(out.width * channels) * sizeof(T));
        continue;
      }
      const T* const from = in.row(lines[at], slices[static_cast<std::size_t>(z)]);
      dispatch(PickRow{}, from, in.width, columns.data(), channels, to, out.width);
    }
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
