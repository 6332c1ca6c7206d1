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
#include <limn/detail/stream_rows.hpp>
#include <limn/detail/window_reduce.hpp>
#include <limn/filter/detail/box_rows.hpp>
#include <limn/filter/detail/channel_rows.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
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
    Lane* const row = extended_.data();
    Lane* const sums = sums_.data();
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
    dispatch(RunLine{}, sums_.data(), entering, full ? leaving : nullptr, sums_.width());
    return ++pushed_ >= window_ ? sums_.data() : nullptr;
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
