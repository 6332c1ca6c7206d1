#pragma once
/// \file
/// Background and foreground as mixtures of Gaussians, each pixel belonging to one: what graph cuts know of colors.
///
/// Source: C. Rother, V. Kolmogorov, A. Blake, ""GrabCut": interactive foreground extraction using iterated graph
/// cuts", ACM TOG 23(3), 2004, section 3.

#include <limn/cluster/detail/gaussian_lanes.hpp>
#include <limn/cluster/kmeans.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/list.hpp>
#include <limn/region/detail/cut_pixels.hpp>

#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Which of the two a pixel is, or neither.
enum class CutSide : std::uint8_t { background, foreground, neither };

/// The Gaussians of one side.
struct ColorModel {
  ColorModel(Index components, Index dims)
      : g(components, dims, false), log_weights(static_cast<std::size_t>(components)) {}
  Gaussians g;
  List<double> log_weights;
};

/// From counts, sums and products of the pixels of each component, about `origin`, to Gaussians. Called by `run_base`,
/// so that no compiler contracts it.
struct LearnColors {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const double* moments, const double* origin, double total, double widen,
                              double noise, double* covariance, ColorModel& model) const {
    Gaussians& g = model.g;
    for (Index k = 0; k < g.count; ++k) {
      const double count = *moments++;
      const double *const sums = moments, *products = moments + g.dims;
      moments = products + g.each;
      if (count == 0) {
        // Of no pixel, so never the likeliest.
        g.constants[static_cast<std::size_t>(k)] = -1e300;
        continue;
      }
      for (Index j = 0; j < g.dims; ++j) g.mean(k)[j] = origin[j] + sums[j] / count;
      double* to = covariance;
      for (Index j = 0; j < g.dims; ++j) {
        for (Index i = 0; i <= j; ++i) {
          *to++ = *products++ / count - sums[j] / count * (sums[i] / count) + (i == j ? widen : 0);
        }
      }
      model.log_weights[static_cast<std::size_t>(k)] = log_of(count / total);
      if (g.set(k, covariance, count / total) && is_round(g, k, covariance, noise)) continue;
      // White noise, where colors lie on a plane or a line.
      for (Index j = 0; j < g.dims; ++j) covariance[j * (j + 3) / 2] += noise;
      static_cast<void>(g.set(k, covariance, count / total));
    }
  }

 private:
  [[nodiscard]] LIMN_INLINE static bool is_round(const Gaussians& g, Index k, const double* covariance, double noise) {
    for (Index j = 0; j < g.dims; ++j) {
      const Index at = j * (j + 3) / 2;
      const double factor = g.factors.data()[k * g.each + at];
      if (!(1 / (factor * factor) > 1e-9 * (covariance[at] + noise))) return false;
    }
    return true;
  }
};

/// The moments of the pixels of one side, component by component.
struct SumColors {
  template <class Tag>
  LIMN_INLINE double operator()(Tag, const double* planes, Index stride, Index dims, Index places, const double* origin,
                                const CutSide* sides, CutSide side, const std::uint8_t* components,
                                double* moments) const {
    const Index each = 1 + dims + dims * (dims + 1) / 2;
    double total = 0;
    for (Index place = 0; place < places; ++place) {
      if (sides[place] != side) continue;
      double* const to = moments + components[place] * each;
      double* products = to + 1 + dims;
      to[0] += 1;
      total += 1;
      for (Index j = 0; j < dims; ++j) {
        const double apart = planes[j * stride + place] - origin[j];
        to[1 + j] += apart;
        for (Index i = 0; i <= j; ++i) *products++ += apart * (planes[i * stride + place] - origin[i]);
      }
    }
    return total;
  }
};

/// Of some tiles, the logarithm of the ratio of the densities, foreground to background, times `scale`, and the
/// likeliest component of either.
struct CompareColors {
  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const double* planes, Index stride, Index tiles, const ColorModel* const* models,
                              double* room, double scale, double* ratios, std::uint8_t* const* likeliest) const {
    const GaussianFactors first = models[0]->g.view(), second = models[1]->g.view();
    double* const totals = room + first.count * tile_points;
    for (Index t = 0; t < tiles; ++t) {
      for (int side = 0; side < 2; ++side) {
        const GaussianFactors g = side == 0 ? first : second;
        log_densities(tag, planes + t * tile_points, stride, g, room);
        log_sums(tag, room, g.count, totals + side * tile_points, nullptr);
        const double* const weights = models[side]->log_weights.data();
        std::uint8_t* const best = likeliest[side] + t * tile_points;
        for (Index i = 0; i < tile_points; ++i) best[i] = 0;
        double most[tile_points];
        for (Index i = 0; i < tile_points; ++i) most[i] = room[i] - weights[0];
        for (Index k = 1; k < g.count; ++k) {
          for (Index i = 0; i < tile_points; ++i) {
            const double density = room[k * tile_points + i] - weights[k];
            best[i] = density > most[i] ? static_cast<std::uint8_t>(k) : best[i];
            most[i] = density > most[i] ? density : most[i];
          }
        }
      }
      for (Index i = 0; i < tile_points; ++i)
        ratios[t * tile_points + i] = (totals[tile_points + i] - totals[i]) * scale;
    }
  }
};

