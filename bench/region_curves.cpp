// region/: active contours and the random walker. OpenCV has none, so that these rows stand beside scikit-image's.

#include <limn/region/chan_vese.hpp>
#include <limn/region/morphological_snakes.hpp>
#include <limn/region/random_walker.hpp>

#include <memory>

#include "support.hpp"

namespace {

using limn::Index;

template <class Run>
limn_bench::Case contour(Index size, Run run) {
  struct Data {
    limn::Image<std::uint8_t> gray;
    limn::Mask mask;
  };
  const auto data = std::make_shared<Data>(Data{limn_bench::natural_gray(size), limn::Mask({size, size})});
  return {.pixels = static_cast<double>(size * size),
          .bytes = 2.0 * static_cast<double>(size * size),
          .null = [data] { limn_bench::null_pass(data->gray, data->mask); },
          .limn = [data, run] { run(data->gray, data->mask); },
          .check =
              [data] {
                // It must have parted the picture.
                Index inside = 0;
                for (const limn::Binary pixel : data->mask.pixels()) inside += limn::is_foreground(pixel);
                return inside > 0 && inside < static_cast<Index>(data->mask.pixels().size());
              }};
}

/// Two seeds: the middle of the picture, and a corner.
limn_bench::Case walk(Index size) {
  struct Data {
    limn::Image<std::uint8_t> gray;
    limn::LabelImage<> seeds, labels;
  };
  const auto data = std::make_shared<Data>(
      Data{limn_bench::natural_gray(size), limn::LabelImage<>({size, size}), limn::LabelImage<>({size, size})});
  data->seeds(size / 2, size / 2) = 1;
  data->seeds(0, 0) = 2;
  return {.pixels = static_cast<double>(size * size),
          .bytes = 9.0 * static_cast<double>(size * size),
          .null = [data] { limn_bench::null_pass(data->seeds, data->labels); },
          .limn = [data] { limn::random_walker_into(data->gray, data->seeds, data->labels, {.tolerance = 1e-3}); },
          .check =
              [data] {
                // Seeds belong to themselves, and every pixel to one of them.
                bool right = data->labels(data->gray.width() / 2, data->gray.height() / 2) == 1;
                for (const std::int32_t label : data->labels.pixels()) right = right && (label == 1 || label == 2);
                return right;
              }};
}

}  // namespace

LIMN_BENCH_CASES(contour_cases) {
  for (const Index size : {512, 4096}) {
    const auto add = [&](const char* name, auto run) {
      limn_bench::add(
          {std::string("region/") + name + "/" + std::to_string(size), 2, [size, run] { return contour(size, run); }});
    };
    add("chan_vese",
        [](const auto& gray, auto& mask) { limn::chan_vese_into(gray, mask, {.tolerance = 0, .iterations = 10}); });
    add("morphological_chan_vese",
        [](const auto& gray, auto& mask) { limn::morphological_chan_vese_into(gray, mask, {.iterations = 10}); });
    add("morphological_geodesic", [](const auto& gray, auto& mask) {
      limn::morphological_geodesic_into(gray, mask, {.iterations = 10, .balloon = -1, .threshold = 100});
    });
    // At 4096 x 4096 a walk takes minutes, there as here.
    if (size == 512) limn_bench::add({"region/random_walker/512", 2, [size] { return walk(size); }});
  }
}
