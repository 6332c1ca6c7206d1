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
#include <limn/detail/simd/convert.hpp>
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

/// `median_levels` counts in registers.
template <class Count, class Tag>
struct MedianCounts {
#if LIMN_DETAIL_VECTORS
  using V = Vec<Count, (Tag::bytes > 32 ? 32 : Tag::bytes)>;
  static constexpr int parts = static_cast<int>(median_levels) / V::size;
  V lanes[static_cast<std::size_t>(parts)];

  [[nodiscard]] LIMN_INLINE static MedianCounts load(const Count* from) {
    MedianCounts counts;
#pragma GCC unroll 4
    for (int i = 0; i < parts; ++i) counts.lanes[i] = V::load(from + i * V::size);
    return counts;
  }
  LIMN_INLINE void store(Count* to) const {
#pragma GCC unroll 4
    for (int i = 0; i < parts; ++i) lanes[i].store(to + i * V::size);
  }
  template <class Column>
  LIMN_INLINE void add(const Column* column) {
#pragma GCC unroll 4
    for (int i = 0; i < parts; ++i) lanes[i] += widened(column + i * V::size);
  }
  template <class Column>
  LIMN_INLINE void subtract(const Column* column) {
#pragma GCC unroll 4
    for (int i = 0; i < parts; ++i) lanes[i] -= widened(column + i * V::size);
  }
  /// How many of the counts are not above `limit`.
  [[nodiscard]] LIMN_INLINE Index at_most(Count limit) const {
    const V limits = V::splat(limit);
    Index above = 0;
#pragma GCC unroll 4
    for (int i = 0; i < parts; ++i) above += std::popcount(static_cast<std::uint32_t>(movemask(lanes[i] > limits)));
    return median_levels - above;
  }

 private:
  template <class Column>
  [[nodiscard]] LIMN_INLINE static V widened(const Column* from) {
    if constexpr (sizeof(Count) == 2) {
      return bit_cast<Count>(load_wide(from, Vec<std::uint16_t, V::bytes>::zero()));
    } else {
      return load_wide(from, V::zero());
    }
  }
#else
  Count lanes[static_cast<std::size_t>(median_levels)];

  [[nodiscard]] static MedianCounts load(const Count* from) {
    MedianCounts counts;
    std::memcpy(counts.lanes, from, sizeof counts.lanes);
    return counts;
  }
  void store(Count* to) const { std::memcpy(to, lanes, sizeof lanes); }
  template <class Column>
  void add(const Column* column) {
    for (Index i = 0; i < median_levels; ++i) lanes[i] = static_cast<Count>(lanes[i] + column[i]);
  }
  template <class Column>
  void subtract(const Column* column) {
    for (Index i = 0; i < median_levels; ++i) lanes[i] = static_cast<Count>(lanes[i] - column[i]);
  }
  [[nodiscard]] Index at_most(Count limit) const {
    Index found = 0;
    for (Index i = 0; i < median_levels; ++i) found += lanes[i] <= limit;
    return found;
  }
#endif
};

/// The medians of one row of a stripe, `channels` apart.
template <class Count>
struct MedianAlong {
  template <class Tag, class Column>
  LIMN_INLINE void operator()(Tag, const MedianColumns<Column>& columns, Index window, std::uint8_t* out,
                              Index channels) const {
    using Counts = MedianCounts<Count, Tag>;
    const Index count = columns.count, length = count - window + 1;
    const Column* const uppers = columns.upper.data();
    const Column* const lowers = columns.lower.data();
    const Count half = static_cast<Count>(window * window / 2);
    // One more in front, for what is below the first group.
    alignas(64) Count below[static_cast<std::size_t>(2 * median_levels)] = {};
    alignas(64) const Count none[static_cast<std::size_t>(median_levels)] = {};
    alignas(64) Count lower[static_cast<std::size_t>(median_levels * median_levels)];
    Index current[static_cast<std::size_t>(median_levels)];  // where a group of `lower` was brought up to date
    for (Index i = 0; i < median_levels; ++i) current[i] = -window;
    Counts upper = Counts::load(none);
    for (Index x = 0; x < window - 1; ++x) upper.add(uppers + x * median_levels);
    for (Index x = 0; x < length; ++x) {
      upper.add(uppers + (x + window - 1) * median_levels);
      upper.store(below + 1);
      const Index group = upper.at_most(half);
      const Count rest = static_cast<Count>(half - below[group]);
      Count* const of_group = lower + group * median_levels;
      const Column* const sources = lowers + group * count * median_levels;
      Counts counts;
      if (2 * (x - current[group]) >= window) {
        counts = Counts::load(none);
        for (Index i = x; i < x + window; ++i) counts.add(sources + i * median_levels);
      } else {
        counts = Counts::load(of_group);
        for (Index i = current[group]; i < x; ++i) {
          counts.add(sources + (i + window) * median_levels);
          counts.subtract(sources + i * median_levels);
        }
      }
      counts.store(of_group);
      current[group] = x;
      out[x * channels] = static_cast<std::uint8_t>(group * median_levels + counts.at_most(rest));
      upper.subtract(uppers + x * median_levels);
    }
  }
};

/// Rows y0 to y1 of a stripe of `padded`, the channel with its surroundings, of which x0 is the first column.
template <class Column, class Count>
void median_stripe(const Image<std::uint8_t>& padded, Index x0, Index x1, Index y0, Index y1, Index window,
                   const ChannelRows<std::uint8_t>& out, Index channel) {
  MedianColumns<Column> columns(x1 - x0 + window - 1);
  const auto row = [&](Index y) { return padded.data() + y * padded.width() + x0; };
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
    T* const to = padded.data() + y * width;
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
