#include <limn/filter/resize.hpp>

#include <algorithm>
#include <cmath>

#include "support/backward.hpp"
#include "support/images.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::Interpolation;

namespace {

constexpr Interpolation ways[] = {Interpolation::nearest, Interpolation::linear, Interpolation::area};

/// How much of old pixel k new pixel i is made of.
double share(Interpolation how, Index i, Index wanted, Index k, Index given) {
  const double scale = static_cast<double>(given) / static_cast<double>(wanted);
  if (how == Interpolation::nearest) return k == i * given / wanted ? 1 : 0;
  if (how == Interpolation::area) {
    const double begin = static_cast<double>(i) * scale, low = static_cast<double>(k);
    return std::max(0.0, std::min(begin + scale, low + 1) - std::max(begin, low)) / scale;
  }
  const double last = static_cast<double>(given - 1);
  const double center = std::clamp((static_cast<double>(i) + 0.5) * scale - 0.5, 0.0, last);
  return std::max(0.0, 1 - std::abs(center - static_cast<double>(k)));
}

/// Every new pixel as the sum over all old ones.
template <class T, std::size_t R>
Image<double, R> reference_resize(const Image<T, R>& image, const Size<R>& size, Interpolation how) {
  Image<double, R> result(size);
  const auto points = [](const Size<R>& extent, const auto& f) {
    for (Index i = 0; i < limn::pixel_count(extent); ++i) {
      limn::Point<R> point;
      Index rest = i;
      for (std::size_t axis = 0; axis < R; ++axis) {
        point[axis] = rest % extent[axis];
        rest /= extent[axis];
      }
      f(point);
    }
  };
  points(size, [&](const limn::Point<R>& to) {
    points(image.size(), [&](const limn::Point<R>& from) {
      double weight = 1;
      for (std::size_t axis = 0; axis < R; ++axis) {
        weight *= share(how, to[axis], size[axis], from[axis], image.size()[axis]);
      }
      result(to) += weight * static_cast<double>(image(from));
    });
  });
  return result;
}

template <class T, class U, std::size_t R>
bool near(const Image<T, R>& a, const Image<U, R>& b, double tolerance) {
  if (!(a.size() == b.size())) return false;
  for (std::size_t i = 0; i < a.pixels().size(); ++i) {
    const double apart = std::abs(static_cast<double>(a.pixels()[i]) - static_cast<double>(b.pixels()[i]));
    if (!(apart <= tolerance)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("resize: twice as large, and half as large") {
  const auto two = image<std::uint8_t>({{0, 100}});
  CHECK(limn::resize(two, {4, 1}, Interpolation::nearest) == image<std::uint8_t>({{0, 0, 100, 100}}));
  CHECK(limn::resize(two, {4, 1}, Interpolation::linear) == image<std::uint8_t>({{0, 25, 75, 100}}));
  CHECK(limn::resize(two, {4, 2}, Interpolation::area) == image<std::uint8_t>({{0, 0, 100, 100}, {0, 0, 100, 100}}));
  const auto four = image<std::uint8_t>({{0, 10, 20, 30}, {2, 4, 6, 9}});
  CHECK(limn::resize(four, {2, 1}, Interpolation::area) == image<std::uint8_t>({{4, 16}}));
  CHECK(limn::resize(four, {2, 1}, Interpolation::nearest) == image<std::uint8_t>({{0, 20}}));
  CHECK(limn::resize(four, {3, 1}, Interpolation::area)(1, 0) == 10);
}

TEST_CASE_TEMPLATE("resize equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const double range = std::is_floating_point_v<T> ? 200 : sizeof(T) == 1 ? 255 : 65535;
  const double tolerance = range * 1e-6 + (std::is_integral_v<T> ? 0.5 : 0);
  const auto check = [&]<std::size_t R>(const std::vector<Size<R>>& sizes, const std::vector<Size<R>>& wanted) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      if (limn::pixel_count(size) > 700) continue;
      const auto picture = random_image<T>(size, ++seed);
      for (const auto& other : wanted) {
        for (const auto how : ways) {
          CAPTURE(size);
          CAPTURE(other);
          CAPTURE(static_cast<int>(how));
          const auto expected = reference_resize<T>(picture, other, how);
          for_each_layout(picture, [&](const auto& layout) {
            CHECK(near(limn::resize(layout, other, how), expected, how == Interpolation::nearest ? 0 : tolerance));
          });
        }
        CHECK(limn::resize(picture, size) == picture);
      }
    }
  };
  check(awkward_sizes<2>(), {{1, 1}, {64, 7}, {5, 9}});
  check(std::vector<Size<2>>{{45, 3}}, {{131, 5}, {150, 3}, {150, 2}});
  // Half the size, and between that and the old one; a row that is stretched in parts.
  check(std::vector<Size<2>>{{132, 4}}, {{66, 2}, {100, 3}, {70, 6}, {149, 3}});
  check(std::vector<Size<2>>{{300, 2}}, {{1100, 3}});
  check(awkward_sizes<3>(), {{1, 2, 1}, {16, 3, 4}});
}

TEST_CASE("resize: rows in any order; each channel by itself") {
  const auto picture = random_image<std::uint16_t>(Size{50, 90}, 3);
  const auto color = limn::transform(picture, [](std::uint16_t v) { return limn::Rgb<std::uint16_t>{v, 7, v}; });
  for (const auto how : ways) {
    const auto other = limn::resize(picture, {77, 60}, how);
    CHECK(limn::resize(picture, {77, 60}, how, Backward{}) == other);
    CHECK(limn::resize(color, {77, 60}, how) == limn::transform(other, [](std::uint16_t v) {
            return limn::Rgb<std::uint16_t>{v, 7, v};
          }));
  }
}

TEST_CASE("resize: empty images and errors") {
  CHECK(limn::resize(Image<float>(Size{3, 3}), {0, 5}).empty());
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::resize(Image<float>(), {2, 3})),
                       "limn::resize: the image is empty but the output is 2x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::resize(Image<float>(Size{3, 3}), {-1, 3})),
                       "limn::resize: the size -1x3 is negative", std::invalid_argument);
}

#if defined(LIMN_TEST_OPENCV)
TEST_CASE_TEMPLATE("resize equals cv::resize", T, std::uint8_t, std::uint16_t, float) {
  auto picture = random_image<T>(Size{133, 61}, 4);
  const cv::Mat in(61, 133, cv::DataType<T>::type, picture.pixels().data());
  const double range = std::is_same_v<T, float> ? 200 : sizeof(T) == 1 ? 255 : 65535;
  for (const auto& size : {Size{70, 31}, Size{19, 61}, Size{200, 101}, Size{266, 122}, Size{133, 20}}) {
    CAPTURE(size);
    Image<T> peer(size);
    cv::Mat out(static_cast<int>(size.height), static_cast<int>(size.width), cv::DataType<T>::type,
                peer.pixels().data());
    cv::resize(in, out, out.size(), 0, 0, cv::INTER_NEAREST);
    CHECK(limn::resize(picture, size, Interpolation::nearest) == peer);
    // OpenCV weighs bytes in 11 bits, and rounds twice.
    const double tolerance = range * 1e-5 + (std::is_integral_v<T> ? 1 : 0);
    cv::resize(in, out, out.size(), 0, 0, cv::INTER_LINEAR);
    CHECK(near(limn::resize(picture, size, Interpolation::linear), peer, tolerance));
    cv::resize(in, out, out.size(), 0, 0, cv::INTER_AREA);
    CHECK(near(limn::resize(picture, size, Interpolation::area), peer, tolerance));
  }
}
#endif
