#include <limn/metrics/boundary.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include "reference/metrics.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// numpy's, by sorting.
double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double rank = share * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(rank);
  const auto high = (std::min)(low + 1, values.size() - 1);
  return values[low] + (values[high] - values[low]) * (rank - static_cast<double>(low));
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Sparse objects, so that distances are long.
template <class T, std::size_t R>
Image<T, R> few(const limn::Size<R>& size, unsigned seed) {
  return limn::transform(random_image<std::uint8_t>(size, seed), [](std::uint8_t v) {
    return static_cast<T>(v < 200 ? 0 : v < 215 ? 1 : v < 240 ? 2 : 117);
  });
}

template <class T, std::size_t R>
void check_against_reference(const std::array<double, R>& spacing) {
  for (const auto& size : awkward_sizes<R>()) {
    CAPTURE(size);
    const auto a = few<T>(size, 3), b = few<T>(size, 8);
    const auto on_a = reference::surface(a), on_b = reference::surface(b);
    const auto there = reference::nearest(on_a, on_b, spacing), back = reference::nearest(on_b, on_a, spacing);
    for_each_layout(a, [&](const auto& layout) {
      const auto found = limn::surface_distances(layout, b, spacing);
      REQUIRE(found.mask.size() == there.size());
      REQUIRE(found.truth.size() == back.size());
      for (std::size_t i = 0; i < there.size(); ++i) {
        if (found.mask[i] != there[i]) CHECK(found.mask[i] == doctest::Approx(there[i]).epsilon(1e-14));
      }
      for (std::size_t i = 0; i < back.size(); ++i) {
        if (found.truth[i] != back[i]) CHECK(found.truth[i] == doctest::Approx(back[i]).epsilon(1e-14));
      }
    });
  }
}

}  // namespace

TEST_CASE("boundary: a drawn example") {
  const auto truth = mask({".......",  //
                           ".###...",  //
                           ".###...",  //
                           ".###...",  //
                           "......."});
  const auto found = mask({".......",  //
                           ".####..",  //
                           ".####..",  //
                           ".####..",  //
                           "......#"});
  const auto distances = limn::surface_distances(found, truth);
  const double far = std::sqrt(10.0);
  // The middle of both is no surface; in the wider one that is two pixels, one of them on the surface of the truth.
  CHECK(distances.mask == std::vector<double>{0, 0, 0, 1, 0, 1, 0, 0, 0, 1, far});
  CHECK(distances.truth == std::vector<double>{0, 0, 0, 0, 1, 0, 0, 0});
  CHECK(limn::hausdorff(found, truth) == far);
  CHECK(limn::hausdorff(truth, found) == far);
  CHECK(limn::average_surface_distance(found, truth) == doctest::Approx((4 + far) / 19));
  CHECK(limn::hausdorff95_pooled(found, truth) == doctest::Approx(1 + (far - 1) * (0.95 * 18 - 17)));
  CHECK(limn::hausdorff95_max(found, truth) == doctest::Approx(1 + (far - 1) * (0.95 * 10 - 9)));
  const auto exact = limn::boundary_agreement(found, truth, 0);
  CHECK(exact.precision == doctest::Approx(7.0 / 11));
  CHECK(exact.recall == doctest::Approx(7.0 / 8));
  CHECK(exact.f == doctest::Approx(14.0 / 19));
  CHECK(limn::boundary_f(found, truth, 0) == exact.f);
  CHECK(limn::boundary_f(found, truth, 1) == doctest::Approx(2 * 10.0 / 21));
  CHECK(limn::boundary_f(found, truth) == limn::boundary_f(found, truth, 2));
  CHECK(limn::boundary_f(found, truth, std::sqrt(10.0)) == 1.0);
  CHECK(limn::boundary_f(found, truth, 3.16) < 1.0);
}

