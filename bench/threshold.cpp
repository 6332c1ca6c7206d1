// threshold/: a fixed level, and Otsu's.

#include <limn/threshold/fixed.hpp>
#include <limn/threshold/global.hpp>

#include <cstring>
#include <memory>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

template <class T>
struct Data {
  limn::Image<T> gray;
  limn::Mask ours;
  limn::Image<T> peer;
};

#if defined(LIMN_BENCH_OPENCV)
template <class T>
cv::Mat header(limn::Image<T>& image) {
  return cv::Mat(static_cast<int>(image.height()), static_cast<int>(image.width()), sizeof(T) == 1 ? CV_8U : CV_16U,
                 image.pixels().data());
}
#endif

template <class T>
std::shared_ptr<Data<T>> natural(limn::Index size) {
  const limn::Size<2> extent{size, size};
  const auto gray = limn_bench::natural_gray(size);
  const auto data =
      std::make_shared<Data<T>>(Data<T>{limn::Image<T>(extent), limn::Mask(extent), limn::Image<T>(extent)});
  for (std::size_t i = 0; i < gray.pixels().size(); ++i) {
    const int v = gray.pixels()[i];
    data->gray.pixels()[i] = static_cast<T>(sizeof(T) == 1 ? v : v * v);
  }
  return data;
}

template <class T>
limn_bench::Case row(const std::string& name, limn::Index size, const std::shared_ptr<Data<T>>& data) {
  limn_bench::Case row;
  row.name = name + std::to_string(size);
  row.pixels = static_cast<double>(size * size);
  row.bytes = (1.0 + sizeof(T)) * row.pixels;
  row.null = [data] {
    std::memcpy(data->peer.pixels().data(), data->gray.pixels().data(), data->gray.pixels().size() * sizeof(T));
  };
  row.check = [data] {
    for (std::size_t i = 0; i < data->ours.pixels().size(); ++i) {
      if (is_foreground(data->ours.pixels()[i]) != (data->peer.pixels()[i] > 0)) return false;
    }
    return true;
  };
  return row;
}

template <class T>
void add_otsu(const std::string& name, limn::Index size, double goal) {
  const auto data = natural<T>(size);
  auto otsu = row(name, size, data);
  otsu.goal = goal;
  otsu.limn = [data] { limn::threshold_into(data->gray, data->ours, limn::otsu(data->gray)); };
#if defined(LIMN_BENCH_OPENCV)
  otsu.opencv = [in = header(data->gray), out = header(data->peer)] {
    cv::threshold(in, out, 0, 255, cv::THRESH_OTSU);
  };
#endif
  limn_bench::add(otsu);
}

}  // namespace

LIMN_BENCH_CASES(threshold_cases) {
  for (const limn::Index size : {512, 4096}) {
    const auto data = natural<std::uint8_t>(size);
    auto fixed = row("threshold/fixed/uint8/", size, data);
    fixed.goal = size == 512 ? 2.0 : 1.2;
    fixed.limn = [data] { limn::threshold_into(data->gray, data->ours, 100); };
#if defined(LIMN_BENCH_OPENCV)
    fixed.opencv = [in = header(data->gray), out = header(data->peer)] {
      cv::threshold(in, out, 100, 255, cv::THRESH_BINARY);
    };
#endif
    limn_bench::add(fixed);
    add_otsu<std::uint8_t>("threshold/otsu/uint8/", size, size == 512 ? 1.4 : 1.3);
    add_otsu<std::uint16_t>("threshold/otsu/uint16/", size, 0);
  }
}
