#include <limn/filter/distance.hpp>
#include <limn/filter/morphology.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "reference/morphology.hpp"
#include "support/fingerprint.hpp"
#include "support/images.hpp"
#if defined(LIMN_TEST_OPENCV)
#include <opencv2/imgproc.hpp>
#endif

using namespace limn_test;
using limn::StructuringElement;

namespace {

/// Same bits, so that NaN equals itself and -0 is not 0.
template <class T, std::size_t R>
bool same(const Image<T, R>& a, const Image<T, R>& b) {
  if (!(a.size() == b.size())) return false;
  for (std::size_t i = 0; i < a.pixels().size(); ++i) {
    const T x = a.pixels()[i], y = b.pixels()[i];
    if constexpr (std::is_floating_point_v<T>) {
      if (x != x && y != y) continue;
      if (std::signbit(x) != std::signbit(y)) return false;
    }
    if (x != y) return false;
  }
  return true;
}

/// Elements for either way through the code: boxes over and under the limit of the direct way, even ones, with the
/// origin in a corner; and masks of all kinds.
std::vector<StructuringElement> flat_elements() {
  using Element = StructuringElement;
  return {Element::box(1),
          Element::box(3),
          Element::box(2, 5),
          Element::box(8, 1),
          Element::box(1, 9),
          Element::box(21, 7),
          Element::box(40, 20),
          Element::box(2, 33),
          Element::box(16, 2),
          Element(limn::Mask(Size{4, 8}, limn::Binary::foreground), {3, 0}),
          Element(limn::Mask(Size{5, 3}, limn::Binary::foreground), {0, 2}),
          Element::cross(3),
          Element::cross(9, 4),
          Element::disk(2),
          Element::disk(6.5),
          Element::line(9, 30),
          Element::line(13, -70),
          Element(mask({"#..#", ".#..", "####"}), {0, 1}),
          Element(mask({"....", "...#"}), {0, 0})};
}
std::vector<StructuringElement> deep_elements() {
  Image<limn::Binary, 3> odd(Size<3>{2, 3, 4});
  odd(0, 0, 0) = odd(1, 2, 3) = odd(1, 1, 1) = limn::Binary::foreground;
  return {StructuringElement::box(3, 3, 3),   StructuringElement::box(2, 1, 9),  StructuringElement::cross(3, 3, 3),
          StructuringElement::ball(2.5),      StructuringElement::disk(3),       StructuringElement::box(5),
          StructuringElement(odd, {1, 0, 2}), StructuringElement::cross(1, 1, 4)};
}

/// Elements of which most lies outside small images: disks and what is like them but for a pixel, beside the origin,
/// with rows that grow away from it, and with nothing near it.
std::vector<StructuringElement> far_elements() {
  using Element = StructuringElement;
  const auto cut = [](const Element& element, Index x, Index y) {
    auto mask = element.mask();
    mask(x, y, 0) = limn::to_binary(!limn::is_foreground(mask(x, y, 0)));
    return Element(mask, element.origin());
  };
  const Element disk = Element::disk(16);
  limn::Mask rim(Size{61, 45});
  for (Index x = 0; x < 61; ++x) rim(x, 0) = rim(x, 44) = limn::Binary::foreground;
  return {disk,
          Element::disk(45.3),
          Element(disk.mask(), {15, 16, 0}),
          Element(disk.mask(), {16, 3, 0}),
          Element(disk.mask(), {0, 32, 0}),
          cut(disk, 16, 16),
          cut(disk, 0, 16),
          cut(disk, 0, 0),
          cut(disk, 16, 0),
          cut(disk, 32, 17),
          Element::cross(51, 41),
          Element::box(81, 41),
          Element(rim),
          Element(rim, {30, 0})};
}

/// Three slices of a ball, cut to nine columns: many rows, few pixels.
StructuringElement middle_of_ball(double radius) {
  const auto reach = static_cast<Index>(radius);
  Image<limn::Binary, 3> part(Size<3>{9, 2 * reach + 1, 3});
  for (Index z = -1; z <= 1; ++z) {
    for (Index y = -reach; y <= reach; ++y) {
      for (Index x = -4; x <= 4; ++x) {
        const bool inside = static_cast<double>(x * x + y * y + z * z) <= radius * radius;
        part(x + 4, y + reach, z + 1) = limn::to_binary(inside);
      }
    }
  }
  return StructuringElement(part);
}

limn::Mask complement(const limn::Mask& mask) {
  return limn::transform(mask, [](limn::Binary b) { return limn::to_binary(!limn::is_foreground(b)); });
}

template <class T>
Image<T> transposed(const Image<T>& in) {
  Image<T> out(Size{in.height(), in.width()});
  for (Index y = 0; y < in.height(); ++y) {
    for (Index x = 0; x < in.width(); ++x) out(y, x) = in(x, y);
  }
  return out;
}

/// Ends in turn, from the last to the first.
struct Backward {
  template <class Body>
  void operator()(Index count, Body&& body) const {
    for (Index i = count - 1; i >= 0; --i) body(i);
  }
};

}  // namespace

