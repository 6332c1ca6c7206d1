#pragma once
/// \file
/// StructuringElement: which pixels around a pixel a morphological operation looks at.
///
/// Source: J. Serra, "Image analysis and mathematical morphology", Academic Press, 1982.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/math.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <utility>

namespace limn {

/// A set of offsets: the foreground of a small mask, seen from its origin. An element of depth 1 is flat: on a volume
/// it works within every slice.
class StructuringElement {
 public:
  /// The foreground of `mask` as seen from its middle, pixel size / 2 (rounded down) along each axis: OpenCV's anchor.
  /// scikit-image and scipy's dilation take (size - 1) / 2 for even sizes: pass that as the origin.
  /// \throws std::invalid_argument  if nothing is foreground.
  template <MaskImage M>
  LIMN_INLINE explicit StructuringElement(const M& mask) : mask_(volume(const_view(mask))) {
    for (std::size_t axis = 0; axis < 3; ++axis) origin_[axis] = mask_.size()[axis] / 2;
    check();
  }
  /// The foreground of `mask` as seen from its pixel `origin`.
  /// \throws std::invalid_argument  if nothing is foreground or the origin lies outside the mask.
  template <MaskImage M>
  LIMN_INLINE StructuringElement(const M& mask, const Point<rank_v<M>>& origin) : mask_(volume(const_view(mask))) {
    for (std::size_t axis = 0; axis < rank_v<M>; ++axis) origin_[axis] = origin[axis];
    check();
  }

  /// All pixels of a rectangle, or of a box. Sides are at least 1.
  [[nodiscard]] LIMN_INLINE static StructuringElement box(Index width, Index height, Index depth = 1);
  /// A square.
  [[nodiscard]] LIMN_INLINE static StructuringElement box(Index width) { return box(width, width, 1); }
  /// The rows, columns and (where `depth` is above 1) lines along z through the middle of a box.
  [[nodiscard]] LIMN_INLINE static StructuringElement cross(Index width, Index height, Index depth = 1);
  /// `cross(3)` is a pixel and its neighbors by `Connectivity::face`.
  [[nodiscard]] LIMN_INLINE static StructuringElement cross(Index width) { return cross(width, width, 1); }
  /// The pixels no farther than `radius`, a finite number from 0: scikit-image's disk.
  [[nodiscard]] LIMN_INLINE static StructuringElement disk(double radius);
  /// The voxels no farther than `radius`: scikit-image's ball.
  [[nodiscard]] LIMN_INLINE static StructuringElement ball(double radius);
  /// A straight line of about `length` pixels (odd) through the origin, which is its middle and its center of symmetry.
  /// \param degrees  0 is along x, 90 along y, 45 from the lower left to the upper right.
  [[nodiscard]] LIMN_INLINE static StructuringElement line(Index length, double degrees);

  [[nodiscard]] LIMN_INLINE const Image<Binary, 3>& mask() const { return mask_; }
  [[nodiscard]] LIMN_INLINE const Size<3>& size() const { return mask_.size(); }
  [[nodiscard]] LIMN_INLINE const Point<3>& origin() const { return origin_; }
  [[nodiscard]] LIMN_INLINE bool is_flat() const { return mask_.depth() == 1; }
  /// True if every pixel of the mask is foreground.
  [[nodiscard]] LIMN_INLINE bool is_box() const {
    const Index count = pixel_count(mask_.size());
    for (Index i = 0; i < count; ++i) {
      if (!is_foreground(mask_.data()[i])) return false;
    }
    return true;
  }
  /// The element turned about its origin: every offset negated.
  [[nodiscard]] LIMN_INLINE StructuringElement reflected() const {
    StructuringElement turned(*this);
    const Index count = pixel_count(mask_.size());
    for (Index i = 0; i < count; ++i) turned.mask_.data()[i] = mask_.data()[count - 1 - i];
    for (std::size_t axis = 0; axis < 3; ++axis) turned.origin_[axis] = size()[axis] - 1 - origin_[axis];
    return turned;
  }

 private:
  template <std::size_t R>
  [[nodiscard]] LIMN_INLINE static Image<Binary, 3> volume(const ImageView<const Binary, R>& mask) {
    Image<Binary, 3> result(Size<3>{mask.width(), mask.height(), R == 3 ? mask.size()[R - 1] : 1});
    for (Index i = 0; i < detail::row_count(mask.size()); ++i) {
      const Binary* const from = detail::nth_row(mask, i);
      Binary* const to = detail::nth_row(view(result), i);
      for (Index x = 0; x < mask.width(); ++x) to[x] = from[x];
    }
    return result;
  }
  LIMN_INLINE void check() const {
    const Index count = pixel_count(mask_.size());
    Index i = 0;
    while (i < count && !is_foreground(mask_.data()[i])) ++i;
    if (i == count) detail::throw_invalid_argument("limn::StructuringElement: no pixel of the mask is foreground");
    if (!contains(mask_.size(), origin_)) {
      detail::throw_invalid_argument("limn::StructuringElement: origin ", origin_, " lies outside the mask of ",
                                     mask_.size());
    }
  }

  Image<Binary, 3> mask_;
  Point<3> origin_;
};

inline namespace LIMN_ABI {
namespace detail {

inline void require_sides(std::string_view function, const Size<3>& size) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (size[axis] < 1) throw_invalid_argument(function, ": size ", size, " has a side below 1");
  }
}

[[nodiscard]] inline Image<Binary, 3> cross_mask(const Size<3>& size) {
  Image<Binary, 3> mask(size);
  const Point<3> middle{size.width / 2, size.height / 2, size.depth / 2};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    Point<3> at = middle;
    for (at[axis] = 0; at[axis] < size[axis]; ++at[axis]) mask(at) = Binary::foreground;
  }
  return mask;
}

