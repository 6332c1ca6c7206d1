#include <limn/superpixel/adjacency_graph.hpp>

#include <cmath>
#include <numeric>

#include "pictures.hpp"
#include "reference/adjacency_graph.hpp"
#include "support/fingerprint.hpp"

#include <limn/superpixel/slic.hpp>

using namespace limn_test;
using limn::AdjacencyEdge;
using limn::Connectivity;
using limn::Rgb;

namespace {

template <class P, class L, std::size_t R>
reference::Regions by_definition(const Image<P, R>& image, const Image<L, R>& labels, Connectivity connectivity) {
  std::vector<std::vector<double>> colors;
  const auto* const channels = reinterpret_cast<const limn::channel_t<P>*>(image.pixels().data());
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    colors.emplace_back(channels + i * limn::channels_v<P>, channels + (i + 1) * limn::channels_v<P>);
  }
  const long size[3] = {image.width(), image.height(), R == 3 ? image.size()[R - 1] : 1};
  const std::vector<long> flat(labels.pixels().begin(), labels.pixels().end());
  return reference::regions_of(colors, flat, size, 1 + static_cast<int>(connectivity));
}

/// Labels by `name`, numbered in raster order.
template <class L, std::size_t R, class F>
Image<L, R> renamed(const Image<L, R>& labels, const F& name) {
  std::map<int, L> numbers;
  Image<L, R> result(labels.size());
  for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
    if (labels.pixels()[i] <= 0) continue;
    L& number = numbers[name(static_cast<int>(labels.pixels()[i]))];
    if (number == 0) number = static_cast<L>(numbers.size());
    result.pixels()[i] = number;
  }
  return result;
}

/// Labels of few values that are scattered over the image.
template <class L, std::size_t R>
Image<L, R> patches(const Size<R>& size, unsigned seed) {
  std::mt19937 generator(seed);
  Image<L, R> labels(size);
  for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
    const auto limit = std::min<std::size_t>(12, labels.pixels().size());
    const L before = i > 0 ? labels.pixels()[i - 1] : L{0};
    labels.pixels()[i] = generator() % 3 > 0 ? before : static_cast<L>(generator() % (limit + 1));
  }
  return labels;
}

}  // namespace

TEST_CASE("adjacency_graph: borders, corners and background") {
  const auto labels = image<std::int32_t>({{1, 1, 2, 2},  //
                                           {1, 1, 0, 3},
                                           {5, 5, 0, 3}});
  const auto gray = image<std::uint8_t>({{10, 20, 50, 50},  //
                                         {10, 20, 99, 80},
                                         {15, 16, 99, 90}});
  const auto graph = limn::adjacency_graph(gray, labels);
  CHECK(graph.edges == std::vector<AdjacencyEdge>{{1, 2, 1, 35}, {1, 5, 2, 0.5}, {2, 3, 1, 35}});
  REQUIRE(graph.regions.size() == 6);
  CHECK(graph.regions[1].pixels == 4);
  CHECK(graph.regions[1].mean(0) == 15);
  CHECK(graph.regions[3].mean(0) == 85);
  CHECK(graph.regions[4].pixels == 0);
  // By a corner, and not by a face.
  const auto corner = image<std::int32_t>({{1, 0}, {0, 2}});
  const auto pair = image<float>({{3, 0}, {0, 7}});
  CHECK(limn::adjacency_graph(pair, corner).edges == std::vector<AdjacencyEdge>{{1, 2, 0, 4}});
  CHECK(limn::adjacency_graph(pair, corner, {.connectivity = Connectivity::face}).edges.empty());
  CHECK(limn::adjacency_graph(Image<float>(), limn::LabelImage<>()).edges.empty());
}

TEST_CASE("adjacency_graph: colors, and pixels that are no number") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto labels = image<std::uint8_t>({{1, 1, 2, 3}});
  const auto colors = image<Rgb<float>>({{{1, 2, 3}, {nan, 9, 9}, {4, 6, 3}, {0, 0, nan}}});
  const auto graph = limn::adjacency_graph(colors, labels);
  CHECK(graph.regions[1].pixels == 1);
  CHECK(graph.edges[0] == AdjacencyEdge{1, 2, 1, 5});
  CHECK(std::isnan(graph.edges[1].weight));
  CHECK(text(limn::cut_threshold(image<std::int32_t>({{1, 1, 2, 3}}), graph, 1e9)) == Text{"1112"});
  CHECK(text(limn::merge_hierarchical(image<std::int32_t>({{1, 1, 2, 3}}), graph, 1e9)) == Text{"1112"});
}

