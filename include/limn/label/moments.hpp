#pragma once
/// \file
/// Moments of objects, and the ellipse that has the same ones.
///
/// Source: M.-K. Hu, "Visual pattern recognition by moment invariants", IRE Trans. Information Theory 8, 1962.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/math.hpp>
#include <limn/label/run_length.hpp>

#include <array>
#include <cstddef>

namespace limn {

/// Sums over the pixels of x^p y^q as m_pq, up to the third order.
struct Moments {
  double m00 = 0, m10 = 0, m01 = 0;
  double m20 = 0, m11 = 0, m02 = 0;
  double m30 = 0, m21 = 0, m12 = 0, m03 = 0;
  friend LIMN_INLINE constexpr bool operator==(const Moments&, const Moments&) = default;
};

/// The ellipse with the same second moments, in pixels.
template <std::size_t R = 2>
struct Ellipse;
template <>
struct Ellipse<2> {
  double major_axis = 0, minor_axis = 0;  ///< whole lengths
  /// Of the major axis, from the y axis toward x, in radians, [-pi/2, pi/2]; pi/4 or -pi/4 where both are of one
  /// length.
  double orientation = 0;
  double eccentricity = 0;  ///< 0 for a circle, toward 1 for a line
};
/// The ellipsoid.
template <>
struct Ellipse<3> {
  double major_axis = 0, middle_axis = 0, minor_axis = 0;  ///< whole lengths
};

inline namespace LIMN_ABI {
namespace detail {

/// Moves the origin to (x, y).
[[nodiscard]] inline Moments moved(const Moments& m, double x, double y) {
  Moments r;
  r.m00 = m.m00;
  r.m10 = m.m10 - x * m.m00;
  r.m01 = m.m01 - y * m.m00;
  r.m20 = m.m20 - 2 * x * m.m10 + x * x * m.m00;
  r.m11 = m.m11 - x * m.m01 - y * m.m10 + x * y * m.m00;
  r.m02 = m.m02 - 2 * y * m.m01 + y * y * m.m00;
  r.m30 = m.m30 - 3 * x * m.m20 + 3 * x * x * m.m10 - x * x * x * m.m00;
  r.m21 = m.m21 - 2 * x * m.m11 + x * x * m.m01 - y * m.m20 + 2 * x * y * m.m10 - x * x * y * m.m00;
  r.m12 = m.m12 - 2 * y * m.m11 + y * y * m.m10 - x * m.m02 + 2 * x * y * m.m01 - x * y * y * m.m00;
  r.m03 = m.m03 - 3 * y * m.m02 + 3 * y * y * m.m01 - y * y * y * m.m00;
  return r;
}

/// The middle of the bounding box: from there, the sums of all but the largest objects are exact.
template <std::size_t R>
[[nodiscard]] std::array<double, R> box_center(const Box<R>& box) {
  std::array<double, R> center{};
  for (std::size_t axis = 0; axis < R; ++axis) {
    center[axis] = static_cast<double>(2 * box.origin[axis] + box.size[axis] - 1) / 2;
  }
  return center;
}

/// The sums of 1, u and u^2 over a run, with u from a center.
struct RunPowers {
  double count, middle, second;
  RunPowers(const Run& run, double center)
      : count(static_cast<double>(run.end - run.begin)),
        middle(static_cast<double>(run.begin + run.end - 1) / 2 - center),
        second(count * middle * middle + count * (count * count - 1) / 12) {}
};

/// About the middle of the bounding box.
[[nodiscard]] inline Moments box_moments(const RunMask<2>& mask, const std::array<double, 2>& center) {
  Moments m;
  for (const Run& run : mask.runs) {
    const RunPowers u(run, center[0]);
    const double v = static_cast<double>(run.row) - center[1], first = u.count * u.middle;
    m.m00 += u.count;
    m.m10 += first;
    m.m01 += u.count * v;
    m.m20 += u.second;
    m.m11 += first * v;
    m.m02 += u.count * v * v;
    m.m30 += u.middle * (u.second + u.count * (u.count * u.count - 1) / 6);
    m.m21 += u.second * v;
    m.m12 += first * v * v;
    m.m03 += u.count * v * v * v;
  }
  return m;
}

/// The eigenvalues of a symmetric matrix in descending order, by Jacobi's rotations.
[[nodiscard]] inline std::array<double, 3> eigenvalues(std::array<std::array<double, 3>, 3> a) {
  for (int sweep = 0; sweep < 30; ++sweep) {
    const double off = math::abs(a[0][1]) + math::abs(a[0][2]) + math::abs(a[1][2]);
    if (!(off > 0)) break;
    for (std::size_t p = 0; p < 2; ++p) {
      for (std::size_t q = p + 1; q < 3; ++q) {
        if (a[p][q] == 0) continue;
        const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const double t = (theta < 0 ? -1 : 1) / (math::abs(theta) + math::sqrt(theta * theta + 1));
        const double c = 1 / math::sqrt(t * t + 1), s = t * c;
        for (std::size_t k = 0; k < 3; ++k) {
          const double left = a[k][p], right = a[k][q];
          a[k][p] = c * left - s * right;
          a[k][q] = s * left + c * right;
        }
        for (std::size_t k = 0; k < 3; ++k) {
          const double upper = a[p][k], lower = a[q][k];
          a[p][k] = c * upper - s * lower;
          a[q][k] = s * upper + c * lower;
        }
      }
    }
  }
  std::array<double, 3> values{a[0][0], a[1][1], a[2][2]};
  const auto order = [&](std::size_t i, std::size_t j) {
    if (values[i] < values[j]) {
      const double low = values[i];
      values[i] = values[j];
      values[j] = low;
    }
  };
  order(0, 1);
  order(1, 2);
  order(0, 1);
  return values;
}

}  // namespace detail

/// The moments about pixel (0, 0) of the image, as `cv::moments` of the mask; all 0 of an empty mask.
[[nodiscard]] inline Moments raw_moments(const RunMask<2>& mask) {
  const auto center = detail::box_center(bounding_box(mask));
  return detail::moved(detail::box_moments(mask, center), -center[0], -center[1]);
}

/// The moments about the centroid: `m10` and `m01` are 0. All 0 of an empty mask.
[[nodiscard]] inline Moments central_moments(const RunMask<2>& mask) {
  const Moments m = detail::box_moments(mask, detail::box_center(bounding_box(mask)));
  if (m.m00 == 0) return m;
  Moments central = detail::moved(m, m.m10 / m.m00, m.m01 / m.m00);
  central.m10 = central.m01 = 0;
  return central;
}

/// Central moments made independent of size: m_pq divided by m00^((p + q) / 2 + 1), for orders 2 and 3; the others are
/// 0.
[[nodiscard]] inline Moments normalized_moments(const Moments& central) {
  Moments n;
  if (central.m00 == 0) return n;
  const double second = central.m00 * central.m00, third = second * detail::math::sqrt(central.m00);
  n.m20 = central.m20 / second;
  n.m11 = central.m11 / second;
  n.m02 = central.m02 / second;
  n.m30 = central.m30 / third;
  n.m21 = central.m21 / third;
  n.m12 = central.m12 / third;
  n.m03 = central.m03 / third;
  return n;
}

/// Hu's seven invariants of normalized central moments: no translation, scaling or rotation changes them, and a
/// reflection changes the sign of the last. As scikit-image has them; OpenCV's last is of the other sign.
[[nodiscard]] inline std::array<double, 7> hu_moments(const Moments& n) {
  // The letters of the paper: sums and differences of the third order.
  const double a = n.m03 + n.m21, b = n.m12 + n.m30, c = n.m03 - 3 * n.m21, d = 3 * n.m12 - n.m30;
  const double difference = n.m02 - n.m20;
  const double left = a * (a * a - 3 * b * b), right = b * (3 * a * a - b * b);
  return {n.m20 + n.m02,        difference * difference + 4 * n.m11 * n.m11,      c * c + d * d,       a * a + b * b,
          c * left + d * right, difference * (a * a - b * b) + 4 * n.m11 * a * b, d * left - c * right};
}

/// The ellipse whose second moments are those of central moments; all 0 of an empty object.
[[nodiscard]] inline Ellipse<2> ellipse(const Moments& central) {
  Ellipse<2> result;
  if (central.m00 == 0) return result;
  const double xx = central.m20 / central.m00, yy = central.m02 / central.m00, xy = central.m11 / central.m00;
  const double mean = (xx + yy) / 2, radius = detail::math::sqrt((xx - yy) * (xx - yy) / 4 + xy * xy);
  const double most = mean + radius, least = mean - radius > 0 ? mean - radius : 0;
  constexpr double quarter_turn = 0.78539816339744830961566;
  result.major_axis = 4 * detail::math::sqrt(most);
  result.minor_axis = 4 * detail::math::sqrt(least);
  result.eccentricity = most > 0 ? detail::math::sqrt(1 - least / most) : 0;
  result.orientation = xx == yy ? (xy > 0 ? -quarter_turn : quarter_turn) : detail::math::atan2(2 * xy, yy - xx) / 2;
  return result;
}

/// The ellipse with the second moments of the pixels' centers; all 0 of an empty mask.
[[nodiscard]] inline Ellipse<2> ellipse(const RunMask<2>& mask) { return ellipse(central_moments(mask)); }

/// The ellipsoid with the second moments of the pixels' centers; all 0 of an empty mask.
[[nodiscard]] inline Ellipse<3> ellipse(const RunMask<3>& mask) {
  const auto center = detail::box_center(bounding_box(mask));
  double count = 0;
  std::array<double, 3> sums{};
  std::array<std::array<double, 3>, 3> products{};
  for (const Run& run : mask.runs) {
    const detail::RunPowers u(run, center[0]);
    const std::array<double, 3> mean{u.middle, static_cast<double>(run.row % mask.size.height) - center[1],
                                     static_cast<double>(run.row / mask.size.height) - center[2]};
    count += u.count;
    for (std::size_t i = 0; i < 3; ++i) {
      sums[i] += u.count * mean[i];
      for (std::size_t j = 0; j < 3; ++j) products[i][j] += i + j == 0 ? u.second : u.count * mean[i] * mean[j];
    }
  }
  if (count == 0) return {};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) products[i][j] = (products[i][j] - sums[i] * sums[j] / count) / count;
  }
  const auto length = [](double variance) { return detail::math::sqrt(20 * (variance > 0 ? variance : 0)); };
  const auto variances = detail::eigenvalues(products);
  return {length(variances[0]), length(variances[1]), length(variances[2])};
}

}  // namespace LIMN_ABI
}  // namespace limn
