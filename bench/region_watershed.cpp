// region/: watershed of a gradient from a grid of markers. OpenCV floods the color picture itself by the differences of
// neighbors, so the two do the same amount of work and not the same.

#include <limn/region/watershed.hpp>

#include <cstdlib>
#include <cstring>
#include <memory>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

using limn::Index;

limn::Image<std::uint8_t> gradient(const limn::Image<std::uint8_t>& gray) {
  limn::Image<std::uint8_t> result(gray.size());
  for (Index y = 1; y + 1 < gray.height(); ++y) {
    for (Index x = 1; x + 1 < gray.width(); ++x) {
      const int dx = gray(x + 1, y) - gray(x - 1, y), dy = gray(x, y + 1) - gray(x, y - 1);
      result(x, y) = static_cast<std::uint8_t>((std::abs(dx) + std::abs(dy)) / 2);
    }
  }
  return result;
}

template <class T>
limn_bench::Case watershed(Index size, limn::FloodOrder order) {
  struct Data {
    limn::Image<T> relief;
    limn::LabelImage<> markers, ours, peer;
    limn::Image<limn::Rgb<std::uint8_t>> color;
  };
  const auto gray = limn_bench::natural_gray(size);
  const auto data =
      std::make_shared<Data>(Data{limn::transform(gradient(gray), [](std::uint8_t v) { return static_cast<T>(v); }),
                                  limn::LabelImage<>(gray.size()), limn::LabelImage<>(gray.size()),
                                  limn::LabelImage<>(gray.size()), limn::transform(gray, [](std::uint8_t v) {
                                    return limn::Rgb<std::uint8_t>{v, v, v};
                                  })});
  if (sizeof(T) > 1) {  // fine levels, as such pictures have
    std::uint32_t state = 1;
    for (T& pixel : data->relief.pixels()) {
      state = state * 1664525U + 1013904223U;
      pixel = static_cast<T>(pixel * 64 + static_cast<T>(state >> 26));
    }
  }
  std::int32_t label = 0;
  for (Index y = 16; y < size; y += 32) {
    for (Index x = 16; x < size; x += 32) data->markers(x, y) = ++label;
  }
  limn_bench::Case work{
      .pixels = static_cast<double>(size * size),
      .bytes = static_cast<double>(size * size * static_cast<Index>(8 + sizeof(T))),
      .null = [data] { limn_bench::null_pass(data->markers, data->peer); },
      .limn = [data, order] { limn::watershed_into(data->relief, data->markers, data->ours, {.order = order}); },
      .check =
          [data] {
            // Every pixel belongs to a marker, and markers to themselves.
            for (std::size_t i = 0; i < data->ours.pixels().size(); ++i) {
              const auto ours = data->ours.pixels()[i], marker = data->markers.pixels()[i];
              if (ours == 0 || (marker != 0 && ours != marker)) return false;
            }
            return true;
          }};
#if defined(LIMN_BENCH_OPENCV)
  const int side = static_cast<int>(size);
  work.opencv = [data, in = cv::Mat(side, side, CV_8UC3, data->color.pixels().data()),
                 out = cv::Mat(side, side, CV_32S, data->peer.pixels().data())]() mutable {
    std::memcpy(data->peer.pixels().data(), data->markers.pixels().data(), data->markers.pixels().size() * 4);
    cv::watershed(in, out);
  };
#endif
  return work;
}

}  // namespace

LIMN_BENCH_CASES(watershed_cases) {
  for (const Index size : {512, 4096}) {
    const double goal = size == 512 ? 2 : 3.7;
    const auto add = [&]<class T>(T, const char* type, limn::FloodOrder order, double wanted) {
      const std::string name = order == limn::FloodOrder::level ? "region/watershed_level/" : "region/watershed_value/";
      limn_bench::add({name + type + "/" + std::to_string(size), wanted, [=] { return watershed<T>(size, order); }});
    };
    add(std::uint8_t{}, "uint8", limn::FloodOrder::value, goal);
    add(std::uint8_t{}, "uint8", limn::FloodOrder::level, goal);
    add(std::uint16_t{}, "uint16", limn::FloodOrder::value, 0);
    add(std::uint16_t{}, "uint16", limn::FloodOrder::level, 0);
    add(float{}, "float", limn::FloodOrder::value, 0);
    add(float{}, "float", limn::FloodOrder::level, 0);
  }
}
