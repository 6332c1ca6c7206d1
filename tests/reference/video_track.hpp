#pragma once
// A tracker by sets of pixels: what overlaps most is the same object, looked for again and again.

#include <limn/core/traverse.hpp>
#include <limn/video/track.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace reference {

class LabelTracker {
 public:
  explicit LabelTracker(limn::TrackOptions options) : options_(options) {}

  template <class L, std::size_t R>
  limn::TrackedLabels<R> track(const limn::Image<L, R>& labels) {
    using limn::TrackChange;
    Objects now;
    for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
      if (labels.pixels()[i] != 0) now[static_cast<std::int64_t>(labels.pixels()[i])].insert(i);
    }
    std::map<std::int64_t, std::int64_t> id_of;  // of labels
    std::set<std::int64_t> taken;
    match(now, before_, areas(before_), id_of, taken);
    // What parts of one object have become has the id of the oldest of those that would be given up for it.
    std::map<std::int64_t, std::int64_t> heirs;
    for (const auto& [id, old] : before_) heirs[id] = heir_of(old, now);
    for (auto& [label, id] : id_of) {
      std::int64_t oldest = id;
      for (const auto& [other, heir] : heirs) {
        const bool given_up = heir == label && taken.count(other) == 0;
        if (given_up && origin(other) == origin(id) && other < oldest) oldest = other;
      }
      if (oldest == id) continue;
      heirs[id] = label;
      taken.erase(id);
      taken.insert(id = oldest);
    }
    const auto continued = id_of;

    for (auto it = missing_.begin(); it != missing_.end();) {
      it = frame_ - since_[it->first] > options_.memory ? missing_.erase(it) : std::next(it);
    }
    std::set<std::int64_t> returned;
    match(now, missing_, missing_areas_, id_of, returned);

    limn::TrackedLabels<R> result{limn::LabelImage<std::int32_t, R>(labels.size()), {}};
    const auto add = [&](TrackChange change, std::int64_t id, std::int64_t other) {
      result.events.push_back({frame_, change, static_cast<std::int32_t>(id), static_cast<std::int32_t>(other)});
    };
    for (const auto& [label, pixels] : now) {
      if (continued.count(label) > 0) continue;
      std::int64_t parent = 0;
      std::size_t most = 0;
      for (const auto& [id, old] : before_) {
        if (shared(pixels, old, old.size()) > most) most = shared(pixels, old, old.size()), parent = id;
      }
      if (id_of.count(label) > 0) {
        add(TrackChange::returned, id_of[label], parent);
      } else {
        add(parent != 0 ? TrackChange::split : TrackChange::appeared, id_of[label] = ++ids_, parent);
        if (parent != 0) splits_[ids_] = {parent, frame_};
      }
    }
    for (const auto id : returned) missing_.erase(id);
    std::vector<std::int64_t> gone;
    for (const auto& [id, old] : before_) {
      if (taken.count(id) > 0) continue;
      const std::int64_t heir = heirs[id] != 0 ? id_of[heirs[id]] : 0;
      add(heir != 0 ? TrackChange::merged : TrackChange::lost, id, heir);
      gone.push_back(id);
    }
    if (options_.memory > 0) {
      for (const auto id : gone) {
        for (auto& [other, pixels] : missing_) {
          for (const auto pixel : before_[id]) pixels.erase(pixel);
        }
      }
      for (const auto id : gone) {
        missing_[id] = before_[id];
        missing_areas_[id] = before_[id].size();
        since_[id] = frame_;
      }
    }
    before_.clear();
    for (const auto& [label, pixels] : now) {
      before_[id_of[label]] = pixels;
      for (const auto i : pixels) result.labels.pixels()[i] = static_cast<std::int32_t>(id_of[label]);
    }
    ++frame_;
    return result;
  }

 private:
  using Pixels = std::set<std::size_t>;
  using Objects = std::map<std::int64_t, Pixels>;

  /// The pixels two objects share; 0 if too few.
  std::size_t shared(const Pixels& a, const Pixels& b, std::size_t area_b) const {
    std::size_t count = 0;
    for (const auto i : a) count += b.count(i);
    const std::size_t smaller = a.size() < area_b ? a.size() : area_b;
    return static_cast<double>(count) < options_.min_overlap * static_cast<double>(smaller) ? 0 : count;
  }

  /// The label that shares most with it; 0 if none.
  std::int64_t heir_of(const Pixels& old, const Objects& now) const {
    std::int64_t heir = 0;
    std::size_t most = 0;
    for (const auto& [label, pixels] : now) {
      if (shared(pixels, old, old.size()) > most) most = shared(pixels, old, old.size()), heir = label;
    }
    return heir;
  }

  /// The object of which it was a part within the memory, itself if none.
  std::int64_t origin(std::int64_t id) const {
    const auto split = splits_.find(id);
    if (split == splits_.end() || frame_ - split->second.second > options_.memory) return id;
    return origin(split->second.first);
  }

  static std::map<std::int64_t, std::size_t> areas(const Objects& objects) {
    std::map<std::int64_t, std::size_t> result;
    for (const auto& [id, pixels] : objects) result[id] = pixels.size();
    return result;
  }

  void match(const Objects& now, const Objects& old, std::map<std::int64_t, std::size_t> old_areas,
             std::map<std::int64_t, std::int64_t>& id_of, std::set<std::int64_t>& taken) const {
    for (;;) {
      std::size_t most = 0;
      std::int64_t best_label = 0, best_id = 0;
      for (const auto& [id, before] : old) {
        if (taken.count(id) > 0) continue;
        for (const auto& [label, pixels] : now) {
          if (id_of.count(label) > 0) continue;
          const std::size_t count = shared(pixels, before, old_areas[id]);
          if (count > most) most = count, best_label = label, best_id = id;
        }
      }
      if (most == 0) return;
      id_of[best_label] = best_id;
      taken.insert(best_id);
    }
  }

  limn::TrackOptions options_;
  Objects before_, missing_;
  std::map<std::int64_t, std::size_t> missing_areas_;
  std::map<std::int64_t, limn::Index> since_;
  std::map<std::int64_t, std::pair<std::int64_t, limn::Index>> splits_;  // the parents and frames of new parts
  limn::Index frame_ = 0;
  std::int64_t ids_ = 0;
};

}  // namespace reference
