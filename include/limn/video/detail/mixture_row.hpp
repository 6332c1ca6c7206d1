#pragma once
/// \file
/// One step of a mixture of Gaussians for a run of pixels, as many at a time as a register holds.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/pixel.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstddef>
#include <cstdint>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

inline constexpr int most_modes = 8;

/// Numbers of a step, the same for all pixels.
struct MixtureStep {
  float rate, keep, prune;  ///< alpha, 1 - alpha, alpha c_T
  float background, match;  ///< squared distances in variances
  float ratio;              ///< of the weight that is background
  float variance, low_variance, high_variance;
  int modes;
};

/// Where a run of pixels begins: a plane of weights for each mode, of variances, and of means for each channel.
struct MixturePlanes {
  float* weight;
  float* variance;
  float* mean;
  Index mode_stride;     ///< from a mode to the next, in weights and variances
  Index channel_stride;  ///< from a channel of the means to the next; modes are `Channels` times as far apart
};

/// A lone pixel, with the operations of Vec.
struct OneLane {
  float v;
  struct Compared {
    bool v;
    friend LIMN_INLINE Compared operator&(Compared a, Compared b) { return {a.v && b.v}; }
    friend LIMN_INLINE Compared operator|(Compared a, Compared b) { return {a.v || b.v}; }
    friend LIMN_INLINE Compared operator~(Compared a) { return {!a.v}; }
  };
  static constexpr int size = 1;
  LIMN_INLINE static OneLane load(const float* from) { return {*from}; }
  LIMN_INLINE static OneLane splat(float x) { return {x}; }
  LIMN_INLINE void store(float* to) const { *to = v; }
  friend LIMN_INLINE OneLane operator+(OneLane a, OneLane b) { return {a.v + b.v}; }
  friend LIMN_INLINE OneLane operator-(OneLane a, OneLane b) { return {a.v - b.v}; }
  friend LIMN_INLINE OneLane operator*(OneLane a, OneLane b) { return {a.v * b.v}; }
  friend LIMN_INLINE OneLane operator/(OneLane a, OneLane b) { return {a.v / b.v}; }
  friend LIMN_INLINE Compared operator<(OneLane a, OneLane b) { return {a.v < b.v}; }
  friend LIMN_INLINE Compared operator>(OneLane a, OneLane b) { return {a.v > b.v}; }
  friend LIMN_INLINE Compared operator>=(OneLane a, OneLane b) { return {a.v >= b.v}; }
  friend LIMN_INLINE Compared operator==(OneLane a, OneLane b) { return {a.v == b.v}; }
};
LIMN_INLINE OneLane select(OneLane::Compared mask, OneLane a, OneLane b) { return mask.v ? a : b; }
LIMN_INLINE bool any_lane(OneLane::Compared mask) { return mask.v; }
LIMN_INLINE void store_foreground(OneLane::Compared background, Binary* out) { *out = to_binary(!background.v); }

#if LIMN_DETAIL_VECTORS
template <int Bytes>
[[nodiscard]] LIMN_INLINE bool any_lane(const Vec<std::int32_t, Bytes>& mask) {
  return movemask(bit_cast<std::int8_t>(mask)) != 0;
}
template <int Bytes>
LIMN_INLINE void store_foreground(const Vec<std::int32_t, Bytes>& background, Binary* out) {
  std::int32_t lanes[static_cast<std::size_t>(Bytes) / 4];
  background.store(lanes);
  for (int i = 0; i < Bytes / 4; ++i) out[i] = static_cast<Binary>(~lanes[i] & 255);
}
#endif

/// A register of pixels: Zivkovic 2004, equations 7 to 11 and the pruning of 14. A weight of 0 marks a mode that is not
/// there; modes stand in falling order of weight.
template <int Channels>
struct MixtureUpdate {
  static constexpr std::size_t channels = static_cast<std::size_t>(Channels);

