// superpixel/: pieces of 32 x 32 pixels of a color picture by SLIC, ten rounds; the graph-based segmentation;
// quickshift, of which OpenCV has no counterpart; and the graph of SLIC's pieces.
//
// OpenCV's SLIC takes colors in CIELAB, so that the conversion counts. No two of these find the same pieces: the check
// is that ours are about as many and as even in color.

#include <limn/superpixel/adjacency_graph.hpp>
#include <limn/superpixel/felzenszwalb.hpp>
#include <limn/superpixel/quickshift.hpp>
#include <limn/superpixel/slic.hpp>

#include <algorithm>
#include <memory>
#include <vector>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV_XIMGPROC)
#include <opencv2/imgproc.hpp>
#include <opencv2/ximgproc.hpp>
#include <opencv2/ximgproc/segmentation.hpp>
#endif

namespace {

using limn::Index;

struct Data {
  limn::Image<limn::Rgb<std::uint8_t>> picture;
  limn::LabelImage<> ours, peer;
};

std::shared_ptr<Data> data_of(Index size) {
  const auto data = std::make_shared<Data>();
  data->picture = limn_bench::natural_rgb(size);
  data->ours = data->peer = limn::LabelImage<>(data->picture.size());
  return data;
}

#if defined(LIMN_BENCH_OPENCV_XIMGPROC)
/// How many pieces there are, and the mean squared difference of a pixel's green from that of its piece.
struct Evenness {
  std::size_t pieces = 0;
  double error = 0;
};

Evenness evenness(const Data& data, const limn::LabelImage<>& labels) {
  std::vector<double> counts, sums, squares;
  for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
    const auto k = static_cast<std::size_t>(labels.pixels()[i]);
    if (k >= counts.size()) {
      for (auto* of : {&counts, &sums, &squares}) of->resize(k + 1);
    }
    const double green = data.picture.pixels()[i].g;
    counts[k] += 1;
    sums[k] += green;
    squares[k] += green * green;
  }
  Evenness result;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] == 0) continue;
    ++result.pieces;
    result.error += squares[k] - sums[k] * sums[k] / counts[k];
  }
  result.error /= static_cast<double>(labels.pixels().size());
  return result;
}

bool alike(const Data& data) {
  const Evenness ours = evenness(data, data.ours), peer = evenness(data, data.peer);
  return 2 * ours.pieces >= peer.pieces && ours.pieces <= 2 * peer.pieces && ours.error <= 1.25 * peer.error;
}

cv::Mat borrowed(limn::Image<limn::Rgb<std::uint8_t>>& picture) {
  return {static_cast<int>(picture.height()), static_cast<int>(picture.width()), CV_8UC3, picture.pixels().data()};
}
#endif

/// `run(data, executor)`, which is to fill `data.ours`.
template <class Run>
limn_bench::Case labeling(const std::shared_ptr<Data>& data, const Run& run) {
  limn_bench::Case work;
  work.pixels = static_cast<double>(data->ours.pixels().size());
  work.bytes = 7 * work.pixels;
  limn_bench::set_run(work, [data, run](const auto& executor) { run(*data, executor); });
  work.null = [data] { limn_bench::null_pass(data->picture, data->ours); };
  return work;
}

constexpr Index side = 32;

void run_slic(Data& data, const auto& executor) {
  const Index along = data.picture.width() / side;
  // What OpenCV's joins to a neighbor is smaller.
  const limn::SlicOptions options{.segments = static_cast<int>(along * along), .min_size_factor = 0.25};
  limn::slic_into(data.picture, data.ours, options, executor);
}

limn_bench::Case slic(Index size) {
  const auto data = data_of(size);
  auto work = labeling(data, [](Data& all, const auto& executor) { run_slic(all, executor); });
#if defined(LIMN_BENCH_OPENCV_XIMGPROC)
  work.opencv = [data, lab = cv::Mat()]() mutable {
    cv::cvtColor(borrowed(data->picture), lab, cv::COLOR_RGB2Lab);
    const auto superpixels = cv::ximgproc::createSuperpixelSLIC(lab, cv::ximgproc::SLIC, side, 10);
    superpixels->iterate(10);
    superpixels->enforceLabelConnectivity();
    cv::Mat labels;
    superpixels->getLabels(labels);
    labels.copyTo(limn_bench::mat(data->peer));
  };
  work.check = [data] { return alike(*data); };
#endif
  return work;
}

limn_bench::Case felzenszwalb(Index size) {
  const auto data = data_of(size);
  auto work = labeling(data, [](Data& all, const auto& executor) {
    limn::felzenszwalb_into(all.picture, all.ours, {.scale = 300, .sigma = 0.8, .min_size = 50}, executor);
  });
  work.two = {};  // all but the smoothing is one thread's
#if defined(LIMN_BENCH_OPENCV_XIMGPROC)
  work.opencv = [data] {
    cv::Mat labels;
    cv::ximgproc::segmentation::createGraphSegmentation(0.8, 300, 50)->processImage(borrowed(data->picture), labels);
    labels.copyTo(limn_bench::mat(data->peer));
  };
  work.check = [data] { return alike(*data); };
#endif
  return work;
}

limn_bench::Case quickshift(Index size) {
  return labeling(data_of(size), [](Data& all, const auto& executor) {
    limn::quickshift_into(all.picture, all.ours, {.ratio = 0.5, .kernel_size = 3, .max_distance = 6}, executor);
  });
}

limn_bench::Case adjacency(Index size) {
  const auto data = data_of(size);
  run_slic(*data, limn::sequential);
  limn_bench::Case work;
  work.pixels = static_cast<double>(size * size);
  work.bytes = 7 * work.pixels;
  work.null = [data] { limn_bench::null_pass(data->picture, data->peer); };
  work.limn = [data] {
    limn::cut_threshold_into(data->ours, limn::adjacency_graph(data->picture, data->ours), 10, data->peer);
  };
  return work;
}

}  // namespace

LIMN_BENCH_CASES(superpixel_cases) {
  for (const Index size : {512, 4096}) {
    const std::string tail = "/" + std::to_string(size);
    limn_bench::add({"superpixel/slic/rgb8" + tail, size == 512 ? 7.0 : 6.0, [=] { return slic(size); }});
    limn_bench::add({"superpixel/felzenszwalb/rgb8" + tail, 2, [=] { return felzenszwalb(size); }});
    limn_bench::add({"superpixel/adjacency_graph/rgb8" + tail, 0, [=] { return adjacency(size); }});
    // A second for each call at 512 by scikit-image: once is enough.
    if (size == 512) limn_bench::add({"superpixel/quickshift/rgb8" + tail, 0, [=] { return quickshift(size); }});
  }
}
