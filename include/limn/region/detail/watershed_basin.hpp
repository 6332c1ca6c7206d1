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
#include <limn/detail/math.hpp>
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
/// holds a place in the frame. The queue has one place for every pixel that counts: each waits in it once.
template <class P, std::size_t R>
class Basin {
 public:
  explicit Basin(const Size<R>& size)
      : frame(size), storage_(Size<2>{frame.count * (1 + words_per_place), 1}, uninitialized) {}
  [[nodiscard]] P* queue() { return reinterpret_cast<P*>(storage()); }
  [[nodiscard]] std::int32_t* pixels() { return storage() + frame.count * words_per_place; }
  /// All of it: at least 8 bytes for every pixel, free as long as the others are not in use.
  [[nodiscard]] std::int32_t* storage() { return storage_.pixels().data(); }

  Frame<R> frame;
  std::vector<P> starts;

 private:
  static constexpr Index words_per_place = sizeof(P) / sizeof(std::int32_t);
  Image<std::int32_t> storage_;
};

/// Sets the frame to outside.
template <class P, std::size_t R>
void clear_frame(Basin<P, R>& basin, const Size<R>& size) {
  std::int32_t* const pixels = basin.pixels();
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

/// How often each digit of keys occurs, to sort by them: least significant digits first, digits that all share are
/// skipped, equal keys stay as they were.
template <class K>
class RadixSort {
 public:
  void count(K key) {
    for (int d = 0; d < digits; ++d) ++counts_[at(d) + digit(key, d)];
    ++total_;
  }
  [[nodiscard]] std::size_t total() const { return total_; }
  /// Whether what is sorted ends where it began, and not in the other memory.
  [[nodiscard]] bool ends_at_home() const {
    bool home = true;
    for (int d = 0; d < digits; ++d) home = home == shared(d);
    return home;
  }
  /// Sorts the pixels whose keys were counted, to and fro between two places.
  void sort(RankedPixel<K>* items, RankedPixel<K>* other) {
    for (int d = 0; d < digits; ++d) {
      if (shared(d)) continue;
      std::uint32_t* const count = counts_.data() + at(d);
      std::uint32_t sum = 0;
      for (std::size_t i = 0; i < buckets; ++i) sum += std::exchange(count[i], sum);
      for (std::size_t k = 0; k < total_; ++k) other[count[digit(items[k].key, d)]++] = items[k];
      std::swap(items, other);
    }
  }

 private:
  static constexpr int bits = 11, digits = (static_cast<int>(sizeof(K)) * 8 + bits - 1) / bits;
  static constexpr std::size_t buckets = std::size_t{1} << bits;
  [[nodiscard]] static LIMN_INLINE std::size_t at(int d) { return static_cast<std::size_t>(d) * buckets; }
  [[nodiscard]] static LIMN_INLINE std::size_t digit(K key, int d) {
    return static_cast<std::size_t>(key >> (d * bits) & (buckets - 1));
  }
  [[nodiscard]] bool shared(int d) const {
    for (std::size_t i = 0; i < buckets; ++i) {
      if (counts_[at(d) + i] != 0) return counts_[at(d) + i] == total_;
    }
    return true;
  }
  std::size_t total_ = 0;
  std::vector<std::uint32_t> counts_ = std::vector<std::uint32_t>(buckets * digits);
};

/// The levels of pixels that have to be sorted.
template <class T, std::size_t R, class Outside>
void rank_basin(Basin<std::int32_t, R>& basin, const ImageView<const T, R>& image, const Outside& outside) {
  using Key = ordered_bits_t<T>;
  using Ranked = RankedPixel<Key>;
  const auto for_each_inside = [&](const auto& f) LIMN_LAMBDA_INLINE {
    for (Index i = 0; i < row_count(image.size()); ++i) {
      const T* const row = nth_row(image, i);
      const Index place = basin.frame.row(i);
      const auto is_outside = outside(i);
      for (Index x = 0; x < image.width(); ++x) {
        if (!is_outside(x) && !math::isnan(row[x])) f(ordered_bits(row[x]), static_cast<std::uint32_t>(place + x));
      }
    }
  };
  RadixSort<Key> radix;
  for_each_inside([&](Key key, std::uint32_t) LIMN_LAMBDA_INLINE { radix.count(key); });
  const Size<2> total{static_cast<Index>(radix.total()), 1};
  std::size_t levels = 0;
  {
    Image<Ranked> ranked(total, uninitialized);
    // The other place is the basin itself, if it has room.
    constexpr bool fits = sizeof(Ranked) <= 2 * sizeof(std::int32_t);
    Image<Ranked> own(fits ? Size<2>{} : total, uninitialized);
    Ranked* const sorted = ranked.pixels().data();
    Ranked* const other = fits ? reinterpret_cast<Ranked*>(basin.storage()) : own.pixels().data();
    Ranked* const first = radix.ends_at_home() ? sorted : other;
    Ranked* next = first;
    for_each_inside([&](Key key, std::uint32_t place) LIMN_LAMBDA_INLINE { *next++ = {key, place}; });
    radix.sort(first, first == sorted ? other : sorted);
    std::int32_t* const pixels = basin.pixels();
    std::int32_t* const starts = basin.queue();  // until they are counted
    std::fill(pixels, pixels + basin.frame.count, 0);
    for (std::size_t k = 0; k < radix.total(); ++k) {
      if (k == 0 || sorted[k].key != sorted[k - 1].key) starts[levels++] = static_cast<std::int32_t>(k);
      pixels[sorted[k].place] = -static_cast<std::int32_t>(levels);
    }
  }
  basin.starts.reserve(levels + 1);
  basin.starts.assign(basin.queue(), basin.queue() + levels);
  basin.starts.push_back(static_cast<std::int32_t>(total[0]));
}

/// The values that are levels: all there could be; of 16 bits in a picture of less pixels than that those from the
/// least to the greatest, as tables would take longer than pixels.
struct LevelRange {
  int low, high;
};
template <class T, std::size_t R>
[[nodiscard]] LevelRange level_range(const ImageView<const T, R>& image) {
  using Limits = std::numeric_limits<T>;
  if (sizeof(T) == 1 || pixel_count(image.size()) > (Limits::max)() - (Limits::min)()) {
    return {(Limits::min)(), (Limits::max)()};
  }
  T low = (Limits::max)(), high = (Limits::min)();
  for_each_row(
      [&low, &high](Index length, const T* row) {
        T least = low, most = high;
        for (Index x = 0; x < length; ++x) {
          least = row[x] < least ? row[x] : least;
          most = row[x] > most ? row[x] : most;
        }
        low = least;
        high = most;
      },
      image);
  return {low, high};
}

/// Step 1: the level of every pixel that counts. `outside(i)` gives a predicate of the x of row i.
template <class P, class T, std::size_t R, class Outside>
void fill_basin(Basin<P, R>& basin, const ImageView<const T, R>& image, const Outside& outside) {
  if constexpr (is_leveled<T>) {
    const Index width = image.width(), rows = row_count(image.size());
    std::int32_t* const pixels = basin.pixels();
    clear_frame(basin, image.size());
    const LevelRange range = level_range(image);
    const std::size_t levels = static_cast<std::size_t>(range.high - range.low) + 1;
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
        const int level = row[x] - range.low;
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
    rank_basin(basin, image, outside);
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
  std::int32_t* const pixels = basin.pixels();
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
  std::int32_t* const pixels = basin.pixels();
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
