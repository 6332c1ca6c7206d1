#pragma once
/// \file
/// Medians of any type and window: in every tile, pixels become the ranks of their values, and a histogram of ranks
/// moves along the rows with the rank in the middle (Huang, Yang and Tang).

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/list.hpp>
#include <limn/filter/detail/channel_rows.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// How often each rank is in the window, also by blocks of ranks, and where the middle is.
class MedianRanks {
 public:
  static constexpr std::uint32_t nan = 0xffffffffU;  // the rank of NaN

  MedianRanks(std::size_t ranks, Index window) : counts_(ranks + 1), blocks_(ranks / block + 2), half_(window / 2) {}

  void add(std::uint32_t rank) { change(rank, 1); }
  void remove(std::uint32_t rank) { change(rank, -1); }

  /// The rank in the middle; `nan` if there is one in the window.
  [[nodiscard]] std::uint32_t middle() {
    if (nans_ > 0) return nan;
    while (below_ > half_) {
      if (middle_ % block == 0 && below_ - blocks_[middle_ / block - 1] > half_) {
        middle_ -= block;
        below_ -= blocks_[middle_ / block];
      } else {
        below_ -= counts_[--middle_];
      }
    }
    while (below_ + counts_[middle_] <= half_) {
      if (middle_ % block == 0 && below_ + blocks_[middle_ / block] <= half_) {
        below_ += blocks_[middle_ / block];
        middle_ += block;
      } else {
        below_ += counts_[middle_++];
      }
    }
    return static_cast<std::uint32_t>(middle_);
  }

 private:
  static constexpr std::size_t block = 64;

  void change(std::uint32_t rank, std::int32_t by) {
    if (rank == nan) {
      nans_ += by;
      return;
    }
    counts_[rank] += by;
    blocks_[rank / block] += by;
    if (rank < middle_) below_ += by;
  }

  List<std::int32_t> counts_, blocks_;
  std::size_t middle_ = 0;
  Index below_ = 0, half_, nans_ = 0;  // how many are below the middle, and should be
};

/// Replaces values by ranks. \returns  the values by rank, in increasing order.
template <class T>
[[nodiscard]] std::vector<T> rank_values(const std::vector<T>& values, List<std::uint32_t>& ranks) {
  std::vector<T> sorted;
  if constexpr (std::is_integral_v<T> && sizeof(T) <= 2) {
    constexpr std::int32_t low = (std::numeric_limits<T>::min)(), high = (std::numeric_limits<T>::max)();
    List<std::uint32_t> table(static_cast<std::size_t>(high - low + 1));
    for (const T v : values) table[static_cast<std::size_t>(v - low)] = 1;
    for (std::int32_t v = low; v <= high; ++v) {
      std::uint32_t& entry = table[static_cast<std::size_t>(v - low)];
      if (entry == 0) continue;
      entry = static_cast<std::uint32_t>(sorted.size());
      sorted.push_back(static_cast<T>(v));
    }
    for (std::size_t i = 0; i < values.size(); ++i) ranks[i] = table[static_cast<std::size_t>(values[i] - low)];
  } else {
    sorted.reserve(values.size());
    for (const T v : values) {
      if (v == v) sorted.push_back(v);
    }
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const T v = values[i];
      const auto place = std::lower_bound(sorted.begin(), sorted.end(), v);
      ranks[i] = v == v ? static_cast<std::uint32_t>(place - sorted.begin()) : MedianRanks::nan;
    }
  }
  return sorted;
}

/// The part of a channel with origin (x, y, z) and this size, in the output.
struct MedianTile {
  Index x, y, z, width, height, depth, channel;
};

template <class T>
void median_tile(const Surroundings<T>& rows, const ChannelRows<T>& out, const MedianTile& tile, Index radius,
                 bool slices) {
  const Index window = 2 * radius + 1, channels = out.channels, deep = slices ? window : 1;
  const Index width = tile.width + 2 * radius, height = tile.height + 2 * radius, depth = tile.depth + deep - 1;
  std::vector<T> row(static_cast<std::size_t>(rows.length()));
  std::vector<T> values;
  values.reserve(static_cast<std::size_t>(width * height * depth));
  for (Index z = 0; z < depth; ++z) {
    for (Index y = 0; y < height; ++y) {
      rows.load(tile.y - radius + y, tile.z - deep / 2 + z, row.data());
      for (Index x = 0; x < width; ++x) {
        values.push_back(row[static_cast<std::size_t>((tile.x + x) * channels + tile.channel)]);
      }
    }
  }
  List<std::uint32_t> ranks(values.size());
  const std::vector<T> sorted = rank_values(values, ranks);
  MedianRanks histogram(sorted.size(), window * window * deep);
  const auto column = [&](Index x, Index y, Index z, const auto& f) {
    for (Index k = z; k < z + deep; ++k) {
      const std::uint32_t* at = ranks.data() + (k * height + y) * width + x;
      for (Index j = 0; j < window; ++j, at += width) f(*at);
    }
  };
  const auto add = [&](std::uint32_t rank) { histogram.add(rank); };
  const auto remove = [&](std::uint32_t rank) { histogram.remove(rank); };
  for (Index z = 0; z < tile.depth; ++z) {
    for (Index y = 0; y < tile.height; ++y) {
      T* const to = out.row(tile.y + y, tile.z + z) + tile.x * channels + tile.channel;
      for (Index x = 0; x < width; ++x) {
        column(x, y, z, add);
        const Index target = x - 2 * radius;
        if (target < 0) continue;
        const std::uint32_t middle = histogram.middle();
        if constexpr (std::is_floating_point_v<T>) {
          to[target * channels] = middle == MedianRanks::nan ? std::numeric_limits<T>::quiet_NaN() : sorted[middle];
        } else {
          to[target * channels] = sorted[middle];
        }
        column(target, y, z, remove);
      }
      for (Index x = tile.width; x < width; ++x) column(x, y, z, remove);
    }
  }
}

template <class T, class E>
void median_by_ranks(const Surroundings<T>& rows, const ChannelRows<T>& out, Index radius, bool slices, E&& executor) {
  const auto parts = [](Index extent, Index wanted) { return (extent + wanted - 1) / wanted; };
  const Index across = parts(out.width, (slices ? 64 : 128) + 4 * radius);
  const Index down = parts(out.height, (slices ? 16 : 64) + 2 * radius);
  const Index through = slices ? parts(out.depth, 16 + 2 * radius) : 1;
  executor(across * down * through * out.channels, [&](Index i) {
    const Index column = i % across, line = i / across % down, slice = i / (across * down) % through;
    MedianTile tile{column * out.width / across,  line * out.height / down, slice * out.depth / through, 0, 0, 0,
                    i / (across * down * through)};
    tile.width = (column + 1) * out.width / across - tile.x;
    tile.height = (line + 1) * out.height / down - tile.y;
    tile.depth = (slice + 1) * out.depth / through - tile.z;
    median_tile(rows, out, tile, radius, slices);
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
