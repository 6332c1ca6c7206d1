#pragma once
/// \file
/// Objects followed from frame to frame: labels that mean another thing in every frame become ids that stay.
///
/// What overlaps most is the same object, as in the trackers by overlap of cell biology: J. Chalfoun et al.,
/// "Lineage mapper: a versatile cell and particle tracker", Scientific Reports 6, 2016, of which this is the part that
/// needs no model of motion.

#include <limn/core/concepts.hpp>
#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/image.hpp>
#include <limn/core/traverse.hpp>
#include <limn/metrics/contingency.hpp>
#include <limn/video/detail/overlap_matching.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace limn {

struct TrackOptions {
  /// How much of the smaller of two objects must be shared to count, 0 to 1; one pixel is always needed.
  double min_overlap = 0.1;
  /// For how many frames an object may be missing and yet come back under its id, where it was last seen; and parts of
  /// an object that rejoin are that object again.
  Index memory = 0;
};

enum class TrackChange {
  appeared,  ///< a new object where none was
  split,     ///< a new object, a part of `other` that is not the largest
  returned,  ///< an object that was missing; out of `other`, if that is not 0
  merged,    ///< gone into `other`
  lost       ///< gone
};

struct TrackEvent {
  Index frame = 0;  ///< from 0
  TrackChange change = TrackChange::appeared;
  std::int32_t id = 0, other = 0;
  friend constexpr bool operator==(const TrackEvent&, const TrackEvent&) = default;
};

template <std::size_t R = 2>
struct TrackedLabels {
  LabelImage<std::int32_t, R> labels;  ///< the same objects, by id
  std::vector<TrackEvent> events;
};

inline namespace LIMN_ABI {
namespace detail {

/// What a tracker knows between frames.
template <std::size_t R>
struct TrackState {
  TrackOptions options;
  Index frames = 0;
  std::int32_t ids = 0;                             // given out so far
  LabelImage<std::int32_t, R> present = {};         // the last frame, by id
  LabelImage<std::int32_t, R> missing = {};         // where missing objects were last seen
  std::vector<MissingObject> missing_objects = {};  // ascending by id
  SplitHistory splits = {};                         // of the last frames
};

inline void require_track_options(const TrackOptions& options) {
  if (!(options.min_overlap >= 0 && options.min_overlap <= 1)) {
    throw_invalid_argument("limn::LabelTracker: min_overlap is ", options.min_overlap, " but must lie in [0, 1]");
  }
  if (options.memory < 0) throw_invalid_argument("limn::LabelTracker: memory is ", options.memory, ", below 0");
}

/// Marks where the objects that have just gone were, over what was missing before, and forgets the pixels of others.
template <std::size_t R>
void remember_missing(TrackState<R>& state, const std::vector<MissingObject>& gone) {
  if (state.missing.empty()) state.missing = LabelImage<std::int32_t, R>(state.present.size());
  for_each_row(
      [&](Index length, const std::int32_t* ids, std::int32_t* missing) {
        for (Index x = 0; x < length; ++x) {
          if (ids[x] == 0 && missing[x] == 0) continue;
          if (find_missing(gone, ids[x]) != nullptr) missing[x] = ids[x];
          else if (find_missing(state.missing_objects, missing[x]) == nullptr) missing[x] = 0;
        }
      },
      const_view(state.present), view(state.missing));
  insert_missing(state.missing_objects, gone);
}

template <class L, std::size_t R>
[[nodiscard]] std::vector<TrackEvent> track_frame(TrackState<R>& state, const ImageView<const L, R>& labels,
                                                  const ImageView<std::int32_t, R>& out) {
  if (state.frames == 0) state.present = LabelImage<std::int32_t, R>(labels.size());
  require_same_size("limn::LabelTracker::track", "the label image", labels.size(), "the first one",
                    state.present.size());
  require_same_size("limn::LabelTracker::track_into", "the output", out.size(), "the label image", labels.size());
  const Index frame = state.frames;
  std::vector<TrackEvent> events;

  // 1. What overlaps, largest overlaps first; each takes its id along unless that, or the label, is taken.
  OverlapMatching matching(contingency_table(labels, state.present), state.options.min_overlap);
  matching.assign();
  state.splits.forget_before(frame - state.options.memory);
  matching.reunite(state.splits);

  // 2. Objects that were missing, of the labels that have no id yet.
  drop_missing(state.missing_objects,
               [&](const MissingObject& object) { return frame - object.since > state.options.memory; });
  if (!state.missing_objects.empty()) {
    matching.assign_missing(contingency_table(labels, state.missing), state.missing_objects);
  }

  // 3. New ids for the rest, and what that means.
  for (OverlapMatching::Label& object : matching.labels()) {
    if (object.id != 0 && !object.back) continue;
    const TrackChange fresh = object.parent != 0 ? TrackChange::split : TrackChange::appeared;
    if (!object.back) {
      object.id = ++state.ids;
      if (state.options.memory > 0 && object.parent != 0) state.splits.add(object.id, object.parent, frame);
    }
    events.push_back({frame, object.back ? TrackChange::returned : fresh, object.id, object.parent});
  }
  drop_missing(state.missing_objects, [](const MissingObject& object) { return object.back; });

  // 4. Ids that no label has taken.
  std::vector<MissingObject> gone;
  for (const OverlapMatching::Id& object : matching.ids()) {
    if (object.taken) continue;
    const std::int32_t heir = matching.id_of(object.heir);
    events.push_back({frame, heir != 0 ? TrackChange::merged : TrackChange::lost, object.id, heir});
    gone.push_back({.id = object.id, .since = frame, .area = object.area});
  }
  if (state.options.memory > 0 && !gone.empty()) remember_missing(state, gone);

  // 5. The labels by id.
  for_each_row(
      [&](Index length, const L* from, std::int32_t* present, std::int32_t* to) {
        L last{};
        std::int32_t id = 0;
        for (Index x = 0; x < length; ++x) {
          if (from[x] != last) id = matching.id_of(static_cast<std::int64_t>(last = from[x]));
          present[x] = to[x] = id;
        }
      },
      labels, view(state.present), out);
  ++state.frames;
  return events;
}

}  // namespace detail
}  // namespace LIMN_ABI