TEST_CASE("erode and dilate: a square and a cross") {
  const auto gray = image<std::uint8_t>({{9, 9, 9, 9, 9},  //
                                         {9, 1, 9, 9, 9},
                                         {9, 9, 9, 9, 5},
                                         {9, 9, 9, 9, 9}});
  CHECK(limn::erode(gray, StructuringElement::box(3)) == image<std::uint8_t>({{1, 1, 1, 9, 9},  //
                                                                              {1, 1, 1, 5, 5},
                                                                              {1, 1, 1, 5, 5},
                                                                              {9, 9, 9, 5, 5}}));
  CHECK(limn::erode(gray, StructuringElement::cross(3)) == image<std::uint8_t>({{9, 1, 9, 9, 9},  //
                                                                                {1, 1, 1, 9, 5},
                                                                                {9, 1, 9, 5, 5},
                                                                                {9, 9, 9, 9, 5}}));
  CHECK(limn::dilate(gray, StructuringElement::box(3)) == Image<std::uint8_t>(gray.size(), 9));
}

TEST_CASE("erode and dilate: the element is not turned, and an even one looks farther back") {
  const auto point = mask({".....", "..#..", "....."});
  CHECK(limn::dilate(point, StructuringElement::box(2, 1)) == mask({".....", "..##.", "....."}));
  CHECK(limn::dilate(point, StructuringElement(mask({"##"}), {0, 0})) == mask({".....", ".##..", "....."}));
  CHECK(limn::dilate(point, StructuringElement(mask({"#.", "##"}), {0, 0})) == mask({".##..", "..#..", "....."}));
  CHECK(limn::dilate(point, StructuringElement(mask({"#..", "..."}), {1, 1})) == mask({".....", ".....", "...#."}));
}

TEST_CASE("erode and dilate: what lies outside never wins") {
  const limn::Mask full(Size{4, 3}, limn::Binary::foreground);
  CHECK(limn::erode(full, StructuringElement::box(3)) == full);
  CHECK(limn::dilate(limn::Mask(full.size()), StructuringElement::disk(2)) == limn::Mask(full.size()));
  // An element that covers no pixel of the picture.
  const StructuringElement far(mask({"#...."}), {4, 0});
  CHECK(limn::erode(image<std::int16_t>({{1, 2}}), far) == image<std::int16_t>({{32767, 32767}}));
  CHECK(limn::dilate(image<float>({{1, 2}}), far)(1, 0) == -std::numeric_limits<float>::infinity());
  CHECK(limn::morphological_gradient(image<std::int16_t>({{1, 2}}), far) == image<std::uint16_t>({{0, 0}}));
}

