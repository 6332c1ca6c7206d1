#pragma once
/// \file
/// A value for every label that occurs.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Numbers labels 0, 1, 2... in the order in which they are met, by hashing.
class LabelNumbers {
 public:
  [[nodiscard]] std::size_t operator[](std::uint64_t label) {
    if (2 * (labels_.size() + 1) > slots_.size()) {
      slots_.assign(slots_.empty() ? 64 : 2 * slots_.size(), 0);
      for (std::size_t i = 0; i < labels_.size(); ++i) slots_[find(labels_[i])] = i + 1;
    }
    const std::size_t slot = find(label);
    if (slots_[slot] == 0) {
      labels_.push_back(label);
      slots_[slot] = labels_.size();
    }
    return slots_[slot] - 1;
  }

  /// The labels in ascending order, sorted byte by byte: all of <algorithm> costs a tenth of the time that the headers
  /// with this one take to compile.
  [[nodiscard]] std::vector<std::uint64_t> sorted() const {
    std::vector<std::uint64_t> result = labels_, next(labels_.size());
    for (int shift = 0; shift < 64 && !result.empty(); shift += 8) {
      std::size_t places[257] = {};
      for (const std::uint64_t label : result) ++places[(label >> shift & 255) + 1];
      for (std::size_t byte = 1; byte < 256; ++byte) places[byte] += places[byte - 1];
      for (const std::uint64_t label : result) next[places[label >> shift & 255]++] = label;
      result.swap(next);
    }
    return result;
  }

 private:
  // Open addressing: slots_[h] is 1 + an index into labels_, or 0.
  [[nodiscard]] std::size_t find(std::uint64_t label) const {
    std::size_t slot = static_cast<std::size_t>((label * 0x9e3779b97f4a7c15U) >> 20) & (slots_.size() - 1);
    while (slots_[slot] != 0 && labels_[slots_[slot] - 1] != label) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }

  std::vector<std::uint64_t> labels_;
  std::vector<std::size_t> slots_;
};

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
    for (const std::uint64_t label : numbers_.sorted()) f(label, far_[numbers_[label]]);
  }

 private:
  // Apart from the usual case, so that only that is inlined.
  [[nodiscard]] LIMN_COLD Value& beyond(std::uint64_t label) {
    if (label < limit_) {
      const std::uint64_t wanted = 2 * label + 16;
      table_.resize(static_cast<std::size_t>(wanted < limit_ ? wanted : limit_));
      return table_[static_cast<std::size_t>(label)];
    }
    const std::size_t number = numbers_[label];
    if (number == far_.size()) far_.emplace_back();
    return far_[number];
  }

  std::uint64_t limit_;
  std::vector<Value> table_, far_;
  LabelNumbers numbers_;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
