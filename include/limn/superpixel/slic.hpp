#pragma once
/// \file
/// SLIC superpixels: a picture in a given number of small pieces of about one size and like color.
///
/// Sources: R. Achanta, A. Shaji, K. Smith, A. Lucchi, P. Fua, S. Suesstrunk, "SLIC superpixels compared to
/// state-of-the-art superpixel methods", IEEE Trans. PAMI 34(11), 2012; within a mask B. Irving, "maskSLIC: regional
/// superpixel generation with application to local pathology characterisation in medical images", arXiv:1606.09518,
/// 2016.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/superpixel/detail/planes.hpp>
#include <limn/superpixel/detail/slic_connect.hpp>
#include <limn/superpixel/detail/slic_rounds.hpp>
#include <limn/superpixel/detail/slic_seeds.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

namespace limn {

struct SlicOptions {
  int segments = 250;                         ///< about how many superpixels, in [1, 2^22]
  double compactness = 10;                    ///< the color difference that weighs as much as the distance of two seeds
  bool adaptive = false;                      ///< SLICO: each superpixel raises its own compactness from the given one
  int iterations = 10;                        ///< rounds at most, at least 1
  double sigma = 0;                           ///< first smooth by a Gaussian of this many pixels; 0: not
  std::array<double, 3> spacing = {1, 1, 1};  ///< distances of pixels along x, y and z; > 0
  bool enforce_connectivity = true;           ///< whether each superpixel is made of one piece
  double min_size_factor = 0.5;               ///< pieces of less than this times the mean size join a neighbor; >= 0
  double max_size_factor = 3;                 ///< pieces end at this many times the mean size; > 0
};

inline namespace LIMN_ABI {
namespace detail {

template <class Options>
requires std::is_same_v<Options, SlicOptions>
void require_slic(const Options& options) {
  const auto require = [](bool right, std::string_view name, auto value, std::string_view range) {
    if (!right) throw_invalid_argument("limn::slic: ", name, " is ", value, " but must be ", range);
  };
  constexpr double most = (std::numeric_limits<double>::max)();
  require(options.segments >= 1 && options.segments <= 1 << 22, "segments", options.segments, "in [1, 4194304]");
  require(options.compactness >= 1e-6 && options.compactness <= 1e6, "compactness", options.compactness,
          "in [1e-06, 1e+06]");
  require(options.iterations >= 1, "iterations", options.iterations, "at least 1");
  require(options.sigma >= 0 && options.sigma <= most, "sigma", options.sigma, "finite and not negative");
  for (const double s : options.spacing) require(s >= 1e-6 && s <= 1e6, "spacing", s, "in [1e-06, 1e+06]");
  require(options.min_size_factor >= 0 && options.min_size_factor <= most, "min_size_factor", options.min_size_factor,
          "finite and not negative");
  require(options.max_size_factor > 0 && options.max_size_factor <= most, "max_size_factor", options.max_size_factor,
          "finite and positive");
}

/// Rounds numbers toward zero to multiples of 1 / scale. Returns whether there is a NaN, of which no multiple is left.
struct SlicRoundRow {
  template <class Tag, class T>
  LIMN_INLINE bool operator()(Tag, T* numbers, Index count, T scale) const {
    using Whole = std::conditional_t<std::is_same_v<T, float>, std::int32_t, std::int64_t>;
    int unequal = 0;
    const T unit = 1 / scale;
    for (Index i = 0; i < count; ++i) {
      const T number = numbers[i];
      unequal |= static_cast<int>(number != number);
      const T there = number != number ? T{0} : number;
      numbers[i] = static_cast<T>(static_cast<Whole>(there * scale)) * unit;
    }
    return unequal != 0;
  }
};

/// Labels with a row of `slic_outside` before and behind each slice, and at the end of each row.
template <class T, std::size_t R>
[[nodiscard]] Image<T> slic_labels(const Size<R>& size, Index pitch) {
  const Index slices = R == 3 ? size[R - 1] + 2 : 1;
  return Image<T>(Size<2>{pitch, slices * (size[1] + 1) + 1}, T{slic_outside});
}

/// The labels in the order in which they come.
template <class T, std::size_t R>
void slic_number(const SlicPixels<T>& pixels, Index count, const ImageView<std::int32_t, R>& out) {
  std::vector<std::int32_t> numbers(static_cast<std::size_t>(count - slic_unreached), 0);
  std::int32_t used = 0;
  for (Index row = 0; row < row_count(out.size()); ++row) {
    const T* const labels = pixels.labels + pixels.label_row(row % pixels.height, row / pixels.height);
    std::int32_t* const to = nth_row(out, row);
    for (Index x = 0; x < pixels.width; ++x) {
      if (labels[x] == slic_outside) {
        to[x] = 0;
        continue;
      }
      std::int32_t& number = numbers[static_cast<std::size_t>(static_cast<Index>(labels[x]) - slic_unreached)];
      if (number == 0) number = ++used;
      to[x] = number;
    }
  }
}

/// The steps after the pixels are known.
template <int Channels, class T, std::size_t R, class E>
void slic_pixels(const SlicPixels<T>& pixels, Index first_label, Index labels, bool masked,
                 const ImageView<std::int32_t, R>& out, const SlicOptions& options, E& executor) {
  const Index size[3] = {pixels.width, pixels.height, pixels.depth};
  Index inside = pixel_count(out.size());
  SlicSeeds seeds;
  SlicSettings settings;
  if (masked) {
    const auto is_inside = [&](Index x, Index y, Index z) {
      return pixels.labels[pixels.label_row(y, z) + x] != slic_outside;
    };
    inside = 0;
    for (Index z = 0; z < size[2]; ++z) {
      for (Index y = 0; y < size[1]; ++y) {
        for (Index x = 0; x < size[0]; ++x) inside += is_inside(x, y, z);
      }
    }
    if (inside == 0) return fill(out, 0);
    seeds = slic_mask_seeds(size, options.segments, inside, is_inside);
    for (int axis = 0; axis < 3; ++axis) settings.window[axis] = seeds.step[axis];
  } else {
    seeds = slic_seeds(size, options.segments);
    // Windows go by as many seeds as there are.
    const SlicGrid grid = slic_grid(size, static_cast<Index>(seeds.positions.size() / 3));
    for (int axis = 0; axis < 3; ++axis) settings.window[axis] = grid.step[axis];
  }
  Index step = 1;
  for (const Index s : seeds.step) step = s > step ? s : step;
  settings.step = static_cast<double>(step);
  settings.compactness = options.compactness;
  settings.adaptive = options.adaptive;
  for (std::size_t axis = 0; axis < 3; ++axis) settings.spacing[axis] = options.spacing[axis];
  SlicRounds<T, Channels> rounds(pixels, seeds, settings);
  rounds.run(masked ? options.iterations : 1, masked ? options.iterations : options.iterations - 1, executor);
  if (!options.enforce_connectivity) return slic_number(pixels, rounds.count(), out);
  const double mean = static_cast<double>(inside) / static_cast<double>(rounds.count());
  const auto times_mean = [&](double factor) {
    const double pixels_at_most = static_cast<double>(inside), wanted = factor * mean;
    return static_cast<Index>(wanted < pixels_at_most ? wanted : pixels_at_most);
  };
  const SlicPieces<T> pieces(pixels, first_label, labels, times_mean(options.min_size_factor),
                             times_mean(options.max_size_factor));
  for (Index row = 0; row < row_count(out.size()); ++row) {
    const std::int32_t* const from = pieces.row(row % pixels.height, row / pixels.height);
    std::int32_t* const to = nth_row(out, row);
    for (Index x = 0; x < pixels.width; ++x) to[x] = from[x];
  }
}

/// \param mask  null for all pixels.
template <class P, std::size_t R, class E>
void slic_image(const ImageView<const P, R>& in, const ImageView<const Binary, R>* mask,
                const ImageView<std::int32_t, R>& out, const SlicOptions& options, E& executor) {
  using C = channel_t<P>;
  using T = std::conditional_t<std::is_same_v<C, float> || sizeof(C) <= 2, float, double>;
  constexpr int channels = static_cast<int>(channels_v<P>);
  // CIELAB is within +-128, gray within [0, 1]: 24 bits hold them, and 64 their sums.
  constexpr int bits = (std::is_same_v<T, float> ? 16 : 28) + (channels == 1 ? 7 : 0);
  constexpr T scale = static_cast<T>(std::int64_t{1} << bits);
  Planes<T, R> planes = to_planes<T>(in, stretching_scale(in), channels == 3, executor);
  smooth_planes(planes, in.size(), options.sigma, executor);
  Image<T> labels = slic_labels<T>(in.size(), planes.pitch);
  SlicPixels<T> pixels{{}, nullptr, in.width(), in.height(), R == 3 ? in.size()[R - 1] : 1, planes.pitch, scale};
  const Index first_label = (R == 3 ? in.height() + 2 : 1) * planes.pitch;
  pixels.labels = labels.pixels().data() + first_label;
  for (int c = 0; c < channels; ++c) pixels.plane[c] = planes.plane[c].pixels().data();
  for_each_band(row_count(in.size()), 64, executor, [&](Index begin, Index end) {
    for (Index row = begin; row < end; ++row) {
      T* const to = pixels.labels + pixels.label_row(row % in.height(), row / in.height());
      const Binary* const inside = mask != nullptr ? nth_row(*mask, row) : nullptr;
      for (Index x = 0; x < in.width(); ++x) {
        to[x] = inside == nullptr || is_foreground(inside[x]) ? T{slic_unreached} : T{slic_outside};
      }
      // All channels of a pixel are NaN, or none.
      for (int c = channels; c-- > 0;) {
        T* const numbers = planes.plane[c].pixels().data() + row * planes.pitch;
        if constexpr (std::is_floating_point_v<C>) {
          if (c == 0) {
            for (Index x = 0; x < in.width(); ++x) to[x] = numbers[x] != numbers[x] ? T{slic_outside} : to[x];
          }
        }
        dispatch(SlicRoundRow{}, numbers, planes.pitch, scale);
      }
    }
  });
  slic_pixels<channels>(pixels, first_label, pixel_count(labels.size()), mask != nullptr, out, options, executor);
}

}  // namespace detail

/// Writes the superpixel of every pixel, counted from 1 in raster order of their first pixels. See `slic`.
///
/// \param labels  an image of the size of `image`; must not overlap it.
/// 	hrows std::invalid_argument  if the sizes differ, or as `slic` does.
template <detail::PlanesImage I, OutputOf<std::int32_t> O, Executor E = const Sequential&>
requires SameRank<I, O>
void slic_into(const I& image, O&& labels, const SlicOptions& options = {}, E&& executor = sequential) {
  const auto in = const_view(image);
  const ImageView<std::int32_t, rank_v<I>> out = view(labels);
  detail::require_slic(options);
  detail::require_same_size("limn::slic_into", "the output", out.size(), "the image", in.size());
  if (!in.empty()) detail::slic_image<pixel_t<I>, rank_v<I>>(in, nullptr, out, options, executor);
}

/// The same within a mask; 0 outside of it.
/// 	hrows std::invalid_argument  also if the mask has another size.
template <detail::PlanesImage I, MaskImage M, OutputOf<std::int32_t> O, Executor E = const Sequential&>
requires SameRank<I, O> && SameRank<I, M>
void slic_into(const I& image, const M& mask, O&& labels, const SlicOptions& options = {}, E&& executor = sequential) {
  const auto in = const_view(image);
  const auto inside = const_view(mask);
  const ImageView<std::int32_t, rank_v<I>> out = view(labels);
  detail::require_slic(options);
  detail::require_same_size("limn::slic_into", "the output", out.size(), "the image", in.size());
  detail::require_same_size("limn::slic_into", "the mask", inside.size(), "the image", in.size());
  if (!in.empty()) detail::slic_image<pixel_t<I>, rank_v<I>>(in, &inside, out, options, executor);
}

/// Parts an image into about `options.segments` superpixels: k-means on color and position, from a regular grid of
/// seeds, each center reaching two steps of the grid far.
///
/// The channels are stretched to [0, 1] together; colors are taken in CIELAB, gray as it is, so that for gray images a
/// compactness of 0.1 is about what 10 is for colors. With S the step of the grid and m the compactness, pixel and
/// center are |color|^2 / m^2 + |position|^2 / S^2 apart; the first of equal centers wins. The first round goes by
/// position alone. A center is the mean of its pixels, exactly: colors are rounded to multiples of 2^-16, of gray
/// images 2^-23. Pieces of one label are then numbered anew, by faces: one of fewer than `min_size_factor` times the
/// mean size joins the piece before it that a breadth-first search of it meets last, or if there is none the first
/// behind it; one is cut off where that search has found `max_size_factor` times the mean size.
///
/// Seeds, windows, distances and the joining of pieces are scikit-image 0.19's: on images of double, labels equal those
/// of its `slic`. All other channels are compared in float, where it computes in double: in 47 of 48 runs on twelve
/// pictures of bytes (100 and 1000 segments, two compactnesses) more than 99.4 % of the pixels are in the same pieces,
/// in one 93.6 %.
///
/// \param image     2-D or 3-D, gray or Rgb or Bgr (sRGB), any channel type. A pixel of which a channel is NaN or
///                  infinite is 0; if `options.sigma` is not 0, so is all that the kernel spreads it to.
/// \param options   see SlicOptions.
/// \param executor  runs bands of rows; the labels do not depend on it.
/// \returns         labels 1..count in raster order of their first pixels. Without `enforce_connectivity`, a superpixel
///                  may be of several pieces.
/// 	hrows std::invalid_argument  if an option is out of range.
/// \complexity      O(pixels) for each round, whatever the number of segments. Memory of 8 bytes per pixel and 4 per
///                  channel, twice that for double.
template <detail::PlanesImage I, Executor E = const Sequential&>
[[nodiscard]] LabelImage<std::int32_t, rank_v<I>> slic(const I& image, const SlicOptions& options = {},
                                                       E&& executor = sequential) {
  LabelImage<std::int32_t, rank_v<I>> labels(const_view(image).size(), uninitialized);
  slic_into(image, labels, options, executor);
  return labels;
}

/// The same within a mask; 0 outside of it.
///
/// There is a seed in every filled cell of the finest grid of squares or cubes of which at most `options.segments` are
/// filled, at the mean position of its pixels of the mask. As in maskSLIC, `options.iterations` rounds by position
/// alone spread the seeds over the mask before those with color. A small island keeps a label of its own.
template <detail::PlanesImage I, MaskImage M, Executor E = const Sequential&>
requires SameRank<I, M>
[[nodiscard]] LabelImage<std::int32_t, rank_v<I>> slic(const I& image, const M& mask, const SlicOptions& options = {},
                                                       E&& executor = sequential) {
  LabelImage<std::int32_t, rank_v<I>> labels(const_view(image).size(), uninitialized);
  slic_into(image, mask, labels, options, executor);
  return labels;
}

}  // namespace LIMN_ABI
}  // namespace limn
