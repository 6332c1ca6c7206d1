#pragma once
/// \file
/// The contingency table of two label images: how many pixels carry each pair of labels. All that compares partitions
/// or instances is read off it.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/sort.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace limn {

/// `count` pixels are `label` in the one image and `truth` in the other.
struct ContingencyCell {
  std::int64_t label = 0;
  std::int64_t truth = 0;
  std::int64_t count = 0;
  friend constexpr bool operator==(const ContingencyCell&, const ContingencyCell&) = default;
};

inline namespace LIMN_ABI {
namespace detail {

inline void sort_cells(std::vector<ContingencyCell>& cells) {
  sort(cells.data(), cells.size(), [](const ContingencyCell& a, const ContingencyCell& b) {
    return a.label != b.label ? a.label < b.label : a.truth < b.truth;
  });
}

/// Counts of label pairs by open addressing; the capacity is a power of two and at most half full. A count of 0 marks a
/// free slot.
class PairCounter {
 public:
  PairCounter() : cells_(256) {}

  /// `count` is above 0.

  void add(std::int64_t label, std::int64_t truth, std::int64_t count) {
    std::size_t slot = find(label, truth);
    if (cells_[slot].count == 0) {
      if (2 * (size_ + 1) > cells_.size()) {
        grow();
        slot = find(label, truth);
      }
      cells_[slot] = {label, truth, 0};
      ++size_;
    }
    cells_[slot].count += count;
  }

  /// The cells in the order of (label, truth).
  [[nodiscard]] std::vector<ContingencyCell> sorted() const {
    std::vector<ContingencyCell> cells(size_);
    std::size_t next = 0;
    for (const ContingencyCell& cell : cells_) {
      if (cell.count != 0) cells[next++] = cell;
    }
    sort_cells(cells);
    return cells;
  }

 private:
  [[nodiscard]] std::size_t find(std::int64_t label, std::int64_t truth) const {
    std::uint64_t hash = static_cast<std::uint64_t>(label) * 0x9e3779b97f4a7c15U;
    hash = (hash ^ (hash >> 29) ^ static_cast<std::uint64_t>(truth)) * 0xbf58476d1ce4e5b9U;
    std::size_t slot = static_cast<std::size_t>(hash >> 20) & (cells_.size() - 1);
    while (cells_[slot].count != 0 && (cells_[slot].label != label || cells_[slot].truth != truth)) {
      slot = (slot + 1) & (cells_.size() - 1);
    }
    return slot;
  }

  void grow() {
    std::vector<ContingencyCell> cells(2 * cells_.size());
    cells.swap(cells_);
    for (const ContingencyCell& cell : cells) {
      if (cell.count != 0) cells_[find(cell.label, cell.truth)] = cell;
    }
  }

  std::vector<ContingencyCell> cells_;
  std::size_t size_ = 0;
};

/// The labels of one image in ascending order, and how many pixels each has.
struct LabelAreas {
  std::vector<std::int64_t> labels, areas;

  /// Of the cells' `label`, by which they are sorted.
  explicit LabelAreas(const std::vector<ContingencyCell>& cells) {
    for (const ContingencyCell& cell : cells) {
      if (labels.empty() || labels.back() != cell.label) {
        labels.push_back(cell.label);
        areas.push_back(0);
      }
      areas.back() += cell.count;
    }
  }
  /// Where a label that is there stands.
  [[nodiscard]] std::size_t position(std::int64_t label) const {
    return static_cast<std::size_t>(std::lower_bound(labels.begin(), labels.end(), label) - labels.begin());
  }
  [[nodiscard]] std::int64_t area(std::int64_t label) const { return areas[position(label)]; }
  [[nodiscard]] std::size_t size() const { return labels.size(); }
  void drop_background() {
    const std::size_t background = position(0);
    if (background == size() || labels[background] != 0) return;
    labels.erase(labels.begin() + static_cast<Index>(background));
    areas.erase(areas.begin() + static_cast<Index>(background));
  }
};

/// The same of the cells' `truth`.
[[nodiscard]] inline LabelAreas truth_areas(std::vector<ContingencyCell> cells) {
  for (ContingencyCell& cell : cells) cell = {cell.truth, cell.label, cell.count};
  sort_cells(cells);
  return LabelAreas(cells);
}

/// The contingency table, checked on behalf of `function`.
template <class L, class M, std::size_t R>
[[nodiscard]] std::vector<ContingencyCell> count_pairs(std::string_view function, const ImageView<const L, R>& labels,
                                                       const ImageView<const M, R>& truth) {
  require_same_size(function, "the segmentation", labels.size(), "the truth", truth.size());
  PairCounter counter;
  for_each_row(
      [&counter](Index length, const L* a, const M* b) {
        for (Index start = 0; start < length;) {
          Index end = start + 1;
          while (end < length && a[end] == a[start] && b[end] == b[start]) ++end;
          counter.add(static_cast<std::int64_t>(a[start]), static_cast<std::int64_t>(b[start]), end - start);
          start = end;
        }
      },
      labels, truth);
  return counter.sorted();
}

}  // namespace detail

/// How many pixels carry each pair of labels that occurs, in the order of (label, truth). Label 0 is a label here.
///
/// \param labels, truth  label images of one size, any rank, any label types.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity  one pass, a table look-up for every run of equal pairs; memory in the number of distinct pairs.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] std::vector<ContingencyCell> contingency_table(const I& labels, const J& truth) {
  return detail::count_pairs("limn::contingency_table", const_view(labels), const_view(truth));
}

}  // namespace LIMN_ABI
}  // namespace limn
