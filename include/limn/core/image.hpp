#pragma once
/// \file
/// Image: a rectangle of pixels that it owns. Mask, LabelImage and Volume are images.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/memory.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/view.hpp>

#include <cstddef>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>

namespace limn {

/// Asks for pixels that are written before they are read, and so need no zeroing.
struct Uninitialized {};
inline constexpr Uninitialized uninitialized{};

/// Owns its pixels: a regular type that copies deeply and is const all the way down. Rows follow each other without
/// padding from a 64-byte aligned address; the layout depends on no compiler flag.
///
/// \throws std::invalid_argument  if a size is negative or the image would not fit the address space.
template <class T, std::size_t R = 2>
class Image {
  static_assert(R == 2 || R == 3, "limn::Image: images have 2 or 3 dimensions");
  static_assert(std::is_trivially_copyable_v<T> && !std::is_const_v<T>, "limn::Image: pixels are plain values");
  static_assert(alignof(T) <= 64, "limn::Image: pixels are aligned to 64 bytes at most");

 public:
  using Pixel = T;
  static constexpr std::size_t rank = R;

  LIMN_INLINE Image() = default;
  /// All pixels zero.
  LIMN_INLINE explicit Image(Size<R> size) : Image(size, uninitialized) {
    if (pixels_ != nullptr) std::memset(static_cast<void*>(pixels_), 0, byte_count());
  }
  LIMN_INLINE Image(Size<R> size, T fill) : Image(size, uninitialized) {
    const Index count = limn::pixel_count(size_);
    for (Index i = 0; i < count; ++i) pixels_[i] = fill;
  }
  LIMN_INLINE Image(Size<R> size, Uninitialized) : pixels_(allocate(size)), size_(size) {}

  LIMN_INLINE Image(const Image& other) : Image(other.size_, uninitialized) {
    if (pixels_ != nullptr) std::memcpy(static_cast<void*>(pixels_), other.pixels_, byte_count());
  }
  LIMN_INLINE Image(Image&& other) noexcept
      : pixels_(std::exchange(other.pixels_, nullptr)), size_(std::exchange(other.size_, Size<R>{})) {}
  LIMN_INLINE Image& operator=(const Image& other) {
    if (this == &other) return *this;
    if (!(size_ == other.size_)) return *this = Image(other);
    if (pixels_ != nullptr) std::memcpy(static_cast<void*>(pixels_), other.pixels_, byte_count());
    return *this;
  }
  LIMN_INLINE Image& operator=(Image&& other) noexcept {
    std::swap(pixels_, other.pixels_);
    std::swap(size_, other.size_);
    return *this;
  }
  LIMN_INLINE ~Image() { detail::free_pixels(pixels_); }

  [[nodiscard]] LIMN_INLINE const Size<R>& size() const { return size_; }
  [[nodiscard]] LIMN_INLINE Index width() const { return size_[0]; }
  [[nodiscard]] LIMN_INLINE Index height() const { return size_[1]; }
  [[nodiscard]] LIMN_INLINE Index depth() const requires(R == 3) { return size_[2]; }
  [[nodiscard]] LIMN_INLINE bool empty() const { return limn::pixel_count(size_) == 0; }

  /// All pixels in raster order. Not those of a temporary: `for (T p : f(x).pixels())` would read freed memory.
  [[nodiscard]] LIMN_INLINE std::span<T> pixels() & {
    return {pixels_, static_cast<std::size_t>(limn::pixel_count(size_))};
  }
  [[nodiscard]] LIMN_INLINE std::span<const T> pixels() const& {
    return {pixels_, static_cast<std::size_t>(limn::pixel_count(size_))};
  }
  std::span<const T> pixels() const&& = delete;
  /// The first of them; nullptr for an empty image.
  [[nodiscard]] LIMN_INLINE T* data() & { return pixels_; }
  [[nodiscard]] LIMN_INLINE const T* data() const& { return pixels_; }
  const T* data() const&& = delete;

  /// The pixels of row (y[, z]).
  template <class... Rest>
  requires(sizeof...(Rest) == R - 1) [[nodiscard]] LIMN_INLINE std::span<T> row(Rest... rest) & {
    return as_view().row(rest...);
  }
  template <class... Rest>
  requires(sizeof...(Rest) == R - 1) [[nodiscard]] LIMN_INLINE std::span<const T> row(Rest... rest) const& {
    return as_view().row(rest...);
  }
  template <class... Rest>
  std::span<const T> row(Rest... rest) const&& = delete;

