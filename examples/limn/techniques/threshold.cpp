// Thresholds: what is bright is foreground.

#include <limn/threshold/fixed.hpp>
#include <limn/threshold/global.hpp>
#include <limn/threshold/hysteresis.hpp>
#include <limn/threshold/local.hpp>
#include <limn/threshold/multi_otsu.hpp>
#include <limn/threshold/quantize.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <utility>

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
    // Both may lie between two levels.
    if (least > static_cast<double>((std::numeric_limits<T>::max)()) || least > most) {
      return {limn::Mask(gray.size())};
    }
    return {limn::threshold_range(gray, level_below<T>(least), level_below<T>(most))};
  });
}

/// A threshold that the picture finds itself: `level(gray)`.
template <class Level>
Technique global(const char* name, const char* summary, const char* source, const Level& level) {
  return {.name = name,
          .family = "threshold",
          .summary = summary,
          .source = source,
          .finds = Finds::mask,
          .options = {dark_option(), sigma_option()},
          .run = [level](const Picture& picture, const Values& values) {
            return on_gray(picture, values, [&](const auto& gray) -> Result {
              const auto found = level(gray);
              return {polarized(limn::threshold(gray, found), values), {{"level", found}}};
            });
          }};
}

Result run_multi_otsu(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    const auto levels = limn::multi_otsu(gray, static_cast<int>(values.integer("classes")));
    auto classes = limn::quantize(gray, levels);
    limn::transform_into(classes, classes, [](std::int32_t index) { return index + 1; });
    Result result{std::move(classes)};
    for (std::size_t i = 0; i < levels.size(); ++i) {
      result.notes.emplace_back("level " + std::to_string(i + 1), levels[i]);
    }
    return result;
  });
}

/// What a local threshold is called, and the options that it has beside those of all.
struct LocalEntry {
  const char* name;
  limn::LocalMethod method;
  const char* summary;
  const char* source;
  std::vector<Option> options;
};

Technique local(const LocalEntry& entry) {
  Technique technique{.name = entry.name,
                      .family = "threshold",
                      .summary = entry.summary,
                      .source = entry.source,
                      .finds = Finds::mask,
                      .options = {odd("window", "31", 1, 4095, "pixels across the window")},
                      .run = nullptr};
  technique.options.insert(technique.options.end(), entry.options.begin(), entry.options.end());
  technique.options.push_back(number("offset", "0", -deepest, deepest, "taken from every level, in gray levels"));
  technique.options.push_back(dark_option());
  technique.options.push_back(sigma_option());
  const auto has = [options = entry.options](const char* name) {
    return std::any_of(options.begin(), options.end(), [&](const Option& option) { return option.name == name; });
  };
  technique.run = [has, method = entry.method](const Picture& picture, const Values& values) {
    limn::LocalOptions options{.method = method, .window = values.integer("window"), .offset = values.number("offset")};
    const auto given = [&](const char* option) { return has(option) && !values.is_auto(option); };
    if (given("k")) options.k = values.number("k");
    if (given("r")) options.r = values.number("r");
    if (given("contrast")) options.contrast = values.number("contrast");
    return on_gray(picture, values, [&](const auto& gray) -> Result {
      return {polarized(limn::threshold_local(gray, options), values)};
    });
  };
  return technique;
}

std::vector<Technique> local_techniques() {
  const auto k = [](const char* usual, const char* doc) { return number("k", usual, -10, 10, doc); };
  const auto r = [](const char* doc) { return number("r", "auto", 1e-9, deepest, doc); };
  const char* const half = "the deviation that counts as large; auto is half of the range";
  const LocalEntry entries[] = {
      {"adaptive-mean", limn::LocalMethod::mean, "What is brighter than the mean around it", "", {}},
      {"adaptive-gaussian", limn::LocalMethod::gaussian, "What is brighter than a Gaussian mean around it", "", {}},
      {"niblack",
       limn::LocalMethod::niblack,
       "What is brighter than the mean around it less k deviations",
       "Niblack 1986",
       {k("0.2", "weight of the deviation")}},
      {"sauvola",
       limn::LocalMethod::sauvola,
       "Niblack's for text: the level falls where there is little contrast",
       "Sauvola and Pietikainen 2000",
       {k("0.2", "weight of the deviation"), r(half)}},
      {"phansalkar",
       limn::LocalMethod::phansalkar,
       "Sauvola's, raised where the picture is dark",
       "Phansalkar 2011",
       {k("0.25", "weight of the deviation"), r(half)}},
      {"wolf",
       limn::LocalMethod::wolf,
       "Sauvola's, relative to the darkest pixel and the largest deviation",
       "Wolf and Jolion 2004",
       {k("0.5", "weight of the deviation"), r("the deviation that counts as large; auto is the largest of all")}},
      {"nick",
       limn::LocalMethod::nick,
       "Niblack's, moved for pages that are light or noisy",
       "Khurshid et al. 2009",
       {k("-0.2", "weight of the deviation, negative")}},
      {"bernsen",
       limn::LocalMethod::bernsen,
       "What is brighter than the middle between the extremes around it",
       "Bernsen 1986",
       {number("contrast", "auto", 0, deepest, "windows of less are one class; auto is 15 of 255 of the range")}},
  };
  std::vector<Technique> techniques;
  for (const auto& entry : entries) techniques.push_back(local(entry));
  return techniques;
}

