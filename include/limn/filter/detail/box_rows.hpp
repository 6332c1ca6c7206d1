#pragma once
/// \file
/// The kernels of means over boxes: running sums, and sums of a row as pixels.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/prefix_sum.hpp>
#include <limn/detail/simd/vec.hpp>

#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// How sums become means.
template <class Lane>
struct BoxDivisor {
  double count;
  Lane inverse;
  explicit BoxDivisor(double n) : count(n), inverse(static_cast<Lane>(1 / n)) {}
};
template <>
struct BoxDivisor<std::int32_t> {
  std::int32_t count, half;
  float inverse;
  explicit BoxDivisor(double n)
      : count(static_cast<std::int32_t>(n)), half(count / 2), inverse(1.0F / static_cast<float>(count)) {}
};

/// sums += entering - leaving; `leaving` may be null.
struct RunLine {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, std::int32_t* sums, const T* entering, const T* leaving, Index length) const {
    Index x = 0;
    std::int32_t* const total = sums;
    const T *const in = entering, *const out = leaving;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::int32_t, Tag>;
    const auto load = [](const T* from) LIMN_LAMBDA_INLINE {
      if constexpr (sizeof(T) == 4) return V::load(from);
      else return load_wide(from, V::zero());
    };
    if (out == nullptr) {
      for (; x + V::size <= length; x += V::size) (V::load(total + x) + load(in + x)).store(total + x);
    } else {
      for (; x + V::size <= length; x += V::size) {
        (V::load(total + x) + (load(in + x) - load(out + x))).store(total + x);
      }
    }
#endif
    for (; x < length; ++x) total[x] += in[x] - (out == nullptr ? 0 : out[x]);
  }
};

/// before[i] = the sum of values[0, i) modulo 2^32, for i up to `length` and less than a register more.
struct RunAlong {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const std::int32_t* values, std::int32_t* before, Index length) const {
    before[0] = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<std::int32_t, Tag>;
    V sum = V::zero();
    for (Index i = 0; i < length; i += V::size) {
      const auto sums = bit_cast<std::uint32_t>(prefix_sum(V::load(values + i))) + bit_cast<std::uint32_t>(sum);
      sums.store(before + i + 1);
      sum = splat_last(bit_cast<std::int32_t>(sums));
    }
#else
    std::uint32_t sum = 0;
    for (Index i = 0; i < length; ++i) {
      sum += static_cast<std::uint32_t>(values[i]);
      before[i + 1] = static_cast<std::int32_t>(sum);
    }
#endif
  }
};

/// Where the sums of a row come from: `terms` values `step` apart, added up from the left, or a difference of two.
template <class Lane>
struct BoxTerms {
  const Lane* values;
  Index terms, step;
  bool difference;

  template <class V>
  [[nodiscard]] LIMN_INLINE V at(Index x) const {
    const Lane* from = values + x;
    V sum = load<V>(from);
    if constexpr (std::is_integral_v<Lane>) {
      if (difference) return modulo_difference(load<V>(from + step), sum);
    }
    for (Index i = 1; i < terms; ++i) {
      from += step;
      sum = sum + load<V>(from);
    }
    return sum;
  }

 private:
  template <class V>
  [[nodiscard]] LIMN_INLINE static V modulo_difference(const V& a, const V& b) {
    if constexpr (std::is_arithmetic_v<V>)
      return static_cast<V>(static_cast<std::uint32_t>(a) - static_cast<std::uint32_t>(b));
#if LIMN_DETAIL_VECTORS
    else return bit_cast<Lane>(bit_cast<std::uint32_t>(a) - bit_cast<std::uint32_t>(b));
#endif
  }
  template <class V>
  [[nodiscard]] LIMN_INLINE static V load(const Lane* from) {
    if constexpr (std::is_arithmetic_v<V>) return *from;
    else return V::load(from);
  }
};