  template <class V>
  LIMN_INLINE static void run(const float* const* pixels, const MixturePlanes& at, const MixtureStep& step,
                              Binary* out) {
    V x[channels], w[most_modes], variance[most_modes], mean[most_modes][channels];
    const V zero = V::splat(0), one = V::splat(1), rate = V::splat(step.rate);
    for (int c = 0; c < Channels; ++c) x[c] = V::load(pixels[c]);

    auto matched = one < zero;  // nowhere
    auto background = matched;
    V total = zero;
    int used = 0;
    // 1. Every mode decays; the first one that is near takes the pixel.
    for (; used < step.modes; ++used) {
      const int k = used;
      const V before = V::load(at.weight + k * at.mode_stride);
      const auto there = before > zero;
      if (!any_lane(there)) break;
      variance[k] = V::load(at.variance + k * at.mode_stride);
      V difference[channels], distance = zero;
      for (int c = 0; c < Channels; ++c) {
        mean[k][c] = V::load(at.mean + (k * Channels + c) * at.channel_stride);
        difference[c] = x[c] - mean[k][c];
        distance = distance + difference[c] * difference[c];
      }
      V weight = before * V::splat(step.keep) - V::splat(step.prune);
      const auto open = there & ~matched;
      background =
          background | (open & (total < V::splat(step.ratio)) & (distance < V::splat(step.background) * variance[k]));
      const auto takes = open & (distance < V::splat(step.match) * variance[k]);
      weight = select(takes, weight + rate, weight);
      // Too weak to be kept: such modes stand last.
      weight = select(there & (weight >= V::splat(step.prune)), weight, zero);
      w[k] = weight;
      total = total + weight;
      if (!any_lane(takes)) continue;
      matched = matched | takes;
      const V gain = select(takes, rate / select(takes, weight, one), zero);
      for (int c = 0; c < Channels; ++c) mean[k][c] = mean[k][c] + gain * difference[c];
      const V moved = variance[k] + gain * (distance - variance[k]);
      const V low = V::splat(step.low_variance), high = V::splat(step.high_variance);
      variance[k] = select(takes, select(moved < low, low, select(moved > high, high, moved)), variance[k]);
      rise(w, variance, mean, k, takes);
    }
    // 2. Weights sum to one.
    const V scale = one / select(total > zero, total, one);
    for (int k = 0; k < used; ++k) w[k] = w[k] * scale;
    // 3. Where none was near, a new mode, for the weakest where there is no room.
    if (any_lane(~matched)) {
      auto open = ~matched;
      for (int k = 0; k < step.modes && any_lane(open); ++k) {
        if (k == used) {
          w[k] = zero;
          variance[k] = zero;
          for (int c = 0; c < Channels; ++c) mean[k][c] = zero;
          ++used;
        }
        const auto room = k + 1 == step.modes ? open : open & (w[k] == zero);
        const auto other = open & ~room;
        w[k] = select(room, k == 0 ? one : rate, select(other, w[k] * V::splat(step.keep), w[k]));
        variance[k] = select(room, V::splat(step.variance), variance[k]);
        for (int c = 0; c < Channels; ++c) mean[k][c] = select(room, x[c], mean[k][c]);
        if (any_lane(room)) rise(w, variance, mean, k, room);
        open = open & ~room;
      }
    }
    for (int k = 0; k < used; ++k) {
      w[k].store(at.weight + k * at.mode_stride);
      variance[k].store(at.variance + k * at.mode_stride);
      for (int c = 0; c < Channels; ++c) mean[k][c].store(at.mean + (k * Channels + c) * at.channel_stride);
    }
    store_foreground(background, out);
  }

 private:
  /// Mode k, where `moving`, before those that weigh no more.
  template <class V, class M>
  LIMN_INLINE static void rise(V* w, V* variance, V (*mean)[channels], int k, const M& first_moving) {
    M moving = first_moving;
    for (int i = k; i > 0; --i) {
      moving = moving & (w[i] >= w[i - 1]);
      if (!any_lane(moving)) return;
      const auto exchange = [&moving](V& a, V& b) LIMN_LAMBDA_INLINE {
        const V first = select(moving, b, a);
        b = select(moving, a, b);
        a = first;
      };
      exchange(w[i - 1], w[i]);
      exchange(variance[i - 1], variance[i]);
      for (int c = 0; c < Channels; ++c) exchange(mean[i - 1][c], mean[i][c]);
    }
  }
};

inline constexpr Index mixture_piece = 256;
/// Pixels as floats, channel by channel.
template <int Channels>
using MixturePixels = float[static_cast<std::size_t>(Channels)][mixture_piece];

/// Up to `mixture_piece` pixels to floats; a NaN is taken for what is mostly there, the means of the first modes.
struct ToMixturePixels {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* in, MixturePixels<1>& out, const float* means, Index count) const {
    for (Index i = 0; i < count; ++i) {
      const float x = static_cast<float>(in[i]);
      out[0][i] = x == x ? x : means[i];
    }
  }
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const Rgb<std::uint8_t>* in, MixturePixels<3>& out, const float*,
                              Index count) const {
    for (Index i = 0; i < count; ++i) {
      out[0][i] = static_cast<float>(in[i].r);
      out[1][i] = static_cast<float>(in[i].g);
      out[2][i] = static_cast<float>(in[i].b);
    }
  }
};

template <int Channels>
struct MixtureRow {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const MixturePixels<Channels>& pixels, const MixturePlanes& planes,
                              const MixtureStep& step, Binary* out, Index count) const {
    Index i = 0;
#if LIMN_DETAIL_VECTORS
    // GCC takes comparisons of 16 floats apart, lane by lane: five times as slow as those of eight.
    i = run<Vec<float, (Tag::bytes > 32 ? 32 : Tag::bytes)>>(pixels, planes, step, out, i, count);
#endif
    run<OneLane>(pixels, planes, step, out, i, count);
  }

 private:
  template <class V>
  LIMN_INLINE static Index run(const MixturePixels<Channels>& pixels, const MixturePlanes& at, const MixtureStep& step,
                               Binary* out, Index i, Index count) {
    for (; i + V::size <= count; i += V::size) {
      const float* from[static_cast<std::size_t>(Channels)];
      for (int c = 0; c < Channels; ++c) from[c] = pixels[c] + i;
      MixtureUpdate<Channels>::template run<V>(
          from, {at.weight + i, at.variance + i, at.mean + i, at.mode_stride, at.channel_stride}, step, out + i);
    }
    return i;
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
