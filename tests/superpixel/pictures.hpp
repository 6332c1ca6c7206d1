#pragma once
// What the tests of superpixels share: the pictures of tests/peers/superpixel.py, and labels as text.

#include "support/images.hpp"

namespace limn_test {

/// Smooth waves with steps: channel `c` of the pixel at (x, y).
inline std::uint8_t wave(Index x, Index y, Index c) {
  return static_cast<std::uint8_t>(x * (5 + 2 * c) + y * (3 + c) + 70 * ((x / 5 + y / 4 + c) % 2) + x * y % 7);
}

template <class T>
Image<T> waves(const Size<2>& size, double scale = 1) {
  Image<T> gray(size);
  for (Index y = 0; y < size.height; ++y) {
    for (Index x = 0; x < size.width; ++x) gray(x, y) = static_cast<T>(wave(x, y, 0) / scale);
  }
  return gray;
}

template <class T>
Image<limn::Rgb<T>> color_waves(const Size<2>& size, double scale = 1) {
  Image<limn::Rgb<T>> colors(size);
  for (Index y = 0; y < size.height; ++y) {
    for (Index x = 0; x < size.width; ++x) {
      colors(x, y) = {static_cast<T>(wave(x, y, 0) / scale), static_cast<T>(wave(x, y, 1) / scale),
                      static_cast<T>(wave(x, y, 2) / scale)};
    }
  }
  return colors;
}

/// Colors that rise slowly, with wide steps and little noise.
template <class T>
Image<limn::Rgb<T>> slopes(const Size<2>& size, double scale = 1) {
  Image<limn::Rgb<T>> colors(size);
  for (Index y = 0; y < size.height; ++y) {
    for (Index x = 0; x < size.width; ++x) {
      const auto channel = [&](Index c) {
        return static_cast<T>(
            static_cast<double>((x * (2 + c) + 3 * y) / 4 + 40 * ((x / 17 + y / 13 + c) % 2) + x * y % 7) / scale);
      };
      colors(x, y) = {channel(0), channel(1), channel(2)};
    }
  }
  return colors;
}
template <class T>
Image<T> gray_slopes(const Size<2>& size, double scale = 1) {
  return limn::transform(slopes<T>(size, scale), [](const limn::Rgb<T>& color) { return color.r; });
}

/// A character for each label: 0 to 9, then a to z. Rows of several slices follow each other.
template <std::size_t R>
std::vector<std::string> text(const limn::LabelImage<std::int32_t, R>& labels) {
  std::vector<std::string> rows;
  for (Index i = 0; i < limn::detail::row_count(labels.size()); ++i) {
    std::string row;
    for (Index x = 0; x < labels.width(); ++x) {
      row += "0123456789abcdefghijklmnopqrstuvwxyz"[limn::detail::nth_row(limn::view(labels), i)[x]];
    }
    rows.push_back(row);
  }
  return rows;
}

using Text = std::vector<std::string>;

}  // namespace limn_test
