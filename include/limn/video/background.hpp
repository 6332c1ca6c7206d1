#pragma once
/// \file
/// What moves in front of a still camera: each pixel's past is a mixture of Gaussians, updated frame by frame.
///
/// Sources: C. Stauffer, W. Grimson, "Adaptive background mixture models for real-time tracking", CVPR 1999;
/// Z. Zivkovic, "Improved adaptive Gaussian mixture model for background subtraction", ICPR 2004.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/bands.hpp>
#include <limn/video/detail/mixture_row.hpp>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace limn {

/// Variances are squares of 8-bit levels, whatever the pixel type: `range` says what 255 levels are.
struct BackgroundOptions {
  Index history = 500;      ///< frames that count: alpha is 1 / min(2 n, history) in frame n
  double threshold = 16;    ///< a pixel is background up to this squared distance from a mode, in its variances
  double match = 9;         ///< and belongs to a mode up to this one, else it begins a new one
  int modes = 5;            ///< most Gaussians of a pixel, 1 to 8
  double ratio = 0.9;       ///< the strongest modes, up to this weight, are background
  double variance = 15;     ///< of a new mode
  double min_variance = 4;  ///< the least a mode narrows to
  double max_variance = 75;
  double complexity = 0.05;  ///< c_T: how much evidence a mode needs to be kept, 0 to 1
  double range = 0;          ///< of the pixels; 0: 255 for 8 bits, 65535 for 16, 1 for floats
};

/// A pixel whose past can be a mixture.
template <class P>
concept BackgroundPixel = GrayPixel<P> || std::is_same_v<P, Rgb<std::uint8_t>>;

inline namespace LIMN_ABI {
namespace detail {

template <class P>
[[nodiscard]] double background_range(const BackgroundOptions& options) {
  if (options.range > 0) return options.range;
  using T = channel_t<P>;
  if constexpr (std::is_floating_point_v<T>) return 1;
  else
    return static_cast<double>((std::numeric_limits<T>::max)()) - static_cast<double>((std::numeric_limits<T>::min)());
}

inline void require_background_options(const BackgroundOptions& options, const Size<2>& size) {
  constexpr const char* function = "limn::BackgroundMixture: ";
  if (size.width < 1 || size.height < 1) throw_invalid_argument(function, "frames are ", size);
  if (options.history < 1) throw_invalid_argument(function, "history is ", options.history, ", below 1");
  if (options.modes < 1 || options.modes > most_modes) {
    throw_invalid_argument(function, "modes is ", options.modes, " but must lie in [1, ", most_modes, "]");
  }
  const auto positive = [&](const char* name, double value) {
    if (!(value > 0 && value <= (std::numeric_limits<float>::max)())) {
      throw_invalid_argument(function, name, " is ", value, ", no positive number");
    }
  };
  const auto part = [&](const char* name, double value) {
    if (!(value >= 0 && value <= 1)) throw_invalid_argument(function, name, " is ", value, " but must lie in [0, 1]");
  };
  positive("threshold", options.threshold);
  positive("match", options.match);
  positive("variance", options.variance);
  positive("min_variance", options.min_variance);
  if (!(options.max_variance >= options.min_variance)) {
    throw_invalid_argument(function, "max_variance is ", options.max_variance, ", below min_variance, ",
                           options.min_variance);
  }
  part("ratio", options.ratio);
  part("complexity", options.complexity);
  if (options.range != 0) positive("range", options.range);
}

/// The mixtures of all pixels: mode k of pixel (x, y) at (x, y, k), channel c of its mean at (x, y, channels k + c).
struct MixtureState {
  BackgroundOptions options;
  Index frames = 0;
  Volume<float> weights, variances, means;
};

template <class P, class E>
void update_background(MixtureState& state, const ImageView<const P, 2>& image, const ImageView<Binary, 2>& mask,
                       E& executor) {
  constexpr int channels = static_cast<int>(channels_v<P>);
  const Size<2> size{state.weights.width(), state.weights.height()};
  require_same_size("limn::BackgroundMixture::update", "the frame", image.size(), "the first one", size);
  require_same_size("limn::BackgroundMixture::update_into", "the output", mask.size(), "the frame", size);
  const BackgroundOptions& options = state.options;
  ++state.frames;
  const Index recent = state.frames < options.history - state.frames ? 2 * state.frames : options.history;
  const double alpha = 1.0 / static_cast<double>(recent);
  const double level = background_range<P>(options) / 255, unit = level * level;
  const MixtureStep step{.rate = static_cast<float>(alpha),
                         .keep = static_cast<float>(1 - alpha),
                         .prune = static_cast<float>(alpha * options.complexity),
                         .background = static_cast<float>(options.threshold),
                         .match = static_cast<float>(options.match),
                         .ratio = static_cast<float>(options.ratio),
                         .variance = static_cast<float>(options.variance * unit),
                         .low_variance = static_cast<float>(options.min_variance * unit),
                         .high_variance = static_cast<float>(options.max_variance * unit),
                         .modes = options.modes};
  const Index plane = pixel_count(size);
  for_each_band(size.height, 1, executor, [&](Index begin, Index end) {
    MixturePixels<channels> pixels;
    for (Index y = begin; y < end; ++y) {
      for (Index x = 0; x < size.width; x += mixture_piece) {
        const Index count = size.width - x < mixture_piece ? size.width - x : mixture_piece;
        const Index first = y * size.width + x;
        const MixturePlanes planes{state.weights.pixels().data() + first, state.variances.pixels().data() + first,
                                   state.means.pixels().data() + first, plane, plane};
        dispatch(ToMixturePixels{}, image.row_pointer(y) + x, pixels, planes.mean, count);
        dispatch(MixtureRow<channels>{}, pixels, planes, step, mask.row_pointer(y) + x, count);
      }
    }
  });
}

/// The mean, by weight, of the modes that are background.
template <class P>
[[nodiscard]] Image<P> mean_background(const MixtureState& state) {
  constexpr Index channels = static_cast<Index>(channels_v<P>);
  Image<P> result(Size<2>{state.weights.width(), state.weights.height()});
  for (Index y = 0; y < result.height(); ++y) {
    for (Index x = 0; x < result.width(); ++x) {
      double total = 0, sum[channels_v<P>] = {};
      for (Index k = 0; k < state.weights.depth() && total < state.options.ratio; ++k) {
        const double weight = static_cast<double>(state.weights(x, y, k));
        if (!(weight > 0)) break;
        total += weight;
        for (Index c = 0; c < channels; ++c) {
          sum[c] += weight * static_cast<double>(state.means(x, y, channels * k + c));
        }
      }
      const auto channel = [&](Index c) {
        using T = channel_t<P>;
        const double value = total > 0 ? sum[c] / total : 0;
        if constexpr (std::is_floating_point_v<T>) return static_cast<T>(value);
        else return static_cast<T>(value < 0 ? value - 0.5 : value + 0.5);
      };
      if constexpr (channels == 1) result(x, y) = channel(0);
      else result(x, y) = {channel(0), channel(1), channel(2)};
    }
  }
  return result;
}

}  // namespace detail
}  // namespace LIMN_ABI

