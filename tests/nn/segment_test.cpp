// Pictures through whole networks: preparation, tiles, symmetries, heads.
#include <limn/nn/unet.hpp>
#include <support/images.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "support.hpp"

using limn::Index;
using limn::Size;
using limn::nn::Prediction;
using limn::nn::Tensor;
using limn::nn::UNet;

namespace {

float difference(const Tensor& a, const Tensor& b) {
  REQUIRE(a.dimensions() == b.dimensions());
  float largest = 0;
  for (Index i = 0; i < a.size(); ++i) largest = (std::max)(largest, std::abs(a.data()[i] - b.data()[i]));
  return largest;
}

UNet network(const char* name) { return UNet::load(limn_test::data_file(std::string(name) + ".safetensors")); }

}  // namespace

TEST_CASE("cut: tiles cover the line in equal parts, start where pooling does, and weigh one together") {
  for (const Index length : {1, 15, 96, 97, 110, 160, 161, 333, 1000}) {
    for (const Index overlap : {0, 5, 16, 56, 80}) {
      CAPTURE(length);
      CAPTURE(overlap);
      const auto parts = limn::nn::detail::cut(length, 96, overlap, 8, 20);
      std::vector<float> sums(static_cast<std::size_t>(length), 0.0F);
      for (const auto& part : parts) {
        CHECK(part.first % 8 == 0);
        CHECK(part.weights.size() <= 96);
        for (std::size_t i = 0; i < part.weights.size(); ++i)
          sums[static_cast<std::size_t>(part.first) + i] += part.weights[i];
      }
      for (const float sum : sums) CHECK(sum == doctest::Approx(1).epsilon(1e-6));
      if (length <= 96) CHECK(parts.size() == 1);
    }
  }
  // 110 in two: not 96 and a sliver.
  const auto two = limn::nn::detail::cut(110, 96, 16, 8, 4);
  REQUIRE(two.size() == 2);
  CHECK(two[0].weights.size() == 64);
  CHECK(two[1].first == 48);
  // Within reach of the cut a tile does not count.
  CHECK(two[0].weights[63] == 0.0F);
  CHECK(two[1].weights[0] == 0.0F);
}

TEST_CASE("turned: eight different pictures, each undone") {
  Tensor picture(2, 3, 5);
  for (Index i = 0; i < picture.size(); ++i) picture.data()[i] = static_cast<float>(i);
  for (int i = 0; i < 8; ++i) {
    const Tensor there = limn::nn::detail::turned(picture, i);
    CHECK(there.dimension(1) == ((i & 4) != 0 ? 5 : 3));
    CHECK(difference(limn::nn::detail::turned_back(there, i), picture) == 0.0F);
    if (i > 0) CHECK(there(0, 0, 0) + 100 * there(0, 0, 1) != picture(0, 0, 0) + 100 * picture(0, 0, 1));
  }
}

TEST_CASE("segment: tiles that overlap by twice the reach leave no seam") {
  for (const char* const name : {"transposed", "bilinear"}) {
    CAPTURE(name);
    const UNet net = network(name);
    CHECK(net.reach() >= 23);
    CHECK(net.reach() <= 29);
    Tensor picture(net.inputs(), 203, 150);
    for (Index i = 0; i < picture.size(); ++i) picture.data()[i] = static_cast<float>((i * 7919) % 256) / 255;
    const Tensor whole = limn::nn::detail::run_tiles(
        picture, {1000, 0, 4, net.reach(), false}, [&](const Tensor& tile) { return net(tile); }, [](Index, Index) {});
    CHECK(difference(whole, net(picture)) == 0.0F);
    Index tiles = 0;
    const Tensor parts = limn::nn::detail::run_tiles(
        picture, {100, 2 * net.reach() + 8, 4, net.reach(), false}, [&](const Tensor& tile) { return net(tile); },
        [&](Index done, Index all) {
          CHECK(done == ++tiles);
          CHECK(all >= 6);
        });
    CHECK(tiles >= 6);
    CHECK(difference(whole, parts) < 1e-5F);
  }
}

