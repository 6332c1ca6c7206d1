#pragma once
/// \file
/// ImageView: a rectangle of pixels that somebody else owns.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>

namespace limn {

/// Borrows pixels: a pointer, a size, and a signed stride in bytes for every axis but the first. A row is contiguous;
/// rows may be padded, flipped (negative stride) or repeated (stride 0, for reading).
///
/// Trivially copyable, and shallow in const as a pointer is: a const view of `T` writes, a view of `const T` does not.
template <class T, std::size_t R = 2>
class ImageView {
  static_assert(R == 2 || R == 3, "limn::ImageView: images have 2 or 3 dimensions");

 public:
  using Pixel = std::remove_const_t<T>;
  static constexpr std::size_t rank = R;

  ImageView() = default;

  /// Pixels that lie row after row without padding.
  LIMN_INLINE constexpr ImageView(T* pixels, Size<R> size) : pixels_(pixels), size_(size) {
    check();
    Index stride = size[0] * static_cast<Index>(sizeof(T));
    for (std::size_t axis = 1; axis < R; ++axis) {
      byte_strides_[axis - 1] = stride;
      stride *= size[axis];
    }
  }

  /// `byte_strides[i]` bytes lead from a pixel to its neighbor on axis i + 1; a multiple of the alignment of T.
  LIMN_INLINE constexpr ImageView(T* pixels, Size<R> size, std::array<Index, R - 1> byte_strides)
      : pixels_(pixels), size_(size), byte_strides_(byte_strides) {
    check();
  }

  /// A view to write through is a view to read through.
  LIMN_INLINE constexpr operator ImageView<const T, R>() const  // NOLINT(google-explicit-constructor)
      requires(!std::is_const_v<T>) {
    return {pixels_, size_, byte_strides_};
  }

  [[nodiscard]] LIMN_INLINE constexpr const Size<R>& size() const { return size_; }
  [[nodiscard]] LIMN_INLINE constexpr Index width() const { return size_[0]; }
  [[nodiscard]] LIMN_INLINE constexpr Index height() const { return size_[1]; }
  [[nodiscard]] LIMN_INLINE constexpr Index depth() const requires(R == 3) { return size_[2]; }
  [[nodiscard]] LIMN_INLINE constexpr bool empty() const { return limn::pixel_count(size_) == 0; }
  [[nodiscard]] LIMN_INLINE constexpr T* pixels() const { return pixels_; }
  [[nodiscard]] LIMN_INLINE constexpr const std::array<Index, R - 1>& byte_strides() const { return byte_strides_; }

  /// True if the pixels lie row after row without padding.
  [[nodiscard]] LIMN_INLINE constexpr bool is_contiguous() const {
    Index stride = size_[0] * static_cast<Index>(sizeof(T));
    for (std::size_t axis = 1; axis < R; ++axis) {
      if (byte_strides_[axis - 1] != stride && size_[axis] > 1) return false;
      stride *= size_[axis];
    }
    return true;
  }

  /// The first pixel of row (y[, z]).
  [[nodiscard]] LIMN_INLINE T* row_pointer(Index y) const requires(R == 2) {
    checked(y >= 0 && y < size_[1]);
    return advance(y * byte_strides_[0]);
  }
  [[nodiscard]] LIMN_INLINE T* row_pointer(Index y, Index z) const requires(R == 3) {
    checked(y >= 0 && y < size_[1] && z >= 0 && z < size_[2]);
    return advance(y * byte_strides_[0] + z * byte_strides_[1]);
  }

  /// The pixels of row (y[, z]).
  template <class... Rest>
  requires(sizeof...(Rest) == R - 1) [[nodiscard]] LIMN_INLINE std::span<T> row(Rest... rest) const {
    return {row_pointer(static_cast<Index>(rest)...), static_cast<std::size_t>(size_[0])};
  }

