#include <limn/filter/gaussian.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "reference/gaussian.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::Border;
using limn::GaussianKernel;

namespace {

constexpr Border borders[] = {Border::reflect, Border::mirror, Border::replicate, Border::wrap, Border::constant};

/// The reference in the arithmetic that the definition gives a pixel type.
template <class T, std::size_t R>
Image<T, R> expected(const Image<T, R>& image, double sigma, Border border, double constant = 0) {
  if constexpr (std::is_same_v<T, std::uint8_t>) {
    const int radius = static_cast<int>(std::floor(3 * sigma + 0.5));
    return reference::gaussian_fixed(image, sigma, radius, border, std::lround(constant));
  } else {
    using F = std::conditional_t<(sizeof(T) > 2) && !std::is_same_v<T, float>, double, float>;
    const int radius = static_cast<int>(std::floor(4 * sigma + 0.5));
    return reference::each<T>(reference::gaussian_real<F>(image, sigma, radius, border, constant), [](F v) {
      if constexpr (std::is_floating_point_v<T>) return v;
      else return std::nearbyint(v);
    });
  }
}

template <class T, std::size_t R>
double max_difference(const Image<T, R>& a, const Image<double, R>& b) {
  double difference = 0;
  for (std::size_t i = 0; i < a.pixels().size(); ++i) {
    difference = (std::max)(difference, std::abs(static_cast<double>(a.pixels()[i]) - b.pixels()[i]));
  }
  return difference;
}

}  // namespace

TEST_CASE("gaussian: a point becomes the product of the weights") {
  Image<std::uint8_t> point(Size<2>{7, 7});
  point(3, 3) = 255;
  // 255 / (2 pi sigma^2) at the center.
  CHECK(limn::gaussian(point, {.sigma = 1}) == image<std::uint8_t>({{0, 0, 0, 0, 0, 0, 0},
                                                                    {0, 1, 3, 6, 3, 1, 0},
                                                                    {0, 3, 15, 25, 15, 3, 0},
                                                                    {0, 6, 25, 41, 25, 6, 0},
                                                                    {0, 3, 15, 25, 15, 3, 0},
                                                                    {0, 1, 3, 6, 3, 1, 0},
                                                                    {0, 0, 0, 0, 0, 0, 0}}));
}

TEST_CASE("gaussian: what lies outside") {
  const auto row = image<float>({{1, 0, 0, 2}});
  const auto smooth = [&](Border border) {
    const auto out = limn::gaussian(row, {.sigma = 0.5, .truncate = 2, .border = border, .constant = 10});
    return std::vector<double>(out.pixels().begin(), out.pixels().end());
  };
  const double side = std::exp(-2.0) / (1 + 2 * std::exp(-2.0)), center = 1 - 2 * side;
  const auto equals = [](const std::vector<double>& a, const std::vector<double>& b) {
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == doctest::Approx(b[i]).epsilon(1e-6));
  };
  equals(smooth(Border::reflect), {center + side, side, 2 * side, 2 * (center + side)});
  equals(smooth(Border::mirror), {center, side, 2 * side, 2 * center});
  equals(smooth(Border::replicate), {center + side, side, 2 * side, 2 * (center + side)});
  equals(smooth(Border::wrap), {center + 2 * side, side, 2 * side, 2 * center + side});
  // Above and below the only row, all is 10.
  const auto mixed = [&](double v) { return v * center + 20 * side; };
  equals(smooth(Border::constant),
         {center * mixed(1) + side * (mixed(0) + 10), center * mixed(0) + side * (mixed(1) + mixed(0)),
          center * mixed(0) + side * (mixed(2) + mixed(0)), center * mixed(2) + side * (mixed(0) + 10)});
}

TEST_CASE("gaussian: sigma 0 is the identity, and so is a sigma too small to be seen") {
  const auto gray = random_image<std::uint8_t>(Size<2>{33, 5}, 1);
  CHECK(limn::gaussian(gray, {.sigma = 0}) == gray);
  CHECK(limn::gaussian(gray, {.sigma = 0.1}) == gray);
  CHECK(limn::gaussian(gray, {.sigma = 0.1, .truncate = 30}) == gray);
  CHECK(limn::gaussian(Image<float>()).empty());
  CHECK(limn::gaussian(Image<float>(Size<2>{0, 4})).size() == Size<2>{0, 4});
}

