#pragma once
/// \file
/// Edges to a fraction of a pixel: where, in which direction, how strong.
///
/// Source: F. Devernay, "A non-maxima suppression method for edge detection with sub-pixel accuracy", INRIA report
/// 2724, 1995; the neighbors are interpolated along the gradient as in J. Canny, "A computational approach to edge
/// detection", IEEE Trans. PAMI 8(6), 1986.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/bit_rows.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/edge/canny.hpp>
#include <limn/edge/detail/canny_smooth.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {

/// A short piece of an edge.
struct Edgel {
  double x = 0, y = 0;    ///< where the gradient is steepest; the center of pixel (3, 4) is (3, 4)
  double dx = 0, dy = 0;  ///< the direction of the gradient, of length 1: across the edge, toward the brighter side
  double strength = 0;    ///< the length of the gradient there, in the units of `CannyOptions::low`
  Point<2> pixel;         ///< the pixel of `canny` that it was found at
  friend LIMN_INLINE constexpr bool operator==(const Edgel&, const Edgel&) = default;
};

inline namespace LIMN_ABI {
namespace detail {

/// `CannySmoothRows` that keep of each candidate what an edgel is made of, in raster order.
template <class T>
class EdgelRows {
 public:
  using W = typename CannySmoothRows<T>::W;
  static constexpr Index delay = CannySmoothRows<T>::delay;

  EdgelRows(const ImageView<const T, 2>& image, const CannySmoothLevels& levels)
      : words_((image.width() + 63) / 64), rows_(image, levels) {}

  void advance(Index y) { rows_.advance(y); }
  void suppress(Index y, std::uint64_t* candidates, std::uint64_t* found) {
    rows_.suppress(y, candidates, found);
    const GradientRows<W> gradients = rows_.gradients(y);
    for (Index word = 0; word < words_; ++word) {
      for (std::uint64_t bits = candidates[word]; bits != 0; bits &= bits - 1) {
        const Index x = word * 64 + std::countr_zero(bits);
        const W dx = gradients.dx[x], dy = gradients.dy[x];
        const auto near = along_gradient(gradients.above, gradients.here, gradients.below, dx, dy, x);
        candidates_.push_back({dx, dy, gradients.here[x], near.right, near.left});
      }
    }
  }

  /// The edgels of the pixels that hysteresis has found.
  [[nodiscard]] std::vector<Edgel> edgels(BitRows<2>& bits, Index height) const {
    std::size_t count = 0;
    for (Index y = 0; y < height; ++y) {
      for (Index word = 0; word < words_; ++word) count += static_cast<std::size_t>(std::popcount(bits.found(y)[word]));
    }
    std::vector<Edgel> result;
    result.reserve(count);
    const Candidate* candidate = candidates_.data();
    for (Index y = 0; y < height; ++y) {
      const std::uint64_t *const candidates = bits.candidates(y), *const found = bits.found(y);
      for (Index word = 0; word < words_; ++word) {
        for (std::uint64_t left = candidates[word]; left != 0; left &= left - 1, ++candidate) {
          const int bit = std::countr_zero(left);
          if ((found[word] >> bit & 1) != 0) add(*candidate, {word * 64 + bit, y}, result);
        }
      }
    }
    return result;
  }

 private:
  struct Candidate {
    W dx, dy, here, right, left;
  };

  static void add(const Candidate& candidate, const Point<2>& p, std::vector<Edgel>& edgels) {
    const auto [against, upright, weight] = gradient_step(candidate.dx, candidate.dy);
    const double other = static_cast<double>(weight), rise = upright ? 1 : other;
    const double step_x = upright ? other : 1, step_y = against ? -rise : rise;
    const double dx = static_cast<double>(candidate.dx), dy = static_cast<double>(candidate.dy);
    // 1. Of two pixels as steep, with the edge between them, the one on the brighter side has it.
    const bool uphill = dx * step_x + dy * step_y > 0;
    if ((uphill ? candidate.right : candidate.left) == candidate.here) return;
    // 2. The top of the parabola through the three magnitudes; not more than half a step away, since the middle one is
    // the largest.
    const double here = static_cast<double>(candidate.here);
    const double right = static_cast<double>(candidate.right), left = static_cast<double>(candidate.left);
    const double bend = 2 * here - (left + right), slope = right - left;
    const double offset = bend > 0 ? slope / (2 * bend) : 0;
    const double top = bend > 0 ? here + slope * offset / 4 : here;
    // 3. The direction, by the longer component, so that no square overflows.
    const double ratio = upright ? dx / dy : dy / dx;
    const double square = ratio * ratio;
    const double length = math::sqrt(1 + square);
    const double longer = ((upright ? dy : dx) < 0 ? -1 : 1) / length, shorter = ratio * longer;
    const double shift_x = offset * step_x, shift_y = offset * step_y;
    edgels.push_back({static_cast<double>(p.x) + shift_x, static_cast<double>(p.y) + shift_y,
                      upright ? shorter : longer, upright ? longer : shorter, top * canny_scale<T>(), p});
  }

  Index words_;
  CannySmoothRows<T> rows_;
  List<Candidate> candidates_;
};

}  // namespace detail

/// The edges of an image as `canny` finds them, to a fraction of a pixel.
///
/// Each pixel of `canny` becomes an edgel, moved along the gradient, at most by half a pixel along the nearer axis, to
/// the top of the parabola through the length of the gradient there and one step to either side. Where the edge lies
/// exactly between two pixels, which then are both of `canny`, there is one edgel: that of the brighter one. On
/// straight edges without noise the error is 0.04 pixels (root mean square) and at most a tenth of a pixel at sigma 1,
/// and half of that at sigma 2; curved edges move inward, by about (sigma^2 + 0.6) / (2 radius).
///
/// \param image    rank 2, any gray pixel type. A NaN makes no edge within reach of the Gaussian.
/// \param options  sigma and thresholds.
/// \returns        edgels in raster order of their pixels; none for an empty or constant image. The strength is
///                 infinite where the square of the gradient overflows.
/// \throws std::invalid_argument  if `canny` would.
/// \complexity     that of `canny`, and memory for every local maximum above `low`.
template <GrayImage I>
requires(rank_v<I> == 2) [[nodiscard]] std::vector<Edgel> edgels(const I& image, const CannyOptions& options = {}) {
  using T = pixel_t<I>;
  const auto in = const_view(image);
  const auto levels = detail::canny_smooth_levels("limn::edgels", in, nullptr, options, sequential);
  if (in.empty()) return {};
  detail::EdgelRows<T> rows(in, levels);
  detail::BitRows<2> bits(in.size(), Connectivity::full);
  const auto the_rows = [&]() -> auto& { return rows; };
  detail::canny_bits(the_rows, in.width(), in.height(), bits, sequential);
  return rows.edgels(bits, in.height());
}

}  // namespace LIMN_ABI
}  // namespace limn
