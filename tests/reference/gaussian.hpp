#pragma once
// A Gaussian, axis by axis over the whole image, in each of the arithmetics that its definition names.

#include <limn/core/border.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>

#include <cmath>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace reference {

/// Applies f(k -> the pixel at signed distance k) along one axis, to the constant outside too.
template <class T, std::size_t R, class F>
limn::Image<T, R> along(const limn::Image<T, R>& image, std::size_t axis, limn::Border border, T& constant, F&& f) {
  limn::Image<T, R> result(image.size());
  const auto pixel_at = [&](limn::Index i) {
    limn::Point<R> point;
    for (std::size_t a = 0; a < R; ++a) {
      point[a] = i % image.size()[a];
      i /= image.size()[a];
    }
    return point;
  };
  for (limn::Index i = 0; i < limn::pixel_count(image.size()); ++i) {
    const limn::Point<R> here = pixel_at(i);
    const auto at = [&](limn::Index k) {
      limn::Point<R> there = here;
      there[axis] = limn::border_index(here[axis] + k, image.size()[axis], border);
      return there[axis] < 0 ? constant : image(there);
    };
    result(here) = f(at);
  }
  constant = f([&constant](limn::Index) { return constant; });
  return result;
}

template <class To, class T, std::size_t R, class F>
limn::Image<To, R> each(const limn::Image<T, R>& image, F&& f) {
  limn::Image<To, R> result(image.size());
  for (std::size_t i = 0; i < image.pixels().size(); ++i) result.pixels()[i] = static_cast<To>(f(image.pixels()[i]));
  return result;
}

inline std::vector<double> gaussian_weights(double sigma, int radius) {
  std::vector<double> weights(static_cast<std::size_t>(radius) + 1);
  double sum = 0;
  for (int k = radius; k >= 0; --k) {
    weights[static_cast<std::size_t>(k)] = std::exp(-0.5 / (sigma * sigma) * k * k);
    sum += weights[static_cast<std::size_t>(k)] * (k > 0 ? 2 : 1);
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// In the numbers `F`: the last axis first.
template <class F, class T, std::size_t R>
limn::Image<F, R> gaussian_real(const limn::Image<T, R>& image, double sigma, int radius, limn::Border border,
                                double constant = 0) {
  const std::vector<double> weights = gaussian_weights(sigma, radius);
  auto result = each<F>(image, [](T v) { return v; });
  F outside = static_cast<F>(constant);
  for (std::size_t axis = R; axis-- > 0;) {
    result = along(result, axis, border, outside, [&](const auto& at) {
      volatile F sum = at(0) * static_cast<F>(weights[0]);  // volatile: no fused multiplication and addition
      for (int k = 1; k <= radius; ++k) {
        volatile F part = (at(-k) + at(k)) * static_cast<F>(weights[static_cast<std::size_t>(k)]);
        sum = sum + part;
      }
      return static_cast<F>(sum);
    });
  }
  return result;
}

/// Weights that sum to 2^bits: the error of each is carried to the next one inward.
inline std::vector<long> gaussian_fixed_weights(double sigma, int radius, int bits) {
  const std::vector<double> weights = gaussian_weights(sigma, radius);
  std::vector<long> result(weights.size());
  double carried = 0;
  long rest = 1L << bits;
  for (std::size_t k = weights.size() - 1; k > 0; --k) {
    const double wanted = weights[k] * static_cast<double>(1L << bits) + carried;
    result[k] = std::lrint(wanted);
    carried = wanted - static_cast<double>(result[k]);
    rest -= 2 * result[k];
  }
  result[0] = rest;
  while (result.size() > 1 && result.back() == 0) result.pop_back();
  return result;
}

/// Bytes in 16 bits with 7 fractional bits.
template <std::size_t R>
limn::Image<std::uint8_t, R> gaussian_fixed(const limn::Image<std::uint8_t, R>& image, double sigma, int radius,
                                            limn::Border border, long constant = 0) {
  const std::vector<long> weights = gaussian_fixed_weights(sigma, radius, 16);
  if (weights.size() == 1) return image;
  const int used = static_cast<int>(weights.size()) - 1;
  auto lanes = each<long>(image, [](std::uint8_t v) { return v * 128L; });
  long outside = constant * 128;
  for (std::size_t axis = R; axis-- > 0;) {
    lanes = along(lanes, axis, border, outside, [&](const auto& at) {
      long sum = (used + 1) / 2 + at(0) * weights[0] / 65536;
      for (int k = 1; k <= used; ++k) sum += (at(-k) + at(k)) * weights[static_cast<std::size_t>(k)] / 65536;
      return sum;
    });
  }
  return each<std::uint8_t>(lanes, [](long v) { return (v + 64) / 128; });
}

/// Bytes exactly, with weights of 8 bits.
inline limn::Image<std::uint8_t> gaussian_opencv(const limn::Image<std::uint8_t>& image, double sigma, int radius,
                                                 limn::Border border, long constant = 0) {
  const std::vector<long> weights = gaussian_fixed_weights(sigma, radius, 8);
  const int used = static_cast<int>(weights.size()) - 1;
  auto lanes = each<long>(image, [](std::uint8_t v) { return static_cast<long>(v); });
  for (std::size_t axis = 2; axis-- > 0;) {
    lanes = along(lanes, axis, border, constant, [&](const auto& at) {
      long sum = 0;
      for (int k = -used; k <= used; ++k) sum += at(k) * weights[static_cast<std::size_t>(std::abs(k))];
      return sum;
    });
  }
  return each<std::uint8_t>(lanes, [](long v) { return (v + 32768) / 65536; });
}

}  // namespace reference
