#include <limn/threshold/global.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "reference/threshold_global.hpp"
#include "support/images.hpp"
#include "threshold/disk_picture.hpp"

using namespace limn_test;

namespace {

using limn::Histogram;
using reference::Counts;

template <class T, std::size_t R = 2>
using View = limn::ImageView<const T, R>;

/// A threshold on images of one type: of all pixels, and of those of a mask.
template <class T, std::size_t R = 2>
struct Form {
  T (*level)(const View<T, R>&);
  T (*masked)(const View<T, R>&, const View<limn::Binary, R>&);
};

/// A threshold in all its forms, behind pointers so that the checks below are compiled once.
struct Method {
  std::string name;
  double (*histogram)(const Histogram&);
  double (*reference)(const Counts&);  // of a histogram whose ends are occupied, in bins
  std::tuple<Form<std::uint8_t>, Form<std::uint16_t>, Form<std::int16_t>, Form<float>, Form<double>, Form<float, 3>,
             Form<std::uint8_t, 3>>
      forms;

  template <class T, std::size_t R>
  T level(const limn::Image<T, R>& image) const {
    return std::get<Form<T, R>>(forms).level(limn::view(image));
  }
  template <class T, std::size_t R>
  T level(const View<T, R>& image) const {
    return std::get<Form<T, R>>(forms).level(image);
  }
  template <class T, std::size_t R>
  T level(const limn::Image<T, R>& image, const limn::Image<limn::Binary, R>& mask) const {
    return std::get<Form<T, R>>(forms).masked(limn::view(image), limn::view(mask));
  }
};

#define LIMN_TEST_METHOD(method)                                                                                       \
  Method {                                                                                                             \
    "limn::" #method, [](const Histogram& counts) { return limn::method(counts); }, reference::method, {               \
      LIMN_TEST_FORM(method, std::uint8_t, 2), LIMN_TEST_FORM(method, std::uint16_t, 2),                               \
          LIMN_TEST_FORM(method, std::int16_t, 2), LIMN_TEST_FORM(method, float, 2),                                   \
          LIMN_TEST_FORM(method, double, 2), LIMN_TEST_FORM(method, float, 3), LIMN_TEST_FORM(method, std::uint8_t, 3) \
    }                                                                                                                  \
  }
#define LIMN_TEST_FORM(method, T, R)                                                                         \
  Form<T, R> {                                                                                               \
    [](const View<T, R>& image) { return limn::method(image); },                                             \
        [](const View<T, R>& image, const View<limn::Binary, R>& mask) { return limn::method(image, mask); } \
  }

/// Every threshold but Otsu's, which has its own file.
const std::vector<Method>& methods() {
  static const std::vector<Method> all = {
      LIMN_TEST_METHOD(triangle),    LIMN_TEST_METHOD(li),         LIMN_TEST_METHOD(yen),
      LIMN_TEST_METHOD(isodata),     LIMN_TEST_METHOD(minimum),    LIMN_TEST_METHOD(mean_level),
      LIMN_TEST_METHOD(max_entropy), LIMN_TEST_METHOD(huang),      LIMN_TEST_METHOD(kittler),
      LIMN_TEST_METHOD(moments),     LIMN_TEST_METHOD(intermodes), LIMN_TEST_METHOD(renyi),
  };
  return all;
}

/// True for what needs two peaks, which a few bins or noise do not have.
bool needs_peaks(const Method& method) { return method.name == "limn::minimum" || method.name == "limn::intermodes"; }

/// Two bumps of random counts.
Counts bimodal_counts(unsigned seed, int bins) {
  std::mt19937 generator(seed);
  Counts counts(static_cast<std::size_t>(bins));
  const auto below = [&](int end) { return static_cast<int>(generator() % static_cast<unsigned>(end)); };
  const double first = 0.15 + 0.001 * below(200), second = 0.6 + 0.001 * below(300);
  for (int i = 0; i < bins; ++i) {
    const double x = static_cast<double>(i) / bins;
    const double height = std::exp(-150 * (x - first) * (x - first)) + std::exp(-80 * (x - second) * (x - second));
    counts[static_cast<std::size_t>(i)] = static_cast<std::int64_t>(1000 * height) + below(60);
  }
  counts.front() += 1;
  counts.back() += 1;
  return counts;
}

