#pragma once
/// \file
/// Filling holes: background that is not connected to the border of the picture.
///
/// Source: P. Soille, "Morphological image analysis", Springer, 2nd edition 2003, section 6.3.7.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/detail/list.hpp>
#include <limn/filter/detail/reconstruct_flood.hpp>
#include <limn/label/detail/border_bits.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

template <std::size_t R>
void fill_mask_holes(const ImageView<const Binary, R>& mask, const ImageView<Binary, R>& out,
                     Connectivity connectivity) {
  BitRows<R> rows(mask.size(), connectivity);
  find_from_border(mask, ~std::uint64_t{0}, rows);
  for (Index i = 0; i < row_count(mask.size()); ++i) {
    std::uint64_t* const outside = rows.found(i % mask.height(), i / mask.height());
    for (Index word = 0; word < rows.words(); ++word) outside[word] = ~outside[word];
    dispatch(WriteBits{}, outside, nth_row(out, i), mask.width());
  }
}

/// From above everywhere but where water can run off: at the border, and beside NaN.
template <class T, std::size_t R>
void fill_gray_holes(const ImageView<const T, R>& image, const ImageView<T, R>& out, Connectivity connectivity) {
  using Limits = std::numeric_limits<T>;
  const Index width = image.width(), height = image.height(), depth = R == 3 ? image.size()[R - 1] : 1;
  const Index rows = row_count(image.size());
  const auto beside = neighbors<R>(connectivity);
  List<std::uint8_t> has_nan(std::is_floating_point_v<T> ? static_cast<std::size_t>(rows) : 0);
  for (std::size_t i = 0; i < has_nan.size(); ++i) {
    const T* const row = nth_row(image, static_cast<Index>(i));
    bool any = false;
    for (Index x = 0; x < width; ++x) any |= row[x] != row[x];
    has_nan[i] = any ? 1 : 0;
  }
  std::vector<T> marker(static_cast<std::size_t>(width));
  const auto marker_row = [&](Index i) {
    const Index y = i % height, z = i / height;
    const T* const row = nth_row(image, i);
    for (T& pixel : marker) pixel = Limits::has_infinity ? Limits::infinity() : (Limits::max)();
    const bool edge = y == 0 || y == height - 1 || (R == 3 && (z == 0 || z == depth - 1));
    for (Index x = 0; x < width; x += edge || x + 1 == width ? 1 : width - 1)
      marker[static_cast<std::size_t>(x)] = row[x];
    for (const Point<R>& offset : beside) {
      const Index dz = R == 3 ? offset[R - 1] : 0, there = i + offset[1] + dz * height;
      if (has_nan.empty() || y + offset[1] < 0 || y + offset[1] >= height || z + dz < 0 || z + dz >= depth) continue;
      if (has_nan[static_cast<std::size_t>(there)] == 0) continue;
      const T* const near = nth_row(image, there);
      for (Index x = 0; x < width; ++x) {
        const Index at = x + offset[0];
        if (at >= 0 && at < width && near[at] != near[at]) marker[static_cast<std::size_t>(x)] = row[x];
      }
    }
    return static_cast<const T*>(marker.data());
  };
  reconstruct_beside<RisingKeys<T, true>>(image, connectivity, marker_row, out,
                                          !share_memory(image, ImageView<const T, R>(out)));
}

}  // namespace detail

/// Writes the image with its holes filled. In a mask, a hole is background that is not connected to the border of the
/// picture. In a gray image, a hole is a basin: it is filled up to the lowest way out to the border, as if every
/// threshold's mask were filled.
///
/// \param in            rank 2 or 3: a mask, or any gray pixel type. A NaN stays, and water runs off there as at the
///                      border.
/// \param out           of the same type and size; the same memory as `in` is fine.
/// \param connectivity  of the background. With the default, `face`, holes are those of objects whose pixels also touch
///                      at corners: scipy's binary_fill_holes.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity          linear. Memory of two bits for each pixel of a mask; on gray images that of `reconstruct_into`,
///                      a bit for each pixel and some rows, and another image where `out` is `in`.
template <AnyImage I, OutputOf<pixel_t<I>> O>
requires(GrayImage<I> || MaskImage<I>) && SameRank<I, O> void fill_holes_into(
                                              const I& in, O&& out, Connectivity connectivity = Connectivity::face) {
  const auto image = const_view(in);
  detail::require_same_size("limn::fill_holes_into", "the output", view(out).size(), "the image", image.size());
  if (image.empty()) return;
  if constexpr (MaskImage<I>) detail::fill_mask_holes(image, view(out), connectivity);
  else detail::fill_gray_holes(image, view(out), connectivity);
}

/// The image with its holes filled. See `fill_holes_into`.
template <AnyImage I>
requires(GrayImage<I> || MaskImage<I>)
    [[nodiscard]] Image<pixel_t<I>, rank_v<I>> fill_holes(const I& image,
                                                          Connectivity connectivity = Connectivity::face) {
  Image<pixel_t<I>, rank_v<I>> out(const_view(image).size(), uninitialized);
  fill_holes_into(image, out, connectivity);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
