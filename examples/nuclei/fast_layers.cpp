// The layers that training spends its time in, several times faster than PyTorch's on a CPU: 3x3 convolution forwards
// and backwards by minimal filtering F(4x4, 3x3) (Lavin and Gray 2016), and batch normalization with ReLU.
// fast_layers.py compiles this for the machine it runs on and hands over plain pointers.
//
// Tensors are [image][y][x][channel]; channels divide by 16. The points are those of limn/nn/detail/winograd.hpp.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace {

using Index = std::ptrdiff_t;
typedef float Lanes __attribute__((vector_size(64), aligned(4), may_alias));
constexpr Index lanes = 16;
constexpr int reach = 6, side = 4, positions = 36;

struct Free {
  void operator()(float* p) const { std::free(p); }
};
using Buffer = std::unique_ptr<float, Free>;
Buffer allocate(Index count) {
  return Buffer(static_cast<float*>(std::aligned_alloc(64, static_cast<std::size_t>((count * 4 + 63) / 64 * 64))));
}

#define INLINE __attribute__((always_inline)) inline

INLINE Lanes load(const float* from) { return *reinterpret_cast<const Lanes*>(from); }
INLINE void store(float* to, const Lanes& value) { *reinterpret_cast<Lanes*>(to) = value; }

constexpr float a = 0.75F, b = 1.5F, aa = a * a, bb = b * b;

/// B^T d: pixels into the domain of the products.
INLINE void transform_input(const Lanes (&d)[reach], Lanes (&to)[reach]) {
  const Lanes even_a = d[4] - bb * d[2], odd_a = a * (d[3] - bb * d[1]);
  const Lanes even_b = d[4] - aa * d[2], odd_b = b * (d[3] - aa * d[1]);
  to[0] = d[4] - (aa + bb) * d[2] + aa * bb * d[0];
  to[1] = even_a + odd_a;
  to[2] = even_a - odd_a;
  to[3] = even_b + odd_b;
  to[4] = even_b - odd_b;
  to[5] = d[5] - (aa + bb) * d[3] + aa * bb * d[1];
}
/// A^T m: products back into pixels.
INLINE void transform_output(const Lanes (&m)[reach], Lanes (&to)[side]) {
  const Lanes sum_a = m[1] + m[2], sum_b = m[3] + m[4], dif_a = m[1] - m[2], dif_b = m[3] - m[4];
  to[0] = m[0] + sum_a + sum_b;
  to[1] = a * dif_a + b * dif_b;
  to[2] = aa * sum_a + bb * sum_b;
  to[3] = a * aa * dif_a + b * bb * dif_b + m[5];
}
/// A g: the gradient of pixels as that of products.
INLINE void transform_gradient(const Lanes (&g)[side], Lanes (&to)[reach]) {
  const Lanes even_a = g[0] + aa * g[2], odd_a = a * g[1] + a * aa * g[3];
  const Lanes even_b = g[0] + bb * g[2], odd_b = b * g[1] + b * bb * g[3];
  to[0] = g[0];
  to[1] = even_a + odd_a;
  to[2] = even_a - odd_a;
  to[3] = even_b + odd_b;
  to[4] = even_b - odd_b;
  to[5] = g[3];
}

struct Filters {
  float g[reach][3] = {};
  Filters() {
    const double points[5] = {0, a, -a, b, -b};
    for (int i = 0; i < 5; ++i) {
      double scale = 1;
      for (int j = 0; j < 5; ++j)
        if (j != i) scale *= points[i] - points[j];
      for (int k = 0; k < 3; ++k) g[i][k] = static_cast<float>(std::pow(points[i], k) / scale);
    }
    g[5][2] = 1;
  }
};

struct Shape {
  Index images, height, width;
  Index down() const { return (height + side - 1) / side; }
  Index across() const { return (width + side - 1) / side; }
  Index tiles() const { return images * down() * across(); }
};

/// Pixels of a tile, `size` x `size` from (y, x) on, zero outside of the picture.
template <int size>
INLINE void load_tile(const float* image, const Shape& s, Index channels, Index y, Index x, Lanes (&to)[size][size]) {
  const bool inside = y >= 0 && x >= 0 && y + size <= s.height && x + size <= s.width;
  for (int dy = 0; dy < size; ++dy) {
    for (int dx = 0; dx < size; ++dx) {
      const bool here = inside || (y + dy >= 0 && x + dx >= 0 && y + dy < s.height && x + dx < s.width);
      to[dy][dx] = here ? load(image + ((y + dy) * s.width + x + dx) * channels) : Lanes{};
    }
  }
}

