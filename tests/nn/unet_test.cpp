#include <limn/nn/unet.hpp>
#include <reference/unet.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "support.hpp"

using limn::Index;
using limn::nn::Tensor;
using limn::nn::UNet;
using limn_reference::Planes;

namespace {

Tensor position_input(Index channels, Index height, Index width) {
  Tensor result(channels, height, width);
  for (Index i = 0; i < result.size(); ++i) result.data()[i] = static_cast<float>((i * 7919 + 13) % 256) / 255.0F;
  return result;
}

/// The largest difference over the largest expected value.
double error_of(const Tensor& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == static_cast<Index>(expected.size()));
  double difference = 0, largest = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    difference = (std::max)(difference, std::abs(static_cast<double>(found.data()[i]) - expected[i]));
    largest = (std::max)(largest, std::abs(expected[i]));
  }
  return difference / largest;
}

template <class E = const limn::Sequential>
Tensor run(const limn_reference::Network& net, const Tensor& picture, E& executor = limn::sequential) {
  const limn::nn::detail::Engine engine = limn::nn::detail::prepare(net);
  Tensor result(net.head.outputs, picture.dimension(1), picture.dimension(2));
  limn::nn::detail::Pool pool;
  limn::nn::detail::Run<E> once(engine, pool, executor);
  // Twice, so that the second one finds what the first left in memory.
  once(picture.data(), picture.dimension(1), picture.dimension(2), result.data());
  once(picture.data(), picture.dimension(1), picture.dimension(2), result.data());
  return result;
}

Planes planes_of(const Tensor& tensor) {
  Planes result(tensor.dimension(0), tensor.dimension(1), tensor.dimension(2));
  std::copy(tensor.data(), tensor.data() + tensor.size(), result.values.begin());
  return result;
}

struct Reversed {
  template <class Body>
  void operator()(Index count, Body&& body) const {
    for (Index i = count; i-- > 0;) body(i);
  }
};

struct Threads {
  template <class Body>
  void operator()(Index count, Body&& body) const {
    std::vector<std::thread> threads;
    for (Index i = 0; i < count; ++i) threads.emplace_back([&body, i] { body(i); });
    for (std::thread& thread : threads) thread.join();
  }
};

bool same(const Tensor& a, const Tensor& b) {
  return a.size() == b.size() && std::equal(a.data(), a.data() + a.size(), b.data());
}

}  // namespace

TEST_CASE("UNet: one convolution of ones counts the neighbors that are inside") {
  // Depth 1 with weights of zero but one path: the first convolution sums 3x3, the rest hands it on.
  limn_reference::Network net = limn_reference::random_network(1, 1, 1, 1, 1, false);
  for (auto* side : {&net.down, &net.up}) {
    for (auto& pair : *side) {
      for (auto* layer : {&pair.first, &pair.second}) {
        std::fill(layer->weights.begin(), layer->weights.end(), 0.0F);
        std::fill(layer->bias.begin(), layer->bias.end(), 0.0F);
        layer->weights[4] = 1;  // the middle tap of the first input
      }
    }
  }
  std::fill(net.down[0].first.weights.begin(), net.down[0].first.weights.end(), 1.0F);
  net.head.weights = {1};
  net.head.bias = {0};
  Tensor ones(1, 3, 5);
  ones.setConstant(1);
  const Tensor sums = run(net, ones);
  const float expected[3][5] = {{4, 6, 6, 6, 4}, {6, 9, 9, 9, 6}, {4, 6, 6, 6, 4}};
  for (Index y = 0; y < 3; ++y) {
    for (Index x = 0; x < 5; ++x) CHECK(sums(0, y, x) == doctest::Approx(expected[y][x]).epsilon(1e-6));
  }
}

TEST_CASE("UNet: stored networks give what PyTorch gives") {
  for (const char* const name : {"transposed", "bilinear", "below_first", "half", "brain"}) {
    CAPTURE(name);
    const UNet net = UNet::load(limn_test::data_file(std::string(name) + ".safetensors"));
    std::istringstream text(limn_test::read_file(limn_test::data_file(std::string(name) + ".txt")));
    Index height = 0, width = 0, outputs = 0;
    text >> height >> width >> outputs;
    std::vector<double> expected;
    for (double value = 0; text >> value;) expected.push_back(value);
    CHECK(net.outputs() == outputs);
    const Tensor found = net(position_input(net.inputs(), height, width));
    CHECK(found.dimension(1) == height);
    CHECK(found.dimension(2) == width);
    CHECK(error_of(found, expected) < 1e-5);
  }
}

TEST_CASE("UNet: layer by layer in double, on awkward sizes, widths and depths") {
  struct Case {
    Index inputs, outputs, base;
    std::size_t depth;
    bool bilinear;
    Index height, width;
  };
  const Case cases[] = {
      {1, 1, 4, 1, false, 2, 2},   {1, 2, 4, 1, true, 3, 2},     {2, 1, 4, 2, false, 4, 4},
      {3, 3, 5, 2, true, 7, 9},    {4, 2, 16, 2, false, 13, 22}, {1, 17, 20, 1, false, 9, 5},
      {3, 1, 8, 3, false, 31, 17}, {2, 4, 32, 1, true, 15, 34},  {1, 1, 64, 1, false, 6, 26},
      {17, 1, 3, 1, true, 11, 8},  {1, 3, 4, 2, false, 63, 65},
  };
  unsigned seed = 0;
  for (const Case& c : cases) {
    CAPTURE(seed);
    const auto net = limn_reference::random_network(++seed, c.inputs, c.outputs, c.base, c.depth, c.bilinear);
    const Tensor picture = position_input(c.inputs, c.height, c.width);
    CHECK(error_of(run(net, picture), limn_reference::run(net, planes_of(picture)).values) < 1e-5);
  }
}

