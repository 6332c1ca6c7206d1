#pragma once
/// \file
/// Morphological snakes: active contours without edges and geodesic active contours, moved by morphology.
///
/// Sources: P. Marquez-Neila, L. Baumela, L. Alvarez, "A morphological approach to curvature-based evolution of curves
/// and surfaces", IEEE Trans. PAMI 36(1), 2014; T. F. Chan, L. A. Vese, "Active contours without edges", IEEE Trans.
/// Image Processing 10(2), 2001; V. Caselles, R. Kimmel, G. Sapiro, "Geodesic active contours", IJCV 22(1), 1997.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>
#include <limn/region/detail/curve_bits.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>

namespace limn {

/// Where a curve begins.
enum class StartCurve {
  checkerboard,  ///< squares of 5 pixels in turn, the one at the origin outside: finds objects anywhere
  disk,          ///< a disk, or ball, around the middle, 3/8 of the shortest side in radius
  frame          ///< all but the outermost pixels: around whatever is inside, to shrink onto it
};

struct MorphologicalChanVeseOptions {
  int iterations = 100;                         ///< how often the curve moves, at most; >= 0
  int smoothing = 1;                            ///< steps of curvature in each iteration; >= 0: more make it smoother
  double lambda1 = 1;                           ///< weight of the differences inside, >= 0
  double lambda2 = 1;                           ///< weight of the differences outside, >= 0
  StartCurve start = StartCurve::checkerboard;  ///< where it begins, if no mask is given
};

struct MorphologicalGeodesicOptions {
  int iterations = 100;  ///< how often the curve moves, at most; >= 0
  int smoothing = 1;     ///< steps of curvature in each iteration; >= 0
  /// Outward (positive) or inward (negative) pressure where the image is flat; 0 for none.
  double balloon = 0;
  /// The pressure works where the image is above `threshold` / |`balloon`|. NaN stands for the level that two of five
  /// pixels do not exceed.
  double threshold = std::numeric_limits<double>::quiet_NaN();
  StartCurve start = StartCurve::disk;  ///< where it begins, if no mask is given
};

inline namespace LIMN_ABI {

/// Writes the mask that a start curve encloses.
template <WritableImage O>
requires MaskImage<O>
void start_curve_into(StartCurve start, O&& mask) {
  const auto out = view(mask);
  constexpr std::size_t rank = rank_v<O>;
  const Size<rank> size = out.size();
  const Index depth = rank == 3 ? size[rank - 1] : 1;
  const Index shortest = (std::min)({size[0], size[1], rank == 3 ? depth : size[1]});
  const double radius = static_cast<double>(shortest) * 3.0 / 8.0;
  for (Index z = 0; z < depth; ++z) {
    for (Index y = 0; y < size[1]; ++y) {
      Binary* const row = detail::nth_row(out, z * size[1] + y);
      for (Index x = 0; x < size[0]; ++x) {
        if (start == StartCurve::checkerboard) {
          row[x] = to_binary(((x / 5 + y / 5 + z / 5) & 1) != 0);
        } else if (start == StartCurve::frame) {
          const bool edge =
              x == 0 || y == 0 || x + 1 == size[0] || y + 1 == size[1] || (rank == 3 && (z == 0 || z + 1 == depth));
          row[x] = to_binary(!edge);
        } else {
          const Index dx = x - size[0] / 2, dy = y - size[1] / 2, dz = z - depth / 2;
          row[x] = to_binary(radius - detail::math::sqrt(static_cast<double>(dx * dx + dy * dy + dz * dz)) > 0);
        }
      }
    }
  }
}

namespace detail {

/// Moves the curve until nothing changes any more: `step` moves it, and curvature does.
template <std::size_t R, class Step, class Changed>
void evolve(Curve<R>& curve, int iterations, int smoothing, const Step& step, const Changed& changed) {
  bool si_last = true;
  // The operators of curvature alternate, so a curve rests once two iterations in a row leave it alone.
  for (int i = 0, resting = 0; i < iterations && resting < 2; ++i) {
    curve.remember();
    step();
    for (int k = 0; k < smoothing; ++k, si_last = !si_last) curve.smooth(si_last);
    bool moved = false;
    curve.for_changes([&](Index x, Index y, Index z, bool enclosed) {
      moved = true;
      changed(x, y, z, enclosed);
    });
    resting = moved ? 0 : resting + 1;
  }
}

/// The sum and number of the pixels that are no NaN, on one side of the curve.
struct CurveSide {
  double sum = 0, count = 0;

  void add(double value, double weight) {
    if (value != value) return;
    sum += weight * value;
    count += weight;
  }
  /// As scikit-image divides, also where there are no pixels.
  [[nodiscard]] double mean() const { return sum / (count + 1e-8); }
};

template <class T, std::size_t R>
void chan_vese_by_morphology(const ImageView<const T, R>& image, const ImageView<Binary, R>& mask,
                             const MorphologicalChanVeseOptions& options) {
  Curve<R> curve(mask);
  const Index height = image.height();
  const auto value_at = [&](Index x, Index y, Index z) {
    return static_cast<double>(nth_row(image, z * height + y)[x]);
  };
  CurveSide inside, outside;
  for (Index i = 0; i < row_count(image.size()); ++i) {
    for (Index x = 0; x < image.width(); ++x) {
      (is_foreground(nth_row(mask, i)[x]) ? inside : outside).add(value_at(x, i % height, i / height), 1);
    }
  }
  const auto step = [&] {
    const double c1 = inside.mean(), c0 = outside.mean();
    curve.attach([&](Index x, Index y, Index z) {
      const double v = value_at(x, y, z);
      const double toward = options.lambda2 * ((v - c0) * (v - c0)), away = options.lambda1 * ((v - c1) * (v - c1));
      // Compared, for a compiler may round a product and a difference as one, and so move pixels that are as far from
      // both means.
      return toward > away ? 1 : toward < away ? -1 : 0;
    });
  };
  const auto changed = [&](Index x, Index y, Index z, bool enclosed) {
    const double v = value_at(x, y, z), in = enclosed ? 1 : -1;
    inside.add(v, in);
    outside.add(v, -in);
  };
  evolve(curve, options.iterations, options.smoothing, step, changed);
  curve.write(mask);
}

/// The level `part` of the way up. Called by `run_base`, so that no compiler contracts it.
struct LevelBetween {
  template <class Tag>
  [[nodiscard]] LIMN_INLINE double operator()(Tag, double below, double above, double part) const {
    const double from_below = (above - below) * part, from_above = (above - below) * (1 - part);
    return part < 0.5 ? below + from_below : above - from_above;
  }
};

/// The level that two of five pixels do not exceed, as NumPy's percentile; NaN of none.
template <class T, std::size_t R>
[[nodiscard]] double balloon_level(const ImageView<const T, R>& image) {
  Image<double> values(Size<2>{pixel_count(image.size()), 1}, uninitialized);
  double* const first = values.pixels().data();
  double* end = first;
  for (Index i = 0; i < row_count(image.size()); ++i) {
    for (Index x = 0; x < image.width(); ++x) {
      const auto value = static_cast<double>(nth_row(image, i)[x]);
      if (value == value) *end++ = value;
    }
  }
  if (end == first) return std::numeric_limits<double>::quiet_NaN();
  const double position = 0.4 * static_cast<double>(end - first - 1);
  const auto rank = static_cast<std::ptrdiff_t>(position);
  std::nth_element(first, first + rank, end);
  const double below = first[rank], above = first + rank + 1 < end ? *std::min_element(first + rank + 1, end) : below;
  const double part = position - static_cast<double>(rank);
  return run_base(LevelBetween{}, below, above, part);
}

template <class T, std::size_t R>
void geodesic_by_morphology(const ImageView<const T, R>& image, const ImageView<Binary, R>& mask,
                            const MorphologicalGeodesicOptions& options) {
  Curve<R> curve(mask);
  const Size<R> size = image.size();
  const Index depth = R == 3 ? size[R - 1] : 1;
  // By central differences, one-sided at the borders: how far what `at` gives rises along an axis, and 0 across a
  // single pixel.
  const auto slope = [](Index i, Index length, const auto& at) {
    if (length < 2) return 0.0;
    if (i == 0) return at(1) - at(0);
    if (i == length - 1) return at(i) - at(i - 1);
    return (at(i + 1) - at(i - 1)) / 2;
  };
  const auto value_at = [&](Index x, Index y, Index z) {
    return static_cast<double>(nth_row(image, z * size[1] + y)[x]);
  };
  const auto enclosed_at = [&](Index x, Index y, Index z) { return curve.encloses(x, y, z) ? 1.0 : 0.0; };
  const auto along_curve = [&](Index x, Index y, Index z) {
    const auto along = [&](Index i, Index length, const auto& point) {
      const double curve_slope = slope(i, length, [&](Index k) { return point(k, enclosed_at); });
      return curve_slope == 0 ? 0 : curve_slope * slope(i, length, [&](Index k) { return point(k, value_at); });
    };
    const double dz = along(z, depth, [&](Index k, const auto& at) { return at(x, y, k); });
    const double dy = along(y, size[1], [&](Index k, const auto& at) { return at(x, k, z); });
    return dz + dy + along(x, size[0], [&](Index k, const auto& at) { return at(k, y, z); });
  };
  const double strength = options.balloon < 0 ? -options.balloon : options.balloon;
  Image<Binary, R> flat(size);
  if (strength > 0) {
    const double level = (options.threshold != options.threshold ? balloon_level(image) : options.threshold) / strength;
    for (Index i = 0; i < row_count(size); ++i) {
      for (Index x = 0; x < size[0]; ++x) {
        nth_row(view(flat), i)[x] = to_binary(static_cast<double>(nth_row(image, i)[x]) > level);
      }
    }
  }
  const Curve<R> open(view(flat));
  const auto step = [&] {
    if (strength > 0) curve.inflate(options.balloon > 0, open);
    curve.attach(along_curve);
  };
  evolve(curve, options.iterations, options.smoothing, step, [](Index, Index, Index, bool) {});
  curve.write(mask);
}

}  // namespace detail

/// Moves the curve around a mask until it parts the image into two regions that each are as even as can be: active
/// contours without edges.
///
/// In each iteration pixels at the curve go to the side whose mean is nearer to them, the squared distances weighed by
/// lambda1 inside and lambda2 outside; then the curve is smoothed. The means begin as those of the mask, so that the
/// result depends on it.
///
/// \param in       2-D or 3-D, gray. A NaN counts in no mean and moves by smoothing alone; of an infinity nothing is
///                 promised but that no behavior is undefined.
/// \param mask     a mask of the same size, apart from `in` in memory: the start, and then the result.
/// \param options  see MorphologicalChanVeseOptions; `start` is not read.
/// \returns        what scikit-image's `morphological_chan_vese` does; integers exactly, floats as long as the rounding
///                 of the means decides no pixel.
/// \throws std::invalid_argument  if the sizes differ, or an option is negative or NaN.
/// \complexity     one pass over the pixels, then for each iteration about 20 operations for 64 pixels, and the work of
///                 the pixels at the curve; four bits of scratch per pixel. It ends early when the curve rests.
template <GrayImage I, WritableImage M>
requires MaskImage<M> && SameRank<I, M>
void evolve_morphological_chan_vese(const I& in, M&& mask, const MorphologicalChanVeseOptions& options = {}) {
  const auto image = const_view(in);
  const auto out = view(mask);
  constexpr const char* function = "limn::morphological_chan_vese";
  detail::require_same_size(function, "the mask", out.size(), "the image", image.size());
  detail::require_not_negative(function, "iterations", options.iterations);
  detail::require_not_negative(function, "smoothing", options.smoothing);
  detail::require_not_negative(function, "lambda1", options.lambda1);
  detail::require_not_negative(function, "lambda2", options.lambda2);
  if (image.empty()) return;
  detail::chan_vese_by_morphology(image, out, options);
}

/// Writes what the curve from `options.start` encloses in the end. See `evolve_morphological_chan_vese`.
template <GrayImage I, OutputOf<Binary> O>
requires SameRank<I, O>
void morphological_chan_vese_into(const I& in, O&& out, const MorphologicalChanVeseOptions& options = {}) {
  detail::require_same_size("limn::morphological_chan_vese", "the output", view(out).size(), "the image",
                            const_view(in).size());
  start_curve_into(options.start, out);
  evolve_morphological_chan_vese(in, out, options);
}

/// Two regions, each as even as can be. See `evolve_morphological_chan_vese`.
template <GrayImage I>
[[nodiscard]] Image<Binary, rank_v<I>> morphological_chan_vese(const I& image,
                                                               const MorphologicalChanVeseOptions& options = {}) {
  Image<Binary, rank_v<I>> mask(const_view(image).size(), uninitialized);
  morphological_chan_vese_into(image, mask, options);
  return mask;
}

/// Moves the curve around a mask into the valleys of an image that is low at edges: geodesic active contours.
///
/// In each iteration the curve goes where a balloon's pressure pushes it, then down the slope of the image; then it is
/// smoothed. It does not know what is inside, so it must begin within some pixels of the edges, or have a balloon.
///
/// \param in       2-D or 3-D, gray: high where it is flat and low at edges, as `inverse_gaussian_gradient` makes it.
///                 At a NaN the curve moves by smoothing alone, beside one by the balloon too.
/// \param mask     a mask of the same size, apart from `in` in memory: the start, and then the result.
/// \param options  see MorphologicalGeodesicOptions; `start` is not read.
/// \returns        what scikit-image's `morphological_geodesic_active_contour` does for an image of doubles.
/// \throws std::invalid_argument  if the sizes differ, `iterations` or `smoothing` is negative, or `balloon` is NaN.
/// \complexity     for each iteration about 30 operations for 64 pixels, and the work of the pixels at the curve; five
///                 bits of scratch per pixel. It ends early when the curve rests.
template <GrayImage I, WritableImage M>
requires MaskImage<M> && SameRank<I, M>
void evolve_morphological_geodesic(const I& in, M&& mask, const MorphologicalGeodesicOptions& options = {}) {
  const auto image = const_view(in);
  const auto out = view(mask);
  constexpr const char* function = "limn::morphological_geodesic";
  detail::require_same_size(function, "the mask", out.size(), "the image", image.size());
  detail::require_not_negative(function, "iterations", options.iterations);
  detail::require_not_negative(function, "smoothing", options.smoothing);
  if (options.balloon != options.balloon) {
    detail::throw_invalid_argument(function, ": balloon is ", options.balloon, " but must be a number");
  }
  if (image.empty()) return;
  detail::geodesic_by_morphology(image, out, options);
}

/// Writes what the curve from `options.start` encloses in the end. See `evolve_morphological_geodesic`.
template <GrayImage I, OutputOf<Binary> O>
requires SameRank<I, O>
void morphological_geodesic_into(const I& in, O&& out, const MorphologicalGeodesicOptions& options = {}) {
  detail::require_same_size("limn::morphological_geodesic", "the output", view(out).size(), "the image",
                            const_view(in).size());
  start_curve_into(options.start, out);
  evolve_morphological_geodesic(in, out, options);
}

/// What a curve encloses that settles at edges. See `evolve_morphological_geodesic`.
template <GrayImage I>
[[nodiscard]] Image<Binary, rank_v<I>> morphological_geodesic(const I& image,
                                                              const MorphologicalGeodesicOptions& options = {}) {
  Image<Binary, rank_v<I>> mask(const_view(image).size(), uninitialized);
  morphological_geodesic_into(image, mask, options);
  return mask;
}

}  // namespace LIMN_ABI
}  // namespace limn