/// Tiles [first, first + count) into [36][tile][channel], `pitch` floats from one position to the next.
template <int size, class Transform>
void transform_tiles(const float* x, const Shape& s, Index channels, Index first, Index count, float* to, Index pitch,
                     const Transform& transform) {
  const Index across = s.across(), per_image = across * s.down();
  const int from = size == reach ? -1 : 0;
  for (Index t = 0; t < count; ++t) {
    const Index image = (first + t) / per_image, rest = (first + t) % per_image;
    const Index ty = rest / across, tx = rest % across;
    for (Index c = 0; c < channels; c += lanes) {
      Lanes pixels[size][size], half[size][reach];
      load_tile<size>(x + image * s.height * s.width * channels + c, s, channels, ty * side + from, tx * side + from,
                      pixels);
      for (int y = 0; y < size; ++y) transform(pixels[y], half[y]);
      for (int k = 0; k < reach; ++k) {
        Lanes column[size], full[reach];
        for (int y = 0; y < size; ++y) column[y] = half[y][k];
        transform(column, full);
        for (int i = 0; i < reach; ++i) store(to + (i * reach + k) * pitch + t * channels + c, full[i]);
      }
    }
  }
}

/// Rows of sums: to[r][j] (+)= sum over i < n of left[i * left_i + r * left_r] * right[i * right_i + j], j < 16 * W.
template <int R, int W, bool add>
INLINE void multiply(const float* left, Index left_i, Index left_r, const float* right, Index right_i, Index n,
                     float* to, Index to_r) {
  Lanes sums[R][W];
#pragma GCC unroll 12
  for (int r = 0; r < R; ++r) {
#pragma GCC unroll 4
    for (int w = 0; w < W; ++w) sums[r][w] = add ? load(to + r * to_r + w * lanes) : Lanes{};
  }
  for (Index i = 0; i < n; ++i) {
    Lanes row[W];
#pragma GCC unroll 4
    for (int w = 0; w < W; ++w) row[w] = load(right + i * right_i + w * lanes);
#pragma GCC unroll 12
    for (int r = 0; r < R; ++r) {
      const float value = left[i * left_i + r * left_r];
#pragma GCC unroll 4
      for (int w = 0; w < W; ++w) sums[r][w] += value * row[w];
    }
  }
#pragma GCC unroll 12
  for (int r = 0; r < R; ++r) {
#pragma GCC unroll 4
    for (int w = 0; w < W; ++w) store(to + r * to_r + w * lanes, sums[r][w]);
  }
}

template <int W, bool add>
void multiply_rows(const float* left, Index left_i, Index left_r, const float* right, Index right_i, Index n,
                   Index rows, float* to, Index to_r) {
  constexpr int at_once = W == 4 ? 6 : 12;
  Index r = 0;
  for (; r + at_once <= rows; r += at_once)
    multiply<at_once, W, add>(left + r * left_r, left_i, left_r, right, right_i, n, to + r * to_r, to_r);
  for (; r + 2 <= rows; r += 2)
    multiply<2, W, add>(left + r * left_r, left_i, left_r, right, right_i, n, to + r * to_r, to_r);
  for (; r < rows; ++r) multiply<1, W, add>(left + r * left_r, left_i, left_r, right, right_i, n, to + r * to_r, to_r);
}

/// The product of matrices [rows][n] (strides left_r, left_i) and [n][columns].
template <bool add>
void multiply_matrices(const float* left, Index left_i, Index left_r, const float* right, Index columns, Index n,
                       Index rows, float* to) {
  Index j = 0;
  for (; j + 64 <= columns; j += 64)
    multiply_rows<4, add>(left, left_i, left_r, right + j, columns, n, rows, to + j, columns);
  for (; j + 32 <= columns; j += 32)
    multiply_rows<2, add>(left, left_i, left_r, right + j, columns, n, rows, to + j, columns);
  for (; j < columns; j += 16)
    multiply_rows<1, add>(left, left_i, left_r, right + j, columns, n, rows, to + j, columns);
}

Index tiles_at_once(Index channels, Index tiles) {
  return std::min(tiles, std::max<Index>(48, 200 * 1024 / (36 * channels)));
}

const auto input = [](const auto& d, auto& to) __attribute__((always_inline)) { transform_input(d, to); };
const auto gradient = [](const auto& g, auto& to) __attribute__((always_inline)) { transform_gradient(g, to); };

}  // namespace

