// filter/: Gaussian and gradient.

#include <limn/filter/gaussian.hpp>
#include <limn/filter/gradient.hpp>

#include <cmath>
#include <memory>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

using limn::Index;

template <class T>
limn::Image<T> natural(Index size) {
  const double scale = sizeof(T) == 1 ? 1 : 257;
  return limn::transform(limn_bench::natural_gray(size), [=](std::uint8_t v) { return static_cast<T>(v * scale); });
}

template <class T>
struct Smoothing {
  limn::Image<T> in, ours, peer;
};

/// The largest difference that counts as equal: bytes are rounded once by us and by OpenCV.
template <class T>
limn_bench::Case gaussian(Index size, double sigma, limn::GaussianKernel kernel, double tolerance) {
  const limn::Size<2> extent{size, size};
  const auto data =
      std::make_shared<Smoothing<T>>(Smoothing<T>{natural<T>(size), limn::Image<T>(extent), limn::Image<T>(extent)});
  limn_bench::Case work;
  work.pixels = static_cast<double>(size * size);
  work.bytes = 2.0 * sizeof(T) * work.pixels;
  limn_bench::set_run(work, [data, sigma, kernel](const auto& executor) {
    limn::gaussian_into(data->in, data->ours, {.sigma = sigma, .border = limn::Border::mirror, .kernel = kernel},
                        executor);
  });
  work.null = [data] { limn_bench::null_pass(data->in, data->ours); };
#if defined(LIMN_BENCH_OPENCV)
  work.opencv = [in = limn_bench::mat(data->in), out = limn_bench::mat(data->peer), sigma] {
    cv::GaussianBlur(in, out, cv::Size(0, 0), sigma, sigma);
  };
  work.check = [data, tolerance] {
    for (std::size_t i = 0; i < data->ours.pixels().size(); ++i) {
      const double difference =
          static_cast<double>(data->ours.pixels()[i]) - static_cast<double>(data->peer.pixels()[i]);
      if (!(std::abs(difference) <= tolerance)) return false;
    }
    return true;
  };
#endif
  return work;
}

template <class T>
struct Derivatives {
  using G = limn::gradient_pixel_t<T>;
  limn::Image<T> in;
  limn::Gradient<G> ours, peer;
};

template <class T>
limn_bench::Case sobel(Index size) {
  using G = limn::gradient_pixel_t<T>;
  const limn::Size<2> extent{size, size};
  const auto blank = [&] { return limn::Gradient<G>{limn::Image<G>(extent), limn::Image<G>(extent)}; };
  const auto data = std::make_shared<Derivatives<T>>(Derivatives<T>{natural<T>(size), blank(), blank()});
  limn_bench::Case work;
  work.pixels = static_cast<double>(size * size);
  work.bytes = (sizeof(T) + 2.0 * sizeof(G)) * work.pixels;
  limn_bench::set_run(work, [data](const auto& executor) { limn::sobel_into(data->in, data->ours, {}, executor); });
  work.null = [data] {
    limn_bench::null_pass(data->in, data->ours.dx);
    limn_bench::null_pass({}, std::as_writable_bytes(data->ours.dy.pixels()));
  };
#if defined(LIMN_BENCH_OPENCV)
  if constexpr (sizeof(T) != 2) {  // OpenCV has no derivative of 16 bits that does not lose any
    const int depth = cv::DataType<G>::depth;
    work.opencv = [in = limn_bench::mat(data->in), dx = limn_bench::mat(data->peer.dx),
                   dy = limn_bench::mat(data->peer.dy), depth] {
      cv::Sobel(in, dx, depth, 1, 0, 3);
      cv::Sobel(in, dy, depth, 0, 1, 3);
    };
    work.check = [data] { return data->ours.dx == data->peer.dx && data->ours.dy == data->peer.dy; };
  }
#endif
  return work;
}

}  // namespace

LIMN_BENCH_CASES(filter_cases) {
  for (const Index size : {512, 4096}) {
    const std::string tail = "/" + std::to_string(size);
    const auto add_gaussian = [&]<class T>(T, const char* name, double goal, double sigma, limn::GaussianKernel kernel,
                                           double tolerance) {
      limn_bench::add(
          {"filter/gaussian/" + (name + tail), goal, [=] { return gaussian<T>(size, sigma, kernel, tolerance); }});
    };
    add_gaussian(std::uint8_t{}, "uint8/sigma=1.4", 3, 1.4, limn::GaussianKernel::sampled, 2);
    add_gaussian(std::uint8_t{}, "uint8/sigma=1.4,opencv", 3, 1.4, limn::GaussianKernel::opencv, 0);
    add_gaussian(std::uint8_t{}, "uint8/sigma=5", 2, 5, limn::GaussianKernel::sampled, 3);
    add_gaussian(std::uint16_t{}, "uint16/sigma=1.4", 2, 1.4, limn::GaussianKernel::opencv, 6);
    add_gaussian(float{}, "float/sigma=1.4", 2, 1.4, limn::GaussianKernel::opencv, 0.1);
    add_gaussian(float{}, "float/sigma=50", 2, 50, limn::GaussianKernel::opencv, 0.1);
    limn_bench::add({"filter/sobel/uint8" + tail, size == 512 ? 2.5 : 4, [=] { return sobel<std::uint8_t>(size); }});
    limn_bench::add({"filter/sobel/uint16" + tail, 0, [=] { return sobel<std::uint16_t>(size); }});
    limn_bench::add({"filter/sobel/float" + tail, 2, [=] { return sobel<float>(size); }});
  }
}
