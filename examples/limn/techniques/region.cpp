// Regions that grow from seeds, and objects that are parted where they touch.

#include <limn/filter/extrema.hpp>
#include <limn/filter/gradient.hpp>
#include <limn/filter/reconstruct.hpp>
#include <limn/label/components.hpp>
#include <limn/label/remove_small.hpp>
#include <limn/region/confidence.hpp>
#include <limn/region/flood_fill.hpp>
#include <limn/region/grab_cut.hpp>
#include <limn/region/graph_cut.hpp>
#include <limn/region/grow.hpp>
#include <limn/region/random_walker.hpp>
#include <limn/region/separate.hpp>
#include <limn/region/watershed.hpp>
#include <limn/threshold/fixed.hpp>
#include <limn/threshold/global.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "common.hpp"

namespace tool {
namespace {

using limn::Index;

constexpr double steepest = 1e6;

Option spacing_option() { return integer("spacing", "64", 2, 1e6, "pixels from seed to seed of the grid"); }

Option smoothness_option() { return number("smoothness", "50", 0, 1e6, "what it costs to part two like neighbors"); }

/// The points that were given, all inside the picture.
std::vector<limn::Point<>> points_inside(const Picture& picture, const Values& values, const std::string& option,
                                         const std::string& what) {
  const auto size = picture.size();
  const auto points = values.points(option);
  for (const auto& point : points) {
    if (!limn::contains(size, point)) {
      throw UsageError("the " + what + " " + std::to_string(point.x) + "," + std::to_string(point.y) +
                       " lies outside the picture of " + std::to_string(size.width) + " x " +
                       std::to_string(size.height));
    }
  }
  return points;
}

/// The seeds that were given, all inside the picture; else the middle of the picture.
std::vector<limn::Point<>> seeds(const Picture& picture, const Values& values) {
  const auto size = picture.size();
  if (values.is_auto("seeds")) return {{size.width / 2, size.height / 2}};
  return points_inside(picture, values, "seeds", "seed");
}

/// Markers 1, 2, ... at the seeds that were given; else at the middles of the cells of a grid.
limn::LabelImage<> markers(const Picture& picture, const Values& values) {
  limn::LabelImage<> labels(picture.size());
  std::int32_t count = 0;
  if (!values.is_auto("seeds")) {
    for (const auto& point : seeds(picture, values)) labels(point) = ++count;
    return labels;
  }
  const Index spacing = values.integer("spacing");
  const auto middle = [spacing](Index from, Index size) { return (from + (std::min)(from + spacing, size)) / 2; };
  for (Index y = 0; y < labels.height(); y += spacing) {
    for (Index x = 0; x < labels.width(); x += spacing) {
      labels(middle(x, labels.width()), middle(y, labels.height())) = ++count;
    }
  }
  return labels;
}

/// A share of the range of a picture's channels.
template <class I>
double share_of_range(double share) {
  return share * static_cast<double>((std::numeric_limits<limn::channel_t<limn::pixel_t<I>>>::max)());
}

Result run_flood_fill(const Picture& picture, const Values& values) {
  return on_color_or_gray(picture, values, [&](const auto& image) -> Result {
    const bool floating = values.choice("range") == "floating";
    const double usual = std::floor(share_of_range<decltype(image)>(floating ? 0.02 : 0.1));
    const limn::FloodOptions options{.low = values.is_auto("low") ? usual : values.number("low"),
                                     .high = values.is_auto("high") ? usual : values.number("high"),
                                     .connectivity = connectivity(values),
                                     .range = floating ? limn::FloodRange::floating : limn::FloodRange::fixed};
    limn::Mask all(image.size());
    for (const auto& seed : seeds(picture, values)) {
      const auto flooded = limn::flood_fill(image, seed, options);
      for (std::size_t i = 0; i < all.pixels().size(); ++i) {
        if (limn::is_foreground(flooded.pixels()[i])) all.pixels()[i] = limn::Binary::foreground;
      }
    }
    return {std::move(all), {{"low", options.low}, {"high", options.high}}};
  });
}

Result run_confidence_connected(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    return {limn::confidence_connected(gray, seeds(picture, values),
                                       {.multiplier = values.number("multiplier"),
                                        .iterations = static_cast<int>(values.integer("iterations")),
                                        .radius = static_cast<int>(values.integer("radius")),
                                        .connectivity = connectivity(values)})};
  });
}

Result run_grow_regions(const Picture& picture, const Values& values) {
  return on_color_or_gray(picture, values, [&](const auto& image) -> Result {
    limn::GrowOptions options{.connectivity = connectivity(values)};
    if (!values.is_auto("max-difference")) options.max_difference = values.number("max-difference");
    auto labels = markers(picture, values);
    limn::grow_regions_into(image, labels, labels, options);
    return {std::move(labels)};
  });
}

Result run_random_walker(const Picture& picture, const Values& values) {
  return on_color_or_gray(picture, values, [&](const auto& image) -> Result {
    return {limn::random_walker(image, markers(picture, values),
                                {.beta = values.number("beta"), .tolerance = values.number("tolerance")})};
  });
}