/// Learns what each pixel of a still camera usually shows, and tells what is new.
///
/// A pixel's past is up to `modes` Gaussians with one variance for all channels, in falling order of weight. A frame
/// lets all weights decay by 1 - alpha and lose alpha c_T; the first mode within `match` gains alpha and moves towards
/// the pixel; where there is none, a new mode of weight alpha begins, for the weakest where there are `modes`; a mode
/// that has lost its weight goes. Background is a pixel within `threshold` of one of the modes before which less than
/// `ratio` of the weight lies, up to the one it belongs to. That is what OpenCV's BackgroundSubtractorMOG2 does without
/// its shadows, up to rounding.
///
/// P is any gray type or Rgb<std::uint8_t>. A NaN pixel is background, and taken for the mean of the strongest mode; in
/// the first frame, which has none, it is foreground as all is, and taken for 0.
template <BackgroundPixel P>
class BackgroundMixture {
 public:
  /// \param size  of the frames; 4 (2 + channels) bytes for each pixel and mode.
  /// \throws std::invalid_argument  if the size is empty, modes is not 1 to 8, history is below 1, a variance,
  ///                                threshold or match is not positive, the largest variance below the least, or ratio
  ///                                or complexity not in [0, 1].
  LIMN_INLINE explicit BackgroundMixture(Size<2> size, BackgroundOptions options = {})
      : state_{options, 0, {}, {}, {}} {
    detail::require_background_options(options, size);
    const Size<3> modes{size.width, size.height, options.modes};
    state_.weights = Volume<float>(modes);
    state_.variances = Volume<float>(modes);
    state_.means = Volume<float>(Size<3>{size.width, size.height, options.modes * static_cast<Index>(channels_v<P>)});
  }

  /// Writes what does not belong to the background, then learns the frame. In the first frame all is foreground.
  ///
  /// \param image     of the size of the mixture.
  /// \param mask      of the same size; the same memory as `image` is fine for 8-bit pixels.
  /// \param executor  runs bands of rows.
  /// \throws std::invalid_argument  if the sizes differ; then nothing is learned.
  /// \complexity      one pass; time and memory traffic in the modes that are in use, of which most pixels have one.
  template <AnyImage I, OutputOf<Binary> O>
  requires(rank_v<I> == 2 && rank_v<O> == 2 && std::is_same_v<pixel_t<I>, P>) LIMN_INLINE
      void update_into(const I& image, O&& mask, Executor auto&& executor) {
    detail::update_background(state_, const_view(image), view(mask), executor);
  }
  template <AnyImage I, OutputOf<Binary> O>
  requires(rank_v<I> == 2 && rank_v<O> == 2 && std::is_same_v<pixel_t<I>, P>) LIMN_INLINE
      void update_into(const I& image, O&& mask) {
    detail::update_background(state_, const_view(image), view(mask), sequential);
  }
  /// The mask of what does not belong to the background. See `update_into`.
  template <AnyImage I>
  requires(rank_v<I> == 2 && std::is_same_v<pixel_t<I>, P>) [[nodiscard]] LIMN_INLINE Mask update(const I& image) {
    return update(image, sequential);
  }
  template <AnyImage I>
  requires(rank_v<I> == 2 && std::is_same_v<pixel_t<I>, P>) [[nodiscard]] LIMN_INLINE Mask
      update(const I& image, Executor auto&& executor) {
    Mask mask(const_view(image).size(), uninitialized);
    update_into(image, mask, executor);
    return mask;
  }

  /// What the camera would see if nothing moved: the mean, by weight, of the modes that are background, rounded to the
  /// nearest; black before the first frame.
  [[nodiscard]] LIMN_INLINE Image<P> background() const { return detail::mean_background<P>(state_); }

  /// The number of frames learned.
  [[nodiscard]] LIMN_INLINE Index frames() const { return state_.frames; }
  /// Mode k of pixel (x, y) at (x, y, k); a weight of 0 is no mode, and its variance and mean mean nothing.
  [[nodiscard]] const Volume<float>& weights() const { return state_.weights; }
  [[nodiscard]] const Volume<float>& variances() const { return state_.variances; }
  /// Channel c of the mean at (x, y, channels k + c).
  [[nodiscard]] const Volume<float>& means() const { return state_.means; }

 private:
  detail::MixtureState state_;
};

}  // namespace limn
