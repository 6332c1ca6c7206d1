#pragma once
// Canny on whole images, pixel by pixel: both presets.

#include <limn/core/border.hpp>
#include <limn/core/image.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <type_traits>
#include <vector>

namespace reference {

using limn::Image;
using limn::Index;
using limn::Mask;

// Candidates that are connected over corners to a strong one.
inline Mask linked(const Mask& candidates, const Mask& strong) {
  Mask found(candidates.size());
  std::vector<limn::Point<2>> open;
  const auto visit = [&](Index x, Index y) {
    if (!limn::contains(found.size(), limn::Point<2>{x, y})) return;
    if (!is_foreground(candidates(x, y)) || is_foreground(found(x, y))) return;
    found(x, y) = limn::Binary::foreground;
    open.push_back({x, y});
  };
  for (Index y = 0; y < found.height(); ++y) {
    for (Index x = 0; x < found.width(); ++x) {
      if (is_foreground(strong(x, y))) visit(x, y);
    }
  }
  while (!open.empty()) {
    const auto p = open.back();
    open.pop_back();
    for (Index j = -1; j <= 1; ++j) {
      for (Index i = -1; i <= 1; ++i) visit(p.x + i, p.y + j);
    }
  }
  return found;
}

// Weighted sums over a window of an axis, outermost pairs first: even weights add the pair, odd ones subtract it.
template <class G, class At>
G taps(const std::vector<int>& weights, bool odd, const At& at) {
  const int reach = static_cast<int>(weights.size()) - (odd ? 0 : 1);
  G sum{};
  for (int k = 0; k < reach; ++k) {
    const G before = at(k - reach), after = at(reach - k);
    const G ends = odd ? after - before : before + after;
    const G weighted = static_cast<G>(weights[static_cast<std::size_t>(k)]) * ends;
    sum = sum + weighted;
  }
  if (odd) return sum;
  const G middle = static_cast<G>(weights.back()) * at(0);
  return sum + middle;
}

template <class T>
Mask canny_opencv(const Image<T>& image, double low, double high, int aperture, bool l2) {
  // Floats work in their own type, in the order of the library; integers in one that holds everything.
  using G = std::conditional_t<std::is_floating_point_v<T>, T, long long>;
  using M = std::conditional_t<std::is_floating_point_v<T>, double, long long>;
  const std::vector<int> smooth = aperture == 3   ? std::vector<int>{1, 2}
                                  : aperture == 5 ? std::vector<int>{1, 4, 6}
                                                  : std::vector<int>{1, 6, 15, 20};
  const std::vector<int> slope = aperture == 3   ? std::vector<int>{1}
                                 : aperture == 5 ? std::vector<int>{1, 2}
                                                 : std::vector<int>{1, 4, 5};
  const auto pixel = [&](Index x, Index y) {
    return static_cast<G>(
        image(std::clamp<Index>(x, 0, image.width() - 1), std::clamp<Index>(y, 0, image.height() - 1)));
  };
  const auto scaled = [&](G sum) {
    if (aperture < 7) return sum;
    if constexpr (std::is_floating_point_v<T>) return sum / 16;
    else return static_cast<G>(std::nearbyint(static_cast<double>(sum) / 16));
  };
  Image<G> dx(image.size()), dy(image.size());
  Image<M> magnitude(image.size());
  for (Index y = 0; y < image.height(); ++y) {
    for (Index x = 0; x < image.width(); ++x) {
      const auto column = [&](bool odd) {
        return [&, odd](int i) {
          return taps<G>(odd ? slope : smooth, odd,
                         [&](int j) { return pixel(std::clamp<Index>(x + i, 0, image.width() - 1), y + j); });
        };
      };
      dx(x, y) = scaled(taps<G>(slope, true, column(false)));
      dy(x, y) = scaled(taps<G>(smooth, false, column(true)));
      const M a = static_cast<M>(dx(x, y)), b = static_cast<M>(dy(x, y));
      if (l2) {
        const M aa = a * a;
        const M bb = b * b;
        magnitude(x, y) = aa + bb;
      } else {
        const G sum = static_cast<G>(std::abs(dx(x, y))) + static_cast<G>(std::abs(dy(x, y)));
        magnitude(x, y) = static_cast<M>(sum);
      }
    }
  }
  if (low > high) std::swap(low, high);
  if (aperture == 7) {
    low /= 16;
    high /= 16;
  }
  if (l2 && low > 0) low *= low;
  if (l2 && high > 0) high *= high;
  const auto m = [&](Index x, Index y) {
    return limn::contains(image.size(), limn::Point<2>{x, y}) ? magnitude(x, y) : M{};
  };
  Mask candidates(image.size()), strong(image.size());
  for (Index y = 0; y < image.height(); ++y) {
    for (Index x = 0; x < image.width(); ++x) {
      const M here = m(x, y);
      if (!(static_cast<double>(here) > low)) continue;
      const M across = std::abs(static_cast<M>(dx(x, y)));
      const M down = std::abs(static_cast<M>(dy(x, y))) * 32768;
      const M shallow = across * 13573;
      const M double_across = across * 65536;
      bool maximum = false;
      if (down < shallow) {
        maximum = here > m(x - 1, y) && here >= m(x + 1, y);
      } else if (down > shallow + double_across) {
        maximum = here > m(x, y - 1) && here >= m(x, y + 1);
      } else {
        const Index side = (dx(x, y) < 0) != (dy(x, y) < 0) ? -1 : 1;
        maximum = here > m(x - side, y - 1) && here > m(x + side, y + 1);
      }
      candidates(x, y) = limn::to_binary(maximum);
      strong(x, y) = limn::to_binary(maximum && static_cast<double>(here) > high);
    }
  }
  return linked(candidates, strong);
}

// One axis of a convolution with a symmetric kernel given from its center on; zeros outside.
template <class W>
Image<W> blur(const Image<W>& image, const std::vector<double>& half, std::size_t axis) {
  Image<W> result(image.size());
  for (Index y = 0; y < image.height(); ++y) {
    for (Index x = 0; x < image.width(); ++x) {
      const auto at = [&](Index i) {
        limn::Point<2> p{x, y};
        p[axis] += i;
        return limn::contains(image.size(), p) ? static_cast<double>(image(p)) : 0.0;
      };
      double sum = at(0) * half[0];
      for (Index i = static_cast<Index>(half.size()) - 1; i > 0; --i) {
        const double pair = at(-i) + at(i);
        const double weighted = pair * half[static_cast<std::size_t>(i)];
        sum = sum + weighted;
      }
      result(x, y) = static_cast<W>(sum);
    }
  }
  return result;
}

template <class W>
struct SmoothGradient {
  Image<W> dx, dy, magnitude;
};

// Of the smoothed image on the scale of [0, 1]; only pixels of the mask count, if there is one.
template <class T, class W = std::conditional_t<std::is_same_v<T, float>, float, double>>
SmoothGradient<W> smooth_gradient(const Image<T>& image, double sigma, const Mask* mask = nullptr) {
  Image<W> smooth(image.size());
  Image<double> inside(image.size(), 1.0);
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    const T pixel = image.pixels()[i];
    if constexpr (std::is_floating_point_v<T>) {
      smooth.pixels()[i] = pixel;
    } else {
      const double factor = 1.0 / static_cast<double>((std::numeric_limits<T>::max)());
      smooth.pixels()[i] = (std::max)(-1.0, static_cast<double>(pixel) * factor);
    }
    if (mask != nullptr && !limn::is_foreground(mask->pixels()[i])) smooth.pixels()[i] = 0, inside.pixels()[i] = 0;
  }
  std::vector<double> half{1.0};
  double sum = 0;
  for (int i = 1; i <= static_cast<int>(4 * sigma + 0.5); ++i)
    half.push_back(std::exp(-0.5 / (sigma * sigma) * (i * i)));
  for (std::size_t i = half.size() - 1; i > 0; --i) sum += half[i];
  sum = 1 + 2 * sum;
  for (double& weight : half) weight /= sum;
  smooth = blur(blur(smooth, half, 1), half, 0);
  inside = blur(blur(inside, half, 1), half, 0);
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    const double part = inside.pixels()[i] + std::numeric_limits<double>::epsilon();
    smooth.pixels()[i] = static_cast<W>(static_cast<double>(smooth.pixels()[i]) / part);
  }
  const auto at = [&](Index x, Index y) {
    return smooth(limn::border_index(x, image.width(), limn::Border::reflect),
                  limn::border_index(y, image.height(), limn::Border::reflect));
  };
  const auto binomial = [](W before, W here, W after) {
    const double ends = static_cast<double>(before) + static_cast<double>(after);
    return static_cast<W>(2.0 * static_cast<double>(here) + ends);
  };
  Image<W> dx(image.size()), dy(image.size()), magnitude(image.size());
  for (Index y = 0; y < image.height(); ++y) {
    for (Index x = 0; x < image.width(); ++x) {
      const auto across = [&](Index j) { return static_cast<W>(at(x + 1, y + j) - at(x - 1, y + j)); };
      const auto down = [&](Index i) { return static_cast<W>(at(x + i, y + 1) - at(x + i, y - 1)); };
      dx(x, y) = binomial(across(-1), across(0), across(1));
      dy(x, y) = binomial(down(-1), down(0), down(1));
      const double a = static_cast<double>(dx(x, y)), b = static_cast<double>(dy(x, y));
      const double aa = a * a;
      const double bb = b * b;
      magnitude(x, y) = static_cast<W>(std::sqrt(aa + bb));
    }
  }
  return {dx, dy, magnitude};
}

