// Clusters: pixels of like colors, wherever they are.

#include <limn/cluster/kmeans.hpp>

#include <cstdint>
#include <numeric>

#include "common.hpp"

namespace tool {
namespace {

/// Classes 1..k from the darkest center to the brightest, so that their order does not hang on the seed.
limn::LabelImage<> classes(limn::KMeans<2> clusters) {
  const auto count = static_cast<std::size_t>(clusters.centers.height());
  std::vector<double> brightness(count);
  for (std::size_t k = 0; k < count; ++k) {
    const auto center = clusters.centers.row(k);
    brightness[k] = center.size() < 3 ? center[0] : 0.299 * center[0] + 0.587 * center[1] + 0.114 * center[2];
  }
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return brightness[a] < brightness[b]; });
  std::vector<std::int32_t> renamed(count);
  for (std::size_t i = 0; i < count; ++i) renamed[order[i]] = static_cast<std::int32_t>(i + 1);
  limn::transform_into(clusters.labels, clusters.labels,
                       [&](std::int32_t label) { return renamed[static_cast<std::size_t>(label)]; });
  return std::move(clusters.labels);
}

Result run_kmeans(const Picture& picture, const Values& values) {
  const limn::KMeansOptions options{.clusters = static_cast<int>(values.integer("clusters")),
                                    .iterations = static_cast<int>(values.integer("iterations")),
                                    .seed = static_cast<std::uint64_t>(values.integer("seed"))};
  const auto cluster = [&](const auto& image) -> Result {
    auto clusters = limn::kmeans(image, options);
    const double inertia = clusters.inertia;
    return {classes(std::move(clusters)), {{"inertia", inertia}}};
  };
  if (!picture.color) return on_gray(picture, values, cluster);
  const double sigma = values.number("sigma");
  return sigma > 0 ? cluster(limn::gaussian(*picture.color, {.sigma = sigma})) : cluster(*picture.color);
}

}  // namespace

std::vector<Technique> cluster_techniques() {
  return {
      {.name = "kmeans",
       .family = "cluster",
       .summary = "Pixels of like color, or of like gray, around k centers",
       .source = "Lloyd 1982, Arthur and Vassilvitskii 2007",
       .finds = Finds::classes,
       .options = {integer("clusters", "4", 1, 65535, "how many classes"),
                   integer("iterations", "20", 1, 1e6, "rounds at most"),
                   integer("seed", "1", 0, 9e15, "of the random start"), sigma_option()},
       .run = run_kmeans},
  };
}

}  // namespace tool
