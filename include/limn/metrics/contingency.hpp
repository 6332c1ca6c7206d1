#pragma once
/// \file
/// The contingency table of two label images: how many pixels carry each pair of labels. All that compares partitions
/// or instances is read off it.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/traverse.hpp>

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

/// Counts of label pairs by open addressing; the capacity is a power of two and at most half full.
class PairCounter {
 public:
  PairCounter() : cells_(256), used_(256, 0) {}

  void add(std::int64_t label, std::int64_t truth, std::int64_t count) {
    std::size_t slot = find(label, truth);
    if (!used_[slot]) {
      if (2 * (size_ + 1) > cells_.size()) {
        grow();
        slot = find(label, truth);
      }
      used_[slot] = 1;
      cells_[slot] = {label, truth, 0};
      ++size_;
    }
    cells_[slot].count += count;
  }

  /// The cells in the order of (label, truth).
  [[nodiscard]] std::vector<ContingencyCell> sorted() const {
    std::vector<ContingencyCell> cells;
    cells.reserve(size_);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (used_[i]) cells.push_back(cells_[i]);
    }
    std::sort(cells.begin(), cells.end(), [](const ContingencyCell& a, const ContingencyCell& b) {
      return a.label != b.label ? a.label < b.label : a.truth < b.truth;
    });
    return cells;
  }

 private:
  [[nodiscard]] std::size_t find(std::int64_t label, std::int64_t truth) const {
    std::uint64_t hash = static_cast<std::uint64_t>(label) * 0x9e3779b97f4a7c15U;
    hash = (hash ^ (hash >> 29) ^ static_cast<std::uint64_t>(truth)) * 0xbf58476d1ce4e5b9U;
    std::size_t slot = static_cast<std::size_t>(hash >> 20) & (cells_.size() - 1);
    while (used_[slot] && (cells_[slot].label != label || cells_[slot].truth != truth)) {
      slot = (slot + 1) & (cells_.size() - 1);
    }
    return slot;
  }

  void grow() {
    std::vector<ContingencyCell> cells(2 * cells_.size());
    std::vector<char> used(cells.size(), 0);
    cells.swap(cells_);
    used.swap(used_);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!used[i]) continue;
      const std::size_t slot = find(cells[i].label, cells[i].truth);
      used_[slot] = 1;
      cells_[slot] = cells[i];
    }
  }

  std::vector<ContingencyCell> cells_;
  std::vector<char> used_;
  std::size_t size_ = 0;
};

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