TEST_CASE("open and close: small things go, the rest stays") {
  const auto object = mask({"........",  //
                            ".###..#.",  //
                            ".#.#....",  //
                            ".####...",  //
                            "........"});
  // What lies outside does not win, so at the border less is needed to close.
  CHECK(limn::close(object, StructuringElement::cross(3)) == mask({"..#.....",  //
                                                                   ".###..#.",  //
                                                                   "####....",  //
                                                                   ".####...",  //
                                                                   "..##...."}));
  CHECK(limn::open(object, StructuringElement::box(3, 1)) == mask({"........",  //
                                                                   ".###....",  //
                                                                   "........",  //
                                                                   ".####...",  //
                                                                   "........"}));
}

TEST_CASE("gradient and top-hats are exact differences") {
  const auto gray = image<std::int16_t>({{-32768, 32767, 5, 5, 5, 0, 5}});
  const auto element = StructuringElement::box(3, 1);
  CHECK(limn::morphological_gradient(gray, element) == image<std::uint16_t>({{65535, 65535, 32762, 0, 5, 5, 5}}));
  CHECK(limn::top_hat(gray, element) == image<std::uint16_t>({{0, 32762, 0, 0, 0, 0, 5}}));
  CHECK(limn::bottom_hat(image<std::uint8_t>({{5, 5, 0, 5, 5}}), element) == image<std::uint8_t>({{0, 0, 5, 0, 0}}));
  CHECK(limn::top_hat(image<std::uint8_t>({{5, 5, 9, 5, 5}}), element) == image<std::uint8_t>({{0, 0, 4, 0, 0}}));
  CHECK(limn::top_hat(mask({"..#..###"}), element) == mask({"..#....."}));
  CHECK(limn::morphological_gradient(mask({"..####"}), element) == mask({".##..."}));
}

TEST_CASE("morphology: NaN spreads, -0 is below 0") {
  const float nan = std::nanf(""), infinity = std::numeric_limits<float>::infinity();
  for (const Index width : {Index{7}, Index{90}}) {
    Image<float> row(Size{width, Index{1}}, 1.0F);
    row(3, 0) = nan;
    row(0, 0) = infinity;
    const auto least = limn::erode(row, StructuringElement::box(3, 1));
    const auto most = limn::dilate(row, StructuringElement::box(3, 1));
    for (Index x = 0; x < width; ++x) {
      CHECK(std::isnan(least(x, 0)) == (x >= 2 && x <= 4));
      CHECK(std::isnan(most(x, 0)) == (x >= 2 && x <= 4));
    }
    CHECK(most(1, 0) == infinity);
    CHECK(least(0, 0) == 1);
  }
  const auto zeros = image<double>({{0.0, -0.0}});
  CHECK(std::signbit(limn::erode(zeros, StructuringElement::box(3))(0, 0)));
  CHECK(!std::signbit(limn::dilate(zeros, StructuringElement::box(3))(1, 0)));
}

TEST_CASE_TEMPLATE("erode and dilate: floats that are hard to compare", T, float, double) {
  const T infinity = std::numeric_limits<T>::infinity(), most = (std::numeric_limits<T>::max)();
  const T kinds[] = {T{0}, -T{0}, T{1}, T{-1}, infinity, -infinity, most, -most, static_cast<T>(std::nan(""))};
  for (const int count : {2, 4, 6, 8, 9}) {
    auto pixels = random_image<T>(Size{131, 40}, static_cast<unsigned>(count), count);
    auto places = random_image<std::uint8_t>(pixels.size(), static_cast<unsigned>(count), count);
    for (std::size_t i = 0; i < pixels.pixels().size(); ++i) {
      pixels.pixels()[i] = kinds[places.pixels()[i] * count / 256];
      if (pixels.pixels()[i] != pixels.pixels()[i] && i % 50 != 0) pixels.pixels()[i] = T{-0.0};
    }
    for (const auto& element : {StructuringElement::disk(1), StructuringElement::line(3, 0),
                                StructuringElement::disk(3), StructuringElement(mask({"#.#", ".#.", "#.."}))}) {
      CAPTURE(count);
      CAPTURE(element.size());
      CHECK(same(limn::erode(pixels, element), reference::morphology(pixels, element, true)));
      CHECK(same(limn::dilate(pixels, element), reference::morphology(pixels, element, false)));
    }
  }
}

