#pragma once
/// \file
/// Localization: the main object of a picture, and where it is.

#include <limn/core/config.hpp>
#include <limn/task/detection.hpp>
#include <limn/task/instances.hpp>

#include <cstddef>
#include <vector>

namespace limn {
inline namespace LIMN_ABI {

/// The main object: the one of the greatest area times score, which is its expected number of pixels; the first of
/// those that are alike.
///
/// \returns  an entry of label 0, no area and score 0 if there is no object.
template <std::size_t R>
[[nodiscard]] BasicDetection<R> localize(const std::vector<BasicDetection<R>>& detections) {
  const BasicDetection<R>* main = nullptr;
  double most = 0;
  for (const BasicDetection<R>& detection : detections) {
    const double pixels = static_cast<double>(detection.area) * detection.score;
    if (main != nullptr && !(pixels > most)) continue;
    main = &detection;
    most = pixels;
  }
  return main == nullptr ? BasicDetection<R>() : *main;
}

/// The main object of an instance map: the largest, the first of those that are alike. See the form for detections.
///
/// \throws std::invalid_argument  as `detect`.
/// \complexity                    that of `detect`.
template <std::size_t R>
[[nodiscard]] BasicDetection<R> localize(const BasicInstanceMap<R>& map) {
  return localize(detect(map));
}

}  // namespace LIMN_ABI
}  // namespace limn
