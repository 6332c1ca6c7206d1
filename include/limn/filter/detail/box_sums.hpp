#pragma once
/// \file
/// Means over boxes: slices are summed into one, its rows into one, and that along itself.
///
/// Integers run: what enters the window is added, what leaves it subtracted, which is exact. Along a gray row their
/// sums are differences of running sums. Floats go by `SlidingLines`, and along the row by sums of 1, 2, 4, ... values.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/image.hpp>
#include <limn/detail/simd/convert.hpp>
#include <limn/detail/simd/prefix_sum.hpp>
#include <limn/detail/stream_rows.hpp>
#include <limn/detail/window_reduce.hpp>
#include <limn/filter/detail/channel_rows.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Pixels that are summed in 32 bits, unless the window is huge.
template <class T>
inline constexpr bool box_in_integers =
    std::is_same_v<T, std::uint8_t> || std::is_same_v<T, std::uint16_t> || std::is_same_v<T, std::int16_t>;

struct BoxWindowSize {
  Index width, height, depth;
  [[nodiscard]] double count() const {
    return static_cast<double>(width) * static_cast<double>(height) * static_cast<double>(depth);
  }
};

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
      const V count = V::splat(divisor.count), offset = V::splat(shift(divisor));
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
        quotient = quotient + bit_cast<std::int32_t>(rest < V::zero());
        quotient = quotient - bit_cast<std::int32_t>(rest >= count);
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
      const double mean = std::floor((sum + std::floor(divisor.count / 2)) / divisor.count);
      // The mean of the largest 64-bit integers is no 64-bit integer in double.
      if (mean >= std::ldexp(1.0, std::numeric_limits<T>::digits)) return (std::numeric_limits<T>::max)();
      return static_cast<T>(mean);
    }
  }
};

/// The means of the rows of one slice, from the sums of each column of the window.
template <class Lane, class T>
class BoxSumRows {
 public:
  BoxSumRows(const Surroundings<T>& rows, const ChannelRows<T>& out, const BoxWindowSize& window)
      : rows_(rows),
        out_(out),
        window_(window),
        divisor_(window.count()),
        outside_(static_cast<Lane>(static_cast<Lane>(rows.constant) * static_cast<Lane>(window.height * window.depth))),
        length_(out.width * out.channels),
        extended_(Size<2>{rows.length() + padding, 1}),
        sums_(Size<2>{rows.length() + 2 * padding, 1}),
        output_(length_, length_ * out.height * out.depth) {}

  /// Row (y, z) of the output from `columns`, the sums of its columns.
  void write(const Lane* columns, Index y, Index z) {
    const Index channels = out_.channels, taps = window_.width;
    Lane* const row = extended_.pixels().data();
    Lane* const sums = sums_.pixels().data();
    std::memcpy(row + rows_.before * channels, columns, static_cast<std::size_t>(length_) * sizeof(Lane));
    rows_.extend(row, outside_);
    BoxTerms<Lane> terms{row, taps, channels, false};
    if constexpr (std::is_integral_v<Lane>) {
      if (taps > few && channels == 1) {
        dispatch(RunAlong{}, static_cast<const Lane*>(row), sums, rows_.length());
        terms = {sums, 1, taps, true};
      }
    }
    if (taps > few && !terms.difference) {
      double_up(row, sums);
      terms = {sums, 1, 0, false};
    }
    T* const to = out_.row(y, z);
    if (sizeof(T) == 1 && window_.count() <= 8192.0) {
      dispatch(BoxFinish<T, Lane, sizeof(T) == 1>{}, terms, divisor_, output_.begin(to), length_);
    } else {
      dispatch(BoxFinish<T, Lane, false>{}, terms, divisor_, output_.begin(to), length_);
    }
    output_.end(to, length_);
  }

 private:
  static constexpr Index padding = 64;
  /// So many values are added up one by one.
  static constexpr Index few = std::is_integral_v<Lane> ? 7 : 12;

  /// sums[i] = the sum of `width` values from row[i] on; uses `row` up.
  void double_up(Lane* row, Lane* sums) const {
    const Index channels = out_.channels;
    Index done = 0;
    for (Index span = 1;; span *= 2) {  // row[i] sums `span` values
      if ((window_.width & span) != 0) {
        if (done == 0) std::memcpy(sums, row, static_cast<std::size_t>(length_) * sizeof(Lane));
        else {
          dispatch(CombineLines<Plus>{}, static_cast<const Lane*>(sums),
                   static_cast<const Lane*>(row + done * channels), sums, length_);
        }
        done += span;
        if (done == window_.width) return;
      }
      dispatch(CombineLines<Plus>{}, static_cast<const Lane*>(row), static_cast<const Lane*>(row + span * channels),
               row, length_ + (window_.width - 2 * span) * channels);
    }
  }

  const Surroundings<T>& rows_;
  const ChannelRows<T>& out_;
  BoxWindowSize window_;
  BoxDivisor<Lane> divisor_;
  Lane outside_;
  Index length_;
  Image<Lane> extended_, sums_;
  OutputRow<T> output_;
};