TEST_CASE("gaussian: a constant image stays as it is") {
  for (const int value : {0, 1, 100, 254, 255}) {
    for (const double sigma : {0.5, 1.4, 3.0, 10.0, 10.6, 12.0}) {
      CAPTURE(value);
      CAPTURE(sigma);
      const Image<std::uint8_t> bytes(Size<2>{70, 9}, static_cast<std::uint8_t>(value));
      CHECK(limn::gaussian(bytes, {.sigma = sigma}) == bytes);
      CHECK(limn::gaussian(bytes, {.sigma = sigma, .border = Border::mirror, .kernel = GaussianKernel::opencv}) ==
            bytes);
      const Image<std::uint16_t> words(Size<2>{70, 9}, static_cast<std::uint16_t>(value * 257));
      CHECK(limn::gaussian(words, {.sigma = sigma}) == words);
    }
  }
}

TEST_CASE("gaussian: two numbers whose sum is none of the type make an infinity, and half of the largest does not") {
  const float largest = (std::numeric_limits<float>::max)();
  for (const double sigma : {2.0, 20.0}) {
    CAPTURE(sigma);
    CHECK(limn::gaussian(Image<float>(Size{20, 12}, largest), {.sigma = sigma})(9, 6) ==
          std::numeric_limits<float>::infinity());
    const auto half = limn::gaussian(Image<float>(Size{20, 12}, largest / 2), {.sigma = sigma});
    CHECK(half(9, 6) == doctest::Approx(largest / 2));
    const auto constant = [sigma](double outside) {
      return limn::gaussian(Image<float>(Size{1, 9}),
                            {.sigma = sigma, .border = Border::constant, .constant = outside});
    };
    CHECK(constant(largest)(0, 4) == std::numeric_limits<float>::infinity());
    CHECK(std::isfinite(constant(largest / 2)(0, 4)));
  }
}

TEST_CASE("gaussian: mirrored and turned images give mirrored and turned results") {
  const auto gray = random_image<std::uint8_t>(Size<2>{67, 41}, 2);
  const auto turned = [](const Image<std::uint8_t>& in) {
    Image<std::uint8_t> out(in.size());
    std::reverse_copy(in.pixels().begin(), in.pixels().end(), out.pixels().begin());
    return out;
  };
  CHECK(limn::gaussian(turned(gray), {.sigma = 2}) == turned(limn::gaussian(gray, {.sigma = 2})));
}

TEST_CASE_TEMPLATE("gaussian equals the reference of its arithmetic", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = [](const auto& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      const auto gray = random_image<T>(size, seed, seed % 3 == 0 ? 2 : 0);
      const Border border = borders[seed % 5];
      const double sigma = seed % 2 == 0 ? 1.4 : 0.8;
      const double constant = 77;
      CAPTURE(static_cast<int>(border));
      const auto wanted = expected(gray, sigma, border, constant);
      for_each_layout(gray, [&](const auto& layout) {
        CHECK(limn::gaussian(layout, {.sigma = sigma, .border = border, .constant = constant}) == wanted);
      });
      ++seed;
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE_TEMPLATE("gaussian equals the reference for every border and up to radius 32", T, std::uint8_t, std::uint16_t,
                   double) {
  const auto gray = random_image<T>(Size<2>{70, 13}, 5);
  for (const Border border : borders) {
    for (const double sigma : {0.4, 4.0, sizeof(T) == 1 ? 10.6 : 8.0}) {
      CAPTURE(static_cast<int>(border));
      CAPTURE(sigma);
      CHECK(limn::gaussian(gray, {.sigma = sigma, .border = border}) == expected(gray, sigma, border));
    }
  }
}

TEST_CASE_TEMPLATE("gaussian: wide kernels are as near to the weights as they should be", T, LIMN_TEST_GRAY_TYPES) {
  const double range = std::is_floating_point_v<T> ? 200 : sizeof(T) == 1 ? 255 : 65535;
  const double rounding = std::is_integral_v<T> ? 0.5 : 0;
  const auto check = [&]<std::size_t R>(const std::vector<Size<R>>& sizes, double sigma, double truncate,
                                        double bound = 3e-7) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      CAPTURE(sigma);
      // Dark on the one side and bright on the other, which is what shows an error of the kernel most.
      auto gray = random_image<T>(size, seed);
      for (std::size_t i = 0; i < gray.pixels().size() / 2; ++i) gray.pixels()[i] = static_cast<T>(rounding);
      const Border border = borders[seed % 5];
      CAPTURE(static_cast<int>(border));
      ++seed;
      const limn::GaussianOptions options{sigma, truncate, border, 77};
      const double ends = truncate > 0 ? truncate : sizeof(T) == 1 ? 3 : 4;
      const auto real =
          reference::gaussian_real<double>(gray, sigma, static_cast<int>(std::floor(ends * sigma + 0.5)), border, 77);
      for_each_layout(gray, [&](const auto& layout) {
        const auto smooth = limn::gaussian(layout, options);
        // Floats are kept as floats between the axes.
        const double kept = std::is_same_v<T, double> ? 0 : 1e-7;
        CHECK(max_difference(smooth, real) < rounding + (bound + kept) * range * static_cast<double>(R));
        if constexpr (std::is_same_v<T, std::uint16_t>) CHECK(limn::gaussian(gray, options, Backward{}) == smooth);
      });
    }
  };
  check(std::vector<Size<2>>{{131, 37}, {16, 90}, {90, 16}, {1, 70}, {70, 1}}, 20, 0);
  check(std::vector<Size<2>>{{45, 33}}, 11, 0);
  check(std::vector<Size<2>>{{45, 33}}, 9, 4.6, 1.3e-6);
  check(std::vector<Size<2>>{{45, 33}}, 7, 7, 1.3e-6);
  check(std::vector<Size<2>>{{45, 33}}, 60, 0.8);
  check(std::vector<Size<3>>{{33, 7, 5}, {4, 19, 20}}, 14, 0);
}

