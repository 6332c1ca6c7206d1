#include <limn/interop/tbb.hpp>

#include <limn/cluster/kmeans.hpp>
#include <limn/edge/canny.hpp>
#include <limn/edge/log.hpp>
#include <limn/filter/bilateral.hpp>
#include <limn/filter/box_mean.hpp>
#include <limn/filter/distance.hpp>
#include <limn/filter/gaussian.hpp>
#include <limn/filter/gradient.hpp>
#include <limn/filter/laplacian.hpp>
#include <limn/filter/laplacian_of_gaussian.hpp>
#include <limn/filter/median.hpp>
#include <limn/filter/morphology.hpp>
#include <limn/filter/resize.hpp>
#include <limn/label/components.hpp>
#include <limn/label/equal.hpp>
#include <limn/label/regions.hpp>
#include <limn/label/remove_small.hpp>
#include <limn/label/shape.hpp>
#include <limn/metrics/boundary.hpp>
#include <limn/metrics/superpixel.hpp>
#include <limn/threshold/fixed.hpp>
#include <limn/threshold/local.hpp>
#include <limn/threshold/quantize.hpp>

#include <atomic>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "interop/tbb_same.hpp"

using limn::Index;
using limn_test::check_same, limn_test::sizes, limn_test::volumes;

static_assert(limn::Executor<const limn::Parallel>);

TEST_CASE("parallel: each once") {
  std::vector<std::atomic<int>> seen(1000);
  limn::parallel(1000, [&](Index i) { ++seen[static_cast<std::size_t>(i)]; });
  for (const auto& times : seen) CHECK(times == 1);
  limn::parallel(0, [](Index) { FAIL("nothing to do"); });
}

TEST_CASE("parallel: an exception of the body reaches the caller") {
  CHECK_THROWS_WITH(limn::parallel(64,
                                   [](Index i) {
                                     if (i == 40) throw std::runtime_error("forty");
                                   }),
                    "forty");
}

TEST_CASE("the same bytes by any number of threads: gaussian") {
  for (const auto size : sizes) {
    const auto image = limn_test::random_image<float>(size, 1);
    check_same([&](const auto& executor) { return limn::gaussian(image, {.sigma = 1.4}, executor); });
  }
  const auto volume = limn_test::random_image<float>(volumes[0], 3);
  check_same([&](const auto& executor) { return limn::gaussian(volume, {.sigma = 2}, executor); });
}

TEST_CASE("the same bytes by any number of threads: other filters") {
  const auto bytes = limn_test::random_image<std::uint8_t>(sizes[0], 16);
  check_same([&](const auto& executor) { return limn::gaussian(bytes, {.sigma = 20}, executor); });
  check_same([&](const auto& executor) { return limn::box_mean(bytes, {.window = 15}, executor); });
  for (const Index window : {3, 9}) {
    check_same([&](const auto& executor) { return limn::median(bytes, {.window = window}, executor); });
  }
  check_same([&](const auto& executor) { return limn::bilateral(bytes, {}, executor); });
  check_same([&](const auto& executor) {
    return limn::resize(bytes, {700, 900}, limn::Interpolation::linear, executor);
  });
  check_same([&](const auto& executor) { return limn::sobel(bytes, {}, executor).dx; });
  const auto real = limn_test::random_image<float>(sizes[0], 17);
  check_same([&](const auto& executor) { return limn::laplacian(real, {}, executor); });
  check_same([&](const auto& executor) { return limn::laplacian_of_gaussian(real, {.sigma = 2}, executor); });
}

TEST_CASE("the same bytes by any number of threads: edges") {
  // Smooth enough for edges that cross many bands.
  const auto bytes = limn::gaussian(limn_test::random_image<std::uint8_t>(sizes[0], 18), {.sigma = 3});
  check_same([&](const auto& executor) { return limn::canny_opencv(bytes, {.low = 10, .high = 60}, executor); });
  check_same([&](const auto& executor) { return limn::canny(bytes, {.low = 10, .high = 40}, executor); });
  check_same([&](const auto& executor) { return limn::log_zero_crossings(bytes, {.sigma = 2}, executor); });
}

