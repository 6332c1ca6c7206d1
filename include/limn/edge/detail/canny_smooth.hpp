#pragma once
/// \file
/// Canny with a Gaussian and interpolated suppression, row by row, in the arithmetic of scikit-image 0.19.
///
/// Pixels outside the image or the mask do not count: the smoothed image is divided by the smoothed indicator of the
/// inside. Sums are taken in double, in the order of scipy.ndimage, and each pass is stored as `W`.

#include <limn/core/border.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/math.hpp>
#include <limn/filter/detail/gradient_rows.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Half of a Gaussian, the center first, cut off at four sigma; the whole sums up to one.
[[nodiscard]] inline std::vector<double> gaussian_half(double sigma) {
  const auto radius = static_cast<std::size_t>(4 * sigma + 0.5);
  std::vector<double> half(radius + 1, 1.0);
  double sum = 0;
  for (std::size_t i = radius; i > 0; --i) {
    const double distance = static_cast<double>(i);
    half[i] = math::exp(-0.5 / (sigma * sigma) * (distance * distance));
    sum += half[i];
  }
  sum = 1 + 2 * sum;
  for (double& weight : half) weight /= sum;
  return half;
}

/// Pixels on the scale where the largest of an integer type is 1.
template <class T>
[[nodiscard]] inline double canny_scale() {
  if constexpr (std::is_integral_v<T>) return static_cast<double>((std::numeric_limits<T>::max)());
  else return 1;
}

struct ScaleRow {
  template <class Tag, class T, class W>
  LIMN_INLINE void operator()(Tag, const T* in, W* out, Index width, double factor) const {
    for (Index x = 0; x < width; ++x) {
      if constexpr (std::is_floating_point_v<T>) {
        out[x] = static_cast<W>(in[x]);
      } else {
        const double value = static_cast<double>(in[x]) * factor;
        out[x] = value < -1 ? -1 : value;
      }
    }
  }
};

/// sums += weight * (before + after)
struct AddTaps {
  template <class Tag, class W>
  LIMN_INLINE void operator()(Tag, const W* before, const W* after, double weight, double* sums, Index width) const {
    for (Index x = 0; x < width; ++x) {
      const double pair = static_cast<double>(before[x]) + static_cast<double>(after[x]);
      const double weighted = pair * weight;
      sums[x] = sums[x] + weighted;
    }
  }
};

/// out = in * weight, or as another type
struct WeightRow {
  template <class Tag, class W, class O>
  LIMN_INLINE void operator()(Tag, const W* in, double weight, O* out, Index width) const {
    for (Index x = 0; x < width; ++x) out[x] = static_cast<O>(static_cast<double>(in[x]) * weight);
  }
};
struct DivideRow {
  template <class Tag, class W>
  LIMN_INLINE void operator()(Tag, const double* sums, const double* by, W* out, Index width) const {
    for (Index x = 0; x < width; ++x) {
      // The sum is rounded to the type of the image before it is divided.
      const W sum = static_cast<W>(sums[x]);
      out[x] = static_cast<W>(static_cast<double>(sum) / by[x]);
    }
  }
};

/// Sobel's derivatives and their length from three rows, reading one pixel past either end. The difference first, then
/// the smoothing.
struct LengthOfSobelRow {
  template <class Tag, class W>
  LIMN_INLINE void operator()(Tag, const W* above, const W* here, const W* below, W* dx, W* dy, W* magnitude,
                              Index width) const {
    const auto difference = [](W after, W before) LIMN_LAMBDA_INLINE { return static_cast<W>(after - before); };
    const auto smooth = [](W before, W middle, W after) LIMN_LAMBDA_INLINE {
      const double center = 2 * static_cast<double>(middle);
      const double ends = static_cast<double>(before) + static_cast<double>(after);
      return static_cast<W>(center + ends);
    };
    for (Index x = 0; x < width; ++x) {
      const W across = smooth(difference(above[x + 1], above[x - 1]), difference(here[x + 1], here[x - 1]),
                              difference(below[x + 1], below[x - 1]));
      const W down = smooth(difference(below[x - 1], above[x - 1]), difference(below[x], above[x]),
                            difference(below[x + 1], above[x + 1]));
      dx[x] = across;
      dy[x] = down;
      const double aa = static_cast<double>(across) * static_cast<double>(across);
      const double bb = static_cast<double>(down) * static_cast<double>(down);
#if defined(__GNUC__)
      magnitude[x] = static_cast<W>(__builtin_sqrt(aa + bb));
#else
      magnitude[x] = static_cast<W>(math::sqrt(aa + bb));
#endif
    }
  }
};

/// What a pixel's magnitude is compared with: rows of magnitudes, and the derivatives in the middle one.
template <class W>
struct GradientRows {
  const W *above, *here, *below, *dx, *dy;
};

