#pragma once
// What several families of techniques share: options of one name mean one thing everywhere.

#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/filter/gaussian.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include "../technique.hpp"
#include "../text.hpp"

namespace tool {

[[nodiscard]] inline Option sigma_option() {
  return number("sigma", "0", 0, 100, "smooth by a Gaussian of this many pixels first");
}
[[nodiscard]] inline Option dark_option() { return flag("dark", "objects are darker than the background"); }
[[nodiscard]] inline Option connectivity_option(const char* usual = "full") {
  return choice("connectivity", usual, {"face", "full"}, "which pixels are neighbors: 4 or 8");
}
[[nodiscard]] inline limn::Connectivity connectivity(const Values& values) {
  return values.choice("connectivity") == "face" ? limn::Connectivity::face : limn::Connectivity::full;
}

/// Refuses a `--low` that is above `--high`, whichever of them was given.
inline void require_in_order(const Values& values, double low, double high) {
  if (low <= high) return;
  const auto is = [&](const char* name, double value) {
    return " is " + format("%g", value) + (values.is_default(name) ? " by default" : "");
  };
  std::string problem =
      "--low of " + values.owner() + is("low", low) + " but --high" + is("high", high) + ", which must not be less";
  for (const char* name : {"low", "high"}) {
    if (values.is_default(name)) problem += "; give --" + std::string(name) + " as well";
  }
  throw UsageError(problem);
}

/// The same ahead of any picture, unless one is a part of the picture's range.
inline void check_in_order(const Values& values) {
  if (values.is_auto("low") || values.is_auto("high")) return;
  require_in_order(values, values.number("low"), values.number("high"));
}

/// `f(gray)` with the gray picture in its own depth, smoothed if `--sigma` says so.
template <class F>
Result on_gray(const Picture& picture, const Values& values, F&& f) {
  const double sigma = values.number("sigma");
  return std::visit(
      [&](const auto& gray) -> Result { return sigma > 0 ? f(limn::gaussian(gray, {.sigma = sigma})) : f(gray); },
      picture.gray);
}

/// The gray level of type T nearest to `level` from below, so that `v > level` keeps its meaning.
template <class T>
[[nodiscard]] T level_below(double level) {
  return static_cast<T>(std::clamp(std::floor(level), 0.0, static_cast<double>((std::numeric_limits<T>::max)())));
}

/// The mask, or with `--dark` what it is not.
[[nodiscard]] inline limn::Mask polarized(limn::Mask mask, const Values& values) {
  if (values.flag("dark")) {
    limn::transform_into(mask, mask, [](limn::Binary b) { return limn::to_binary(!limn::is_foreground(b)); });
  }
  return mask;
}

}  // namespace tool
