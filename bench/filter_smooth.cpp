// filter/: means, medians, bilateral, Laplacian, other sizes.

#include <limn/filter/bilateral.hpp>
#include <limn/filter/box_mean.hpp>
#include <limn/filter/laplacian.hpp>
#include <limn/filter/median.hpp>
#include <limn/filter/resize.hpp>

#include <cmath>
#include <memory>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

using limn::Index;

/// A picture, and what we and a peer make of it.
template <class T, class U>
struct Pictures {
  limn::Image<T> in;
  limn::Image<U> ours, peer;
};

template <class T, class U = T>
std::shared_ptr<Pictures<T, U>> pictures(Index size, Index result) {
  const double scale = sizeof(T) == 1 ? 1 : 257;
  auto in = limn::transform(limn_bench::natural_gray(size), [=](std::uint8_t v) { return static_cast<T>(v * scale); });
  const limn::Size<2> extent{result, result};
  return std::make_shared<Pictures<T, U>>(
      Pictures<T, U>{std::move(in), limn::Image<U>(extent), limn::Image<U>(extent)});
}

/// The row of a filter: `ours(in, out)` and, where there is OpenCV, `peer(in, out)` of its matrices.
template <class T, class U, class Ours, class Peer>
limn_bench::Case filter(std::shared_ptr<Pictures<T, U>> data, double tolerance, Ours ours, Peer peer) {
  limn_bench::Case work;
  work.pixels = static_cast<double>(data->in.pixels().size());
  work.bytes = static_cast<double>(data->in.pixels().size_bytes() + data->ours.pixels().size_bytes());
  work.limn = [data, ours] { ours(data->in, data->ours); };
  work.null = [data] { limn_bench::null_pass(data->in, data->ours); };
#if defined(LIMN_BENCH_OPENCV)
  work.opencv = [in = limn_bench::mat(data->in), out = limn_bench::mat(data->peer), peer] { peer(in, out); };
  work.check = [data, tolerance] {
    for (std::size_t i = 0; i < data->ours.pixels().size(); ++i) {
      const double apart = static_cast<double>(data->ours.pixels()[i]) - static_cast<double>(data->peer.pixels()[i]);
      if (!(std::abs(apart) <= tolerance)) return false;
    }
    return true;
  };
#else
  static_cast<void>(peer);
  static_cast<void>(tolerance);
#endif
  return work;
}

#if defined(LIMN_BENCH_OPENCV)
using Matrix = cv::Mat;
#else
using Matrix = int;
#endif

template <class T>
limn_bench::Case box_mean(Index size, int window) {
  return filter(
      // OpenCV divides sums of 16-bit pixels in float.
      pictures<T>(size, size),
      std::is_floating_point_v<T> ? 0.1
      : sizeof(T) == 2            ? 1
                                  : 0,
      [=](const auto& in, auto& out) {
        limn::box_mean_into(in, out, {.window = window, .border = limn::Border::mirror});
      },
      [=]([[maybe_unused]] const Matrix& in, [[maybe_unused]] Matrix out) {
#if defined(LIMN_BENCH_OPENCV)
        cv::blur(in, out, cv::Size(window, window));
#endif
      });
}

template <class T>
limn_bench::Case median(Index size, int window) {
  return filter(
      pictures<T>(size, size), 0,
      [=](const auto& in, auto& out) {
        limn::median_into(in, out, {.window = window, .border = limn::Border::replicate});
      },
      [=]([[maybe_unused]] const Matrix& in, [[maybe_unused]] Matrix out) {
#if defined(LIMN_BENCH_OPENCV)
        cv::medianBlur(in, out, window);
#endif
      });
}

template <class T>
limn_bench::Case laplacian(Index size) {
  using G = limn::gradient_pixel_t<T>;
  return filter(
      pictures<T, G>(size, size), std::is_floating_point_v<T> ? 0.1 : 0,
      [](const auto& in, auto& out) { limn::laplacian_into(in, out); },
      []([[maybe_unused]] const Matrix& in, [[maybe_unused]] Matrix out) {
#if defined(LIMN_BENCH_OPENCV)
        cv::Laplacian(in, out, cv::DataType<G>::depth);
#endif
      });
}

