#pragma once
/// \file
/// The layers beside 3x3 convolutions: transposed 2x2, bilinear upsampling, 1x1, and planar tensors in and out.

#include <limn/core/config.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/nn/detail/blocked.hpp>
#include <limn/nn/detail/multiply.hpp>
#include <limn/nn/detail/network.hpp>
#include <limn/nn/detail/storage.hpp>

#include <cstddef>
#include <cstring>

namespace limn::nn {
inline namespace LIMN_ABI {
namespace detail {

/// A transposed 2x2 convolution of stride 2: its four taps are four blocks of outputs of a product of matrices.
struct Raise {
  Index inputs = 0;
  Index output_blocks = 0;
  Storage weights;  ///< [output block][input][tap][16], or [output block][tap][input][16] where panels hold one block
  Storage bias;
};

[[nodiscard]] inline Raise prepare_raise(const Convolution& convolution, int widest) {
  Raise result{convolution.inputs, blocks_of(convolution.outputs), {}, {}};
  result.weights = Storage(result.output_blocks * lanes * 4 * result.inputs);
  result.bias = Storage(result.output_blocks * lanes);
  for (Index o = 0; o < convolution.outputs; ++o) {
    result.bias.data()[o] = convolution.bias[static_cast<std::size_t>(o)];
    float* const block = result.weights.data() + o / lanes * lanes * 4 * result.inputs + o % lanes;
    for (Index i = 0; i < result.inputs; ++i) {
      for (Index tap = 0; tap < 4; ++tap) {
        const Index place = widest >= 4 ? i * 4 + tap : tap * result.inputs + i;
        block[place * lanes] = convolution.weights[static_cast<std::size_t>((i * convolution.outputs + o) * 4 + tap)];
      }
    }
  }
  return result;
}

/// Kernel: rows [first, last) of the input; each becomes two rows of the output.
struct RaiseRows {
  const Raise* layer;
  Blocked in;
  Blocked out;
  Index first;
  Index last;

  template <class Tag>
  LIMN_INLINE void operator()(Tag) const {
    for (Index block = 0; block < layer->output_blocks; ++block) {
      const float* const weights = layer->weights.data() + block * lanes * 4 * layer->inputs;
      for (Index y = first; y < last; ++y) {
        if constexpr (Panel<Tag>::widest >= 4) {
          row<Tag, 4>(weights, block, y, 0);
        } else {
          for (int tap = 0; tap < 4; ++tap) row<Tag, 1>(weights + tap * layer->inputs * lanes, block, y, tap);
        }
      }
    }
  }

  template <class Tag, int Taps>
  LIMN_INLINE void row(const float* weights, Index block, Index y, int first_tap) const {
    using V = VecOf<float, Tag>;
    constexpr int per_block = vectors_per_block<Tag>;
    constexpr int at_once = Panel<Tag>::template pixels<Taps>;
    const Index width = in.width;
    const float* const bias = layer->bias.data() + block * lanes;
    const Blocked to = out;
    for (Index x = 0; x < width; x += at_once) {
      multiply<Tag, at_once, Taps>(Pixels{in.at(0, y, x), in.block_stride()}, weights, layer->inputs,
                                   [=](int pixel, int vector, const V& sum) LIMN_LAMBDA_INLINE {
                                     if (x + pixel >= width) return;
                                     const int tap = first_tap + vector / per_block;
                                     const Index lane = vector % per_block * V::size;
                                     float* const place = to.at(block, 2 * y + tap / 2, 2 * (x + pixel) + tap % 2);
                                     (sum + V::load(bias + lane)).store(place + lane);
                                   });
    }
  }
};

/// Kernel: rows [first, last) of the output, which is twice the input; the corners of both fall together.
struct UpsampleRows {
  Blocked in;
  Blocked out;
  Index first;
  Index last;

  /// Where position `at` of `2 * count` lies among `count`: the sample at or before it, and the part of the next one.
  [[nodiscard]] LIMN_INLINE static float source(Index at, Index count, Index& before, Index& after) {
    const float step = static_cast<float>(count - 1) / static_cast<float>(2 * count - 1);
    const float exact = step * static_cast<float>(at);
    before = static_cast<Index>(exact);
    after = before + 1 < count ? before + 1 : before;
    return exact - static_cast<float>(before);
  }

  template <class Tag>
  LIMN_INLINE void operator()(Tag) const {
    using V = VecOf<float, Tag>;
    for (Index block = 0; block < in.blocks; ++block) {
      for (Index y = first; y < last; ++y) {
        Index above = 0, below = 0, left = 0, right = 0;
        const V down = V::splat(source(y, in.height, above, below));
        const V up = V::splat(1.0F) - down;
        for (Index x = 0; x < 2 * in.width; ++x) {
          const V to_right = V::splat(source(x, in.width, left, right));
          const V to_left = V::splat(1.0F) - to_right;
          for (Index lane = 0; lane < lanes; lane += V::size) {
            const auto sample = [&](Index row, Index column)
                                    LIMN_LAMBDA_INLINE { return V::load(in.at(block, row, column) + lane); };
            const V top = to_left * sample(above, left) + to_right * sample(above, right);
            const V bottom = to_left * sample(below, left) + to_right * sample(below, right);
            (up * top + down * bottom).store(out.at(block, y, x) + lane);
          }
        }
      }
    }
  }
};

/// A 1x1 convolution into planes.
struct HeadLayer {
  Index inputs = 0;
  Index outputs = 0;
  Storage weights;  ///< [output block][input][16]
  Storage bias;
};

[[nodiscard]] inline HeadLayer prepare_head(const Convolution& convolution) {
  HeadLayer result{convolution.inputs, convolution.outputs, {}, {}};
  result.weights = Storage(blocks_of(result.outputs) * lanes * result.inputs);
  result.bias = Storage(blocks_of(result.outputs) * lanes);
  for (Index o = 0; o < result.outputs; ++o) {
    result.bias.data()[o] = convolution.bias[static_cast<std::size_t>(o)];
    for (Index i = 0; i < result.inputs; ++i) {
      result.weights.data()[(o / lanes * result.inputs + i) * lanes + o % lanes] =
          convolution.weights[static_cast<std::size_t>(o * result.inputs + i)];
    }
  }
  return result;
}

/// Kernel: rows [first, last) of the head's planes.
struct HeadRows {
  const HeadLayer* layer;
  Blocked in;
  float* planes;  ///< [output][height][width] of the input
  Index first;
  Index last;

  template <class Tag>
  LIMN_INLINE void operator()(Tag) const {
    using V = VecOf<float, Tag>;
    constexpr int at_once = Panel<Tag>::template pixels<1>;
    const Index width = in.width, plane = in.width * in.height;
    float sums[static_cast<std::size_t>(at_once * lanes)];
    for (Index block = 0; block < blocks_of(layer->outputs); ++block) {
      const Index count = layer->outputs - block * lanes < lanes ? layer->outputs - block * lanes : lanes;
      const float* const bias = layer->bias.data() + block * lanes;
      for (Index y = first; y < last; ++y) {
        float* const row = planes + block * lanes * plane + y * width;
        for (Index x = 0; x < width; x += at_once) {
          multiply<Tag, at_once, 1>(Pixels{in.at(0, y, x), in.block_stride()},
                                    layer->weights.data() + block * lanes * layer->inputs, layer->inputs,
                                    [&](int pixel, int vector, const V& sum)
                                        LIMN_LAMBDA_INLINE { sum.store(sums + pixel * lanes + vector * V::size); });
          const Index wide = width - x < at_once ? width - x : at_once;
          for (Index c = 0; c < count; ++c) {
            for (Index pixel = 0; pixel < wide; ++pixel) row[c * plane + x + pixel] = sums[pixel * lanes + c] + bias[c];
          }
        }
      }
    }
  }
};

/// Rows [first, last) of planes [channel][height][width] into blocks; channels that fill no block are zero.
inline void enter(const float* planes, Index channels, const Blocked& out, Index first, Index last) {
  const Index plane = out.height * out.width;
  for (Index block = 0; block < out.blocks; ++block) {
    const Index count = channels - block * lanes < lanes ? channels - block * lanes : lanes;
    for (Index y = first; y < last; ++y) {
      float* const to = out.at(block, y, 0);
      std::memset(to, 0, static_cast<std::size_t>(out.width * lanes) * sizeof(float));
      for (Index c = 0; c < count; ++c) {
        const float* const from = planes + (block * lanes + c) * plane + y * out.width;
        for (Index x = 0; x < out.width; ++x) to[x * lanes + c] = from[x];
      }
    }
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn::nn
