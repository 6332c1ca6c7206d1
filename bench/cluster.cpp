// cluster/: k-means on the colors of a picture, 8 clusters, 20 rounds, from the same labels as OpenCV's.
//
// cv::kmeans takes about ten seconds for 4096 x 4096: choose few repetitions, or filter.

#include <limn/cluster/kmeans.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/core.hpp>
#endif

namespace {

constexpr int clusters = 8;
constexpr int rounds = 20;

struct Data {
  limn::Image<limn::Rgb<std::uint8_t>> picture;
  limn::Image<std::int32_t> start;
  limn::Image<std::int32_t> copied;
  double ours = 0, peer = 0;
};

template <class F>
void add_kmeans(const std::string& name, limn::Index size, double goal, F&& change) {
  const auto data = std::make_shared<Data>();
  data->picture = limn_bench::natural_rgb(size);
  data->start = limn::Image<std::int32_t>(data->picture.size());
  data->copied = limn::Image<std::int32_t>(data->picture.size());
  for (std::size_t i = 0; i < data->picture.pixels().size(); ++i) {
    auto& p = data->picture.pixels()[i];
    change(p, i);
    data->start.pixels()[i] = (p.r + p.g + p.b) * clusters / 766;
  }
  limn_bench::Case row;
  row.name = name + std::to_string(size);
  row.pixels = static_cast<double>(size * size);
  row.bytes = 7 * row.pixels;
  row.goal = goal;
  row.limn = [data] {
    data->ours = limn::kmeans(data->picture, data->start, {.clusters = clusters, .iterations = rounds}).inertia;
  };
  row.null = [data] {
    for (std::size_t i = 0; i < data->picture.pixels().size(); ++i) {
      data->copied.pixels()[i] = data->picture.pixels()[i].r;
    }
  };
#if defined(LIMN_BENCH_OPENCV)
  const auto count = static_cast<int>(data->picture.pixels().size());
  cv::Mat points(count, 3, CV_32F);
  for (int i = 0; i < count; ++i) {
    const auto& p = data->picture.pixels()[static_cast<std::size_t>(i)];
    points.at<float>(i, 0) = p.r;
    points.at<float>(i, 1) = p.g;
    points.at<float>(i, 2) = p.b;
  }
  row.opencv = [data, points, count] {
    cv::Mat labels(count, 1, CV_32S), centers;
    std::memcpy(labels.data, data->start.pixels().data(), static_cast<std::size_t>(count) * sizeof(std::int32_t));
    data->peer = cv::kmeans(points, clusters, labels, cv::TermCriteria(cv::TermCriteria::COUNT, rounds, 0), 1,
                            cv::KMEANS_USE_INITIAL_LABELS, centers);
  };
  row.check = [data] { return std::abs(data->ours - data->peer) <= 1e-3 * data->peer; };
#endif
  limn_bench::add(row);
}

}  // namespace

LIMN_BENCH_CASES(cluster_cases) {
  const auto natural = [](limn::Rgb<std::uint8_t>&, std::size_t) {};
  // A picture of few colors, as from a palette or a scan.
  const auto few = [](limn::Rgb<std::uint8_t>& p, std::size_t) {
    for (std::uint8_t* channel : {&p.r, &p.g, &p.b}) *channel = static_cast<std::uint8_t>(*channel & 0xf8);
  };
  // Every color is another one than its neighbor's: nothing alike is found together.
  const auto grainy = [](limn::Rgb<std::uint8_t>& p, std::size_t i) {
    auto grain = static_cast<unsigned>(i) * 2654435761U;
    for (std::uint8_t* channel : {&p.r, &p.g, &p.b}) {
      grain ^= grain >> 15;
      grain *= 2246822519U;
      *channel = static_cast<std::uint8_t>(std::clamp(*channel + static_cast<int>(grain >> 27) - 16, 0, 255));
    }
  };
  for (const limn::Index size : {512, 4096}) {
    const double goal = size == 512 ? 30 : 28;
    add_kmeans("cluster/kmeans/rgb8/natural/", size, goal, natural);
    add_kmeans("cluster/kmeans/rgb8/grainy/", size, goal, grainy);
    add_kmeans("cluster/kmeans/rgb8/few_colors/", size, size == 512 ? 30 : 100, few);
  }
}
