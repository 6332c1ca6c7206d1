#include <limn/video/background.hpp>

#include <cmath>
#include <cstdint>

#include "reference/video_background.hpp"
#include "support/images.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/core.hpp>
#include <opencv2/video.hpp>
#endif

using namespace limn_test;

namespace {

using Color = limn::Rgb<std::uint8_t>;

template <class P>
P pixel_of(double level) {
  using T = limn::channel_t<P>;
  if constexpr (limn::channels_v<P> == 3) {
    const int v = static_cast<int>(level);
    return {static_cast<std::uint8_t>(v), static_cast<std::uint8_t>(255 - v), static_cast<std::uint8_t>(v / 2)};
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(level / 255);
  } else if constexpr (sizeof(T) == 2) {
    return static_cast<T>(level * 257 + static_cast<double>((std::numeric_limits<T>::min)()));
  } else {
    return static_cast<T>(level);
  }
}

/// Noise before a slope; some pixels flicker between two levels; a bright square goes by.
template <class P>
Image<P> scene(Size<2> size, Index frame, std::mt19937& random) {
  Image<P> image(size);
  for (Index y = 0; y < size.height; ++y) {
    for (Index x = 0; x < size.width; ++x) {
      double level =
          50 + 60.0 * static_cast<double>(x) / static_cast<double>(size.width) + static_cast<double>(random() % 9);
      if ((7 * x + 5 * y) % 11 == 0 && random() % 2 == 0) level += 70;
      if (std::abs(x - frame) < 4 && std::abs(y - size.height / 2) < 4) level = 225;
      image(x, y) = pixel_of<P>(level);
    }
  }
  return image;
}

template <class P>
void check_against_reference(Size<2> size, const limn::BackgroundOptions& options) {
  limn::BackgroundMixture<P> mixture(size, options);
  reference::BackgroundMixture<P> expected(size, options);
  std::mt19937 random(5);
  for (Index frame = 0; frame < 25; ++frame) {
    auto image = scene<P>(size, frame, random);
    if constexpr (std::is_floating_point_v<P>) {
      if (frame % 3 == 0) image(0, 0) = static_cast<P>(std::nan(""));
    }
    const limn::Mask should = expected.update(image);
    CHECK(mixture.update(image) == should);
  }
  constexpr Index channels = static_cast<Index>(limn::channels_v<P>);
  bool same = true;
  for (Index i = 0; i < limn::pixel_count(size); ++i) {
    const Index x = i % size.width, y = i / size.width;
    const auto& modes = expected.modes(static_cast<std::size_t>(i));
    for (Index k = 0; k < options.modes; ++k) {
      if (k >= static_cast<Index>(modes.size())) {
        same = same && mixture.weights()(x, y, k) == 0;
        continue;
      }
      const auto& mode = modes[static_cast<std::size_t>(k)];
      same = same && mixture.weights()(x, y, k) == mode.weight && mixture.variances()(x, y, k) == mode.variance;
      for (Index c = 0; c < channels; ++c) {
        same = same && mixture.means()(x, y, channels * k + c) == mode.mean[c];
      }
    }
  }
  CHECK(same);
}

/// An executor that takes the parts from the last to the first.
struct Backwards {
  template <class Body>
  void operator()(Index count, Body&& body) const {
    for (Index i = count; i-- > 0;) body(i);
  }
};

}  // namespace

TEST_CASE("BackgroundMixture: a still scene is background, what is new is not") {
  limn::BackgroundMixture<std::uint8_t> mixture({4, 1});
  const auto still = image<std::uint8_t>({{10, 20, 30, 40}});
  CHECK(mixture.update(still) == mask({"####"}));  // nothing is known yet
  for (int i = 0; i < 5; ++i) CHECK(mixture.update(still) == mask({"...."}));
  CHECK(mixture.background() == still);
  CHECK(mixture.update(image<std::uint8_t>({{10, 200, 30, 41}})) == mask({".#.."}));
  CHECK(mixture.background() == still);
  CHECK(mixture.frames() == 7);
}

