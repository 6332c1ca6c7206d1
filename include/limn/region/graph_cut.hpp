#pragma once
/// \file
/// Graph cut: the foreground and background of least energy, given some pixels of each.
///
/// Source: Y. Boykov, M.-P. Jolly, "Interactive graph cuts for optimal boundary and region segmentation of objects in
/// N-D images", ICCV 2001.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/region/detail/color_models.hpp>
#include <limn/region/detail/cut_pixels.hpp>
#include <limn/region/detail/max_flow.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace limn {

struct GraphCutOptions {
  double smoothness = 50;  ///< what it costs to part two like neighbors, in units of the log-likelihood; >= 0
  double beta = 0;         ///< how fast that falls with the squared difference; 0: half of one over its mean
  Connectivity connectivity = Connectivity::full;  ///< which pixels are neighbors
  int components = 5;  ///< Gaussians that model the seeds of either kind, up to 255; 0: only borders and seeds count
  std::uint64_t seed = 1;  ///< of the k-means by which the Gaussians begin
};

inline namespace LIMN_ABI {
namespace detail {

inline void require_cut(std::string_view function, double smoothness, double beta, int components, int least) {
  if (!(smoothness >= 0 && smoothness <= 1e9)) {
    throw_invalid_argument(function, ": smoothness is ", smoothness, ", not in [0, 1e+09]");
  }
  if (!(beta >= 0) || !math::isfinite(beta)) throw_invalid_argument(function, ": beta is ", beta, ", not 0 or more");
  if (components < least || components > 255) {
    throw_invalid_argument(function, ": components is ", components, ", not in [", least, ", 255]");
  }
}

/// Calls `f` with a flow that fits the connectivity.
template <std::size_t R, class F>
void with_cut_flow(std::string_view function, const CutPixels<R>& pixels, Connectivity connectivity, double smoothness,
                   double beta, F&& f) {
  if (pixels.frame.count >= Index{1} << 32) throw_invalid_argument(function, ": ", pixels.size, " pixels are too many");
  const bool smooth = smoothness > 0;
  if (connectivity == Connectivity::face) f(cut_flow<2 * R>(pixels, connectivity, smooth, beta));
  else if (R == 3 && connectivity == Connectivity::edge)
    f(cut_flow < R == 3 ? 18 : 8 > (pixels, connectivity, smooth, beta));
  else f(cut_flow < R == 3 ? 26 : 8 > (pixels, connectivity, smooth, beta));
}

/// Foreground where the source still reaches.
template <class Flow, std::size_t R>
void write_cut(const Flow& flow, const Frame<R>& frame, const ImageView<Binary, R>& out) {
  for (Index i = 0; i < row_count(out.size()); ++i) {
    Binary* const row = nth_row(out, i);
    for (Index x = 0; x < out.width(); ++x) row[x] = to_binary(flow.is_source(frame.row(i) + x));
  }
}

template <class P, class S, std::size_t R>
void graph_cut(const ImageView<const P, R>& image, const ImageView<const S, R>& seeds, const ImageView<Binary, R>& out,
               const GraphCutOptions& options) {
  const CutPixels<R> pixels(image);
  List<CutSide> sides(pixels.inside.size(), CutSide::neither);
  for (Index i = 0; i < row_count(seeds.size()); ++i) {
    const S* const row = nth_row(seeds, i);
    for (Index x = 0; x < seeds.width(); ++x) {
      if (row[x] == 0) continue;
      if (row[x] != 1 && row[x] != 2) throw_invalid_argument("limn::graph_cut: the seed ", row[x], " is not in [0, 2]");
      const Index place = pixels.frame.row(i) + x;
      if (!pixels.is_inside(place)) continue;
      sides[static_cast<std::size_t>(place)] = row[x] == 1 ? CutSide::background : CutSide::foreground;
    }
  }
  // Gaussians are widened as the bins of a histogram would be: seeds are few.
  const double bin = pixels.range / 64;
  ColorModels<R> models(pixels, options.components > 0 ? options.components : 1, bin * bin,
                        cut_scale(options.smoothness));
  const bool regions = options.components > 0 && models.start(sides.data(), options.seed);
  with_cut_flow("limn::graph_cut", pixels, options.connectivity, options.smoothness, options.beta,
                [&]<int D>(GridFlow<D> flow) {
                  for (Index place = 0; place < pixels.frame.count; ++place) {
                    if (!pixels.is_inside(place)) continue;
                    const CutSide side = sides[static_cast<std::size_t>(place)];
                    if (side == CutSide::foreground) flow.add_terminal(place, GridFlow<D>::hard);
                    else if (side == CutSide::background) flow.add_terminal(place, -GridFlow<D>::hard);
                    else if (regions) flow.add_terminal(place, to_terminal<D>(models.ratio(place)));
                  }
                  flow.run();
                  write_cut(flow, pixels.frame, out);
                });
}

}  // namespace detail

/// Writes the cut; see `graph_cut`.
///
/// \throws std::invalid_argument  also if `out` has another size.
template <AnyImage I, LabelsImage S, OutputOf<Binary> O>
requires SameRank<I, S> && SameRank<I, O> &&
    (GrayImage<I> || ColorImage<I>)void graph_cut_into(const I& image, const S& seeds, O&& out,
                                                       const GraphCutOptions& options = {}) {
  const auto pixels = const_view(image);
  detail::require_same_size("limn::graph_cut", "the image of seeds", const_view(seeds).size(), "the image",
                            pixels.size());
  detail::require_same_size("limn::graph_cut_into", "the output", view(out).size(), "the image", pixels.size());
  detail::require_cut("limn::graph_cut", options.smoothness, options.beta, options.components, 0);
  if (!pixels.empty()) detail::graph_cut(pixels, const_view(seeds), view(out), options);
}

/// The foreground of least energy: pixels are like the seeds of their side, and its border runs where neighbors differ.
///
/// The energy is the sum of -log p(pixel | side) over the pixels without a seed, and of smoothness * e^(-beta d^2) / r
/// over the neighbors on different sides, where d is their Euclidean difference and r their distance. p is a mixture of
/// Gaussians, learned from the seeds of the side: k-means, then the mean and covariance of each cluster, widened by
/// 1/64 of the range of the pixels' type, of real pixels that of their values. Costs are rounded to 1/32767 of
/// `smoothness`, and the cut is exact: the least energy, and of several cuts the one of the smallest foreground.
///
/// \param image    2-D or 3-D, gray or color. A NaN or infinite pixel has no neighbors and is background.
/// \param seeds    the same size; 1 at pixels of the background, 2 at those of the foreground, 0 elsewhere. Of any
///                 integer type.
/// \param options  see GraphCutOptions; `beta` is in one over squared units of the pixels.
/// \returns        the foreground, with all its seeds and none of the background's. Where there are seeds of one kind
///                 only, all that they reach over neighbors is theirs; all background without seeds.
/// \throws std::invalid_argument  if sizes differ, a seed is none of 0, 1, 2, an option is out of range, or there are
///                 2^32 pixels or more.
/// \complexity     near linear in practice. Scratch per pixel: 12 bytes and 2 for each neighbor for the flow, 8 for
/// each
///                 channel, and about 30 more.
template <AnyImage I, LabelsImage S>
requires SameRank<I, S> &&(GrayImage<I> || ColorImage<I>)
    [[nodiscard]] Image<Binary, rank_v<I>> graph_cut(const I& image, const S& seeds,
                                                     const GraphCutOptions& options = {}) {
  Image<Binary, rank_v<I>> out(const_view(image).size(), uninitialized);
  graph_cut_into(image, seeds, out, options);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