TEST_CASE("merging: a chain of small steps is cut by none, and merged until the means differ") {
  const auto gray = image<std::uint8_t>({{0, 10, 20, 30, 40}});
  const auto labels = image<std::int32_t>({{1, 2, 3, 4, 5}});
  const auto graph = limn::adjacency_graph(gray, labels);
  CHECK(text(limn::cut_threshold(labels, graph, 10)) == Text{"12345"});
  CHECK(text(limn::cut_threshold(labels, graph, 11)) == Text{"11111"});
  // 1 and 2 first, then 3 and 4, as all are equal; then 5 is 15 from 25, and 5 is 20 from 25.
  CHECK(text(limn::merge_hierarchical(labels, graph, 10)) == Text{"12345"});
  CHECK(text(limn::merge_hierarchical(labels, graph, 11)) == Text{"11223"});
  CHECK(text(limn::merge_hierarchical(labels, graph, 15.5)) == Text{"11222"});
  CHECK(text(limn::merge_hierarchical(labels, graph, 1000)) == Text{"11111"});
  // Labels are numbered anew in raster order, also in place.
  auto other = image<std::int32_t>({{5, 0, 2, 4, 4}});
  const auto weights = limn::adjacency_graph(gray, other);
  CHECK(text(limn::cut_threshold(other, weights, 0)) == Text{"10233"});
  limn::merge_hierarchical_into(other, weights, 100, other);
  CHECK(text(other) == Text{"10222"});
}

TEST_CASE_TEMPLATE("the graph and its mergings equal the reference in 2-D", P, LIMN_TEST_GRAY_TYPES,
                   Rgb<std::uint8_t>) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes_2d()) {
    ++seed;
    CAPTURE(size);
    using C = limn::channel_t<P>;
    Image<P> picture(size);
    const auto channels = random_image<C>(Size{size.width * static_cast<Index>(limn::channels_v<P>), size.height}, seed,
                                          seed % 2 == 0 ? 3 : 0);
    std::memcpy(static_cast<void*>(picture.pixels().data()), channels.pixels().data(), channels.pixels().size_bytes());
    const auto labels = patches<std::int32_t>(size, seed);
    const auto connectivity = static_cast<Connectivity>(seed % 3);
    const auto expected = by_definition(picture, labels, connectivity);
    limn::AdjacencyGraph graph;
    for_each_layout(picture, [&](const auto& layout) {
      graph = limn::adjacency_graph(layout, labels, {.connectivity = connectivity});
      REQUIRE(graph.edges.size() == expected.borders.size());
      auto edge = graph.edges.begin();
      for (const auto& [pair, faces] : expected.borders) {
        CHECK(std::pair<int, int>(edge->first, edge->second) == pair);
        CHECK(edge->border == faces);
        CHECK(edge->weight == doctest::Approx(expected.apart({pair.first}, {pair.second})).epsilon(1e-9));
        ++edge;
      }
    });
    if (seed % 2 == 0) continue;  // equal weights, which rounding may part
    std::vector<double> weights;
    for (const auto& edge : graph.edges) weights.push_back(edge.weight);
    std::sort(weights.begin(), weights.end());
    const double threshold = weights.empty() ? 1 : weights[weights.size() / 3] * 1.001;
    const auto names = reference::merge_hierarchical(expected, threshold);
    for_each_layout(labels, [&](const auto& layout) {
      CHECK(limn::merge_hierarchical(layout, graph, threshold) == renamed(labels, [&](int label) {
              const auto found = names.find(label);
              return found == names.end() ? label : found->second;
            }));
      std::vector<int> of(13);
      std::iota(of.begin(), of.end(), 0);
      for (const auto& edge : graph.edges) {
        if (!(edge.weight < threshold)) continue;
        const int from = of[static_cast<std::size_t>(edge.second)], to = of[static_cast<std::size_t>(edge.first)];
        for (int& o : of) o = o == from ? to : o;
      }
      CHECK(limn::cut_threshold(layout, graph, threshold) ==
            renamed(labels, [&](int label) { return of[static_cast<std::size_t>(label)]; }));
    });
  }
}

