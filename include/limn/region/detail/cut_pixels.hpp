#pragma once
/// \file
/// Pixels for graph cuts: channel by channel in a frame, and what a cut between neighbors costs.

#include <limn/cluster/detail/gaussian_lanes.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/pixel.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/exponential.hpp>
#include <limn/region/detail/frame.hpp>
#include <limn/region/detail/max_flow.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Channel c of the pixel at a place of the frame is `channel(c)[place]`. Behind the last tile there is room for its
/// neighbors.
template <std::size_t R>
struct CutPixels {
  template <class P>
  explicit CutPixels(const ImageView<const P, R>& image)
      : frame(image.size()),
        size(image.size()),
        dims(static_cast<Index>(channels_v<P>)),
        tiles((frame.count + tile_points - 1) / tile_points),
        stride(tiles * tile_points + frame.first),
        planes(Size<2>{stride, dims}),
        inside(static_cast<std::size_t>(stride)) {
    using Channel = channel_t<P>;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (Index i = 0; i < row_count(size); ++i) {
      const auto* from = reinterpret_cast<const Channel*>(nth_row(image, i));
      for (Index place = frame.row(i); place < frame.row(i) + size[0]; ++place) {
        bool finite = true;
        for (Index c = 0; c < dims; ++c) {
          const auto value = static_cast<double>(*from++);
          finite = finite && math::isfinite(value);
          channel(c)[place] = value;
        }
        inside[static_cast<std::size_t>(place)] = finite ? 1 : 0;
        for (Index c = 0; c < dims; ++c) {
          double& value = channel(c)[place];
          if (!finite) value = 0;
          low = finite && value < low ? value : low;
          high = finite && value > high ? value : high;
        }
      }
    }
    if constexpr (std::is_integral_v<Channel>) {
      range = static_cast<double>((std::numeric_limits<Channel>::max)()) -
              static_cast<double>((std::numeric_limits<Channel>::min)());
    } else {
      range = high > low ? high - low : 1;
    }
  }

  [[nodiscard]] double* channel(Index c) { return planes.data() + c * stride; }
  [[nodiscard]] const double* channel(Index c) const { return planes.data() + c * stride; }
  [[nodiscard]] bool is_inside(Index place) const { return inside[static_cast<std::size_t>(place)] != 0; }

  Frame<R> frame;
  Size<R> size;
  Index dims, tiles, stride;
  Image<double> planes;
  List<std::uint8_t> inside;  // 1 where there is a pixel, all of whose channels are finite
  double range = 0;           // of the type of the channels; of real ones, of their values
};

/// The squared differences of 64 pixels to those `offset` places on; with a rate, `most` * e^(-rate * square) + 1/2.
struct CutCosts {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const double* pixels, Index stride, Index dims, Index offset, bool squares,
                              double rate, double most, double* out) const {
    using V = Doubles<Tag>;
    const V down = V::splat(-rate), factor = V::splat(most), half = V::splat(0.5);
    for (Index i = 0; i < tile_points; i += V::size) {
      V sum = V::zero();
      for (Index c = 0; c < dims; ++c) {
        const V apart = V::load(pixels + c * stride + i) - V::load(pixels + c * stride + i + offset);
        sum += apart * apart;
      }
      if (!squares) sum = exponential(sum * down) * factor + half;
      sum.store(out + i);
    }
  }
};

/// Calls `f(place, d, cost)` for every pair of neighbors: pixel `place` and its neighbor `d` behind it.
template <std::size_t R, class F>
void for_each_cost(const CutPixels<R>& pixels, const Neighbors<R>& neighbors, bool squares, double rate, F&& f) {
  double costs[tile_points];
  for (std::size_t d = neighbors.count / 2; d < neighbors.count; ++d) {
    const Point<R> to = neighbors.offsets[d];
    const Index offset = pixels.frame.offset(to);
    double squared = 0;
    for (std::size_t axis = 0; axis < R; ++axis) squared += to[axis] != 0 ? 1 : 0;
    const double most = most_arc / math::sqrt(squared);
    for (Index first = 0; first < pixels.frame.count; first += tile_points) {
      const double* const from = pixels.channel(0) + first;
      dispatch(CutCosts{}, from, pixels.stride, pixels.dims, offset, squares, rate, most, static_cast<double*>(costs));
      for (Index i = 0; i < tile_points; ++i) {
        if (!pixels.is_inside(first + i) || !pixels.is_inside(first + i + offset)) continue;
        f(first + i, static_cast<int>(d), costs[i]);
      }
    }
  }
}

/// The beta that makes e^(-beta * square) of the mean squared difference e^(-1/2).
template <std::size_t R>
[[nodiscard]] double cut_beta(const CutPixels<R>& pixels, const Neighbors<R>& neighbors) {
  double sum = 0, count = 0;
  for_each_cost(pixels, neighbors, true, 0, [&](Index, int, double square) {
    sum += square;
    count += 1;
  });
  return sum > 0 ? count / (2 * sum) : 0;
}

/// A flow whose arcs carry most_arc * e^(-beta * square) / distance; beta 0 as `cut_beta` has it.
template <int D, std::size_t R>
[[nodiscard]] GridFlow<D> cut_flow(const CutPixels<R>& pixels, Connectivity connectivity, bool smooth, double beta) {
  const Neighbors<R> all = neighbors<R>(connectivity);
  Index offsets[std::size_t{D}];
  for (int d = 0; d < D; ++d) offsets[d] = pixels.frame.offset(all.offsets[static_cast<std::size_t>(d)]);
  GridFlow<D> flow(pixels.frame.count, offsets);
  if (!smooth) return flow;
  if (beta == 0) beta = cut_beta(pixels, all);
  for_each_cost(pixels, all, false, beta,
                [&](Index place, int d, double cost) { flow.set_arc(place, d, static_cast<std::int32_t>(cost)); });
  return flow;
}

/// What a unit of the log-likelihood is as a capacity, where arcs of `smoothness` carry most_arc.
[[nodiscard]] inline double cut_scale(double smoothness) { return smoothness > 0 ? most_arc / smoothness : most_arc; }

/// The nearest capacity of a terminal.
template <int D>
[[nodiscard]] std::int32_t to_terminal(double scaled) {
  constexpr double hard = GridFlow<D>::hard;
  if (!(scaled > -hard)) return -GridFlow<D>::hard;
  if (!(scaled < hard)) return GridFlow<D>::hard;
  return static_cast<std::int32_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
