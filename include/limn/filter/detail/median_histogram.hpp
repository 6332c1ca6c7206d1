#pragma once
/// \file
/// Medians of bytes at a cost that does not depend on the window: a histogram for every column, moved down by one pixel
/// in and one out, and one for the window, moved along by a column in and a column out (Perreault and Hebert).
///
/// Histograms are cumulative and in two levels of 16: by the upper four bits, and for each of these by the lower ones.
/// A pixel then is one addition of a vector of zeros and ones, and a median the number of entries that are not above
/// half the window. The lower level of the window is brought up to date for the one group that the median is in.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/channel_rows.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr Index median_levels = 16;

/// The histograms of the columns of a stripe, each `median_levels` counts.
template <class Column>
struct MedianColumns {
  Index count;                                                                 // of columns
  std::vector<Column> upper;                                                   // by column
  std::vector<Column> lower;                                                   // by group, then column
  Column steps[static_cast<std::size_t>(median_levels * median_levels)] = {};  // row v: 1 from lane v on

  explicit MedianColumns(Index columns)
      : count(columns),
        upper(static_cast<std::size_t>(columns * median_levels)),
        lower(static_cast<std::size_t>(columns * median_levels * median_levels)) {
    for (Index v = 0; v < median_levels; ++v) {
      for (Index i = v; i < median_levels; ++i) steps[v * median_levels + i] = 1;
    }
  }
};

/// Adds a row of pixels to the columns, and takes one away unless it is null.
struct MoveMedianColumns {
  template <class Tag, class Column>
  LIMN_INLINE void operator()(Tag, MedianColumns<Column>& columns, const std::uint8_t* entering,
                              const std::uint8_t* leaving) const {
    Column* const uppers = columns.upper.data();
    Column* const lowers = columns.lower.data();
    const Column* const steps = columns.steps;
    const Index count = columns.count;
    for (Index x = 0; x < count; ++x) {
      Column* const upper = uppers + x * median_levels;
      const Index in = entering[x];
      add(upper, steps + in / median_levels * median_levels);
      add(lowers + (in / median_levels * count + x) * median_levels, steps + in % median_levels * median_levels);
      if (leaving == nullptr) continue;
      const Index out = leaving[x];
      subtract(upper, steps + out / median_levels * median_levels);
      subtract(lowers + (out / median_levels * count + x) * median_levels, steps + out % median_levels * median_levels);
    }
  }

 private:
  template <class Column>
  LIMN_INLINE static void add(Column* to, const Column* step) {
#if LIMN_DETAIL_VECTORS
    using V = Vec<Column, 16>;
    for (Index i = 0; i < median_levels; i += V::size) (V::load(to + i) + V::load(step + i)).store(to + i);
#else
    for (Index i = 0; i < median_levels; ++i) to[i] = static_cast<Column>(to[i] + step[i]);
#endif
  }
  template <class Column>
  LIMN_INLINE static void subtract(Column* to, const Column* step) {
#if LIMN_DETAIL_VECTORS
    using V = Vec<Column, 16>;
    for (Index i = 0; i < median_levels; i += V::size) (V::load(to + i) - V::load(step + i)).store(to + i);
#else
    for (Index i = 0; i < median_levels; ++i) to[i] = static_cast<Column>(to[i] - step[i]);
#endif
  }
};

/// The medians of one row of a stripe, `channels` apart.
template <class Count>
struct MedianAlong {
  template <class Tag, class Column>
  LIMN_INLINE void operator()(Tag, const MedianColumns<Column>& columns, Index window, std::uint8_t* out,
                              Index channels) const {
    const Index count = columns.count, length = count - window + 1;
    const Column* const uppers = columns.upper.data();
    const Column* const lowers = columns.lower.data();
    const Count half = static_cast<Count>(window * window / 2);
    alignas(64) Count upper[static_cast<std::size_t>(median_levels)] = {};
    alignas(64) Count lower[static_cast<std::size_t>(median_levels * median_levels)] = {};
    Index current[static_cast<std::size_t>(median_levels)];  // where a group of `lower` was brought up to date
    for (Index i = 0; i < median_levels; ++i) current[i] = -window;
    for (Index x = 0; x < window - 1; ++x) add(upper, uppers + x * median_levels);
    for (Index x = 0; x < length; ++x) {
      add(upper, uppers + (x + window - 1) * median_levels);
      const Index group = at_most(Tag{}, upper, half);
      const Count rest = static_cast<Count>(group > 0 ? half - upper[group - 1] : half);
      Count* const of_group = lower + group * median_levels;
      const Column* const sources = lowers + group * count * median_levels;
      if (2 * (x - current[group]) >= window) {
        std::memset(of_group, 0, sizeof(Count) * static_cast<std::size_t>(median_levels));
        for (Index i = x; i < x + window; ++i) add(of_group, sources + i * median_levels);
      } else {
        for (Index i = current[group]; i < x; ++i) {
          move(of_group, sources + (i + window) * median_levels, sources + i * median_levels);
        }
      }
      current[group] = x;
      out[x * channels] = static_cast<std::uint8_t>(group * median_levels + at_most(Tag{}, of_group, rest));
      subtract(upper, uppers + x * median_levels);
    }
  }