/// The valleys of a relief, one where no ridge as high as `depth` lies between.
limn::LabelImage<> valleys(const limn::Image<float>& relief, double depth) {
  auto filled = limn::transform(relief, [depth](float v) { return v + static_cast<float>(depth); });
  limn::reconstruct_into(filled, relief, filled, {.by = limn::ReconstructBy::erosion});
  auto labeling = limn::label_components(limn::local_minima(filled));
  // What is flat all over is one valley.
  if (labeling.count == 0) limn::fill(labeling.labels, 1);
  return std::move(labeling.labels);
}

Result run_watershed(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    const auto relief = limn::magnitude(limn::sobel(gray));
    Result result;
    limn::LabelImage<> labels;
    if (values.is_auto("seeds") && values.choice("markers") == "minima") {
      const float top = *std::max_element(relief.pixels().begin(), relief.pixels().end());
      const double depth = values.is_auto("depth") ? static_cast<double>(top) / 10 : values.number("depth");
      labels = valleys(relief, depth);
      result.notes.emplace_back("depth", depth);
    } else {
      labels = markers(picture, values);
    }
    limn::watershed_into(
        relief, labels, labels,
        {.connectivity = connectivity(values),
         .order = values.choice("order") == "value" ? limn::FloodOrder::value : limn::FloodOrder::level,
         .line = values.flag("line"),
         .compactness = values.number("compactness")});
    result.found = std::move(labels);
    return result;
  });
}

Result run_separate_touching(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    using T = limn::pixel_t<decltype(gray)>;
    const T level = values.is_auto("level") ? limn::otsu(gray) : level_below<T>(values.number("level"));
    const auto labels =
        limn::separate_touching(polarized(limn::threshold(gray, level), values), {.h = values.number("waist")});
    return {limn::remove_small(labels, values.integer("min-area")), {{"level", level}}};
  });
}

/// Sets what lies within `radius` of the points.
void paint(limn::LabelImage<>& labels, const std::vector<limn::Point<>>& points, Index radius, std::int32_t label) {
  for (const auto& point : points) {
    for (Index y = (std::max)(point.y - radius, Index{0}); y <= point.y + radius && y < labels.height(); ++y) {
      for (Index x = (std::max)(point.x - radius, Index{0}); x <= point.x + radius && x < labels.width(); ++x) {
        const Index dx = x - point.x, dy = y - point.y;
        if (dx * dx + dy * dy <= radius * radius) labels(x, y) = label;
      }
    }
  }
}

Result run_graph_cut(const Picture& picture, const Values& values) {
  return on_color_or_gray(picture, values, [&](const auto& image) -> Result {
    limn::LabelImage<> marks(image.size());
    const Index radius = values.integer("radius");
    if (values.is_auto("background-seeds")) {
      for (Index y = 0; y < marks.height(); ++y) marks(0, y) = marks(marks.width() - 1, y) = 1;
      for (Index x = 0; x < marks.width(); ++x) marks(x, 0) = marks(x, marks.height() - 1) = 1;
    } else {
      paint(marks, points_inside(picture, values, "background-seeds", "seed of the background"), radius, 1);
    }
    paint(marks, seeds(picture, values), radius, 2);
    return {limn::graph_cut(image, marks,
                            {.smoothness = values.number("smoothness"),
                             .connectivity = connectivity(values),
                             .components = static_cast<int>(values.integer("components")),
                             .seed = static_cast<std::uint64_t>(values.integer("seed"))})};
  });
}

/// `--box`: between two corners, which belong to it; else all but a tenth at each side of the picture.
limn::Box<2> object_box(const Picture& picture, const Values& values) {
  const auto size = picture.size();
  if (values.is_auto("box")) {
    const auto margin = [](Index length) { return length > 2 ? (std::max)(length / 10, Index{1}) : 0; };
    const Index left = margin(size.width), top = margin(size.height);
    return {{left, top}, {size.width - 2 * left, size.height - 2 * top}};
  }
  const auto corners = points_inside(picture, values, "box", "corner");
  const auto [left, right] = std::minmax(corners[0].x, corners[1].x);
  const auto [top, bottom] = std::minmax(corners[0].y, corners[1].y);
  return {{left, top}, {right - left + 1, bottom - top + 1}};
}

Result run_grab_cut(const Picture& picture, const Values& values) {
  return on_color_or_gray(picture, values, [&](const auto& image) -> Result {
    const auto box = object_box(picture, values);
    if (box.size == image.size()) throw UsageError("--box of " + values.owner() + " leaves no background");
    return {limn::grab_cut(image, box,
                           {.iterations = static_cast<int>(values.integer("iterations")),
                            .components = static_cast<int>(values.integer("components")),
                            .smoothness = values.number("smoothness"),
                            .connectivity = connectivity(values),
                            .seed = static_cast<std::uint64_t>(values.integer("seed"))})};
  });
}

void check_grab_cut(const Values& values) {
  if (!values.is_auto("box") && values.points("box").size() != 2) {
    throw UsageError("--box of " + values.owner() + " must be two corners, as X,Y;X,Y");
  }
}

}  // namespace

