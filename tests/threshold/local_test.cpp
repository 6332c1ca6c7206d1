#include <limn/threshold/local.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "reference/local.hpp"
#include "support/images.hpp"
#include "threshold/disk_picture.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::Border;
using limn::LocalMethod;
using limn::LocalOptions;

namespace {

constexpr LocalMethod methods[] = {LocalMethod::mean,       LocalMethod::gaussian, LocalMethod::niblack,
                                   LocalMethod::sauvola,    LocalMethod::bernsen,  LocalMethod::wolf,
                                   LocalMethod::phansalkar, LocalMethod::nick};

/// Integers from their darkest to their brightest value, floats from 0 to 1; some levels, so that windows differ.
template <class T, std::size_t R>
limn::Image<T, R> gray_image(const limn::Size<R>& size, unsigned seed) {
  auto gray = random_image<T>(size, seed, 40);
  for (auto& pixel : gray.pixels()) {
    if constexpr (std::is_floating_point_v<T>) pixel = (pixel + 100) / 200;
  }
  // A dark half, so that not all windows are alike.
  for (std::size_t i = 0; i < gray.pixels().size() / 2; ++i) gray.pixels()[i] = static_cast<T>(gray.pixels()[i] / 5);
  return gray;
}

template <class T, std::size_t R>
limn::Image<double, R> as_doubles(const limn::Image<T, R>& image) {
  return limn::transform(image, [](T v) { return static_cast<double>(v); });
}

/// The reference's parameters for options whose k, r, sigma and border are given.
template <class T>
reference::Local described(const LocalOptions& options) {
  constexpr bool integer = std::is_integral_v<T>;
  const double low = integer ? static_cast<double>(std::numeric_limits<T>::min()) : 0;
  const double high = integer ? static_cast<double>(std::numeric_limits<T>::max()) : 1;
  return {.method = options.method,
          .radius = options.window / 2,
          .border = *options.border,
          .k = *options.k,
          .r = options.r.value_or(1),
          .range = high - low,
          .offset = options.offset,
          .constant = options.constant,
          .sigma = options.sigma.value_or(1),
          .contrast = options.contrast.value_or((high - low) * 15 / 255),
          .middle = (low + high) / 2};
}

/// What a mask and levels must be, given exact levels: a pixel nearer to its level than rounding may be either.
template <class T, std::size_t R>
void check_local(const limn::Image<double, R>& pixels, const limn::Image<double, R>& expected, double scale,
                 const limn::Image<limn::Binary, R>& mask, const limn::Image<float, R>& levels) {
  std::size_t wrong_levels = 0, wrong_pixels = 0;
  for (std::size_t i = 0; i < pixels.pixels().size(); ++i) {
    const double level = expected.pixels()[i], v = pixels.pixels()[i];
    const auto found = static_cast<double>(levels.pixels()[i]);
    if (std::isnan(level)) wrong_levels += std::isnan(found) ? 0U : 1U;
    else wrong_levels += std::abs(found - level) <= 1e-6 * scale ? 0U : 1U;
    const bool certain = !(std::abs(v - level) <= 1e-12 * scale);
    wrong_pixels += certain && limn::is_foreground(mask.pixels()[i]) != (v > level) ? 1U : 0U;
  }
  CHECK(wrong_levels == 0);
  CHECK(wrong_pixels == 0);
}

/// Compares with the reference in every layout.
template <class T, std::size_t R>
void check_reference(const limn::Image<T, R>& gray, const LocalOptions& options) {
  const auto pixels = as_doubles(gray);
  const auto how = described<T>(options);
  const auto expected = reference::local_levels(pixels, how);
  using View = limn::ImageView<const T, R>;
  for_each_layout(gray, [&](const View& layout) {
    check_local<T>(pixels, expected, how.range, limn::threshold_local(layout, options),
                   limn::local_levels(layout, options));
  });
}

/// `window` pixels across, and every other parameter given but Wolf's r.
template <class T>
LocalOptions full_options(LocalMethod method, limn::Index window, Border border) {
  const double range = std::is_integral_v<T> ? std::pow(2.0, 8 * sizeof(T)) - 1 : 1;
  return {.method = method,
          .window = window,
          .k = method == LocalMethod::nick ? -0.15 : 0.3,
          .r = method == LocalMethod::wolf ? std::nullopt : std::optional(range / 2),
          .offset = range / 100,
          .sigma = 0.7,
          .border = border,
          .constant = std::round(range / 3 * 64) / 64};
}

}  // namespace

