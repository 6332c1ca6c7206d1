#pragma once
/// \file
/// How many pixels lie at or below a level and above it, and their sums: for types whose values no histogram holds one
/// by one.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/traverse.hpp>
#include <limn/measure/histogram.hpp>

#include <cstddef>
#include <limits>
#include <string_view>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

struct ValueSums {
  double count_below = 0, below = 0, count_above = 0, above = 0;
};

/// Adds the finite pixels of a row, less `offset`, to eight interleaved sums: the same bits whatever the width of a
/// register.
struct SumRowAround {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* in, const Binary* mask, Index length, double level, double offset,
                              ValueSums* sums) const {
    ValueSums parts[8];
    for (int k = 0; k < 8; ++k) parts[k] = sums[k];
    const auto add = [&](Index x, int k) LIMN_LAMBDA_INLINE {
      const double v = static_cast<double>(in[x]) - offset;
      const bool counts = v - v == 0 && (mask == nullptr || is_foreground(mask[x]));
      const bool is_above = counts && v > level, is_below = counts && !is_above;
      parts[k].count_above += is_above ? 1.0 : 0.0;
      parts[k].above += is_above ? v : 0.0;
      parts[k].count_below += is_below ? 1.0 : 0.0;
      parts[k].below += is_below ? v : 0.0;
    };
    Index x = 0;
    for (; x + 8 <= length; x += 8) {
#if defined(__GNUC__)
#pragma GCC unroll 8
#endif
      for (int k = 0; k < 8; ++k) add(x + k, k);
    }
    for (int k = 0; x + k < length; ++k) add(x + k, k);
    for (int k = 0; k < 8; ++k) sums[k] = parts[k];
  }
};

/// The finite pixels of an image where `mask`, if there is one, is foreground; levels count from the smallest.
template <class T, std::size_t R>
class CountedValues {
 public:
  /// \throws std::invalid_argument  if there is none, or the mask has another size.
  CountedValues(std::string_view function, const ImageView<const T, R>& image, const ImageView<const Binary, R>* mask)
      : image_(image), mask_(mask) {
    ValueRange<T> range;
    if (mask == nullptr) {
      range = value_range(image, AllPixels<T, R>{});
    } else {
      require_same_size(function, "the mask", mask->size(), "the image", image.size());
      range = value_range(image, MaskedPixels<T, R>{*mask});
    }
    if (range.empty()) throw_invalid_argument(function, ": there is no pixel to count");
    lowest_ = static_cast<double>(range.low);
    one_level_ = range.low == range.high;
  }

  [[nodiscard]] double lowest() const { return lowest_; }
  [[nodiscard]] bool one_level() const { return one_level_; }
  [[nodiscard]] double mean() const {
    const ValueSums all = around((std::numeric_limits<double>::max)());
    return all.below / all.count_below;
  }
  [[nodiscard]] ValueSums around(double level) const {
    ValueSums parts[8];
    for (Index i = 0; i < row_count(image_.size()); ++i) {
      dispatch(SumRowAround{}, nth_row(image_, i), mask_ == nullptr ? nullptr : nth_row(*mask_, i), image_.width(),
               level, lowest_, static_cast<ValueSums*>(parts));
    }
    ValueSums all;
    for (const ValueSums& part : parts) {
      all.count_below += part.count_below;
      all.below += part.below;
      all.count_above += part.count_above;
      all.above += part.above;
    }
    return all;
  }

 private:
  ImageView<const T, R> image_;
  const ImageView<const Binary, R>* mask_;
  double lowest_ = 0;
  bool one_level_ = false;
};

/// True for the types that `histogram` counts value by value, whatever their range.
template <class T>
inline constexpr bool counted_exactly = std::is_integral_v<T> && sizeof(T) <= 2;

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
