#include <limn/cluster/gaussian_mixture.hpp>
#include <limn/filter/gaussian_gradient.hpp>
#include <limn/region/chan_vese.hpp>
#include <limn/region/random_walker.hpp>
#include <limn/superpixel/felzenszwalb.hpp>
#include <limn/superpixel/quickshift.hpp>
#include <limn/superpixel/slic.hpp>

#include <cstdint>

#include "interop/tbb_same.hpp"

using limn_test::check_same;

namespace {

const limn::Size<2> small{210, 300};

}  // namespace

TEST_CASE("the same bytes by any number of threads: gradients of smoothed images") {
  const auto bytes = limn_test::random_image<std::uint8_t>(small, 1);
  check_same([&](const auto& executor) { return limn::gaussian_gradient_magnitude(bytes, {.sigma = 2}, executor); });
}

TEST_CASE("the same bytes by any number of threads: curves and walkers") {
  const auto bytes = limn_test::random_image<std::uint8_t>(small, 2, 40);
  check_same([&](const auto& executor) {
    auto levels = limn::start_levels(bytes.size(), limn::StartLevels::checkerboard);
    limn::evolve_chan_vese(bytes, levels, {.iterations = 5}, executor);
    return levels;
  });
  limn::LabelImage<> seeds(small);
  seeds(10, 20) = 1, seeds(150, 200) = 2, seeds(20, 280) = 3;
  check_same([&](const auto& executor) {
    return limn::random_walker_probabilities(bytes, seeds, {.iterations = 30}, executor);
  });
}

TEST_CASE("the same bytes by any number of threads: superpixels") {
  const auto bytes = limn_test::random_image<std::uint8_t>(small, 3, 60);
  check_same([&](const auto& executor) { return limn::slic(bytes, {.segments = 100, .compactness = 0.1}, executor); });
  check_same([&](const auto& executor) { return limn::felzenszwalb(bytes, {}, executor); });
  check_same([&](const auto& executor) { return limn::quickshift(bytes, {.kernel_size = 2}, executor); });
}

TEST_CASE("the same bytes by any number of threads: mixtures") {
  const auto bytes = limn_test::random_image<std::uint8_t>(small, 4);
  check_same([&](const auto& executor) {
    const auto mixture = limn::gaussian_mixture(bytes, {.components = 3, .iterations = 5}, executor);
    return mixture.labels;
  });
}
