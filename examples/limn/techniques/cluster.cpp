// Clusters: pixels of like colors, wherever they are.

#include <limn/cluster/gaussian_mixture.hpp>
#include <limn/cluster/kmeans.hpp>

#include <cstdint>
#include <numeric>

#include "common.hpp"

namespace tool {
namespace {

/// Classes 1..k from the darkest center to the brightest, so that their order does not hang on the seed.
limn::LabelImage<> classes(limn::LabelImage<> labels, const limn::Image<double>& centers) {
  const auto count = static_cast<std::size_t>(centers.height());
  std::vector<double> brightness(count);
  for (std::size_t k = 0; k < count; ++k) {
    const auto center = centers.row(k);
    brightness[k] = center.size() < 3 ? center[0] : 0.299 * center[0] + 0.587 * center[1] + 0.114 * center[2];
  }
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return brightness[a] < brightness[b]; });
  std::vector<std::int32_t> renamed(count);
  for (std::size_t i = 0; i < count; ++i) renamed[order[i]] = static_cast<std::int32_t>(i + 1);
  limn::transform_into(labels, labels, [&](std::int32_t label) { return renamed[static_cast<std::size_t>(label)]; });
  return labels;
}

Result run_kmeans(const Picture& picture, const Values& values) {
  const limn::KMeansOptions options{.clusters = static_cast<int>(values.integer("clusters")),
                                    .iterations = static_cast<int>(values.integer("iterations")),
                                    .seed = static_cast<std::uint64_t>(values.integer("seed"))};
  return on_color_or_gray(picture, values, [&](const auto& image) -> Result {
    auto clusters = limn::kmeans(image, options);
    return {classes(std::move(clusters.labels), clusters.centers), {{"inertia", clusters.inertia}}};
  });
}

Result run_gaussian_mixture(const Picture& picture, const Values& values) {
  const limn::GaussianMixtureOptions options{
      .components = static_cast<int>(values.integer("components")),
      .covariance = values.choice("covariance") == "full" ? limn::Covariance::full : limn::Covariance::diagonal,
      .iterations = static_cast<int>(values.integer("iterations")),
      .tolerance = values.number("tolerance"),
      .reg = 1,  // levels are whole numbers: no narrower than one of them
      .seed = static_cast<std::uint64_t>(values.integer("seed"))};
  return on_color_or_gray(picture, values, [&](const auto& image) -> Result {
    auto mixture = limn::gaussian_mixture(image, options);
    return {classes(std::move(mixture.labels), mixture.means),
            {{"log likelihood", mixture.log_likelihood}, {"iterations", mixture.iterations}}};
  });
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
                   integer("iterations", "20", 1, 1e6, "rounds at most"), seed_option(), sigma_option()},
       .run = run_kmeans},
      {.name = "gaussian-mixture",
       .family = "cluster",
       .summary = "Pixels of k kinds, each with its share and spread of colors",
       .source = "Dempster et al. 1977",
       .finds = Finds::classes,
       .options = {integer("components", "4", 1, 65535, "how many classes"),
                   choice("covariance", "full", {"full", "diagonal"}, "ellipsoids of any axes, or along the channels"),
                   integer("iterations", "100", 1, 1e6, "rounds at most"),
                   number("tolerance", "0.001", 0, 1e6, "of the log-likelihood, at which rounds end"), seed_option(),
                   sigma_option()},
       .run = run_gaussian_mixture},
  };
}

}  // namespace tool
