#pragma once
// Derivatives pixel by pixel: every pixel of the window is looked up, wherever the border says it is.

#include <limn/core/border.hpp>
#include <limn/core/image.hpp>
#include <limn/filter/gradient.hpp>

#include <cmath>
#include <type_traits>

namespace reference {

template <class T, std::size_t R>
struct Window {
  const limn::Image<T, R>& image;
  limn::Border border;
  T constant;

  // Integers are summed exactly, floats in their own type.
  using Wide = std::conditional_t<std::is_floating_point_v<T>, T, long long>;

  Wide at(limn::Point<R> point) const {
    for (std::size_t axis = 0; axis < R; ++axis) {
      point[axis] = limn::border_index(point[axis], image.size()[axis], border);
      if (point[axis] < 0) return static_cast<Wide>(constant);
    }
    return static_cast<Wide>(image(point));
  }

  // The derivative along `along`, over `axis` and those after it: the row is worked off last.
  Wide derivative(limn::Point<R> point, std::size_t along, int side, int center, std::size_t axis = 0) const {
    const auto moved = [&](limn::Index by) {
      limn::Point<R> there = point;
      there[axis] += by;
      return axis + 1 == R ? at(there) : derivative(there, along, side, center, axis + 1);
    };
    const Wide before = moved(-1), after = moved(1);
    if (axis == along) return after - before;
    const Wide here = moved(0);
    const Wide ends = static_cast<Wide>(side) * (before + after);
    return ends + static_cast<Wide>(center) * here;
  }
};

template <class T, std::size_t R>
limn::Gradient<limn::gradient_pixel_t<T>, R> gradient(const limn::Image<T, R>& image, int side, int center,
                                                      limn::Border border, T constant = {}) {
  using G = limn::gradient_pixel_t<T>;
  limn::Gradient<G, R> result;
  result.dx = limn::Image<G, R>(image.size());
  result.dy = limn::Image<G, R>(image.size());
  if constexpr (R == 3) result.dz = limn::Image<G, R>(image.size());
  const Window<T, R> window{image, border, constant};
  const limn::Index count = limn::pixel_count(image.size());
  for (limn::Index i = 0; i < count; ++i) {
    limn::Point<R> point;
    limn::Index rest = i;
    for (std::size_t axis = 0; axis < R; ++axis) {
      point[axis] = rest % image.size()[axis];
      rest /= image.size()[axis];
    }
    result.dx(point) = static_cast<G>(window.derivative(point, 0, side, center));
    result.dy(point) = static_cast<G>(window.derivative(point, 1, side, center));
    if constexpr (R == 3) result.dz(point) = static_cast<G>(window.derivative(point, 2, side, center));
  }
  return result;
}

template <class T>
limn::Gradient<limn::gradient_pixel_t<T>> roberts(const limn::Image<T>& image, limn::Border border, T constant = {}) {
  using G = limn::gradient_pixel_t<T>;
  limn::Gradient<G> result{limn::Image<G>(image.size()), limn::Image<G>(image.size())};
  const Window<T, 2> window{image, border, constant};
  for (limn::Index y = 0; y < image.height(); ++y) {
    for (limn::Index x = 0; x < image.width(); ++x) {
      result.dx(x, y) = static_cast<G>(window.at({x + 1, y + 1}) - window.at({x, y}));
      result.dy(x, y) = static_cast<G>(window.at({x, y + 1}) - window.at({x + 1, y}));
    }
  }
  return result;
}

}  // namespace reference