TEST_CASE("threshold_local: bright specks on a slope") {
  const auto gray = image<std::uint8_t>({{10, 20, 30, 40, 50},  //
                                         {10, 90, 30, 40, 50},
                                         {10, 20, 30, 99, 50},
                                         {10, 20, 30, 40, 50}});
  CHECK(limn::threshold_local(gray, {.method = LocalMethod::mean, .window = 3, .offset = -10}) ==
        mask({".....",  //
              ".#...", "...#.", "....."}));
}

TEST_CASE("local_levels: each method by hand") {
  // The window of the middle pixel: mean 10, squares 20 * 9, deviation sqrt(20), from 0 to 20.
  const auto gray = image<std::uint8_t>({{10, 10, 10}, {0, 10, 20}, {10, 10, 10}});
  const double m = 10, s = std::sqrt(200.0 / 9);
  const auto middle = [&](const LocalOptions& options) { return limn::local_levels(gray, options)(1, 1); };
  CHECK(middle({.method = LocalMethod::mean, .window = 3, .offset = 2}) == 8);
  CHECK(middle({.method = LocalMethod::niblack, .window = 3}) == doctest::Approx(m - 0.2 * s));
  CHECK(middle({.method = LocalMethod::sauvola, .window = 3}) == doctest::Approx(m * (1 + 0.2 * (s / 127.5 - 1))));
  CHECK(middle({.method = LocalMethod::phansalkar, .window = 3}) ==
        doctest::Approx(m * (1 + 2 * std::exp(-100.0 / 255) + 0.25 * (s / 127.5 - 1))));
  CHECK(middle({.method = LocalMethod::wolf, .window = 3, .r = 20}) == doctest::Approx(m - 0.5 * (1 - s / 20) * m));
  CHECK(middle({.method = LocalMethod::nick, .window = 3}) == doctest::Approx(m - 0.2 * std::sqrt((1100 - 100) / 9.0)));
  CHECK(middle({.method = LocalMethod::bernsen, .window = 3}) == 10);
  CHECK(middle({.method = LocalMethod::bernsen, .window = 3, .contrast = 21}) == 127.5F);
  const double edge = std::exp(-0.5 / 0.49), corner = std::exp(-1 / 0.49);
  CHECK(middle({.method = LocalMethod::gaussian, .window = 3, .sigma = 0.2}) == doctest::Approx(10));
  CHECK(limn::local_levels(image<double>({{0, 0, 0}, {0, 1, 0}, {0, 0, 0}}),
                           {.method = LocalMethod::gaussian, .sigma = 0.35})(1, 1) > edge * corner);
}

TEST_CASE("threshold_local: a flat region is nowhere above its mean, in any type") {
  const auto check = [](const auto& gray) {
    CAPTURE(sizeof(gray(0, 0)));
    for (const auto method : {LocalMethod::mean, LocalMethod::gaussian, LocalMethod::niblack}) {
      CAPTURE(static_cast<int>(method));
      const auto mask = limn::threshold_local(gray, {.method = method, .window = 7});
      for (limn::Index x = 0; x < 60; ++x) CHECK(mask(x, 10) == limn::Binary::background);
    }
  };
  limn::Image<std::uint8_t> bytes(limn::Size{90, 20}, 255);
  bytes(80, 10) = 0;  // far from the flat region
  check(bytes);
  check(limn::transform(bytes, [](std::uint8_t v) { return static_cast<std::uint16_t>(v * 257); }));
  check(limn::transform(bytes, [](std::uint8_t v) { return static_cast<float>(v) * 0.1F; }));
  check(limn::transform(bytes, [](std::uint8_t v) { return v * 0.1; }));
}

