#pragma once
/// \file
/// Gray levels to classes: the number of given levels that a pixel is above.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/bands.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

struct QuantizeRow {
  template <class Tag, class T>
  LIMN_INLINE void operator()(Tag, const T* in, std::int32_t* out, Index length, const T* levels, Index count) const {
    // A block and 255 levels at a time, so that the counts are bytes.
    constexpr Index block = 512;
    for (Index x = 0; x < length; x += block) {
      const Index pixels = length - x < block ? length - x : block;
      Index done = 0;
      do {
        const Index some = count - done < 255 ? count - done : 255;
        std::uint8_t above[block] = {};
        for (Index k = done; k < done + some; ++k) {
          const T level = levels[k];
          for (Index i = 0; i < pixels; ++i) above[i] = static_cast<std::uint8_t>(above[i] + (in[x + i] > level));
        }
        for (Index i = 0; i < pixels; ++i) out[x + i] = done == 0 ? above[i] : out[x + i] + above[i];
        done += some;
      } while (done < count);
    }
  }
};

}  // namespace detail

/// Writes the class of every pixel: the number of `levels` that it is above. So v <= levels[0] is class 0, and what is
/// above them all the class of their number; NaN is class 0.
///
/// \param in      any rank, any gray pixel type.
/// \param out     of the same size; not the memory of `in`.
/// \param levels  not decreasing, not NaN, in the units of the pixels; none makes one class.
/// \param executor  runs bands of rows; the result does not depend on it.
/// \throws std::invalid_argument  if the sizes differ, or a level is NaN or less than the one before it.
/// \complexity    one pass, a comparison for each pixel and level, no allocation.
template <GrayImage I, OutputOf<std::int32_t> O, Executor E = const Sequential&>
requires SameRank<I, O>
void quantize_into(const I& in, O&& out, const std::vector<pixel_t<I>>& levels, E&& executor = sequential) {
  detail::require_same_size("limn::quantize_into", "the output", view(out).size(), "the image", const_view(in).size());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i] != levels[i]) detail::throw_invalid_argument("limn::quantize: levels[", i, "] is NaN");
    if (i > 0 && levels[i] < levels[i - 1]) {
      detail::throw_invalid_argument("limn::quantize: levels[", i, "] is ", levels[i], ", less than ", levels[i - 1],
                                     " before it");
    }
  }
  const auto count = static_cast<Index>(levels.size());
  const auto from = const_view(in);
  const auto to = view(out);
  detail::for_each_band(detail::row_count(from.size()), 64, executor, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      detail::dispatch(detail::QuantizeRow{}, detail::nth_row(from, i), detail::nth_row(to, i), from.width(),
                       levels.data(), count);
    }
  });
}

/// The image of classes 0 to levels.size(). See `quantize_into`.
template <GrayImage I, Executor E = const Sequential&>
[[nodiscard]] LabelImage<std::int32_t, rank_v<I>> quantize(const I& image, const std::vector<pixel_t<I>>& levels,
                                                           E&& executor = sequential) {
  LabelImage<std::int32_t, rank_v<I>> classes(const_view(image).size(), uninitialized);
  quantize_into(image, classes, levels, executor);
  return classes;
}

}  // namespace LIMN_ABI
}  // namespace limn
