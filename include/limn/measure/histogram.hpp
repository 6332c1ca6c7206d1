#pragma once
/// \file
/// How many pixels have each gray level: exact for integers, in equal bins for everything else.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/measure/detail/count_values.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace limn {

struct HistogramOptions {
  int bins = 256;  ///< where the values cannot be counted one by one: equal bins from the smallest to the largest
};

/// Pixels counted by gray level. Bin i holds the levels around `center(i)`; where `exact` is set, that level alone.
struct Histogram {
  std::vector<std::int64_t> counts;  ///< pixels in each bin
  double first = 0;                  ///< the center of bin 0
  double width = 1;                  ///< from one center to the next; 0 if all levels are equal and not integers
  bool exact = true;                 ///< one bin for each integer

  [[nodiscard]] LIMN_INLINE Index bins() const { return static_cast<Index>(counts.size()); }
  [[nodiscard]] LIMN_INLINE double center(Index bin) const {
    const double steps = static_cast<double>(bin), away = steps * width;
    // The whole range of double is infinite, half of it is not.
    return away - away == 0 ? first + away : 2 * (first / 2 + steps * (width / 2));
  }
  /// The number of pixels counted.
  [[nodiscard]] LIMN_INLINE std::int64_t total() const {
    std::int64_t sum = 0;
    for (const std::int64_t count : counts) sum += count;
    return sum;
  }
};