/// A step to the right along the line of the gradient, of a pixel along the nearer axis.
template <class W>
struct GradientStep {
  bool against;  // the diagonal: up to the right or down to the left
  bool upright;  // the nearer axis is the vertical one
  W weight;      // of the diagonal neighbor; the step along the other axis
};
template <class W>
[[nodiscard]] LIMN_INLINE GradientStep<W> gradient_step(W dx, W dy) {
  const W across = dx < 0 ? -dx : dx, down = dy < 0 ? -dy : dy;
  // Of two equal components the horizontal one leads against the diagonal, the vertical one along it.
  const bool against = (dy <= 0 && dx >= 0) || (dy >= 0 && dx <= 0);
  const bool upright = against ? down >= across : down > across;
  return {against, upright, upright ? across / down : down / across};
}

/// The magnitudes one step along the line of the gradient either way. What lies between two pixels is interpolated
/// between the nearer axis and the diagonal.
template <class W>
struct AlongGradient {
  W right, left;
};
template <class W>
[[nodiscard]] LIMN_INLINE AlongGradient<W> along_gradient(const W* above, const W* here, const W* below, W dx, W dy,
                                                          Index x) {
  const auto [against, upright, weight] = gradient_step(dx, dy);
  const W rest = 1 - weight;
  const W* const right = against ? above : below;  // the row that the gradient's line reaches to the right
  const W* const left = against ? below : above;
  const W near_right = upright ? right[x] : here[x + 1], near_left = upright ? left[x] : here[x - 1];
  const auto between = [part = weight, rest](W diagonal, W near) LIMN_LAMBDA_INLINE {
    const W a = diagonal * part;
    const W b = near * rest;
    return static_cast<W>(a + b);
  };
  return {between(right[x + 1], near_right), between(left[x - 1], near_left)};
}

struct InterpolatedSuppressRow {
  template <class Tag, class W>
  LIMN_INLINE void operator()(Tag, const GradientRows<W>& gradients, Index width, W low, W high,
                              std::uint64_t* candidates, std::uint64_t* found) const {
    const GradientRows<W> rows = gradients;
    for (Index first = 0; first < width; first += 64) {
      std::uint64_t weak = 0, strong = 0;
      const Index begin = first > 1 ? first : 1, end = width - 1 < first + 64 ? width - 1 : first + 64;
      for (Index x = begin; x < end; ++x) {
        const W m = rows.here[x];
        if (!(m >= low) || !(m > 0)) continue;
        const auto beside = along_gradient(rows.above, rows.here, rows.below, rows.dx[x], rows.dy[x], x);
        if (!(beside.right <= m && beside.left <= m)) continue;
        weak |= std::uint64_t{1} << (x - first);
        strong |= static_cast<std::uint64_t>(m >= high) << (x - first);
      }
      candidates[first / 64] = weak;
      found[first / 64] = strong;
    }
  }
};

struct CannySmoothLevels {
  double sigma, low, high;                           // the thresholds on the scale where the largest integer is 1
  const ImageView<const Binary, 2>* mask = nullptr;  // of the pixels that count; null: all
};

/// As `CannyRows`.
template <class T>
class CannySmoothRows {
 public:
  using W = std::conditional_t<std::is_same_v<T, float>, float, double>;
  static constexpr Index delay = 1;

  CannySmoothRows(const ImageView<const T, 2>& image, const CannySmoothLevels& levels)
      : image_(image),
        mask_(levels.mask),
        low_(static_cast<W>(levels.low)),
        high_(static_cast<W>(levels.high)),
        half_(gaussian_half(levels.sigma)),
        radius_(static_cast<Index>(half_.size()) - 1),
        kept_(2 * radius_ + 1 < image.height() ? 2 * radius_ + 1 : image.height()),
        scaled_(image.width(), kept_ + 1),
        counted_(mask_ == nullptr ? 0 : image.width(), mask_ == nullptr ? 0 : kept_ + 1),
        smoothed_(image.width(), 3),
        derivatives_(image.width(), 4),
        magnitudes_(image.width(), 3),
        sums_(static_cast<std::size_t>(image.width())),
        inside_(static_cast<std::size_t>(image.width())),
        line_(static_cast<std::size_t>(image.width() + 2 * radius_)),
        counted_line_(mask_ == nullptr ? 0 : line_.size()) {}

  void advance(Index y) {
    const Index last = image_.height() - 1;
    // Where a band begins, the rows before are not needed.
    if (smooth_ < y - 1) smooth_ = y - 1;
    if (scale_ < smooth_ - radius_) scale_ = smooth_ - radius_;
    for (; smooth_ <= y + 1 && smooth_ <= last; ++smooth_) smooth(smooth_);
    // Reflected at the border, where the row outside is the outermost one.
    const W* const above = smoothed_.row((y > 0 ? y - 1 : 0) % 3);
    const W* const below = smoothed_.row((y < last ? y + 1 : last) % 3);
    dispatch(LengthOfSobelRow{}, above, smoothed_.row(y % 3), below, derivatives_.row(y % 2),
             derivatives_.row(2 + y % 2), magnitudes_.row(y % 3), image_.width());
  }

  void suppress(Index y, std::uint64_t* candidates, std::uint64_t* found) {
    if (y == 0 || y == image_.height() - 1) return;
    dispatch(InterpolatedSuppressRow{}, gradients(y), image_.width(), low_, high_, candidates, found);
    if (mask_ != nullptr) drop_beside_masked(y, candidates, found);
  }