TEST_CASE("the same bytes by any number of threads: surfaces") {
  const auto a = limn_test::random_mask(sizes[0], 19, 0.999), b = limn_test::random_mask(sizes[0], 20, 0.999);
  check_same([&](const auto& executor) { return limn::hausdorff(a, b, {1, 1}, executor); });
  const auto labels = limn::label_components(a).labels, truth = limn::label_components(b).labels;
  check_same([&](const auto& executor) { return limn::boundary_recall(labels, truth, 2, executor); });
}

TEST_CASE("the same bytes by any number of threads: distance") {
  const auto mask = limn_test::random_mask(sizes[0], 4, 0.999);
  check_same([&](const auto& executor) { return limn::squared_distance_transform(mask, executor); });
  check_same([&](const auto& executor) { return limn::distance_transform(mask, {}, executor); });
  const auto volume = limn_test::random_mask(volumes[0], 5, 0.999);
  check_same([&](const auto& executor) { return limn::distance_transform(volume, {}, executor); });
}

TEST_CASE("the same bytes by any number of threads: components and regions") {
  const auto check = [](const auto& mask) {
    check_same([&](const auto& executor) { return limn::label_components(mask, {}, executor).labels; });
    check_same([&](const auto& executor) {
      std::vector<Index> numbers;
      for (const auto& region : limn::regions(mask, {}, executor)) {
        numbers.insert(numbers.end(), {region.label, region.area, region.box.origin.x, region.box.size.width});
      }
      return numbers;
    });
  };
  for (const double density : {0.4, 0.6}) check(limn_test::random_mask(sizes[0], 6, density));
  check(limn_test::random_mask(volumes[0], 7, 0.3));
}

TEST_CASE("the same bytes by any number of threads: equal neighbors") {
  const auto zones = limn_test::random_image<std::uint8_t>(sizes[0], 10, 3);
  check_same([&](const auto& executor) { return limn::label_equal(zones, {}, executor).labels; });
  check_same([&](const auto& executor) { return limn::label_equal(zones, {.tolerance = 90}, executor).labels; });
}

TEST_CASE("the same bytes by any number of threads: what is done to objects") {
  const auto mask = limn_test::random_mask(sizes[0], 12, 0.5);
  check_same([&](const auto& executor) { return limn::remove_small(mask, 20, limn::Connectivity::face, executor); });
  const auto labels = limn::label_components(mask, {.connectivity = limn::Connectivity::face}).labels;
  check_same([&](const auto& executor) {
    std::vector<double> numbers;
    for (const auto& shape : limn::region_shapes(labels, {}, executor)) {
      numbers.insert(numbers.end(), {shape.perimeter, shape.solidity, shape.feret_max, shape.major_axis});
    }
    return numbers;
  });
}

TEST_CASE("the same bytes by any number of threads: morphology") {
  using limn::StructuringElement;
  const auto bytes = limn_test::random_image<std::uint8_t>(sizes[0], 13);
  for (const auto& element : {StructuringElement::box(9), StructuringElement::disk(4)}) {
    check_same([&](const auto& executor) { return limn::erode(bytes, element, executor); });
  }
}

TEST_CASE("the same bytes by any number of threads: levels") {
  const auto bytes = limn_test::random_image<std::uint8_t>(sizes[0], 21);
  const std::vector<std::uint8_t> levels = {50, 120, 200};
  check_same([&](const auto& executor) { return limn::threshold(bytes, 100, executor); });
  check_same([&](const auto& executor) { return limn::threshold_range(bytes, 50, 120, executor); });
  check_same([&](const auto& executor) { return limn::quantize(bytes, levels, executor); });
}

TEST_CASE("the same bytes by any number of threads: local thresholds") {
  const auto bytes = limn_test::random_image<std::uint8_t>(sizes[0], 15);
  for (const auto method : {limn::LocalMethod::mean, limn::LocalMethod::sauvola, limn::LocalMethod::wolf}) {
    check_same([&](const auto& executor) { return limn::threshold_local(bytes, {.method = method}, executor); });
  }
}

TEST_CASE("the same bytes by any number of threads: k-means") {
  const limn::KMeansOptions options{.clusters = 5, .iterations = 4, .seed = 3};
  const auto bytes = limn_test::random_image<std::uint8_t>(sizes[0], 8);
  check_same([&](const auto& executor) { return limn::kmeans(bytes, options, executor).labels; });
}