inline namespace LIMN_ABI {
namespace detail {

/// The smallest and the largest finite value; low > high if there is none.
template <class T>
struct ValueRange {
  T low = (std::numeric_limits<T>::max)();
  T high = std::numeric_limits<T>::lowest();
  [[nodiscard]] LIMN_INLINE bool empty() const { return low > high; }
};

/// Neither NaN nor infinite.
template <class T>
[[nodiscard]] LIMN_INLINE bool is_finite(T v) {
  if constexpr (std::is_floating_point_v<T>) return v - v == 0;
  else return true;
}

/// Widens `range` to the values of a row.
struct RangeOfRow {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* in, Index length, ValueRange<T>& range) const {
    ValueRange<T> found = range;
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<T, Tag>;
    if (length >= V::size) {
      V low = V::splat(found.low), high = V::splat(found.high);
      for (; x + V::size <= length; x += V::size) {
        const V v = V::load(in + x);
        if constexpr (std::is_floating_point_v<T>) {
          const auto finite = v - v == V::zero();
          low = (min)(select(finite, v, low), low);
          high = (max)(select(finite, v, high), high);
        } else {
          low = (min)(v, low);
          high = (max)(v, high);
        }
      }
      for (int i = 0; i < V::size; ++i) {
        found.low = (std::min)(found.low, low[i]);
        found.high = (std::max)(found.high, high[i]);
      }
    }
#endif
    for (; x < length; ++x) {
      if (!is_finite(in[x])) continue;
      found.low = (std::min)(found.low, in[x]);
      found.high = (std::max)(found.high, in[x]);
    }
    range = found;
  }
};

/// Stands for a mask that lets every pixel count.
template <class T, std::size_t R>
struct AllPixels {
  static constexpr bool all = true;
  /// Calls `f(length, pixels, nullptr)` for the rows of an image.
  template <class F>
  LIMN_INLINE void for_each(F&& f, const ImageView<const T, R>& image) const {
    for_each_row([&f](Index length, const T* in) { f(length, in, static_cast<const Binary*>(nullptr)); }, image);
  }
};
template <class T, std::size_t R>
struct MaskedPixels {
  static constexpr bool all = false;
  ImageView<const Binary, R> mask;
  template <class F>
  LIMN_INLINE void for_each(F&& f, const ImageView<const T, R>& image) const {
    for_each_row([&f](Index length, const T* in, const Binary* counts) { f(length, in, counts); }, image, mask);
  }
};

template <class T, std::size_t R, class Pixels>
[[nodiscard]] ValueRange<T> value_range(const ImageView<const T, R>& image, const Pixels& pixels) {
  ValueRange<T> range;
  pixels.for_each(
      [&range](Index length, const T* in, const Binary* mask) {
        if (mask == nullptr) {
          dispatch(RangeOfRow{}, in, length, range);
          return;
        }
        for (Index x = 0; x < length; ++x) {
          if (!is_foreground(mask[x]) || !is_finite(in[x])) continue;
          range.low = (std::min)(range.low, in[x]);
          range.high = (std::max)(range.high, in[x]);
        }
      },
      image);
  return range;
}

/// One bin for each of the 256 values.
template <class T, std::size_t R, class Pixels>
void count_bytes(const ImageView<const T, R>& image, [[maybe_unused]] const Pixels& pixels, Histogram& histogram) {
  std::int64_t counts[256] = {};
  if constexpr (Pixels::all) {
    count_all_bytes(image, static_cast<std::int64_t*>(counts));
  } else {
    pixels.for_each(
        [&counts](Index length, const T* in, const Binary* mask) {
          for (Index x = 0; x < length; ++x) counts[static_cast<std::uint8_t>(in[x])] += is_foreground(mask[x]) ? 1 : 0;
        },
        image);
  }
  histogram.counts.assign(counts, counts + 256);
  if constexpr (std::is_signed_v<T>) {
    for (std::size_t i = 0; i < 128; ++i) std::swap(histogram.counts[i], histogram.counts[i + 128]);
  }
  histogram.first = std::is_signed_v<T> ? -128 : 0;
  histogram.width = 1;
  histogram.exact = true;
}

/// One bin for each value from the smallest to the largest.
template <class T, std::size_t R, class Pixels>
void count_integers(const ImageView<const T, R>& image, [[maybe_unused]] const Pixels& pixels,
                    const ValueRange<T>& range, Histogram& histogram) {
  using Unsigned = std::make_unsigned_t<T>;
  const auto low = static_cast<Unsigned>(range.low);
  const auto bins = static_cast<std::size_t>(static_cast<Unsigned>(static_cast<Unsigned>(range.high) - low)) + 1;
  const auto bin_of = [low](T v) {
    return static_cast<std::size_t>(static_cast<Unsigned>(static_cast<Unsigned>(v) - low));
  };
  histogram.counts.assign(bins, 0);
  histogram.first = static_cast<double>(range.low);
  histogram.width = 1;
  histogram.exact = true;
  std::int64_t* const counts = histogram.counts.data();
  if constexpr (Pixels::all) {
    count_all_integers(image, bins, bin_of, counts);
  } else {
    pixels.for_each(
        [&](Index length, const T* in, const Binary* mask) {
          for (Index x = 0; x < length; ++x) {
            if (is_foreground(mask[x])) ++counts[bin_of(in[x])];
          }
        },
        image);
  }
}

/// Equal bins. Bin i is [edge i, edge i + 1), the last one closed, with the edges rounded to the type of the pixels: so
/// does NumPy's histogram.
template <class T, std::size_t R, class Pixels>
void count_in_bins(const ImageView<const T, R>& image, const Pixels& pixels, const ValueRange<T>& range, int bins,
                   Histogram& histogram) {
  const auto low = static_cast<double>(range.low), high = static_cast<double>(range.high);
  histogram.counts.assign(static_cast<std::size_t>(bins), 0);
  histogram.exact = false;
  const bool wide = !is_finite(high - low);  // then half the steps go up from the lowest, half down from the highest
  const double step = wide ? high / bins - low / bins : (high - low) / bins;
  std::vector<double> edges(static_cast<std::size_t>(bins) + 1);
  for (int i = 0; i <= bins; ++i) {
    const double edge = !wide || i <= bins / 2 ? low + i * step : high - (bins - i) * step;
    edges[static_cast<std::size_t>(i)] = std::is_floating_point_v<T> ? static_cast<double>(static_cast<T>(edge)) : edge;
  }
  if (step == 0) std::fill(edges.begin(), edges.end(), std::numeric_limits<double>::infinity());  // all in bin 0
  edges.front() = low;
  edges.back() = std::numeric_limits<double>::infinity();  // no value goes past the last bin
  histogram.width = step;
  histogram.first = low + step / 2;
  std::int64_t* const counts = histogram.counts.data();
  const double* const edge = edges.data();
  const double scale = 1 / step, last = bins - 1;
  pixels.for_each(
      [&](Index length, const T* in, const Binary* mask) {
        for (Index x = 0; x < length; ++x) {
          if (!is_finite(in[x]) || (mask != nullptr && !is_foreground(mask[x]))) continue;
          const auto v = static_cast<double>(in[x]);
          const double guess = (v - low) * scale;
          auto bin = static_cast<std::size_t>(guess > 0 ? (guess < last ? guess : last) : 0);
          while (v < edge[bin]) --bin;
          while (v >= edge[bin + 1]) ++bin;
          ++counts[bin];
        }
      },
      image);
}

template <class T, std::size_t R, class Pixels>
void histogram_of(const ImageView<const T, R>& image, const Pixels& pixels, Histogram& histogram,
                  const HistogramOptions& options) {
  if (options.bins < 1) throw_invalid_argument("limn::histogram: bins is ", options.bins, ", not 1 or more");
  if constexpr (std::is_integral_v<T> && sizeof(T) == 1) {
    count_bytes(image, pixels, histogram);
  } else {
    const ValueRange<T> range = value_range(image, pixels);
    if (range.empty()) {
      histogram.counts.clear();
      histogram.first = 0;
      histogram.width = 1;
      histogram.exact = std::is_integral_v<T>;
      return;
    }
    if constexpr (std::is_integral_v<T>) {
      using Unsigned = std::make_unsigned_t<T>;
      if (static_cast<Unsigned>(static_cast<Unsigned>(range.high) - static_cast<Unsigned>(range.low)) <= 65535) {
        count_integers(image, pixels, range, histogram);
        return;
      }
    }
    count_in_bins(image, pixels, range, options.bins, histogram);
  }
}

}  // namespace detail

