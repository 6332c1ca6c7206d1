// threshold/: a fixed level, and Otsu's.

#include <limn/threshold/fixed.hpp>
#include <limn/threshold/global.hpp>

#include <memory>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

using limn::Index;

template <class T>
struct Data {
  limn::Image<T> gray;
  limn::Mask ours;
  limn::Image<T> peer;
};

template <class T>
std::shared_ptr<Data<T>> natural(Index size) {
  const auto square = [](std::uint8_t v) { return static_cast<T>(sizeof(T) == 1 ? v : v * v); };
  const limn::Size<2> extent{size, size};
  return std::make_shared<Data<T>>(
      Data<T>{limn::transform(limn_bench::natural_gray(size), square), limn::Mask(extent), limn::Image<T>(extent)});
}

template <class T>
limn_bench::Case work_on(const std::shared_ptr<Data<T>>& data) {
  limn_bench::Case work;
  work.pixels = static_cast<double>(data->gray.pixels().size());
  work.bytes = (1.0 + sizeof(T)) * work.pixels;
  work.null = [data] { limn_bench::null_pass(data->gray, data->ours); };
  work.check = [data] {
    for (std::size_t i = 0; i < data->ours.pixels().size(); ++i) {
      if (is_foreground(data->ours.pixels()[i]) != (data->peer.pixels()[i] > 0)) return false;
    }
    return true;
  };
  return work;
}

template <class T>
limn_bench::Case fixed(Index size) {
  const auto data = natural<T>(size);
  auto work = work_on(data);
  work.limn = [data] { limn::threshold_into(data->gray, data->ours, T{100}); };
#if defined(LIMN_BENCH_OPENCV)
  work.opencv = [in = limn_bench::mat(data->gray), out = limn_bench::mat(data->peer)] {
    cv::threshold(in, out, 100, 255, cv::THRESH_BINARY);
  };
#else
  work.check = nullptr;
#endif
  return work;
}

template <class T>
limn_bench::Case otsu(Index size) {
  const auto data = natural<T>(size);
  auto work = work_on(data);
  work.limn = [data] { limn::threshold_into(data->gray, data->ours, limn::otsu(data->gray)); };
#if defined(LIMN_BENCH_OPENCV)
  work.opencv = [in = limn_bench::mat(data->gray), out = limn_bench::mat(data->peer)] {
    cv::threshold(in, out, 0, 255, cv::THRESH_OTSU);
  };
#else
  work.check = nullptr;
#endif
  return work;
}

}  // namespace

LIMN_BENCH_CASES(threshold_cases) {
  for (const Index size : {512, 4096}) {
    const bool small = size == 512;
    const auto add = [&](const std::string& name, double goal, limn_bench::Case (*make)(Index)) {
      limn_bench::add({"threshold/" + name + "/" + std::to_string(size), goal, [=] { return make(size); }});
    };
    add("fixed/uint8", small ? 2.0 : 1.2, fixed<std::uint8_t>);
    add("fixed/uint16", 0, fixed<std::uint16_t>);
    add("fixed/float", 0, fixed<float>);
    add("otsu/uint8", small ? 1.4 : 1.3, otsu<std::uint8_t>);
    add("otsu/uint16", 0, otsu<std::uint16_t>);
  }
}
