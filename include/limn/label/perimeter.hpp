#pragma once
/// \file
/// How long the outline of an object is, and how many holes it has.
///
/// Source: K. Benkrid, D. Crookes, "Design and FPGA implementation of a perimeter estimator", 2000; M. W. Crofton, "On
/// the theory of local probability", Phil. Trans. 158, 1868; J. Ohser, W. Nagel, K. Schladitz, "The Euler number of
/// discretized sets", Lecture Notes in Physics 600, 2002.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/detail/math.hpp>
#include <limn/label/detail/box_bits.hpp>
#include <limn/label/run_length.hpp>

#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The number of four bits that are set, position by position: `ones` + 2 `twos` + 4 `fours`.
struct BitCounts {
  std::uint64_t ones, twos, fours;
  BitCounts(std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d)
      : ones(a ^ b ^ c ^ d), twos((a & b) ^ (c & d) ^ ((a ^ b) & (c ^ d))), fours(a & b & c & d) {}
};

}  // namespace detail

/// The length of the outline through the centers of the border pixels, those with a face neighbor outside the object:
/// steps count 1 or the root of 2 by what the border looks like around each. Holes count too. As scikit-image's
/// `perimeter` with 4 neighbors.
[[nodiscard]] inline double perimeter(const RunMask<2>& mask) {
  const detail::BoxBits<2> object(mask);
  detail::BoxBits<2> border = object;
  for (Index y = 0; y < object.height(); ++y) {
    for (Index i = 0; i < object.words(); ++i) {
      const std::uint64_t inner = object.at(i, y, -1) & object.at(i, y, 1) & object.at(i, y - 1) & object.at(i, y + 1);
      border.row(y)[i] &= ~inner;
    }
  }
  Index straight = 0, diagonal = 0, between = 0;
  for (Index y = 0; y < border.height(); ++y) {
    for (Index i = 0; i < border.words(); ++i) {
      const std::uint64_t here = border.at(i, y);
      if (here == 0) continue;
      const detail::BitCounts sides(border.at(i, y, -1), border.at(i, y, 1), border.at(i, y - 1), border.at(i, y + 1));
      const detail::BitCounts corners(border.at(i, y - 1, -1), border.at(i, y - 1, 1), border.at(i, y + 1, -1),
                                      border.at(i, y + 1, 1));
      const std::uint64_t no_side = here & ~(sides.ones | sides.twos | sides.fours),
                          one_side = here & sides.ones & ~sides.twos;
      const std::uint64_t two_corners = corners.twos & ~corners.ones, three_corners = corners.twos & corners.ones;
      const std::uint64_t one_corner = corners.ones & ~corners.twos;
      straight += detail::bit_count(here & sides.twos & ~three_corners & ~corners.fours);
      diagonal += detail::bit_count((no_side & two_corners) | (one_side & three_corners));
      between += detail::bit_count(one_side & (one_corner | two_corners));
    }
  }
  const double root = detail::math::sqrt(2.0);
  return static_cast<double>(straight) + root * static_cast<double>(diagonal) +
         (1 + root) / 2 * static_cast<double>(between);
}

/// The length of the outline by Crofton's formula: how often lines of four directions enter the object. Better than
/// `perimeter` for round shapes; holes count too. As scikit-image's `perimeter_crofton`.
[[nodiscard]] inline double crofton_perimeter(const RunMask<2>& mask) {
  const detail::BoxBits<2> object(mask);
  Index straight = 0, diagonal = 0;
  for (Index y = 0; y < object.height(); ++y) {
    for (Index i = 0; i < object.words(); ++i) {
      const std::uint64_t here = object.at(i, y);
      straight += detail::bit_count(here & ~object.at(i, y, 1)) + detail::bit_count(here & ~object.at(i, y + 1));
      diagonal +=
          detail::bit_count(here & ~object.at(i, y + 1, 1)) + detail::bit_count(here & ~object.at(i, y + 1, -1));
    }
  }
  constexpr double quarter_turn = 0.78539816339744830961566;
  return quarter_turn * (static_cast<double>(straight) + static_cast<double>(diagonal) / detail::math::sqrt(2.0));
}

/// The Euler number: in 2-D, pieces minus holes; in 3-D, pieces minus tunnels plus cavities.
///
/// \param connectivity  which pixels make a piece: `full` (8 or 26 neighbors) or `face` (4 or 6). The background is
///                      connected the other way. In 2-D, `edge` is `full`.
/// \throws std::invalid_argument  in 3-D for `edge`, for which there is none.
/// \complexity          a few operations for every 64 pixels of the bounding box.
template <std::size_t R>
[[nodiscard]] Index euler_number(const RunMask<R>& mask, Connectivity connectivity = Connectivity::full) {
  if (R == 3 && connectivity == Connectivity::edge) {
    detail::throw_invalid_argument("limn::euler_number: volumes have no Euler number for Connectivity::edge");
  }
  const bool face = connectivity == Connectivity::face;
  const detail::BoxBits<R> object(mask);
  // By full neighbors an object is its closed pixels: corners - edges + faces - cells, each where any pixel around it
  // is of the object. By face neighbors it is their dual: pixels - pairs + squares - cubes, each where all are.
  Index number = 0;
  for (Index z = R == 3 ? -1 : 0; z < object.depth(); ++z) {
    for (Index y = -1; y < object.height(); ++y) {
      for (Index i = 0; i < object.words(); ++i) {
        std::uint64_t rows[4] = {object.at(i, y, 0, z), object.at(i, y + 1, 0, z), 0, 0};
        std::uint64_t next[4] = {object.at(i, y, 1, z), object.at(i, y + 1, 1, z), 0, 0};
        if (R == 3) {
          rows[2] = object.at(i, y, 0, z + 1), rows[3] = object.at(i, y + 1, 0, z + 1);
          next[2] = object.at(i, y, 1, z + 1), next[3] = object.at(i, y + 1, 1, z + 1);
        }
        const auto join = [face](std::uint64_t a, std::uint64_t b) { return face ? a & b : a | b; };
        // Bits 1, 2, 4 of `extent`: along y, z, x.
        for (unsigned extent = 0; extent < 8; ++extent) {
          if (R == 2 && (extent & 2) != 0) continue;
          std::uint64_t cell = face ? ~std::uint64_t{0} : 0;
          int dimensions = 0;
          for (unsigned bit = 1; bit < 8; bit *= 2) dimensions += (extent & bit) != 0;
          for (unsigned offset = 0; offset < 4; ++offset) {
            if ((offset & ~extent) != 0) continue;
            cell = join(cell, rows[offset]);
            if ((extent & 4) != 0) cell = join(cell, next[offset]);
          }
          const int order = face ? dimensions : static_cast<int>(R) - dimensions;
          number += (order % 2 == 0 ? 1 : -1) * detail::bit_count(cell);
        }
      }
    }
  }
  return number;
}

}  // namespace LIMN_ABI
}  // namespace limn
