// Edges: where brightness changes.

#include <limn/edge/canny.hpp>
#include <limn/edge/link.hpp>
#include <limn/edge/log.hpp>
#include <limn/label/remove_small.hpp>

#include "common.hpp"

namespace tool {
namespace {

constexpr double steepest = 1e6;

std::vector<Option> canny_options(const char* sigma) {
  return {
      number("sigma", sigma, 0, 100, "smooth by a Gaussian of this many pixels first"),
      number("low", "auto", 0, steepest, "weakest gradient of an edge; auto is a tenth of the range"),
      number("high", "auto", 0, steepest, "gradient that starts an edge; auto is a fifth of the range"),
      flag("quantiles", "low and high are the parts of all pixels, 0 to 1, that are less steep; auto: 0.1 and 0.2")};
}

/// By default, low and high are a tenth and a fifth of the range.
constexpr double canny_parts = 10;

void check_canny(const Values& values) {
  if (values.flag("quantiles")) {
    for (const char* name : {"low", "high"}) {
      if (values.is_auto(name) || values.number(name) <= 1) continue;
      throw UsageError("--" + std::string(name) + " of " + values.owner() +
                       " must be a number from 0 to 1 with --quantiles, not " + format("%g", values.number(name)));
    }
    require_in_order(values, levels_in(1, canny_parts, values));
  } else {
    check_in_order(values, canny_parts);
  }
}

limn::Mask canny_edges(const Picture& picture, const Values& values) {
  limn::CannyOptions options{.sigma = values.number("sigma"), .use_quantiles = values.flag("quantiles")};
  if (!values.is_auto("low")) options.low = values.number("low");
  if (!values.is_auto("high")) options.high = values.number("high");
  return std::visit(
      [&](const auto& gray) {
        using T = limn::pixel_t<decltype(gray)>;
        if (!options.use_quantiles) static_cast<void>(levels_of<T>(values, canny_parts));
        return limn::canny(gray, options);
      },
      picture.gray);
}

Result run_canny(const Picture& picture, const Values& values) { return {canny_edges(picture, values)}; }

Result run_canny_opencv(const Picture& picture, const Values& values) {
  const limn::CannyOpencvOptions options{.low = values.number("low"),
                                         .high = values.number("high"),
                                         .aperture = static_cast<int>(std::stoi(values.choice("aperture"))),
                                         .l2_gradient = values.flag("l2")};
  return on_gray(picture, values, [&](const auto& gray) -> Result { return {limn::canny_opencv(gray, options)}; });
}

Result run_log(const Picture& picture, const Values& values) {
  limn::LogZeroCrossingsOptions options{.sigma = values.number("sigma")};
  if (!values.is_auto("threshold")) options.threshold = values.number("threshold");
  return std::visit([&](const auto& gray) -> Result { return {limn::log_zero_crossings(gray, options)}; },
                    picture.gray);
}

Result run_edge_regions(const Picture& picture, const Values& values) {
  const limn::EdgeRegionsOptions options{
      .gaps = {.distance = values.number("gap")},
      .objects = values.flag("cells") ? limn::EdgeObjects::cells : limn::EdgeObjects::outlines,
      .border_closes = values.flag("border")};
  const auto found = limn::edges_to_regions(canny_edges(picture, values), options);
  return {limn::remove_small(found.labels, values.integer("min-area"))};
}

std::vector<Option> edge_regions_options() {
  std::vector<Option> options = canny_options("2");
  options.push_back(number("gap", "5", 0, 1000, "bridge gaps in outlines of up to this many pixels"));
  options.push_back(flag("cells", "each piece that edges part is an object, not what an outer outline encloses"));
  options.push_back(flag("border", "the border of the picture closes outlines; the largest piece is background"));
  options.push_back(integer("min-area", "0", 0, 1e15, "leave out objects of fewer pixels"));
  return options;
}

}  // namespace

std::vector<Technique> edge_techniques() {
  return {
      {.name = "canny",
       .family = "edge",
       .summary = "Edges, smoothed, thinned along the gradient and linked; as scikit-image finds them",
       .source = "Canny 1986",
       .finds = Finds::edges,
       .options = canny_options("1"),
       .run = run_canny,
       .check = check_canny},
      {.name = "canny-opencv",
       .family = "edge",
       .summary = "Edges exactly as cv::Canny finds them",
       .source = "Canny 1986",
       .finds = Finds::edges,
       .options = {number("low", "50", 0, steepest, "an edge is steeper than this"),
                   number("high", "150", 0, steepest, "and connected to something steeper than that"),
                   choice("aperture", "3", {"3", "5", "7"}, "pixels across Sobel's window"),
                   flag("l2", "measure the gradient by its length, not by the sum of its parts"), sigma_option()},
       .run = run_canny_opencv},
      {.name = "log",
       .family = "edge",
       .summary = "Edges where the Laplacian of the smoothed picture crosses zero: lines that tend to close",
       .source = "Marr and Hildreth 1980",
       .finds = Finds::edges,
       .options = {number("sigma", "2", 0.1, 100, "smooth by a Gaussian of this many pixels first"),
                   number("threshold", "auto", 0, steepest,
                          "least step of the Laplacian; auto is 0.75 of its mean magnitude")},
       .run = run_log},
      {.name = "edge-regions",
       .family = "edge",
       .summary = "Objects enclosed by Canny's edges, gaps in their outlines bridged",
       .source = "Canny 1986, Nevatia and Babu 1980",
       .finds = Finds::labels,
       .options = edge_regions_options(),
       .run = run_edge_regions,
       .check = check_canny},
  };
}

}  // namespace tool
