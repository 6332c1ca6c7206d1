// metrics/: a label image of many objects against its truth. OpenCV has none of these; bench/peers_skimage.py times
// scikit-image and scipy on the same pictures.

#include <limn/metrics/average_precision_coco.hpp>
#include <limn/metrics/boundary.hpp>
#include <limn/metrics/instance.hpp>
#include <limn/metrics/overlap.hpp>
#include <limn/metrics/partition.hpp>
#include <limn/metrics/superpixel.hpp>

#include <memory>
#include <string>

#include "support.hpp"

namespace {

using limn::Index;

struct Data {
  limn::LabelImage<> labels, truth;
  limn::Mask mask, true_mask;
  double result = 0;
};

/// A disk in each cell of 41 x 41, 10,000 of them in 4096 x 4096. What is found is up to two pixels off, and every 17th
/// is not.
limn::LabelImage<> disks(Index size, bool found) {
  constexpr Index side = 41;
  const Index cells = (size + side - 1) / side;
  limn::LabelImage<> image(limn::Size<2>{size, size});
  for (Index y = 0; y < size; ++y) {
    for (Index x = 0; x < size; ++x) {
      const Index i = y / side * cells + x / side;
      if (found && i % 17 == 0) continue;
      const Index radius = 12 + i * i * 7 % 7;
      const Index dx = x % side - 20 - (found ? i % 5 - 2 : 0), dy = y % side - 20 - (found ? i % 3 - 1 : 0);
      if (dx * dx + dy * dy <= radius * radius) image(x, y) = static_cast<std::int32_t>(i + 1);
    }
  }
  return image;
}

/// `measure(data)` has to give a result in (0, most].
template <class Measure>
void add(const char* name, Index size, double bytes_per_pixel, double most, const Measure& measure) {
  limn_bench::add({"metrics/" + std::string(name) + "/" + std::to_string(size), 0, [=] {
                     const auto data = std::make_shared<Data>();
                     data->labels = disks(size, true);
                     data->truth = disks(size, false);
                     const auto foreground = [](std::int32_t label) { return limn::to_binary(label != 0); };
                     data->mask = limn::transform(data->labels, foreground);
                     data->true_mask = limn::transform(data->truth, foreground);
                     limn_bench::Case work;
                     work.pixels = static_cast<double>(size * size);
                     work.bytes = bytes_per_pixel * work.pixels;
                     work.limn = [data, measure] { data->result = measure(*data); };
                     work.null = [data] { limn_bench::null_pass(data->labels, data->truth); };
                     work.check = [data, measure, most] {
                       data->truth = disks(data->labels.width(), false);  // over which the floor has written
                       data->result = measure(*data);
                       return data->result > 0 && data->result <= most;
                     };
                     return work;
                   }});
}

}  // namespace

LIMN_BENCH_CASES(metrics_cases) {
  for (const Index size : {512, 4096}) {
    add("overlap", size, 2, 1, [](const Data& d) { return limn::overlap(d.mask, d.true_mask).dice; });
    add("variation_of_information", size, 8, 9,
        [](const Data& d) { return limn::variation_of_information(d.labels, d.truth).total(); });
    add("adapted_rand_error", size, 8, 1,
        [](const Data& d) { return limn::adapted_rand_error(d.labels, d.truth).error; });
    add("average_precision_dsb", size, 8, 1,
        [](const Data& d) { return limn::average_precision_dsb(d.labels, d.truth); });
    add("average_precision_coco", size, 8, 1,
        [](const Data& d) { return limn::average_precision_coco(d.labels, d.truth, {}, {.max_detections = 20000}); });
    add("panoptic_quality", size, 8, 1,
        [](const Data& d) { return limn::panoptic_quality(d.labels, d.truth).quality; });
    add("aji_plus", size, 8, 1, [](const Data& d) { return limn::aji_plus(d.labels, d.truth); });
    add("boundary_f", size, 2, 1, [](const Data& d) { return limn::boundary_f(d.mask, d.true_mask); });
    add("hausdorff", size, 2, 1e4, [](const Data& d) { return limn::hausdorff(d.mask, d.true_mask); });
    add("hausdorff95_pooled", size, 2, 1e4,
        [](const Data& d) { return limn::hausdorff95_pooled(d.mask, d.true_mask); });
    add("average_surface_distance", size, 2, 1e4,
        [](const Data& d) { return limn::average_surface_distance(d.mask, d.true_mask); });
    add("average_surface_distance/spacing", size, 2, 1e4, [](const Data& d) {
      return limn::average_surface_distance(d.mask, d.true_mask, {1, 2});
    });
    add("boundary_recall", size, 8, 1, [](const Data& d) { return limn::boundary_recall(d.labels, d.truth); });
    add("undersegmentation_error", size, 8, 9,
        [](const Data& d) { return limn::undersegmentation_error(d.labels, d.truth); });
  }
}
