#pragma once
/// \file
/// What a window makes of the values in it, one axis after the other: their sum or least value, each at a cost that
/// does not depend on the window, or their weighted sum.
///
/// Sums of floats never subtract: a huge value or a rounding error goes when its pixel leaves the window. Along lines
/// it is the method of van Herk and of Gil and Werman: blocks as long as the window, prefixes within a block, suffixes
/// of the block before. Within a row the runs of 1, 2, 4, ... values are doubled, as many as the window has bits.
///
/// Source: M. van Herk, "A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels",
/// Pattern Recognition Letters 13(7), 1992; J. Gil and M. Werman, "Computing 2-D min, median, and max filters", IEEE
/// Trans. PAMI 15(5), 1993.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/fused.hpp>
#include <limn/detail/simd/vec.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

struct Plus {
  template <class V>
  [[nodiscard]] LIMN_INLINE V operator()(const V& a, const V& b) const {
    return a + b;
  }
};

struct Least {
  template <class A>
  [[nodiscard]] LIMN_INLINE A operator()(const A& a, const A& b) const {
    if constexpr (std::is_arithmetic_v<A>) return b < a ? b : a;
#if LIMN_DETAIL_VECTORS
    else return (min)(a, b);
#endif
  }
};

/// out[i] = op(a[i], b[i]); `out` may be `a`, and `b` may start inside it, further on.
template <class Op>
struct CombineLines {
  template <class Tag, class A>
  LIMN_INLINE void operator()(Tag, const A* a, const A* b, A* out, Index length) const {
    Index i = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<A, Tag>;
    for (; i + V::size <= length; i += V::size) Op{}(V::load(a + i), V::load(b + i)).store(out + i);
#endif
    for (; i < length; ++i) out[i] = Op{}(a[i], b[i]);
  }
};

/// The reduction of the last `window` of the lines that are pushed.
template <class Op, class A>
class SlidingLines {
 public:
  SlidingLines(Index window, Index length)
      : window_(window), length_(length), lines_(static_cast<std::size_t>((window + 2) * length)) {}

  /// Where the next line is to be written.
  [[nodiscard]] A* slot() { return line(place_); }

  /// Takes the line in the slot. \returns  the reduction, valid until the next slot is written, or null while there are
  /// fewer lines than the window has.
  [[nodiscard]] const A* push() {
    A* const prefix = line(window_);
    if (place_ == 0) std::copy(line(0), line(0) + length_, prefix);
    else dispatch(CombineLines<Op>{}, prefix, line(place_), prefix, length_);
    if (++place_ < window_) {
      if (!full_) return nullptr;
      A* const result = line(window_ + 1);
      dispatch(CombineLines<Op>{}, line(place_), prefix, result, length_);
      return result;
    }
    // The block is complete: its lines become the reductions from each to the last.
    for (Index i = window_ - 1; i-- > 0;) dispatch(CombineLines<Op>{}, line(i), line(i + 1), line(i), length_);
    place_ = 0;
    full_ = true;
    return prefix;
  }

 private:
  [[nodiscard]] A* line(Index i) { return lines_.data() + i * length_; }

  Index window_, length_, place_ = 0;
  bool full_ = false;  // a block was completed
  std::vector<A> lines_;
};

/// Windows of equal weights: `Op` over all values.
template <class Op, class A>
struct BoxWindow {
  using Element = A;
  using Lines = SlidingLines<Op, A>;
  Index window;

  [[nodiscard]] Lines lines(Index length) const { return Lines(window, length); }

  /// out[i] = the reduction of row[i, i + window); uses `row` up.
  void along(A* row, A* out, Index length) const {
    Index done = 0;
    for (Index span = 1;; span *= 2) {  // row[i] reduces `span` values
      if ((window & span) != 0) {
        if (done == 0) std::copy(row, row + length, out);
        else dispatch(CombineLines<Op>{}, static_cast<const A*>(out), static_cast<const A*>(row + done), out, length);
        done += span;
        if (done == window) return;
      }
      dispatch(CombineLines<Op>{}, static_cast<const A*>(row), static_cast<const A*>(row + span), row,
               length + window - 2 * span);
    }
  }
};

/// The sum of lines under symmetric weights, the center first, from the center outward. In float it is an estimate,
/// which may be rounded as the instruction set has it; in double it is the same everywhere.
struct WeighLines {
  template <class Tag, class A>
  LIMN_INLINE void operator()(Tag, const A* const* lines, const A* weights, Index radius, A* out, Index length) const {
    Index i = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<A, Tag>;
    constexpr int registers = 4;
    for (; i + registers * V::size <= length; i += registers * V::size) {
      const V center = V::splat(weights[0]);
      V sums[registers];
#pragma GCC unroll 4
      for (int n = 0; n < registers; ++n) sums[n] = V::load(lines[radius] + i + n * V::size) * center;
      for (Index k = 1; k <= radius; ++k) {
        const A *const a = lines[radius - k] + i, *const b = lines[radius + k] + i;
        const V weight = V::splat(weights[k]);
#pragma GCC unroll 4
        for (int n = 0; n < registers; ++n) {
          const V both = V::load(a + n * V::size) + V::load(b + n * V::size);
          if constexpr (std::is_same_v<A, float>) sums[n] = multiply_add(both, weight, sums[n]);
          else sums[n] += both * weight;
        }
      }
#pragma GCC unroll 4
      for (int n = 0; n < registers; ++n) sums[n].store(out + i + n * V::size);
    }
#endif
    for (; i < length; ++i) {
      A sum = lines[radius][i] * weights[0];
      for (Index k = 1; k <= radius; ++k) {
        const A part = (lines[radius - k][i] + lines[radius + k][i]) * weights[k];
        sum += part;
      }
      out[i] = sum;
    }
  }
};

/// Windows of the same symmetric weights along every axis.
template <class A>
class WeightedWindow {
 public:
  using Element = A;

  /// The last lines in a ring.
  class Lines {
   public:
    Lines(const std::vector<A>& weights, Index length)
        : weights_(weights),
          length_(length),
          window_(2 * static_cast<Index>(weights.size()) - 1),
          lines_(static_cast<std::size_t>((window_ + 1) * length)),
          ring_(static_cast<std::size_t>(window_)) {}

    [[nodiscard]] A* slot() { return lines_.data() + pushed_ % window_ * length_; }
    [[nodiscard]] const A* push() {
      if (++pushed_ < window_) return nullptr;
      for (Index i = 0; i < window_; ++i) {
        ring_[static_cast<std::size_t>(i)] = lines_.data() + (pushed_ + i) % window_ * length_;
      }
      A* const result = lines_.data() + window_ * length_;
      dispatch(WeighLines{}, ring_.data(), weights_.data(), window_ / 2, result, length_);
      return result;
    }

   private:
    const std::vector<A>& weights_;
    Index length_, window_, pushed_ = 0;
    std::vector<A> lines_;
    std::vector<const A*> ring_;
  };

  /// \param weights  the center first.
  explicit WeightedWindow(const std::vector<double>& weights) : weights_(weights.begin(), weights.end()) {}

  [[nodiscard]] Lines lines(Index length) const { return Lines(weights_, length); }
  void along(const A* row, A* out, Index length) const {
    std::vector<const A*> shifted(2 * weights_.size() - 1);
    for (std::size_t i = 0; i < shifted.size(); ++i) shifted[i] = row + i;
    dispatch(WeighLines{}, shifted.data(), weights_.data(), static_cast<Index>(weights_.size()) - 1, out, length);
  }

 private:
  std::vector<A> weights_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
