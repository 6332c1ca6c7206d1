#include <limn/filter/laplacian_of_gaussian.hpp>

#include <cmath>

#include "reference/smooth.hpp"
#include "support/backward.hpp"
#include "support/images.hpp"
#include "support/same.hpp"

using namespace limn_test;
using limn::Border;

namespace {

constexpr Border borders[] = {Border::reflect, Border::mirror, Border::replicate, Border::wrap, Border::constant};

const Image<double> gray = image<double>({{1, 5, 2, 8}, {0, 3, 9, 4}, {7, 6, 2, 2}});

}  // namespace

TEST_CASE("laplacian_of_gaussian: negative in a bright blob, zero where it is flat") {
  Image<std::uint8_t> blob(Size{41, 41}, 10);
  for (Index y = 18; y < 23; ++y) {
    for (Index x = 18; x < 23; ++x) blob(x, y) = 200;
  }
  const auto log = limn::laplacian_of_gaussian(blob, {.sigma = 2});
  CHECK(log(20, 20) < -10);
  CHECK(log(20, 25) > 1);
  CHECK(std::abs(log(2, 2)) < 0.01);
}

TEST_CASE("laplacian_of_gaussian equals scipy's") {
  // scipy.ndimage.gaussian_laplace, see tests/peers/filters.py.
  CHECK(near(limn::laplacian_of_gaussian(gray, {.sigma = 0.8}),
             image<double>({{2.479710109, -0.631193779, 1.335077776, -2.998587666},
                            {4.106145006, -0.049828764, -3.258755684, -0.429972008},
                            {-3.312853371, -1.812455046, 1.550623356, 2.98316926}}),
             1e-8));
  CHECK(near(limn::laplacian_of_gaussian(gray, {.sigma = 1.5, .border = Border::mirror}),
             image<double>({{0.59771449, 0.277652627, -0.26154652, -0.48077982},
                            {0.43266228, 0.181749918, -0.217685794, -0.366209009},
                            {0.267257549, 0.085828195, -0.17322899, -0.250761072}}),
             1e-8));
  limn::Volume<double> volume(Size{4, 3, 3});
  for (Index y = 0; y < 3; ++y) {
    for (Index x = 0; x < 4; ++x) {
      volume(x, y, 0) = gray(x, y);
      volume(x, y, 1) = gray(x, 2 - y);
      volume(x, y, 2) = 2 * gray(x, y);
    }
  }
  const auto log = limn::laplacian_of_gaussian(volume, {.sigma = 0.8});
  Image<double> slice(Size{4, 3});
  for (Index y = 0; y < 3; ++y) {
    for (Index x = 0; x < 4; ++x) slice(x, y) = log(x, y, 1);
  }
  CHECK(near(slice,
             image<double>({{-1.556427874, -1.053862506, 4.151220507, 3.855078661},
                            {6.138239766, 1.449446469, -2.217859253, 1.264817614},
                            {3.16413583, 1.149751113, 2.679607946, -0.452826979}}),
             1e-8));
}

TEST_CASE_TEMPLATE("laplacian_of_gaussian equals the reference", T, LIMN_TEST_GRAY_TYPES) {
  const double range = std::is_floating_point_v<T> ? 200 : sizeof(T) == 1 ? 255 : 65535;
  const double tolerance = range * (std::is_same_v<T, double> ? 1e-13 : 1e-6);
  const auto check = [&]<std::size_t R>(const std::vector<Size<R>>& sizes) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      CAPTURE(size);
      auto image = random_image<T>(size, seed++);
      if constexpr (std::is_floating_point_v<T>) {
        if (seed % 2 == 0) image.pixels()[image.pixels().size() / 2] = static_cast<T>(std::nan(""));
      }
      const Border border = borders[seed % 5];
      const auto expected = reference::laplacian_of_gaussian<T>(image, 0.7, 2, border, 7);
      const limn::LogOptions options{.sigma = 0.7, .truncate = 3, .border = border, .constant = 7};
      for_each_layout(image, [&](const auto& layout) {
        CHECK(near(limn::laplacian_of_gaussian(layout, options), expected, tolerance));
      });
    }
  };
  check(awkward_sizes<2>());
  check(awkward_sizes<3>());
}

TEST_CASE("laplacian_of_gaussian: several bands, in any order") {
  const auto tall = random_image<float>(Size{19, 300}, 3);
  const auto expected = limn::laplacian_of_gaussian(tall);
  CHECK(limn::laplacian_of_gaussian(tall, {}, Backward{}) == expected);
  CHECK(near(expected, reference::laplacian_of_gaussian<float>(tall, 1, 4, Border::reflect), 2e-4));
}

TEST_CASE("laplacian_of_gaussian: the least sigma sharpens by its square") {
  const limn::Image<float> ones(Size{70, 3}, 1);
  const limn::Image<float> expected(Size{70, 3}, static_cast<float>(-2 / (1e-19 * 1e-19)));
  CHECK(near(limn::transform(limn::laplacian_of_gaussian(ones, {.sigma = 1e-19}), [](float v) { return v / 1e38F; }),
             limn::transform(expected, [](float v) { return v / 1e38F; }), 1e-5));
}

TEST_CASE("laplacian_of_gaussian: empty images and errors") {
  CHECK(limn::laplacian_of_gaussian(Image<float>()).empty());
  Image<double> small(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::laplacian_of_gaussian_into(gray, small),
                       "limn::laplacian_of_gaussian_into: the output is 4x2 but the image is 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::laplacian_of_gaussian(gray, {.sigma = 0})),
                       "limn::laplacian_of_gaussian: sigma is 0 and truncate 4 but both must be finite, the one "
                       "at least 1e-19 and the other not negative",
                       std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(limn::laplacian_of_gaussian(gray, {.sigma = 9e-20})), std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::laplacian_of_gaussian(gray, {.sigma = 2000})),
                       "limn::laplacian_of_gaussian: sigma 2000 needs a kernel of a radius over the limit of 4096",
                       std::invalid_argument);
}