/// Sums to pixels; `Few`: sums of at most 8192 bytes.
template <class T, class Lane, bool Few>
struct BoxFinish {
  template <class Tag>
  LIMN_INLINE void operator()(Tag, const BoxTerms<Lane>& given, const BoxDivisor<Lane>& by, T* out,
                              Index length) const {
    const BoxTerms<Lane> terms = given;
    const BoxDivisor<Lane> divisor = by;
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    if constexpr (std::is_same_v<Lane, std::int32_t>) {
      using V = VecOf<std::int32_t, Tag>;
      using F = VecOf<float, Tag>;
      using Shorts = VecOf<std::uint16_t, Tag>;
      constexpr Index step = Tag::bytes / static_cast<Index>(sizeof(T));
      constexpr std::int32_t middle = sizeof(T) == 1 ? 0 : 32768;
      const V count = V::splat(divisor.count), last = V::splat(divisor.count - 1), offset = V::splat(shift(divisor));
      const F inverse = F::splat(divisor.inverse);
      const auto mean = [&](Index at) LIMN_LAMBDA_INLINE {
        const V sum = terms.template at<V>(at) + offset;
        if constexpr (Few) {
          // Bytes of so few pixels are exact in float, and half a unit is more than all rounding.
          return convert<std::int32_t>((convert<float>(sum) + F::splat(0.5F)) * inverse);
        }
        // The quotient in float is off by one at most, which the remainder tells.
        V quotient = convert<std::int32_t>(convert<float>(sum) * inverse);
        const V rest = sum - quotient * count;
        quotient = quotient + (rest >> 31);
        quotient = quotient - ((last - rest) >> 31);
        return quotient - V::splat(middle);
      };
      const auto block = [&](Index at, T* to) LIMN_LAMBDA_INLINE {
        const Shorts first = bit_cast<std::uint16_t>(narrow(mean(at), mean(at + V::size)));
        if constexpr (sizeof(T) == 2) {
          (first ^ Shorts::splat(std::is_signed_v<T> ? 0 : 0x8000)).store(to);
        } else {
          const Shorts second = bit_cast<std::uint16_t>(narrow(mean(at + 2 * V::size), mean(at + 3 * V::size)));
          narrow(first, second).store(to);
        }
      };
      for (; x + step <= length; x += step) block(x, out + x);
      if (x < length) {
        T rest[static_cast<std::size_t>(step)];
        block(x, rest);
        std::memcpy(out + x, rest, static_cast<std::size_t>(length - x) * sizeof(T));
      }
      return;
    } else if constexpr (std::is_same_v<Lane, T>) {
      using V = VecOf<Lane, Tag>;
      const V inverse = V::splat(divisor.inverse), count = V::splat(static_cast<Lane>(divisor.count));
      for (; x + V::size <= length; x += V::size) {
        const V sum = terms.template at<V>(x);
        if constexpr (sizeof(T) == 8) (sum / count).store(out + x);
        else (sum * inverse).store(out + x);
      }
    }
#endif
    for (; x < length; ++x) out[x] = one(terms.template at<Lane>(x), divisor);
  }

 private:
  /// What makes 32-bit sums positive and rounds them.
  [[nodiscard]] LIMN_INLINE static std::int32_t shift(const BoxDivisor<std::int32_t>& divisor) {
    return divisor.half - static_cast<std::int32_t>((std::numeric_limits<T>::min)()) * divisor.count;
  }
  [[nodiscard]] LIMN_INLINE static T one(Lane sum, const BoxDivisor<Lane>& divisor) {
    if constexpr (std::is_same_v<Lane, std::int32_t>) {
      return static_cast<T>((sum + shift(divisor)) / divisor.count + (std::numeric_limits<T>::min)());
    } else if constexpr (std::is_same_v<T, double>) {
      return sum / divisor.count;
    } else if constexpr (std::is_floating_point_v<T>) {
      return static_cast<T>(sum * divisor.inverse);
    } else {
      const double mean = math::floor((sum + math::floor(divisor.count / 2)) / divisor.count);
      // The mean of the largest 64-bit integers is no 64-bit integer in double.
      if (mean >= math::ldexp(1.0, std::numeric_limits<T>::digits)) return (std::numeric_limits<T>::max)();
      return static_cast<T>(mean);
    }
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
