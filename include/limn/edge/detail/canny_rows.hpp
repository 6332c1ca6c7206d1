#pragma once
/// \file
/// Canny's gradient and non-maximum suppression as OpenCV defines them, row by row, for any pixel type.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/math.hpp>
#include <limn/edge/detail/gradient_taps.hpp>
#include <limn/filter/detail/gradient_rows.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Both thresholds in the units of the magnitude, which is squared under L2.
struct CannyLevels {
  double low, high;
};

/// The types that hold derivatives and magnitudes of pixels `T` without overflow, exactly up to 32-bit integers (their
/// squares in double).
template <class T, bool Squared>
struct CannyTypes {
  static constexpr bool exact = std::is_integral_v<T> && sizeof(T) <= 4;
  using Derivative = std::conditional_t<
      std::is_floating_point_v<T>, T,
      std::conditional_t<sizeof(T) <= 2, std::int32_t, std::conditional_t<sizeof(T) == 4, std::int64_t, double>>>;
  using Square = std::conditional_t<std::is_integral_v<T> && sizeof(T) <= 2, std::int64_t, double>;
  using Magnitude = std::conditional_t<Squared, Square, Derivative>;
  using Level = std::conditional_t<std::is_integral_v<Magnitude>, std::int64_t, double>;
  using Slope = std::conditional_t<exact, std::int64_t, double>;
};

/// A whole number is above `level` where it is above the floor of it.
template <class Level>
[[nodiscard]] Level canny_level(double level) {
  if constexpr (std::is_integral_v<Level>) {
    const double bound = math::ldexp(1.0, std::numeric_limits<Level>::digits - 1);
    if (!(level < bound)) return static_cast<Level>(bound);
    return level < 0 ? Level{-1} : static_cast<Level>(math::floor(level));
  } else {
    return level;
  }
}

template <class T, bool Squared>
struct CannyMagnitudeRow {
  template <class Tag, class G, class M>
  LIMN_INLINE void operator()(Tag, const G* dx, const G* dy, M* magnitude, Index width) const {
    for (Index x = 0; x < width; ++x) {
      if constexpr (Squared) {
        const M a = static_cast<M>(dx[x]), b = static_cast<M>(dy[x]);
        const M aa = a * a;
        const M bb = b * b;
        magnitude[x] = aa + bb;
      } else {
        const G a = dx[x] < 0 ? -dx[x] : dx[x], b = dy[x] < 0 ? -dy[x] : dy[x];
        magnitude[x] = a + b;
      }
    }
  }
};

/// Three rows of magnitudes, zero outside the image, and the derivatives of the middle one.
template <class G, class M>
struct CannyWindow {
  const M* above;
  const M* here;
  const M* below;
  const G* dx;
  const G* dy;
};

/// Is the pixel a maximum along its gradient? The direction is one of four: the sectors meet at 22.5 and 67.5 degrees,
/// tan(22.5) being 13573 / 2^15. Across a vertical or horizontal edge the first neighbor must be less and the second no
/// greater; along a diagonal both must be less.
template <class S, class G, class M>
[[nodiscard]] LIMN_INLINE bool canny_maximum(const CannyWindow<G, M>& rows, Index x) {
  const S dx = static_cast<S>(rows.dx[x]), dy = static_cast<S>(rows.dy[x]);
  const S across = dx < 0 ? -dx : dx;
  const S down = (dy < 0 ? -dy : dy) * S(32768);
  const S steep = across * S(13573);
  const M m = rows.here[x];
  if (down < steep) return m > rows.here[x - 1] && m >= rows.here[x + 1];
  const S double_across = across * S(65536);
  if (down > steep + double_across) return m > rows.above[x] && m >= rows.below[x];
  const Index side = (dx < 0) != (dy < 0) ? -1 : 1;
  return m > rows.above[x - side] && m > rows.below[x + side];
}

template <class S>
struct CannySuppressRow {
  template <class Tag, class G, class M, class Level>
  LIMN_INLINE void operator()(Tag, const CannyWindow<G, M>& given, Index width, Level low, Level high,
                              std::uint64_t* candidates, std::uint64_t* found) const {
    const CannyWindow<G, M> rows = given;
    for (Index first = 0; first < width; first += 64) {
      const Index length = width - first < 64 ? width - first : 64;
      std::uint64_t weak = 0, strong = 0;
      for (Index i = 0; i < length; ++i) {
        const Level m = static_cast<Level>(rows.here[first + i]);
        if (!(m > low) || !canny_maximum<S>(rows, first + i)) continue;
        weak |= std::uint64_t{1} << i;
        strong |= static_cast<std::uint64_t>(m > high) << i;
      }
      candidates[first / 64] = weak;
      found[first / 64] = strong;
    }
  }
};

/// The rows of an image from pixels to candidates: `advance(y)` for y = 0 to the height, one more than there are rows,
/// and `suppress(y)` after `advance(y + delay)`; it writes only words that are not 0.
template <class T, bool Squared, int Aperture>
class CannyRows {
  using Types = CannyTypes<T, Squared>;
  using G = typename Types::Derivative;
  using M = typename Types::Magnitude;
  using Level = typename Types::Level;

 public:
  static constexpr Index delay = 1;

  CannyRows(const ImageView<const T, 2>& image, const CannyLevels& levels)
      : width_(image.width()),
        height_(image.height()),
        low_(canny_level<Level>(levels.low)),
        high_(canny_level<Level>(levels.high)),
        gradient_(image),
        derivatives_(width_, 4),
        magnitudes_(width_, 4) {}

  void advance(Index y) {
    G* const dx = derivatives_.row(y % 2);
    G* const dy = derivatives_.row(2 + y % 2);
    gradient_(y, dx, dy);
    dispatch(CannyMagnitudeRow<T, Squared>{}, dx, dy, magnitudes_.row(y % 3), width_);
  }

  void suppress(Index y, std::uint64_t* candidates, std::uint64_t* found) {
    const M* const zeros = magnitudes_.row(3);
    const CannyWindow<G, M> window{y > 0 ? magnitudes_.row((y + 2) % 3) : zeros, magnitudes_.row(y % 3),
                                   y + 1 < height_ ? magnitudes_.row((y + 1) % 3) : zeros, derivatives_.row(y % 2),
                                   derivatives_.row(2 + y % 2)};
    dispatch(CannySuppressRow<typename Types::Slope>{}, window, width_, low_, high_, candidates, found);
  }

 private:
  Index width_, height_;
  Level low_, high_;
  TapRows<Aperture, T, G> gradient_;
  PaddedRows<G> derivatives_;
  PaddedRows<M> magnitudes_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
