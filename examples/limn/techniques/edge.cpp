// Edges: where brightness changes.

#include <limn/edge/canny.hpp>

#include "common.hpp"

namespace tool {
namespace {

constexpr double steepest = 1e6;

Result run_canny(const Picture& picture, const Values& values) {
  limn::CannyOptions options{.sigma = values.number("sigma")};
  if (!values.is_auto("low")) options.low = values.number("low");
  if (!values.is_auto("high")) options.high = values.number("high");
  return std::visit([&](const auto& gray) -> Result { return {limn::canny(gray, options)}; }, picture.gray);
}

Result run_canny_opencv(const Picture& picture, const Values& values) {
  const limn::CannyOpencvOptions options{.low = values.number("low"),
                                         .high = values.number("high"),
                                         .aperture = static_cast<int>(std::stoi(values.choice("aperture"))),
                                         .l2_gradient = values.flag("l2")};
  return on_gray(picture, values, [&](const auto& gray) -> Result { return {limn::canny_opencv(gray, options)}; });
}

}  // namespace

std::vector<Technique> edge_techniques() {
  return {
      {.name = "canny",
       .family = "edge",
       .summary = "Edges, smoothed, thinned along the gradient and linked; as scikit-image finds them",
       .source = "Canny 1986",
       .finds = Finds::edges,
       .options = {number("sigma", "1", 0, 100, "smooth by a Gaussian of this many pixels first"),
                   number("low", "auto", 0, steepest, "weakest gradient of an edge; auto is a tenth of the range"),
                   number("high", "auto", 0, steepest, "gradient that starts an edge; auto is a fifth of the range")},
       .run = run_canny},
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
  };
}

}  // namespace tool
