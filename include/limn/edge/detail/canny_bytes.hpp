#pragma once
/// \file
/// `CannyRows` for bytes, in vectors of 16-bit lanes.
///
/// Most pixels are no edge, so a row is worked off in blocks of 64 pixels: one pass computes the derivatives and the
/// magnitude |dx| + |dy|, and lists the blocks that have a pixel above the low threshold; only those are looked at
/// again. Under L2, |dx| + |dy| is no less than the length and serves for the list, and squares are computed there.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/view.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/simd/lane_masks.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/shorts.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/edge/detail/canny_rows.hpp>
#include <limn/edge/detail/gradient_taps.hpp>
#include <limn/filter/detail/gradient_rows.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#if LIMN_DETAIL_VECTORS

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

template <class V>
[[nodiscard]] LIMN_INLINE V absolute(const V& a) {
  return (max)(a, V::zero() - a);
}

/// What is kept of a row. Magnitudes under L1, and derivatives of the active blocks one after another; under L2 the
/// derivatives of all pixels.
struct CannyByteRow {
  std::int16_t* dx;
  std::int16_t* dy;
  std::int16_t* magnitude;
  std::int32_t* active;  // the first pixels of blocks to look at
};

/// Keeps a row and lists its active blocks. `derivatives(x)` gives dx and dy of the register's pixels from x on.
template <bool Squared, class Tag, class Derivatives>
LIMN_INLINE Index keep_blocks(Tag, const Derivatives& derivatives, const CannyByteRow& row, Index width,
                              const VecOf<std::int16_t, Tag>& low) {
  using V = VecOf<std::int16_t, Tag>;
  Index active = 0;
  for (Index x = 0; x < width; x += 64) {
    V largest = V::zero();
    // Under L1 those of the blocks between the active ones are overwritten.
    std::int16_t* const keep_dx = row.dx + (Squared ? x : 64 * active);
    std::int16_t* const keep_dy = row.dy + (Squared ? x : 64 * active);
#pragma GCC unroll 8
    for (int i = 0; i < 64; i += V::size) {
      V dx, dy;
      derivatives(x + i, dx, dy);
      dx.store(keep_dx + i);
      dy.store(keep_dy + i);
      const V magnitude = absolute(dx) + absolute(dy);
      if constexpr (!Squared) magnitude.store(row.magnitude + x + i);
      largest = (max)(largest, magnitude);
    }
    row.active[active] = static_cast<std::int32_t>(x);
    active += any_above(largest, low);
  }
  return active;
}

/// A row of Sobel's derivatives of aperture 3; returns the number of active blocks. `left` and `right` are the columns
/// before and after the row.
template <bool Squared>
struct CannySobelRow {
  template <class Tag>
  LIMN_INLINE Index operator()(Tag tag, const std::uint8_t* up, const std::uint8_t* middle, const std::uint8_t* down,
                               const std::uint8_t* next, Index left, Index right, std::int16_t* smooth,
                               std::int16_t* slope, const CannyByteRow& given, Index width,
                               std::int16_t low_level) const {
    using V = VecOf<std::int16_t, Tag>;
    const CannyByteRow row = given;
    const V low = V::splat(low_level);
    const auto sum_one = [&](Index x, Index to) LIMN_LAMBDA_INLINE {
      smooth[to] = static_cast<std::int16_t>(up[x] + 2 * middle[x] + down[x]);
      slope[to] = static_cast<std::int16_t>(down[x] - up[x]);
    };
    const auto sum = [&](Index x) LIMN_LAMBDA_INLINE {
      const V a = load_as_shorts(tag, up + x), b = load_as_shorts(tag, middle + x), c = load_as_shorts(tag, down + x);
      smoothed_lanes<SobelWeights>(a, b, c).store(smooth + x);
      (c - a).store(slope + x);
    };
    sum_one(left, -1);
    sum_one(right, width);
    // What has just been stored is slow to load at another alignment, so all sums come first.
    Index x = 0;
    for (; x + 64 <= width; x += 64) {
      __builtin_prefetch(next + x);
#pragma GCC unroll 8
      for (int i = 0; i < 64; i += V::size) sum(x + i);
    }
    for (; x + V::size <= width; x += V::size) sum(x);
    if (x < width && width >= V::size) sum(width - V::size);
    else
      for (; x < width; ++x) sum_one(x, x);
    const auto derivatives = [&](Index at, V& dx, V& dy) LIMN_LAMBDA_INLINE {
      const V here = V::load(slope + at);
      dx = V::load(smooth + at + 1) - V::load(smooth + at - 1);
      dy = V::load(slope + at - 1) + V::load(slope + at + 1) + (here + here);
    };
    return keep_blocks<Squared>(tag, derivatives, row, width, low);
  }
};

