// region/: flood fill of a natural picture: its sky, which is smooth, and its ground, which is not.

#include <limn/region/flood_fill.hpp>

#include <memory>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

using limn::FloodOptions;
using limn::FloodRange;
using limn::Index;
using limn::Point;

template <class P>
limn_bench::Case flood(limn::Image<P> picture, Point<> seed, const FloodOptions& options) {
  struct Data {
    limn::Image<P> picture;
    limn::Mask ours;
    limn::Image<std::uint8_t> peer;  // with OpenCV's border of one pixel
  };
  const auto size = picture.size();
  const auto data = std::make_shared<Data>(
      Data{std::move(picture), limn::Mask(size), limn::Image<std::uint8_t>({size.width + 2, size.height + 2})});
  limn_bench::Case work;
  work.pixels = static_cast<double>(limn::pixel_count(size));
  work.bytes = (sizeof(P) + 1) * work.pixels;
  work.null = [data] { limn_bench::null_pass(data->picture, data->ours); };
  work.limn = [data, seed, options] { limn::flood_fill_into(data->picture, data->ours, seed, options); };
#if defined(LIMN_BENCH_OPENCV)
  const int type = CV_MAKETYPE(cv::DataType<limn::channel_t<P>>::depth, static_cast<int>(limn::channels_v<P>));
  const cv::Mat in(static_cast<int>(size.height), static_cast<int>(size.width), type, data->picture.pixels().data());
  const int flags = (options.connectivity == limn::Connectivity::face ? 4 : 8) | 255 << 8 | cv::FLOODFILL_MASK_ONLY |
                    (options.range == FloodRange::fixed ? cv::FLOODFILL_FIXED_RANGE : 0);
  work.opencv = [in, out = limn_bench::mat(data->peer), seed, options, flags]() mutable {
    out.setTo(0);
    cv::floodFill(in, out, cv::Point(static_cast<int>(seed.x), static_cast<int>(seed.y)), cv::Scalar(), nullptr,
                  cv::Scalar::all(options.low), cv::Scalar::all(options.high), flags);
  };
  work.check = [data] {
    for (Index y = 0; y < data->ours.height(); ++y) {
      for (Index x = 0; x < data->ours.width(); ++x) {
        if ((data->peer(x + 1, y + 1) != 0) != limn::is_foreground(data->ours(x, y))) return false;
      }
    }
    return true;
  };
#endif
  return work;
}

}  // namespace

LIMN_BENCH_CASES(flood_fill_cases) {
  for (const Index size : {512, 4096}) {
    const double goal = size == 512 ? 3.5 : 2;
    const Point sky{size / 16, size / 8}, ground{size / 16, size - size / 16};
    const auto add = [&](const char* name, double wanted, std::function<limn_bench::Case()> make) {
      limn_bench::add({std::string("region/flood_fill/") + name + "/" + std::to_string(size), wanted, std::move(make)});
    };
    const auto gray = [size] { return limn_bench::natural_gray(size); };
    const auto as_float = [](const limn::Image<std::uint8_t>& picture) {
      return limn::transform(picture, [](std::uint8_t v) { return static_cast<float>(v); });
    };
    const FloodOptions near{.low = 20, .high = 20}, far{.low = 60, .high = 60};
    const FloodOptions all{.low = 255, .high = 255};
    const FloodOptions corners{.low = 60, .high = 60, .connectivity = limn::Connectivity::full};
    const FloodOptions floating{.low = 4, .high = 4, .range = FloodRange::floating};
    add("uint8,sky", goal, [=] { return flood(gray(), sky, near); });
    add("uint8,ground", goal, [=] { return flood(gray(), ground, far); });
    add("uint8,ground,8", goal, [=] { return flood(gray(), ground, corners); });
    add("uint8,all", goal, [=] { return flood(gray(), ground, all); });
    add("uint8,floating", 2, [=] { return flood(gray(), sky, floating); });
    add("float,ground", 2, [=] { return flood(as_float(gray()), ground, far); });
    add("float,floating", 2, [=] { return flood(as_float(gray()), sky, floating); });
    add("rgb8", 2, [=] { return flood(limn_bench::natural_rgb(size), sky, far); });
    add("rgb8,floating", 2, [=] { return flood(limn_bench::natural_rgb(size), sky, floating); });
  }
}
