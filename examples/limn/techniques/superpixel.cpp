// Superpixels: small pieces of one color each, and what they merge to.

#include <limn/superpixel/adjacency_graph.hpp>
#include <limn/superpixel/felzenszwalb.hpp>
#include <limn/superpixel/quickshift.hpp>
#include <limn/superpixel/slic.hpp>

#include <cstdint>
#include <utility>

#include "common.hpp"

namespace tool {
namespace {

/// `f(image)` with the colors, else the gray picture in its own depth.
template <class F>
Result on_color(const Picture& picture, F&& f) {
  if (picture.color) return f(*picture.color);
  return std::visit([&](const auto& gray) -> Result { return f(gray); }, picture.gray);
}

template <class I>
limn::LabelImage<> pieces(const I& image, const Values& values) {
  const bool color = limn::channels_v<limn::pixel_t<I>> == 3;
  return limn::slic(image,
                    {.segments = static_cast<int>(values.integer("segments")),
                     .compactness = values.is_auto("compactness") ? (color ? 10 : 0.1) : values.number("compactness"),
                     .sigma = values.number("sigma")});
}

Result run_slic(const Picture& picture, const Values& values) {
  return on_color(picture, [&](const auto& image) -> Result { return {pieces(image, values)}; });
}

Result run_merge(const Picture& picture, const Values& values) {
  return on_color(picture, [&](const auto& image) -> Result {
    auto labels = pieces(image, values);
    const auto graph = limn::adjacency_graph(image, labels);
    // Differences are told on a scale of 255 whatever the depth.
    using Channel = limn::channel_t<limn::pixel_t<decltype(image)>>;
    const double level = static_cast<double>((std::numeric_limits<Channel>::max)()) / 255;
    limn::merge_hierarchical_into(labels, graph, values.number("difference") * level, labels);
    return {std::move(labels), {{"superpixels", static_cast<double>(graph.regions.size()) - 1}}};
  });
}

Result run_felzenszwalb(const Picture& picture, const Values& values) {
  return on_color(picture, [&](const auto& image) -> Result {
    return {limn::felzenszwalb(image, {.scale = values.number("scale"),
                                       .sigma = values.number("sigma"),
                                       .min_size = static_cast<int>(values.integer("min-size"))})};
  });
}

Result run_quickshift(const Picture& picture, const Values& values) {
  return on_color(picture, [&](const auto& image) -> Result {
    return {limn::quickshift(image, {.ratio = values.number("ratio"),
                                     .kernel_size = values.number("kernel-size"),
                                     .max_distance = values.number("max-distance"),
                                     .sigma = values.number("sigma"),
                                     .seed = static_cast<std::uint64_t>(values.integer("seed"))})};
  });
}

Option segments_option() { return integer("segments", "250", 1, 1 << 22, "about how many superpixels"); }
Option compactness_option() {
  return number("compactness", "auto", 1e-6, 1e6,
                "color difference that weighs as much as the distance of two seeds; auto is 10, of gray pictures 0.1");
}

}  // namespace

std::vector<Technique> superpixel_techniques() {
  return {
      {.name = "slic",
       .family = "superpixel",
       .summary = "About as many pieces of one size and like color as you say",
       .source = "Achanta et al. 2012",
       .finds = Finds::labels,
       .options = {segments_option(), compactness_option(), sigma_option()},
       .run = run_slic},
      {.name = "slic-merge",
       .family = "superpixel",
       .summary = "The same, the most alike merged until their mean colors differ",
       .source = "Achanta et al. 2012, Beaulieu and Goldberg 1989",
       .finds = Finds::labels,
       .options = {segments_option(), compactness_option(),
                   number("difference", "20", 0, 1000, "regions differ by this many levels of 255 at least"),
                   sigma_option()},
       .run = run_merge},
      {.name = "felzenszwalb",
       .family = "superpixel",
       .summary = "Neighbors join while they differ little beside what is within their regions",
       .source = "Felzenszwalb and Huttenlocher 2004",
       .finds = Finds::labels,
       .options = {number("scale", "100", 0, 1e9, "how readily regions join"),
                   integer("min-size", "20", 0, 1e9, "regions of fewer pixels join a neighbor"),
                   number("sigma", "0.8", 0, 100, "smooth by a Gaussian of this many pixels first")},
       .run = run_felzenszwalb},
      {.name = "quickshift",
       .family = "superpixel",
       .summary = "Every pixel follows the nearest one of denser surroundings in color and position",
       .source = "Vedaldi and Soatto 2008",
       .finds = Finds::labels,
       .options = {number("ratio", "1", 0, 1e6, "what a difference in color counts beside one in position"),
                   number("kernel-size", "5", 1, 100, "pixels of the density's Gaussian"),
                   number("max-distance", "10", 0, 1e6, "farther from all that is denser, a segment begins"),
                   integer("seed", "1", 0, 9e15, "of the noise that parts equal densities"), sigma_option()},
       .run = run_quickshift},
  };
}

}  // namespace tool