/// Gives the objects of one frame after another ids that stay with them.
///
/// An object of this frame and one of the last overlap if they share a pixel and `min_overlap` of the smaller. Pairs
/// are taken by shared pixels, largest first, of equal ones the smaller id and then the smaller label first; a pair
/// whose id and label are both free becomes one object. So where an object splits, the part that covers most of it
/// keeps the id and the others get new ones, and where objects merge, the one that contributes most gives the id. But
/// where parts of one object merge that split, or whose parents did, in the last `memory` frames, the oldest of them,
/// which is the object itself if it is among them, gives the id: an object that falls to pieces for a moment stays the
/// same one, whichever piece grows. (The one that contributed most is then merged into it; an object that mostly
/// overlaps another label, and so goes on there or merges there, does not count.)
///
/// What has gone is remembered for `memory` frames where it last was: a label without an id that overlaps it by the
/// same rule takes its id again. New ids are given in the order of labels.
///
/// Ids count from 1 and are never given to a second object.
template <std::size_t R = 2>
class LabelTracker {
 public:
  /// \throws std::invalid_argument  if `min_overlap` is no number from 0 to 1 or `memory` is negative.
  LIMN_INLINE explicit LabelTracker(TrackOptions options = {}) : state_{.options = options} {
    detail::require_track_options(options);
  }

  /// The objects of the next frame by id, and what happened.
  ///
  /// \param labels  of the size of the first one and of any integer type; 0 is background, every other value an
  ///                object, in one piece or not.
  /// \returns       labels, and events: first those of the labels, in their order, then those of the ids that have
  ///                gone, in theirs. In the first frame everything appears.
  /// \throws std::invalid_argument  if the sizes differ; then the frame does not count.
  /// \complexity    three passes, one more for each of: something is remembered, something is to be remembered;
  ///                besides, n log n in the number of overlapping pairs, and the product of merging objects and of
  ///                splits in the last `memory` frames.
  template <LabelsImage I>
  requires(rank_v<I> == R) [[nodiscard]] LIMN_INLINE TrackedLabels<R> track(const I& labels) {
    TrackedLabels<R> result{LabelImage<std::int32_t, R>(const_view(labels).size(), uninitialized), {}};
    result.events = track_into(labels, result.labels);
    return result;
  }
  /// Writes the labels by id; `out` may be `labels`, if that is of std::int32_t.
  /// \returns  the events. See `track`.
  template <LabelsImage I, OutputOf<std::int32_t> O>
  requires(rank_v<I> == R && rank_v<O> == R) LIMN_INLINE std::vector<TrackEvent> track_into(const I& labels, O&& out) {
    return detail::track_frame(state_, const_view(labels), view(out));
  }

  /// The number of frames so far, and of ids given out.
  [[nodiscard]] LIMN_INLINE Index frames() const { return state_.frames; }
  [[nodiscard]] LIMN_INLINE std::int32_t ids() const { return state_.ids; }

 private:
  detail::TrackState<R> state_;
};

}  // namespace limn
