#pragma once
/// \file
/// Which label of a frame is which object of the frame before, by what they share.

#include <limn/core/config.hpp>
#include <limn/metrics/contingency.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// An object that no label has taken, since a frame.
struct MissingObject {
  std::int32_t id = 0;
  Index since = 0;
  std::int64_t area = 0;
  bool back = false;
};

/// The one with the id, or null. `Objects` are MissingObjects, ascending by id.
template <class Objects>
[[nodiscard]] auto find_missing(Objects& objects, std::int64_t id) -> decltype(objects.data()) {
  const auto found =
      std::lower_bound(objects.begin(), objects.end(), id,
                       [](const MissingObject& object, std::int64_t wanted) { return object.id < wanted; });
  return found != objects.end() && found->id == id ? &*found : nullptr;
}
template <class Predicate>
void drop_missing(std::vector<MissingObject>& objects, const Predicate& drop) {
  objects.erase(std::remove_if(objects.begin(), objects.end(), drop), objects.end());
}
inline void insert_missing(std::vector<MissingObject>& objects, const std::vector<MissingObject>& more) {
  objects.insert(objects.end(), more.begin(), more.end());
  std::sort(objects.begin(), objects.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
}

/// Which objects were one not long ago.
class SplitHistory {
 public:
  /// `id` is newer than all before it, and than `parent`.
  void add(std::int32_t id, std::int32_t parent, Index frame) { splits_.push_back({id, parent, frame}); }
  void forget_before(Index frame) {
    splits_.erase(splits_.begin(), std::find_if(splits_.begin(), splits_.end(),
                                                [&](const Split& split) { return split.frame >= frame; }));
  }
  /// The object of which it was a part; itself if it was none.
  [[nodiscard]] std::int32_t root(std::int32_t id) const {
    // A parent is older than its parts, so one way through them finds them all.
    for (auto split = splits_.rbegin(); split != splits_.rend(); ++split) {
      if (split->id == id) id = split->parent;
    }
    return id;
  }

 private:
  struct Split {
    std::int32_t id, parent;
    Index frame;
  };
  std::vector<Split> splits_;  // ascending by id and by frame
};

class OverlapMatching {
 public:
  /// An object of this frame.
  struct Label {
    std::int64_t label = 0, area = 0;
    std::int32_t id = 0;      ///< 0 while it has none
    std::int32_t parent = 0;  ///< the object of the last frame with which it shares most, 0 if none
    bool back = false;        ///< it has the id of one that was missing
  };
  /// An object of the last frame.
  struct Id {
    std::int32_t id = 0;
    std::int64_t area = 0;
    bool taken = false;
    std::int64_t heir = 0;  ///< the label with which it shares most, 0 if none
  };

  /// \param cells  the table of labels and ids, background included, in its order.
  OverlapMatching(const std::vector<ContingencyCell>& cells, double min_overlap) : min_overlap_(min_overlap) {
    for (const ContingencyCell& cell : cells) {
      if (cell.label != 0) {
        if (labels_.empty() || labels_.back().label != cell.label) labels_.push_back({.label = cell.label});
        labels_.back().area += cell.count;
      }
      if (cell.truth != 0) ids_.push_back({.id = static_cast<std::int32_t>(cell.truth), .area = cell.count});
    }
    sum_equal_ids();
    for (const ContingencyCell& cell : cells) {
      if (cell.label != 0 && cell.truth != 0) add_pair(pairs_, cell, id(cell.truth).area);
    }
    order(pairs_);
  }

  /// Each pair whose label and id are free becomes one object, largest overlap first.
  void assign() {
    for (const Pair& pair : pairs_) {
      Label& object = label(pair.label);
      Id& before = id(pair.id);
      if (object.parent == 0) object.parent = pair.id;
      if (before.heir == 0) before.heir = pair.label;
      if (object.id != 0 || before.taken) continue;
      object.id = pair.id;
      before.taken = true;
    }
  }

  /// Of the parts of one object that have become one label, the oldest gives it the id.
  void reunite(const SplitHistory& splits) {
    for (Id& gone : ids_) {
      if (gone.taken || gone.heir == 0) continue;
      Label& object = label(gone.heir);
      if (object.id < gone.id || splits.root(object.id) != splits.root(gone.id)) continue;
      Id& younger = id(object.id);
      younger.taken = false;
      younger.heir = gone.heir;
      object.id = gone.id;
      gone.taken = true;
    }
  }

  /// The same as `assign` for labels that are still free and objects that are missing.
  void assign_missing(const std::vector<ContingencyCell>& cells, std::vector<MissingObject>& missing) {
    std::vector<Pair> pairs;
    for (const ContingencyCell& cell : cells) {
      const MissingObject* const object = find_missing(missing, cell.truth);
      if (cell.label != 0 && object != nullptr && label(cell.label).id == 0) add_pair(pairs, cell, object->area);
    }
    order(pairs);
    for (const Pair& pair : pairs) {
      Label& object = label(pair.label);
      MissingObject& before = *find_missing(missing, pair.id);
      if (object.id != 0 || before.back) continue;
      object.id = pair.id;
      object.back = before.back = true;
    }
  }

  [[nodiscard]] std::vector<Label>& labels() { return labels_; }
  [[nodiscard]] const std::vector<Id>& ids() const { return ids_; }

  /// 0 for background.
  [[nodiscard]] std::int32_t id_of(std::int64_t wanted) { return wanted == 0 ? 0 : label(wanted).id; }

 private:
  struct Pair {
    std::int64_t count, label;
    std::int32_t id;
  };

  [[nodiscard]] Label& label(std::int64_t wanted) {
    return *std::lower_bound(labels_.begin(), labels_.end(), wanted,
                             [](const Label& object, std::int64_t value) { return object.label < value; });
  }
  [[nodiscard]] Id& id(std::int64_t wanted) {
    return *std::lower_bound(ids_.begin(), ids_.end(), wanted,
                             [](const Id& object, std::int64_t value) { return object.id < value; });
  }

  void sum_equal_ids() {
    std::sort(ids_.begin(), ids_.end(), [](const Id& a, const Id& b) { return a.id < b.id; });
    std::size_t count = 0;
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      if (count > 0 && ids_[count - 1].id == ids_[i].id) ids_[count - 1].area += ids_[i].area;
      else ids_[count++] = ids_[i];
    }
    ids_.resize(count);
  }

  void add_pair(std::vector<Pair>& pairs, const ContingencyCell& cell, std::int64_t area_before) {
    const std::int64_t area = label(cell.label).area;
    const double smaller = static_cast<double>(area < area_before ? area : area_before);
    if (static_cast<double>(cell.count) < min_overlap_ * smaller) return;
    pairs.push_back({cell.count, cell.label, static_cast<std::int32_t>(cell.truth)});
  }

  static void order(std::vector<Pair>& pairs) {
    std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
      if (a.count != b.count) return a.count > b.count;
      return a.id != b.id ? a.id < b.id : a.label < b.label;
    });
  }

  double min_overlap_;
  std::vector<Label> labels_;  // ascending, as are the ids
  std::vector<Id> ids_;
  std::vector<Pair> pairs_;  // largest first
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
