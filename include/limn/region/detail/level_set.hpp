#pragma once
/// \file
/// One step of the Chan-Vese model on a level set, a row at a time.
///
/// Source: P. Getreuer, "Chan-Vese segmentation", Image Processing On Line 2, 2012.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/bands.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

struct ChanVeseWeights {
  double mu, lambda1, lambda2, step;
};

/// What a row adds to the means and the change. In eight lanes whatever the registers are, so that sums do not depend
/// on the instruction set.
struct LevelSums {
  static constexpr Index lanes = 8;
  double inside[lanes] = {}, inside_count[lanes] = {}, outside[lanes] = {}, outside_count[lanes] = {};
  double change[lanes] = {};

  LIMN_INLINE void add(Index lane, double value, double level, double changed) {
    const double square = changed * changed;
    change[lane] += square;
    if (value != value) return;
    const bool in = level > 0;
    inside[lane] += in ? value : 0;
    inside_count[lane] += in ? 1 : 0;
    outside[lane] += in ? 0 : value;
    outside_count[lane] += in ? 0 : 1;
  }
  [[nodiscard]] static double sum(const double (&lane)[lanes]) {
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
  }
};

/// Writes the next levels of a row to `out`, of whole groups of eight. `here`, `above` and `below` may be read one
/// pixel before the row and eight behind it.
struct StepLevels {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const double* image, const double* above, const double* here, const double* below,
                              double mean_inside, double mean_outside, const ChanVeseWeights& given, double* out,
                              Index width, LevelSums& sums) const {
    // Halved and taken from this, the bits of a number are those of its inverse root, to 3 %.
    constexpr std::uint64_t magic = 0x5fe6eb50c7b537a9U;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<double, Tag>;
    constexpr Index step = V::size;
    const auto load = [](const double* at) LIMN_LAMBDA_INLINE { return V::load(at); };
    const auto splat = [](double value) LIMN_LAMBDA_INLINE { return V::splat(value); };
    const auto where = [](const auto& wanted, const V& value)
                           LIMN_LAMBDA_INLINE { return select(wanted, value, V::zero()); };
    const auto store = [](const V& value, double* at) LIMN_LAMBDA_INLINE { value.store(at); };
    using Words = VecOf<std::uint64_t, Tag>;
    const auto near_inverse_root = [](const V& a) LIMN_LAMBDA_INLINE {
      return bit_cast<double>(Words::splat(magic) - (bit_cast<std::uint64_t>(a) >> 1));
    };
#else
    using V = double;
    constexpr Index step = 1;
    const auto load = [](const double* at) LIMN_LAMBDA_INLINE { return *at; };
    const auto splat = [](double value) LIMN_LAMBDA_INLINE { return value; };
    const auto where = [](bool wanted, double value) LIMN_LAMBDA_INLINE { return wanted ? value : 0; };
    const auto store = [](double value, double* at) LIMN_LAMBDA_INLINE { *at = value; };
    const auto near_inverse_root = [](double a) LIMN_LAMBDA_INLINE {
      return std::bit_cast<double>(magic - (std::bit_cast<std::uint64_t>(a) >> 1));
    };
#endif
    const ChanVeseWeights weights = given;
    const V one = splat(1), half = splat(0.5), tiny = splat(1e-16);
    // Products are named before they are added, so that no compiler joins the two and rounds once. Roots and divisions
    // would take three quarters of the time; each of Newton's steps doubles the digits of a guess.
    const auto inverse_length = [&](const V& a, const V& b) LIMN_LAMBDA_INLINE {
      const V aa = a * a, bb = b * b;
      const V length = (tiny + aa) + bb;
      const V halved = length * half;
      V guess = near_inverse_root(length);
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) {
        const V square = guess * guess;
        const V product = halved * square;
        guess = guess * (splat(1.5) - product);
      }
      return guess;
    };
    constexpr auto parts = static_cast<std::size_t>(LevelSums::lanes / step);
    V inside[parts] = {}, inside_count[parts] = {}, outside[parts] = {}, outside_count[parts] = {}, change[parts] = {};
    const auto move = [&](Index x, std::size_t part, bool whole) LIMN_LAMBDA_INLINE {
      const V phi = load(here + x), left = load(here + x - 1), right = load(here + x + 1);
      const V up = load(above + x), down = load(below + x), value = load(image + x);
      // 1. Lengths of the gradient between the pixel and each of its neighbors.
      const V x0 = (right - left) * half, y0 = (down - up) * half;
      const V c1 = inverse_length(right - phi, y0), c2 = inverse_length(phi - left, y0);
      const V c3 = inverse_length(x0, down - phi), c4 = inverse_length(x0, phi - up);
      // 2. The pull of the border's length, without the pixel's own part.
      const V k1 = right * c1, k2 = left * c2, k3 = down * c3, k4 = up * c4;
      const V curvature = ((k1 + k2) + k3) + k4;
      // 3. The pull of the two means.
      const V from_inside = value - splat(mean_inside), from_outside = value - splat(mean_outside);
      const V inside2 = from_inside * from_inside, outside2 = from_outside * from_outside;
      const V against = splat(-weights.lambda1) * inside2, toward = splat(weights.lambda2) * outside2;
      const V pull = where(value == value, against + toward);
      // 4. Half-implicit: the pixel's own part of the length divides. Both sides are times 1 + phi^2, of which the
      // smooth delta is the inverse.
      const V phi2 = phi * phi, length = splat(weights.mu) * curvature;
      const V spread = one + phi2;
      const V stays = phi * spread, moves = splat(weights.step) * (length + pull);
      const V own = splat(weights.mu * weights.step) * (((c1 + c2) + c3) + c4);
      const V next = (stays + moves) / (spread + own);
      store(next, out + x);
      if (!whole) return;
      // 5. What the next step's means and the change are of.
      const V changed = next - phi;
      const V square = changed * changed;
      change[part] = change[part] + square;
      // One comparison at a time: GCC 12 takes two that are combined apart, lane by lane.
      const V known = where(value == value, value), counted = where(value == value, one);
      const V known_in = where(next > splat(0), known), counted_in = where(next > splat(0), counted);
      inside[part] = inside[part] + known_in;
      inside_count[part] = inside_count[part] + counted_in;
      outside[part] = outside[part] + (known - known_in);
      outside_count[part] = outside_count[part] + (counted - counted_in);
    };
    Index x = 0;
    for (; x + LevelSums::lanes <= width; x += LevelSums::lanes) {
#pragma GCC unroll 8
      for (std::size_t part = 0; part < parts; ++part) move(x + static_cast<Index>(part) * step, part, true);
    }
    sums = LevelSums();
