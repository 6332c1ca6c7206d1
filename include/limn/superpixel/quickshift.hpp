#pragma once
/// \file
/// Quickshift: every pixel follows the nearest pixel of denser surroundings, in color and position.
///
/// Source: A. Vedaldi, S. Soatto, "Quick shift and kernel methods for mode seeking", ECCV 2008.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/random.hpp>
#include <limn/detail/union_find.hpp>
#include <limn/superpixel/detail/planes.hpp>
#include <limn/superpixel/detail/quickshift_rows.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace limn {

struct QuickshiftOptions {
  double ratio = 1;          ///< what a difference in color counts, beside one in position; >= 0
  double kernel_size = 5;    ///< standard deviation of the density's Gaussian, in pixels; in [1, 100]
  double max_distance = 10;  ///< pixels farther from all denser ones are the roots of segments; >= 0
  double sigma = 0;          ///< first smooth by a Gaussian of this many pixels; 0: not
  std::uint64_t seed = 1;    ///< of the noise that parts equal densities
};

inline namespace LIMN_ABI {
namespace detail {

/// Planes with a margin of NaN, times the ratio.
template <std::size_t R>
class QuickshiftField {
 public:
  QuickshiftField(const Planes<double, R>& planes, const Size<R>& size, double ratio, Index reach)
      : pixels_{{}, (size[0] + 2 * reach + 15) / 8 * 8, size[0], reach}, rows_(size[1] + 2 * reach) {
    for (Index c = 0; c < planes.channels; ++c) {
      plane_[c] = Image<double>(Size<2>{pixels_.pitch, rows_}, std::numeric_limits<double>::quiet_NaN());
      double* const to = plane_[c].pixels().data();
      for (Index y = 0; y < size[1]; ++y) {
        const double* const from = planes.plane[c].pixels().data() + y * planes.pitch;
        for (Index x = 0; x < size[0]; ++x) to[pixels_.at(x, y)] = from[x] * ratio;
      }
      pixels_.plane[c] = to;
    }
  }

  [[nodiscard]] const QuickshiftPixels& pixels() const { return pixels_; }
  /// Zeros in the layout of the planes.
  [[nodiscard]] Image<double> zeros() const { return Image<double>(Size<2>{pixels_.pitch, rows_}); }

 private:
  QuickshiftPixels pixels_;
  Index rows_;
  Image<double> plane_[3];
};

/// The pixel that each one follows, itself for roots, by raster numbers.
template <int Channels, std::size_t R, class E>
[[nodiscard]] std::vector<Index> quickshift_parents(const Planes<double, R>& planes, const Size<R>& size,
                                                    const QuickshiftOptions& options, E& executor) {
  const auto reach = static_cast<Index>(math::ceil(3 * options.kernel_size));
  const QuickshiftField<R> field(planes, size, options.ratio, reach);
  const QuickshiftPixels& pixels = field.pixels();
  Image<double> densities = field.zeros();
  double* const density = densities.pixels().data();
  Random random(options.seed);
  // Uniform noise of the standard deviation 1e-5.
  constexpr double noise = 3.4641016151377545e-5;
  for (Index y = 0; y < size[1]; ++y) {
    for (Index x = 0; x < size[0]; ++x) density[pixels.at(x, y)] = (random.uniform() - 0.5) * noise;
  }
  const double factor = -0.5 / (options.kernel_size * options.kernel_size);
  constexpr Index band = 8;
  const Index bands = (size[1] + band - 1) / band, scratch = size[0] + 8;
  const auto by_rows = [&](const auto& row) {
    executor(bands, [&](Index i) {
      std::vector<double> first(static_cast<std::size_t>(scratch)), second(first.size());
      for (Index y = i * band; y < size[1] && y < (i + 1) * band; ++y) row(y, first.data(), second.data());
    });
  };
  by_rows([&](Index y, double* sums, double*) {
    double* const own = density + pixels.at(0, y);
    for (Index x = 0; x < size[0]; ++x) sums[x] = own[x];
    dispatch(QuickshiftDensity<Channels>{}, pixels, y, factor, sums);
    const double* const color = planes.plane[0].pixels().data() + y * planes.pitch;
    // No pixel follows one without color.
    for (Index x = 0; x < size[0]; ++x) own[x] = color[x] == color[x] ? sums[x] : 0;
  });
  std::vector<Index> parents(static_cast<std::size_t>(pixel_count(size)));
  by_rows([&](Index y, double* nearest, double* steps) {
    dispatch(QuickshiftParents<Channels>{}, pixels, density, y, options.max_distance, nearest, steps);
    for (Index x = 0; x < size[0]; ++x) {
      const Index own = y * size[0] + x, step = static_cast<Index>(steps[x]), side = 2 * reach + 1;
      const bool follows = math::sqrt(nearest[x]) <= options.max_distance;
      parents[static_cast<std::size_t>(own)] =
          follows ? own + (step / side - reach) * size[0] + step % side - reach : own;
    }
  });
  return parents;
}

}  // namespace detail

/// Writes the segment of every pixel, counted from 1 in raster order of their first pixels. See `quickshift`.
///
/// \param labels  an image of the size of `image`; must not overlap it.
/// \throws std::invalid_argument  if the sizes differ, or as `quickshift` does.
template <detail::PlanesImage I, OutputOf<std::int32_t> O, Executor E = const Sequential&>
requires(rank_v<I> == 2) && SameRank<I, O> void quickshift_into(const I& image, O&& labels,
                                                                const QuickshiftOptions& options = {},
                                                                E&& executor = sequential) {
  constexpr auto channels = static_cast<int>(channels_v<pixel_t<I>>);
  const auto in = const_view(image);
  const ImageView<std::int32_t, 2> out = view(labels);
  detail::require_same_size("limn::quickshift_into", "the output", out.size(), "the image", in.size());
  const auto require = [](double value, std::string_view name, double least, double most, std::string_view range) {
    if (value >= least && value <= most) return;
    detail::throw_invalid_argument("limn::quickshift: ", name, " is ", value, " but must be ", range);
  };
  constexpr double most = (std::numeric_limits<double>::max)();
  require(options.ratio, "ratio", 0, most, "finite and not negative");
  require(options.kernel_size, "kernel_size", 1, 100, "in [1, 100]");
  require(options.max_distance, "max_distance", 0, most, "finite and not negative");
  require(options.sigma, "sigma", 0, most, "finite and not negative");
  if (in.empty()) return;
  auto planes = detail::to_planes<double>(in, {}, channels == 3, executor);
  detail::smooth_planes(planes, in.size(), options.sigma, executor);
  auto roots = detail::quickshift_parents<channels>(planes, in.size(), options, executor);
  std::vector<std::int32_t> numbers(roots.size(), 0);
  std::int32_t count = 0;
  for (Index y = 0; y < in.height(); ++y) {
    const double* const color = planes.plane[0].pixels().data() + y * planes.pitch;
    std::int32_t* const to = out.row_pointer(y);
    for (Index x = 0; x < in.width(); ++x) {
      // Every pixel follows a denser one, so that the paths have ends.
      const Index root = detail::find_root(roots.data(), y * in.width() + x);
      std::int32_t& number = numbers[static_cast<std::size_t>(root)];
      if (color[x] == color[x] && number == 0) number = ++count;
      to[x] = number;
    }
  }
}

/// Parts an image into the basins of its density's modes.
///
/// Colors are taken in CIELAB times `ratio`, gray as it is times `ratio`, integers as parts of the largest of their
/// type. The density of a pixel is the sum of exp(-d^2 / (2 kernel_size^2)) over the window of ceil(3 kernel_size)
/// pixels to each side, where d is the distance in color and position, plus uniform noise of standard deviation 1e-5.
/// A pixel follows the nearest denser pixel of its window, of several the first in raster order, unless that is farther
/// than `max_distance`.
///
/// Labels are those of scikit-image 0.19's `quickshift` (on integers and doubles) where its noise, drawn by NumPy,
/// parts no other densities than here: in flat parts of a picture they differ.
///
/// \param image     2-D, gray or Rgb or Bgr (sRGB), any channel type. A pixel of which a channel is NaN or infinite is
/// 0
///                  and adds to no density; if `options.sigma` is not 0, so are all that the kernel spreads it to.
/// \param options   see QuickshiftOptions.
/// \param executor  runs bands of rows; the labels do not depend on it.
/// \returns         labels 1..count in raster order of the segments' first pixels.
/// \throws std::invalid_argument  if an option is out of range.
/// \complexity      O(pixels * kernel_size^2). Memory of about 25 bytes per pixel, and 16 more for each channel.
template <detail::PlanesImage I, Executor E = const Sequential&>
requires(rank_v<I> == 2) [[nodiscard]] LabelImage<> quickshift(const I& image, const QuickshiftOptions& options = {},
                                                               E&& executor = sequential) {
  LabelImage<> labels(const_view(image).size(), uninitialized);
  quickshift_into(image, labels, options, executor);
  return labels;
}

}  // namespace LIMN_ABI
}  // namespace limn