TEST_CASE("threshold_local: huge values leave no trace") {
  auto gray = gray_image<double>(limn::Size{600, 40}, 3);
  const LocalOptions options{.method = LocalMethod::sauvola, .window = 9, .r = 0.5};
  const auto levels = limn::local_levels(gray, options);
  gray(5, 5) = 1e30;
  gray(300, 20) = std::nan("");
  const auto disturbed = limn::local_levels(gray, options);
  CHECK(disturbed(5, 5) > 1e25F);
  for (limn::Index y = 0; y < 40; ++y) {
    for (limn::Index x = 0; x < 600; ++x) {
      const bool near = (std::abs(x - 5) <= 8 && y <= 13) || (std::abs(x - 300) <= 4 && std::abs(y - 20) <= 4);
      if (!near) CHECK(disturbed(x, y) == levels(x, y));
    }
  }
}

TEST_CASE("threshold_local: NaN and infinite pixels do not count") {
  constexpr float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  auto gray = gray_image<float>(limn::Size{30, 17}, 5);
  for (std::size_t i = 0; i < gray.pixels().size(); i += 3) gray.pixels()[i] = i % 2 == 0 ? nan : -inf;
  for (limn::Index y = 0; y < 17; ++y) {
    for (limn::Index x = 0; x < 12; ++x) gray(x, y) = nan;  // whole windows of it
  }
  gray(20, 8) = inf;
  for (const auto method : methods) {
    CAPTURE(static_cast<int>(method));
    auto options = full_options<float>(method, 5, Border::mirror);
    check_reference(gray, options);
    const auto mask = limn::threshold_local(gray, options);
    CHECK(mask(3, 3) == limn::Binary::background);
    CHECK(mask(20, 8) == limn::Binary::foreground);
  }
  const auto none = limn::local_levels(limn::Image<double>(limn::Size{2, 2}, std::nan("")));
  CHECK(std::isnan(none(1, 1)));
}

TEST_CASE_TEMPLATE("threshold_local equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  constexpr Border borders[] = {Border::reflect, Border::mirror, Border::replicate, Border::wrap, Border::constant};
  int turn = 0;
  for (const auto method : methods) {
    CAPTURE(static_cast<int>(method));
    for (const auto& size : awkward_sizes<2>()) {
      CAPTURE(size);
      const auto border = borders[turn++ % 5];
      CAPTURE(static_cast<int>(border));
      check_reference(gray_image<T>(size, 7), full_options<T>(method, turn % 3 == 0 ? 7 : 3, border));
    }
    for (const auto& size : awkward_sizes<3>()) {
      CAPTURE(size);
      const auto border = borders[turn++ % 5];
      CAPTURE(static_cast<int>(border));
      check_reference(gray_image<T>(size, 9), full_options<T>(method, 3, border));
    }
  }
}

TEST_CASE_TEMPLATE("threshold_local: several tiles, and windows of all sizes", T, std::uint8_t, std::uint16_t, float) {
  for (const auto method : {LocalMethod::mean, LocalMethod::sauvola, LocalMethod::bernsen, LocalMethod::gaussian}) {
    CAPTURE(static_cast<int>(method));
    check_reference(gray_image<T>(limn::Size{4100, 3}, 1), full_options<T>(method, 3, Border::mirror));
    check_reference(gray_image<T>(limn::Size{3, 1100}, 2), full_options<T>(method, 3, Border::reflect));
    for (const limn::Index window : {1, 31, 181, 183}) {
      CAPTURE(window);
      check_reference(gray_image<T>(limn::Size{21, 5}, 3), full_options<T>(method, window, Border::reflect));
    }
  }
}

