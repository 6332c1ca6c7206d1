#pragma once
/// \file
/// Classification: what the picture as a whole shows.

#include <limn/core/config.hpp>
#include <limn/core/error.hpp>
#include <limn/core/geometry.hpp>
#include <limn/task/semantic.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace limn {

/// The class of a picture.
struct Classification {
  std::int32_t class_id = 0;  ///< 0, the background, if the picture shows nothing else
  std::string class_name{};
  double score = 0;              ///< its part of all pixels that are not background: 0 to 1
  std::vector<double> shares{};  ///< the part of all pixels that each class has, the background's first
};

inline namespace LIMN_ABI {

/// The class of a picture: the one that most of its pixels show, the background apart; the smallest of those that are
/// as many.
///
/// \param map  2-D or 3-D.
/// \returns    a picture of nothing but background, and an empty one, is of class 0 with score 1; the shares of an
///             empty one are 0.
/// \throws std::invalid_argument  if a class has no name.
/// \complexity  one pass.
template <std::size_t R>
[[nodiscard]] Classification classify(const BasicSemanticMap<R>& map) {
  std::vector<Index> counts(map.class_names.size(), 0);
  for (const std::int32_t kind : map.classes.pixels()) {
    if (static_cast<std::size_t>(kind) >= counts.size()) {
      detail::throw_invalid_argument("limn::classify: class ", kind, " has no name, there are ", counts.size());
    }
    ++counts[static_cast<std::size_t>(kind)];
  }
  const Index pixels = pixel_count(map.classes.size());
  std::size_t best = 0;
  for (std::size_t kind = 1; kind < counts.size(); ++kind) {
    if (counts[kind] > (best == 0 ? 0 : counts[best])) best = kind;
  }
  Classification result;
  result.class_id = static_cast<std::int32_t>(best);
  if (!map.class_names.empty()) result.class_name = map.class_names[best];
  result.score = best == 0 ? 1 : static_cast<double>(counts[best]) / static_cast<double>(pixels - counts[0]);
  for (const Index count : counts) {
    result.shares.push_back(pixels == 0 ? 0 : static_cast<double>(count) / static_cast<double>(pixels));
  }
  return result;
}

}  // namespace LIMN_ABI
}  // namespace limn
