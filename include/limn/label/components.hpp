#pragma once
/// \file
/// Connected components: which foreground pixels of a mask belong together.
///
/// Source: A. Rosenfeld, J. Pfaltz, "Sequential operations in digital picture processing", J. ACM 13(4), 1966.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/executor.hpp>
#include <limn/core/image.hpp>
#include <limn/core/neighborhood.hpp>
#include <limn/detail/stream_rows.hpp>
#include <limn/label/detail/fill_labels.hpp>
#include <limn/label/detail/packed_mask.hpp>
#include <limn/label/detail/run_labeling.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <type_traits>

namespace limn {

struct ComponentsOptions {
  /// Which pixels belong together: `full` is 8 neighbors in 2-D and 26 in 3-D, `face` 4 and 6, `edge` 8 and 18.
  Connectivity connectivity = Connectivity::full;
};

/// Labels 1..count, and how many.
template <class L = std::int32_t, std::size_t R = 2>
struct Labeling {
  LabelImage<L, R> labels;
  L count = 0;
};

inline namespace LIMN_ABI {
namespace detail {

template <class L, class Count>
void require_count_fits(std::string_view function, Count count) {
  if (static_cast<std::uint64_t>(count) > static_cast<std::uint64_t>((std::numeric_limits<L>::max)())) {
    throw std::overflow_error(message(function, ": ", count, " objects do not fit a label of ", 8 * sizeof(L),
                                      " bits, which ends at ", (std::numeric_limits<L>::max)()));
  }
}

}  // namespace detail

/// Writes the label of the object of every pixel: 0 for background, 1..count for objects, numbered in raster order of
/// their first pixels.
///
/// \param mask     2-D or 3-D.
/// \param labels   an image of signed or unsigned integers of the same size; for labels of 8 bits the same memory as
///                 `mask` is fine.
/// \param options  which pixels are neighbors.
/// \param executor runs bands of large images; the labels do not depend on it.
/// \returns        the number of objects; 0 if there is no foreground.
/// \throws std::invalid_argument  if the sizes differ.
/// \throws std::overflow_error    if there are more objects than the label type can number; nothing is written then.
/// \complexity     one pass over the mask and one over the labels; memory of one bit for every pixel and 4 bytes for
///                 every run of foreground.
template <MaskImage M, WritableImage O, class E = const Sequential&>
requires LabelsImage<O> && SameRank<M, O> && Executor<E> pixel_t<O> label_components_into(
    const M& mask, O&& labels, const ComponentsOptions& options = {}, E&& executor = sequential) {
  using L = pixel_t<O>;
  const auto in = const_view(mask);
  const auto out = view(labels);
  detail::require_same_size("limn::label_components_into", "the output", out.size(), "the mask", in.size());
  if (in.empty()) return 0;
  const Index band = detail::band_rows(in.size(), executor);
  return detail::with_run_type(in.size(), [&](auto id) {
    using Id = decltype(id);
    const auto packed = detail::pack_mask<Id>(in, band, executor);
    const auto numbered = detail::number_runs(packed, options.connectivity, band, executor);
    detail::require_count_fits<L>("limn::label_components", numbered.count);
    const detail::PackedView bits(packed);
    const Id* const numbers = numbered.numbers.data();
    const Index rows = packed.rows;
    executor((rows + band - 1) / band, [&](Index i) {
      const Index begin = i * band, end = begin + band < rows ? begin + band : rows;
      detail::OutputRow<L> part(out.width(), pixel_count(out.size()));
      for (Index row = begin; row < end; ++row) {
        L* const to = detail::nth_row(out, row);
        detail::dispatch(detail::FillRow{}, bits, numbers, row, part.begin(to), out.width());
        part.end(to, out.width());
      }
    });
    return static_cast<L>(numbered.count);
  });
}

/// The objects of a mask, numbered in raster order of their first pixels. See `label_components_into`.
///
/// \tparam L  the label type; `label_components<std::uint16_t>(mask)` halves the memory where objects are few.
template <class L = std::int32_t, MaskImage M, class E = const Sequential&>
requires LabelPixel<L> && Executor<E>
[[nodiscard]] Labeling<L, rank_v<M>> label_components(const M& mask, const ComponentsOptions& options = {},
                                                      E&& executor = sequential) {
  Labeling<L, rank_v<M>> result;
  result.labels = LabelImage<L, rank_v<M>>(const_view(mask).size(), uninitialized);
  result.count = label_components_into(mask, result.labels, options, executor);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