TEST_CASE("segment: what is seen of a picture turns with it when all symmetries are averaged") {
  const UNet net = network("bilinear");
  const auto image = limn_test::random_image<std::uint8_t>(Size<2>{32, 24}, 4);
  limn::Image<std::uint8_t> flipped(image.size());
  for (Index y = 0; y < 24; ++y) {
    for (Index x = 0; x < 32; ++x) flipped(x, y) = image(31 - x, y);
  }
  const Prediction a = net.segment(image, {.augment = true}), b = net.segment(flipped, {.augment = true});
  CHECK(difference(limn::nn::detail::turned(a.probabilities, 1), b.probabilities) < 1e-5F);
  CHECK(difference(a.probabilities, net.segment(image).probabilities) > 1e-3F);
}

TEST_CASE("segment: any size keeps its size, gray fits a network for colors, and the parts agree") {
  const UNet net = network("below_first");
  const auto image = limn_test::random_image<std::uint8_t>(Size<2>{29, 18}, 5);
  limn::Image<limn::Rgb<std::uint8_t>> colors(image.size());
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    colors.pixels()[i] = {image.pixels()[i], image.pixels()[i], image.pixels()[i]};
  }
  const Prediction found = net.segment(image);
  CHECK(found.head == limn::nn::Head::sigmoid);
  CHECK(found.probabilities.dimension(1) == 18);
  CHECK(found.probabilities.dimension(2) == 29);
  CHECK(difference(found.probabilities, net.segment(colors).probabilities) == 0.0F);
  const limn::Mask mask = found;
  const limn::Labeling<> objects = found;
  for (Index y = 0; y < 18; ++y) {
    for (Index x = 0; x < 29; ++x) {
      CHECK(limn::is_foreground(mask(x, y)) == (found.probabilities(0, y, x) > 0.5F));
      CHECK((objects.labels(x, y) > 0) == limn::is_foreground(mask(x, y)));
      CHECK(found.classes()(x, y) == (limn::is_foreground(mask(x, y)) ? 1 : 0));
    }
  }
}

TEST_CASE("segment: several outputs are classes unless the file says what they are") {
  const UNet classes = network("half");
  const auto image = limn_test::random_image<std::uint8_t>(Size<2>{16, 16}, 6);
  const Prediction found = classes.segment(image);
  CHECK(found.head == limn::nn::Head::softmax);
  const limn::Mask mask = found.mask();
  const limn::LabelImage<> labels = found.classes();
  for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
    CHECK(limn::is_foreground(mask.pixels()[i]) == (labels.pixels()[i] != 0));
  }

  const auto with_metadata = [](const char* name, const std::string& metadata) {
    std::string bytes = limn_test::read_file(limn_test::data_file(name));
    std::size_t length = 0;
    for (std::size_t i = 0; i < 8; ++i)
      length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    const std::string header = R"({"__metadata__":)" + metadata + "," + bytes.substr(9, length - 1);
    return limn_test::safetensors(header, bytes.substr(8 + length));
  };
  const limn_test::TemporaryFile instances(with_metadata("transposed.safetensors", R"({"limn.head":"instances"})"));
  CHECK(UNet::load(instances.path()).outputs() == 3);
  for (const char* const metadata : {R"({"limn.head":"instances"})", R"({"limn.head":"other"})", R"({"limn.head":1})",
                                     R"({"limn.input":"stretched with root"})", R"({"limn.input":"other"})", "7"}) {
    CAPTURE(metadata);
    const limn_test::TemporaryFile wrong(with_metadata("half.safetensors", metadata));
    CHECK_THROWS_AS((void)UNet::load(wrong.path()), limn::IoError);
  }
}

TEST_CASE("segment: errors, and a progress that ends the run") {
  const UNet net = network("bilinear");
  const auto image = limn_test::random_image<std::uint8_t>(Size<2>{64, 64}, 7);
  CHECK_THROWS_WITH_AS(
      (void)net.segment(image, {.tile = 64, .overlap = 63}),
      "limn::nn::UNet::segment: tile is 64 and overlap is 63: in steps of 4 the tile must be larger and "
      "the overlap not negative",
      std::invalid_argument);
  CHECK_THROWS_AS((void)net.segment(image, {.overlap = -1}), std::invalid_argument);
  CHECK_THROWS_AS((void)net.segment(limn::Image<limn::Rgb<std::uint8_t>>(Size<2>{8, 8})), std::invalid_argument);
  CHECK_THROWS_AS((void)net.segment(limn::Image<std::uint8_t>()), std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      (void)net.segment(image,
                        {.tile = 32, .overlap = 8, .progress = [](Index, Index) { throw std::runtime_error("stop"); }}),
      "stop", std::runtime_error);
}
