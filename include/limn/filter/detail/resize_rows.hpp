#pragma once
/// \file
/// Which pixels of an axis a new pixel is made of, and rows made so.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/convert.hpp>
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

/// Two rows under a weight each, as pixels.
struct BlendRows {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const float* above, float above_weight, const float* below, float below_weight,
                              T* out, Index length) const {
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<float, Tag>;
    const V upper = V::splat(above_weight), lower = V::splat(below_weight);
    for (; x + 4 * V::size <= length; x += 4 * V::size) {
      V sums[4];
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) {
        const V part = V::load(above + x + i * V::size) * upper;
        const V other_part = V::load(below + x + i * V::size) * lower;
        sums[i] = part + other_part;
      }
      GaussianReal<float, T>::store(out + x, sums[0], sums[1], sums[2], sums[3]);
    }
#endif
    for (; x < length; ++x) {
      const float part = above[x] * above_weight;
      const float other_part = below[x] * below_weight;
      out[x] = GaussianReal<float, T>::finish(part + other_part);
    }
  }
};

constexpr Index resize_band = 32;     // rows
constexpr Index resize_padding = 32;  // floats that may be read past the end of a row

/// Gray slices that grow along x and y, between two pixels on each: a row is stretched once for all new ones.
template <class T, class E>
void resize_between(const ChannelRows<const T>& in, const ChannelRows<T>& out, const ResizeTaps<float>& along,
                    const ResizeTaps<float>& down, E&& executor) {
  const Index bands = (out.height + resize_band - 1) / resize_band;
  std::vector<std::int32_t> places(along.first.begin(), along.first.end());
  std::vector<float> low, high;
  for (std::size_t i = 0; i < places.size(); ++i) {
    low.push_back(along.weights[2 * i]);
    high.push_back(along.weights[2 * i + 1]);
  }
  executor(bands * out.depth, [&](Index part) {
    const Index z = part / bands, y0 = part % bands * resize_band, y1 = (std::min)(out.height, y0 + resize_band);
    std::vector<float> row(static_cast<std::size_t>(in.width + resize_padding));
    std::vector<float> stretched[2] = {std::vector<float>(places.size()), std::vector<float>(places.size())};
    Index held[2] = {-1, -1};
    const auto line = [&](Index y) {
      std::vector<float>& to = stretched[y % 2];
      if (held[y % 2] != y) {
        dispatch(ConvertLine{}, in.row(y, z), row.data(), in.width);
        dispatch(BetweenAlong{}, static_cast<const float*>(row.data()), places.data(), low.data(), high.data(),
                 to.data(), out.width);
        held[y % 2] = y;
      }
      return static_cast<const float*>(to.data());
    };
    for (Index y = y0; y < y1; ++y) {
      const auto i = static_cast<std::size_t>(y);
      dispatch(BlendRows{}, line(down.first[i]), down.weights[2 * i], line(down.first[i] + 1), down.weights[2 * i + 1],
               out.row(y, z), out.width);
    }
  });
}

template <class A, class T, class E>
void resize_weighted(const ChannelRows<const T>& in, const ChannelRows<T>& out, const ResizeTaps<A>& along,
                     const ResizeTaps<A>& down, const ResizeTaps<A>& through, E&& executor) {
  if constexpr (std::is_same_v<A, float>) {
    const bool grows = out.width >= in.width && out.height >= in.height && out.depth == in.depth;
    if (grows && in.channels == 1 && along.count == 2 && down.count == 2) {
      return resize_between(in, out, along, down, executor);
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
      // As many new pixels as a register has lanes lie within as many old ones.
      using Ints = VecOf<std::int32_t, Tag>;
      constexpr Index together = Tag::bytes / static_cast<Index>(sizeof(T));
      const auto pick = [&](Index at) LIMN_LAMBDA_INLINE {
        const Ints lanes = Ints::load(places + at) - Ints::splat(places[at]);
        Ints pixels = Ints::zero();
        // Narrowing keeps the bits of these.
        using Same = std::conditional_t<sizeof(T) == 1, std::uint8_t, std::int16_t>;
        if constexpr (sizeof(T) == 4) pixels = Ints::load(from + places[at]);
        else pixels = load_wide(reinterpret_cast<const Same*>(from + places[at]), Ints::zero());
        return bit_cast<std::int32_t>(pick_lanes(bit_cast<float>(pixels), lanes));
      };
      constexpr int size = Ints::size;
      const bool dense = channels == 1 && width >= given;
      for (; dense && x + together <= width && places[x + together - size] + size <= given; x += together) {
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
