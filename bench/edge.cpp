// edge/: Canny on several pictures, since its time depends on how many edges there are.

#include <limn/edge/canny.hpp>

#include <memory>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

using limn::Index;

struct Data {
  limn::Image<std::uint8_t> gray;
  limn::Mask ours, peer;
};

limn_bench::Case canny(const char* picture, Index size, bool l2) {
  const limn::Size<2> extent{size, size};
  const auto data =
      std::make_shared<Data>(Data{limn_bench::mosaic_gray(size, picture), limn::Mask(extent), limn::Mask(extent)});
  const limn::CannyOpencvOptions options{.low = 50, .high = 150, .l2_gradient = l2};
  limn_bench::Case work;
  work.pixels = static_cast<double>(size * size);
  work.bytes = 2 * work.pixels;
  limn_bench::set_run(work, [data, options](const auto& executor) {
    limn::canny_opencv_into(data->gray, data->ours, options, executor);
  });
  work.null = [data] { limn_bench::null_pass(data->gray, data->ours); };
#if defined(LIMN_BENCH_OPENCV)
  work.opencv = [in = limn_bench::mat(data->gray), out = limn_bench::mat(data->peer), options] {
    cv::Canny(in, out, options.low, options.high, 3, options.l2_gradient);
  };
  work.check = [data] { return data->ours == data->peer; };
#endif
  return work;
}

}  // namespace

LIMN_BENCH_CASES(edge_cases) {
  for (const Index size : {512, 4096}) {
    for (const bool l2 : {false, true}) {
      const std::string norm = l2 ? "edge/canny/l2/" : "edge/canny/l1/";
      for (const char* picture : {"astronaut", "camera", "cell", "coffee", "coins", "microaneurysms", "text"}) {
        limn_bench::add({.name = norm + picture + "/" + std::to_string(size),
                         .goal = l2            ? 9.0
                                 : size == 512 ? 15.0
                                               : 12.0,
                         .make = [=] { return canny(picture, size, l2); },
                         .mean = norm + std::to_string(size)});
      }
    }
  }
}