/// The same from derivatives that are there already.
template <bool Squared>
struct CannyKeepRow {
  template <class Tag>
  LIMN_INLINE Index operator()(Tag tag, const std::int16_t* all_dx, const std::int16_t* all_dy,
                               const CannyByteRow& given, Index width, std::int16_t low_level) const {
    using V = VecOf<std::int16_t, Tag>;
    const CannyByteRow row = given;
    const auto derivatives = [&](Index x, V& dx, V& dy) LIMN_LAMBDA_INLINE {
      dx = V::load(all_dx + x);
      dy = V::load(all_dy + x);
    };
    return keep_blocks<Squared>(tag, derivatives, row, width, V::splat(low_level));
  }
};

/// Three rows around the one to suppress.
struct CannyByteWindow {
  const CannyByteRow *above, *here, *below;
};

/// In which of four sectors the gradient of 16-bit lanes lies; `canny_maximum` in exact 16-bit arithmetic. With
/// t = floor(13573 |dx| / 2^15), |dy| < tan(22.5) |dx| is |dy| <= t but where dx = dy = 0, which no pixel above the low
/// threshold is or which is no maximum either way, and |dy| > tan(67.5) |dx| is |dy| - 2 |dx| > t.
template <class V>
struct CannySector {
  using M = decltype(lanes_negative(V::zero()));
  M slanted, vertical, against;

  LIMN_INLINE CannySector(const V& dx, const V& dy) {
    const V across = absolute(dx), down = absolute(dy), twice = across + across;
    const V t = multiply_high(twice, V::splat(13573));
    slanted = lanes_above(down, t);
    vertical = lanes_above(down - twice, t);
    against = lanes_negative(dx ^ dy);
  }

  /// The one of four vectors in memory that belongs to the sector.
  [[nodiscard]] LIMN_INLINE V pick(const std::int16_t* if_horizontal, const std::int16_t* if_vertical,
                                   const std::int16_t* if_against, const std::int16_t* otherwise) const {
    const V diagonal = blend(against, V::load(if_against), V::load(otherwise));
    return blend(slanted, blend(vertical, V::load(if_vertical), diagonal), V::load(if_horizontal));
  }

  /// -1 where the second neighbor may be equal, 0 on diagonals.
  [[nodiscard]] LIMN_INLINE V slack() const { return blend(slanted, lanes_of_mask(vertical), V::splat(-1)); }
};

template <class M>
struct CannyVerdict {
  M candidate, strong;
};

template <bool Squared>
struct CannySuppressBlocks {
  using Level = std::conditional_t<Squared, std::int32_t, std::int16_t>;

  template <class Tag>
  LIMN_INLINE void operator()(Tag tag, const CannyByteWindow& window, Index active, Index width, Level low_level,
                              Level high_level, std::uint64_t* candidates, std::uint64_t* found) const {
    using V = VecOf<std::int16_t, Tag>;
    using L = VecOf<Level, Tag>;
    using Verdict = CannyVerdict<typename CannySector<V>::M>;
    const CannyByteRow above = *window.above, here = *window.here, below = *window.below;
    const L low = L::splat(low_level), high = L::splat(high_level);
    constexpr std::size_t registers = 64 / V::size;
    for (Index n = 0; n < active; ++n) {
      const Index x = here.active[n];
      Verdict verdicts[registers];
#pragma GCC unroll 8
      for (std::size_t i = 0; i < registers; ++i) {
        const Index offset = static_cast<Index>(i) * V::size, at = (Squared ? x : 64 * n) + offset;
        verdicts[i] = judge(tag, above, here, below, x + offset, at, low, high);
      }
      std::uint64_t inside = ~std::uint64_t{0};
      if (width - x < 64) inside >>= 64 - (width - x);
      candidates[x / 64] =
          bits_of_64_lanes<Tag>([&](int i) LIMN_LAMBDA_INLINE { return verdicts[i].candidate; }) & inside;
      found[x / 64] = bits_of_64_lanes<Tag>([&](int i) LIMN_LAMBDA_INLINE { return verdicts[i].strong; }) & inside;
    }
  }

