#pragma once
/// \file
/// Runs of like pixels in the rows of an image, and which runs of two rows touch, as words of 64 pixels.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/label/detail/packed_mask.hpp>

#include <cstdint>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

template <class T>
struct LikenessLimit {
  using type = T;
};
template <class T>
requires std::is_integral_v<T>
struct LikenessLimit<T> {
  using type = std::make_unsigned_t<T>;
};

/// Which pixels are like each other, and which are background.
template <class T>
struct Likeness {
  typename LikenessLimit<T>::type tolerance{};
  const T* background = nullptr;
  Index background_count = 0;

  [[nodiscard]] LIMN_INLINE bool alike(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      // Infinities are like themselves; a NaN is like nothing.
      return a == b || (a - b <= tolerance && b - a <= tolerance);
    } else {
      using U = typename LikenessLimit<T>::type;
      const U difference = a < b ? static_cast<U>(static_cast<U>(b) - static_cast<U>(a))
                                 : static_cast<U>(static_cast<U>(a) - static_cast<U>(b));
      return difference <= tolerance;
    }
  }
  [[nodiscard]] LIMN_INLINE bool foreground(T a) const {
    bool result = a == a;
    for (Index i = 0; i < background_count; ++i) result = result && a != background[i];
    return result;
  }

#if LIMN_DETAIL_VECTORS
  template <int Bytes>
  [[nodiscard]] LIMN_INLINE auto alike(const Vec<T, Bytes>& a, const Vec<T, Bytes>& b) const {
    using Limits = Vec<typename LikenessLimit<T>::type, Bytes>;
    const Limits limits = Limits::splat(tolerance);
    if constexpr (std::is_floating_point_v<T>) {
      return (a == b) | ((a - b <= limits) & (b - a <= limits));
    } else {
      using U = typename LikenessLimit<T>::type;
      return bit_cast<U>((max)(a, b)) - bit_cast<U>((min)(a, b)) <= limits;
    }
  }
  template <int Bytes>
  [[nodiscard]] LIMN_INLINE auto foreground(const Vec<T, Bytes>& a) const {
    auto result = a == a;
    for (Index i = 0; i < background_count; ++i) result = result & (a != Vec<T, Bytes>::splat(background[i]));
    return result;
  }
#endif
};

/// Bit i tells whether `a[i]` and `b[i]` are alike.
template <class Tag, class T>
[[nodiscard]] LIMN_INLINE std::uint64_t alike_64(Tag, const Likeness<T>& likeness, const T* a, const T* b) {
  std::uint64_t bits = 0;
#if LIMN_DETAIL_VECTORS
  using V = VecOf<T, Tag>;
  for (int x = 0; x < 64; x += Tag::bytes) {
    const auto compare = [&](int i) LIMN_LAMBDA_INLINE {
      return likeness.alike(V::load(a + x + i * V::size), V::load(b + x + i * V::size));
    };
    bits |= movemask(byte_mask<T, Tag>(compare)) << x;
  }
#else
  for (int x = 0; x < 64; ++x) bits |= static_cast<std::uint64_t>(likeness.alike(a[x], b[x])) << x;
#endif
  return bits;
}

/// Bit i tells whether `a[i]` is foreground.
template <class Tag, class T>
[[nodiscard]] LIMN_INLINE std::uint64_t foreground_64(Tag, const Likeness<T>& likeness, const T* a) {
  std::uint64_t bits = 0;
#if LIMN_DETAIL_VECTORS
  using V = VecOf<T, Tag>;
  for (int x = 0; x < 64; x += Tag::bytes) {
    const auto compare = [&](int i) LIMN_LAMBDA_INLINE { return likeness.foreground(V::load(a + x + i * V::size)); };
    bits |= movemask(byte_mask<T, Tag>(compare)) << x;
  }
#else
  for (int x = 0; x < 64; ++x) bits |= static_cast<std::uint64_t>(likeness.foreground(a[x])) << x;
#endif
  return bits;
}

/// Pixels [x - 1, x + 65) of a row, copied where some lie outside; those are zeros.
template <class T>
[[nodiscard]] LIMN_INLINE const T* with_margins(const T* row, Index x, Index width, T (&copied)[66]) {
  if (x > 0 && x + 65 <= width) return row + x;
  for (Index i = 0; i < 66; ++i) {
    const Index at = x - 1 + i;
    copied[i] = at >= 0 && at < width ? row[at] : T{};
  }
  return copied + 1;
}

