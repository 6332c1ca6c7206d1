#pragma once
/// \file
/// Some of the objects of a label image, numbered anew.

#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/traverse.hpp>
#include <limn/core/view.hpp>
#include <limn/label/detail/by_label.hpp>
#include <limn/label/detail/label_runs.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// What decides about an object, and its new number, 0 until it has one.
struct ObjectFate {
  Index measure = 0;
  Index number = 0;
};

/// Writes the objects for which `keep(measure)` holds, numbered from 1 in raster order of their first pixels, after
/// `observe(measure, row, begin, end)` has seen all runs of all objects. `out` may be the same memory.
template <class L, std::size_t R, class Observe, class Keep>
void keep_labels(const ImageView<const L, R>& labels, const ImageView<L, R>& out, const Observe& observe,
                 const Keep& keep) {
  if (labels.empty()) return;
  ByLabel<ObjectFate> fates(pixel_count(labels.size()));
  for_each_label_run(labels, [&](L label, Index row, Index begin, Index end) {
    observe(fates[static_cast<std::uint64_t>(label)].measure, row, begin, end);
  });
  Index count = 0;
  std::vector<Index> starts(static_cast<std::size_t>(labels.width() + 1 + FindRuns::slack));
  Index* const storage = starts.data();
  for (Index row = 0; row < row_count(labels.size()); ++row) {
    const L* const from = nth_row(labels, row);
    L* const to = nth_row(out, row);
    const Index runs = dispatch(FindRuns{}, from, labels.width(), storage);
    for (Index run = 0; run < runs; ++run) {
      Index number = 0;
      if (const L label = from[storage[run]]; label > 0) {
        ObjectFate& fate = fates[static_cast<std::uint64_t>(label)];
        if (fate.number == 0 && keep(fate.measure)) fate.number = ++count;
        number = fate.number;
      }
      std::fill(to + storage[run], to + storage[run + 1], static_cast<L>(number));
    }
  }
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
