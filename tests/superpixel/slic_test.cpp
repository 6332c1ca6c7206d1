#include <limn/superpixel/slic.hpp>

#include <cmath>

#include "pictures.hpp"
#include "reference/slic.hpp"
#include "support/backward.hpp"
#include "support/fingerprint.hpp"

using namespace limn_test;
using limn::Rgb;
using limn::SlicOptions;

namespace {

/// By the reference, whose colors are the planes that SLIC works on; a mask of null is all.
template <class P, std::size_t R>
limn::LabelImage<std::int32_t, R> by_definition(const Image<P, R>& image, const Image<limn::Binary, R>* mask,
                                                const SlicOptions& options) {
  using T = std::conditional_t<std::is_same_v<limn::channel_t<P>, double>, double, float>;
  const auto in = limn::const_view(image);
  auto planes =
      limn::detail::to_planes<T>(in, limn::detail::stretching_scale(in), limn::channels_v<P> == 3, limn::sequential);
  limn::detail::smooth_planes(planes, image.size(), options.sigma, limn::sequential);
  const int bits = (sizeof(T) == 4 ? 16 : 28) + (limn::channels_v<P> == 1 ? 7 : 0);
  const T scale = static_cast<T>(std::int64_t{1} << bits);
  std::vector<std::vector<T>> colors(limn::channels_v<P>);
  std::vector<bool> outside(image.pixels().size(), false);
  std::size_t inside = 0;
  for (std::size_t i = 0; i < outside.size(); ++i) {
    const auto width = static_cast<std::size_t>(image.width()), pitch = static_cast<std::size_t>(planes.pitch);
    const std::size_t at = i / width * pitch + i % width;
    if (std::isnan(planes.plane[0].pixels()[at]) || (mask != nullptr && !limn::is_foreground(mask->pixels()[i]))) {
      outside[i] = true;
    }
    inside += !outside[i];
    for (std::size_t c = 0; c < colors.size(); ++c) {
      const T v = planes.plane[c].pixels()[at];
      colors[c].push_back(std::isnan(v) ? 0 : static_cast<T>(std::trunc(v * scale)) / scale);
    }
  }
  limn::LabelImage<std::int32_t, R> result(image.size());
  if (inside == 0) return result;
  reference::SlicSettings settings{{image.width(), image.height(), R == 3 ? image.size()[R - 1] : 1}, {}, 1, 1};
  const Index size[3] = {settings.size[0], settings.size[1], settings.size[2]};
  auto seeds = limn::detail::slic_seeds(size, options.segments);
  auto grid = limn::detail::slic_grid(size, static_cast<Index>(seeds.positions.size() / 3));
  settings.plain = 1;
  settings.colored = options.iterations - 1;
  if (mask != nullptr) {
    seeds = limn::detail::slic_mask_seeds(
        size, options.segments, static_cast<Index>(inside),
        [&](Index x, Index y, Index z) { return !outside[static_cast<std::size_t>((z * size[1] + y) * size[0] + x)]; });
    for (int axis = 0; axis < 3; ++axis) grid.step[axis] = seeds.step[axis];
    settings.plain = settings.colored = options.iterations;
  }
  settings.step = static_cast<double>(std::max({seeds.step[0], seeds.step[1], seeds.step[2]}));
  settings.compactness = options.compactness;
  settings.adaptive = options.adaptive;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    settings.window[axis] = grid.step[axis];
    settings.spacing[axis] = options.spacing[axis];
  }
  auto labels = reference::slic_rounds(colors, scale, outside, seeds.positions, settings);
  // Without a mask, pixels that are no number still count in the mean size.
  const double pixels = static_cast<double>(mask != nullptr ? inside : outside.size());
  const double mean = pixels / (static_cast<double>(seeds.positions.size()) / 3);
  const long least = static_cast<long>(options.min_size_factor * mean);
  const long most = static_cast<long>(std::min(options.max_size_factor * mean, pixels));
  if (options.enforce_connectivity) {
    labels = reference::slic_pieces(labels, settings.size, least, most);
  } else {
    std::vector<int> names(seeds.positions.size() + 2, 0);
    int used = 0;
    for (int& label : labels) {
      if (label == -1) {
        label = 0;
        continue;
      }
      int& name = names[static_cast<std::size_t>(label + 2)];
      if (name == 0) name = ++used;
      label = name;
    }
  }
  std::copy(labels.begin(), labels.end(), result.pixels().begin());
  return result;
}