TEST_CASE("morphology: opening and closing are what they should be, whatever the element") {
  const auto gray = random_image<std::uint8_t>(Size{67, 41}, 3, 20);
  for (const auto& element : flat_elements()) {
    const auto opened = limn::open(gray, element), closed = limn::close(gray, element);
    CHECK(limn::open(opened, element) == opened);
    CHECK(limn::close(closed, element) == closed);
    bool ordered = true;
    for (std::size_t i = 0; i < gray.pixels().size(); ++i) {
      ordered = ordered && opened.pixels()[i] <= gray.pixels()[i] && gray.pixels()[i] <= closed.pixels()[i];
    }
    CHECK(ordered);
    // Complement turns one into the other.
    const auto negative = [](std::uint8_t v) { return static_cast<std::uint8_t>(255 - v); };
    CHECK(limn::transform(limn::open(limn::transform(gray, negative), element), negative) == closed);
  }
}

TEST_CASE("morphology: rows as columns") {
  const auto gray = random_image<std::uint16_t>(Size{90, 50}, 5);
  CHECK(transposed(limn::erode(gray, StructuringElement::box(13, 5))) ==
        limn::erode(transposed(gray), StructuringElement::box(5, 13)));
  CHECK(transposed(limn::dilate(gray, StructuringElement::disk(4))) ==
        limn::dilate(transposed(gray), StructuringElement::disk(4)));
}

TEST_CASE_TEMPLATE("erode and dilate equal the reference", T, LIMN_TEST_GRAY_TYPES, std::int32_t, limn::Binary) {
  const auto check = []<std::size_t R>(const std::vector<Size<R>>& sizes,
                                       const std::vector<StructuringElement>& elements) {
    unsigned seed = 1;
    for (const auto& size : sizes) {
      if (limn::pixel_count(size) > (sizeof(T) == 1 ? 4100 : 1000)) continue;
      Image<T, R> pixels;
      if constexpr (std::is_same_v<T, limn::Binary>) {
        pixels = random_mask(size, seed++, 0.7);
        for (auto& pixel : pixels.pixels()) {
          if (limn::is_foreground(pixel) && seed % 2 == 0) pixel = static_cast<limn::Binary>(1 + seed % 200);
        }
      } else {
        pixels = random_image<T>(size, seed++, 50);
        if constexpr (std::is_floating_point_v<T>) {
          pixels.pixels()[pixels.pixels().size() / 2] = static_cast<T>(std::nan(""));
          pixels.pixels()[0] = T{0} * T{-1};
        }
      }
      for (const auto& element : elements) {
        CAPTURE(size);
        CAPTURE(element.size());
        const auto least = reference::morphology(pixels, element, true);
        const auto most = reference::morphology(pixels, element, false);
        for_each_layout(pixels, [&](const auto& layout) {
          CHECK(same(limn::erode(layout, element), least));
          CHECK(same(limn::dilate(layout, element), most));
        });
      }
    }
  };
  check(awkward_sizes<2>(), flat_elements());
  check(awkward_sizes<3>(), deep_elements());
}

