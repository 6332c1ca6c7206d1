// Active contours: curves that move until they part a picture.

#include <limn/filter/gaussian_gradient.hpp>
#include <limn/region/chan_vese.hpp>
#include <limn/region/morphological_snakes.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <variant>

#include "common.hpp"

namespace tool {
namespace {

limn::StartCurve start_curve(const Values& values) {
  const std::string start = values.choice("start");
  return start == "disk"    ? limn::StartCurve::disk
         : start == "frame" ? limn::StartCurve::frame
                            : limn::StartCurve::checkerboard;
}

/// The brighter of the two sides of a mask, or with `--dark` the darker.
template <class I>
limn::Mask brighter_side(limn::Mask mask, const I& gray, const Values& values) {
  double sums[2] = {}, counts[2] = {};
  for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
    const bool inside = limn::is_foreground(mask.pixels()[i]);
    sums[inside] += static_cast<double>(gray.pixels()[i]);
    ++counts[inside];
  }
  const bool inside_brighter = sums[1] * counts[0] >= sums[0] * counts[1];
  if (inside_brighter != values.flag("dark")) return mask;
  for (limn::Binary& pixel : mask.pixels()) pixel = limn::to_binary(!limn::is_foreground(pixel));
  return mask;
}

Result run_chan_vese(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    const std::string start = values.choice("start");
    const limn::ChanVeseOptions options{.mu = values.number("mu"),
                                        .lambda1 = values.number("lambda1"),
                                        .lambda2 = values.number("lambda2"),
                                        .tolerance = values.number("tolerance"),
                                        .iterations = static_cast<int>(values.integer("iterations")),
                                        .start = start == "disk"         ? limn::StartLevels::disk
                                                 : start == "small-disk" ? limn::StartLevels::small_disk
                                                                         : limn::StartLevels::checkerboard};
    auto levels = limn::start_levels(gray.size(), options.start);
    const auto progress = limn::evolve_chan_vese(gray, levels, options);
    auto mask = limn::transform(levels, [](double level) { return limn::to_binary(level > 0); });
    return {brighter_side(std::move(mask), gray, values), {{"steps", static_cast<double>(progress.iterations)}}};
  });
}

Result run_morphological_chan_vese(const Picture& picture, const Values& values) {
  return on_gray(picture, values, [&](const auto& gray) -> Result {
    return {
        brighter_side(limn::morphological_chan_vese(gray, {.iterations = static_cast<int>(values.integer("iterations")),
                                                           .smoothing = static_cast<int>(values.integer("smoothing")),
                                                           .lambda1 = values.number("lambda1"),
                                                           .lambda2 = values.number("lambda2"),
                                                           .start = start_curve(values)}),
                      gray, values)};
  });
}

Result run_morphological_geodesic(const Picture& picture, const Values& values) {
  return std::visit(
      [&](const auto& gray) -> Result {
        using T = limn::pixel_t<decltype(gray)>;
        const double range = static_cast<double>((std::numeric_limits<T>::max)());
        const auto flat = limn::inverse_gaussian_gradient(
            gray, {.alpha = values.number("alpha") / range, .sigma = values.number("sigma")});
        limn::MorphologicalGeodesicOptions options{.iterations = static_cast<int>(values.integer("iterations")),
                                                   .smoothing = static_cast<int>(values.integer("smoothing")),
                                                   .balloon = values.number("balloon"),
                                                   .start = start_curve(values)};
        if (!values.is_auto("threshold")) options.threshold = values.number("threshold");
        return {limn::morphological_geodesic(flat, options)};
      },
      picture.gray);
}

Option iterations_option(const char* usual) {
  return integer("iterations", usual, 0, 100000, "how often the curve moves, at most");
}
Option smoothing_option() { return integer("smoothing", "1", 0, 100, "steps of curvature each time it moves"); }
Option lambda_option(const char* name, const char* side) {
  return number(name, "1", 0, 1e6, std::string("weight of the differences ") + side);
}

}  // namespace

std::vector<Technique> contour_techniques() {
  return {
      {.name = "chan-vese",
       .family = "region",
       .summary = "Two regions, each as even as can be, with a short border: by a level set",
       .source = "Chan and Vese 2001",
       .finds = Finds::mask,
       .options = {number("mu", "0.25", 0, 1e6, "weight of the border's length"), lambda_option("lambda1", "inside"),
                   lambda_option("lambda2", "outside"),
                   number("tolerance", "0.001", 0, 1, "it ends when levels change by less"), iterations_option("500"),
                   choice("start", "checkerboard", {"checkerboard", "disk", "small-disk"}, "where the curve begins"),
                   dark_option(), sigma_option()},
       .run = run_chan_vese},
      {.name = "morphological-chan-vese",
       .family = "region",
       .summary = "The same by morphology: faster, and the border smooth by its own measure",
       .source = "Marquez-Neila et al. 2014",
       .finds = Finds::mask,
       .options = {iterations_option("100"), smoothing_option(), lambda_option("lambda1", "inside"),
                   lambda_option("lambda2", "outside"),
                   choice("start", "checkerboard", {"checkerboard", "disk", "frame"}, "where the curve begins"),
                   dark_option(), sigma_option()},
       .run = run_morphological_chan_vese},
      {.name = "morphological-geodesic",
       .family = "region",
       .summary = "A curve that shrinks or grows until it meets edges",
       .source = "Marquez-Neila et al. 2014",
       .finds = Finds::mask,
       .options = {iterations_option("1000"), smoothing_option(),
                   number("balloon", "-1", -1e6, 1e6, "pressure outward, or inward if negative"),
                   number("threshold", "auto", 0, 1,
                          "where it is flatter, pressure works; auto for three of five pixels"),
                   number("alpha", "100", 0, 1e9,
                          "how steeply flatness falls with the gradient, of levels from 0 to 1"),
                   number("sigma", "3", 0.1, 100, "pixels by which the gradient is smoothed"),
                   choice("start", "frame", {"checkerboard", "disk", "frame"},
                          "where the curve begins; frame is around all of the picture")},
       .run = run_morphological_geodesic},
  };
}

}  // namespace tool
