#pragma once
/// \file
/// How much of a mask is right: IoU, Dice, precision, recall, accuracy; and the confusion matrix of classes.
///
/// Sources: P. Jaccard, Bull. Soc. Vaud. Sci. Nat. 37, 1901 (IoU). L. R. Dice, Ecology 26, 1945.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/dispatch.hpp>
#include <limn/core/error.hpp>
#include <limn/core/traverse.hpp>
#include <limn/detail/simd/leaves.hpp>
#include <limn/detail/simd/vec.hpp>
#include <limn/metrics/contingency.hpp>

#include <cstdint>
#include <vector>

namespace limn {

/// Each ratio is in [0, 1]; the counts are pixels.
struct Overlap {
  double iou = 0;        ///< TP / (TP + FP + FN)
  double dice = 0;       ///< 2 TP / (2 TP + FP + FN)
  double precision = 0;  ///< TP / (TP + FP)
  double recall = 0;     ///< TP / (TP + FN)
  double accuracy = 0;   ///< (TP + TN) / all
  std::int64_t true_positives = 0, false_positives = 0, false_negatives = 0, true_negatives = 0;
};

struct OverlapOptions {
  double empty = 1.0;  ///< what a ratio without any pixel to divide by is, e.g. Dice of two empty masks
};

/// Pixels by class: `count(truth, label)`.
struct ConfusionMatrix {
  int classes = 0;
  std::vector<std::int64_t> counts;  ///< row-major: a row per class of the truth, a column per class found

  [[nodiscard]] LIMN_INLINE std::int64_t count(int truth, int label) const {
    return counts[static_cast<std::size_t>(truth) * static_cast<std::size_t>(classes) +
                  static_cast<std::size_t>(label)];
  }
};

inline namespace LIMN_ABI {
namespace detail {

/// Foreground in both masks, in the first, in the second; for one row.
struct OverlapCounts {
  std::int64_t both = 0, first = 0, second = 0;
};
struct CountOverlap {
  template <class Tag>
  LIMN_INLINE OverlapCounts operator()(Tag, const Binary* a, const Binary* b, Index length) const {
    OverlapCounts counts;
    Index x = 0;
#if LIMN_DETAIL_VECTORS
    // A lane counts to 255 before it is emptied.
    using V = VecOf<std::uint8_t, Tag>;
    while (x + V::size <= length) {
      V both = V::zero(), first = V::zero(), second = V::zero();
      const Index end = length - x < 255 * V::size ? length : x + 255 * V::size;
      for (; x + V::size <= end; x += V::size) {
        const V p = bit_cast<std::uint8_t>(V::load(a + x) != V::zero());
        const V q = bit_cast<std::uint8_t>(V::load(b + x) != V::zero());
        both -= p & q;
        first -= p;
        second -= q;
      }
      counts.both += sum(both);
      counts.first += sum(first);
      counts.second += sum(second);
    }
#endif
    for (; x < length; ++x) {
      const bool p = is_foreground(a[x]), q = is_foreground(b[x]);
      counts.both += p && q;
      counts.first += p;
      counts.second += q;
    }
    return counts;
  }

#if LIMN_DETAIL_VECTORS
 private:
  template <class V>
  LIMN_INLINE static std::int64_t sum(const V& lanes) {
    std::uint8_t values[V::size];
    lanes.store(values);
    std::int64_t total = 0;
    for (const std::uint8_t value : values) total += value;
    return total;
  }
#endif
};

}  // namespace detail

/// Compares a mask with the truth pixel by pixel.
///
/// \param mask, truth  masks of one size, any rank; every byte but 0 is foreground.
/// \param options   what a ratio is that has no pixel to divide by, 1 if not told. Precision without foreground found
///                  and recall without any in the truth are such ratios too.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity  one pass.
template <MaskImage I, MaskImage J>
requires SameRank<I, J>
[[nodiscard]] Overlap overlap(const I& mask, const J& truth, const OverlapOptions& options = {}) {
  detail::require_same_size("limn::overlap", "the mask", const_view(mask).size(), "the truth",
                            const_view(truth).size());
  std::int64_t tp = 0, found = 0, real = 0;
  detail::for_each_row(
      [&](Index length, const Binary* a, const Binary* b) {
        const detail::OverlapCounts row = detail::dispatch(detail::CountOverlap{}, a, b, length);
        tp += row.both;
        found += row.first;
        real += row.second;
      },
      const_view(mask), const_view(truth));
  Overlap result;
  const std::int64_t all = pixel_count(const_view(mask).size());
  result.true_positives = tp;
  result.false_positives = found - tp;
  result.false_negatives = real - tp;
  result.true_negatives = all - found - real + tp;
  const auto ratio = [&options](std::int64_t part, std::int64_t whole) {
    return whole == 0 ? options.empty : static_cast<double>(part) / static_cast<double>(whole);
  };
  result.iou = ratio(tp, found + real - tp);
  result.dice = ratio(2 * tp, found + real);
  result.precision = ratio(tp, found);
  result.recall = ratio(tp, real);
  result.accuracy = ratio(tp + result.true_negatives, all);
  return result;
}

/// Counts how often each class of the truth was given each class.
///
/// \param labels, truth  class images of one size, any rank, values 0..classes-1.
/// \throws std::invalid_argument  if the sizes differ, `classes` is not positive, or a value lies outside.
/// \complexity  one pass.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] ConfusionMatrix confusion(const I& labels, const J& truth, int classes) {
  if (classes < 1) detail::throw_invalid_argument("limn::confusion: classes is ", classes, " but must be positive");
  ConfusionMatrix matrix;
  matrix.classes = classes;
  matrix.counts.assign(static_cast<std::size_t>(classes) * static_cast<std::size_t>(classes), 0);
  for (const ContingencyCell& cell : detail::count_pairs("limn::confusion", const_view(labels), const_view(truth))) {
    for (const std::int64_t value : {cell.label, cell.truth}) {
      if (value < 0 || value >= classes) {
        detail::throw_invalid_argument("limn::confusion: class ", value, " is not in 0..", classes - 1);
      }
    }
    matrix.counts[static_cast<std::size_t>(cell.truth * classes + cell.label)] += cell.count;
  }
  return matrix;
}

}  // namespace LIMN_ABI
}  // namespace limn