TEST_CASE("erode and dilate of masks: a disk is a threshold of exact distances, whatever its radius") {
  const limn::Mask masks[] = {random_mask(Size{130, 97}, 1, 0.9995), random_mask(Size{131, 40}, 2, 0.999),
                              random_mask(Size{64, 150}, 3, 0.98), random_mask(Size{201, 3}, 4, 0.99),
                              limn::Mask(Size{70, 70}, limn::Binary::foreground)};
  for (const limn::Mask& mask : masks) {
    const auto distances = limn::squared_distance_transform(mask);
    const limn::Mask negative = complement(mask);
    for (int twice = 0; twice <= 140; ++twice) {
      const double radius = twice / 2.0;
      CAPTURE(radius);
      const auto disk = StructuringElement::disk(radius);
      const auto deep = [&](std::int64_t d) { return limn::to_binary(static_cast<double>(d) > radius * radius); };
      const limn::Mask least = limn::transform(distances, deep);
      CHECK(limn::erode(mask, disk) == least);
      CHECK(limn::dilate(negative, disk) == complement(least));
    }
  }
}

TEST_CASE_TEMPLATE("erode and dilate by elements far larger than the image equal the reference", T, std::uint8_t,
                   limn::Binary) {
  const auto check = []<std::size_t R>(const Image<T, R>& pixels, const std::vector<StructuringElement>& elements) {
    for (const auto& element : elements) {
      CAPTURE(pixels.size());
      CAPTURE(element.size());
      CAPTURE(element.origin());
      const auto least = reference::morphology(pixels, element, true);
      const auto most = reference::morphology(pixels, element, false);
      for_each_layout(pixels, [&](const auto& layout) {
        CHECK(same(limn::erode(layout, element), least));
        CHECK(same(limn::dilate(layout, element), most));
        CHECK(same(limn::erode(layout, element, Backward{}), least));
      });
    }
  };
  const auto random = []<std::size_t R>(const Size<R>& size, double density) {
    if constexpr (std::is_same_v<T, limn::Binary>) return random_mask(size, 7, density);
    else return random_image<T>(size, 7, static_cast<int>(density * 100));
  };
  for (const auto size : {Size{17, 9}, Size{1, 30}, Size{66, 3}}) {
    for (const double density : {0.03, 0.97}) check(random(size, density), far_elements());
  }
  for (const double density : {0.05, 0.95}) {
    check(random(Size<3>{11, 31, 4}, density),
          {middle_of_ball(17), StructuringElement::disk(14.5), StructuringElement::box(40, 3, 11)});
  }
}

TEST_CASE("morphology: the executor changes nothing, outputs may be padded") {
  const auto object = random_mask(Size{200, 700}, 4, 0.999);
  for (const double radius : {14.0, 60.5}) {
    const auto disk = StructuringElement::disk(radius);
    CHECK(limn::erode(object, disk, Backward{}) == limn::erode(object, disk));
    CHECK(limn::dilate(object, disk, Backward{}) == limn::dilate(object, disk));
  }
  const auto gray = random_image<std::uint8_t>(Size{150, 400}, 8);
  const auto tall = random_image<std::uint16_t>(Size{600, 2000}, 12);
  const auto volume = random_image<float>(Size<3>{20, 30, 10}, 9);
  for (const auto& element : {StructuringElement::box(9), StructuringElement::box(3), StructuringElement::disk(5)}) {
    CHECK(limn::erode(gray, element, Backward{}) == limn::erode(gray, element));
    CHECK(limn::top_hat(gray, element, Backward{}) == limn::top_hat(gray, element));
    CHECK(limn::bottom_hat(tall, element, Backward{}) == limn::bottom_hat(tall, element));
    CHECK(limn::morphological_gradient(tall, element, Backward{}) == limn::morphological_gradient(tall, element));
    CHECK(limn::dilate(volume, element, Backward{}) == limn::dilate(volume, element));
  }
  CHECK(limn::open(volume, StructuringElement::box(3, 3, 7), Backward{}) ==
        limn::open(volume, StructuringElement::box(3, 3, 7)));
  Image<std::uint8_t> wide(Size{160, 400}, 77);
  limn::erode_into(gray, limn::subview(wide, {{4, 0}, {150, 400}}), StructuringElement::disk(3));
  CHECK(limn::copy(limn::subview(wide, {{4, 0}, {150, 400}})) == limn::erode(gray, StructuringElement::disk(3)));
  bool untouched = true;
  for (Index y = 0; y < 400; ++y) {
    for (const Index x : {0, 1, 2, 3, 154, 159}) untouched = untouched && wide(x, y) == 77;
  }
  CHECK(untouched);
}

