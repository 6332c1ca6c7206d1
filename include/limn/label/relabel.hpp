#pragma once
/// \file
/// Other numbers for the same objects.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/label/detail/by_label.hpp>
#include <limn/label/detail/label_runs.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace limn {

/// Which object becomes number 1: `raster` that of the first pixel, row by row; `value` that of the smallest label.
enum class LabelOrder { raster, value };

/// Labels 1..count, how many there are, and what each was before: object i was `original[i]`, and `original[0]` is 0.
template <class L = std::int32_t, std::size_t R = 2>
struct Relabeling {
  LabelImage<L, R> labels;
  L count = 0;
  std::vector<L> original;
};

inline namespace LIMN_ABI {
namespace detail {

/// Writes `f(label)` for every run of equal labels above 0, and 0 for all others; the images may be the same.
template <class L, class N, std::size_t R, class F>
void replace_labels(const ImageView<const L, R>& in, const ImageView<N, R>& out, const F& f) {
  const Index width = in.width(), rows = row_count(in.size());
  std::vector<Index> starts(static_cast<std::size_t>(width + 1 + FindRuns::slack));
  Index* const storage = starts.data();
  for (Index row = 0; row < rows; ++row) {
    const L* const from = nth_row(in, row);
    N* const to = nth_row(out, row);
    const Index runs = dispatch(FindRuns{}, from, width, storage);
    for (Index run = 0; run < runs; ++run) {
      const L label = from[storage[run]];
      const N number = label > 0 ? f(label) : N{0};
      for (Index x = storage[run]; x < storage[run + 1]; ++x) to[x] = number;
    }
  }
}

}  // namespace detail

/// Writes the labels 1..count in place of those that occur. See `relabel`.
///
/// \param labels  2-D or 3-D, any integers.
/// \param out     an image of the same size and pixel type; may be `labels` itself.
/// \returns       what each object was before, 0 for the background in front.
/// \throws std::invalid_argument  if the sizes differ.
template <LabelsImage I, OutputOf<pixel_t<I>> O>
requires SameRank<I, O> std::vector<pixel_t<I>> relabel_into(const I& labels, O&& out,
                                                             LabelOrder order = LabelOrder::raster) {
  using L = pixel_t<I>;
  struct Number {
    L value = 0;
    [[nodiscard]] bool used() const { return value != 0; }
  };
  const auto in = const_view(labels);
  detail::require_same_size("limn::relabel_into", "the output", view(out).size(), "the label image", in.size());
  std::vector<L> original(1, 0);
  if (in.empty()) return original;
  detail::ByLabel<Number> numbers(pixel_count(in.size()));
  detail::for_each_label_run(in, [&](L label, Index, Index, Index) {
    L& number = numbers[static_cast<std::uint64_t>(label)].value;
    if (number != 0) return;
    number = static_cast<L>(original.size());
    original.push_back(label);
  });
  if (order == LabelOrder::value) {
    original.resize(1);
    numbers.for_each([&](std::uint64_t label, Number& number) {
      number.value = static_cast<L>(original.size());
      original.push_back(static_cast<L>(label));
    });
  }
  detail::replace_labels(in, view(out), [&](L label) { return numbers[static_cast<std::uint64_t>(label)].value; });
  return original;
}

/// The same objects with the labels 1..count.
///
/// \param labels  2-D or 3-D, any integers; 0 and negative ones are background, which becomes 0.
/// \param order   by first pixels, as all labels of this library are, or by the labels before, as scikit-image's
///                `relabel_sequential`.
/// \returns       the labels, their count, and what each was before. They fit the type, since there are no more than
///                before.
/// \complexity    two passes; memory for every object, and for small labels also for those between.
template <LabelsImage I>
[[nodiscard]] Relabeling<pixel_t<I>, rank_v<I>> relabel(const I& labels, LabelOrder order = LabelOrder::raster) {
  Relabeling<pixel_t<I>, rank_v<I>> result;
  result.labels = LabelImage<pixel_t<I>, rank_v<I>>(const_view(labels).size(), uninitialized);
  result.original = relabel_into(labels, result.labels, order);
  result.count = static_cast<pixel_t<I>>(result.original.size() - 1);
  return result;
}

/// Writes `table[label]` for every label above 0, and 0 for the others. See `remap`.
///
/// \param out  an image of integers of the same size; may be `labels` itself.
/// \throws std::invalid_argument  if the sizes differ, or a label lies beyond the table; some labels are written then.
template <LabelsImage I, WritableImage O>
requires LabelsImage<O> && SameRank<I, O>
void remap_into(const I& labels, std::span<const pixel_t<O>> table, O&& out) {
  const auto in = const_view(labels);
  detail::require_same_size("limn::remap_into", "the output", view(out).size(), "the label image", in.size());
  if (in.empty()) return;
  detail::replace_labels(in, view(out), [&](pixel_t<I> label) {
    if (static_cast<std::uint64_t>(label) >= table.size()) {
      detail::throw_invalid_argument("limn::remap: label ", +label, " lies beyond the table of ", table.size());
    }
    return table[static_cast<std::size_t>(label)];
  });
}

/// The image of `table[label]`: objects renamed, joined where the table says the same, or removed where it says 0.
///
/// \param labels  2-D or 3-D, any integers; 0 and negative ones are background and become 0.
/// \param table   the new label of each; entry 0 is not looked at.
/// \throws std::invalid_argument  if a label lies beyond the table.
/// \complexity    one pass.
template <class N, LabelsImage I>
requires LabelPixel<N>
[[nodiscard]] LabelImage<N, rank_v<I>> remap(const I& labels, const std::vector<N>& table) {
  LabelImage<N, rank_v<I>> result(const_view(labels).size(), uninitialized);
  remap_into(labels, std::span<const N>(table), result);
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
