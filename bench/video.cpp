// video/: background subtraction.

#include <limn/video/background.hpp>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV_VIDEO)
#include <opencv2/video.hpp>
#endif

namespace {

using limn::Index;

/// Noise of a camera before a natural picture, leaves that flicker, and a bright disk that goes by.
template <class P>
std::vector<limn::Image<P>> scene(Index size, Index frames) {
  const limn::Image<std::uint8_t> behind = limn_bench::natural_gray(size);
  std::mt19937 random(1);
  std::vector<limn::Image<P>> result;
  for (Index t = 0; t < frames; ++t) {
    limn::Image<P> frame(behind.size());
    const Index at = size / 4 + t * size / (2 * frames);
    for (Index y = 0; y < size; ++y) {
      for (Index x = 0; x < size; ++x) {
        const std::uint32_t draw = static_cast<std::uint32_t>(random());
        Index level = 10 + behind(x, y) * 3 / 4 + static_cast<Index>(draw % 9);
        if ((7 * x + 13 * y) % 11 == 0 && (draw >> 16) % 2 == 0) level += 50;
        if ((x - at) * (x - at) + (y - size / 2) * (y - size / 2) < size * size / 100) level = 245;
        const auto value = static_cast<std::uint8_t>(level < 255 ? level : 255);
        if constexpr (limn::channels_v<P> == 1) frame(x, y) = value;
        else frame(x, y) = {value, static_cast<std::uint8_t>(255 - value), static_cast<std::uint8_t>(value / 2)};
      }
    }
    result.push_back(std::move(frame));
  }
  return result;
}

template <class P>
struct Data {
  std::vector<limn::Image<P>> frames;
  limn::BackgroundMixture<P> mixture;
  limn::Mask mask, peer_mask;
  limn::Image<float> modes;  // as many bytes as the first mode of each pixel
  std::size_t next = 0, peer_next = 0;

  explicit Data(Index size)
      : frames(scene<P>(size, 16)),
        mixture({size, size}),
        mask({size, size}),
        peer_mask({size, size}),
        modes({size, size * static_cast<Index>(2 + limn::channels_v<P>)}) {}

  void step() { mixture.update_into(frames[next++ % frames.size()], mask); }
#if defined(LIMN_BENCH_OPENCV_VIDEO)
  cv::Ptr<cv::BackgroundSubtractorMOG2> peer = cv::createBackgroundSubtractorMOG2(500, 16, false);

  void peer_step() {
    limn::Image<P>& frame = frames[peer_next++ % frames.size()];
    const cv::Mat in(static_cast<int>(frame.height()), static_cast<int>(frame.width()),
                     CV_8UC(static_cast<int>(limn::channels_v<P>)), frame.pixels().data());
    cv::Mat out = limn_bench::mat(peer_mask);
    peer->apply(in, out);
  }
#endif
};

/// One frame of a clip that goes round and round; the first round is behind us.
template <class P>
limn_bench::Case subtraction(Index size) {
  const auto data = std::make_shared<Data<P>>(size);
  for (std::size_t i = 0; i < data->frames.size(); ++i) data->step();
  limn_bench::Case work;
  work.pixels = static_cast<double>(size * size);
  work.bytes = work.pixels * static_cast<double>(2 * 4 * (2 + limn::channels_v<P>)+limn::channels_v<P> + 1);
  work.null = [data] {
    limn_bench::null_pass(data->frames[0], data->mask);
    limn_bench::null_pass(data->modes, data->modes);
  };
  work.limn = [data] { data->step(); };
#if defined(LIMN_BENCH_OPENCV_VIDEO)
  for (std::size_t i = 0; i < data->frames.size(); ++i) data->peer_step();
  work.opencv = [data] { data->peer_step(); };
  // What is on an edge is decided by rounding.
  work.check = [data] {
    std::size_t different = 0;
    for (std::size_t i = 0; i < data->mask.pixels().size(); ++i) {
      if (data->mask.pixels()[i] != data->peer_mask.pixels()[i]) ++different;
    }
    return 10000 * different <= data->mask.pixels().size();
  };
#endif
  return work;
}

}  // namespace

LIMN_BENCH_CASES(background) {
  limn_bench::add({"video/background/gray/512", 2, [] { return subtraction<std::uint8_t>(512); }});
  limn_bench::add({"video/background/gray/2048", 2, [] { return subtraction<std::uint8_t>(2048); }});
  limn_bench::add({"video/background/rgb/512", 2, [] { return subtraction<limn::Rgb<std::uint8_t>>(512); }});
}