 private:
  template <class Tag, class L>
  [[nodiscard]] LIMN_INLINE static auto judge(Tag, const CannyByteRow& above, const CannyByteRow& here,
                                              const CannyByteRow& below, Index x, Index at, const L& low,
                                              const L& high) {
    using V = VecOf<std::int16_t, Tag>;
    const V dx = V::load(here.dx + at), dy = V::load(here.dy + at);
    const CannySector<V> sector(dx, dy);
    const V slack = sector.slack();
    const auto first = [&](const std::int16_t* up, const std::int16_t* middle)
                           LIMN_LAMBDA_INLINE { return sector.pick(middle + x - 1, up + x, up + x + 1, up + x - 1); };
    const auto second = [&](const std::int16_t* down, const std::int16_t* middle) LIMN_LAMBDA_INLINE {
      return sector.pick(middle + x + 1, down + x, down + x - 1, down + x + 1);
    };
    if constexpr (!Squared) {
      const V m = V::load(here.magnitude + x);
      const V a = first(above.magnitude, here.magnitude), b = second(below.magnitude, here.magnitude) + slack;
      const auto candidate = lanes_above(m, (max)((max)(a, b), low));
      const auto strong = lanes_above(m, high);
      return CannyVerdict<decltype(candidate & strong)>{candidate, candidate & strong};
    } else {
      const V ax = first(above.dx, here.dx), ay = first(above.dy, here.dy);
      const V bx = second(below.dx, here.dx), by = second(below.dy, here.dy);
      const auto square = [](const V& pairs) LIMN_LAMBDA_INLINE { return multiply_add_pairs(pairs, pairs); };
      const auto bound = [&](const V& a, const V& b, const V& slack_of_half) LIMN_LAMBDA_INLINE {
        return (max)((max)(square(a), square(b) + bit_cast<std::int32_t>(slack_of_half)), low);
      };
      const L m0 = square(interleave_low(dx, dy)), m1 = square(interleave_high(dx, dy));
      const auto candidate =
          pairs_above(m0, bound(interleave_low(ax, ay), interleave_low(bx, by), interleave_low(slack, slack)),  //
                      m1, bound(interleave_high(ax, ay), interleave_high(bx, by), interleave_high(slack, slack)));
      const auto strong = pairs_above(m0, high, m1, high);
      return CannyVerdict<decltype(candidate & strong)>{candidate, candidate & strong};
    }
  }
};

/// As `CannyRows`, for bytes, and of some columns at a time.
template <bool Squared, int Aperture>
class CannyByteRows {
  using Level = typename CannySuppressBlocks<Squared>::Level;

 public:
  static constexpr Index delay = 2;
  /// So many columns that all that is kept of them stays in the first cache.
  static constexpr Index strip = Aperture == 3 ? 1024 : (std::numeric_limits<Index>::max)();

  CannyByteRows(const ImageView<const std::uint8_t, 2>& image, const CannyLevels& levels)
      : image_(image),
        height_(image.height()),
        low_(level(levels.low)),
        high_(level(levels.high)),
        gradient_(image),
        scratch_(widest(image), 2),
        planes_(widest(image), (Squared ? 2 : 3) * kept + 1) {
    const Index words = (widest(image) + 63) / 64;
    active_.resize(static_cast<std::size_t>(kept * (words + 1)));
    std::int16_t* const zeros = planes_.row((Squared ? 2 : 3) * kept);
    for (Index i = 0; i < kept; ++i) {
      rows_[i] = {planes_.row(2 * i), planes_.row(2 * i + 1), Squared ? nullptr : planes_.row(2 * kept + i),
                  active_.data() + i * (words + 1)};
    }
    outside_ = {zeros, zeros, zeros, nullptr};
  }

