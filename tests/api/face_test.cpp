// The names and shapes that other people's programs compile against, called in every form that is promised: on images,
// on views, on temporaries, returning and `_into`, with and without options.
#include <limn/cluster/kmeans.hpp>
#include <limn/core/executor.hpp>
#include <limn/draw/overlay.hpp>
#include <limn/draw/palette.hpp>
#include <limn/edge/canny.hpp>
#include <limn/filter/gaussian.hpp>
#include <limn/filter/gradient.hpp>
#include <limn/filter/laplacian.hpp>
#include <limn/label/components.hpp>
#include <limn/label/contours.hpp>
#include <limn/label/regions.hpp>
#include <limn/region/flood_fill.hpp>
#include <limn/region/grow.hpp>
#include <limn/threshold/fixed.hpp>
#include <limn/threshold/global.hpp>
#include <limn/threshold/hysteresis.hpp>
#include <limn/threshold/quantize.hpp>

#include <type_traits>
#include <vector>

#include "support/images.hpp"

namespace {

using limn::Binary;
using limn::Image;
using limn::ImageView;
using limn::Mask;
using limn::Size;

Image<std::uint8_t> two_squares() {
  Image<std::uint8_t> image(Size<2>{40, 30}, 10);
  for (limn::Index y = 5; y < 15; ++y) {
    for (limn::Index x = 4; x < 14; ++x) image(x, y) = 200;
    for (limn::Index x = 20; x < 35; ++x) image(x, y) = 220;
  }
  return image;
}

template <class Wanted, class Got>
void same(const Got&) {
  static_assert(std::is_same_v<Wanted, Got>);
}

}  // namespace

TEST_CASE("core") {
  Image<std::uint8_t> image(Size<2>{4, 3}, 7);
  CHECK(image.width() == 4);
  CHECK(image.height() == 3);
  CHECK(image.size() == Size<2>{4, 3});
  CHECK(image(3, 2) == 7);
  CHECK(image.row(1).size() == 4);
  ImageView<std::uint8_t> borrowed(image.pixels().data(), Size<2>{4, 3});
  ImageView<const std::uint8_t, 2> strided(image.pixels().data(), Size<2>{2, 3}, {4});
  CHECK(strided(1, 2) == 7);
  limn::fill(borrowed, std::uint8_t{9});
  CHECK(limn::copy(limn::subview(image, limn::Box<2>{{1, 1}, {2, 2}})) == Image<std::uint8_t>(Size<2>{2, 2}, 9));
  same<Image<float>>(limn::transform(image, [](std::uint8_t v) { return static_cast<float>(v); }));
  same<Image<std::int32_t, 2>>(limn::LabelImage<>());
  same<Image<std::uint16_t, 3>>(limn::LabelImage<std::uint16_t, 3>());
  same<Image<float, 3>>(limn::Volume<float>(Size<3>{2, 3, 4}));
  same<ImageView<const std::uint8_t, 2>>(limn::view(std::as_const(image)));
}

TEST_CASE("thresholds") {
  const auto image = two_squares();
  const std::uint8_t level = limn::otsu(image);
  const Mask mask = limn::threshold(image, level);
  CHECK(mask == limn::threshold(limn::view(image), limn::otsu(two_squares())));
  Mask out(image.size());
  limn::threshold_into(image, out, level);
  CHECK(out == mask);
  limn::threshold_into(image, limn::view(out), level);
  limn::threshold_into(image, out, level, limn::sequential);
  CHECK(out == limn::threshold(image, level, limn::sequential));
  CHECK(limn::threshold_range(image, 190, 210)(5, 6) == Binary::foreground);
  limn::threshold_range_into(image, out, 190, 210, limn::sequential);
  CHECK(out == limn::threshold_range(image, 190, 210, limn::sequential));
  const std::vector<std::uint8_t> levels{100, 210};
  limn::LabelImage<> classes(image.size());
  limn::quantize_into(image, classes, levels, limn::sequential);
  CHECK(classes == limn::quantize(image, levels, limn::sequential));
  CHECK(classes == limn::quantize(image, levels));
  CHECK(classes(5, 6) == 1);
  CHECK(classes(25, 6) == 2);
  CHECK(limn::hysteresis(image, 100, 210) == limn::hysteresis(image, 100, 210, limn::Connectivity::full));
}

