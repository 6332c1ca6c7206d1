#pragma once
// Thresholds of a histogram as their definitions say: for each level the two classes are summed anew. Bins are counted
// from the first; the first and the last hold pixels.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace reference {

using Counts = std::vector<std::int64_t>;
using Real = long double;

struct Class {
  Real count = 0, mean = 0, variance = 0, square = 0;  // square: mean of the squares of the levels
};

inline Class class_of(const Counts& counts, std::size_t from, std::size_t to) {
  Class found;
  for (std::size_t i = from; i < to; ++i) found.count += static_cast<Real>(counts[i]);
  for (std::size_t i = from; i < to; ++i) {
    found.mean += static_cast<Real>(counts[i]) * static_cast<Real>(i) / found.count;
    found.square += static_cast<Real>(counts[i]) * static_cast<Real>(i) * static_cast<Real>(i) / found.count;
  }
  for (std::size_t i = from; i < to; ++i) {
    const Real apart = static_cast<Real>(i) - found.mean;
    found.variance += static_cast<Real>(counts[i]) * apart * apart / found.count;
  }
  return found;
}

/// The first t that maximizes `value(dark, bright)` over the splits of the bins into [0, t] and the rest.
template <class Value>
std::size_t best_split(const Counts& counts, const Value& value) {
  std::size_t best = 0;
  Real most = 0;
  for (std::size_t t = 0; t + 1 < counts.size(); ++t) {
    const Real found = value(Counts(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(t) + 1),
                             Counts(counts.begin() + static_cast<std::ptrdiff_t>(t) + 1, counts.end()));
    if (t == 0 || found > most + 1e-13L * std::abs(most)) {
      most = found;
      best = t;
    }
  }
  return best;
}

inline Real sum_of(const Counts& counts) {
  Real sum = 0;
  for (const auto count : counts) sum += static_cast<Real>(count);
  return sum;
}

/// The entropy of the levels of a class: Renyi's of an order other than 1, Shannon's for 1.
inline Real entropy(const Counts& counts, Real order) {
  const Real total = sum_of(counts);
  Real sum = 0;
  for (const auto count : counts) {
    if (count == 0) continue;
    const Real share = static_cast<Real>(count) / total;
    sum += order == 1 ? -share * std::log(share) : std::pow(share, order);
  }
  return order == 1 ? sum : std::log(sum) / (1 - order);
}

inline std::size_t entropy_split(const Counts& counts, Real order) {
  return best_split(
      counts, [&](const Counts& dark, const Counts& bright) { return entropy(dark, order) + entropy(bright, order); });
}

inline double max_entropy(const Counts& counts) { return static_cast<double>(entropy_split(counts, 1)); }

// In float, shares summed from the dark end, squares from either end.
inline double yen(const Counts& counts) {
  std::vector<float> shares;
  std::int64_t total = 0;
  for (const auto count : counts) total += count;
  for (const auto count : counts) shares.push_back(static_cast<float>(count) / static_cast<float>(total));
  std::size_t best = 0;
  float most = -1e30F;
  for (std::size_t t = 0; t + 1 < shares.size(); ++t) {
    float share = 0, dark = 0, bright = 0;
    for (std::size_t i = 0; i <= t; ++i) share += shares[i];
    for (std::size_t i = 0; i <= t; ++i) {
      const volatile float square = shares[i] * shares[i];
      dark += square;
    }
    for (std::size_t i = shares.size() - 1; i > t; --i) {
      const volatile float square = shares[i] * shares[i];
      bright += square;
    }
    const float both = share * (1 - share);
    const float found = static_cast<float>(std::log(static_cast<double>(1 / (dark * bright) * (both * both))));
    if (found > most) {
      most = found;
      best = t;
    }
  }
  return static_cast<double>(best);
}

inline double renyi(const Counts& counts) {
  std::size_t low = entropy_split(counts, 0.5L), middle = entropy_split(counts, 1), high = entropy_split(counts, 2);
  if (middle < low) std::swap(low, middle);
  if (high < middle) std::swap(middle, high);
  if (middle < low) std::swap(low, middle);
  Real weights[3] = {1, 2, 1};
  if (middle - low <= 5 && high - middle > 5) weights[0] = 0, weights[1] = 1, weights[2] = 3;
  if (middle - low > 5 && high - middle <= 5) weights[0] = 3, weights[1] = 1, weights[2] = 0;
  const Real below = class_of(counts, 0, low + 1).count / sum_of(counts);
  const Real upto = class_of(counts, 0, high + 1).count / sum_of(counts);
  const Real part = (upto - below) / 4;
  const Real level = static_cast<Real>(low) * (below + part * weights[0]) +
                     static_cast<Real>(middle) * part * weights[1] +
                     static_cast<Real>(high) * (1 - upto + part * weights[2]);
  return static_cast<double>(std::floor(level + 1e-12L));
}