/// The two mixtures of a picture, learned from the pixels whose sides are known.
template <std::size_t R>
class ColorModels {
 public:
  /// \param widen  is added to each variance.
  /// \param scale  of the ratios.
  ColorModels(const CutPixels<R>& pixels, int components, double widen, double scale)
      : pixels_(pixels),
        components_(components),
        widen_(widen),
        scale_(scale),
        origin_(static_cast<std::size_t>(pixels.dims)),
        ratios_(pixels.inside.size()),
        own_(pixels.inside.size()),
        likeliest_{List<std::uint8_t>(pixels.inside.size()), List<std::uint8_t>(pixels.inside.size())},
        models_{ColorModel(components, pixels.dims), ColorModel(components, pixels.dims)} {
    Index first = 0;
    while (first < pixels.frame.count && !pixels.is_inside(first)) ++first;
    for (Index c = 0; c < pixels.dims && first < pixels.frame.count; ++c) {
      origin_[static_cast<std::size_t>(c)] = pixels.channel(c)[first];
    }
  }

  /// Components by k-means of each side. \returns false if a side has no pixel.
  [[nodiscard]] bool start(const CutSide* sides, std::uint64_t seed) {
    for (const CutSide side : {CutSide::background, CutSide::foreground}) {
      List<std::uint32_t> places;
      for (Index place = 0; place < pixels_.frame.count; ++place) {
        if (sides[place] == side) places.push_back(static_cast<std::uint32_t>(place));
      }
      if (places.empty()) return false;
      Image<double> rows(Size<2>{pixels_.dims, static_cast<Index>(places.size())}, uninitialized);
      double* to = rows.data();
      for (const std::uint32_t place : places) {
        for (Index c = 0; c < pixels_.dims; ++c) *to++ = pixels_.channel(c)[place];
      }
      const auto clusters = kmeans_rows(rows, {.clusters = components_, .iterations = 10, .seed = seed});
      const std::int32_t* label = clusters.labels.data();
      for (const std::uint32_t place : places) own_[place] = static_cast<std::uint8_t>(*label++);
    }
    return learn(sides);
  }

  /// Every pixel goes to the component of its side in which it is the likeliest, and these are learned anew. \returns
  /// false if a side has no pixel.
  [[nodiscard]] bool improve(const CutSide* sides) {
    for (std::size_t place = 0; place < own_.size(); ++place) {
      if (sides[place] != CutSide::neither) own_[place] = likeliest_[static_cast<std::size_t>(sides[place])][place];
    }
    return learn(sides);
  }

  /// The scaled logarithm of how much likelier the pixel at a place is as foreground than as background.
  [[nodiscard]] double ratio(Index place) const { return ratios_[static_cast<std::size_t>(place)]; }

 private:
  [[nodiscard]] bool learn(const CutSide* sides) {
    const Gaussians& g = models_[0].g;
    const Index stride = pixels_.stride, each = 1 + g.dims + g.each;
    const double level = pixels_.range / 255, noise = 0.01 * level * level;
    const double *const planes = pixels_.channel(0), *const origin = origin_.data();
    List<double> covariance(static_cast<std::size_t>(g.each));
    for (const CutSide side : {CutSide::background, CutSide::foreground}) {
      List<double> moments(static_cast<std::size_t>(g.count * each));
      double* const sums = moments.data();
      double* const numbers = covariance.data();
      const std::uint8_t* const own = own_.data();
      const double total =
          run_base(SumColors{}, planes, stride, g.dims, pixels_.frame.count, origin, sides, side, own, sums);
      if (total == 0) return false;
      run_base(LearnColors{}, sums, origin, total, widen_, noise, numbers, models_[static_cast<std::size_t>(side)]);
    }
    List<double> room(static_cast<std::size_t>((g.count + 2) * tile_points));
    const ColorModel* const models[] = {models_, models_ + 1};
    std::uint8_t* const likeliest[] = {likeliest_[0].data(), likeliest_[1].data()};
    dispatch(CompareColors{}, planes, stride, pixels_.tiles, static_cast<const ColorModel* const*>(models), room.data(),
             scale_, ratios_.data(), static_cast<std::uint8_t* const*>(likeliest));
    return true;
  }

  const CutPixels<R>& pixels_;
  int components_;
  double widen_, scale_;
  List<double> origin_, ratios_;
  List<std::uint8_t> own_, likeliest_[2];
  ColorModel models_[2];
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