TEST_CASE("boundary: a surface runs between objects that touch, and where the picture ends") {
  const auto two = image<std::int32_t>({{1, 1, 1, 2, 2, 2}, {1, 1, 1, 2, 2, 2}, {1, 1, 1, 2, 2, 2}});
  const auto one = limn::transform(two, [](std::int32_t) { return std::int32_t{7}; });
  const auto distances = limn::surface_distances(one, two);
  CHECK(distances.mask == std::vector<double>(14, 0.0));
  CHECK(distances.truth == std::vector<double>{0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0});
  CHECK(limn::hausdorff(one, two) == 1);
  const auto as_masks = [](std::int32_t v) { return limn::to_binary(v != 0); };
  CHECK(limn::hausdorff(limn::transform(one, as_masks), limn::transform(two, as_masks)) == 0);
}

TEST_CASE("boundary: any non-zero byte of a mask is one and the same foreground") {
  const auto bytes = random_image<std::uint8_t>(limn::Size{131, 5}, 4);
  const auto some = limn::transform(bytes, [](std::uint8_t v) { return static_cast<std::uint8_t>(v < 60 ? 0 : v); });
  const auto clean = limn::transform(some, [](std::uint8_t v) { return limn::to_binary(v != 0); });
  const auto other = random_mask(limn::Size{131, 5}, 9, 0.7);
  CHECK(limn::surface_distances(limn::as_mask(some), other).mask == limn::surface_distances(clean, other).mask);
  CHECK(limn::surface_distances(limn::as_mask(some), other).truth == limn::surface_distances(clean, other).truth);
}

TEST_CASE("boundary: equals the reference on masks and labels of any type, in any layout, rank and spacing") {
  check_against_reference<limn::Binary, 2>({1, 1});
  check_against_reference<std::uint8_t, 2>({0.5, 0.5});
  check_against_reference<std::uint16_t, 2>({0.25, 1.75});
  check_against_reference<std::int32_t, 2>({1, 1});
  check_against_reference<std::int64_t, 2>({1, 1});
  check_against_reference<limn::Binary, 3>({0.75, 0.5, 2});
  check_against_reference<std::int16_t, 3>({1, 1, 1});
  // Their squares are rounded.
  check_against_reference<std::int32_t, 2>({0.3, 1.7});
  check_against_reference<limn::Binary, 3>({0.7, 0.7, 2.1});
}

TEST_CASE("boundary: a tolerance of five sides reaches the fifth pixel") {
  const auto one = mask({"#......"}), other = mask({".....#."});
  CHECK(limn::average_surface_distance(one, other, {0.3, 1.7}) == 1.5);
  CHECK(limn::boundary_f(one, other, 1.5, {0.3, 1.7}) == 1);
  CHECK(limn::boundary_f(one, other, 1.49, {0.3, 1.7}) == 0);
}

TEST_CASE("boundary: equal images are at no distance, whatever the shape of a pixel") {
  for (unsigned seed = 1; seed < 30; ++seed) {
    const auto labels = random_image<std::uint8_t>(limn::Size{5, 9}, seed);
    const auto objects = limn::transform(labels, [](std::uint8_t v) { return static_cast<std::uint8_t>(v % 3); });
    CHECK(limn::hausdorff(objects, objects, {0.3, 1.7}) == 0);
    CHECK(limn::hausdorff(objects, objects, {1e-100, 1e100}) == 0);
  }
}

TEST_CASE("boundary: background around the objects changes nothing") {
  const auto a = few<std::uint16_t>(limn::Size{37, 20, 4}, 5), b = few<std::uint16_t>(limn::Size{37, 20, 4}, 6);
  const auto framed = [](const limn::Image<std::uint16_t, 3>& image) {
    limn::Image<std::uint16_t, 3> result(limn::Size{80, 31, 9});
    const limn::Box<3> middle{{limn::Index{40}, limn::Index{7}, limn::Index{3}}, image.size()};
    limn::copy_into(image, limn::subview(limn::view(result), middle));
    return result;
  };
  for (const auto& spacing : {std::array<double, 3>{1, 1, 1}, std::array<double, 3>{0.5, 0.75, 2}}) {
    const auto plain = limn::surface_distances(a, b, spacing);
    const auto found = limn::surface_distances(framed(a), framed(b), spacing);
    CHECK(plain.mask == found.mask);
    CHECK(plain.truth == found.truth);
  }
}

