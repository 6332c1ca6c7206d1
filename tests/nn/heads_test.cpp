#include <limn/nn/heads.hpp>
#include <support/images.hpp>

#include <cmath>
#include <limits>

using limn::Index;
using limn::nn::Tensor;

namespace {

Tensor random_tensor(Index channels, Index height, Index width, float scale) {
  Tensor result(channels, height, width);
  std::mt19937 generator(3);
  for (Index i = 0; i < result.size(); ++i) {
    result.data()[i] = (static_cast<float>(generator()) / 4294967296.0F * 2 - 1) * scale;
  }
  return result;
}

const float not_a_number = std::numeric_limits<float>::quiet_NaN();

}  // namespace

TEST_CASE("sigmoid: known values, symmetry, and the standard library's within rounding") {
  Tensor three(1, 1, 3);
  three.setValues({{{0.0F, 1000.0F, -1000.0F}}});
  const Tensor found = limn::nn::sigmoid(three);
  CHECK(found(0, 0, 0) == 0.5F);
  CHECK(found(0, 0, 1) == 1.0F);
  CHECK(found(0, 0, 2) < 1e-37F);
  const Tensor logits = random_tensor(3, 17, 23, 20);
  const Tensor probabilities = limn::nn::sigmoid(logits);
  for (Index i = 0; i < logits.size(); ++i) {
    const double expected = 1 / (1 + std::exp(-static_cast<double>(logits.data()[i])));
    CHECK(std::abs(probabilities.data()[i] - expected) <= 4e-7 * expected);
  }
}

TEST_CASE("softmax: sums to one, does not mind a shift, and agrees with the definition") {
  const Tensor logits = random_tensor(4, 9, 15, 30);
  const Tensor found = limn::nn::softmax(logits);
  const Tensor shifted = limn::nn::softmax(logits + logits.constant(64));
  for (Index y = 0; y < 9; ++y) {
    for (Index x = 0; x < 15; ++x) {
      double sum = 0, total = 0;
      for (Index c = 0; c < 4; ++c) sum += std::exp(static_cast<double>(logits(c, y, x)));
      for (Index c = 0; c < 4; ++c) {
        CHECK(std::abs(found(c, y, x) - std::exp(static_cast<double>(logits(c, y, x))) / sum) < 1e-6);
        CHECK(std::abs(found(c, y, x) - shifted(c, y, x)) < 1e-4);
        total += static_cast<double>(found(c, y, x));
      }
      CHECK(std::abs(total - 1) < 1e-6);
    }
  }
}

TEST_CASE("argmax: the first of equal ones") {
  Tensor scores(3, 1, 4);
  scores.setValues({{{1.0F, 0.0F, 2.0F, not_a_number}}, {{0.0F, 5.0F, 2.0F, 1.0F}}, {{-1.0F, 4.0F, 2.0F, not_a_number}}});
  CHECK(limn::nn::argmax(scores) == limn_test::image<std::int32_t>({{0, 1, 0, 1}}));
}

TEST_CASE("heads: NaN stays where it is") {
  Tensor logits(2, 1, 2);
  logits.setValues({{{not_a_number, 1.0F}}, {{0.0F, 1.0F}}});
  const Tensor each = limn::nn::sigmoid(logits);
  CHECK(std::isnan(each(0, 0, 0)));
  CHECK(each(1, 0, 0) == 0.5F);
  const Tensor classes = limn::nn::softmax(logits);
  CHECK(std::isnan(classes(0, 0, 0)));
  CHECK(classes(1, 0, 1) == 0.5F);
}