/// Flat blobs with noise, as bytes.
template <std::size_t R>
std::vector<int> blobs(const Size<R>& size, unsigned seed) {
  std::mt19937 generator(seed);
  std::vector<int> values;
  for (Index i = 0; i < limn::pixel_count(size); ++i) {
    const Index x = i % size[0], y = i / size[0] % size[1], z = i / size[0] / size[1];
    values.push_back(
        static_cast<int>((x / 7 * 53 + y / 5 * 97 + z / 3 * 31) % 200 + static_cast<Index>(generator() % 40)));
  }
  return values;
}

template <class P, std::size_t R>
Image<P, R> blob_picture(const Size<R>& size, unsigned seed) {
  using C = limn::channel_t<P>;
  const auto values = blobs(size, seed), others = blobs(size, seed + 100);
  Image<P, R> picture(size);
  const double unit = std::is_floating_point_v<C> ? 1.0 / 255 : sizeof(C) == 2 ? 100 : 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if constexpr (limn::channels_v<P> == 3) {
      picture.pixels()[i] = {static_cast<C>(values[i] * unit), static_cast<C>(others[i] * unit),
                             static_cast<C>((255 - values[i] / 2) * unit)};
    } else {
      picture.pixels()[i] = static_cast<C>(values[i] * unit);
    }
  }
  return picture;
}

template <class P, std::size_t R>
void compare_with_reference(const Size<R>& size, unsigned seed) {
  CAPTURE(size);
  auto picture = blob_picture<P>(size, seed);
  if constexpr (std::is_floating_point_v<limn::channel_t<P>>) {
    auto* const channels = reinterpret_cast<limn::channel_t<P>*>(picture.pixels().data());
    channels[picture.pixels().size() / 3] = std::numeric_limits<limn::channel_t<P>>::quiet_NaN();
    channels[picture.pixels().size() / 2] = std::numeric_limits<limn::channel_t<P>>::infinity();
  }
  const double compactness = limn::channels_v<P> == 3 ? 15 : 0.2;
  const int pixels = static_cast<int>(limn::pixel_count(size));
  const SlicOptions options{.segments = seed % 3 == 0 ? 1 + pixels / 60 : 1 + pixels / 200,
                            .compactness = compactness * (1 + seed % 2),
                            .adaptive = seed % 4 == 1,
                            .iterations = 1 + static_cast<int>(seed % 5),
                            .spacing = {1, seed % 2 == 0 ? 1.0 : 1.5, 2},
                            .enforce_connectivity = seed % 5 != 0,
                            .min_size_factor = seed % 3 * 0.5,
                            .max_size_factor = seed % 7 == 2 ? 0.7 : 3};
  const auto mask = random_mask(size, seed, 0.8);
  const auto expected = by_definition<P, R>(picture, nullptr, options);
  const auto masked = by_definition(picture, &mask, options);
  for_each_layout(picture, [&](const auto& layout) {
    CHECK(limn::slic(layout, options) == expected);
    CHECK(limn::slic(layout, mask, options) == masked);
  });
}

}  // namespace

TEST_CASE("slic: two halves") {
  const auto gray = image<std::uint8_t>({{0, 0, 0, 0, 9, 9, 9, 9},  //
                                         {0, 0, 0, 0, 0, 9, 9, 9},
                                         {0, 0, 0, 9, 9, 9, 9, 9},
                                         {0, 0, 0, 0, 9, 9, 9, 9}});
  CHECK(text(limn::slic(gray, {.segments = 2, .compactness = 0.1})) ==
        Text{"11112222", "11111222", "11122222", "11112222"});
  // So compact that color is of no account.
  CHECK(text(limn::slic(gray, {.segments = 2, .compactness = 1000})) ==
        Text{"11112222", "11112222", "11112222", "11112222"});
}

TEST_CASE("slic: of a constant picture the cells of a grid are left; of one segment the whole; of many each pixel") {
  CHECK(text(limn::slic(Image<float>(Size{8, 4}, 7.0F), {.segments = 8})) ==
        Text{"11122334", "11122334", "11122334", "55566774"});
  CHECK(text(limn::slic(waves<std::uint8_t>(Size{5, 2}), {.segments = 1})) == Text{"11111", "11111"});
  CHECK(text(limn::slic(waves<std::uint8_t>(Size{5, 2}), {.segments = 10})) == Text{"12345", "6789a"});
  CHECK(text(limn::slic(Image<Rgb<std::uint8_t>>(Size{1, 1}))) == Text{"1"});
  CHECK(limn::slic(Image<std::uint8_t>()).empty());
}

