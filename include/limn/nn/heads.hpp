#pragma once
/// \file
/// Heads: what makes probabilities and classes of a network's output.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/image.hpp>
#include <limn/nn/tensor.hpp>

#include <cstdint>
#include <cstring>

namespace limn::nn {
inline namespace LIMN_ABI {
namespace detail {

/// e^x with a relative error under 2e-7, in operations that give the same bits everywhere, which std::exp does not;
/// x is clamped to [-87, 88].
[[nodiscard]] LIMN_INLINE float exponential(float x) {
  x = x < -87.0F ? -87.0F : x;
  x = x > 88.0F ? 88.0F : x;
  const float scaled = x * 1.44269504F;
  const std::int32_t n = static_cast<std::int32_t>(scaled + (scaled < 0 ? -0.5F : 0.5F));
  // ln 2 in two parts, so that the remainder is exact.
  const float whole = static_cast<float>(n);
  const float r = (x - whole * 0.693359375F) - whole * -2.12194440e-4F;
  // The series of e^r for |r| <= ln 2 / 2; its next term is below the rounding.
  float sum = 1.0F / 5040;
  sum = sum * r + 1.0F / 720;
  sum = sum * r + 1.0F / 120;
  sum = sum * r + 1.0F / 24;
  sum = sum * r + 1.0F / 6;
  sum = sum * r + 0.5F;
  sum = sum * r + 1.0F;
  sum = sum * r + 1.0F;
  const std::int32_t bits = (n + 127) << 23;
  float power = 0;
  std::memcpy(&power, &bits, sizeof power);
  return sum * power;
}

struct SigmoidValues {
  float* values;
  Index count;

  template <class Tag>
  LIMN_INLINE void operator()(Tag) const {
    float* const to = values;
    for (Index i = 0; i < count; ++i) {
      const float x = to[i];
      const float value = 1.0F / (1.0F + exponential(-x));
      to[i] = x == x ? value : x;
    }
  }
};

struct SoftmaxValues {
  float* values;  ///< [channel][pixel]
  Index channels;
  Index pixels;

  template <class Tag>
  LIMN_INLINE void operator()(Tag) const {
    constexpr Index block = 64;
    for (Index first = 0; first < pixels; first += block) {
      const Index count = pixels - first < block ? pixels - first : block;
      float largest[block], sum[block];
      for (Index i = 0; i < count; ++i) largest[i] = values[first + i];
      for (Index c = 1; c < channels; ++c) {
        const float* const row = values + c * pixels + first;
        for (Index i = 0; i < count; ++i) largest[i] = row[i] > largest[i] ? row[i] : largest[i];
      }
      for (Index i = 0; i < count; ++i) sum[i] = 0;
      for (Index c = 0; c < channels; ++c) {
        float* const row = values + c * pixels + first;
        for (Index i = 0; i < count; ++i) {
          const float x = row[i] - largest[i];
          row[i] = x == x ? exponential(x) : x;
          sum[i] += row[i];
        }
      }
      for (Index c = 0; c < channels; ++c) {
        float* const row = values + c * pixels + first;
        for (Index i = 0; i < count; ++i) row[i] /= sum[i];
      }
    }
  }
};

}  // namespace detail

/// 1 / (1 + e^-x) of every value: each channel a probability of its own. NaN stays NaN.
[[nodiscard]] inline Tensor sigmoid(Tensor logits) {
  limn::detail::dispatch(detail::SigmoidValues{logits.data(), logits.size()});
  return logits;
}

/// e^x over the sum of all channels': the probabilities of classes that exclude each other. NaN makes its pixel NaN.
[[nodiscard]] inline Tensor softmax(Tensor logits) {
  const Index pixels = logits.dimension(1) * logits.dimension(2);
  limn::detail::dispatch(detail::SoftmaxValues{logits.data(), logits.dimension(0), pixels});
  return logits;
}

/// The channel with the largest value of each pixel; the first of equal ones; NaN is never larger.
[[nodiscard]] inline LabelImage<> argmax(const Tensor& scores) {
  LabelImage<> result(Size<2>{scores.dimension(2), scores.dimension(1)});
  const Index pixels = scores.dimension(1) * scores.dimension(2);
  std::int32_t* const to = result.pixels().data();
  for (Index i = 0; i < pixels; ++i) {
    const float* const values = scores.data() + i;
    Index best = 0;
    for (Index c = 1; c < scores.dimension(0); ++c) {
      const bool larger = values[c * pixels] > values[best * pixels];
      const bool first_number =
          values[best * pixels] != values[best * pixels] && values[c * pixels] == values[c * pixels];
      if (larger || first_number) best = c;
    }
    to[i] = static_cast<std::int32_t>(best);
  }
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn::nn
