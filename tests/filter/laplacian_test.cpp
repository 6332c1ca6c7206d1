#include <limn/filter/laplacian.hpp>

#include <cmath>

#include "reference/smooth.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"
#include "support/same.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::Border;

namespace {

constexpr Border borders[] = {Border::mirror, Border::reflect, Border::replicate, Border::wrap, Border::constant};

/// Integers equal, floats but for the order of the sums, and NaN where the other is NaN.
template <class T, std::size_t R>
bool near(const Image<T, R>& a, const Image<T, R>& b) {
  const double tolerance = std::is_same_v<T, float> ? 4e-4 : std::is_same_v<T, double> ? 1e-12 : 0;
  return limn_test::near(a, b, tolerance);
}

}  // namespace

TEST_CASE("laplacian: one bright pixel shows the weights") {
  const auto dot = image<std::uint8_t>({{0, 0, 0, 0, 0},  //
                                        {0, 0, 0, 0, 0},
                                        {0, 0, 255, 0, 0},
                                        {0, 0, 0, 0, 0}});
  CHECK(limn::laplacian(dot) == image<std::int16_t>({{0, 0, 0, 0, 0},  //
                                                     {0, 0, 255, 0, 0},
                                                     {0, 255, -1020, 255, 0},
                                                     {0, 0, 510, 0, 0}}));
  CHECK(limn::laplacian(dot, {.aperture = 3, .border = Border::constant}) ==
        image<std::int16_t>({{0, 0, 0, 0, 0},  //
                             {0, 510, 0, 510, 0},
                             {0, 0, -2040, 0, 0},
                             {0, 510, 0, 510, 0}}));
}

TEST_CASE("laplacian: what the borders see") {
  const auto ramp = image<std::uint8_t>({{1, 2, 4, 8}});
  const auto of = [&](Border border) { return limn::laplacian(ramp, {.border = border, .constant = 10}); };
  CHECK(of(Border::mirror) == image<std::int16_t>({{2, 1, 2, -8}}));
  CHECK(of(Border::reflect) == image<std::int16_t>({{1, 1, 2, -4}}));
  CHECK(of(Border::replicate) == image<std::int16_t>({{1, 1, 2, -4}}));
  CHECK(of(Border::wrap) == image<std::int16_t>({{8, 1, 2, -11}}));
  CHECK(of(Border::constant) == image<std::int16_t>({{1 + 9 + 18, 1 + 16, 2 + 12, -4 + 2 + 4}}));
}

TEST_CASE("laplacian: the extremes of 16 bits are exact") {
  Image<std::int16_t> gray(Size{3, 3}, 32767);
  gray(1, 1) = -32768;
  CHECK(limn::laplacian(gray)(1, 1) == 4 * 65535);
  CHECK(limn::laplacian(gray, {.aperture = 3})(1, 1) == 8 * 65535);
}

TEST_CASE_TEMPLATE("laplacian equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const auto check = []<std::size_t R>(const std::vector<Size<R>>& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      auto gray = random_image<T>(size, seed++);
      if constexpr (std::is_floating_point_v<T>) {
        if (seed % 2 == 0) gray.pixels()[gray.pixels().size() / 2] = static_cast<T>(std::nan(""));
      }
      for (const Border border : borders) {
        CAPTURE(static_cast<int>(border));
        const auto cross = reference::laplacian<T>(gray, 1, 0, border, 7);
        for_each_layout(gray, [&](const auto& layout) {
          CHECK(near(limn::laplacian(layout, {.border = border, .constant = 7}), cross));
        });
        if constexpr (R == 2) {
          CHECK(near(limn::laplacian(gray, {.aperture = 3, .border = border, .constant = 7}),
                     reference::laplacian<T>(gray, 0, 2, border, 7)));
        }
      }
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("laplacian: large images equal the reference") {
  // More than 8 MB reach memory another way.
  const auto gray = random_image<std::uint8_t>(Size{2057, 2043}, 2);
  CHECK(limn::laplacian(gray) == reference::laplacian<std::uint8_t>(gray, 1, 0, Border::mirror));
}

TEST_CASE("laplacian: the negative of scikit-image's") {
  // skimage.filters.laplace, see tests/peers/filters.py.
  const auto gray = image<double>({{1, 5, 2, 8}, {0, 3, 9, 4}, {7, 6, 2, 2}});
  CHECK(limn::transform(limn::laplacian(gray, {.border = Border::reflect}), [](double v) { return -v; }) ==
        image<double>({{-3, 9, -16, 10}, {-11, -8, 25, -7}, {8, 6, -11, -2}}));
}

TEST_CASE("laplacian: bands of rows change nothing") {
  const auto flat = random_image<std::uint8_t>(Size{67, 300}, 3);
  for (const int aperture : {1, 3}) {
    const limn::LaplacianOptions options{.aperture = aperture};
    CHECK(limn::laplacian(flat, options, Backward{}) == limn::laplacian(flat, options));
  }
  const auto volume = random_image<float>(Size{17, 40, 7}, 4);
  CHECK(limn::laplacian(volume, {}, Backward{}) == limn::laplacian(volume));
}

TEST_CASE("laplacian: empty images and errors") {
  CHECK(limn::laplacian(Image<float>()).empty());
  const Image<std::uint8_t> gray(Size{4, 3});
  Image<std::int16_t> small(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::laplacian_into(gray, small),
                       "limn::laplacian_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::laplacian(gray, {.aperture = 5})),
                       "limn::laplacian: aperture is 5 but must be 1 or 3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::laplacian(limn::Volume<float>(Size{2, 2, 2}), {.aperture = 3})),
                       "limn::laplacian: aperture is 3 but must be 1 in 3-D", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::laplacian(gray, {.border = Border::constant, .constant = -1})),
                       "limn::laplacian: constant is -1, which is no pixel of the image", std::invalid_argument);
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE_TEMPLATE("laplacian equals cv::Laplacian", T, std::uint8_t, float, double) {
  using G = limn::gradient_pixel_t<T>;
  auto gray = random_image<T>(Size{133, 61}, 4);
  for (const int aperture : {1, 3}) {
    Image<G> peer(gray.size());
    const cv::Mat in(61, 133, cv::DataType<T>::type, gray.pixels().data());
    cv::Mat out(61, 133, cv::DataType<G>::type, peer.pixels().data());
    cv::Laplacian(in, out, cv::DataType<G>::depth, aperture);
    CHECK(near(limn::laplacian(gray, {.aperture = aperture}), peer));
  }
}
#endif
