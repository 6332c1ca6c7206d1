#pragma once
/// \file
/// What a local threshold is asked for: the rule, its window and its parameters.

#include <limn/core/border.hpp>
#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

#include <optional>

namespace limn {

/// The level T from the mean m and the standard deviation s (of n, not n - 1, values) of a window.
enum class LocalMethod {
  mean,        ///< T = m
  gaussian,    ///< T = the mean under Gaussian weights
  niblack,     ///< T = m - k s
  sauvola,     ///< T = m (1 + k (s / r - 1))
  phansalkar,  ///< T = m (1 + p exp(-q m / range) + k (s / r - 1)): Sauvola's, raised where it is dark
  bernsen,     ///< T = middle between the darkest and the brightest value; that of the range where they are near
  wolf,        ///< T = m - k (1 - s / r) (m - darkest pixel of the image)
  nick         ///< T = m + k sqrt((sum of squares - m^2) / n)
};

/// In which arithmetic.
enum class LocalRounding {
  exact,  ///< T as it is
  opencv  ///< bit for bit cv::adaptiveThreshold: 8-bit images in 2-D, `mean` and `gaussian`, with Border::replicate
};

struct LocalOptions {
  LocalMethod method = LocalMethod::sauvola;
  Index window = 31;  ///< pixels across, odd, the same along every axis
  /// The weight of the deviation; by default niblack 0.2, sauvola 0.2, phansalkar 0.25, wolf 0.5, nick -0.2.
  std::optional<double> k{};
  /// The deviation that counts as large, in gray levels; by default of sauvola half the range of the pixel type, 1 for
  /// floats, of phansalkar half the range, of wolf the largest deviation of a window of the image.
  std::optional<double> r{};
  double offset = 0;  ///< taken from every T, in gray levels: OpenCV's C
  /// Of `gaussian`, in pixels, the weights ending at 4 sigmas, as does scikit-image; by default (window - 1) / 6.
  std::optional<double> sigma{};
  double p = 2, q = 10;              ///< of phansalkar
  std::optional<double> contrast{};  ///< of bernsen: less than this is one class; by default 15 / 255 of the range
  /// What lies outside the image; by default reflect for mean, gaussian and bernsen, mirror for the others:
  /// scikit-image's.
  std::optional<Border> border{};
  double constant = 0;  ///< the value outside, for Border::constant
  LocalRounding rounding = LocalRounding::exact;
};

}  // namespace limn