TEST_CASE("UNet: no executor changes a bit") {
  const auto net = limn_reference::random_network(5, 1, 2, 4, 2, false);
  const Tensor picture = position_input(1, 130, 150);
  const Tensor expected = run(net, picture);
  const Reversed reversed;
  const Threads threads;
  CHECK(same(run(net, picture, reversed), expected));
  CHECK(same(run(net, picture, threads), expected));
}

TEST_CASE("UNet: a shift by whole steps of the lowest level shifts the result, away from the border") {
  const UNet net = UNet::load(limn_test::data_file("transposed.safetensors"));
  Tensor picture(2, 64, 64), shifted(2, 64, 64);
  picture.setZero();
  shifted.setZero();
  for (Index i = 0; i < 100; ++i) {
    const float value = static_cast<float>((i * 37) % 101) / 101;
    picture(i % 2, 24 + i / 10, 24 + i % 10) = value;
    shifted(i % 2, 28 + i / 10, 32 + i % 10) = value;
  }
  const Tensor a = net(picture), b = net(shifted);
  for (Index c = 0; c < 3; ++c) {
    for (Index y = 22; y < 36; ++y) {
      for (Index x = 22; x < 36; ++x) CHECK(a(c, y, x) == doctest::Approx(b(c, y + 4, x + 8)).epsilon(1e-4));
    }
  }
}

TEST_CASE("UNet: too small for its depth, or not a multiple where the original needs one: mirrored and cropped") {
  const UNet milesial = UNet::load(limn_test::data_file("bilinear.safetensors"));
  Tensor mirrored(1, 4, 8), small(1, 2, 5);
  for (Index y = 0; y < 4; ++y) {
    for (Index x = 0; x < 8; ++x) {
      const Index from_y = y < 2 ? y : 3 - y, from_x = x < 5 ? x : 9 - x;
      mirrored(0, y, x) = static_cast<float>(from_y * 5 + from_x);
      if (y < 2 && x < 5) small(0, y, x) = mirrored(0, y, x);
    }
  }
  const Tensor whole = milesial(mirrored), part = milesial(small);
  CHECK(part.dimension(1) == 2);
  CHECK(part.dimension(2) == 5);
  for (Index y = 0; y < 2; ++y) {
    for (Index x = 0; x < 5; ++x) CHECK(part(0, y, x) == whole(0, y, x));
  }
  const UNet mateuszbuda = UNet::load(limn_test::data_file("below_first.safetensors"));
  CHECK(mateuszbuda(position_input(3, 13, 21)).dimension(2) == 21);
}

TEST_CASE("UNet: NaN stays within reach of the pixel that has it") {
  const UNet net = UNet::load(limn_test::data_file("half.safetensors"));
  Tensor picture = position_input(1, 40, 60);
  const Tensor clean = net(picture);
  picture(0, 20, 30) = std::numeric_limits<float>::quiet_NaN();
  const Tensor found = net(picture);
  CHECK(found(0, 0, 0) == clean(0, 0, 0));
  CHECK(found(1, 39, 59) == clean(1, 39, 59));
}

TEST_CASE("UNet: what a file holds, and the memory it takes") {
  const UNet net = UNet::load(limn_test::data_file("transposed.safetensors"));
  CHECK(net.inputs() == 2);
  CHECK(net.outputs() == 3);
  CHECK(net.depth() == 2);
  const limn::nn::detail::Engine engine =
      limn::nn::detail::prepare(limn_reference::random_network(1, 4, 3, 16, 4, false));
  const auto plan = limn::nn::detail::plan(engine, 256, 256, nullptr);
  CHECK(plan.floats * 4 < 20'000'000);
  CHECK(plan.floats_apart > 2 * plan.floats);
}

TEST_CASE("UNet: lifetimes that overlap in time do not in space") {
  std::vector<limn::nn::detail::Lifetime> lifetimes;
  for (int i = 0; i < 60; ++i) lifetimes.push_back({(i * 37) % 400 + 1, (i * 13) % 20, (i * 13) % 20 + (i * 7) % 6, 0});
  const Index total = limn::nn::detail::place(lifetimes);
  Index sum = 0;
  for (const auto& a : lifetimes) {
    sum += a.count;
    CHECK(a.offset % 16 == 0);
    CHECK(a.offset + a.count <= total);
    for (const auto& b : lifetimes) {
      if (&a == &b || a.last < b.first || b.last < a.first) continue;
      CHECK((a.offset + a.count <= b.offset || b.offset + b.count <= a.offset));
    }
  }
  CHECK(total < sum / 2);
}

TEST_CASE("UNet: errors") {
  const UNet net = UNet::load(limn_test::data_file("transposed.safetensors"));
  CHECK_THROWS_WITH_AS((void)net(Tensor(3, 8, 8)), "limn::nn::UNet: the picture has 3 channels but the network takes 2",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS((void)net(Tensor(2, 0, 8)), "limn::nn::UNet: the picture is empty", std::invalid_argument);
}
