#pragma once
/// \file
/// Confidence connected growing: the pixels around seeds within some standard deviations of the region's own mean.
///
/// Source: the ConfidenceConnectedImageFilter of the Insight Toolkit; L. Ibanez, W. Schroeder, L. Ng, J. Cates, "The
/// ITK Software Guide", Kitware, 2005, chapter 9.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>
#include <limn/region/detail/flood_ranges.hpp>
#include <limn/region/detail/flood_rows.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn {

struct ConfidenceOptions {
  double multiplier = 2.5;                         ///< standard deviations that a pixel may lie off the mean; >= 0
  int iterations = 4;                              ///< how often the region is grown anew from its own statistics; >= 0
  int radius = 1;                                  ///< the first statistics are of boxes of 2 * radius + 1 around seeds
  Connectivity connectivity = Connectivity::face;  ///< which pixels touch
};

inline namespace LIMN_ABI {
namespace detail {

/// Mean and variance of pixels; the variance is that of a sample, so divided by one less than the count.
struct Confidence {
  double sum = 0, squares = 0, count = 0;

  void add(double value) {
    sum += value;
    squares += value * value;
    count += 1;
  }
  [[nodiscard]] double mean() const { return sum / count; }
  /// 0 where it is not defined, or negative by rounding.
  [[nodiscard]] double variance() const {
    const double variance = (squares - sum * sum / count) / (count - 1);
    return variance > 0 ? variance : 0;
  }
};

/// A bound in the type of the pixels, integers rounded toward zero as ITK does.
template <class T>
[[nodiscard]] T to_bound(double bound) {
  using Limits = std::numeric_limits<T>;
  constexpr bool real = std::is_floating_point_v<T>;
  if (bound < static_cast<double>(Limits::lowest())) return real ? -Limits::infinity() : Limits::lowest();
  if (bound > static_cast<double>((Limits::max)())) return real ? Limits::infinity() : (Limits::max)();
  return static_cast<T>(bound);
}

/// The pixels of the boxes around the seeds; past the border, the nearest pixel counts again.
template <class T>
[[nodiscard]] Confidence confidence_of_boxes(const ImageView<const T, 3>& image, const std::vector<Point<3>>& seeds,
                                             Index radius, bool flat) {
  const auto clamped = [](Index i, Index size) { return i < 0 ? 0 : i >= size ? size - 1 : i; };
  Confidence statistics;
  const Index deep = flat ? 0 : radius;
  for (const Point<3>& seed : seeds) {
    for (Index z = seed.z - deep; z <= seed.z + deep; ++z) {
      for (Index y = seed.y - radius; y <= seed.y + radius; ++y) {
        const T* const row = image.row_pointer(clamped(y, image.height()), clamped(z, image.depth()));
        for (Index x = seed.x - radius; x <= seed.x + radius; ++x) {
          const auto value = static_cast<double>(row[clamped(x, image.width())]);
          if (math::isfinite(value)) statistics.add(value);
        }
      }
    }
  }
  return statistics;
}

/// The flooded pixels, in raster order.
template <class T>
[[nodiscard]] Confidence confidence_of_flood(const ImageView<const T, 3>& image, const FloodRows& rows) {
  Confidence statistics;
  for (Index i = 0; i < row_count(image.size()); ++i) {
    const T* const row = nth_row(image, i);
    for (Index x = 0; x < image.width(); x += 64) {
      for (std::uint64_t bits = rows.flooded(i)[x / 64]; bits != 0; bits &= bits - 1) {
        statistics.add(static_cast<double>(row[x + std::countr_zero(bits)]));
      }
    }
  }
  return statistics;
}

template <class T>
void confidence_connected(const ImageView<const T, 3>& image, const std::vector<Point<3>>& seeds,
                          const ImageView<Binary, 3>& out, const ConfidenceOptions& options, bool flat) {
  T lowest = (std::numeric_limits<T>::max)(), highest = std::numeric_limits<T>::lowest();
  for (const Point<3>& seed : seeds) {
    const T value = image(seed.x, seed.y, seed.z);
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  FloodRows rows(image.size(), options.connectivity);
  Confidence statistics = confidence_of_boxes(image, seeds, options.radius, flat);
  for (int round = 0; statistics.count > 0; ++round) {
    // The seeds are always inside.
    const double reach = options.multiplier * math::sqrt(statistics.variance());
    const T low = to_bound<T>((std::min)(statistics.mean() - reach, static_cast<double>(lowest)));
    const T high = to_bound<T>((std::max)(statistics.mean() + reach, static_cast<double>(highest)));
    const FixedRange<T> range(low, high);
    rows.run(image, range, seeds.data(), seeds.size());
    if (round == options.iterations) break;
    statistics = confidence_of_flood(image, rows);
    if (statistics.variance() == 0) break;
  }
  rows.write(out);
}

}  // namespace detail

/// Writes foreground where a pixel belongs to the region around the seeds, background elsewhere.
///
/// The region is what is connected to a seed through pixels v with m - k s <= v <= m + k s, where m is the mean, s the
/// standard deviation and k the multiplier; the bounds are widened where a seed lies outside of them. At first, m and s
/// are those of boxes around the seeds, then, `iterations` times, those of the region that came before. It ends earlier
/// when all pixels of the region are equal. So a region may lose pixels from one round to the next, and it spreads over
/// all of an even slope: smooth noisy pictures first.
///
/// \param in       2-D or 3-D, gray. A NaN belongs to no region and counts in no mean; a seed that is NaN is no seed.
/// \param seeds    at least one, all inside.
/// \param out      a mask of the same size, apart from `in` in memory.
/// \param options  see ConfidenceOptions. A box beyond the border repeats the nearest pixels; a pixel that is in
///                 several boxes counts several times. A radius of 0 takes the seeds themselves; of one pixel the
///                 deviation is 0.
/// \returns        with Connectivity::face, the mask of ITK's filter; like it, bounds of integers are rounded toward
///                 zero.
/// \throws std::invalid_argument  if the sizes differ, there is no seed or one lies outside, or an option is negative
///                 or NaN.
/// \complexity     `iterations` + 1 floods, see `flood_fill_into`.
template <GrayImage I, OutputOf<Binary> O>
requires SameRank<I, O>
void confidence_connected_into(const I& in, const std::vector<Point<rank_v<I>>>& seeds, O&& out,
                               const ConfidenceOptions& options = {}) {
  const auto image = const_view(in);
  detail::require_same_size("limn::confidence_connected", "the output", view(out).size(), "the image", image.size());
  if (seeds.empty()) detail::throw_invalid_argument("limn::confidence_connected: there are no seeds");
  std::vector<Point<3>> points;
  for (const auto& seed : seeds) {
    if (!contains(image.size(), seed)) {
      detail::throw_invalid_argument("limn::confidence_connected: the seed ", seed, " lies outside the image of ",
                                     image.size());
    }
    points.push_back(detail::as_volume(seed));
  }
  detail::require_not_negative("limn::confidence_connected", "multiplier", options.multiplier);
  detail::require_not_negative("limn::confidence_connected", "iterations", options.iterations);
  detail::require_not_negative("limn::confidence_connected", "radius", options.radius);
  detail::confidence_connected(detail::as_volume(image), points, detail::as_volume(view(out)), options, rank_v<I> == 2);
}

/// The region around the seeds. See `confidence_connected_into`.
template <GrayImage I>
[[nodiscard]] Image<Binary, rank_v<I>> confidence_connected(const I& image, const std::vector<Point<rank_v<I>>>& seeds,
                                                            const ConfidenceOptions& options = {}) {
  Image<Binary, rank_v<I>> mask(const_view(image).size(), uninitialized);
  confidence_connected_into(image, seeds, mask, options);
  return mask;
}

}  // namespace LIMN_ABI
}  // namespace limn