TEST_CASE("gradient and top-hats: made strip by strip, no strip shows") {
  const auto pixelwise = [](const auto& upper, const auto& lower) {
    auto difference = limn::copy(upper);
    for (std::size_t i = 0; i < difference.pixels().size(); ++i) {
      // Where the element covers no pixel at all, the dilation is below the erosion.
      auto& pixel = difference.pixels()[i];
      pixel -= (std::min)(pixel, lower.pixels()[i]);
    }
    return difference;
  };
  const auto check = [&](const auto& image, const StructuringElement& element) {
    CHECK(limn::morphological_gradient(image, element) ==
          pixelwise(limn::dilate(image, element), limn::erode(image, element)));
    CHECK(limn::top_hat(image, element) == pixelwise(image, limn::open(image, element)));
    CHECK(limn::bottom_hat(image, element) == pixelwise(limn::close(image, element), image));
  };
  const auto gray = random_image<std::uint8_t>(Size{600, 2000}, 10);
  for (const auto& element : flat_elements()) check(gray, element);
  const auto volume = random_image<float>(Size<3>{64, 64, 300}, 11);
  for (const auto& element : {StructuringElement::box(3, 3, 3), StructuringElement::cross(2, 3, 4)}) {
    check(volume, element);
  }
}

TEST_CASE("morphology: an empty image gives an empty image") {
  CHECK(limn::erode(Image<float>(Size{0, 4}), StructuringElement::box(3)).size() == Size{0, 4});
  CHECK(limn::open(limn::Volume<std::uint8_t>(), StructuringElement::ball(2)).empty());
  CHECK(limn::top_hat(limn::Mask(), StructuringElement::disk(2)).empty());
}

#if defined(LIMN_TEST_OPENCV)
namespace {
template <class T>
Image<T> opencv(const Image<T>& image, const StructuringElement& element, int operation) {
  auto copy = image;
  auto kernel = element;
  Image<T> out(image.size());
  const auto height = static_cast<int>(image.height()), width = static_cast<int>(image.width());
  const cv::Mat in(height, width, cv::DataType<T>::type, copy.pixels().data());
  cv::Mat result(height, width, cv::DataType<T>::type, out.pixels().data());
  Image<limn::Binary, 3> mask = kernel.mask();
  const cv::Mat shape(static_cast<int>(mask.height()), static_cast<int>(mask.width()), CV_8U, mask.pixels().data());
  const cv::Point anchor(static_cast<int>(element.origin().x), static_cast<int>(element.origin().y));
  cv::morphologyEx(in, result, operation, shape, anchor);
  return out;
}

/// OpenCV has the greatest finite number where an element covers nothing.
template <class T>
Image<T> finite(const Image<T>& image) {
  return limn::transform(
      image, [](T v) { return std::clamp(v, std::numeric_limits<T>::lowest(), (std::numeric_limits<T>::max)()); });
}
}  // namespace