/// As many pixels of each value as its count says, in raster order.
template <class T>
limn::Image<T> image_of(const Counts& counts, T first) {
  limn::Index pixels = 0;
  for (const auto count : counts) pixels += static_cast<limn::Index>(count);
  limn::Image<T> image(limn::Size<2>{pixels, 1});
  std::size_t at = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    for (std::int64_t k = 0; k < counts[i]; ++k) image.pixels()[at++] = static_cast<T>(first + static_cast<T>(i));
  }
  return image;
}

}  // namespace

TEST_CASE("global thresholds of a small histogram") {
  const Histogram two_peaks{.counts = {2, 8, 9, 4, 1, 0, 1, 3, 5, 4, 1}, .first = 100};
  CHECK(limn::otsu(two_peaks) == 104);
  CHECK(limn::isodata(two_peaks) == 104);  // means 101.75 and 108.07 have their middle at 104.9
  CHECK(limn::mean_level(two_peaks) == doctest::Approx(100 + 155.0 / 38));
  CHECK(limn::triangle(two_peaks) == 104);  // the line from (110, 0) to (102, 9) is 6.75 at 104, the count 1
  CHECK(limn::minimum(two_peaks) == 105);
  CHECK(limn::intermodes(two_peaks) == 105);  // peaks at 102 and 108
  CHECK(limn::huang(two_peaks) == 104);
}

TEST_CASE("triangle looks at the longer tail") {
  CHECK(limn::triangle(Histogram{.counts = {9, 3, 1, 1, 1, 1, 1, 1}}) == 2);
  CHECK(limn::triangle(Histogram{.counts = {1, 1, 1, 1, 1, 1, 3, 9}}) == 5);
  CHECK(limn::triangle(Histogram{.counts = {1, 0, 9, 9, 1}}) == 1);  // of two peaks the first; of two tails the darker
}

TEST_CASE("renyi: a weighted mean of three levels") {
  // All three orders part 20 | 1 1 1 ... after the first level.
  CHECK(limn::renyi(Histogram{.counts = {1000, 1, 1, 1, 1, 1, 1}}) == 0);
}

TEST_CASE("kittler stays at the mean where a class has no spread") {
  CHECK(limn::kittler(Histogram{.counts = {10, 0, 0, 0, 0, 1}}) == 0);
  CHECK(limn::kittler(Histogram{.counts = {1, 0, 1, 5, 0, 0}}) == 2);
}

TEST_CASE("li: with the darkest level alone below, that level") {
  CHECK(limn::li(image<std::uint8_t>({{0, 255}})) == 0);
  CHECK(limn::li(image<float>({{-1.5F, 255, 255}})) == -1.5F);
}

TEST_CASE("global thresholds: two levels are parted at the lower one") {
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    if (needs_peaks(method)) continue;
    const auto level = method.level(image<std::uint8_t>({{10, 10, 200}, {10, 200, 200}}));
    CHECK(level >= 10);
    CHECK(level < 200);
    CHECK(method.level(image<std::int16_t>({{-300, -300, 200}})) < 200);
  }
}