TEST_CASE("gaussian: wide kernels far over the image, and far over its center") {
  const auto gray = random_image<double>(Size<2>{13, 7}, 8);
  double mean = 0;
  for (const double pixel : gray.pixels()) mean += pixel / static_cast<double>(gray.pixels().size());
  const auto smooth = limn::gaussian(gray, {.sigma = 1000});
  for (const double pixel : smooth.pixels()) {
    CHECK(std::abs(pixel - mean) < 4e-4);  // of a range of 200
  }
  // 4096 pixels from the one edge to the other: no error builds up.
  const Image<std::uint16_t> flat(Size<2>{4099, 17}, std::uint16_t{60001});
  CHECK(limn::gaussian(flat, {.sigma = 30}) == flat);
}

TEST_CASE("gaussian: wide kernels smooth colors channel by channel") {
  const auto gray = random_image<float>(Size<2>{50, 20}, 4);
  const auto rgb = limn::transform(gray, [](float v) { return limn::Rgb<float>{v, 100 - v, 2 * v}; });
  const auto smooth = limn::gaussian(rgb, {.sigma = 10});
  CHECK(limn::transform(smooth, [](const auto& p) { return p.r; }) == limn::gaussian(gray, {.sigma = 10}));
  CHECK(limn::transform(smooth, [](const auto& p) { return p.b; }) ==
        limn::gaussian(limn::transform(gray, [](float v) { return 2 * v; }), {.sigma = 10}));
}

TEST_CASE("gaussian: under wide kernels too, NaN and infinities reach the pixels whose kernel they are in") {
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity(), 1e38F}) {
    Image<float> gray(Size<2>{100, 90}, 1.0F);
    gray(20, 10) = bad;
    const auto smooth = limn::gaussian(gray, {.sigma = 9});
    CHECK(smooth(56, 46) != doctest::Approx(1));
    CHECK(smooth(57, 46) == doctest::Approx(1));
    CHECK(smooth(56, 47) == doctest::Approx(1));
  }
}

TEST_CASE_TEMPLATE("gaussian: other integers", T, std::int8_t, std::uint32_t, std::int64_t) {
  auto gray = random_image<T>(Size<2>{40, 6}, 3);
  for (T& pixel : gray.pixels()) pixel = static_cast<T>(pixel / 2);  // a sum of two stays in the reference's range
  CHECK(limn::gaussian(gray, {.sigma = 1.2}) == expected(gray, 1.2, Border::reflect));
  const Image<T> top(Size<2>{40, 6}, (std::numeric_limits<T>::max)());
  CHECK(limn::gaussian(top, {.sigma = 1.2}) == top);
  const Image<T> bottom(Size<2>{40, 6}, (std::numeric_limits<T>::min)());
  CHECK(limn::gaussian(bottom, {.sigma = 1.2}) == bottom);
}

