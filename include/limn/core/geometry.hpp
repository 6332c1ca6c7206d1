#pragma once
/// \file
/// Coordinates: Index, Size, Point, Box. The order is (x, y[, z]) everywhere, x fastest.

#include <limn/core/config.hpp>

#include <cstddef>

namespace limn {

/// Every coordinate, size and count. Signed, so that differences and loops that run downward need no care, and as wide
/// as a pointer, so that images past 2^31 pixels work.
using Index = std::ptrdiff_t;

/// A position in pixels.
template <std::size_t R = 2>
struct Point;

template <>
struct Point<2> {
  Index x = 0, y = 0;
  [[nodiscard]] LIMN_INLINE constexpr Index& operator[](std::size_t axis) { return axis == 0 ? x : y; }
  [[nodiscard]] LIMN_INLINE constexpr Index operator[](std::size_t axis) const { return axis == 0 ? x : y; }
  friend LIMN_INLINE constexpr bool operator==(const Point&, const Point&) = default;
  [[nodiscard]] friend LIMN_INLINE constexpr Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
  [[nodiscard]] friend LIMN_INLINE constexpr Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
};

template <>
struct Point<3> {
  Index x = 0, y = 0, z = 0;
  [[nodiscard]] LIMN_INLINE constexpr Index& operator[](std::size_t axis) { return axis == 0 ? x : axis == 1 ? y : z; }
  [[nodiscard]] LIMN_INLINE constexpr Index operator[](std::size_t axis) const {
    return axis == 0 ? x : axis == 1 ? y : z;
  }
  friend LIMN_INLINE constexpr bool operator==(const Point&, const Point&) = default;
  [[nodiscard]] friend LIMN_INLINE constexpr Point operator+(Point a, Point b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
  }
  [[nodiscard]] friend LIMN_INLINE constexpr Point operator-(Point a, Point b) {
    return {a.x - b.x, a.y - b.y, a.z - b.z};
  }
};

Point(Index, Index)->Point<2>;
Point(Index, Index, Index)->Point<3>;

/// An extent in pixels; never negative in an image.
template <std::size_t R = 2>
struct Size;

template <>
struct Size<2> {
  Index width = 0, height = 0;
  [[nodiscard]] LIMN_INLINE constexpr Index& operator[](std::size_t axis) { return axis == 0 ? width : height; }
  [[nodiscard]] LIMN_INLINE constexpr Index operator[](std::size_t axis) const { return axis == 0 ? width : height; }
  friend LIMN_INLINE constexpr bool operator==(const Size&, const Size&) = default;
};

template <>
struct Size<3> {
  Index width = 0, height = 0, depth = 0;
  [[nodiscard]] LIMN_INLINE constexpr Index& operator[](std::size_t axis) {
    return axis == 0 ? width : axis == 1 ? height : depth;
  }
  [[nodiscard]] LIMN_INLINE constexpr Index operator[](std::size_t axis) const {
    return axis == 0 ? width : axis == 1 ? height : depth;
  }
  friend LIMN_INLINE constexpr bool operator==(const Size&, const Size&) = default;
};

Size(Index, Index)->Size<2>;
Size(Index, Index, Index)->Size<3>;

/// The number of pixels of an extent that fits an image.
template <std::size_t R>
[[nodiscard]] LIMN_INLINE constexpr Index pixel_count(const Size<R>& size) {
  Index count = 1;
  for (std::size_t axis = 0; axis < R; ++axis) count *= size[axis];
  return count;
}

/// True if `point` lies in [0, size) on every axis.
template <std::size_t R>
[[nodiscard]] LIMN_INLINE constexpr bool contains(const Size<R>& size, const Point<R>& point) {
  for (std::size_t axis = 0; axis < R; ++axis) {
    if (point[axis] < 0 || point[axis] >= size[axis]) return false;
  }
  return true;
}

/// An axis-parallel box of pixels: `origin` is inside, `origin + size` is the first point past it.
template <std::size_t R = 2>
struct Box {
  Point<R> origin;
  Size<R> size;
  friend LIMN_INLINE constexpr bool operator==(const Box&, const Box&) = default;
};

template <std::size_t R>
Box(Point<R>, Size<R>) -> Box<R>;

}  // namespace limn
