// threshold/local: a level for every pixel; and the levels that take more than a pass over a histogram.

#include <limn/threshold/huang.hpp>
#include <limn/threshold/li.hpp>
#include <limn/threshold/local.hpp>
#include <limn/threshold/multi_otsu.hpp>

#include <memory>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

using limn::Index;
using limn::LocalMethod;

template <class T>
struct Data {
  limn::Image<T> gray;
  limn::Mask ours, peer;
};

/// The photograph in bytes, squared in 16 bits, from 0 to 1 in floats.
template <class T>
std::shared_ptr<Data<T>> natural(Index size) {
  const auto pixel = [](std::uint8_t v) {
    if constexpr (std::is_floating_point_v<T>) return static_cast<T>(v) / 255;
    else return static_cast<T>(sizeof(T) == 1 ? v : v * v);
  };
  const limn::Size<2> extent{size, size};
  return std::make_shared<Data<T>>(
      Data<T>{limn::transform(limn_bench::natural_gray(size), pixel), limn::Mask(extent), limn::Mask(extent)});
}

template <class T>
limn_bench::Case local(const std::shared_ptr<Data<T>>& data, const limn::LocalOptions& options) {
  limn_bench::Case work;
  work.pixels = static_cast<double>(data->gray.pixels().size());
  work.bytes = (1.0 + sizeof(T)) * work.pixels;
  work.null = [data] { limn_bench::null_pass(data->gray, data->ours); };
  limn_bench::set_run(work, [data, options](const auto& executor) {
    limn::threshold_local_into(data->gray, data->ours, options, executor);
  });
  return work;
}

template <class T, LocalMethod method>
limn_bench::Case local(Index size) {
  return local(natural<T>(size), {.method = method, .window = 31});
}

/// As cv::adaptiveThreshold, bit for bit.
template <LocalMethod method>
limn_bench::Case adaptive(Index size) {
  const auto data = natural<std::uint8_t>(size);
  auto work = local(data, {.method = method,
                           .window = 31,
                           .offset = 2,
                           .border = limn::Border::replicate,
                           .rounding = limn::LocalRounding::opencv});
#if defined(LIMN_BENCH_OPENCV)
  constexpr int kind = method == LocalMethod::mean ? cv::ADAPTIVE_THRESH_MEAN_C : cv::ADAPTIVE_THRESH_GAUSSIAN_C;
  work.opencv = [in = limn_bench::mat(data->gray), out = limn_bench::mat(data->peer)] {
    cv::adaptiveThreshold(in, out, 255, kind, cv::THRESH_BINARY, 31, 2);
  };
  work.check = [data] { return data->ours == data->peer; };
#endif
  return work;
}

/// A level of the whole picture, `level(gray)`.
template <class T, class Level>
limn_bench::Case global(Index size, const Level& level) {
  const auto data = natural<T>(size);
  limn_bench::Case work;
  work.pixels = static_cast<double>(data->gray.pixels().size());
  work.bytes = sizeof(T) * work.pixels;
  work.null = [data] { limn_bench::null_pass(std::as_bytes(data->gray.pixels()), {}); };
  work.limn = [data, level] { static_cast<void>(level(data->gray)); };
  return work;
}

}  // namespace

LIMN_BENCH_CASES(threshold_local_cases) {
  for (const Index size : {512, 4096}) {
    const auto add = [&](const std::string& name, double goal, std::function<limn_bench::Case(Index)> make) {
      limn_bench::add({"threshold/" + name + "/" + std::to_string(size), goal, [=] { return make(size); }});
    };
    add("adaptive_mean=31/uint8", 3.7, adaptive<LocalMethod::mean>);
    add("adaptive_gaussian=31/uint8", 0, adaptive<LocalMethod::gaussian>);
    add("local_mean=31/uint16", 0, local<std::uint16_t, LocalMethod::mean>);
    add("local_mean=31/float", 0, local<float, LocalMethod::mean>);
    add("sauvola=31/uint8", 0, local<std::uint8_t, LocalMethod::sauvola>);
    add("sauvola=31/uint16", 0, local<std::uint16_t, LocalMethod::sauvola>);
    add("sauvola=31/float", 0, local<float, LocalMethod::sauvola>);
    add("bernsen=31/uint8", 0, local<std::uint8_t, LocalMethod::bernsen>);
    const auto li = [](const auto& gray) { return limn::li(gray); };
    const auto huang = [](const auto& gray) { return limn::huang(gray); };
    const auto five_classes = [](const auto& gray) { return limn::multi_otsu(gray, 5); };
    add("li/uint8", 0, [=](Index n) { return global<std::uint8_t>(n, li); });
    add("li/float", 0, [=](Index n) { return global<float>(n, li); });
    add("huang/uint16", 0, [=](Index n) { return global<std::uint16_t>(n, huang); });
    add("multi_otsu=5/uint16", 0, [=](Index n) { return global<std::uint16_t>(n, five_classes); });
  }
}