TEST_CASE("threshold_local of bytes is decided as of wider types") {
  // Bytes take a path of their own: estimates in float, and exact sums where they do not decide.
  std::mt19937 generator(11);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const limn::Size size{1 + static_cast<limn::Index>(generator() % 300),
                          1 + static_cast<limn::Index>(generator() % 60)};
    auto gray = random_image<std::uint8_t>(size, static_cast<unsigned>(round), round % 4 == 0 ? 3 : 0);
    // Smooth and flat parts are where pixels are nearest to their levels.
    for (std::size_t i = 0; i < gray.pixels().size() / 2; ++i) {
      gray.pixels()[i] = static_cast<std::uint8_t>(100 + gray.pixels()[i] % (1 + round % 3));
    }
    const auto wide = limn::transform(gray, [](std::uint8_t v) { return std::int32_t{v}; });
    for (const auto method : {LocalMethod::mean, LocalMethod::niblack, LocalMethod::sauvola, LocalMethod::wolf,
                              LocalMethod::nick, LocalMethod::phansalkar}) {
      CAPTURE(static_cast<int>(method));
      const LocalOptions options{.method = method,
                                 .window = 1 + 2 * static_cast<limn::Index>(generator() % 20),
                                 .k = method == LocalMethod::wolf || method == LocalMethod::sauvola ? 0.2 : -0.5,
                                 .r = 127.5,
                                 .offset = round % 2 == 0 ? 0 : -1.5,
                                 .q = 10 * (std::pow(2, 32) - 1) / 255};
      auto narrow = options;
      narrow.q = 10;
      CHECK(limn::threshold_local(gray, narrow) == limn::threshold_local(wide, options));
    }
  }
}

TEST_CASE("threshold_local: the defaults are those of the documentation") {
  const auto gray = gray_image<std::uint8_t>(limn::Size{50, 40}, 3);
  const auto same = [&](const LocalOptions& brief, const LocalOptions& full) {
    CHECK(limn::local_levels(gray, brief) == limn::local_levels(gray, full));
  };
  same({}, {.method = LocalMethod::sauvola, .window = 31, .k = 0.2, .r = 127.5, .border = Border::mirror});
  same({.method = LocalMethod::mean}, {.method = LocalMethod::mean, .window = 31, .border = Border::reflect});
  same({.method = LocalMethod::gaussian, .window = 13},
       {.method = LocalMethod::gaussian, .window = 13, .sigma = 2, .border = Border::reflect});
  same({.method = LocalMethod::niblack}, {.method = LocalMethod::niblack, .k = 0.2, .border = Border::mirror});
  same({.method = LocalMethod::phansalkar},
       {.method = LocalMethod::phansalkar, .k = 0.25, .r = 127.5, .p = 2, .q = 10, .border = Border::mirror});
  same({.method = LocalMethod::wolf}, {.method = LocalMethod::wolf, .k = 0.5, .border = Border::mirror});
  same({.method = LocalMethod::nick}, {.method = LocalMethod::nick, .k = -0.2, .border = Border::mirror});
  same({.method = LocalMethod::bernsen}, {.method = LocalMethod::bernsen, .contrast = 15, .border = Border::reflect});
  const auto floats = gray_image<float>(limn::Size{20, 10}, 3);
  CHECK(limn::local_levels(floats) == limn::local_levels(floats, {.r = 1}));
}

TEST_CASE("threshold_local does not depend on the executor") {
  const auto backward = [](limn::Index count, auto&& body) {
    for (limn::Index i = count; i-- > 0;) body(i);
  };
  const auto check = [&](const auto& gray, LocalMethod method) {
    const LocalOptions options{.method = method, .window = 5};
    CHECK(limn::threshold_local(gray, options, backward) == limn::threshold_local(gray, options));
    CHECK(limn::local_levels(gray, options, backward) == limn::local_levels(gray, options));
  };
  check(gray_image<std::uint8_t>(limn::Size{4200, 4}, 1), LocalMethod::sauvola);
  check(gray_image<float>(limn::Size{1300, 300}, 1), LocalMethod::wolf);
  check(gray_image<std::uint16_t>(limn::Size{700, 5, 3}, 1), LocalMethod::bernsen);
}