TEST_CASE("slic: scikit-image's results on doubles") {
  const auto gray = waves<double>(Size{16, 12});
  CHECK(text(limn::slic(gray, {.segments = 12, .compactness = 0.3})) ==
        Text{"1111122222333333", "1111122222333333", "1111122222333333", "1111122222333333", "4444455555666777",
             "4444455555666777", "4444455555666777", "4444455555666777", "8888899999aaaaa7", "8888899999aaaaaa",
             "8888899999aaaaaa", "8888899999aaaaaa"});
  CHECK(text(limn::slic(gray, {.segments = 12, .compactness = 0.1, .enforce_connectivity = false})) ==
        Text{"1111122222333334", "1111122222333334", "1111122222333334", "1111122225333334", "6666677777555448",
             "6666677777554448", "6666677777554448", "6666677777554448", "99999aaaaabbbbb4", "99999aaaaabbbbb4",
             "99999aaaaabbbbb4", "99999aaaaabbbbb4"});
  const auto colors = color_waves<double>(Size{16, 12}, 255);
  CHECK(text(limn::slic(colors, {.segments = 12, .compactness = 20})) ==
        Text{"1111122222333333", "1111122222333333", "1111122222333333", "1111122222333333", "4444455555666666",
             "4444455555666666", "4444455555666666", "4444455555666666", "7777788888999999", "7777788888999999",
             "7777788888999999", "7777788888999999"});
  CHECK(text(limn::slic(colors, {.segments = 12, .compactness = 20, .adaptive = true, .sigma = 1})) ==
        Text{"1111122222333344", "1111122222333344", "1111122222333344", "1111122222333444", "5555566666777744",
             "5555566666777788", "5555566666777788", "5555566666777888", "999966aaa6bbbb88", "99996aaaaabbbbb8",
             "99999aaaaabbbbbb", "99999aaaaabbbbbb"});
  Image<double, 3> volume(Size{8, 7, 3});
  for (Index z = 0; z < 3; ++z) {
    for (Index y = 0; y < 7; ++y) {
      for (Index x = 0; x < 8; ++x) volume(x, y, z) = wave(x, y + z, 0);
    }
  }
  CHECK(text(limn::slic(volume, {.segments = 8, .compactness = 0.3, .spacing = {1, 1, 2}})) ==
        Text{"11112333", "11112333", "11112333", "11112333", "44455666", "44455666", "44455666",
             "11122333", "11122333", "11122333", "44455666", "44455666", "44455666", "44455666",
             "11222333", "11222333", "44455366", "44455666", "44455666", "44455666", "44555666"});
  const Size large{120, 90};
  CHECK(fingerprint(limn::slic(gray_slopes<double>(large, 255), {.segments = 60, .compactness = 0.2})) ==
        0x5e3c6a70e4f67d9aU);
  CHECK(fingerprint(limn::slic(slopes<double>(large, 255), {.segments = 60, .compactness = 20})) ==
        0xec2af9dcc82ac3e2U);
  CHECK(fingerprint(limn::slic(slopes<double>(large, 255),
                               {.segments = 60, .compactness = 20, .adaptive = true, .max_size_factor = 1.1})) ==
        0x34c0223d0188cdb5U);
}

TEST_CASE("slic: labels do not hang on the range of the channels, nor on the depth of bytes") {
  const auto gray = waves<std::uint8_t>(Size{70, 50});
  const SlicOptions options{.segments = 30, .compactness = 0.2};
  const auto expected = limn::slic(gray, options);
  CHECK(limn::slic(limn::transform(gray, [](int v) { return static_cast<std::uint16_t>(v * 257); }), options) ==
        expected);
  CHECK(limn::slic(limn::transform(gray, [](int v) { return static_cast<std::int16_t>(v * 64 - 9000); }), options) ==
        limn::slic(limn::transform(gray, [](int v) { return static_cast<std::int16_t>(v * 64 + 9000); }), options));
}

TEST_CASE("slic: labels are 1 to count in raster order, each in one piece of no less than the least size") {
  const auto gray = blob_picture<std::uint8_t>(Size{90, 70}, 3);
  const auto labels = limn::slic(gray, {.segments = 40, .compactness = 0.05});
  std::vector<Index> areas(1, 0);
  for (const std::int32_t label : labels.pixels()) {
    REQUIRE(label >= 1);
    REQUIRE(label <= static_cast<std::int32_t>(areas.size()));
    if (label == static_cast<std::int32_t>(areas.size())) areas.push_back(0);
    ++areas[static_cast<std::size_t>(label)];
  }
  std::vector<int> flat(labels.pixels().begin(), labels.pixels().end());
  const auto pieces = reference::slic_pieces(flat, {90, 70, 1}, 0, 6300);
  CHECK(*std::max_element(pieces.begin(), pieces.end()) == static_cast<int>(areas.size()) - 1);
  for (std::size_t i = 1; i < areas.size(); ++i) CHECK(areas[i] >= 6300 / 40 / 2 - 8);
}

