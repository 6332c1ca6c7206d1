#pragma once
/// \file
/// The average precision of COCO: objects with scores, matched greedily, the best first; the area under the curve of
/// precision over recall, averaged over thresholds of IoU.
///
/// Source: T.-Y. Lin et al., "Microsoft COCO: common objects in context", ECCV 2014, and its evaluation as pycocotools
/// does it.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/detail/list.hpp>
#include <limn/detail/math.hpp>
#include <limn/detail/sort.hpp>
#include <limn/metrics/instance.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace limn {

/// What the evaluation knows of one picture.
struct CocoPicture {
  /// Objects of the segmentation and of the truth that overlap, by their position among those of their image.
  struct Pair {
    std::size_t label = 0;
    std::size_t truth = 0;
    double iou = 0;
  };
  std::vector<double> scores;  ///< one for each object of the segmentation
  std::size_t truths = 0;      ///< how many objects the truth has
  std::vector<Pair> pairs;     ///< in any order, each pair once
};

struct CocoOptions {
  std::vector<double> ious{};        ///< thresholds in [0, 1]; none stands for 0.5, 0.55, ..., 0.95
  std::size_t max_detections = 100;  ///< of each picture, those of the best scores
  double empty = 1.0;                ///< the result where no picture has any object
};

inline namespace LIMN_ABI {
namespace detail {

/// The thresholds of COCO, as numpy's linspace(0.5, 0.95, 10) rounds them.
[[nodiscard]] inline std::vector<double> coco_ious() {
  std::vector<double> ious;
  const double step = (0.95 - 0.5) / 9;
  for (int i = 0; i < 9; ++i) ious.push_back(0.5 + i * step);
  ious.push_back(0.95);
  return ious;
}

/// An object of a segmentation, and which of all pairs are its own.
struct CocoDetection {
  double score = 0;
  std::size_t picture = 0;
  std::size_t position = 0;  // among the objects of all pictures
  std::size_t first = 0, last = 0;
};

/// The best first, the earlier ones on ties.
inline void rank_detections(List<CocoDetection>& detections) {
  sort(detections.data(), detections.size(), [](const CocoDetection& a, const CocoDetection& b) {
    return a.score != b.score ? a.score > b.score : a.position < b.position;
  });
}

/// The area under precision over recall, at 101 recalls, for detections that are right or wrong, the best first.
[[nodiscard]] inline double coco_area(const List<std::uint8_t>& right, std::size_t truths) {
  List<double> precision(right.size()), recall(right.size());
  double found = 0;
  for (std::size_t i = 0; i < right.size(); ++i) {
    found += right[i];
    recall[i] = found / static_cast<double>(truths);
    // The smallest step of a double at 1 keeps the quotient of pycocotools to its last bit.
    precision[i] = found / (static_cast<double>(i + 1) + std::numeric_limits<double>::epsilon());
  }
  for (std::size_t i = right.size(); i-- > 1;) precision[i - 1] = (std::max)(precision[i - 1], precision[i]);
  double sum = 0;
  std::size_t at = 0;
  for (int i = 0; i <= 100; ++i) {
    const double level = i == 100 ? 1.0 : i * 0.01;
    while (at < recall.size() && recall[at] < level) ++at;
    if (at == recall.size()) break;
    sum += precision[at];
  }
  return sum / 101;
}

}  // namespace detail

/// What COCO's evaluation needs of a label image and its truth. Label 0 is no object.
///
/// \param labels, truth  label images of one size, any rank.
/// \param scores  one for each object of `labels` in the order of ascending label, not NaN; none stands for all equal.
/// \throws std::invalid_argument  if the sizes differ, there are scores but not one for each object, or one is NaN.
/// \complexity  one pass and O(p log p) for p distinct pairs of labels.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] CocoPicture coco_picture(const I& labels, const J& truth, std::span<const double> scores = {}) {
  const auto overlaps = detail::overlaps("limn::coco_picture", labels, truth);
  CocoPicture picture;
  picture.truths = overlaps.truths.size();
  picture.scores.assign(overlaps.objects.size(), 1.0);
  if (!scores.empty()) {
    if (scores.size() != overlaps.objects.size()) {
      detail::throw_invalid_argument("limn::coco_picture: there are ", scores.size(), " scores but ",
                                     overlaps.objects.size(), " objects");
    }
    picture.scores.assign(scores.begin(), scores.end());
  }
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (detail::math::isnan(scores[i]))
      detail::throw_invalid_argument("limn::coco_picture: score ", i, " is not a number");
  }
  for (const auto& pair : overlaps.pairs) {
    picture.pairs.push_back({static_cast<std::size_t>(pair.label), static_cast<std::size_t>(pair.truth), pair.iou()});
  }
  return picture;
}