TEST_CASE("threshold_local and local_levels equal scikit-image's") {
  // tests/peers/thresholds.py prints these: foreground pixels, and the levels at (0, 0), (41, 13) and (96, 60).
  struct Stored {
    LocalMethod method;
    limn::Index window;
    int foreground;
    double levels[3];
  };
  const auto gray = disk_picture();
  const auto check = [&](const auto& image, const Stored& stored) {
    CAPTURE(static_cast<int>(stored.method));
    const LocalOptions options{.method = stored.method, .window = stored.window};
    int foreground = 0;
    const auto mask = limn::threshold_local(image, options);
    for (const auto pixel : mask.pixels()) foreground += limn::is_foreground(pixel) ? 1 : 0;
    CHECK(foreground == stored.foreground);
    const auto levels = limn::local_levels(image, options);
    CHECK(levels(0, 0) == doctest::Approx(stored.levels[0]).epsilon(1e-5));
    CHECK(levels(41, 13) == doctest::Approx(stored.levels[1]).epsilon(1e-5));
    CHECK(levels(96, 60) == doctest::Approx(stored.levels[2]).epsilon(1e-5));
  };
  const auto shorts =
      limn::transform(gray, [](std::uint8_t v) { return static_cast<std::uint16_t>(std::uint16_t{v} * v); });
  const auto floats = limn::transform(gray, [](std::uint8_t v) { return static_cast<float>(v) / 255.0F; });
  check(gray, {LocalMethod::mean, 31, 2564, {56.6024974, 132.100937, 77.1144641}});
  check(gray, {LocalMethod::gaussian, 7, 2977, {66.2270902, 185.942612, 71.7456597}});
  check(gray, {LocalMethod::gaussian, 31, 2856, {57.1526842, 150.727805, 79.3134028}});
  check(gray, {LocalMethod::niblack, 7, 3391, {56.9543601, 168.928789, 77.0640913}});
  check(gray, {LocalMethod::niblack, 31, 3033, {54.9235951, 119.88075, 75.2077359}});
  check(gray, {LocalMethod::sauvola, 7, 5292, {48.1727109, 147.654128, 64.6926454}});
  check(gray, {LocalMethod::sauvola, 31, 3989, {46.311595, 118.173102, 62.6941917}});
  check(shorts, {LocalMethod::mean, 7, 2695, {3709.40816, 31348.8571, 6157.10204}});
  check(shorts, {LocalMethod::mean, 31, 2277, {3294.54631, 21118.59, 6028.72945}});
  check(shorts, {LocalMethod::gaussian, 7, 2816, {4436.44831, 34956.1923, 5243.43738}});
  check(shorts, {LocalMethod::gaussian, 31, 2536, {3366.73962, 25418.9417, 6375.89906}});
  check(shorts, {LocalMethod::niblack, 7, 3191, {3351.41226, 29414.0322, 6058.0243}});
  check(shorts, {LocalMethod::niblack, 31, 2735, {3103.82014, 17930.6847, 5734.14693}});
  check(shorts, {LocalMethod::sauvola, 7, 4228, {2898.25189, 26930.144, 5174.5029}});
  check(shorts, {LocalMethod::sauvola, 31, 2997, {2678.04315, 18932.6511, 4859.91938}});
  check(floats, {LocalMethod::mean, 7, 2947, {0.235214099, 0.685074031, 0.304921985}});
  check(floats, {LocalMethod::mean, 31, 2564, {0.221970588, 0.518042922, 0.302409679}});
  check(floats, {LocalMethod::gaussian, 7, 2977, {0.259714067, 0.729186714, 0.28135553}});
  check(floats, {LocalMethod::gaussian, 31, 2856, {0.224128172, 0.591089427, 0.311032981}});
  check(floats, {LocalMethod::niblack, 7, 3391, {0.223350435, 0.662465811, 0.302212119}});
  check(floats, {LocalMethod::niblack, 31, 3033, {0.215386674, 0.470120609, 0.294932276}});
  check(floats, {LocalMethod::sauvola, 7, 5384, {0.187037334, 0.563547552, 0.25109002}});
  check(floats, {LocalMethod::sauvola, 31, 4178, {0.179949492, 0.43879202, 0.243727162}});
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE("threshold_local equals cv::adaptiveThreshold") {
  std::mt19937 generator(3);
  const auto below = [&](int end) { return static_cast<int>(generator() % static_cast<unsigned>(end)); };
  for (int round = 0; round < 120; ++round) {
    const int width = 1 + below(200), height = 1 + below(120), window = 3 + 2 * below(round % 10 == 0 ? 50 : 20);
    const double offset = (below(200) - 100) / 10.0;
    CAPTURE(width);
    CAPTURE(height);
    CAPTURE(window);
    CAPTURE(offset);
    limn::Image<std::uint8_t> gray(limn::Size<2>{width, height});
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int kinds[] = {below(256), (x / 7 + y / 5) % 2 * 200 + below(3), (x + y) % 256, below(50) == 0 ? 255 : 0};
        gray(x, y) = static_cast<std::uint8_t>(kinds[round % 4]);
      }
    }
    const cv::Mat in(height, width, CV_8U, gray.pixels().data());
    for (const auto method : {LocalMethod::mean, LocalMethod::gaussian}) {
      cv::Mat out;
      cv::adaptiveThreshold(in, out, 255,
                            method == LocalMethod::mean ? cv::ADAPTIVE_THRESH_MEAN_C : cv::ADAPTIVE_THRESH_GAUSSIAN_C,
                            cv::THRESH_BINARY, window, offset);
      const auto expected = limn::copy(limn::as_mask(
          limn::ImageView<const std::uint8_t>(out.data, gray.size(), {static_cast<limn::Index>(out.step)})));
      CHECK(limn::threshold_local(gray, {.method = method,
                                         .window = window,
                                         .offset = offset,
                                         .border = Border::replicate,
                                         .rounding = limn::LocalRounding::opencv}) == expected);
    }
  }
}
#endif