/// Writes the foreground of a row as bits, and where its runs of like pixels start; returns how many there are. The
/// words before and behind the row are zeros.
struct FindEqualRuns {
  template <class Tag, class T>
  LIMN_INLINE Index operator()(Tag tag, const T* row, Index width, const Likeness<T>& given, std::uint64_t* foreground,
                               std::uint64_t* starts) const {
    const Likeness<T> likeness = given;
    Index runs = 0;
    std::uint64_t before = 0;
    for (Index word = 0; word * 64 < width; ++word) {
      T copied[66];
      const T* const pixels = with_margins(row, word * 64, width, copied);
      const Index length = width - word * 64;
      const std::uint64_t inside = length < 64 ? (std::uint64_t{1} << length) - 1 : ~std::uint64_t{0};
      const std::uint64_t here = foreground_64(tag, likeness, pixels) & inside;
      const std::uint64_t continued = alike_64(tag, likeness, pixels, pixels - 1) & (here << 1 | before >> 63);
      foreground[word] = before = here;
      starts[word] = here & ~continued;
      runs += popcount(tag, starts[word]);
    }
    return runs;
  }
};

/// A row of pixels with what `FindEqualRuns` found in it.
template <class T>
struct EqualRow {
  const T* pixels;
  const std::uint64_t* foreground;
  const std::uint64_t* starts;
};

/// Writes the pairs of runs of two rows that touch, as their numbers within the rows, counted from 1; at least one pair
/// for any two that do. Returns the end of the pairs, of which there are at most 3 for every pixel.
struct FindEqualContacts {
  template <class Tag, class T>
  LIMN_INLINE Index* operator()(Tag tag, const EqualRow<T>& given_a, const EqualRow<T>& given_b, Index width,
                                const Likeness<T>& given, bool wide, Index* pairs) const {
    const EqualRow<T> a = given_a, b = given_b;
    const Likeness<T> likeness = given;
    Index a_runs = 0, b_runs = 0;
    std::uint64_t straight_before = 0;
    for (Index word = 0; word * 64 < width; ++word) {
      T a_copied[66], b_copied[66];
      const T* const a_pixels = with_margins(a.pixels, word * 64, width, a_copied);
      const T* const b_pixels = with_margins(b.pixels, word * 64, width, b_copied);
      const std::uint64_t a_starts = a.starts[word], b_starts = b.starts[word], b_next = b.starts[word + 1];
      const auto append = [&](std::uint64_t bits, int shift) LIMN_LAMBDA_INLINE {
        while (bits != 0) {
          const std::uint64_t up_to = bits ^ (bits - 1);
          const std::uint64_t b_up_to = shift < 0 ? up_to >> 1 : shift > 0 ? up_to << 1 | 1 : up_to;
          const bool crosses = shift > 0 && up_to >> 63 != 0;
          pairs[0] = a_runs + popcount(tag, a_starts & up_to);
          pairs[1] = b_runs + popcount(tag, b_starts & b_up_to) + static_cast<Index>(crosses ? b_next & 1 : 0);
          pairs += 2;
          bits &= bits - 1;
        }
      };
      // A contact is left out where the pixel to its left already joins the same two runs.
      const std::uint64_t straight =
          alike_64(tag, likeness, a_pixels, b_pixels) & a.foreground[word] & b.foreground[word];
      const std::uint64_t straight_left = straight << 1 | straight_before >> 63;
      append(straight & ~(straight_left & ~a_starts & ~b_starts), 0);
      if (wide) {
        // Nor does a diagonal count beside a straight contact of the same runs.
        const std::uint64_t left = alike_64(tag, likeness, a_pixels, b_pixels - 1) & a.foreground[word] &
                                   (b.foreground[word] << 1 | b.foreground[word - 1] >> 63);
        append(left & ~(straight & ~b_starts) & ~(straight_left & ~a_starts), -1);
        const std::uint64_t right = alike_64(tag, likeness, a_pixels, b_pixels + 1) & a.foreground[word] &
                                    (b.foreground[word] >> 1 | b.foreground[word + 1] << 63);
        append(right & ~(straight & ~(b_starts >> 1 | b_next << 63)) & ~(straight >> 1 & ~(a_starts >> 1)), 1);
      }
      straight_before = straight;
      a_runs += popcount(tag, a_starts);
      b_runs += popcount(tag, b_starts);
    }
    return pairs;
  }
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
