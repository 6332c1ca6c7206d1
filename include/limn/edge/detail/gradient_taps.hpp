#pragma once
/// \file
/// Rows of Sobel derivatives of aperture 3, 5 and 7 with a replicated border, as cv::Canny wants them.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/view.hpp>
#include <limn/filter/detail/gradient_rows.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The weights from the ends of the window to its center: binomial, and the difference of binomials.
template <int Aperture>
struct SobelTaps;
template <>
struct SobelTaps<3> {
  static constexpr int smooth[] = {1, 2}, slope[] = {1};
};
template <>
struct SobelTaps<5> {
  static constexpr int smooth[] = {1, 4, 6}, slope[] = {1, 2};
};
template <>
struct SobelTaps<7> {
  static constexpr int smooth[] = {1, 6, 15, 20}, slope[] = {1, 4, 5};
};

/// `at(i)` for i in [-Aperture / 2, Aperture / 2], smoothed.
template <int Aperture, class G, class At>
[[nodiscard]] LIMN_INLINE G smooth_taps(const At& at) {
  constexpr int reach = Aperture / 2;
  G sum{};
#pragma GCC unroll 4
  for (int k = 0; k < reach; ++k) {
    // One operation to a statement, or clang would fuse some of them on some instruction sets.
    const G ends = static_cast<G>(at(k - reach) + at(reach - k));
    const G weighted = static_cast<G>(G(SobelTaps<Aperture>::smooth[k]) * ends);
    sum = static_cast<G>(sum + weighted);
  }
  const G middle = static_cast<G>(G(SobelTaps<Aperture>::smooth[reach]) * at(0));
  return static_cast<G>(sum + middle);
}

/// The difference of what comes after and before.
template <int Aperture, class G, class At>
[[nodiscard]] LIMN_INLINE G slope_taps(const At& at) {
  constexpr int reach = Aperture / 2;
  G sum{};
#pragma GCC unroll 4
  for (int k = 0; k < reach; ++k) {
    const G ends = static_cast<G>(at(reach - k) - at(k - reach));
    const G weighted = static_cast<G>(G(SobelTaps<Aperture>::slope[k]) * ends);
    sum = static_cast<G>(sum + weighted);
  }
  return sum;
}

/// The derivatives of aperture 7 are divided by 16; whole numbers round to nearest, half to even.
template <int Aperture, class O, class G>
[[nodiscard]] LIMN_INLINE O scaled(G sum) {
  if constexpr (Aperture < 7) {
    return static_cast<O>(sum);
  } else if constexpr (std::is_floating_point_v<G>) {
    return static_cast<O>(sum * G(0.0625));
  } else {
    const G odd = (sum >> 4) & 1;
    return static_cast<O>((sum + 7 + odd) >> 4);
  }
}

template <class T>
struct WindowRows {
  const T* at[7];
};

/// Down the columns of the window's rows.
template <int Aperture>
struct SumTaps {
  template <class Tag, class T, class G>
  LIMN_INLINE void operator()(Tag, const WindowRows<T>& given, G* smooth, G* slope, Index width) const {
    const WindowRows<T> rows = given;
    for (Index x = 0; x < width; ++x) {
      const auto at = [&](int i) LIMN_LAMBDA_INLINE { return static_cast<G>(rows.at[i + Aperture / 2][x]); };
      smooth[x] = smooth_taps<Aperture, G>(at);
      slope[x] = slope_taps<Aperture, G>(at);
    }
  }
};

/// Along the row. Reads Aperture / 2 pixels past either end.
template <int Aperture>
struct DifferenceTaps {
  template <class Tag, class G, class O>
  LIMN_INLINE void operator()(Tag, const G* smooth, const G* slope, O* dx, O* dy, Index width) const {
    for (Index x = 0; x < width; ++x) {
      dx[x] = scaled<Aperture, O>(slope_taps<Aperture, G>([&](int i) LIMN_LAMBDA_INLINE { return smooth[x + i]; }));
      dy[x] = scaled<Aperture, O>(smooth_taps<Aperture, G>([&](int i) LIMN_LAMBDA_INLINE { return slope[x + i]; }));
    }
  }
};

/// Computes rows of derivatives of an image, each into storage that the caller names.
template <int Aperture, class T, class G>
class TapRows {
 public:
  explicit TapRows(const ImageView<const T, 2>& image) : image_(image), sums_(image.width(), 2) {}

  template <class O>
  void operator()(Index y, O* dx, O* dy) {
    constexpr Index reach = Aperture / 2;
    const Index width = image_.width(), last = image_.height() - 1;
    WindowRows<T> rows{};
    for (Index i = -reach; i <= reach; ++i) {
      const Index from = y + i < 0 ? 0 : y + i > last ? last : y + i;
      rows.at[i + reach] = image_.row_pointer(from);
    }
    G* const smooth = sums_.row(0);
    G* const slope = sums_.row(1);
    dispatch(SumTaps<Aperture>{}, rows, smooth, slope, width);
    for (Index i = 1; i <= reach; ++i) {
      smooth[-i] = smooth[0];
      slope[-i] = slope[0];
      smooth[width - 1 + i] = smooth[width - 1];
      slope[width - 1 + i] = slope[width - 1];
    }
    dispatch(DifferenceTaps<Aperture>{}, smooth, slope, dx, dy, width);
  }

 private:
  ImageView<const T, 2> image_;
  PaddedRows<G> sums_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
