#pragma once
/// \file
/// The surface of the objects of a mask or label image, as the background of a mask: the sites of a distance transform.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Writes background for the pixels of a row that belong to an object and have a face neighbor that does not belong to
/// it, foreground for all others. `others` are the neighboring rows; left and right of the row lies background.
struct MarkSurface {
  template <class Tag, class P>
  LIMN_INLINE void operator()(Tag, const P* row, Index width, const P* const* others, int count, Binary* out) const {
    // Of masks, every byte but 0 is one and the same object.
    constexpr bool mask = std::is_same_v<P, Binary>;
    const auto object = [](P pixel) LIMN_LAMBDA_INLINE { return mask ? P(is_object(pixel)) : pixel; };
    const auto mark = [&](Index x) LIMN_LAMBDA_INLINE {
      const P here = object(row[x]);
      bool differs = x == 0 || x + 1 == width || object(row[x - 1]) != here || object(row[x + 1]) != here;
      for (int i = 0; i < count; ++i) differs = differs || object(others[i][x]) != here;
      out[x] = to_binary(!(differs && is_object(here)));
    };
    Index x = 0;
    if (width > 0) mark(x++);
#if LIMN_DETAIL_VECTORS
    using Label = typename std::conditional_t<mask, std::type_identity<std::uint8_t>, std::type_identity<P>>::type;
    using Lane = std::make_unsigned_t<Label>;
    using V = VecOf<Lane, Tag>;
    for (; x + Tag::bytes + 1 <= width; x += Tag::bytes) {
      const auto inside = [&](int part) LIMN_LAMBDA_INLINE {
        const Index at = x + part * V::size;
        const auto load = [](const P* from) LIMN_LAMBDA_INLINE {
          if constexpr (mask) return (min)(V::load(from), V::splat(1));
          else return V::load(from);
        };
        const V here = load(row + at);
        V differs = (load(row + at - 1) ^ here) | (load(row + at + 1) ^ here);
        for (int i = 0; i < count; ++i) differs = differs | (load(others[i] + at) ^ here);
        return (min)(differs, here) == V::zero();
      };
      byte_mask<Lane, Tag>(inside).store(out + x);
    }
#endif
    for (; x < width; ++x) mark(x);
  }

 private:
  template <class P>
  LIMN_INLINE static bool is_object(P pixel) {
    return pixel != P{};
  }
};

/// Makes `low` to `high`, past the end, as wide as the objects need.
template <class P, std::size_t R>
void widen_to_objects(const ImageView<const P, R>& objects, Point<R>& low, Point<R>& high) {
  const Index width = objects.width(), height = objects.height(),
              rows = objects.empty() ? 0 : row_count(objects.size());
  const auto bytes = static_cast<std::size_t>(width) * sizeof(P);
  const auto widen = [&](std::size_t axis, Index from, Index to) {
    if (from < low[axis]) low[axis] = from;
    if (to > high[axis]) high[axis] = to;
  };
  for (Index i = 0; i < rows; ++i) {
    const P* const row = nth_row(objects, i);
    // A row of zeros is the same a pixel further on.
    if (row[0] == P{} && std::memcmp(row, row + 1, bytes - sizeof(P)) == 0) continue;
    Index first = 0, end = width;
    while (row[first] == P{}) ++first;
    while (row[end - 1] == P{}) --end;
    widen(0, first, end);
    widen(1, i % height, i % height + 1);
    if constexpr (R == 3) widen(2, i / height, i / height + 1);
  }
}

/// The smallest box that holds the objects of both images, which are of one size; empty if there are none.
template <class P, class Q, std::size_t R>
[[nodiscard]] Box<R> objects_box(const ImageView<const P, R>& a, const ImageView<const Q, R>& b) {
  Point<R> low, high;
  for (std::size_t axis = 0; axis < R; ++axis) low[axis] = a.size()[axis];
  widen_to_objects(a, low, high);
  widen_to_objects(b, low, high);
  Box<R> box;
  for (std::size_t axis = 0; axis < R && high[axis] > low[axis]; ++axis) {
    box.origin[axis] = low[axis];
    box.size[axis] = high[axis] - low[axis];
  }
  return box;
}

/// A mask whose background is the surface. What lies outside of the image is background.
template <class P, std::size_t R>
[[nodiscard]] Image<Binary, R> surface_sites(const ImageView<const P, R>& objects) {
  Image<Binary, R> sites(objects.size(), uninitialized);
  if (objects.empty()) return sites;
  const std::vector<P> outside(static_cast<std::size_t>(objects.width()), P{});
  const Index height = objects.height(), rows = row_count(objects.size());
  for (Index i = 0; i < rows; ++i) {
    const auto neighbor = [&](Index step, bool exists) { return exists ? nth_row(objects, i + step) : outside.data(); };
    const Index y = i % height;
    const P* const others[] = {neighbor(-1, y > 0), neighbor(1, y + 1 < height), neighbor(-height, i >= height),
                               neighbor(height, i + height < rows)};
    dispatch(MarkSurface{}, nth_row(objects, i), objects.width(), others, R == 2 ? 2 : 4, nth_row(view(sites), i));
  }
  return sites;
}

/// Calls `visit(index)` for the raster index of every background pixel.
template <std::size_t R, class Visit>
void for_each_site(const Image<Binary, R>& sites, Visit&& visit) {
  const auto pixels = sites.pixels();
  for (std::size_t at = 0; at < pixels.size(); ++at) {
    const void* const found = std::memchr(pixels.data() + at, 0, pixels.size() - at);
    if (found == nullptr) return;
    at = static_cast<std::size_t>(static_cast<const Binary*>(found) - pixels.data());
    visit(at);
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