TEST_CASE("gaussian: many tiles and any executor give the same bytes") {
  const auto gray = random_image<std::uint8_t>(Size<2>{2100, 530}, 6);
  const auto wanted = reference::gaussian_fixed(gray, 1.4, 4, Border::reflect);
  CHECK(limn::gaussian(gray, {.sigma = 1.4}) == wanted);
  CHECK(limn::gaussian(gray, {.sigma = 1.4}, Backward{}) == wanted);
  CHECK(limn::gaussian(gray, {.sigma = 1.4, .border = Border::mirror, .kernel = GaussianKernel::opencv}, Backward{}) ==
        reference::gaussian_opencv(gray, 1.4, 4, Border::mirror));
}

TEST_CASE("gaussian: large images equal the reference") {
  // More than 8 MB reach memory another way.
  const auto gray = random_image<float>(Size<2>{2057, 1021}, 7);
  CHECK(limn::gaussian(gray, {.sigma = 0.7}) == reference::gaussian_real<float>(gray, 0.7, 3, Border::reflect));
}

TEST_CASE("gaussian: OpenCV's arithmetic") {
  unsigned seed = 9;
  for (const auto& size : awkward_sizes<2>()) {
    CAPTURE(size);
    const auto gray = random_image<std::uint8_t>(size, seed, seed % 2 == 0 ? 2 : 0);
    ++seed;
    for (const auto& kernel : std::vector<std::pair<double, int>>{{0.3, 1}, {1.0, 3}, {1.4, 4}, {3.3, 10}, {7, 21}}) {
      const double sigma = kernel.first;
      const int radius = kernel.second;
      CAPTURE(sigma);
      for (const Border border : {Border::mirror, Border::constant}) {
        const auto wanted = reference::gaussian_opencv(gray, sigma, radius, border, 200);
        for_each_layout(gray, [&](const auto& layout) {
          CHECK(limn::gaussian(layout,
                               {.sigma = sigma, .border = border, .constant = 200, .kernel = GaussianKernel::opencv}) ==
                wanted);
        });
      }
    }
  }
}

TEST_CASE("gaussian: bytes stay near real arithmetic, also where all pixels are black or white") {
  for (const double sigma : {0.6, 1.4, 3.0, 10.8, 15.0}) {
    CAPTURE(sigma);
    const int radius = static_cast<int>(std::floor(3 * sigma + 0.5));
    for (const int levels : {0, 2}) {
      auto gray = random_image<std::uint8_t>(Size<2>{200, 40}, 7, levels);
      if (levels == 2) {
        for (auto& pixel : gray.pixels()) pixel = pixel > 0 ? 255 : 0;
      }
      const auto real = reference::gaussian_real<double>(gray, sigma, radius, Border::reflect);
      CHECK(max_difference(limn::gaussian(gray, {.sigma = sigma}), real) < (sigma <= 1.4 ? 0.56 : 1.0));
    }
  }
}

TEST_CASE("gaussian: colors are smoothed channel by channel") {
  const auto check = [](const auto& sizes, auto type) {
    using T = decltype(type);
    constexpr std::size_t rank = limn::rank_v<decltype(random_image<T>(sizes[0], 1))>;
    for (const auto& size : sizes) {
      CAPTURE(size);
      Image<T, rank> channels[4];
      for (unsigned c = 0; c < 4; ++c) channels[c] = random_image<T>(size, c + 1);
      Image<limn::Rgb<T>, rank> rgb(size);
      Image<limn::Rgba<T>, rank> rgba(size);
      for (std::size_t i = 0; i < rgb.pixels().size(); ++i) {
        rgb.pixels()[i] = {channels[0].pixels()[i], channels[1].pixels()[i], channels[2].pixels()[i]};
        rgba.pixels()[i] = {channels[0].pixels()[i], channels[1].pixels()[i], channels[2].pixels()[i],
                            channels[3].pixels()[i]};
      }
      const auto out3 = limn::gaussian(rgb, {.sigma = 1.4});
      const auto out4 = limn::gaussian(rgba, {.sigma = 1.4});
      for (auto& channel : channels) channel = limn::gaussian(channel, {.sigma = 1.4});
      bool same = true;
      for (std::size_t i = 0; i < rgb.pixels().size(); ++i) {
        same = same && out3.pixels()[i] ==
                           limn::Rgb<T>{channels[0].pixels()[i], channels[1].pixels()[i], channels[2].pixels()[i]};
        same = same && out4.pixels()[i] == limn::Rgba<T>{channels[0].pixels()[i], channels[1].pixels()[i],
                                                         channels[2].pixels()[i], channels[3].pixels()[i]};
      }
      CHECK(same);
    }
  };
  check(awkward_sizes<2>(), std::uint8_t{});
  check(awkward_sizes<2>(), float{});
  check(awkward_sizes<3>(), std::uint8_t{});
}