TEST_CASE("global thresholds: a constant image gives its value") {
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    CHECK(method.level(limn::Image<std::uint8_t>(limn::Size{3, 2}, 77)) == 77);
    CHECK(method.level(limn::Image<std::uint16_t>(limn::Size{3, 2}, 50'000)) == 50'000);
    CHECK(method.level(limn::Image<std::int16_t>(limn::Size{3, 2}, -7)) == -7);
    CHECK(method.level(limn::Image<float>(limn::Size{3, 2}, 0.1F)) == 0.1F);
    CHECK(method.level(limn::Image<float, 3>(limn::Size{1, 2, 3}, -1e30F)) == -1e30F);
    CHECK(method.level(image<float>({{std::nanf(""), 3, std::numeric_limits<float>::infinity()}})) == 3);
    CHECK(method.level(image<std::uint8_t>({{9, 1, 9}}), mask({"#.#"})) == 9);
  }
}

TEST_CASE("global thresholds of the whole range of double lie in it") {
  const double most = (std::numeric_limits<double>::max)();
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    if (needs_peaks(method)) continue;
    const double level = method.level(image<double>({{most, -most, 0, most}}));
    CHECK(level >= -most);
    CHECK(level <= most);
  }
}

TEST_CASE("yen takes levels for equal that scikit-image's floats cannot tell apart") {
  // In real arithmetic 1991 is the better by a hair. tests/peers/thresholds.py prints this.
  Counts counts(4000);
  std::uint32_t state = 11;
  for (auto& count : counts) {
    state = state * 1664525U + 1013904223U;
    count = 1 + static_cast<std::int64_t>(state >> 30);
  }
  CHECK(limn::yen(Histogram{.counts = counts}) == 1988);
}

TEST_CASE("global thresholds equal their references") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    const Counts counts = bimodal_counts(seed, 3 + static_cast<int>(seed * 5 % 90));
    Counts surrounded(counts);
    surrounded.insert(surrounded.begin(), 3, 0);
    surrounded.insert(surrounded.end(), 4, 0);
    for (const Method& method : methods()) {
      CAPTURE(method.name);
      const double expected = method.reference(counts);
      const Histogram exact{.counts = surrounded, .first = -20};
      if (expected < 0) {
        CHECK_THROWS_AS(static_cast<void>(method.histogram(exact)), std::invalid_argument);
        continue;
      }
      CHECK(method.histogram(exact) == doctest::Approx(expected - 17));
      const Histogram bins{.counts = surrounded, .first = 0.25, .width = 0.5, .exact = false};
      CHECK(method.histogram(bins) == doctest::Approx(0.25 + 0.5 * (expected + 3)));
    }
  }
}

TEST_CASE_TEMPLATE("global thresholds of images are those of their histograms", T, LIMN_TEST_GRAY_TYPES) {
  const Counts counts = bimodal_counts(5, 60);
  const auto first = static_cast<T>(std::is_same_v<T, std::int16_t> ? -30 : 7);
  auto gray = image_of<T>(counts, first);
  // Every second pixel is masked away and would mislead.
  limn::Image<T> doubled(limn::Size<2>{gray.width() * 2, 1}, static_cast<T>(first + 5));
  limn::Mask half(doubled.size());
  for (limn::Index i = 0; i < gray.width(); ++i) {
    doubled(2 * i, 0) = gray(i, 0);
    half(2 * i, 0) = limn::Binary::foreground;
  }
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    const T level = method.level(gray);
    CHECK(method.level(doubled, half) == level);
    if (std::is_integral_v<T>) CHECK(level == static_cast<T>(std::floor(first + method.reference(counts))));
    else if (method.name == "limn::mean_level") CHECK(level == doctest::Approx(7 + reference::mean_level(counts)));
    else if (method.name == "limn::li") CHECK(std::abs(level - 7 - reference::li(counts)) < 0.5);
    else CHECK(level == static_cast<T>(method.histogram(limn::histogram(gray))));
  }
}

TEST_CASE_TEMPLATE("global thresholds of any layout, in 2-D and 3-D", T, std::uint8_t, float) {
  const auto check = [](const auto& size) {
    auto gray = random_image<T>(size, 3, 40);
    for (auto& pixel : gray.pixels()) pixel = static_cast<T>(pixel / 4);
    for (const Method& method : methods()) {
      CAPTURE(method.name);
      if (needs_peaks(method)) continue;
      const T level = method.level(gray);
      for_each_layout(gray, [&](const auto& layout) { CHECK(method.level(layout) == level); });
    }
  };
  check(limn::Size{65, 17});
  check(limn::Size{13, 7, 5});
}