std::vector<Technique> region_techniques() {
  return {
      {.name = "flood-fill",
       .family = "region",
       .summary = "What is connected to a seed and of its color",
       .source = "Smith 1979",
       .finds = Finds::mask,
       .options = {points("seeds", "auto", "where floods begin; auto is the middle of the picture"),
                   number("low", "auto", 0, 65535,
                          "how much darker a pixel may be; auto is a tenth of the range, a "
                          "fiftieth where it floats"),
                   number("high", "auto", 0, 65535, "how much brighter"),
                   choice("range", "fixed", {"fixed", "floating"}, "than the seed, or than the pixel before"),
                   connectivity_option("face"), sigma_option()},
       .run = run_flood_fill},
      {.name = "confidence-connected",
       .family = "region",
       .summary = "What is connected to a seed and within some deviations of the region's mean",
       .source = "Ibanez et al. 2005",
       .finds = Finds::mask,
       .options = {points("seeds", "auto", "where the region begins; auto is the middle of the picture"),
                   number("multiplier", "2.5", 0, 1e6, "standard deviations off the mean"),
                   integer("iterations", "4", 0, 1000, "how often the region is grown anew from its own mean"),
                   integer("radius", "1", 0, 1000, "of the box around a seed that the first mean is of"),
                   connectivity_option("face"), sigma_option()},
       .run = run_confidence_connected},
      {.name = "grow-regions",
       .family = "region",
       .summary = "Regions that grow from seeds, the pixel nearest to a region's mean first",
       .source = "Adams and Bischof 1994",
       .finds = Finds::labels,
       .options = {points("seeds", "auto", "one for each region; auto is a grid"), spacing_option(),
                   number("max-difference", "auto", 0, steepest, "from the mean of a region; auto has no limit"),
                   connectivity_option("face"), sigma_option()},
       .run = run_grow_regions},
      {.name = "random-walker",
       .family = "region",
       .summary = "The seed that a walker who shuns steep steps most likely meets first",
       .source = "Grady 2006",
       .finds = Finds::labels,
       .options = {points("seeds", "auto", "one for each region; auto is a grid"), spacing_option(),
                   number("beta", "130", 0, 1e9, "how much walkers shun steep steps"),
                   number("tolerance", "0.0001", 1e-15, 1,
                          "part of the first residual at which the equations are solved"),
                   sigma_option()},
       .run = run_random_walker},
      {.name = "watershed",
       .family = "region",
       .summary = "Regions around the valleys of the gradient, up to its ridges",
       .source = "Meyer 1994",
       .finds = Finds::labels,
       .options = {points("seeds", "auto", "one for each region; auto leaves them to --markers"),
                   choice("markers", "minima", {"minima", "grid"},
                          "a region for each valley, or for each seed of a grid"),
                   number("depth", "auto", 0, steepest, "of a valley that counts; auto is a tenth of the steepest"),
                   spacing_option(), flag("line", "leave a line between regions"),
                   number("compactness", "0", 0, steepest, "what a pixel of distance from the marker costs"),
                   choice("order", "level", {"level", "value"}, "Meyer's, or that of scikit-image 0.19"),
                   connectivity_option("face"),
                   number("sigma", "2", 0, 100, "smooth by a Gaussian of this many pixels first")},
       .run = run_watershed},
      {.name = "separate-touching",
       .family = "region",
       .summary = "Objects brighter than a level, parted at their waists where they touch",
       .source = "Vincent and Soille 1991",
       .finds = Finds::labels,
       .options = {number("level", "auto", 0, 65535, "objects are above it; auto is Otsu's"),
                   number("waist", "1.25", 1e-6, 1e6, "how much narrower it is than both sides, in pixels"),
                   integer("min-area", "20", 0, 1e15, "leave out objects of fewer pixels"), dark_option(),
                   sigma_option()},
       .run = run_separate_touching},
      {.name = "graph-cut",
       .family = "region",
       .summary = "What is like its seeds, up to the border that costs least",
       .source = "Boykov and Jolly 2001",
       .finds = Finds::mask,
       .options = {points("seeds", "auto", "on the object; auto is the middle of the picture"),
                   points("background-seeds", "auto", "on what it is not; auto is the border of the picture"),
                   integer("radius", "5", 0, 1000, "of the disks that are marked at these points"), smoothness_option(),
                   integer("components", "5", 0, 255, "Gaussians of either side; 0: none"), seed_option(),
                   connectivity_option(), sigma_option()},
       .run = run_graph_cut},
      {.name = "grab-cut",
       .family = "region",
       .summary = "The object in a box, by its colors and those outside",
       .source = "Rother et al. 2004",
       .finds = Finds::mask,
       .options = {points("box", "auto", "two corners around the object; auto leaves a tenth at each side"),
                   integer("iterations", "5", 1, 1000, "how often colors are learned anew"),
                   integer("components", "5", 1, 255, "Gaussians of either side"), smoothness_option(), seed_option(),
                   connectivity_option(), sigma_option()},
       .run = run_grab_cut,
       .check = check_grab_cut},
  };
}

}  // namespace tool
