#pragma once
// What several families of techniques share: options of one name mean one thing everywhere.

#include <limn/core/neighborhood.hpp>
#include <limn/core/traverse.hpp>
#include <limn/filter/gaussian.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "../technique.hpp"
#include "../text.hpp"

namespace tool {

[[nodiscard]] inline Option sigma_option() {
  return number("sigma", "0", 0, 100, "smooth by a Gaussian of this many pixels first");
}
[[nodiscard]] inline Option seed_option() { return integer("seed", "1", 0, 9e15, "of the random start"); }
[[nodiscard]] inline Option dark_option() { return flag("dark", "objects are darker than the background"); }
[[nodiscard]] inline Option connectivity_option(const char* usual = "full") {
  return choice("connectivity", usual, {"face", "full"}, "which pixels are neighbors: 4 or 8");
}
[[nodiscard]] inline limn::Connectivity connectivity(const Values& values) {
  return values.choice("connectivity") == "face" ? limn::Connectivity::face : limn::Connectivity::full;
}

/// `--low` and `--high`.
struct Levels {
  double low, high;
};

/// As they were given, else a part of the picture's range and twice that.
[[nodiscard]] inline Levels levels_in(double range, double parts, const Values& values) {
  return {values.is_auto("low") ? range / parts : values.number("low"),
          values.is_auto("high") ? range * 2 / parts : values.number("high")};
}

/// Refuses a `--low` that is above `--high`, whichever of them was given.
/// \param depth  " in 8 bits" where defaults are parts of the range of such pictures.
inline void require_in_order(const Values& values, const Levels& levels, const std::string& depth = "") {
  const auto [low, high] = levels;
  if (low <= high) return;
  const auto is = [&](const char* name, double value) {
    return " is " + format("%g", value) + (values.is_default(name) ? " by default" + depth : "");
  };
  std::string problem =
      "--low of " + values.owner() + is("low", low) + " but --high" + is("high", high) + ", which must not be less";
  for (const char* name : {"low", "high"}) {
    if (values.is_default(name)) problem += "; give --" + std::string(name) + " as well";
  }
  throw UsageError(problem);
}

/// The same of a picture of type T, where defaults are parts of its range; returns them.
template <class T>
Levels levels_of(const Values& values, double parts) {
  const Levels levels = levels_in(static_cast<double>((std::numeric_limits<T>::max)()), parts, values);
  require_in_order(values, levels, sizeof(T) == 1 ? " in 8 bits" : " in 16 bits");
  return levels;
}

/// The same ahead of any picture: refuses what no picture of 8 or 16 bits has in order.
inline void check_in_order(const Values& values, double parts) {
  const Levels deep = levels_in(65535, parts, values);
  // A default `--high` is greatest in 16 bits, a default `--low` least in 8.
  if (deep.low <= deep.high || !values.is_auto("low")) require_in_order(values, deep, " in 16 bits");
  else levels_of<std::uint8_t>(values, parts);
}

/// `f(gray)` with the gray picture in its own depth, smoothed if `--sigma` says so.
template <class F>
Result on_gray(const Picture& picture, const Values& values, F&& f) {
  const double sigma = values.number("sigma");
  return std::visit(
      [&](const auto& gray) -> Result { return sigma > 0 ? f(limn::gaussian(gray, {.sigma = sigma})) : f(gray); },
      picture.gray);
}

/// `f(picture)` with the colors if there are any, else the gray levels, smoothed if `--sigma` says so.
template <class F>
Result on_color_or_gray(const Picture& picture, const Values& values, F&& f) {
  if (!picture.color) return on_gray(picture, values, f);
  const double sigma = values.number("sigma");
  return sigma > 0 ? f(limn::gaussian(*picture.color, {.sigma = sigma})) : f(*picture.color);
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
