// What functions hold on volumes: the input, the output and their scratch, together no more than three times the input
// and the output.

#include <limn/filter/distance.hpp>
#include <limn/filter/extrema.hpp>
#include <limn/filter/morphology.hpp>
#include <limn/filter/reconstruct.hpp>
#include <limn/filter/skeleton.hpp>
#include <limn/label/components.hpp>
#include <limn/label/equal.hpp>
#include <limn/label/expand.hpp>
#include <limn/label/fill_holes.hpp>
#include <limn/region/grow.hpp>
#include <limn/region/separate.hpp>
#include <limn/region/watershed.hpp>
#include <limn/threshold/fixed.hpp>

#include "bench/comparison/memory.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {

constexpr limn::Size<3> size{121, 75, 60};

/// Bytes that `f` held at most beside its input and its output, in parts of the input.
template <class I, class F>
[[nodiscard]] double scratch(const I& input, const F& f) {
  const std::ptrdiff_t before = comparison::held_bytes();
  comparison::restart_peak();
  const auto output = f(input);
  const std::ptrdiff_t held = comparison::peak_bytes() - comparison::held_bytes();
  CHECK(comparison::held_bytes() - before >= static_cast<std::ptrdiff_t>(output.pixels().size_bytes()));
  return static_cast<double>(held) / static_cast<double>(input.pixels().size_bytes());
}

template <class T>
void check_gray() {
  // Noise is the worst: pits everywhere, in which much winds back on itself.
  const auto image = random_image<T>(size, 7, 100);
  const auto box = limn::StructuringElement::box(5, 5, 5);
  CHECK(scratch(image, [](const auto& in) { return limn::fill_holes(in); }) < 0.6);
  CHECK(scratch(image, [](const auto& in) { return limn::reconstruct(in, in); }) < 0.6);
  CHECK(scratch(image, [](const auto& in) { return limn::h_maxima(in, 20); }) < 1.6);
  CHECK(scratch(image, [](const auto& in) { return limn::h_minima(in, 20); }) < 1.6);
  CHECK(scratch(image, [](const auto& in) { return limn::local_maxima(in); }) < 1);
  CHECK(scratch(image, [](const auto& in) { return limn::label_equal(in).labels; }) < 0.5);
  CHECK(scratch(image, [&](const auto& in) { return limn::morphological_gradient(in, box); }) < 1.5);
  CHECK(scratch(image, [&](const auto& in) { return limn::top_hat(in, box); }) < 1.5);
  CHECK(scratch(image, [&](const auto& in) { return limn::bottom_hat(in, box); }) < 1.5);
}

}  // namespace

TEST_CASE("volumes: gray morphology takes less than two more images") {
  if (!comparison::counts_memory()) return;
  check_gray<std::uint8_t>();
  check_gray<std::int16_t>();
  check_gray<float>();
}

TEST_CASE("volumes: floods and growing regions") {
  if (!comparison::counts_memory()) return;
  // Large enough that whole pages add little.
  constexpr limn::Size<3> large{128, 128, 128};
  limn::LabelImage<std::int32_t, 3> seeds(large);
  for (std::size_t i = 0; i < seeds.pixels().size(); i += 997) seeds.pixels()[i] = static_cast<std::int32_t>(1 + i);
  const auto floats = random_image<float>(large, 9);  // hardly two alike
  CHECK(scratch(floats, [&](const auto& in) { return limn::watershed(in, seeds); }) < 5.3);
  const auto by_value = limn::WatershedOptions{.order = limn::FloodOrder::value};
  CHECK(scratch(floats, [&](const auto& in) { return limn::watershed(in, seeds, by_value); }) < 5.3);
  const auto objects = random_mask(large, 3, 0.95);
  CHECK(scratch(objects, [](const auto& in) { return limn::separate_touching(in); }) < 18);

  const auto bytes = random_image<std::uint8_t>(size, 8, 100);
  const limn::LabelImage<std::int32_t, 3> corner = limn::copy(limn::subview(seeds, limn::Box<3>{{}, size}));
  CHECK(scratch(bytes, [&](const auto& in) { return limn::grow_regions(in, corner); }) < 40);
}

TEST_CASE("volumes: masks and labels") {
  if (!comparison::counts_memory()) return;
  for (const double part : {0.3, 0.95}) {
    const auto objects = random_mask(size, 3, part);
    CHECK(scratch(objects, [](const auto& in) { return limn::skeleton(in); }) < 1.6);
    CHECK(scratch(objects, [](const auto& in) { return limn::distance_transform(in); }) < 1);
    CHECK(scratch(objects, [](const auto& in) { return limn::distance_transform(in, {.spacing = {1, 1, 2.5}}); }) < 1);
    CHECK(scratch(objects, [](const auto& in) { return limn::fill_holes(in); }) < 1);
    const auto labels = limn::label_components(objects).labels;
    CHECK(scratch(labels, [](const auto& in) { return limn::expand_labels(in, 3); }) < 1.2);
  }
}
