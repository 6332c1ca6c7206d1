// label/: flat zones, outlines, shapes, and what is done to labels.

#include <limn/label/boundaries.hpp>
#include <limn/label/components.hpp>
#include <limn/label/contours.hpp>
#include <limn/label/equal.hpp>
#include <limn/label/expand.hpp>
#include <limn/label/iso_contours.hpp>
#include <limn/label/relabel.hpp>
#include <limn/label/run_length.hpp>
#include <limn/label/shape.hpp>
#include <limn/label/suzuki.hpp>
#include <limn/threshold/fixed.hpp>
#include <limn/threshold/global.hpp>

#include <memory>
#include <string>
#include <vector>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

using limn::Index;

struct Data {
  limn::Image<std::uint8_t> gray;
  limn::Mask mask, out;
  limn::LabelImage<> labels, result;
  Index found = 0;
#if defined(LIMN_BENCH_OPENCV)
  std::vector<std::vector<cv::Point>> borders;
  std::vector<cv::Vec4i> hierarchy;
#endif
};

/// `run(data)` on a picture, its Otsu mask and the components of that.
template <class Run>
limn_bench::Case over_picture(Index size, double bytes_per_pixel, const Run& run) {
  const auto data = std::make_shared<Data>();
  data->gray = limn_bench::natural_gray(size);
  data->mask = limn::threshold(data->gray, limn::otsu(data->gray));
  data->out = limn::Mask(data->gray.size());
  data->labels = data->result = limn::label_components(data->mask).labels;
  limn_bench::Case work;
  work.pixels = static_cast<double>(size * size);
  work.bytes = bytes_per_pixel * work.pixels;
  work.limn = [data, run] { run(*data); };
  work.null = [data] { limn_bench::null_pass(data->mask, data->out); };
  return work;
}

limn_bench::Case borders(Index size) {
  const auto data = std::make_shared<Data>();
  data->gray = limn_bench::natural_gray(size);
  data->mask = limn::threshold(data->gray, limn::otsu(data->gray));
  data->out = limn::Mask(data->gray.size());
  limn_bench::Case work;
  work.pixels = static_cast<double>(size * size);
  work.bytes = work.pixels;
  work.limn = [data] { data->found = static_cast<Index>(limn::suzuki_borders(data->mask).size()); };
  work.null = [data] { limn_bench::null_pass(data->mask, data->out); };
#if defined(LIMN_BENCH_OPENCV)
  work.opencv = [data, in = limn_bench::mat(data->mask)] {
    cv::findContours(in, data->borders, data->hierarchy, cv::RETR_TREE, cv::CHAIN_APPROX_NONE);
  };
  work.check = [data] { return data->found == static_cast<Index>(data->borders.size()); };
#endif
  return work;
}

}  // namespace

LIMN_BENCH_CASES(label_object_cases) {
  for (const Index size : {512, 4096}) {
    const auto row = [size](const char* name, double bytes_per_pixel, auto run) {
      limn_bench::add({.name = "label/" + std::string(name) + "/" + std::to_string(size),
                       .make = [size, bytes_per_pixel, run] { return over_picture(size, bytes_per_pixel, run); }});
    };
    limn_bench::add({.name = "label/suzuki_borders/" + std::to_string(size), .make = [size] { return borders(size); }});
    row("contours", 4, [](Data& data) { data.found = static_cast<Index>(limn::contours(data.labels).size()); });
    row("equal", 5, [](Data& data) { limn::label_equal_into(data.gray, data.result); });
    row("equal,tolerance=2", 5, [](Data& data) { limn::label_equal_into(data.gray, data.result, {.tolerance = 2}); });
    row("region_shapes", 4,
        [](Data& data) { data.found = static_cast<Index>(limn::region_shapes(data.labels).size()); });
    row("regions,values", 5,
        [](Data& data) { data.found = static_cast<Index>(limn::regions(data.labels, data.gray).size()); });
    row("run_masks", 4, [](Data& data) { data.found = static_cast<Index>(limn::run_masks(data.labels).size()); });
    row("iso_contours", 1,
        [](Data& data) { data.found = static_cast<Index>(limn::iso_contours(data.gray, 127.5).size()); });
    row("relabel", 8, [](Data& data) { limn::relabel_into(data.labels, data.result); });
    row("find_boundaries", 5, [](Data& data) { limn::find_boundaries_into(data.labels, data.out); });
    row("expand_labels,10", 8, [](Data& data) { limn::expand_labels_into(data.labels, 10, data.result); });
  }
}
