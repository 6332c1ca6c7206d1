#pragma once
/// \file
/// Bilateral filters of small windows on gray bytes: weights come from tables of 256 entries, in 15 bits, and means
/// from sums of integers. Where such a mean is too near to a half to be sure which byte the floats of `BilateralRow`
/// give, those are computed, so that the bytes are the same.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/shorts.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/bilateral_pairs.hpp>
#include <limn/filter/detail/bilateral_rows.hpp>
#include <limn/filter/detail/channel_rows.hpp>
#include <limn/filter/detail/gaussian_lanes.hpp>

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if LIMN_DETAIL_VECTORS

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// For each of `spaces` a table of what pixels weigh whose difference is -255 to 255. A kernel, so that no compiler
/// fuses what `BilateralRow` does not.
struct WeighDifferences {
  static constexpr Index most = 255, size = 2 * most + 1;

  template <class Tag>
  LIMN_INLINE void operator()(Tag, float color, const float* spaces, Index count, float* tables) const {
    for (Index i = 0; i < count; ++i) {
      for (Index apart = -most; apart <= most; ++apart) {
        const float square = static_cast<float>(apart * apart);
        tables[i * size + most + apart] = PowerOfHalf::of(square * color) * spaces[i];
      }
    }
  }
};

/// For each distance in the window a table of what pixels weigh by their difference.
struct BilateralTables {
  static constexpr Index size = WeighDifferences::most + 1;
  static constexpr double unit = 32767;  // the rough weight of 1

  List<Index> numbers;       // for each tap, that of its table
  List<float> exact;         // of `WeighDifferences`
  List<std::int16_t> rough;  // of 0 to 255; one more than there are, since entries are read by twos
  // The rough weights lead to a sum of weights times differences from the center that is wrong by at most these: by the
  // first, and by the second for each level that the mean is away from the center.
  float wrong = 0, wrong_of_center = 0;
  float slack;  // the floats of `BilateralRow`, and of the rough mean, lead to a mean wrong by this part of it

  explicit BilateralTables(const BilateralTaps& taps)
      : slack(static_cast<float>(2 * taps.offsets.size() + 12) / (1 << 24)) {
    List<float> spaces;
    for (const float space : taps.weights) {
      const auto known = std::find(spaces.begin(), spaces.end(), space);
      numbers.push_back(known - spaces.begin());
      if (known == spaces.end()) spaces.push_back(space);
    }
    exact.resize(spaces.size() * static_cast<std::size_t>(WeighDifferences::size));
    dispatch(WeighDifferences{}, taps.color, static_cast<const float*>(spaces.data()),
             static_cast<Index>(spaces.size()), exact.data());
    for (std::size_t i = 0; i < spaces.size(); ++i) {
      const float* const table = exact.data() + static_cast<Index>(i) * WeighDifferences::size + WeighDifferences::most;
      double most = 0, most_of_center = 0;
      for (Index apart = 0; apart < size; ++apart) {
        const double weight = unit * static_cast<double>(table[apart]), whole = math::nearbyint(weight);
        rough.push_back(static_cast<std::int16_t>(whole));
        most = (std::max)(most, math::abs(whole - weight) * static_cast<double>(apart));
        most_of_center = (std::max)(most_of_center, math::abs(whole - weight));
      }
      // A little more, for what is rounded in using them.
      const auto taps_of_it = static_cast<double>(std::count(numbers.begin(), numbers.end(), static_cast<Index>(i)));
      wrong += static_cast<float>(1.02 * taps_of_it * most);
      wrong_of_center += static_cast<float>(1.02 * taps_of_it * most_of_center);
    }
    rough.push_back(0);
  }
};

/// Entries of a table of 256.
template <class Tag>
struct LookUp {
  using V = VecOf<std::int16_t, Tag>;
  const std::int16_t* table;

  LIMN_INLINE explicit LookUp(const std::int16_t* entries) : table(entries) {}
  LIMN_INLINE V operator()(const V& places) const {
    V found{};
#pragma GCC unroll 32
    for (int i = 0; i < V::size; ++i) found.v[i] = table[places[i]];
    return found;
  }
};

#if LIMN_DETAIL_X86
[[nodiscard]] LIMN_TARGET_AVX2 inline Vec<std::int32_t, 32> gather_two(const std::int16_t* table,
                                                                       const Vec<std::int32_t, 32>& places) {
  const Ints32 all = ~Ints32{};
  const int* const from = reinterpret_cast<const int*>(table);
#if defined(__clang__)
  return {(Vec<std::int32_t, 32>::Native)__builtin_ia32_gatherd_d256(Ints32{}, from, (Ints32)places.v, all, 2)};
#else
  return {(Vec<std::int32_t, 32>::Native)__builtin_ia32_gathersiv8si(Ints32{}, from, (Ints32)places.v, all, 2)};
#endif
}
template <>
struct LookUp<Avx2> {
  using V = Vec<std::int16_t, 32>;
  const std::int16_t* table;

