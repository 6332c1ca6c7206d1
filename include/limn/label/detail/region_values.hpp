#pragma once
/// \file
/// What is summed over the gray values of an object.

#include <limn/core/config.hpp>
#include <limn/core/geometry.hpp>
#include <limn/detail/math.hpp>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Count, mean, least and greatest value, and the sum of squared differences from the mean. NaN does not count.
template <class T>
class RegionValues {
 public:
  void add(const T* values, Index count) {
    double sum = 0;
    Index counted = 0;
    for (Index i = 0; i < count; ++i) {
      const double value = static_cast<double>(values[i]);
      if (!(value == value)) continue;
      min_ = min_ < value ? min_ : value;
      max_ = max_ > value ? max_ : value;
      sum += value;
      ++counted;
    }
    if (counted == 0) return;
    const double mean = sum / static_cast<double>(counted);
    double squares = 0;
    for (Index i = 0; i < count; ++i) {
      const double difference = static_cast<double>(values[i]) - mean;
      if (difference == difference) squares += difference * difference;
    }
    // Chan, Golub, LeVeque 1979: the squares of two parts, and that of the distance of their means.
    const double before = static_cast<double>(count_), part = static_cast<double>(counted), all = before + part;
    const double apart = mean - mean_;
    squares_ += squares + (count_ == 0 ? 0 : apart * apart * before * part / all);
    mean_ = count_ == 0 ? mean : mean_ + apart * part / all;
    count_ += counted;
  }

  [[nodiscard]] Index count() const { return count_; }
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double squares() const { return squares_; }
  [[nodiscard]] double least() const { return min_; }
  [[nodiscard]] double greatest() const { return max_; }

 private:
  Index count_ = 0;
  double mean_ = 0, squares_ = 0;
  double min_ = std::numeric_limits<double>::infinity(), max_ = -std::numeric_limits<double>::infinity();
};

/// The same in integers, exact for pixels of up to 16 bits.
template <class T>
requires(std::is_integral_v<T> && sizeof(T) <= 2) class RegionValues<T> {
 public:
  void add(const T* values, Index count) {
    for (Index i = 0; i < count; ++i) {
      const std::int64_t value = values[i];
      min_ = min_ < value ? min_ : value;
      max_ = max_ > value ? max_ : value;
      sum_ += value;
      squares_ += value * value;
    }
    count_ += count;
  }

  [[nodiscard]] Index count() const { return count_; }
  [[nodiscard]] double mean() const { return static_cast<double>(sum_) / static_cast<double>(count_); }
  [[nodiscard]] double squares() const {
    // About the nearest integer to the mean, where nothing cancels.
    const std::int64_t middle = math::llround(mean());
    const std::int64_t rest = sum_ - middle * count_;
    const std::int64_t about = squares_ - middle * (sum_ + rest);
    return static_cast<double>(about) -
           static_cast<double>(rest) * static_cast<double>(rest) / static_cast<double>(count_);
  }
  [[nodiscard]] double least() const { return static_cast<double>(min_); }
  [[nodiscard]] double greatest() const { return static_cast<double>(max_); }

 private:
  Index count_ = 0;
  std::int64_t sum_ = 0, squares_ = 0;
  std::int64_t min_ = (std::numeric_limits<std::int64_t>::max)(), max_ = (std::numeric_limits<std::int64_t>::min)();
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