TEST_CASE("BackgroundMixture: what stays becomes background") {
  limn::BackgroundMixture<std::uint8_t> mixture({1, 1}, {.history = 20});
  const Image<std::uint8_t> before(Size<2>{1, 1}, 50), after(Size<2>{1, 1}, 150);
  for (int i = 0; i < 30; ++i) static_cast<void>(mixture.update(before));
  CHECK(mixture.update(after) == mask({"#"}));
  int frames = 1;
  while (mixture.update(after) == mask({"#"})) ++frames;
  CHECK(frames > 1);
  CHECK(frames < 10);
  for (int i = 0; i < 60; ++i) static_cast<void>(mixture.update(after));
  CHECK(mixture.background() == after);
}

TEST_CASE("BackgroundMixture: a pixel that flickers between two levels has both") {
  limn::BackgroundMixture<float> mixture({1, 1});
  const Image<float> dark(Size<2>{1, 1}, 0.2f), bright(Size<2>{1, 1}, 0.7f), other(Size<2>{1, 1}, 0.45f);
  for (int i = 0; i < 40; ++i) static_cast<void>(mixture.update(i % 2 == 0 ? dark : bright));
  CHECK(mixture.update(dark) == mask({"."}));
  CHECK(mixture.update(bright) == mask({"."}));
  CHECK(mixture.update(other) == mask({"#"}));
}

TEST_CASE("BackgroundMixture: NaN is background and teaches nothing") {
  limn::BackgroundMixture<float> mixture({2, 1});
  const auto still = image<float>({{0.5f, 0.25f}});
  for (int i = 0; i < 4; ++i) static_cast<void>(mixture.update(still));
  CHECK(mixture.update(image<float>({{std::nanf(""), 0.9f}})) == mask({".#"}));
  CHECK(mixture.background()(0, 0) == 0.5f);
}

TEST_CASE("BackgroundMixture: weights sum to one and fall, variances stay within their bounds") {
  const limn::BackgroundOptions options{.history = 30, .modes = 3};
  limn::BackgroundMixture<std::uint8_t> mixture({20, 9}, options);
  std::mt19937 random(1);
  for (Index frame = 0; frame < 40; ++frame)
    static_cast<void>(mixture.update(scene<std::uint8_t>({20, 9}, frame, random)));
  for (Index y = 0; y < 9; ++y) {
    for (Index x = 0; x < 20; ++x) {
      float sum = 0;
      for (Index k = 0; k < 3; ++k) {
        const float weight = mixture.weights()(x, y, k);
        sum += weight;
        if (k > 0) CHECK(weight <= mixture.weights()(x, y, k - 1));
        if (weight == 0) continue;
        CHECK(mixture.variances()(x, y, k) >= 4);
        CHECK(mixture.variances()(x, y, k) <= 75);
      }
      CHECK(std::abs(sum - 1) < 0.1f);
    }
  }
}

TEST_CASE_TEMPLATE("BackgroundMixture equals the reference", P, std::uint8_t, std::uint16_t, std::int16_t, float,
                   double, Color) {
  for (const Size<2> size : {Size<2>{1, 1}, Size<2>{1, 7}, Size<2>{63, 5}, Size<2>{300, 3}}) {
    CAPTURE(size);
    check_against_reference<P>(size, {});
    check_against_reference<P>(size, {.history = 8, .threshold = 6, .match = 12, .modes = 2, .ratio = 0.7});
  }
  check_against_reference<P>({33, 4}, {.history = 12, .modes = 1, .complexity = 0, .range = 100});
  check_against_reference<P>({33, 4}, {.history = 5, .modes = 8, .complexity = 1});
}

TEST_CASE("BackgroundMixture: layouts, executors and in place") {
  const Size<2> size{37, 150};
  limn::BackgroundMixture<std::uint8_t> plain(size), padded(size), parallel(size), in_place(size);
  std::mt19937 random(2);
  for (Index frame = 0; frame < 6; ++frame) {
    const auto image = scene<std::uint8_t>(size, frame, random);
    const limn::Mask expected = plain.update(image);
    const Relaid<std::uint8_t, 2> relaid(limn::view(image), Relaid<std::uint8_t, 2>::flipped);
    CHECK(padded.update(relaid.view()) == expected);
    CHECK(parallel.update(image, Backwards{}) == expected);
    auto same = image;
    in_place.update_into(same, limn::as_mask(same));
    CHECK(limn::copy(limn::as_mask(same)) == expected);
  }
  CHECK(padded.weights() == plain.weights());
  CHECK(parallel.means() == plain.means());
}