  /// The pixel at (x, y[, z]); unchecked unless LIMN_CHECKED.
  template <class... Rest>
  requires(sizeof...(Rest) == R - 1) [[nodiscard]] LIMN_INLINE T& operator()(Index x, Rest... rest) {
    return as_view()(x, static_cast<Index>(rest)...);
  }
  template <class... Rest>
  requires(sizeof...(Rest) == R - 1) [[nodiscard]] LIMN_INLINE const T& operator()(Index x, Rest... rest) const {
    return as_view()(x, static_cast<Index>(rest)...);
  }
  [[nodiscard]] LIMN_INLINE T& operator()(const Point<R>& point) { return as_view()(point); }
  [[nodiscard]] LIMN_INLINE const T& operator()(const Point<R>& point) const { return as_view()(point); }

  /// Same size and same pixels; for floats, a NaN equals nothing.
  [[nodiscard]] friend LIMN_INLINE bool operator==(const Image& a, const Image& b) {
    if (!(a.size_ == b.size_)) return false;
    const Index count = limn::pixel_count(a.size_);
    for (Index i = 0; i < count; ++i) {
      if (!(a.pixels_[i] == b.pixels_[i])) return false;
    }
    return true;
  }

 private:
  [[nodiscard]] LIMN_INLINE ImageView<T, R> as_view() { return {pixels_, size_}; }
  [[nodiscard]] LIMN_INLINE ImageView<const T, R> as_view() const { return {pixels_, size_}; }

  [[nodiscard]] LIMN_INLINE std::size_t byte_count() const {
    return static_cast<std::size_t>(limn::pixel_count(size_)) * sizeof(T);
  }

  [[nodiscard]] LIMN_INLINE static T* allocate(const Size<R>& size) {
    Index bytes = static_cast<Index>(sizeof(T));
    bool empty = false;
    for (std::size_t axis = 0; axis < R; ++axis) {
      if (size[axis] < 0) detail::throw_invalid_argument("limn::Image: negative size ", size);
      empty = empty || size[axis] == 0;
    }
    if (empty) return nullptr;
    for (std::size_t axis = 0; axis < R; ++axis) {
      if (bytes > (std::numeric_limits<Index>::max)() / size[axis]) {
        detail::throw_invalid_argument("limn::Image: size ", size, " overflows the address space");
      }
      bytes *= size[axis];
    }
    return static_cast<T*>(detail::allocate_pixels(static_cast<std::size_t>(bytes)));
  }

  T* pixels_ = nullptr;
  Size<R> size_{};
};

/// Foreground and background. Not a gray image: the one does not compile where the other is asked for.
using Mask = Image<Binary>;
/// The object of every pixel: 0 is background, objects are 1..count in raster order of their first pixels.
template <class L = std::int32_t, std::size_t R = 2>
using LabelImage = Image<L, R>;
template <class T>
using Volume = Image<T, 3>;

inline namespace LIMN_ABI {

/// What an algorithm works on: a view of anything that owns or borrows pixels. Of a temporary there is none.
template <class T, std::size_t R>
[[nodiscard]] LIMN_INLINE ImageView<T, R> view(Image<T, R>& image) {
  return {image.data(), image.size()};
}
template <class T, std::size_t R>
[[nodiscard]] LIMN_INLINE ImageView<const T, R> view(const Image<T, R>& image) {
  return {image.data(), image.size()};
}
template <class T, std::size_t R>
ImageView<T, R> view(Image<T, R>&& image) = delete;
template <class T, std::size_t R>
ImageView<T, R> view(const Image<T, R>&& image) = delete;

/// The pixels of `box`, without a copy.
template <class T, std::size_t R>
[[nodiscard]] ImageView<T, R> subview(Image<T, R>& image, const Box<R>& box) {
  return subview(view(image), box);
}
template <class T, std::size_t R>
[[nodiscard]] ImageView<const T, R> subview(const Image<T, R>& image, const Box<R>& box) {
  return subview(view(image), box);
}
template <class T, std::size_t R>
ImageView<T, R> subview(Image<T, R>&& image, const Box<R>& box) = delete;
template <class T, std::size_t R>
ImageView<T, R> subview(const Image<T, R>&& image, const Box<R>& box) = delete;

template <std::size_t R>
[[nodiscard]] ImageView<Binary, R> as_mask(Image<std::uint8_t, R>& bytes) {
  return as_mask(view(bytes));
}
template <std::size_t R>
[[nodiscard]] ImageView<const Binary, R> as_mask(const Image<std::uint8_t, R>& bytes) {
  return as_mask(view(bytes));
}
template <std::size_t R>
ImageView<Binary, R> as_mask(Image<std::uint8_t, R>&& bytes) = delete;
template <std::size_t R>
ImageView<Binary, R> as_mask(const Image<std::uint8_t, R>&& bytes) = delete;

}  // namespace LIMN_ABI
}  // namespace limn