extern "C" {

/// to[n][y][x][k] = sum of x * w over c and 3x3; w is [output][input][3][3]. With `backwards`, x is the gradient of the
/// output and `to` becomes that of the input: the same with the taps turned round and the channels exchanged.
void limn_convolve(const float* x, const float* w, float* to, Index images, Index height, Index width, Index inputs,
                   Index outputs, int backwards) {
  static const Filters filters;
  const Shape s{images, height, width};
  // [36][input][output] of this direction, 16 outputs at a time.
  const Buffer weights = allocate(positions * inputs * outputs);
  for (Index i = 0; i < inputs; ++i) {
    for (Index o = 0; o < outputs; o += lanes) {
      Lanes g[9], half[reach][3];
      for (Index l = 0; l < lanes; ++l) {
        const float* const taps = backwards ? w + (i * outputs + o + l) * 9 : w + ((o + l) * inputs + i) * 9;
        for (int t = 0; t < 9; ++t) g[t][l] = taps[backwards ? 8 - t : t];
      }
      for (int r = 0; r < reach; ++r)
        for (int k = 0; k < 3; ++k)
          half[r][k] = filters.g[r][0] * g[k] + filters.g[r][1] * g[3 + k] + filters.g[r][2] * g[6 + k];
      for (int r = 0; r < reach; ++r)
        for (int q = 0; q < reach; ++q)
          store(weights.get() + ((r * reach + q) * inputs + i) * outputs + o,
                filters.g[q][0] * half[r][0] + filters.g[q][1] * half[r][1] + filters.g[q][2] * half[r][2]);
    }
  }
  const Index block = tiles_at_once(std::max(inputs, outputs), s.tiles());
  const Index pitch = block * inputs + lanes, product_pitch = block * outputs + lanes;
  const Buffer values = allocate(positions * pitch), products = allocate(positions * product_pitch);
  const Index across = s.across(), per_image = across * s.down();
  for (Index first = 0; first < s.tiles(); first += block) {
    const Index count = std::min(block, s.tiles() - first);
    transform_tiles<reach>(x, s, inputs, first, count, values.get(), pitch, input);
    for (int p = 0; p < positions; ++p) {
      multiply_matrices<false>(values.get() + p * pitch, 1, inputs, weights.get() + p * inputs * outputs, outputs,
                               inputs, count, products.get() + p * product_pitch);
    }
    for (Index t = 0; t < count; ++t) {
      const Index image = (first + t) / per_image, rest = (first + t) % per_image;
      const Index ty = rest / across * side, tx = rest % across * side;
      for (Index c = 0; c < outputs; c += lanes) {
        const float* const from = products.get() + t * outputs + c;
        Lanes half[reach][side], pixels[side];
        for (int i = 0; i < reach; ++i) {
          Lanes m[reach];
          for (int k = 0; k < reach; ++k) m[k] = load(from + (i * reach + k) * product_pitch);
          transform_output(m, half[i]);
        }
        for (int dx = 0; dx < side; ++dx) {
          Lanes m[reach];
          for (int i = 0; i < reach; ++i) m[i] = half[i][dx];
          transform_output(m, pixels);
          for (int dy = 0; dy < side; ++dy) {
            if (ty + dy >= height || tx + dx >= width) continue;
            store(to + ((image * height + ty + dy) * width + tx + dx) * outputs + c, pixels[dy]);
          }
        }
      }
    }
  }
}

/// The gradient of the weights, [output][input][3][3], from the input and the gradient of the output.
void limn_weight_gradient(const float* x, const float* dy, float* dw, Index images, Index height, Index width,
                          Index inputs, Index outputs) {
  static const Filters filters;
  const Shape s{images, height, width};
  const Index block = tiles_at_once(inputs + outputs, s.tiles());
  const Index pitch = block * inputs + lanes, gradient_pitch = block * outputs + lanes;
  const Buffer values = allocate(positions * pitch), gradients = allocate(positions * gradient_pitch);
  const Buffer sums = allocate(positions * inputs * outputs);
  std::memset(sums.get(), 0, static_cast<std::size_t>(positions * inputs * outputs) * 4);
  for (Index first = 0; first < s.tiles(); first += block) {
    const Index count = std::min(block, s.tiles() - first);
    transform_tiles<reach>(x, s, inputs, first, count, values.get(), pitch, input);
    transform_tiles<side>(dy, s, outputs, first, count, gradients.get(), gradient_pitch, gradient);
    for (int p = 0; p < positions; ++p) {
      multiply_matrices<true>(values.get() + p * pitch, inputs, 1, gradients.get() + p * gradient_pitch, outputs, count,
                              inputs, sums.get() + p * inputs * outputs);
    }
  }
  for (Index i = 0; i < inputs; ++i) {
    for (Index o = 0; o < outputs; o += lanes) {
      Lanes half[3][reach] = {};
      for (int r = 0; r < reach; ++r)
        for (int q = 0; q < reach; ++q) {
          const Lanes u = load(sums.get() + ((r * reach + q) * inputs + i) * outputs + o);
          for (int k = 0; k < 3; ++k) half[k][q] += filters.g[r][k] * u;
        }
      for (int k = 0; k < 3; ++k)
        for (int l = 0; l < 3; ++l) {
          Lanes sum{};
          for (int q = 0; q < reach; ++q) sum += filters.g[q][l] * half[k][q];
          for (Index lane = 0; lane < lanes; ++lane) dw[((o + lane) * inputs + i) * 9 + k * 3 + l] = sum[lane];
        }
    }
  }
}

/// Mean and variance of each channel over `pixels` pixels.
void limn_statistics(const float* y, Index pixels, Index channels, float* mean, float* variance) {
  std::vector<double> sum(static_cast<std::size_t>(channels)), square(static_cast<std::size_t>(channels));
  constexpr Index block = 256;
  for (Index first = 0; first < pixels; first += block) {
    const Index last = std::min(pixels, first + block);
    for (Index c = 0; c < channels; c += lanes) {
      Lanes s{}, q{};
      for (Index i = first; i < last; ++i) {
        const Lanes v = load(y + i * channels + c);
        s += v;
        q += v * v;
      }
      for (Index k = 0; k < lanes; ++k) {
        sum[static_cast<std::size_t>(c + k)] += s[k];
        square[static_cast<std::size_t>(c + k)] += q[k];
      }
    }
  }
  for (Index c = 0; c < channels; ++c) {
    const double m = sum[static_cast<std::size_t>(c)] / static_cast<double>(pixels);
    mean[c] = static_cast<float>(m);
    variance[c] =
        static_cast<float>(std::max(0.0, square[static_cast<std::size_t>(c)] / static_cast<double>(pixels) - m * m));
  }
}

/// z = max(0, y * scale + shift).
void limn_affine_relu(const float* y, Index pixels, Index channels, const float* scale, const float* shift, float* z) {
  for (Index i = 0; i < pixels; ++i) {
    for (Index c = 0; c < channels; c += lanes) {
      const Lanes v = load(y + i * channels + c) * load(scale + c) + load(shift + c);
      store(z + i * channels + c, v > Lanes{} ? v : Lanes{});
    }
  }
}

/// From the gradient dz of z = relu(y * scale + shift), scale = gain / deviation: the sums that are the gradients of
/// shift (dshift) and gain (dgain), then the gradient of y where mean and deviation are those of y itself.
void limn_normalize_backward(const float* dz, const float* y, Index pixels, Index channels, const float* scale,
                             const float* shift, const float* mean, const float* inverse_deviation, float* dshift,
                             float* dgain, float* dy) {
  std::vector<double> sum(static_cast<std::size_t>(channels)), product(static_cast<std::size_t>(channels));
  constexpr Index block = 256;
  for (Index first = 0; first < pixels; first += block) {
    const Index last = std::min(pixels, first + block);
    for (Index c = 0; c < channels; c += lanes) {
      const Lanes k = load(scale + c), s = load(shift + c), m = load(mean + c), d = load(inverse_deviation + c);
      Lanes total{}, weighted{};
      for (Index i = first; i < last; ++i) {
        const Lanes v = load(y + i * channels + c), g = load(dz + i * channels + c);
        const Lanes passed = v * k + s > Lanes{} ? g : Lanes{};
        total += passed;
        weighted += passed * ((v - m) * d);
      }
      for (Index l = 0; l < lanes; ++l) {
        sum[static_cast<std::size_t>(c + l)] += total[l];
        product[static_cast<std::size_t>(c + l)] += weighted[l];
      }
    }
  }
  for (Index c = 0; c < channels; ++c) {
    dshift[c] = static_cast<float>(sum[static_cast<std::size_t>(c)]);
    dgain[c] = static_cast<float>(product[static_cast<std::size_t>(c)]);
  }
  const float share = 1.0F / static_cast<float>(pixels);
  for (Index i = 0; i < pixels; ++i) {
    for (Index c = 0; c < channels; c += lanes) {
      const Lanes k = load(scale + c), m = load(mean + c), d = load(inverse_deviation + c);
      const Lanes v = load(y + i * channels + c), g = load(dz + i * channels + c);
      const Lanes passed = v * k + load(shift + c) > Lanes{} ? g : Lanes{};
      store(dy + i * channels + c, k * (passed - share * load(dshift + c) - (v - m) * d * share * load(dgain + c)));
    }
  }
}

}  // extern "C"
