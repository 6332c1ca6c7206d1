#include <limn/superpixel/felzenszwalb.hpp>

#include <cmath>

#include "pictures.hpp"
#include "reference/felzenszwalb.hpp"
#include "support/backward.hpp"
#include "support/fingerprint.hpp"

using namespace limn_test;
using limn::FelzenszwalbOptions;
using limn::Rgb;

namespace {

template <class P>
limn::LabelImage<> by_definition(const Image<P>& image, const FelzenszwalbOptions& options) {
  auto planes = limn::detail::to_planes<double>(limn::const_view(image), {}, false, limn::sequential);
  limn::detail::smooth_planes(planes, image.size(), options.sigma, limn::sequential);
  std::vector<std::vector<double>> colors(limn::channels_v<P>);
  for (std::size_t c = 0; c < colors.size(); ++c) {
    for (Index y = 0; y < image.height(); ++y) {
      const auto row = planes.plane[c].row(y);
      colors[c].insert(colors[c].end(), row.begin(), row.begin() + image.width());
    }
  }
  const auto labels = reference::felzenszwalb(colors, image.width(), image.height(), options.scale, options.min_size);
  limn::LabelImage<> result(image.size());
  std::copy(labels.begin(), labels.end(), result.pixels().begin());
  return result;
}

}  // namespace

TEST_CASE("felzenszwalb: two plateaus and a speck") {
  const auto gray = image<std::uint8_t>({{10, 10, 10, 90, 90},  //
                                         {10, 11, 10, 90, 90},
                                         {10, 10, 10, 90, 30},
                                         {10, 10, 90, 90, 90}});
  const FelzenszwalbOptions plain{.scale = 40, .sigma = 0, .min_size = 0};
  CHECK(text(limn::felzenszwalb(gray, plain)) == Text{"11122", "11122", "11123", "11222"});
  // The speck is nearer to what lies around it than to nothing.
  CHECK(text(limn::felzenszwalb(gray, {.scale = 40, .sigma = 0, .min_size = 2})) ==
        Text{"11122", "11122", "11122", "11222"});
  // The largest scale joins all, the least nothing: no weight is below 0.
  CHECK(text(limn::felzenszwalb(gray, {.scale = 1e6, .sigma = 0})) == Text{"11111", "11111", "11111", "11111"});
  CHECK(text(limn::felzenszwalb(image<float>({{5, 5, 5}}), {.scale = 0, .sigma = 0, .min_size = 0})) == Text{"123"});
  CHECK(text(limn::felzenszwalb(image<float>({{5, 5, 5}}), {.scale = 1, .sigma = 0, .min_size = 0})) == Text{"111"});
  CHECK(text(limn::felzenszwalb(Image<Rgb<std::uint8_t>>(Size{1, 1}))) == Text{"1"});
  CHECK(limn::felzenszwalb(Image<std::uint8_t>()).empty());
}

TEST_CASE("felzenszwalb: a small region joins by the first of equal weights, those to the right before those down") {
  const FelzenszwalbOptions pairs{.scale = 1e-3, .sigma = 0, .min_size = 2};
  CHECK(text(limn::felzenszwalb(image<float>({{0, 0, 1, 2, 2}}), pairs)) == Text{"11122"});
  CHECK(text(limn::felzenszwalb(image<float>({{0, 0, 7, 7}, {7, 1, 2, 2}, {7, 7, 7, 7}}), pairs)) ==
        Text{"1122", "3444", "3333"});
  CHECK(text(limn::felzenszwalb(image<float>({{0, 2}, {0, 2}, {1, 9}, {9, 9}}), pairs)) ==
        Text{"12", "12", "13", "33"});
}

