#pragma once
/// \file
/// How well the objects of a segmentation are the objects of the truth: matching, average precision, panoptic quality,
/// aggregated Jaccard index.
///
/// Sources: J. C. Caicedo et al., "Nucleus segmentation across imaging experiments: the 2018 Data Science Bowl", Nature
/// Methods 16, 2019. A. Kirillov et al., "Panoptic segmentation", CVPR 2019. N. Kumar et al., "A dataset and a
/// technique for generalized nuclear segmentation", IEEE TMI 36, 2017 (AJI). S. Graham et al., "HoVer-Net", Medical
/// Image Analysis 58, 2019 (AJI+).

#include <limn/detail/list.hpp>
#include <limn/metrics/assignment.hpp>
#include <limn/metrics/contingency.hpp>

#include <cstdint>
#include <vector>

namespace limn {

/// An object of the segmentation and the object of the truth that it is matched to.
struct MatchedPair {
  std::int64_t label = 0;
  std::int64_t truth = 0;
  double iou = 0;
};

/// The outcome of matching objects one to one.
struct InstanceMatch {
  std::vector<MatchedPair> pairs;       ///< in the order of `label`
  std::vector<std::int64_t> unmatched;  ///< labels of the segmentation without a partner: false positives
  std::vector<std::int64_t> missed;     ///< labels of the truth without a partner: false negatives

  [[nodiscard]] LIMN_INLINE std::int64_t true_positives() const { return static_cast<std::int64_t>(pairs.size()); }
  [[nodiscard]] LIMN_INLINE std::int64_t false_positives() const { return static_cast<std::int64_t>(unmatched.size()); }
  [[nodiscard]] LIMN_INLINE std::int64_t false_negatives() const { return static_cast<std::int64_t>(missed.size()); }
};

/// Whether a pair whose IoU is exactly the threshold matches.
enum class MatchTie { match, reject };

/// `quality` = `segmentation` x `recognition`.
struct PanopticQuality {
  double quality = 1;       ///< PQ
  double segmentation = 1;  ///< SQ: mean IoU of the matched pairs
  double recognition = 1;   ///< RQ: F1 of the objects
};

inline namespace LIMN_ABI {
namespace detail {

/// Objects of both images by ascending label, their areas, and the pairs that overlap.
struct Overlaps {
  struct Pair {
    Index label, truth;  // positions in the lists below
    std::int64_t both, either;
    [[nodiscard]] double iou() const { return static_cast<double>(both) / static_cast<double>(either); }
  };
  LabelAreas objects, truths;
  List<Pair> pairs;  // in the order of (label, truth)

  explicit Overlaps(const std::vector<ContingencyCell>& cells) : objects(cells), truths(truth_areas(cells)) {
    objects.drop_background();
    truths.drop_background();
    for (const ContingencyCell& cell : cells) {
      if (cell.label == 0 || cell.truth == 0) continue;
      const std::size_t label = objects.position(cell.label), truth = truths.position(cell.truth);
      pairs.push_back({static_cast<Index>(label), static_cast<Index>(truth), cell.count,
                       objects.areas[label] + truths.areas[truth] - cell.count});
    }
  }
};

template <class I, class J>
[[nodiscard]] Overlaps overlaps(std::string_view function, const I& labels, const J& truth) {
  return Overlaps(count_pairs(function, const_view(labels), const_view(truth)));
}

/// The most pairs that reach `iou`; among those matchings, one with the largest sum of IoU.
[[nodiscard]] inline InstanceMatch match(const Overlaps& overlaps, double iou, MatchTie tie) {
  const LabelAreas &objects = overlaps.objects, &truths = overlaps.truths;
  // A pair counts 1 and its IoU a share so small that no sum of IoUs weighs as much as a pair.
  const double share = 0.5 / static_cast<double>((std::min)(objects.size(), truths.size()) + 1);
  List<AssignmentEdge> edges;
  for (const Overlaps::Pair& pair : overlaps.pairs) {
    const double value = pair.iou();
    if (tie == MatchTie::match ? value < iou : value <= iou) continue;
    edges.push_back({pair.label, pair.truth, 1 + share * value});
  }
  const List<Index> partner = assign(edges, static_cast<Index>(objects.size()), static_cast<Index>(truths.size()));
  InstanceMatch result;
  List<std::uint8_t> found(truths.size(), 0);
  for (const Overlaps::Pair& pair : overlaps.pairs) {
    const auto i = static_cast<std::size_t>(pair.label), j = static_cast<std::size_t>(pair.truth);
    if (partner[i] != pair.truth) continue;
    found[j] = 1;
    result.pairs.push_back({objects.labels[i], truths.labels[j], pair.iou()});
  }
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (partner[i] < 0) result.unmatched.push_back(objects.labels[i]);
  }
  for (std::size_t j = 0; j < truths.size(); ++j) {
    if (!found[j]) result.missed.push_back(truths.labels[j]);
  }
  return result;
}

inline void require_iou(std::string_view function, double iou) {
  if (!(iou >= 0 && iou <= 1)) throw_invalid_argument(function, ": iou is ", iou, " but must be in [0, 1]");
}

}  // namespace detail

/// Matches the objects of a segmentation and of the truth one to one, so that the most pairs reach an IoU of `iou` and,
/// among such matchings, the sum of their IoUs is largest. Label 0 is no object.
///
/// \param labels, truth  label images of one size, any rank.
/// \param iou   in [0, 1]; objects that do not overlap are never matched.
/// \param tie   whether a pair with exactly that IoU matches.
/// \throws std::invalid_argument  if the sizes differ or `iou` is out of range.
/// \complexity  one pass; the matching takes near-linear time where objects overlap few others.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] InstanceMatch match_instances(const I& labels, const J& truth, double iou = 0.5,
                                            MatchTie tie = MatchTie::match) {
  detail::require_iou("limn::match_instances", iou);
  return detail::match(detail::overlaps("limn::match_instances", labels, truth), iou, tie);
}

