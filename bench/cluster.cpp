// cluster/: k-means on the colors of a picture, 8 clusters, 20 rounds, from the same labels as OpenCV's; and a mixture
// of 5 Gaussians, 5 rounds, likewise.
//
// cv::kmeans takes about ten seconds for 4096 x 4096, cv::ml::EM two for 256 x 256.

#include <limn/cluster/gaussian_mixture.hpp>
#include <limn/cluster/kmeans.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/core.hpp>
#endif
#if defined(LIMN_BENCH_OPENCV_ML)
#include <opencv2/ml.hpp>
#endif

namespace {

constexpr int clusters = 8;
constexpr int rounds = 20;

struct Data {
  limn::Image<limn::Rgb<std::uint8_t>> picture;
  limn::LabelImage<> start, copied;
  double ours = 0, peer = 0;
};

/// The colors as `change` leaves them.
limn_bench::Case kmeans(limn::Index size, void (*change)(limn::Rgb<std::uint8_t>&, std::size_t)) {
  const auto data = std::make_shared<Data>();
  data->picture = limn_bench::natural_rgb(size);
  data->start = data->copied = limn::LabelImage<>(data->picture.size());
  const std::size_t count = data->picture.pixels().size();
  for (std::size_t i = 0; i < count; ++i) {
    auto& p = data->picture.pixels()[i];
    change(p, i);
    data->start.pixels()[i] = (p.r + p.g + p.b) * clusters / 766;
  }
  limn_bench::Case work;
  work.pixels = static_cast<double>(count);
  work.bytes = 7 * work.pixels;
  limn_bench::set_run(work, [data](const auto& executor) {
    data->ours =
        limn::kmeans(data->picture, data->start, {.clusters = clusters, .iterations = rounds}, executor).inertia;
  });
  work.null = [data] { limn_bench::null_pass(data->picture, data->copied); };
#if defined(LIMN_BENCH_OPENCV)
  cv::Mat points(static_cast<int>(count), 3, CV_32F), labels(static_cast<int>(count), 1, CV_32S);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& p = data->picture.pixels()[i];
    float* const point = points.ptr<float>(static_cast<int>(i));
    point[0] = p.r;
    point[1] = p.g;
    point[2] = p.b;
  }
  work.opencv = [data, points, labels, centers = cv::Mat()]() mutable {
    std::memcpy(labels.data, data->start.pixels().data(), data->start.pixels().size_bytes());
    data->peer = cv::kmeans(points, clusters, labels, cv::TermCriteria(cv::TermCriteria::COUNT, rounds, 0), 1,
                            cv::KMEANS_USE_INITIAL_LABELS, centers);
  };
  // OpenCV sums colors as float, so that its means of millions of pixels are off by a little.
  work.check = [data] { return std::abs(data->ours - data->peer) <= 5e-3 * data->peer; };
#endif
  return work;
}

limn_bench::Case gaussian_mixture(limn::Index size) {
  constexpr int components = 5, mixing_rounds = 5;
  struct MixtureData {
    limn::Image<limn::Rgb<std::uint8_t>> picture;
    limn::LabelImage<> start, copied;
    double peer = 0;
  };
  const auto data = std::make_shared<MixtureData>();
  data->picture = limn_bench::natural_rgb(size);
  data->start = data->copied = limn::kmeans(data->picture, {.clusters = components}).labels;
  limn_bench::Case work;
  work.pixels = static_cast<double>(size * size);
  work.bytes = 7 * work.pixels;
  const auto mix = [data](int made, const auto& executor) {
    return limn::gaussian_mixture(data->picture, data->start,
                                  {.components = components, .iterations = made, .tolerance = 0}, executor);
  };
  limn_bench::set_run(work, [mix](const auto& executor) { static_cast<void>(mix(mixing_rounds, executor)); });
  work.null = [data] { limn_bench::null_pass(data->picture, data->copied); };
#if defined(LIMN_BENCH_OPENCV_ML)
  if (size > 256) return work;
  const auto count = static_cast<int>(size * size);
  cv::Mat points(count, 3, CV_64F), shares = cv::Mat::zeros(count, components, CV_64F);
  for (int i = 0; i < count; ++i) {
    const auto& p = data->picture.pixels()[static_cast<std::size_t>(i)];
    double* const point = points.ptr<double>(i);
    point[0] = p.r;
    point[1] = p.g;
    point[2] = p.b;
    shares.at<double>(i, data->start.pixels()[static_cast<std::size_t>(i)]) = 1;
  }
  work.opencv = [data, points, shares] {
    const auto mixture = cv::ml::EM::create();
    mixture->setClustersNumber(components);
    mixture->setCovarianceMatrixType(cv::ml::EM::COV_MAT_GENERIC);
    mixture->setTermCriteria(cv::TermCriteria(cv::TermCriteria::COUNT, mixing_rounds, 0));
    cv::Mat likelihoods, labels, found;
    mixture->trainM(points, shares, likelihoods, labels, found);
    data->peer = cv::mean(likelihoods)[0];
  };
  // OpenCV tells the likelihood before the last round.
  work.check = [data, mix] {
    return std::abs(mix(mixing_rounds - 1, limn::sequential).log_likelihood - data->peer) <= 1e-5;
  };
#endif
  return work;
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
    const std::string tail = "/" + std::to_string(size);
    limn_bench::add({"cluster/kmeans/rgb8/natural" + tail, goal, [=] { return kmeans(size, natural); }});
    limn_bench::add({"cluster/kmeans/rgb8/grainy" + tail, goal, [=] { return kmeans(size, grainy); }});
    limn_bench::add(
        {"cluster/kmeans/rgb8/few_colors" + tail, size == 512 ? 30.0 : 100.0, [=] { return kmeans(size, few); }});
  }
  for (const limn::Index size : {256, 4096}) {
    limn_bench::add({"cluster/gaussian_mixture/rgb8/" + std::to_string(size), size == 256 ? 2.0 : 0.0,
                     [=] { return gaussian_mixture(size); }});
  }
}
