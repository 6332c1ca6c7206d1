// label/: components of a picture and of noise, and what they measure.

#include <limn/label/components.hpp>
#include <limn/label/regions.hpp>
#include <limn/threshold/fixed.hpp>
#include <limn/threshold/global.hpp>

#include <memory>
#include <vector>

#include "support.hpp"
#if defined(LIMN_BENCH_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

namespace {

using limn::Connectivity;
using limn::Index;

limn::Mask otsu_mask(const limn::Image<std::uint8_t>& gray) { return limn::threshold(gray, limn::otsu(gray)); }

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
  std::vector<limn::Region<2>> regions;
#if defined(LIMN_BENCH_OPENCV)
  cv::Mat stats, centroids;
#endif
};

std::shared_ptr<Data> data_of(limn::Mask mask) {
  const auto data = std::make_shared<Data>();
  data->ours = data->peer = limn::LabelImage<>(mask.size());
  data->mask = std::move(mask);
  return data;
}

limn_bench::Case components(limn::Mask mask, Connectivity connectivity) {
  const auto data = data_of(std::move(mask));
  limn_bench::Case work;
  work.pixels = static_cast<double>(data->mask.pixels().size());
  work.bytes = 5 * work.pixels;
  limn_bench::set_run(work, [data, connectivity](const auto& executor) {
    limn::label_components_into(data->mask, data->ours, {.connectivity = connectivity}, executor);
  });
  work.null = [data] { limn_bench::null_pass(data->mask, data->ours); };
#if defined(LIMN_BENCH_OPENCV)
  const int neighbors = connectivity == Connectivity::face ? 4 : 8;
  work.opencv = [in = limn_bench::mat(data->mask), out = limn_bench::mat(data->peer), neighbors] {
    cv::connectedComponents(in, out, neighbors, CV_32S);
  };
  work.check = [data, connectivity] {
    // In raster order theirs are only under 4 neighbors.
    return connectivity == Connectivity::face ? data->ours == data->peer : same_partition(data->ours, data->peer);
  };
#endif
  return work;
}

/// Area, box and centroid of each component.
limn_bench::Case statistics(limn::Mask mask) {
  const auto data = data_of(std::move(mask));
  limn_bench::Case work;
  work.pixels = static_cast<double>(data->mask.pixels().size());
  work.bytes = work.pixels;
  work.limn = [data] { data->regions = limn::regions(data->mask); };
  work.null = [data] { limn_bench::null_pass(std::as_bytes(data->mask.pixels()), {}); };
#if defined(LIMN_BENCH_OPENCV)
  work.opencv = [data, in = limn_bench::mat(data->mask), out = limn_bench::mat(data->peer)] {
    cv::connectedComponentsWithStats(in, out, data->stats, data->centroids, 8, CV_32S);
  };
  work.check = [data] {
    // Their numbers differ from ours: a pixel of ours tells which is whose.
    const auto labeling = limn::label_components(data->mask);
    if (static_cast<int>(data->regions.size()) + 1 != data->stats.rows) return false;
    std::vector<int> theirs(data->regions.size() + 1);
    for (std::size_t i = 0; i < data->peer.pixels().size(); ++i) {
      theirs[static_cast<std::size_t>(labeling.labels.pixels()[i])] = data->peer.pixels()[i];
    }
    for (const auto& region : data->regions) {
      const int row = theirs[static_cast<std::size_t>(region.label)];
      const int* const stats = data->stats.ptr<int>(row);
      const double* const centroid = data->centroids.ptr<double>(row);
      const limn::Box<2> box{{stats[cv::CC_STAT_LEFT], stats[cv::CC_STAT_TOP]},
                             {stats[cv::CC_STAT_WIDTH], stats[cv::CC_STAT_HEIGHT]}};
      if (!(region.box == box) || region.area != stats[cv::CC_STAT_AREA]) return false;
      if (!(std::abs(region.centroid.x - centroid[0]) < 1e-6 && std::abs(region.centroid.y - centroid[1]) < 1e-6)) {
        return false;
      }
    }
    return true;
  };
#endif
  return work;
}

}  // namespace

LIMN_BENCH_CASES(label_cases) {
  for (const Index size : {512, 4096}) {
    const bool small = size == 512;
    const auto add = [&](const std::string& name, double goal, auto make) {
      limn_bench::add({"label/" + name + "/" + std::to_string(size), goal, make});
    };
    const auto resampled = [=] { return otsu_mask(limn_bench::natural_gray(size)); };
    const auto mosaic = [=] { return otsu_mask(limn_bench::mosaic_gray(size)); };
    const auto noise = [=](double density) { return [=] { return limn_bench::noise_mask(size, density); }; };
    const auto labeled = [=](auto mask, Connectivity connectivity) {
      return [=] { return components(mask(), connectivity); };
    };
    const auto measured = [=](auto mask) { return [=] { return statistics(mask()); }; };
    add("components/natural,8", small ? 5 : 4.5, labeled(resampled, Connectivity::full));
    add("components/natural,4", 10, labeled(resampled, Connectivity::face));
    if (!small) {
      add("components/mosaic,8", 4.5, labeled(mosaic, Connectivity::full));
      add("components/mosaic,4", 10, labeled(mosaic, Connectivity::face));
      add("regions/mosaic", 15, measured(mosaic));
    }
    add("components/noise=0.1,8", small ? 8 : 4.8, labeled(noise(0.1), Connectivity::full));
    add("components/noise=0.5,8", 4.5, labeled(noise(0.5), Connectivity::full));
    add("components/noise=0.9,8", small ? 3.4 : 3.1, labeled(noise(0.9), Connectivity::full));
    add("regions/natural", small ? 25 : 15, measured(resampled));
    add("regions/noise=0.5", 0, measured(noise(0.5)));
  }
}
