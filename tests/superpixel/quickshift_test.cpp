#include <limn/superpixel/quickshift.hpp>

#include <cmath>

#include "pictures.hpp"
#include "reference/quickshift.hpp"
#include "support/backward.hpp"
#include "support/fingerprint.hpp"

using namespace limn_test;
using limn::QuickshiftOptions;
using limn::Rgb;

namespace {

template <class P>
limn::LabelImage<> by_definition(const Image<P>& image, const QuickshiftOptions& options) {
  auto planes =
      limn::detail::to_planes<double>(limn::const_view(image), {}, limn::channels_v<P> == 3, limn::sequential);
  limn::detail::smooth_planes(planes, image.size(), options.sigma, limn::sequential);
  std::vector<std::vector<double>> colors(limn::channels_v<P>);
  for (std::size_t c = 0; c < colors.size(); ++c) {
    for (Index y = 0; y < image.height(); ++y) {
      for (Index x = 0; x < image.width(); ++x) colors[c].push_back(planes.plane[c](x, y) * options.ratio);
    }
  }
  limn::detail::Random random(options.seed);
  std::vector<double> noise;
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    noise.push_back((random.uniform() - 0.5) * std::sqrt(12.0) * 1e-5);
  }
  const auto parents =
      reference::quickshift(colors, image.width(), image.height(), options.kernel_size, options.max_distance, noise);
  limn::LabelImage<> result(image.size());
  std::vector<int> names(parents.size(), 0);
  int used = 0;
  for (std::size_t i = 0; i < parents.size(); ++i) {
    if (std::isnan(colors[0][i])) continue;
    std::size_t root = i;
    while (parents[root] != root) root = parents[root];
    if (names[root] == 0) names[root] = ++used;
    result.pixels()[i] = names[root];
  }
  return result;
}

}  // namespace

TEST_CASE("quickshift: two hills of gray") {
  // In the middle of each half a pixel has the most like it around it.
  const auto gray = image<float>({{0, 0, 0, 9, 9, 9}, {0, 0, 0, 9, 9, 9}, {0, 0, 0, 9, 9, 9}});
  CHECK(text(limn::quickshift(gray, {.kernel_size = 1, .max_distance = 3})) == Text{"111222", "111222", "111222"});
  // No pixel moves, or color is of no account.
  CHECK(text(limn::quickshift(gray, {.kernel_size = 1, .max_distance = 0})) == Text{"123456", "789abc", "defghi"});
  CHECK(text(limn::quickshift(gray, {.ratio = 0, .kernel_size = 2, .max_distance = 9})) ==
        Text{"111111", "111111", "111111"});
  CHECK(text(limn::quickshift(Image<Rgb<std::uint8_t>>(Size{1, 1}))) == Text{"1"});
  CHECK(limn::quickshift(Image<std::uint8_t>()).empty());
}

TEST_CASE("quickshift: scikit-image's results") {
  const QuickshiftOptions small{.ratio = 0.4, .kernel_size = 1.5, .max_distance = 8};
  CHECK(text(limn::quickshift(color_waves<std::uint8_t>(Size{16, 12}), small)) ==
        Text{"1111122222333334", "1111122222333334", "1111122222333334", "1111122222333334", "2222255555444446",
             "2222255555444446", "2222255555444446", "2222255555444446", "5555544444666664", "5555544444666664",
             "5555544444666667", "5555544444666667"});
  CHECK(fingerprint(limn::quickshift(color_waves<std::uint8_t>(Size{50, 40}),
                                     {.ratio = 0.4, .kernel_size = 2, .max_distance = 10})) == 0xc068a2aa304c32a6U);
  CHECK(fingerprint(limn::quickshift(waves<double>(Size{50, 40}, 8), {.kernel_size = 2, .max_distance = 6})) ==
        0x9cfd6b70f97ae6fcU);
}

TEST_CASE("quickshift: noise parts equal densities, the same for a seed") {
  const Image<std::uint8_t> flat(Size{20, 20}, 7);
  const auto labels = limn::quickshift(flat, {.kernel_size = 1, .max_distance = 2});
  CHECK(limn::quickshift(flat, {.kernel_size = 1, .max_distance = 2}) == labels);
  CHECK(limn::quickshift(flat, {.kernel_size = 1, .max_distance = 2, .seed = 2}) != labels);
  CHECK(limn::quickshift(flat, {.kernel_size = 1, .max_distance = 2}, Backward{}) == labels);
}

TEST_CASE("quickshift: what is no number has no segment and is near to nothing") {
  const float nan = std::numeric_limits<float>::quiet_NaN(), far = std::numeric_limits<float>::infinity();
  const auto gray = image<float>({{1, nan, 1}, {1, nan, 1}, {1, nan, far}});
  CHECK(text(limn::quickshift(gray, {.kernel_size = 1, .max_distance = 1})) == Text{"102", "102", "100"});
  CHECK(text(limn::quickshift(gray, {.kernel_size = 1, .max_distance = 1, .sigma = 1})) == Text{"000", "000", "000"});
}

TEST_CASE_TEMPLATE("quickshift equals the reference", P, LIMN_TEST_GRAY_TYPES, Rgb<std::uint8_t>, limn::Bgr<float>) {
  using C = limn::channel_t<P>;
  unsigned seed = 1;
  for (const auto& size : awkward_sizes_2d()) {
    ++seed;
    CAPTURE(size);
    auto channels = random_image<C>(Size{size.width * static_cast<Index>(limn::channels_v<P>), size.height}, seed);
    if (std::is_floating_point_v<C>) {
      for (C& c : channels.pixels()) c /= 20;
      channels.pixels()[channels.pixels().size() / 2] = std::numeric_limits<C>::quiet_NaN();
    }
    Image<P> picture(size);
    std::memcpy(static_cast<void*>(picture.pixels().data()), channels.pixels().data(), channels.pixels().size_bytes());
    const bool color = limn::channels_v<P> == 3;
    const QuickshiftOptions options{.ratio = color                         ? 0.05
                                             : std::is_floating_point_v<C> ? 0.5
                                                                           : 4.0,
                                    .kernel_size = 1 + seed % 3 * 0.5,
                                    .max_distance = 1.5 + seed % 4,
                                    .sigma = seed % 2 * 0.5,
                                    .seed = seed};
    const auto expected = by_definition(picture, options);
    for_each_layout(picture, [&](const auto& layout) { CHECK(limn::quickshift(layout, options) == expected); });
  }
}

TEST_CASE("quickshift: errors") {
  const Image<std::uint8_t> gray(Size{4, 3});
  limn::LabelImage<> out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::quickshift_into(gray, out),
                       "limn::quickshift_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  const auto fails = [&](const QuickshiftOptions& options, const char* text) {
    CHECK_THROWS_WITH_AS((void)limn::quickshift(gray, options), text, std::invalid_argument);
  };
  fails({.ratio = -1}, "limn::quickshift: ratio is -1 but must be finite and not negative");
  fails({.kernel_size = 0.5}, "limn::quickshift: kernel_size is 0.5 but must be in [1, 100]");
  fails({.kernel_size = std::nan("")}, "limn::quickshift: kernel_size is nan but must be in [1, 100]");
  fails({.max_distance = -1}, "limn::quickshift: max_distance is -1 but must be finite and not negative");
  fails({.sigma = -1}, "limn::quickshift: sigma is -1 but must be finite and not negative");
}