TEST_CASE("boundary: statistics of the distances") {
  for (unsigned seed = 1; seed < 6; ++seed) {
    const auto a = few<std::int32_t>(limn::Size{23, 17}, seed), b = few<std::int32_t>(limn::Size{23, 17}, seed + 50);
    const std::array<double, 2> spacing{1.5, 0.5};
    const auto distances = limn::surface_distances(a, b, spacing);
    std::vector<double> all = distances.mask;
    all.insert(all.end(), distances.truth.begin(), distances.truth.end());
    CHECK(limn::hausdorff(a, b, spacing) == *std::max_element(all.begin(), all.end()));
    CHECK(limn::average_surface_distance(a, b, spacing) == doctest::Approx(mean(all)));
    CHECK(limn::hausdorff95_pooled(a, b, spacing) == doctest::Approx(percentile(all, 0.95)));
    CHECK(limn::hausdorff95_max(a, b, spacing) ==
          doctest::Approx((std::max)(percentile(distances.mask, 0.95), percentile(distances.truth, 0.95))));
    const auto share = [](const std::vector<double>& of) {
      return static_cast<double>(std::count_if(of.begin(), of.end(), [](double d) { return d <= 1.5; })) /
             static_cast<double>(of.size());
    };
    const auto agreement = limn::boundary_agreement(a, b, 1.5, spacing);
    CHECK(agreement.precision == share(distances.mask));
    CHECK(agreement.recall == share(distances.truth));
    CHECK(limn::boundary_agreement(b, a, 1.5, spacing).precision == agreement.recall);
  }
}

TEST_CASE("boundary: nothing on both sides, on one side") {
  const limn::Mask none(limn::Size{5, 4});
  const auto some = mask({".....", ".##..", ".....", "....."});
  for (const auto metric : {0, 1, 2, 3}) {
    CAPTURE(metric);
    const auto measure = [metric](const limn::Mask& a, const limn::Mask& b) {
      return metric == 0   ? limn::hausdorff(a, b)
             : metric == 1 ? limn::hausdorff95_pooled(a, b)
             : metric == 2 ? limn::hausdorff95_max(a, b)
                           : limn::average_surface_distance(a, b);
    };
    CHECK(measure(none, none) == 0);
    CHECK(measure(limn::Mask(), limn::Mask()) == 0);
    CHECK(measure(none, some) == infinity);
    CHECK(measure(some, none) == infinity);
    CHECK(measure(some, some) == 0);
  }
  CHECK(limn::hausdorff(none, some, {1, 2}) == infinity);
  CHECK(limn::boundary_f(none, none) == 1);
  CHECK(limn::boundary_f(limn::Mask(), limn::Mask()) == 1);
  const auto lacks = limn::boundary_agreement(none, some);
  CHECK(lacks.precision == 1);
  CHECK(lacks.recall == 0);
  CHECK(lacks.f == 0);
  CHECK(limn::boundary_agreement(some, none).precision == 0);
  CHECK(limn::boundary_f(mask({"#.........#"}), mask({".....#....."})) == 0);
}

TEST_CASE("boundary: errors name what is wrong") {
  const limn::Mask a(limn::Size{3, 2}), b(limn::Size{2, 3});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::hausdorff(a, b)),
                       "limn::hausdorff: the segmentation is 3x2 but the truth is 2x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::average_surface_distance(a, a, {1, 0})),
                       "limn::average_surface_distance: spacing along axis 1 is 0 but must lie in [1e-100, 1e100]",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::hausdorff95_max(a, a, {std::nan(""), 1})),
                       "limn::hausdorff95_max: spacing along axis 0 is nan but must lie in [1e-100, 1e100]",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::hausdorff95_pooled(a, b)),
                       "limn::hausdorff95_pooled: the segmentation is 3x2 but the truth is 2x3", std::invalid_argument);
  for (const double tolerance : {-1.0, std::nan(""), infinity}) {
    CHECK_THROWS_AS(static_cast<void>(limn::boundary_f(a, a, tolerance)), std::invalid_argument);
  }
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::boundary_agreement(a, a, -1)),
                       "limn::boundary_agreement: tolerance is -1 but must be at least 0 and finite",
                       std::invalid_argument);
}