  LIMN_INLINE explicit LookUp(const std::int16_t* entries) : table(entries) {}
  LIMN_INLINE V operator()(const V& places) const {
    const auto two = bit_cast<std::int32_t>(places), low = Vec<std::int32_t, 32>::splat(0xffff);
    return bit_cast<std::int16_t>((gather_two(table, two & low) & low) | gather_two(table, two >> 16) << 16);
  }
};

/// Of 64 entries, by the low six bits.
[[nodiscard]] LIMN_TARGET_AVX512 inline Vec<std::int16_t, 64> pick_of_64(const Vec<std::int16_t, 64>& first,
                                                                         const Vec<std::int16_t, 64>& second,
                                                                         const Vec<std::int16_t, 64>& places) {
#if defined(__clang__)
  return {(Vec<std::int16_t, 64>::Native)__builtin_ia32_vpermi2varhi512((Shorts64)first.v, (Shorts64)places.v,
                                                                        (Shorts64)second.v)};
#else
  return {(Vec<std::int16_t, 64>::Native)__builtin_ia32_vpermt2varhi512_mask((Shorts64)places.v, (Shorts64)first.v,
                                                                             (Shorts64)second.v, 0xffffffffU)};
#endif
}
[[nodiscard]] LIMN_TARGET_AVX512 inline bool any_over_63(const Vec<std::int16_t, 64>& a) {
  const Vec<std::int16_t, 64> most = Vec<std::int16_t, 64>::splat(63);
  return __builtin_ia32_cmpw512_mask((Shorts64)a.v, (Shorts64)most.v, 6, 0xffffffffU) != 0;
}
template <>
struct LookUp<Avx512> {
  using V = Vec<std::int16_t, 64>;
  V entries[8];

  LIMN_INLINE explicit LookUp(const std::int16_t* table) {
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) entries[i] = V::load(table + i * V::size);
  }
  LIMN_INLINE V operator()(const V& places) const {
    const V found = pick_of_64(entries[0], entries[1], places);
    if (!any_over_63(places)) return found;                                      // the most are in smooth parts
    const V upper = (places << 9) < V::zero(), top = (places << 8) < V::zero();  // bits 6 and 7
    const V lower_half = select(upper, pick_of_64(entries[2], entries[3], places), found);
    const V upper_half =
        select(upper, pick_of_64(entries[6], entries[7], places), pick_of_64(entries[4], entries[5], places));
    return select(top, upper_half, lower_half);
  }
};
#endif

/// The rough weights of the neighbors at `offsets` for the pixels of a row, a row of `stride` for each neighbor.
struct RoughWeights {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const std::int16_t* centers, const Index* offsets, const Index* numbers, Index count,
                              const std::int16_t* tables, std::int16_t* weights, Index stride, Index length) const {
    using V = VecOf<std::int16_t, Tag>;
    for (Index k = 0; k < count; ++k) {
      const LookUp<Tag> look_up(tables + numbers[k] * BilateralTables::size);
      const std::int16_t* const there = centers + offsets[k];
      for (Index x = 0; x < length; x += V::size) {
        const V apart = V::load(there + x) - V::load(centers + x);
        look_up((max)(apart, -apart)).store(weights + k * stride + x);
      }
    }
  }
};