/// By default, low and high are a third and two thirds of the range.
constexpr double hysteresis_parts = 3;

Result run_hysteresis(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    using T = limn::pixel_t<decltype(gray)>;
    constexpr double top = static_cast<double>((std::numeric_limits<T>::max)());
    const auto [low, high] = levels_of<T>(values, hysteresis_parts);
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
  std::vector<Technique> list = {
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
       .run = run_range,
       .check =
           [](const Values& values) {
             require_in_order(values, {values.number("low"), values.number("high")});
           }},
      global("otsu", "What is brighter than the level that best parts the histogram in two", "Otsu 1979",
             [](const auto& gray) { return limn::otsu(gray); }),
      global("triangle", "What is beyond the foot of the histogram's one peak", "Zack et al. 1977",
             [](const auto& gray) { return limn::triangle(gray); }),
      global("li", "What is brighter than the level of least cross entropy", "Li and Tam 1998",
             [](const auto& gray) { return limn::li(gray); }),
      global("yen", "What is brighter than the level of most correlation", "Yen et al. 1995",
             [](const auto& gray) { return limn::yen(gray); }),
      global("isodata", "What is brighter than the middle between the means of both sides", "Ridler and Calvard 1978",
             [](const auto& gray) { return limn::isodata(gray); }),
      global("minimum", "What is above the valley between the two peaks of the histogram",
             "Prewitt and Mendelsohn 1966", [](const auto& gray) { return limn::minimum(gray); }),
      global("intermodes", "What is above the middle between the two peaks of the histogram",
             "Prewitt and Mendelsohn 1966", [](const auto& gray) { return limn::intermodes(gray); }),
      global("mean-level", "What is brighter than the mean", "Glasbey 1993",
             [](const auto& gray) { return limn::mean_level(gray); }),
      global("max-entropy", "What is brighter than the level of most entropy on both sides", "Kapur et al. 1985",
             [](const auto& gray) { return limn::max_entropy(gray); }),
      global("renyi", "What is brighter than a mean of three levels of most entropy", "Sahoo et al. 1997",
             [](const auto& gray) { return limn::renyi(gray); }),
      global("huang", "What is brighter than the level that makes the sides least fuzzy", "Huang and Wang 1995",
             [](const auto& gray) { return limn::huang(gray); }),
      global("kittler", "What is more likely of the brighter of two normal distributions",
             "Kittler and Illingworth 1986", [](const auto& gray) { return limn::kittler(gray); }),
      global("moments", "What is brighter than the level that keeps the picture's moments", "Tsai 1985",
             [](const auto& gray) { return limn::moments(gray); }),
      {.name = "multi-otsu",
       .family = "threshold",
       .summary = "Classes of gray, parted by the levels that best split the histogram",
       .source = "Liao et al. 2001",
       .finds = Finds::classes,
       .options = {integer("classes", "3", 2, 8, "how many"), sigma_option()},
       .run = run_multi_otsu},
      {.name = "hysteresis",
       .family = "threshold",
       .summary = "What is brighter than a low level and connected to something above a high one",
       .source = "Canny 1986",
       .finds = Finds::mask,
       .options = {number("low", "auto", 0, deepest, "foreground only above it; auto is a third of the range"),
                   number("high", "auto", 0, deepest, "foreground for certain above it; auto is two thirds"),
                   connectivity_option(), dark_option(), sigma_option()},
       .run = run_hysteresis,
       .check = [](const Values& values) { check_in_order(values, hysteresis_parts); }},
  };
  auto local = local_techniques();
  std::move(local.begin(), local.end(), std::back_inserter(list));
  return list;
}

}  // namespace tool