// The length of gradients that a part of all is not above, between the two next to it.
template <class W>
double quantile(const Image<W>& lengths, double part) {
  std::vector<W> sorted;
  for (const W length : lengths.pixels()) {
    if (length == length) sorted.push_back(length);
  }
  if (sorted.empty()) return std::nan("");
  std::sort(sorted.begin(), sorted.end());
  const double position = static_cast<double>(sorted.size() - 1) * part;
  const auto rank = static_cast<std::size_t>(position);
  if (position == std::floor(position)) return static_cast<double>(sorted[rank]);
  const double below = static_cast<double>(sorted[rank]), above = static_cast<double>(sorted[rank + 1]);
  return below + (above - below) * (position - std::floor(position));
}

// low and high on the scale of [0, 1], or quantiles.
template <class T>
Mask canny(const Image<T>& image, double sigma, double low, double high, const Mask* mask = nullptr,
           bool quantiles = false) {
  const auto gradient = smooth_gradient(image, sigma, mask);
  if (quantiles) low = quantile(gradient.magnitude, low), high = quantile(gradient.magnitude, high);
  const auto& magnitude = gradient.magnitude;
  using W = typename std::remove_cvref_t<decltype(magnitude)>::Pixel;
  Mask candidates(image.size()), strong(image.size());
  for (Index y = 1; y + 1 < image.height(); ++y) {
    for (Index x = 1; x + 1 < image.width(); ++x) {
      bool counts = true;
      for (Index n = 0; n < 9 && mask != nullptr; ++n) {
        counts = counts && limn::is_foreground((*mask)(x + n % 3 - 1, y + n / 3 - 1));
      }
      if (!counts) continue;
      const W here = magnitude(x, y), i = gradient.dy(x, y), j = gradient.dx(x, y), rows = std::abs(i),
              columns = std::abs(j);
      if (!(here > 0) || !(here >= static_cast<W>(low))) continue;
      // One step to the right along the gradient's line goes up or down by `turn`, or one step down or up to the right.
      Index turn = 1;
      bool upright = rows > columns;
      if ((i <= 0 && j >= 0) || (i >= 0 && j <= 0)) {
        turn = -1;
        upright = rows >= columns;
      }
      const W weight = upright ? columns / rows : rows / columns;
      const auto beside = [&](Index way) {
        const W diagonal = magnitude(x + way, y + way * turn) * weight;
        const W straight = (upright ? magnitude(x, y + way * turn) : magnitude(x + way, y)) * (1 - weight);
        return static_cast<W>(diagonal + straight);
      };
      const bool maximum = beside(1) <= here && beside(-1) <= here;
      candidates(x, y) = limn::to_binary(maximum);
      strong(x, y) = limn::to_binary(maximum && here >= static_cast<W>(high));
    }
  }
  return linked(candidates, strong);
}

}  // namespace reference
