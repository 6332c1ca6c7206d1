#include <limn/draw/overlay.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

#include "reference/draw.hpp"
#include "support/images.hpp"

using namespace limn_test;

namespace {

using Color = limn::Rgb<std::uint8_t>;

constexpr Color red{255, 0, 0};

template <class L>
limn::Image<L> blocks(const limn::Size<2>& size, unsigned seed) {
  const auto coarse = random_image<std::uint8_t>(size, seed);
  limn::Image<L> labels(size);
  for (limn::Index y = 0; y < size.height; ++y) {
    for (limn::Index x = 0; x < size.width; ++x) labels(x, y) = static_cast<L>(coarse(x / 4, y / 3) % 4);
  }
  return labels;
}

}  // namespace

TEST_CASE("overlay: the inside is tinted, the outline is solid, the background is the picture") {
  const limn::Image<std::uint8_t> gray(limn::Size{5, 4}, 100);
  const auto objects = mask({".....",  //
                             ".###.",  //
                             ".###.",  //
                             ".###."});
  const Color p{100, 100, 100}, tint{178, 50, 50};
  const auto drawn = limn::overlay(gray, objects, {.alpha = 0.5, .mask_color = red});
  CHECK(drawn == image<Color>({{p, p, p, p, p},  //
                               {p, red, red, red, p},
                               {p, red, tint, red, p},
                               {p, red, tint, red, p}}));
}

TEST_CASE("overlay: alpha from nothing to all") {
  const auto gray = random_image<std::uint8_t>(limn::Size{9, 5}, 3);
  const auto labels = blocks<std::int32_t>(limn::Size{9, 5}, 4);
  CHECK(limn::overlay(gray, labels, {.alpha = 0, .outline = false}) == limn::display(gray));
  const auto solid = limn::overlay(gray, labels, {.alpha = 1, .outline = false});
  const auto shown = limn::display(gray);
  for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
    const auto label = labels.pixels()[i];
    CHECK(solid.pixels()[i] == (label == 0 ? shown.pixels()[i] : limn::label_color(label)));
  }
}

TEST_CASE("overlay: in place on a color picture") {
  auto picture = limn::display(random_image<std::uint8_t>(limn::Size{30, 20}, 5));
  const auto labels = blocks<std::int32_t>(limn::Size{30, 20}, 6);
  const auto expected = limn::overlay(picture, labels);
  limn::overlay_into(picture, labels, picture);
  CHECK(picture == expected);
}

TEST_CASE("overlay: an empty picture") {
  CHECK(limn::overlay(limn::Image<std::uint8_t>(limn::Size{0, 3}), limn::Mask(limn::Size{0, 3})).empty());
}

TEST_CASE_TEMPLATE("overlay equals the reference on every pixel type", T, LIMN_TEST_GRAY_TYPES) {
  unsigned seed = 1;
  for (const auto& size : awkward_sizes<2>()) {
    if (limn::pixel_count(size) > 1000) continue;
    CAPTURE(size);
    auto picture = random_image<T>(size, seed);
    if constexpr (std::is_floating_point_v<T>) picture.pixels()[0] = std::numeric_limits<T>::quiet_NaN();
    const auto labels = blocks<std::uint16_t>(size, seed++);
    const auto expected = reference::overlay(reference::display(picture), labels, 0.3, 2,
                                             [](std::uint16_t label) { return limn::label_color(label); });
    for_each_layout(picture, [&](const auto& layout) {
      CHECK(limn::overlay(layout, labels, {.alpha = 0.3, .outline_width = 2}) == expected);
    });
  }
}

TEST_CASE_TEMPLATE("overlay equals the reference on every label type", L, std::uint8_t, std::uint16_t, std::int32_t,
                   std::int64_t) {
  const limn::Size size{29, 21};
  const auto picture = random_image<std::uint8_t>(size, 7);
  const auto labels = blocks<L>(size, 8);
  const auto expected =
      reference::overlay(limn::display(picture), labels, 0.4, 1, [](L label) { return limn::label_color(label); });
  for_each_layout(labels, [&](const auto& layout) { CHECK(limn::overlay(picture, layout) == expected); });
}

TEST_CASE("overlay: of a mask equals the reference") {
  const limn::Size size{29, 21};
  const auto picture = random_image<std::uint8_t>(size, 9);
  const auto objects = random_mask(size, 10, 0.9);
  const auto expected = reference::overlay(limn::display(picture), objects, 0.4, 1, [](limn::Binary) {
    return Color{255, 64, 48};
  });
  for_each_layout(objects, [&](const auto& layout) { CHECK(limn::overlay(picture, layout) == expected); });
}

TEST_CASE("color_labels: every pixel in the color of its label") {
  const auto labels = image<std::int32_t>({{0, 1, 1}, {2, 0, 300}});
  const Color back{1, 2, 3};
  const auto color = [&](int label) { return limn::label_color(label, back); };
  CHECK(limn::color_labels(labels, back) == image<Color>({{back, color(1), color(1)}, {color(2), back, color(300)}}));
  CHECK(limn::color_labels(image<std::uint8_t>({{0, 5}})) == image<Color>({{Color{}, color(5)}}));
}

TEST_CASE_TEMPLATE("color_labels: every label type, layout and rank", L, std::uint8_t, std::uint16_t, std::int16_t,
                   std::int32_t, std::int64_t) {
  const auto check = [](const auto& labels) {
    for_each_layout(labels, [&](const auto& layout) {
      const auto colors = limn::color_labels(layout);
      bool equal = colors.size() == labels.size();
      for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
        equal = equal && colors.pixels()[i] == limn::label_color(labels.pixels()[i]);
      }
      CHECK(equal);
    });
  };
  for (const auto& size : awkward_sizes<2>()) check(random_image<L>(size, 1, 9));
  for (const auto& size : awkward_sizes<3>()) check(random_image<L>(size, 2, 9));
}

TEST_CASE("overlay: errors name what is wrong") {
  const limn::Image<std::uint8_t> gray(limn::Size{4, 3});
  const limn::Mask mask(limn::Size{4, 3});
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::overlay(gray, limn::Mask(limn::Size{4, 2}))),
                       "limn::overlay: the mask is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::overlay(gray, limn::LabelImage<>(limn::Size{3, 3}))),
                       "limn::overlay: the label image is 3x3 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::overlay(gray, mask, {.alpha = 1.5})),
                       "limn::overlay: alpha is 1.5 but must lie in [0, 1]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::overlay(gray, mask, {.alpha = std::nan("")})),
                       "limn::overlay: alpha is nan but must lie in [0, 1]", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::overlay(gray, mask, {.outline_width = 0})),
                       "limn::outline: width is 0 but must be at least 1", std::invalid_argument);
  limn::Image<Color> out(limn::Size{1, 1});
  CHECK_THROWS_WITH_AS(limn::color_labels_into(limn::LabelImage<>(limn::Size{3, 3}), out),
                       "limn::color_labels_into: the output is 1x1 but the label image is 3x3", std::invalid_argument);
}