template <class T>
limn_bench::Case bilateral(Index size) {
  const double sigma = sizeof(T) == 1 ? 30 : 7710;
  return filter(
      pictures<T>(size, size), std::is_floating_point_v<T> ? 10 : 1,
      [=](const auto& in, auto& out) {
        limn::bilateral_into(in, out, {.sigma_color = sigma, .sigma_space = 3, .radius = 4});
      },
      [=]([[maybe_unused]] const Matrix& in, [[maybe_unused]] Matrix out) {
#if defined(LIMN_BENCH_OPENCV)
        cv::bilateralFilter(in, out, 9, sigma, 3);
#endif
      });
}

template <class T>
limn_bench::Case resize(Index size, Index wanted, limn::Interpolation how, [[maybe_unused]] int method) {
  // Of areas OpenCV leaves out slivers of less than a thousandth of a pixel.
  const double tolerance = how == limn::Interpolation::area && sizeof(T) > 1 ? 100 : 1;
  return filter(
      pictures<T>(size, wanted), tolerance, [=](const auto& in, auto& out) { limn::resize_into(in, out, how); },
      [=]([[maybe_unused]] const Matrix& in, [[maybe_unused]] Matrix out) {
#if defined(LIMN_BENCH_OPENCV)
        cv::resize(in, out, out.size(), 0, 0, method);
#endif
      });
}

}  // namespace

LIMN_BENCH_CASES(filter_smooth_cases) {
  using limn::Interpolation;
  for (const Index size : {512, 4096}) {
    const std::string tail = "/" + std::to_string(size);
    const auto each_type = [&](const std::string& name, double goal, const auto& make) {
      const auto add = [&]<class T>(T, const char* type) {
        limn_bench::add({"filter/" + name + "/" + type + tail, goal, [=] { return make(T{}); }});
      };
      add(std::uint8_t{}, "uint8");
      add(std::uint16_t{}, "uint16");
      add(float{}, "float");
    };
    for (const int window : {3, 31}) {
      each_type("box_mean/window=" + std::to_string(window), 2, [=]<class T>(T) { return box_mean<T>(size, window); });
    }
    for (const int window : {3, 5}) {
      each_type("median/window=" + std::to_string(window), 2, [=]<class T>(T) { return median<T>(size, window); });
    }
    for (const int window : {7, 15, 31}) {
      limn_bench::add({"filter/median/window=" + std::to_string(window) + "/uint8" + tail, 2,
                       [=] { return median<std::uint8_t>(size, window); }});
    }
    limn_bench::add({"filter/laplacian/uint8" + tail, 2, [=] { return laplacian<std::uint8_t>(size); }});
    limn_bench::add({"filter/laplacian/float" + tail, 2, [=] { return laplacian<float>(size); }});
    limn_bench::add({"filter/bilateral/uint8" + tail, 2, [=] { return bilateral<std::uint8_t>(size); }});
    limn_bench::add({"filter/bilateral/float" + tail, 2, [=] { return bilateral<float>(size); }});
    const Index up = size * 3 / 2, down = size * 3 / 5;
    // The numbers are those of cv::InterpolationFlags.
    each_type("resize/nearest=1.5", 2, [=]<class T>(T) { return resize<T>(size, up, Interpolation::nearest, 0); });
    each_type("resize/linear=1.5", 2, [=]<class T>(T) { return resize<T>(size, up, Interpolation::linear, 1); });
    each_type("resize/linear=0.75", 2,
              [=]<class T>(T) { return resize<T>(size, size * 3 / 4, Interpolation::linear, 1); });
    each_type("resize/linear=0.5", 2, [=]<class T>(T) { return resize<T>(size, size / 2, Interpolation::linear, 1); });
    each_type("resize/area=0.6", 2, [=]<class T>(T) { return resize<T>(size, down, Interpolation::area, 3); });
  }
}
