#pragma once
/// \file
/// Watershed: markers flood the image as a relief, and every pixel goes to the flood that reaches it first.
///
/// Source: F. Meyer, "Topographic distance and watershed lines", Signal Processing 38(1), 1994; L. Vincent, P. Soille,
/// "Watersheds in digital spaces", IEEE Trans. PAMI 13(6), 1991.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/region/detail/watershed_basin.hpp>
#include <limn/region/detail/watershed_compact.hpp>
#include <limn/region/detail/watershed_flood.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace limn {

/// When a pixel that a flood has reached comes up.
enum class FloodOrder {
  level,  ///< at its own level, or at that of the flood if that is higher (Meyer)
  value   ///< at its own level, even if the flood has risen past it
};

struct WatershedOptions {
  Connectivity connectivity = Connectivity::face;
  FloodOrder order = FloodOrder::level;
  bool line = false;       ///< leave a line of 0 where floods of different labels meet
  double compactness = 0;  ///< gray levels that one pixel of distance from the marker costs; not negative
};

inline namespace LIMN_ABI {
namespace detail {

struct EverythingInside {
  [[nodiscard]] LIMN_INLINE auto operator()(Index) const {
    return [](Index) LIMN_LAMBDA_INLINE { return false; };
  }
};

template <std::size_t R>
struct InsideMask {
  ImageView<const Binary, R> mask;
  [[nodiscard]] LIMN_INLINE auto operator()(Index i) const {
    return [row = nth_row(mask, i)](Index x) LIMN_LAMBDA_INLINE { return !is_foreground(row[x]); };
  }
};

template <class P, class T, class M, std::size_t R, class Outside>
void watershed(const ImageView<const T, R>& image, const ImageView<const M, R>& markers,
               const ImageView<std::int32_t, R>& out, const WatershedOptions& options, const Outside& outside) {
  Basin<P, R> basin(image.size());
  fill_basin(basin, image, outside);
  const auto seeds = place_markers(basin, markers);
  const Neighbors<R> neighbors = flood_neighbors<R>(options.connectivity);
  const bool by_level = options.order == FloodOrder::level;
  if (options.compactness > 0) {
    flood_compact(basin, seeds, image, neighbors, options.compactness, by_level, options.line);
  } else {
    flood(basin, seeds, neighbors, by_level, options.line);
  }
  copy_labels(basin, seeds, out);
}

template <class T, class M, std::size_t R, class Outside>
void watershed_checked(const ImageView<const T, R>& image, const ImageView<const M, R>& markers,
                       const ImageView<std::int32_t, R>& out, const WatershedOptions& options, const Outside& outside) {
  if (!(markers.size() == image.size())) {
    throw_invalid_argument("limn::watershed: markers are ", markers.size(), " but the image is ", image.size());
  }
  require_same_size("limn::watershed", "the output", out.size(), "the image", image.size());
  if (!(options.compactness >= 0 && options.compactness <= (std::numeric_limits<double>::max)())) {
    throw_invalid_argument("limn::watershed: compactness is ", options.compactness, ", which is not in [0, infinity)");
  }
  if (image.empty()) return;
  const bool small = Frame<R>(image.size()).count <= (std::numeric_limits<std::int32_t>::max)();
  if (small) return watershed<std::int32_t>(image, markers, out, options, outside);
  if constexpr (is_leveled<T>) return watershed<std::int64_t>(image, markers, out, options, outside);
  throw_invalid_argument("limn::watershed: an image of ", image.size(), " needs pixels of 8 or 16 bits");
}

}  // namespace detail

/// Writes the label of every pixel; see `watershed`. `out` may be the image of markers itself.
///
/// \throws std::invalid_argument  also if `out` has another size.
template <GrayImage I, LabelsImage M, OutputOf<std::int32_t> O>
requires SameRank<I, M> && SameRank<I, O>
void watershed_into(const I& image, const M& markers, O&& out, const WatershedOptions& options = {}) {
  detail::watershed_checked(const_view(image), const_view(markers), view(out), options, detail::EverythingInside{});
}

/// Writes the label of every pixel of a mask, 0 outside it; see `watershed`.
template <GrayImage I, LabelsImage M, OutputOf<std::int32_t> O, MaskImage K>
requires SameRank<I, M> && SameRank<I, O> && SameRank<I, K>
void watershed_into(const I& image, const M& markers, O&& out, const WatershedOptions& options, const K& mask) {
  detail::require_same_size("limn::watershed", "the mask", const_view(mask).size(), "the image",
                            const_view(image).size());
  detail::watershed_checked(const_view(image), const_view(markers), view(out), options,
                            detail::InsideMask<rank_v<I>>{const_view(mask)});
}

/// The regions that grow from markers when the image is flooded from below.
///
/// Markers stand in their pixels; every round, the pixel with the lowest level that a flood has reached comes up and
/// hands its label to the neighbors that none has reached: nearest neighbors first, in raster order. Pixels of one
/// level come up first in, first out; the markers' own first of all, in raster order.
///
/// \param image    any rank, any gray pixel type: low where regions are, high between them, as a gradient. A NaN pixel
///                 is outside.
/// \param markers  the same size; the labels to start from, 0 where there is no marker. Of any integer type, none
///                 negative or over 2147483647. Markers outside the mask count for nothing.
/// \param options  see WatershedOptions. With `FloodOrder::value` the labels are those of scikit-image 0.19 if no two
///                 markers have pixels of one value.
/// \returns        the labels of the markers, spread over all that can be reached from them; 0 elsewhere, and on lines.
///                 All 0 without markers.
/// \throws std::invalid_argument  if sizes differ, a marker is out of range, compactness is negative or not finite, or
///                 an image of 2^31 pixels or more is wider than 16 bits per pixel.
/// \complexity     8 bytes per pixel. Linear for 8 and 16 bits; wider pixels are sorted first, in linear time and
///                 8 bytes (32 for 64 bits) per pixel of the mask more. With compactness O(n log n).
template <GrayImage I, LabelsImage M>
requires SameRank<I, M>
[[nodiscard]] LabelImage<std::int32_t, rank_v<I>> watershed(const I& image, const M& markers,
                                                            const WatershedOptions& options = {}) {
  LabelImage<std::int32_t, rank_v<I>> out(const_view(image).size(), uninitialized);
  watershed_into(image, markers, out, options);
  return out;
}

/// The regions that grow from markers inside a mask; see above.
template <GrayImage I, LabelsImage M, MaskImage K>
requires SameRank<I, M> && SameRank<I, K>
[[nodiscard]] LabelImage<std::int32_t, rank_v<I>> watershed(const I& image, const M& markers,
                                                            const WatershedOptions& options, const K& mask) {
  LabelImage<std::int32_t, rank_v<I>> out(const_view(image).size(), uninitialized);
  watershed_into(image, markers, out, options, mask);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