/// Counts the pixels of an image by gray level.
///
/// Integers are counted exactly where their smallest and largest value are less than 65,536 apart, so 8 and 16 bits
/// always are: 8-bit images have 256 bins, one for each value of the type; others one for each value from the smallest
/// to the largest that occurs. Anything else has `options.bins` equal bins over that range, each closed below and open
/// above, the last one closed. NaN and infinite pixels are not counted.
///
/// \param image    any rank, any gray pixel type.
/// \param result   its storage is used again.
/// \param options  see HistogramOptions.
/// \throws std::invalid_argument  if `options.bins` < 1.
/// \complexity     one pass over bytes, two over other types; scratch of 128 KB for large 8-bit images.
template <GrayImage I>
void histogram_into(const I& image, Histogram& result, const HistogramOptions& options = {}) {
  detail::histogram_of(const_view(image), detail::AllPixels<pixel_t<I>, rank_v<I>>{}, result, options);
}

/// Counts the pixels where `mask` is foreground. See `histogram_into`.
/// \throws std::invalid_argument  if the mask has another size.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
void histogram_into(const I& image, const M& mask, Histogram& result, const HistogramOptions& options = {}) {
  detail::require_same_size("limn::histogram", "the mask", const_view(mask).size(), "the image",
                            const_view(image).size());
  detail::histogram_of(const_view(image), detail::MaskedPixels<pixel_t<I>, rank_v<I>>{const_view(mask)}, result,
                       options);
}

/// The histogram of an image: 256 bins for bytes; without bins if no pixel is finite (or there is none) and the type is
/// wider. See `histogram_into`.
template <GrayImage I>
[[nodiscard]] Histogram histogram(const I& image, const HistogramOptions& options = {}) {
  Histogram result;
  histogram_into(image, result, options);
  return result;
}

/// The histogram of the pixels where `mask` is foreground. See `histogram_into`.
template <GrayImage I, MaskImage M>
requires SameRank<I, M>
[[nodiscard]] Histogram histogram(const I& image, const M& mask, const HistogramOptions& options = {}) {
  Histogram result;
  histogram_into(image, mask, result, options);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