TEST_CASE("slic: a mask, islands and what is no number") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto gray = image<float>({{0, 0, 1, 1, 9, 0}, {0, 0, 1, 1, 9, 9}, {0, nan, 1, 1, 9, 9}, {0, 0, 1, 1, 9, 0}});
  const auto inside = mask({"####..", "####..", "####..", "####.#"});
  CHECK(text(limn::slic(gray, inside, {.segments = 1})) == Text{"111100", "111100", "101100", "111102"});
  CHECK(text(limn::slic(gray, inside, {.segments = 4, .compactness = 1})) ==
        Text{"111200", "112200", "302200", "333204"});
  CHECK(text(limn::slic(gray, mask({"......", "......", ".#....", "......"}))) ==
        Text{"000000", "000000", "000000", "000000"});
  CHECK(text(limn::slic(gray, {.segments = 1}))[2] == "101111");
  // The kernel spreads it.
  CHECK(text(limn::slic(gray, {.segments = 1, .sigma = 0.3}))[2] == "000111");
}

TEST_CASE_TEMPLATE("slic equals the reference in 2-D", P, LIMN_TEST_GRAY_TYPES, Rgb<std::uint8_t>, Rgb<std::uint16_t>,
                   limn::Bgr<float>) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes_2d()) compare_with_reference<P>(size, ++seed);
}

TEST_CASE_TEMPLATE("slic equals the reference in 3-D", P, std::uint8_t, float, Rgb<float>) {
  unsigned seed = 20;
  for (const auto& size : awkward_sizes_3d()) compare_with_reference<P>(size, ++seed);
  compare_with_reference<P>(Size{40, 33, 12}, 31);
}

TEST_CASE("slic: smoothing comes behind CIELAB") {
  const auto colors = color_waves<std::uint8_t>(Size{61, 40});
  const SlicOptions options{.segments = 30, .sigma = 1.5};
  CHECK(limn::slic(colors, options) == by_definition<Rgb<std::uint8_t>, 2>(colors, nullptr, options));
  CHECK(limn::slic(colors, options) != limn::slic(colors, {.segments = 30}));
}

TEST_CASE("slic: executors change nothing") {
  const auto gray = blob_picture<float>(Size{130, 200}, 5);
  const auto mask = random_mask(gray.size(), 7, 0.9);
  for (const bool adaptive : {false, true}) {
    const SlicOptions options{.segments = 70, .compactness = 0.2, .adaptive = adaptive};
    CHECK(limn::slic(gray, options, Backward{}) == limn::slic(gray, options));
    CHECK(limn::slic(gray, mask, options, Backward{}) == limn::slic(gray, mask, options));
  }
}

TEST_CASE("slic: errors") {
  const Image<std::uint8_t> gray(Size{4, 3});
  limn::LabelImage<> out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::slic_into(gray, out), "limn::slic_into: the output is 4x2 but the image is 4x3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS((void)limn::slic(gray, limn::Mask(Size{3, 3})),
                       "limn::slic_into: the mask is 3x3 but the image is 4x3", std::invalid_argument);
  const auto fails = [&](const SlicOptions& options, const char* text) {
    CHECK_THROWS_WITH_AS((void)limn::slic(gray, options), text, std::invalid_argument);
  };
  const double nan = std::nan("");
  fails({.segments = 0}, "limn::slic: segments is 0 but must be in [1, 4194304]");
  fails({.segments = 4194305}, "limn::slic: segments is 4194305 but must be in [1, 4194304]");
  fails({.compactness = 0}, "limn::slic: compactness is 0 but must be in [1e-06, 1e+06]");
  fails({.compactness = nan}, "limn::slic: compactness is nan but must be in [1e-06, 1e+06]");
  fails({.iterations = 0}, "limn::slic: iterations is 0 but must be at least 1");
  fails({.sigma = -1}, "limn::slic: sigma is -1 but must be finite and not negative");
  fails({.spacing = {1, 0, 1}}, "limn::slic: spacing is 0 but must be in [1e-06, 1e+06]");
  fails({.min_size_factor = -1}, "limn::slic: min_size_factor is -1 but must be finite and not negative");
  fails({.max_size_factor = 0}, "limn::slic: max_size_factor is 0 but must be finite and positive");
}