#if defined(LIMN_TEST_OPENCV)
namespace {
/// Of the two masks of all frames but the first, the intersection over the union.
template <class P>
double agreement_with_opencv() {
  const Size<2> size{96, 64};
  limn::BackgroundMixture<P> mixture(size);
  const auto peer = cv::createBackgroundSubtractorMOG2(500, 16, false);
  std::mt19937 random(3);
  double both = 0, either = 0;
  for (Index frame = 0; frame < 60; ++frame) {
    auto image = scene<P>(size, frame, random);
    const limn::Mask ours = mixture.update(image);
    limn::Mask theirs(size);
    cv::Mat out(static_cast<int>(size.height), static_cast<int>(size.width), CV_8U, theirs.pixels().data());
    peer->apply(cv::Mat(out.rows, out.cols, CV_8UC(static_cast<int>(limn::channels_v<P>)), image.pixels().data()), out);
    if (frame == 0) CHECK(ours == theirs);
    for (std::size_t i = 0; frame > 0 && i < ours.pixels().size(); ++i) {
      const bool a = limn::is_foreground(ours.pixels()[i]), b = limn::is_foreground(theirs.pixels()[i]);
      both += a && b ? 1 : 0;
      either += a || b ? 1 : 0;
    }
  }
  return both / either;
}
}  // namespace

TEST_CASE("BackgroundMixture finds what OpenCV's MOG2 finds") {
  CHECK(agreement_with_opencv<std::uint8_t>() > 0.99);
  CHECK(agreement_with_opencv<Color>() > 0.99);
}
#endif

TEST_CASE("BackgroundMixture: errors name what is wrong") {
  using Mixture = limn::BackgroundMixture<std::uint8_t>;
  const auto refused = [](const limn::BackgroundOptions& options, const char* expected) {
    CHECK_THROWS_WITH_AS(Mixture({2, 2}, options), expected, std::invalid_argument);
  };
  CHECK_THROWS_WITH_AS(Mixture({0, 2}), "limn::BackgroundMixture: frames are 0x2", std::invalid_argument);
  refused({.history = 0}, "limn::BackgroundMixture: history is 0, below 1");
  refused({.threshold = std::nan("")}, "limn::BackgroundMixture: threshold is nan, no positive number");
  refused({.match = -1}, "limn::BackgroundMixture: match is -1, no positive number");
  refused({.modes = 9}, "limn::BackgroundMixture: modes is 9 but must lie in [1, 8]");
  refused({.ratio = 1.5}, "limn::BackgroundMixture: ratio is 1.5 but must lie in [0, 1]");
  refused({.variance = 0}, "limn::BackgroundMixture: variance is 0, no positive number");
  refused({.min_variance = 0}, "limn::BackgroundMixture: min_variance is 0, no positive number");
  refused({.max_variance = 3}, "limn::BackgroundMixture: max_variance is 3, below min_variance, 4");
  refused({.complexity = -0.5}, "limn::BackgroundMixture: complexity is -0.5 but must lie in [0, 1]");
  refused({.range = -1}, "limn::BackgroundMixture: range is -1, no positive number");
  Mixture mixture({2, 2});
  CHECK_THROWS_WITH_AS(static_cast<void>(mixture.update(Image<std::uint8_t>(Size<2>{2, 3}))),
                       "limn::BackgroundMixture::update: the frame is 2x3 but the first one is 2x2",
                       std::invalid_argument);
  limn::Mask small(Size<2>{1, 2});
  CHECK_THROWS_WITH_AS(mixture.update_into(Image<std::uint8_t>(Size<2>{2, 2}), small),
                       "limn::BackgroundMixture::update_into: the output is 1x2 but the frame is 2x2",
                       std::invalid_argument);
  CHECK(mixture.frames() == 0);
}