TEST_CASE("gaussian: NaN spreads over the kernel and no further") {
  Image<float> gray(Size<2>{41, 21}, 1.0F);
  gray(20, 10) = std::nanf("");
  const auto smooth = limn::gaussian(gray, {.sigma = 1});
  for (Index y = 0; y < 21; ++y) {
    for (Index x = 0; x < 41; ++x) CHECK(std::isnan(smooth(x, y)) == (std::abs(x - 20) <= 4 && std::abs(y - 10) <= 4));
  }
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE("gaussian: GaussianKernel::opencv is cv::GaussianBlur") {
  const std::pair<Border, int> pairs[] = {{Border::mirror, cv::BORDER_REFLECT_101},
                                          {Border::reflect, cv::BORDER_REFLECT},
                                          {Border::replicate, cv::BORDER_REPLICATE}};
  unsigned seed = 1;
  for (const auto& size : {Size<2>{64, 48}, Size<2>{131, 37}, Size<2>{40, 97}, Size<2>{1100, 20}}) {
    CAPTURE(size);
    auto gray = random_image<std::uint8_t>(size, seed, seed % 2 == 0 ? 2 : 0);
    for (auto& pixel : gray.pixels()) pixel = seed % 2 == 0 && pixel > 0 ? 255 : pixel;
    ++seed;
    auto real = reference::each<float>(gray, [](std::uint8_t v) { return v; });
    const int height = static_cast<int>(size.height), width = static_cast<int>(size.width);
    for (double sigma = 0.2; sigma < 6; sigma += 0.1) {
      CAPTURE(sigma);
      for (const auto& pair : pairs) {
        Image<std::uint8_t> peer(size);
        cv::Mat out(height, width, CV_8U, peer.pixels().data());
        cv::GaussianBlur(cv::Mat(height, width, CV_8U, gray.pixels().data()), out, cv::Size(0, 0), sigma, 0,
                         pair.second);
        CHECK(limn::gaussian(gray, {.sigma = sigma, .border = pair.first, .kernel = GaussianKernel::opencv}) == peer);
      }
      Image<float> peer(size);
      cv::Mat out(height, width, CV_32F, peer.pixels().data());
      cv::GaussianBlur(cv::Mat(height, width, CV_32F, real.pixels().data()), out, cv::Size(0, 0), sigma);
      const auto ours =
          limn::gaussian(real, {.sigma = sigma, .border = Border::mirror, .kernel = GaussianKernel::opencv});
      CHECK(max_difference(ours, reference::each<double>(peer, [](float v) { return v; })) < 255e-5);
    }
  }
}
#endif

TEST_CASE("gaussian: a kernel that is but its center, and a constant that stands nowhere, change nothing") {
  const auto check = [](const auto& picture) {
    CHECK(limn::gaussian(picture, {.sigma = 1e-200, .truncate = 1e201}) == picture);
    CHECK(limn::gaussian(picture, {.constant = std::nan("")}) == limn::gaussian(picture));
  };
  check(image<std::uint8_t>({{1, 2, 3}, {200, 5, 6}}));
  check(image<float>({{1, 2, 3}, {200, 5, 6}}));
}

TEST_CASE("gaussian: errors name what is wrong") {
  Image<float> gray(Size<2>{4, 3});
  Image<float> small(Size<2>{4, 2});
  CHECK_THROWS_WITH_AS(limn::gaussian_into(gray, small), "limn::gaussian_into: the output is 4x2 but the image is 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(limn::gaussian_into(gray, gray), "limn::gaussian_into: the output must not be the image itself",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::gaussian(gray, {.sigma = -1})),
                       "limn::gaussian: sigma is -1 but must be finite and not negative", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::gaussian(gray, {.sigma = std::nan("")})),
                       "limn::gaussian: sigma is nan but must be finite and not negative", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::gaussian(gray, {.sigma = 1, .truncate = -2})),
                       "limn::gaussian: truncate is -2 but must be finite and not negative", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::gaussian(gray, {.sigma = 1e5})),
                       "limn::gaussian: sigma 100000 needs a kernel of radius 400000 but the limit is 4096",
                       std::invalid_argument);
  const limn::GaussianOptions nowhere{.border = limn::Border::constant, .constant = std::nan("")};
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::gaussian(gray, nowhere)),
                       "limn::gaussian: constant is nan, which is no pixel", std::invalid_argument);
}
