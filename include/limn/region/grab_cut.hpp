#pragma once
/// \file
/// GrabCut: the object in a box, by graph cuts whose colors are learned from their own result.
///
/// Source: C. Rother, V. Kolmogorov, A. Blake, ""GrabCut": interactive foreground extraction using iterated graph
/// cuts", ACM TOG 23(3), 2004.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/list.hpp>
#include <limn/region/detail/color_models.hpp>
#include <limn/region/detail/cut_pixels.hpp>
#include <limn/region/detail/max_flow.hpp>
#include <limn/region/graph_cut.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace limn {

/// What is known of a pixel ahead. The values are OpenCV's, so that its masks wrap without a copy.
enum class CutHint : std::uint8_t {
  background = 0,           ///< for certain
  foreground = 1,           ///< for certain
  probable_background = 2,  ///< where the colors begin; may change
  probable_foreground = 3
};

struct GrabCutOptions {
  int iterations = 5;      ///< how often colors are learned and the graph is cut; at least 1
  int components = 5;      ///< Gaussians of either side, in [1, 255]
  double smoothness = 50;  ///< gamma of Rother: what it costs to part two like neighbors; >= 0
  double beta = 0;         ///< how fast that falls with the squared difference; 0: half of one over its mean
  Connectivity connectivity = Connectivity::full;  ///< which pixels are neighbors
  std::uint64_t seed = 1;                          ///< of the k-means by which the Gaussians begin
};

