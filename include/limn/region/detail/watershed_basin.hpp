#pragma once
/// \file
/// What the flood runs on: one integer per pixel that says all there is to know of it, in a frame of outside pixels.
///
/// Every value of the image becomes a level 0, 1, 2, ... in its order: by subtraction for 8 and 16 bits, by sorting for
/// wider types. A pixel then is `-1 - level` as long as no flood has reached it, its label once it was reached, and 0
/// if it is outside or on a line.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/region/detail/frame.hpp>
#include <limn/region/detail/ordered_bits.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

template <class T>
inline constexpr bool is_leveled = std::is_integral_v<T> && sizeof(T) <= 2;

/// Pixels in the frame, and where the queue of each level begins: `starts[l]`, one more than there are levels. `P`
/// holds a place in the frame.
template <class P, std::size_t R>
struct Basin {
  explicit Basin(const Size<R>& size)
      : frame(size), pixels(Size<2>{frame.count, 1}, uninitialized), queue(Size<2>{frame.count, 1}, uninitialized) {}
  Frame<R> frame;
  Image<std::int32_t> pixels;
  Image<P> queue;  // one place for every pixel that counts: each waits in it once
  std::vector<P> starts;
};

/// Sets the frame to outside.
template <class P, std::size_t R>
void clear_frame(Basin<P, R>& basin, const Size<R>& size) {
  std::int32_t* const pixels = basin.pixels.pixels().data();
  Index next = 0;
  for (Index i = 0; i < row_count(size); ++i) {
    const Index row = basin.frame.row(i);
    std::fill(pixels + next, pixels + row, 0);
    next = row + size[0];
  }
  std::fill(pixels + next, pixels + basin.frame.count, 0);
}

template <class K>
struct RankedPixel {
  K key;
  std::uint32_t place;
};

/// Sorts by key, equal keys as they were: least significant digits first, digits that all share are skipped.
template <class K>
void radix_sort(std::vector<RankedPixel<K>>& items) {
  constexpr int bits = 11, digits = (static_cast<int>(sizeof(K)) * 8 + bits - 1) / bits;
  constexpr std::size_t buckets = std::size_t{1} << bits;
  std::vector<std::uint32_t> counts(buckets * digits);
  for (const auto& item : items) {
    for (int d = 0; d < digits; ++d)
      ++counts[static_cast<std::size_t>(d) * buckets + (item.key >> (d * bits) & (buckets - 1))];
  }
  std::vector<RankedPixel<K>> other(items.size());
  for (int d = 0; d < digits; ++d) {
    std::uint32_t* const count = counts.data() + static_cast<std::size_t>(d) * buckets;
    std::uint32_t sum = 0;
    bool shared = false;
    for (std::size_t i = 0; i < buckets; ++i) {
      shared = shared || count[i] == items.size();
      sum += std::exchange(count[i], sum);
    }
    if (shared) continue;
    for (const auto& item : items) other[count[item.key >> (d * bits) & (buckets - 1)]++] = item;
    std::swap(items, other);
  }
}

