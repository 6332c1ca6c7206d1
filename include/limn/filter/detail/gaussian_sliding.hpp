#pragma once
/// \file
/// A Gaussian at a cost that does not depend on its width: on [-R, R] the kernel is a sum of a few cosines, and the sum
/// of the pixels under a cosine follows from its two neighbors along the line and four pixels at the rim.
///
/// Source: K. Sugimoto and S. Kamata, "Fast image filtering by DCT-based kernel decomposition and sequential sum
/// update", IEEE ICIP 2012; here with frequencies that are no harmonics of the kernel's length, fitted by least
/// squares, so that the kernel may end anywhere.

#include <limn/core/border.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/channel_rows.hpp>
#include <limn/filter/detail/gaussian_cosines.hpp>
#include <limn/filter/detail/gaussian_lanes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// So many lines of the image side by side, whatever the registers; so many pixels of them at a time.
inline constexpr Index cosine_lanes = 16, cosine_block = 64;

/// How lines of one length are summed.
struct CosineLine {
  /// How much a pixel adds to the sums at position 0 and at -1, of each term.
  struct Start {
    Index pixel;
    double here[cosine_terms], before[cosine_terms];
  };

  Index length;
  std::vector<Index> pixels;  // what stands at i - radius - 1; `length` for the constant
  std::vector<Start> starts;

  CosineLine(const CosineKernel& kernel, Index extent, Border border) : length(extent) {
    const Index radius = kernel.radius;
    for (Index i = -radius - 1; i < length + radius + 1; ++i) {
      const Index pixel = border_index(i, length, border);
      pixels.push_back(pixel < 0 ? length : pixel);
    }
    std::vector<Index> places(static_cast<std::size_t>(length + 1), -1);
    for (Index k = -radius; k <= radius; ++k) {
      const double* const values = kernel.values.data() + (k < 0 ? -k : k) * cosine_terms;
      for (const Index shift : {Index{1}, Index{0}}) {
        const Index pixel = pixels[static_cast<std::size_t>(k + radius + shift)];
        Index& place = places[static_cast<std::size_t>(pixel)];
        if (place < 0) {
          place = static_cast<Index>(starts.size());
          starts.push_back({pixel, {}, {}});
        }
        Start& start = starts[static_cast<std::size_t>(place)];
        for (int j = 0; j < cosine_terms; ++j) (shift == 1 ? start.here : start.before)[j] += values[j];
      }
    }
  }
};

/// The sums of each term over `cosine_lanes` lines: at even positions the first half, at odd ones the second.
struct CosineSums {
  double terms[2][cosine_terms][cosine_lanes];
};

/// The sums at positions 0 and -1.
struct StartCosines {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const CosineLine& line, const double* lines, CosineSums& sums) const {
    sums = {};
    for (const CosineLine::Start& start : line.starts) {
      const double* const from = lines + start.pixel * cosine_lanes;
      for (int j = 0; j < cosine_terms; ++j) {
        add(Tag{}, from, start.here[j], sums.terms[0][j]);
        add(Tag{}, from, start.before[j], sums.terms[1][j]);
      }
    }
  }

 private:
  template <class Tag>
  LIMN_INLINE static void add(Tag, const double* from, double weight, double* sums) {
#if LIMN_DETAIL_VECTORS
    using V = VecOf<double, Tag>;
    const V factor = V::splat(weight);
    for (Index i = 0; i < cosine_lanes; i += V::size) {
      const V part = V::load(from + i) * factor;
      (V::load(sums + i) + part).store(sums + i);
    }
#else
    for (Index i = 0; i < cosine_lanes; ++i) {
      const double part = from[i] * weight;
      sums[i] += part;
    }
#endif
  }
};