#pragma GCC unroll 8
    for (std::size_t part = 0; part < parts; ++part) {
      const Index lane = static_cast<Index>(part) * step;
      store(inside[part], sums.inside + lane);
      store(inside_count[part], sums.inside_count + lane);
      store(outside[part], sums.outside + lane);
      store(outside_count[part], sums.outside_count + lane);
      store(change[part], sums.change + lane);
    }
    for (Index rest = x; rest < width; rest += step) move(rest, 0, false);
    for (; x < width; ++x) sums.add(x % LevelSums::lanes, image[x], out[x], out[x] - here[x]);
  }
};

/// The levels of an image from 0 at the least to 1 at the greatest; all 0 where it is even.
template <class T>
[[nodiscard]] Image<double> scaled_to_one(const ImageView<const T, 2>& image) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (Index y = 0; y < image.height(); ++y) {
    for (Index x = 0; x < image.width(); ++x) {
      const auto value = static_cast<double>(image(x, y));
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const double range = high - low;
  Image<double> scaled(image.size(), uninitialized);
  for (Index y = 0; y < image.height(); ++y) {
    for (Index x = 0; x < image.width(); ++x) {
      const double above = static_cast<double>(image(x, y)) - low;
      scaled(x, y) = range != 0 ? above / range : above;
    }
  }
  return scaled;
}

/// A level set that moves.
class ChanVeseLevels {
 public:
  explicit ChanVeseLevels(const ImageView<double, 2>& levels)
      : width_(levels.width()),
        height_(levels.height()),
        now_(Size<2>{width_ + 1 + 2 * LevelSums::lanes, height_ + 2}),
        next_(now_.size()),
        sums_(static_cast<std::size_t>(height_)) {
    for (Index y = 0; y < height_; ++y) {
      for (Index x = 0; x < width_; ++x) row(now_, y)[x] = levels(x, y);
    }
    frame(now_);
  }

  /// One step; returns the root of the mean square of its changes.
  template <class E>
  double step(const Image<double>& image, const ChanVeseWeights& weights, E& executor) {
    if (!measured_) {
      for (Index y = 0; y < height_; ++y) {
        LevelSums& sums = sums_[static_cast<std::size_t>(y)];
        for (Index x = 0; x < width_; ++x) sums.add(x % LevelSums::lanes, image(x, y), row(now_, y)[x], 0);
      }
      measured_ = true;
    }
    // 1. The means, summed row by row whatever the bands.
    double inside = 0, inside_count = 0, outside = 0, outside_count = 0;
    for (const LevelSums& sums : sums_) {
      inside += LevelSums::sum(sums.inside);
      inside_count += LevelSums::sum(sums.inside_count);
      outside += LevelSums::sum(sums.outside);
      outside_count += LevelSums::sum(sums.outside_count);
    }
    if (inside_count != 0) inside /= inside_count;
    if (outside_count != 0) outside /= outside_count;
    // 2. Every row from those around it.
    for_each_band(height_, 64, executor, [&](Index begin, Index end) {
      Image<double> line(Size<2>{(width_ + LevelSums::lanes) / LevelSums::lanes * LevelSums::lanes, 1});
      for (Index y = begin; y < end; ++y) {
        // A copy, since whole registers are read.
        const double* const pixels = image.row(y).data();
        for (Index x = 0; x < width_; ++x) line(x, 0) = pixels[x];
        dispatch(StepLevels{}, line.data(), row(now_, y - 1), row(now_, y), row(now_, y + 1), inside, outside, weights,
                 row(next_, y), width_, sums_[static_cast<std::size_t>(y)]);
      }
    });
    frame(next_);
    std::swap(now_, next_);
    double change = 0;
    for (const LevelSums& sums : sums_) change += LevelSums::sum(sums.change);
    return math::sqrt(change / static_cast<double>(width_ * height_));
  }

  void write(const ImageView<double, 2>& levels) {
    for (Index y = 0; y < height_; ++y) {
      for (Index x = 0; x < width_; ++x) levels(x, y) = row(now_, y)[x];
    }
  }

 private:
  /// Pixel 0 of a row of the picture; -1 and `height` are the frame's.
  [[nodiscard]] static double* row(Image<double>& plane, Index y) { return plane.row(y + 1).data() + LevelSums::lanes; }

  /// Beyond the border, the nearest pixel.
  void frame(Image<double>& plane) const {
    for (Index y = 0; y < height_; ++y) {
      row(plane, y)[-1] = row(plane, y)[0];
      row(plane, y)[width_] = row(plane, y)[width_ - 1];
    }
    for (Index x = -1; x <= width_; ++x) {
      row(plane, -1)[x] = row(plane, 0)[x];
      row(plane, height_)[x] = row(plane, height_ - 1)[x];
    }
  }

  Index width_, height_;
  Image<double> now_, next_;
  List<LevelSums> sums_;
  bool measured_ = false;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