TEST_CASE("threshold_local: errors name what is wrong") {
  const auto gray = image<std::uint8_t>({{1, 2}});
  const auto throws_with = [&](const LocalOptions& options, const char* text) {
    CHECK_THROWS_WITH_AS(static_cast<void>(limn::threshold_local(gray, options)), text, std::invalid_argument);
  };
  throws_with({.window = 4}, "limn::threshold_local: window is 4, not odd and from 1 to 4095");
  throws_with({.window = 0}, "limn::threshold_local: window is 0, not odd and from 1 to 4095");
  throws_with({.window = 4097}, "limn::threshold_local: window is 4097, not odd and from 1 to 4095");
  throws_with({.k = std::nan("")}, "limn::threshold_local: k is nan");
  throws_with({.r = 0}, "limn::threshold_local: r is 0");
  throws_with({.offset = std::numeric_limits<double>::infinity()}, "limn::threshold_local: offset is inf");
  throws_with({.sigma = -1}, "limn::threshold_local: sigma is -1");
  throws_with({.rounding = limn::LocalRounding::opencv},
              "limn::threshold_local: rounding opencv is for the methods mean and gaussian");
  throws_with({.method = LocalMethod::mean, .border = Border::constant, .rounding = limn::LocalRounding::opencv},
              "limn::threshold_local: rounding opencv has no constant border");
  CHECK_THROWS_WITH_AS(
      static_cast<void>(limn::threshold_local(image<float>({{1}}),
                                              {.method = LocalMethod::mean, .rounding = limn::LocalRounding::opencv})),
      "limn::threshold_local: rounding opencv is for 8-bit images in 2-D", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::local_levels(
                           gray, {.method = LocalMethod::mean, .rounding = limn::LocalRounding::opencv})),
                       "limn::local_levels: rounding must be exact", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::local_levels(gray, {.r = 0})), "limn::local_levels: r is 0",
                       std::invalid_argument);
  limn::Mask small(limn::Size{1, 1});
  CHECK_THROWS_WITH_AS(limn::threshold_local_into(gray, small),
                       "limn::threshold_local_into: the output is 1x1 but the image is 2x1", std::invalid_argument);
  CHECK(limn::threshold_local(limn::Image<std::uint8_t>()).empty());
}
