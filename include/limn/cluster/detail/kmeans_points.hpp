#pragma once
/// \file
/// From pixels to the points of k-means, and from points to labels.

#include <limn/cluster/detail/color_order.hpp>
#include <limn/cluster/detail/float_points.hpp>
#include <limn/cluster/detail/lloyd.hpp>
#include <limn/core/concepts.hpp>
#include <limn/core/error.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/list.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Calls `f(tile, place, length, pixels)` for the runs of pixels that fall into one tile, in raster order.
template <class F, class P, std::size_t R>
void for_each_tile(F&& f, const ImageView<const P, R>& image) {
  Index at = 0;
  for_each_row(
      [&](Index length, const P* row) {
        for (Index x = 0; x < length;) {
          const Index place = at % tile_points;
          const Index run = (std::min)(length - x, tile_points - place);
          f(at / tile_points, place, run, row + x);
          at += run;
          x += run;
        }
      },
      image);
}

/// Copies `dims` channels of each pixel. \returns false if one is NaN or infinite.
template <class T, class Channel>
[[nodiscard]] bool split_floats(const Channel* pixels, Index length, Index dims, T* tile) {
  bool finite = true;
  for (Index i = 0; i < length; ++i) {
    for (Index j = 0; j < dims; ++j) {
      const Channel v = pixels[i * dims + j];
      if constexpr (std::is_floating_point_v<Channel>) finite = finite && v - v == 0;
      tile[j * tile_points + i] = static_cast<T>(v);
    }
  }
  return finite;
}

/// Rows of features as points.
template <class T, class Channel>
[[nodiscard]] FloatPoints<T> row_points(std::string_view function, const ImageView<const Channel>& rows) {
  if (rows.empty()) throw_invalid_argument(function, ": the rows are empty: ", rows.size());
  FloatPoints<T> points(rows.height(), rows.width());
  for (Index i = 0; i < rows.height(); ++i) {
    if (!split_floats(rows.row_pointer(i), 1, rows.width(), points.tile(i / tile_points) + i % tile_points)) {
      throw_invalid_argument(function, ": row ", i, " holds NaN or infinite values");
    }
  }
  return points;
}

/// The means of given labels, each in [0, clusters), as centers.
template <class P, class L, std::size_t R>
[[nodiscard]] List<double> means_of_labels(const ImageView<const P, R>& image, const ImageView<const L, R>& labels,
                                           Index clusters) {
  using Channel = channel_t<P>;
  using Sum = std::conditional_t<sizeof(Channel) == 1, std::int64_t, double>;
  constexpr auto dims = static_cast<Index>(channels_v<P>);
  constexpr Index turns = 4;  // sums of each cluster in turn: one addition need not wait for the last one
  const Index stride = clusters * (dims + 1);
  std::vector<Sum> sums(static_cast<std::size_t>(turns * stride));
  for_each_row(
      [&](Index length, const P* row, const L* of) {
        const auto* const channels = reinterpret_cast<const Channel*>(row);
        for (Index x = 0; x < length; ++x) {
          Sum* const to = sums.data() + x % turns * stride + static_cast<Index>(of[x]) * (dims + 1);
          for (Index j = 0; j < dims; ++j) to[j] += static_cast<Sum>(channels[x * dims + j]);
          to[dims] += 1;
        }
      },
      image, labels);
  List<double> centers;
  for (Index k = 0; k < clusters; ++k) {
    const auto sum = [&](Index j) {
      double total = 0;
      for (Index turn = 0; turn < turns; ++turn) {
        total += static_cast<double>(sums[static_cast<std::size_t>(turn * stride + k * (dims + 1) + j)]);
      }
      return total;
    };
    const double count = sum(dims);
    if (count == 0) throw_invalid_argument("limn::kmeans: no pixel has the label ", k);
    for (Index j = 0; j < dims; ++j) centers.push_back(sum(j) / count);
  }
  return centers;
}

/// Where k-means begins: at `centers`, after `rounds`; by the ++ rule where there are none.
struct KMeansStart {
  List<double> centers;
  int rounds = 0;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
