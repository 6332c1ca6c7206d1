#pragma once
/// \file
/// A Gaussian that ends somewhere as a sum of a few cosines.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/math.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr int cosine_terms = 8;

/// The kernel: sum over j of a_j cos(w_j k) for |k| <= radius.
struct CosineKernel {
  Index radius;
  double turn[cosine_terms];   // 2 cos(w)
  double enter[cosine_terms];  // a cos(w radius): of the pixels next to the kernel
  double leave[cosine_terms];  // a cos(w (radius + 1)): of the outermost in it
  std::vector<double> values;  // a cos(w k) for k = 0 ... radius, the terms of one k together
};

/// Least squares over [-radius, radius], scaled so that the kernel sums to 1. Called by `run_base`, so that no compiler
/// contracts it.
struct FitCosines {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, double sigma, CosineKernel& kernel) const {
    constexpr int n = cosine_terms;
    // 8 frequencies of this distance reach to where the spectrum of the Gaussian ends.
    const double step = 0.62 / (std::min)(sigma, static_cast<double>(kernel.radius) / 2);
    double* const values = kernel.values.data();
    for (int j = 0; j < n; ++j) kernel.turn[j] = 2 * math::cos((j + 0.5) * step);
    double normal[n][n + 1] = {};
    for (Index k = 0; k <= kernel.radius; ++k) {
      double* const at = values + k * n;
      const double distance = static_cast<double>(k) / sigma, twice = k > 0 ? 2 : 1;
      const double wanted = math::exp(-0.5 * distance * distance);
      for (int j = 0; j < n; ++j) {
        const double next = k > 1 ? kernel.turn[j] * at[j - n] : kernel.turn[j] / 2;
        at[j] = k > 1 ? next - at[j - 2 * n] : k == 1 ? next : 1;
      }
      for (int j = 0; j < n; ++j) {
        for (int i = 0; i <= n; ++i) {
          const double product = at[j] * (i < n ? at[i] : wanted) * twice;
          normal[j][i] += product;
        }
      }
    }
    double weights[n];
    for (int pivot = 0; pivot < n; ++pivot) {
      for (int row = pivot + 1; row < n; ++row) {
        const double factor = normal[row][pivot] / normal[pivot][pivot];
        for (int i = pivot; i <= n; ++i) {
          const double part = factor * normal[pivot][i];
          normal[row][i] -= part;
        }
      }
    }
    for (int row = n - 1; row >= 0; --row) {
      double rest = normal[row][n];
      for (int i = row + 1; i < n; ++i) {
        const double part = normal[row][i] * weights[i];
        rest -= part;
      }
      weights[row] = rest / normal[row][row];
    }
    double sum = 0;
    for (Index k = 0; k <= kernel.radius; ++k) {
      for (int j = 0; j < n; ++j) {
        const double part = weights[j] * values[k * n + j];
        sum += k > 0 ? 2 * part : part;
      }
    }
    for (int j = 0; j < n; ++j) weights[j] /= sum;
    for (Index k = 0; k <= kernel.radius; ++k) {
      for (int j = 0; j < n; ++j) values[k * n + j] *= weights[j];
    }
    for (int j = 0; j < n; ++j) {
      kernel.enter[j] = values[kernel.radius * n + j];
      const double next = kernel.turn[j] * kernel.enter[j];
      kernel.leave[j] = next - values[(kernel.radius - 1) * n + j];
    }
  }
};

[[nodiscard]] inline CosineKernel cosine_kernel(double sigma, Index radius) {
  CosineKernel kernel{};
  // Beyond 5 sigma the Gaussian is less than the cosines' error.
  kernel.radius = (std::min)(radius, static_cast<Index>(5 * sigma + 0.5));
  kernel.values.resize(static_cast<std::size_t>((kernel.radius + 1) * cosine_terms));
  run_base(FitCosines{}, sigma, kernel);
  return kernel;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