  /// From here on rows are those of the columns [begin, end), at most `strip`.
  void take_columns(Index begin, Index end) {
    first_ = begin;
    width_ = end - begin;
  }

  void advance(Index y) {
    const CannyByteRow row = rows_[y % kept];
    const std::int16_t low = static_cast<std::int16_t>(Squared ? root(low_) : low_);
    Index& count = counts_[y % kept];
    if constexpr (Aperture == 3) {
      const auto pixels = [&](Index i) { return image_.row_pointer(i < height_ ? i : height_ - 1) + first_; };
      const std::uint8_t *const up = pixels(y > 0 ? y - 1 : 0), *const middle = pixels(y), *const down = pixels(y + 1);
      const Index left = first_ > 0 ? -1 : 0, after = image_.width() - first_;
      const Index right = width_ < after ? width_ : width_ - 1;
      count = dispatch(CannySobelRow<Squared>{}, up, middle, down, pixels(y + 2), left, right, scratch_.row(0),
                       scratch_.row(1), row, width_, low);
      const auto beside = [&](bool inside, Index x) {
        if (!inside) return put(row, x, 0, 0);
        const Index l = x - 1, r = x + 1 < after ? x + 1 : x;
        put(row, x, up[r] - up[l] + 2 * (middle[r] - middle[l]) + down[r] - down[l],
            down[l] - up[l] + 2 * (down[x] - up[x]) + down[r] - up[r]);
      };
      beside(first_ > 0, -1);
      beside(width_ < after, width_);
    } else {
      gradient_(y, scratch_.row(0), scratch_.row(1));
      count = dispatch(CannyKeepRow<Squared>{}, scratch_.row(0), scratch_.row(1), row, width_, low);
      put(row, -1, 0, 0);
      put(row, width_, 0, 0);
    }
  }

  void suppress(Index y, std::uint64_t* candidates, std::uint64_t* found) {
    const CannyByteWindow window{y > 0 ? &rows_[(y - 1) % kept] : &outside_, &rows_[y % kept],
                                 y + 1 < height_ ? &rows_[(y + 1) % kept] : &outside_};
    dispatch(CannySuppressBlocks<Squared>{}, window, counts_[y % kept], width_, low_, high_, candidates, found);
  }

 private:
  static constexpr Index kept = 4;

  [[nodiscard]] static Index widest(const ImageView<const std::uint8_t, 2>& image) {
    return image.width() < strip ? image.width() : strip;
  }

  /// Keeps a pixel beside the row.
  static void put(const CannyByteRow& row, Index x, int dx, int dy) {
    if constexpr (Squared) {
      row.dx[x] = static_cast<std::int16_t>(dx);
      row.dy[x] = static_cast<std::int16_t>(dy);
    } else {
      row.magnitude[x] = static_cast<std::int16_t>((dx < 0 ? -dx : dx) + (dy < 0 ? -dy : dy));
    }
  }
  // No magnitude exceeds 2 * 12240 under aperture 5, 2 * 10200 under aperture 7, and no square 3e8.
  [[nodiscard]] static Level level(double given) {
    const double top = Squared ? 1 << 30 : 32767;
    return static_cast<Level>(given < 0 ? -1 : given >= top ? top : given);
  }
  [[nodiscard]] static std::int32_t root(std::int32_t square) {
    if (square < 0) return -1;
    std::int32_t result = 0;
    for (std::int32_t step = 1 << 14; step > 0; step /= 2) {
      if ((result + step) * (result + step) <= square) result += step;
    }
    return result;
  }

  ImageView<const std::uint8_t, 2> image_;
  Index height_, first_ = 0, width_ = 0;
  Level low_, high_;
  TapRows<Aperture, std::uint8_t, std::int32_t> gradient_;
  PaddedRows<std::int16_t> scratch_, planes_;
  List<std::int32_t> active_;
  CannyByteRow rows_[kept] = {}, outside_ = {};
  Index counts_[kept] = {};
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn

#endif