inline namespace LIMN_ABI {
namespace detail {

template <class P, class HintAt, std::size_t R>
void grab_cut(const ImageView<const P, R>& image, HintAt&& hint_at, const ImageView<Binary, R>& out,
              const GrabCutOptions& options) {
  const CutPixels<R> pixels(image);
  List<CutSide> sides(pixels.inside.size(), CutSide::neither);
  List<std::uint8_t> certain(sides.size());
  for (Index i = 0; i < row_count(out.size()); ++i) {
    for (Index x = 0; x < out.width(); ++x) {
      const CutHint hint = hint_at(i, x);
      const auto place = static_cast<std::size_t>(pixels.frame.row(i) + x);
      if (pixels.inside[place] == 0) continue;
      const bool fore = hint == CutHint::foreground || hint == CutHint::probable_foreground;
      sides[place] = fore ? CutSide::foreground : CutSide::background;
      certain[place] = hint == CutHint::background || hint == CutHint::foreground ? 1 : 0;
    }
  }
  ColorModels<R> models(pixels, options.components, 0, cut_scale(options.smoothness));
  if (!models.start(sides.data(), options.seed)) {
    throw_invalid_argument(
        "limn::grab_cut: there is no pixel of the foreground, or none of the background, to learn from");
  }
  with_cut_flow("limn::grab_cut", pixels, options.connectivity, options.smoothness, options.beta,
                [&]<int D>(GridFlow<D> flow) {
                  // A flow stays where it is from one cut to the next: only what terminals gain or lose is added.
                  List<std::int32_t> terminals(sides.size());
                  for (int i = 0; i < options.iterations && models.improve(sides.data()); ++i) {
                    for (Index place = 0; place < pixels.frame.count; ++place) {
                      const auto at = static_cast<std::size_t>(place);
                      if (pixels.inside[at] == 0) continue;
                      std::int32_t now = to_terminal<D>(models.ratio(place));
                      if (certain[at] != 0) {
                        now = sides[at] == CutSide::foreground ? GridFlow<D>::hard : -GridFlow<D>::hard;
                      }
                      flow.add_terminal(place, now - terminals[at]);
                      terminals[at] = now;
                    }
                    flow.run();
                    for (Index place = 0; place < pixels.frame.count; ++place) {
                      const auto at = static_cast<std::size_t>(place);
                      if (pixels.inside[at] == 0) continue;
                      sides[at] = flow.is_source(place) ? CutSide::foreground : CutSide::background;
                    }
                  }
                  write_cut(flow, pixels.frame, out);
                });
}

inline void require_grab_cut(const GrabCutOptions& options) {
  require_cut("limn::grab_cut", options.smoothness, options.beta, options.components, 1);
  if (options.iterations < 1) {
    throw_invalid_argument("limn::grab_cut: iterations is ", options.iterations, ", not 1 or more");
  }
}

}  // namespace detail

/// An image of hints.
template <class H>
concept HintsImage = AnyImage<H> && std::is_same_v<pixel_t<H>, CutHint>;

/// Writes the foreground; see `grab_cut`.
///
/// \throws std::invalid_argument  also if `out` has another size.
template <AnyImage I, OutputOf<Binary> O>
requires SameRank<I, O> &&
    (GrayImage<I> || ColorImage<I>)void grab_cut_into(const I& image, const Box<rank_v<I>>& box, O&& out,
                                                      const GrabCutOptions& options = {}) {
  const auto pixels = const_view(image);
  detail::require_same_size("limn::grab_cut_into", "the output", view(out).size(), "the image", pixels.size());
  detail::require_grab_cut(options);
  for (std::size_t axis = 0; axis < rank_v<I>; ++axis) {
    const Index origin = box.origin[axis], extent = box.size[axis], limit = pixels.size()[axis];
    if (origin < 0 || extent < 1 || origin > limit || extent > limit - origin) {
      detail::throw_invalid_argument("limn::grab_cut: the box of ", box.size, " at ", box.origin,
                                     " is empty or reaches outside the image of ", pixels.size());
    }
  }
  const auto hint_at = [&](Index row, Index x) {
    Point<rank_v<I>> point{};
    point[0] = x;
    for (std::size_t axis = 1; axis < rank_v<I>; ++axis) {
      point[axis] = row % pixels.size()[axis];
      row /= pixels.size()[axis];
    }
    return contains(box.size, point - box.origin) ? CutHint::probable_foreground : CutHint::background;
  };
  detail::grab_cut(pixels, hint_at, view(out), options);
}

/// The same from hints.
template <AnyImage I, HintsImage H, OutputOf<Binary> O>
requires SameRank<I, H> && SameRank<I, O> &&
    (GrayImage<I> || ColorImage<I>)void grab_cut_into(const I& image, const H& hints, O&& out,
                                                      const GrabCutOptions& options = {}) {
  const auto pixels = const_view(image);
  const auto given = const_view(hints);
  detail::require_same_size("limn::grab_cut", "the image of hints", given.size(), "the image", pixels.size());
  detail::require_same_size("limn::grab_cut_into", "the output", view(out).size(), "the image", pixels.size());
  detail::require_grab_cut(options);
  const auto hint_at = [&](Index row, Index x) { return detail::nth_row(given, row)[x]; };
  detail::grab_cut(pixels, hint_at, view(out), options);
}

/// The object in a box: all outside is background, all inside may be either.
///
/// Colors of both sides are mixtures of Gaussians. A round puts every pixel into the Gaussian of its side in which it
/// is the likeliest, learns these anew, and cuts the graph as `graph_cut` does; what is cut off goes to the other side.
/// The first Gaussians come from k-means. The result is a function of its arguments, the same on every machine.
///
/// \param image    2-D or 3-D, of any color or gray. A NaN or infinite pixel has no neighbors and is background.
/// \param box      where the object is, with nothing of it outside; background inside does no harm.
/// \param options  see GrabCutOptions. With the defaults, OpenCV's grabCut but for the start by k-means.
/// \returns        the foreground; nothing outside of the box.
/// \throws std::invalid_argument  if the box is empty, reaches outside the image or leaves no background, or an option
///                 is out of range.
/// \complexity     each round is linear but for the cut, which is near linear in practice; the cuts after the first
///                 begin from its flow. Scratch as of `graph_cut`, 5 bytes more per pixel; before
///                 the cuts, k-means takes 16 bytes for each channel of the pixels of one side.
template <AnyImage I>
requires GrayImage<I> || ColorImage<I>
[[nodiscard]] Image<Binary, rank_v<I>> grab_cut(const I& image, const Box<rank_v<I>>& box,
                                                const GrabCutOptions& options = {}) {
  Image<Binary, rank_v<I>> out(const_view(image).size(), uninitialized);
  grab_cut_into(image, box, out, options);
  return out;
}

/// The same from hints: what is certain stays as it is, what is probable is where the colors begin. To refine a result,
/// hint it as probable, and as certain what it had wrong.
///
/// \param hints  the same size. Values that are none of the four are read as probable background.
/// \throws std::invalid_argument  if sizes differ, there is no pixel of a side, or an option is out of range.
template <AnyImage I, HintsImage H>
requires SameRank<I, H> &&(GrayImage<I> || ColorImage<I>)
    [[nodiscard]] Image<Binary, rank_v<I>> grab_cut(const I& image, const H& hints,
                                                    const GrabCutOptions& options = {}) {
  Image<Binary, rank_v<I>> out(const_view(image).size(), uninitialized);
  grab_cut_into(image, hints, out, options);
  return out;
}

}  // namespace LIMN_ABI
}  // namespace limn
