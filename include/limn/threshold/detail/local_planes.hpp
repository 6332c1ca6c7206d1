#pragma once
/// \file
/// The values of pixels that local thresholds reduce over their windows, and the rows that are made of them.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The value of every pixel, its square if `Squares`, and 1 if `Counted`; with `Counted`, NaN and infinite pixels are 0
/// on all planes.
template <bool Squares, bool Counted, class E = double>
struct SumPlanes {
  using Element = E;
  static constexpr Index count = 1 + Squares + Counted;

  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* in, Index length, E* out, Index pitch) const {
    E* const squares = out + pitch;
    E* const valid = out + (1 + Squares) * pitch;
    for (Index x = 0; x < length; ++x) {
      E v = static_cast<E>(in[x]);
      if constexpr (Counted) {
        const bool finite = v - v == 0;
        v = finite ? v : E{0};
        valid[x] = finite ? E{1} : E{0};
      }
      out[x] = v;
      if constexpr (Squares) squares[x] = v * v;
    }
  }

  LIMN_INLINE static void constant(double value, E* out, Index pitch) {
    out[0] = static_cast<E>(value);
    if constexpr (Squares) out[pitch] = static_cast<E>(value * value);
    if constexpr (Counted) out[(1 + Squares) * pitch] = 1;
  }
};

/// The value of every pixel and what is less the greater the value, so that the least of both are the extremes.
/// Integers up to 16 bits stay what they are; of others, NaN and infinite pixels are above all on both planes.
template <class T>
struct ExtremePlanes {
  static constexpr bool narrow = std::is_integral_v<T> && sizeof(T) <= 2;
  using Element = std::conditional_t<narrow, T, double>;
  static constexpr Index count = 2;

  [[nodiscard]] LIMN_INLINE static Element opposite(Element v) {
    if constexpr (narrow) return static_cast<T>(~v);
    else return -v;
  }

  template <class Tag>
  LIMN_INLINE void operator()(Tag, const T* in, Index length, Element* out, Index pitch) const {
    Element* const opposites = out + pitch;
    for (Index x = 0; x < length; ++x) {
      Element v = static_cast<Element>(in[x]);
      Element other = opposite(v);
      if constexpr (!narrow) {
        const bool finite = v - v == 0;
        v = finite ? v : std::numeric_limits<double>::infinity();
        other = finite ? other : std::numeric_limits<double>::infinity();
      }
      out[x] = v;
      opposites[x] = other;
    }
  }

  LIMN_INLINE static void constant(double value, Element* out, Index pitch) {
    if constexpr (narrow) {
      constexpr double low = static_cast<double>((std::numeric_limits<T>::min)());
      constexpr double high = static_cast<double>((std::numeric_limits<T>::max)());
      value = math::nearbyint(value < low ? low : value > high ? high : value);
    }
    out[0] = static_cast<Element>(value);
    out[pitch] = opposite(out[0]);
  }
};

struct ToDoubles {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* in, double* out, Index length) const {
    for (Index x = 0; x < length; ++x) out[x] = static_cast<double>(in[x]);
  }
};

/// What Bernsen's rule knows besides the extremes.
struct ContrastForm {
  double contrast, middle, offset;
};

/// The level between the extremes of a window, or the given middle where they are nearer than the contrast.
template <class T>
struct ContrastLevels {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const ContrastForm& given, const typename ExtremePlanes<T>::Element* planes,
                              Index pitch, double* levels, Index length) const {
    const ContrastForm form = given;
    for (Index x = 0; x < length; ++x) {
      const double low = static_cast<double>(planes[x]);
      const double high = static_cast<double>(ExtremePlanes<T>::opposite(planes[pitch + x]));
      const double between = (low + high) / 2;
      const double level = high - low < form.contrast ? form.middle : between;
      levels[x] = low > high ? std::numeric_limits<double>::quiet_NaN() : level - form.offset;
    }
  }
};

/// Foreground where a pixel is above a level.
struct AboveLevels {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const double* pixels, const double* levels, Binary* out, Index length) const {
    for (Index x = 0; x < length; ++x) out[x] = to_binary(pixels[x] > levels[x]);
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