TEST_CASE("felzenszwalb: scikit-image's results") {
  const auto gray = waves<std::uint8_t>(Size{16, 12});
  CHECK(text(limn::felzenszwalb(gray, {.scale = 30, .sigma = 0.8, .min_size = 4})) ==
        Text{"1111233333444445", "1111233333444445", "1111233333444445", "2222433333444465", "3333344444355556",
             "7777344444555556", "7777344444555556", "3333344448555558", "9999435555888885", "999945aaaa888885",
             "999945aaaa888885", "999945aaaa888885"});
  const auto colors = color_waves<std::uint8_t>(Size{16, 12});
  CHECK(text(limn::felzenszwalb(colors, {.scale = 60, .sigma = 0.6, .min_size = 6})) ==
        Text{"1111234443255523", "1111234443255523", "1111234443255523", "2222233333222223", "3333322222333336",
             "7777322222388836", "7777322222388836", "3333322222333336", "2222233333666663", "999923aaa36bbb63",
             "999923aaa36bbbbb", "999923aaa36bbbbb"});
  const Size large{120, 90};
  CHECK(fingerprint(limn::felzenszwalb(gray_slopes<double>(large, 255), {.scale = 20})) == 0x9040e2157c5902dU);
  CHECK(fingerprint(limn::felzenszwalb(slopes<double>(large, 255), {.scale = 20, .sigma = 1.2})) ==
        0x8f2fd54b53d7a768U);
}

TEST_CASE("felzenszwalb: what is no number is no region, and smoothing spreads it") {
  const float nan = std::numeric_limits<float>::quiet_NaN(), far = std::numeric_limits<float>::infinity();
  const auto gray = image<float>({{1, nan, 1, 1}, {1, nan, 1, far}, {1, nan, 1, 1}});
  CHECK(text(limn::felzenszwalb(gray, {.sigma = 0})) == Text{"1022", "1020", "1022"});
  CHECK(text(limn::felzenszwalb(gray, {.sigma = 0.8})) == Text{"0000", "0000", "0000"});
}

TEST_CASE_TEMPLATE("felzenszwalb equals the reference", P, LIMN_TEST_GRAY_TYPES, Rgb<std::uint8_t>, limn::Bgr<float>) {
  using C = limn::channel_t<P>;
  unsigned seed = 1;
  auto sizes = awkward_sizes_2d();
  sizes.push_back({70, 90});
  for (const auto& size : sizes) {
    ++seed;
    CAPTURE(size);
    // Few levels, so that most weights are equal; or all.
    auto channels = random_image<C>(Size{size.width * static_cast<Index>(limn::channels_v<P>), size.height}, seed,
                                    seed % 3 == 0   ? 4
                                    : seed % 3 == 1 ? 60
                                                    : 0);
    if (std::is_floating_point_v<C> && size.width > 4) {
      channels.pixels()[channels.pixels().size() / 2] = std::numeric_limits<C>::quiet_NaN();
    }
    Image<P> picture(size);
    std::memcpy(static_cast<void*>(picture.pixels().data()), channels.pixels().data(), channels.pixels().size_bytes());
    const FelzenszwalbOptions options{
        .scale = seed % 2 == 0 ? 200.0 : 20.0, .sigma = seed % 2 * 0.8, .min_size = static_cast<int>(seed % 4 * 5)};
    const auto expected = by_definition(picture, options);
    for_each_layout(picture, [&](const auto& layout) { CHECK(limn::felzenszwalb(layout, options) == expected); });
  }
}

TEST_CASE("felzenszwalb: weights that are alike in all but the last bits, and executors") {
  Image<double> gray(Size{90, 60});
  std::mt19937 generator(3);
  for (double& v : gray.pixels())
    v = (generator() % 2 == 0 ? 0.25 : 0.75) + static_cast<double>(generator() % 8) * 0x1p-52;
  const FelzenszwalbOptions options{.scale = 1e-13, .sigma = 0, .min_size = 3};
  CHECK(limn::felzenszwalb(gray, options) == by_definition(gray, options));
  CHECK(limn::felzenszwalb(gray, {}, Backward{}) == limn::felzenszwalb(gray));
}

TEST_CASE("felzenszwalb: errors") {
  const Image<std::uint8_t> gray(Size{4, 3});
  limn::LabelImage<> out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::felzenszwalb_into(gray, out),
                       "limn::felzenszwalb_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  const auto fails = [&](const FelzenszwalbOptions& options, const char* text) {
    CHECK_THROWS_WITH_AS((void)limn::felzenszwalb(gray, options), text, std::invalid_argument);
  };
  fails({.scale = -1}, "limn::felzenszwalb: scale is -1 but must be finite and not negative");
  fails({.scale = std::nan("")}, "limn::felzenszwalb: scale is nan but must be finite and not negative");
  fails({.sigma = std::numeric_limits<double>::infinity()},
        "limn::felzenszwalb: sigma is inf but must be finite and not negative");
  fails({.min_size = -1}, "limn::felzenszwalb: min_size is -1 but must not be negative");
}