/// TP / (TP + FP + FN) of `match_instances`: the "average precision" of the Data Science Bowl 2018 and of StarDist,
/// which knows no scores.
///
/// \param labels, truth  label images of one size, any rank; label 0 is no object.
/// \param iou    in [0, 1]; objects that do not overlap are never matched.
/// \param tie    whether a pair with exactly that IoU matches.
/// \param empty  the result where neither image has an object.
/// \throws std::invalid_argument  if the sizes differ or `iou` is out of range.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] double average_precision_dsb(const I& labels, const J& truth, double iou = 0.5,
                                           MatchTie tie = MatchTie::match, double empty = 1.0) {
  detail::require_iou("limn::average_precision_dsb", iou);
  const InstanceMatch m = detail::match(detail::overlaps("limn::average_precision_dsb", labels, truth), iou, tie);
  const auto all = m.true_positives() + m.false_positives() + m.false_negatives();
  return all == 0 ? empty : static_cast<double>(m.true_positives()) / static_cast<double>(all);
}

/// Panoptic quality of one class: objects match where their IoU is strictly above 0.5, which makes the matching unique.
///
/// \param labels, truth  label images of one size, any rank; label 0 is no object.
/// \returns  1 for all three where neither image has an object; `segmentation` 0 where nothing matches.
/// \throws std::invalid_argument  if the sizes differ.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] PanopticQuality panoptic_quality(const I& labels, const J& truth) {
  const InstanceMatch m =
      detail::match(detail::overlaps("limn::panoptic_quality", labels, truth), 0.5, MatchTie::reject);
  const double found = static_cast<double>(m.true_positives());
  const double all = found + 0.5 * static_cast<double>(m.false_positives() + m.false_negatives());
  PanopticQuality result;
  if (all == 0) return result;
  double sum = 0;
  for (const MatchedPair& pair : m.pairs) sum += pair.iou;
  result.segmentation = found > 0 ? sum / found : 0.0;
  result.recognition = found / all;
  result.quality = sum / all;
  return result;
}

/// The aggregated Jaccard index: each object of the truth takes the object of the segmentation with the largest IoU
/// (the smallest label on ties; one object may be taken more than once); intersections over unions, objects that were
/// never taken added to the union.
///
/// \param labels, truth  label images of one size, any rank; label 0 is no object.
/// \param empty  the result where neither image has an object.
/// \throws std::invalid_argument  if the sizes differ.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] double aji(const I& labels, const J& truth, double empty = 1.0) {
  const auto overlaps = detail::overlaps("limn::aji", labels, truth);
  detail::List<const detail::Overlaps::Pair*> best(overlaps.truths.size(), nullptr);
  for (const auto& pair : overlaps.pairs) {  // in ascending order of label, so the smallest label wins a tie
    auto& current = best[static_cast<std::size_t>(pair.truth)];
    if (current == nullptr || pair.iou() > current->iou()) current = &pair;
  }
  detail::List<std::uint8_t> taken(overlaps.objects.size(), 0);
  std::int64_t both = 0, either = 0;
  for (std::size_t j = 0; j < best.size(); ++j) {
    if (best[j] == nullptr) {
      either += overlaps.truths.areas[j];
      continue;
    }
    both += best[j]->both;
    either += best[j]->either;
    taken[static_cast<std::size_t>(best[j]->label)] = 1;
  }
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (!taken[i]) either += overlaps.objects.areas[i];
  }
  return either == 0 ? empty : static_cast<double>(both) / static_cast<double>(either);
}

/// AJI with a one-to-one matching of the largest sum of IoU instead of each object's best partner: intersections of the
/// matched over what they and all others cover. Where several matchings reach that sum, one of them, the same each
/// time.
///
/// \param labels, truth  label images of one size, any rank; label 0 is no object.
/// \param empty  the result where neither image has an object.
/// \throws std::invalid_argument  if the sizes differ.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] double aji_plus(const I& labels, const J& truth, double empty = 1.0) {
  const auto overlaps = detail::overlaps("limn::aji_plus", labels, truth);
  detail::List<detail::AssignmentEdge> edges;
  for (const auto& pair : overlaps.pairs) edges.push_back({pair.label, pair.truth, pair.iou()});
  const detail::List<Index> partner =
      detail::assign(edges, static_cast<Index>(overlaps.objects.size()), static_cast<Index>(overlaps.truths.size()));
  std::int64_t both = 0, either = 0;
  for (const std::int64_t area : overlaps.objects.areas) either += area;
  for (const std::int64_t area : overlaps.truths.areas) either += area;
  for (const auto& pair : overlaps.pairs) {
    if (partner[static_cast<std::size_t>(pair.label)] != pair.truth) continue;
    both += pair.both;
    either -= pair.both;
  }
  return either == 0 ? empty : static_cast<double>(both) / static_cast<double>(either);
}

}  // namespace LIMN_ABI
}  // namespace limn
