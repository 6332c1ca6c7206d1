#pragma once
// Reconstruction and regional maxima as their definitions read.

#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>

#include <limits>
#include <type_traits>
#include <vector>

#include "raster.hpp"

namespace reference {

/// By dilation: one step after the other until nothing changes. Pixels are compared as numbers; a NaN of the mask stays
/// NaN and carries nothing, one of the marker starts from below everything.
template <class T, std::size_t R>
limn::Image<T, R> reconstruct(limn::Image<T, R> level, const limn::Image<T, R>& mask, limn::Connectivity connectivity) {
  constexpr bool real = std::is_floating_point_v<T>;
  const auto near = limn::neighbors<R>(connectivity);
  const auto at_most = [](T a, T b) { return b < a ? b : a; };
  for (std::size_t i = 0; i < level.pixels().size(); ++i) {
    T& pixel = level.pixels()[i];
    const T limit = mask.pixels()[i];
    if (pixel != pixel) pixel = real ? -std::numeric_limits<T>::infinity() : pixel;
    pixel = limit != limit ? limit : at_most(pixel, limit);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for_each_point(mask.size(), [&](const limn::Point<R>& at) {
      for (const auto& offset : near) {
        const auto there = at + offset;
        if (!contains(mask.size(), there)) continue;
        const T risen = at_most(level(there), mask(at));
        if (level(at) < risen) {
          level(at) = risen;
          changed = true;
        }
      }
    });
  }
  return level;
}

/// Of every plateau, found by a search: is anything beside it higher? One value in all: no maximum.
template <class T, std::size_t R>
limn::Image<limn::Binary, R> local_maxima(const limn::Image<T, R>& image, limn::Connectivity connectivity) {
  const auto near = limn::neighbors<R>(connectivity);
  limn::Image<limn::Binary, R> result(image.size());
  bool varied = false;
  T value = std::numeric_limits<T>::lowest();
  for (const T pixel : image.pixels()) {
    if (pixel == pixel) value = pixel;
  }
  for (const T pixel : image.pixels()) varied = varied || pixel < value || value < pixel;
  limn::Image<std::uint8_t, R> seen(image.size());
  for_each_point(image.size(), [&](const limn::Point<R>& start) {
    if (!varied || seen(start) != 0 || image(start) != image(start)) return;
    std::vector<limn::Point<R>> plateau{start};
    seen(start) = 1;
    bool highest = true;
    for (std::size_t next = 0; next < plateau.size(); ++next) {
      const auto at = plateau[next];
      for (const auto& offset : near) {
        const auto there = at + offset;
        if (!contains(image.size(), there)) continue;
        if (image(there) > image(start)) highest = false;
        if (image(there) == image(start) && seen(there) == 0) {
          seen(there) = 1;
          plateau.push_back(there);
        }
      }
    }
    for (const auto& at : plateau) result(at) = limn::to_binary(highest);
  });
  return result;
}

/// From every pixel a search over what is reached without going down by h: is anything of it higher? None where h is
/// above the range of the picture.
template <class T, std::size_t R>
limn::Image<limn::Binary, R> h_maxima(const limn::Image<T, R>& image, double h, limn::Connectivity connectivity) {
  const auto near = limn::neighbors<R>(connectivity);
  limn::Image<limn::Binary, R> result(image.size());
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const T pixel : image.pixels()) {
    if (pixel < low) low = static_cast<double>(pixel);
    if (pixel > high) high = static_cast<double>(pixel);
  }
  for_each_point(image.size(), [&](const limn::Point<R>& start) {
    const T top = image(start);
    if (top != top || h > high - low || !(low < high)) return;
    const auto passable = [&](T pixel) {
      if constexpr (std::is_floating_point_v<T>) return pixel > static_cast<T>(top - static_cast<T>(h));
      else return static_cast<double>(pixel) > static_cast<double>(top) - h;
    };
    limn::Image<std::uint8_t, R> seen(image.size());
    std::vector<limn::Point<R>> open{start};
    seen(start) = 1;
    bool highest = true;
    while (!open.empty() && highest) {
      const auto at = open.back();
      open.pop_back();
      for (const auto& offset : near) {
        const auto there = at + offset;
        if (!contains(image.size(), there) || seen(there) != 0 || !passable(image(there))) continue;
        if (image(there) > top) highest = false;
        seen(there) = 1;
        open.push_back(there);
      }
    }
    result(start) = limn::to_binary(highest);
  });
  return result;
}

}  // namespace reference