/// Step 1: the level of every pixel that counts. `outside(i)` gives a predicate of the x of row i.
template <class P, class T, std::size_t R, class Outside>
void fill_basin(Basin<P, R>& basin, const ImageView<const T, R>& image, const Outside& outside) {
  const Index width = image.width(), rows = row_count(image.size());
  std::int32_t* const pixels = basin.pixels.pixels().data();
  clear_frame(basin, image.size());
  if constexpr (is_leveled<T>) {
    constexpr int lowest = (std::numeric_limits<T>::min)();
    constexpr std::size_t levels = std::size_t{1} << (sizeof(T) * 8);
    // Neighboring pixels are often equal: four tables, so that no count waits for the one before it.
    constexpr std::size_t tables = sizeof(T) == 1 ? 4 : 1;
    std::vector<P> counts(levels * tables);
    for (Index i = 0; i < rows; ++i) {
      const T* const row = nth_row(image, i);
      std::int32_t* const to = pixels + basin.frame.row(i);
      const auto is_outside = outside(i);
      for (Index x = 0; x < width; ++x) {
        if (is_outside(x)) {
          to[x] = 0;
          continue;
        }
        const int level = row[x] - lowest;
        ++counts[static_cast<std::size_t>(level) * tables + static_cast<std::size_t>(x) % tables];
        to[x] = -1 - level;
      }
    }
    basin.starts.assign(levels + 1, 0);
    for (std::size_t l = 0; l < levels; ++l) {
      P sum = basin.starts[l];
      for (std::size_t i = 0; i < tables; ++i) sum += counts[l * tables + i];
      basin.starts[l + 1] = sum;
    }
  } else {
    using Key = ordered_bits_t<T>;
    std::vector<RankedPixel<Key>> ranked;
    ranked.reserve(static_cast<std::size_t>(pixel_count(image.size())));
    for (Index i = 0; i < rows; ++i) {
      const T* const row = nth_row(image, i);
      const Index place = basin.frame.row(i);
      const auto is_outside = outside(i);
      for (Index x = 0; x < width; ++x) {
        if (is_outside(x) || row[x] != row[x]) pixels[place + x] = 0;
        else ranked.push_back({ordered_bits(row[x]), static_cast<std::uint32_t>(place + x)});
      }
    }
    radix_sort(ranked);
    basin.starts.clear();
    for (std::size_t k = 0; k < ranked.size(); ++k) {
      if (k == 0 || ranked[k].key != ranked[k - 1].key) basin.starts.push_back(static_cast<P>(k));
      pixels[ranked[k].place] = -static_cast<std::int32_t>(basin.starts.size());
    }
    basin.starts.push_back(static_cast<P>(ranked.size()));
  }
}

/// A pixel of a marker.
template <class P>
struct Seed {
  P place;
  std::int32_t level, label;
};

/// Step 2: labels on the pixels of the markers; returns these in raster order.
template <class P, class M, std::size_t R>
[[nodiscard]] std::vector<Seed<P>> place_markers(Basin<P, R>& basin, const ImageView<const M, R>& markers) {
  std::vector<Seed<P>> seeds;
  std::int32_t* const pixels = basin.pixels.pixels().data();
  for (Index i = 0; i < row_count(markers.size()); ++i) {
    const M* const marker = nth_row(markers, i);
    const Index place = basin.frame.row(i);
    for (Index x = 0; x < markers.width(); ++x) {
      if (marker[x] == 0) continue;
      if (!std::in_range<std::int32_t>(marker[x]) || std::cmp_less(marker[x], 0)) {
        throw_invalid_argument("limn::watershed: marker ", marker[x], " is not in [0, 2147483647]");
      }
      if (pixels[place + x] == 0) continue;
      const auto label = static_cast<std::int32_t>(marker[x]);
      seeds.push_back({static_cast<P>(place + x), -1 - pixels[place + x], label});
      pixels[place + x] = label;
    }
  }
  return seeds;
}

/// The last step: the labels without the frame; what no flood has reached is 0. A marker's pixel between two other
/// markers stood on the line while the flood ran, but keeps its label.
template <class P, std::size_t R>
void copy_labels(Basin<P, R>& basin, const std::vector<Seed<P>>& seeds, const ImageView<std::int32_t, R>& out) {
  std::int32_t* const pixels = basin.pixels.pixels().data();
  for (const Seed<P>& seed : seeds) pixels[seed.place] = seed.label;
  for (Index i = 0; i < row_count(out.size()); ++i) {
    const std::int32_t* const from = pixels + basin.frame.row(i);
    std::int32_t* const to = nth_row(out, i);
    for (Index x = 0; x < out.width(); ++x) to[x] = from[x] > 0 ? from[x] : 0;
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