inline double huang(const Counts& counts) {
  const Real range = static_cast<Real>(counts.size()) - 1;
  return static_cast<double>(best_split(counts, [&](const Counts& dark, const Counts& bright) {
    const auto fuzziness = [&](const Counts& part) {
      const Real mean = std::floor(class_of(part, 0, part.size()).mean + 0.5L);
      Real sum = 0;
      for (std::size_t i = 0; i < part.size(); ++i) {
        const Real member = 1 / (1 + std::abs(static_cast<Real>(i) - mean) / range);
        if (member < 1) {
          sum -= static_cast<Real>(part[i]) * (member * std::log(member) + (1 - member) * std::log(1 - member));
        }
      }
      return sum;
    };
    // The bright class is counted from its own first bin, where its mean rounds as it does from the first of all.
    return 1 / (1 + fuzziness(dark) + fuzziness(bright));
  }));
}

inline double isodata(const Counts& counts) {
  for (std::size_t t = 0; t + 1 < counts.size(); ++t) {
    const Real middle = (class_of(counts, 0, t + 1).mean + class_of(counts, t + 1, counts.size()).mean) / 2;
    if (middle >= static_cast<Real>(t) && middle < static_cast<Real>(t) + 1) return static_cast<double>(t);
  }
  return -1;
}

inline double li(const Counts& counts) {
  Real level = class_of(counts, 0, counts.size()).mean;
  for (Real last = -1; std::abs(level - last) > 0.5L;) {
    last = level;
    const auto split = static_cast<std::size_t>(std::floor(level)) + 1;
    const Real dark = class_of(counts, 0, split).mean, bright = class_of(counts, split, counts.size()).mean;
    level = dark == 0 ? 0 : (bright - dark) / std::log(bright / dark);
  }
  return static_cast<double>(level);
}

inline double mean_level(const Counts& counts) { return static_cast<double>(class_of(counts, 0, counts.size()).mean); }

inline double kittler(const Counts& counts) {
  auto t = static_cast<std::size_t>(std::floor(class_of(counts, 0, counts.size()).mean + 0.5L));
  for (int round = 0; round < 1000 && t + 1 < counts.size(); ++round) {
    const Class dark = class_of(counts, 0, t + 1), bright = class_of(counts, t + 1, counts.size());
    if (dark.variance < 1e-12L || bright.variance < 1e-12L) break;
    const Real a = 1 / dark.variance - 1 / bright.variance;
    const Real b = dark.mean / dark.variance - bright.mean / bright.variance;
    const Real c =
        dark.mean * dark.mean / dark.variance - bright.mean * bright.mean / bright.variance +
        std::log10(dark.variance * bright.count * bright.count / (bright.variance * dark.count * dark.count));
    if (b * b - a * c < 1e-12L) break;
    const Real root = (b + std::sqrt(b * b - a * c)) / a;
    if (!(root >= 0 && root <= static_cast<Real>(counts.size() - 1))) break;
    const auto next = static_cast<std::size_t>(std::floor(root + 0.5L));
    if (next == t) break;
    t = next;
  }
  return static_cast<double>(t);
}

inline double moments(const Counts& counts) {
  const Real total = sum_of(counts);
  Real m[4] = {};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    for (int k = 0; k < 4; ++k) m[k] += static_cast<Real>(counts[i]) / total * std::pow(static_cast<Real>(i), k);
  }
  const Real scale = m[2] - m[1] * m[1];
  const Real c0 = (m[1] * m[3] - m[2] * m[2]) / scale, c1 = (m[1] * m[2] - m[3]) / scale;
  const Real dark = (-c1 - std::sqrt(c1 * c1 - 4 * c0)) / 2, bright = (-c1 + std::sqrt(c1 * c1 - 4 * c0)) / 2;
  const Real share = (bright - m[1]) / (bright - dark);
  for (std::size_t t = 0; t < counts.size(); ++t) {
    if (class_of(counts, 0, t + 1).count / total > share - 1e-12L) return static_cast<double>(t);
  }
  return static_cast<double>(counts.size() - 1);
}

