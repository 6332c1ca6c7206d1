#pragma once
/// \file
/// Floats on large pages, and where the tensors of a run lie among them.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/core/memory.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

namespace limn::nn {
inline namespace LIMN_ABI {
namespace detail {

/// Zeroed floats, aligned to 64 bytes.
class Storage {
 public:
  LIMN_INLINE Storage() = default;
  LIMN_INLINE explicit Storage(Index count)
      : values_(static_cast<float*>(limn::detail::allocate_pixels(static_cast<std::size_t>(count) * sizeof(float)))),
        count_(count) {
    std::memset(values_, 0, static_cast<std::size_t>(count) * sizeof(float));
  }
  LIMN_INLINE Storage(Storage&& other) noexcept
      : values_(std::exchange(other.values_, nullptr)), count_(std::exchange(other.count_, 0)) {}
  LIMN_INLINE Storage& operator=(Storage&& other) noexcept {
    std::swap(values_, other.values_);
    std::swap(count_, other.count_);
    return *this;
  }
  LIMN_INLINE ~Storage() { limn::detail::free_pixels(values_); }

  [[nodiscard]] LIMN_INLINE float* data() { return values_; }
  [[nodiscard]] LIMN_INLINE const float* data() const { return values_; }
  [[nodiscard]] LIMN_INLINE Index count() const { return count_; }

 private:
  float* values_ = nullptr;
  Index count_ = 0;
};

/// Floats that are needed from step `first` to step `last`, and where they were put.
struct Lifetime {
  Index count = 0;
  int first = 0;
  int last = 0;
  Index offset = 0;
};

/// Gives every lifetime an offset such that no two that overlap in time overlap in space; the largest first, each at
/// the lowest place that is free. Returns the total.
inline Index place(std::vector<Lifetime>& lifetimes) {
  std::vector<Lifetime*> order;
  for (Lifetime& lifetime : lifetimes) order.push_back(&lifetime);
  std::stable_sort(order.begin(), order.end(),
                   [](const Lifetime* x, const Lifetime* y) { return x->count > y->count; });
  Index total = 0;
  std::vector<const Lifetime*> placed;
  for (Lifetime* const lifetime : order) {
    // Whole cache lines.
    lifetime->count = (lifetime->count + 15) / 16 * 16;
    lifetime->offset = 0;
    for (const Lifetime* const other : placed) {  // by offset
      if (other->last < lifetime->first || lifetime->last < other->first) continue;
      if (other->offset >= lifetime->offset + lifetime->count) break;
      lifetime->offset = (std::max)(lifetime->offset, other->offset + other->count);
    }
    const auto place = std::upper_bound(placed.begin(), placed.end(), lifetime,
                                        [](const Lifetime* x, const Lifetime* y) { return x->offset < y->offset; });
    placed.insert(place, lifetime);
    total = (std::max)(total, lifetime->offset + lifetime->count);
  }
  return total;
}

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn::nn