  [[nodiscard]] LIMN_INLINE T& operator()(Index x, Index y) const requires(R == 2) {
    checked(x >= 0 && x < size_[0]);
    return row_pointer(y)[x];
  }
  [[nodiscard]] LIMN_INLINE T& operator()(Index x, Index y, Index z) const requires(R == 3) {
    checked(x >= 0 && x < size_[0]);
    return row_pointer(y, z)[x];
  }
  [[nodiscard]] LIMN_INLINE T& operator()(const Point<R>& point) const {
    if constexpr (R == 2) return (*this)(point.x, point.y);
    else return (*this)(point.x, point.y, point.z);
  }

 private:
  using Byte = std::conditional_t<std::is_const_v<T>, const std::byte, std::byte>;

  [[nodiscard]] LIMN_INLINE T* advance(Index bytes) const {
    return reinterpret_cast<T*>(reinterpret_cast<Byte*>(pixels_) + bytes);
  }

  LIMN_INLINE static void checked([[maybe_unused]] bool inside) {
#if defined(LIMN_CHECKED)
    if (!inside) detail::throw_invalid_argument("limn::ImageView: pixel access outside the image");
#endif
  }

  LIMN_INLINE constexpr void check() const {
    Index bytes = static_cast<Index>(sizeof(T));
    for (std::size_t axis = 0; axis < R; ++axis) {
      if (size_[axis] < 0) detail::throw_invalid_argument("limn::ImageView: negative size ", size_);
      if (size_[axis] > 0 && bytes > (std::numeric_limits<Index>::max)() / size_[axis]) {
        detail::throw_invalid_argument("limn::ImageView: size ", size_, " overflows");
      }
      bytes *= size_[axis];
    }
    if (pixels_ == nullptr && bytes > 0) {
      detail::throw_invalid_argument("limn::ImageView: null pixels for size ", size_);
    }
  }

  T* pixels_ = nullptr;
  Size<R> size_{};
  std::array<Index, R - 1> byte_strides_{};
};

inline namespace LIMN_ABI {

template <class T, std::size_t R>
[[nodiscard]] LIMN_INLINE constexpr ImageView<T, R> view(const ImageView<T, R>& image) {
  return image;
}

/// The pixels of `box`, without a copy.
/// \throws std::invalid_argument  if the box reaches outside the image.
template <class T, std::size_t R>
[[nodiscard]] ImageView<T, R> subview(const ImageView<T, R>& image, const Box<R>& box) {
  bool empty = false;
  for (std::size_t axis = 0; axis < R; ++axis) {
    const Index origin = box.origin[axis], extent = box.size[axis], limit = image.size()[axis];
    if (origin < 0 || extent < 0 || origin > limit || extent > limit - origin) {
      detail::throw_invalid_argument("limn::subview: box of ", box.size, " at ", box.origin,
                                     " reaches outside the image of ", image.size());
    }
    empty = empty || extent == 0;
  }
  if (empty) return {image.pixels(), box.size, image.byte_strides()};
  T* first = nullptr;
  if constexpr (R == 2) first = image.row_pointer(box.origin.y) + box.origin.x;
  else first = image.row_pointer(box.origin.y, box.origin.z) + box.origin.x;
  return {first, box.size, image.byte_strides()};
}

/// Bytes read as a mask without a copy: 0 is background, any other value foreground.
template <std::size_t R>
[[nodiscard]] inline ImageView<const Binary, R> as_mask(const ImageView<const std::uint8_t, R>& bytes) {
  return {reinterpret_cast<const Binary*>(bytes.pixels()), bytes.size(), bytes.byte_strides()};
}
template <std::size_t R>
[[nodiscard]] inline ImageView<Binary, R> as_mask(const ImageView<std::uint8_t, R>& bytes) {
  return {reinterpret_cast<Binary*>(bytes.pixels()), bytes.size(), bytes.byte_strides()};
}

}  // namespace LIMN_ABI
}  // namespace limn
