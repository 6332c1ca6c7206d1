// label/: components of a picture and of noise, and their statistics.

#include <limn/label/components.hpp>
#include <limn/threshold/fixed.hpp>

#include <algorithm>
#include <memory>
#include <vector>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

using limn::Connectivity;
using limn::Index;

limn::Mask natural_mask(Index size) {
  const auto gray = limn_bench::natural_gray(size);
  double sum = 0;
  for (const std::uint8_t pixel : gray.pixels()) sum += pixel;
  return limn::threshold(gray, static_cast<std::uint8_t>(sum / static_cast<double>(gray.pixels().size())));
}

/// True if the images differ by a renumbering only.
bool same_partition(const limn::LabelImage<>& a, const limn::LabelImage<>& b) {
  std::vector<std::int32_t> to_b(a.pixels().size() + 1, -1), to_a(a.pixels().size() + 1, -1);
  for (std::size_t i = 0; i < a.pixels().size(); ++i) {
    auto& forth = to_b[static_cast<std::size_t>(a.pixels()[i])];
    auto& back = to_a[static_cast<std::size_t>(b.pixels()[i])];
    if (forth == -1 && back == -1) forth = b.pixels()[i], back = a.pixels()[i];
    if (forth != b.pixels()[i] || back != a.pixels()[i]) return false;
  }
  return true;
}

struct Data {
  limn::Mask mask;
  limn::LabelImage<> ours, peer;
};

#if defined(LIMN_BENCH_OPENCV)
cv::Mat header(limn::Mask& mask) {
  return {static_cast<int>(mask.height()), static_cast<int>(mask.width()), CV_8U, mask.pixels().data()};
}
cv::Mat header(limn::LabelImage<>& labels) {
  return {static_cast<int>(labels.height()), static_cast<int>(labels.width()), CV_32S, labels.pixels().data()};
}
#endif

void null_pass(const limn::Mask& mask, limn::LabelImage<>& labels) {
  const auto in = mask.pixels();
  const auto out = labels.pixels();
  for (std::size_t i = 0; i < in.size(); ++i) out[i] = static_cast<std::int32_t>(in[i]);
}

void components_case(const std::string& name, const limn::Mask& mask, Connectivity connectivity, double goal) {
  const auto data =
      std::make_shared<Data>(Data{mask, limn::LabelImage<>(mask.size()), limn::LabelImage<>(mask.size())});
  const double pixels = static_cast<double>(mask.pixels().size());
  limn_bench::Case row{
      .name = "label/components/" + name + "/" + std::to_string(mask.width()),
      .pixels = pixels,
      .bytes = 5 * pixels,
      .limn = [data,
               connectivity] { limn::label_components_into(data->mask, data->ours, {.connectivity = connectivity}); },
      .null = [data] { null_pass(data->mask, data->peer); },
      .goal = goal};
#if defined(LIMN_BENCH_OPENCV)
  row.opencv = [data, connectivity] {
    cv::Mat out = header(data->peer);
    cv::connectedComponents(header(data->mask), out, connectivity == Connectivity::face ? 4 : 8, CV_32S);
  };
  row.check = [data] { return same_partition(data->ours, data->peer); };
#endif
  limn_bench::add(row);
}

}  // namespace

LIMN_BENCH_CASES(label_components_cases) {
  for (const Index size : {512, 4096}) {
    const bool small = size == 512;
    components_case("natural,8", natural_mask(size), Connectivity::full, small ? 5 : 4.5);
    components_case("natural,4", natural_mask(size), Connectivity::face, 10);
    components_case("noise=0.1,8", limn_bench::noise_mask(size, 0.1), Connectivity::full, small ? 8 : 4.8);
    components_case("noise=0.5,8", limn_bench::noise_mask(size, 0.5), Connectivity::full, 4.5);
    components_case("noise=0.9,8", limn_bench::noise_mask(size, 0.9), Connectivity::full, small ? 3.4 : 3.1);
  }
}
