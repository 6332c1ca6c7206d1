#pragma once
/// \file
/// How far two partitions of one picture are apart: variation of information and the Rand family.
///
/// Sources: W. M. Rand, "Objective criteria for the evaluation of clustering methods", JASA 66, 1971. L. Hubert and
/// P. Arabie, "Comparing partitions", J. Classification 2, 1985. M. Meila, "Comparing clusterings: an information based
/// distance", J. Multivariate Analysis 98, 2007. I. Arganda-Carreras et al., "Crowdsourcing the creation of image
/// segmentation algorithms for connectomics", Frontiers in Neuroanatomy 9, 2015 (adapted Rand error).

#include <limn/detail/math.hpp>
#include <limn/metrics/contingency.hpp>

#include <utility>
#include <vector>

namespace limn {

/// In bits. Their sum is the distance of Meila.
struct VariationOfInformation {
  double split = 0;  ///< H(labels | truth): over-segmentation, an object of the truth in several pieces
  double merge = 0;  ///< H(truth | labels): under-segmentation, several objects of the truth in one piece
  [[nodiscard]] LIMN_INLINE double total() const { return split + merge; }
};

/// Of pairs of pixels: error is 1 - F, F the harmonic mean of precision and recall.
struct AdaptedRandError {
  double error = 0;
  double precision = 1;  ///< of the pairs together in the segmentation, how many are together in the truth
  double recall = 1;     ///< of the pairs together in the truth, how many are together in the segmentation
};

/// Which pixels a comparison of partitions leaves out.
struct PartitionOptions {
  bool ignore_background = false;  ///< leave out the pixels whose truth is 0
};

inline namespace LIMN_ABI {
namespace detail {

/// Row sums, column sums and cells of a contingency table.
struct PartitionCounts {
  std::vector<ContingencyCell> cells;
  LabelAreas labels, truths;
  std::int64_t pixels = 0;

  explicit PartitionCounts(std::vector<ContingencyCell> table)
      : cells(std::move(table)), labels(cells), truths(truth_areas(cells)) {
    for (const ContingencyCell& cell : cells) pixels += cell.count;
  }
};

/// The number of unordered pairs, in double: counts of pixels squared exceed 64 bits.
[[nodiscard]] inline double pairs(std::int64_t count) {
  return 0.5 * static_cast<double>(count) * static_cast<double>(count - 1);
}

struct PairCounts {
  double together = 0;  ///< in both
  double labels = 0;    ///< in the segmentation
  double truth = 0;     ///< in the truth
  double all = 0;
};

[[nodiscard]] inline PairCounts pair_counts(const PartitionCounts& counts) {
  PairCounts result;
  for (const ContingencyCell& cell : counts.cells) result.together += pairs(cell.count);
  for (const std::int64_t count : counts.labels.areas) result.labels += pairs(count);
  for (const std::int64_t count : counts.truths.areas) result.truth += pairs(count);
  result.all = pairs(counts.pixels);
  return result;
}

template <class I, class J>
[[nodiscard]] PartitionCounts partition_counts(std::string_view function, const I& labels, const J& truth,
                                               const PartitionOptions& options) {
  std::vector<ContingencyCell> cells = count_pairs(function, const_view(labels), const_view(truth));
  if (options.ignore_background) {
    cells.erase(std::remove_if(cells.begin(), cells.end(), [](const ContingencyCell& c) { return c.truth == 0; }),
                cells.end());
  }
  return PartitionCounts(std::move(cells));
}

}  // namespace detail

/// The conditional entropies of two partitions given each other, in bits; both 0 if and only if they are the same up
/// to the names of the labels. Label 0 is a part like any other unless `.ignore_background`.
///
/// \param labels, truth  label images of one size, any rank.
/// \returns   both 0 for empty images. `split` and `merge` are the two values of scikit-image's
///            `variation_of_information(truth, labels)`.
/// \throws std::invalid_argument  if the sizes differ.
/// \complexity  one pass and O(p log p) for p distinct pairs of labels.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] VariationOfInformation variation_of_information(const I& labels, const J& truth,
                                                              const PartitionOptions& options = {}) {
  const auto counts = detail::partition_counts("limn::variation_of_information", labels, truth, options);
  VariationOfInformation result;
  const double n = static_cast<double>(counts.pixels);
  for (const ContingencyCell& cell : counts.cells) {
    const double both = static_cast<double>(cell.count);
    result.split += both / n * detail::math::log2(static_cast<double>(counts.truths.area(cell.truth)) / both);
    result.merge += both / n * detail::math::log2(static_cast<double>(counts.labels.area(cell.label)) / both);
  }
  return result;
}

/// The adapted Rand error of SNEMI3D: an error, 0 for equal partitions. By default the pixels whose truth is 0 are
/// left out, as that challenge and scikit-image do.
///
/// \param labels, truth  label images of one size, any rank. Pixels that are 0 in `labels` alone form a part.
/// \returns   error 0 with precision and recall 1 where no pair of pixels is together in either image.
/// \throws std::invalid_argument  if the sizes differ.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] AdaptedRandError adapted_rand_error(const I& labels, const J& truth,
                                                  const PartitionOptions& options = {.ignore_background = true}) {
  const auto n = detail::pair_counts(detail::partition_counts("limn::adapted_rand_error", labels, truth, options));
  AdaptedRandError result;
  if (n.labels > 0) result.precision = n.together / n.labels;
  if (n.truth > 0) result.recall = n.together / n.truth;
  if (n.labels + n.truth > 0) result.error = 1 - 2 * n.together / (n.labels + n.truth);
  return result;
}

/// The share of pairs of pixels on which two partitions agree (together in both or apart in both); 1 where there is
/// no pair.
///
/// \param labels, truth  label images of one size, any rank; label 0 is a part like any other unless
///                       `.ignore_background`.
/// \throws std::invalid_argument  if the sizes differ.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] double rand_index(const I& labels, const J& truth, const PartitionOptions& options = {}) {
  const auto n = detail::pair_counts(detail::partition_counts("limn::rand_index", labels, truth, options));
  return n.all > 0 ? (n.all + 2 * n.together - n.labels - n.truth) / n.all : 1.0;
}

/// The Rand index corrected for chance: 0 expected of a random partition, 1 for equal ones; may be negative.
///
/// \param labels, truth  label images of one size, any rank; label 0 is a part like any other unless
///                       `.ignore_background`.
/// \returns   1 where both partitions are trivial (all pixels together, or all apart, in both).
/// \throws std::invalid_argument  if the sizes differ.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] double adjusted_rand_index(const I& labels, const J& truth, const PartitionOptions& options = {}) {
  const auto n = detail::pair_counts(detail::partition_counts("limn::adjusted_rand_index", labels, truth, options));
  const double expected = n.all > 0 ? n.labels * n.truth / n.all : 0;
  const double largest = 0.5 * (n.labels + n.truth);
  return largest == expected ? 1.0 : (n.together - expected) / (largest - expected);
}

}  // namespace LIMN_ABI
}  // namespace limn