/// The sums of the last `window` lines that are pushed, of integers.
class RunningLines {
 public:
  RunningLines(Index window, Index length) : window_(window), sums_(Size<2>{length, 1}) {}

  /// \param leaving  the line that was pushed `window` lines ago, where there is one.
  /// \returns        the sums, or null while there are fewer lines than the window has.
  template <class S>
  [[nodiscard]] const std::int32_t* push(const S* entering, const S* leaving) {
    const bool full = pushed_ >= window_;
    dispatch(RunLine{}, sums_.pixels().data(), entering, full ? leaving : nullptr, sums_.width());
    return ++pushed_ >= window_ ? sums_.pixels().data() : nullptr;
  }

 private:
  Index window_, pushed_ = 0;
  Image<std::int32_t> sums_;
};

template <class Lane, class T>
class BoxBand {
 public:
  BoxBand(const Surroundings<T>& rows, const ChannelRows<T>& out, const BoxWindowSize& window, Index y0, Index y1)
      : rows_(rows),
        window_(window),
        y0_(y0),
        lines_(y1 - y0 + window.height - 1),
        length_(out.width * out.channels),
        outside_(static_cast<std::size_t>(length_), rows.constant),
        writer_(rows, out, window) {}

  void run() {
    const Index depth = rows_.in.depth;
    if (window_.depth == 1) {
      for (Index z = 0; z < depth; ++z) {
        slice(z, [&](Index line) { return source(line, z); });
      }
      return;
    }
    // All lines of a slice are one line here.
    const Index area = lines_ * length_, first = -(window_.depth / 2), end = depth + (window_.depth - 1) / 2;
    const auto slice_of_sums = [&](const Lane* sums, Index z) {
      if (sums != nullptr) slice(z, [&](Index line) { return sums + line * length_; });
    };
    if constexpr (std::is_integral_v<Lane>) {
      std::vector<T> in(static_cast<std::size_t>(area)), out(static_cast<std::size_t>(area));
      RunningLines slices(window_.depth, area);
      for (Index z = first; z < end; ++z) {
        gather(z, in.data());
        const Index leaving = z - window_.depth;
        if (leaving >= first) gather(leaving, out.data());
        slice_of_sums(slices.push(in.data(), out.data()), z - (window_.depth - 1) / 2);
      }
    } else {
      SlidingLines<Plus, Lane> slices(window_.depth, area);
      for (Index z = first; z < end; ++z) {
        gather(z, slices.slot());
        slice_of_sums(slices.push(), z - (window_.depth - 1) / 2);
      }
    }
  }

 private:
  [[nodiscard]] const T* source(Index line, Index z) const {
    const T* const row = rows_.row(y0_ - window_.height / 2 + line, z);
    return row == nullptr ? outside_.data() : row;
  }

  template <class A>
  void gather(Index z, A* to) const {
    for (Index line = 0; line < lines_; ++line) convert_line(source(line, z), to + line * length_);
  }
  template <class S, class A>
  void convert_line(const S* from, A* to) const {
    if constexpr (std::is_same_v<S, A>) std::memcpy(to, from, static_cast<std::size_t>(length_) * sizeof(S));
    else dispatch(ConvertLine{}, from, to, length_);
  }

  /// \param line  line i of the slice, from the first that the window of the first row covers.
  template <class Line>
  void slice(Index z, const Line& line) {
    const Index taps = window_.height;
    if constexpr (std::is_integral_v<Lane>) {
      RunningLines columns(taps, length_);
      for (Index i = 0; i < lines_; ++i) {
        const auto* const sums = columns.push(line(i), i >= taps ? line(i - taps) : nullptr);
        if (sums != nullptr) writer_.write(sums, y0_ + i - taps + 1, z);
      }
    } else {
      SlidingLines<Plus, Lane> columns(taps, length_);
      for (Index i = 0; i < lines_; ++i) {
        convert_line(line(i), columns.slot());
        const Lane* const sums = columns.push();
        if (sums != nullptr) writer_.write(sums, y0_ + i - taps + 1, z);
      }
    }
  }

  const Surroundings<T>& rows_;
  BoxWindowSize window_;
  Index y0_, lines_, length_;
  std::vector<T> outside_;
  BoxSumRows<Lane, T> writer_;
};

/// Cuts the output into bands and gives them to the executor.
template <class Lane, class T, class E>
void box_means(const Surroundings<T>& rows, const ChannelRows<T>& out, const BoxWindowSize& window, E&& executor) {
  const Index height = out.height;
  // Where a band begins, the lines of a window are summed afresh.
  const Index band = (std::max)(Index{128}, 8 * window.height), bands = (height + band - 1) / band;
  executor(bands, [&](Index i) {
    const Index y0 = i * height / bands, y1 = (i + 1) * height / bands;
    BoxBand<Lane, T>(rows, out, window, y0, y1).run();
  });
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
