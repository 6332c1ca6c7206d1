#pragma once
/// \file
/// Objects that touch, parted at their waists.
///
/// Source: L. Vincent, P. Soille, "Watersheds in digital spaces", IEEE Trans. PAMI 13(6), 1991; P. Soille,
/// "Morphological image analysis", Springer, 2nd edition 2003, chapter 9.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/filter/distance.hpp>
#include <limn/filter/extrema.hpp>
#include <limn/filter/reconstruct.hpp>
#include <limn/label/components.hpp>
#include <limn/label/relabel.hpp>
#include <limn/region/watershed.hpp>

#include <cstdint>
#include <limits>
#include <utility>

namespace limn {

struct SeparateOptions {
  double h = 1.25;                                 ///< how much narrower a waist is than both its sides, in pixels; > 0
  Connectivity connectivity = Connectivity::full;  ///< which pixels touch
};

inline namespace LIMN_ABI {
namespace detail {

/// The watershed of negative distances within a mask, from `labels` into them; takes the memory of the distances.
template <std::size_t R>
void flood_distances(Image<float, R> distances, const ImageView<const Binary, R>& inside,
                     const ImageView<std::int32_t, R>& labels, Connectivity connectivity) {
  // Squares of distances are integers. Those of 16 bits come back exactly from their rounded roots, and have to be
  // neither sorted nor held as floats.
  constexpr int highest = (std::numeric_limits<std::uint16_t>::max)();
  float largest = 0;
  for (const float distance : distances.pixels()) largest = distance > largest ? distance : largest;
  if (largest * largest < static_cast<float>(highest) + 0.5F) {
    Image<std::uint16_t, R> relief = transform(distances, [](float distance) {
      return static_cast<std::uint16_t>(highest - static_cast<int>(distance * distance + 0.5F));
    });
    distances = Image<float, R>();
    watershed_into(relief, labels, labels, {.connectivity = connectivity}, inside);
  } else {
    transform_into(distances, distances, [](float distance) { return -distance; });
    watershed_into(distances, labels, labels, {.connectivity = connectivity}, inside);
  }
}

}  // namespace detail

/// Writes the objects of a mask, with those parted that touch; see `separate_touching`.
///
/// \throws std::invalid_argument  also if `out` has another size.
template <MaskImage K, OutputOf<std::int32_t> O>
requires SameRank<K, O>
void separate_touching_into(const K& mask, O&& out, const SeparateOptions& options = {}) {
  constexpr std::size_t rank = rank_v<K>;
  const auto inside = const_view(mask);
  const auto labels = view(out);
  detail::require_same_size("limn::separate_touching", "the output", labels.size(), "the mask", inside.size());
  if (!(options.h > 0)) detail::throw_invalid_argument("limn::separate_touching: h is ", options.h, " but must be > 0");
  if (inside.empty()) return;

  // Step 1: an object has its peak where it is widest. What is cut off by `h` and grows back flat is one peak, even if
  // two in it are equally high.
  Image<float, rank> distances = distance_transform(inside);
  std::int32_t peaks = 0;
  {
    Image<float, rank> tops =
        transform(distances, [&](float distance) { return distance - static_cast<float>(options.h); });
    reconstruct_into(tops, distances, tops, {.connectivity = options.connectivity});
    const Image<Binary, rank> maxima = local_maxima(tops, options.connectivity);
    tops = Image<float, rank>();
    peaks = label_components_into(maxima, labels, {.connectivity = options.connectivity});
  }
  // Step 2: from the peaks, floods go down and meet at the waists.
  detail::flood_distances(std::move(distances), inside, labels, options.connectivity);
  // Step 3: what has no peak of that height is too small to be parted.
  Image<Binary, rank> rest(inside.size(), uninitialized);
  Index unlabeled = 0;
  detail::for_each_row(
      [&unlabeled](Index length, const Binary* in, const std::int32_t* label, Binary* left) {
        for (Index x = 0; x < length; ++x) {
          left[x] = to_binary(is_foreground(in[x]) && label[x] == 0);
          unlabeled += is_foreground(left[x]);
        }
      },
      inside, ImageView<const std::int32_t, rank>(labels), view(rest));
  if (unlabeled > 0) {
    LabelImage<std::int32_t, rank> small(inside.size(), uninitialized);
    label_components_into(rest, small, {.connectivity = options.connectivity});
    detail::for_each_row(
        [peaks](Index length, const std::int32_t* from, std::int32_t* to) {
          for (Index x = 0; x < length; ++x) to[x] = from[x] > 0 ? peaks + from[x] : to[x];
        },
        const_view(small), labels);
  }
  relabel_into(labels, labels);
}

/// The objects of a mask, with those parted that touch: two discs that overlap a little become two objects.
///
/// The distance to the background has a peak in every object. Two peaks count as one unless the way from one to the
/// other goes down by `h` from either; from them, a watershed of the negative distance parts the mask. Holes make
/// waists: fill those that are noise first.
///
/// \param mask     2-D or 3-D. What lies outside the picture is no background.
/// \param options  see SeparateOptions. A small `h` parts more; what is ragged or long falls into pieces.
/// \returns        labels 1..count in raster order of the objects' first pixels; 0 on background. Without background,
///                 one object.
/// \throws std::invalid_argument  if h is NaN or not above 0.
/// \complexity     linear in the pixels but for `reconstruct`, which is nearly so. Memory of 10 to 13 bytes per pixel;
///                 where a pixel is 256 or more from the background, of up to 21.
template <MaskImage K>
[[nodiscard]] LabelImage<std::int32_t, rank_v<K>> separate_touching(const K& mask,
                                                                    const SeparateOptions& options = {}) {
  LabelImage<std::int32_t, rank_v<K>> out(const_view(mask).size(), uninitialized);
  separate_touching_into(mask, out, options);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
