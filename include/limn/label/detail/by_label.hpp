#pragma once
/// \file
/// A value for every label that occurs.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Small labels index a table, which grows with them; others are hashed. A `Value` starts as one that is not `used()`,
/// and is one that is as soon as its label has been met.
template <class Value>
class ByLabel {
 public:
  explicit ByLabel(Index pixels) : limit_(static_cast<std::uint64_t>(pixels) / 8 + 1024) {}

  [[nodiscard]] LIMN_INLINE Value& operator[](std::uint64_t label) {
    if (label < table_.size()) return table_[static_cast<std::size_t>(label)];
    return beyond(label);
  }

  /// Calls `f(label, value)` in ascending order.
  template <class F>
  void for_each(F&& f) {
    for (std::size_t label = 0; label < table_.size(); ++label) {
      if (table_[label].used()) f(static_cast<std::uint64_t>(label), table_[label]);
    }
    std::sort(far_.begin(), far_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [label, value] : far_) f(label, value);
    index_far();
  }

 private:
  // Apart from the usual case, so that only that is inlined.
  [[nodiscard]] LIMN_COLD Value& beyond(std::uint64_t label) {
    if (label < limit_) {
      table_.resize((std::min)(static_cast<std::size_t>(limit_), 2 * static_cast<std::size_t>(label) + 16));
      return table_[static_cast<std::size_t>(label)];
    }
    return far(label);
  }

  // Open addressing: slots_[h] is 1 + an index into far_, or 0.
  [[nodiscard]] Value& far(std::uint64_t label) {
    if (2 * (far_.size() + 1) > slots_.size()) {
      slots_.resize((std::max)(std::size_t{64}, 2 * slots_.size()));
      index_far();
    }
    const std::size_t slot = find(label);
    if (slots_[slot] == 0) {
      far_.emplace_back(label, Value());
      slots_[slot] = far_.size();
    }
    return far_[slots_[slot] - 1].second;
  }

  void index_far() {
    slots_.assign(slots_.size(), 0);
    for (std::size_t i = 0; i < far_.size(); ++i) slots_[find(far_[i].first)] = i + 1;
  }

  [[nodiscard]] std::size_t find(std::uint64_t label) const {
    std::size_t slot = static_cast<std::size_t>((label * 0x9e3779b97f4a7c15U) >> 20) & (slots_.size() - 1);
    while (slots_[slot] != 0 && far_[slots_[slot] - 1].first != label) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }

  std::uint64_t limit_;
  std::vector<Value> table_;
  std::vector<std::pair<std::uint64_t, Value>> far_;
  std::vector<std::size_t> slots_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