/// The average precision of COCO over a set of pictures.
///
/// Within a picture, detections take objects of the truth in the order of falling score, the earlier one on ties; each
/// takes the one of largest IoU that is left (the last on ties) and reaches the threshold. An IoU that equals the
/// threshold matches. Then the detections of all pictures are put in the order of falling score, the earlier picture
/// on ties.
///
/// \param options  the thresholds, over which the result is the mean, and how many detections of a picture count.
/// \returns     in [0, 1]; 0 where only one side has objects. Where no picture has an object of the truth, pycocotools
///              tells -1 instead.
/// \throws std::invalid_argument  if a threshold or the IoU of a pair is not in [0, 1], a score is NaN, or a pair names
///                                an object that is not there.
/// \complexity  O(n log n) for n detections and pairs, for each threshold.
[[nodiscard]] inline double average_precision_coco(std::span<const CocoPicture> pictures,
                                                   const CocoOptions& options = {}) {
  constexpr const char* function = "limn::average_precision_coco";
  for (const double iou : options.ious) detail::require_iou(function, iou);
  // 1. The detections that count, the best first, and for each the objects that it overlaps.
  detail::List<detail::CocoDetection> detections, ranked;
  detail::List<CocoPicture::Pair> all;  // those of an object one after another
  detail::List<std::size_t> starts, kept(pictures.size(), 0);
  std::size_t truths = 0;
  for (std::size_t k = 0; k < pictures.size(); ++k) {
    const CocoPicture& picture = pictures[k];
    const std::size_t count = picture.scores.size();
    for (const double score : picture.scores) {
      if (detail::math::isnan(score)) detail::throw_invalid_argument(function, ": a score is not a number");
    }
    starts.assign(count + 1, 0);
    for (const auto& pair : picture.pairs) {
      if (pair.label >= picture.scores.size() || pair.truth >= picture.truths) {
        detail::throw_invalid_argument(function, ": a pair of objects ", pair.label, " and ", pair.truth,
                                       " but there are ", count, " and ", picture.truths);
      }
      if (!(pair.iou >= 0 && pair.iou <= 1)) {
        detail::throw_invalid_argument(function, ": the IoU of a pair is ", pair.iou, " but must be in [0, 1]");
      }
      ++starts[pair.label + 1];
    }
    starts[0] = all.size();
    for (std::size_t i = 0; i < count; ++i) {
      starts[i + 1] += starts[i];
      ranked.push_back({picture.scores[i], k, ranked.size(), starts[i], starts[i + 1]});
    }
    all.resize(all.size() + picture.pairs.size());
    for (const auto& pair : picture.pairs) {
      all[starts[pair.label]++] = {pair.label, truths + pair.truth,
                                   pair.iou};  // the truth's among those of all pictures
    }
    truths += picture.truths;
  }
  detail::rank_detections(ranked);
  for (const auto& detection : ranked) {
    if (kept[detection.picture]++ < options.max_detections) detections.push_back(detection);
  }
  if (truths == 0) return detections.empty() ? options.empty : 0.0;

  // 2. For each threshold, who takes what. The order within a picture is that within all.
  const std::vector<double> ious = options.ious.empty() ? detail::coco_ious() : options.ious;
  double sum = 0;
  for (const double threshold : ious) {
    detail::List<std::uint8_t> taken(truths, 0), right(detections.size(), 0);
    for (std::size_t k = 0; k < detections.size(); ++k) {
      double best = (std::min)(threshold, 1 - 1e-10);
      std::size_t match = truths;
      for (std::size_t i = detections[k].first; i < detections[k].last; ++i) {
        const auto& [label, object, iou] = all[i];
        if (taken[object] || iou < best || (iou == best && match != truths && object < match)) continue;
        best = iou;
        match = object;
      }
      if (match != truths) right[k] = taken[match] = 1;
    }
    sum += detail::coco_area(right, truths);
  }
  return sum / static_cast<double>(ious.size());
}

/// The average precision of COCO of one picture: that of `coco_picture(labels, truth, scores)` alone.
///
/// \param labels, truth  label images of one size, any rank; label 0 is no object.
/// \param scores   one for each object of `labels` in the order of ascending label; none stands for all equal.
/// \throws std::invalid_argument  if the sizes differ, the scores are not one for each object, or a threshold is out of
///                                range.
template <LabelsImage I, LabelsImage J>
requires SameRank<I, J>
[[nodiscard]] double average_precision_coco(const I& labels, const J& truth, std::span<const double> scores = {},
                                            const CocoOptions& options = {}) {
  const CocoPicture picture = coco_picture(labels, truth, scores);
  return average_precision_coco(std::span<const CocoPicture>(&picture, 1), options);
}

}  // namespace LIMN_ABI
}  // namespace limn
