// filter/: distance transforms.

#include <limn/filter/distance.hpp>
#include <limn/threshold/fixed.hpp>

#include <cmath>
#include <cstring>
#include <memory>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

struct Data {
  limn::Mask mask;
  limn::Image<float> ours, peer;
  limn::Image<std::int32_t> steps;
};

#if defined(LIMN_BENCH_OPENCV)
template <class T>
cv::Mat header(limn::Image<T>& image, int type) {
  return cv::Mat(static_cast<int>(image.height()), static_cast<int>(image.width()), type, image.pixels().data());
}
#endif

void add_rows(limn::Index size, const char* picture, const limn::Mask& mask, double goal) {
  const auto data = std::make_shared<Data>(Data{mask, limn::Image<float>(mask.size()), limn::Image<float>(mask.size()),
                                                limn::Image<std::int32_t>(mask.size())});
  const auto count = static_cast<double>(size * size);
  const auto null = [data] {
    const auto in = data->mask.pixels();
    const auto out = data->peer.pixels();
    for (std::size_t i = 0; i < in.size(); ++i) out[i] = static_cast<float>(static_cast<int>(in[i]));
  };
  const std::string tail = std::to_string(size) + "/" + picture;
  limn_bench::Case exact{.name = "filter/distance/" + tail,
                         .pixels = count,
                         .bytes = 5 * count,
                         .limn = [data] { limn::distance_transform_into(data->mask, data->ours); },
                         .null = null,
                         .goal = goal};
  limn_bench::Case block{.name = "filter/city_block/" + tail,
                         .pixels = count,
                         .bytes = 5 * count,
                         .limn = [data] { limn::city_block_transform_into(data->mask, data->steps); },
                         .null = null,
                         .goal = 2};
  limn_bench::Case board{.name = "filter/chessboard/" + tail,
                         .pixels = count,
                         .bytes = 5 * count,
                         .limn = [data] { limn::chessboard_transform_into(data->mask, data->steps); },
                         .null = null,
                         .goal = 2};
#if defined(LIMN_BENCH_OPENCV)
  const auto in = header(data->mask, CV_8U);
  const auto out = header(data->peer, CV_32F);
  exact.opencv = [in, out] { cv::distanceTransform(in, out, cv::DIST_L2, cv::DIST_MASK_PRECISE); };
  exact.check = [data] {
    // OpenCV's own square root is an approximation.
    for (std::size_t i = 0; i < data->ours.pixels().size(); ++i) {
      if (!(std::abs(data->ours.pixels()[i] - data->peer.pixels()[i]) <= 1e-4F * data->ours.pixels()[i])) return false;
    }
    return true;
  };
  block.opencv = [in, out] { cv::distanceTransform(in, out, cv::DIST_L1, 3); };
  board.opencv = [in, out] { cv::distanceTransform(in, out, cv::DIST_C, 3); };
  block.check = board.check = [data] {
    for (std::size_t i = 0; i < data->steps.pixels().size(); ++i) {
      if (static_cast<float>(data->steps.pixels()[i]) != data->peer.pixels()[i]) return false;
    }
    return true;
  };
#endif
  limn_bench::add(exact);
  limn_bench::add(block);
  limn_bench::add(board);
}

}  // namespace

LIMN_BENCH_CASES(distance_cases) {
  for (const limn::Index size : {512, 4096}) {
    const auto natural = limn::threshold(limn_bench::natural_gray(size), 100);
    add_rows(size, "natural", natural, size == 512 ? 5 : 20);
    add_rows(size, "noise", limn_bench::noise_mask(size, 0.5), size == 512 ? 35 : 20);
  }
}
