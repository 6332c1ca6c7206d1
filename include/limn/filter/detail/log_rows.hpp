#pragma once
/// \file
/// Rows smoothed and differentiated twice at once, one axis after the other.
///
/// With G the smoothing along an axis and D the second derivative of it, the plane has Dy Gx + Gy Dx, and space
/// (Dz Gy + Gz Dy) Gx + Gz Gy Dx: along every axis the smoothed rows and those already differentiated go on as a pair.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/filter/detail/channel_rows.hpp>

#include <cstddef>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// The weights from the center outward.
template <class A>
struct LogWeights {
  std::vector<A> smooth, second;
  LogWeights(const std::vector<double>& gaussian, double sigma) {
    const double variance = sigma * sigma;
    for (std::size_t k = 0; k < gaussian.size(); ++k) {
      const double square = static_cast<double>(k * k);
      smooth.push_back(static_cast<A>(gaussian[k]));
      second.push_back(static_cast<A>((square / variance - 1) / variance * gaussian[k]));
    }
  }
};

/// The lines around the middle one, weighed once as smoothing and once as second derivative.
struct SplitLines {
  template <class Tag, class A>
  LIMN_INLINE void operator()(Tag, const A* const* lines, const A* smooth, const A* second, Index radius, A* smoothed,
                              A* derived, Index length) const {
    const auto run = [&]<class V>(Index i) LIMN_LAMBDA_INLINE {
      const V here = load_line<V>(lines[radius] + i);
      V low = here * fill_line<V>(smooth[0]), high = here * fill_line<V>(second[0]);
      for (Index k = 1; k <= radius; ++k) {
        const V both = load_line<V>(lines[radius - k] + i) + load_line<V>(lines[radius + k] + i);
        const V part = both * fill_line<V>(smooth[k]);
        const V other = both * fill_line<V>(second[k]);
        low = low + part;
        high = high + other;
      }
      store_line(low, smoothed + i);
      store_line(high, derived + i);
    };
    Index i = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<A, Tag>;
    for (; i + V::size <= length; i += V::size) run.template operator()<V>(i);
#endif
    for (; i < length; ++i) run.template operator()<A>(i);
  }

  template <class V, class A>
  [[nodiscard]] LIMN_INLINE static V load_line(const A* from) {
    if constexpr (std::is_same_v<V, A>) return *from;
    else return V::load(from);
  }
  template <class V, class A>
  [[nodiscard]] LIMN_INLINE static V fill_line(A value) {
    if constexpr (std::is_same_v<V, A>) return value;
    else return V::splat(value);
  }
  template <class V, class A>
  LIMN_INLINE static void store_line(const V& v, A* to) {
    if constexpr (std::is_same_v<V, A>) *to = v;
    else v.store(to);
  }
};

/// Smoothed lines weighed as second derivative, plus differentiated lines smoothed.
struct JoinLines {
  template <class Tag, class A>
  LIMN_INLINE void operator()(Tag, const A* const* smoothed, const A* const* derived, const A* smooth, const A* second,
                              Index radius, A* out, Index length) const {
    const auto run = [&]<class V>(Index i) LIMN_LAMBDA_INLINE {
      const V first = SplitLines::load_line<V>(smoothed[radius] + i) * SplitLines::fill_line<V>(second[0]);
      const V start = SplitLines::load_line<V>(derived[radius] + i) * SplitLines::fill_line<V>(smooth[0]);
      V sum = first + start;
      for (Index k = 1; k <= radius; ++k) {
        const V both =
            SplitLines::load_line<V>(smoothed[radius - k] + i) + SplitLines::load_line<V>(smoothed[radius + k] + i);
        const V others =
            SplitLines::load_line<V>(derived[radius - k] + i) + SplitLines::load_line<V>(derived[radius + k] + i);
        const V part = both * SplitLines::fill_line<V>(second[k]);
        const V other = others * SplitLines::fill_line<V>(smooth[k]);
        const V together = part + other;
        sum = sum + together;
      }
      SplitLines::store_line(sum, out + i);
    };
    Index i = 0;
#if LIMN_DETAIL_VECTORS
    using V = VecOf<A, Tag>;
    for (; i + V::size <= length; i += V::size) run.template operator()<V>(i);
#endif
    for (; i < length; ++i) run.template operator()<A>(i);
  }
};