inline double triangle(const Counts& counts) {
  std::size_t peak = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > counts[peak]) peak = i;
  }
  const bool bright = counts.size() - 1 - peak > peak;
  const Real end = bright ? static_cast<Real>(counts.size()) - 1 : 0;
  const Real run = static_cast<Real>(peak) - end, rise = static_cast<Real>(counts[peak]);
  Real farthest = 0;
  std::size_t level = bright ? counts.size() - 1 : 0;
  for (std::size_t step = 0; step < counts.size(); ++step) {
    const std::size_t i = bright ? counts.size() - 1 - step : step;
    if (i == peak) break;
    const Real line = rise * (static_cast<Real>(i) - end) / run;
    const Real distance = (line - static_cast<Real>(counts[i])) / std::hypot(1, rise / run);
    if (step == 0 || distance > farthest * (1 + 1e-13L)) {
      farthest = distance;
      level = i;
    }
  }
  return static_cast<double>(level);
}

/// Where the smoothed counts have their two maxima, and the least count between them; -1 if there are not two.
struct Valley {
  double first = -1, second = -1, lowest = -1;
};

inline Valley valley(const Counts& counts) {
  const auto n = static_cast<std::ptrdiff_t>(counts.size());
  std::vector<double> smooth(counts.begin(), counts.end());
  for (int round = 0; round < 10000; ++round) {
    // The sum of three, kept up: what rounding makes of a plateau decides how many maxima there are.
    const std::vector<double> old = smooth;
    const auto at = [&](std::ptrdiff_t i) {
      return old[static_cast<std::size_t>(i < 0 ? -i - 1 : i >= n ? 2 * n - 1 - i : i)];
    };
    double sum = at(-1) + at(0) + at(1);
    smooth[0] = sum / 3;
    for (std::ptrdiff_t i = 1; i < n; ++i) {
      sum += at(i + 1) - at(i - 2);
      smooth[static_cast<std::size_t>(i)] = sum / 3;
    }
    std::vector<std::size_t> maxima;
    int direction = 1;
    for (std::size_t i = 0; i + 1 < smooth.size(); ++i) {
      if (direction > 0 && smooth[i + 1] < smooth[i]) {
        maxima.push_back(i);
        direction = -1;
      } else if (direction < 0 && smooth[i + 1] > smooth[i]) {
        direction = 1;
      }
    }
    if (maxima.size() > 2) continue;
    if (maxima.size() < 2) return {};
    std::size_t lowest = maxima[0];
    for (std::size_t i = maxima[0]; i <= maxima[1]; ++i) {
      if (smooth[i] < smooth[lowest]) lowest = i;
    }
    return {static_cast<double>(maxima[0]), static_cast<double>(maxima[1]), static_cast<double>(lowest)};
  }
  return {};
}

inline double minimum(const Counts& counts) { return valley(counts).lowest; }
inline double intermodes(const Counts& counts) {
  return std::floor((valley(counts).first + valley(counts).second) / 2);
}

/// The variance between the classes that end at `ends`, times the number of pixels.
inline Real variance_between_classes(const Counts& counts, const std::vector<std::size_t>& ends) {
  const Class all = class_of(counts, 0, counts.size());
  Real sum = 0;
  std::size_t start = 0;
  for (std::size_t k = 0; k <= ends.size(); ++k) {
    const std::size_t end = k < ends.size() ? ends[k] + 1 : counts.size();
    const Class part = class_of(counts, start, end);
    if (part.count == 0) return -1;
    sum += part.count * (part.mean - all.mean) * (part.mean - all.mean);
    start = end;
  }
  return sum;
}

/// Tries all splits into classes; the first of the best.
inline std::vector<std::size_t> multi_otsu(const Counts& counts, std::size_t classes) {
  std::vector<std::size_t> ends(classes - 1), best;
  for (std::size_t k = 0; k < ends.size(); ++k) ends[k] = k;
  Real most = -1;
  while (true) {
    const Real found = variance_between_classes(counts, ends);
    if (best.empty() || found > most * (1 + 1e-12L)) {
      most = found;
      best = ends;
    }
    std::size_t k = ends.size();
    while (k > 0 && ends[k - 1] + 1 + (ends.size() - k) >= counts.size() - 1) --k;
    if (k == 0) return best;
    ++ends[k - 1];
    for (; k < ends.size(); ++k) ends[k] = ends[k - 1] + 1;
  }
}

}  // namespace reference