/// The pixels [begin, end) of the result, and the sums of each term one further: with x the pixels of a line and R the
/// radius, s(i + 1) = 2 cos(w) s(i) - s(i - 1) + enter (x(i + R + 1) + x(i - R - 1)) - leave (x(i + R) + x(i - R)).
struct SlideCosines {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const CosineKernel& kernel, const CosineLine& line, const double* lines, Index begin,
                              Index end, CosineSums& sums, double* out) const {
#if LIMN_DETAIL_VECTORS
    using V = VecOf<double, Tag>;
    V turn[cosine_terms], enter[cosine_terms], leave[cosine_terms];
    for (int j = 0; j < cosine_terms; ++j) {
      turn[j] = V::splat(kernel.turn[j]);
      enter[j] = V::splat(kernel.enter[j]);
      leave[j] = V::splat(kernel.leave[j]);
    }
    const Index across = 2 * kernel.radius + 1;
    for (Index i = begin; i < end; ++i, out += cosine_lanes) {
      const Index* const at = line.pixels.data() + i;
      const double *const left = lines + at[0] * cosine_lanes, *const first = lines + at[1] * cosine_lanes;
      const double *const last = lines + at[across] * cosine_lanes, *const right =
                                                                        lines + at[across + 1] * cosine_lanes;
      double* const here = sums.terms[i % 2][0];
      double* const there = sums.terms[(i + 1) % 2][0];
      for (Index lane = 0; lane < cosine_lanes; lane += V::size) {
        const V outside = V::load(right + lane) + V::load(left + lane);
        const V inside = V::load(last + lane) + V::load(first + lane);
        V total = V::load(here + lane);
#pragma GCC unroll 8
        for (int j = 0; j < cosine_terms; ++j) {
          const V sum = V::load(here + j * cosine_lanes + lane);
          const V turned = turn[j] * sum, entering = enter[j] * outside, leaving = leave[j] * inside;
          ((turned - V::load(there + j * cosine_lanes + lane)) + (entering - leaving))
              .store(there + j * cosine_lanes + lane);
          if (j > 0) total += sum;
        }
        total.store(out + lane);
      }
    }
#else
    const Index across = 2 * kernel.radius + 1;
    for (Index i = begin; i < end; ++i, out += cosine_lanes) {
      const Index* const at = line.pixels.data() + i;
      for (Index lane = 0; lane < cosine_lanes; ++lane) {
        const auto pixel = [&](Index k) { return lines[at[k] * cosine_lanes + lane]; };
        const double outside = pixel(across + 1) + pixel(0), inside = pixel(across) + pixel(1);
        double total = 0;
        for (int j = 0; j < cosine_terms; ++j) {
          const double sum = sums.terms[i % 2][j][lane];
          const double turned = kernel.turn[j] * sum, entering = kernel.enter[j] * outside;
          const double leaving = kernel.leave[j] * inside;
          double& next = sums.terms[(i + 1) % 2][j][lane];
          next = (turned - next) + (entering - leaving);
          total = j > 0 ? total + sum : sum;
        }
        out[lane] = total;
      }
    }
#endif
  }
};

/// Lines of channels: `step` bytes from one pixel of a line to the next, `lane_step` from one line to the next.
template <class T>
struct LineGroup {
  T* first;
  Index step, lane_step, lanes;

  [[nodiscard]] LIMN_INLINE T& at(Index i, Index lane) const {
    using Byte = std::conditional_t<std::is_const_v<T>, const std::byte, std::byte>;
    return *reinterpret_cast<T*>(reinterpret_cast<Byte*>(first) + i * step + lane * lane_step);
  }
  [[nodiscard]] LIMN_INLINE bool contiguous() const {
    return lane_step == static_cast<Index>(sizeof(T)) && lanes == cosine_lanes;
  }
};

struct GatherLines {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const LineGroup<T>& given, Index length, double* to) const {
    const LineGroup<T> group = given;
    for (Index begin = 0; begin < length; begin += cosine_block) {
      const Index end = (std::min)(begin + cosine_block, length);
      if (group.contiguous()) {
        for (Index i = begin; i < end; ++i) {
          T* const from = &group.at(i, 0);
          double* const line = to + i * cosine_lanes;
          for (Index lane = 0; lane < cosine_lanes; ++lane) line[lane] = static_cast<double>(from[lane]);
        }
      } else {
        for (Index lane = 0; lane < group.lanes; ++lane) {
          for (Index i = begin; i < end; ++i) to[i * cosine_lanes + lane] = static_cast<double>(group.at(i, lane));
        }
      }
    }
  }
};

/// Sums as pixels; integers are rounded, halves to even.
struct ScatterLines {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, double* sums, Index begin, Index count, const LineGroup<T>& given) const {
    const LineGroup<T> group = given;
    if constexpr (narrow_integer<T>) {
      // Adding 1.5 * 2^52 leaves no bits for a fraction.
      constexpr double magic = 6755399441055744.0;
      constexpr double low = (std::numeric_limits<T>::min)(), high = (std::numeric_limits<T>::max)();
      for (Index i = 0; i < count * cosine_lanes; ++i) {
        const double above = sums[i] < low ? low : sums[i];
        const double bounded = above > high ? high : above;
        const double moved = bounded + magic;
        sums[i] = moved - magic;
      }
    }
    const auto pixel = [](double v) LIMN_LAMBDA_INLINE {
      if constexpr (narrow_integer<T>) return static_cast<T>(static_cast<std::int32_t>(v));
      else return GaussianReal<double, T>::finish(v);
    };
    if (group.contiguous()) {
      for (Index i = 0; i < count; ++i) {
        const double* const from = sums + i * cosine_lanes;
        T* const to = &group.at(begin + i, 0);
        for (Index lane = 0; lane < cosine_lanes; ++lane) to[lane] = pixel(from[lane]);
      }
    } else {
      for (Index lane = 0; lane < group.lanes; ++lane) {
        for (Index i = 0; i < count; ++i) group.at(begin + i, lane) = pixel(sums[i * cosine_lanes + lane]);
      }
    }
  }
};

