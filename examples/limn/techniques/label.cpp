// Objects: the connected pieces of a mask, and of a picture that is even in parts.

#include <limn/label/components.hpp>
#include <limn/label/equal.hpp>
#include <limn/label/regions.hpp>
#include <limn/label/relabel.hpp>
#include <limn/threshold/fixed.hpp>
#include <limn/threshold/global.hpp>

#include <cmath>

#include "common.hpp"

namespace tool {
namespace {

Option min_area_option(const char* least = "0") {
  return integer("min-area", least, 0, 1e15, "leave out objects of fewer pixels");
}

/// The objects that are large enough, numbered without gaps.
limn::LabelImage<> large_enough(limn::LabelImage<> labels, const Values& values) {
  if (const limn::Index least = values.integer("min-area"); least > 1) {
    std::vector<std::int32_t> renamed(1, 0);
    std::int32_t count = 0;
    for (const auto& region : limn::regions(labels)) renamed.push_back(region.area >= least ? ++count : 0);
    limn::remap_into(labels, std::span<const std::int32_t>(renamed), labels);
  }
  return labels;
}

limn::LabelImage<> objects(const limn::Mask& mask, const Values& values) {
  return large_enough(limn::label_components(mask, {.connectivity = connectivity(values)}).labels, values);
}

Result run_components(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    using T = limn::pixel_t<decltype(gray)>;
    const double middle = std::floor(static_cast<double>((std::numeric_limits<T>::max)()) / 2);
    const T level = level_below<T>(values.is_auto("level") ? middle : values.number("level"));
    return {objects(polarized(limn::threshold(gray, level), values), values), {{"level", level}}};
  });
}

Result run_otsu_components(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    const auto level = limn::otsu(gray);
    return {objects(polarized(limn::threshold(gray, level), values), values), {{"level", level}}};
  });
}

Result run_flat_zones(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    const limn::EqualOptions options{.connectivity = connectivity(values), .tolerance = values.number("tolerance")};
    return {large_enough(limn::label_equal(gray, options).labels, values)};
  });
}

}  // namespace

std::vector<Technique> label_techniques() {
  return {
      {.name = "components",
       .family = "label",
       .summary = "The connected pieces of what is brighter than a level",
       .source = "Rosenfeld and Pfaltz 1966",
       .finds = Finds::labels,
       .options = {number("level", "auto", 0, 65535, "foreground is above it; auto is the middle of the range"),
                   min_area_option(), connectivity_option(), dark_option(), sigma_option()},
       .run = run_components},
      {.name = "otsu-components",
       .family = "label",
       .summary = "The connected pieces of what Otsu's level parts from the background",
       .source = "Otsu 1979, Rosenfeld and Pfaltz 1966",
       .finds = Finds::labels,
       .options = {min_area_option(), connectivity_option(), dark_option(), sigma_option()},
       .run = run_otsu_components},
      {.name = "flat-zones",
       .family = "label",
       .summary = "Neighbors of one gray level, or of nearly one, whatever the level",
       .source = "Meyer 1998",
       .finds = Finds::labels,
       .options = {number("tolerance", "2", 0, 65535, "neighbors may differ by this many gray levels"),
                   min_area_option("50"), connectivity_option("face"), sigma_option()},
       .run = run_flat_zones},
  };
}

}  // namespace tool
