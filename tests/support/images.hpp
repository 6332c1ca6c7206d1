#pragma once
// Images for tests: literal ones, seeded random ones, awkward sizes, and the same pixels in awkward layouts.

#include <doctest/doctest.h>
#include <limn/core/traverse.hpp>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <ostream>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace limn {
// Readable failures.
inline std::ostream& operator<<(std::ostream& out, Binary b) { return out << (is_foreground(b) ? '#' : '.'); }
template <std::size_t R>
std::ostream& operator<<(std::ostream& out, const Size<R>& size) {
  return out << detail::message(size);
}
template <std::size_t R>
std::ostream& operator<<(std::ostream& out, const Point<R>& point) {
  return out << detail::message(point);
}
template <class T>
std::ostream& operator<<(std::ostream& out, const Rgb<T>& p) {
  return out << '(' << +p.r << ' ' << +p.g << ' ' << +p.b << ')';
}
template <class T, std::size_t R>
std::ostream& operator<<(std::ostream& out, const Image<T, R>& image) {
  out << image.size() << '\n';
  if (pixel_count(image.size()) > 2048) return out << "...\n";
  for (Index i = 0; i < detail::row_count(image.size()); ++i) {
    for (Index x = 0; x < image.width(); ++x) {
      const T& p = detail::nth_row(view(image), i)[x];
      if constexpr (std::is_arithmetic_v<T>) out << +p << ' ';
      else out << p;
    }
    out << '\n';
  }
  return out;
}
}  // namespace limn

namespace limn_test {

using limn::Image;
using limn::Index;
using limn::Size;

/// image<std::uint8_t>({{1, 2}, {3, 4}}): rows from top to bottom.
template <class T>
Image<T> image(std::initializer_list<std::initializer_list<T>> rows) {
  Image<T> result(Size<2>{static_cast<Index>(rows.begin()->size()), static_cast<Index>(rows.size())});
  Index y = 0;
  for (const auto& row : rows) {
    Index x = 0;
    for (const T& pixel : row) result(x++, y) = pixel;
    ++y;
  }
  return result;
}

/// mask({"..#", "##."}): '#' or any letter but '.' and ' ' is foreground.
inline limn::Mask mask(std::initializer_list<const char*> rows) {
  limn::Mask result(Size<2>{static_cast<Index>(std::string(*rows.begin()).size()), static_cast<Index>(rows.size())});
  Index y = 0;
  for (const char* row : rows) {
    for (Index x = 0; x < result.width(); ++x) result(x, y) = limn::to_binary(row[x] != '.' && row[x] != ' ');
    ++y;
  }
  return result;
}

inline std::vector<Size<2>> awkward_sizes_2d() {
  return {{1, 1}, {1, 9}, {9, 1}, {2, 2}, {3, 5}, {63, 4}, {64, 3}, {65, 7}, {127, 65}, {130, 31}, {257, 3}};
}
inline std::vector<Size<3>> awkward_sizes_3d() {
  return {{1, 1, 1}, {5, 1, 3}, {1, 4, 2}, {17, 5, 3}, {64, 3, 2}, {65, 7, 5}};
}
template <std::size_t R>
auto awkward_sizes() {
  if constexpr (R == 2) return awkward_sizes_2d();
  else return awkward_sizes_3d();
}

/// Uniform over `levels` evenly spread values of the type's range (floats: [-100, 100]); all values where levels is 0.
template <class T, std::size_t R>
Image<T, R> random_image(const Size<R>& size, unsigned seed, int levels = 0) {
  std::mt19937 generator(seed);
  Image<T, R> result(size);
  for (T& pixel : result.pixels()) {
    const double unit = levels > 0 ? static_cast<double>(generator() % static_cast<unsigned>(levels)) / levels
                                   : static_cast<double>(generator()) / 4294967296.0;
    if constexpr (std::is_floating_point_v<T>) {
      pixel = static_cast<T>(unit * 200 - 100);
    } else {
      const double low = static_cast<double>((std::numeric_limits<T>::min)());
      const double high = static_cast<double>((std::numeric_limits<T>::max)());
      pixel = static_cast<T>(low + unit * (high - low + 1));
    }
  }
  return result;
}

template <std::size_t R>
Image<limn::Binary, R> random_mask(const Size<R>& size, unsigned seed, double density = 0.5) {
  std::mt19937 generator(seed);
  Image<limn::Binary, R> result(size);
  for (auto& pixel : result.pixels())
    pixel = limn::to_binary(static_cast<double>(generator()) < density * 4294967296.0);
  return result;
}

/// The pixels of an image in memory of another layout.
template <class T, std::size_t R>
class Relaid {
 public:
  enum Layout { plain, padded, flipped };

  Relaid(const limn::ImageView<const T, R>& image, Layout layout) {
    const Size<R> size = image.size();
    const Index padding = layout == plain ? 0 : 3;
    std::array<Index, R - 1> strides{};
    Index stride = (size[0] + padding) * static_cast<Index>(sizeof(T));
    Index extent = size[0] + padding;
    for (std::size_t axis = 1; axis < R; ++axis) {
      strides[axis - 1] = stride;
      stride *= size[axis];
      extent *= size[axis];
    }
    storage_.assign(static_cast<std::size_t>(extent), T{});
    T* first = storage_.data();
    if (layout == flipped && extent > 0) {
      first += (size[1] - 1) * (size[0] + padding);
      strides[0] = -strides[0];
    }
    view_ = limn::ImageView<T, R>(first, size, strides);
    limn::copy_into(image, view_);
  }
  Relaid(const Relaid&) = delete;
  Relaid& operator=(const Relaid&) = delete;

  const limn::ImageView<T, R>& view() const { return view_; }

 private:
  std::vector<T> storage_;
  limn::ImageView<T, R> view_;
};

/// Calls `f(view)` with the image as it is, with padded rows, and upside down in memory.
template <class T, std::size_t R, class F>
void for_each_layout(const Image<T, R>& image, F&& f) {
  using Layouts = Relaid<T, R>;
  for (const auto layout : {Layouts::plain, Layouts::padded, Layouts::flipped}) {
    CAPTURE(static_cast<int>(layout));
    const Layouts relaid(limn::view(image), layout);
    f(limn::ImageView<const T, R>(relaid.view()));
  }
}

}  // namespace limn_test

/// The gray pixel types that every algorithm is run on.
#define LIMN_TEST_GRAY_TYPES std::uint8_t, std::uint16_t, std::int16_t, float, double