TEST_CASE("li and the mean of floats come from the pixels, not from bins") {
  const auto gray = image<double>({{0, 0, 1e-9, 1000, 1004}});
  CHECK(limn::mean_level(gray) == doctest::Approx(2004.000000001 / 5).epsilon(1e-15));
  const double dark = 1e-9 / 3, bright = 1002;
  CHECK(limn::li(gray) == doctest::Approx((bright - dark) / (std::log(bright) - std::log(dark))).epsilon(1e-12));
}

TEST_CASE("global thresholds equal scikit-image's") {
  // tests/peers/thresholds.py prints these.
  const auto bytes = disk_picture();
  CHECK(limn::triangle(bytes) == 95);
  CHECK(limn::li(bytes) == 109);
  CHECK(limn::yen(bytes) == 90);
  CHECK(limn::isodata(bytes) == 127);
  CHECK(limn::minimum(bytes) == 152);
  CHECK(limn::mean_level(bytes) == 94);
  const auto shorts =
      limn::transform(bytes, [](std::uint8_t v) { return static_cast<std::uint16_t>(std::uint16_t{v} * v); });
  CHECK(limn::triangle(shorts) == 3970);
  CHECK(limn::li(shorts) == 14486);
  CHECK(limn::yen(shorts) == 8100);
  CHECK(limn::isodata(shorts) == 20822);
  CHECK(limn::mean_level(shorts) == 11341);
  const auto floats = limn::transform(bytes, [](std::uint8_t v) { return static_cast<float>(v) / 255.0F; });
  CHECK(limn::triangle(floats) == doctest::Approx(0.25247395).epsilon(1e-6));
  CHECK(limn::li(floats) == doctest::Approx(0.43134284).epsilon(1e-6));
  CHECK(limn::yen(floats) == doctest::Approx(0.35201442).epsilon(1e-6));
  CHECK(limn::isodata(floats) == doctest::Approx(0.49608612).epsilon(1e-6));
  CHECK(limn::minimum(floats) == doctest::Approx(0.46989125).epsilon(1e-6));
  CHECK(limn::mean_level(floats) == doctest::Approx(0.36934325).epsilon(1e-6));
}

TEST_CASE("global thresholds: errors name what is wrong") {
  for (const Method& method : methods()) {
    const std::string none = method.name + ": there is no pixel to count";
    const auto throws_with = [&](const auto&... given) {
      CHECK_THROWS_WITH_AS(static_cast<void>(method.level(given...)), none.c_str(), std::invalid_argument);
    };
    throws_with(limn::Image<std::uint8_t>());
    throws_with(limn::Image<double>());
    throws_with(image<float>({{std::nanf("")}}));
    CHECK_THROWS_WITH_AS(static_cast<void>(method.histogram(Histogram{.counts = {0, 0}})), none.c_str(),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(static_cast<void>(method.histogram(Histogram{})), none.c_str(), std::invalid_argument);
    throws_with(image<std::uint16_t>({{1, 2}}), mask({".."}));
    throws_with(image<float>({{1, 2}}), mask({".."}));
    const std::string size = method.name + ": the mask is 1x1 but the image is 2x1";
    CHECK_THROWS_WITH_AS(static_cast<void>(method.level(image<std::uint16_t>({{1, 2}}), mask({"."}))), size.c_str(),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(static_cast<void>(method.level(image<float>({{1, 2}}), mask({"."}))), size.c_str(),
                         std::invalid_argument);
  }
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::minimum(Histogram{.counts = {1, 2, 9, 2, 1}})),
                       "limn::minimum: smoothing the histogram ends with 1 maxima, not 2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::intermodes(Histogram{.counts = {1, 2, 9, 2, 1}})),
                       "limn::intermodes: smoothing the histogram ends with 1 maxima, not 2", std::invalid_argument);
}
