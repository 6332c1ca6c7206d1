// filter/: distance transforms.

#include <limn/filter/distance.hpp>
#include <limn/threshold/fixed.hpp>

#include <cmath>
#include <memory>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

using limn::Index;

struct Data {
  limn::Mask mask;
  limn::Image<float> exact, peer;
  limn::Image<std::int32_t> steps;
};

std::shared_ptr<Data> data_of(const limn::Mask& mask) {
  const auto size = mask.size();
  return std::make_shared<Data>(
      Data{mask, limn::Image<float>(size), limn::Image<float>(size), limn::Image<std::int32_t>(size)});
}

limn_bench::Case work_on(const std::shared_ptr<Data>& data) {
  limn_bench::Case work;
  work.pixels = static_cast<double>(data->mask.pixels().size());
  work.bytes = 5 * work.pixels;
  work.null = [data] { limn_bench::null_pass(data->mask, data->steps); };
  return work;
}

limn_bench::Case exact(const limn::Mask& mask) {
  const auto data = data_of(mask);
  auto work = work_on(data);
  limn_bench::set_run(
      work, [data](const auto& executor) { limn::distance_transform_into(data->mask, data->exact, {}, executor); });
#if defined(LIMN_BENCH_OPENCV)
  work.opencv = [in = limn_bench::mat(data->mask), out = limn_bench::mat(data->peer)] {
    cv::distanceTransform(in, out, cv::DIST_L2, cv::DIST_MASK_PRECISE);
  };
  work.check = [data] {
    // OpenCV's own square root is an approximation.
    for (std::size_t i = 0; i < data->exact.pixels().size(); ++i) {
      const float ours = data->exact.pixels()[i];
      if (!(std::abs(ours - data->peer.pixels()[i]) <= 1e-4F * ours)) return false;
    }
    return true;
  };
#endif
  return work;
}

/// City block, or else chessboard.
limn_bench::Case chamfer(const limn::Mask& mask, bool city_block) {
  const auto data = data_of(mask);
  auto work = work_on(data);
  work.limn = [data, city_block] {
    if (city_block) limn::city_block_transform_into(data->mask, data->steps);
    else limn::chessboard_transform_into(data->mask, data->steps);
  };
#if defined(LIMN_BENCH_OPENCV)
  const int norm = city_block ? cv::DIST_L1 : cv::DIST_C;
  work.opencv = [in = limn_bench::mat(data->mask), out = limn_bench::mat(data->peer), norm] {
    cv::distanceTransform(in, out, norm, 3);
  };
  work.check = [data] {
    for (std::size_t i = 0; i < data->steps.pixels().size(); ++i) {
      if (static_cast<float>(data->steps.pixels()[i]) != data->peer.pixels()[i]) return false;
    }
    return true;
  };
#endif
  return work;
}

}  // namespace

LIMN_BENCH_CASES(distance_cases) {
  for (const Index size : {512, 4096}) {
    const bool small = size == 512;
    for (const bool noise : {false, true}) {
      const auto mask = [=] {
        return noise ? limn_bench::noise_mask(size, 0.5) : limn::threshold(limn_bench::natural_gray(size), 100);
      };
      const std::string tail = (noise ? "/noise/" : "/natural/") + std::to_string(size);
      const double goal = small ? (noise ? 35 : 5) : 20;
      limn_bench::add({"filter/distance" + tail, goal, [=] { return exact(mask()); }});
      limn_bench::add({"filter/city_block" + tail, 2, [=] { return chamfer(mask(), true); }});
      limn_bench::add({"filter/chessboard" + tail, 2, [=] { return chamfer(mask(), false); }});
    }
  }
}