TEST_CASE("adjacency_graph equals the reference in 3-D") {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes_3d()) {
    ++seed;
    CAPTURE(size);
    const auto picture = random_image<std::uint8_t>(size, seed);
    const auto labels = patches<std::uint16_t>(size, seed);
    const auto connectivity = static_cast<Connectivity>(seed % 3);
    const auto expected = by_definition(picture, labels, connectivity);
    const auto graph = limn::adjacency_graph(picture, labels, {.connectivity = connectivity});
    REQUIRE(graph.edges.size() == expected.borders.size());
    auto edge = graph.edges.begin();
    for (const auto& [pair, faces] : expected.borders) {
      CHECK(std::pair<int, int>(edge->first, edge->second) == pair);
      CHECK(edge->border == faces);
      ++edge;
    }
    CHECK(limn::cut_threshold(labels, graph, 0) == renamed(labels, [](int label) { return label; }));
  }
}

TEST_CASE("adjacency_graph: scikit-image's results") {
  const Size size{120, 90};
  const auto pieces = limn::slic(slopes<double>(size, 255), {.segments = 60, .compactness = 20});
  const auto graph = limn::adjacency_graph(slopes<std::uint8_t>(size), pieces);
  CHECK(graph.edges.size() == 167);
  double sum = 0;
  for (const AdjacencyEdge& edge : graph.edges) sum += edge.weight;
  CHECK(sum == doctest::Approx(8227.61327981338).epsilon(1e-12));
  CHECK(fingerprint(limn::cut_threshold(pieces, graph, 10)) == 0x1a74431052e1badcU);
  CHECK(fingerprint(limn::merge_hierarchical(pieces, graph, 10)) == 0x4c0fdba73faa004U);
  CHECK(fingerprint(limn::cut_threshold(pieces, graph, 25)) == 0xca4f89e6d3ed31a1U);
  CHECK(fingerprint(limn::merge_hierarchical(pieces, graph, 25)) == 0xca4f89e6d3ed31a1U);
}

TEST_CASE("adjacency_graph and mergings: errors") {
  const Image<std::uint8_t> gray(Size{2, 2});
  const auto labels = image<std::int32_t>({{1, 1}, {2, 2}});
  const auto graph = limn::adjacency_graph(gray, labels);
  CHECK_THROWS_WITH_AS((void)limn::adjacency_graph(gray, limn::LabelImage<>(Size{2, 3})),
                       "limn::adjacency_graph: the label image is 2x3 but the image is 2x2", std::invalid_argument);
  CHECK_THROWS_WITH_AS((void)limn::adjacency_graph(gray, image<std::int64_t>({{1, 5}, {0, -3}})),
                       "limn::adjacency_graph: label 5 exceeds the number of pixels, 4", std::invalid_argument);
  limn::LabelImage<> out(Size{3, 2});
  CHECK_THROWS_WITH_AS(limn::cut_threshold_into(labels, graph, 1, out),
                       "limn::cut_threshold: the output is 3x2 but the label image is 2x2", std::invalid_argument);
  CHECK_THROWS_WITH_AS((void)limn::cut_threshold(labels, graph, std::nan("")),
                       "limn::cut_threshold: threshold is nan, which is no number", std::invalid_argument);
  CHECK_THROWS_WITH_AS((void)limn::merge_hierarchical(image<std::int32_t>({{1, 3}}), graph, 1),
                       "limn::merge_hierarchical: label 3 exceeds the regions of the graph, 2", std::invalid_argument);
  auto wrong = graph;
  wrong.edges[0].second = 3;
  CHECK_THROWS_WITH_AS((void)limn::merge_hierarchical(labels, wrong, 1),
                       "limn::merge_hierarchical: an edge of the graph leads from 1 to 3 but the last region is 2",
                       std::invalid_argument);
}
