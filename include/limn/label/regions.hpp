#pragma once
/// \file
/// What the objects of a label image or of a mask measure: area, bounding box, centroid, and the gray values in them.
/// Measures of their shapes are in shape.hpp.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/math.hpp>
#include <limn/label/components.hpp>
#include <limn/label/detail/by_label.hpp>
#include <limn/label/detail/label_runs.hpp>
#include <limn/label/detail/region_sums.hpp>
#include <limn/label/detail/region_values.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace limn {

/// A position between pixels; the center of pixel (3, 4) is (3, 4).
template <std::size_t R = 2>
struct Centroid;
template <>
struct Centroid<2> {
  double x = 0, y = 0;
  friend constexpr bool operator==(const Centroid&, const Centroid&) = default;
};
template <>
struct Centroid<3> {
  double x = 0, y = 0, z = 0;
  friend constexpr bool operator==(const Centroid&, const Centroid&) = default;
};

/// An object.
template <std::size_t R = 2>
struct Region {
  Index label = 0;       ///< its number in the label image, at least 1
  Index area = 0;        ///< in pixels
  Box<R> box;            ///< the smallest that holds all its pixels
  Centroid<R> centroid;  ///< the mean of its pixels' positions
  friend constexpr bool operator==(const Region&, const Region&) = default;
};

/// An object and the gray values of its pixels. NaN does not count; where all are, the values here are NaN.
template <std::size_t R = 2>
struct IntensityRegion : Region<R> {
  double min = 0, max = 0, mean = 0;
  double deviation = 0;  ///< the standard deviation over all pixels that count
  Index counted = 0;     ///< how many are not NaN
};

inline namespace LIMN_ABI {
namespace detail {

template <std::size_t R>
[[nodiscard]] inline Region<R> to_region(Index label, const RegionSums<R>& sums) {
  Region<R> region;
  region.label = label;
  region.area = sums.area;
  for (std::size_t axis = 0; axis < R; ++axis) {
    region.box.origin[axis] = sums.low[axis];
    region.box.size[axis] = sums.high[axis] - sums.low[axis] + 1;
  }
  const double area = static_cast<double>(sums.area);
  region.centroid.x = static_cast<double>(sums.twice_x) / (2 * area);
  region.centroid.y = static_cast<double>(sums.rest[0]) / area;
  if constexpr (R == 3) region.centroid.z = static_cast<double>(sums.rest[1]) / area;
  return region;
}

}  // namespace detail

/// The objects of a label image in ascending order of their labels; labels without a pixel are left out.
///
/// \param labels  2-D or 3-D, any integers; 0 and negative ones are background. An object need not be connected.
/// \returns       one entry for every label that occurs; none for an image of background. Centroids are sums of
///                integers divided once.
/// \complexity    one pass over the labels; memory for every object, and for labels that are no greater than about an
///                eighth of the number of pixels also for those between.
template <LabelsImage I>
[[nodiscard]] std::vector<Region<rank_v<I>>> regions(const I& labels) {
  constexpr std::size_t R = rank_v<I>;
  const auto in = const_view(labels);
  std::vector<Region<R>> result;
  if (in.empty()) return result;
  detail::ByLabel<detail::RegionSums<R>> sums(pixel_count(in.size()));
  const Index height = in.height();
  detail::for_each_label_run(in, [&](pixel_t<I> label, Index row, Index begin, Index end) LIMN_LAMBDA_INLINE {
    const Index y = R == 2 ? row : row % height, z = R == 2 ? 0 : row / height;
    sums[static_cast<std::uint64_t>(label)].add(begin, end, y, z);
  });
  sums.for_each([&](std::uint64_t label, const detail::RegionSums<R>& sum) {
    result.push_back(detail::to_region(static_cast<Index>(label), sum));
  });
  return result;
}

/// The objects of a label image with the gray values that another image has there.
///
/// \param labels  2-D or 3-D, any integers; 0 and negative ones are background.
/// \param image   of the same size, any gray pixel type.
/// \returns       one entry for every label that occurs, in ascending order. Integers of up to 16 bits are summed
///                exactly; others row by row in double.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity    one pass over both.
template <LabelsImage I, GrayImage G>
requires SameRank<I, G>
[[nodiscard]] std::vector<IntensityRegion<rank_v<I>>> regions(const I& labels, const G& image) {
  constexpr std::size_t R = rank_v<I>;
  using T = pixel_t<G>;
  struct Sums : detail::RegionSums<R> {
    detail::RegionValues<T> values;
  };
  const auto in = const_view(labels);
  const auto gray = const_view(image);
  detail::require_same_size("limn::regions", "the image", gray.size(), "the label image", in.size());
  std::vector<IntensityRegion<R>> result;
  if (in.empty()) return result;
  detail::ByLabel<Sums> all(pixel_count(in.size()));
  const Index height = in.height();
  detail::for_each_label_run(in, [&](pixel_t<I> label, Index row, Index begin, Index end) {
    Sums& sums = all[static_cast<std::uint64_t>(label)];
    sums.add(begin, end, R == 2 ? row : row % height, R == 2 ? 0 : row / height);
    sums.values.add(detail::nth_row(gray, row) + begin, end - begin);
  });
  all.for_each([&](std::uint64_t label, const Sums& sums) {
    IntensityRegion<R> region;
    static_cast<Region<R>&>(region) = detail::to_region<R>(static_cast<Index>(label), sums);
    region.counted = sums.values.count();
    if (region.counted > 0) {
      region.min = sums.values.least();
      region.max = sums.values.greatest();
      region.mean = sums.values.mean();
      region.deviation = detail::math::sqrt(sums.values.squares() / static_cast<double>(region.counted));
    } else {
      region.min = region.max = region.mean = region.deviation = std::numeric_limits<double>::quiet_NaN();
    }
    result.push_back(region);
  });
  return result;
}

/// The connected objects of a mask, in the order and with the labels that `label_components` gives them, without a
/// label image in between.
///
/// \param mask     2-D or 3-D.
/// \param options  which pixels are neighbors.
/// \param executor runs bands of large images; the result does not depend on it.
/// \returns        entry i has label i + 1; none if there is no foreground.
/// \complexity     one pass over the mask; memory of one bit for every pixel and 4 bytes for every run of foreground.
template <MaskImage M, class E = const Sequential&>
requires Executor<E>
[[nodiscard]] std::vector<Region<rank_v<M>>> regions(const M& mask, const ComponentsOptions& options = {},
                                                     E&& executor = sequential) {
  constexpr std::size_t R = rank_v<M>;
  const auto in = const_view(mask);
  std::vector<Region<R>> result;
  if (in.empty()) return result;
  const Index band = detail::band_rows(in.size(), executor);
  detail::with_run_type(in.size(), [&](auto id) {
    using Id = decltype(id);
    const auto packed = detail::pack_mask<Id>(in, band, executor);
    const auto numbered = detail::number_runs(packed, options.connectivity, band, executor);
    const auto count = static_cast<std::size_t>(numbered.count);
    std::vector<detail::RegionSums<R>> sums(count);
    std::vector<Index> edges(static_cast<std::size_t>(in.width()) + 2 + detail::SumRuns::slack);
    const detail::PackedView bits(packed);
    const Id* const numbers = numbered.numbers.data();
    Index* const storage = edges.data();
    detail::RegionSums<R>* const all = sums.data();
    detail::dispatch(detail::SumRuns{}, bits, numbers, storage, all);
    result.reserve(count);
    for (std::size_t i = 0; i < count; ++i) result.push_back(detail::to_region(static_cast<Index>(i + 1), sums[i]));
  });
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
