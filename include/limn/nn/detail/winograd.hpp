#pragma once
/// \file
/// 3x3 convolution by minimal filtering F(4x4, 3x3): 36 multiplications for 16 outputs instead of 144.
///
/// Sources: A. Lavin, S. Gray, "Fast algorithms for convolutional neural networks", CVPR 2016; the points 0, +-3/4,
/// +-3/2 and infinity after B. Barabasz et al., "Error analysis and improving the accuracy of Winograd convolution for
/// deep neural networks", ACM TOMS 46(4), 2020: half the error of 0, +-1, +-2, and all constants exact in float.

#include <limn/core/config.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/nn/detail/blocked.hpp>
#include <limn/nn/detail/multiply.hpp>
#include <limn/nn/detail/network.hpp>
#include <limn/nn/detail/storage.hpp>

#include <cstddef>

namespace limn::nn {
inline namespace LIMN_ABI {
namespace detail {

using limn::detail::max;

inline constexpr int positions = 36;                 ///< products of one tile
inline constexpr int tile_reach = 6;                 ///< inputs of one tile along each axis
inline constexpr float inner = 0.75F, outer = 1.5F;  ///< the points, with both signs, beside 0 and infinity

/// The inputs of a tile along one axis in the domain of the products.
template <class V>
LIMN_INLINE void transform_inputs(const V (&d)[tile_reach], V (&to)[tile_reach]) {
  const auto times = [](const V& x, float factor) LIMN_LAMBDA_INLINE { return x * V::splat(factor); };
  constexpr float aa = inner * inner, bb = outer * outer;
  const V even_a = d[4] - times(d[2], bb), odd_a = times(d[3] - times(d[1], bb), inner);
  const V even_b = d[4] - times(d[2], aa), odd_b = times(d[3] - times(d[1], aa), outer);
  to[0] = d[4] - times(d[2], aa + bb) + times(d[0], aa * bb);
  to[1] = even_a + odd_a;
  to[2] = even_a - odd_a;
  to[3] = even_b + odd_b;
  to[4] = even_b - odd_b;
  to[5] = d[5] - times(d[3], aa + bb) + times(d[1], aa * bb);
}

/// The products of a tile along one axis as its outputs.
template <class V>
LIMN_INLINE void transform_outputs(const V (&m)[tile_reach], V (&to)[tile_size]) {
  const auto times = [](const V& x, float factor) LIMN_LAMBDA_INLINE { return x * V::splat(factor); };
  const V sum_a = m[1] + m[2], difference_a = m[1] - m[2];
  const V sum_b = m[3] + m[4], difference_b = m[3] - m[4];
  to[0] = m[0] + sum_a + sum_b;
  to[1] = times(difference_a, inner) + times(difference_b, outer);
  to[2] = times(sum_a, inner * inner) + times(sum_b, outer * outer);
  to[3] = times(difference_a, inner * inner * inner) + times(difference_b, outer * outer * outer) + m[5];
}

/// The 36 weights of one pair of channels, from 3x3.
inline void transform_weights(const float* taps, double (&to)[positions]) {
  constexpr double p = inner, q = outer;
  constexpr double points[5] = {0, p, -p, q, -q};
  double g[tile_reach][3] = {};
  for (int i = 0; i < 5; ++i) {
    double scale = 1;
    for (int j = 0; j < 5; ++j)
      if (j != i) scale *= points[i] - points[j];
    g[i][0] = 1 / scale;
    g[i][1] = points[i] / scale;
    g[i][2] = points[i] * points[i] / scale;
  }
  g[5][2] = 1;
  double half[tile_reach][3];
  for (int i = 0; i < tile_reach; ++i) {
    for (int x = 0; x < 3; ++x) {
      half[i][x] = g[i][0] * static_cast<double>(taps[x]) + g[i][1] * static_cast<double>(taps[3 + x]) +
                   g[i][2] * static_cast<double>(taps[6 + x]);
    }
  }
  for (int i = 0; i < tile_reach; ++i) {
    for (int k = 0; k < tile_reach; ++k) {
      to[i * tile_reach + k] = half[i][0] * g[k][0] + half[i][1] * g[k][1] + half[i][2] * g[k][2];
    }
  }
}

/// A 3x3 convolution, bias and ReLU, ready to run: weights by [group of output blocks][36][input][output in group].
struct Conv3x3 {
  Index inputs = 0;  ///< channels, with the gap that a skip connection leaves in its last block
  Index input_blocks = 0;
  Index output_blocks = 0;
  int group = 1;  ///< output blocks that one panel of weights holds
  Storage weights;
  Storage bias;
};

/// The widest group of blocks that divides their number, `widest` at most; panels of very deep layers stay narrower,
/// since they would not fit the first cache.
[[nodiscard]] inline int group_of(Index output_blocks, Index inputs, int widest) {
  if (inputs >= 512 && widest > 2) widest = 2;
  int group = widest;
  while (output_blocks % group != 0) group /= 2;
  return group;
}

/// \param skip    channels that come from the skip connection, first; the rest begins a block of its own. 0: none.
/// \param widest  the widest group that the instruction set's panels have.
[[nodiscard]] inline Conv3x3 prepare(const Convolution& convolution, Index skip, int widest) {
  Conv3x3 result;
  const Index gap = skip > 0 ? blocks_of(skip) * lanes - skip : 0;
  result.inputs = convolution.inputs + gap;
  result.input_blocks = blocks_of(result.inputs);
  result.output_blocks = blocks_of(convolution.outputs);
  result.group = group_of(result.output_blocks, result.inputs, widest);
  const Index panel = result.group * lanes;
  result.weights = Storage(result.output_blocks * lanes * positions * result.inputs);
  result.bias = Storage(result.output_blocks * lanes);
  for (Index o = 0; o < convolution.outputs; ++o) {
    result.bias.data()[o] = convolution.bias[static_cast<std::size_t>(o)];
    float* const group = result.weights.data() + o / panel * panel * positions * result.inputs + o % panel;
    for (Index i = 0; i < convolution.inputs; ++i) {
      double values[positions];
      transform_weights(convolution.weights.data() + (o * convolution.inputs + i) * 9, values);
      const Index channel = i < skip ? i : i + gap;
      for (Index p = 0; p < positions; ++p) {
        group[(p * result.inputs + channel) * panel] = static_cast<float>(values[p]);
      }
    }
  }
  return result;
}

/// Some tiles of a convolution: [first, last) in raster order.
struct Tiles {
  Index first = 0;
  Index last = 0;
};

/// How many tiles are done together: so many that their values fit the second cache beside the weights.
[[nodiscard]] LIMN_INLINE Index tiles_at_once(Index input_blocks) {
  const Index fitting = 600 * 1024 / (positions * 4 * lanes * input_blocks);
  return fitting < 48 ? 48 : fitting;
}

/// Distances between positions in the scratch memory; one vector more keeps them off the same cache sets.
[[nodiscard]] LIMN_INLINE Index padded_tiles(Index tiles) {
  return (tiles + widest_panel - 1) / widest_panel * widest_panel;
}
[[nodiscard]] LIMN_INLINE Index input_pitch(const Conv3x3& layer, Index tiles) {
  return layer.input_blocks * padded_tiles(tiles) * lanes + lanes;
}
[[nodiscard]] LIMN_INLINE Index product_pitch(const Conv3x3& layer, Index tiles) {
  return padded_tiles(tiles) * layer.group * lanes + lanes;
}
/// Floats of scratch memory that `ConvolveTiles` needs.
[[nodiscard]] LIMN_INLINE Index scratch_of(const Conv3x3& layer, Index tiles) {
  return positions * (input_pitch(layer, tiles) + product_pitch(layer, tiles));
}

/// Kernel: the convolution of some tiles, ReLU, and where `pooled` has values the maximum of each 2x2 outputs.
struct ConvolveTiles {
  const Conv3x3* layer;
  Blocked in;
  Blocked out;
  Blocked pooled;
  Tiles tiles;
  float* scratch;

  template <class Tag>
  LIMN_INLINE void operator()(Tag tag) const {
    transform(tag);
    if (layer->group == 1) return groups<Tag, 1>();
    if constexpr (Panel<Tag>::widest >= 4) {
      if (layer->group == 2) return groups<Tag, 2>();
      groups<Tag, 4>();
    }
  }

  [[nodiscard]] LIMN_INLINE Index count() const { return tiles.last - tiles.first; }

  /// Step 1: the inputs of all tiles into the domain of the products, [36][block][tile_size][16].
  template <class Tag>
  LIMN_INLINE void transform(Tag) const {
    using V = VecOf<float, Tag>;
    const Index across = tiles_of(in.width), row = in.row_stride();
    const Index pitch = input_pitch(*layer, count()), stride = padded_tiles(count()) * lanes;
    for (Index block = 0; block < layer->input_blocks; ++block) {
      for (Index lane = 0; lane < lanes; lane += V::size) {
        V columns[tile_reach][tile_reach];  // [x][y], those of a tile; the next one shares the last two
        for (Index t = tiles.first; t < tiles.last; ++t) {
          const Index ty = t / across, tx = t % across;
          const float* const corner = in.at(block, ty * tile_size - 1, tx * tile_size - 1) + lane;
          int fresh = 0;
          if (t > tiles.first && tx > 0) {
            for (int y = 0; y < tile_reach; ++y) {
              columns[0][y] = columns[4][y];
              columns[1][y] = columns[5][y];
            }
            fresh = 2;
          }
          for (int x = fresh; x < tile_reach; ++x) {
            V d[tile_reach];
#pragma GCC unroll 6
            for (int y = 0; y < tile_reach; ++y) d[y] = V::load(corner + y * row + x * lanes);
            transform_inputs(d, columns[x]);
          }
          float* to = scratch + block * stride + (t - tiles.first) * lanes + lane;
#pragma GCC unroll 6
          for (int y = 0; y < tile_reach; ++y) {
            V d[tile_reach], e[tile_reach];
#pragma GCC unroll 6
            for (int x = 0; x < tile_reach; ++x) d[x] = columns[x][y];
            transform_inputs(d, e);
#pragma GCC unroll 6
            for (int x = 0; x < tile_reach; ++x) e[x].store(to + (y * tile_reach + x) * pitch);
          }
        }
      }
    }
  }

  /// Steps 2 and 3 for each group of output blocks: 36 products of matrices, then their sums back as pixels.
  template <class Tag, int Group>
  LIMN_INLINE void groups() const {
    using V = VecOf<float, Tag>;
    constexpr int at_once = Panel<Tag>::template pixels<Group>;
    constexpr Index panel = Group * lanes;
    const Index inputs = layer->inputs, number = count();
    const Index from_pitch = input_pitch(*layer, number), to_pitch = product_pitch(*layer, number);
    const Index stride = padded_tiles(number) * lanes;
    float* const products = scratch + positions * from_pitch;
    for (Index first = 0; first < layer->output_blocks; first += Group) {
      const float* const weights = layer->weights.data() + first * lanes * positions * inputs;
      for (Index p = 0; p < positions; ++p) {
        for (Index t = 0; t < number; t += at_once) {
          float* const to = products + p * to_pitch + t * panel;
          multiply<Tag, at_once, Group>(Pixels{scratch + p * from_pitch + t * lanes, stride},
                                        weights + p * inputs * panel, inputs,
                                        [to](int pixel, int vector, const V& sum)
                                            LIMN_LAMBDA_INLINE { sum.store(to + pixel * panel + vector * V::size); });
        }
      }
      for (Index t = 0; t < number; ++t) {
        for (Index lane = 0; lane < panel; lane += V::size) {
          put<V>(products + t * panel + lane, to_pitch, t + tiles.first, first + lane / lanes, lane % lanes);
        }
      }
    }
  }

  template <class V>
  LIMN_INLINE void put(const float* from, Index pitch, Index t, Index block, Index lane) const {
    V rows[tile_size][tile_reach];
#pragma GCC unroll 6
    for (int x = 0; x < tile_reach; ++x) {
      V m[tile_reach], y[tile_size];
#pragma GCC unroll 6
      for (int i = 0; i < tile_reach; ++i) m[i] = V::load(from + (i * tile_reach + x) * pitch);
      transform_outputs(m, y);
#pragma GCC unroll 4
      for (int i = 0; i < tile_size; ++i) rows[i][x] = y[i];
    }
    const V bias = V::load(layer->bias.data() + block * lanes + lane);
    V pixels[tile_size][tile_size];
#pragma GCC unroll 4
    for (int y = 0; y < tile_size; ++y) {
      transform_outputs(rows[y], pixels[y]);
#pragma GCC unroll 4
      for (int x = 0; x < tile_size; ++x) pixels[y][x] = (max)(pixels[y][x] + bias, V::zero());
    }
    const Index across = tiles_of(out.width), ty = t / across, tx = t % across;
    const Index high = out.height - ty * tile_size, wide = out.width - tx * tile_size;
    float* const to = out.at(block, ty * tile_size, tx * tile_size) + lane;
    const Index row = out.row_stride();
    for (int y = 0; y < tile_size; ++y) {
      for (int x = 0; x < tile_size; ++x) {
        const V pixel = y < high && x < wide ? pixels[y][x] : V::zero();
        pixel.store(to + y * row + x * lanes);
      }
    }
    if (pooled.values == nullptr) return;
    for (int y = 0; y < 2; ++y) {
      for (int x = 0; x < 2; ++x) {
        const Index py = ty * 2 + y, px = tx * 2 + x;
        if (py >= pooled.height || px >= pooled.width) continue;
        const V top = (max)(pixels[2 * y][2 * x], pixels[2 * y][2 * x + 1]);
        const V bottom = (max)(pixels[2 * y + 1][2 * x], pixels[2 * y + 1][2 * x + 1]);
        (max)(top, bottom).store(pooled.at(block, py, px) + lane);
      }
    }
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn::nn