/// Rows y0 to y1 of all slices.
template <class A, class T>
class LogBand {
 public:
  LogBand(const Surroundings<T>& rows, const ChannelRows<A>& out, const LogWeights<A>& weights, bool slices, Index y0,
          Index y1)
      : rows_(rows),
        out_(out),
        weights_(weights),
        slices_(slices),
        radius_(static_cast<Index>(weights.smooth.size()) - 1),
        y0_(y0),
        y1_(y1),
        lines_(y1 - y0 + 2 * radius_),
        length_(rows.length()),
        planes_(static_cast<std::size_t>(lines_ * length_ * (slices ? 2 : 1))),
        scratch_(static_cast<std::size_t>(length_ * (slices ? 2 * radius_ + 3 : 2))),
        row_(static_cast<std::size_t>(length_)),
        pointers_(static_cast<std::size_t>(4 * radius_ + 2)) {}

  void run() {
    A *const smoothed = scratch_.data(), *const derived = smoothed + length_;
    const A **const first = pointers_.data(), **const second = first + 2 * radius_ + 1;
    for (Index z = 0; z < out_.depth; ++z) {
      for (Index line = 0; line < lines_; ++line) gather(line, z);
      for (Index y = y0_; y < y1_; ++y) {
        for (Index k = 0; k <= 2 * radius_; ++k) {
          first[k] = plane(y - y0_ + k, 0);
          second[k] = slices_ ? plane(y - y0_ + k, 1) : nullptr;
        }
        split(first, smoothed, derived);
        if (slices_) join(first, second, derived, length_);
        for (Index k = 0; k <= 2 * radius_; ++k) {
          first[k] = smoothed + k;
          second[k] = derived + k;
        }
        join(first, second, out_.row(y, z), out_.width);
      }
    }
  }

 private:
  [[nodiscard]] A* plane(Index line, Index which) { return planes_.data() + (which * lines_ + line) * length_; }

  void split(const A* const* lines, A* smoothed, A* derived) const {
    dispatch(SplitLines{}, lines, weights_.smooth.data(), weights_.second.data(), radius_, smoothed, derived, length_);
  }
  void join(const A* const* smoothed, const A* const* derived, A* out, Index length) const {
    dispatch(JoinLines{}, smoothed, derived, weights_.smooth.data(), weights_.second.data(), radius_, out, length);
  }

  /// Line `line` of slice z as numbers; in space, weighed along z.
  void gather(Index line, Index z) {
    const Index y = y0_ - radius_ + line;
    const auto convert = [&](Index from_z, A* to) {
      rows_.load(y, from_z, row_.data());
      dispatch(ConvertLine{}, static_cast<const T*>(row_.data()), to, length_);
    };
    if (!slices_) return convert(z, plane(line, 0));
    const A** const lines = pointers_.data();
    for (Index k = 0; k <= 2 * radius_; ++k) {
      A* const to = scratch_.data() + (2 + k) * length_;
      convert(z - radius_ + k, to);
      lines[k] = to;
    }
    split(lines, plane(line, 0), plane(line, 1));
  }

  const Surroundings<T>& rows_;
  const ChannelRows<A>& out_;
  const LogWeights<A>& weights_;
  bool slices_;
  Index radius_, y0_, y1_, lines_, length_;
  std::vector<A> planes_, scratch_;
  std::vector<T> row_;
  std::vector<const A*> pointers_;
};

/// Cuts the output into bands and gives them to the executor.
template <class A, class T, class E>
void log_bands(const Surroundings<T>& rows, const ChannelRows<A>& out, const LogWeights<A>& weights, bool slices,
               E&& executor) {
  const Index height = out.height, radius = static_cast<Index>(weights.smooth.size()) - 1;
  const Index band = 64 + 4 * radius, bands = (height + band - 1) / band;
  executor(bands, [&](Index i) {
    LogBand<A, T>(rows, out, weights, slices, i * height / bands, (i + 1) * height / bands).run();
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