/// Whether no value is a NaN or so large that sums may overflow: a running sum would not forget it.
struct ModerateLine {
  template <class Tag, class T>
  LIMN_INLINE bool operator()(Tag, const T* line, Index length) const {
    constexpr T limit = (std::numeric_limits<T>::max)() / 16;
    int moderate = 1;
    for (Index i = 0; i < length; ++i)
      moderate &= static_cast<int>(line[i] <= limit) & static_cast<int>(line[i] >= -limit);
    return moderate != 0;
  }
};

template <class T>
[[nodiscard]] bool moderate(const ChannelRows<const T>& in, T constant) {
  bool all = dispatch(ModerateLine{}, static_cast<const T*>(&constant), Index{1});
  for (Index i = 0; all && i < in.height * in.depth; ++i) {
    all = dispatch(ModerateLine{}, static_cast<const T*>(in.row(i % in.height, i / in.height)), in.width * in.channels);
  }
  return all;
}

/// Group `index` of the lines along an axis: those along x are rows of one channel, others lie side by side in a row.
template <class T>
[[nodiscard]] LineGroup<T> line_group(const ChannelRows<T>& rows, int axis, Index index) {
  const Index size = static_cast<Index>(sizeof(T)), across = axis == 0 ? rows.height : rows.width * rows.channels;
  const Index groups = (across + cosine_lanes - 1) / cosine_lanes;
  const Index lane = index % groups * cosine_lanes, rest = index / groups;
  const Index lanes = (std::min)(cosine_lanes, across - lane);
  if (axis == 0) {
    T* const first = rows.row(lane, rest / rows.channels) + rest % rows.channels;
    return {first, rows.channels * size, rows.row_stride, lanes};
  }
  T* const first = axis == 1 ? rows.row(0, rest) : rows.row(rest, 0);
  return {first + lane, axis == 1 ? rows.row_stride : rows.slice_stride, size, lanes};
}

/// One axis: `from` and `to` may be the same.
template <class S, class T, class E>
void slide_axis(const CosineKernel& kernel, const ChannelRows<S>& from, const ChannelRows<T>& to, int axis,
                Border border, double constant, E&& executor) {
  const Index extents[3] = {from.width, from.height, from.depth};
  const CosineLine line(kernel, extents[axis], border);
  const Index across = axis == 0 ? from.height : from.width * from.channels;
  const Index others = axis == 0 ? from.depth * from.channels : axis == 1 ? from.depth : from.height;
  const Index groups = (across + cosine_lanes - 1) / cosine_lanes * others;
  constexpr Index together = 16;  // groups that share their storage
  executor((groups + together - 1) / together, [&](Index part) {
    std::vector<double> lines(static_cast<std::size_t>((line.length + 1) * cosine_lanes), constant);
    CosineSums sums;
    double block[cosine_block * cosine_lanes];
    for (Index i = part * together; i < (std::min)(groups, (part + 1) * together); ++i) {
      const LineGroup<S> source = line_group(from, axis, i);
      const LineGroup<T> target = line_group(to, axis, i);
      dispatch(GatherLines{}, source, line.length, lines.data());
      dispatch(StartCosines{}, line, static_cast<const double*>(lines.data()), sums);
      for (Index begin = 0; begin < line.length; begin += cosine_block) {
        const Index end = (std::min)(begin + cosine_block, line.length);
        dispatch(SlideCosines{}, kernel, line, static_cast<const double*>(lines.data()), begin, end, sums, block);
        dispatch(ScatterLines{}, block, begin, end - begin, target);
      }
    }
  });
}

/// Every axis of `in`, the last first. Between the passes, channels are `F`.
template <class F, class T, class E>
void gaussian_sliding(const ChannelRows<const T>& in, const ChannelRows<T>& out, double sigma, Index radius,
                      Border border, T constant, bool slices, E&& executor) {
  const CosineKernel kernel = cosine_kernel(sigma, radius);
  const double outside = static_cast<double>(constant);
  const auto pass = [&](const auto& from, const auto& to, int axis) {
    slide_axis(kernel, from, to, axis, border, outside, executor);
  };
  const auto passes = [&](const auto& between) {
    if (slices) {
      pass(in, between, 2);
      pass(between, between, 1);
    } else {
      pass(in, between, 1);
    }
    pass(between, out, 0);
  };
  if constexpr (std::is_same_v<F, T>) {
    passes(out);
  } else {
    const Index length = in.width * in.channels, size = static_cast<Index>(sizeof(F));
    Image<F> storage(Size<2>{length, in.height * in.depth}, uninitialized);
    ChannelRows<F> between;
    between.first = storage.pixels().data();
    between.row_stride = length * size;
    between.slice_stride = length * in.height * size;
    between.width = in.width;
    between.height = in.height;
    between.depth = in.depth;
    between.channels = in.channels;
    passes(between);
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
