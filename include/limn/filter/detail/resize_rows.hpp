#pragma once
/// \file
/// Which pixels of an axis a new pixel is made of, and rows made so.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/channel_rows.hpp>
#include <limn/filter/detail/gaussian_lanes.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// For new pixel i: the pixels first[i], first[i] + 1, ... under `count` weights each, from weights[i * count] on.
template <class A>
struct ResizeTaps {
  Index count = 1;
  std::vector<Index> first;
  std::vector<A> weights;
  [[nodiscard]] bool identity() const { return count == 1; }
};

template <class A>
[[nodiscard]] ResizeTaps<A> same_taps(Index size) {
  ResizeTaps<A> taps;
  for (Index i = 0; i < size; ++i) taps.first.push_back(i);
  taps.weights.assign(static_cast<std::size_t>(size), A{1});
  return taps;
}

template <class A>
[[nodiscard]] ResizeTaps<A> linear_taps(Index wanted, Index given) {
  if (wanted == given) return same_taps<A>(given);
  ResizeTaps<A> taps;
  taps.count = given > 1 ? 2 : 1;
  const double scale = static_cast<double>(given) / static_cast<double>(wanted);
  for (Index i = 0; i < wanted; ++i) {
    const double center = (static_cast<double>(i) + 0.5) * scale - 0.5;
    const double last = static_cast<double>(given - 1);
    const double inside = center < 0 ? 0 : center > last ? last : center;
    const Index low = (std::min)(static_cast<Index>(inside), given - taps.count);
    const double share = inside - static_cast<double>(low);
    taps.first.push_back(low);
    if (taps.count == 2) taps.weights.push_back(static_cast<A>(1 - share));
    taps.weights.push_back(static_cast<A>(taps.count == 2 ? share : 1));
  }
  return taps;
}

template <class A>
[[nodiscard]] ResizeTaps<A> area_taps(Index wanted, Index given) {
  if (wanted == given) return same_taps<A>(given);
  ResizeTaps<A> taps;
  // In units of 1 / wanted of a pixel, all ends are whole numbers.
  taps.count = (std::min)(given, (given + wanted - 1) / wanted + (given % wanted == 0 ? 0 : 1));
  for (Index i = 0; i < wanted; ++i) {
    const Index begin = i * given, end = begin + given;
    const Index low = (std::min)(begin / wanted, given - taps.count);
    taps.first.push_back(low);
    for (Index k = low; k < low + taps.count; ++k) {
      const Index covered = (std::min)(end, (k + 1) * wanted) - (std::max)(begin, k * wanted);
      taps.weights.push_back(
          static_cast<A>(static_cast<double>((std::max)(covered, Index{0})) / static_cast<double>(given)));
    }
  }
  return taps;
}

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

#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86
/// Lane i becomes lane places[i].
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<float, 32> pick_lanes(const Vec<float, 32>& a,
                                                                const Vec<std::int32_t, 32>& places) {
  return {(Vec<float, 32>::Native)__builtin_ia32_permvarsf256((Floats32)a.v, (Ints32)places.v)};
}
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<float, 64> pick_lanes(const Vec<float, 64>& a,
                                                                  const Vec<std::int32_t, 64>& places) {
  typedef float Floats64 __attribute__((vector_size(64)));
#if defined(__clang__)
  return {(Vec<float, 64>::Native)__builtin_ia32_permvarsf512((Floats64)a.v, (Ints64)places.v)};
#else
  return {(Vec<float, 64>::Native)__builtin_ia32_permvarsf512_mask((Floats64)a.v, (Ints64)places.v, Floats64{},
                                                                   static_cast<unsigned short>(0xffff))};
#endif
}
#endif

/// New pixels of a gray row between two old ones, where the new row is no shorter than the old one: as many as a
/// register holds then lie within as many old ones and one. `row` can be read two registers past its end.
struct BetweenAlong {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const float* row, const std::int32_t* first, const float* low, const float* high,
                              float* out, Index width) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS && LIMN_DETAIL_X86
    if constexpr (Tag::bytes > 16) {
      using V = VecOf<float, Tag>;
      using Ints = VecOf<std::int32_t, Tag>;
      for (; x + V::size <= width; x += V::size) {
        const float* const at = row + first[x];
        const Ints places = Ints::load(first + x) - Ints::splat(first[x]);
        const V left = pick_lanes(V::load(at), places) * V::load(low + x);
        const V right = pick_lanes(V::load(at + 1), places) * V::load(high + x);
        (left + right).store(out + x);
      }
    }
#endif
    for (; x < width; ++x) {
      const float left = row[first[x]] * low[x];
      const float right = row[first[x] + 1] * high[x];
      out[x] = left + right;
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
  constexpr Index band = 32;
  constexpr Index padding = 32;  // floats that may be read past the end of a row
  const Index bands = (out.height + band - 1) / band, length = in.width * in.channels, width = out.width * out.channels;
  const bool between = std::is_same_v<A, float> && along.count == 2 && in.channels == 1 && out.width >= in.width;
  std::vector<std::int32_t> places;
  std::vector<A> low, high;
  for (Index x = 0; between && x < out.width; ++x) {
    const auto i = static_cast<std::size_t>(x);
    places.push_back(static_cast<std::int32_t>(along.first[i]));
    low.push_back(along.weights[2 * i]);
    high.push_back(along.weights[2 * i + 1]);
  }
  executor(bands * out.depth, [&](Index part) {
    const Index z = part / bands, y0 = part % bands * band, y1 = (std::min)(out.height, y0 + band);
    std::vector<A> columns(static_cast<std::size_t>(length + padding)), row(static_cast<std::size_t>(width));
    std::vector<A> slices(static_cast<std::size_t>(width));
    const auto weight = [](const ResizeTaps<A>& taps, Index i, Index k) {
      return taps.weights[static_cast<std::size_t>(i * taps.count + k)];
    };
    for (Index y = y0; y < y1; ++y) {
      for (Index j = 0; j < through.count; ++j) {
        for (Index k = 0; k < down.count; ++k) {
          const T* const from =
              in.row(down.first[static_cast<std::size_t>(y)] + k, through.first[static_cast<std::size_t>(z)] + j);
          dispatch(WeighRow{}, from, weight(down, y, k), k == 0, columns.data(), length);
        }
        const A* sums = columns.data();
        if (between) {
          if constexpr (std::is_same_v<A, float>) {
            dispatch(BetweenAlong{}, sums, places.data(), low.data(), high.data(), row.data(), out.width);
          }
          sums = row.data();
        } else if (!along.identity() || out.width != in.width) {
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

/// The pixels of a row at given places.
struct PickRow {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* __restrict from, const std::int32_t* __restrict places, Index channels,
                              T* __restrict to, Index width) const {
    if (channels == 1) {
      for (Index x = 0; x < width; ++x) to[x] = from[places[x]];
    } else {
      for (Index x = 0; x < width; ++x) {
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
      dispatch(PickRow{}, from, columns.data(), channels, to, out.width);
    }
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
