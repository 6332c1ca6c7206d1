#pragma once
/// \file
/// Distance transforms: how far every foreground pixel is from the background, exactly.
///
/// Source: A. Meijster, J. B. T. M. Roerdink, W. H. Hesselink, "A general algorithm for computing distance transforms
/// in linear time", ISMM 2000; P. Felzenszwalb, D. Huttenlocher, "Distance transforms of sampled functions", Theory of
/// Computing 8, 2012; A. Rosenfeld, J. L. Pfaltz, "Sequential operations in digital picture processing", JACM 13, 1966
/// (city-block and chessboard).

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>
#include <limn/filter/detail/distance_chamfer.hpp>
#include <limn/filter/detail/distance_plane.hpp>
#include <limn/filter/detail/distance_sites.hpp>
#include <limn/filter/detail/distance_stack.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace limn {

struct DistanceOptions {
  /// The side of a pixel along x, y and, in 3-D, z, in the unit that distances shall have; 1e-100 to 1e100.
  std::array<double, 3> spacing = {1, 1, 1};
};

/// The integer distance of a pixel where the mask has no background at all.
template <class T>
inline constexpr T no_distance = (std::numeric_limits<T>::max)();

inline namespace LIMN_ABI {
namespace detail {

/// Throws unless squares of the side, times those of numbers of pixels, are numbers above 0.
inline void require_spacing(std::string_view function, std::size_t axis, double side) {
  if (!(side >= 1e-100 && side <= 1e100)) {
    throw_invalid_argument(function, ": spacing along axis ", axis, " is ", side, " but must lie in [1e-100, 1e100]");
  }
}

/// Squares of the spacing.
template <std::size_t R>
[[nodiscard]] std::array<double, R> squared_spacing(std::string_view function, const DistanceOptions& options) {
  std::array<double, R> weights{};
  for (std::size_t axis = 0; axis < R; ++axis) {
    const double side = options.spacing[axis];
    require_spacing(function, axis, side);
    weights[axis] = side * side;
  }
  return weights;
}

template <std::size_t R>
[[nodiscard]] bool is_small_for_distance(const Size<R>& size) {
  bool small = LIMN_DETAIL_VECTORS != 0;
  for (std::size_t axis = 0; axis < R; ++axis) small = small && size[axis] <= distance_side;
  return small;
}

struct IsBackground {
  [[nodiscard]] LIMN_INLINE bool operator()(Binary pixel) const { return !is_foreground(pixel); }
};

/// By nearest sites of type `S`: any size, any spacing, nothing fast. Sites wait in `out` if it has room for them.
template <class S, class V, class T, std::size_t R>
void distance_by_sites_of(const ImageView<const Binary, R>& mask, const ImageView<T, R>& out,
                          const std::array<V, R>& weights) {
  constexpr bool fits = sizeof(S) <= sizeof(T);
  Image<S, R> own(fits ? Size<R>{} : mask.size(), uninitialized);
  const ImageView<S, R> inside(reinterpret_cast<S*>(out.pixels()), out.size(), out.byte_strides());
  const ImageView<S, R> sites = fits ? inside : limn::view(own);
  nearest_sites(mask, sites, weights, IsBackground{});
  std::vector<S> row(static_cast<std::size_t>(mask.width()));
  for (Index i = 0; i < row_count(mask.size()); ++i) {
    std::memcpy(row.data(), nth_row(sites, i), row.size() * sizeof(S));
    T* const to = nth_row(out, i);
    for (Index x = 0; x < mask.width(); ++x) {
      const Index site = row[static_cast<std::size_t>(x)];
      if constexpr (std::is_integral_v<T>) {
        to[x] = site < 0 ? no_distance<T> : squared_distance(mask.size(), x, i, site, weights);
      } else {
        to[x] =
            site < 0
                ? std::numeric_limits<T>::infinity()
                : static_cast<T>(math::sqrt(static_cast<double>(squared_distance(mask.size(), x, i, site, weights))));
      }
    }
  }
}
template <class V, class T, std::size_t R>
void distance_by_sites(const ImageView<const Binary, R>& mask, const ImageView<T, R>& out,
                       const std::array<V, R>& weights) {
  if (mask.empty()) return;
  if (has_short_indices(mask.size())) distance_by_sites_of<std::int32_t>(mask, out, weights);
  else distance_by_sites_of<Index>(mask, out, weights);
}

/// Unit spacing, squared in integers or its root.
template <class T, std::size_t R, class E>
void unit_distance(const ImageView<const Binary, R>& mask, const ImageView<T, R>& out, E& executor) {
#if LIMN_DETAIL_VECTORS
  if (is_small_for_distance(mask.size())) {
    if constexpr (R == 2) plane_distance(mask, out, executor);
    else stack_distance(mask, out, executor);
    return;
  }
#endif
  static_cast<void>(executor);
  std::array<std::int64_t, R> weights{};
  weights.fill(1);
  distance_by_sites(mask, out, weights);
}

}  // namespace detail

/// Writes the square of the Euclidean distance from the center of every foreground pixel to the center of the nearest
/// background pixel; background is 0. See `squared_distance_transform`.
template <MaskImage I, OutputOf<std::int64_t> O, Executor E = const Sequential&>
requires SameRank<I, O>
void squared_distance_transform_into(const I& mask, O&& out, E&& executor = sequential) {
  detail::require_same_size("limn::squared_distance_transform_into", "the output", view(out).size(), "the mask",
                            const_view(mask).size());
  detail::unit_distance(const_view(mask), view(out), executor);
}

/// The square of the Euclidean distance from every foreground pixel to the nearest background pixel, exact.
///
/// \param mask      any rank. What lies outside the picture is no background.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \returns         an image of the same size in squared pixels; 0 on background; `no_distance<std::int64_t>`
///                  everywhere if the mask has no background.
/// \complexity      linear in the pixels; memory for 64 rows, and in 3-D nothing more. Sides over 32767 take a slower
///                  way.
template <MaskImage I, Executor E = const Sequential&>
[[nodiscard]] Image<std::int64_t, rank_v<I>> squared_distance_transform(const I& mask, E&& executor = sequential) {
  Image<std::int64_t, rank_v<I>> out(const_view(mask).size(), uninitialized);
  squared_distance_transform_into(mask, out, executor);
  return out;
}

/// Writes the Euclidean distance of every foreground pixel to the nearest background pixel; background is 0. See
/// `distance_transform`.
template <MaskImage I, OutputOf<float> O, Executor E = const Sequential&>
requires SameRank<I, O>
void distance_transform_into(const I& mask, O&& out, const DistanceOptions& options = {}, E&& executor = sequential) {
  constexpr std::size_t rank = rank_v<I>;
  detail::require_same_size("limn::distance_transform_into", "the output", view(out).size(), "the mask",
                            const_view(mask).size());
  const auto weights = detail::squared_spacing<rank>("limn::distance_transform", options);
  bool unit = true;
  for (const double weight : weights) unit = unit && weight == 1;
  if (unit) detail::unit_distance(const_view(mask), view(out), executor);
  else detail::distance_by_sites(const_view(mask), view(out), weights);
}

/// The Euclidean distance from every foreground pixel to the nearest background pixel.
///
/// \param mask      any rank. What lies outside the picture is no background.
/// \param options   the size of a pixel.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \returns         an image of the same size in units of the spacing, the exact value rounded once; 0 on background;
///                  infinity everywhere if the mask has no background.
/// \throws std::invalid_argument  if a spacing does not lie in [1e-100, 1e100].
/// \complexity      linear in the pixels; other spacings than 1 take a slower way. Memory for some rows; from 2^31
/// pixels
///                  on, the slower way takes 8 bytes per pixel.
template <MaskImage I, Executor E = const Sequential&>
[[nodiscard]] Image<float, rank_v<I>> distance_transform(const I& mask, const DistanceOptions& options = {},
                                                         E&& executor = sequential) {
  Image<float, rank_v<I>> out(const_view(mask).size(), uninitialized);
  distance_transform_into(mask, out, options, executor);
  return out;
}

/// Writes the raster index of the nearest background pixel. See `nearest_background`.
template <MaskImage I, OutputOf<Index> O>
requires SameRank<I, O>
void nearest_background_into(const I& mask, O&& out, const DistanceOptions& options = {}) {
  constexpr std::size_t rank = rank_v<I>;
  detail::require_same_size("limn::nearest_background_into", "the output", view(out).size(), "the mask",
                            const_view(mask).size());
  const auto weights = detail::squared_spacing<rank>("limn::nearest_background", options);
  bool unit = true;
  for (const double weight : weights) unit = unit && weight == 1;
  if (!unit) return detail::nearest_sites(const_view(mask), view(out), weights, detail::IsBackground{});
  std::array<std::int64_t, rank> ones{};
  ones.fill(1);
  detail::nearest_sites(const_view(mask), view(out), ones, detail::IsBackground{});
}

/// Which background pixel is nearest to every pixel.
///
/// \param mask     any rank.
/// \param options  the size of a pixel.
/// \returns        raster indices: x + width * (y + height * z). The smallest index on ties (with spacings other than
///                 1, ties within rounding may go either way); a background pixel's own; -1 everywhere if there is no
///                 background.
/// \throws std::invalid_argument  if a spacing does not lie in [1e-100, 1e100].
/// \complexity     linear in the pixels.
template <MaskImage I>
[[nodiscard]] Image<Index, rank_v<I>> nearest_background(const I& mask, const DistanceOptions& options = {}) {
  Image<Index, rank_v<I>> out(const_view(mask).size(), uninitialized);
  nearest_background_into(mask, out, options);
  return out;
}

/// Writes the city-block distance |dx| + |dy| (+ |dz|) to the nearest background pixel. See `city_block_transform`.
template <MaskImage I, OutputOf<std::int32_t> O>
requires SameRank<I, O>
void city_block_transform_into(const I& mask, O&& out) {
  detail::require_same_size("limn::city_block_transform_into", "the output", view(out).size(), "the mask",
                            const_view(mask).size());
  detail::chamfer<false>(const_view(mask), view(out));
}

/// The city-block distance |dx| + |dy| (+ |dz|) from every foreground pixel to the nearest background pixel.
///
/// \param mask  any rank.
/// \returns     pixels as integers; 0 on background; `no_distance<std::int32_t>` everywhere without background.
/// \complexity  two passes, no allocation beyond the result.
template <MaskImage I>
[[nodiscard]] Image<std::int32_t, rank_v<I>> city_block_transform(const I& mask) {
  Image<std::int32_t, rank_v<I>> out(const_view(mask).size(), uninitialized);
  city_block_transform_into(mask, out);
  return out;
}

/// Writes the chessboard distance max(|dx|, |dy|(, |dz|)) to the nearest background pixel. See `chessboard_transform`.
template <MaskImage I, OutputOf<std::int32_t> O>
requires SameRank<I, O>
void chessboard_transform_into(const I& mask, O&& out) {
  detail::require_same_size("limn::chessboard_transform_into", "the output", view(out).size(), "the mask",
                            const_view(mask).size());
  detail::chamfer<true>(const_view(mask), view(out));
}

/// The chessboard distance max(|dx|, |dy|(, |dz|)) from every foreground pixel to the nearest background pixel.
///
/// \param mask  any rank.
/// \returns     pixels as integers; 0 on background; `no_distance<std::int32_t>` everywhere without background.
/// \complexity  two passes, no allocation beyond the result.
template <MaskImage I>
[[nodiscard]] Image<std::int32_t, rank_v<I>> chessboard_transform(const I& mask) {
  Image<std::int32_t, rank_v<I>> out(const_view(mask).size(), uninitialized);
  chessboard_transform_into(mask, out);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