 private:
  template <class Column>
  LIMN_INLINE static void add(Count* __restrict to, const Column* __restrict column) {
    for (Index i = 0; i < median_levels; ++i) to[i] = static_cast<Count>(to[i] + column[i]);
  }
  template <class Column>
  LIMN_INLINE static void subtract(Count* __restrict to, const Column* __restrict column) {
    for (Index i = 0; i < median_levels; ++i) to[i] = static_cast<Count>(to[i] - column[i]);
  }
  template <class Column>
  LIMN_INLINE static void move(Count* __restrict to, const Column* __restrict in, const Column* __restrict out) {
    for (Index i = 0; i < median_levels; ++i) to[i] = static_cast<Count>(to[i] + in[i] - out[i]);
  }

  /// How many of the counts, which increase, are not above `limit`.
  template <class Tag>
  [[nodiscard]] LIMN_INLINE static Index at_most(Tag, const Count* counts, Count limit) {
#if LIMN_DETAIL_VECTORS
    using V = Vec<Count, (Tag::bytes > 32 ? 32 : Tag::bytes)>;
    int found = 0;
    for (Index i = 0; i < median_levels; i += V::size) {
      found += std::popcount(static_cast<std::uint32_t>(movemask(V::splat(limit) >= V::load(counts + i))));
    }
    return found;
#else
    Index found = 0;
    for (Index i = 0; i < median_levels; ++i) found += counts[i] <= limit;
    return found;
#endif
  }
};

/// Rows y0 to y1 of a stripe of `padded`, the channel with its surroundings, of which x0 is the first column.
template <class Column, class Count>
void median_stripe(const Image<std::uint8_t>& padded, Index x0, Index x1, Index y0, Index y1, Index window,
                   const ChannelRows<std::uint8_t>& out, Index channel) {
  MedianColumns<Column> columns(x1 - x0 + window - 1);
  const auto row = [&](Index y) { return padded.pixels().data() + y * padded.width() + x0; };
  for (Index y = y0; y < y1 + window - 1; ++y) {
    dispatch(MoveMedianColumns{}, columns, row(y), y < y0 + window ? nullptr : row(y - window));
    const Index target = y - window + 1;
    if (target < y0) continue;
    dispatch(MedianAlong<Count>{}, columns, window, out.row(target, 0) + x0 * out.channels + channel, out.channels);
  }
}

/// The channel `channel` of all rows of a slice, with its surroundings.
template <class T>
[[nodiscard]] Image<T> padded_channel(const Surroundings<T>& rows, Index radius, Index channel, Index z) {
  const Index channels = rows.in.channels, width = rows.in.width + rows.before + rows.after;
  Image<T> padded(Size<2>{width, rows.in.height + 2 * radius}, uninitialized);
  std::vector<T> row(static_cast<std::size_t>(channels > 1 ? rows.length() : 0));
  for (Index y = 0; y < padded.height(); ++y) {
    T* const to = padded.pixels().data() + y * width;
    rows.load(y - radius, z, channels > 1 ? row.data() : to);
    if (channels == 1) continue;
    for (Index x = 0; x < width; ++x) to[x] = row[static_cast<std::size_t>(x * channels + channel)];
  }
  return padded;
}

template <class E>
void median_by_histogram(const Surroundings<std::uint8_t>& rows, const ChannelRows<std::uint8_t>& out, Index radius,
                         E&& executor) {
  const Index window = 2 * radius + 1;
  const auto parts = [](Index extent, Index wanted) { return (extent + wanted - 1) / wanted; };
  const Index across = parts(out.width, 256 + 6 * radius), down = parts(out.height, 256 + 16 * radius);
  for (Index channel = 0; channel < out.channels; ++channel) {
    const Image<std::uint8_t> padded = padded_channel(rows, radius, channel, 0);
    executor(across * down, [&](Index i) {
      const Index column = i % across, line = i / across;
      const Index x0 = column * out.width / across, x1 = (column + 1) * out.width / across;
      const Index y0 = line * out.height / down, y1 = (line + 1) * out.height / down;
      // What the counts of a column, and of the window, fit in.
      if (window <= 181) {
        median_stripe<std::uint8_t, std::int16_t>(padded, x0, x1, y0, y1, window, out, channel);
      } else {
        median_stripe<std::uint16_t, std::int32_t>(padded, x0, x1, y0, y1, window, out, channel);
      }
    });
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
