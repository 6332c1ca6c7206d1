// Thresholds: what is bright is foreground.

#include <limn/threshold/fixed.hpp>
#include <limn/threshold/global.hpp>
#include <limn/threshold/hysteresis.hpp>

#include "common.hpp"

namespace tool {
namespace {

constexpr double deepest = 65535;

Result run_threshold(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    using T = limn::pixel_t<decltype(gray)>;
    const double middle = std::floor(static_cast<double>((std::numeric_limits<T>::max)()) / 2);
    const T level = level_below<T>(values.is_auto("level") ? middle : values.number("level"));
    return {polarized(limn::threshold(gray, level), values), {{"level", level}}};
  });
}

Result run_range(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    using T = limn::pixel_t<decltype(gray)>;
    const double least = std::ceil(values.number("low")), most = std::floor(values.number("high"));
    if (least > static_cast<double>((std::numeric_limits<T>::max)()) || least > most) {
      return {limn::Mask(gray.size())};
    }
    return {limn::threshold_range(gray, level_below<T>(least), level_below<T>(most))};
  });
}

Result run_otsu(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    const auto level = limn::otsu(gray);
    return {polarized(limn::threshold(gray, level), values), {{"level", level}}};
  });
}

Result run_hysteresis(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    using T = limn::pixel_t<decltype(gray)>;
    constexpr double top = static_cast<double>((std::numeric_limits<T>::max)());
    const double low = values.is_auto("low") ? top / 3 : values.number("low");
    const double high = values.is_auto("high") ? top * 2 / 3 : values.number("high");
    if (!values.flag("dark")) {
      return {limn::hysteresis(gray, level_below<T>(low), level_below<T>(high), connectivity(values))};
    }
    // Upside down: below `low` for certain, below `high` where connected to it.
    const auto negative =
        limn::transform(gray, [](T v) { return static_cast<T>((std::numeric_limits<T>::max)() - v); });
    return {limn::hysteresis(negative, level_below<T>(top - high), level_below<T>(top - low), connectivity(values))};
  });
}

}  // namespace

std::vector<Technique> threshold_techniques() {
  return {
      {.name = "threshold",
       .family = "threshold",
       .summary = "What is brighter than a level",
       .source = "",
       .finds = Finds::mask,
       .options = {number("level", "auto", 0, deepest, "foreground is above it; auto is the middle of the range"),
                   dark_option(), sigma_option()},
       .run = run_threshold},
      {.name = "range",
       .family = "threshold",
       .summary = "What is between two levels, both included",
       .source = "",
       .finds = Finds::mask,
       .options = {number("low", "0", 0, deepest, "the darkest foreground"),
                   number("high", "127", 0, deepest, "the brightest foreground"), sigma_option()},
       .run = run_range},
      {.name = "otsu",
       .family = "threshold",
       .summary = "What is brighter than the level that best parts the histogram in two",
       .source = "Otsu 1979",
       .finds = Finds::mask,
       .options = {dark_option(), sigma_option()},
       .run = run_otsu},
      {.name = "hysteresis",
       .family = "threshold",
       .summary = "What is brighter than a low level and connected to something above a high one",
       .source = "Canny 1986",
       .finds = Finds::mask,
       .options = {number("low", "auto", 0, deepest, "foreground only above it; auto is a third of the range"),
                   number("high", "auto", 0, deepest, "foreground for certain above it; auto is two thirds"),
                   connectivity_option(), dark_option(), sigma_option()},
       .run = run_hysteresis},
  };
}

}  // namespace tool
