#pragma once
/// \file
/// Flood fill: the pixels that are connected to a seed and have its color, within a tolerance.
///
/// Source: A. R. Smith, "Tint fill", Proc. SIGGRAPH 1979. The ranges, fixed and floating, are those of OpenCV's
/// floodFill.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/region/detail/flood_ranges.hpp>
#include <limn/region/detail/flood_rows.hpp>
#include <limn/region/detail/flood_words.hpp>

#include <cstddef>

namespace limn {

/// What a pixel's value is compared to.
enum class FloodRange {
  fixed,    ///< the seed's value
  floating  ///< the value of the neighbor from which the flood comes
};

struct FloodOptions {
  double low = 0;                                  ///< how far below a value may lie, in the units of the pixels; >= 0
  double high = 0;                                 ///< how far above
  Connectivity connectivity = Connectivity::face;  ///< which pixels touch
  FloodRange range = FloodRange::fixed;            ///< to which value `low` and `high` refer
};

inline namespace LIMN_ABI {
namespace detail {

template <class P>
void flood(const ImageView<const P, 3>& in, const ImageView<Binary, 3>& out, const Point<3>& seed,
           const FloodOptions& options) {
  if (options.range == FloodRange::fixed) {
    FloodRows rows(in.size(), options.connectivity);
    const FixedRange<P> range(in(seed), options.low, options.high);
    rows.run(in, range, &seed, 1);
    rows.write(out);
  } else {
    FloodWords words(in.size(), options.connectivity);
    const FloatingRange<P> range(in(seed), options.low, options.high);
    if (range.starts_at(in(seed))) words.run(in, range, seed);
    words.write(out);
  }
}

}  // namespace detail

/// Writes foreground where a pixel is connected to the seed through pixels of its kind, background elsewhere.
///
/// With FloodRange::fixed, a pixel is of the kind if -low <= pixel - seed <= high. With FloodRange::floating, the flood
/// passes from a pixel to its neighbor if -low <= neighbor - pixel <= high; where `low` and `high` differ, that is no
/// symmetric relation. Colors must hold in every channel. Differences of floats are rounded to the type of the pixels;
/// that of equal infinities is 0. A NaN is never entered; a seed that is NaN gives background.
///
/// \param in       2-D or 3-D, gray or color.
/// \param out      a mask of the same size; the same memory as `in` is fine for 8-bit pixels.
/// \param seed     where the flood begins; always foreground unless NaN.
/// \param options  see FloodOptions. The result is the mask of cv::floodFill; for `fixed`, Connectivity::full and `low`
///                 equal to `high`, that of scikit-image's `flood` (floats up to the rounding of the difference).
/// \throws std::invalid_argument  if the sizes differ, the seed lies outside, or `low` or `high` is negative or NaN.
/// \complexity     linear in the pixels of the region, and one pass to write the mask; two bits of scratch per pixel,
///                 of rows filled up to multiples of 512 pixels.
template <AnyImage I, OutputOf<Binary> O>
requires SameRank<I, O> &&
    (GrayImage<I> || ColorImage<I>)void flood_fill_into(const I& in, O&& out, const Point<rank_v<I>>& seed,
                                                        const FloodOptions& options = {}) {
  const auto image = const_view(in);
  detail::require_same_size("limn::flood_fill", "the output", view(out).size(), "the image", image.size());
  if (!contains(image.size(), seed)) {
    detail::throw_invalid_argument("limn::flood_fill: the seed ", seed, " lies outside the image of ", image.size());
  }
  if (!(options.low >= 0)) {
    detail::throw_invalid_argument("limn::flood_fill: low is ", options.low, " but must be >= 0");
  }
  if (!(options.high >= 0)) {
    detail::throw_invalid_argument("limn::flood_fill: high is ", options.high, " but must be >= 0");
  }
  detail::flood(detail::as_volume(image), detail::as_volume(view(out)), detail::as_volume(seed), options);
}

/// The mask of the flooded pixels. See `flood_fill_into`.
template <AnyImage I>
requires(GrayImage<I> || ColorImage<I>)
    [[nodiscard]] Image<Binary, rank_v<I>> flood_fill(const I& image, const Point<rank_v<I>>& seed,
                                                      const FloodOptions& options = {}) {
  Image<Binary, rank_v<I>> mask(const_view(image).size(), uninitialized);
  flood_fill_into(image, mask, seed, options);
  return mask;
}

}  // namespace LIMN_ABI
}  // namespace limn