  /// Of a row inside that is ready for suppression.
  [[nodiscard]] GradientRows<W> gradients(Index y) {
    return {magnitudes_.row((y + 2) % 3), magnitudes_.row(y % 3), magnitudes_.row((y + 1) % 3), derivatives_.row(y % 2),
            derivatives_.row(2 + y % 2)};
  }

 private:
  // Candidates whose derivatives have a pixel in them that does not count. All lie inside the image's border.
  void drop_beside_masked(Index y, std::uint64_t* candidates, std::uint64_t* found) const {
    const auto all = [](const Binary* row, Index x) {
      return is_foreground(row[x - 1]) && is_foreground(row[x]) && is_foreground(row[x + 1]);
    };
    for (Index word = 0; word < (image_.width() + 63) / 64; ++word) {
      for (std::uint64_t left = candidates[word]; left != 0; left &= left - 1) {
        const Index x = word * 64 + std::countr_zero(left);
        if (all(mask_->row_pointer(y - 1), x) && all(mask_->row_pointer(y), x) && all(mask_->row_pointer(y + 1), x))
          continue;
        const std::uint64_t others = ~(left & -left);
        candidates[word] &= others;
        found[word] &= others;
      }
    }
  }

  // Puts zeros where a pixel does not count, and ones and zeros into the row that tells so.
  void apply_mask(Index y, W* scaled, double* counted) const {
    const Binary* const mask = mask_->row_pointer(y);
    for (Index x = 0; x < image_.width(); ++x) {
      counted[x] = is_foreground(mask[x]) ? 1 : 0;
      if (!is_foreground(mask[x])) scaled[x] = 0;
    }
  }

  // Convolves `line`, of which the row is the middle.
  template <class V>
  void convolve_line(const std::vector<V>& line, double* sums) const {
    const V* const row = line.data() + radius_;
    dispatch(WeightRow{}, row, half_[0], sums, image_.width());
    for (Index i = radius_; i > 0; --i) {
      dispatch(AddTaps{}, row - i, row + i, half_[static_cast<std::size_t>(i)], sums, image_.width());
    }
  }

  // Down the columns of `rows`, of which `kept_` are there and one of zeros, into `line`, then along it.
  template <class V>
  void convolve(PaddedRows<V>& rows, Index y, std::vector<V>& line, double* sums) const {
    const auto row = [&](Index i) { return rows.row(i < 0 || i >= image_.height() ? kept_ : i % kept_); };
    dispatch(WeightRow{}, row(y), half_[0], sums, image_.width());
    for (Index i = radius_; i > 0; --i) {
      dispatch(AddTaps{}, row(y - i), row(y + i), half_[static_cast<std::size_t>(i)], sums, image_.width());
    }
    dispatch(WeightRow{}, sums, 1.0, line.data() + radius_, image_.width());
    convolve_line(line, sums);
  }

  // What part of the Gaussian around each pixel of row y is inside the image: only the rows near the border differ from
  // the one before.
  void part_inside(Index y) {
    double down = half_[0];
    for (Index i = radius_; i > 0; --i) {
      const double both = (y - i >= 0 ? 1.0 : 0.0) + (y + i < image_.height() ? 1.0 : 0.0);
      const double part = both * half_[static_cast<std::size_t>(i)];
      down = down + part;
    }
    if (down == inside_rows_) return;
    inside_rows_ = down;
    std::vector<double> ones(line_.size());
    for (Index x = 0; x < image_.width(); ++x) ones[static_cast<std::size_t>(x + radius_)] = down;
    convolve_line(ones, inside_.data());
    for (double& part : inside_) part += std::numeric_limits<double>::epsilon();
  }

  void smooth(Index y) {
    const Index width = image_.width();
    const double factor = 1 / canny_scale<T>();
    for (; scale_ < image_.height() && scale_ <= y + radius_; ++scale_) {
      W* const row = scaled_.row(scale_ % kept_);
      dispatch(ScaleRow{}, image_.row_pointer(scale_), row, width, factor);
      if (mask_ != nullptr) apply_mask(scale_, row, counted_.row(scale_ % kept_));
    }
    if (mask_ == nullptr) {
      part_inside(y);
    } else {
      convolve(counted_, y, counted_line_, inside_.data());
      for (double& part : inside_) part += std::numeric_limits<double>::epsilon();
    }
    convolve(scaled_, y, line_, sums_.data());
    W* const out = smoothed_.row(y % 3);
    dispatch(DivideRow{}, sums_.data(), inside_.data(), out, width);
    extend_row(out, width, Border::reflect, W{});
  }

  ImageView<const T, 2> image_;
  const ImageView<const Binary, 2>* mask_;
  W low_, high_;
  std::vector<double> half_;
  Index radius_, kept_, scale_ = 0, smooth_ = 0;
  PaddedRows<W> scaled_;
  PaddedRows<double> counted_;  // 1 where a pixel of the row counts
  PaddedRows<W> smoothed_, derivatives_, magnitudes_;
  std::vector<double> sums_, inside_;
  std::vector<W> line_;
  std::vector<double> counted_line_;
  double inside_rows_ = -1;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