TEST_CASE("components, regions and contours") {
  const Mask mask = limn::threshold(two_squares(), 100);
  const limn::Labeling<std::int32_t> labeling = limn::label_components(mask);
  CHECK(labeling.count == 2);
  same<limn::LabelImage<>>(labeling.labels);
  CHECK(limn::label_components<std::uint16_t>(mask, {.connectivity = limn::Connectivity::face}).count == 2);
  CHECK(limn::label_components(mask, {}, limn::sequential).labels == labeling.labels);
  limn::LabelImage<> labels(mask.size());
  CHECK(limn::label_components_into(mask, labels) == 2);
  const auto regions = limn::regions(labels);
  REQUIRE(regions.size() == 2);
  CHECK(regions[0].area == 100);
  CHECK(regions[0].label == 1);
  CHECK(regions[1].box.origin.x == 20);
  CHECK(regions[1].box.size.width == 15);
  CHECK(regions[0].centroid.x == doctest::Approx(8.5));
  CHECK(regions[0].centroid.y == doctest::Approx(9.5));
  CHECK(limn::regions(mask).size() == 2);
  CHECK(limn::contours(labels).size() == 2);
}

TEST_CASE("filters and edges") {
  const auto image = two_squares();
  same<Image<std::uint8_t>>(limn::gaussian(image));
  same<Image<std::uint8_t>>(limn::gaussian(image, {.sigma = 1.4, .border = limn::Border::mirror}));
  Image<std::uint8_t> smooth(image.size());
  limn::gaussian_into(image, smooth, {.sigma = 1.4});
  CHECK(smooth == limn::gaussian(image, {.sigma = 1.4}));
  auto gradient = limn::sobel(image);
  same<Image<std::int16_t>>(gradient.dx);
  same<Image<std::int16_t>>(gradient.dy);
  limn::sobel_into(image, gradient);
  CHECK(limn::magnitude(gradient).size() == image.size());
  const Mask edges = limn::canny_opencv(image);
  CHECK(edges == limn::canny_opencv(image, {.low = 50, .high = 150, .aperture = 3, .l2_gradient = false}));
  Mask out(image.size());
  limn::canny_opencv_into(image, out, {.low = 50, .high = 150});
  CHECK(out == edges);
  CHECK(limn::canny(image, {.sigma = 1}).size() == image.size());
  const Mask all(image.size(), Binary::foreground);
  const limn::CannyOptions quantiles{.sigma = 1, .low = 0.8, .high = 0.9, .use_quantiles = true};
  limn::canny_into(image, all, out, quantiles, limn::sequential);
  CHECK(out == limn::canny(image, all, quantiles, limn::sequential));
  CHECK(limn::canny(image, all, {.sigma = 1}).size() == image.size());
  CHECK(limn::canny(image, quantiles) == limn::canny(image, quantiles, limn::sequential));
  same<Image<std::int16_t>>(limn::laplacian(image));
  Image<std::int16_t> curvature(image.size());
  limn::laplacian_into(image, curvature, {.aperture = 1}, limn::sequential);
  CHECK(curvature == limn::laplacian(image, {.aperture = 1}, limn::sequential));
}

TEST_CASE("growing and clusters") {
  const auto image = two_squares();
  const Mask square = limn::flood_fill(image, limn::Point<2>{6, 7}, {.low = 5, .high = 5});
  CHECK(limn::regions(square)[0].area == 100);
  limn::LabelImage<> seeds(image.size());
  seeds(0, 0) = 1;
  seeds(6, 7) = 2;
  CHECK(limn::grow_regions(image, seeds, {})(13, 14) == 2);
  const auto means = limn::kmeans(image, {.clusters = 3, .iterations = 20, .seed = 1});
  CHECK(means.labels.size() == image.size());
  CHECK(means.inertia == doctest::Approx(0.0));
  const Image<limn::Rgb<std::uint8_t>> color(image.size(), limn::Rgb<std::uint8_t>{1, 2, 3});
  CHECK(limn::kmeans(color, {.clusters = 1}).labels.size() == image.size());
}

TEST_CASE("drawing") {
  const auto image = two_squares();
  const auto labeling = limn::label_components(limn::threshold(image, 100));
  same<Image<limn::Rgb<std::uint8_t>>>(limn::overlay(image, labeling.labels, {.alpha = 0.4, .outline = true}));
  same<Image<limn::Rgb<std::uint8_t>>>(limn::overlay(image, limn::threshold(image, 100)));
  same<Image<limn::Rgb<std::uint8_t>>>(limn::color_labels(labeling.labels));
}