/// All offsets no longer than `radius`, in the plane or in space.
[[nodiscard]] inline Image<Binary, 3> ball_mask(std::string_view function, double radius, bool flat) {
  constexpr double limit = 4096;
  if (!(radius >= 0 && radius <= limit)) {
    throw_invalid_argument(function, ": radius is ", radius, " but must be in [0, ", limit, "]");
  }
  const auto reach = static_cast<Index>(radius);
  const Index side = 2 * reach + 1, depth = flat ? 0 : reach;
  Image<Binary, 3> mask(Size<3>{side, side, 2 * depth + 1});
  for (Index z = -depth; z <= depth; ++z) {
    for (Index y = -reach; y <= reach; ++y) {
      Index to_side = reach;
      while (to_side >= 0 && static_cast<double>(to_side * to_side + y * y + z * z) > radius * radius) --to_side;
      Binary* const middle = &mask(reach, y + reach, z + depth);
      for (Index x = -to_side; x <= to_side; ++x) middle[x] = Binary::foreground;
    }
  }
  return mask;
}

/// From the middle to either end, one pixel for each step along the longer side.
[[nodiscard]] inline Image<Binary, 3> line_mask(Index length, double degrees) {
  if (length < 1 || length % 2 == 0) {
    throw_invalid_argument("limn::StructuringElement::line: length is ", length, " but must be odd and positive");
  }
  if (!(degrees >= -360 && degrees <= 360)) {
    throw_invalid_argument("limn::StructuringElement::line: degrees is ", degrees, " but must be in [-360, 360]");
  }
  const double turn = degrees * (3.14159265358979323846 / 180), half = static_cast<double>(length / 2);
  const auto end_x = static_cast<Index>(math::lround(half * math::cos(turn)));
  const auto end_y = -static_cast<Index>(math::lround(half * math::sin(turn)));
  const Index reach_x = end_x < 0 ? -end_x : end_x, reach_y = end_y < 0 ? -end_y : end_y;
  const Index steps = reach_x > reach_y ? reach_x : reach_y;
  Image<Binary, 3> mask(Size<3>{2 * reach_x + 1, 2 * reach_y + 1, 1});
  for (Index i = 0; i <= steps; ++i) {
    // Rounded half away from the middle, in integers.
    const Index across_x = steps == 0 ? 0 : (2 * reach_x * i + steps) / (2 * steps);
    const Index across_y = steps == 0 ? 0 : (2 * reach_y * i + steps) / (2 * steps);
    const Index x = end_x < 0 ? -across_x : across_x, y = end_y < 0 ? -across_y : across_y;
    mask(reach_x + x, reach_y + y, 0) = mask(reach_x - x, reach_y - y, 0) = Binary::foreground;
  }
  return mask;
}

/// The part of an element that can lie on a pixel of an image while its origin does too.
struct ElementPart {
  Image<Binary, 3> mask;
  Point<3> origin;
  bool covers_nothing = true;
};

/// True if some pixel of the element's mask is farther from its origin than pixels of the image are from each other.
[[nodiscard]] inline bool reaches_beyond(const StructuringElement& element, const Size<3>& image) {
  bool beyond = false;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const Index before = element.origin()[axis], after = element.size()[axis] - 1 - before;
    beyond = beyond || (before > after ? before : after) >= image[axis];
  }
  return beyond;
}

/// A template in name, so that it is compiled where it is called.
[[nodiscard]] ElementPart part_within(const std::same_as<StructuringElement> auto& element, const Size<3>& image) {
  ElementPart part;
  Size<3> size;
  Point<3> from;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const Index last = image[axis] - 1, before = element.origin()[axis], after = element.size()[axis] - 1 - before;
    part.origin[axis] = before < last ? before : last;
    from[axis] = before - part.origin[axis];
    size[axis] = part.origin[axis] + 1 + (after < last ? after : last);
  }
  part.mask = Image<Binary, 3>(size);
  for_each_row(
      [&part](Index length, const Binary* given, Binary* to) {
        bool any = false;
        for (Index x = 0; x < length; ++x) {
          to[x] = given[x];
          any = any || is_foreground(given[x]);
        }
        part.covers_nothing = part.covers_nothing && !any;
      },
      subview(const_view(element.mask()), {from, size}), view(part.mask));
  return part;
}

}  // namespace detail
}  // namespace LIMN_ABI

LIMN_INLINE StructuringElement StructuringElement::box(Index width, Index height, Index depth) {
  const Size<3> size{width, height, depth};
  detail::require_sides("limn::StructuringElement::box", size);
  return StructuringElement(Image<Binary, 3>(size, Binary::foreground));
}

LIMN_INLINE StructuringElement StructuringElement::cross(Index width, Index height, Index depth) {
  const Size<3> size{width, height, depth};
  detail::require_sides("limn::StructuringElement::cross", size);
  return StructuringElement(detail::cross_mask(size));
}

LIMN_INLINE StructuringElement StructuringElement::disk(double radius) {
  return StructuringElement(detail::ball_mask("limn::StructuringElement::disk", radius, true));
}

LIMN_INLINE StructuringElement StructuringElement::ball(double radius) {
  return StructuringElement(detail::ball_mask("limn::StructuringElement::ball", radius, false));
}

LIMN_INLINE StructuringElement StructuringElement::line(Index length, double degrees) {
  return StructuringElement(detail::line_mask(length, degrees));
}

}  // namespace limn
