#pragma once
// A mixture of Gaussians for each pixel, pixel after pixel, with modes that are moved about in a list.

#include <limn/core/traverse.hpp>
#include <limn/video/background.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace reference {

template <class P>
class BackgroundMixture {
 public:
  static constexpr std::size_t channels = limn::channels_v<P>;

  struct Mode {
    float weight, variance, mean[channels];
  };

  BackgroundMixture(limn::Size<2> size, const limn::BackgroundOptions& options)
      : options_(options), pixels_(static_cast<std::size_t>(size.width * size.height)) {}

  limn::Mask update(const limn::Image<P>& image) {
    ++frames_;
    const limn::Index recent = 2 * frames_ < options_.history ? 2 * frames_ : options_.history;
    alpha_ = 1.0 / static_cast<double>(recent);
    limn::Mask mask(image.size());
    for (std::size_t i = 0; i < pixels_.size(); ++i) {
      mask.pixels()[i] = limn::to_binary(!is_background(pixels_[i], image.pixels()[i]));
    }
    return mask;
  }

  const std::vector<Mode>& modes(std::size_t pixel) const { return pixels_[pixel]; }

 private:
  static double unit(double range) {
    using T = limn::channel_t<P>;
    if (range == 0) {
      range = std::is_floating_point_v<T> ? 1 : std::pow(2.0, 8 * static_cast<double>(sizeof(T))) - 1;
    }
    return range / 255 * (range / 255);
  }

  bool is_background(std::vector<Mode>& modes, const P& pixel) const {
    float x[channels] = {};
    if constexpr (channels == 1) {
      x[0] = static_cast<float>(pixel);
      if (std::isnan(x[0])) x[0] = modes.empty() ? 0.0f : modes[0].mean[0];
    } else {
      x[0] = pixel.r;
      x[1] = pixel.g;
      x[2] = pixel.b;
    }
    const double scale = unit(options_.range);
    const float rate = static_cast<float>(alpha_), keep = static_cast<float>(1 - alpha_);
    const float prune = static_cast<float>(alpha_ * options_.complexity);
    bool background = false, matched = false;
    float total = 0;
    for (std::size_t k = 0; k < modes.size(); ++k) {
      Mode mode = modes[k];
      float distance = 0;
      for (std::size_t c = 0; c < channels; ++c) {
        const float d = x[c] - mode.mean[c];
        const float square = d * d;
        distance = distance + square;
      }
      const float decayed = mode.weight * keep;
      mode.weight = decayed - prune;
      bool takes = false;
      if (!matched) {
        if (total < static_cast<float>(options_.ratio) &&
            distance < static_cast<float>(options_.threshold) * mode.variance) {
          background = true;
        }
        takes = distance < static_cast<float>(options_.match) * mode.variance;
      }
      if (takes) mode.weight = mode.weight + rate;
      if (!(mode.weight >= prune)) mode.weight = 0;
      total = total + mode.weight;
      if (takes) {
        matched = true;
        const float gain = rate / mode.weight;
        for (std::size_t c = 0; c < channels; ++c) {
          const float step = gain * (x[c] - mode.mean[c]);
          mode.mean[c] = mode.mean[c] + step;
        }
        const float step = gain * (distance - mode.variance);
        mode.variance = mode.variance + step;
        const float low = static_cast<float>(options_.min_variance * scale);
        const float high = static_cast<float>(options_.max_variance * scale);
        mode.variance = mode.variance < low ? low : mode.variance > high ? high : mode.variance;
      }
      modes[k] = mode;
      if (takes) rise(modes, k);
    }
    while (!modes.empty() && modes.back().weight == 0) modes.pop_back();
    const float factor = 1 / (total > 0 ? total : 1);
    for (Mode& mode : modes) mode.weight = mode.weight * factor;
    if (!matched) {
      Mode fresh{rate, static_cast<float>(options_.variance * scale), {}};
      for (std::size_t c = 0; c < channels; ++c) fresh.mean[c] = x[c];
      if (modes.size() == static_cast<std::size_t>(options_.modes)) modes.pop_back();
      if (modes.empty()) fresh.weight = 1;
      for (Mode& mode : modes) mode.weight = mode.weight * keep;
      modes.push_back(fresh);
      rise(modes, modes.size() - 1);
    }
    return background;
  }

  static void rise(std::vector<Mode>& modes, std::size_t k) {
    for (; k > 0 && modes[k].weight >= modes[k - 1].weight; --k) std::swap(modes[k], modes[k - 1]);
  }

  limn::BackgroundOptions options_;
  std::vector<std::vector<Mode>> pixels_;
  limn::Index frames_ = 0;
  double alpha_ = 0;
};

}  // namespace reference