TEST_CASE_TEMPLATE("morphology equals OpenCV's", T, std::uint8_t, std::uint16_t, std::int16_t, float, double) {
  for (const auto size : {Size{130, 71}, Size{64, 64}, Size{33, 5}}) {
    // Half the range, since OpenCV's differences saturate.
    const auto pixels = limn::transform(random_image<T>(size, 4), [](T v) { return static_cast<T>(v / 2); });
    for (const auto& element : flat_elements()) {
      CAPTURE(element.size());
      CHECK(finite(limn::erode(pixels, element)) == opencv(pixels, element, cv::MORPH_ERODE));
      CHECK(finite(limn::dilate(pixels, element)) == opencv(pixels, element, cv::MORPH_DILATE));
    }
    // Symmetric ones, where turning changes nothing.
    for (const auto& element :
         {StructuringElement::box(5, 3), StructuringElement::disk(4), StructuringElement::line(9, 30)}) {
      const auto equal = [&](const auto& ours, int operation) {
        const auto peer = opencv(pixels, element, operation);
        for (std::size_t i = 0; i < peer.pixels().size(); ++i) {
          if (static_cast<double>(ours.pixels()[i]) != static_cast<double>(peer.pixels()[i])) return false;
        }
        return true;
      };
      CHECK(equal(limn::open(pixels, element), cv::MORPH_OPEN));
      CHECK(equal(limn::close(pixels, element), cv::MORPH_CLOSE));
      CHECK(equal(limn::morphological_gradient(pixels, element), cv::MORPH_GRADIENT));
      CHECK(equal(limn::top_hat(pixels, element), cv::MORPH_TOPHAT));
      CHECK(equal(limn::bottom_hat(pixels, element), cv::MORPH_BLACKHAT));
    }
  }
}
#endif

TEST_CASE("morphology equals scikit-image's") {
  // Stored by tests/peers/morphology.py.
  const auto gray = random_image<std::uint8_t>(Size{97, 61}, 1, 40);
  const auto deep = random_image<std::uint16_t>(Size{97, 61}, 2, 1000);
  const auto block = random_image<std::int16_t>(Size<3>{37, 31, 9}, 3, 30);
  const auto disk = StructuringElement::disk(3), box = StructuringElement::box(7, 5),
             ball = StructuringElement::ball(2);
  CHECK(fingerprint(limn::erode(gray, disk)) == 0x05e6664144a143faU);
  CHECK(fingerprint(limn::erode(deep, box)) == 0x3879fbc60079c350U);
  CHECK(fingerprint(limn::dilate(gray, disk)) == 0xb668ee0649c5384fU);
  CHECK(fingerprint(limn::dilate(deep, box)) == 0xc037fc42c8f02a6eU);
  CHECK(fingerprint(limn::open(gray, disk)) == 0xcd111c67815dd2d0U);
  CHECK(fingerprint(limn::open(deep, box)) == 0x450321f79c988a33U);
  CHECK(fingerprint(limn::close(gray, disk)) == 0x96ace2bcdc1258d6U);
  CHECK(fingerprint(limn::close(deep, box)) == 0x63a70ba01dde2562U);
  CHECK(fingerprint(limn::top_hat(gray, disk)) == 0x268b5cd1c61fb6a9U);
  CHECK(fingerprint(limn::top_hat(deep, box)) == 0xfaa05d8f497c0393U);
  CHECK(fingerprint(limn::bottom_hat(gray, disk)) == 0x2f62d66338a72939U);
  CHECK(fingerprint(limn::bottom_hat(deep, box)) == 0x423e871b82c53102U);
  // Even sizes from the pixel before the middle.
  const StructuringElement even(limn::Mask(Size{6, 4}, limn::Binary::foreground), {2, 1});
  CHECK(fingerprint(limn::erode(gray, even)) == 0x21572fdecd919103U);
  CHECK(fingerprint(limn::dilate(gray, even)) == 0x706839b4507937f0U);
  CHECK(fingerprint(limn::erode(block, ball)) == 0x1b52afc7e73e7a36U);
  CHECK(fingerprint(limn::dilate(block, ball)) == 0x134efda89adc4a0fU);
}

TEST_CASE("morphology: errors name what is wrong") {
  const Image<std::uint8_t> gray(Size{4, 3});
  Image<std::uint8_t> out(Size{4, 2});
  CHECK_THROWS_WITH_AS(limn::erode_into(gray, out, StructuringElement::box(3)),
                       "limn::erode_into: the output is 4x2 but the image is 4x3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(limn::dilate(gray, StructuringElement::ball(1))),
                       "limn::dilate_into: the structuring element is 3x3x3 but the image has 2 dimensions",
                       std::invalid_argument);
}