/// The means of a row as bytes, under the rough weights; `weights[k]` are those of the neighbor at offsets[k], `taps`
/// is even. Sets `unsure` to the pixels of which the byte is not sure. \returns  how many they are.
struct RoughMeans {
  template <class Tag>
  LIMN_INLINE Index operator()(Tag, const std::int16_t* centers, const Index* offsets,
                               const std::int16_t* const* weights, Index taps, float wrong, float wrong_of_center,
                               float slack, std::uint8_t* out, Index* unsure, Index length) const {
    using V = VecOf<std::int16_t, Tag>;
    using Ints = VecOf<std::int32_t, Tag>;
    using F = VecOf<float, Tag>;
    const V ones = V::splat(1), byte = V::splat(255);
    const F half = F::splat(0.5F), magic = F::splat(12582912.0F);
    Index count = 0;
    // A byte, or if it is not sure a negative number that ends in it, for each of half the pixels.
    const auto means = [&](const Ints& sum, const Ints& total, const V& center) LIMN_LAMBDA_INLINE {
      const Ints magnitude = Ints::splat(0x7fffffff);
      const auto size = [&](const F& v)
                            LIMN_LAMBDA_INLINE { return bit_cast<float>(bit_cast<std::int32_t>(v) & magnitude); };
      const F weight = convert<float>(total), mean = convert<float>(sum) / weight;
      const F rounded = mean + magic, from_center = mean - convert<float>(bit_cast<std::int32_t>(center));
      const F room = (half - F::splat(slack) * mean - size(mean - (rounded - magic))) * weight;
      const F bound = F::splat(wrong) + F::splat(wrong_of_center) * size(from_center);
      const Ints flag = (room <= bound) & Ints::splat(-32768);
      return (bit_cast<std::int32_t>(rounded) & Ints::splat(255)) | flag;
    };
    const auto bytes = [&](Index x) LIMN_LAMBDA_INLINE {
      Ints sums[2] = {Ints::zero(), Ints::zero()}, totals[2] = {Ints::zero(), Ints::zero()};
      for (Index k = 0; k < taps; k += 2) {
        const V weight = V::load(weights[k] + x), next_weight = V::load(weights[k + 1] + x);
        const V pixel = V::load(centers + x + offsets[k]), next_pixel = V::load(centers + x + offsets[k + 1]);
        const V low = interleave_low(weight, next_weight), high = interleave_high(weight, next_weight);
        sums[0] += multiply_add_pairs(low, interleave_low(pixel, next_pixel));
        sums[1] += multiply_add_pairs(high, interleave_high(pixel, next_pixel));
        totals[0] += multiply_add_pairs(low, ones);
        totals[1] += multiply_add_pairs(high, ones);
      }
      const V center = V::load(centers + x);
      const V found = join_interleaved(means(sums[0], totals[0], interleave_low(center, V::zero())),
                                       means(sums[1], totals[1], interleave_high(center, V::zero())));
      for (std::uint64_t bits = movemask(found); bits != 0; bits &= bits - 1) {
        const Index at = x + std::countr_zero(bits);
        if (at < length) unsure[count++] = at;
      }
      return bit_cast<std::uint16_t>(found & byte);
    };
    for (Index x = 0; x < length; x += 2 * V::size) narrow(bytes(x), bytes(x + V::size)).store(out + x);
    return count;
  }
};

/// The bytes of single pixels, as `BilateralRow` has them.
struct ExactMeans {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const std::int16_t* centers, const Index* offsets, const Index* numbers, Index taps,
                              const float* tables, std::uint8_t* out, const Index* unsure, Index count) const {
    constexpr Index together = 4;  // since each waits for its own sums
    for (Index i = 0; i < count; i += together) {
      const std::int16_t* here[together];
      float sums[together] = {}, totals[together] = {};
      for (Index j = 0; j < together; ++j) here[j] = centers + unsure[i + j < count ? i + j : count - 1];
      for (Index k = 0; k < taps; ++k) {
        const float* const table = tables + numbers[k] * WeighDifferences::size + WeighDifferences::most;
#pragma GCC unroll 4
        for (Index j = 0; j < together; ++j) {
          const Index there = here[j][offsets[k]];
          const float weight = table[there - *here[j]];
          const float part = weight * static_cast<float>(there);
          totals[j] += weight;
          sums[j] += part;
        }
      }
      for (Index j = 0; j < together && i + j < count; ++j) {
        out[unsure[i + j]] = GaussianReal<float, std::uint8_t>::finish(sums[j] / totals[j]);
      }
    }
  }
};

/// The rows [y0, y1) of the result. A template in name, so that its kernels are compiled where it is called.
inline void bilateral_bytes(const BilateralPlanes<std::int16_t>& planes, const BilateralTaps& taps,
                            const std::same_as<BilateralTables> auto& tables, Index radius,
                            const ChannelRows<std::uint8_t>& out, Index y0, Index y1) {
  const auto count = static_cast<Index>(taps.offsets.size()), center = count / 2;
  // One tap more, without weight, makes their number even.
  List<Index> offsets = taps.offsets;
  offsets.push_back(0);
  const List<std::int16_t> weightless(256);
  List<std::uint8_t> bytes(256);
  List<Index> unsure(256);
  const auto weigh = [&](const std::int16_t* centers, std::int16_t* to, Index stride, Index length) {
    dispatch(RoughWeights{}, centers, offsets.data() + center, tables.numbers.data() + center, count - center,
             tables.rough.data(), to, stride, length);
  };
  const auto mean = [&](const std::int16_t* centers, const std::int16_t** weights, Index x, Index y, Index width) {
    weights[count] = weightless.data();
    const Index missing = dispatch(RoughMeans{}, centers, static_cast<const Index*>(offsets.data()),
                                   static_cast<const std::int16_t* const*>(weights), count + 1, tables.wrong,
                                   tables.wrong_of_center, tables.slack, bytes.data(), unsure.data(), width);
    dispatch(ExactMeans{}, centers, static_cast<const Index*>(offsets.data()), tables.numbers.data(), count,
             tables.exact.data(), bytes.data(), static_cast<const Index*>(unsure.data()), missing);
    std::memcpy(out.row(y, 0) + x, bytes.data(), static_cast<std::size_t>(width));
  };
  for_each_pair_strip<std::int16_t>(planes, taps, radius, out.width, y0, y1, weigh, mean);
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
